"""Orders in on stdin, one JSON object per line; what happened out on stdout, alike. The end of stdin is the machine's end."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading

from . import walls
from .children import LAUNCHER
from .machine import Machine, Order

#: A machine's own process holds scripts and units; what it may use up is bounded, the laptop is not its own.
_MOST_BYTES = 2 * 1024**3


def serve() -> None:
    if os.getpgrp() != os.getpid():
        # Its end is the end of its group: in somebody else's it would be theirs.
        raise SystemExit("A machine begins in a process group of its own")
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_BYTES, hard))
    lines, lock = iter(sys.stdin.buffer.readline, b""), threading.Lock()

    def tell(event: dict) -> None:
        with lock:
            sys.stdout.buffer.write(json.dumps(event).encode() + b"\n")
            sys.stdout.buffer.flush()

    machine = Machine(Order(**json.loads(next(lines))), tell)
    # 0 and its own id: its group, which begins with it.
    walls.raise_walls(str(machine.root), LAUNCHER, lambda pid: pid in (0, os.getpid()) or machine.children.holds(pid))
    tell({"ready": os.getpid()})
    for line in lines:
        _obey(machine, json.loads(line))
    _end()


def _obey(machine: Machine, order: dict) -> None:
    if "run" in order:
        machine.start_script(order["run"], order["name"], order["script"], order["directory"], order["seconds"], order["log"])
    elif "cancel" in order:
        machine.cancel_script(order["cancel"])
    elif "shutDown" in order:
        machine.shut_down(order["shutDown"])
        _end()


def _end() -> None:
    """Of the whole group: whatever is in it began here."""
    os.kill(0, signal.SIGKILL)
