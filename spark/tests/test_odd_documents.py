"""Whatever a document holds, it becomes a row or a reject: nothing that somebody once wrote may end a step or vanish."""

import json

import orders
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orders import an_order, body, key, partition_order, seed
from test_folder import commit_of, rejects_of

from partition_job.contracts import parse_order
from partition_job.manifest import Entry
from partition_job.slices import _Collected, fetch_all

NESTED = 300
ODD = {
    "unique-huge": (body(an_order(1, OrderId=...))[:-1] + b', "OrderId": 1e300}', "schema"),
    "unique-beyond-64-bits": (body(an_order(1, OrderId=...))[:-1] + b', "OrderId": 18446744073709551616}', "schema"),
    "unique-of-400-digits": (body(an_order(1, OrderId=...))[:-1] + b', "OrderId": ' + b"9" * 400 + b"}", "malformed"),
    "unique-deep": (body(an_order(1, OrderId=...))[:-1] + b', "OrderId": ' + b"[" * NESTED + b"]" * NESTED + b"}", "schema"),
    "deeper-than-anybody-reads": (b"[" * 5000 + b"]" * 5000, "malformed"),
    "infinite": (body(an_order(1, Value=...))[:-1] + b', "Value": 1e400}', "malformed"),
    "not-a-number": (body(an_order(1, Value=...))[:-1] + b', "Value": NaN}', "malformed"),
    "half-a-pair": (b'{"OrderId": "\\ud800"}', "malformed"),
    "no-utf-8": (b'{"OrderId": "\xff"}', "malformed"),
    "zipped": (b"\x1f\x8b\x08\x00", "malformed"),
    "long-beyond": (body(an_order(1, Value=2**63)), "schema"),
    "date-a-boolean": (body(an_order(1, LastChange=True, CreationDate=7)), "no-usable-date"),
    "date-a-list": (body(an_order(1, LastChange=["2018-01-01"], CreationDate={})), "no-usable-date"),
    "items-a-number": (body(an_order(1, Items=7)), "schema"),
    "text-of-nested": (body(an_order(1, Items="[" * 2000)), "malformed"),
    "price-huge": (body(an_order(1, Items=json.dumps([{"name": "n", "price": 2**64 - 1}]))), None),
    "nul": (body(an_order(1, OrderId="\0")), None),
    "twice-named": (body(an_order(1))[:-1] + b', "Value": 8}', None),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_document_is_told_and_harms_no_other(s3, step, name):
    odd, reason = ODD[name]
    documents = {key("a.json"): body(an_order(90)), key("odd.json"): odd, key("z.json"): body(an_order(91))}
    assert step("folder", partition_order(s3, seed(s3, documents)), "--folder", orders.FOLDER) == 0, step.said
    commit = commit_of(s3)
    assert (commit["rows"], commit["rejects"]) == ((3, {}) if reason is None else (2, {reason: 1}))
    assert reason is None or [one["key"] for one in rejects_of(s3, commit)] == [key("odd.json")]


class Holding:
    """An S3 of documents only."""

    def __init__(self, bodies):
        self._bodies = bodies

    def get(self, place, name, if_match):
        return type("Got", (), {"body": self._bodies[int(if_match)]})


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=6) | st.just("2018-10-31T14:00:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "price", "categories", "xAttachment"]), inner, max_size=3),
    max_leaves=12,
)
dated = st.sampled_from(["2018-10-31", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2018-02-30", ""]) | values
documents = st.builds(
    lambda fields, as_text: {name: json.dumps(value) if as_text and name in ("Items", "Custom") else value for name, value in fields.items()},
    st.fixed_dictionaries(
        {},
        optional={"OrderId": values, "Value": values, "LastChange": dated, "CreationDate": dated, "Items": values, "Custom": values},
    ),
    st.booleans(),
)
bodies = documents.map(lambda one: json.dumps(one).encode()) | values.map(lambda one: json.dumps(one).encode()) | st.binary(max_size=20)


@settings(max_examples=400, deadline=None)
@given(st.lists(bodies, max_size=8))
def test_rows_and_rejects_are_all_documents(several):
    order = parse_order(json.dumps(orders.partition_document({"generation": 2, "pieces": [{"dir": "0002/e001-r0000", "segments": 1}], "keys": 9, "bytes": 9})).encode(), "order.json")
    collected = _Collected(order)
    entries = [Entry(f"{orders.FOLDER}/s/id/{number}", 1, str(number)) for number in range(len(several))]
    fetch_all(Holding(several), order, iter(entries), 2, collected)
    rows = collected.rows()
    assert rows.num_rows + len(collected.rejected) == len(several)
    rows.validate(full=True)
