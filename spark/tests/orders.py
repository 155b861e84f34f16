"""A migration of one folder in the laptop's S3, and its orders."""

import gzip
import hashlib
import io
import json
import tarfile

from laptop_s3 import OWNER, LaptopS3
from partition_job.library_archive import platform_of_this_interpreter

LEDGER, TARGET = "ledger", "target"
ROOT = f"state/m/{'a' * 32}/"
TRANSFORM = "b" * 32
FOLDER = "E9_FulfillmentOrder"
HOME = f"{ROOT}table/{TRANSFORM}/folders/{FOLDER}/m0002/"
INPUTS = "1234567890abcdef" * 2
RULES = {
    "parse": [[{"field": "Items", "each": False}], [{"field": "Custom", "each": False}]],
    "entries": [{"path": [{"field": "Items", "each": True}, {"field": "categories", "each": False}], "key": "id", "value": "name"}],
    "drop": {"paths": [[{"field": "Custom", "each": False}, {"field": "secret", "each": False}]], "keysContaining": ["attachment"]},
    "unique": [{"field": "OrderId", "each": False}],
    "date": [[{"field": "LastChange", "each": False}], [{"field": "CreationDate", "each": False}]],
}
PAIRS = {"list": {"struct": [["id", "string"], ["name", "string"]]}}
SCHEMA = [
    ["OrderId", "string"],
    ["Value", "long"],
    ["LastChange", "timestamp"],
    ["CreationDate", "timestamp"],
    ["Items", {"list": {"struct": [["name", "string"], ["price", "double"], ["categories", PAIRS]]}}],
    ["Custom", {"struct": [["fields", {"map": "string"}], ["kept", "boolean"]]}],
]
RANGES = [
    {"name": "r00", "from": None, "until": "2018-01-01"},
    {"name": "r01", "from": "2018-01-01", "until": "2019-01-01"},
    {"name": "r02", "from": "2019-01-01", "until": None},
]


def _no_wheels() -> bytes:
    """The tests' own environment has the libraries."""
    held = io.BytesIO()
    tarfile.open(fileobj=held, mode="w:").close()
    return held.getvalue()


LIBRARIES = _no_wheels()


def key(name: str, sub: str = "s") -> str:
    return f"{FOLDER}/{sub}/id/{name}"


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def an_order(number: int, day: str = "2018-10-31", **changes: object) -> dict:
    """`...` as a value leaves the field out."""
    items = [{"name": f"n{number}", "price": 1.5, "categories": {"9": "Coach", "12": "Pets"}, "itemAttachment": {"x": 1}}]
    document = {
        "OrderId": f"order-{number:05d}",
        "Value": number,
        "LastChange": f"{day}T14:00:00.1234567+00:00",
        "CreationDate": f"{day}T10:00:00Z",
        "Items": json.dumps(items),
        "Custom": json.dumps({"fields": {"a": "b", "Attached": "no", "anAttachment": "x"}, "kept": True, "secret": 1, "Attachments": []}),
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not ...}


def seed(s3: LaptopS3, documents: dict[str, bytes], *, per_segment: int = 1000) -> dict:
    """Puts the documents at the target, and the manifest of the folder into the ledger. @returns the manifest's pin"""
    etags = {key: s3.put(TARGET, f"p/{key}", body) for key, body in documents.items()}
    keys = sorted(documents, key=str.encode)
    segments = [keys[start : start + per_segment] for start in range(0, len(keys), per_segment)]
    for index, own in enumerate(segments):
        put_segment(s3, index, [{"key": key, "size": len(documents[key]), "targetETag": etags[key]} for key in own])
    return {"generation": 2, "pieces": [{"dir": "0002/e001-r0000", "segments": len(segments)}], "keys": len(keys), "bytes": sum(map(len, documents.values()))}


def put_segment(s3: LaptopS3, index: int, entries: list[dict]) -> None:
    rest = {"sourceETag": "x", "lastModified": "2019-01-01T00:00:00Z", "origin": "copied"}
    head = json.dumps({"contract": "segment/1"}) + "\n"
    lines = "".join(json.dumps({**rest, **entry}, ensure_ascii=False) + "\n" for entry in entries)
    s3.put(LEDGER, f"{ROOT}folders/{FOLDER}/manifest/0002/e001-r0000/{index:06d}.ndjson.gz", gzip.compress((head + lines).encode()))


def side(bucket: str, prefix: str) -> dict:
    return {"bucket": bucket, "region": "us-east-2", "account": OWNER, "prefix": prefix}


def common() -> dict:
    return {
        "migration": "m",
        "identity": "a" * 32,
        "transform": TRANSFORM,
        "plan": "c" * 32,
        "batch": "00",
        "generation": 1,
        "ledger": side(LEDGER, "state/"),
        "root": ROOT,
        "schema": SCHEMA,
        "job": {
            "code": {"key": "state/_jobs/code.zip", "sha256": "d" * 64},
            "main": {"key": "state/_jobs/main.py", "sha256": "e" * 64},
            "libraries": [
                {
                    "platform": platform_of_this_interpreter(),
                    "key": "state/_jobs/libraries.tar",
                    "sha256": hashlib.sha256(LIBRARIES).hexdigest(),
                }
            ],
        },
        "reading": {"threads": 4, "slices": 1},
    }


def partition_document(pin: dict, **changes: object) -> dict:
    return {
        "contract": "partition-order/1",
        **common(),
        "folders": [{"folder": FOLDER, "manifest": pin}],
        "documents": side(TARGET, "p/"),
        "layoutKey": "{folder}/{sub}/id/{document}",
        "documentCutoff": "2020-01-15T00:00:00Z",
        "rules": RULES,
        "ranges": RANGES,
        **changes,
    }


def partition_order(s3: LaptopS3, pin: dict, **changes: object) -> str:
    return put_order(s3, partition_document(pin, **changes))


def put_order(s3: LaptopS3, order: dict) -> str:
    s3.put(LEDGER, "state/_jobs/libraries.tar", LIBRARIES)
    key = f"{ROOT}orders/table/{TRANSFORM}/g{order.get('generation', 1)!s:0>3}/00.json"
    s3.put(LEDGER, key, json.dumps(order).encode())
    return f"s3://{LEDGER}/{key}"


def compact_document(commits: list[dict], **changes: object) -> dict:
    ranges = []
    for one in RANGES:
        files = [file for commit in commits for file in commit["files"] if file["range"] == one["name"]]
        days: dict[str, int] = {}
        for commit in commits:
            for day, rows in commit["days"].items():
                if (one["from"] or "") <= day and (one["until"] is None or day < one["until"]):
                    days[day] = days.get(day, 0) + rows
        ranges.append({"range": one, "rows": sum(days.values()), "days": days, "files": files, "inputs": INPUTS})
    return {"contract": "compact-order/1", **common(), "batch": "c00", "ranges": ranges, "fileBytes": 2**28, **changes}


def compact_order(s3: LaptopS3, commits: list[dict], **changes: object) -> str:
    return put_order(s3, compact_document(commits, **changes))
