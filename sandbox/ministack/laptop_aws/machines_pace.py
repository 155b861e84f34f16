"""How fast an account may ask: token buckets, on the sandbox's clock."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .environment import laptop


@dataclass(frozen=True)
class Pace:
    """So many requests at once, and so many more in each second of the sandbox."""

    burst: float
    per_second: float


#: EC2: AWSEC2/latest/APIReference/throttling.html ("Request token bucket sizes and refill rates"). SSM publishes none: these
#: are ours, slow enough that asking once a second for the same command from many places is refused, as it is in life.
PACES = {
    "RunInstances": Pace(5, 2),
    "TerminateInstances": Pace(100, 5),
    "DescribeInstances": Pace(100, 20),
    "SendCommand": Pace(10, 3),
    "GetCommandInvocation": Pace(20, 5),
    "ListCommandInvocations": Pace(5, 0.5),
    "ListCommands": Pace(5, 0.5),
    "DescribeInstanceInformation": Pace(20, 3),
    "CancelCommand": Pace(10, 3),
}

_left: dict[tuple[str, str, str], tuple[float, float]] = {}


def admits(account: str, region: str, action: str) -> bool:
    """Whether the request may pass; it counts when it does."""
    pace = PACES.get(action)
    if pace is None:
        return True
    now = time.monotonic() * laptop().time_scale
    tokens, before = _left.get((account, region, action), (pace.burst, now))
    tokens = min(pace.burst, tokens + (now - before) * pace.per_second)
    _left[account, region, action] = (tokens - 1 if tokens >= 1 else tokens, now)
    return tokens >= 1
