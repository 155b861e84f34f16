"""The sandbox's Spark, kept warm: one JVM, and a process for each step, forked from one that has Spark imported.

python warm_driver.py --dir D --socket S [--steps-at-once N] [--cores N] [--memory 1g]

Ends when stdin does, with all that it started. A connection to the socket is one step: a line of JSON
{id, name, code, main, argv, pyFiles, environment, conf, directory, stdout} goes in; the lines {started: pid} and
{ended: exit code, 128 + n for a signal} come back. A line {signal: name} is passed on; closing the connection ends the step.
"""

import argparse
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True

import jvm  # noqa: E402 -- after the line above
import step_process  # noqa: E402

#: Both from Spark: imported once, here, for every step.
import pyspark.sql  # noqa: E402, F401
import pyspark.sql.functions  # noqa: E402, F401

_LARGEST_LINE_BYTES = 4_000_000
_LOOK_SECONDS = 0.05


@dataclass
class Client:
    """One connection, and the step that it stands for."""

    connection: socket.socket
    received: bytearray = field(default_factory=bytearray)
    step: dict | None = None
    pid: int | None = None

    def tell(self, **message: object) -> None:
        try:
            self.connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass


@dataclass(frozen=True)
class Spare:
    """A process that waits for a step with its session made."""

    pid: int
    channel: socket.socket


class Driver:
    def __init__(self, arguments: argparse.Namespace) -> None:
        self.directory: Path = arguments.dir
        self.steps_at_once: int = arguments.steps_at_once
        self.environment = jvm.surroundings(self.directory)
        os.environ.clear()
        os.environ.update(self.environment)
        self.selector = selectors.DefaultSelector()
        self.waiting: deque[Client] = deque()
        self.running: dict[int, Client] = {}
        self.spares: deque[Spare] = deque()
        self.gateway: jvm.Gateway | None = None
        self.opener: int | None = None
        self.ready = False
        # The steps' side of it is closed only by this process's end, however it ends.
        self.alive, self.living = os.pipe()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Relative to the folder: a socket's path has about 100 characters at most.
        os.chdir(self.directory)
        self.listener.bind(arguments.socket)
        self.listener.listen()
        self.process, self.told = jvm.start(self.directory, self.environment, arguments.cores, arguments.memory)
        self.woken, self.waker = os.pipe()
        for end in (self.woken, self.waker):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)

    def serve(self) -> None:
        select = self.selector.register
        select(self.listener, selectors.EVENT_READ, self._accept)
        select(self.woken, selectors.EVENT_READ, self._reap)
        select(0, selectors.EVENT_READ, self._end_if_left)
        while True:
            for key, _ in self.selector.select(_LOOK_SECONDS if self.gateway is None else None):
                key.data()
            if self.gateway is None:
                self._look_for_jvm()

    def _look_for_jvm(self) -> None:
        self.gateway = jvm.gateway(self.told)
        if self.gateway is not None:
            self.opener = self._in_child(lambda: _open_context(self.gateway))

    def end(self) -> None:
        for pid in [*self.running, *(spare.pid for spare in self.spares), *([] if self.opener is None else [self.opener])]:
            _kill(pid, signal.SIGKILL)
        self.process.kill()
        os._exit(0)

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        client = Client(connection)
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._hear(client))

    def _hear(self, client: Client) -> None:
        try:
            chunk = client.connection.recv(1 << 16)
        except OSError:
            chunk = b""
        client.received += chunk
        if not chunk or len(client.received) > _LARGEST_LINE_BYTES:
            self._leave(client)
            return
        while b"\n" in client.received:
            line, _, rest = client.received.partition(b"\n")
            client.received = bytearray(rest)
            self._obey(client, json.loads(line))

    def _obey(self, client: Client, message: dict) -> None:
        if client.step is None:
            client.step = message
            self.waiting.append(client)
            self._start_waiting()
        elif "signal" in message:
            self._signal(client, signal.Signals[message["signal"]])

    def _signal(self, client: Client, number: signal.Signals) -> None:
        if client.pid is not None:
            _kill(client.pid, number)
        elif client in self.waiting:
            self.waiting.remove(client)
            client.tell(ended=128 + number)

    def _leave(self, client: Client) -> None:
        self.selector.unregister(client.connection)
        client.connection.close()
        self._signal(client, signal.SIGKILL)

    def _start_waiting(self) -> None:
        while self.ready and self.waiting and len(self.running) < self.steps_at_once:
            if not self.spares:
                self._add_spare()
            spare, client = self.spares.popleft(), self.waiting.popleft()
            client.pid = spare.pid
            self.running[spare.pid] = client
            spare.channel.sendall(json.dumps(client.step).encode())
            spare.channel.close()
            client.tell(started=spare.pid)
        while self.ready and len(self.spares) < self.steps_at_once:
            self._add_spare()

    def _add_spare(self) -> None:
        ours, theirs = socket.socketpair()

        def wait_for_step() -> None:
            ours.close()
            application = step_process.Application(self.gateway)
            text = b"".join(iter(lambda: theirs.recv(1 << 16), b""))
            if text:
                step = json.loads(text)
                step["environment"] = {**self.environment, **step["environment"]}
                step_process.end(step_process.run(application, step))

        pid = self._in_child(wait_for_step)
        theirs.close()
        self.spares.append(Spare(pid, ours))

    def _in_child(self, work) -> int:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self._become_child()
                work()
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        return pid

    def _become_child(self) -> None:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # With another process's hand on it, the JVM's stdin would not end with the driver.
        for held in (self.living, self.woken, self.waker, self.process.stdin.fileno()):
            os.close(held)
        self.listener.close()
        for client in [*self.waiting, *self.running.values()]:
            client.connection.close()
        for spare in self.spares:
            spare.channel.close()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        step_process.end_with(self.alive)

    def _reap(self) -> None:
        os.read(self.woken, 4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.process.pid:
                # A step cannot go on without the JVM, nor the driver start another one under the same context.
                self.end()
            if pid == self.opener:
                if status != 0:
                    self.end()
                self.ready = True
                self._start_waiting()
            else:
                self._settle(pid, status)

    def _settle(self, pid: int, status: int) -> None:
        client = self.running.pop(pid, None)
        if client is None:
            self.spares = deque(spare for spare in self.spares if spare.pid != pid)
            return
        killed = os.WIFSIGNALED(status)
        client.tell(ended=128 + os.WTERMSIG(status) if killed else os.WEXITSTATUS(status))
        client.pid = None
        if killed:
            # Its Spark jobs would go on in the JVM.
            self._in_child(lambda: _cancel(self.gateway, client.step["id"]))
        self._start_waiting()

    def _end_if_left(self) -> None:
        if not os.read(0, 4096):
            self.end()


def _open_context(gateway: jvm.Gateway) -> None:
    """Makes the context, and lets the JVM load what a first job needs."""
    step_process.Application(gateway).context.parallelize([1], 1).map(str).collect()


def _cancel(gateway: jvm.Gateway, group: str) -> None:
    step_process.Application(gateway).context.cancelJobGroup(group)


def _kill(pid: int, number: int) -> None:
    """The step's whole group; the process alone while it has not made its group yet."""
    for send in (os.killpg, os.kill):
        try:
            send(pid, number)
            return
        except ProcessLookupError:
            continue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--socket", required=True, help="its path, below --dir")
    parser.add_argument("--steps-at-once", type=int, default=2)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="1g", help="the JVM's heap")
    Driver(parser.parse_args()).serve()


if __name__ == "__main__":
    main()
