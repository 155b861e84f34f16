"""Who and what the machine is; curl, which reaches the metadata address and nothing else."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

from ..shell.running import Cancelled
from .call import Call

#: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
_ADDRESSES = ("169.254.169.254", "instance-data")
_COULD_NOT_RESOLVE, _COULD_NOT_CONNECT, _HTTP_ERROR = 6, 7, 22


def hostname(call: Call) -> int:
    call.say(call.machine.hostname)
    return 0


def uname(call: Call) -> int:
    letters = "".join(word[1:] for word in call.arguments) or "s"
    facts = {"s": "Linux", "n": call.machine.hostname, "r": "6.1.0-amzn2023", "m": call.machine.architecture}
    wanted = "snrm" if "a" in letters else [letter for letter in "snrm" if letter in letters]
    if set(letters) - set("asnrm"):
        return call.complain("extra operand or unknown option")
    call.say(" ".join(facts[letter] for letter in wanted))
    return 0


def whoami(call: Call) -> int:
    call.say("root" if call.name == "whoami" or "-un" in call.arguments else "0" if "-u" in call.arguments else "uid=0(root) gid=0(root)")
    return 0


def curl(call: Call) -> int:
    words, method, headers, url, fails, silent = list(call.arguments), "GET", {}, "", False, False
    while words:
        word = words.pop(0)
        if word in ("-X", "--request"):
            method = words.pop(0) if words else method
        elif word in ("-H", "--header"):
            name, _, value = (words.pop(0) if words else "").partition(":")
            headers[name.strip()] = value.strip()
        elif re.fullmatch(r"-[sSfL]+|--silent|--fail|--show-error", word):
            fails |= "f" in word[:3] if word.startswith("--") else "f" in word
            silent |= "s" in word
        elif word.startswith("-"):
            return call.complain(f"option {word}: is unknown", 2)
        else:
            url = word
    asked = urlsplit(url if "://" in url else f"http://{url}")
    if asked.hostname not in _ADDRESSES:
        return call.complain(f"({_COULD_NOT_RESOLVE}) Could not resolve host: {asked.hostname}", _COULD_NOT_RESOLVE)
    place = urlsplit(call.machine.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    try:
        connection.request(method, asked.path or "/", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    except OSError as failure:
        return call.complain(f"({_COULD_NOT_CONNECT}) {failure}", _COULD_NOT_CONNECT)
    finally:
        connection.close()
    if fails and answer.status >= 400:
        if not silent:
            call.complain(f"({_HTTP_ERROR}) The requested URL returned error: {answer.status}")
        return _HTTP_ERROR
    call.streams.out.write(body)
    return 0


def cloud_init(call: Call) -> int:
    """`cloud-init status [--wait]`: whether the user data has run (docs.cloud-init.io, "cloud-init status")."""
    if not call.arguments or call.arguments[0] != "status" or set(call.arguments[1:]) - {"--wait", "-w", "--long"}:
        return call.complain("machines of the sandbox know cloud-init status [--wait] only", 2)
    if {"--wait", "-w"} & set(call.arguments):
        while not call.machine.user_data_ended.wait(0.05):
            if call.stop.is_set():
                raise Cancelled
    call.say(f"status: {call.machine.user_data}")
    return int(call.machine.user_data == "error")


PROGRAMS = {"cloud-init": cloud_init, "hostname": hostname, "uname": uname, "whoami": whoami, "id": whoami, "curl": curl}
