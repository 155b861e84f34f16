"""Machines: what an EC2 instance is on a laptop. A process group of its own below a folder of its own, in the states of EC2
(AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html), each after the time that it takes in life, on the sandbox's clock."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from . import lifeline
from .environment import laptop
from .imds import MetadataServer
from .machines_process import MachineProcess

STATE_CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
#: From each state, the states that may follow it.
_NEXT = {
    "pending": ("running", "shutting-down"),
    "running": ("shutting-down", "stopping"),
    "stopping": ("stopped",),
    "stopped": ("shutting-down",),
    "shutting-down": ("terminated",),
    "terminated": (),
}
#: What is rented: it counts for quotas, and somebody pays for it.
RENTED = frozenset({"pending", "running", "stopping"})
_BOOT_SECONDS = (20, 40)
_AGENT_SECONDS = (30, 60)
_SHUTDOWN_SECONDS = (10, 20)
_REBOOT_SECONDS = 30
#: How long what runs on a machine is waited for when it ends, in life, and at most on the laptop.
_GRACE_SECONDS, _LONGEST_GRACE = 10, 2.0

BY_USER = ("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown")
BY_ITSELF = ("Client.InstanceInitiatedShutdown", "Client.InstanceInitiatedShutdown: Instance initiated shutdown")
BY_FAILURE = ("Server.InternalError", "Server.InternalError: Internal error on launch or while running")


@dataclass
class Script:
    """A script on its way through a machine: user data, or a command of SSM."""

    name: str
    text: str
    directory: str = "/"
    seconds: float | None = None
    log: str | None = None
    ended: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass
class Machine:
    #: ministack's own record of the instance, which its answers are written from.
    record: dict
    account: str
    region: str
    architecture: str
    user_data: str
    #: What EC2 does when it is switched off from inside: stop or terminate.
    on_shutdown: str
    tags_in_metadata: bool
    client_token: str
    reservation: str
    process: MachineProcess | None = None
    metadata: MetadataServer | None = None
    #: When its SSM agent may show itself, on time.monotonic(); None while it does not run.
    agent_from: float | None = None
    registered_at: float | None = None
    #: Once known to SSM it stays so until it is terminated, if only as one whose connection was lost.
    was_registered: bool = False
    last_seen_at: float = 0
    reason: tuple[str, str] | None = None
    ended_at: str | None = None
    _wishes: asyncio.Queue = field(default_factory=asyncio.Queue)
    _scripts: dict[str, Script] = field(default_factory=dict)
    _count: int = 0

    @property
    def id(self) -> str:
        return self.record["InstanceId"]

    @property
    def state(self) -> str:
        return self.record["State"]["Name"]

    @property
    def arn(self) -> str:
        return f"arn:aws:ec2:{self.region}:{self.account}:instance/{self.id}"

    @property
    def folder(self) -> Path:
        return laptop().directory / "machines" / self.id

    @property
    def hostname(self) -> str:
        return self.record["PrivateDnsName"]

    def _become(self, state: str) -> None:
        if state not in _NEXT[self.state]:
            raise RuntimeError(f"A machine that is {self.state} does not become {state}")
        self.record["State"] = {"Code": STATE_CODES[state], "Name": state}

    # What EC2 and SSM ask of it.

    def terminate(self, reason: tuple[str, str] = BY_USER) -> None:
        """Begins its end, at once; a machine that ends already goes on ending."""
        if self.state in ("pending", "running", "stopped"):
            self.reason = reason
            self._become("shutting-down")
            self._wishes.put_nowait(("terminate", None))

    def run(self, script: Script) -> str:
        """Starts it; its future then holds what became of it. @returns its number"""
        self._count += 1
        number = str(self._count)
        self._scripts[number] = script
        if self.process is None or not self.process.order(
            run=number,
            name=script.name,
            script=script.text,
            directory=script.directory,
            seconds=script.seconds,
            log=script.log,
        ):
            self._lose(number)
        return number

    def cancel(self, number: str) -> None:
        if self.process is not None:
            self.process.order(cancel=number)

    # Its life.

    async def live(self) -> None:
        wish = await self._wished_within(laptop().seconds(random.uniform(*_BOOT_SECONDS)))
        first = True
        while wish is None or wish[0] == "reboot":
            if wish is None:
                self._become("running")
            await self._boot(first)
            first = False
            wish = await self._wishes.get()
            if wish[0] in ("halt", "reboot"):
                # Halted, it goes on costing money and does nothing.
                await self._end_processes()
            if wish[0] == "halt":
                wish = await self._wishes.get()
            if wish[0] == "reboot":
                ended = await self._wished_within(laptop().seconds(_REBOOT_SECONDS))
                wish = ended or wish
        await self._end(wish[0])

    async def _wished_within(self, seconds: float):
        try:
            return await asyncio.wait_for(self._wishes.get(), seconds)
        except (TimeoutError, asyncio.TimeoutError):
            return None

    async def _boot(self, first: bool) -> None:
        self.metadata = self.metadata or await MetadataServer.start(self)
        self.process = await MachineProcess.start(self, self._heard)
        if first and self.user_data.startswith("#!"):
            self.run(Script("user-data", self.user_data, log="/var/log/cloud-init-output.log"))

    def _heard(self, process: MachineProcess, event: dict) -> None:
        if process is not self.process:
            return
        if "ready" in event:
            # Its SSM agent starts with it, however long the laptop took to start the machine.
            self.agent_from = time.monotonic() + laptop().seconds(random.uniform(*_AGENT_SECONDS))
        elif "ended" in event:
            script = self._scripts.pop(event["ended"], None)
            if script and not script.ended.done():
                script.ended.set_result(event)
        elif "power" in event:
            self._wishes.put_nowait((event["power"], None))
        elif "gone" in event:
            self._wishes.put_nowait(("gone", None))

    def _lose(self, number: str) -> None:
        script = self._scripts.pop(number)
        if not script.ended.done():
            script.ended.set_result(None)

    async def _end_processes(self) -> None:
        process, self.process, self.agent_from, self.registered_at = self.process, None, None, None
        self.last_seen_at = time.time()
        if process is not None:
            await process.end(min(_LONGEST_GRACE, laptop().seconds(_GRACE_SECONDS) + 0.3))
        for number in list(self._scripts):
            self._lose(number)

    async def _end(self, why: str) -> None:
        stops = why == "off" and self.on_shutdown == "stop"
        if self.state in ("running", "pending"):
            self.reason = BY_FAILURE if why == "gone" else BY_ITSELF
            self._become("stopping" if stops else "shutting-down")
        begun = time.monotonic()
        await self._end_processes()
        if self.metadata:
            await self.metadata.close()
            self.metadata = None
        left = laptop().seconds(random.uniform(*_SHUTDOWN_SECONDS)) - (time.monotonic() - begun)
        await asyncio.sleep(max(0, left))
        self._become("stopped" if self.state == "stopping" else "terminated")
        self.ended_at = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S GMT")
        if self.state == "stopped":
            while (await self._wishes.get())[0] != "terminate":
                pass
            self._become("terminated")


def _end_all() -> None:
    for machine in _machines.values():
        if machine.process is not None:
            machine.process.kill()


# They end by themselves when this process ends; so they have ended before their folder is removed.
lifeline.last_acts.append(_end_all)
_machines: dict[str, Machine] = {}
_lives: set[asyncio.Task] = set()


def add(machine: Machine) -> None:
    """From here on it lives, until it is terminated; its record stays."""
    _machines[machine.id] = machine
    task = asyncio.get_running_loop().create_task(_lived(machine))
    _lives.add(task)
    task.add_done_callback(_lives.discard)


async def _lived(machine: Machine) -> None:
    try:
        await machine.live()
    except Exception:
        # Whatever went wrong here, nothing of it may go on running.
        machine.reason = BY_FAILURE
        with contextlib.suppress(Exception):
            await machine._end_processes()
        machine.record["State"] = {"Code": STATE_CODES["terminated"], "Name": "terminated"}
        raise


def find(instance_id: str) -> Machine | None:
    return _machines.get(instance_id)


def every(account: str | None = None, region: str | None = None) -> list[Machine]:
    return [one for one in _machines.values() if (account is None or one.account == account) and (region is None or one.region == region)]
