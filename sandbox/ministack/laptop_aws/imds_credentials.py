"""Credentials of an instance's role: sessions as EC2 makes them, changed for new ones before they end
(AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from ministack.core import iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import ec2, iam, sts

#: EC2's own; scripts of failures may set a shorter one.
USUAL_SECONDS = 3600
#: "We make new credentials available at least five minutes before the expiration of the old credentials."
_BEFORE_END_SECONDS = 300

_seconds = [USUAL_SECONDS]


def last_for(seconds: int) -> None:
    """Of all that are made from now on; those that were handed out keep their end."""
    _seconds[0] = seconds


@dataclass(frozen=True)
class Held:
    document: dict
    ends_at: float
    lasts: float
    role_arn: str


def role_of(machine) -> dict | None:
    """The role that the instance's profile holds now."""
    profile = machine.record.get("IamInstanceProfile")
    if not profile:
        return None
    with request_scope(machine.account, machine.region):
        held = iam._lookup_instance_profile(arn=profile["Arn"])
        names = (held or {}).get("Roles") or []
        return iam._roles.get(names[0]) if names else None


def tags_of(machine) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in ec2._tags.get_scoped(machine.account, machine.region, machine.id) or []}


def written(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def current(machine, held: Held | None) -> Held:
    """What was handed out before, as long as it lasts long enough; then new ones."""
    role = role_of(machine)
    now = time.time()
    if held and role and held.role_arn == role["Arn"] and held.ends_at - now > min(_BEFORE_END_SECONDS, held.lasts / 2):
        return held
    if role is None or not _trusts_ec2(role):
        document = {
            "Code": "AssumeRoleUnauthorizedAccess",
            "Message": "EC2 cannot assume the role. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/"
            "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.",
            "LastUpdated": written(now),
        }
        return Held(document, now, 0, "")
    return _new(machine, role, now)


def _new(machine, role: dict, now: float) -> Held:
    key, secret, token = iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token()
    lasts = _seconds[0]
    # Whole seconds: what is written is what holds.
    ends_at = int(now) + lasts
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{machine.account}:assumed-role/{role['RoleName']}/{machine.id}",
            "UserId": f"{role['RoleId']}:{machine.id}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": float(ends_at),
            "AccountId": machine.account,
            "PrincipalType": "AssumedRole",
        },
    )
    document = {
        "Code": "Success",
        "LastUpdated": written(now),
        "Type": "AWS-HMAC",
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "Token": token,
        "Expiration": written(ends_at),
    }
    return Held(document, ends_at, lasts, role["Arn"])


def _trusts_ec2(role: dict) -> bool:
    policy = role.get("AssumeRolePolicyDocument") or "{}"
    statements = (json.loads(policy) if isinstance(policy, str) else policy).get("Statement", [])
    allowed = False
    for statement in [statements] if isinstance(statements, dict) else statements:
        actions = statement.get("Action", [])
        actions = [actions] if isinstance(actions, str) else actions
        principal = statement.get("Principal")
        named = principal == "*" or iam_evaluator._service_principal_matches(principal, "ec2.amazonaws.com")
        if named and iam_evaluator._action_matches("sts:AssumeRole", actions, []):
            if statement.get("Effect") == "Deny":
                return False
            allowed = True
    return allowed


def may(machine, action: str, resource_arn: str = "*") -> bool:
    """Whether the instance's role, as it is now, allows an action of the instance."""
    role = role_of(machine)
    if role is None or not _trusts_ec2(role):
        return False
    policies = iam_evaluator._gather_role_policies(role["RoleName"], machine.account)
    limits = iam_evaluator._permissions_boundary(iam._roles, role["RoleName"], machine.account)
    asked = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{machine.account}:assumed-role/{role['RoleName']}/{machine.id}",
        principal_type="AssumedRole",
        principal_account=machine.account,
        action=action,
        resource_arn=resource_arn,
        region=machine.region,
    )
    return iam_evaluator.evaluate(asked, policies, *limits).decision == "Allow"
