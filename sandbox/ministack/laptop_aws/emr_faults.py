"""What goes wrong with clusters and steps, as told at the start or through the admin door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

#: Kind: what it takes beside `kind`, with what is taken when it is left out. None: it must be told.
_KINDS: dict[str, dict[str, object]] = {
    # The first step of a cluster that runs `command` fails two minutes in without a message, if more clusters than this
    # were started in one minute.
    "first-step-silent": {"moreThanClustersPerMinute": None, "command": "folder"},
    # The cluster ends while it starts.
    "bootstrap-failure": {"name": "*", "times": 1},
    "internal-error": {"name": "*", "times": 1},
    # The cluster is made; the caller's connection breaks before the answer.
    "lost-answer": {"name": "*", "times": 1},
    # The step runs for ever.
    "step-hangs": {"name": "*", "step": "*", "times": 1},
    # YARN kills an executor's container, which exceeded its memory, as often as Spark tries again.
    "container-killed": {"name": "*", "step": "*", "times": 1, "exitCode": 137},
}
_MOST_TOGETHER_SECONDS = 60.0

#: In force unless the start says otherwise: what made every launch at one moment fail.
USUAL = [{"kind": "first-step-silent", "moreThanClustersPerMinute": 8}]


@dataclass
class Rule:
    kind: str
    settings: dict
    fired: int = 0

    def left(self) -> bool:
        return "times" not in self.settings or self.fired < self.settings["times"]

    def report(self) -> dict:
        return {"kind": self.kind, **self.settings, "fired": self.fired}


@dataclass
class Rules:
    held: list[Rule] = field(default_factory=list)

    def fire(self, kind: str, cluster: str, step: str = "") -> Rule | None:
        """The first rule of this kind that is meant for the cluster and step, counted as fired."""
        for rule in self.held:
            if (
                rule.kind == kind
                and rule.left()
                and fnmatchcase(cluster, rule.settings.get("name", "*"))
                and fnmatchcase(step, rule.settings.get("step", "*"))
            ):
                rule.fired += 1
                return rule
        return None

    def fire_silent(self, command: str, started: float, starts: Iterable[float]) -> bool:
        """Whether the first step of the cluster that started then fails. Moments are seconds of the sandbox's clock."""
        for rule in self.held:
            if (
                rule.kind == "first-step-silent"
                and rule.settings["command"] == command
                and most_together(started, starts) > rule.settings["moreThanClustersPerMinute"]
            ):
                rule.fired += 1
                return True
        return False


def most_together(started: float, starts: Iterable[float]) -> int:
    """The most starts within one minute that has this one in it."""
    near = sorted(one for one in starts if abs(one - started) < _MOST_TOGETHER_SECONDS)
    return max((sum(1 for one in near if first <= one < first + _MOST_TOGETHER_SECONDS) for first in near if first <= started), default=0)


def parse(rules: object) -> list[Rule]:
    """@raises ValueError"""
    if not isinstance(rules, list):
        raise ValueError("rules is a list")
    return [_parse(rule) for rule in rules]


def _parse(rule: object) -> Rule:
    if not isinstance(rule, dict) or rule.get("kind") not in _KINDS:
        raise ValueError(f"a rule's kind is one of {', '.join(_KINDS)}")
    known = _KINDS[rule["kind"]]
    given = {name: value for name, value in rule.items() if name != "kind"}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"{rule['kind']} takes {', '.join(known)}, not {name}")
        wanted = int if isinstance(known[name], int) or known[name] is None else str
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ValueError(f"{name} of {rule['kind']} is a {'number' if wanted is int else 'text'}")
    missing = [name for name, usual in known.items() if usual is None and name not in given]
    if missing:
        raise ValueError(f"{rule['kind']} needs {', '.join(missing)}")
    return Rule(rule["kind"], {**known, **given})
