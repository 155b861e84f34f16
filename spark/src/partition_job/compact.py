"""One date range: its staged files, of all folders, become files of the table's size; and then, last and only if there is none, the commit."""

from __future__ import annotations

import operator
import time
from collections import Counter

from .compact_records import CompactTask, Piece
from .contracts import CompactOrder, OrderedRange, StagedFile
from .errors import JobError
from .file_plan import cut_days
from .job import Job, commit_once
from .ledger import RangeFile, range_commit, range_commit_key

#: Of staged files: what one task reads, holds, sorts and writes by itself.
_ONE_TASK_BYTES_UP_TO = 32 * 2**20
#: As Arrow, orders take about ten times what they take as Parquet under zstd.
_ARROW_BYTES_PER_BYTE = 10
_PART_ARROW_BYTES = 256 * 2**20


def compact_range(job: Job, name: str) -> dict:
    order = job.order
    assert isinstance(order, CompactOrder)
    ordered = order.ranges.get(name)
    if ordered is None:
        raise JobError("ORDER_INVALID", f"range {name}", f"is not in the order of batch {order.batch}")
    _assert_order(ordered)
    key = range_commit_key(order, ordered)
    same = {
        "migration": order.migration,
        "identity": order.identity,
        "transform": order.transform,
        "range": ordered.range.document,
        "inputs": ordered.inputs,
    }
    earlier = job.commit_at(key, same)
    if earlier is not None:
        job.say(f"range {name}: was committed before, by generation {earlier.get('generation')}")
        return _summary(name, earlier, "committed-before")
    only = CompactTask(order._replace(ranges={}), ordered._replace(files=[]), job.surroundings)
    files = sorted(_work(job, only, ordered), key=lambda file: file.key)
    _assert_rows(ordered, files)
    commit = range_commit(order, ordered, files, seconds=time.monotonic() - job.started, now=time.time())
    made, commit = commit_once(job, key, same, commit)
    return _summary(name, commit, made)


def _work(job: Job, task: CompactTask, ordered: OrderedRange) -> list[RangeFile]:
    if not ordered.files:
        return []
    total = sum(file.bytes for file in ordered.files)
    pieces = pieces_of(ordered.files, total, task.order.reading.slices)
    name = ordered.range.name
    job.say(f"range {name}: {ordered.rows} rows of {len(ordered.days)} days in {len(ordered.files)} staged files, {total} bytes")
    if total <= _ONE_TASK_BYTES_UP_TO:
        return job.results(job.tasks([Piece(0, ordered.files)], 1, "compact_tasks", "whole_range", task))
    # Work for every core; but only memory is a reason to give a day to more than one task, and so more than one file.
    even = max(-(-ordered.rows // task.order.reading.slices), *ordered.days.values())
    held = ordered.rows * _PART_ARROW_BYTES // (total * _ARROW_BYTES_PER_BYTE)
    cut = cut_days(ordered.days, max(1, min(even, held)))
    job.say(f"range {name}: {len(pieces)} tasks read, {cut.parts} write")
    dealt = job.then(job.context.parallelize(pieces, len(pieces)), "compact_tasks", "deal_days", task, cut, keyed=True)
    return job.results(job.then(dealt.partitionBy(cut.parts, operator.index), "compact_tasks", "write_part", task, cut))


def pieces_of(files: list[StagedFile], total: int, tasks: int) -> list[Piece]:
    """Consecutive files for each reading task, of about as many bytes each, and never more than one task may hold."""
    wanted = min(_ONE_TASK_BYTES_UP_TO, -(-total // tasks))
    pieces: list[Piece] = []
    held = 0
    for number, file in enumerate(files):
        if not pieces or held + file.bytes > wanted:
            pieces.append(Piece(number, []))
            held = 0
        pieces[-1].files.append(file)
        held += file.bytes
    return pieces


def _assert_order(ordered: OrderedRange) -> None:
    name = ordered.range.name
    for what, count in (("its files", sum(file.rows for file in ordered.files)), ("its days", sum(ordered.days.values()))):
        if count != ordered.rows:
            raise JobError("ORDER_INVALID", f"range {name}", f"counts {ordered.rows} rows, and {what} {count}")
    for file in ordered.files:
        if file.range != name:
            raise JobError("ORDER_INVALID", f"range {name}", f"holds {file.key}, which is of range {file.range}")
    for day in ordered.days:
        if not ordered.range.has(day):
            raise JobError("ORDER_INVALID", f"range {name}", f"holds {day}, which is none of its days")


def _assert_rows(ordered: OrderedRange, files: list[RangeFile]) -> None:
    days: Counter[str] = Counter()
    for file in files:
        days[file.day] += file.rows
    for day in sorted(days.keys() | ordered.days.keys()):
        if days[day] != ordered.days.get(day, 0):
            raise JobError(
                "ACCOUNTS_OPEN", f"range {ordered.range.name}", f"{days[day]} rows of {day} in files, and the order counts {ordered.days.get(day, 0)}"
            )


def _summary(name: str, commit: dict, made: str) -> dict:
    days = {file["day"] for file in commit["files"]}
    return {"outcome": made, "range": name, "generation": commit["generation"], "rows": commit["rows"], "files": len(commit["files"]), "days": len(days)}
