"""Which rows go together: parts that hold whole days, one after the other, where a day is not more than a part by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .contracts import Range
from .errors import JobError

FILES_UP_TO = 64
#: Above this a range gets a second file: what one task holds in memory, sorts and writes.
_ROWS_PER_FILE = 50_000


class Cut(NamedTuple):
    parts: int
    #: For each day the first of its parts, and how many it has.
    of_day: dict[str, tuple[int, int]]


class PlannedFile(NamedTuple):
    range: str
    #: Counts the range's files.
    index: int


class FilePlan(NamedTuple):
    files: list[PlannedFile]
    #: As in Cut; parts are numbers of `files`.
    of_day: dict[str, tuple[int, int]]


def cut_days(days: Mapping[str, int], rows_per_part: int) -> Cut:
    """Of two parts in a row at least one half is full, so there are at most one and two for each full one."""
    parts, held = 0, 0
    of_day: dict[str, tuple[int, int]] = {}
    for day in sorted(days):
        own = max(1, -(-days[day] // rows_per_part))
        if parts > 0 and own == 1 and held + days[day] <= rows_per_part:
            of_day[day] = (parts - 1, 1)
            held += days[day]
            continue
        of_day[day] = (parts, own)
        parts += own
        # No other day joins one that has parts of its own.
        held = days[day] if own == 1 else rows_per_part
    return Cut(parts, of_day)


def plan_files(days: Mapping[str, int], ranges: Sequence[Range], rows_per_file: int = _ROWS_PER_FILE) -> FilePlan:
    """At most 64 files, or one for each range; the same days give the same plan, however the rows were read.
    @raises JobError when a day belongs to no range"""
    by_range: dict[str, dict[str, int]] = {}
    for day in sorted(days):
        by_range.setdefault(range_of(day, ranges).name, {})[day] = days[day]
    rows = sum(days.values())
    spare = FILES_UP_TO - len(by_range)
    per_file = max(rows_per_file, -(-2 * rows // spare) if spare > 0 else rows)
    files: list[PlannedFile] = []
    of_day: dict[str, tuple[int, int]] = {}
    for name, own in by_range.items():
        cut = cut_days(own, per_file)
        of_day.update({day: (len(files) + first, parts) for day, (first, parts) in cut.of_day.items()})
        files.extend(PlannedFile(name, index) for index in range(cut.parts))
    return FilePlan(files, of_day)


def range_of(day: str, ranges: Sequence[Range]) -> Range:
    """`ranges` in the order of their days, as an order holds them."""
    found = ranges[max(0, bisect_right([one.first or "" for one in ranges], day) - 1)]
    if not found.has(day):
        raise JobError("ORDER_INVALID", f"day {day}", "there are documents of it, and it is in none of the order's ranges")
    return found
