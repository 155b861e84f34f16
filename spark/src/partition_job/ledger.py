"""Where things lie, as src/ledger/names.ts names them; keys count from the bucket's root. And the proofs, as src/contracts/partition.ts says."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .contracts import CompactOrder, Order, OrderedRange, PartitionOrder, Pin, StagedFile


class RangeFile(NamedTuple):
    key: str
    day: str
    rows: int
    bytes: int
    etag: str


def table_root(order: Order) -> str:
    return f"{order.root}table/{order.transform}/"


def segment_key(order: PartitionOrder, folder: str, pin: Pin, index: int) -> str:
    for piece in pin.pieces:
        if index < piece.segments:
            return f"{order.root}folders/{folder}/manifest/{piece.dir}/{index:06d}.ndjson.gz"
        index -= piece.segments
    raise IndexError(index)


def folder_root(order: PartitionOrder, folder: str, pin: Pin) -> str:
    return f"{table_root(order)}folders/{folder}/m{pin.generation:04d}/"


def staged_key(order: PartitionOrder, folder: str, pin: Pin, range_name: str, index: int) -> str:
    return f"{folder_root(order, folder, pin)}staged/g{order.generation:03d}/{range_name}-{index:03d}.parquet"


def rejects_key(order: PartitionOrder, folder: str, pin: Pin) -> str:
    return f"{folder_root(order, folder, pin)}rejects-g{order.generation:03d}.ndjson.gz"


def folder_commit_key(order: PartitionOrder, folder: str, pin: Pin) -> str:
    return f"{folder_root(order, folder, pin)}commit.json"


def range_root(order: CompactOrder, ordered: OrderedRange) -> str:
    return f"{table_root(order)}ranges/{ordered.range.name}/{ordered.inputs[:16]}/"


def range_file_key(order: CompactOrder, ordered: OrderedRange, day: str, index: int) -> str:
    return f"{range_root(order, ordered)}files/g{order.generation:03d}/{day}-{index:03d}.parquet"


def range_commit_key(order: CompactOrder, ordered: OrderedRange) -> str:
    return f"{range_root(order, ordered)}commit.json"


def canary_key(order: Order) -> str:
    return f"{table_root(order)}canaries/{order.batch}-g{order.generation:03d}.json"


def folder_commit(
    order: PartitionOrder,
    folder: str,
    pin: Pin,
    *,
    rows: int,
    rejects: Mapping[str, int],
    files: Sequence[StagedFile],
    days: Mapping[str, int],
    seconds: float,
    now: float,
) -> dict:
    return {
        "contract": "folder-commit/1",
        "migration": order.migration,
        "identity": order.identity,
        "transform": order.transform,
        "folder": folder,
        "generation": order.generation,
        "manifest": pin.document,
        "documents": pin.keys,
        "rows": rows,
        "rejects": dict(sorted(rejects.items())),
        "files": [file._asdict() for file in files],
        "days": dict(sorted(days.items())),
        "rejectsKey": rejects_key(order, folder, pin) if rejects else None,
        "job": order.job.code.sha256,
        "seconds": round(seconds, 3),
        "committedAt": iso_seconds(now),
    }


def range_commit(order: CompactOrder, ordered: OrderedRange, files: Sequence[RangeFile], *, seconds: float, now: float) -> dict:
    return {
        "contract": "range-commit/1",
        "migration": order.migration,
        "identity": order.identity,
        "transform": order.transform,
        "range": ordered.range.document,
        "generation": order.generation,
        "inputs": ordered.inputs,
        "rows": sum(file.rows for file in files),
        "files": [file._asdict() for file in files],
        "job": order.job.code.sha256,
        "seconds": round(seconds, 3),
        "committedAt": iso_seconds(now),
    }


def canary(order: Order, *, python: str, pyarrow: str, executors: int, now: float) -> dict:
    return {
        "contract": "canary/1",
        "batch": order.batch,
        "generation": order.generation,
        "python": python,
        "pyarrow": pyarrow,
        "executors": executors,
        "at": iso_seconds(now),
    }


def json_bytes(document: Mapping) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def iso_seconds(now: float) -> str:
    """As src/clock.ts writes moments: whole seconds, UTC."""
    return datetime.datetime.fromtimestamp(int(now), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
