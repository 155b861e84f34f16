"""What a script is, once it was read."""

from __future__ import annotations

from dataclasses import dataclass


class Unreadable(Exception):
    """The script is not bash, or is bash that machines of the sandbox do not speak. Nothing of it has run."""

    def __init__(self, line: int, reason: str):
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class Text:
    text: str
    quoted: bool


@dataclass(frozen=True)
class Parameter:
    """`$name`, `${name}` and `${name<operator>word}`; the operator `length` is `${#name}`."""

    name: str
    operator: str
    word: Word
    quoted: bool


@dataclass(frozen=True)
class Output:
    """`$(…)`"""

    body: Sequence
    quoted: bool


@dataclass(frozen=True)
class Arithmetic:
    """`$((…))`"""

    expression: Word
    quoted: bool


Word = tuple["Text | Parameter | Output | Arithmetic", ...]


@dataclass
class Redirect:
    #: The number of the stream that is led elsewhere; -1: both outputs.
    stream: int
    operator: str
    #: Of a here-document its text, which is read when its line ends.
    target: Word


@dataclass(frozen=True)
class Simple:
    line: int
    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True)
class Pipeline:
    negated: bool
    commands: tuple


@dataclass(frozen=True)
class AndOr:
    """Pipelines with `&&` or `||` before each but the first, whose operator is empty."""

    parts: tuple[tuple[str, Pipeline], ...]


@dataclass(frozen=True)
class Sequence:
    items: tuple[AndOr, ...] = ()


@dataclass(frozen=True)
class If:
    branches: tuple[tuple[Sequence, Sequence], ...]
    otherwise: Sequence | None


@dataclass(frozen=True)
class Loop:
    condition: Sequence
    body: Sequence
    until: bool


@dataclass(frozen=True)
class For:
    name: str
    #: None: the positional parameters.
    words: tuple[Word, ...] | None
    body: Sequence


@dataclass(frozen=True)
class Case:
    word: Word
    branches: tuple[tuple[tuple[Word, ...], Sequence], ...]


@dataclass(frozen=True)
class Group:
    body: Sequence
    subshell: bool


@dataclass(frozen=True)
class Function:
    name: str
    body: object


@dataclass(frozen=True)
class Redirected:
    """A compound command with redirections behind it."""

    command: object
    redirects: tuple[Redirect, ...]
