"""Folders end to end, on a local Spark and an S3 that judges signatures."""

import gzip
import io
import json

import pyarrow.parquet as pq
import pytest
from orders import FOLDER, HOME, LEDGER, TARGET, an_order, body, key, partition_order, put_segment, seed

pytestmark = pytest.mark.spark

ODD = (
    "a b",
    "{x}",
    "[1]",
    "*",
    "?",
    "a:b",
    "#",
    "100%",
    "%2e",
    "a+b",
    "a\\b",
    "😀",
    "_x",
    ".x",
    "\x01",
    "tab\t",
    "line\nbreak",
    "'\"",
    "<&>",
    "e\u0301",
    "é",
    "\uffff",
    "𐀀",
    "end ",
    " begin",
    "..",
    ".",
    "\x7f",
)


def commit_of(s3) -> dict:
    return json.loads(s3.get(LEDGER, f"{HOME}commit.json"))


def tables_of(s3, commit: dict) -> list:
    return [pq.ParquetFile(io.BytesIO(s3.get(LEDGER, file["key"]))).read() for file in commit["files"]]


def rows_of(s3, commit: dict) -> list[dict]:
    return [row for table in tables_of(s3, commit) for row in table.to_pylist()]


def rejects_of(s3, commit: dict) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(s3.get(LEDGER, commit["rejectsKey"])).splitlines()]


def test_documents_become_rows_by_the_rules(s3, step):
    documents = {key(f"{n}.json"): body(an_order(n, day)) for n, day in enumerate(["2017-12-31", "2018-01-01", "2018-10-31", "2019-06-01"])}
    assert step("folder", partition_order(s3, seed(s3, documents)), "--folder", FOLDER) == 0, step.said
    commit = commit_of(s3)
    assert (commit["documents"], commit["rows"], commit["rejects"], commit["rejectsKey"]) == (4, 4, {}, None)
    assert commit["days"] == {"2017-12-31": 1, "2018-01-01": 1, "2018-10-31": 1, "2019-06-01": 1}
    assert [(file["key"], file["range"], file["rows"]) for file in commit["files"]] == [
        (f"{HOME}staged/g001/r00-000.parquet", "r00", 1),
        (f"{HOME}staged/g001/r01-000.parquet", "r01", 2),
        (f"{HOME}staged/g001/r02-000.parquet", "r02", 1),
    ]
    row = next(row for row in rows_of(s3, commit) if row["OrderId"] == "order-00002")
    assert row["Items"] == [{"name": "n2", "price": 1.5, "categories": [{"id": "9", "name": "Coach"}, {"id": "12", "name": "Pets"}]}]
    assert row["Custom"] == {"fields": [("a", "b"), ("Attached", "no")], "kept": True}
    assert row["LastChange"].isoformat() == "2018-10-31T14:00:00.123456+00:00"
    assert row["__day"] == "2018-10-31"
    assert list(row) == ["OrderId", "Value", "LastChange", "CreationDate", "Items", "Custom", "__day"]
    summary = json.loads(step.told[-1])
    assert (summary["command"], summary["outcome"], summary["rows"], summary["files"]) == ("folder", "committed", 4, 3)


def test_every_document_that_is_no_row_has_its_reason(s3, step):
    documents = {
        f"{FOLDER}/": b"",
        f"{FOLDER}/s/id/junk/deeper.json": b"junk",
        f"{FOLDER}/s/id//v.json": body(an_order(90)),
        f"{FOLDER}/s/other/x.json": body(an_order(91)),
        key("empty.json"): b"",
        key("cut.json"): b'{"OrderId": "x"',
        key("latin.json"): b'{"OrderId": "\xe9"}',
        key("mark.json"): b"\xef\xbb\xbf" + body(an_order(9)),
        key("text-broken.json"): body(an_order(1, Items="[{")),
        key("text-empty.json"): body(an_order(2, Items="")),
        key("list.json"): b"[1]",
        key("undated.json"): body(an_order(3, LastChange=None, CreationDate="yesterday")),
        key("object.json"): b"{}",
        key("misfit.json"): body(an_order(4, Value="much")),
        key("late.json"): body(an_order(5, "2020-01-15")),
        key("twice-a.json"): body(an_order(6)),
        key("twice-b.json"): body(an_order(6)),
        key("later-a.json"): body(an_order(7)),
        key("later-b.json"): body(an_order(7, "2018-11-01")),
        key("only-created.json"): body(an_order(8, LastChange=...)),
        key("gone.json"): body(an_order(10)),
        key("changed.json"): body(an_order(11)),
    }
    pin = seed(s3, documents)
    del s3.objects[(TARGET, f"p/{key('gone.json')}".encode())]
    s3.put(TARGET, f"p/{key('changed.json')}", b"another")
    assert step("folder", partition_order(s3, pin), "--folder", FOLDER) == 0, step.said
    commit = commit_of(s3)
    assert commit["rejects"] == {
        "after-cut-off": 1,
        "duplicate": 2,
        "fetch-failed": 2,
        "layout": 4,
        "malformed": 6,
        "no-usable-date": 2,
        "not-an-object": 1,
        "schema": 1,
    }
    assert commit["documents"] == len(documents) == commit["rows"] + sum(commit["rejects"].values())
    found = rejects_of(s3, commit)
    assert [one["key"].encode() for one in found] == sorted(one["key"].encode() for one in found)
    why = {one["key"].removeprefix(f"{FOLDER}/s/id/"): (one["reason"], one["detail"]) for one in found}
    assert why["twice-b.json"] == why["later-a.json"] == ("duplicate", None)
    assert why["text-broken.json"] == ("malformed", "Items")
    assert why["empty.json"] == ("malformed", "the document is empty")
    assert why["misfit.json"] == ("schema", "Value is a text, and its column a long")
    assert why["undated.json"] == ("no-usable-date", "LastChange is missing or null; CreationDate is no date")
    assert why["gone.json"][1].startswith("404") and why["changed.json"][1].startswith("412")
    assert {row["OrderId"] for row in rows_of(s3, commit)} == {"order-00006", "order-00007", "order-00008"}
    assert not any("much" in json.dumps(one) or "yesterday" in json.dumps(one) for one in found)
    fetched = [name for method, name in s3.requests if name.startswith("p/")]
    assert f"p/{FOLDER}/" not in fetched and not any("junk" in name for name in fetched)


def test_no_key_is_odd(s3, step):
    documents = {key(name, sub): body(an_order(number)) for number, (name, sub) in enumerate([*((o, "s") for o in ODD), *(("1", o) for o in ODD)])}
    assert step("folder", partition_order(s3, seed(s3, documents)), "--folder", FOLDER) == 0, step.said
    assert commit_of(s3)["rows"] == len(documents) == 2 * len(ODD)
    assert s3.refused == []


def test_one_task_or_many_make_the_same_files(s3, step):
    documents = {key(f"{n:04d}.json"): body(an_order(n % 230, f"201{7 + n % 3}-0{1 + n % 9}-1{n % 9}")) for n in range(260)}
    documents |= {key(f"junk/{n}"): b"" for n in range(3)}
    pin = seed(s3, documents, per_segment=23)
    contents = []
    for slices in (1, 5):
        order = partition_order(s3, pin, reading={"threads": 4, "slices": slices})
        assert step("folder", order, "--folder", FOLDER) == 0, step.said
        assert f"{slices} task" in step.said[-2 if slices > 1 else -1]
        commit = commit_of(s3)
        assert (commit["documents"], commit["rows"], commit["rejects"]) == (263, 230, {"duplicate": 30, "layout": 3})
        contents.append({file["key"]: s3.get(LEDGER, file["key"]) for file in commit["files"]} | {"rejects": rejects_of(s3, commit)})
        for written in s3.keys(LEDGER, HOME):
            del s3.objects[(LEDGER, written.encode())]
    assert contents[0] == contents[1]


def test_rows_of_a_file_are_in_order(s3, step):
    documents = {key(f"{n:03d}"): body(an_order(99 - n, f"2018-03-0{1 + n % 3}")) for n in range(60)}
    assert step("folder", partition_order(s3, seed(s3, documents)), "--folder", FOLDER) == 0
    [table] = tables_of(s3, commit_of(s3))
    found = [(row["__day"], row["OrderId"]) for row in table.to_pylist()]
    assert found == sorted(found)


def test_a_folder_without_documents_is_committed_empty(s3, step):
    assert step("folder", partition_order(s3, seed(s3, {})), "--folder", FOLDER) == 0, step.said
    commit = commit_of(s3)
    assert (commit["documents"], commit["rows"], commit["files"], commit["days"]) == (0, 0, [], {})


def test_a_repeat_does_nothing(s3, step):
    order = partition_order(s3, seed(s3, {key("1.json"): body(an_order(1))}))
    assert step("folder", order, "--folder", FOLDER) == 0
    before = dict(s3.objects)
    s3.requests.clear()
    assert step("folder", order, "--folder", FOLDER) == 0
    assert s3.objects == before
    assert [method for method, _ in s3.requests] == ["GET", "GET"]
    assert "was committed before" in step.said[-1]
    assert json.loads(step.told[-1])["outcome"] == "committed-before"


@pytest.mark.parametrize("slices", [1, 3])
@pytest.mark.parametrize("broken", ["r01-000.parquet", "r02-000.parquet", "rejects", "commit.json"])
def test_a_step_that_dies_anywhere_is_repeated_without_a_row_twice(s3, step, broken, slices):
    documents = {key(f"{n}.json"): body(an_order(n, f"201{8 + n % 2}-03-03")) for n in range(9)} | {key("x"): b"nonsense"}
    pin = seed(s3, documents, per_segment=4)
    s3.fault = lambda method, name: 503 if method == "PUT" and broken in name else None
    order = partition_order(s3, pin, reading={"threads": 2, "slices": slices})
    assert step("folder", order, "--folder", FOLDER) == 1
    assert step.said[-1].startswith("S3_FAILED: s3://ledger/") and "503 SlowDown" in step.said[-1]
    assert not [name for name in s3.keys(LEDGER) if name.endswith("commit.json")]
    s3.fault = lambda method, name: None
    # The next generation, as after a step that failed.
    order = partition_order(s3, pin, reading={"threads": 2, "slices": slices}, generation=2)
    assert step("folder", order, "--folder", FOLDER) == 0, step.said
    commit = commit_of(s3)
    assert (commit["rows"], commit["rejects"], commit["generation"]) == (9, {"malformed": 1}, 2)
    assert all("/staged/g002/" in file["key"] for file in commit["files"])
    assert sorted(row["OrderId"] for row in rows_of(s3, commit)) == [f"order-0000{n}" for n in range(9)]


def test_a_commit_whose_answer_was_lost_is_our_own(s3, step):
    seen = []

    def fault(method, name):
        if method == "PUT" and name.endswith("commit.json") and not seen:
            seen.append(name)
            return "lost"
        return None

    s3.fault = fault
    assert step("folder", partition_order(s3, seed(s3, {key("1"): body(an_order(1))})), "--folder", FOLDER) == 0, step.said
    assert json.loads(step.told[-1])["outcome"] == "committed" and len(seen) == 1


def test_another_step_that_was_faster_counts(s3, step):
    order = partition_order(s3, seed(s3, {key("1"): body(an_order(1))}))
    assert step("folder", order, "--folder", FOLDER) == 0
    theirs = s3.get(LEDGER, f"{HOME}commit.json")
    faster = json.dumps({**json.loads(theirs), "seconds": 99, "generation": 7}).encode()
    del s3.objects[(LEDGER, f"{HOME}commit.json".encode())]

    def fault(method, name):
        if method == "PUT" and name.endswith("commit.json"):
            s3.put(LEDGER, f"{HOME}commit.json", faster)

    s3.fault = fault
    assert step("folder", order, "--folder", FOLDER) == 0
    assert s3.get(LEDGER, f"{HOME}commit.json") == faster
    summary = json.loads(step.told[-1])
    assert (summary["outcome"], summary["generation"]) == ("committed-before", 7)


def test_a_commit_of_another_manifest_is_not_believed(s3, step):
    pin = seed(s3, {key("1"): body(an_order(1))})
    assert step("folder", partition_order(s3, pin), "--folder", FOLDER) == 0
    pin = seed(s3, {key("1"): body(an_order(1)), key("2"): body(an_order(2))})
    assert step("folder", partition_order(s3, pin), "--folder", FOLDER) == 1
    assert step.said[-1].startswith("COMMIT_CONFLICT") and "of another manifest" in step.said[-1]


def test_busy_answers_and_cut_connections_heal(s3, step):
    seen: dict[str, int] = {}

    def fault(method, name):
        seen[name] = seen.get(name, 0) + 1
        return {1: 503, 2: "cut", 3: "half", 4: 500, 5: "cut"}.get(seen[name])

    order = partition_order(s3, seed(s3, {key(f"{n}.json"): body(an_order(n)) for n in range(5)}))
    s3.fault = fault
    assert step("folder", order, "--folder", FOLDER) == 0, step.said
    assert commit_of(s3)["rows"] == 5


@pytest.mark.parametrize("slices", [1, 2])
def test_what_s3_cannot_serve_fails_the_step_and_rejects_nothing(s3, step, slices):
    pin = seed(s3, {key(f"{n}.json"): body(an_order(n)) for n in range(5)}, per_segment=2)
    s3.fault = lambda method, name: 503 if name.endswith("3.json") else None
    assert step("folder", partition_order(s3, pin, reading={"threads": 2, "slices": slices}), "--folder", FOLDER) == 1
    assert step.said[-1].startswith(f"S3_FAILED: s3://target/p/{FOLDER}/s/id/3.json: GET failed 12 times, at last with 503 SlowDown")
    s3.fault = lambda method, name: (403, "AccessDenied") if name.endswith("3.json") else None
    assert step("folder", partition_order(s3, pin, reading={"threads": 2, "slices": slices}), "--folder", FOLDER) == 4
    assert step.said[-1].startswith("ACCESS_DENIED: s3://target/p/") and "403 AccessDenied" in step.said[-1]


def _fewer(s3, pin):
    return {**pin, "keys": pin["keys"] + 1}


def _gone(s3, pin):
    (piece,) = pin["pieces"]
    return {**pin, "pieces": [{**piece, "segments": piece["segments"] + 1}]}


def _disordered(s3, pin):
    put_segment(s3, 0, [{"key": key(name), "size": 1, "targetETag": "x"} for name in ("b", "a")])
    return pin


def _overlapping(s3, pin):
    put_segment(s3, 1, [{"key": key(name), "size": 1, "targetETag": "x"} for name in ("0", "1")])
    return pin


def _damaged(s3, pin):
    put_segment(s3, 0, [{"key": key("a")}])
    return pin


@pytest.mark.parametrize("slices", [1, 2])
@pytest.mark.parametrize("change", [_fewer, _gone, _disordered, _overlapping, _damaged])
def test_a_manifest_that_is_not_what_was_pinned_is_refused(s3, step, change, slices):
    pin = change(s3, seed(s3, {key(str(n)): body(an_order(n)) for n in range(4)}, per_segment=2))
    assert step("folder", partition_order(s3, pin, reading={"threads": 2, "slices": slices}), "--folder", FOLDER) == 5
    assert step.said[-1].startswith(f"MANIFEST_MISMATCH: folder {FOLDER}: ")
    assert not [name for name in s3.keys(LEDGER) if name.endswith("commit.json")]


def test_a_defect_says_where_and_no_value(s3, step, monkeypatch):
    order = partition_order(s3, seed(s3, {key("1"): body(an_order(1))}))

    def broken(*_):
        raise ValueError("the customer's name")

    monkeypatch.setattr("partition_job.folder.folder_commit", lambda *_, **__: broken())
    assert step("folder", order, "--folder", FOLDER) == 1
    assert step.said[-2].startswith("Traceback (most recent call last)")
    assert step.said[-1].startswith("INTERNAL: folder E9_FulfillmentOrder: ValueError at ") and "test_folder.py" in step.said[-1]
    assert not any("customer" in line for line in step.said)


def test_a_file_whose_footer_counts_other_rows_is_not_committed(s3, step):
    order = partition_order(s3, seed(s3, {key(str(n)): body(an_order(n)) for n in range(3)}))
    assert step("folder", order, "--folder", FOLDER) == 0
    other = s3.get(LEDGER, commit_of(s3)["files"][0]["key"])
    order = partition_order(s3, seed(s3, {key(str(n)): body(an_order(n)) for n in range(2)}), generation=2)
    del s3.objects[(LEDGER, f"{HOME}commit.json".encode())]
    real = s3._answer

    def swapped(request, method, content):
        real(request, method, other if method == "PUT" and ".parquet" in request.path else content)

    s3._answer = swapped
    assert step("folder", order, "--folder", FOLDER) != 0
    assert not [name for name in s3.keys(LEDGER) if name.endswith("commit.json")]
