"""What the job takes from its environment: read once, in the driver, and sent along with every task."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from .errors import JobError
from .sign import Credentials

_IMDS = "http://169.254.169.254"


class Surroundings(NamedTuple):
    #: An S3 of one's own, reached in path style; None for AWS.
    endpoint: str | None
    imds: str
    #: None: the machine's own, from the metadata service.
    keys: Credentials | None
    #: So many times faster than life is all waiting (docs/decisions/0009-one-time-scale.md).
    time_scale: float

    @staticmethod
    def of(environment: Mapping[str, str]) -> Surroundings:
        def given(name: str) -> str | None:
            return environment.get(name) or None

        access, secret = given("AWS_ACCESS_KEY_ID"), given("AWS_SECRET_ACCESS_KEY")
        if (access is None) != (secret is None):
            missing = "AWS_SECRET_ACCESS_KEY" if secret is None else "AWS_ACCESS_KEY_ID"
            raise JobError("CREDENTIALS_MISSING", missing, "is not set, and its other half is")
        keys = None if access is None or secret is None else Credentials(access, secret, given("AWS_SESSION_TOKEN"))
        return Surroundings(
            endpoint=given("AWS_ENDPOINT_URL"),
            imds=(given("AWS_EC2_METADATA_SERVICE_ENDPOINT") or _IMDS).rstrip("/"),
            keys=keys,
            time_scale=_scale(given("BUCKET_BRIGADE_TIME_SCALE")),
        )

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.time_scale)


def _scale(text: str | None) -> float:
    """As src/clock.ts reads it: anything but a number of at least 1 is 1."""
    try:
        scale = float(text or 1)
    except ValueError:
        return 1.0
    return scale if 1 <= scale < float("inf") else 1.0
