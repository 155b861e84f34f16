"""The pinned manifest of one folder: every key that the copy has proven to be at the target, and nothing else."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import orjson

from .contracts import PartitionOrder, Pin
from .errors import JobError
from .ledger import segment_key
from .s3 import S3, Place

_PLACEHOLDER = re.compile(r"\{(folder|sub|document)\}")


class Entry(NamedTuple):
    #: Counts from the prefix of source and target.
    key: str
    size: int
    etag: str


def read_segments(s3: S3, ledger: Place, order: PartitionOrder, folder: str, pin: Pin, first: int, end: int) -> Iterator[Entry]:
    """Entries of the segments `first` up to, without, `end`, in key order. @raises JobError MANIFEST_MISMATCH"""
    before = b""
    for index in range(first, end):
        key = segment_key(order, folder, pin, index)
        stored = s3.read(ledger, key)
        if stored is None:
            raise mismatch(folder, f"segment {index} of generation {pin.generation} is gone")
        for entry in _entries(stored.body, folder, index):
            name = entry.key.encode()
            if name <= before:
                raise mismatch(folder, f"segment {index} of generation {pin.generation} is not in key order")
            before = name
            yield entry


def mismatch(folder: str, why: str) -> JobError:
    return JobError("MANIFEST_MISMATCH", f"folder {folder}", why)


def _entries(packed: bytes, folder: str, index: int) -> Iterator[Entry]:
    try:
        head, *lines = zlib.decompress(packed, wbits=31).split(b"\n")
        if orjson.loads(head)["contract"] != "segment/1":
            raise ValueError
        for line in lines:
            if line:
                found = orjson.loads(line)
                key, size, etag = found["key"], found["size"], found["targetETag"]
                if type(key) is not str or type(size) is not int or type(etag) is not str:
                    raise ValueError
                yield Entry(key, size, etag)
    except (zlib.error, ValueError, KeyError, TypeError):
        raise mismatch(folder, f"segment {index} cannot be read") from None


def compile_layout(layout_key: str, folder: str) -> Callable[[str], bool]:
    """Whether a manifest's key is a document: exactly the layout's form, with something without a slash for each placeholder."""
    parts = _PLACEHOLDER.split(layout_key)
    texts, placeholders = parts[::2], parts[1::2]
    pattern = re.escape(texts[0])
    for name, text in zip(placeholders, texts[1:]):
        pattern += (re.escape(folder) if name == "folder" else "[^/]+") + re.escape(text)
    matches = re.compile(pattern, re.DOTALL).fullmatch
    return lambda key: matches(key) is not None
