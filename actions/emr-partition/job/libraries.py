"""The Spark job's libraries for one platform, as one archive that is the same on every machine: its SHA-256 is in the lock.

python3 libraries.py --platform cp311-linux-x86_64 --lock libraries.lock.json --out libraries.tar
python3 libraries.py --make-lock libraries.lock.json        # after a change of PACKAGES or PLATFORMS

Needs Python 3.8 or newer with pip, and nothing else. pip fetches the wheels, by their hashes, from whatever index it is set up for; the archive is an
uncompressed tar of them (they are compressed already), names sorted, everything else about them zero.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

#: One version for every Python that the job may meet: 3.10 to 3.12.
PACKAGES = {"orjson": "3.13.0", "pyarrow": "25.0.1"}
#: pip's words for each platform, the newest first. Amazon Linux 2023 has glibc 2.34.
_LINUX = {machine: [f"manylinux_2_28_{machine}", f"manylinux_2_17_{machine}", f"manylinux2014_{machine}"] for machine in ("x86_64", "aarch64")}
_MACOS = ["macosx_12_0_arm64"]
PLATFORMS = {
    "cp310-linux-x86_64": ("3.10", _LINUX["x86_64"]),
    "cp310-linux-aarch64": ("3.10", _LINUX["aarch64"]),
    "cp310-macos-arm64": ("3.10", _MACOS),
    "cp311-linux-x86_64": ("3.11", _LINUX["x86_64"]),
    "cp311-linux-aarch64": ("3.11", _LINUX["aarch64"]),
    "cp311-macos-arm64": ("3.11", _MACOS),
    "cp312-linux-x86_64": ("3.12", _LINUX["x86_64"]),
    "cp312-linux-aarch64": ("3.12", _LINUX["aarch64"]),
    "cp312-macos-arm64": ("3.12", _MACOS),
}


TAR_BLOCK = 512


class Failed(Exception):
    pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--platform", choices=sorted(PLATFORMS))
    parser.add_argument("--lock", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--make-lock", type=Path)
    given = parser.parse_args()
    try:
        if given.make_lock is not None:
            given.make_lock.write_text(json.dumps({"archives": [locked(platform) for platform in sorted(PLATFORMS)]}, indent=2) + "\n")
        elif None in (given.platform, given.lock, given.out):
            parser.error("--platform, --lock and --out belong together")
        else:
            fetch(given.platform, json.loads(given.lock.read_text()), given.out)
    except Failed as failed:
        sys.exit(str(failed))


def fetch(platform: str, lock: dict, out: Path) -> None:
    wanted = next((archive for archive in lock["archives"] if archive["platform"] == platform), None)
    if wanted is None:
        raise Failed(f"the lock has no libraries for {platform}")
    with tempfile.TemporaryDirectory() as scratch:
        requirements = "".join(f"{wheel['name']}=={wheel['version']} --hash=sha256:{wheel['sha256']}\n" for wheel in wanted["wheels"])
        wheels = download(platform, requirements, Path(scratch), hashed=True)
        whole = Path(f"{out}.part")
        write_archive(wheels, whole)
    found = sha256_of(whole)
    if found != wanted["sha256"]:
        whole.unlink()
        raise Failed(f"the archive for {platform} has the SHA-256 {found}, and {wanted['sha256']} is locked")
    whole.replace(out)


def locked(platform: str) -> dict:
    """What the index has now, for the lock."""
    with tempfile.TemporaryDirectory() as scratch:
        requirements = "".join(f"{name}=={version}\n" for name, version in PACKAGES.items())
        wheels = download(platform, requirements, Path(scratch), hashed=False)
        archive = Path(scratch) / "archive"
        write_archive(wheels, archive)
        named = [
            {"name": name, "version": PACKAGES[name], "file": wheel.name, "sha256": sha256_of(wheel)}
            for wheel in wheels
            for name in PACKAGES
            if wheel.name.startswith(f"{name}-")
        ]
        if len(named) != len(PACKAGES):
            raise Failed(f"for {platform} there came {', '.join(wheel.name for wheel in wheels)}")
        return {"platform": platform, "sha256": sha256_of(archive), "wheels": named}


def download(platform: str, requirements: str, folder: Path, *, hashed: bool) -> "list[Path]":
    version, tags = PLATFORMS[platform]
    wishes = folder / "requirements.txt"
    wishes.write_text(requirements)
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--quiet"]
    command += ["--only-binary", ":all:", "--no-deps", "--implementation", "cp", "--python-version", version, "--abi", f"cp{version.replace('.', '')}"]
    for tag in tags:
        command += ["--platform", tag]
    command += ["--dest", str(folder), "--requirement", str(wishes)] + (["--require-hashes"] if hashed else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(f"pip could not fetch the libraries for {platform}:\n{done.stdout.strip()}")
    return sorted(folder.glob("*.whl"))


def write_archive(wheels: "list[Path]", out: Path) -> None:
    """By hand, because Python's tarfile fills what means nothing differently from version to version."""
    with out.open("wb") as archive:
        for wheel in sorted(wheels, key=lambda one: one.name):
            size = wheel.stat().st_size
            archive.write(tar_header(wheel.name, size))
            with wheel.open("rb") as content:
                shutil.copyfileobj(content, archive)
            archive.write(bytes(-size % TAR_BLOCK))
        archive.write(bytes(2 * TAR_BLOCK))


def tar_header(name: str, size: int) -> bytes:
    """A file's, as POSIX.1-1988 has it (ustar): octal numbers, and a sum of all bytes with the sum's own as spaces."""
    fields = [
        (name.encode("ascii"), 100),
        *((f"{number:0{width - 1}o}".encode(), width) for number, width in ((0o644, 8), (0, 8), (0, 8), (size, 12), (0, 12))),
        (b" " * 8, 8),
        (b"0", 1),
        (b"", 100),
        (b"ustar\00000", 8),
    ]
    if any(len(value) > width for value, width in fields):
        raise Failed(f"{name} has too long a name for the archive")
    header = b"".join(value.ljust(width, b"\0") for value, width in fields).ljust(TAR_BLOCK, b"\0")
    at = header.index(b" " * 8)
    return header[:at] + f"{sum(header):06o}\0 ".encode() + header[at + 8 :]


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        for chunk in iter(lambda: content.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
