"""Raises one kind of walls in this process and tries what they refuse: harmless acts on decoys. JSON out: what became of each.

python -I -B try-walls.py process|kernel FOLDER DECOYS NODE
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "sandbox" / "machine"))

from laptop_machine import kernel_walls, walls  # noqa: E402 -- after the line above
from laptop_machine.children import LAUNCHER  # noqa: E402

kind, folder, decoys, node = sys.argv[1:]
decoy, outside = f"{decoys}/halt", f"{decoys}/written"


def forked(act) -> None:
    """The act in a child of its own, which is replaced by it; raises what it raised there."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
        except PermissionError:
            os._exit(13)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 13:
        raise PermissionError


PROCESS = {
    "subprocess.run": lambda: subprocess.run([decoy]),
    "subprocess, by a shell": lambda: subprocess.run(f"{decoy} now", shell=True),
    "subprocess, another Python": lambda: subprocess.run([sys.executable, "-c", "pass"]),
    "subprocess, the launcher by another program": lambda: subprocess.Popen([*LAUNCHER, "{}"], executable=decoy),
    "os.system": lambda: os.system(decoy),
    "os.popen": lambda: os.popen(decoy).read(),
    "os.execv": lambda: os.execv(decoy, ["halt"]),
    "os.posix_spawn": lambda: os.posix_spawn(decoy, ["halt"], {}),
    "os.spawnv": lambda: os.spawnv(os.P_WAIT, decoy, ["halt"]),
    "os.fork": os.fork,
    "signal to the parent": lambda: os.kill(os.getppid(), 0),
    "signal to all": lambda: os.kill(-1, 0),
    "signal to a group": lambda: os.killpg(os.getpgid(os.getppid()), 0),
    "write": lambda: open(outside, "w"),
    "write, low": lambda: os.open(outside, os.O_WRONLY | os.O_CREAT),
    "mkdir": lambda: os.mkdir(outside),
    "remove": lambda: os.remove(decoy),
    "rename away": lambda: os.rename(decoy, f"{folder}/halt"),
    "rename onto": lambda: (Path(folder, "own").touch(), os.rename(f"{folder}/own", decoy)),
    "symlink": lambda: os.symlink(decoys, f"{folder}/link"),
    "hard link": lambda: os.link(decoy, f"{folder}/halt"),
    "chmod": lambda: os.chmod(decoy, 0o777),
    "a library": lambda: ctypes.CDLL(None),
    "listening": lambda: socket.socket().bind(("127.0.0.1", 0)),
}
KERNEL = {
    "exec": lambda: forked(lambda: os.execv(decoy, ["halt"])),
    "exec of a shell": lambda: forked(lambda: os.execv("/bin/sh", ["sh", "-c", ":"])),
    "write": lambda: open(outside, "w"),
    "mkdir": lambda: os.mkdir(outside),
    "remove": lambda: os.remove(decoy),
    "rename away": lambda: os.rename(decoy, f"{folder}/halt"),
    "truncate": lambda: os.truncate(decoy, 0),
    "symlink out": lambda: os.symlink(decoy, outside),
    "signal to the parent": lambda: os.kill(os.getppid(), 0),
}
#: What is left to do, on either side of the wall.
ALLOWED = {
    "own file": lambda: Path(folder, "file").write_text("x"),
    "own folder": lambda: Path(folder, "new").mkdir(),
    "reading": lambda: Path(decoy).read_bytes(),
    "nothing": lambda: open(os.devnull, "w").close(),
}
if kind == "kernel":
    ALLOWED["signal to itself"] = lambda: os.kill(os.getpid(), 0)
    ALLOWED["Node"] = lambda: forked(lambda: os.execv(node, ["node", "--version"]))


def tried(act) -> str:
    try:
        act()
    except (PermissionError, OSError) as refusal:
        return "refused" if isinstance(refusal, PermissionError) else f"{type(refusal).__name__}: {refusal}"
    return "reached"


if kind == "kernel":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Node would say its version on this process's own output.
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    holds = kernel_walls.raise_walls(node, folder)
    os.dup2(out, 1)
    results = {name: tried(act) for name, act in KERNEL.items()} if holds else None
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    allowed = {name: tried(act) for name, act in ALLOWED.items()}
    os.dup2(out, 1)
else:
    walls.raise_walls(folder, LAUNCHER, lambda pid: False)
    results = {name: tried(act) for name, act in PROCESS.items()}
    allowed = {name: tried(act) for name, act in ALLOWED.items()}
print(json.dumps({"refused": results, "allowed": allowed}))
