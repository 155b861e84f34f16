"""The independent transformation, on hand-written documents.

python -m unittest      (in this folder, with the sandbox's Python)
"""

import datetime
import json
import os
import unittest

import yaml

from own_transformation import Reject, held, judge_documents, moment_of, read_json, steps_of

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


if __name__ == "__main__":
    unittest.main()
