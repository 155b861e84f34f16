"""S3 as the job needs it: objects read whole, or their end; objects put, perhaps only where there is none."""

from __future__ import annotations

import random
import re
import ssl
import time
from calendar import timegm
from collections import deque
from email.utils import parsedate
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from .credentials import MachineRole, StaticKeys, credentials_of
from .errors import JobError
from .sign import EMPTY_SHA256, Credentials, Signer, amz_date, encode_key
from .surroundings import Surroundings
from .wire import Answer, Broken, Connection

#: As src/s3/retry.ts: AWS advises about 10 (re:Post, "HTTP 5xx errors from Amazon S3"); 12 are half a minute of patience.
TRIES = 12
_BASE_SECONDS = 0.05
_CAP_SECONDS = 20.0
#: New credentials that are refused all the same: so often without burning a try.
_FREE_REFRESHES = 3
_SILENCE_SECONDS = 60

_WAIT, _CREDENTIALS, _CLOCK, _NONE = "wait", "credentials", "clock", "none"
#: What heals, and how: by S3's code first, because a code says more than its status.
_CURE_BY_CODE = {
    "SlowDown": _WAIT,
    "ServiceUnavailable": _WAIT,
    "Throttling": _WAIT,
    "ThrottlingException": _WAIT,
    "RequestThrottled": _WAIT,
    "RequestLimitExceeded": _WAIT,
    "TooManyRequests": _WAIT,
    "BandwidthLimitExceeded": _WAIT,
    "KMS.ThrottlingException": _WAIT,
    "InternalError": _WAIT,
    "RequestTimeout": _WAIT,
    "IncompleteBody": _WAIT,
    "OperationAborted": _WAIT,
    # Two conditional writes met: neither is known to have won (API_PutObject).
    "ConditionalRequestConflict": _WAIT,
    "ExpiredToken": _CREDENTIALS,
    "ExpiredTokenException": _CREDENTIALS,
    "TokenRefreshRequired": _CREDENTIALS,
    "RequestTimeTooSkewed": _CLOCK,
}
_WAIT_BY_STATUS = frozenset((408, 429, 500, 502, 503, 504))
_ERROR_CODE = re.compile(rb"<Code>([A-Za-z0-9._]{1,80})</Code>")


class Place(NamedTuple):
    """A bucket and the account that must own it."""

    bucket: str
    owner: str


class Stored(NamedTuple):
    body: bytes
    #: Without its quotes.
    etag: str


class Refused(Exception):
    """S3's lasting no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code


class _Request(NamedTuple):
    method: str
    place: Place
    key: str
    #: Of ours, by name; those that every request has come with them.
    headers: tuple[tuple[str, str], ...]
    body: bytes | memoryview
    payload_sha256: str


class S3:
    """Threads share it; each takes a kept connection for the time of a request."""

    def __init__(
        self, region: str, surroundings: Surroundings, credentials: StaticKeys | MachineRole | None = None, tries: int = TRIES
    ) -> None:
        self._region = region
        self._endpoint = _endpoint(surroundings.endpoint)
        self._sleep = surroundings.sleep
        self._credentials = credentials if credentials is not None else credentials_of(surroundings)
        self._tries = tries
        self._signer = Signer(region)
        self._idle: dict[tuple[str, str], deque[Connection]] = {}
        self._tls: ssl.SSLContext | None = None
        self._skew_seconds = 0.0

    def get(self, place: Place, key: str, if_match: str | None = None) -> Stored:
        """@raises Refused (404 where there is none, 412 where it is not that one), JobError"""
        condition = () if if_match is None else (("if-match", f'"{if_match}"'),)
        return _stored(self._perform(_Request("GET", place, key, condition, b"", EMPTY_SHA256)))

    def read(self, place: Place, key: str) -> Stored | None:
        """The object, or None where there is none. @raises JobError for everything else"""
        try:
            return self.get(place, key)
        except Refused as refused:
            if refused.code == "NoSuchKey":
                return None
            raise self.explained(refused, place, key) from None

    def tail(self, place: Place, key: str, up_to_bytes: int, if_match: str) -> Stored:
        """Its last bytes. @raises Refused, JobError"""
        headers = (("if-match", f'"{if_match}"'), ("range", f"bytes=-{up_to_bytes}"))
        return _stored(self._perform(_Request("GET", place, key, headers, b"", EMPTY_SHA256)))

    def put(self, place: Place, key: str, body: bytes | memoryview, content_type: str, if_absent: bool = False) -> str | None:
        """Its ETag; None when the condition does not hold, which a lost answer of our own can be the cause of. @raises JobError"""
        headers: tuple[tuple[str, str], ...] = (("content-type", content_type),)
        if if_absent:
            headers += (("if-none-match", "*"),)
        try:
            return _etag(self._perform(_Request("PUT", place, key, headers, body, sha256(body).hexdigest())))
        except Refused as refused:
            if if_absent and refused.status == 412:
                return None
            raise self.explained(refused, place, key) from None

    def explained(self, refused: Refused, place: Place, key: str) -> JobError:
        code = "ACCESS_DENIED" if refused.status in (401, 403) else "S3_FAILED"
        return JobError(code, f"s3://{place.bucket}/{key}", f"S3 answers {refused.status} {refused.code}".rstrip())

    def close(self) -> None:
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def __enter__(self) -> S3:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _perform(self, request: _Request) -> Answer:
        """Tries until there is an answer, it cannot heal, or the tries are used up."""
        failed = 0
        refreshes = 0
        refused: Credentials | None = None
        while True:
            credentials = self._credentials.current(refused)
            free = False
            try:
                answer = self._send(request, credentials)
                if answer.status in (200, 206):
                    return answer
                code = _code_of(answer)
                cure = _CURE_BY_CODE.get(code) or (_WAIT if answer.status in _WAIT_BY_STATUS else _NONE)
                why = f"{answer.status} {code}".rstrip()
                if cure == _NONE:
                    raise Refused(answer.status, code)
                if cure == _CREDENTIALS:
                    free = refreshes < _FREE_REFRESHES and credentials != refused
                    refreshes += 1
                    refused = credentials
                elif cure == _CLOCK:
                    free = self._set_clock(answer) and failed == 0
            except ssl.SSLCertVerificationError as failure:
                raise JobError("S3_FAILED", f"s3://{request.place.bucket}", f"its certificate is not trusted: {failure.verify_message}") from None
            except Broken as failure:
                why = f"no answer: {failure}"
            except OSError as failure:
                why = f"no answer: {type(failure).__name__}"
            failed += 0 if free else 1
            if failed >= self._tries:
                thing = f"s3://{request.place.bucket}/{request.key}"
                raise JobError("S3_FAILED", thing, f"{request.method} failed {failed} times, at last with {why}") from None
            if not free:
                # Full jitter: anything from nothing to the doubled step.
                self._sleep(random.random() * min(_CAP_SECONDS, _BASE_SECONDS * 2 ** (failed - 1)))

    def _send(self, request: _Request, credentials: Credentials) -> Answer:
        scheme, host, base = self._where(request.place.bucket)
        while True:
            connection, kept = self._connection(scheme, host)
            try:
                answer = connection.exchange(self._head(request, host, base, credentials), request.body)
            except (Broken, OSError) as failure:
                connection.close()
                # The other side closes connections that nobody used for a while: that is no failure of the request.
                unheard = failure.unheard if isinstance(failure, Broken) else isinstance(failure, ConnectionError)
                if kept and unheard:
                    continue
                raise
            except BaseException:
                connection.close()
                raise
            if connection.reusable:
                self._idle[scheme, host].append(connection)
            else:
                connection.close()
            return answer

    def _head(self, request: _Request, host: str, base: str, credentials: Credentials) -> bytes:
        date = amz_date(time.time() + self._skew_seconds)
        path = f"{base}/{encode_key(request.key)}"
        headers = [
            ("host", host),
            *request.headers,
            ("x-amz-content-sha256", request.payload_sha256),
            ("x-amz-date", date),
            ("x-amz-expected-bucket-owner", request.place.owner),
        ]
        if credentials.session_token is not None:
            headers.append(("x-amz-security-token", credentials.session_token))
        headers.sort()
        authorization = self._signer.authorization(request.method, path, "", headers, request.payload_sha256, credentials, date)
        length = f"content-length: {len(request.body)}\r\n" if request.method == "PUT" else ""
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
        return f"{request.method} {path} HTTP/1.1\r\n{lines}authorization: {authorization}\r\n{length}\r\n".encode()

    def _where(self, bucket: str) -> tuple[str, str, str]:
        """Scheme, host and the path before the key, as src/s3/request.ts places them."""
        if self._endpoint is not None:
            return *self._endpoint, f"/{bucket}"
        regional = f"s3.{self._region}.amazonaws.com{'.cn' if self._region.startswith('cn-') else ''}"
        # The certificate for *.s3.<region>.amazonaws.com does not cover a name with a dot.
        return ("https", regional, f"/{bucket}") if "." in bucket else ("https", f"{bucket}.{regional}", "")

    def _connection(self, scheme: str, host: str) -> tuple[Connection, bool]:
        idle = self._idle.get((scheme, host))
        if idle is None:
            idle = self._idle.setdefault((scheme, host), deque())
        try:
            return idle.pop(), True
        except IndexError:
            pass
        if scheme == "https" and self._tls is None:
            self._tls = ssl.create_default_context()
        address = urlsplit(f"//{host}")
        return Connection(scheme, address.hostname or "", address.port, self._tls, _SILENCE_SECONDS), False

    def _set_clock(self, answer: Answer) -> bool:
        """By S3's own; false when it says nothing new."""
        date = parsedate(answer.headers.get("date", ""))
        if date is None:
            return False
        skew = timegm(date) - time.time()
        changed = abs(skew - self._skew_seconds) > 1
        self._skew_seconds = skew
        return changed


def _endpoint(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.netloc or "@" in url.netloc or url.path not in ("", "/") or url.query or url.fragment:
        raise JobError("USAGE", "AWS_ENDPOINT_URL", "is no S3 endpoint: scheme, host and port only")
    return url.scheme, url.netloc


def _stored(answer: Answer) -> Stored:
    return Stored(answer.body, _etag(answer))


def _etag(answer: Answer) -> str:
    return answer.headers.get("etag", "").removeprefix('"').removesuffix('"')


def _code_of(answer: Answer) -> str:
    found = _ERROR_CODE.search(answer.body)
    return "" if found is None else found[1].decode()
