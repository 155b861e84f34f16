"""`aws s3 cp` between a file of the machine and S3, with the credentials of the instance's role."""

from __future__ import annotations

import re

from ..s3 import Credentials, S3Error, from_metadata, request
from .call import Call

_URI = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", re.DOTALL)
_USAGE = 252
#: What the CLI does by itself when S3 is busy or gone (retry mode legacy: five tries).
_TRIES = 5


def aws(call: Call) -> int:
    words, options = [], {"region": call.environment.get("AWS_REGION") or call.machine.environment["AWS_REGION"]}
    rest = list(call.arguments)
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            words.append(word)
        elif name in ("only-show-errors", "quiet", "no-progress"):
            options[name] = "yes"
        elif name in ("region", "cli-read-timeout", "cli-connect-timeout") and (has_value or rest):
            options[name] = value if has_value else rest.pop(0)
        elif word == "--version":
            call.say("aws-cli/2 (sandbox)")
            return 0
        else:
            return call.complain(f"error: Unknown options: {word}", _USAGE)
    if words[:2] != ["s3", "cp"] or len(words) != 4:
        return call.complain("error: machines of the sandbox know aws s3 cp FROM TO only", _USAGE)
    source, target = words[2:]
    down, up = _URI.fullmatch(source), _URI.fullmatch(target)
    if bool(down) == bool(up):
        return call.complain("error: one side of aws s3 cp is s3://bucket/key, the other a file", _USAGE)
    try:
        said = _download(call, down, target, options) if down else _upload(call, source, up, options)
    except S3Error as failure:
        call.streams.err.write(f"fatal error: {failure}\n".encode())
        return 1
    except OSError as failure:
        call.streams.err.write(f"{'download' if down else 'upload'} failed: {source} to {target} {failure.strerror or failure}\n".encode())
        return 1
    if not {"only-show-errors", "quiet"} & set(options):
        call.say(said)
    return 0


def _ask(call: Call, method: str, place: re.Match, region: str, operation: str, body: bytes = b""):
    for attempt in range(1, _TRIES + 1):
        try:
            credentials: Credentials = from_metadata(call.machine.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"])
            answer = request(call.machine.environment["AWS_ENDPOINT_URL"], method, place[1], place[2], region, credentials, body)
            if answer.status < 500 or attempt == _TRIES:
                return answer.checked(operation, place[2])
        except ConnectionError as failure:
            if attempt == _TRIES:
                raise S3Error(f"Could not connect to the endpoint URL: {failure}") from failure
        call.machine.wait(2**attempt / 2, call.stop)


def _download(call: Call, place: re.Match, target: str, options: dict) -> str:
    # In the CLI's order: a HEAD, then the GET.
    _ask(call, "HEAD", place, options["region"], "HeadObject")
    body = _ask(call, "GET", place, options["region"], "GetObject").body
    if target == "-":
        call.streams.out.write(body)
        options["quiet"] = "yes"
        return ""
    path = call.path(target)
    if path.is_dir() or target.endswith("/"):
        path = path / place[2].rpartition("/")[2]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(body)
    draft.replace(path)
    return f"download: {place[0]} to {target}"


def _upload(call: Call, source: str, place: re.Match, options: dict) -> str:
    body = call.streams.source.read() if source == "-" else call.path(source).read_bytes()
    _ask(call, "PUT", place, options["region"], "PutObject", body)
    return f"upload: {source} to {place[0]}"


PROGRAMS = {"aws": aws}
