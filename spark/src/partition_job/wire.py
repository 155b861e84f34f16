"""One kept connection: a request's bytes out, an answer in.

http.client opens it (names, TLS, certificates) and no more: its reading of an answer's head costs several times what
signing and sending cost together, and a document is one answer. What is read here is what S3 sends (RFC 9112): a status
line, header lines, a body by Content-Length, in chunks, or up to the connection's end.
"""

from __future__ import annotations

import http.client
import ssl
from typing import NamedTuple

_LONGEST_LINE_BYTES = 65_536


class Broken(Exception):
    """The connection ended or said something that is no answer. `unheard`: before any byte of an answer."""

    def __init__(self, why: str, unheard: bool) -> None:
        super().__init__(why)
        self.unheard = unheard


class Answer(NamedTuple):
    status: int
    #: Names in lower case.
    headers: dict[str, str]
    body: bytes


class Connection:
    def __init__(self, scheme: str, host: str, port: int | None, tls: ssl.SSLContext | None, silence_seconds: float) -> None:
        if scheme == "https":
            opened = http.client.HTTPSConnection(host, port, timeout=silence_seconds, context=tls)
        else:
            opened = http.client.HTTPConnection(host, port, timeout=silence_seconds)
        opened.connect()
        self._opened = opened
        self._socket = opened.sock
        self._reader = self._socket.makefile("rb", 65_536)
        #: Whether another request may follow.
        self.reusable = True
        self.used = 0

    def exchange(self, head: bytes, body: bytes | memoryview = b"") -> Answer:
        """@raises Broken, OSError"""
        self.reusable = False
        self.used += 1
        try:
            if len(body) <= _LONGEST_LINE_BYTES:
                self._socket.sendall(head + body)
            else:
                self._socket.sendall(head)
                self._socket.sendall(body)
            status, version, headers = self._head()
            while 100 <= status < 200:
                status, version, headers = self._head()
        except ValueError:
            raise Broken("its head cannot be read", unheard=False) from None
        content = self._body(status, headers)
        self.reusable = version == b"HTTP/1.1" and headers.get("connection", "").lower() != "close" and _framed(status, headers)
        return Answer(status, headers, content)

    def close(self) -> None:
        self._reader.close()
        self._opened.close()

    def _head(self) -> tuple[int, bytes, dict[str, str]]:
        line = self._reader.readline(_LONGEST_LINE_BYTES)
        if not line:
            raise Broken("the connection was closed", unheard=True)
        version, _, rest = line.partition(b" ")
        if not version.startswith(b"HTTP/1."):
            raise Broken("its answer is no HTTP", unheard=False)
        status = int(rest[:3])
        headers: dict[str, str] = {}
        while True:
            line = self._reader.readline(_LONGEST_LINE_BYTES)
            if line in (b"\r\n", b"\n"):
                return status, version, headers
            if not line.endswith(b"\n"):
                raise Broken("the answer's head is cut off", unheard=False)
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()

    def _body(self, status: int, headers: dict[str, str]) -> bytes:
        if status in (204, 304):
            return b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        length = headers.get("content-length")
        if length is None:
            return self._reader.read()
        return self._exactly(int(length))

    def _chunks(self):
        while True:
            line = self._reader.readline(_LONGEST_LINE_BYTES)
            try:
                size = int(line.split(b";")[0], 16)
            except ValueError:
                raise Broken("a chunk's size cannot be read", unheard=False) from None
            if size == 0:
                while self._reader.readline(_LONGEST_LINE_BYTES) not in (b"\r\n", b"\n", b""):
                    pass
                return
            yield self._exactly(size)
            self._reader.readline(_LONGEST_LINE_BYTES)

    def _exactly(self, size: int) -> bytes:
        content = self._reader.read(size)
        if len(content) != size:
            raise Broken(f"the answer's body is cut off after {len(content)} of {size} bytes", unheard=False)
        return content


def _framed(status: int, headers: dict[str, str]) -> bool:
    """Whether the body had an end of its own."""
    return status in (204, 304) or "content-length" in headers or "transfer-encoding" in headers
