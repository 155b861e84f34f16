"""EMR's request rates: a bucket for each call and one for all together, per account and region, on the sandbox's clock."""

import time
from dataclasses import dataclass

from ministack.core.responses import error_response_json, get_account_id, get_region

from .environment import laptop

# Burst, and what comes back each second (General Reference, "Amazon EMR endpoints and quotas").
_ALL = (25, 5.0)
_CALLS = {
    "RunJobFlow": (10, 0.5),
    "AddJobFlowSteps": (10, 0.5),
    "DescribeStep": (10, 0.5),
    "ListSteps": (10, 0.5),
    "DescribeCluster": (10, 1.0),
    "ListClusters": (20, 0.5),
    "ListInstances": (10, 0.5),
    "ListInstanceGroups": (10, 1.0),
    "ListInstanceFleets": (5, 0.5),
    "TerminateJobFlows": (10, 0.5),
    "CancelSteps": (10, 0.5),
    "ModifyCluster": (10, 0.5),
    "AddTags": (5, 0.5),
    "SetTerminationProtection": (5, 0.2),
    "AddInstanceGroups": (5, 0.2),
}


@dataclass
class _Bucket:
    most: float
    per_second: float
    held: float
    at: float

    def fill(self, now: float) -> float:
        self.held = min(self.most, self.held + (now - self.at) * self.per_second)
        self.at = now
        return self.held


_buckets: dict[tuple[str, str, str], _Bucket] = {}


def refusal(action: str):
    """The answer to a call that comes too soon; None for one that may pass."""
    now = time.monotonic() * laptop().time_scale
    wanted = [_bucket("all", _ALL, now)]
    if action in _CALLS:
        wanted.append(_bucket(action, _CALLS[action], now))
    if any(bucket.fill(now) < 1 for bucket in wanted):
        return error_response_json("ThrottlingException", "Rate exceeded")
    for bucket in wanted:
        bucket.held -= 1
    return None


def _bucket(name: str, quota: tuple[int, float], now: float) -> _Bucket:
    key = (get_account_id(), get_region(), name)
    if key not in _buckets:
        _buckets[key] = _Bucket(*quota, held=quota[0], at=now)
    return _buckets[key]
