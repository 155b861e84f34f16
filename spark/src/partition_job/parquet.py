"""Tables as Parquet files in the ledger. The same table makes the same bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .contracts import Path, StagedFile
from .errors import JobError
from .s3 import S3, Place, Refused

_CONTENT_TYPE = "application/vnd.apache.parquet"
#: Most footers are shorter: one request then reads one.
_TAIL_BYTES = 64 * 1024
_ENDING_BYTES = 8
#: In a staged file's footer: the path of what its rows are told apart by, by which compaction sorts.
_UNIQUE = "bucket-brigade.unique"


class Sink:
    """A Parquet file in memory, a row group at a time."""

    def __init__(self, schema: pa.Schema, unique: Path | None = None) -> None:
        """`unique`: what rows are told apart by, for those who read the file again."""
        self._unique = unique
        self._buffer = pa.BufferOutputStream()
        # As Spark writes: no schema of Arrow's own beside Parquet's.
        self._writer = pq.ParquetWriter(self._buffer, schema, compression="zstd", version="2.6", store_schema=False)
        self.rows = 0

    def write(self, table: pa.Table, group_rows: int) -> None:
        self._writer.write_table(table, row_group_size=group_rows)
        self.rows += table.num_rows

    @property
    def bytes_so_far(self) -> int:
        return self._buffer.tell()

    def close(self) -> pa.Buffer:
        if self._unique is not None:
            self._writer.add_key_value_metadata({_UNIQUE: json.dumps([field for field, _ in self._unique])})
        self._writer.close()
        return self._buffer.getvalue()


def put_parquet(s3: S3, ledger: Place, key: str, content: pa.Buffer, rows: int) -> tuple[int, str]:
    """Size and ETag; the footer is read again from where it lies. @raises JobError ACCOUNTS_OPEN when it counts other rows"""
    etag = s3.put(ledger, key, memoryview(content), _CONTENT_TYPE)
    assert etag is not None
    counted = footer(s3, ledger, key, etag).num_rows
    if counted != rows:
        raise JobError("ACCOUNTS_OPEN", f"s3://{ledger.bucket}/{key}", f"its footer counts {counted} rows, and {rows} were written")
    return content.size, etag


def footer(s3: S3, place: Place, key: str, etag: str) -> pq.FileMetaData:
    try:
        tail = s3.tail(place, key, _TAIL_BYTES, etag).body
        length = struct.unpack("<I", tail[-_ENDING_BYTES:-4])[0] + _ENDING_BYTES
        if length > len(tail):
            tail = s3.tail(place, key, length, etag).body
    except Refused as refused:
        raise s3.explained(refused, place, key) from None
    return pq.read_metadata(pa.BufferReader(b"PAR1" + tail[-length:]))


def read_staged(s3: S3, ledger: Place, file: StagedFile) -> pa.Table:
    """@raises JobError STAGED_CHANGED when it is not the file that its commit names"""
    where = f"s3://{ledger.bucket}/{file.key}"
    try:
        body = s3.get(ledger, file.key, if_match=file.etag).body
    except Refused as refused:
        if refused.code == "NoSuchKey" or refused.status == 412:
            raise JobError("STAGED_CHANGED", where, "is gone" if refused.status == 404 else "is not the file that its commit names") from None
        raise s3.explained(refused, ledger, file.key) from None
    table = pq.ParquetFile(pa.BufferReader(body)).read()
    if table.num_rows != file.rows or len(body) != file.bytes:
        raise JobError("STAGED_CHANGED", where, f"holds {table.num_rows} rows in {len(body)} bytes, and its commit says {file.rows} in {file.bytes}")
    return table


def unique_of(schema: pa.Schema) -> list[str] | None:
    found = (schema.metadata or {}).get(_UNIQUE.encode())
    return None if found is None else json.loads(found)


def column_at(table: pa.Table, names: Sequence[str] | None) -> pa.ChunkedArray | None:
    """A text or a number at a path of structs; None where the table has no such column."""
    if not names or names[0] not in table.column_names:
        return None
    column = table[names[0]]
    for name in names[1:]:
        if not pa.types.is_struct(column.type) or column.type.get_field_index(name) < 0:
            return None
        column = pc.struct_field(column, name)
    return None if pa.types.is_nested(column.type) else column


def sorted_by(table: pa.Table, keys: Sequence[pa.ChunkedArray | pa.Array | None]) -> pa.Table:
    given = [key for key in keys if key is not None]
    named = pa.table(given, names=[str(number) for number in range(len(given))])
    order = pc.sort_indices(named, sort_keys=[(name, "ascending") for name in named.column_names])
    return table.take(order)
