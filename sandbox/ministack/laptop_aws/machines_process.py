"""A machine's processes, seen from outside: one group, which ends as a whole however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .environment import laptop

_BOOT = Path(__file__).resolve().parents[2] / "machine" / "boot.py"
#: Every process of a machine has it in its environment, with the machine's id.
_MARK = "BUCKET_BRIGADE_MACHINE"
_LONGEST_END_SECONDS = 2


class MachineProcess:
    def __init__(self, child: subprocess.Popen, instance_id: str):
        self._child, self._instance_id = child, instance_id
        self._over = False
        self._gone = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        return self._child.pid

    @classmethod
    async def start(cls, machine, heard: Callable[[MachineProcess, dict], None]) -> MachineProcess:
        folder = machine.folder
        (folder / "root").mkdir(parents=True, exist_ok=True)
        order = {
            "root": str(folder / "root"),
            "node": str(laptop().node) if laptop().node else None,
            "scale": laptop().time_scale,
            "hostname": machine.hostname,
            "architecture": machine.architecture,
            "environment": {
                _MARK: machine.id,
                "AWS_REGION": machine.region,
                "AWS_DEFAULT_REGION": machine.region,
                "AWS_ENDPOINT_URL": laptop().endpoint,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.metadata.url,
                "BUCKET_BRIGADE_TIME_SCALE": f"{laptop().time_scale:g}",
            },
        }
        with (folder / "console.log").open("ab") as console:
            # Nothing of the laptop's own environment; a session, and with it a group, of its own.
            child = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", str(_BOOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=console,
                cwd=folder,
                env={_MARK: machine.id},
                start_new_session=True,
            )
        process = cls(child, machine.id)
        loop = asyncio.get_running_loop()
        threading.Thread(target=process._listen, args=(loop, heard), name=machine.id, daemon=True).start()
        process.order(**order)
        return process

    def kill(self) -> None:
        """Of the whole group, at once; while its first process is not waited for, the group's id is nobody else's."""
        if not self._over:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)

    def order(self, **order) -> bool:
        """False when there is nobody left to tell."""
        try:
            self._child.stdin.write(json.dumps(order).encode() + b"\n")
            self._child.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def _listen(self, loop: asyncio.AbstractEventLoop, heard) -> None:
        for line in self._child.stdout:
            with contextlib.suppress(ValueError):
                loop.call_soon_threadsafe(heard, self, json.loads(line))
        # Its first process has ended or is about to.
        self.kill()
        self._sweep()
        self._over = True
        self._child.wait()
        self._wait_for_the_rest()
        loop.call_soon_threadsafe(heard, self, {"gone": True})
        loop.call_soon_threadsafe(lambda: self._gone.done() or self._gone.set_result(None))

    async def end(self, within: float) -> None:
        """Asks all of it to end, and ends what has not by then."""
        self.order(shutDown=within)
        done, _ = await asyncio.wait([self._gone], timeout=within + 0.5)
        if not done:
            self.kill()
            await self._gone

    def _wait_for_the_rest(self) -> None:
        """A signal is not an end yet: until the group is empty, something of the machine may be on its way."""
        over = time.monotonic() + _LONGEST_END_SECONDS
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < over:
                os.killpg(self._child.pid, 0)
                time.sleep(0.005)

    def _sweep(self) -> None:
        """What bears the machine's mark and has left its group, as nothing in a machine can: a second look, where the system shows it."""
        mark = f"{_MARK}={self._instance_id}".encode()
        for place in Path("/proc").glob("[0-9]*/environ") if Path("/proc/self/environ").exists() else ():
            with contextlib.suppress(OSError, ValueError):
                if mark in place.read_bytes().split(b"\0") and int(place.parent.name) != self._child.pid:
                    os.kill(int(place.parent.name), signal.SIGKILL)
