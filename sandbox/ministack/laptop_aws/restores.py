"""Listings that tell of restores, when they are asked to (API_ListObjectsV2, x-amz-optional-object-attributes)."""

import re
import time
from urllib.parse import unquote_plus
from xml.sax.saxutils import unescape

from ministack.services import s3

from .calls import Answer, Call

_ARCHIVED = re.compile(r"(<Contents><Key>([^<]*)</Key>(?:(?!</Contents>).)*<StorageClass>(?:GLACIER|DEEP_ARCHIVE)</StorageClass>)", re.DOTALL)


def tell(call: Call, answer: Answer) -> Answer:
    asked = {word.strip() for word in call.headers.get("x-amz-optional-object-attributes", "").split(",")}
    status, headers, body = answer
    if call.method != "GET" or call.key or status != 200 or "RestoreStatus" not in asked:
        return answer
    # Pages without an archived object, nearly all, are passed on as they are.
    if not isinstance(body, bytes) or b"<ListBucketResult" not in body or not (b">GLACIER<" in body or b">DEEP_ARCHIVE<" in body):
        return answer
    text = body.decode()
    encoded = "<EncodingType>url</EncodingType>" in text

    def told(found: re.Match[str]) -> str:
        key = unquote_plus(found[2]) if encoded else unescape(found[2])
        return found[1] + _status_of(call.bucket, key)

    return status, headers, _ARCHIVED.sub(told, text).encode()


def _status_of(bucket: str, key: str) -> str:
    """Nothing of an object that nobody has restored, as of one whose restored copy has expired (API_RestoreStatus)."""
    held = (s3._buckets.get(bucket) or {"objects": {}})["objects"].get(key)
    phase = None if held is None else s3._sync_restore(bucket, key, held)
    if phase is None:
        return ""
    until = "" if phase == "in_progress" else f"<RestoreExpiryDate>{_iso(held['restore']['expires_at'])}</RestoreExpiryDate>"
    under_way = "true" if phase == "in_progress" else "false"
    return f"<RestoreStatus><IsRestoreInProgress>{under_way}</IsRestoreInProgress>{until}</RestoreStatus>"


def _iso(epoch: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(epoch))
