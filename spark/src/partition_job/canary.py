"""The first step of a cluster: proves what the later ones need, and says so where the launchers of other clusters look."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from .job import Job
from .ledger import canary, canary_key, json_bytes

#: So many tasks for each core: executors take tasks in turn, so that none is left out.
_TASKS_PER_CORE = 2
_TASKS_UP_TO = 1_000


class Seen(NamedTuple):
    """One Python on one executor."""

    executor: str
    python: str
    pyarrow: str


def sing(job: Job) -> dict:
    order = job.order
    context = job.context
    tasks = min(_TASKS_UP_TO, max(1, _TASKS_PER_CORE * context.defaultParallelism))
    seen: list[Seen] = job.results(job.tasks(range(tasks), tasks, "canary", "look"))
    executors = {one.executor for one in seen}
    pythons = sorted({f"{one.python} with pyarrow {one.pyarrow}" for one in seen})
    job.say(f"canary: {len(executors)} executors, Python {', '.join(pythons)}")
    document = canary(order, python=seen[0].python, pyarrow=seen[0].pyarrow, executors=len(executors), now=time.time())
    # Unconditional: the canary of a repeated step says the same.
    job.s3.put(job.ledger, canary_key(order), json_bytes(document), "application/json")
    return {"outcome": "sung", **{name: document[name] for name in ("batch", "generation", "python", "pyarrow", "executors")}}


def look(_: int, records: Iterator[Any]) -> Iterator[Seen]:
    import orjson
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet

    for _record in records:
        # YARN names its containers; elsewhere it is the process that started this one.
        executor = os.environ.get("CONTAINER_ID") or f"{socket.gethostname()}-{os.getppid()}"
        assert orjson.loads(orjson.dumps([1])) == [1]
        yield Seen(executor, ".".join(str(part) for part in sys.version_info[:3]), pyarrow.__version__)
