import json
from pathlib import Path

import pytest

from partition_job.sign import Credentials, Signer, amz_date, canonical_request, encode_key, string_to_sign

GOLDEN = Path(__file__).parents[2] / "test/fixtures/contracts/sigv4.json"
VECTORS = json.loads(GOLDEN.read_text())["vectors"]


def test_there_are_enough_vectors():
    assert len(VECTORS) >= 10


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_vectors_that_every_client_of_ours_must_satisfy(vector):
    request, date = vector["request"], vector["amzDate"]
    headers = [(name, value) for name, value in request["headers"]]
    unsigned = (request["method"], request["path"], request["query"], headers, request["payloadSha256"])
    given = vector["credentials"]
    credentials = Credentials(given["accessKeyId"], given["secretAccessKey"], given.get("sessionToken"))
    assert canonical_request(*unsigned) == vector["canonicalRequest"]
    scope = f"{date[:8]}/{vector['region']}/s3/aws4_request"
    assert string_to_sign(vector["canonicalRequest"], scope, date) == vector["stringToSign"]
    authorization = Signer(vector["region"]).authorization(*unsigned, credentials, date)
    assert authorization == vector["authorization"]
    assert authorization.endswith(f"Signature={vector['signature']}")
    if "key" in vector:
        assert encode_key(vector["key"]) == vector["encodedKey"]


def test_one_signer_meets_changing_days_and_secrets():
    signer = Signer("us-east-1")
    headers = [("host", "b"), ("x-amz-date", "…")]
    seen = []
    for secret, date in (("one", "20260101T235959Z"), ("one", "20260102T000000Z"), ("two", "20260102T000000Z"), ("one", "20260101T235959Z")):
        seen.append(signer.authorization("GET", "/k", "", headers, "-", Credentials("AK", secret, None), date))
        assert seen[-1] == Signer("us-east-1").authorization("GET", "/k", "", headers, "-", Credentials("AK", secret, None), date)
    assert seen[0] == seen[3]
    assert len(set(seen)) == 3


def test_a_lone_surrogate_is_no_key():
    with pytest.raises(UnicodeEncodeError):
        encode_key("a\ud800b")


def test_dates_are_whole_seconds():
    assert amz_date(1795345000.999) == "20261122T105640Z"
