"""One S3 request, signed (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), and IMDSv2's credentials."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_ANSWER_WITHIN_SECONDS = 60
_METADATA_WITHIN_SECONDS = 5
_TOKEN_SECONDS = 60
_REASONS = {403: "Forbidden", 404: "Not Found", 301: "Moved Permanently", 400: "Bad Request"}


class S3Error(Exception):
    pass


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret: str
    token: str


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def checked(self, operation: str, key: str) -> Answer:
        if self.status < 300:
            return self
        reason = f'Key "{key}" does not exist' if self.status == 404 else _REASONS.get(self.status, "Unknown")
        raise S3Error(f"An error occurred ({self.status}) when calling the {operation} operation: {reason}")


def _exchange(url: str, method: str, path: str, headers: dict, body: bytes, within: float) -> Answer:
    place = urlsplit(url)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.hostname, place.port, timeout=within)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    except (OSError, http.client.HTTPException) as failure:
        raise ConnectionError(str(failure)) from failure
    finally:
        connection.close()


def from_metadata(endpoint: str) -> Credentials:
    def ask(method: str, path: str, headers: dict) -> str:
        answer = _exchange(endpoint, method, path, headers, b"", _METADATA_WITHIN_SECONDS)
        if answer.status != 200:
            raise S3Error("Unable to locate credentials. You can configure credentials by running \"aws configure\".")
        return answer.body.decode()

    token = ask("PUT", "/latest/api/token", {"x-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_SECONDS)})
    proof = {"x-aws-ec2-metadata-token": token}
    role = ask("GET", "/latest/meta-data/iam/security-credentials/", proof).strip()
    held = json.loads(ask("GET", f"/latest/meta-data/iam/security-credentials/{role}", proof))
    if held.get("Code") != "Success":
        raise S3Error(f"Unable to locate credentials: {held.get('Message', held.get('Code'))}")
    return Credentials(held["AccessKeyId"], held["SecretAccessKey"], held["Token"])


def request(endpoint: str, method: str, bucket: str, key: str, region: str, held: Credentials, body: bytes = b"") -> Answer:
    path = f"/{bucket}/{quote(key, safe='/-_.~')}"
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    headers = {
        "host": urlsplit(endpoint).netloc,
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-amz-date": moment,
        "x-amz-security-token": held.token,
    }
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"{method}\n{path}\n\n{listed}\n{names}\n{headers['x-amz-content-sha256']}"
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = f"AWS4{held.secret}".encode()
    for step in scope.split("/"):
        secret = hmac.new(secret, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, to_sign.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={held.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return _exchange(endpoint, method, path, headers, body, _ANSWER_WITHIN_SECONDS)
