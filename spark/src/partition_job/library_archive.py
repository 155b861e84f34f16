"""pyarrow and orjson, which no EMR image has: one archive of wheels for each platform, fetched by its content, unpacked once per machine.

The archive is a tar of wheel files (spark/libraries.py). What lies unpacked under its SHA-256 in a folder of this user's own is whole, because it
came there by a rename.
"""

from __future__ import annotations

import fcntl
import io
import os
import platform
import shutil
import stat
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from .contracts import JobFile
from .errors import JobError
from .s3 import S3, Place, Refused
from .surroundings import Surroundings

_SYSTEMS = {"Linux": "linux", "Darwin": "macos"}
_MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "aarch64", "arm64": "arm64"}
#: Of no use to the job, and half of what there is to unpack.
_LEFT_OUT = ("pyarrow/tests/", "pyarrow/include/", "pyarrow/src/")


class Library(NamedTuple):
    """One archive, and how to come by it: sent along with every task."""

    file: JobFile
    place: Place
    region: str


def platform_of_this_interpreter() -> str:
    system = _SYSTEMS.get(platform.system(), platform.system().lower())
    machine = _MACHINES.get(platform.machine(), platform.machine())
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{system}-{machine}"


def library_for(files: Mapping[str, JobFile], wanted: str, place: Place, region: str) -> Library:
    if wanted not in files:
        raise JobError("LIBRARIES_MISSING", wanted, f"the order has libraries for {', '.join(sorted(files))} only")
    return Library(files[wanted], place, region)


def load(library: Library, surroundings: Surroundings) -> None:
    """Puts the libraries in front of everything else that this interpreter can import, and imports them."""
    folder = str(_unpacked(library, surroundings))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        import orjson
        import pyarrow
    except ImportError as failure:
        raise JobError("LIBRARIES_UNLOADABLE", folder, f"{type(failure).__name__}: {failure}") from None
    for module in (orjson, pyarrow):
        if os.path.isdir(os.path.join(folder, module.__name__)) and not (module.__file__ or "").startswith(folder + os.sep):
            raise JobError("LIBRARIES_UNLOADABLE", folder, f"{module.__name__} was loaded from {module.__file__} before")


def _unpacked(library: Library, surroundings: Surroundings) -> Path:
    home = _own_folder()
    folder = home / library.file.sha256
    if folder.is_dir():
        return folder
    # Every task of the machine comes here at once: one of them fetches.
    with open(home / f"{library.file.sha256}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=home) as scratch:
                whole = Path(scratch) / "whole"
                _unpack(_fetch(library, surroundings), whole)
                os.rename(whole, folder)
    return folder


def _own_folder() -> Path:
    home = Path(tempfile.gettempdir()) / f"bucket-brigade-job-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise JobError("LIBRARIES_DAMAGED", str(home), "is not this user's alone: whoever made it could change what is loaded from it")
    return home


def _fetch(library: Library, surroundings: Surroundings) -> bytes:
    where = f"s3://{library.place.bucket}/{library.file.key}"
    with S3(library.region, surroundings) as s3:
        try:
            body = s3.get(library.place, library.file.key).body
        except Refused as refused:
            if refused.code == "NoSuchKey":
                raise JobError("LIBRARIES_MISSING", where, "is not there") from None
            raise s3.explained(refused, library.place, library.file.key) from None
    if sha256(body).hexdigest() != library.file.sha256:
        raise JobError("LIBRARIES_DAMAGED", where, f"its SHA-256 is not {library.file.sha256}")
    return body


def _unpack(archive: bytes, folder: Path) -> None:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as wheels:
        for member in wheels:
            content = wheels.extractfile(member)
            if content is None or not member.name.endswith(".whl"):
                continue
            with zipfile.ZipFile(io.BytesIO(content.read())) as wheel:
                wheel.extractall(folder, [name for name in wheel.namelist() if not name.startswith(_LEFT_OUT)])


def forget_all() -> None:
    """For tests: everything that was unpacked on this machine by this user."""
    shutil.rmtree(_own_folder())
