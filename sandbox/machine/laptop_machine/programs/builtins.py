"""What bash has inside, as far as machines have it."""

from __future__ import annotations

import re

from ..shell.expanding import Stop
from ..shell.running import Cancelled, Leave
from .call import Call

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SETTABLE = {"errexit": "e", "nounset": "u", "xtrace": "x", "pipefail": "pipefail"}


def _nothing(status: int):
    return lambda _call: status


def set_(call: Call) -> int:
    words = list(call.arguments)
    options = call.shell.options
    while words and words[0][:1] in "-+" and len(words[0]) > 1:
        written = words.pop(0)
        if written == "--":
            break
        for letter in written[1:]:
            name = letter
            if letter == "o":
                name = _SETTABLE.get(words.pop(0) if words else "", "?")
            if name not in options:
                return call.complain(f"{written}: not an option that machines of the sandbox know", 2)
            options[name] = written[0] == "-"
    else:
        if not words:
            return 0
    call.shell.positional[:] = words
    return 0


def export(call: Call) -> int:
    for word in call.arguments:
        name, assigned, value = word.partition("=")
        if not _NAME.fullmatch(name):
            return call.complain(f"'{word}': not a name that can be exported")
        if assigned:
            call.shell.assign(name, value)
        call.shell.exported.add(name)
    return 0


def local(call: Call) -> int:
    if not call.shell.hidden:
        return call.complain("can only be used in a function")
    for word in call.arguments:
        name, _, value = word.partition("=")
        if not _NAME.fullmatch(name):
            return call.complain(f"'{word}': not a name")
        call.shell.hidden[-1].setdefault(name, call.shell.variables.get(name))
        call.shell.assign(name, value)
    return 0


def unset(call: Call) -> int:
    for name in call.arguments:
        call.shell.variables.pop(name, None)
        call.shell.exported.discard(name)
    return 0


def read(call: Call) -> int:
    _options, names = call.options("r")
    line = b""
    while (byte := call.streams.source.read(1)) and byte != b"\n":
        line += byte
    pieces = line.decode("utf-8", "replace").split(None, max(0, len(names) - 1))
    for index, name in enumerate(names or ["REPLY"]):
        call.shell.assign(name, pieces[index].strip() if index < len(pieces) else "")
    return int(not byte)


def _number(call: Call, otherwise: int) -> int:
    word = call.arguments[0] if call.arguments else ""
    if word and not word.lstrip("-").isdigit():
        raise Stop(2, f"{call.name}: {word}: numeric argument required")
    return int(word or otherwise)


def exit_(call: Call) -> int:
    raise Stop(_number(call, call.shell.status) & 255)


def leave(call: Call) -> int:
    raise Leave(call.name, _number(call, call.shell.status if call.name == "return" else 1))


def shift(call: Call) -> int:
    count = _number(call, 1)
    if count > len(call.shell.positional):
        return 1
    del call.shell.positional[:count]
    return 0


def cd(call: Call) -> int:
    target = call.arguments[0] if call.arguments else "/root"
    if not call.path(target).is_dir():
        return call.complain(f"{target}: No such file or directory")
    call.shell.directory = call.machine.seen(call.path(target))
    return 0


def pwd(call: Call) -> int:
    call.say(call.directory)
    return 0


def trap(call: Call) -> int:
    words = [word for word in call.arguments if word != "--"]
    if len(words) < 2:
        return call.complain("usage: trap commands EXIT|ERR", 2)
    for name in words[1:]:
        name = {"0": "EXIT"}.get(name, name.removeprefix("SIG"))
        if name not in ("EXIT", "ERR", "TERM", "INT", "HUP"):
            return call.complain(f"{name}: not a trap that machines of the sandbox know")
        if words[0] == "-":
            call.shell.traps.pop(name, None)
        else:
            call.shell.traps[name] = words[0]
    return 0


def eval_(call: Call) -> int:
    return call.shell.sequence(_checked(" ".join(call.arguments)))


def source(call: Call) -> int:
    if not call.arguments:
        return call.complain("filename argument required", 2)
    return call.shell.sequence(_checked(call.path(call.arguments[0]).read_text("utf-8", "replace")))


def _checked(text: str):
    from ..shell.checking import checked
    from ..shell.tree import Unreadable

    try:
        return checked(text)
    except Unreadable as fault:
        raise Stop(126, str(fault)) from None


def sleep(call: Call) -> int:
    spans = [call.machine.time_span(word) for word in call.arguments]
    if not spans or None in spans:
        return call.complain("invalid time interval")
    if call.stop.wait(call.machine.laptop_seconds(sum(spans))):
        raise Cancelled
    return 0


PROGRAMS = {
    ":": _nothing(0),
    "true": _nothing(0),
    "false": _nothing(1),
    # Nothing runs beside a script: `&` is refused.
    "wait": _nothing(0),
    "set": set_,
    "export": export,
    "local": local,
    "unset": unset,
    "read": read,
    "exit": exit_,
    "return": leave,
    "break": leave,
    "continue": leave,
    "shift": shift,
    "cd": cd,
    "pwd": pwd,
    "trap": trap,
    "eval": eval_,
    "source": source,
    ".": source,
    "sleep": sleep,
}

