"""The ASGI application that the server runs: the sandbox's own paths, then ministack for all that is signed."""

import json

from ministack import app as ministack_app

from . import admin, connections
from .calls import judged
from .matching import principals

#: What ministack serves beside AWS, to anyone: reading other people's messages, changing settings, wiping every account.
_OPEN_DOORS = ("/_ministack/", "/_localstack/", "/_aws/")
#: Of those, what CloudFormation's custom resources and wait conditions answer to; each carries a token of its own.
_NEEDED = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")
_UNSUPPORTED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidRequest</Code>'
    b"<Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>"
)


def application(admin_token: str):
    async def serve(scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await ministack_app.app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith(admin.PREFIX):
            status, body = await admin.answer(admin_token, scope, receive)
            await _send(send, status, b"application/json", json.dumps(body).encode())
        elif path.startswith(_OPEN_DOORS) and not path.startswith(_NEEDED):
            await _send(send, 404, b"application/json", b'{"error":"Not served by the sandbox"}')
        elif _foreign_authorization(scope["headers"]):
            # ministack takes a caller without an AWS key for its default account's root.
            await _send(send, 400, b"application/xml", _UNSUPPORTED)
        else:
            judged.set(set())
            principals.set({})
            await ministack_app.app(scope, receive, connections.breakable(scope, send))

    return serve


def _foreign_authorization(headers) -> bool:
    return any(name.lower() == b"authorization" and not value.startswith(b"AWS4-HMAC-SHA256 ") for name, value in headers)


async def _send(send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
