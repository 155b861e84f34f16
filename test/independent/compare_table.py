"""Holds the published table of a sandbox against the source's documents, with pyarrow, boto3, DuckDB and nothing of bucket-brigade.

python test/independent/compare_table.py SANDBOX.json MIGRATION.yml [RECEIPT.json]

SANDBOX.json is what `npm run sandbox -- status --json FILE` writes. MIGRATION.yml names the rules and the schema. With a
receipt, what it says is held against the documents too, and so is the commit of every folder in the ledger.
Prints one JSON line: {"documents", "rows", "rejects", "files", "days", "live", "rowsOfTheWholeTable", "problemCount",
"problems": [the first 20]}; exits 1 when there are problems.
"""

import datetime
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
import yaml
from botocore.config import Config

from own_transformation import judge_documents
from table_verdict import verdict_of

PROBLEMS_SHOWN = 20
COMMIT = re.compile(r"/folders/([^/]+)/m(\d{4})/commit\.json$")


def client(service, sandbox, side):
    account = sandbox["accounts"][side]
    return boto3.client(
        service,
        endpoint_url=sandbox["endpoint"],
        region_name=account["region"],
        aws_access_key_id=account["accessKeyId"],
        aws_secret_access_key=account["secretAccessKey"],
        config=Config(s3={"addressing_style": "path"}, max_pool_connections=16),
    )


def listing(s3, bucket, prefix):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [found for page in pages for found in page.get("Contents", [])]


def contents(s3, bucket, prefix, keys):
    """{key without the prefix: content}"""
    with ThreadPoolExecutor(8) as threads:
        bodies = threads.map(lambda key: s3.get_object(Bucket=bucket, Key=key)["Body"].read(), keys)
        return {key[len(prefix) :]: body for key, body in zip(keys, bodies)}


def moment(written):
    """What YAML made of a moment or a day; None where there is none."""
    if written is None:
        return None
    if isinstance(written, str):
        written = datetime.datetime.fromisoformat(written.replace("Z", "+00:00"))
    if not isinstance(written, datetime.datetime):
        written = datetime.datetime(written.year, written.month, written.day)
    return written if written.tzinfo else written.replace(tzinfo=datetime.timezone.utc)


def read_yaml(*path):
    with open(os.path.join(*path), encoding="utf8") as file:
        return yaml.safe_load(file)


def documents_of(sandbox, migration):
    """Every document of the source that belongs to the migration, by its key without the source's prefix."""
    s3, bucket = client("s3", sandbox, "source"), sandbox["buckets"]["source"]
    prefix = migration["source"].get("prefix") or ""
    end = moment(migration.get("cutoff", {}).get("lastModified"))
    keys = [found["Key"] for found in listing(s3, bucket, prefix) if end is None or found["LastModified"] < end]
    return contents(s3, bucket, prefix, keys)


def commits_of(sandbox, migration, receipt):
    """The commit of each folder, of the highest manifest generation, as the ledger holds it."""
    if receipt is None:
        return None
    s3, bucket = client("s3", sandbox, "target"), sandbox["buckets"]["ledger"]
    digests = receipt["digests"]
    root = f"{migration['ledger'].get('prefix') or ''}{migration['name']}/{digests['identity']}/table/{digests['transform']}/folders/"
    latest = {}
    for found in listing(s3, bucket, root):
        named = COMMIT.search(found["Key"])
        if named and found["Key"] > latest.get(named[1], ""):
            latest[named[1]] = found["Key"]
    read = contents(s3, bucket, "", sorted(latest.values()))
    return {folder: json.loads(read[key]) for folder, key in latest.items()}


def registered_of(sandbox, table):
    glue = client("glue", sandbox, "target")
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName=table["database"], TableName=table["name"])
    return {tuple(partition["Values"]) for page in pages for partition in page["Partitions"]}


def live_of(sandbox, prefix):
    live = ((sandbox.get("seed") or {}).get("planted") or {}).get("live")
    below = lambda file: {**file, "key": file["key"][len(prefix) :]}
    if live is None:
        return None
    return {"files": [below(file) for file in live["files"]], "arriving": live["arriving"] and below(live["arriving"])}


def main(sandbox_file, migration_file, receipt_file=None):
    with open(sandbox_file, encoding="utf8") as file:
        sandbox = json.load(file)
    migration = read_yaml(migration_file)
    beside, partition = os.path.dirname(migration_file), migration["partition"]
    rules, columns = read_yaml(beside, partition["rules"]), read_yaml(beside, partition["schema"])["columns"]
    receipt = None
    if receipt_file is not None:
        with open(receipt_file, encoding="utf8") as file:
            receipt = json.load(file)
    documents = documents_of(sandbox, migration)
    found = judge_documents(documents.items(), rules, columns, moment(migration.get("cutoff", {}).get("document")))
    s3, bucket, prefix = client("s3", sandbox, "target"), sandbox["buckets"]["target"], partition["table"]["prefix"]
    table = contents(s3, bucket, prefix, [one["Key"] for one in listing(s3, bucket, prefix)])
    verdict = verdict_of(
        found,
        columns,
        table,
        live_of(sandbox, prefix),
        receipt,
        commits_of(sandbox, migration, receipt),
        registered_of(sandbox, partition["table"]),
    )
    problems = verdict.pop("problems")
    print(json.dumps({**verdict, "problemCount": len(problems), "problems": problems[:PROBLEMS_SHOWN]}, ensure_ascii=True))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
