"""systemd's services and timers, as far as machines use them: transient units that outlive the script that started them."""

from __future__ import annotations

import re
import secrets
import signal
import threading
import time
from collections import deque

from .children import Refused
from .programs.call import Call, Streams
from .shell.running import Cancelled, Shell

_NAME = re.compile(r"[A-Za-z0-9:_.@-]{1,200}")
#: man systemd.service and systemd-system.conf: RestartSec, TimeoutStopSec, StartLimitIntervalSec, StartLimitBurst.
_RESTART_SECONDS, _STOP_SECONDS, _LIMIT_SECONDS, _LIMIT_STARTS = 0.1, 90.0, 10.0, 5
#: How often a child is looked after, in the laptop's seconds.
_LOOK_SECONDS = 0.05
#: man systemd.service, "SuccessExitStatus": these end a service as it should.
_CLEAN_SIGNALS = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE})


class Units:
    def __init__(self, machine):
        self.machine, self._units, self._lock = machine, {}, threading.Lock()

    def start(self, name, words, environment, directory, properties, after, collect):
        """The unit; or, as text, why there is none."""
        stem = (name or f"run-r{secrets.token_hex(16)}").removesuffix(".service")
        if not _NAME.fullmatch(stem):
            return f"Failed to mangle unit name: {stem}"
        if "/" in words[0] or self.machine.program(words[0]) is None:
            return f"Failed to find executable {words[0]}: No such file or directory"
        with self._lock:
            held = self._units.get(stem)
            if held and held.state != "inactive":
                kind = "timer" if after is not None else "service"
                return f"Failed to start transient {kind} unit: Unit {stem}.{kind} was already loaded or has a fragment file."
            unit = self._units[stem] = Unit(self, stem, words, environment, directory, properties, after, collect)
        unit.thread.start()
        unit.begun.wait(5)
        return unit

    def find(self, name: str):
        return self._units.get(name.removesuffix(".service").removesuffix(".timer"))

    def ended(self, unit: Unit) -> None:
        with self._lock:
            if (unit.state == "inactive" or unit.collect) and self._units.get(unit.stem) is unit:
                del self._units[unit.stem]

    def forget_failed(self, name: str) -> None:
        with self._lock:
            unit = self.find(name)
            if unit and unit.state == "failed":
                del self._units[unit.stem]

    def all(self) -> list[Unit]:
        with self._lock:
            return list(self._units.values())


class Unit:
    def __init__(self, units, stem, words, environment, directory, properties, after, collect):
        self.units, self.machine, self.stem, self.words = units, units.machine, stem, words
        self.environment, self.directory, self.properties = environment, directory, properties
        self.after, self.collect = after, collect
        self.state, self.detail, self.restarts, self.pid = "activating", "start", 0, None
        self.stopping, self.begun, self.starts = threading.Event(), threading.Event(), deque()
        self.thread = threading.Thread(target=self._live, name=self.name, daemon=True)

    @property
    def name(self) -> str:
        return f"{self.stem}.service"

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(self.machine.laptop_seconds(self._span("TimeoutStopSec", _STOP_SECONDS)) + 2)

    def _span(self, name: str, otherwise: float) -> float:
        return self.machine.time_span(self.properties[name]) if name in self.properties else otherwise

    def _live(self) -> None:
        try:
            if self.after is not None:
                self._become("active", "waiting")
                self.begun.set()
                if self.stopping.wait(self.machine.laptop_seconds(self.after)):
                    self._become("inactive", "dead")
                    return
            while True:
                code = self._run_once()
                failed = code is None or code > 0 or (code < 0 and -code not in _CLEAN_SIGNALS)
                if self.stopping.is_set() or not self._starts_again(failed, code):
                    self._become("failed" if failed and not self.stopping.is_set() else "inactive", self._ended_as(code))
                    return
                if self._started_too_often():
                    self.machine.journal("systemd", f"{self.name}: Start request repeated too quickly.")
                    self._become("failed", "start-limit-hit")
                    return
                self._become("activating", "auto-restart")
                self.restarts += 1
                if self.stopping.wait(self.machine.laptop_seconds(self._span("RestartSec", _RESTART_SECONDS))):
                    self._become("inactive", "dead")
                    return
        finally:
            self.begun.set()
            self.units.ended(self)

    def _become(self, state: str, detail: str) -> None:
        self.state, self.detail = state, detail
        self.machine.journal("systemd", f"{self.name}: {state} ({detail})")

    @staticmethod
    def _ended_as(code: int | None) -> str:
        return "could not be started" if code is None else f"code={'killed' if code < 0 else 'exited'}, status={abs(code)}"

    def _starts_again(self, failed: bool, code: int | None) -> bool:
        policy = self.properties.get("Restart", "no")
        abnormal = code is not None and code < 0 and failed
        return {"no": False, "always": True, "on-failure": failed, "on-abnormal": abnormal, "on-success": not failed}[policy]

    def _started_too_often(self) -> bool:
        within = self.machine.laptop_seconds(self._span("StartLimitIntervalSec", _LIMIT_SECONDS))
        while self.starts and time.monotonic() - self.starts[0] > within:
            self.starts.popleft()
        return within > 0 and len(self.starts) >= int(self.properties.get("StartLimitBurst", _LIMIT_STARTS))

    def _run_once(self) -> int | None:
        """The exit code, negative for a signal; None when it could not be started."""
        self.starts.append(time.monotonic())
        out = self._output("StandardOutput")
        err = out if self.properties.get("StandardError", "inherit") == "inherit" else self._output("StandardError")
        try:
            if self.words[0] in ("node", "node-24"):
                return self._node(out, err)
            return self._program(out, err)
        finally:
            out.close()
            err.close()

    def _output(self, name: str):
        kind, _, place = self.properties.get(name, "journal").partition(":")
        path = self.machine.path(place if kind in ("append", "file", "truncate") else f"/var/log/journal/{self.stem}.log")
        if kind == "null":
            return open("/dev/null", "wb")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb" if kind == "truncate" else "ab", buffering=0)

    def _node(self, out, err) -> int | None:
        from .programs.node import command_line

        try:
            flags, rest = command_line(self.machine, self.words[1:], self.directory)
            child = self.machine.children.start(flags, rest, self.environment, self.directory, (out, err))
        except (Refused, OSError) as refusal:
            err.write(f"{self.name}: {refusal}\n".encode())
            return 1
        self.pid = child.pid
        self._become("active", "running")
        self.begun.set()
        while (code := self.machine.children.code(child)) is None:
            if self.stopping.wait(_LOOK_SECONDS):
                self._become("deactivating", "stop-sigterm")
                self.machine.children.end(child, self.machine.laptop_seconds(self._span("TimeoutStopSec", _STOP_SECONDS)))
        self.pid = None
        return code

    def _program(self, out, err) -> int:
        self._become("active", "running")
        self.begun.set()
        streams = Streams(open("/dev/null", "rb"), out, err)
        shell = Shell(self.machine, self.stem, dict(self.environment), set(self.environment), streams, self.stopping, self.directory)
        program = self.machine.program(self.words[0])
        try:
            return program(
                Call(self.words[0], self.words[1:], self.machine, self.environment, streams, self.directory, self.stopping, shell)
            )
        except Cancelled:
            return 0
        except OSError as failure:
            err.write(f"{self.words[0]}: {failure}\n".encode())
            return 1
