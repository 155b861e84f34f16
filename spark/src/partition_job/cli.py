"""The command line: one step each. `run` may be called many times in one process; it leaves nothing behind in it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .contracts import CompactOrder, PartitionOrder, parse_order
from .errors import JobError, printable, sealed
from .job import Job, code_sha256
from .s3 import S3, Place
from .surroundings import Surroundings

Say = Callable[[str], None]


def run(
    argv: Sequence[str],
    environment: Mapping[str, str],
    spark: Any,
    say: Say = lambda line: print(line, file=sys.stderr, flush=True),
    tell: Say = lambda line: print(line, flush=True),
) -> int:
    """One step; the exit code. `spark`: a SparkContext, or a function that gives one, called when it is needed.
    `say` takes what goes into the log; `tell` the summary, one line of JSON, which comes last and on success only."""
    started = time.monotonic()
    thing = "the command line"
    try:
        arguments = _arguments(argv)
        thing = " ".join(part for part in (arguments.command, arguments.unit) if part)
        surroundings = Surroundings.of(environment)
        with S3(arguments.region, surroundings) as s3:
            job = _job(arguments, surroundings, s3, spark, say, started)
            summary = _work(job, arguments)
    except JobError as error:
        say(error.line)
        return error.exit_code
    except Exception as thrown:
        error = _unforeseen(thrown, thing)
        # The words that src/partition/classify.ts knows a defect by.
        say("Traceback (most recent call last): places only, because the words of an error can hold a document's values")
        say(error.line)
        return error.exit_code
    tell(json.dumps({"command": arguments.command, **summary, "seconds": round(time.monotonic() - started, 3)}))
    return 0


def _work(job: Job, arguments: argparse.Namespace) -> dict:
    # Each imported when it is its turn: a step's start is most of what a small folder costs.
    if arguments.command == "canary":
        from .canary import sing

        return sing(job)
    if arguments.command == "folder":
        from .folder import partition_folder

        return partition_folder(job, arguments.unit)
    from .compact import compact_range

    return compact_range(job, arguments.unit)


def _job(arguments: argparse.Namespace, surroundings: Surroundings, s3: S3, spark: Any, say: Say, started: float) -> Job:
    bucket, key = _uri(arguments.order)
    place = Place(bucket, arguments.order_owner)
    stored = s3.read(place, key)
    if stored is None:
        raise JobError("ORDER_MISSING", arguments.order, "there is no such order")
    order = parse_order(stored.body, arguments.order)
    if (order.ledger.bucket, order.ledger.account) != place or not key.startswith(order.root):
        raise JobError("ORDER_FOREIGN", arguments.order, "it lies outside of the ledger that it names")
    wanted = {"folder": PartitionOrder, "compact": CompactOrder}.get(arguments.command)
    if wanted is not None and not isinstance(order, wanted):
        raise JobError("ORDER_CONTRACT", arguments.order, f"is not an order for {arguments.command}")
    running = code_sha256()
    if running is not None and running != order.job.code.sha256:
        raise JobError("ORDER_CODE", arguments.order, f"orders code {order.job.code.sha256[:12]}, and this is {running[:12]}")
    return Job(order, place, surroundings, s3, spark, say, started)


def _uri(text: str) -> tuple[str, str]:
    url = urlsplit(text)
    if url.scheme != "s3" or not url.netloc or len(url.path) < 2:
        raise JobError("USAGE", "--order", "is not s3://BUCKET/KEY")
    # Not url.path: a key may hold what ends a path in a URL.
    return url.netloc, text[len("s3://") + len(url.netloc) + 1 :]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise JobError("USAGE", "the command line", message)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="main.py", allow_abbrev=False, add_help=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name, unit in (("canary", None), ("folder", "--folder"), ("compact", "--range")):
        command = commands.add_parser(name, allow_abbrev=False, add_help=False)
        command.add_argument("--order", required=True, metavar="s3://BUCKET/KEY")
        command.add_argument("--order-owner", required=True, metavar="ACCOUNT")
        command.add_argument("--region", required=True)
        if unit is None:
            command.set_defaults(unit="")
        else:
            command.add_argument(unit, dest="unit", required=True)
    return parser.parse_args(list(argv))


def _unforeseen(thrown: Exception, thing: str) -> JobError:
    java = getattr(thrown, "java_exception", None)
    if java is None:
        return sealed(thrown, thing)
    # The JVM sees the documents as bytes only: its words hold none of them.
    first = str(java.getMessage()).split("\n", 1)[0]
    return JobError("SPARK_FAILED", thing, printable(first[:600]))
