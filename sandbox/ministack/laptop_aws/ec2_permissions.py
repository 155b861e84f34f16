"""Who may do what with instances: each call is judged on every resource that it touches, with the condition keys of each
(docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html, list_awssystemsmanager.html)."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass, field

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, ssm

from .ec2_request import LaunchRequest
from .replacing import wrap


@dataclass(frozen=True)
class Check:
    action: str
    resource: str
    context: dict = field(default_factory=dict)


#: What the request under way is to be judged on; None: as ministack does it.
_checks: ContextVar[list[Check] | None] = ContextVar("laptop_aws_ec2_checks", default=None)
_denied: ContextVar[Check | None] = ContextVar("laptop_aws_ec2_denied", default=None)
#: Of these the first check is ministack's own; ours stand in its place.
_JUDGED = frozenset({"ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateTags", "ssm:SendCommand"})


def install() -> None:
    wrap(iam_actions, "extract_resource_arn", _exact_resource)
    wrap(iam_evaluator, "enforce", _on_every_resource)
    wrap(iam_actions, "access_denied_response", _naming_the_resource)


def _exact_resource(original):
    def extract_resource_arn(service, method, path, headers, body, query_params, region="", account_id="", *rest, **named):
        _checks.set(None)
        if service == "ec2":
            action = iam_actions._query_param(query_params, "Action")
            if action.startswith("Describe") and "VerifiedAccess" not in action:
                # No Describe of EC2 knows resources: a policy that names one does not allow it.
                return "*"
            makes = {"RunInstances": _launch, "TerminateInstances": _terminate, "CreateTags": _tag}
            if action in makes:
                _checks.set(makes[action](query_params))
        elif service == "ssm":
            action = iam_actions._action_from_target(headers)
            if action == "SendCommand":
                _checks.set(_send(body))
            elif action in ("GetParameter", "GetParameters"):
                name = iam_actions._param(body, query_params, "Name")
                if ssm._public_parameter(name):
                    # Public parameters belong to no account (systems-manager/latest/userguide/parameter-store-public-parameters.html).
                    return f"arn:aws:ssm:{region}::parameter{name}"
        return original(service, method, path, headers, body, query_params, region, account_id, *rest, **named)

    return extract_resource_arn


def _on_every_resource(original):
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        checks = _checks.get()
        if iam_action not in _JUDGED or not checks:
            return original(access_key_id, iam_action, service, region, resource_arn=resource_arn, service_context=service_context)
        _checks.set(None)
        for check in checks:
            found = original(
                access_key_id, check.action, service, region, resource_arn=check.resource, service_context=check.context
            )
            if found is not None:
                _denied.set(check)
                return found
        return None

    return enforce


def _naming_the_resource(original):
    def access_denied_response(service, action, principal_arn, request_id, **named):
        check = _denied.get()
        if check is not None and service == "ec2" and not named.get("error_code"):
            reason = (
                "with an explicit deny in an identity-based policy"
                if named.get("explicit_deny")
                else f"because no identity-based policy allows the {check.action} action"
            )
            named["message"] = (
                f"You are not authorized to perform this operation. User: {principal_arn} is not authorized to perform: "
                f"{check.action} on resource: {check.resource} {reason}."
            )
        elif check is not None and service == "ssm":
            named["resource_arn"] = check.resource
        return original(service, action, principal_arn, request_id, **named)

    return access_denied_response


def _arn(kind: str, name: str = "*", account: str | None = None) -> str:
    return f"arn:aws:ec2:{get_region()}:{get_account_id() if account is None else account}:{kind}/{name}"


def _tags_asked(tags: dict[str, str]) -> dict:
    return {**{f"aws:requesttag/{key}".lower(): value for key, value in tags.items()}, "aws:tagkeys": list(tags) or None}


def _tags_held(resource_id: str, *names: str) -> dict:
    held = ec2._tags.get(resource_id) or []
    return {f"{name}/{tag['Key']}".lower(): tag["Value"] for tag in held for name in names}


def _launch(query: dict) -> list[Check]:
    asked = LaunchRequest.of(query)
    profile, role = asked.profile_and_role()
    subnet = next(iter(asked.subnets()), {})
    network = subnet.get("VpcId", "*")
    common = {"ec2:region": get_region()}
    zonal = {**common, "ec2:availabilityzone": subnet.get("AvailabilityZone", "")}
    within = {**common, "ec2:vpc": _arn("vpc", network)}
    instance = {
        **zonal,
        "ec2:instancetype": asked.instance_type,
        "ec2:metadatahttptokens": asked.metadata_tokens,
        "ec2:metadatahttpendpoint": "enabled",
        "ec2:tenancy": "default",
        "ec2:ebsoptimized": "false",
        "ec2:rootdevicetype": "ebs",
        **({"ec2:instanceprofile": profile["Arn"]} if profile else {}),
        **_tags_asked(asked.tags("instance")),
    }
    checks = [
        Check("ec2:RunInstances", _arn("image", asked.image_id, ""), {**common, "ec2:owner": "amazon", "ec2:public": "true"}),
        Check("ec2:RunInstances", _arn("instance"), instance),
        Check("ec2:RunInstances", _arn("volume"), {**zonal, **_tags_asked(asked.tags("volume")), "ec2:volumetype": "gp3"}),
        Check("ec2:RunInstances", _arn("network-interface"), {**zonal, **within, **_tags_asked(asked.tags("network-interface"))}),
        # Where none is named, of the default network, as EC2 does.
        _of_network("subnet", subnet.get("SubnetId", asked.subnet_id), {**zonal, **within}),
        *(_of_network("security-group", group, within) for group in asked.groups_in(network)),
    ]
    for kind in ("instance", "volume", "network-interface"):
        if asked.tags(kind):
            checks.append(Check("ec2:CreateTags", _arn(kind), {"ec2:createaction": "RunInstances", **_tags_asked(asked.tags(kind))}))
    if role:
        checks.append(Check("iam:PassRole", role["Arn"], {"iam:passedtoservice": "ec2.amazonaws.com"}))
    return checks


def _of_network(kind: str, name: str, context: dict) -> Check:
    return Check("ec2:RunInstances", _arn(kind, name), {**context, **_tags_held(name, "aws:resourcetag", "ec2:resourcetag")})


def _terminate(query: dict) -> list[Check]:
    ids = ec2._parse_member_list(query, "InstanceId")
    return [Check("ec2:TerminateInstances", _arn("instance", one), _tags_held(one, "aws:resourcetag", "ec2:resourcetag")) for one in ids]


def _tag(query: dict) -> list[Check]:
    tags = {tag["Key"]: tag["Value"] for tag in ec2._parse_tags(query)}
    return [
        Check(
            "ec2:CreateTags",
            _arn(ec2._guess_resource_type(one), one),
            {**_tags_asked(tags), **_tags_held(one, "aws:resourcetag", "ec2:resourcetag")},
        )
        for one in ec2._parse_member_list(query, "ResourceId")
    ]


def _send(body: bytes) -> list[Check]:
    try:
        data = json.loads(body or b"{}")
        document, ids = str(data.get("DocumentName", "")), [str(one) for one in data.get("InstanceIds") or []]
    except (ValueError, AttributeError, TypeError):
        return [Check("ssm:SendCommand", "*")]
    # Documents of AWS belong to no account.
    place = "" if document.startswith("AWS-") else get_account_id()
    checks = [Check("ssm:SendCommand", f"arn:aws:ssm:{get_region()}:{place}:document/{document}")]
    # Whoever names instances by their tags may reach any.
    for one in ids or ["*"]:
        checks.append(Check("ssm:SendCommand", _arn("instance", one), _tags_held(one, "aws:resourcetag", "ssm:resourcetag")))
    return checks


