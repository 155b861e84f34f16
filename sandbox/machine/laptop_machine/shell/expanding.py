"""Puts in place what a word names: parameters, outputs, sums, files."""

from __future__ import annotations

import ast
import fnmatch
import operator
import posixpath
import re

from .tree import Arithmetic, Output, Parameter, Text, Word

_BLANK = re.compile(r"[ \t\n]+")
_WILD = frozenset("*?[")


class Stop(Exception):
    """The script ends here with this exit code."""

    def __init__(self, code: int, said: str = ""):
        super().__init__(said)
        self.code, self.said = code, said


class Field:
    """One argument in the making; it keeps which of its characters may stand for others."""

    def __init__(self):
        self.pieces: list[tuple[str, bool]] = []

    def add(self, text: str, quoted: bool) -> None:
        self.pieces.append((text, quoted))

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def pattern(self) -> str:
        return "".join(escaped(text) if quoted else text for text, quoted in self.pieces)

    @property
    def is_wild(self) -> bool:
        return any(not quoted and _WILD & set(text) for text, quoted in self.pieces)


def escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


class Expander:
    """`shell` gives values, outputs and the machine's files."""

    def __init__(self, shell):
        self.shell = shell

    def arguments(self, words: tuple[Word, ...]) -> list[str]:
        found: list[str] = []
        for word in words:
            for one in self._fields(word):
                found.extend(self._files(one) or [one.text])
        return found

    def text(self, word: Word) -> str:
        """Without splitting: values of variables, targets of redirections."""
        return "".join(self._value(part) for part in _home(word))

    def pattern(self, word: Word) -> str:
        return "".join(escaped(self._value(part)) if part.quoted else self._value(part) for part in _home(word))

    def _fields(self, word: Word) -> list[Field]:
        done: list[Field] = []
        current: Field | None = None
        for part in _home(word):
            if isinstance(part, Parameter) and part.name == "@" and not part.operator:
                values = self.shell.positional
                for index, value in enumerate(values):
                    if index:
                        done += [current] if current else []
                        current = None
                    current, more = self._split(current, value) if not part.quoted else (self._onto(current, value, True), [])
                    done += more
                continue
            value = self._value(part)
            if part.quoted or isinstance(part, Text):
                current = self._onto(current, value, part.quoted)
            else:
                current, more = self._split(current, value)
                done += more
        return [*done, *([current] if current else [])]

    @staticmethod
    def _onto(current: Field | None, text: str, quoted: bool) -> Field:
        current = current or Field()
        current.add(text, quoted)
        return current

    def _split(self, current: Field | None, value: str) -> tuple[Field | None, list[Field]]:
        """What an unquoted value adds: blanks in it end a field."""
        done: list[Field] = []
        pieces = _BLANK.split(value)
        for index, piece in enumerate(pieces):
            if index:
                done += [current] if current else []
                current = None
            if piece:
                current = self._onto(current, piece, False)
        return current, done

    def _files(self, one: Field) -> list[str]:
        if not one.is_wild:
            return []
        return sorted(matching(self.shell.machine, self.shell.directory, one.pattern))

    def _value(self, part) -> str:
        if isinstance(part, Text):
            return part.text
        if isinstance(part, Output):
            return self.shell.output_of(part.body).rstrip("\n")
        if isinstance(part, Arithmetic):
            return str(calculated(self.text(part.expression), self.shell.value))
        return self._parameter(part)

    def _parameter(self, part: Parameter) -> str:
        value = self.shell.value(part.name)
        kind = part.operator
        if kind == "length":
            return str(len(value or ""))
        if kind == "":
            if value is None and self.shell.options["u"] and part.name not in ("@", "*"):
                raise Stop(1, f"{part.name}: unbound variable")
            return value or ""
        missing = value is None or (kind[0] == ":" and value == "")
        if kind[-1] in "-=?+" and kind[0] not in "#%":
            if kind[-1] == "+":
                return "" if missing else self.text(part.word)
            if not missing:
                return value or ""
            if kind[-1] == "?":
                raise Stop(1, f"{part.name}: {self.text(part.word) or 'parameter null or not set'}")
            value = self.text(part.word)
            if kind[-1] == "=":
                self.shell.assign(part.name, value)
            return value
        return _trimmed(value or "", self.pattern(part.word), kind)


def _home(word: Word) -> Word:
    first = word[0] if word else None
    if isinstance(first, Text) and not first.quoted and re.match(r"~(/|$)", first.text):
        return (Text("/root" + first.text[1:], False), *word[1:])
    return word


def _trimmed(value: str, pattern: str, kind: str) -> str:
    ends = range(len(value) + 1)
    if kind[0] == "#":
        cuts = [value[at:] for at in ends if fnmatch.fnmatchcase(value[:at], pattern)]
    else:
        cuts = [value[:at] for at in reversed(ends) if fnmatch.fnmatchcase(value[at:], pattern)]
    return value if not cuts else cuts[-1 if len(kind) == 2 else 0]


def matching(machine, directory: str, pattern: str) -> list[str]:
    """The machine's files that a pattern means, written as the pattern is: from the root or from where the shell is."""
    found = [""]
    for index, step in enumerate(pattern.split("/")):
        longer = []
        for begun in found:
            joined = step if index == 0 else f"{begun}/{step}"
            if not _WILD & set(step):
                longer.append(joined)
                continue
            place = machine.path(posixpath.join(directory, begun or ("/" if index else ".")))
            names = sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []
            hits = [name for name in names if fnmatch.fnmatchcase(name, step) and (step[0] == "." or name[0] != ".")]
            longer += [name if index == 0 else f"{begun}/{name}" for name in hits]
        found = longer
    return [one for one in found if machine.path(posixpath.join(directory, one)).exists()]


_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    # Towards zero, as in C.
    ast.Div: lambda one, other: int(one / other),
    ast.Mod: lambda one, other: one - other * int(one / other),
}


def calculated(text: str, value) -> int:
    """An arithmetic expression of whole numbers, names, + - * / % and comparisons."""
    try:
        return int(_calculate(ast.parse(text.strip() or "0", mode="eval").body, value))
    except ZeroDivisionError:
        raise Stop(1, f"{text}: division by 0") from None
    except (SyntaxError, KeyError, ValueError, TypeError, RecursionError):
        raise Stop(1, f"{text}: not a sum that the shell of the sandbox's machines knows") from None


def _calculate(node, value) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name):
        return int(value(node.id) or 0)
    if isinstance(node, ast.UnaryOp):
        return _OPERATIONS[type(node.op)](_calculate(node.operand, value))
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_calculate(node.left, value), _calculate(node.right, value))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _OPERATIONS[type(node.ops[0])](_calculate(node.left, value), _calculate(node.comparators[0], value))
    raise ValueError(node)
