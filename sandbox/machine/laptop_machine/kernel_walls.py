"""What Linux adds for Node: it dies with the machine's first process, and Landlock (docs.kernel.org/userspace-api/landlock.html)
lets it start nothing, write below the machine's folder only and signal nothing else. Where the kernel has none of it, Node's
own permission model and guard.cjs stand alone."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_ONLY = 1
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 14
#: Removing and making files and folders, and moving them between folders.
_CHANGES = sum(1 << bit for bit in range(4, 14))
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1 << 0, 1 << 1
_SCOPES_SINCE = 6
_PT_INTERP = 3


def die_with_parent(parent: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def raise_walls(program: str, folder: str) -> bool:
    """@returns whether the kernel holds them."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION_ONLY)
    if version < 1:
        return False
    handled = _EXECUTE | _WRITE_FILE | _CHANGES | (_TRUNCATE if version >= 3 else 0)
    scopes = _SCOPE_SIGNALS | _SCOPE_ABSTRACT_SOCKETS if version >= _SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", handled, 0, scopes)
    size = 24 if version >= _SCOPES_SINCE else 16 if version >= 4 else 8
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    for path in filter(None, (program, _interpreter(program))):
        _allow(libc, ruleset, path, _EXECUTE)
    _allow(libc, ruleset, folder, handled & ~_EXECUTE)
    _allow(libc, ruleset, os.devnull, _WRITE_FILE | (_TRUNCATE & handled))
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    held = libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return held


def _allow(libc, ruleset: int, path: str, rights: int) -> None:
    if not os.path.isdir(path):
        rights &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
    at = os.open(path, os.O_PATH | os.O_CLOEXEC)
    # struct landlock_path_beneath_attr is packed: the rights, then the descriptor.
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, at), 0)
    os.close(at)


def _interpreter(program: str) -> str | None:
    """The loader that an ELF file names: the kernel starts it with the program."""
    with contextlib.suppress(OSError, struct.error), open(program, "rb") as file:
        head = file.read(64)
        if head[:5] != b"\x7fELF\x02":
            return None
        table, width, count = struct.unpack_from("<Q", head, 32)[0], *struct.unpack_from("<HH", head, 54)
        for index in range(count):
            file.seek(table + index * width)
            entry = file.read(width)
            if struct.unpack_from("<I", entry)[0] == _PT_INTERP:
                offset, length = struct.unpack_from("<Q", entry, 8)[0], struct.unpack_from("<Q", entry, 32)[0]
                file.seek(offset)
                return file.read(length).rstrip(b"\0").decode()
    return None
