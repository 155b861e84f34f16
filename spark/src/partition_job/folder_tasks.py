"""What tasks do with a folder. Imported by tasks only: everything here needs the libraries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from .contracts import StagedFile
from .duplicates import settle
from .file_plan import FilePlan, plan_files
from .folder_records import FolderTask, Read, Whole
from .rejects import Rejected
from .s3 import S3
from .slices import read_slice, row_schema
from .staging import split, summary_of, without, write_staged

#: Of one record between tasks: far below the 2 GB that a record may have, and little enough to be held twice.
_ROWS_PER_RECORD = 4_000


def whole_folder(task: FolderTask, _: int, records: Iterator[Any]) -> Iterator[Whole]:
    """Everything at once, for folders that one task reads as fast as several would."""
    for _record in records:
        with S3(task.order.ledger.region, task.surroundings) as s3:
            found = read_slice(s3, task.order, task.folder, task.pin, 0, task.pin.segments)
            settled = settle([summary_of(found.rows)])
            rows, losers = without(found.rows, settled.losers[0])
            plan = plan_files(settled.days, task.order.ranges)
            files = [write_staged(s3, task.order, task.folder, task.pin, plan.files[file], part) for file, part in split(rows, plan)]
        yield Whole(files, settled.days, [*found.rejected, *duplicates(losers)], found.keys)


def read_slices(task: FolderTask, _: int, records: Iterator[tuple[int, int, int]]) -> Iterator[Any]:
    """For each slice a `Read`, then its rows as (number, number of the first row, Arrow stream)."""
    for number, first, end in records:
        with S3(task.order.ledger.region, task.surroundings) as s3:
            found = read_slice(s3, task.order, task.folder, task.pin, first, end)
        yield Read(number, summary_of(found.rows), found.rejected, found.keys, found.first_key, found.last_key)
        for start in range(0, found.rows.num_rows, _ROWS_PER_RECORD):
            yield number, start, packed(found.rows.slice(start, _ROWS_PER_RECORD))


def deal_rows(plan: FilePlan, losers: list[list[int]], _: int, records: Iterator[Any]) -> Iterator[tuple[int, Any]]:
    """Rows to their files; the keys of duplicates to the partition behind the last file."""
    for record in records:
        if isinstance(record, Read):
            continue
        number, start, stream = record
        rows = unpacked(stream)
        own = [row - start for row in losers[number] if start <= row < start + rows.num_rows]
        kept, keys = without(rows, own)
        if keys:
            yield len(plan.files), keys
        for file, part in split(kept, plan):
            yield file, packed(part)


def write_files(task: FolderTask, plan: FilePlan, number: int, records: Iterator[tuple[int, Any]]) -> Iterator[StagedFile | Rejected]:
    parts = [part for _, part in records]
    if number == len(plan.files):
        for keys in parts:
            yield from duplicates(keys)
        return
    if parts:
        rows = pa.concat_tables([row_schema(task.order.columns).empty_table(), *(unpacked(part) for part in parts)])
        with S3(task.order.ledger.region, task.surroundings) as s3:
            yield write_staged(s3, task.order, task.folder, task.pin, plan.files[number], rows)


def duplicates(keys: list[str]) -> list[Rejected]:
    return [Rejected(key, "duplicate", None) for key in keys]


def packed(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    # Combined: a slice of a table would otherwise be sent with what it was cut from.
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return sink.getvalue().to_pybytes()


def unpacked(stream: bytes) -> pa.Table:
    return pa.ipc.open_stream(stream).read_all()
