"""One step's inputs in the driver, what of them goes along with its tasks, and how both end."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from zipimport import zipimporter

from .contracts import Order
from .errors import JobError, sealed
from .ledger import json_bytes
from .library_archive import Library, library_for, load, platform_of_this_interpreter
from .s3 import S3, Place
from .surroundings import Surroundings


class Job(NamedTuple):
    order: Order
    ledger: Place
    surroundings: Surroundings
    s3: S3
    #: A SparkContext, or a function that gives one.
    spark: Any
    say: Callable[[str], None]
    started: float

    @property
    def context(self) -> Any:
        return self.spark() if callable(self.spark) else self.spark

    @property
    def library(self) -> Library:
        return library_for(self.order.job.libraries, platform_of_this_interpreter(), self.ledger, self.order.ledger.region)

    def tasks(self, records: Sequence[Any], partitions: int, module: str, function: str, *arguments: Any) -> Any:
        """An RDD of what the function yields for each partition of the records."""
        context = self.context
        # Spark keeps Python workers by their environment: one that has loaded other libraries must not meet these.
        context.environment["BUCKET_BRIGADE_LIBRARIES"] = self.library.file.sha256
        return self.then(context.parallelize(records, partitions), module, function, *arguments)

    def then(self, rdd: Any, module: str, function: str, *arguments: Any, keyed: bool = False) -> Any:
        """`keyed`: the function yields pairs, for a shuffle."""
        return rdd.mapPartitionsWithIndex(Task(self.library, self.surroundings, module, function, arguments, keyed))

    def results(self, rdd: Any) -> list:
        """What the tasks gave. @raises JobError the first failure"""
        records = rdd.collect()
        for record in records:
            if isinstance(record, Failed):
                raise JobError(*record)
        return records

    def commit_at(self, key: str, same: Mapping[str, Any]) -> dict | None:
        """The proof that lies there already; None where there is none. @raises JobError when it is of something else"""
        stored = self.s3.read(self.ledger, key)
        if stored is None:
            return None
        where = f"s3://{self.ledger.bucket}/{key}"
        try:
            commit = json.loads(stored.body)
        except ValueError:
            raise JobError("COMMIT_CONFLICT", where, "is there, and is not JSON") from None
        differing = [name for name, value in same.items() if not isinstance(commit, dict) or commit.get(name) != value]
        if differing:
            raise JobError("COMMIT_CONFLICT", where, f"is there, and is of another {' and '.join(differing)}")
        return commit


def commit_once(job: Job, key: str, same: Mapping[str, Any], commit: dict, before: Callable[[], None] = lambda: None) -> tuple[str, dict]:
    """Writes the proof, last and only if there is none: what happened, and the proof that counts. `before` writes what it names."""
    before()
    body = json_bytes(commit)
    if job.s3.put(job.ledger, key, body, "application/json", if_absent=True) is not None:
        return "committed", commit
    # Another step of the same work was faster; or our own answer was lost, and the second try met the first.
    earlier = job.commit_at(key, same)
    if earlier is None:
        raise JobError("COMMIT_CONFLICT", f"s3://{job.ledger.bucket}/{key}", "was there, and is gone")
    if earlier == commit:
        return "committed", commit
    job.say(f"s3://{job.ledger.bucket}/{key} was written by another step meanwhile: its files count, not these")
    return "committed-before", earlier


class Failed(NamedTuple):
    """A task's failure as a value: raised, Spark would repeat it in vain, and print a traceback with values in it."""

    code: str
    thing: str
    reason: str


class Task:
    """The work of each partition: loads the libraries, does it, and never raises. A failure among its records is passed on."""

    def __init__(
        self, library: Library, surroundings: Surroundings, module: str, function: str, arguments: Sequence[Any], keyed: bool
    ) -> None:
        self._library = library
        self._surroundings = surroundings
        self._module = module
        self._function = function
        self._arguments = arguments
        self._keyed = keyed

    def __call__(self, partition: int, records: Iterator[Any]) -> Iterator[Any]:
        try:
            load(self._library, self._surroundings)
            work = getattr(importlib.import_module(f"{__package__}.{self._module}"), self._function)
            yield from work(*self._arguments, partition, _passing(records))
        except _Passed as passed:
            yield self._failed(passed.failed)
        except MemoryError:
            raise
        except Exception as thrown:
            error = sealed(thrown, self._function)
            yield self._failed(Failed(error.code, error.thing, error.reason))
        finally:
            _forget_archives()

    def _failed(self, failed: Failed) -> Any:
        return (0, failed) if self._keyed else failed


class _Passed(Exception):
    def __init__(self, failed: Failed) -> None:
        super().__init__()
        self.failed = failed


def _passing(records: Iterator[Any]) -> Iterator[Any]:
    for record in records:
        failed = record[1] if type(record) is tuple and len(record) == 2 else record
        if isinstance(failed, Failed):
            raise _Passed(failed)
        yield record


def _forget_archives() -> None:
    """Before each task Spark's worker calls importlib.invalidate_caches, and from Python 3.10 on that reads the directories of all archives on the
    path again: 0.13 s for pyspark.zip alone, twice what a small folder costs. An importer that is not kept need not be refreshed; the next import
    makes another one, from the directory that zipimport has read already."""
    for path, importer in list(sys.path_importer_cache.items()):
        if isinstance(importer, zipimporter):
            del sys.path_importer_cache[path]


def code_sha256() -> str | None:
    """Of the archive that this code was loaded from; None for a checkout."""
    spec = sys.modules[__package__].__spec__ if __package__ else None
    archive = getattr(spec.loader, "archive", None) if spec is not None else None
    if archive is None:
        return None
    with open(archive, "rb") as file:
        return sha256(file.read()).hexdigest()
