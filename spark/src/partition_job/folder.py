"""One folder: the pinned manifest's documents become staged files, and then, last and only if there is none, the commit."""

from __future__ import annotations

import operator
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .contracts import PartitionOrder, Pin, StagedFile
from .duplicates import settle
from .errors import JobError
from .file_plan import plan_files
from .folder_records import FolderTask, Read, Whole
from .job import Failed, Job, commit_once
from .ledger import folder_commit, folder_commit_key, rejects_key
from .rejects import Rejected, ndjson_gz

#: What one task holds in memory as Arrow: about 100 MB of orders.
_KEYS_PER_TASK_UP_TO = 20_000


def partition_folder(job: Job, folder: str) -> dict:
    order = job.order
    assert isinstance(order, PartitionOrder)
    pin = order.folders.get(folder)
    if pin is None:
        raise JobError("ORDER_INVALID", f"folder {folder}", f"is not in the order of batch {order.batch}")
    key = folder_commit_key(order, folder, pin)
    same = {"migration": order.migration, "identity": order.identity, "transform": order.transform, "folder": folder, "manifest": pin.document}
    earlier = job.commit_at(key, same)
    if earlier is not None:
        job.say(f"folder {folder}: was committed before, by generation {earlier.get('generation')}")
        return _summary(earlier, "committed-before")
    done = _work(job, FolderTask(order, folder, pin, job.surroundings))
    commit = _commit(job, folder, pin, done)
    made, commit = commit_once(job, key, same, commit, lambda: _write_rejects(job, folder, pin, done.rejected))
    return _summary(commit, made)


def _work(job: Job, task: FolderTask) -> Whole:
    pin = task.pin
    if pin.keys == 0:
        return Whole([], {}, [], 0)
    tasks = min(pin.segments, max(task.order.reading.slices, -(-pin.keys // _KEYS_PER_TASK_UP_TO)))
    job.say(f"folder {task.folder}: {pin.keys} documents in {pin.segments} segments, {tasks} task{'s' if tasks > 1 else ''}")
    if tasks > 1:
        return _in_slices(job, task, tasks)
    [whole] = job.results(job.tasks([0], 1, "folder_tasks", "whole_folder", task))
    return whole


def _in_slices(job: Job, task: FolderTask, tasks: int) -> Whole:
    from pyspark import StorageLevel

    pin, thing = task.pin, f"folder {task.folder}"
    bounds = [pin.segments * number // tasks for number in range(tasks + 1)]
    specs = [(number, bounds[number], bounds[number + 1]) for number in range(tasks)]
    read = job.tasks(specs, tasks, "folder_tasks", "read_slices", task).persist(StorageLevel.DISK_ONLY)
    try:
        reads: list[Read] = sorted(job.results(read.mapPartitionsWithIndex(_heads)), key=lambda one: one.number)
        for before, after in zip(reads, reads[1:]):
            if before.last_key is not None and after.first_key is not None and before.last_key.encode() >= after.first_key.encode():
                raise JobError("MANIFEST_MISMATCH", thing, f"generation {pin.generation} is not in key order")
        settled = settle([one.summary for one in reads])
        plan = plan_files(settled.days, task.order.ranges)
        job.say(f"{thing}: {sum(settled.days.values())} rows for {len(plan.files)} files")
        dealt = job.then(read, "folder_tasks", "deal_rows", plan, settled.losers, keyed=True)
        # One partition for each file, and one for the duplicates' keys.
        shuffled = dealt.partitionBy(len(plan.files) + 1, operator.index)
        written = job.results(job.then(shuffled, "folder_tasks", "write_files", task, plan))
    finally:
        read.unpersist()
    files = sorted((one for one in written if isinstance(one, StagedFile)), key=lambda one: one.key)
    rejected = [*(one for read_one in reads for one in read_one.rejected), *(one for one in written if isinstance(one, Rejected))]
    return Whole(files, settled.days, rejected, sum(one.keys for one in reads))


def _heads(_: int, records: Iterator[Any]) -> Iterator[Any]:
    return (record for record in records if isinstance(record, (Read, Failed)))


def _commit(job: Job, folder: str, pin: Pin, done: Whole) -> dict:
    """@raises JobError when what was read is not what was pinned, or the accounts do not close"""
    order = job.order
    assert isinstance(order, PartitionOrder)
    if done.keys != pin.keys:
        raise JobError("MANIFEST_MISMATCH", f"folder {folder}", f"generation {pin.generation} holds {done.keys} keys, and the order counts {pin.keys}")
    rows = sum(file.rows for file in done.files)
    rejects = Counter(one.reason for one in done.rejected)
    for what, count in (("rows of days", sum(done.days.values())), ("documents without rejects", pin.keys - sum(rejects.values()))):
        if count != rows:
            raise JobError("ACCOUNTS_OPEN", f"folder {folder}", f"{rows} rows in files, and {count} {what}")
    seconds = time.monotonic() - job.started
    return folder_commit(order, folder, pin, rows=rows, rejects=rejects, files=done.files, days=done.days, seconds=seconds, now=time.time())


def _write_rejects(job: Job, folder: str, pin: Pin, rejected: list[Rejected]) -> None:
    assert isinstance(job.order, PartitionOrder)
    if rejected:
        job.s3.put(job.ledger, rejects_key(job.order, folder, pin), ndjson_gz(rejected), "application/gzip")


def _summary(commit: dict, made: str) -> dict:
    named = ("folder", "generation", "documents", "rows", "rejects")
    return {"outcome": made, **{name: commit[name] for name in named}, "files": len(commit["files"]), "days": len(commit["days"])}
