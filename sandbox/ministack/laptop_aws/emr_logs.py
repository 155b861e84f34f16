"""A step's logs: on the node while it runs, below LogUri minutes after it has ended."""

import asyncio
import gzip
import logging
import re
import time
from pathlib import Path

from . import emr_files
from .environment import laptop

NAMES = ("controller", "stderr", "stdout", "syslog")
#: The node's log pusher goes round every five minutes (ManagementGuide, "View log files").
LATE_SECONDS = 300
_EXCEPTION = re.compile(r'^(?:Exception in thread "[^"]*" |Caused by: )?([\w.$]*(?:Error|Exception|Exit|Interrupt)\b.*)$')
_LONGEST_MESSAGE = 1024
_TAIL_BYTES = 64_000

logger = logging.getLogger("laptop_aws.emr")


class StepLogs:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            self.path(name).touch()

    def path(self, name: str) -> Path:
        return self.folder / name

    def control(self, line: str, level: str = "INFO") -> None:
        with self.path("controller").open("a") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime())}.000Z {level} {line}\n")

    def say(self, text: str) -> None:
        with self.path("stderr").open("a") as file:
            file.write(text)

    def message(self) -> str | None:
        """What EMR makes of stderr: the last line that reads like an exception."""
        with self.path("stderr").open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
        found = next((line for line in reversed(lines) if _EXCEPTION.match(line)), None)
        return None if found is None else found[:_LONGEST_MESSAGE]


def place(log_uri: str, cluster_id: str, step_id: str, name: str) -> tuple[str, str]:
    """Bucket and key."""
    bucket, _, prefix = log_uri.removeprefix("s3://").partition("/")
    return bucket, f"{prefix}{cluster_id}/steps/{step_id}/{name}.gz"


async def push_late(logs: StepLogs, log_uri: str, cluster_id: str, step_id: str, open_session) -> None:
    """`open_session()`: the node's credentials at that time, None when it has none."""
    await asyncio.sleep(laptop().seconds(LATE_SECONDS))
    session = open_session()
    for name in NAMES if session is not None else ():
        bucket, key = place(log_uri, cluster_id, step_id, name)
        # No modification time: the same log is the same bytes.
        body = gzip.compress(logs.path(name).read_bytes(), mtime=0)
        try:
            await asyncio.to_thread(emr_files.store, session, bucket, key, body)
        except emr_files.Unreachable as failure:
            # In life they would be missing just so, and nobody told.
            logger.warning("EMR's logs of %s were not written: %s", step_id, failure)
            return
