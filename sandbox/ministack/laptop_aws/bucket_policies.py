"""A bucket's policy is read before it is taken (userguide/example-bucket-policies, IAM/reference_policies_elements_principal).

A grant that names a role that does not exist, or a statement about another bucket, is an error at AWS and not a silent nothing.
"""

import json
import re

from ministack.services import iam, s3

from .replacing import wrap

#: userguide/bucket-policies: "Bucket policies are limited to 20 KB in size".
_LONGEST_POLICY_BYTES = 20 * 1024
_ACCOUNT = re.compile(r"\d{12}")
_PRINCIPAL = re.compile(r"arn:aws:(?:iam|sts)::(\d{12}):(root|role/.+|user/.+|assumed-role/[^/]+/[^/]+)")


def install() -> None:
    wrap(s3, "_put_bucket_policy", _read_first)


def _read_first(original):
    def put_bucket_policy(name, body):
        if name in s3._buckets:
            if len(body) > _LONGEST_POLICY_BYTES:
                return s3._error("PolicyTooLarge", "Your policy exceeds the maximum allowed document size.", 400, f"/{name}")
            fault = fault_of(name, body)
            if fault is not None:
                return s3._error("MalformedPolicy", fault, 400, f"/{name}")
        return original(name, body)

    return put_bucket_policy


def fault_of(bucket: str, body: bytes) -> str | None:
    try:
        policy = json.loads(body)
    except ValueError:
        return "This policy contains invalid Json"
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements or not all(isinstance(one, dict) for one in statements):
        return "Missing required field Statement"
    for statement in statements:
        fault = _statement_fault(bucket, statement)
        if fault is not None:
            return fault
    return None


def _statement_fault(bucket: str, statement: dict) -> str | None:
    if statement.get("Effect") not in ("Allow", "Deny"):
        return "Missing required field Effect"
    if "NotPrincipal" in statement:
        # ministack reads none, and a Deny that it does not read would let everyone in.
        return "The laptop's AWS does not judge NotPrincipal"
    for field in ("Principal", "Action", "Resource"):
        if field not in statement and f"Not{field}" not in statement:
            return f"Missing required field {field}"
    if any(not action.startswith("s3:") and action != "*" for action in _listed(statement.get("Action", []))):
        return "Policy has invalid action"
    arn = f"arn:aws:s3:::{bucket}"
    if any(resource != arn and not resource.startswith(f"{arn}/") for resource in _listed(statement.get("Resource", []))):
        return "Policy has invalid resource"
    principal = statement.get("Principal", "*")
    named = _listed(principal.get("AWS", [])) if isinstance(principal, dict) else _listed(principal)
    return None if all(_principal_exists(one) for one in named) else "Invalid principal in policy"


def _principal_exists(principal: str) -> bool:
    if principal == "*" or _ACCOUNT.fullmatch(principal):
        return True
    found = _PRINCIPAL.fullmatch(principal)
    if found is None:
        return False
    account, resource = found.groups()
    kind, _, path = resource.partition("/")
    if kind == "root":
        return True
    if kind == "assumed-role":
        return iam._roles.contains_scoped(account, None, path.partition("/")[0])
    held = (iam._roles if kind == "role" else iam._users).get_scoped(account, None, path.rpartition("/")[2])
    return held is not None and held["Arn"] == principal


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
