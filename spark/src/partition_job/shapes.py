"""What a JSON value must be, told by the path at which it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Shape = Callable[[Any, str], Any]


class Misshapen(Exception):
    """Its text names the place and what belongs there, never the value."""


def text(pattern: str | None = None, what: str = "text") -> Shape:
    matches = None if pattern is None else re.compile(pattern, re.ASCII).fullmatch

    def check(value: Any, at: str) -> str:
        if type(value) is not str or (matches is not None and matches(value) is None):
            raise Misshapen(f"{at} is not {what}")
        return value

    return check


def whole(least: int = 0) -> Shape:
    def check(value: Any, at: str) -> int:
        if type(value) is not int or value < least:
            raise Misshapen(f"{at} is not a whole number of at least {least}")
        return value

    return check


def flag(value: Any, at: str) -> bool:
    if type(value) is not bool:
        raise Misshapen(f"{at} is not true or false")
    return value


def nullable(inner: Shape) -> Shape:
    return lambda value, at: None if value is None else inner(value, at)


def list_of(inner: Shape, least: int = 0) -> Shape:
    def check(value: Any, at: str) -> list:
        if type(value) is not list or len(value) < least:
            raise Misshapen(f"{at} is not a list{' with something in it' if least else ''}")
        return [inner(element, f"{at}[{index}]") for index, element in enumerate(value)]

    return check


def pair(first: Shape, second: Shape) -> Shape:
    def check(value: Any, at: str) -> tuple:
        if type(value) is not list or len(value) != 2:
            raise Misshapen(f"{at} is not a pair")
        return first(value[0], f"{at}[0]"), second(value[1], f"{at}[1]")

    return check


def table_of(name: Callable[[str], bool], inner: Shape, what: str) -> Shape:
    def check(value: Any, at: str) -> dict:
        if type(value) is not dict:
            raise Misshapen(f"{at} is not an object")
        if not all(name(key) for key in value):
            raise Misshapen(f"{at} has a name that is not {what}")
        return {key: inner(element, f"{at}.{key}") for key, element in value.items()}

    return check


def fields(shapes: Mapping[str, Shape], make: Callable[..., Any] = dict, strict: bool = False) -> Shape:
    """An object with these fields; `make` gets them by their names. Others are left aside, or refused."""

    def check(value: Any, at: str) -> Any:
        if type(value) is not dict:
            raise Misshapen(f"{at or 'it'} is not an object")
        if strict and (unknown := next((name for name in value if name not in shapes), None)) is not None:
            raise Misshapen(f"{at} has a field {unknown!r} that this version does not know")
        missing = next((name for name in shapes if name not in value), None)
        if missing is not None:
            raise Misshapen(f"{at}{'.' if at else ''}{missing} is missing")
        return make(**{name: shape(value[name], f"{at}{'.' if at else ''}{name}") for name, shape in shapes.items()})

    return check
