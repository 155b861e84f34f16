"""Sessions as STS gives them: no longer than the role allows, an hour at most from role to role, and remembered when over."""

import re
from contextvars import ContextVar
from xml.sax.saxutils import escape

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json
from ministack.core.router import extract_access_key_id
from ministack.services import iam, sts

from .replacing import wrap
from .sts_requests import StsRequest, sts_request
from .web_identity import Refusal, verify

#: API_AssumeRole: DurationSeconds, RoleSessionName; "role chaining".
_SHORTEST_SECONDS, _LONGEST_SECONDS = 900, 43_200
_CHAINED_SECONDS = 3600
_USUAL_SECONDS = 3600
_verified: ContextVar[tuple[str, str] | None] = ContextVar("laptop_aws_verified_token", default=None)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


def install() -> None:
    # A session that is over has to be told from one that never was (ExpiredToken, InvalidClientTokenId): none is dropped.
    wrap(sts, "_evict_expired_sessions", lambda _original: lambda: None)
    wrap(sts, "handle_request", _with_limits)
    wrap(sts, "_web_identity_trust_denied", _for_verified_tokens)


def expire(access_key: str) -> bool:
    """Ends a session now, as time would. False when there is none of this key."""
    session = sts._sessions.get(access_key)
    if session is not None:
        session["Expiration"] = 0.0
    return session is not None


def _with_limits(original):
    async def handle_request(method, path, headers, body, query_params):
        request = sts_request(method, headers, body, query_params)
        if request.action not in ("AssumeRole", "AssumeRoleWithWebIdentity"):
            return await original(method, path, headers, body, query_params)
        key = extract_access_key_id(headers, query_params)
        if request.action == "AssumeRole" and iam_evaluator.is_root_access_key(key):
            # API_AssumeRole: "You cannot use AWS account root user credentials to call AssumeRole."
            return _answer(request, 403, "AccessDenied", "Roles may not be assumed by root accounts.")
        caller = sts._sessions.get(key)
        fault = _fault_of(request, chained=request.action == "AssumeRole" and (caller or {}).get("PrincipalType") == "AssumedRole")
        if fault is not None:
            return _answer(request, 400, "ValidationError", fault)
        if request.action == "AssumeRole":
            return await original(method, path, headers, body, query_params)
        try:
            identity = await verify(request.of("WebIdentityToken"), request.role_account)
        except Refusal as refusal:
            return _answer(request, refusal.status, refusal.code, refusal.message)
        _verified.set((request.of("WebIdentityToken"), request.of("RoleArn")))
        status, answer_headers, answer = await original(method, path, headers, body, query_params)
        return status, answer_headers, identity.named_in(answer)

    return handle_request


def _for_verified_tokens(original):
    def web_identity_trust_denied(role_arn, params, use_json):
        # The token that ministack reads must be the one that was verified, however a request was written.
        if _verified.get() != (iam._p(params, "WebIdentityToken"), role_arn):
            return iam._error(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", ns="sts")
        return original(role_arn, params, use_json)

    return web_identity_trust_denied


def _fault_of(request: StsRequest, chained: bool) -> str | None:
    if not _SESSION_NAME.fullmatch(request.of("RoleSessionName")):
        return "The RoleSessionName must be 2 to 64 characters of [\\w+=,.@-]"
    text = request.of("DurationSeconds") or str(_USUAL_SECONDS)
    if not text.isdigit() or not _SHORTEST_SECONDS <= int(text) <= _LONGEST_SECONDS:
        return f"DurationSeconds must be between {_SHORTEST_SECONDS} and {_LONGEST_SECONDS}"
    role = iam._roles.get_scoped(request.role_account, None, request.role_name) or {}
    if int(text) > role.get("MaxSessionDuration", _LONGEST_SECONDS):
        return "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    if chained and int(text) > _CHAINED_SECONDS:
        return "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    return None


def _answer(request: StsRequest, status: int, code: str, message: str):
    if request.json:
        return error_response_json(code, message, status)
    # It may quote the token, and ministack writes messages into its XML as they are.
    return iam._error(status, code, escape(message), ns="sts")
