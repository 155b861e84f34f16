"""Writes the live pipeline's Parquet files: the table's columns as schema.yml has them, made-up rows of given days.

python live_files.py < ORDER.json, with ORDER.json {"schema": [[name, type] ...], "files": [{"file", "day", "rows", "seed"} ...]}
Prints [{"file", "rows", "bytes", "sha256"} ...]. The same order and pyarrow make the same bytes.
A type is "string", "long", "double", "boolean", "timestamp", {"list": type}, {"struct": [[name, type] ...]} or {"map": type}.
"""

import datetime
import hashlib
import json
import os
import sys

import pyarrow
import pyarrow.parquet

SCALARS = {
    "string": pyarrow.string(),
    "long": pyarrow.int64(),
    "double": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "timestamp": pyarrow.timestamp("us", tz="UTC"),
}
WORDS = {
    "Status": ["invoiced", "handling", "canceled"],
    "Hostname": ["luxstore", "petzone", "bookworld"],
    "Origin": ["Marketplace", "Fulfillment"],
    "email": ["someone@example.com"],
    "country": ["BRA"],
}


def arrow_type(of):
    if isinstance(of, str):
        return SCALARS[of]
    if "list" in of:
        return pyarrow.list_(pyarrow.field("element", arrow_type(of["list"])))
    if "map" in of:
        return pyarrow.map_(pyarrow.string(), arrow_type(of["map"]))
    return pyarrow.struct([pyarrow.field(name, arrow_type(inner)) for name, inner in of["struct"]])


def draw(seed, *place):
    """A whole number that depends on the seed and the place in the row only."""
    return int.from_bytes(hashlib.sha256("\n".join([seed, *map(str, place)]).encode()).digest()[:6], "big")


def made_up(of, day, seed, *place):
    number, name = draw(seed, *place), str(place[-1])
    if isinstance(of, str):
        # Every column is null somewhere, as in life.
        if number % 9 == 0:
            return None
        if of == "string":
            words = WORDS.get(name, [f"{name.lower()}-{number % 1000}"])
            return words[number % len(words)]
        if of == "timestamp":
            return moment(day, number)
        return {"long": number % 100_000, "double": (number % 1000) / 8, "boolean": number % 2 == 0}[of]
    if "list" in of:
        return [made_up(of["list"], day, seed, *place, index, name) for index in range(number % 3)]
    if "map" in of:
        return [(f"key-{index}", made_up(of["map"], day, seed, *place, index, name)) for index in range(number % 3)]
    return {inner: made_up(inner_type, day, seed, *place, inner) for inner, inner_type in of["struct"]}


def moment(day, number):
    start = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    return start + datetime.timedelta(microseconds=number % 86_400_000_000)


def row_of(schema, day, seed, index):
    row = {name: made_up(of, day, seed, index, name) for name, of in schema}
    # Whatever else is made up: an order has an id of its own, and its date is of the file's day.
    known = {"OrderId": f"live-{seed}-{index}", "LastChange": moment(day, draw(seed, index, "date"))}
    return row | {name: value for name, value in known.items() if name in row}


def write(schema, arrow_schema, wish):
    rows = [row_of(schema, wish["day"], wish["seed"], index) for index in range(wish["rows"])]
    table = pyarrow.Table.from_pylist(rows, schema=arrow_schema)
    # As Spark writes them: Snappy, and no schema of Arrow's own beside Parquet's.
    pyarrow.parquet.write_table(table, wish["file"], compression="snappy", version="2.6", store_schema=False)
    with open(wish["file"], "rb") as file:
        content = file.read()
    return {"file": wish["file"], "rows": len(rows), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def main():
    order = json.load(sys.stdin)
    arrow_schema = pyarrow.schema([pyarrow.field(name, arrow_type(of)) for name, of in order["schema"]])
    for wish in order["files"]:
        os.makedirs(os.path.dirname(wish["file"]), exist_ok=True)
    json.dump([write(order["schema"], arrow_schema, wish) for wish in order["files"]], sys.stdout)


if __name__ == "__main__":
    main()
