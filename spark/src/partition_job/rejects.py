"""Why a document is no row. The reasons are those of src/contracts/partition.ts; details hold paths and kinds, never a value."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any, NamedTuple


class Reject(Exception):
    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Rejected(NamedTuple):
    key: str
    reason: str
    detail: str | None


_KINDS = {
    type(None): "null",
    bool: "a boolean",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


def kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "something else")


def ndjson_gz(rejected: Iterable[Rejected]) -> bytes:
    """Sorted by key, in the order of S3; the same rejects make the same bytes."""
    lines = [json.dumps(one._asdict(), ensure_ascii=False) for one in sorted(rejected, key=lambda one: one.key.encode())]
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), compresslevel=6, mtime=0)
