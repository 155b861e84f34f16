"""SSM's calls about machines, in the place of ministack's; parameters stay its own."""

from __future__ import annotations

import json

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import ssm

from . import machines_pace, ssm_commands, ssm_nodes, ssm_told
from .replacing import wrap

_CALLS = {
    "SendCommand": ssm_commands.send,
    "GetCommandInvocation": ssm_told.get,
    "ListCommandInvocations": ssm_told.list_invocations,
    "ListCommands": ssm_told.list_commands,
    "CancelCommand": ssm_commands.cancel,
    "DescribeInstanceInformation": ssm_nodes.describe,
}


def install() -> None:
    wrap(ssm, "handle_request", _with_machines)


def _with_machines(original):
    async def handle_request(method, path, headers, body, query_params):
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if action not in _CALLS:
            return await original(method, path, headers, body, query_params)
        if not machines_pace.admits(get_account_id(), get_region(), action):
            return error_response_json("ThrottlingException", "Rate exceeded", 400)
        try:
            data = json.loads(body or b"{}")
            return json_response(_CALLS[action](data))
        except ssm_nodes.Refused as refused:
            return error_response_json(refused.code, refused.message, 400)
        except (ValueError, AttributeError, TypeError):
            return error_response_json("SerializationException", "The request is not what the call takes", 400)

    return handle_request
