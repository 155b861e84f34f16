"""A request for a cluster or for steps, read as EMR reads it: what it refuses at once is refused here."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import emr_catalog
from .emr_catalog import InstanceType

# API_RunJobFlow, API_StepConfig, API_AutoTerminationPolicy; all strings of a step together: API_AddJobFlowSteps.
_LONGEST_NAME = 256
MOST_STEPS = 256
_LONGEST_STEP_CHARACTERS = 10_240
_IDLE_SECONDS = range(60, 604_801)
_ACTIONS_ON_FAILURE = ("TERMINATE_JOB_FLOW", "TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE")
_ROLES = ("MASTER", "CORE", "TASK")


class Refused(Exception):
    def __init__(self, message: str, code: str = "ValidationException") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Group:
    role: str
    type: InstanceType
    count: int
    request: dict


@dataclass(frozen=True)
class Order:
    name: str
    release: str
    groups: tuple[Group, ...]
    fleets: bool
    instances: dict
    instance_profile: str
    service_role: str
    applications: tuple[str, ...]
    steps: tuple[dict, ...]
    concurrency: int
    keep_alive: bool
    idle_seconds: int | None
    log_uri: str | None
    tags: tuple[dict, ...]
    request: dict

    def of(self, role: str) -> list[Group]:
        return [group for group in self.groups if group.role == role]


def read(request: dict) -> Order:
    """@raises Refused"""
    name = _text(request, "Name")
    if len(name) > _LONGEST_NAME:
        raise _constraint("name", f"Member must have length less than or equal to {_LONGEST_NAME}")
    release = _text(request, "ReleaseLabel")
    if release not in emr_catalog.RELEASES:
        raise Refused(f"The supplied release label is invalid: {release}.")
    instances = request.get("Instances")
    if not isinstance(instances, dict):
        raise _constraint("instances", "Member must not be null")
    if request.get("BootstrapActions"):
        raise Refused("The laptop's EMR has no images to bootstrap: leave BootstrapActions out.")
    groups = _groups(instances)
    concurrency = request.get("StepConcurrencyLevel", 1)
    if not isinstance(concurrency, int) or not 1 <= concurrency <= MOST_STEPS:
        raise Refused(f"StepConcurrencyLevel must be between 1 and {MOST_STEPS}.")
    return Order(
        name=name,
        release=release,
        groups=groups,
        fleets="InstanceFleets" in instances,
        instances=instances,
        instance_profile=_needed(request, "JobFlowRole", "InstanceProfile"),
        service_role=_needed(request, "ServiceRole", "ServiceRole"),
        applications=tuple(str(one.get("Name")) for one in request.get("Applications") or ()),
        steps=read_steps(request.get("Steps") or [], concurrency, active=0),
        concurrency=concurrency,
        keep_alive=bool(instances.get("KeepJobFlowAliveWhenNoSteps", False)),
        idle_seconds=_idle(request.get("AutoTerminationPolicy"), release),
        log_uri=_log_uri(request.get("LogUri")),
        tags=read_tags(request.get("Tags") or []),
        request=request,
    )


def read_steps(steps: Sequence[dict], concurrency: int, active: int) -> tuple[dict, ...]:
    """`active`: how many steps the cluster has that wait or run."""
    if len(steps) + active > MOST_STEPS:
        raise Refused("Maximum number of active steps(State = 'RUNNING', 'PENDING' or 'CANCELLING') for cluster exceeded.")
    for at, step in enumerate(steps, 1):
        work = step.get("HadoopJarStep")
        if not isinstance(work, dict) or not work.get("Jar"):
            raise _constraint(f"steps.{at}.member.hadoopJarStep.jar", "Member must not be null")
        if not step.get("Name") or len(step["Name"]) > _LONGEST_NAME:
            raise _constraint(f"steps.{at}.member.name", f"Member must have length between 1 and {_LONGEST_NAME}")
        action = step.get("ActionOnFailure", "TERMINATE_CLUSTER")
        if action not in _ACTIONS_ON_FAILURE:
            raise _constraint(f"steps.{at}.member.actionOnFailure", f"Member must satisfy enum value set: {list(_ACTIONS_ON_FAILURE)}")
        if concurrency > 1 and action != "CONTINUE":
            raise Refused("ActionOnFailure must be CONTINUE when StepConcurrencyLevel is greater than 1.")
        if sum(map(len, _strings(work))) > _LONGEST_STEP_CHARACTERS:
            raise Refused("Size of an individual step exceeded the maximum allowed")
    return tuple(steps)


def read_tags(tags: Sequence[dict]) -> tuple[dict, ...]:
    for tag in tags:
        key = tag.get("Key")
        if not key or len(key) > 128 or len(tag.get("Value") or "") > 256:
            raise Refused("Tags must have keys of 1 to 128 and values of 0 to 256 characters.")
        if key.lower().startswith("aws:"):
            raise Refused("Tag keys starting with 'aws:' are reserved for system use.")
    return tuple({"Key": tag["Key"], "Value": tag.get("Value") or ""} for tag in tags)


def _groups(instances: dict) -> tuple[Group, ...]:
    if "InstanceGroups" in instances and "InstanceFleets" in instances:
        raise Refused("Instance fleets and instance groups are mutually exclusive. Specify one of them.")
    if "InstanceFleets" in instances:
        groups = tuple(_of_fleet(fleet) for fleet in instances["InstanceFleets"])
    elif "InstanceGroups" in instances:
        groups = tuple(
            Group(str(one.get("InstanceRole")), _type(one.get("InstanceType")), _count(one.get("InstanceCount")), one)
            for one in instances["InstanceGroups"]
        )
    else:
        count = _count(instances.get("InstanceCount"))
        primary = _type(instances.get("MasterInstanceType"))
        groups = (Group("MASTER", primary, 1, {}),)
        if count > 1:
            groups += (Group("CORE", _type(instances.get("SlaveInstanceType")), count - 1, {}),)
    for group in groups:
        if group.role not in _ROLES:
            raise _constraint("instances.instanceGroups.member.instanceRole", f"Member must satisfy enum value set: {list(_ROLES)}")
    if [group.count for group in groups if group.role == "MASTER"] not in ([1], [3]):
        raise Refused("Exactly one MASTER instance group with 1 or 3 instances must be specified.")
    if any(group.role == "TASK" for group in groups) and not any(group.role == "CORE" for group in groups):
        raise Refused("A cluster with a TASK instance group must have a CORE instance group.")
    return groups


def _of_fleet(fleet: dict) -> Group:
    types = fleet.get("InstanceTypeConfigs") or []
    if not types:
        raise Refused("An instance fleet must have at least one instance type.")
    known = [_type(one.get("InstanceType")) for one in types]
    capacity = _count((fleet.get("TargetOnDemandCapacity") or 0) + (fleet.get("TargetSpotCapacity") or 0))
    # EMR chooses by what is to be had; on a laptop the first of the list is.
    weight = types[0].get("WeightedCapacity") or 1
    return Group(str(fleet.get("InstanceFleetType")), known[0], -(-capacity // weight), fleet)


def _type(name: object) -> InstanceType:
    found = emr_catalog.instance_type(name) if isinstance(name, str) else None
    if found is None:
        raise Refused(f"Instance type '{name}' is not supported.")
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise Refused("The instance count must be at least 1.")
    return value


def _idle(policy: object, release: str) -> int | None:
    if policy is None:
        return None
    seconds = policy.get("IdleTimeout", 3600) if isinstance(policy, dict) else None
    if seconds not in _IDLE_SECONDS:
        raise Refused(f"IdleTimeout must be between {_IDLE_SECONDS.start} and {_IDLE_SECONDS.stop - 1} seconds.")
    if not emr_catalog.supports_auto_termination(release):
        raise Refused(f"Auto-termination policy is not supported for release label {release}.")
    return seconds


def _log_uri(uri: object) -> str | None:
    if uri is None or uri == "":
        return None
    scheme, separator, place = str(uri).partition("://")
    if scheme not in ("s3", "s3n", "s3a") or not separator or not place.partition("/")[0]:
        raise Refused(f"The LogUri parameter is not a valid S3 path: {uri}")
    return f"s3://{place.rstrip('/')}/"


def _needed(request: dict, field: str, told: str) -> str:
    if not request.get(field):
        raise Refused(f"{told} is required for creating cluster.")
    return str(request[field]).rpartition("/")[2]


def _text(request: dict, field: str) -> str:
    value = request.get(field)
    if not isinstance(value, str) or not value:
        raise _constraint(field[0].lower() + field[1:], "Member must not be null")
    return value


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in _strings(inner)]
    return [text for inner in value for text in _strings(inner)] if isinstance(value, list) else []


def _constraint(place: str, rule: str) -> Refused:
    return Refused(f"1 validation error detected: Value at '{place}' failed to satisfy constraint: {rule}")
