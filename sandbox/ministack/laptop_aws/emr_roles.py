"""The roles of a cluster, and who may do what with clusters: IAM's side of EMR."""

import json
import time

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import emr, iam, sts, tagging

from .emr_order import Refused
from .replacing import wrap

# Actions on no cluster in particular (Service Authorization Reference, "Amazon Elastic MapReduce"): their resource is *.
_ON_NO_CLUSTER = frozenset(
    "RunJobFlow ListClusters DescribeReleaseLabel ListReleaseLabels ListSupportedInstanceTypes "
    "GetBlockPublicAccessConfiguration PutBlockPublicAccessConfiguration".split()
)
#: Instances' credentials live six hours in life; here no step lives that long.
_SESSION_SECONDS = 3600


def install() -> None:
    wrap(iam_actions, "extract_resource_arn", _cluster_of_call)
    wrap(iam_evaluator, "_resolve_condition_key", _own_condition_keys)
    tagging._RESOURCE_TAG_COLLECTORS["elasticmapreduce"] = _tags_of_clusters
    # ministack looks for a model of this name, and would find no call that carries tags.
    iam_actions._TAG_OPERATIONS["elasticmapreduce"] = frozenset(("RunJobFlow", "AddTags", "RemoveTags"))


def arn_of(cluster_id: str) -> str:
    return f"arn:aws:elasticmapreduce:{get_region()}:{get_account_id()}:cluster/{cluster_id}"


def _cluster_of_call(original):
    def extract_resource_arn(service, method, path, headers, body, *rest, **named):
        if service != "elasticmapreduce":
            return original(service, method, path, headers, body, *rest, **named)
        if headers.get("x-amz-target", "").rpartition(".")[2] in _ON_NO_CLUSTER:
            return "*"
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            request = {}
        ids = clusters_of(request) if isinstance(request, dict) else []
        return arn_of(ids[0]) if ids else arn_of("*")

    return extract_resource_arn


def clusters_of(request: dict) -> list[str]:
    several = request.get("JobFlowIds")
    if isinstance(several, list):
        return [str(one) for one in several]
    one = request.get("ClusterId") or request.get("JobFlowId") or request.get("ResourceId")
    return [str(one)] if one else []


def _tags_of_clusters():
    return [(record["ClusterArn"], record["Tags"]) for record in emr._clusters.values()]


def _own_condition_keys(original):
    def resolve_condition_key(key, ctx):
        name = key.lower()
        if name.startswith("elasticmapreduce:requesttag/"):
            return original(f"aws:{name.partition(':')[2]}", ctx)
        if name.startswith("elasticmapreduce:resourcetag/"):
            wanted = name.partition("/")[2]
            tags = tagging.resource_tags(ctx.resource_arn) or {}
            return next((value for held, value in tags.items() if held.lower() == wanted), None)
        return original(key, ctx)

    return resolve_condition_key


def refusal(access_key: str, action: str, resource_arn: str, **context: str):
    """The answer to whoever may not; None for whoever may."""
    service = action.partition(":")[0]
    verdict = iam_evaluator.enforce(access_key, action, service, get_region(), resource_arn=resource_arn, service_context=context)
    if verdict is None:
        return None
    principal = getattr(verdict, "principal_arn", None) or ""
    explicit = getattr(verdict, "decision", "") == "Deny"
    message = iam_actions.identity_denial_message(action, principal, resource_arn, explicit)
    return iam_actions.access_denied_response("elasticmapreduce", action, principal, "", message=message)


def role_of_profile(profile: str) -> dict:
    """@raises Refused"""
    held = iam._instance_profiles.get(profile)
    roles = [name if isinstance(name, str) else name.get("RoleName") for name in (held or {}).get("Roles", ())]
    role = iam._roles.get(roles[0]) if roles else None
    if role is None:
        raise Refused(f"Invalid InstanceProfile: {profile}.")
    return role


def service_role(name: str) -> dict:
    """@raises Refused"""
    role = iam._roles.get(name)
    if role is None:
        raise Refused(f"{name} is invalid")
    return role


def trusts(role: dict, service: str) -> bool:
    policy = role["AssumeRolePolicyDocument"]
    statements = (json.loads(policy) if isinstance(policy, str) else policy).get("Statement", [])
    for statement in [statements] if isinstance(statements, dict) else statements:
        actions = statement.get("Action", [])
        if (
            statement.get("Effect") == "Allow"
            and iam_evaluator._service_principal_matches(statement.get("Principal"), service)
            and iam_evaluator._action_matches("sts:AssumeRole", [actions] if isinstance(actions, str) else actions, [])
        ):
            return True
    return False


def session(account: str, role_name: str, instance: str) -> dict[str, str] | None:
    """Fresh credentials of the role for a node, as AWS's environment variables; None when the role is gone."""
    role = iam._roles.get_scoped(account, None, role_name)
    if role is None:
        return None
    access_key, secret, token = iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token()
    sts.register_session(
        access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{instance}",
            "UserId": f"{role['RoleId']}:{instance}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": time.time() + _SESSION_SECONDS,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
        },
    )
    return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}
