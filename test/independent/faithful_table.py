"""Writes the table that a sandbox's documents make, through the sandbox's S3, as somebody would who did everything right.

python test/independent/faithful_table.py SANDBOX.json MIGRATION.yml      a stand-in for the job, where compare_table.py is tested
"""

import collections
import json
import os
import sys

from compare_table import client, documents_of, moment, read_yaml, registered_of
from own_transformation import judge_documents
from test_compare_table import parquet, place


def main(sandbox_file, migration_file):
    with open(sandbox_file, encoding="utf8") as file:
        sandbox = json.load(file)
    migration = read_yaml(migration_file)
    beside, partition = os.path.dirname(migration_file), migration["partition"]
    rules, columns = read_yaml(beside, partition["rules"]), read_yaml(beside, partition["schema"])["columns"]
    found = judge_documents(documents_of(sandbox, migration).items(), rules, columns, moment(migration["cutoff"]["document"]))
    days = collections.defaultdict(list)
    for one in found:
        if one.reason is None:
            days[one.day].append(one.row)
    s3, glue, table = client("s3", sandbox, "target"), client("glue", sandbox, "target"), partition["table"]
    for day, rows in days.items():
        key = table["prefix"] + place(day, "ours")
        s3.put_object(Bucket=sandbox["buckets"]["target"], Key=key, Body=parquet(rows, columns))
    missing = sorted({tuple(day.split("-")) for day in days} - registered_of(sandbox, table))
    for start in range(0, len(missing), 100):
        glue.batch_create_partition(
            DatabaseName=table["database"],
            TableName=table["name"],
            PartitionInputList=[{"Values": list(values)} for values in missing[start : start + 100]],
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
