"""The instance metadata service, version 2 only, of each machine on a port of its own
(AWSEC2/latest/UserGuide/instancedata-data-categories.html, instance-metadata-v2-how-it-works.html)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time

from . import imds_credentials

_LONGEST_TOKEN_SECONDS = 21_600
_LONGEST_HEAD_BYTES = 16_384
_PLAIN, _JSON = "text/plain", "application/json"


class MetadataServer:
    def __init__(self, machine):
        self.machine, self._tokens, self._held = machine, {}, None

    @classmethod
    async def start(cls, machine) -> MetadataServer:
        made = cls(machine)
        made._server = await asyncio.start_server(made._serve, "127.0.0.1", 0, limit=_LONGEST_HEAD_BYTES)
        made.url = f"http://127.0.0.1:{made._server.sockets[0].getsockname()[1]}"
        return made

    async def close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode("latin-1")
            request, *lines = head.rstrip("\r\n").split("\r\n")
            method, target, *_ = [*request.split(" "), "", ""]
            headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            status, kind, body, more = self._answer(method, target.partition("?")[0], headers)
            written = {"Content-Type": kind, "Content-Length": str(len(body)), "Server": "EC2ws", "Connection": "close", **more}
            reason = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}
            fields = "".join(f"{name}: {value}\r\n" for name, value in written.items())
            writer.write(f"HTTP/1.1 {status} {reason[status]}\r\n{fields}\r\n".encode() + body)
            await writer.drain()
        writer.close()

    def _answer(self, method: str, path: str, headers: dict) -> tuple[int, str, bytes, dict]:
        if path.rstrip("/") == "/latest/api/token":
            return self._token(method, headers)
        token = headers.get("x-aws-ec2-metadata-token", "")
        if self._tokens.get(token, 0) < time.monotonic():
            return 401, _PLAIN, b"", {}
        if method != "GET":
            return 405, _PLAIN, b"", {}
        found = self._value(path)
        if found is None:
            return 404, _PLAIN, b"", {}
        kind = _JSON if found.startswith("{") else _PLAIN
        return 200, kind, found.encode(), {}

    def _token(self, method: str, headers: dict) -> tuple[int, str, bytes, dict]:
        if method != "PUT":
            return 405, _PLAIN, b"", {"Allow": "OPTIONS, PUT"}
        if "x-forwarded-for" in headers:
            return 403, _PLAIN, b"", {}
        seconds = headers.get("x-aws-ec2-metadata-token-ttl-seconds", "")
        if not seconds.isdigit() or not 1 <= int(seconds) <= _LONGEST_TOKEN_SECONDS:
            return 400, _PLAIN, b"", {}
        token = secrets.token_urlsafe(42)
        self._tokens[token] = time.monotonic() + int(seconds)
        return 200, _PLAIN, token.encode(), {"X-Aws-Ec2-Metadata-Token-Ttl-Seconds": seconds}

    def _value(self, path: str) -> str | None:
        """A leaf's text; of a folder the names in it, those of folders with a slash."""
        if path.rstrip("/") == "/latest/user-data":
            return self.machine.user_data or None
        if path.rstrip("/") == "/latest/dynamic/instance-identity/document":
            return json.dumps(self._identity(), indent=2)
        begin = "/latest/meta-data"
        if path != begin and not path.startswith(f"{begin}/"):
            return None
        node: object = self._tree()
        for step in path[len(begin) :].strip("/").split("/") if path[len(begin) :].strip("/") else ():
            node = node.get(step) if isinstance(node, dict) else None
        if callable(node):
            return node()
        if isinstance(node, dict):
            return "\n".join(f"{name}/" if isinstance(value, dict) else name for name, value in sorted(node.items()))
        return node

    def _tree(self) -> dict:
        record, zone = self.machine.record, self.machine.record["Placement"]["AvailabilityZone"]
        tree: dict = {
            "ami-id": record["ImageId"],
            "hostname": record["PrivateDnsName"],
            "instance-id": record["InstanceId"],
            "instance-life-cycle": "on-demand",
            "instance-type": record["InstanceType"],
            "local-hostname": record["PrivateDnsName"],
            "local-ipv4": record["PrivateIpAddress"],
            "placement": {"availability-zone": zone, "region": self.machine.region},
            "reservation-id": self.machine.reservation,
            "security-groups": "\n".join(group["GroupName"] for group in record["SecurityGroups"]),
            "services": {"domain": "amazonaws.com", "partition": "aws"},
        }
        if record.get("PublicIpAddress"):
            tree |= {"public-ipv4": record["PublicIpAddress"], "public-hostname": record["PublicDnsName"]}
        role = imds_credentials.role_of(self.machine)
        if role:
            tree["iam"] = {"info": self._profile, "security-credentials": {role["RoleName"]: self._credentials}}
        if self.machine.tags_in_metadata:
            tree["tags"] = {"instance": imds_credentials.tags_of(self.machine)}
        return tree

    def _credentials(self) -> str:
        self._held = imds_credentials.current(self.machine, self._held)
        return json.dumps(self._held.document, indent=2)

    def _profile(self) -> str:
        profile = self.machine.record["IamInstanceProfile"]
        said = {"Code": "Success", "LastUpdated": imds_credentials.written(time.time())}
        return json.dumps(said | {"InstanceProfileArn": profile["Arn"], "InstanceProfileId": profile["Id"]}, indent=2)

    def _identity(self) -> dict:
        record = self.machine.record
        return {
            "accountId": self.machine.account,
            "architecture": self.machine.architecture,
            "availabilityZone": record["Placement"]["AvailabilityZone"],
            "imageId": record["ImageId"],
            "instanceId": record["InstanceId"],
            "instanceType": record["InstanceType"],
            "pendingTime": record["LaunchTime"],
            "privateIp": record["PrivateIpAddress"],
            "region": self.machine.region,
            "version": "2017-09-30",
        }
