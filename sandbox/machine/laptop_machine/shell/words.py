"""Reads one word of a script: its quotes, and what is to be put in place when it runs."""

from __future__ import annotations

import re
from collections.abc import Callable

from .tree import Arithmetic, Output, Parameter, Sequence, Text, Unreadable, Word

#: What ends a word unless it is quoted.
_ENDS = frozenset(" \t\n;&|()<>")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[?$#@*!-]")
_BRACED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?$#@*]")
_OPERATOR = re.compile(r":[-=?+]|[-=?+]|##?|%%?")
#: What a backslash takes its meaning from between double quotes; before anything else it stands for itself.
_ESCAPED_IN_QUOTES = frozenset('$`"\\\n')


class Characters:
    """The script's text and where its reader is."""

    def __init__(self, text: str, line: int = 1):
        self.text, self.at, self._before = text, 0, line

    @property
    def line(self) -> int:
        return self._before + self.text.count("\n", 0, self.at)

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def take(self, count: int = 1) -> str:
        taken = self.peek(count)
        self.at += len(taken)
        return taken

    def match(self, pattern: re.Pattern) -> re.Match | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def unreadable(self, reason: str) -> Unreadable:
        return Unreadable(self.line, reason)

    def until(self, end: str, opened: str) -> str:
        found = self.text.find(end, self.at)
        if found < 0:
            raise self.unreadable(f"unexpected end of the script while looking for {end} of {opened}")
        taken = self.text[self.at : found]
        self.at = found + len(end)
        return taken


class WordReader:
    """`sequence_until` reads the commands of a `$(…)`, up to and with its closing parenthesis."""

    def __init__(self, characters: Characters, sequence: Callable[[], Sequence]):
        self.characters, self.sequence = characters, sequence

    def word(self, ends: frozenset[str] = _ENDS) -> Word | None:
        """The word that begins here; None when none does."""
        chars = self.characters
        parts: list = []
        begun = chars.at
        while (char := chars.peek()) and char not in ends:
            if char == "'":
                chars.take()
                parts.append(Text(chars.until("'", "a single quote"), True))
            elif char == '"':
                chars.take()
                parts.extend(self.quoted('"') or (Text("", True),))
            elif char == "\\":
                chars.take()
                escaped = chars.take()
                if escaped not in ("\n", ""):
                    parts.append(Text(escaped, True))
            elif char == "$":
                parts.append(self.dollar(False))
            elif char == "`":
                raise chars.unreadable("backquotes: write $(…)")
            else:
                parts.append(Text(chars.take(), False))
        if chars.at == begun:
            return None
        word = joined(parts)
        _refuse_braces(word, chars)
        return word

    def quoted(self, end: str) -> Word:
        """What stands between double quotes, or in a here-document: there `end` is empty."""
        chars = self.characters
        parts: list = []
        while char := chars.peek():
            if char == end:
                chars.take()
                return joined(parts)
            if char == "\\" and chars.peek(2)[1:] in _ESCAPED_IN_QUOTES and not (not end and chars.peek(2) == '\\"'):
                escaped = chars.take(2)[1:]
                parts.append(Text("" if escaped == "\n" else escaped, True))
            elif char == "$":
                parts.append(self.dollar(True))
            elif char == "`":
                raise chars.unreadable("backquotes: write $(…)")
            else:
                parts.append(Text(chars.take(), True))
        if end:
            raise chars.unreadable("unexpected end of the script while looking for the end of a double quote")
        return joined(parts)

    def dollar(self, quoted: bool):
        chars = self.characters
        chars.take()
        if chars.peek(2) == "((":
            chars.take(2)
            return Arithmetic(self._expression(), quoted)
        if chars.peek() == "(":
            chars.take()
            return Output(self.sequence(), quoted)
        if chars.peek() == "{":
            chars.take()
            return self._braced(quoted)
        if chars.peek() == "[":
            raise chars.unreadable("$[…]: write $((…))")
        if not quoted and chars.peek() in ("'", '"'):
            raise chars.unreadable(f"${chars.peek()}…{chars.peek()} is not in the shell of the sandbox's machines")
        found = chars.match(_PARAMETER)
        return Parameter(found[0], "", (), quoted) if found else Text("$", quoted)

    def _braced(self, quoted: bool):
        chars = self.characters
        length = chars.peek() == "#" and chars.peek(2)[1:] != "}"
        if length:
            chars.take()
        name = chars.match(_BRACED)
        operator = chars.match(_OPERATOR) if name and not length else None
        word = self.word(frozenset("}")) if operator and chars.peek() != "}" else ()
        if not name or chars.take() != "}":
            raise chars.unreadable("a ${…} that is not in the shell of the sandbox's machines")
        if quoted and operator and operator[0][-1] in "-=?+":
            word = tuple(Text(part.text, True) if isinstance(part, Text) else part for part in word or ())
        return Parameter(name[0], "length" if length else operator[0] if operator else "", word or (), quoted)

    def _expression(self) -> Word:
        chars = self.characters
        parts: list = []
        depth = 0
        while char := chars.peek():
            if chars.peek(2) == "))" and depth == 0:
                chars.take(2)
                return joined(parts)
            depth += {"(": 1, ")": -1}.get(char, 0)
            parts.append(self.dollar(True) if char == "$" else Text(chars.take(), True))
        raise chars.unreadable("unexpected end of the script while looking for ))")


def joined(parts: list) -> Word:
    """Neighbouring texts of one kind become one."""
    word: list = []
    for part in parts:
        if isinstance(part, Text) and word and isinstance(word[-1], Text) and word[-1].quoted == part.quoted:
            word[-1] = Text(word[-1].text + part.text, part.quoted)
        else:
            word.append(part)
    return tuple(word)


def literal(word: Word) -> str | None:
    """The word's text, when nothing of it is put in place only when it runs."""
    return "".join(part.text for part in word) if all(isinstance(part, Text) for part in word) else None


def _refuse_braces(word: Word, chars: Characters) -> None:
    for part in word:
        if isinstance(part, Text) and not part.quoted and re.search(r"\{[^}]*(?:,|\.\.)[^}]*(?:\}|$)", part.text):
            raise chars.unreadable("{a,b}: write the words out")
