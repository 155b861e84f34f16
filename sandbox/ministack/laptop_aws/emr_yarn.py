"""YARN's arithmetic on a cluster's nodes: which containers fit, which wait, which are refused."""

from dataclasses import dataclass, field

#: yarn.scheduler.minimum-allocation-mb: containers are a multiple of it.
_STEP_MB = 32
#: spark.yarn.am.memory of 512m and the least overhead: the application master of a driver in client mode.
_LEAST_OVERHEAD_MB = 384
#: EMR's spark.executor.memoryOverheadFactor; open Spark has 0.10.
OVERHEAD_FACTOR = 0.1875
AM_HEAP_MB = 512


class Refused(Exception):
    """YARN's client gives the application up. The message is the exception that it prints."""


@dataclass(frozen=True)
class Wish:
    """What an application asks for."""

    heap_mb: int
    overhead_mb: int | None
    overhead_factor: float
    executors: int | None
    cores: int
    am_heap_mb: int = AM_HEAP_MB

    @property
    def executor_overhead_mb(self) -> int:
        return overhead_of(self.heap_mb, self.overhead_mb, self.overhead_factor)

    @property
    def container_mb(self) -> int:
        return rounded(self.heap_mb + self.executor_overhead_mb)

    @property
    def am_mb(self) -> int:
        # The master's overhead goes by the factor for masters, 0.10 (running-on-yarn, spark.yarn.am.memoryOverhead).
        return rounded(self.am_heap_mb + overhead_of(self.am_heap_mb, None, 0.1))


@dataclass(frozen=True)
class Allocation:
    wish: Wish
    #: MB of each node, in the nodes' order, that this application holds.
    held: tuple[int, ...]
    executors: int

    def lines(self) -> list[str]:
        asked = self.wish.executors
        lines = [
            f"Container for the application master: {self.wish.am_mb} MB",
            f"Containers for executors: {self.executors} of {self.wish.container_mb} MB, {self.wish.cores} cores each",
        ]
        if asked is not None and self.executors < asked:
            waiting = asked - self.executors
            lines.append(f"{waiting} of the {asked} executors asked for wait: no node has {self.wish.container_mb} MB left")
        return lines


def overhead_of(heap_mb: int, given_mb: int | None, factor: float) -> int:
    return given_mb if given_mb is not None else max(_LEAST_OVERHEAD_MB, int(heap_mb * factor))


def rounded(mb: int) -> int:
    return -(-mb // _STEP_MB) * _STEP_MB


@dataclass
class Nodes:
    """The core and task nodes of one cluster."""

    capacities_mb: list[int]
    free_mb: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.free_mb = list(self.capacities_mb)

    def check(self, wish: Wish) -> None:
        """@raises Refused when no node could ever hold one of the containers."""
        most = max(self.capacities_mb, default=0)
        if wish.heap_mb + wish.executor_overhead_mb > most:
            raise Refused(
                f"java.lang.IllegalArgumentException: Required executor memory ({wish.heap_mb} MB), offHeap memory (0) MB, overhead "
                f"({wish.executor_overhead_mb} MB), and PySpark memory (0 MB) is above the max threshold ({most} MB) of this cluster! "
                "Please check the values of 'yarn.scheduler.maximum-allocation-mb' and/or 'yarn.nodemanager.resource.memory-mb'."
            )
        if wish.am_mb > most:
            raise Refused(
                f"java.lang.IllegalArgumentException: Required AM memory ({wish.am_heap_mb}+{wish.am_mb - wish.am_heap_mb} MB) is above "
                f"the max threshold ({most} MB) of this cluster! Please check the values of 'yarn.scheduler.maximum-allocation-mb' and/or "
                "'yarn.nodemanager.resource.memory-mb'."
            )

    def allocate(self, wish: Wish) -> Allocation | None:
        """The containers that fit now, the fewest where others hold the memory; None while not even one executor does."""
        free = list(self.free_mb)
        master = next((at for at, mb in enumerate(free) if mb >= wish.am_mb), None)
        if master is None:
            return None
        free[master] -= wish.am_mb
        executors = 0
        # In turn over the nodes, as heartbeats come in.
        while wish.executors is None or executors < wish.executors:
            fitting = [at for at, mb in enumerate(free) if mb >= wish.container_mb]
            if not fitting:
                break
            for at in fitting[: None if wish.executors is None else wish.executors - executors]:
                free[at] -= wish.container_mb
                executors += 1
        if executors == 0:
            return None
        held = tuple(before - after for before, after in zip(self.free_mb, free, strict=True))
        self.free_mb = free
        return Allocation(wish, held, executors)

    def release(self, allocation: Allocation) -> None:
        self.free_mb = [mb + held for mb, held in zip(self.free_mb, allocation.held, strict=True)]
