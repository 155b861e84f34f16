"""The expected-owner headers, on every S3 call (userguide/bucket-owner-condition)."""

import re

from ministack.services import s3

from .calls import Answer, Call
from .ownership import owner_of

_ACCOUNT = re.compile(r"\d{12}")


def refuse(call: Call) -> Answer | None:
    expectations = [("x-amz-expected-bucket-owner", call.bucket)]
    if call.source is not None:
        expectations.append(("x-amz-source-expected-bucket-owner", call.source.bucket))
    for header, bucket in expectations:
        expected = call.headers.get(header)
        if expected is None:
            continue
        if not _ACCOUNT.fullmatch(expected):
            return s3._error(
                "InvalidBucketOwnerAWSAccountID", "The value of the expected bucket owner parameter must be an AWS Account ID", 400
            )
        owner = owner_of(bucket)
        # A bucket that does not exist is the handler's to tell.
        if owner is not None and owner != expected:
            return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}")
    return None
