"""The keys that an issuer publishes, by way of its discovery document (OpenID Connect Discovery 1.0, 4)."""

import base64
import json
import threading
import time
import urllib.request
from urllib.parse import urlsplit

from .rs256 import PublicKey

_TIMEOUT_SECONDS = 5
_KEEP_SECONDS = 300
_MOST_BYTES = 1 << 20

_kept: dict[str, tuple[float, dict[str, PublicKey]]] = {}
_fetching = threading.Lock()


class IssuerUnreachable(Exception):
    pass


def published_key(issuer: str, key_id: str, fresh: bool) -> PublicKey | None:
    """The issuer's key of this id; `fresh` asks the issuer again."""
    with _fetching:
        kept = _kept.get(issuer)
        if fresh or kept is None or time.monotonic() - kept[0] > _KEEP_SECONDS:
            kept = _kept[issuer] = (time.monotonic(), _fetch_keys(issuer))
    return kept[1].get(key_id)


def _fetch_keys(issuer: str) -> dict[str, PublicKey]:
    discovered = _fetch(f"{issuer}/.well-known/openid-configuration")
    if discovered.get("issuer") != issuer:
        raise IssuerUnreachable(f"{issuer} calls itself {discovered.get('issuer')}")
    keys = _fetch(str(discovered.get("jwks_uri", ""))).get("keys", [])
    try:
        return {
            str(key["kid"]): PublicKey(_number(key["n"]), _number(key["e"]))
            for key in keys
            if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"
        }
    except (AttributeError, KeyError, TypeError, ValueError) as failure:
        raise IssuerUnreachable(f"{issuer} publishes keys that cannot be read") from failure


def _fetch(url: str) -> dict:
    parts = urlsplit(url)
    # AWS takes https only. What does not leave the machine needs no certificate.
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
        raise IssuerUnreachable(f"{url} is neither https nor on this machine")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({} if parts.scheme == "http" else None))
    try:
        with opener.open(url, timeout=_TIMEOUT_SECONDS) as answer:
            document = json.loads(answer.read(_MOST_BYTES))
    except (OSError, ValueError) as failure:
        raise IssuerUnreachable(f"{url}: {failure}") from failure
    if not isinstance(document, dict):
        raise IssuerUnreachable(f"{url} holds no JSON object")
    return document


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
