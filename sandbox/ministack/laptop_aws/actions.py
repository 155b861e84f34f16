"""Which permissions an S3 call needs, on exactly which resources."""

from ministack.core import iam_actions
from ministack.services import s3

from .calls import copy_source
from .replacing import wrap

_TAGGING = {False: "s3:GetObjectTagging", True: "s3:GetObjectVersionTagging"}


def install() -> None:
    wrap(iam_actions, "_s3_action", _exact_action)
    wrap(iam_actions, "extract_iam_action", _by_path_only)
    wrap(iam_actions, "extract_resource_arn", _exact_resource)
    wrap(iam_actions, "s3_additional_checks", _with_tags)


def _exact_action(original):
    def s3_action(method, path, query_params):
        bucket, key = s3._parse_bucket_key(path, {})
        # A key of slashes only is a key; taken apart at its slashes it would make the call one on the bucket.
        plain = f"/{bucket}/key" if key else f"/{bucket}"
        # What has no action would pass unjudged: it gets one that only a wildcard names.
        return original(method, plain, query_params) or "Unknown"

    return s3_action


def _by_path_only(original):
    def extract_iam_action(service, method, path, headers, body, query_params):
        if service == "s3":
            # The original would believe an Action parameter or an X-Amz-Target header, which S3 does not have.
            return f"s3:{iam_actions._s3_action(method, path, query_params)}"
        return original(service, method, path, headers, body, query_params)

    return extract_iam_action


def _exact_resource(original):
    def extract_resource_arn(service, method, path, *rest, **named):
        if service == "s3":
            bucket, key = s3._parse_bucket_key(path, {})
            if bucket and key:
                # The original drops empty segments, so that `a//b` would be judged as `a/b`.
                return f"arn:aws:s3:::{bucket}/{key}"
        arn = original(service, method, path, *rest, **named)
        if service == "ssm" and ":parameter/aws/service/" in arn:
            # AWS's own parameters are no account's (systems-manager/latest/userguide/parameter-store-public-parameters).
            cloud, _, region, _, name = arn.split(":", 5)[1:6]
            return f"arn:{cloud}:ssm:{region}::{name}"
        return arn

    return extract_resource_arn


def _with_tags(original):
    def s3_additional_checks(method, path, headers, body, query_params):
        return [*original(method, path, headers, body, query_params), *tag_checks(method, path, headers, query_params)]

    return s3_additional_checks


def tag_checks(method: str, path: str, headers: dict, query: dict) -> list[tuple[str, str]]:
    """Tags need permissions of their own (API_CopyObject, API_PutObject, API_CreateMultipartUpload: "Permissions")."""
    bucket, key = s3._parse_bucket_key(path, headers)
    if not key or "uploadId" in query or iam_actions._s3_action(method, path, query) != "PutObject":
        return []
    target = ("s3:PutObjectTagging", f"arn:aws:s3:::{bucket}/{key}")
    source = copy_source(headers) if method == "PUT" else None
    if source is None or headers.get("x-amz-tagging-directive", "COPY").upper() == "REPLACE":
        return [target] if headers.get("x-amz-tagging") else []
    version = source.version
    if version is None:
        current = (s3._buckets.get(source.bucket) or {}).get("objects", {}).get(source.key) or {}
        version = current.get("version_id")
    if not s3._object_tags.get((source.bucket, source.key, version)):
        return []
    return [(_TAGGING[source.version is not None], f"arn:aws:s3:::{source.bucket}/{source.key}"), target]
