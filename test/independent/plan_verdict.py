"""Judges a planned migration by itself, and holds what one pass of verify said against that: classes, keys, shards, digests.

python test/independent/plan_verdict.py SANDBOX.json FINDINGS_URI

SANDBOX.json is what `npm run sandbox -- status --json FILE` writes; FINDINGS_URI the pass's output. To be run before anybody changes
either side. Shares nothing with bucket-brigade: boto3 lists and reads, what is expected is of the plan and of the manifests' entries,
the rules are those that docs/guide.md tells. Prints one JSON line, {"verdict", "counts", "folders", "shards", "problems": [...]};
exits 1 when there are problems.
"""

import collections
import datetime
import gzip
import json
import re
import sys

from compare_sides import client, listing
from digest import digests

PROBLEMS_SHOWN = 20
HEALS = {"missing-folder", "missing-object", "size-differs", "content-differs", "changed-after-copy", "unverifiable"}
DIFFERENT = HEALS | {"source-folder-missing"}


class Ledger:
    def __init__(self, s3):
        self.s3 = s3

    def read(self, bucket, key):
        body = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return (gzip.decompress(body) if key.endswith(".gz") else body).decode("utf-8", "surrogatepass")

    def keys(self, bucket, prefix):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return sorted(found["Key"] for page in pages for found in page.get("Contents", []))

    def lines(self, bucket, key):
        return [json.loads(line) for line in self.read(bucket, key).split("\n") if line]


def manifest(ledger, bucket, root, folder):
    """What the newest walk of a folder has proven: key → (ETag at the source, ETag at the target). Of takings over, the last counts."""
    place = f"{root}/folders/{folder}/manifest/"
    segments = [key[len(place) :].split("/") + [key] for key in ledger.keys(bucket, place)]
    newest = max((generation for generation, *_ in segments), default=None)
    entries = {}
    for generation, piece, _, key in sorted(segments, key=lambda segment: (segment[1].split("-")[0], segment[3])):
        if generation == newest:
            for entry in ledger.lines(bucket, key)[1:]:
                entries[entry["key"]] = (entry["sourceETag"], entry["targetETag"])
    return entries


def is_archived(source):
    """It cannot be copied now: it lies in an archive, and nobody has restored it, or its restored copy has expired."""
    status = source.get("RestoreStatus", {})
    now = datetime.datetime.now(datetime.timezone.utc)
    is_restored = not status.get("IsRestoreInProgress", True) and status.get("RestoreExpiryDate", now) > now
    return source.get("StorageClass") in ("GLACIER", "DEEP_ARCHIVE") and not is_restored


def judge_key(source, target, recorded, cutoff):
    """The class of a finding, or "equal", or "excluded"."""
    if source is None:
        return "target-only" if target is not None else "unverifiable"
    if cutoff is not None and source["LastModified"] >= cutoff:
        return "excluded"
    left, right = (None if side is None else side["ETag"].strip('"') for side in (source, target))
    same_size = target is not None and source["Size"] == target["Size"]
    # What was copied while it was restored is judged as any other key is.
    if is_archived(source) and recorded is None and not (same_size and left == right):
        return "archived"
    if target is None:
        return "missing-object"
    as_recorded = recorded == (left, right)
    if same_size and (left == right or as_recorded):
        # It must also be the object that the manifest says was written.
        return "equal" if recorded is None or recorded[1] == right else "content-differs"
    if same_size and recorded is None and ("-" in left or "-" in right):
        return "unverifiable"
    if recorded is not None and recorded[0] != left:
        return "changed-after-copy"
    return "content-differs" if same_size else "size-differs"


def judge_folder(folder, source, target, recorded, cutoff, form):
    """(class, key or None) of every finding's line, its classes as they are counted, and what became of the keys."""
    lines, ends = [], collections.Counter()
    for key in sorted(source.keys() | target.keys() | recorded.keys()):
        found = judge_key(source.get(key), target.get(key), recorded.get(key), cutoff)
        if found == "equal" and not form.fullmatch(key):
            lines.append(("layout-anomaly", key))
        if found not in ("equal", "excluded"):
            lines.append((found, key))
        if key in source:
            ends["excluded" if found == "archived" else found if found in ("equal", "excluded") else "different"] += 1
    counts = collections.Counter(of for of, _ in lines)
    whole = []
    if not source:
        whole.append("source-folder-missing")
    missing = counts["missing-object"]
    if missing > 0 and not target and missing == ends["different"] and ends["equal"] == 0:
        counts["missing-object"] = 0
        whole.append("missing-folder")
    unrecorded = [key for key in source.keys() & target.keys() - recorded.keys() if judge_key(source[key], target[key], None, cutoff) == "equal"]
    if source and not any(counts[of] for of in HEALS) and "missing-folder" not in whole and unrecorded:
        whole.append("unverifiable")
    for of in whole:
        counts[of] += 1
        lines.append((of, None))
    return lines, +counts, ends


def judge_outside(source, target, folders, ours):
    """Folders that nobody expects, once for both sides; keys in no folder, for each side."""
    strange, stray = set(), []
    for side, objects in (("source", source), ("target", target)):
        for key in objects:
            folder, slash, _ = key.partition("/")
            if any(key.startswith(place) for place in ours[side]):
                continue
            if not slash:
                stray.append(("layout-anomaly", "", "", key))
            elif folder not in folders:
                strange.add(folder)
    return stray + [("unexpected-folder", folder, "", None) for folder in strange]


def below(objects, prefix):
    return {key[len(prefix) :]: found for key, found in objects.items() if key.startswith(prefix)}


def main(sandbox_file, uri):
    with open(sandbox_file, encoding="utf8") as file:
        sandbox = json.load(file)
    clients = {side: client(sandbox, side) for side in ("source", "target")}
    ledger = Ledger(clients["target"])
    bucket, _, name = uri.removeprefix("s3://").partition("/")
    root = name[: name.index("/findings/")]
    said = json.loads(ledger.read(bucket, name))
    plan = json.loads(ledger.read(bucket, f"{root}/plans/{said['plan']}.json"))
    sides = {side: below(listing(clients[side], plan[side]["bucket"]), plan[side]["prefix"]) for side in clients}
    moment = plan["cutoff"]["lastModified"]
    cutoff = None if moment is None else datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    form = re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in plan["layoutKey"].split("/")), re.S)
    shard_of = {folder: shard["shard"] for shard in plan["shards"] for folder in shard["folders"]}

    expected, counts, ends, states, affected = [], collections.Counter(), collections.Counter(), {}, []
    for folder in (planned["folder"] for planned in plan["folders"]):
        mine = {side: {key: found for key, found in objects.items() if key.startswith(f"{folder}/")} for side, objects in sides.items()}
        lines, found, became = judge_folder(folder, mine["source"], mine["target"], manifest(ledger, bucket, root, folder), cutoff, form)
        expected += [(of, folder, shard_of[folder], key) for of, key in lines]
        counts += found
        ends += became
        affected += [folder] if found.keys() & HEALS else []
        states[folder] = "absent" if not mine["source"] else "different" if found.keys() & DIFFERENT else "identical"
    ours = {
        side: [
            place["prefix"][len(plan[side]["prefix"]) :]
            for place in ([plan["ledger"]] if plan["ledger"]["bucket"] == plan[side]["bucket"] else [])
            + ([plan["partition"]["table"]] if plan["partition"] and side == "target" else [])
        ]
        for side in sides
    }
    outside = judge_outside(sides["source"], sides["target"], shard_of.keys(), ours)
    expected += outside
    counts += collections.Counter(of for of, *_ in outside)
    verdict = "different" if counts.keys() & DIFFERENT else "identical"
    shards = sorted({shard_of[folder] for folder in affected})

    held = {side: {key: found for key, found in objects.items() if key.partition("/")[0] in shard_of and "/" in key} for side, objects in sides.items()}
    seen = {**{f"{side}Listed": len(objects) for side, objects in held.items()}, **{of: ends[of] for of in ("equal", "different", "excluded")}}
    problems = []

    def hold(what, told, own):
        if told != own:
            problems.append(f"{what}: {told} is said, and {own} is so")

    hold("verdict", said["verdict"], verdict)
    hold("counts", said["counts"], dict(counts))
    hold("folders", said["folders"], affected)
    hold("shards", said["shards"], shards)
    hold("affected", said["affected"], [{"shard": shard, "folders": [of for of in affected if shard_of[of] == shard]} for shard in shards])
    hold("states", {one["folder"]: one["state"] for one in said["perFolder"]}, states)
    hold("seen", {name: said["seen"][name] for name in seen}, seen)
    for side, objects in held.items():
        own = digests((key, found["Size"], found["ETag"].strip('"')) for key, found in objects.items())
        hold(f"digest of the {side}", said["digests"][side], own)
    listed = said["list"]
    place = listed["findings"].removeprefix(f"s3://{bucket}/") if listed else None
    told = [line for key in (ledger.keys(bucket, place) if place else []) for line in ledger.lines(bucket, key)]
    hold("lines", listed["lines"] if listed else 0, len(told))
    own, lines = collections.Counter(expected), collections.Counter((one["class"], one["folder"], one["shard"], one["key"]) for one in told)
    problems += [f"not in the list: {one}" for one in own - lines] + [f"in the list, and not so: {one}" for one in lines - own]
    for one in told:
        for side, objects in sides.items():
            found = objects.get(one["key"]) if one["key"] is not None else None
            facts = one[side] and (one[side]["size"], one[side]["etag"])
            # A key that lies in no folder is told once for each side that has it.
            if one["folder"] != "" or facts is not None:
                hold(f"{one['key']!r} at the {side}", facts, found and (found["Size"], found["ETag"].strip('"')))
    summary = {"verdict": verdict, "counts": dict(counts), "folders": affected, "shards": shards, "problems": problems[:PROBLEMS_SHOWN]}
    print(json.dumps(summary, ensure_ascii=True))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
