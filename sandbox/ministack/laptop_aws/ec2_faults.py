"""Failures of EC2 that a script asks for, and what may be set about machines. Through the sandbox's own door:

POST /_bucket-brigade/machines/faults     {fault, instanceType?, availabilityZone?, after?: 0, times?: 1 | null}: the next
                                          RunInstances that fit fail; after so many that pass; null: until faults are cleared
                                          fault: InsufficientInstanceCapacity | RequestLimitExceeded | InternalError | lost-answer
                                          (lost-answer: the instance is made, and the connection ends without an answer)
POST /_bucket-brigade/machines/settings   {vcpuLimit?, credentialSeconds?}
POST /_bucket-brigade/machines/clear      {}: no faults, and settings as at the start
POST /_bucket-brigade/machines/kill       {instanceId}: its processes get SIGKILL, as when its host dies
GET  /_bucket-brigade/machines            every machine of the sandbox, ended ones too
"""

from __future__ import annotations

from dataclasses import dataclass

from . import admin, imds_credentials, machines

FAULTS = ("InsufficientInstanceCapacity", "RequestLimitExceeded", "InternalError", "lost-answer")
#: EC2's usual quota here: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances" (ec2-on-demand-instances.html).
USUAL_VCPU_LIMIT = 1280
_SHORTEST_CREDENTIALS = 1

vcpu_limit = [USUAL_VCPU_LIMIT]


@dataclass
class Fault:
    fault: str
    instance_type: str | None
    zone: str | None
    after: int
    times: int | None


_faults: list[Fault] = []


def install() -> None:
    admin.more |= {
        ("POST", "machines/faults"): _add,
        ("POST", "machines/settings"): _set,
        ("POST", "machines/clear"): _clear,
        ("POST", "machines/kill"): _kill,
        ("GET", "machines"): _list,
    }


def strike(instance_type: str, zone: str | None, *kinds: str) -> str | None:
    """The failure of these kinds that a request meets in this zone; without a zone, one that is not of a zone."""
    for fault in list(_faults):
        if fault.fault not in kinds or (fault.instance_type or instance_type) != instance_type or fault.zone != zone:
            continue
        if fault.after > 0:
            fault.after -= 1
            continue
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                _faults.remove(fault)
        return fault.fault
    return None


def _add(body: dict) -> tuple[int, dict]:
    kind, after, times = body.get("fault"), body.get("after", 0), body.get("times", 1)
    if kind not in FAULTS:
        return 400, {"error": f"fault is one of {', '.join(FAULTS)}"}
    if type(after) is not int or after < 0 or not (times is None or (type(times) is int and times > 0)):
        return 400, {"error": "after counts from 0, times from 1; times is null for ever"}
    _faults.append(Fault(kind, body.get("instanceType"), body.get("availabilityZone"), after, times))
    return 200, {"faults": len(_faults)}


def _set(body: dict) -> tuple[int, dict]:
    limit, seconds = body.get("vcpuLimit"), body.get("credentialSeconds")
    if (limit is not None and (type(limit) is not int or limit < 0)) or set(body) - {"vcpuLimit", "credentialSeconds"}:
        return 400, {"error": "Expected vcpuLimit and credentialSeconds"}
    if seconds is not None and (type(seconds) is not int or not _SHORTEST_CREDENTIALS <= seconds <= 43_200):
        return 400, {"error": "credentialSeconds is a number from 1 to 43200"}
    if limit is not None:
        vcpu_limit[0] = limit
    if seconds is not None:
        imds_credentials.last_for(seconds)
    return 200, {}


def _clear(_body: dict) -> tuple[int, dict]:
    _faults.clear()
    vcpu_limit[0] = USUAL_VCPU_LIMIT
    imds_credentials.last_for(imds_credentials.USUAL_SECONDS)
    return 200, {}


def _kill(body: dict) -> tuple[int, dict]:
    machine = machines.find(str(body.get("instanceId")))
    if machine is None or machine.process is None:
        return 404, {"error": f"No machine runs with the id {body.get('instanceId')}"}
    machine.process.kill()
    return 200, {"killed": machine.id}


def _list(_body: dict) -> tuple[int, dict]:
    return 200, {
        "machines": [
            {
                "instanceId": one.id,
                "account": one.account,
                "region": one.region,
                "state": one.state,
                "pid": one.process.pid if one.process else None,
                "folder": str(one.folder),
                "metadata": one.metadata.url if one.metadata else None,
                "reason": one.reason[1] if one.reason else None,
            }
            for one in machines.every()
        ]
    }
