"""Every S3 call of a client passes here once its signature and its policies have been judged, and again with its answer."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from ministack.core.responses import get_account_id
from ministack.core.router import extract_access_key_id
from ministack.services import s3

from .replacing import wrap

Answer = tuple[int, dict, object]


@dataclass(frozen=True)
class CopySource:
    bucket: str
    key: str
    version: str | None


@dataclass(frozen=True)
class Call:
    method: str
    bucket: str
    key: str
    headers: dict
    query: dict
    body: bytes
    #: The caller's account, which need not be the bucket's owner.
    account: str
    access_key: str
    source: CopySource | None


#: The buckets for which the policies have let this request in; None outside a client's request.
judged: ContextVar[set[str] | None] = ContextVar("laptop_aws_judged", default=None)


def copy_source(headers: dict) -> CopySource | None:
    """What `x-amz-copy-source` names: the path is percent-encoded, a bare `?` begins the version."""
    header = headers.get("x-amz-copy-source", "")
    path, _, query = header.partition("?")
    bucket, slash, key = unquote(path.lstrip("/")).partition("/")
    if not slash or not bucket or not key:
        return None
    return CopySource(bucket, key, parse_qs(query).get("versionId", [None])[0])


def install(before: Sequence[Callable[[Call], Answer | None]], after: Sequence[Callable[[Call, Answer], Answer]]) -> None:
    def around(original):
        async def handle_request(method, path, headers, body, query_params, *rest, **named):
            if judged.get() is None or named.get("internal"):
                return await original(method, path, headers, body, query_params, *rest, **named)
            bucket, key = s3._parse_bucket_key(path, headers)
            sent = s3._merge_hoisted_amz_headers(headers, query_params) if query_params else headers
            call = Call(
                method,
                bucket,
                key,
                sent,
                query_params,
                body,
                get_account_id(),
                extract_access_key_id(headers, query_params),
                copy_source(sent),
            )
            for check in before:
                refusal = check(call)
                if refusal is not None:
                    return refusal
            answer = await original(method, path, headers, body, query_params, *rest, **named)
            for change in after:
                answer = change(call, answer)
            return answer

        return handle_request

    wrap(s3, "handle_request", around)
