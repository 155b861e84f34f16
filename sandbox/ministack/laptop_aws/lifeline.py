"""The process's end: with the command that started it, and at once when asked. Its state is in memory; nothing is to be saved."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable


#: What has to be ended with it and cannot tell by itself at once; each is quick and fails for nobody else.
last_acts: list[Callable[[], None]] = []


def end_with_stdin() -> None:
    """Ends the process when stdin reaches its end: the other side of the pipe is gone, however it went."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        _end()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def end_with_signals(loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end)


def _end() -> None:
    for act in last_acts:
        with contextlib.suppress(Exception):
            act()
    # Not sys.exit: it would wait for connections that are open and for worker threads.
    os._exit(0)
