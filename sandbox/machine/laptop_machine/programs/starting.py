"""The programs that start another one: each of those looks it up in the machine's own table, as its shell does."""

from __future__ import annotations

import re
import threading

from ..shell.expanding import Stop
from ..shell.running import Cancelled, Shell, assignable
from .call import Call

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: So many shells may start one another.
_DEEPEST = 20


def shell(call: Call) -> int:
    """`bash` and `sh`: another one of these shells."""
    words, options, text = list(call.arguments), {}, None
    while words and words[0].startswith("-") and words[0] != "-":
        for letter in words.pop(0)[1:]:
            if letter not in "ceuxl":
                return call.complain(f"-{letter}: invalid option", 2)
            options[letter] = True
    name = call.name
    if "c" in options:
        if not words:
            return call.complain("-c: option requires an argument", 2)
        text = words.pop(0)
        name = words.pop(0) if words else name
    elif words and words[0] != "-":
        name = words.pop(0)
        text = call.path(name).read_text("utf-8", "replace")
    else:
        text = call.streams.source.read().decode("utf-8", "replace")
    inner = Shell(call.machine, name, dict(call.environment), set(call.environment), call.streams, call.stop, call.directory)
    inner.positional, inner.depth = words, call.shell.depth + 1
    inner.options |= {letter: True for letter in "eux" if letter in options}
    if inner.depth > _DEEPEST:
        return call.complain("shells call one another too deeply")
    return inner.run_text(text)


def _other(call: Call, words: list[str], assigned: list[tuple[str, str]] = ()) -> int:
    return call.shell.start(words, list(assigned)) if words else 0


def env(call: Call) -> int:
    words, assigned = list(call.arguments), []
    while words and (words[0] in ("-i", "-", "--") or _NAME.match(words[0]) and "=" in words[0]):
        word = words.pop(0)
        if "=" in word:
            name, _, value = word.partition("=")
            assigned.append((assignable(name), value))
    if words:
        return _other(call, words, [*call.environment.items(), *assigned])
    for name, value in sorted((call.environment | dict(assigned)).items()):
        call.say(f"{name}={value}")
    return 0


def command(call: Call) -> int:
    options, words = call.options("pvV")
    if not {"v", "V"} & set(options):
        return _other(call, words)
    status = 0
    for word in words:
        if call.machine.program(word) is None and word not in call.shell.functions:
            status = 1
        else:
            call.say(word)
    return status


def exec_(call: Call) -> int:
    if not call.arguments:
        return call.complain("without a command it would lead all output elsewhere: write the redirection at each command")
    raise Stop(_other(call, call.arguments))


def sudo(call: Call) -> int:
    # Scripts run as root already.
    return _other(call, [word for word in call.arguments if word not in ("-n", "-E")])


def timeout(call: Call) -> int:
    words = list(call.arguments)
    if len(words) < 2 or (seconds := call.machine.time_span(words.pop(0))) is None:
        return call.complain("usage: timeout seconds command", 125)
    over = threading.Event()
    either = _Either(call.stop, over)
    clock = threading.Timer(call.machine.laptop_seconds(seconds), over.set)
    clock.daemon = True
    clock.start()
    inner = call.shell.copy(call.streams)
    inner.stop = either
    try:
        return inner.start(words, list(call.environment.items()))
    except Cancelled:
        if call.stop.is_set():
            raise
        return 124
    finally:
        clock.cancel()


class _Either(threading.Event):
    """Set when one of two is."""

    def __init__(self, *events: threading.Event):
        super().__init__()
        self.events = events

    def is_set(self) -> bool:
        return any(event.is_set() for event in self.events)

    def wait(self, timeout: float | None = None) -> bool:
        left = timeout
        while not self.is_set() and (left is None or left > 0):
            step = 0.05 if left is None else min(0.05, left)
            self.events[0].wait(step)
            left = None if left is None else left - step
        return self.is_set()


PROGRAMS = {"bash": shell, "sh": shell, "env": env, "command": command, "exec": exec_, "sudo": sudo, "timeout": timeout}
