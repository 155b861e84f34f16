"""Documents of the same thing within one folder: the one with the latest date stays, of equals the one with the lowest key."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from .dates import DAY_MICROS, day_of

_ID_BYTES = 16
_NONE = bytes(_ID_BYTES)


class Summary(NamedTuple):
    """What the driver needs to know of a slice's rows, in their order, which is that of their keys: 24 bytes of each."""

    #: 16 bytes each; zeros are like no other.
    ids: bytes
    #: 8 bytes each: microseconds since 1970.
    moments: bytes

    @staticmethod
    def of(uniques: Iterable[bytes | None], moments: Iterable[int]) -> Summary:
        ids = b"".join([_NONE if unique is None else blake2b(unique, digest_size=_ID_BYTES).digest() for unique in uniques])
        return Summary(ids, array("q", moments).tobytes())


class Settled(NamedTuple):
    #: For each slice the numbers of its rows that stay out.
    losers: list[list[int]]
    #: Rows that stay, of each day.
    days: dict[str, int]


def settle(slices: Sequence[Summary]) -> Settled:
    best: dict[bytes, tuple[int, int, int]] = {}
    losers: list[list[int]] = [[] for _ in slices]
    days: Counter[int] = Counter()
    for number, (ids, packed) in enumerate(slices):
        moments = array("q", packed)
        for row, moment in enumerate(moments):
            days[moment // DAY_MICROS] += 1
            own = ids[row * _ID_BYTES : (row + 1) * _ID_BYTES]
            if own == _NONE:
                continue
            held = best.get(own)
            if held is None:
                best[own] = (moment, number, row)
                continue
            # Rows come in key order: of two as late as each other, the one that is held has the lower key.
            loser = (moment, number, row) if moment <= held[0] else held
            if loser is held:
                best[own] = (moment, number, row)
            losers[loser[1]].append(loser[2])
            days[loser[0] // DAY_MICROS] -= 1
    counted = {day_of(day * DAY_MICROS): rows for day, rows in sorted(days.items()) if rows}
    return Settled([sorted(rows) for rows in losers], counted)
