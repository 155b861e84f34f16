"""What S3 refuses as malformed, and ministack takes or fails on."""

import hashlib

from ministack.services import s3

from .calls import Answer, Call

#: In UTF-8 (userguide/object-keys).
LONGEST_KEY_BYTES = 1024
#: Names and values together (userguide/UsingMetadata, "User-defined object metadata").
_MOST_METADATA_BYTES = 2048
_SHA256_DIGITS = 64
# The least and the most that each numeric parameter may be (API_ListObjectsV2, API_ListParts, API_UploadPart).
_NUMBERS = {
    "max-keys": (0, 2**31 - 1),
    "max-uploads": (0, 2**31 - 1),
    "max-parts": (0, 2**31 - 1),
    "part-number-marker": (0, 2**31 - 1),
    "partNumber": (1, 10_000),
}


def refuse(call: Call) -> Answer | None:
    for key in (call.key, call.source.key if call.source else ""):
        if len(key.encode("utf-8", "surrogatepass")) > LONGEST_KEY_BYTES:
            return s3._error("KeyTooLongError", "Your key is too long", 400)
    if call.method in ("PUT", "POST"):
        held = sum(
            len(name) - len("x-amz-meta-") + len(value.encode()) for name, value in call.headers.items() if name.startswith("x-amz-meta-")
        )
        if held > _MOST_METADATA_BYTES:
            return s3._error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400)
    # The signature covers the digest that is claimed; whether it is the body's, S3 looks itself (sigv4 header auth).
    claimed = call.headers.get("x-amz-content-sha256", "")
    if len(claimed) == _SHA256_DIGITS and claimed != hashlib.sha256(call.body).hexdigest():
        return s3._error("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.", 400)
    for name in call.query.keys() & _NUMBERS.keys():
        least, most = _NUMBERS[name]
        value = s3._qp(call.query, name)
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            return s3._error("InvalidArgument", f"Provided {name} not an integer or within integer range", 400)
    if call.method == "GET" and not call.key and s3._qp(call.query, "encoding-type") not in ("", "url"):
        return s3._error("InvalidArgument", "Invalid Encoding Method specified in Request", 400)
    return None
