"""The independent script itself: its transformation on hand-written documents, and that it sees what is wrong with a table.

python -m unittest test_compare_table      (in this folder, with the sandbox's Python)
"""

import datetime
import hashlib
import io
import json
import os
import unittest

import pyarrow
import pyarrow.parquet
import yaml

from own_transformation import Reject, arrow_type, held, judge_documents, moment_of, read_json, steps_of
from table_verdict import verdict_of

EXAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "checkout-history")
CUTOFF = datetime.datetime(2020, 1, 15, tzinfo=datetime.timezone.utc)


def example(name):
    with open(os.path.join(EXAMPLE, name), encoding="utf8") as file:
        return yaml.safe_load(file)


RULES, COLUMNS = example("transform.yml"), example("schema.yml")["columns"]


def order(**changes):
    """An order with something of everything that the rules are about."""
    document = {
        "OrderId": "1",
        "Value": 12345,
        "LastChange": "2019-07-03T21:30:00.1234567-03:00",
        "CreationDate": "2019-07-01T00:00:00Z",
        "IsCompleted": True,
        "Totals": [{"id": "Items", "value": 5, "unknown": 1}],
        "Items": json.dumps(
            [
                {
                    "id": "7",
                    "quantity": 2,
                    "unitMultiplier": 1,
                    "productCategories": {"9": "Coach", "12": None},
                    "attachments": [{"name": "gift"}],
                    "additionalInfo": {"brandName": "x", "dimension": {"height": 1.5}},
                }
            ]
        ),
        "ItemMetadata": json.dumps({"items": [{"id": "7", "assemblyOptions": [{"id": "a"}]}]}),
        "RatesAndBenefitsData": json.dumps(
            {"rateAndBenefitsIdentifiers": [{"id": "r", "matchedParameters": {"a": "b"}, "additionalInfo": {"c": 1}}]}
        ),
        "CustomData": json.dumps(
            {"customApps": [{"id": "app", "major": 1, "fields": {"cart-extra-context": "{}", "costCenter": "CC1", "giftATTACHMENT": "x"}}]}
        ),
        "ClientProfileData": None,
        "PackageAttachment": {"packages": []},
        **changes,
    }
    return {name: value for name, value in document.items() if value != "absent"}


def judged(*documents, cutoff=CUTOFF):
    """Documents as (key, value) or as values, which get keys in their order."""
    pairs = [one if isinstance(one, tuple) else (f"00_A/shop/id/{index}.json", one) for index, one in enumerate(documents)]
    bodies = [(key, value if isinstance(value, bytes) else json.dumps(value).encode()) for key, value in pairs]
    return judge_documents(bodies, RULES, COLUMNS, cutoff)


def reasons(*documents):
    return [one.reason for one in judged(*documents)]


class Paths(unittest.TestCase):
    def test_grammar(self):
        self.assertEqual(steps_of("Items[].productCategories"), [("Items", True), ("productCategories", False)])
        self.assertEqual(
            steps_of('CustomData.customApps[].fields["cart-extra-context"]'),
            [("CustomData", False), ("customApps", True), ("fields", False), ("cart-extra-context", False)],
        )
        for wrong in ("Items[0]", "a..b", "a b", "a["):
            self.assertRaises(ValueError, steps_of, wrong)


class Dates(unittest.TestCase):
    def test_moments(self):
        for written, moment in {
            "2019-07-03T21:30:00.1234567-03:00": (2019, 7, 4, 0, 30, 0, 123456),
            "2019-07-03T21:30:00.9999999+00:00": (2019, 7, 3, 21, 30, 0, 999999),
            "2019-07-03T21:30:00Z": (2019, 7, 3, 21, 30),
            "2019-07-03T21:30:00.5": (2019, 7, 3, 21, 30, 0, 500000),
            "2019-07-03": (2019, 7, 3),
        }.items():
            self.assertEqual(moment_of(written), datetime.datetime(*moment, tzinfo=datetime.timezone.utc), written)

    def test_no_moments(self):
        for written in ("", "yesterday", "2019-02-30T10:00:00Z", "2019-07-01T25:00:00Z", "2019-7-1", "x2019-07-01", 1562184000, None, True):
            self.assertIsNone(moment_of(written), written)


class Rules(unittest.TestCase):
    def test_row(self):
        (one,) = judged(order())
        self.assertIsNone(one.reason)
        self.assertEqual(one.day, "2019-07-04")
        self.assertEqual(list(one.row), list(COLUMNS))
        self.assertEqual(one.row["LastChange"], datetime.datetime(2019, 7, 4, 0, 30, 0, 123456, tzinfo=datetime.timezone.utc))
        (item,) = one.row["Items"]
        self.assertEqual(item["productCategories"], [{"id": "9", "name": "Coach"}, {"id": "12", "name": None}])
        self.assertEqual((item["quantity"], item["unitMultiplier"], item["price"]), (2, 1.0, None))
        self.assertIsInstance(item["unitMultiplier"], float)
        self.assertEqual(item["additionalInfo"]["dimension"], {"height": 1.5, "length": None, "weight": None, "width": None})
        self.assertEqual(one.row["Totals"], [{"id": "Items", "name": None, "value": 5}])
        self.assertEqual(one.row["ItemMetadata"]["items"][0]["id"], "7")
        self.assertEqual(one.row["CustomData"], {"customApps": [{"id": "app", "major": 1, "fields": {"costCenter": "CC1"}}]})
        self.assertIsNone(one.row["ClientProfileData"])
        self.assertIsNone(one.row["MarketingData"])
        self.assertNotIn("PackageAttachment", one.row)

    def test_structures_stay(self):
        (one,) = judged(order(Items=[{"id": "7", "productCategories": [{"id": "9", "name": "Coach"}]}]))
        self.assertEqual(one.row["Items"][0]["productCategories"], [{"id": "9", "name": "Coach"}])

    def test_date(self):
        self.assertEqual([one.day for one in judged(order(LastChange=None), order(OrderId="2", LastChange="absent"))], ["2019-07-01"] * 2)

    def test_rejects_of_documents(self):
        bodies = [b"", b"{", b"\xff{}", b"\xef\xbb\xbf{}", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000]
        self.assertEqual(reasons(*bodies), ["malformed"] * len(bodies))
        bodies = [b"[]", b'"text"', b"1", b"null", b"true"]
        self.assertEqual(reasons(*bodies), ["not-an-object"] * len(bodies))
        self.assertEqual(reasons(order(Items="[{"), order(ShippingData=""), order(CustomData="{'a': 1}")), ["malformed"] * 3)
        dateless = [{}, order(LastChange="absent", CreationDate="absent"), order(LastChange="", CreationDate="2019-02-30T10:00:00Z")]
        self.assertEqual(reasons(*dateless), ["no-usable-date"] * 3)

    def test_rejects_of_keys(self):
        wrong = ["A/id/1.json", "A/s/id/x/1.json", "A/s/id//1.json", "A/s/ID/1.json", "A/", "A//id/1.json", "A/s/id/"]
        self.assertEqual(reasons(*((key, order()) for key in wrong)), ["layout"] * len(wrong))

    def test_misfits(self):
        wrong = [
            {"Value": "100"},
            {"Value": 1.5},
            {"Value": True},
            {"Value": 2**63},
            {"OrderId": 1},
            {"IsCompleted": "true"},
            {"Totals": {}},
            {"Items": json.dumps({})},
            {"Items": json.dumps([{"quantity": []}])},
            {"CustomData": json.dumps({"customApps": [{"fields": {"a": 1}}]})},
            {"CreationDate": "soon"},
        ]
        self.assertEqual(reasons(*(order(**change) for change in wrong)), ["schema"] * len(wrong))

    def test_order_of_reasons(self):
        self.assertEqual(reasons(order(LastChange="2020-01-15T00:00:00Z")), ["after-cut-off"])
        self.assertEqual(reasons(order(LastChange="2020-01-14T23:59:59.9999999Z")), [None])
        self.assertEqual(reasons(order(LastChange="2020-02-01", Value="x")), ["schema"])
        self.assertEqual(reasons(order(LastChange="x", CreationDate="x", Value="x")), ["no-usable-date"])
        self.assertEqual(judged(order(LastChange="2020-02-01"), cutoff=None)[0].reason, None)

    def test_unique(self):
        later = order(LastChange="2019-07-05")
        self.assertEqual(reasons(order(), later), ["duplicate", None])
        self.assertEqual(reasons(later, order()), [None, "duplicate"])
        self.assertEqual(reasons(("A/s/id/b", order()), ("A/s/id/a", order())), ["duplicate", None])
        self.assertEqual(reasons(("A/s/id/\U0001d535", order()), ("A/s/id/\uff8a", order())), ["duplicate", None])
        self.assertEqual(reasons(("A/s/id/a", order()), ("B/s/id/a", order())), [None, None])
        self.assertEqual(reasons(order(OrderId=None), order(OrderId="absent")), [None, None])
        self.assertEqual(reasons(order(), order(LastChange="2020-02-01")), [None, "after-cut-off"])

    def test_json(self):
        self.assertEqual(read_json('{"a": 1, "a": 2}'), {"a": 2})
        self.assertRaises(Reject, held, 1e400, "double", "x")


def parquet(rows, columns=COLUMNS, compression="snappy"):
    schema = pyarrow.schema([pyarrow.field(name, arrow_type(of)) for name, of in columns.items()])
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), buffer, compression=compression, store_schema=False)
    return buffer.getvalue()


def place(day, name):
    year, month, of_month = day.split("-")
    return f"YEAR={year}/MONTH={month}/DAY={of_month}/{name}.parquet"


class World:
    """Five documents, the table that they make, a live file in a day of theirs and one in another, and all that tells of it."""

    def __init__(self):
        self.found = judged(
            order(),
            order(OrderId="2", LastChange="2019-07-04T01:00:00Z"),
            order(OrderId="3", LastChange="2018-01-01T00:00:00Z"),
            ("01_B/shop/id/1.json", order(OrderId="4")),
            ("01_B/shop/id/2.json", b"{"),
        )
        self.rows = {}
        for one in self.found:
            if one.reason is None:
                self.rows.setdefault(one.day, []).append(one.row)
        live = [dict(self.found[0].row, OrderId=f"live-{index}") for index in range(2)]
        files = {place("2019-07-04", "part-live"): parquet(live), place("2020-01-15", "part-live"): parquet(live[:1])}
        lying = [{"key": key, "sha256": digest(content), "rows": rows} for (key, content), rows in zip(files.items(), (2, 1))]
        self.live = {"files": lying, "arriving": None}
        self.table = {**files, **{place(day, "ours"): parquet(own) for day, own in self.rows.items()}}
        self.receipt = {
            "verdict": "complete",
            "documents": {"read": 5, "rows": 4, "rejects": {"malformed": 1, "layout": 0}, "foldersCommitted": 2},
            "published": {"partitions": 2, "files": 2, "rows": 4},
        }
        self.commits = {
            "00_A": {"documents": 3, "rows": 3, "rejects": {}, "days": {"2019-07-04": 2, "2018-01-01": 1}},
            "01_B": {"documents": 2, "rows": 1, "rejects": {"malformed": 1}, "days": {"2019-07-04": 1}},
        }
        self.registered = {("2019", "07", "04"), ("2018", "01", "01"), ("2020", "01", "15")}

    def problems(self):
        return verdict_of(self.found, COLUMNS, self.table, self.live, self.receipt, self.commits, self.registered)["problems"]

    def rewrite(self, day, change):
        """The file of a day with its rows changed."""
        self.table[place(day, "ours")] = parquet(change([dict(row) for row in self.rows[day]]))


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Verdicts(unittest.TestCase):
    def assertTold(self, world, *words):
        problems = world.problems()
        self.assertTrue(problems, "it saw nothing")
        for word in words:
            self.assertTrue(any(word in problem for problem in problems), f"{word!r} is not in {problems}")

    def test_right(self):
        world = World()
        self.assertEqual(world.problems(), [])
        verdict = verdict_of(world.found, COLUMNS, world.table, world.live, None, None, None)
        counts = {name: verdict[name] for name in ("documents", "rows", "rejects", "files", "days", "live", "rowsOfTheWholeTable")}
        self.assertEqual(
            counts, {"documents": 5, "rows": 4, "rejects": {"malformed": 1}, "files": 2, "days": 2, "live": 2, "rowsOfTheWholeTable": 7}
        )

    def test_the_order_of_rows_and_the_number_of_files_do_not_count(self):
        world = World()
        first, *rest = reversed(world.rows["2019-07-04"])
        world.table[place("2019-07-04", "ours")] = parquet([first], compression="zstd")
        world.table[place("2019-07-04", "ours-too")] = parquet(rest)
        world.receipt["published"]["files"] = 3
        self.assertEqual(world.problems(), [])

    def test_rows(self):
        day = "2019-07-04"
        rows = World().rows[day]
        first_with = lambda **changes: lambda rows: [{**rows[0], **changes}, *rows[1:]]
        for name, change, *words in [
            ("a row less", lambda rows: rows[1:], "its row is not in the table"),
            ("a row twice", lambda rows: [*rows, rows[0]], "once too often"),
            ("a row of nobody", lambda rows: [*rows, {**rows[0], "OrderId": "9"}], "a row that no document gives"),
            ("another value", first_with(Value=12346), "0.json: Value is", "12346"),
            ("a microsecond", first_with(LastChange=rows[0]["LastChange"] + datetime.timedelta(microseconds=1)), "LastChange is"),
            ("empty instead of null", first_with(MarketingData={}), "MarketingData is"),
            ("deep inside", first_with(Items=[{**rows[0]["Items"][0], "productCategories": []}]), "Items is"),
            ("an entry of a map", first_with(CustomData={"customApps": [{"id": "app", "major": 1, "fields": {}}]}), "CustomData is"),
        ]:
            with self.subTest(name):
                world = World()
                world.rewrite(day, change)
                self.assertTold(world, *words)

    def test_days(self):
        world = World()
        world.table[place("2019-07-05", "ours")] = world.table.pop(place("2019-07-04", "ours"))
        self.assertTold(world, "its row lies in day 2019-07-05, not in 2019-07-04", "2019-07-05 has files and is not registered")

    def test_places(self):
        wrong = ["YEAR=2019/MONTH=7/DAY=04/a.parquet", "YEAR=2019/MONTH=07/a.parquet", "a.parquet", "_temporary/0/a"]
        for key in (*wrong, place("2019-07-04", "a/b")):
            with self.subTest(key):
                world = World()
                world.table[key] = world.table.pop(place("2019-07-04", "ours"))
                self.assertTold(world, "a file of ours that no day holds")

    def test_files(self):
        for name, content, words in [
            ("no Parquet", b"rows", "not Parquet"),
            ("a column less", parquet([{}], {name: of for name, of in COLUMNS.items() if name != "Value"}), "other columns"),
            ("another order", parquet([{}], dict(reversed(COLUMNS.items()))), "other columns"),
            ("another type", parquet([{}], {**COLUMNS, "Value": "double"}), "other columns"),
            ("another type inside", parquet([{}], {**COLUMNS, "MarketingData": {"id": "long"}}), "other columns"),
            ("partition columns", parquet([{}], {**COLUMNS, "YEAR": "string"}), "other columns"),
            ("no rows", parquet([]), "a file without rows"),
        ]:
            with self.subTest(name):
                world = World()
                world.table[place("2019-07-04", "more")] = content
                self.assertTold(world, words)

    def test_live_files(self):
        key = place("2019-07-04", "part-live")
        world = World()
        world.table[key] = parquet([dict(world.found[0].row, OrderId="live-0")])
        self.assertTold(world, "is not what it was")
        world = World()
        del world.table[key]
        self.assertTold(world, "is not there")
        world = World()
        world.live["arriving"] = {"key": place("2019-07-04", "arrives"), "sha256": "0", "rows": 1}
        self.assertTold(world, "arrives.parquet: a file of the live pipeline is not there")

    def test_the_whole_table_has_one_schema(self):
        world = World()
        key = place("2020-01-15", "part-live")
        world.table[key] = parquet([{}], {**COLUMNS, "Value": "string"})
        world.live["files"][1]["sha256"] = digest(world.table[key])
        self.assertTold(world, "part-live.parquet: another schema than the rest of the table")

    def test_receipt(self):
        for change, words in [
            ({"verdict": "incomplete"}, "verdict incomplete, not complete"),
            ({"documents": None}, "documents.read None, not 5"),
            ({"documents": {"read": 5, "rows": 4, "rejects": {"schema": 1}}}, "documents.rejects {'schema': 1}, not {'malformed': 1}"),
            ({"published": {"files": 2, "rows": 5}}, "published.rows 5, not 4"),
            ({"published": {"files": 1, "rows": 4}}, "published.files 1, not 2"),
        ]:
            with self.subTest(words):
                world = World()
                world.receipt.update(change)
                self.assertTold(world, words)

    def test_commits(self):
        world = World()
        del world.commits["01_B"]
        self.assertTold(world, "01_B: no commit, and 2 documents")
        for change, words in [
            ({"documents": 4}, "00_A: its commit says documents 4, not 3"),
            ({"rejects": {"schema": 1}}, "00_A: its commit says rejects {'schema': 1}, not {}"),
            ({"days": {"2019-07-04": 3}}, "00_A: its commit says days"),
        ]:
            with self.subTest(words):
                world = World()
                world.commits["00_A"].update(change)
                self.assertTold(world, words)

    def test_catalogue(self):
        world = World()
        world.registered.remove(("2018", "01", "01"))
        self.assertTold(world, "day 2018-01-01 has files and is not registered")
        world = World()
        world.registered.add(("2017", "01", "01"))
        self.assertTold(world, "day 2017-01-01 is registered and has no file")


if __name__ == "__main__":
    unittest.main()
