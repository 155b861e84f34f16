"""Programs that read, write and say."""

from __future__ import annotations

import re
import time

from .call import Call

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\033"}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(?:([ntrabfve\\])|0?([0-7]{1,3}))", lambda hit: _ESCAPES[hit[1]] if hit[1] else chr(int(hit[2], 8) & 255), text)


def echo(call: Call) -> int:
    words, newline, escapes = list(call.arguments), True, False
    while words and re.fullmatch(r"-[neE]+", words[0]):
        for letter in words.pop(0)[1:]:
            newline, escapes = newline and letter != "n", letter == "e" if letter != "n" else escapes
    text = " ".join(words)
    call.streams.out.write(((_unescaped(text) if escapes else text) + ("\n" if newline else "")).encode())
    return 0


def printf(call: Call) -> int:
    if not call.arguments:
        return call.complain("usage: printf format [arguments]", 2)
    if call.arguments[0].startswith("-") and call.arguments[0] != "--":
        return call.complain(f"{call.arguments[0]}: invalid option", 2)
    form, values = call.arguments[0], list(call.arguments[1:])
    status = 0

    def put(hit: re.Match) -> str:
        nonlocal status
        if hit[2] == "%":
            return "%"
        value = values.pop(0) if values else ""
        if hit[2] in "di":
            if not re.fullmatch(r"-?[0-9]*", value):
                status, value = call.complain(f"{value}: invalid number"), "0"
            return f"%{hit[1]}d" % int(value or 0)
        if hit[2] == "b":
            return _unescaped(value)
        return f"%{hit[1]}s" % value

    while True:
        left = len(values)
        call.streams.out.write(re.sub(r"%(-?[0-9]*(?:\.[0-9]+)?)([sdib%])", put, _unescaped(form)).encode())
        # The format is used again as long as there are arguments for it.
        if not values or len(values) == left:
            return status


def _inputs(call: Call, names: list[str]) -> list[bytes]:
    return [call.streams.source.read() if name == "-" else call.path(name).read_bytes() for name in names or ["-"]]


def cat(call: Call) -> int:
    _options, names = call.options("u")
    for text in _inputs(call, names):
        call.streams.out.write(text)
    return 0


def _ends(call: Call, first: bool) -> int:
    call.arguments[:] = [f"-n{name[1:]}" if re.fullmatch(r"-[0-9]+", name) else name for name in call.arguments]
    options, names = call.options("q", "nc")
    number = options.get("c") or options.get("n") or "10"
    if not number.isdigit():
        return call.complain(f"invalid number: '{number}'")
    count = int(number)
    for text in _inputs(call, names):
        pieces = text.splitlines(keepends=True) if "c" not in options else [bytes([byte]) for byte in text]
        call.streams.out.write(b"".join(pieces[:count] if first else pieces[max(0, len(pieces) - count) :]))
    return 0


def tee(call: Call) -> int:
    options, names = call.options("a")
    text = call.streams.source.read()
    call.streams.out.write(text)
    for name in names:
        with call.path(name).open("ab" if "a" in options else "wb") as file:
            file.write(text)
    return 0


def wc(call: Call) -> int:
    options, names = call.options("lwc")
    for text in _inputs(call, names):
        counts = {"l": text.count(b"\n"), "w": len(text.split()), "c": len(text)}
        call.say(" ".join(str(counts[letter]) for letter in "lwc" if letter in (options or counts)))
    return 0


def grep(call: Call) -> int:
    options, names = call.options("qvEFic")
    if not names:
        return call.complain("usage: grep [-qvEFic] pattern [file]", 2)
    pattern = re.escape(names[0]) if "F" in options else names[0]
    try:
        wanted = re.compile(pattern, re.IGNORECASE if "i" in options else 0)
    except re.error as fault:
        return call.complain(f"{names[0]}: {fault}", 2)
    lines = [line for text in _inputs(call, names[1:]) for line in text.decode("utf-8", "replace").splitlines()]
    hits = [line for line in lines if bool(wanted.search(line)) != ("v" in options)]
    if "c" in options:
        call.say(str(len(hits)))
    elif "q" not in options:
        for line in hits:
            call.say(line)
    return int(not hits)


def logger(call: Call) -> int:
    options, words = call.options("s", "tp")
    call.machine.journal(options.get("t", "root"), " ".join(words) or call.streams.source.read().decode("utf-8", "replace"))
    return 0


def date(call: Call) -> int:
    utc, words = True, []
    for word in call.arguments:
        if word not in ("-u", "--utc"):
            words.append(word)
    form = {"": "+%a %b %e %H:%M:%S UTC %Y", "-Is": "+%Y-%m-%dT%H:%M:%S+00:00", "-Iseconds": "+%Y-%m-%dT%H:%M:%S+00:00"}
    written = form.get(" ".join(words), " ".join(words))
    if not utc or not written.startswith("+"):
        return call.complain(f"invalid date '{written}'")
    # The machine's own clock is the laptop's: what it waits for is shortened, not what day it is.
    call.say(time.strftime(written[1:], time.gmtime()))
    return 0


PROGRAMS = {
    "echo": echo,
    "printf": printf,
    "cat": cat,
    "head": lambda call: _ends(call, True),
    "tail": lambda call: _ends(call, False),
    "tee": tee,
    "wc": wc,
    "grep": grep,
    "logger": logger,
    "date": date,
}
