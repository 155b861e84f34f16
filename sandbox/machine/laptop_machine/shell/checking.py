"""The look at a script before it runs: a command that is named by a path is refused with the whole script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from .reading import read
from .tree import Sequence, Simple, Unreadable
from .words import literal

_PROGRAM = re.compile(r"/(?:usr/(?:local/)?)?s?bin/|/opt/homebrew/bin/")


def checked(text: str) -> Sequence:
    """The script, read and looked at.

    @raises Unreadable
    """
    try:
        sequence = read(text)
        for simple in _simples(sequence):
            _look_at(simple)
    except RecursionError:
        raise Unreadable(0, "the script is nested too deeply") from None
    return sequence


def _look_at(simple: Simple) -> None:
    words = [literal(word) or "" for word in simple.words]
    if words and "/" in words[0]:
        raise Unreadable(simple.line, f"{words[0]}: machines of the sandbox start programs by their bare name only")
    for written in (*words[1:], *(literal(word) or "" for _, word in simple.assignments)):
        if _PROGRAM.match(written):
            # Behind systemd-run, env, exec … it is a command as well.
            raise Unreadable(simple.line, f"{written}: programs are named without their folder on machines of the sandbox")


def _simples(node) -> Iterator[Simple]:
    """All simple commands of a tree, those of command substitutions among them."""
    if isinstance(node, Simple):
        yield node
    if isinstance(node, (tuple, list)):
        for one in node:
            yield from _simples(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _simples(getattr(node, field.name))
