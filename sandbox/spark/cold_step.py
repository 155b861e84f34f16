"""One step by a spark-submit of its own.

python cold_step.py --dir D

The first line of stdin is the step, as warm_driver.py takes it; a line {signal: name} is passed on; when stdin ends, so does all.
Its exit code is the step's.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

sys.dont_write_bytecode = True

import jvm  # noqa: E402 -- after the line above


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="1g", help="the JVM's heap, whatever the step asks for")
    arguments = parser.parse_args()
    step = json.loads(sys.stdin.buffer.readline())
    environment = {**jvm.surroundings(arguments.dir), **step["environment"]}
    Path(step["directory"]).mkdir(parents=True, exist_ok=True)
    with open(step["stdout"], "ab") as stdout, open(step["stderr"], "ab") as stderr:
        process = subprocess.Popen(
            _command(arguments, environment, step),
            cwd=step["directory"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    threading.Thread(target=_listen, args=(process.pid,), name="lifeline", daemon=True).start()
    code = process.wait()
    os._exit(code if code >= 0 else 128 - code)


def _command(arguments: argparse.Namespace, environment: dict[str, str], step: dict) -> list[str]:
    # What the laptop needs wins over what the step asks of a cluster.
    held = {**step["conf"], **jvm.settings(arguments.dir, arguments.cores), "spark.app.name": step["name"]}
    for name in ("spark.driver.memory", "spark.pyspark.python", "spark.pyspark.driver.python"):
        held.pop(name, None)
    command = [f"{environment['SPARK_HOME']}/bin/spark-submit", "--driver-memory", arguments.memory]
    for name, value in held.items():
        command += ["--conf", f"{name}={value}"]
    if step["pyFiles"]:
        command += ["--py-files", ",".join(step["pyFiles"])]
    return [*command, step["main"], *step["argv"]]


def _listen(pid: int) -> None:
    for line in sys.stdin.buffer:
        _send(pid, signal.Signals[json.loads(line)["signal"]])
    _send(pid, signal.SIGKILL)


def _send(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    main()
