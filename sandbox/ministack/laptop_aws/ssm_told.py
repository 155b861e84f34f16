"""What GetCommandInvocation, ListCommandInvocations and ListCommands tell of commands."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from . import ssm_nodes
from .ssm_nodes import Refused
from .ssm_records import DOCUMENT, Invocation, every_own, shown, told

#: API_GetCommandInvocation: "The first 24,000 characters" of stdout, "the first 8,000" of stderr; CommandPlugin, Output: 2,500.
_STDOUT_CHARACTERS, _STDERR_CHARACTERS, _LISTED_CHARACTERS = 24_000, 8_000, 2_500
_MOST_LISTED = 50


def get(data: dict) -> dict:
    """GetCommandInvocation."""
    number, instance = str(data.get("CommandId") or ""), str(data.get("InstanceId") or "")
    found = next((one for one in shown() if one.command.id == number and one.machine.id == instance), None)
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
    found = [one for one in _chosen(data, shown()) if data.get("CommandId") in (None, "", one.command.id)]
    page, token = ssm_nodes.paged(found, data, 1, _MOST_LISTED, _MOST_LISTED)
    return {"CommandInvocations": [_listed(one, bool(data.get("Details"))) for one in page], **token}


def _chosen(data: dict, found: list[Invocation]) -> list[Invocation]:
    instance = data.get("InstanceId")
    fitting = [one for one in found if not instance or one.machine.id == instance]
    return sorted(fitting, key=lambda one: one.command.requested_at, reverse=True)


def _listed(one: Invocation, details: bool) -> dict:
    listed = {
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
        listed["CommandPlugins"] = [{**plugin, **times, "Output": output[:_LISTED_CHARACTERS]}]
    return listed


def list_commands(data: dict) -> dict:
    number, instance = data.get("CommandId"), data.get("InstanceId")
    found = [
        one
        for one in reversed(every_own())
        if (not number or one.id == number) and (not instance or any(two.machine.id == instance for two in one.invocations))
    ]
    page, token = ssm_nodes.paged(found, data, 1, _MOST_LISTED, _MOST_LISTED)
    return {"Commands": [told(one) for one in page], **token}
