"""The table's columns: each takes the values of one field, strictly, and becomes an array of Arrow.

Values are kept column by column from the start, because rows of Python objects, made first and taken apart again, cost most of what the
whole transformation costs. A row that does not fit is taken back out of all columns (`cut`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pyarrow as pa

from .contracts import Columns, ColumnType
from .dates import moment_of
from .rejects import Reject, kind_of
from .rules import is_dropped

_LEAST_LONG, _END_OF_LONG = -(2**63), 2**63


class Column(Protocol):
    add: Callable[[Any], None]

    def cut(self, length: int) -> None:
        """Back to so many values."""

    def take(self) -> pa.Array:
        """All values; none are left."""


def arrow_type(of: ColumnType) -> pa.DataType:
    if isinstance(of, str):
        return _ARROW[of]
    if "list" in of:
        return pa.list_(pa.field("element", arrow_type(of["list"])))
    if "map" in of:
        return pa.map_(pa.string(), arrow_type(of["map"]))
    return pa.struct([pa.field(name, arrow_type(inner)) for name, inner in of["struct"]])


def arrow_schema(columns: Columns) -> pa.Schema:
    return pa.schema([pa.field(name, arrow_type(of)) for name, of in columns])


_ARROW = {
    "string": pa.string(),
    "long": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


class Rows:
    """Rows of the table, as they come."""

    def __init__(self, columns: Columns, needles: tuple[str, ...]) -> None:
        self._schema = arrow_schema(columns)
        self._columns = [(name, column_of(of, needles, name)) for name, of in columns]
        self._adds = [(name, column.add) for name, column in self._columns if not is_dropped(name, needles)]
        self._dropped = [column.add for name, column in self._columns if is_dropped(name, needles)]
        self.count = 0

    def add(self, document: dict) -> None:
        """@raises Reject schema; then the rows are as before"""
        get = document.get
        try:
            for name, add in self._adds:
                add(get(name))
            for add in self._dropped:
                add(None)
        except Reject:
            for _, column in self._columns:
                column.cut(self.count)
            raise
        self.count += 1

    def take(self) -> pa.RecordBatch:
        self.count = 0
        return pa.RecordBatch.from_arrays([column.take() for _, column in self._columns], schema=self._schema)


def column_of(of: ColumnType, needles: tuple[str, ...], path: str) -> Column:
    if isinstance(of, str):
        return _Scalar(of, path)
    if "list" in of:
        return _List(of, needles, path)
    if "map" in of:
        return _Map(of, needles, path)
    return _Struct(of, needles, path)


class _Scalar:
    def __init__(self, of: str, path: str) -> None:
        self._type = _ARROW[of]
        self._values: list = []
        self.add = _ADDS[of](self._values.append, path)

    def cut(self, length: int) -> None:
        del self._values[length:]

    def take(self) -> pa.Array:
        array = pa.array(self._values, type=self._type)
        self._values.clear()
        return array


def _add_string(push: Callable[[Any], None], path: str) -> Callable[[Any], None]:
    def add(value: Any) -> None:
        if type(value) is str or value is None:
            push(value)
        else:
            raise _misfit(path, value, "string")

    return add


def _add_long(push: Callable[[Any], None], path: str) -> Callable[[Any], None]:
    def add(value: Any) -> None:
        if value is None:
            push(value)
        elif type(value) is int and _LEAST_LONG <= value < _END_OF_LONG:
            push(value)
        elif type(value) is float and value.is_integer() and _LEAST_LONG <= value < _END_OF_LONG:
            push(int(value))
        else:
            raise _misfit(path, value, "long")

    return add


def _add_double(push: Callable[[Any], None], path: str) -> Callable[[Any], None]:
    def add(value: Any) -> None:
        if type(value) is float or value is None:
            push(value)
        elif type(value) is int:
            push(float(value))
        else:
            raise _misfit(path, value, "double")

    return add


def _add_boolean(push: Callable[[Any], None], path: str) -> Callable[[Any], None]:
    def add(value: Any) -> None:
        if type(value) is bool or value is None:
            push(value)
        else:
            raise _misfit(path, value, "boolean")

    return add


def _add_timestamp(push: Callable[[Any], None], path: str) -> Callable[[Any], None]:
    def add(value: Any) -> None:
        if value is None:
            push(value)
            return
        moment = moment_of(value) if type(value) is str else None
        if moment is None:
            raise _misfit(path, value, "timestamp")
        push(moment)

    return add


_ADDS = {
    "string": _add_string,
    "long": _add_long,
    "double": _add_double,
    "boolean": _add_boolean,
    "timestamp": _add_timestamp,
}


class _Struct:
    def __init__(self, of: ColumnType, needles: tuple[str, ...], path: str) -> None:
        self._type = arrow_type(of)
        self._there: list[bool] = []
        self._columns = [column_of(inner, needles, f"{path}.{name}") for name, inner in of["struct"]]
        names = [name for name, _ in of["struct"]]
        every = [column.add for column in self._columns]
        taken = [(name, add) for name, add in zip(names, every) if not is_dropped(name, needles)]
        left = [add for name, add in zip(names, every) if is_dropped(name, needles)]
        push = self._there.append

        def add(value: Any) -> None:
            if type(value) is dict:
                push(True)
                get = value.get
                for name, add in taken:
                    add(get(name))
                for add in left:
                    add(None)
            elif value is None:
                push(False)
                for add in every:
                    add(None)
            else:
                raise _misfit(path, value, "struct")

        self.add = add

    def cut(self, length: int) -> None:
        del self._there[length:]
        for column in self._columns:
            column.cut(length)

    def take(self) -> pa.Array:
        arrays = [column.take() for column in self._columns]
        array = pa.StructArray.from_arrays(arrays, fields=list(self._type), mask=_missing(self._there))
        self._there.clear()
        return array


class _List:
    def __init__(self, of: ColumnType, needles: tuple[str, ...], path: str) -> None:
        self._type = arrow_type(of)
        self._there: list[bool] = []
        self._ends = [0]
        self._inner = column_of(of["list"], needles, f"{path}[]")
        add_inner = self._inner.add
        ends, push, end = self._ends, self._there.append, self._ends.append

        def add(value: Any) -> None:
            if type(value) is list:
                push(True)
                for element in value:
                    add_inner(element)
                end(ends[-1] + len(value))
            elif value is None:
                push(False)
                end(ends[-1])
            else:
                raise _misfit(path, value, "list")

        self.add = add

    def cut(self, length: int) -> None:
        del self._there[length:]
        del self._ends[length + 1 :]
        self._inner.cut(self._ends[-1])

    def take(self) -> pa.Array:
        offsets = pa.array(self._ends, type=pa.int32())
        array = pa.ListArray.from_arrays(offsets, self._inner.take(), type=self._type, mask=_missing(self._there))
        self._there.clear()
        del self._ends[1:]
        return array


class _Map:
    def __init__(self, of: ColumnType, needles: tuple[str, ...], path: str) -> None:
        self._type = arrow_type(of)
        self._there: list[bool] = []
        self._ends = [0]
        self._names: list[str] = []
        # Not the names: they are the document's own.
        self._inner = column_of(of["map"], needles, f"{path}{{}}")
        add_inner = self._inner.add
        names, ends, push, end = self._names, self._ends, self._there.append, self._ends.append

        def add(value: Any) -> None:
            if type(value) is dict:
                push(True)
                for name, inner in value.items():
                    if not is_dropped(name, needles):
                        # The name last: a value that does not fit leaves none behind.
                        add_inner(inner)
                        names.append(name)
                end(len(names))
            elif value is None:
                push(False)
                end(ends[-1])
            else:
                raise _misfit(path, value, "map")

        self.add = add

    def cut(self, length: int) -> None:
        del self._there[length:]
        del self._ends[length + 1 :]
        del self._names[self._ends[-1] :]
        self._inner.cut(self._ends[-1])

    def take(self) -> pa.Array:
        offsets = pa.array(self._ends, type=pa.int32())
        names = pa.array(self._names, type=pa.string())
        array = pa.MapArray.from_arrays(offsets, names, self._inner.take(), type=self._type, mask=_missing(self._there))
        self._there.clear()
        self._names.clear()
        del self._ends[1:]
        return array


def _missing(there: list[bool]) -> pa.Array | None:
    return None if all(there) else pa.array([not one for one in there], type=pa.bool_())


def _misfit(path: str, value: Any, wanted: str) -> Reject:
    kind = "a number with a fraction" if wanted == "long" and type(value) is float else kind_of(value)
    return Reject("schema", f"{path} is {kind}, and its column a {wanted}")
