"""What goes between driver and tasks of a range; needs no library."""

from __future__ import annotations

from typing import NamedTuple

from .contracts import CompactOrder, OrderedRange, StagedFile
from .surroundings import Surroundings


class CompactTask(NamedTuple):
    #: Without its ranges, and the range without its files: tasks get theirs as records.
    order: CompactOrder
    ordered: OrderedRange
    surroundings: Surroundings


class Piece(NamedTuple):
    """Consecutive staged files of a range."""

    #: The number of the first one among all files of the range.
    first: int
    files: list[StagedFile]
