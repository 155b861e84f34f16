"""Writes the table that a sandbox's documents make, through the sandbox's S3, as somebody would who did everything right.

python test/independent/faithful_table.py SANDBOX.json MIGRATION.yml      a stand-in for the job, where compare_table.py is tested
"""

import collections
import io
import json
import os
import sys

import pyarrow
import pyarrow.parquet

from compare_table import client, documents_of, moment, read_yaml, registered_of
from own_transformation import arrow_type, judge_documents


def parquet(rows, columns, compression="snappy"):
    schema = pyarrow.schema([pyarrow.field(name, arrow_type(of)) for name, of in columns.items()])
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), buffer, compression=compression, store_schema=False)
    return buffer.getvalue()


def place(day, name):
    year, month, of_month = day.split("-")
    return f"YEAR={year}/MONTH={month}/DAY={of_month}/{name}.parquet"


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
