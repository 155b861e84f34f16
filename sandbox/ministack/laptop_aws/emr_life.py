"""The life of a cluster: from STARTING to its end, on the sandbox's clock, with its steps one after another."""

import asyncio
import contextvars
import logging
import random
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field

from . import emr_catalog, emr_faults, emr_nodes, emr_records, emr_spark, emr_yarn
from .environment import laptop

# How long it takes in life; a start is up to so much quicker or slower, the same for the same name.
STARTING_SECONDS, BOOTSTRAPPING_SECONDS = 150, 90
_START_SPREAD = 0.15
TERMINATING_SECONDS = 60
#: A cluster with this tag set to `cold` runs each step by a spark-submit of its own.
RUNNER_TAG = "bucket-brigade:runner"
#: On the laptop, whose processors may be busy; in no cluster's time.
_SPARK_STARTS_IN_SECONDS = 40
_CLUSTER_STATES = {
    "STARTING": ("BOOTSTRAPPING", "TERMINATING"),
    "BOOTSTRAPPING": ("RUNNING", "TERMINATING"),
    "RUNNING": ("WAITING", "TERMINATING"),
    "WAITING": ("RUNNING", "TERMINATING"),
    "TERMINATING": ("TERMINATED", "TERMINATED_WITH_ERRORS"),
}
_STEP_STATES = {
    "PENDING": ("RUNNING", "CANCELLED"),
    "RUNNING": ("COMPLETED", "FAILED", "CANCELLED", "INTERRUPTED", "CANCEL_PENDING"),
    "CANCEL_PENDING": ("CANCELLED", "INTERRUPTED"),
}
ENDED = ("TERMINATED", "TERMINATED_WITH_ERRORS")
#: Cluster states in which steps may be added (API_AddJobFlowSteps).
TAKES_STEPS = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING")

rules = emr_faults.Rules()
clusters: dict[str, "Cluster"] = {}


@dataclass
class Step:
    record: dict
    #: What CancelSteps asked for; None while nobody did.
    cancelled: str | None = None
    process: emr_spark.Process | None = None
    task: asyncio.Task | None = None

    @property
    def state(self) -> str:
        return self.record["Status"]["State"]

    @property
    def active(self) -> bool:
        return self.state in ("RUNNING", "CANCEL_PENDING")

    def become(self, state: str) -> None:
        _move(self.record["Status"], state, _STEP_STATES)
        if state != "CANCEL_PENDING":
            moment = "StartDateTime" if state == "RUNNING" else "EndDateTime"
            self.record["Status"]["Timeline"][moment] = emr_records.now()


@dataclass
class Cluster:
    account: str
    region: str
    record: dict
    job_role: str
    log_uri: str | None
    keep_alive: bool
    idle_seconds: int | None
    primary: emr_catalog.InstanceType
    nodes: emr_yarn.Nodes
    instances: int
    #: Does one step's work, from RUNNING to its end.
    work: Callable[["Cluster", Step], Coroutine]
    #: Why it cannot start at all, found only after the answer; None for one that can.
    invalid: str | None
    steps: list[Step] = field(default_factory=list)
    #: On the sandbox's clock.
    started: float = field(default_factory=lambda: sandbox_seconds())
    driver_mb: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task | None = None
    number_of_application: int = 0

    @property
    def id(self) -> str:
        return self.record["Id"]

    @property
    def state(self) -> str:
        return self.record["Status"]["State"]

    @property
    def cold(self) -> bool:
        return {"Key": RUNNER_TAG, "Value": "cold"} in self.record["Tags"]

    def begin(self) -> None:
        clusters[self.id] = self
        self.task = spawn(self._live())

    def add(self, steps: list[Step]) -> None:
        self.steps += steps
        self.changed.set()

    async def _live(self) -> None:
        around = random.Random(self.record["Name"]).uniform(1 - _START_SPREAD, 1 + _START_SPREAD)
        if not self.cold:
            spawn(_warm_up(laptop().seconds((STARTING_SECONDS + BOOTSTRAPPING_SECONDS) * around)))
        await asyncio.sleep(laptop().seconds(STARTING_SECONDS * around))
        if self.invalid is not None:
            self.end("VALIDATION_ERROR", self.invalid, with_errors=True)
        if rules.fire("internal-error", self.record["Name"]):
            self.end("INTERNAL_ERROR", "Failed to start the job flow due to an internal error", with_errors=True)
        self._become("BOOTSTRAPPING")
        emr_nodes.become(self.id, "running")
        await asyncio.sleep(laptop().seconds(BOOTSTRAPPING_SECONDS * around))
        if rules.fire("bootstrap-failure", self.record["Name"]):
            self.end("BOOTSTRAP_FAILURE", "On the master instance, application provisioning failed", with_errors=True)
        self._become("RUNNING")
        self.record["Status"]["Timeline"]["ReadyDateTime"] = emr_records.now()
        self._rent(running=True)
        await self._work()

    async def _work(self) -> None:
        while True:
            self.changed.clear()
            self._start_steps()
            if any(step.active or step.state == "PENDING" for step in self.steps):
                self._be("RUNNING")
                await self.changed.wait()
            elif not self.keep_alive:
                self.end("ALL_STEPS_COMPLETED", "Steps completed")
            else:
                self._be("WAITING")
                await self._wait_idle()

    async def _wait_idle(self) -> None:
        try:
            await asyncio.wait_for(self.changed.wait(), None if self.idle_seconds is None else laptop().seconds(self.idle_seconds))
        except (TimeoutError, asyncio.TimeoutError):
            self.end("ALL_STEPS_COMPLETED", "Cluster auto-terminated: idle time reached the auto-termination policy's timeout")

    def _start_steps(self) -> None:
        running = sum(step.active for step in self.steps)
        for step in self.steps:
            if running >= self.record["StepConcurrencyLevel"]:
                return
            if step.state == "PENDING":
                step.become("RUNNING")
                running += 1
                step.task = spawn(self.work(self, step))

    def step_failed(self, step: Step) -> None:
        action = step.record["ActionOnFailure"]
        if action in ("TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW"):
            self.request_end("STEP_FAILURE", "Shut down as step failed", with_errors=True)
        elif action == "CANCEL_AND_WAIT":
            for other in self.steps:
                if other.state == "PENDING":
                    other.become("CANCELLED")

    def end(self, code: str, message: str, with_errors: bool = False) -> None:
        """For this cluster's own task, which ends here."""
        self.request_end(code, message, with_errors)
        raise asyncio.CancelledError

    def request_end(self, code: str, message: str, with_errors: bool = False) -> None:
        """Begins TERMINATING; the first reason stays."""
        if self.state in ("TERMINATING", *ENDED):
            return
        self._become("TERMINATING")
        self.record["Status"]["StateChangeReason"] = {"Code": code, "Message": message}
        emr_nodes.become(self.id, "shutting-down")
        if self.task is not None:
            self.task.cancel()
        for step in self.steps:
            if step.state == "PENDING":
                step.become("CANCELLED")
            elif step.active:
                step.become("INTERRUPTED")
            if step.task is not None:
                step.task.cancel()
        self.task = spawn(self._terminate("TERMINATED_WITH_ERRORS" if with_errors else "TERMINATED"))

    async def _terminate(self, state: str) -> None:
        await asyncio.sleep(laptop().seconds(TERMINATING_SECONDS))
        self._become(state)
        emr_nodes.become(self.id, "terminated")
        self.record["Status"]["Timeline"]["EndDateTime"] = emr_records.now()
        self._rent(running=False)

    def _rent(self, running: bool) -> None:
        """What the cluster's groups and fleets hold of instances."""
        for group in self.record["InstanceGroups"]:
            group["RunningInstanceCount"] = group["RequestedInstanceCount"] if running else 0
            group["Status"]["State"] = "RUNNING" if running else "TERMINATED"
        for fleet in self.record["InstanceFleets"]:
            for kind in ("OnDemand", "Spot"):
                fleet[f"Provisioned{kind}Capacity"] = fleet[f"Target{kind}Capacity"] if running else 0
            fleet["Status"]["State"] = "RUNNING" if running else "TERMINATED"

    def _be(self, state: str) -> None:
        if self.state != state:
            self._become(state)

    def _become(self, state: str) -> None:
        _move(self.record["Status"], state, _CLUSTER_STATES)

    def starts_beside(self) -> Iterator[float]:
        return (one.started for one in clusters.values() if (one.account, one.region) == (self.account, self.region))


async def _warm_up(until_first_step: float) -> None:
    await asyncio.sleep(max(0.0, until_first_step - _SPARK_STARTS_IN_SECONDS))
    emr_spark.warm.ensure()


def _move(status: dict, state: str, table: dict[str, tuple[str, ...]]) -> None:
    if state not in table.get(status["State"], ()):
        raise AssertionError(f"{status['State']} does not become {state}")
    status["State"] = state


def sandbox_seconds() -> float:
    return time.monotonic() * laptop().time_scale


_tasks: set[asyncio.Task] = set()


def spawn(work: Coroutine) -> asyncio.Task:
    """A task of its own, which knows nothing of the request that it was made in."""
    task = contextvars.Context().run(asyncio.create_task, work)
    # The loop itself holds its tasks weakly only.
    _tasks.add(task)
    task.add_done_callback(_forget)
    return task


def _forget(task: asyncio.Task) -> None:
    _tasks.discard(task)
    if not task.cancelled() and task.exception() is not None:
        logging.getLogger("laptop_aws.emr").error("A task of the laptop's EMR failed", exc_info=task.exception())
