"""The sandbox's own door, for whoever holds its token: objects with a past, and sessions that end early.

POST /_bucket-brigade/objects           NDJSON, one object per line: {account, bucket, key, bodyBase64, lastModified?,
                                        contentType?, metadata?, tags?, storageClass?} or {account, bucket, key, delete: true}
POST /_bucket-brigade/sessions/expire   {accessKeyId}
GET  /_bucket-brigade/health
"""

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from ministack.core.responses import request_scope
from ministack.services import s3

from .limits import LONGEST_KEY_BYTES
from .ownership import owner_of
from .sessions import expire

PREFIX = "/_bucket-brigade/"
#: So many lines are stored before other requests have their turn.
_LINES_PER_TURN = 100


#: What other additions serve here, by method and path below the prefix: each takes the request's JSON, {} when it has none.
more: dict[tuple[str, str], Callable[[dict], tuple[int, dict]]] = {}


class BadLine(Exception):
    pass


async def answer(token: str, scope: dict, receive) -> tuple[int, dict]:
    """Status and JSON body."""
    given = dict(scope["headers"]).get(b"authorization", b"")
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        return 401, {"error": "The sandbox's admin token is missing or wrong"}
    request = (scope["method"], scope["path"].removeprefix(PREFIX))
    if request == ("GET", "health"):
        return 200, {"status": "ready"}
    if request == ("POST", "objects"):
        return await _store_lines(_lines(receive))
    if request == ("POST", "sessions/expire"):
        body = b"".join([chunk async for chunk in _chunks(receive)])
        try:
            key = str(json.loads(body)["accessKeyId"])
        except (ValueError, KeyError, TypeError):
            return 400, {"error": "Expected a JSON object with accessKeyId"}
        return (200, {"expired": key}) if expire(key) else (404, {"error": f"No session has the access key {key}"})
    if request in more:
        text = b"".join([chunk async for chunk in _chunks(receive)])
        try:
            body = json.loads(text or b"{}")
        except ValueError:
            body = None
        return more[request](body) if isinstance(body, dict) else (400, {"error": "Expected a JSON object"})
    return 404, {"error": f"No such admin request: {' '.join(request)}"}


async def _chunks(receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError("The client left before its request was whole")
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


async def _lines(receive) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in _chunks(receive):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
    yield rest


async def _store_lines(lines: AsyncIterator[bytes]) -> tuple[int, dict]:
    done = {"stored": 0, "deleted": 0}
    number = 0
    async for line in lines:
        number += 1
        if not line.strip():
            continue
        try:
            done[_apply(json.loads(line))] += 1
        except (BadLine, ValueError, KeyError, TypeError, AttributeError) as fault:
            reason = f"{fault.args[0]} is missing" if isinstance(fault, KeyError) else str(fault)
            return 400, {**done, "error": f"Line {number}: {reason}. The lines before it are stored.", "line": number}
        if number % _LINES_PER_TURN == 0:
            await asyncio.sleep(0)
    return 200, done


def _apply(line: dict) -> str:
    account, bucket, key = str(line["account"]), str(line["bucket"]), str(line["key"])
    owner = owner_of(bucket)
    if owner != account:
        raise BadLine(
            f"the bucket {bucket} does not exist" if owner is None else f"the bucket {bucket} is of account {owner}, not {account}"
        )
    if not key or len(key.encode()) > LONGEST_KEY_BYTES:
        raise BadLine(f"a key has 1 to {LONGEST_KEY_BYTES} bytes")
    region = s3._buckets.get_scoped(account, None, bucket).get("region", "us-east-1")
    with request_scope(account, region):
        if line.get("delete") is True:
            _raise_refusal(s3._delete_object(bucket, key, {}, {}))
            return "deleted"
        _put(bucket, key, line)
        return "stored"


def _put(bucket: str, key: str, line: dict) -> None:
    body = base64.b64decode(line["bodyBase64"], validate=True)
    moment = _as_s3_writes(line["lastModified"]) if "lastModified" in line else None
    headers = {f"x-amz-meta-{name.lower()}": str(value) for name, value in line.get("metadata", {}).items()}
    for header, value in (("content-type", line.get("contentType")), ("x-amz-storage-class", line.get("storageClass"))):
        if value is not None:
            headers[header] = str(value)
    if line.get("tags"):
        headers["x-amz-tagging"] = urlencode(line["tags"], quote_via=quote)
    # ministack's own PUT: ETag, checks, versions and events are its.
    _raise_refusal(s3._put_object(bucket, key, body, headers))
    if moment is None:
        return
    made = s3._buckets[bucket]["objects"][key]
    made["last_modified"] = moment
    for version in s3._object_versions.get((bucket, key), []):
        if version["version_id"] == made.get("version_id"):
            version["last_modified"] = moment


def _as_s3_writes(moment: str) -> str:
    # Python 3.10 reads no Z.
    at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise BadLine(f"lastModified {moment} has no time zone")
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _raise_refusal(answer: tuple) -> None:
    if answer[0] >= 300:
        raise BadLine(bytes(answer[2]).decode("utf-8", "replace"))
