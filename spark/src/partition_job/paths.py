"""Paths of the rules, compiled into walks over a document. Where something on the way is missing or of another kind, a walk ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from .contracts import Path

#: Called with a container and the key or index of the value that is meant.
Act = Callable[[Any, Any], None]
Walk = Callable[[Any], None]
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def walk(path: Path, act: Act) -> Walk:
    (field, each), rest = path[0], path[1:]
    if not rest:
        return _ends_at_each(field, act) if each else _ends_at(field, act)
    inner = walk(rest, act)
    return _each(field, inner) if each else _into(field, inner)


def _ends_at(field: str, act: Act) -> Walk:
    def run(value: Any) -> None:
        if type(value) is dict and field in value:
            act(value, field)

    return run


def _ends_at_each(field: str, act: Act) -> Walk:
    def run(value: Any) -> None:
        if type(value) is dict:
            elements = value.get(field)
            if type(elements) is list:
                for index in range(len(elements)):
                    act(elements, index)

    return run


def _into(field: str, inner: Walk) -> Walk:
    def run(value: Any) -> None:
        if type(value) is dict:
            inner(value.get(field))

    return run


def _each(field: str, inner: Walk) -> Walk:
    def run(value: Any) -> None:
        if type(value) is dict:
            elements = value.get(field)
            if type(elements) is list:
                for element in elements:
                    inner(element)

    return run


def getter(path: Path) -> Callable[[dict], Any]:
    """The value at a path without lists; None where there is none."""
    if len(path) == 1:
        name = path[0][0]
        return lambda document: document.get(name)
    names = [field for field, _ in path]

    def get(value: Any) -> Any:
        for name in names:
            if type(value) is not dict:
                return None
            value = value.get(name)
        return value

    return get


def path_text(path: Path) -> str:
    """As src/config/field-path.ts writes it."""
    text = ""
    for field, each in path:
        plain = _WORD.fullmatch(field) is not None
        text += (f"{'.' if text else ''}{field}" if plain else f"[{json.dumps(field, ensure_ascii=False)}]") + ("[]" if each else "")
    return text
