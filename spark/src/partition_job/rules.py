"""The rules of transform.yml, compiled once for each task: what makes of a document's bytes a document with its date, or a reject.

Applied from top to bottom: parse, entries, drop, the date, the cut-off. `keysContaining` is not applied here: what is dropped by it could only
show in a column, in a date or in what is unique, so the columns leave it out (columns.py) and the walks below do not lead through it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from .contracts import Path, Rules
from .dates import moment_of
from .paths import Walk, getter, path_text, walk
from .rejects import Reject, kind_of


class Judged(NamedTuple):
    document: dict
    #: Microseconds since 1970, UTC.
    moment: int
    #: What documents of the same thing agree in; None: like no other.
    unique: bytes | None


def is_dropped(name: str, needles: tuple[str, ...]) -> bool:
    lowered = name.lower()
    return any(needle in lowered for needle in needles)


def needles_of(rules: Rules) -> tuple[str, ...]:
    return tuple(text.lower() for text in rules.drop_keys_containing)


def compile_rules(rules: Rules, cutoff: int | None) -> Callable[[bytes], Judged]:
    """The function judges one document's bytes. @raises Reject"""
    loads = orjson.loads
    needles = needles_of(rules)
    changes: list[Walk] = [
        *(_parse(path) for path in rules.parse),
        *(walk(one.path, _to_pairs(one.key, one.value)) for one in rules.entries),
        *(_drop(path) for path in rules.drop_paths),
    ]
    dates = [(path_text(path), _get(path, needles)) for path in rules.date]
    unique = None if rules.unique is None else _identity_of(rules.unique, needles)

    def judge(body: bytes) -> Judged:
        try:
            document = loads(body)
        except orjson.JSONDecodeError:
            raise Reject("malformed", "the document is no JSON" if body else "the document is empty") from None
        if type(document) is not dict:
            raise Reject("not-an-object", f"the document is {kind_of(document)}")
        for change in changes:
            change(document)
        for _, get in dates:
            value = get(document)
            moment = moment_of(value) if type(value) is str else None
            if moment is not None:
                break
        else:
            raise Reject("no-usable-date", "; ".join(f"{name} is {_undated(get(document))}" for name, get in dates))
        if cutoff is not None and moment >= cutoff:
            raise Reject("after-cut-off")
        return Judged(document, moment, None if unique is None else unique(document))

    return judge


def _parse(path: Path) -> Walk:
    name = path_text(path)
    loads = orjson.loads

    def parse(container: Any, key: Any) -> None:
        text = container[key]
        if type(text) is str:
            try:
                container[key] = loads(text)
            except orjson.JSONDecodeError:
                raise Reject("malformed", name) from None

    return walk(path, parse)


def _to_pairs(key: str, value: str) -> Callable[[Any, Any], None]:
    def change(container: Any, at: Any) -> None:
        found = container[at]
        if type(found) is dict:
            container[at] = [{key: name, value: inner} for name, inner in found.items()]

    return change


def _drop(path: Path) -> Walk:
    field, each = path[-1]
    if not each:
        return walk(path, lambda container, key: container.pop(key))

    def empty(container: Any, key: Any) -> None:
        if type(container[key]) is list:
            container[key].clear()

    return walk((*path[:-1], (field, False)), empty)


def _get(path: Path, needles: tuple[str, ...]) -> Callable[[dict], Any]:
    if any(is_dropped(field, needles) for field, _ in path):
        return lambda document: None
    return getter(path)


def _identity_of(path: Path, needles: tuple[str, ...]) -> Callable[[dict], bytes | None]:
    get = _get(path, needles)
    name = path_text(path)

    def identity(document: dict) -> bytes | None:
        value = get(document)
        if value is None:
            return None
        # 7 and 7.0 are the same number, as far as whole numbers reach that orjson writes.
        if type(value) is float and value.is_integer() and _LEAST_WHOLE <= value < _END_OF_WHOLE:
            value = int(value)
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            # It reads 1,024 levels and writes 254 (orjson, "Deserialize" and "Serialize").
            raise Reject("schema", f"{name} is nested too deeply to be told apart by") from None

    return identity


_LEAST_WHOLE, _END_OF_WHOLE = -(2**63), 2**64


def _undated(value: Any) -> str:
    return "missing or null" if value is None else "no date" if type(value) is str else kind_of(value)
