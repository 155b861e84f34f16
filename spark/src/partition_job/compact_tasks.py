"""What tasks do with a date range. Imported by tasks only: everything here needs the libraries."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from .columns import arrow_schema
from .compact_records import CompactTask, Piece
from .contracts import DAY_COLUMN, StagedFile
from .errors import JobError
from .file_plan import Cut
from .folder_tasks import packed, unpacked
from .ledger import RangeFile, range_file_key
from .parquet import Sink, column_at, put_parquet, read_staged, sorted_by, unique_of
from .s3 import S3, Place

#: A row's place in the range: the number of its file and its own in it. Makes the order of rows that agree in everything else certain.
_PLACE_COLUMN = "__place"
_PLACES_PER_FILE = 2**32
#: As Arrow: a few of these are a file, so that files can be cut near the ordered size.
_GROUP_ARROW_BYTES = 256 * 2**20
#: What Parquet under zstd makes of Arrow's bytes at the most.
_LEAST_PACKING = 4


def whole_range(task: CompactTask, _: int, records: Iterator[Piece]) -> Iterator[RangeFile]:
    for piece in records:
        with _s3(task) as s3:
            yield from _write(s3, task, _read(s3, task, piece), {})


def deal_days(task: CompactTask, cut: Cut, _: int, records: Iterator[Piece]) -> Iterator[tuple[int, bytes]]:
    for piece in records:
        with _s3(task) as s3:
            rows = _read(s3, task, piece)
        numbers: dict[int, list[int]] = {}
        places = rows[_PLACE_COLUMN].to_pylist()
        for row, day in enumerate(rows[DAY_COLUMN].to_pylist()):
            first, parts = cut.of_day[day]
            part = first if parts == 1 else first + crc32(places[row].to_bytes(8, "big")) % parts
            numbers.setdefault(part, []).append(row)
        for part in sorted(numbers):
            yield part, packed(rows.take(pa.array(numbers[part], type=pa.int64())))


def write_part(task: CompactTask, cut: Cut, part: int, records: Iterator[tuple[int, bytes]]) -> Iterator[RangeFile]:
    tables = [unpacked(stream) for _, stream in records]
    if tables:
        shared = {day: (part - first, parts) for day, (first, parts) in cut.of_day.items() if parts > 1 and first <= part < first + parts}
        with _s3(task) as s3:
            yield from _write(s3, task, pa.concat_tables(tables), shared)


def _s3(task: CompactTask) -> S3:
    return S3(task.order.ledger.region, task.surroundings)


def _ledger(task: CompactTask) -> Place:
    return Place(task.order.ledger.bucket, task.order.ledger.account)


def _read(s3: S3, task: CompactTask, piece: Piece) -> pa.Table:
    expected = arrow_schema(task.order.columns).append(pa.field(DAY_COLUMN, pa.string()))

    def read(number: int, file: StagedFile) -> pa.Table:
        table = read_staged(s3, _ledger(task), file)
        try:
            fitting = table.select(expected.names).cast(expected.with_metadata(table.schema.metadata))
        except (KeyError, pa.ArrowException):
            raise JobError("STAGED_CHANGED", file.key, "has other columns than the order") from None
        strangers = [day for day in pc.unique(fitting[DAY_COLUMN]).to_pylist() if day not in task.ordered.days]
        if strangers:
            raise JobError("STAGED_CHANGED", file.key, f"holds rows of {strangers[0]}, which the order does not count")
        places = pa.array(range(number * _PLACES_PER_FILE, number * _PLACES_PER_FILE + fitting.num_rows), type=pa.int64())
        return fitting.append_column(_PLACE_COLUMN, places)

    numbers = range(piece.first, piece.first + len(piece.files))
    with ThreadPoolExecutor(task.order.reading.threads) as threads:
        return pa.concat_tables(threads.map(read, numbers, piece.files))


def _write(s3: S3, task: CompactTask, rows: pa.Table, shared: dict[str, tuple[int, int]]) -> Iterator[RangeFile]:
    """`shared`: days that other parts write too: which part of how many this one is."""
    unique = column_at(rows, unique_of(rows.schema))
    ordered = sorted_by(rows, [rows[DAY_COLUMN], unique, rows[_PLACE_COLUMN]])
    schema = arrow_schema(task.order.columns)
    table = ordered.select(schema.names).replace_schema_metadata(None)
    start = 0
    for counted in pc.value_counts(ordered[DAY_COLUMN]).to_pylist():
        day, count = counted["values"], counted["counts"]
        own, parts = shared.get(day, (0, 1))
        for number, (content, written) in enumerate(files_of(table.slice(start, count), schema, task.order.file_bytes)):
            key = range_file_key(task.order, task.ordered, day, own + parts * number)
            size, etag = put_parquet(s3, _ledger(task), key, content, written)
            yield RangeFile(key, day, written, size, etag)
        start += count


def files_of(rows: pa.Table, schema: pa.Schema, file_bytes: int) -> Iterator[tuple[pa.Buffer, int]]:
    """Files of about the size; at least one."""
    arrow_bytes = min(_GROUP_ARROW_BYTES, file_bytes * _LEAST_PACKING)
    group_rows = max(1, arrow_bytes * rows.num_rows // max(1, rows.nbytes))
    sink: Sink | None = None
    for start in range(0, rows.num_rows, group_rows):
        sink = sink or Sink(schema)
        before = sink.bytes_so_far
        sink.write(rows.slice(start, group_rows), group_rows)
        # Cut where the next group would miss the size by more than this one does.
        if sink.bytes_so_far + (sink.bytes_so_far - before) // 2 >= file_bytes:
            yield sink.close(), sink.rows
            sink = None
    if sink is not None:
        yield sink.close(), sink.rows
