"""Holds source and target of a sandbox against each other, key by key, with boto3 and nothing of bucket-brigade.

python test/independent/compare_sides.py SANDBOX.json CUTOFF

SANDBOX.json is what `npm run sandbox -- status --json FILE` writes; CUTOFF an ISO 8601 moment, or "none".
Prints one JSON line: {"source", "belonging", "target", "equal", "problems": [...]}; exits 1 when there are problems.
"""

import datetime
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

PROBLEMS_SHOWN = 20


def client(sandbox, side):
    account = sandbox["accounts"][side]
    return boto3.client(
        "s3",
        endpoint_url=sandbox["endpoint"],
        region_name=account["region"],
        aws_access_key_id=account["accessKeyId"],
        aws_secret_access_key=account["secretAccessKey"],
        config=Config(s3={"addressing_style": "path"}, max_pool_connections=16),
    )


def listing(s3, bucket):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, OptionalObjectAttributes=["RestoreStatus"])
    return {found["Key"]: found for page in pages for found in page.get("Contents", [])}


def facts(s3, bucket, key):
    """Everything of an object that a copy must bring along."""
    got = s3.get_object(Bucket=bucket, Key=key)
    tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return {
        "body": got["Body"].read(),
        "metadata": got["Metadata"],
        "content type": got["ContentType"],
        "storage class": got.get("StorageClass", "STANDARD"),
        "tags": sorted((tag["Key"], tag["Value"]) for tag in tags),
    }


def main(sandbox_file, cutoff):
    with open(sandbox_file, encoding="utf8") as file:
        sandbox = json.load(file)
    end = None if cutoff == "none" else datetime.datetime.fromisoformat(cutoff.replace("Z", "+00:00"))
    source, target = client(sandbox, "source"), client(sandbox, "target")
    source_bucket, target_bucket = sandbox["buckets"]["source"], sandbox["buckets"]["target"]
    there, here = listing(source, source_bucket), listing(target, target_bucket)
    # The table lies in the target's bucket, and no file of it is a copy.
    live = ((sandbox.get("seed") or {}).get("planted") or {}).get("live")
    here = {key: found for key, found in here.items() if live is None or not key.startswith(live["prefix"])}
    belonging = {key for key, found in there.items() if end is None or found["LastModified"] < end}
    problems = [f"missing at the target: {key!r}" for key in sorted(belonging - here.keys())]
    problems += [f"only at the target: {key!r}" for key in sorted(here.keys() - there.keys())]
    problems += [f"after the cut-off, and copied: {key!r}" for key in sorted((here.keys() & there.keys()) - belonging)]

    def compare(key):
        left, right = facts(source, source_bucket, key), facts(target, target_bucket, key)
        return [f"{key!r}: another {name}" for name in left if left[name] != right[name]]

    both = sorted(belonging & here.keys())
    with ThreadPoolExecutor(8) as threads:
        differing = [found for found in threads.map(compare, both) if found]
    problems += [line for found in differing for line in found]
    summary = {"source": len(there), "belonging": len(belonging), "target": len(here), "equal": len(both) - len(differing), "problems": problems[:PROBLEMS_SHOWN]}
    print(json.dumps(summary, ensure_ascii=True))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
