"""Which machines SSM sees, and since when: those whose agent has had its time to start and whose role lets it speak
(systems-manager/latest/userguide/setup-instance-permissions.html, ssm-agent-minimum-s3-permissions and message APIs)."""

from __future__ import annotations

import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from . import imds_credentials, machines

#: What the agent calls: itself known, then messages over one of two ways.
_KNOWN = ("ssm:UpdateInstanceInformation",)
_WAYS = (
    (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenDataChannel",
    ),
    (
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
    ),
)
_FILTERS = frozenset({"InstanceIds", "PingStatus", "PlatformTypes", "ResourceType", "AgentVersion", "tag-key"})
_LEAST_RESULTS, _MOST_RESULTS = 5, 50
_AGENT = "3.3.2299.0"


class Refused(Exception):
    """What SSM answers instead."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


def online(machine: machines.Machine) -> bool:
    if machine.state != "running" or machine.process is None or machine.agent_from is None:
        return False
    if machine.registered_at is None:
        if time.monotonic() < machine.agent_from or not _may_speak(machine):
            return False
        machine.registered_at = time.time()
        machine.was_registered = True
    return True


def _may_speak(machine: machines.Machine) -> bool:
    def all_of(actions: tuple[str, ...]) -> bool:
        return all(imds_credentials.may(machine, action, machine.arn if action in _KNOWN else "*") for action in actions)

    return all_of(_KNOWN) and any(all_of(way) for way in _WAYS)


def every_online() -> list[machines.Machine]:
    return [one for one in machines.every(get_account_id(), get_region()) if online(one)]


def has_tag(machine: machines.Machine, key: str, values: list[str]) -> bool:
    held = {tag["Key"]: tag["Value"] for tag in ec2._tags.get(machine.id) or []}
    return key in held and (not values or held[key] in values)


def describe(data: dict) -> dict:
    """DescribeInstanceInformation."""
    wanted = [(one.get("Key", ""), one.get("Values") or []) for one in data.get("Filters") or []]
    wanted += [(one.get("key", ""), one.get("valueSet") or []) for one in data.get("InstanceInformationFilterList") or []]
    for key, _values in wanted:
        if key not in _FILTERS and not key.startswith("tag:"):
            raise Refused("InvalidFilterKey", f"The filter key {key} is not valid")
    own = machines.every(get_account_id(), get_region())
    found = [one for one in own if (online(one) or _is_lost(one)) and all(_fits(one, key, values) for key, values in wanted)]
    page, token = paged(found, data, _LEAST_RESULTS, _MOST_RESULTS, _MOST_RESULTS)
    return {"InstanceInformationList": [_information(one) for one in page], **token}


def _is_lost(machine: machines.Machine) -> bool:
    return machine.was_registered and machine.state in ("running", "stopping", "stopped")


def _status(machine: machines.Machine) -> str:
    return "Online" if online(machine) else "ConnectionLost"


def _fits(machine: machines.Machine, key: str, values: list[str]) -> bool:
    if key.startswith("tag:"):
        return has_tag(machine, key[4:], values)
    if key == "tag-key":
        return any(has_tag(machine, value, []) for value in values)
    facts = {"InstanceIds": machine.id, "PingStatus": _status(machine), "PlatformTypes": "Linux", "ResourceType": "EC2Instance"}
    return facts.get(key, _AGENT) in values


def _information(machine: machines.Machine) -> dict:
    return {
        "InstanceId": machine.id,
        "PingStatus": _status(machine),
        "LastPingDateTime": time.time() if online(machine) else machine.last_seen_at,
        "AgentVersion": _AGENT,
        "IsLatestVersion": True,
        "PlatformType": "Linux",
        "PlatformName": "Amazon Linux",
        "PlatformVersion": "2023",
        "ResourceType": "EC2Instance",
        "IPAddress": machine.record["PrivateIpAddress"],
        "ComputerName": machine.hostname,
    }


def paged(found: list, data: dict, least: int, most: int, usual: int) -> tuple[list, dict]:
    size, begin = data.get("MaxResults") or usual, str(data.get("NextToken") or "0")
    if type(size) is not int or not least <= size <= most:
        raise Refused("ValidationException", f"MaxResults must be from {least} to {most}")
    if not begin.isdigit():
        raise Refused("InvalidNextToken", "The specified token is not valid")
    end = int(begin) + size
    return found[int(begin) : end], {"NextToken": str(end)} if end < len(found) else {}
