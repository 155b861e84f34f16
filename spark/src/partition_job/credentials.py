"""Whose requests these are: fixed keys, or those of the machine's role, renewed before they end."""

from __future__ import annotations

import calendar
import json
import threading
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from .errors import JobError
from .sign import Credentials
from .surroundings import Surroundings
from .wire import Broken, Connection

_ROLES = "/latest/meta-data/iam/security-credentials/"
_TOKEN_SECONDS = 21_600
#: New ones are there at least five minutes before the old ones end (AWSEC2, "Instance metadata security credentials").
_RENEW_SECONDS_BEFORE_END = 300
#: Between two looks for new ones while the old ones still serve.
_LOOK_AGAIN_SECONDS = 5
_SILENCE_SECONDS = 5
_TRIES = 6


class StaticKeys:
    def __init__(self, keys: Credentials) -> None:
        self._keys = keys

    def current(self, refused: Credentials | None = None) -> Credentials:
        """`refused`: these are said to have ended; others are wanted, if there are any."""
        return self._keys


class MachineRole:
    """The role of the machine's instance profile, over IMDSv2."""

    def __init__(self, surroundings: Surroundings, now: Callable[[], float] = time.time) -> None:
        self._endpoint = surroundings.imds
        self._sleep = surroundings.sleep
        self._now = now
        self._lock = threading.Lock()
        self._held: Credentials | None = None
        self._look_at = 0.0
        self._ends_at = 0.0

    def current(self, refused: Credentials | None = None) -> Credentials:
        held = self._held
        if held is not None and held != refused and self._now() < self._look_at:
            return held
        with self._lock:
            if self._held is not None and self._held != refused and self._now() < self._look_at:
                return self._held
            try:
                self._fetch()
            except JobError:
                # What is held may serve for minutes yet.
                if self._held is None or self._held == refused or self._now() >= self._ends_at:
                    raise
                self._look_at = self._now() + _LOOK_AGAIN_SECONDS
            assert self._held is not None
            return self._held

    def _fetch(self) -> None:
        document = self._ask()
        try:
            self._held = Credentials(document["AccessKeyId"], document["SecretAccessKey"], document["Token"])
            self._ends_at = calendar.timegm(time.strptime(document["Expiration"], "%Y-%m-%dT%H:%M:%SZ"))
        except (KeyError, TypeError, ValueError):
            raise JobError("CREDENTIALS_MISSING", self._endpoint, "the metadata service's answer holds no credentials") from None
        self._look_at = max(self._ends_at - _RENEW_SECONDS_BEFORE_END, self._now() + _LOOK_AGAIN_SECONDS)

    def _ask(self) -> dict:
        why = ""
        for tried in range(_TRIES):
            if tried:
                self._sleep(min(2.0, 0.1 * 2**tried))
            try:
                return self._document()
            except (Broken, OSError, json.JSONDecodeError, UnicodeDecodeError) as failure:
                why = f"the metadata service gives no answer ({type(failure).__name__})"
            except _Refused as refused:
                why = refused.args[0]
        raise JobError("CREDENTIALS_MISSING", self._endpoint, why)

    def _document(self) -> dict:
        url = urlsplit(self._endpoint)
        if url.hostname is None:
            raise JobError("CREDENTIALS_MISSING", self._endpoint, "is no address of a metadata service")

        def ask(method: str, path: str, header: str) -> str:
            # One for each question: three in an hour need no kept connection.
            connection = Connection(url.scheme, url.hostname, url.port, None, _SILENCE_SECONDS)
            try:
                head = f"{method} {url.path}{path} HTTP/1.1\r\nhost: {url.netloc}\r\n{header}\r\ncontent-length: 0\r\n\r\n"
                answer = connection.exchange(head.encode())
            finally:
                connection.close()
            if answer.status == 404:
                raise _Refused("the machine has no role")
            if answer.status != 200:
                raise _Refused(f"the metadata service answers {answer.status}")
            return answer.body.decode()

        token = ask("PUT", "/latest/api/token", f"x-aws-ec2-metadata-token-ttl-seconds: {_TOKEN_SECONDS}")
        proof = f"x-aws-ec2-metadata-token: {token.strip()}"
        role = ask("GET", _ROLES, proof).strip().split("\n")[0]
        return json.loads(ask("GET", _ROLES + quote(role), proof))


class _Refused(Exception):
    pass


def credentials_of(surroundings: Surroundings) -> StaticKeys | MachineRole:
    return MachineRole(surroundings) if surroundings.keys is None else StaticKeys(surroundings.keys)
