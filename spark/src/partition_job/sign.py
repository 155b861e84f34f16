"""AWS Signature Version 4 in request headers, as S3 wants it: the path is encoded once and never normalised
(AmazonS3 API Reference, "Authenticating Requests: Using the Authorization Header").

Held to test/fixtures/contracts/sigv4.json, as src/s3/sign.ts is.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

_PLAIN_KEY = re.compile(r"[A-Za-z0-9\-._~/]*", re.ASCII)
_SPACES = re.compile(r"\s+")


class Credentials(NamedTuple):
    access_key_id: str
    secret_access_key: str
    session_token: str | None


#: Every header that is signed: lower-case name and value, sorted by name, `host` among them.
Headers = Sequence["tuple[str, str]"]


def encode_key(key: str) -> str:
    """A key as a path: everything but A-Z a-z 0-9 - . _ ~ and the slash becomes %XX of its UTF-8 bytes. Dot segments and
    double slashes stay: keys are names, not paths. @raises UnicodeEncodeError: a lone surrogate can be no key"""
    if _PLAIN_KEY.fullmatch(key):
        return key
    return quote(key, safe="/~", errors="strict")


def amz_date(seconds: float) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def canonical_request(method: str, path: str, query: str, headers: Headers, payload_sha256: str) -> str:
    lines = "".join([f"{name}:{_trimmed(value)}\n" for name, value in headers])
    return f"{method}\n{path}\n{query}\n{lines}\n{_names(headers)}\n{payload_sha256}"


def string_to_sign(canonical: str, scope: str, date: str) -> str:
    return f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"


class Signer:
    """Signs for one region; the day's key is derived once for each secret."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._derived: tuple[str, str, bytes] = ("", "", b"")

    def authorization(
        self, method: str, path: str, query: str, headers: Headers, payload_sha256: str, credentials: Credentials, date: str
    ) -> str:
        """`date` is the value of the request's x-amz-date."""
        day = date[:8]
        scope = f"{day}/{self._region}/s3/aws4_request"
        text = string_to_sign(canonical_request(method, path, query, headers, payload_sha256), scope, date)
        signature = hmac.digest(self._key(credentials.secret_access_key, day), text.encode(), "sha256").hex()
        return f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/{scope}, SignedHeaders={_names(headers)}, Signature={signature}"

    def _key(self, secret: str, day: str) -> bytes:
        # One tuple, read and replaced whole: threads share the signer.
        known_secret, known_day, key = self._derived
        if known_day != day or known_secret != secret:
            key = f"AWS4{secret}".encode()
            for part in (day, self._region, "s3", "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._derived = (secret, day, key)
        return key


def _names(headers: Headers) -> str:
    return ";".join([name for name, _ in headers])


def _trimmed(value: str) -> str:
    return _SPACES.sub(" ", value.strip()) if " " in value or _SPACES.search(value) else value
