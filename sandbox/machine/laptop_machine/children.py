"""The one place that starts a program of the laptop: Node, without child processes, workers, addons, SQLite (which would write
anywhere) and files beyond the machine's folder. Workers are refused because they can be given other permissions."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
#: How it starts; walls.py lets nothing else pass.
LAUNCHER = (sys.executable, "-I", "-S", "-B", str(_HERE / "launch.py"))
_GUARD = str(_HERE / "guard.cjs")
#: What scripts may set for Node: names that neither Node nor the system's loader listens to.
_SETTABLE = re.compile(r"(?:AWS|BUCKET_BRIGADE|BB)_[A-Z0-9_]+|TZ|LANG|HOME|PWD|LOGNAME|USER|[a-z][a-z0-9_]*")


def may_be_set(name: str) -> bool:
    return _SETTABLE.fullmatch(name) is not None


class Refused(Exception):
    pass


class Children:
    def __init__(self, machine):
        self.machine = machine
        #: A child is looked after and told things under it: an id that was given back is never signalled.
        self._lock = threading.Lock()
        self._living: dict[int, subprocess.Popen] = {}

    def start(self, flags: list[str], arguments: list[str], environment: dict[str, str], directory: str, output=subprocess.PIPE):
        """Node with a script of the machine; @raises Refused"""
        if self.machine.node is None:
            raise Refused("no Node was given to the sandbox")
        for name in environment:
            if not may_be_set(name):
                raise Refused(f"{name}: not a variable that machines of the sandbox pass on")
        folder = str(self.machine.root)
        held = ["--permission", "--allow-fs-read=*", f"--allow-fs-write={folder}/*", "--no-experimental-sqlite", "--require", _GUARD]
        order = {
            "node": self.machine.node,
            "arguments": [*held, *flags, *arguments],
            "folder": folder,
            "directory": str(self.machine.path(directory)),
            "parent": os.getpid(),
        }
        out, err = output if isinstance(output, tuple) else (output, output)
        with self._lock:
            child = subprocess.Popen(
                [*LAUNCHER, json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=self.machine.environment | environment,
            )
            self._living[child.pid] = child
        return child

    def holds(self, pid: int) -> bool:
        child = self._living.get(pid)
        return child is not None and child.returncode is None

    def code(self, child: subprocess.Popen) -> int | None:
        """How it ended, negative by a signal; None while it runs."""
        with self._lock:
            code = child.poll()
            if code is not None:
                self._living.pop(child.pid, None)
            return code

    def tell(self, child: subprocess.Popen, number: int) -> None:
        with self._lock:
            if child.poll() is None:
                os.kill(child.pid, number)

    def end(self, child: subprocess.Popen, within: float = 1.0) -> None:
        self.tell(child, signal.SIGTERM)
        over = time.monotonic() + within
        while self.code(child) is None:
            if time.monotonic() > over:
                self.tell(child, signal.SIGKILL)
            time.sleep(0.01)
