"""What bash has inside, and the programs that start another one: each of those looks it up in the machine's table again."""

from __future__ import annotations

import re
import threading

from ..shell.expanding import Stop
from ..shell.running import Cancelled, Leave, Shell, assignable
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
    if inner.depth > 20:
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


def sleep(call: Call) -> int:
    spans = [call.machine.time_span(word) for word in call.arguments]
    if not spans or None in spans:
        return call.complain("invalid time interval")
    if call.stop.wait(call.machine.laptop_seconds(sum(spans))):
        raise Cancelled
    return 0


def test(call: Call) -> int:
    words = list(call.arguments)
    if call.name == "[":
        if not words or words.pop() != "]":
            return call.complain("missing ']'", 2)
    try:
        return int(not _holds(call, words))
    except (ValueError, IndexError):
        return call.complain(f"{' '.join(words)}: not a condition", 2)


def _holds(call: Call, words: list[str]) -> bool:
    for joint, join in (("-o", any), ("-a", all)):
        if joint in words[1:-1]:
            at = words.index(joint, 1)
            return join((_holds(call, words[:at]), _holds(call, words[at + 1 :])))
    if words and words[0] == "!" and len(words) != 1:
        return not _holds(call, words[1:])
    if len(words) == 3:
        left, operator, right = words
        if operator in ("=", "==", "!="):
            return (left == right) == (operator != "!=")
        sign = {"-eq": (0,), "-ne": (-1, 1), "-lt": (-1,), "-le": (-1, 0), "-gt": (1,), "-ge": (0, 1)}[operator]
        return (int(left) > int(right)) - (int(left) < int(right)) in sign
    if len(words) == 2:
        return _is(call, *words)
    if len(words) > 3:
        raise ValueError
    return bool(words and words[0])


def _is(call: Call, operator: str, value: str) -> bool:
    if operator in ("-n", "-z"):
        return bool(value) == (operator == "-n")
    path = call.path(value)
    looks = {"-e": path.exists, "-f": path.is_file, "-d": path.is_dir, "-r": path.exists, "-w": path.exists, "-x": path.is_dir}
    if operator == "-s":
        return path.is_file() and path.stat().st_size > 0
    if operator not in looks:
        raise ValueError
    return looks[operator]()


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
    "bash": shell,
    "sh": shell,
    "env": env,
    "command": command,
    "exec": exec_,
    "sudo": sudo,
    "timeout": timeout,
    "sleep": sleep,
    "test": test,
    "[": test,
}

