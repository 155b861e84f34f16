"""Commands of SSM and what has become of them on each machine."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from ministack.core.responses import get_account_id, get_region

from . import machines

DOCUMENT = "AWS-RunShellScript"
ENDED = frozenset({"Success", "Failed", "TimedOut", "Cancelled"})


@dataclass
class Invocation:
    machine: machines.Machine
    command: Command
    shown_at: float
    status: str = "Pending"
    details: str = "Pending"
    code: int = -1
    out: str = ""
    err: str = ""
    begun_at: float | None = None
    ended_at: float | None = None
    number: str | None = None
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def become(self, status: str, details: str | None = None) -> None:
        self.status, self.details = status, details or {"InProgress": "In Progress"}.get(status, status)
        if status in ENDED:
            self.ended_at = time.time()


@dataclass
class Command:
    id: str
    account: str
    region: str
    asked: dict
    script: str
    directory: str
    run_seconds: float
    delivery_seconds: float
    requested_at: float
    invocations: list[Invocation] = field(default_factory=list)

    @property
    def status(self) -> tuple[str, str]:
        statuses = [(one.status, one.details) for one in self.invocations]
        going = [one for one in statuses if one[0] not in ENDED]
        if going:
            return ("Pending", "Pending") if all(one[0] == "Pending" for one in statuses) else ("InProgress", "In Progress")
        worst = [one for kind in ("Failed", "TimedOut", "Cancelled") for one in statuses if one[0] == kind]
        return worst[0] if worst else ("Success", "Success")


commands: dict[str, Command] = {}


def own(data: dict) -> Command | None:
    """The command that a request names, of its account and region."""
    command = commands.get(str(data.get("CommandId") or ""))
    return command if command and (command.account, command.region) == (get_account_id(), get_region()) else None


def every_own() -> list[Command]:
    return [one for one in commands.values() if (one.account, one.region) == (get_account_id(), get_region())]


def shown() -> list[Invocation]:
    """Those that are to be found by now."""
    now = time.monotonic()
    return [one for command in every_own() for one in command.invocations if one.shown_at <= now]


def told(command: Command) -> dict:
    status, details = command.status
    ended = [one for one in command.invocations if one.status in ENDED]
    return {
        "CommandId": command.id,
        "DocumentName": DOCUMENT,
        "DocumentVersion": "$DEFAULT",
        "Comment": command.asked.get("Comment", ""),
        "Parameters": command.asked.get("Parameters") or {},
        "InstanceIds": [one.machine.id for one in command.invocations] if command.asked.get("InstanceIds") else [],
        "Targets": command.asked.get("Targets") or [],
        "RequestedDateTime": command.requested_at,
        "ExpiresAfter": command.requested_at + command.delivery_seconds,
        "Status": status,
        "StatusDetails": details,
        "MaxConcurrency": command.asked.get("MaxConcurrency", "50"),
        "MaxErrors": command.asked.get("MaxErrors", "0"),
        "TargetCount": len(command.invocations),
        "CompletedCount": len(ended),
        "ErrorCount": sum(one.status == "Failed" for one in ended),
        "DeliveryTimedOutCount": sum(one.details == "Delivery Timed Out" for one in ended),
        "TimeoutSeconds": int(command.delivery_seconds),
    }
