"""Who asks, and what a bucket's policy says of them: a caller from another account is judged as its own principal.

ministack evaluates another account's caller as that account's root, so that a policy naming one role let in every one.
Here the identity policies and the bucket's own policy are weighed together, by the principal that signed
(IAM/reference_policies_evaluation-logic-cross-account): another account's caller needs an Allow from both sides.
"""

import functools
import json
from contextvars import ContextVar

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, s3

from .calls import judged
from .ownership import owner_of
from .replacing import wrap

_S3_ARN = "arn:aws:s3:::"
# The root of a bucket's account can always mend its policy, whatever it says (userguide: "Bucket policies", "explicit deny").
_MENDS_POLICY = frozenset({"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"})

#: A name that is taken is told as taken (BucketAlreadyExists): no bucket's policy has a say in CreateBucket.
_creating: ContextVar[bool] = ContextVar("laptop_aws_creating", default=False)
_refused_abroad: ContextVar[bool] = ContextVar("laptop_aws_refused_abroad", default=False)


def install() -> None:
    wrap(s3, "bucket_policy_for_arn", _policy_of_owner)
    wrap(s3, "_foreign_bucket_allows", _judged_already)
    wrap(iam_evaluator, "enforce", _remembering)
    wrap(iam_evaluator, "_resolve_condition_key", _condition_keys)
    wrap(iam_actions, "access_denied_response", _plain_abroad)


def bucket_of(resource_arn: str) -> str | None:
    return resource_arn[len(_S3_ARN) :].partition("/")[0] if resource_arn.startswith(_S3_ARN) else None


@functools.lru_cache(maxsize=64)
def _opened(policy: str) -> dict:
    return json.loads(policy)


def _policy_of_owner(original):
    def bucket_policy_for_arn(resource_arn):
        bucket = bucket_of(resource_arn)
        if bucket is None:
            return original(resource_arn)
        owner = owner_of(bucket)
        if owner is None or _creating.get():
            return None
        return _opened(s3._bucket_policies.get_scoped(owner, None, bucket) or "{}"), owner

    return bucket_policy_for_arn


def _remembering(original):
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        _creating.set(iam_action == "s3:CreateBucket")
        verdict = original(access_key_id, iam_action, service, region, resource_arn=resource_arn, service_context=service_context)
        bucket = bucket_of(resource_arn) if service == "s3" else None
        if bucket is None or _creating.get():
            return verdict
        if owner_of(bucket) is None:
            # There is no owner to ask: S3 tells anybody, even without credentials, that a bucket does not exist (NoSuchBucket).
            return None
        if verdict is None and iam_evaluator.is_root_access_key(access_key_id):
            verdict = _judge_root(access_key_id, iam_action, resource_arn, bucket, region, service_context or {})
        buckets = judged.get()
        if verdict is None and access_key_id and buckets is not None:
            buckets.add(bucket)
        elif verdict is not None:
            _refused_abroad.set(owner_of(bucket) not in (None, get_account_id()))
        return verdict

    return enforce


def _judge_root(access_key_id, action, resource_arn, bucket, region, service_context):
    """An account's root needs no identity policy, but a bucket's policy binds it too."""
    account, owner = get_account_id(), owner_of(bucket)
    if not access_key_id or owner is None or (owner == account and action in _MENDS_POLICY):
        return None
    policy = s3._bucket_policies.get_scoped(owner, None, bucket)
    if owner == account and not policy:
        return None
    arn = f"arn:aws:iam::{account}:root"
    ctx = iam_evaluator.EvalContext(
        principal_arn=arn,
        principal_type="Root",
        principal_account=account,
        action=action,
        resource_arn=resource_arn,
        region=region or get_region(),
        service_context={key.lower(): value for key, value in service_context.items()},
    )
    verdict = iam_evaluator.evaluate_resource_policy(policy, ctx)
    if verdict.decision == "Allow" or (owner == account and verdict.decision == "ImplicitDeny"):
        return None
    verdict.principal_arn = arn
    if verdict.decision == "Deny":
        verdict.resource_policy_arn = resource_arn
    return verdict


def _judged_already(original):
    def foreign_bucket_allows(owner_account, bucket_name, key, method, query_params, caller, *rest, **named):
        if caller and bucket_name in (judged.get() or ()):
            return True
        return original(owner_account, bucket_name, key, method, query_params, caller, *rest, **named)

    return foreign_bucket_allows


def _condition_keys(original):
    def resolve_condition_key(key, ctx):
        name = key.lower()
        if name == "aws:principalarn" and ctx.principal_type == "AssumedRole":
            # Of a role's session the key holds the role's ARN (IAM/reference_policies_condition-keys, aws:PrincipalArn).
            role = iam_evaluator._role_name_from_assumed_arn(ctx.principal_arn)
            held = iam._roles.get_scoped(ctx.principal_account, None, role) or {}
            return held.get("Arn") or f"arn:aws:iam::{ctx.principal_account}:role/{role}"
        if name in ("aws:resourceaccount", "s3:resourceaccount"):
            bucket = bucket_of(ctx.resource_arn)
            owner = owner_of(bucket) if bucket else None
            if owner is not None:
                return owner
        return original(key, ctx)

    return resolve_condition_key


def _plain_abroad(original):
    def access_denied_response(service, action, principal_arn, request_id, **named):
        # To another account S3 says no more than this (userguide/troubleshoot-403-errors, "Access denied message examples").
        if service == "s3" and not named.get("error_code") and _refused_abroad.get():
            named["message"] = "Access Denied"
        return original(service, action, principal_arn, request_id, **named)

    return access_denied_response
