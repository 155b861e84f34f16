"""The orders that this job takes, parsed as strictly as src/contracts/partition.ts and transform.ts say them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .dates import is_day, moment_of
from .errors import JobError
from .shapes import Misshapen, Shape, fields, flag, list_of, nullable, pair, table_of, text, whole

SCALARS = ("string", "long", "double", "boolean", "timestamp")
#: A staged file's column of its own, which compaction uses and takes out.
DAY_COLUMN = "__day"

#: One step of a path: a field, and whether every element of the list in it is meant.
Path = tuple["tuple[str, bool]", ...]
#: "string" …, {"list": type}, {"struct": [(name, type) …]} or {"map": type}
ColumnType = Any
Columns = list["tuple[str, ColumnType]"]


class Side(NamedTuple):
    bucket: str
    region: str
    account: str
    prefix: str


class Entries(NamedTuple):
    path: Path
    key: str
    value: str


class Rules(NamedTuple):
    parse: list[Path]
    entries: list[Entries]
    drop_paths: list[Path]
    drop_keys_containing: list[str]
    unique: Path | None
    date: list[Path]


class Range(NamedTuple):
    """Days from `first`, up to and without `until`; None is without end."""

    name: str
    first: str | None
    until: str | None

    def has(self, day: str) -> bool:
        return (self.first is None or day >= self.first) and (self.until is None or day < self.until)

    @property
    def document(self) -> dict:
        return {"name": self.name, "from": self.first, "until": self.until}


class JobFile(NamedTuple):
    key: str
    sha256: str


class JobFiles(NamedTuple):
    code: JobFile
    libraries: dict[str, JobFile]


class ManifestPiece(NamedTuple):
    #: Below the folder's manifest.
    dir: str
    segments: int


class Pin(NamedTuple):
    generation: int
    #: One after another they hold the keys in order.
    pieces: list[ManifestPiece]
    keys: int
    bytes: int

    @property
    def segments(self) -> int:
        return sum(piece.segments for piece in self.pieces)

    @property
    def document(self) -> dict:
        return {**self._asdict(), "pieces": [piece._asdict() for piece in self.pieces]}


class Reading(NamedTuple):
    threads: int
    slices: int


class PartitionOrder(NamedTuple):
    migration: str
    identity: str
    transform: str
    batch: str
    generation: int
    folders: dict[str, Pin]
    documents: Side
    ledger: Side
    root: str
    layout_key: str
    #: Microseconds since 1970.
    cutoff: int | None
    rules: Rules
    columns: Columns
    ranges: list[Range]
    job: JobFiles
    reading: Reading


class StagedFile(NamedTuple):
    key: str
    range: str
    rows: int
    bytes: int
    etag: str


class OrderedRange(NamedTuple):
    range: Range
    rows: int
    days: dict[str, int]
    files: list[StagedFile]
    inputs: str


class CompactOrder(NamedTuple):
    migration: str
    identity: str
    transform: str
    batch: str
    generation: int
    ledger: Side
    root: str
    columns: Columns
    ranges: dict[str, OrderedRange]
    job: JobFiles
    file_bytes: int
    reading: Reading


Order = PartitionOrder | CompactOrder


def parse_order(body: bytes, where: str) -> Order:
    """@raises JobError ORDER_…"""
    try:
        value = json.loads(body)
    except ValueError:
        raise JobError("ORDER_INVALID", where, "is not JSON") from None
    found = value.get("contract") if isinstance(value, dict) else None
    shape = _ORDERS.get(found) if isinstance(found, str) else None
    if shape is None:
        named = found if isinstance(found, str) else "nothing"
        raise JobError("ORDER_CONTRACT", where, f"is of contract {named}; this version understands {' and '.join(_ORDERS)}")
    try:
        order = shape(value, "")
    except Misshapen as misshapen:
        raise JobError("ORDER_INVALID", where, f"does not fit {found}: {misshapen}") from None
    own = f"{order.ledger.prefix}{order.migration}/{order.identity}/"
    if order.root != own:
        raise JobError("ORDER_FOREIGN", where, f"its root is {order.root}, and that of its migration would be {own}")
    return order


def _moment(value: Any, at: str) -> int:
    moment = moment_of(value) if type(value) is str and "T" in value else None
    if moment is None:
        raise Misshapen(f"{at} is not a moment of ISO 8601")
    return moment


_name = text(r"(?s:.+)", "a name")
_digest = text(r"[0-9a-f]{16,64}", "a digest in lower-case hex")
_sha256 = text(r"[0-9a-f]{64}", "a SHA-256 in lower-case hex")
_day = text(r"\d{4}-\d\d-\d\d", "a day")
_side = fields({"bucket": text(), "region": text(), "account": text(r"\d{12}", "an AWS account id"), "prefix": text()}, Side)
_reading = fields({"threads": whole(1), "slices": whole(1)}, Reading)
_range = fields(
    {"name": text(r"r\d{2,3}", "the name of a range"), "from": nullable(_day), "until": nullable(_day)},
    lambda **found: Range(found["name"], found["from"], found["until"]),
)
_path: Shape = lambda value, at: tuple(list_of(_step, least=1)(value, at))  # noqa: E731
_step = fields({"field": _name, "each": flag}, lambda **found: (found["field"], found["each"]), strict=True)


def _plain_path(value: Any, at: str) -> Path:
    path = _path(value, at)
    if any(each for _, each in path):
        raise Misshapen(f"{at} leads to many values")
    return path


_rules = fields(
    {
        "parse": list_of(_path),
        "entries": list_of(fields({"path": _path, "key": _name, "value": _name}, Entries, strict=True)),
        "drop": fields({"paths": list_of(_path), "keysContaining": list_of(_name)}, strict=True),
        "unique": nullable(_plain_path),
        "date": list_of(_plain_path, least=1),
    },
    lambda **found: Rules(
        found["parse"], found["entries"], found["drop"]["paths"], found["drop"]["keysContaining"], found["unique"], found["date"]
    ),
    strict=True,
)


def _column_type(value: Any, at: str) -> ColumnType:
    if type(value) is str and value in SCALARS:
        return value
    if type(value) is dict and len(value) == 1:
        [(kind, inner)] = value.items()
        if kind in ("list", "map"):
            return {kind: _column_type(inner, f"{at}.{kind}")}
        if kind == "struct":
            return {kind: _columns(inner, f"{at}.{kind}")}
    raise Misshapen(f"{at} is not a column's type")


def _columns(value: Any, at: str) -> Columns:
    columns = list_of(pair(_name, _column_type), least=1)(value, at)
    if len({name for name, _ in columns}) < len(columns):
        raise Misshapen(f"{at} names a field twice")
    return columns


def _table_columns(value: Any, at: str) -> Columns:
    columns = _columns(value, at)
    if any(name.startswith("__") for name, _ in columns):
        raise Misshapen(f"{at} has a column whose name begins with __, as those of staged files do")
    return columns


def _ranges(value: Any, at: str) -> list[Range]:
    ranges = sorted(list_of(_range, least=1)(value, at), key=lambda one: one.first or "")
    for before, after in zip(ranges, ranges[1:]):
        if before.until is None or after.first is None or before.until > after.first:
            raise Misshapen(f"{at}: {before.name} and {after.name} overlap")
    if len({one.name for one in ranges}) < len(ranges):
        raise Misshapen(f"{at} names a range twice")
    return ranges


_job_file = fields({"key": _name, "sha256": _sha256}, JobFile)
_library = fields(
    {"platform": _name, "key": _name, "sha256": _sha256},
    lambda **found: (found["platform"], JobFile(found["key"], found["sha256"])),
)
_job = fields(
    {"code": _job_file, "main": _job_file, "libraries": list_of(_library, least=1)},
    lambda **found: JobFiles(found["code"], dict(found["libraries"])),
)
_piece = fields({"dir": text(r"\d{4}/e\d{3,}-r\d{4,}", "the directory of a manifest's piece"), "segments": whole()}, ManifestPiece)
_pin = fields({"generation": whole(1), "pieces": list_of(_piece), "keys": whole(), "bytes": whole()}, Pin)
_folder = fields({"folder": _name, "manifest": _pin}, lambda **found: (found["folder"], found["manifest"]))
_contract = text()
_of = {"contract": _contract, "migration": _name, "identity": _digest, "transform": _digest, "plan": _digest, "batch": _name}

_partition_order = fields(
    {
        **_of,
        "generation": whole(1),
        "folders": list_of(_folder),
        "documents": _side,
        "ledger": _side,
        "root": _name,
        "layoutKey": _name,
        "documentCutoff": nullable(_moment),
        "rules": _rules,
        "schema": _table_columns,
        "ranges": _ranges,
        "job": _job,
        "reading": _reading,
    },
    lambda **found: PartitionOrder(
        migration=found["migration"],
        identity=found["identity"],
        transform=found["transform"],
        batch=found["batch"],
        generation=found["generation"],
        folders=dict(found["folders"]),
        documents=found["documents"],
        ledger=found["ledger"],
        root=found["root"],
        layout_key=found["layoutKey"],
        cutoff=found["documentCutoff"],
        rules=found["rules"],
        columns=found["schema"],
        ranges=found["ranges"],
        job=found["job"],
        reading=found["reading"],
    ),
)

_staged_file = fields({"key": _name, "range": _name, "rows": whole(), "bytes": whole(), "etag": _name}, StagedFile)
_ordered_range = fields(
    {
        "range": _range,
        "rows": whole(),
        "days": table_of(is_day, whole(), "a day"),
        "files": list_of(_staged_file),
        "inputs": _digest,
    },
    OrderedRange,
)
_compact_order = fields(
    {
        **_of,
        "generation": whole(1),
        "ledger": _side,
        "root": _name,
        "schema": _table_columns,
        "ranges": list_of(_ordered_range),
        "job": _job,
        "fileBytes": whole(1),
        "reading": _reading,
    },
    lambda **found: CompactOrder(
        migration=found["migration"],
        identity=found["identity"],
        transform=found["transform"],
        batch=found["batch"],
        generation=found["generation"],
        ledger=found["ledger"],
        root=found["root"],
        columns=found["schema"],
        ranges={one.range.name: one for one in found["ranges"]},
        job=found["job"],
        file_bytes=found["fileBytes"],
        reading=found["reading"],
    ),
)

_ORDERS: dict[str, Shape] = {"partition-order/1": _partition_order, "compact-order/1": _compact_order}
