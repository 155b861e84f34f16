"""One machine: its folder, its clock, its programs, its scripts."""

from __future__ import annotations

import errno
import json
import os
import posixpath
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .children import Children
from .programs import TABLE
from .programs.call import Streams, _Nothing
from .shell.running import Cancelled, Shell
from .units import Units

_SPAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|msec|s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?)?\s*")
_SECONDS = {"m": 60, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600, "d": 86400, "day": 86400, "ms": 0.001, "msec": 0.001}
#: What a script's first line may name, and the options behind it.
_INTERPRETER = re.compile(r"#!\s*(?:/usr)?/bin/(?:env\s+)?(?:ba)?sh(?:\s+-([eux]+))?\s*")
#: The name of the script that a machine is born with.
USER_DATA = "user-data"
_FOLDERS = ("root", "opt", "tmp", "etc", "home/ec2-user", "run", "var/log/journal", "var/lib/dnf", "usr/local")
#: So much of what a command says is kept; SSM shows less (API_GetCommandInvocation).
_KEPT_BYTES = 200_000


@dataclass(frozen=True)
class Order:
    """What the laptop's EC2 says of a machine when it boots."""

    root: str
    node: str | None
    scale: float
    hostname: str
    architecture: str
    environment: dict[str, str]


class Kept:
    """Output whose beginning is kept."""

    def __init__(self):
        self.text = b""

    def write(self, data: bytes) -> int:
        self.text += data[: max(0, _KEPT_BYTES - len(self.text))]
        return len(data)


class Machine:
    def __init__(self, order: Order, tell):
        self.root = Path(order.root).resolve()
        self.node, self.scale, self.hostname, self.architecture = order.node, order.scale, order.hostname, order.architecture
        self.environment = order.environment | {"HOME": str(self.root / "root"), "TMPDIR": str(self.root / "tmp")}
        self._tell = tell
        self.children, self.units = Children(self), Units(self)
        self.scripts: dict[str, threading.Event] = {}
        #: What cloud-init says of the user data; a machine that boots again has none to run.
        self.user_data, self.user_data_ended = "done", threading.Event()
        self.user_data_ended.set()
        self._ending: threading.Timer | None = None
        self._journal = threading.Lock()
        for folder in _FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "etc/hostname").write_text(f"{order.hostname}\n")
        self._installed = self.root / "var/lib/dnf/installed.json"
        self.packages: dict[str, list[str]] = json.loads(self._installed.read_text()) if self._installed.exists() else {}

    # Its files.

    def path(self, text: str, directory: str = "/") -> Path:
        """Where a path of the machine lies on the laptop: always below the machine's folder, which is its root."""
        seen = posixpath.normpath(posixpath.join("/", directory, text)).lstrip("/")
        found = self.root / seen
        real = os.path.realpath(found)
        if "\0" in text or (real != str(self.root) and not real.startswith(f"{self.root}{os.sep}")):
            raise OSError(errno.EACCES, "outside of the machine", text)
        return found

    def seen(self, path: Path) -> str:
        inside = path.relative_to(self.root).as_posix()
        return "/" if inside == "." else f"/{inside}"

    # Its clock.

    def laptop_seconds(self, seconds: float) -> float:
        return seconds / self.scale

    def wait(self, seconds: float, stop: threading.Event) -> None:
        if stop.wait(self.laptop_seconds(seconds)):
            raise Cancelled

    @staticmethod
    def time_span(text: str) -> float | None:
        """Seconds of `90`, `1.5h`, `1h 30min` (man systemd.time)."""
        if not re.fullmatch(rf"(?:{_SPAN.pattern})+", text):
            return None
        return sum(float(hit[1]) * _SECONDS.get((hit[2] or "s").removesuffix("s") or "s", 1) for hit in _SPAN.finditer(text))

    # Its programs.

    def program(self, name: str):
        if name in ("node", "node-24") and not any(name in brought for brought in self.packages.values()):
            return None
        return TABLE.get(name)

    def install(self, package: str, programs: tuple[str, ...]) -> None:
        self.packages[package] = list(programs)
        self._installed.write_text(json.dumps(self.packages))

    def journal(self, tag: str, text: str) -> None:
        with self._journal, (self.root / "var/log/messages").open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {tag}: {text.rstrip()}\n")

    # Its scripts.

    def start_script(self, number: str, name: str, text: str, directory: str, seconds: float | None, log: str | None) -> None:
        stop = self.scripts[number] = threading.Event()
        if name == USER_DATA:
            self.user_data = "running"
            self.user_data_ended.clear()
        threading.Thread(target=self._script, args=(number, name, text, directory, seconds, log, stop), daemon=True).start()

    def cancel_script(self, number: str) -> None:
        if number in self.scripts:
            self.scripts[number].set()

    def _script(self, number, name, text, directory, seconds, log, stop) -> None:
        out, err, why = Kept(), Kept(), None
        over = threading.Event()
        clock = threading.Timer(self.laptop_seconds(seconds or 0), lambda: (over.set(), stop.set()))
        clock.daemon = True
        if seconds:
            clock.start()
        try:
            file = self.path(log).open("ab", buffering=0) if log else None
            streams = Streams(_Nothing(), file or out, file or err)
            self.path(directory).mkdir(parents=True, exist_ok=True)
            code = self._run(Shell(self, name, dict(self.environment), set(), streams, stop, directory), text)
        except Cancelled:
            code, why = 137, "timeout" if over.is_set() else "cancelled"
        except RecursionError:
            code = 1
            err.write(f"{name}: too deep\n".encode())
        except Exception as fault:  # A script must not end the machine, whatever it does.
            code = 1
            err.write(f"{name}: {type(fault).__name__}: {fault}\n".encode())
        finally:
            clock.cancel()
            self.scripts.pop(number, None)
        if name == USER_DATA:
            self.user_data = "error" if code else "done"
            self.user_data_ended.set()
        said = {"out": out.text.decode("utf-8", "replace"), "err": err.text.decode("utf-8", "replace")}
        self._tell({"ended": number, "code": code, "why": why, **said})

    @staticmethod
    def _run(shell: Shell, text: str) -> int:
        first = text.partition("\n")[0]
        if first.startswith("#!"):
            found = _INTERPRETER.fullmatch(first)
            if not found:
                shell.streams.err.write(f"{shell.name}: {first}: machines of the sandbox run scripts of bash and sh only\n".encode())
                return 126
            shell.options |= dict.fromkeys(found[1] or "", True)
        return shell.run_text(text)

    # Its end.

    def end(self, what: str) -> None:
        self.journal("systemd", {"off": "Powering off.", "halt": "Halting.", "reboot": "Rebooting."}[what])
        self._tell({"power": what})

    def end_later(self, what: str, seconds: float) -> None:
        self.cancel_end()
        self._ending = threading.Timer(self.laptop_seconds(seconds), self.end, (what,))
        self._ending.daemon = True
        self._ending.start()

    def cancel_end(self) -> None:
        if self._ending:
            self._ending.cancel()

    def shut_down(self, within: float) -> None:
        """Asks all that runs to end, and waits for it as long as told."""
        for stop in list(self.scripts.values()):
            stop.set()
        units = self.units.all()
        for unit in units:
            unit.stopping.set()
        over = time.monotonic() + within
        for unit in units:
            unit.thread.join(max(0, over - time.monotonic()))
