"""An S3 for tests: keys exactly as they are, conditions, ends of objects, signatures judged by a reading of their own, and faults on order."""

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_to_bytes

SECRET = "a-secret"
OWNER = "444455556666"


@dataclass
class LaptopS3:
    objects: dict[tuple[str, bytes], bytes] = field(default_factory=dict)
    #: (method, key) of every request whose signature was good.
    requests: list[tuple[str, str]] = field(default_factory=list)
    #: What is answered in the place of the store: None lets the request through, a number is a status, "cut" closes the
    #: connection before an answer, "half" within it, "lost" does the work and then closes it.
    fault: Callable[[str, str], int | str | tuple[int, str] | None] = lambda method, key: None
    refused: list[str] = field(default_factory=list)
    connections: int = 0

    def put(self, bucket: str, key: str, body: bytes) -> str:
        self.objects[(bucket, key.encode())] = body
        return hashlib.md5(body).hexdigest()

    def get(self, bucket: str, key: str) -> bytes:
        return self.objects[(bucket, key.encode())]

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        return sorted(key.decode() for at, key in self.objects if at == bucket and key.startswith(prefix.encode()))

    def start(self) -> str:
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def setup(self) -> None:
                super().setup()
                store.connections += 1

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                store._answer(self, "GET", b"")

            def do_PUT(self) -> None:
                store._answer(self, "PUT", self.rfile.read(int(self.headers["content-length"])))

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.request_queue_size = 64
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler, method: str, body: bytes) -> None:
        _, bucket, escaped = request.path.split("/", 2)
        key = unquote_to_bytes(escaped)
        name = key.decode()
        fault = self.fault(method, name)
        if fault == "cut":
            return _cut(request)
        if fault == "half":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 100\r\n\r\nhalf of it")
            return _cut(request)
        if isinstance(fault, int):
            return _say(request, fault, b"<Error><Code>SlowDown</Code></Error>")
        if isinstance(fault, tuple):
            return _say(request, fault[0], f"<Error><Code>{fault[1]}</Code></Error>".encode())
        if not _is_signed(request, method, body):
            self.refused.append(name)
            return _say(request, 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        if request.headers["x-amz-expected-bucket-owner"] != OWNER:
            return _say(request, 403, b"<Error><Code>AccessDenied</Code></Error>")
        self.requests.append((method, name))
        held = self.objects.get((bucket, key))
        if method == "PUT":
            if held is not None and request.headers["if-none-match"] == "*":
                return _say(request, 412, b"<Error><Code>PreconditionFailed</Code></Error>")
            self.objects[(bucket, key)] = body
            if fault == "lost":
                return _cut(request)
            return _say(request, 200, b"", hashlib.md5(body).hexdigest())
        if held is None:
            return _say(request, 404, b"<Error><Code>NoSuchKey</Code></Error>")
        etag = hashlib.md5(held).hexdigest()
        wanted = request.headers["if-match"]
        if wanted is not None and wanted != f'"{etag}"':
            return _say(request, 412, b"<Error><Code>PreconditionFailed</Code></Error>")
        span = request.headers["range"]
        if span is not None:
            return _say(request, 206, held[-int(span.removeprefix("bytes=-")) :], etag)
        return _say(request, 200, held, etag)


def _cut(request: BaseHTTPRequestHandler) -> None:
    request.wfile.flush()
    request.close_connection = True
    request.connection.close()


def _say(request: BaseHTTPRequestHandler, status: int, body: bytes, etag: str | None = None) -> None:
    request.send_response(status)
    if etag is not None:
        request.send_header("ETag", f'"{etag}"')
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def _is_signed(request: BaseHTTPRequestHandler, method: str, body: bytes) -> bool:
    """Signature Version 4 as its documentation describes it, from the raw request line: no code of the client's."""
    given = request.headers["authorization"] or ""
    parts = dict(part.split("=", 1) for part in given.removeprefix("AWS4-HMAC-SHA256 ").split(", "))
    names = parts["SignedHeaders"].split(";")
    _, day, region, service, kind = parts["Credential"].split("/")
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
    sent = request.headers["x-amz-content-sha256"]
    path, _, query = request.path.partition("?")
    canonical = "\n".join([method, path, query, headers, ";".join(names), sent])
    scope = "/".join([day, region, service, kind])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, service, kind):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, parts["Signature"]) and hashlib.sha256(body).hexdigest() == sent and "host" in names
