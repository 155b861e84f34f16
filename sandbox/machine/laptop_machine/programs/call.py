"""What a program of a machine is given."""

from __future__ import annotations

import io
from dataclasses import dataclass
from threading import Event
from typing import Any, BinaryIO


class _Nothing(io.RawIOBase):
    """/dev/null: takes all, gives nothing."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def write(self, data) -> int:
        return len(data)

    def readinto(self, _buffer) -> int:
        return 0


@dataclass(frozen=True)
class Streams:
    source: BinaryIO
    out: Any
    err: Any

    def with_out(self, out) -> Streams:
        return Streams(self.source, out, self.err)

    def redirected(self, redirects: tuple, shell) -> tuple[Streams, list]:
        """The streams as the redirections lead them, and what is to be closed afterwards."""
        streams, opened = [self.source, self.out, self.err], []
        for redirect in redirects:
            stream = redirect.stream
            if redirect.operator in ("<<", "<<-"):
                streams[0] = io.BytesIO(shell.expand.text(redirect.target).encode())
                continue
            target = shell.expand.text(redirect.target)
            if redirect.operator == "<<<":
                streams[0] = io.BytesIO(f"{target}\n".encode())
            elif redirect.operator == ">&" and target in ("1", "2"):
                streams[stream] = streams[int(target)]
            else:
                found = _special(target, streams)
                if found is None:
                    mode = {"<": "rb", ">>": "ab"}.get(redirect.operator, "wb")
                    found = shell.machine.path(target, shell.directory).open(mode, buffering=0)
                    opened.append(found)
                for number in (1, 2) if stream == -1 else (stream,):
                    streams[number] = found
        return Streams(*streams), opened


def _special(target: str, streams: list):
    if target == "/dev/null":
        return _Nothing()
    return {"/dev/stdin": streams[0], "/dev/stdout": streams[1], "/dev/stderr": streams[2]}.get(target)


@dataclass(frozen=True)
class Call:
    name: str
    arguments: list[str]
    machine: Any
    #: What the script exported, and what stands before the command.
    environment: dict[str, str]
    streams: Streams
    #: Where the shell is, as the machine sees it.
    directory: str
    stop: Event
    shell: Any

    def path(self, text: str):
        return self.machine.path(text, self.directory)

    def say(self, text: str) -> None:
        self.streams.out.write(f"{text}\n".encode())

    def complain(self, text: str, code: int = 1) -> int:
        self.streams.err.write(f"{self.name}: {text}\n".encode())
        return code

    def options(self, flags: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
        """One-letter options and what follows them; @raises UnknownOption"""
        found: dict[str, str] = {}
        rest = list(self.arguments)
        while rest and rest[0].startswith("-") and rest[0] != "-":
            written = rest.pop(0)
            if written == "--":
                break
            if written.startswith("--"):
                raise UnknownOption(written)
            for index, letter in enumerate(written[1:], 2):
                if letter in valued:
                    found[letter] = written[index:] or (rest.pop(0) if rest else "")
                    break
                if letter not in flags:
                    raise UnknownOption(f"-{letter}")
                found[letter] = ""
        return found, rest


class UnknownOption(Exception):
    pass
