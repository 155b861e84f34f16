"""Node, the one program of the laptop that machines run; see children.py for what it is allowed."""

from __future__ import annotations

import re
import threading

from ..children import Refused
from ..shell.running import Cancelled
from .call import Call

#: Flags of Node that change nothing about what it may do.
_FLAGS = re.compile(r"--(?:max-old-space-size=[0-9]+|enable-source-maps|no-warnings|unhandled-rejections=[a-z-]+)")


def command_line(machine, words: list[str], directory: str) -> tuple[list[str], list[str]]:
    """Node's own flags, and its script with the script's arguments; @raises Refused"""
    flags, rest = [], list(words)
    while rest and rest[0].startswith("-"):
        flag = rest.pop(0)
        if flag in ("-v", "--version") and not rest:
            return [flag], []
        if not _FLAGS.fullmatch(flag):
            raise Refused(f"{flag}: not a flag of Node that machines of the sandbox pass on")
        flags.append(flag)
    if not rest:
        raise Refused("a script is needed: nothing is read from a terminal or from standard input")
    script = machine.path(rest[0], directory)
    if not script.is_file():
        raise Refused(f"Error: Cannot find module '{rest[0]}'")
    return flags, [str(script), *rest[1:]]


def node(call: Call) -> int:
    try:
        flags, rest = command_line(call.machine, call.arguments, call.directory)
        child = call.machine.children.start(flags, rest, call.environment, call.directory)
    except Refused as refusal:
        return call.complain(str(refusal))
    flows = [
        threading.Thread(target=_flow, args=(child.stdout, call.streams.out), daemon=True),
        threading.Thread(target=_flow, args=(child.stderr, call.streams.err), daemon=True),
    ]
    for flow in flows:
        flow.start()
    while (code := call.machine.children.code(child)) is None:
        if call.stop.wait(0.02):
            call.machine.children.end(child)
            raise Cancelled
    for flow in flows:
        flow.join(1)
    return code if code >= 0 else 128 - code


def _flow(source, target) -> None:
    while piece := source.read1(65536):
        target.write(piece)


PROGRAMS = {"node-24": node, "node": node}
