"""Whoever may not list a bucket is not told that a key is missing: 403 in place of 404 (API_GetObject, API_HeadObject, API_CopyObject)."""

from ministack.core import iam_evaluator
from ministack.core.responses import get_region, request_scope
from ministack.services import s3

from .calls import Answer, Call


def hide(call: Call, answer: Answer) -> Answer:
    # A HEAD's answer has no body to name its error.
    if answer[0] != 404 or not call.access_key or not call.key or (call.method != "HEAD" and b"<Code>NoSuchKey</Code>" not in answer[2]):
        return answer
    bucket = call.source.bucket if call.source else call.bucket
    # By then the request's account is the bucket owner's: the question is about the caller.
    with request_scope(call.account, get_region()):
        refused = iam_evaluator.enforce(call.access_key, "s3:ListBucket", "s3", get_region(), resource_arn=f"arn:aws:s3:::{bucket}")
    if refused is None:
        return answer
    return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}")
