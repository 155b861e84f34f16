"""Rows of one folder as staged files."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import pyarrow as pa

from .columns import arrow_schema
from .contracts import DAY_COLUMN, PartitionOrder, Pin, StagedFile
from .duplicates import Summary
from .file_plan import FilePlan, PlannedFile
from .ledger import staged_key
from .parquet import Sink, column_at, put_parquet, sorted_by
from .s3 import S3, Place
from .slices import KEY_COLUMN, MOMENT_COLUMN, UNIQUE_COLUMN

_ROWS_PER_GROUP = 16_384


def summary_of(rows: pa.Table) -> Summary:
    return Summary.of(rows[UNIQUE_COLUMN].to_pylist(), rows[MOMENT_COLUMN].to_pylist())


def without(rows: pa.Table, losers: list[int]) -> tuple[pa.Table, list[str]]:
    """The rows that stay, and the keys of those that do not."""
    if not losers:
        return rows, []
    out = set(losers)
    keys = rows[KEY_COLUMN].take(pa.array(losers)).to_pylist()
    return rows.take(pa.array([number for number in range(rows.num_rows) if number not in out], type=pa.int64())), keys


def split(rows: pa.Table, plan: FilePlan) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each planned file, by its number in the plan."""
    numbers: dict[int, list[int]] = {}
    keys: list[str] | None = None
    for row, day in enumerate(rows[DAY_COLUMN].to_pylist()):
        first, files = plan.of_day[day]
        if files > 1:
            keys = keys or rows[KEY_COLUMN].to_pylist()
            first += crc32(keys[row].encode()) % files
        numbers.setdefault(first, []).append(row)
    for file in sorted(numbers):
        yield file, rows.take(pa.array(numbers[file], type=pa.int64()))


def write_staged(s3: S3, order: PartitionOrder, folder: str, pin: Pin, planned: PlannedFile, rows: pa.Table) -> StagedFile:
    """Sorted by day and by what rows are told apart by, so that a reader of one day can skip the row groups of others."""
    ledger = Place(order.ledger.bucket, order.ledger.account)
    unique = None if order.rules.unique is None else column_at(rows, [field for field, _ in order.rules.unique])
    ordered = sorted_by(rows, [rows[DAY_COLUMN], unique, rows[KEY_COLUMN]])
    schema = arrow_schema(order.columns).append(pa.field(DAY_COLUMN, pa.string()))
    table = ordered.select(schema.names)
    sink = Sink(schema, order.rules.unique)
    sink.write(table, _ROWS_PER_GROUP)
    key = staged_key(order, folder, pin, planned.range, planned.index)
    size, etag = put_parquet(s3, ledger, key, sink.close(), table.num_rows)
    return StagedFile(key, planned.range, table.num_rows, size, etag)
