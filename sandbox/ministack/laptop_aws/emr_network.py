"""Where a cluster's machines go, and whether EMR's service role may put them there: AWS's own policy for it works only on a
network that carries its tag (ManagementGuide: emr-managed-iam-policies, "Tagging resources to use managed policies")."""

import json
import random
import uuid

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, iam

from .emr_order import Order, Refused

_TAG = "for-use-with-amazon-emr-managed-policies"
_POLICY = "service-role/AmazonEMRServicePolicy_v2"
_EC2 = "ec2.amazonaws.com"
#: The groups that EMR makes in a network that has none of these names, for public subnets (emr-man-sec-groups).
_OWN_GROUPS = {"EmrManagedMasterSecurityGroup": "ElasticMapReduce-master", "EmrManagedSlaveSecurityGroup": "ElasticMapReduce-slave"}


def install() -> None:
    # What that policy lets the role do with a cluster's network and machines; ministack knows no policy of the name.
    held = {"StringEquals": {f"aws:ResourceTag/{_TAG}": "true"}}
    asked = {"StringEquals": {f"aws:RequestTag/{_TAG}": "true"}}
    statements = [
        _allow("ec2:RunInstances", ["subnet", "security-group"], held),
        _allow("ec2:RunInstances", ["instance", "volume"], asked),
        _allow("ec2:RunInstances", ["network-interface", "image"]),
        _allow("ec2:CreateSecurityGroup", ["security-group"], asked),
        _allow("ec2:CreateSecurityGroup", ["vpc"], held),
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/EMR_EC2_DefaultRole",
            "Condition": {"StringLike": {"iam:PassedToService": f"{_EC2}*"}},
        },
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    record = iam._make_aws_managed_record(_POLICY, document, description="The part of AWS's policy that is judged here.")
    iam._aws_managed_policies[record["Arn"]] = record


def _allow(action: str, kinds: list[str], condition: dict | None = None) -> dict:
    resources = [f"arn:aws:ec2:*:*:{kind}/*" for kind in kinds]
    return {"Effect": "Allow", "Action": action, "Resource": resources, **({"Condition": condition} if condition else {})}


def refusal(order: Order, job_role: dict, service_role: dict) -> str | None:
    """What EMR ends a cluster with whose service role may not start its machines; None for one that may. EMR names neither the
    call nor the resource. Makes the groups that EMR makes. @raises Refused"""
    subnet = _subnet(order)
    tags = {tag["Key"]: tag["Value"] for tag in order.tags}
    asked = {**{f"aws:requesttag/{key}".lower(): value for key, value in tags.items()}, "aws:tagkeys": list(tags) or None}

    def may(action: str, resource: str, context: dict) -> bool:
        return _may(service_role, action, resource, context)

    missing, groups = [], []
    for field, name in _OWN_GROUPS.items():
        group = order.instances.get(field) or _group_of(name, subnet["VpcId"])
        if group:
            groups.append(group)
        else:
            missing.append(name)
    allowed = (
        may("ec2:RunInstances", _arn("subnet", subnet["SubnetId"]), _held(subnet["SubnetId"]))
        and all(may("ec2:RunInstances", _arn("security-group", group), _held(group)) for group in groups)
        and all(may("ec2:RunInstances", _arn(kind, "*"), asked) for kind in ("instance", "volume"))
        and may("iam:PassRole", job_role["Arn"], {"iam:passedtoservice": _EC2})
        and (
            not missing
            or may("ec2:CreateSecurityGroup", _arn("security-group", "*"), asked)
            and may("ec2:CreateSecurityGroup", _arn("vpc", subnet["VpcId"]), _held(subnet["VpcId"]))
        )
    )
    if not allowed:
        return f"Service role {service_role['Arn']} has insufficient EC2 permissions"
    for name in missing:
        _make_group(name, subnet["VpcId"], [dict(tag) for tag in order.tags])
    return None


def _subnet(order: Order) -> dict:
    ec2._init_defaults()
    named = [one for one in (order.instances.get("Ec2SubnetId"), *(order.instances.get("Ec2SubnetIds") or ())) if one]
    for one in named:
        if one not in ec2._subnets:
            raise Refused(f"The subnet ID '{one}' does not exist")
    choice = [ec2._subnets[one] for one in named] or [one for one in ec2._subnets.values() if one.get("DefaultForAz")]
    if not choice:
        raise Refused("No default VPC found in the region. Specify a subnet.")
    # EMR takes one of them, and says no rule; here the same for the same name.
    return random.Random(order.name).choice(sorted(choice, key=lambda one: one["SubnetId"]))


def _group_of(name: str, network: str) -> str | None:
    own = (one["GroupId"] for one in ec2._security_groups.values() if (one["GroupName"], one["VpcId"]) == (name, network))
    return next(own, None)


def _make_group(name: str, network: str, tags: list[dict]) -> None:
    """They stay when the cluster ends, as EMR's do; and they carry its tags."""
    group = f"sg-{uuid.uuid4().hex[:17]}"
    ec2._security_groups[group] = {
        "GroupId": group,
        "GroupName": name,
        "Description": f"{name.replace('ElasticMapReduce-', '').capitalize()} group for Elastic MapReduce",
        "VpcId": network,
        "OwnerId": get_account_id(),
        "IpPermissions": [],
        "IpPermissionsEgress": [],
    }
    ec2._tags[group] = tags


def _may(role: dict, action: str, resource: str, context: dict) -> bool:
    account = get_account_id()
    verdict = iam_evaluator.evaluate(
        iam_evaluator.EvalContext(
            principal_arn=f"arn:aws:sts::{account}:assumed-role/{role['RoleName']}/CCSSession",
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=get_region(),
            service_context=context,
        ),
        iam_evaluator._gather_role_policies(role["RoleName"], account),
    )
    return verdict.decision == "Allow"


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:ec2:{get_region()}:{get_account_id()}:{kind}/{name}"


def _held(resource_id: str) -> dict:
    return {f"aws:resourcetag/{tag['Key']}".lower(): tag["Value"] for tag in ec2._tags.get(resource_id) or []}
