"""No key without its secret: root's requests are verified like everyone's.

ministack takes whatever names a root key for root, signed by any secret, in a query string even by none.
"""

from dataclasses import replace

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.sigv4 import decode_header_value

from .replacing import wrap


def install() -> None:
    wrap(app, "pin_signed_request", _with_root)


def _with_root(original):
    def pin_signed_request(method, raw_path, query_params, raw_headers, *rest, **named):
        original(method, raw_path, query_params, raw_headers, *rest, **named)
        if iam_evaluator._signed_request.get() is not None:
            return
        headers = _joined(raw_headers)
        access_key = app.extract_access_key_id(headers, query_params)
        if access_key and iam_evaluator.is_root_access_key(access_key):
            iam_evaluator._signed_request.set(_to_verify(access_key, method, raw_path, query_params, headers))

    return pin_signed_request


def _to_verify(access_key: str, method: str, raw_path: str, query: dict, headers: dict) -> iam_evaluator.SignedRequest:
    """What ministack's own check takes; it is what ministack itself keeps for the keys of users and sessions."""
    request = iam_evaluator.SignedRequest(access_key, method, raw_path, query, headers)
    if headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        return request
    if iam_evaluator._s3_presigned_query(query):
        return replace(request, headers={}, presigned=True, s3_scoped=True)
    if iam_evaluator._query_signed(query):
        return replace(request, presigned=True)
    return replace(request, headers={}, unverifiable=True)


def _joined(raw_headers) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw_headers:
        key, text = name.decode("latin-1").lower(), decode_header_value(value)
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers
