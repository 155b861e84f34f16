"""Judges two buckets by itself, and holds what `bucket-brigade verify s3://a/ s3://b/ --json FILE` said against that.

python test/independent/verify_verdict.py ENDPOINT REGION SOURCE TARGET FILE

Credentials as boto3 finds them. Shares nothing with bucket-brigade: boto3 lists, and the digests are those of digest.py.
Prints one JSON line, {"verdict", "counts", "problems": [...]}; exits 1 when there are problems.
"""

import collections
import json
import sys

import boto3
from botocore.config import Config
from digest import digests


class Spoilt(Exception):
    pass


def listing(s3, bucket):
    """Every object, or Spoilt when the listing cannot be believed."""
    found, last = {}, b""
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for entry in page.get("Contents", []):
                key = entry["Key"].encode()
                if key <= last:
                    raise Spoilt(f"{entry['Key']!r} comes after {last!r}")
                last = key
                found[entry["Key"]] = (entry["Size"], entry["ETag"].strip('"'))
    except Spoilt:
        raise
    except Exception as error:  # whatever boto3 makes of a broken answer
        raise Spoilt(str(error)) from error
    return found


def folder_of(key):
    head, slash, _ = key.partition("/")
    return head if slash else ""


FOLDERS_TOLD_APART = 10_000


def judge(source, target):
    """(class, key) of every difference; a folder that one side has nothing of is one, with a slash at its end, unless there are too many."""
    here, there = (collections.Counter(map(folder_of, side)) for side in (source, target))
    found, folders = set(), here.keys() | there.keys()
    for folder in folders if len(folders - {""}) <= FOLDERS_TOLD_APART else ():
        if folder and not there[folder]:
            found.add(("missing-folder", folder + "/"))
        elif folder and not here[folder]:
            found.add(("unexpected-folder", folder + "/"))
    told = {key[:-1] for _, key in found}
    for key in source.keys() | target.keys():
        if folder_of(key) in told:
            continue
        if key not in target:
            found.add(("missing-object", key))
        elif key not in source:
            found.add(("target-only", key))
        elif source[key][0] != target[key][0]:
            found.add(("size-differs", key))
        elif source[key][1] != target[key][1]:
            found.add(("content-differs", key))
    return found


def main(endpoint, region, source_bucket, target_bucket, file):
    with open(file, encoding="utf8") as handle:
        said = json.load(handle)
    config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2, "mode": "standard"})
    s3 = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=config)
    problems = []
    try:
        source, target = listing(s3, source_bucket), listing(s3, target_bucket)
    except Spoilt as spoilt:
        verdict, counts = "unproven", {}
        if said["verdict"] != "unproven":
            problems.append(f"a listing is spoilt ({spoilt}), and the verdict is {said['verdict']}")
    else:
        found = judge(source, target)
        verdict = "different" if found else "identical"
        counts = dict(collections.Counter(of for of, _ in found))
        told = [(finding["class"], finding["key"]) for finding in said["findings"]]
        if said["verdict"] != verdict:
            problems.append(f"the verdict is {said['verdict']}, and not {verdict}")
        if said["counts"] != counts:
            problems.append(f"the counts are {said['counts']}, and not {counts}")
        problems += [f"found twice: {one}" for one, times in collections.Counter(told).items() if times > 1]
        problems += [f"not found: {one}" for one in sorted(found - set(told))]
        problems += [f"made up: {one}" for one in sorted(set(told) - found)]
        for side, objects in (("source", source), ("target", target)):
            own = digests((key, size, etag) for key, (size, etag) in objects.items())["digest"]
            if said["digests"][side] != own:
                problems.append(f"the digest of the {side} is {said['digests'][side]}, and not {own}")
    print(json.dumps({"verdict": verdict, "counts": counts, "problems": problems}))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
