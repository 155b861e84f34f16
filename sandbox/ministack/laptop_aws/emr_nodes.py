"""A cluster's nodes, as EC2 shows them: instances with the cluster's tags and EMR's own, and nothing behind them here.

"Amazon EMR propagates the tags of a cluster to its EC2 instances" (ManagementGuide, "Tag and categorize Amazon EMR cluster resources"): whoever
looks for machines by such a tag finds these, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import ec2

from .machines import BY_USER, STATE_CODES

_IMAGE = "ami-0emr0000000000000"


@dataclass
class Node:
    """As much of a machine as DescribeInstances and TerminateInstances ask for."""

    record: dict
    account: str
    region: str
    #: Told when somebody ends it from outside.
    lost: Callable[[], None]
    reservation: str
    architecture: str = "x86_64"
    client_token: str = ""
    reason: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        return self.record["InstanceId"]

    @property
    def state(self) -> str:
        return self.record["State"]["Name"]

    def become(self, state: str) -> None:
        if self.state not in ("terminated", state):
            self.record["State"] = {"Code": STATE_CODES[state], "Name": state}

    def terminate(self, reason: tuple[str, str] = BY_USER) -> None:
        if self.state in ("pending", "running"):
            self.reason = reason
            self.become("shutting-down")
            self.lost()


_nodes: dict[str, list[Node]] = {}


def rent(cluster_id: str, record: dict, groups: list[tuple[str, str, int]], lost: Callable[[], None]) -> None:
    """@param groups role, instance type and number of each"""
    subnet = record["Ec2InstanceAttributes"].get("Ec2SubnetId") or next(iter(ec2._subnets), "")
    held = _nodes[cluster_id] = []
    reservation = f"r-{new_uuid().replace('-', '')[:17]}"
    for role, kind, count in groups:
        for made in ec2._launch_instances_internal(image_id=_IMAGE, instance_type=kind, subnet_id=subnet, count=count):
            made["State"] = {"Code": STATE_CODES["pending"], "Name": "pending"}
            own = [("aws:elasticmapreduce:job-flow-id", cluster_id), ("aws:elasticmapreduce:instance-group-role", role)]
            ec2._tags[made["InstanceId"]] = [*record["Tags"], *({"Key": key, "Value": value} for key, value in own)]
            held.append(Node(made, get_account_id(), get_region(), lost, reservation))


def become(cluster_id: str, state: str) -> None:
    for node in _nodes.get(cluster_id, ()):
        node.become(state)


def every(account: str, region: str) -> list[Node]:
    return [one for held in _nodes.values() for one in held if (one.account, one.region) == (account, region)]


def tag(cluster_id: str, tags: list[dict]) -> None:
    """Tags that a cluster gets later reach its nodes, too."""
    added = {one["Key"] for one in tags}
    for node in _nodes.get(cluster_id, ()):
        ec2._tags[node.id] = [*(one for one in ec2._tags.get(node.id, ()) if one["Key"] not in added), *tags]
