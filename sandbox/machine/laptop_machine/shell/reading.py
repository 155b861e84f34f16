"""Reads a whole script before anything of it runs. What is not understood is refused, never guessed."""

from __future__ import annotations

import re

from .tree import (
    AndOr,
    Case,
    For,
    Function,
    Group,
    If,
    Loop,
    Pipeline,
    Redirect,
    Redirected,
    Sequence,
    Simple,
    Text,
    Unreadable,
    Word,
)
from .words import NAME, Characters, WordReader, literal

_BLANKS = re.compile(r"(?:[ \t]|\\\n)*(?:(?<![^\s;&|()<>])#[^\n]*)?")
_REDIRECT = re.compile(r"([0-9]*)(<<<|<<-|<<|>>|>&|<&|<>|>\||>|<)|(&>>|&>)")
_SUBSCRIPT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\[")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\([ \t]*\)")
_RESERVED = re.compile(r"(?:if|then|elif|else|fi|while|until|do|done|for|in|case|esac|[{}!]|\[\[|function|select|time|coproc)(?=[\s;&|()<>]|$)")
_UNKNOWN = {"[[": "write [ … ]", "function": "write name() { …; }", "select": "", "time": "", "coproc": ""}


def read(text: str) -> Sequence:
    """@raises Unreadable"""
    return Reader(text).script()


class Reader:
    def __init__(self, text: str):
        self.chars = Characters(text)
        self.words = WordReader(self.chars, self._output)
        self.documents: list[tuple[Redirect, str, bool, bool]] = []

    def script(self) -> Sequence:
        sequence = self._sequence(frozenset())
        if self.chars.peek():
            raise self.chars.unreadable(f"syntax error near {self.chars.peek()}")
        return sequence

    def _output(self) -> Sequence:
        sequence = self._sequence(frozenset())
        self._expect(")")
        return sequence

    def _expect(self, text: str) -> None:
        self._blanks()
        if self.chars.peek(len(text)) != text:
            raise self.chars.unreadable(f"syntax error: expected {text}")
        self.chars.take(len(text))

    def _blanks(self) -> None:
        self.chars.match(_BLANKS)

    def _lines(self) -> None:
        self._blanks()
        while self.chars.peek() == "\n":
            self._line_end()
            self._blanks()

    def _line_end(self) -> None:
        self.chars.take()
        pending, self.documents = self.documents, []
        for redirect, end, stripped, expanded in pending:
            redirect.target = self._document(end, stripped, expanded)

    def _document(self, end: str, stripped: bool, expanded: bool) -> Word:
        begun, lines = self.chars.line, []
        while True:
            if not self.chars.peek():
                raise self.chars.unreadable(f"the here-document does not end with {end}")
            line = self.chars.match(re.compile(r"[^\n]*\n?"))[0]
            line = line.lstrip("\t") if stripped else line
            if line.rstrip("\n") == end:
                break
            lines.append(line)
        text = "".join(lines)
        if not expanded:
            return (Text(text, True),)
        inner = Reader(text)
        inner.chars = Characters(text, begun)
        inner.words = WordReader(inner.chars, inner._output)
        return inner.words.quoted("")

    def _reserved(self) -> str | None:
        found = _RESERVED.match(self.chars.text, self.chars.at)
        return found[0] if found else None

    def _sequence(self, ends: frozenset[str], needed: bool = False) -> Sequence:
        items: list[AndOr] = []
        while True:
            self._lines()
            if not self.chars.peek() or self.chars.peek() == ")" or self.chars.peek(2) == ";;" or self._reserved() in ends:
                break
            items.append(self._and_or())
            self._blanks()
            if self.chars.peek() == "&":
                raise self.chars.unreadable("& starts what nobody waits for: write systemd-run")
            if self.chars.peek() == ";" and self.chars.peek(2) != ";;":
                self.chars.take()
            elif self.chars.peek() not in ("\n", "", ")") and self.chars.peek(2) != ";;":
                raise self.chars.unreadable(f"syntax error near {self.chars.peek()}")
        if needed and not items:
            raise self.chars.unreadable("syntax error: a command is missing")
        return Sequence(tuple(items))

    def _and_or(self) -> AndOr:
        parts = [("", self._pipeline())]
        while True:
            self._blanks()
            operator = self.chars.peek(2)
            if operator not in ("&&", "||"):
                return AndOr(tuple(parts))
            self.chars.take(2)
            self._lines()
            parts.append((operator, self._pipeline()))

    def _pipeline(self) -> Pipeline:
        negated = self._reserved() == "!"
        if negated:
            self.chars.take()
            self._blanks()
        commands = [self._command()]
        while True:
            self._blanks()
            if self.chars.peek() != "|" or self.chars.peek(2) == "||":
                return Pipeline(negated, tuple(commands))
            if self.chars.peek(2) == "|&":
                raise self.chars.unreadable("|&: write 2>&1 |")
            self.chars.take()
            self._lines()
            commands.append(self._command())

    def _command(self):
        word = self._reserved()
        if word in _UNKNOWN:
            raise self.chars.unreadable(f"{word} is not in the shell of the sandbox's machines {_UNKNOWN[word]}".rstrip())
        compound = {"if": self._if, "while": self._loop, "until": self._loop, "for": self._for, "case": self._case, "{": self._group}
        if word in compound:
            self.chars.take(len(word))
            return self._redirected(compound[word](word))
        if word is not None:
            raise self.chars.unreadable(f"syntax error near {word}")
        if self.chars.peek(2) == "((":
            raise self.chars.unreadable("((…)) is not in the shell of the sandbox's machines: write [ … ]")
        if self.chars.peek() == "(":
            self.chars.take()
            body = self._sequence(frozenset(), needed=True)
            self._expect(")")
            return self._redirected(Group(body, True))
        function = self.chars.match(_FUNCTION)
        if function:
            self._lines()
            if self.chars.peek() != "(" and self._reserved() not in compound:
                raise self.chars.unreadable("syntax error: a function's body is { …; }")
            return Function(function[1], self._command())
        return self._simple()

    def _redirected(self, command):
        redirects = []
        while True:
            self._blanks()
            redirect = self._redirect()
            if redirect is None:
                return Redirected(command, tuple(redirects)) if redirects else command
            redirects.append(redirect)

    def _keyword(self, word: str) -> None:
        self._lines()
        if self._reserved() != word:
            raise self.chars.unreadable(f"syntax error: expected {word}")
        self.chars.take(len(word))

    def _if(self, _word: str) -> If:
        branches, otherwise = [], None
        while True:
            condition = self._sequence(frozenset({"then"}), needed=True)
            self._keyword("then")
            branches.append((condition, self._sequence(frozenset({"elif", "else", "fi"}), needed=True)))
            if self._reserved() == "elif":
                self.chars.take(4)
                continue
            if self._reserved() == "else":
                self.chars.take(4)
                otherwise = self._sequence(frozenset({"fi"}), needed=True)
            self._keyword("fi")
            return If(tuple(branches), otherwise)

    def _loop(self, word: str) -> Loop:
        condition = self._sequence(frozenset({"do"}), needed=True)
        return Loop(condition, self._body(), word == "until")

    def _body(self) -> Sequence:
        self._keyword("do")
        body = self._sequence(frozenset({"done"}), needed=True)
        self._keyword("done")
        return body

    def _for(self, _word: str) -> For:
        self._blanks()
        name = self.chars.match(NAME)
        if not name:
            raise self.chars.unreadable("syntax error: expected a name after for")
        self._lines()
        words: list[Word] | None = None
        if self.chars.match(re.compile(r"in(?=[\s;])")):
            words = self._rest_of_words()
        self._blanks()
        if self.chars.peek() == ";":
            self.chars.take()
        return For(name[0], None if words is None else tuple(words), self._body())

    def _rest_of_words(self) -> list[Word]:
        words = []
        while True:
            self._blanks()
            word = self.words.word()
            if word is None:
                return words
            words.append(word)

    def _case(self, _word: str) -> Case:
        self._blanks()
        subject = self.words.word()
        self._lines()
        if subject is None or not self.chars.match(re.compile(r"in(?=\s)")):
            raise self.chars.unreadable("syntax error in case")
        branches = []
        while True:
            self._lines()
            if self._reserved() == "esac":
                self.chars.take(4)
                return Case(subject, tuple(branches))
            if self.chars.peek() == "(":
                self.chars.take()
            patterns = []
            while True:
                self._blanks()
                pattern = self.words.word()
                if pattern is None:
                    raise self.chars.unreadable("syntax error in case")
                patterns.append(pattern)
                self._blanks()
                if self.chars.take() == ")":
                    break
            body = self._sequence(frozenset({"esac"}))
            if self.chars.peek(2) == ";;":
                self.chars.take(2)
            branches.append((tuple(patterns), body))

    def _group(self, _word: str) -> Group:
        body = self._sequence(frozenset({"}"}), needed=True)
        self._keyword("}")
        return Group(body, False)

    def _simple(self) -> Simple:
        line, assignments, words, redirects = self.chars.line, [], [], []
        while True:
            self._blanks()
            redirect = self._redirect()
            if redirect is not None:
                redirects.append(redirect)
                continue
            assigned = self.chars.match(_ASSIGNMENT) if not words else None
            if assigned:
                if self.chars.peek() == "(":
                    raise self.chars.unreadable("arrays are not in the shell of the sandbox's machines")
                assignments.append((assigned[1], self.words.word() or ()))
                continue
            if not words and _SUBSCRIPT.match(self.chars.text, self.chars.at):
                raise self.chars.unreadable("arrays are not in the shell of the sandbox's machines")
            word = self.words.word()
            if word is None:
                break
            words.append(word)
        if not (assignments or words or redirects):
            raise self.chars.unreadable(f"syntax error near {self.chars.peek() or 'the end of the script'}")
        return Simple(line, tuple(assignments), tuple(words), tuple(redirects))

    def _redirect(self) -> Redirect | None:
        found = self.chars.match(_REDIRECT)
        if not found:
            return None
        operator = found[2] or found[3]
        if self.chars.peek() == "(" or operator in ("<>", "<&"):
            raise self.chars.unreadable(f"{operator}{self.chars.peek().strip()} is not in the shell of the sandbox's machines")
        stream = -1 if found[3] else int(found[1]) if found[1] else 0 if operator[0] == "<" else 1
        if stream > 2:
            raise self.chars.unreadable(f"{found[0]}: only the streams 0, 1 and 2 are there")
        self._blanks()
        word = self.words.word()
        if word is None:
            raise self.chars.unreadable(f"syntax error after {operator}")
        redirect = Redirect(stream, operator.lstrip("&"), word)
        if operator in ("<<", "<<-"):
            end = literal(word)
            if end is None:
                raise self.chars.unreadable("the end of a here-document is a plain word")
            self.documents.append((redirect, end, operator == "<<-", not any(part.quoted for part in word)))
        return redirect


__all__ = ["Unreadable", "read"]
