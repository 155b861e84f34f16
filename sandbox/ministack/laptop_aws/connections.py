"""Breaks the connection under a request that was carried out: the caller never learns how it went."""

from contextvars import ContextVar

from hypercorn.asyncio import tcp_server

from .replacing import wrap

#: One request's fate, made by the door before the request is served.
_fate: ContextVar[dict | None] = ContextVar("laptop_aws_fate", default=None)
_writers: dict[tuple, object] = {}


def install() -> None:
    wrap(tcp_server.TCPServer, "run", _remembered)


def _remembered(original):
    async def run(self):
        peer = self.writer.get_extra_info("peername")
        _writers[peer] = self.writer
        try:
            await original(self)
        finally:
            _writers.pop(peer, None)

    return run


def break_this() -> None:
    fate = _fate.get()
    if fate is not None:
        fate["broken"] = True


def breakable(scope: dict, send):
    """`send`, unless the request turns out to be one whose answer gets lost."""
    fate: dict = {}
    _fate.set(fate)

    async def send_or_break(message):
        if not fate:
            await send(message)
            return
        writer = _writers.get(tuple(scope.get("client") or ()))
        if writer is not None:
            writer.transport.abort()

    return send_or_break
