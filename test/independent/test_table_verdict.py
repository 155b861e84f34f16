"""That the independent script sees what is wrong with a table: each test spoils one thing of a right one.

python -m unittest      (in this folder, with the sandbox's Python)
"""

import datetime
import hashlib
import unittest

import faithful_table
from faithful_table import place
from table_verdict import verdict_of
from test_own_transformation import COLUMNS, judged, order


def parquet(rows, columns=COLUMNS, **more):
    return faithful_table.parquet(rows, columns, **more)


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
