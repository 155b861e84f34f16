"""The processes in which steps run: sandbox/spark's warm driver for all of them, or a spark-submit of its own for one."""

import asyncio
import json
import os
import subprocess
from pathlib import Path

from .environment import laptop

_SOURCES = Path(__file__).resolve().parents[2] / "spark"
_LONGEST_START_SECONDS = 60
_LOOK_SECONDS = 0.02
_LONGEST_LINE_BYTES = 1 << 20


class Gone(Exception):
    """Spark ended under the step."""


class Process:
    """One step's process, wherever it runs."""

    async def ended(self) -> int:
        """Its exit code, 128 + n for signal n. @raises Gone"""
        raise NotImplementedError

    def signal(self, name: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Ends it, if it has not ended."""
        raise NotImplementedError


class WarmDriver:
    """Started when the first cluster is; started again when it is found dead."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._starts = 0
        self._socket = ""

    def ensure(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._starts += 1
        folder = spark_folder()
        name = f"driver-{self._starts}.sock"
        # Relative to the working directory, which is the sandbox's: a socket's path has about 100 characters at most.
        self._socket = os.path.relpath(folder / name)
        with (folder / "driver.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_python("warm_driver.py"),
                    *("--dir", str(folder), "--socket", name, "--steps-at-once", str(laptop().spark_steps_at_once)),
                ],
                cwd=folder,
                env={"PATH": os.defpath},
                # Never written to: it ends when this process does.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    async def run(self, step: dict) -> Process:
        self.ensure()
        for _ in range(int(_LONGEST_START_SECONDS / _LOOK_SECONDS)):
            if self._process is None or self._process.poll() is not None:
                raise Gone("Spark's driver ended")
            if os.path.exists(self._socket):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        try:
            reader, writer = await asyncio.open_unix_connection(self._socket, limit=_LONGEST_LINE_BYTES)
        except OSError as failure:
            raise Gone(f"Spark's driver is not to be reached: {failure}") from failure
        writer.write(json.dumps(step).encode() + b"\n")
        return _OfDriver(reader, writer)


class _OfDriver(Process):
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ended(self) -> int:
        while line := await self._reader.readline():
            message = json.loads(line)
            if "ended" in message:
                return message["ended"]
        raise Gone("Spark's driver ended under the step")

    def signal(self, name: str) -> None:
        self._writer.write(json.dumps({"signal": name}).encode() + b"\n")

    def close(self) -> None:
        self._writer.close()


async def run_cold(step: dict) -> Process:
    """A spark-submit of its own, as slow as it is."""
    folder = spark_folder()
    with (folder / "cold.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *_python("cold_step.py"),
            *("--dir", str(folder)),
            cwd=folder,
            env={"PATH": os.defpath},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    assert process.stdin is not None
    process.stdin.write(json.dumps(step).encode() + b"\n")
    return _OfItsOwn(process)


class _OfItsOwn(Process):
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ended(self) -> int:
        code = await self._process.wait()
        return code if code >= 0 else 128 - code

    def signal(self, name: str) -> None:
        if self._process.returncode is None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps({"signal": name}).encode() + b"\n")

    def close(self) -> None:
        # Its lifeline; cold_step.py ends what it started.
        if self._process.stdin is not None:
            self._process.stdin.close()


def spark_folder() -> Path:
    folder = laptop().directory / "spark"
    folder.mkdir(exist_ok=True)
    return folder


def _python(script: str) -> list[str]:
    return [str(laptop().spark_python), "-B", "-s", str(_SOURCES / script)]


warm = WarmDriver()
