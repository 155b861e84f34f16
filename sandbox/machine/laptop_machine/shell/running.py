"""Runs a script that was read. A command's name is looked up among functions and the machine's own programs, nowhere else."""

from __future__ import annotations

import fnmatch
import io
from threading import Event

from ..programs.call import Call, Streams
from .expanding import Expander, Stop
from .checking import checked
from .tree import (
    AndOr,
    Case,
    For,
    Function,
    Group,
    If,
    Loop,
    Output,
    Pipeline,
    Redirected,
    Sequence,
    Simple,
    Unreadable,
)

NOT_FOUND, NOT_ALLOWED = 127, 126
#: Nothing of ours nests deeper; a function that calls itself must not end the machine.
_DEEPEST = 60


#: What would lead a shell to other programs, or change how it reads: none of it does here, and no script is to believe it did.
_NOT_FOR_SCRIPTS = frozenset({"PATH", "IFS", "ENV", "BASH_ENV", "BASH_CMDS", "BASHOPTS", "SHELLOPTS", "PROMPT_COMMAND", "PS4"})


def assignable(name: str) -> str:
    if name in _NOT_FOR_SCRIPTS:
        raise Stop(1, f"{name}: not for scripts of the sandbox's machines to set")
    return name


class Leave(Exception):
    """`return`, `break` and `continue`."""

    def __init__(self, kind: str, value: int):
        super().__init__(kind)
        self.kind, self.value = kind, value


class Cancelled(BaseException):
    """The script was told to end: by its time limit, by a cancelled command, or by the machine's own end."""


class Shell:
    def __init__(self, machine, name: str, variables: dict[str, str], exported: set[str], streams: Streams, stop: Event, directory="/"):
        self.machine, self.name, self.streams, self.stop, self.directory = machine, name, streams, stop, directory
        self.variables, self.exported, self.functions = variables, exported, {}
        self.positional: list[str] = []
        self.options = dict.fromkeys("eux", False) | {"pipefail": False}
        self.traps: dict[str, str] = {}
        #: What `local` has hidden, by function that is under way.
        self.hidden: list[dict[str, str | None]] = []
        self.status, self.tested, self.depth, self.line = 0, 0, 0, 0
        self.expand = Expander(self)

    # What scripts see.

    def value(self, name: str) -> str | None:
        if name.isdigit():
            index = int(name)
            return self.name if index == 0 else self.positional[index - 1] if index <= len(self.positional) else None
        special = {"?": str(self.status), "#": str(len(self.positional)), "$": "1", "@": " ".join(self.positional), "!": ""}
        special |= {"*": special["@"], "-": "".join(letter for letter in "eux" if self.options[letter]), "PWD": self.directory}
        return special[name] if name in special else self.variables.get(name)

    def assign(self, name: str, value: str) -> None:
        self.variables[assignable(name)] = value

    def environment(self) -> dict[str, str]:
        return {name: self.variables[name] for name in sorted(self.exported) if name in self.variables}

    def output_of(self, body: Sequence) -> str:
        out = io.BytesIO()
        inner = self.copy(self.streams.with_out(out))
        # bash clears -e in a command substitution unless it is told otherwise (inherit_errexit).
        inner.options["e"] = False
        self.status = inner.run(body)
        return out.getvalue().decode("utf-8", "replace")

    def copy(self, streams: Streams) -> Shell:
        other = Shell(self.machine, self.name, dict(self.variables), set(self.exported), streams, self.stop, self.directory)
        other.functions, other.positional, other.options = dict(self.functions), list(self.positional), dict(self.options)
        other.status, other.tested, other.depth = self.status, self.tested, self.depth
        return other

    def complain(self, said: str) -> None:
        self.streams.err.write(f"{self.name}: line {self.line}: {said}\n".encode())

    # How they run.

    def run_text(self, text: str) -> int:
        """A whole script, first read to its end."""
        try:
            return self.run(checked(text))
        except Unreadable as fault:
            self.streams.err.write(f"{self.name}: {fault}\n".encode())
            return NOT_ALLOWED

    def run(self, sequence: Sequence) -> int:
        """Runs it to its end or to its exit, with its traps."""
        try:
            self.sequence(sequence)
        except Stop as stop:
            if stop.said:
                self.complain(stop.said)
            self.status = stop.code
        except Leave as left:
            self.status = left.value if left.kind == "return" else 0
        on_exit = self.traps.pop("EXIT", None)
        if on_exit:
            status = self.status
            self.options["e"] = False
            try:
                self.sequence(checked(on_exit))
                self.status = status
            except Stop as stop:
                self.status = stop.code
        return self.status

    def sequence(self, sequence: Sequence) -> int:
        if not sequence.items:
            self.status = 0
        for item in sequence.items:
            self.and_or(item)
        return self.status

    def and_or(self, node: AndOr) -> int:
        last = len(node.parts) - 1
        for index, (operator, pipeline) in enumerate(node.parts):
            if (operator == "&&" and self.status != 0) or (operator == "||" and self.status == 0):
                continue
            self.tested += index < last or pipeline.negated
            try:
                self.pipeline(pipeline)
            finally:
                self.tested -= index < last or pipeline.negated
            if index == last and self.status != 0 and not self.tested and not pipeline.negated:
                self._failed()
        return self.status

    def _failed(self) -> None:
        if "ERR" in self.traps:
            status, on_error = self.status, self.traps.pop("ERR")
            self.sequence(checked(on_error))
            self.status, self.traps["ERR"] = status, on_error
        if self.options["e"]:
            raise Stop(self.status)

    def pipeline(self, node: Pipeline) -> int:
        if len(node.commands) == 1:
            status = self.command(node.commands[0])
        else:
            status = self._piped(node.commands)
        self.status = int(status == 0) if node.negated else status
        return self.status

    def _piped(self, commands: tuple) -> int:
        """One after the other: what flows between programs of a machine is short."""
        statuses, source = [], self.streams.source
        for index, command in enumerate(commands):
            last = index == len(commands) - 1
            out = self.streams.out if last else io.BytesIO()
            inner = self.copy(Streams(source, out, self.streams.err))
            statuses.append(inner.run(Sequence((AndOr((("", Pipeline(False, (command,))),)),))))
            if not last:
                source = io.BytesIO(out.getvalue())
        failures = [status for status in statuses if status]
        return (failures[-1] if failures else 0) if self.options["pipefail"] else statuses[-1]

    def command(self, node) -> int:
        if self.stop.is_set():
            raise Cancelled
        self.status = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return self.status

    def _redirected(self, node: Redirected) -> int:
        return self._with(node.redirects, lambda: self.command(node.command))

    def _with(self, redirects: tuple, run) -> int:
        before = self.streams
        try:
            self.streams, opened = before.redirected(redirects, self)
        except OSError as failure:
            self.streams = before
            self.complain(f"{failure.filename or ''}: {failure.strerror or failure}")
            return 1
        try:
            return run()
        finally:
            self.streams = before
            for stream in opened:
                stream.close()

    def _group(self, node: Group) -> int:
        return self.copy(self.streams).run(node.body) if node.subshell else self.sequence(node.body)

    def _function(self, node: Function) -> int:
        self.functions[node.name] = node.body
        return 0

    def _condition(self, sequence: Sequence) -> bool:
        self.tested += 1
        try:
            return self.sequence(sequence) == 0
        finally:
            self.tested -= 1

    def _if(self, node: If) -> int:
        for condition, body in node.branches:
            if self._condition(condition):
                return self.sequence(body)
        return self.sequence(node.otherwise) if node.otherwise else 0

    def _loop(self, node: Loop) -> int:
        status = 0
        while self._condition(node.condition) != node.until:
            status, ended = self._round(node.body)
            if ended:
                break
        return status

    def _for(self, node: For) -> int:
        status = 0
        for value in list(self.positional) if node.words is None else self.expand.arguments(node.words):
            self.assign(node.name, value)
            status, ended = self._round(node.body)
            if ended:
                break
        return status

    def _round(self, body: Sequence) -> tuple[int, bool]:
        try:
            return self.sequence(body), False
        except Leave as left:
            if left.kind == "return":
                raise
            if left.value > 1:
                raise Leave(left.kind, left.value - 1) from None
            return 0, left.kind == "break"

    def _case(self, node: Case) -> int:
        subject = self.expand.text(node.word)
        for patterns, body in node.branches:
            if any(fnmatch.fnmatchcase(subject, self.expand.pattern(pattern)) for pattern in patterns):
                return self.sequence(body)
        return 0

    def _simple(self, node: Simple) -> int:
        self.line = node.line
        # Until all words are put in place, $? is that of the command before this one; a function begins with it, too.
        arguments = self.expand.arguments(node.words)
        assigned = [(assignable(name), self.expand.text(word)) for name, word in node.assignments]
        if self.options["x"]:
            written = [f"{name}={value}" for name, value in assigned] + arguments
            self.streams.err.write(f"+ {' '.join(written)}\n".encode())
        if arguments:
            return self._with(node.redirects, lambda: self.start(arguments, assigned))
        for name, value in assigned:
            self.assign(name, value)
        # Without a command it is that of the last output that was put in place.
        written = (*node.words, *(word for _, word in node.assignments))
        status = self.status if any(isinstance(part, Output) for word in written for part in word) else 0
        return self._with(node.redirects, lambda: status)

    def start(self, arguments: list[str], assigned: list[tuple[str, str]] = ()) -> int:
        """A command by its name: a function or a program of the machine."""
        if self.stop.is_set():
            raise Cancelled
        name, *rest = arguments
        if "/" in name:
            self.complain(f"{name}: machines of the sandbox start programs by their bare name only")
            return NOT_ALLOWED
        if name in self.functions:
            return self._call(self.functions[name], rest)
        program = self.machine.program(name)
        if program is None:
            self.complain(f"{name}: command not found")
            return NOT_FOUND
        environment = self.environment() | dict(assigned)
        try:
            return program(Call(name, rest, self.machine, environment, self.streams, self.directory, self.stop, self))
        except OSError as failure:
            self.streams.err.write(f"{name}: {failure.filename or ''}: {failure.strerror or failure}\n".encode())
            return 1

    def _call(self, body, arguments: list[str]) -> int:
        if self.depth >= _DEEPEST:
            raise Stop(1, "functions call one another too deeply")
        before, self.positional, self.depth = self.positional, arguments, self.depth + 1
        self.hidden.append({})
        try:
            return self.command(body)
        except Leave as left:
            if left.kind != "return":
                raise
            return left.value
        finally:
            self.positional, self.depth = before, self.depth - 1
            for name, value in self.hidden.pop().items():
                self.variables.pop(name, None) if value is None else self.assign(name, value)
