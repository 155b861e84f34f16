"""What goes between driver and tasks of a folder; needs no library, so that the driver can do without."""

from __future__ import annotations

from typing import NamedTuple

from .contracts import PartitionOrder, Pin, StagedFile
from .duplicates import Summary
from .rejects import Rejected
from .surroundings import Surroundings


class FolderTask(NamedTuple):
    order: PartitionOrder
    folder: str
    pin: Pin
    surroundings: Surroundings


class Whole(NamedTuple):
    """A folder that was done by one task."""

    files: list[StagedFile]
    days: dict[str, int]
    rejected: list[Rejected]
    keys: int


class Read(NamedTuple):
    """The first record of a slice; its rows follow."""

    number: int
    summary: Summary
    rejected: list[Rejected]
    keys: int
    first_key: str | None
    last_key: str | None
