"""Whether a table is what its documents say: everything that is compared, on values that are at hand."""

import collections
import hashlib
import io
import os
import re
import tempfile

import duckdb
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

from own_transformation import arrow_type

PLACE = re.compile(r"YEAR=(\d{4})/MONTH=(\d\d)/DAY=(\d\d)/[^/]+\.parquet")
PARTITION = pyarrow.schema([(name, pyarrow.string()) for name in ("YEAR", "MONTH", "DAY")])


def verdict_of(found, columns, table, live, receipt, commits, registered):
    """
    found       every document as own_transformation judged it
    table       {key below the table's prefix: content}
    live        {"files": [{key, sha256, rows}], "arriving": ... or None}, keys below the prefix; None without a live pipeline
    receipt     receipt/1, or None
    commits     the latest folder-commit/1 of each folder, or None when there is no ledger to look into
    registered  {(year, month, day)} in the catalogue, or None when it was not asked
    """
    problems = []
    rejects = collections.Counter(one.reason for one in found if one.reason is not None)
    expected = [one for one in found if one.reason is None]
    theirs = [] if live is None else [*live["files"], *filter(None, [live["arriving"]])]
    ours = {key: content for key, content in sorted(table.items()) if key not in {file["key"] for file in theirs}}
    rows = read_ours(ours, columns, problems)
    compare_rows(expected, rows, columns, problems)
    compare_live(theirs, table, problems)
    compare_receipt(receipt, found, rejects, len(ours), problems)
    compare_commits(commits, found, problems)
    compare_catalogue(registered, table, problems)
    whole = len(expected) + sum(file["rows"] for file in theirs if file["key"] in table)
    if not problems:
        read_as_one(table, columns, whole, problems)
    return {
        "documents": len(found),
        "rows": len(expected),
        "rejects": dict(sorted(rejects.items())),
        "files": len(ours),
        "days": len({day for day, _ in rows}),
        "live": len(theirs),
        "rowsOfTheWholeTable": whole,
        "problems": problems,
    }


# --- The files that are ours


def plain(of):
    """A type without what readers name at will: the entries of a map, the element of a list."""
    if pyarrow.types.is_map(of):
        return ("map", plain(of.key_type), plain(of.item_type))
    if pyarrow.types.is_list(of):
        return ("list", plain(of.value_type))
    if pyarrow.types.is_struct(of):
        return ("struct", *((of.field(index).name, plain(of.field(index).type)) for index in range(of.num_fields)))
    return str(of)


def wanted_types(columns):
    return [(name, plain(arrow_type(of))) for name, of in columns.items()]


def read_ours(ours, columns, problems):
    """[(day, row)] of every file that lies where it may and has the table's columns."""
    rows, wanted = [], wanted_types(columns)
    for key, content in ours.items():
        place = PLACE.fullmatch(key)
        if not place:
            problems.append(f"{key}: a file of ours that no day holds")
            continue
        try:
            file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        except pyarrow.ArrowInvalid as error:
            problems.append(f"{key}: not Parquet: {error}")
            continue
        types = [(field.name, plain(field.type)) for field in file.schema_arrow]
        if types != wanted:
            problems.append(f"{key}: other columns than schema.yml has: {other(types, wanted)}")
            continue
        if file.metadata.num_rows == 0:
            problems.append(f"{key}: a file without rows")
        rows += [("-".join(place.groups()), row) for row in file.read().to_pylist()]
    return rows


def other(found, wanted):
    first = next(((a, b) for a, b in zip(found, wanted) if a != b), None)
    return f"{first[0]} instead of {first[1]}" if first else f"{len(found)} columns instead of {len(wanted)}"


# --- Row by row


def comparable(value, of):
    """The value as something that can be told apart and counted. 1 and 1.0 and True differ."""
    if value is None:
        return None
    if isinstance(of, list):
        return tuple(comparable(element, of[0]) for element in value)
    if isinstance(of, dict) and "*" in of:
        pairs = value.items() if isinstance(value, dict) else value
        return tuple(sorted((name, comparable(inner, of["*"])) for name, inner in pairs))
    if isinstance(of, dict):
        return tuple(comparable(value[name], inner) for name, inner in of.items())
    return (type(value).__name__, value)


def compare_rows(expected, rows, columns, problems):
    want = collections.Counter((one.day, comparable(one.row, columns)) for one in expected)
    have = collections.Counter((day, comparable(row, columns)) for day, row in rows)
    if want == have:
        return
    key_of = {(one.day, comparable(one.row, columns)): one for one in expected}
    strangers = list((have - want).elements())
    names = list(columns)
    for lost in (want - have).elements():
        one = key_of[lost]
        twin = next((stranger for stranger in strangers if one.unique is not None and same_thing(stranger, lost, names, one)), None)
        if twin is None:
            problems.append(f"{one.key}: its row is not in the table (day {one.day})")
            continue
        strangers.remove(twin)
        if twin[0] != lost[0]:
            problems.append(f"{one.key}: its row lies in day {twin[0]}, not in {lost[0]}")
        for name, there, wanted in zip(names, twin[1], lost[1]):
            if there != wanted:
                problems.append(f"{one.key}: {name} is {str(there)[:80]}, not {str(wanted)[:80]}")
    problems += [f"day {day}: a row that no document gives, or once too often: {str(row[:3])[:120]}" for day, row in strangers]


def same_thing(stranger, lost, names, one):
    """Whether a row says that it is of the document: the column that holds what is unique is the same."""
    return any(there == wanted == (type(one.unique).__name__, one.unique) for there, wanted in zip(stranger[1], lost[1]))


# --- Everything around the rows


def compare_live(theirs, table, problems):
    for file in theirs:
        content = table.get(file["key"])
        if content is None:
            problems.append(f"{file['key']}: a file of the live pipeline is not there")
        elif hashlib.sha256(content).hexdigest() != file["sha256"]:
            problems.append(f"{file['key']}: a file of the live pipeline is not what it was")


def compare_receipt(receipt, found, rejects, files, problems):
    if receipt is None:
        return
    documents, published = receipt.get("documents") or {}, receipt.get("published") or {}
    rows = len(found) - sum(rejects.values())
    told = {
        "verdict": receipt.get("verdict"),
        "documents.read": documents.get("read"),
        "documents.rows": documents.get("rows"),
        "documents.rejects": {reason: count for reason, count in (documents.get("rejects") or {}).items() if count},
        "published.rows": published.get("rows"),
        "published.files": published.get("files"),
    }
    true = {
        "verdict": "complete",
        "documents.read": len(found),
        "documents.rows": rows,
        "documents.rejects": dict(rejects),
        "published.rows": rows,
        "published.files": files,
    }
    problems += [f"the receipt says {name} {told[name]}, not {true[name]}" for name in true if told[name] != true[name]]


def compare_commits(commits, found, problems):
    if commits is None:
        return
    by_folder = collections.defaultdict(list)
    for one in found:
        by_folder[one.key.split("/")[0]].append(one)
    for folder in sorted(by_folder.keys() | commits.keys()):
        commit, own = commits.get(folder), by_folder.get(folder, [])
        if commit is None:
            problems.append(f"{folder}: no commit, and {len(own)} documents")
            continue
        told = (commit["documents"], commit["rows"], {name: count for name, count in commit["rejects"].items() if count}, commit["days"])
        rejects = collections.Counter(one.reason for one in own if one.reason is not None)
        days = collections.Counter(one.day for one in own if one.reason is None)
        true = (len(own), len(own) - sum(rejects.values()), dict(rejects), dict(days))
        problems += [
            f"{folder}: its commit says {name} {there}, not {wanted}"
            for name, there, wanted in zip(("documents", "rows", "rejects", "days"), told, true)
            if there != wanted
        ]


def compare_catalogue(registered, table, problems):
    if registered is None:
        return
    days = {found.groups() for found in map(PLACE.fullmatch, table) if found}
    problems += [f"day {'-'.join(day)} has files and is not registered" for day in sorted(days - registered)]
    problems += [f"day {'-'.join(day)} is registered and has no file" for day in sorted(registered - days)]


def read_as_one(table, columns, rows, problems):
    """All files as one dataset of one schema, by two readers; YEAR, MONTH and DAY come from the directories, as text."""
    with tempfile.TemporaryDirectory(prefix="bucket-brigade-table-") as folder:
        for key, content in table.items():
            path = os.path.join(folder, key)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        wanted = wanted_types(columns)
        try:
            hive = pyarrow.dataset.partitioning(PARTITION, flavor="hive")
            dataset = pyarrow.dataset.dataset(folder, format="parquet", partitioning=hive)
            for fragment in dataset.get_fragments():
                if [(field.name, plain(field.type)) for field in fragment.physical_schema] != wanted:
                    problems.append(f"{os.path.relpath(fragment.path, folder)}: another schema than the rest of the table")
            together = dataset.to_table()
            types = [(field.name, plain(field.type)) for field in together.schema]
            if types != [*wanted, *((name, "string") for name in PARTITION.names)] or together.num_rows != rows:
                problems.append(f"read as one by pyarrow, the table has {together.num_rows} rows of {together.schema.names}, not {rows}")
        except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError) as error:
            problems.append(f"pyarrow cannot read the table as one: {error}")
            return
        compare_duckdb(folder, columns, together, problems)


def compare_duckdb(folder, columns, together, problems):
    source = "read_parquet(?, hive_partitioning = true, hive_types = {'YEAR': VARCHAR, 'MONTH': VARCHAR, 'DAY': VARCHAR})"
    files = os.path.join(folder, "**", "*.parquet")
    every = {**columns, **dict.fromkeys(PARTITION.names, "string")}
    with duckdb.connect() as connection:
        try:
            read = connection.sql(f"SELECT * FROM {source}", params=[files]).to_arrow_table()
        except duckdb.Error as error:
            problems.append(f"DuckDB cannot read the table as one: {str(error)[:300]}")
            return
    if set(read.schema.names) != set(every):
        problems.append(f"read as one by DuckDB, the table has the columns {read.schema.names}")
        return
    rows = [collections.Counter(comparable(row, every) for row in table.to_pylist()) for table in (read, together)]
    if rows[0] != rows[1]:
        problems.append(f"DuckDB reads {sum((rows[0] - rows[1]).values())} rows otherwise than pyarrow does")
