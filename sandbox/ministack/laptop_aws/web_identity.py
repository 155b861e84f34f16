"""Tokens of an OpenID provider, verified as STS verifies them; ministack believes whatever they say.

The provider must be registered in the role's account and the token's audience among its clients; the signature must be
that of a key which the issuer publishes now; the token must be in its time. The role's trust policy then has its own say.
"""

import asyncio
import base64
import binascii
import json
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from xml.sax.saxutils import escape

from ministack.services import iam

from .issuers import IssuerUnreachable, published_key
from .rs256 import signature_holds

#: API_AssumeRoleWithWebIdentity: "Missing a required claim".
_REQUIRED = ("iss", "aud", "sub", "exp", "iat")
#: Clocks of issuer and AWS may differ by this much for what lies ahead; the end of a token is its end.
_SKEW_SECONDS = 300
#: 31 December 9999, where Python's and ISO's years end.
_LAST_SECOND = 253_402_300_800


class Refusal(Exception):
    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True)
class Identity:
    subject: str
    audience: str
    provider_arn: str

    def named_in(self, answer: bytes) -> bytes:
        """The answer with who this is, in the place of what ministack always writes."""
        for tag, before, after in (
            ("SubjectFromWebIdentityToken", "test-subject", self.subject),
            ("Audience", "sts.amazonaws.com", self.audience),
            ("Provider", "sts.amazonaws.com", self.provider_arn),
        ):
            answer = answer.replace(f"<{tag}>{before}</{tag}>".encode(), f"<{tag}>{escape(after)}</{tag}>".encode())
            answer = answer.replace(f'"{tag}": "{before}"'.encode(), f'"{tag}": {json.dumps(after)}'.encode())
        return answer


async def verify(token: str, account: str) -> Identity:
    header, claims, signed, signature = _opened(token)
    missing = [name for name in _REQUIRED if name not in claims]
    if missing:
        raise Refusal("InvalidIdentityToken", f"Missing a required claim: {missing[0]}")
    issuer = str(claims["iss"])
    arn = f"arn:aws:iam::{account}:oidc-provider/{issuer.partition('://')[2].rstrip('/')}"
    provider = iam._oidc_providers.get_scoped(account, None, arn)
    if provider is None or _address(provider["Url"]) != _address(issuer):
        raise Refusal("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer}")
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    known = [one for one in audiences if one in provider["ClientIDList"]]
    if not known:
        raise Refusal("InvalidIdentityToken", "Incorrect token audience")
    _check_times(claims)
    if header.get("alg") != "RS256":
        raise Refusal("InvalidIdentityToken", "The ID Token is signed by an algorithm that is not supported")
    await _check_signature(provider["Url"], str(header.get("kid", "")), signed, signature)
    return Identity(str(claims["sub"]), str(known[0]), arn)


def _address(url: str) -> str:
    """An issuer, comparable: IAM writes https where a provider's URL has no scheme."""
    return (url if "://" in url else f"https://{url}").rstrip("/")


def _opened(token: str) -> tuple[dict, dict, bytes, bytes]:
    parts = token.split(".")
    try:
        header, claims, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        opened = json.loads(header), json.loads(claims)
    except (ValueError, binascii.Error):
        opened = None, None
    if not isinstance(opened[0], dict) or not isinstance(opened[1], dict):
        raise Refusal(
            "InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        )
    return opened[0], opened[1], f"{parts[0]}.{parts[1]}".encode(), signature


def _check_times(claims: dict) -> None:
    now = time.time()
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    # A boolean is a number to Python, and JSON's NaN is to no comparison.
    if not all(isinstance(at, (int, float)) and not isinstance(at, bool) and 0 <= at < _LAST_SECOND for at in times.values()):
        raise Refusal("InvalidIdentityToken", "The times of the token are not times")
    if now >= times["exp"]:
        stamps = [datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds") for at in (now, times["exp"])]
        raise Refusal(
            "ExpiredTokenException", f"Token expired: current date/time {stamps[0]} must be before the expiration date/time {stamps[1]}"
        )
    if max(times["iat"], times.get("nbf", 0)) > now + _SKEW_SECONDS:
        raise Refusal("InvalidIdentityToken", "The token is not valid yet")


async def _check_signature(issuer: str, key_id: str, signed: bytes, signature: bytes) -> None:
    # A second look, past the cache, before no: issuers change their keys.
    for fresh in (False, True):
        try:
            key = await asyncio.to_thread(published_key, _address(issuer), key_id, fresh)
        except IssuerUnreachable as unreachable:
            raise Refusal(
                "IDPCommunicationError", f"An error occurred while communicating with the identity provider: {unreachable}"
            ) from unreachable
        if key is not None and signature_holds(key, signed, signature):
            return
    raise Refusal("InvalidIdentityToken", "Couldn't verify the token's signature with a key of your identity provider")
