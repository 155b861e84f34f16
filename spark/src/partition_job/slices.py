"""A slice of a folder: consecutive segments of its manifest, fetched in threads, made into rows and rejects."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pyarrow as pa

from .columns import Rows, arrow_schema
from .contracts import DAY_COLUMN, Columns, PartitionOrder, Pin
from .dates import DAY_MICROS, day_of
from .manifest import Entry, compile_layout, read_segments
from .rejects import Reject, Rejected
from .rules import Judged, compile_rules, needles_of
from .s3 import S3, Place, Refused

#: Of a row on its way: its manifest key, its moment and what it is told apart by. None of them is in a staged file.
KEY_COLUMN, MOMENT_COLUMN, UNIQUE_COLUMN = "__key", "__moment", "__unique"
#: What is held as Python values before it becomes Arrow's, which takes a fifth of the memory.
_ROWS_PER_BATCH = 1000
#: Neither is S3 at fault nor the network: the object is not there, or not that one.
_GONE = {404: "404: it is gone", 412: "412: it is another object now"}


class Slice(NamedTuple):
    """`rows` are in key order, each with its key, moment, day and what it is told apart by."""

    rows: pa.Table
    rejected: list[Rejected]
    keys: int
    first_key: str | None
    last_key: str | None


def row_schema(columns: Columns) -> pa.Schema:
    return pa.schema(
        [
            *arrow_schema(columns),
            pa.field(DAY_COLUMN, pa.string()),
            pa.field(KEY_COLUMN, pa.string()),
            pa.field(MOMENT_COLUMN, pa.int64()),
            pa.field(UNIQUE_COLUMN, pa.binary()),
        ]
    )


def read_slice(s3: S3, order: PartitionOrder, folder: str, pin: Pin, first: int, end: int) -> Slice:
    """@raises JobError when the manifest is not what was pinned, or S3 cannot serve a document in the end"""
    is_document = compile_layout(order.layout_key, folder)
    ledger = Place(order.ledger.bucket, order.ledger.account)
    collected = _Collected(order)
    keys = 0
    first_key: str | None = None
    last_key: str | None = None

    def documents() -> Iterable[Entry]:
        nonlocal keys, first_key, last_key
        for entry in read_segments(s3, ledger, order, folder, pin, first, end):
            keys += 1
            first_key, last_key = first_key or entry.key, entry.key
            if is_document(entry.key):
                yield entry
            else:
                collected.reject(entry.key, Reject("layout"))

    fetch_all(s3, order, documents(), min(order.reading.threads, pin.keys), collected)
    return Slice(collected.rows(), collected.rejected, keys, first_key, last_key)


def fetch_all(s3: S3, order: PartitionOrder, entries: Iterable[Entry], threads: int, collected: _Collected) -> None:
    """Each thread fetches a document and judges it, so that nothing waits between the two and memory holds no more than the threads do."""
    place = Place(order.documents.bucket, order.documents.account)
    prefix = order.documents.prefix
    judge = compile_rules(order.rules, order.cutoff)
    upcoming = iter(entries)
    taking = threading.Lock()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while not failures:
                with taking:
                    entry = next(upcoming, None)
                if entry is None:
                    return
                try:
                    judged = judge(_body(s3, place, prefix + entry.key, entry.etag))
                except Reject as reject:
                    collected.reject(entry.key, reject)
                else:
                    collected.add(entry.key, judged)
        except BaseException as failure:  # noqa: BLE001 -- raised again by the thread that waits
            failures.append(failure)

    others = [threading.Thread(target=work, name="fetch", daemon=True) for _ in range(threads - 1)]
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    if failures:
        raise failures[0]


def _body(s3: S3, place: Place, key: str, etag: str) -> bytes:
    try:
        return s3.get(place, key, if_match=etag).body
    except Refused as refused:
        if refused.code == "NoSuchKey" or refused.status == 412:
            raise Reject("fetch-failed", _GONE[refused.status]) from None
        raise s3.explained(refused, place, key) from None


class _Collected:
    """What the threads have brought, in any order."""

    def __init__(self, order: PartitionOrder) -> None:
        self.rejected: list[Rejected] = []
        self._schema = row_schema(order.columns)
        self._rows = Rows(order.columns, needles_of(order.rules))
        self._lock = threading.Lock()
        self._batches: list[pa.RecordBatch] = []
        self._keys: list[str] = []
        self._moments: list[int] = []
        self._uniques: list[bytes | None] = []
        self._day_of = _remembering(day_of)

    def reject(self, key: str, reject: Reject) -> None:
        self.rejected.append(Rejected(key, reject.reason, reject.detail))

    def add(self, key: str, judged: Judged) -> None:
        with self._lock:
            try:
                self._rows.add(judged.document)
            except Reject as reject:
                self.reject(key, reject)
                return
            self._keys.append(key)
            self._moments.append(judged.moment)
            self._uniques.append(judged.unique)
            if len(self._keys) >= _ROWS_PER_BATCH:
                self._flush()

    def rows(self) -> pa.Table:
        self._flush()
        table = pa.Table.from_batches(self._batches, schema=self._schema)
        self._batches.clear()
        # Threads bring rows in no order; keys have one, and it is Arrow's for text: that of the bytes.
        return table.sort_by(KEY_COLUMN) if table.num_rows > 1 else table

    def _flush(self) -> None:
        if not self._keys:
            return
        batch = self._rows.take()
        arrays = [
            *batch.columns,
            pa.array([self._day_of(moment // DAY_MICROS * DAY_MICROS) for moment in self._moments], type=pa.string()),
            pa.array(self._keys, type=pa.string()),
            pa.array(self._moments, type=pa.int64()),
            pa.array(self._uniques, type=pa.binary()),
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        for held in (self._keys, self._moments, self._uniques):
            held.clear()


def _remembering(function: Callable[[int], str]) -> Callable[[int], str]:
    known: dict[int, str] = {}

    def remembered(value: int) -> str:
        found = known.get(value)
        if found is None:
            found = known[value] = function(value)
        return found

    return remembered
