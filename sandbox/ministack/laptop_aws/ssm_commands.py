"""Run Command: what SendCommand starts, and what is told of it, late as in life (systems-manager/latest/userguide/monitor-commands.html)."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ministack.core.responses import get_account_id, get_region, new_uuid

from . import machines, ssm_nodes
from .environment import laptop
from .ssm_nodes import Refused

DOCUMENT = "AWS-RunShellScript"
#: How long an invocation is not to be found, then not delivered.
_HIDDEN_SECONDS, _DELIVERY_SECONDS = (0.5, 2), (1, 3)
_LOOK_SECONDS = 1
#: API_SendCommand, TimeoutSeconds and Comment; AWS-RunShellScript, executionTimeout: what is out of range counts as the usual.
_SHORTEST_DELIVERY, _LONGEST_DELIVERY, _USUAL_DELIVERY = 30, 2_592_000, 3600
_USUAL_RUN, _LONGEST_RUN = 3600, 172_800
_MOST_INSTANCES = 50
#: API_GetCommandInvocation: "The first 24,000 characters" of stdout, "the first 8,000" of stderr; CommandPlugin, Output: 2,500.
_STDOUT_CHARACTERS, _STDERR_CHARACTERS, _LISTED_CHARACTERS = 24_000, 8_000, 2_500
_PARAMETERS = frozenset({"commands", "workingDirectory", "executionTimeout"})
_ENDED = frozenset({"Success", "Failed", "TimedOut", "Cancelled"})


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
        if status in _ENDED:
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
        going = [one for one in statuses if one[0] not in _ENDED]
        if going:
            return ("Pending", "Pending") if all(one[0] == "Pending" for one in statuses) else ("InProgress", "In Progress")
        worst = [one for kind in ("Failed", "TimedOut", "Cancelled") for one in statuses if one[0] == kind]
        return worst[0] if worst else ("Success", "Success")


_commands: dict[str, Command] = {}
_under_way: set[asyncio.Task] = set()


def send(data: dict) -> dict:
    """SendCommand."""
    command = _read(data)
    chosen = _machines_of(data)
    now = time.monotonic()
    for machine in chosen:
        shown_at = now + laptop().seconds(random.uniform(*_HIDDEN_SECONDS))
        invocation = Invocation(machine, command, shown_at)
        command.invocations.append(invocation)
        task = asyncio.get_running_loop().create_task(_carry_out(invocation))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)
    _commands[command.id] = command
    return {"Command": _told(command)}


def _read(data: dict) -> Command:
    document = data.get("DocumentName") or ""
    if document != DOCUMENT:
        raise Refused("InvalidDocument", f"Document with name {document} does not exist.")
    given = data.get("Parameters") or {}
    unknown = sorted(set(given) - _PARAMETERS)
    if unknown or not given.get("commands"):
        raise Refused("InvalidParameters", f"Parameters not in the document: {unknown}" if unknown else "Parameter commands is required")
    delivery = data.get("TimeoutSeconds", _USUAL_DELIVERY)
    if type(delivery) is not int or not _SHORTEST_DELIVERY <= delivery <= _LONGEST_DELIVERY:
        raise Refused("ValidationException", f"TimeoutSeconds must be from {_SHORTEST_DELIVERY} to {_LONGEST_DELIVERY}")
    if len(data.get("Comment", "")) > 100:
        raise Refused("ValidationException", "Comment has at most 100 characters")
    seconds = str((given.get("executionTimeout") or [str(_USUAL_RUN)])[0])
    return Command(
        id=new_uuid(),
        account=get_account_id(),
        region=get_region(),
        asked=data,
        script="\n".join(str(line) for line in given["commands"]),
        directory=str((given.get("workingDirectory") or ["/"])[0]) or "/",
        run_seconds=int(seconds) if seconds.isdigit() and 1 <= int(seconds) <= _LONGEST_RUN else _USUAL_RUN,
        delivery_seconds=delivery,
        requested_at=time.time(),
    )


def _machines_of(data: dict) -> list[machines.Machine]:
    ids, targets = list(data.get("InstanceIds") or []), data.get("Targets") or []
    if bool(ids) == bool(targets):
        raise Refused("ValidationException", "Either InstanceIds or Targets is needed")
    if len(ids) > _MOST_INSTANCES:
        raise Refused("ValidationException", f"InstanceIds names at most {_MOST_INSTANCES} instances")
    live = ssm_nodes.every_online()
    if targets:
        for target in targets:
            key, values = target.get("Key", ""), target.get("Values") or []
            if key.lower() == "instanceids":
                live = [one for one in live if one.id in values]
            elif key.startswith("tag:"):
                live = [one for one in live if ssm_nodes.has_tag(one, key[4:], values)]
            else:
                raise Refused("InvalidTarget", f"The target {key} is not valid")
        return live
    known = {one.id: one for one in live}
    lost = [one for one in ids if one not in known]
    if lost:
        raise Refused("InvalidInstanceId", f"Instances [[{', '.join(lost)}]] not in a valid state for account {get_account_id()}")
    return [known[one] for one in dict.fromkeys(ids)]


async def _carry_out(invocation: Invocation) -> None:
    command, machine = invocation.command, invocation.machine
    over = time.monotonic() + laptop().seconds(command.delivery_seconds)
    hidden = invocation.shown_at - time.monotonic()
    await _unless_cancelled(invocation, hidden + laptop().seconds(random.uniform(*_DELIVERY_SECONDS)))
    while not ssm_nodes.online(machine) and not invocation.cancelled.is_set():
        if time.monotonic() > over:
            invocation.become("TimedOut", "Delivery Timed Out")
            return
        await _unless_cancelled(invocation, laptop().seconds(_LOOK_SECONDS))
    if invocation.cancelled.is_set():
        invocation.become("Cancelled")
        return
    invocation.become("InProgress")
    invocation.begun_at = time.time()
    script = machines.Script("_script.sh", command.script, command.directory, command.run_seconds)
    invocation.number = machine.run(script)
    ended = await script.ended
    if ended is None:
        # Nobody tells SSM that the machine has gone: it waits as long as the command may take.
        await _unless_cancelled(invocation, laptop().seconds(command.run_seconds + command.delivery_seconds))
        invocation.become("Cancelled" if invocation.cancelled.is_set() else "TimedOut", None if invocation.cancelled.is_set() else "Execution Timed Out")
        return
    invocation.code, invocation.out, invocation.err = ended["code"], ended["out"], ended["err"]
    if ended["why"] == "timeout":
        invocation.become("TimedOut", "Execution Timed Out")
    elif ended["why"] == "cancelled":
        invocation.become("Cancelled")
    else:
        if ended["code"] != 0:
            invocation.err += f"failed to run commands: exit status {ended['code']}"
        # Last: whoever sees the end sees what belongs to it.
        invocation.become("Success" if ended["code"] == 0 else "Failed")


async def _unless_cancelled(invocation: Invocation, seconds: float) -> None:
    with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
        await asyncio.wait_for(invocation.cancelled.wait(), seconds)


def cancel(data: dict) -> dict:
    """CancelCommand."""
    command = _own(data)
    if command is None:
        raise Refused("InvalidCommandId", "The specified command ID is not valid")
    only = data.get("InstanceIds") or []
    for one in command.invocations:
        if one.status in _ENDED or (only and one.machine.id not in only):
            continue
        one.cancelled.set()
        if one.number is not None:
            one.become("Cancelling")
            one.machine.cancel(one.number)
    return {}


def _own(data: dict) -> Command | None:
    command = _commands.get(str(data.get("CommandId") or ""))
    return command if command and (command.account, command.region) == (get_account_id(), get_region()) else None


def _shown() -> list[Invocation]:
    own = [one for one in _commands.values() if (one.account, one.region) == (get_account_id(), get_region())]
    now = time.monotonic()
    return [one for command in own for one in command.invocations if one.shown_at <= now]


def get(data: dict) -> dict:
    """GetCommandInvocation."""
    number, instance = str(data.get("CommandId") or ""), str(data.get("InstanceId") or "")
    found = next((one for one in _shown() if one.command.id == number and one.machine.id == instance), None)
    if found is None:
        raise Refused("InvocationDoesNotExist", "")
    if str(data.get("PluginName") or "aws:runShellScript").lower() != "aws:runshellscript":
        raise Refused("InvalidPluginName", f"The plugin {data['PluginName']} does not exist")
    elapsed = (found.ended_at or time.time()) - found.begun_at if found.begun_at else 0
    return {
        "CommandId": found.command.id,
        "InstanceId": found.machine.id,
        "Comment": found.command.asked.get("Comment", ""),
        "DocumentName": DOCUMENT,
        "DocumentVersion": "$DEFAULT",
        "PluginName": "aws:runShellScript",
        "ResponseCode": found.code,
        "ExecutionStartDateTime": _iso(found.begun_at),
        "ExecutionElapsedTime": f"PT{elapsed:.3f}S" if found.begun_at else "",
        "ExecutionEndDateTime": _iso(found.ended_at) if found.begun_at else "",
        "Status": found.status,
        "StatusDetails": found.details,
        "StandardOutputContent": found.out[:_STDOUT_CHARACTERS],
        "StandardOutputUrl": "",
        "StandardErrorContent": found.err[:_STDERR_CHARACTERS],
        "StandardErrorUrl": "",
    }


def _iso(moment: float | None) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if moment else ""


def list_invocations(data: dict) -> dict:
    """ListCommandInvocations: newest first."""
    found = [one for one in _chosen(data, _shown()) if data.get("CommandId") in (None, "", one.command.id)]
    page, token = ssm_nodes.paged(found, data, 1, 50, 50)
    return {"CommandInvocations": [_listed(one, bool(data.get("Details"))) for one in page], **token}


def _chosen(data: dict, found: list[Invocation]) -> list[Invocation]:
    instance = data.get("InstanceId")
    fitting = [one for one in found if not instance or one.machine.id == instance]
    return sorted(fitting, key=lambda one: one.command.requested_at, reverse=True)


def _listed(one: Invocation, details: bool) -> dict:
    told = {
        "CommandId": one.command.id,
        "InstanceId": one.machine.id,
        "InstanceName": "",
        "Comment": one.command.asked.get("Comment", ""),
        "DocumentName": DOCUMENT,
        "DocumentVersion": "$DEFAULT",
        "RequestedDateTime": one.command.requested_at,
        "Status": one.status,
        "StatusDetails": one.details,
        "TraceOutput": "",
        "CommandPlugins": [],
    }
    if details and one.begun_at:
        output = one.out + (f"\n----------ERROR-------\n{one.err}" if one.err else "")
        plugin = {"Name": "aws:runShellScript", "Status": one.status, "StatusDetails": one.details, "ResponseCode": one.code}
        times = {"ResponseStartDateTime": one.begun_at, **({"ResponseFinishDateTime": one.ended_at} if one.ended_at else {})}
        told["CommandPlugins"] = [{**plugin, **times, "Output": output[:_LISTED_CHARACTERS]}]
    return told


def list_commands(data: dict) -> dict:
    own = [one for one in _commands.values() if (one.account, one.region) == (get_account_id(), get_region())]
    number, instance = data.get("CommandId"), data.get("InstanceId")
    found = [
        one
        for one in reversed(own)
        if (not number or one.id == number) and (not instance or any(two.machine.id == instance for two in one.invocations))
    ]
    page, token = ssm_nodes.paged(found, data, 1, 50, 50)
    return {"Commands": [_told(one) for one in page], **token}


def _told(command: Command) -> dict:
    status, details = command.status
    ended = [one for one in command.invocations if one.status in _ENDED]
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
