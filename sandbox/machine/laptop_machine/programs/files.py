"""Files and folders, of the machine's own only."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from .call import Call

_ROOT = "/"
_PIECE_BYTES = 1024 * 1024


def _each(call: Call, names: list[str], act) -> int:
    """The act on every name; one that fails does not stop the others."""
    status = 0
    for name in names:
        try:
            act(call.path(name), name)
        except OSError as failure:
            status = call.complain(f"{name}: {failure.strerror or failure}")
    return status


def mkdir(call: Call) -> int:
    options, names = call.options("pv", "m")

    def make(path: Path, _name: str) -> None:
        path.mkdir(parents="p" in options, exist_ok="p" in options)

    return _each(call, names, make) if names else call.complain("missing operand")


def touch(call: Call) -> int:
    options, names = call.options("cam", "")
    return _each(call, names, lambda path, _name: path.touch() if path.exists() or "c" not in options else None)


def remove(call: Call) -> int:
    options, names = call.options("rRfv")

    def act(path: Path, name: str) -> None:
        if path == call.path(_ROOT):
            raise OSError(0, "it is dangerous to operate recursively on '/'")
        if path.is_dir():
            if not {"r", "R"} & set(options):
                raise OSError(0, "Is a directory")
            shutil.rmtree(path)
        elif path.exists() or "f" not in options:
            path.unlink()

    return _each(call, names, act)


def _to_places(call: Call, names: list[str], act) -> int:
    if len(names) < 2:
        return call.complain("missing file operand")
    *sources, last = names
    target = call.path(last)
    if len(sources) > 1 and not target.is_dir():
        return call.complain(f"target '{last}' is not a directory")

    def one(path: Path, _name: str) -> None:
        if not path.exists():
            raise OSError(0, "No such file or directory")
        act(path, target / path.name if target.is_dir() else target)

    return _each(call, sources, one)


def move(call: Call) -> int:
    _options, names = call.options("fnv")
    return _to_places(call, names, lambda source, target: os.replace(source, target))


def _copy(source: Path, target: Path) -> None:
    # Bytes and names; modes and times mean nothing on machines.
    if not source.is_dir():
        shutil.copyfile(source, target)
        return
    target.mkdir(exist_ok=True)
    for entry in source.iterdir():
        _copy(entry, target / entry.name)


def copy(call: Call) -> int:
    options, names = call.options("rRafpv")

    def act(source: Path, target: Path) -> None:
        if source.is_dir() and not {"r", "R", "a"} & set(options):
            raise OSError(0, "-r not specified; omitting directory")
        _copy(source, target)

    return _to_places(call, names, act)


def chmod(call: Call) -> int:
    _options, names = call.options("Rvf")
    mode, *files = names or [""]
    if not files or not re.fullmatch(r"0?[0-7]{3}|[ugoa]*[-+=][rwxX]*(?:,[ugoa]*[-+=][rwxX]*)*", mode):
        return call.complain(f"invalid mode: '{mode}'")
    # What is executable means nothing here: no file of a machine is ever started.
    return _each(call, files, lambda path, _name: path.stat() and None)


def ls(call: Call) -> int:
    options, names = call.options("1laAh")

    def act(path: Path, name: str) -> None:
        if not path.exists():
            raise OSError(0, "No such file or directory")
        entries = sorted(path.iterdir()) if path.is_dir() else [path]
        for entry in entries:
            if entry.name.startswith(".") and not {"a", "A"} & set(options):
                continue
            size = f"{entry.stat().st_size:>12} " if "l" in options else ""
            call.say(f"{size}{entry.name if path.is_dir() else name}")

    # man ls: 2 "if serious trouble (e.g., cannot access command-line argument)".
    return 2 * _each(call, names or ["."], act)


def sha256sum(call: Call) -> int:
    long = {name for name in call.arguments if name in ("--check", "--status", "--quiet", "--strict")}
    call.arguments[:] = ["-c" if name == "--check" else name for name in call.arguments if name == "--check" or name not in long]
    options, names = call.options("cbt")
    if "c" in options:
        return _check_sums(call, names or ["-"], "--status" in long, "--quiet" in long)

    def act(path: Path, name: str) -> None:
        call.say(f"{_sum(path)}  {name}")

    if not names or names == ["-"]:
        call.say(f"{hashlib.sha256(call.streams.source.read()).hexdigest()}  -")
        return 0
    return _each(call, names, act)


def _sum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            found.update(piece)
    return found.hexdigest()


def _check_sums(call: Call, lists: list[str], silent: bool, quiet: bool) -> int:
    wrong = read = 0
    for name in lists:
        text = call.streams.source.read() if name == "-" else call.path(name).read_bytes()
        for line in text.decode("utf-8", "replace").splitlines():
            found = re.fullmatch(r"([0-9a-fA-F]{64}) [ *](.+)", line)
            if not found:
                continue
            read += 1
            path = call.path(found[2])
            held = path.is_file()
            holds = held and _sum(path) == found[1].lower()
            wrong += not holds
            if not silent and not (quiet and holds):
                call.say(f"{found[2]}: {'OK' if holds else 'FAILED' if held else 'FAILED open or read'}")
    if not read:
        return call.complain(f"{lists[0]}: no properly formatted checksum lines found")
    if wrong and not silent:
        call.complain(f"WARNING: {wrong} computed checksum{'s' if wrong > 1 else ''} did NOT match")
    return int(wrong > 0)


PROGRAMS = {
    "mkdir": mkdir,
    "touch": touch,
    "rm": remove,
    "mv": move,
    "cp": copy,
    "chmod": chmod,
    "ls": ls,
    "sha256sum": sha256sum,
}
