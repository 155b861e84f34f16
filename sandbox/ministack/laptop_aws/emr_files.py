"""S3 as a cluster's node reaches it: over HTTP at the sandbox's public door, signed with the job role's session."""

import hashlib
import http.client
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_TIMEOUT_SECONDS = 30
_TRIES = 3


class Unreachable(Exception):
    """What Hadoop's S3 client would say."""


@dataclass(frozen=True)
class Session:
    endpoint: str
    region: str
    #: AWS_ACCESS_KEY_ID and its two companions.
    environment: dict[str, str]


def split(uri: str) -> tuple[str, str]:
    """Bucket and key. @raises Unreachable for what is no S3 URI."""
    scheme, separator, place = uri.partition("://")
    bucket, slash, key = place.partition("/")
    if scheme not in ("s3", "s3a", "s3n") or not separator or not bucket or not key:
        raise Unreachable(f"java.io.FileNotFoundException: File {uri} does not exist")
    return bucket, key


def fetch(session: Session, uri: str, folder: Path) -> Path:
    """Downloads the object to `<folder>/<digest>/<its name>`; the same bytes lie there once. @raises Unreachable"""
    bucket, key = split(uri)
    body = _ask(session, "GET", bucket, key, b"", uri)
    target = folder / hashlib.sha256(body).hexdigest()[:32] / (key.rpartition("/")[2] or "object")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{id(body)}")
        draft.write_bytes(body)
        draft.replace(target)
    return target


def store(session: Session, bucket: str, key: str, body: bytes) -> None:
    """@raises Unreachable"""
    _ask(session, "PUT", bucket, key, body, f"s3://{bucket}/{key}")


def _ask(session: Session, method: str, bucket: str, key: str, body: bytes, uri: str) -> bytes:
    for tried in range(1, _TRIES + 1):
        try:
            status, answer = _once(session, method, bucket, key, body)
        except (OSError, http.client.HTTPException) as failure:
            if tried == _TRIES:
                raise Unreachable(f"java.io.IOException: {uri}: {failure}") from failure
            continue
        if status < 300:
            return answer
        if status == 403:
            raise Unreachable(
                f"java.nio.file.AccessDeniedException: {uri}: {method} on {uri}: software.amazon.awssdk.services.s3.model.S3Exception: "
                f"(Service: S3, Status Code: 403): AccessDenied"
            )
        if status == 404:
            raise Unreachable(f"java.io.FileNotFoundException: No such file or directory: {uri}")
        if status < 500 or tried == _TRIES:
            raise Unreachable(f"java.io.IOException: {uri}: S3 answered {status}")
    raise AssertionError("unreachable")


def _once(session: Session, method: str, bucket: str, key: str, body: bytes) -> tuple[int, bytes]:
    place = urlsplit(session.endpoint)
    path = f"/{bucket}/{quote(key, safe='/~')}"
    request = AWSRequest(method, f"{session.endpoint}{path}", data=body)
    # Without the payload's digest some faults of the front could not be told from tampering.
    request.headers["X-Amz-Content-SHA256"] = hashlib.sha256(body).hexdigest()
    held = session.environment
    credentials = Credentials(held["AWS_ACCESS_KEY_ID"], held["AWS_SECRET_ACCESS_KEY"], held["AWS_SESSION_TOKEN"])
    S3SigV4Auth(credentials, "s3", session.region).add_auth(request)
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(method, path, body=body or None, headers=dict(request.headers.items()))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
