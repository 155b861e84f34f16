"""Run Command: what SendCommand starts, and what CancelCommand ends, late as in life
(systems-manager/latest/userguide/monitor-commands.html)."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time

from ministack.core.responses import get_account_id, get_region, new_uuid

from . import machines, ssm_nodes
from .environment import laptop
from .ssm_nodes import Refused
from .ssm_records import DOCUMENT, ENDED, Command, Invocation, commands, own, told

#: How long an invocation is not to be found, then not delivered.
_HIDDEN_SECONDS, _DELIVERY_SECONDS = (0.5, 2), (1, 3)
_LOOK_SECONDS = 1
#: API_SendCommand, TimeoutSeconds and Comment; AWS-RunShellScript, executionTimeout: what is out of range counts as the usual.
_SHORTEST_DELIVERY, _LONGEST_DELIVERY, _USUAL_DELIVERY = 30, 2_592_000, 3600
_USUAL_RUN, _LONGEST_RUN = 3600, 172_800
_MOST_INSTANCES = 50
_PARAMETERS = frozenset({"commands", "workingDirectory", "executionTimeout"})


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
    commands[command.id] = command
    return {"Command": told(command)}


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
        if invocation.cancelled.is_set():
            invocation.become("Cancelled")
        else:
            invocation.become("TimedOut", "Execution Timed Out")
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
    command = own(data)
    if command is None:
        raise Refused("InvalidCommandId", "The specified command ID is not valid")
    only = data.get("InstanceIds") or []
    for one in command.invocations:
        if one.status in ENDED or (only and one.machine.id not in only):
            continue
        one.cancelled.set()
        if one.number is not None:
            one.become("Cancelling")
            one.machine.cancel(one.number)
    return {}
