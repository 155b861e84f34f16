"""Date ranges end to end: from the staged files of folders to files of the table."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from orders import FOLDER, HOME, INPUTS, LEDGER, ROOT, TRANSFORM, an_order, body, compact_order, key, partition_order, seed

pytestmark = pytest.mark.spark

RANGE = f"{ROOT}table/{TRANSFORM}/ranges/r01/{INPUTS[:16]}/"


def commit_of(s3) -> dict:
    return json.loads(s3.get(LEDGER, f"{RANGE}commit.json"))


def table_of(s3, file: dict) -> pa.Table:
    return pq.ParquetFile(io.BytesIO(s3.get(LEDGER, file["key"]))).read()


@pytest.fixture
def staged(s3, step):
    """The commits of a folder in two generations of its manifest's reading: 60 orders on three days of 2018, some on others."""

    def stage(documents: dict[str, bytes] | None = None, **changes) -> list[dict]:
        if documents is None:
            documents = {key(f"{n:04d}.json"): body(an_order(97 * n % 60, f"2018-0{1 + n % 3}-11")) for n in range(60)}
            documents |= {key(f"other-{n}"): body(an_order(100 + n, "2017-05-05")) for n in range(4)}
        assert step("folder", partition_order(s3, seed(s3, documents, per_segment=10), **changes), "--folder", FOLDER) == 0, step.said
        return [json.loads(s3.get(LEDGER, f"{HOME}commit.json"))]

    return stage


@pytest.fixture
def shuffled(monkeypatch):
    def shuffle(part_bytes: int = 2**20):
        monkeypatch.setattr("partition_job.compact._ONE_TASK_BYTES_UP_TO", 100)
        monkeypatch.setattr("partition_job.compact._PART_ARROW_BYTES", part_bytes)

    return shuffle


@pytest.mark.parametrize("in_one", [True, False])
def test_a_range_becomes_files_of_its_days(s3, step, staged, shuffled, in_one):
    compact = compact_order(s3, staged(), reading={"threads": 2, "slices": 2})
    if not in_one:
        shuffled()
    assert step("compact", compact, "--range", "r01") == 0, step.said
    commit = commit_of(s3)
    assert commit["rows"] == 60
    assert [(file["key"], file["day"], file["rows"]) for file in commit["files"]] == [
        (f"{RANGE}files/g001/2018-0{month}-11-000.parquet", f"2018-0{month}-11", 20) for month in (1, 2, 3)
    ]
    for file in commit["files"]:
        table = table_of(s3, file)
        assert table.column_names == ["OrderId", "Value", "LastChange", "CreationDate", "Items", "Custom"]
        assert (table.num_rows, len(s3.get(LEDGER, file["key"]))) == (file["rows"], file["bytes"])
        assert table.schema.field("LastChange").type == pa.timestamp("us", tz="UTC")
        assert {str(moment.date()) for moment in table["LastChange"].to_pylist()} == {file["day"]}
        found = table["OrderId"].to_pylist()
        assert found == sorted(found)
    summary = json.loads(step.told[-1])
    assert (summary["outcome"], summary["range"], summary["rows"], summary["files"], summary["days"]) == ("committed", "r01", 60, 3, 3)


def test_all_ways_hold_the_same_rows(s3, step, staged, shuffled):
    commits = staged()
    found = []
    for generation, part_bytes in ((1, None), (2, 2**20), (3, 1)):
        if part_bytes is not None:
            shuffled(part_bytes)
        order = compact_order(s3, commits, reading={"threads": 2, "slices": 4}, generation=generation)
        assert step("compact", order, "--range", "r01") == 0, step.said
        commit = commit_of(s3)
        rows = sorted((row for file in commit["files"] for row in table_of(s3, file).to_pylist()), key=lambda row: row["OrderId"])
        found.append((rows, len(commit["files"])))
        del s3.objects[(LEDGER, f"{RANGE}commit.json".encode())]
    assert found[0][0] == found[1][0] == found[2][0]
    # A row is more than a part may hold there: days are shared by parts, and no name is given twice.
    assert found[0][1] == found[1][1] == 3 < found[2][1]


def test_files_are_cut_at_about_the_ordered_size(s3, step, staged):
    documents = {key(f"{n:05d}"): body(an_order(n, "2018-10-31", Custom=json.dumps({"fields": {str(k): f"{n * 7919 * k}" for k in range(40)}}))) for n in range(900)}
    commits = staged(documents)
    [whole] = commits[0]["files"]
    wanted = whole["bytes"] // 4
    assert step("compact", compact_order(s3, commits, fileBytes=wanted), "--range", "r01") == 0, step.said
    files = commit_of(s3)["files"]
    assert [file["key"] for file in files] == [f"{RANGE}files/g001/2018-10-31-{n:03d}.parquet" for n in range(len(files))]
    assert 3 <= len(files) <= 6
    for file in files[:-1]:
        assert 0.6 * wanted < file["bytes"] < 1.5 * wanted
    ids = [row for file in files for row in table_of(s3, file)["OrderId"].to_pylist()]
    assert ids == sorted(ids) and len(set(ids)) == 900


def test_the_same_order_makes_the_same_bytes(s3, step, staged):
    commits = staged()
    contents = []
    for _ in range(2):
        assert step("compact", compact_order(s3, commits), "--range", "r01") == 0
        contents.append({file["key"]: s3.get(LEDGER, file["key"]) for file in commit_of(s3)["files"]})
        del s3.objects[(LEDGER, f"{RANGE}commit.json".encode())]
    assert contents[0] == contents[1]


def test_a_repeat_does_nothing(s3, step, staged):
    compact = compact_order(s3, staged())
    assert step("compact", compact, "--range", "r01") == 0
    before = dict(s3.objects)
    s3.requests.clear()
    assert step("compact", compact, "--range", "r01") == 0
    assert s3.objects == before and [method for method, _ in s3.requests] == ["GET", "GET"]
    assert json.loads(step.told[-1])["outcome"] == "committed-before"


def test_a_range_without_rows_is_committed_empty(s3, step, staged):
    assert step("compact", compact_order(s3, staged()), "--range", "r02") == 0, step.said
    commit = json.loads(s3.get(LEDGER, RANGE.replace("/r01/", "/r02/") + "commit.json"))
    assert (commit["rows"], commit["files"]) == (0, [])


@pytest.mark.parametrize("broken", ["2018-02-11", "commit.json"])
def test_a_step_that_dies_is_repeated_without_a_row_twice(s3, step, staged, broken):
    commits = staged()
    s3.fault = lambda method, name: 503 if method == "PUT" and "/ranges/" in name and broken in name else None
    assert step("compact", compact_order(s3, commits), "--range", "r01") == 1
    assert step.said[-1].startswith("S3_FAILED")
    assert not [name for name in s3.keys(LEDGER, RANGE) if name.endswith("commit.json")]
    s3.fault = lambda method, name: None
    assert step("compact", compact_order(s3, commits, generation=2), "--range", "r01") == 0
    commit = commit_of(s3)
    assert commit["rows"] == 60 and all("/files/g002/" in file["key"] for file in commit["files"])


@pytest.mark.parametrize("in_one", [True, False])
def test_a_staged_file_that_is_another_one_is_refused(s3, step, staged, shuffled, in_one):
    commits = staged()
    if not in_one:
        shuffled()
    file = next(file for file in commits[0]["files"] if file["range"] == "r01")
    held = s3.get(LEDGER, file["key"])
    s3.put(LEDGER, file["key"], held + b" ")
    assert step("compact", compact_order(s3, commits), "--range", "r01") == 5
    assert step.said[-1].startswith("STAGED_CHANGED") and "is not the file that its commit names" in step.said[-1]
    del s3.objects[(LEDGER, file["key"].encode())]
    assert step("compact", compact_order(s3, commits), "--range", "r01") == 5
    assert step.said[-1].endswith("is gone")


@pytest.mark.parametrize("in_one", [True, False])
def test_rows_that_the_order_does_not_count_are_not_committed(s3, step, staged, shuffled, in_one):
    commits = staged()
    if not in_one:
        shuffled()
    days = commits[0]["days"]
    moved = {**days, "2018-01-11": days["2018-01-11"] + 1, "2018-02-11": days["2018-02-11"] - 1}
    assert step("compact", compact_order(s3, [{**commits[0], "days": moved}]), "--range", "r01") == 5
    assert step.said[-1].startswith("ACCOUNTS_OPEN: range r01: 20 rows of 2018-01-11 in files, and the order counts 21")
    elsewhere = {day.replace("-03-11", "-04-11"): rows for day, rows in days.items()}
    assert step("compact", compact_order(s3, [{**commits[0], "days": elsewhere}]), "--range", "r01") == 5
    assert step.said[-1].startswith("STAGED_CHANGED") and "rows of 2018-03-11" in step.said[-1]


def test_an_order_that_does_not_close_is_refused(s3, step, staged):
    commits = staged()
    first = next(file for file in commits[0]["files"] if file["range"] == "r01")
    wrong = {**commits[0], "files": [{**file, "rows": 61} if file is first else file for file in commits[0]["files"]]}
    assert step("compact", compact_order(s3, [wrong]), "--range", "r01") == 2
    assert step.said[-1].startswith("ORDER_INVALID: range r01: counts 60 rows, and its files 61")


def test_folders_of_the_same_order_ids_keep_both_rows(s3, step, staged):
    commits = staged()
    other = {**commits[0], "files": [dict(file) for file in commits[0]["files"]]}
    for file in other["files"]:
        copy = file["key"].replace(FOLDER, "E9_CheckoutOrder")
        s3.put(LEDGER, copy, s3.get(LEDGER, file["key"]))
        file["key"] = copy
    assert step("compact", compact_order(s3, [commits[0], other]), "--range", "r01") == 0, step.said
    commit = commit_of(s3)
    assert commit["rows"] == 120
    ids = table_of(s3, commit["files"][0])["OrderId"].to_pylist()
    assert ids == sorted(ids) and len(set(ids)) == 20
