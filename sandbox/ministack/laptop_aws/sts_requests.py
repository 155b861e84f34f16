"""A call to STS, whichever of its two protocols it came in."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs


@dataclass(frozen=True)
class StsRequest:
    action: str
    parameters: dict[str, str]
    json: bool

    def of(self, name: str) -> str:
        return self.parameters.get(name, "")

    @property
    def role_account(self) -> str:
        parts = self.of("RoleArn").split(":")
        return parts[4] if len(parts) > 5 else ""

    @property
    def role_name(self) -> str:
        return self.of("RoleArn").rpartition("/")[2]


_TARGET = "AWSSecurityTokenServiceV20110615."


def sts_request(method: str, headers: dict, body: bytes, query: dict) -> StsRequest:
    parameters = {name: values[0] for name, values in query.items() if values}
    target = headers.get("x-amz-target", "")
    if "amz-json" in headers.get("content-type", "") and target.startswith(_TARGET):
        try:
            sent = json.loads(body or b"{}")
        except ValueError:
            sent = {}
        if isinstance(sent, dict):
            parameters.update({name: str(value[0] if isinstance(value, list) and value else value) for name, value in sent.items()})
        return StsRequest(target.rpartition(".")[2], parameters, json=True)
    if method == "POST":
        parameters.update({name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()})
    return StsRequest(parameters.get("Action", ""), parameters, json=False)
