"""Walls inside a machine's first process: whatever runs in it, it starts Node through launch.py and nothing else, signals
only what it started, and writes only below the machine's folder. Python tells of each such act before it happens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

_NEVER = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "os.symlink",
        "os.link",
        "os.chown",
        "os.chmod",
        "os.setxattr",
        "pty.spawn",
        "ctypes.dlopen",
        "ctypes.dlsym",
        "socket.bind",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = frozenset({"os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.truncate", "os.utime", "shutil.rmtree"})


def raise_walls(folder: str, launcher: tuple[str, ...], may_signal: Callable[[int], bool]) -> None:
    """From here on, for good: an audit hook cannot be taken away."""
    inside = os.path.realpath(folder)

    def check(path: object, dir_fd: object = -1) -> None:
        # A name below an open folder: that one was checked when it was opened.
        if isinstance(path, (str, bytes, os.PathLike)) and dir_fd in (-1, None):
            real = os.path.realpath(os.fsdecode(path))
            if real != os.devnull and real != inside and not real.startswith(inside + os.sep):
                raise PermissionError(f"A machine writes below {inside} only, not {real}")

    def hook(event: str, arguments: tuple) -> None:
        if event in _NEVER:
            raise PermissionError(f"A machine of the sandbox never does this: {event}")
        if event == "subprocess.Popen":
            started = tuple(os.fsdecode(word) for word in arguments[1][: len(launcher)])
            if started != launcher or os.fsdecode(arguments[0]) != launcher[0]:
                raise PermissionError(f"A machine of the sandbox starts Node only, not {arguments[0]}")
        elif event in ("os.kill", "os.killpg"):
            if not may_signal(arguments[0]):
                raise PermissionError(f"A machine of the sandbox signals its own processes only, not {arguments[0]}")
        elif event == "open":
            path, mode, flags = arguments
            if flags & _WRITING if isinstance(flags, int) else any(letter in str(mode) for letter in "wax+"):
                check(path)
        elif event in _CHANGING:
            if event == "os.rename":
                check(arguments[0], arguments[2])
                check(arguments[1], arguments[3])
            else:
                check(arguments[0], arguments[-1] if event in ("os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree") else -1)

    sys.addaudithook(hook)
