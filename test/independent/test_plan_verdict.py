"""The independent verdict on a planned migration, on hand-written listings.

python -m unittest      (in this folder, with the sandbox's Python)
"""

import datetime
import re
import unittest

from plan_verdict import judge_folder, judge_key, judge_outside

CUTOFF = datetime.datetime(2020, 1, 15, tzinfo=datetime.timezone.utc)
FORM = re.compile("[^/]+/[^/]+/id/[^/]+")


def an_object(etag="aaa", size=3, day=14, storage_class="STANDARD"):
    moment = datetime.datetime(2020, 1, day, tzinfo=datetime.timezone.utc)
    return {"ETag": f'"{etag}"', "Size": size, "LastModified": moment, "StorageClass": storage_class}


def restored(days):
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return {"RestoreStatus": {"IsRestoreInProgress": False, "RestoreExpiryDate": until}}


class Key(unittest.TestCase):
    def test_every_rule(self):
        here = an_object()
        for expected, source, target, recorded in (
            ("equal", here, here, None),
            ("equal", here, an_object("kms"), ("aaa", "kms")),
            ("equal", an_object("aaa-2"), an_object("bbb-3"), ("aaa-2", "bbb-3")),
            ("unverifiable", an_object("aaa-2"), an_object("bbb"), None),
            ("unverifiable", an_object("aaa"), an_object("bbb-2"), None),
            ("unverifiable", None, None, ("aaa", "aaa")),
            ("excluded", an_object(day=15), None, None),
            ("archived", an_object(storage_class="GLACIER"), None, None),
            ("archived", an_object(storage_class="GLACIER"), an_object("bbb"), None),
            ("archived", an_object("aaa-2", storage_class="GLACIER"), here, None),
            ("archived", an_object(storage_class="DEEP_ARCHIVE") | restored(days=-1), None, None),
            ("archived", an_object(storage_class="DEEP_ARCHIVE") | {"RestoreStatus": {"IsRestoreInProgress": True}}, None, None),
            ("missing-object", an_object(storage_class="DEEP_ARCHIVE") | restored(days=1), None, None),
            ("missing-object", an_object(storage_class="GLACIER"), None, ("aaa", "aaa")),
            ("equal", an_object(storage_class="GLACIER"), here, None),
            ("equal", an_object(storage_class="GLACIER"), an_object("kms"), ("aaa", "kms")),
            ("missing-object", an_object(storage_class="GLACIER_IR"), None, ("aaa", "aaa")),
            ("target-only", None, here, ("aaa", "aaa")),
            ("size-differs", here, an_object("bbb", size=4), ("aaa", "aaa")),
            ("content-differs", here, an_object("bbb"), None),
            ("content-differs", here, here, ("aaa", "kms")),
            ("content-differs", an_object("aaa-2"), an_object("ccc"), ("aaa-2", "bbb")),
            ("changed-after-copy", an_object("new", size=4), here, ("aaa", "aaa")),
            ("changed-after-copy", an_object("new-2"), an_object("bbb"), ("aaa-2", "bbb")),
        ):
            self.assertEqual(judge_key(source, target, recorded, CUTOFF), expected, (source, target, recorded))


class Folder(unittest.TestCase):
    def judged(self, source, target, recorded=None):
        pair = {key: ("aaa", "aaa") for key in source} if recorded is None else recorded
        return judge_folder("A", source, target, pair, CUTOFF, FORM)

    def test_a_folder_that_is_gone_is_one_finding_and_its_keys_have_lines(self):
        lines, counts, ends = self.judged({"A/x/id/1": an_object(), "A/x/id/2": an_object()}, {})
        self.assertEqual(counts, {"missing-folder": 1})
        self.assertEqual(lines, [("missing-object", "A/x/id/1"), ("missing-object", "A/x/id/2"), ("missing-folder", None)])
        self.assertEqual(ends, {"different": 2})

    def test_a_folder_with_one_key_at_the_target_is_not_gone(self):
        _, counts, _ = self.judged({"A/x/id/1": an_object()}, {"A/x/id/2": an_object()})
        self.assertEqual(counts, {"missing-object": 1, "target-only": 1})

    def test_what_no_manifest_holds_is_unverifiable_as_a_whole(self):
        held = {"A/x/id/1": an_object(), "A/x/id/2/3": an_object()}
        lines, counts, _ = self.judged(held, held, {})
        self.assertEqual(counts, {"layout-anomaly": 1, "unverifiable": 1})
        self.assertEqual(lines, [("layout-anomaly", "A/x/id/2/3"), ("unverifiable", None)])

    def test_a_folder_that_the_source_has_no_more(self):
        _, counts, _ = self.judged({}, {"A/x/id/1": an_object()})
        self.assertEqual(counts, {"source-folder-missing": 1, "target-only": 1})


class Outside(unittest.TestCase):
    def test_folders_once_and_keys_for_each_side_and_nothing_of_ours(self):
        source = dict.fromkeys(["A/1", "B/1", "stray"])
        target = dict.fromkeys(["B/2", "stray", "state/1", "state/2"])
        found = judge_outside(source, target, {"A"}, {"source": [], "target": ["state/"]})
        self.assertEqual(sorted(found, key=str), [
            ("layout-anomaly", "", "", "stray"),
            ("layout-anomaly", "", "", "stray"),
            ("unexpected-folder", "B", "", None),
        ])


if __name__ == "__main__":
    unittest.main()
