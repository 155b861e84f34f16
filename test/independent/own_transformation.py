"""The transformation of transform.yml and schema.yml, written once more from what those files say, to hold the table against.

Nothing of bucket-brigade is imported, and nothing here is fast: each document is read, judged and turned by itself.
judge_documents() is the whole of it; the rest are its steps.
"""

import datetime
import json
import math
import re

import pyarrow

UTC = datetime.timezone.utc


class Reject(Exception):
    def __init__(self, reason, detail=""):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


# --- Paths: Items[].productCategories, CustomData.customApps[].fields["cart-extra-context"]

STEP = re.compile(r'(?:^|\.)(?P<word>[A-Za-z_]\w*)(?P<all>\[\])?|\[(?P<text>"(?:[^"\\]|\\.)*")\](?P<every>\[\])?')


def steps_of(path):
    """[(field, whether every element of the list in it is meant)]"""
    steps, at = [], 0
    while at < len(path):
        found = STEP.match(path, at) if at else STEP.match(path)
        if not found or found.end() == at:
            raise ValueError(f"{path!r} is no path")
        field = found["word"] or json.loads(found["text"])
        steps.append((field, bool(found["all"] or found["every"])))
        at = found.end()
    return steps


def places(value, steps):
    """Every (container, key) that a path leads to; none where something on the way is missing or of another kind."""
    (field, each), rest = steps[0], steps[1:]
    if not isinstance(value, dict) or field not in value:
        return
    if not each:
        if not rest:
            yield value, field
        else:
            yield from places(value[field], rest)
        return
    if not isinstance(value[field], list):
        return
    for index, element in enumerate(value[field]):
        if not rest:
            yield value[field], index
        else:
            yield from places(element, rest)


def value_at(document, steps):
    for container, key in places(document, steps):
        return container[key]
    return None


# --- Reading


def refuse_constant(text):
    raise ValueError(f"{text} is no JSON")


def read_json(text):
    """What a JSON text says; ValueError where it is none. Text that has no form in UTF-8 is none, either."""
    try:
        value = json.loads(text, parse_constant=refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf8")
        return value
    except RecursionError:
        raise ValueError("nested without end") from None


def document_of(body):
    try:
        document = read_json(body.decode("utf8"))
    except ValueError as error:
        raise Reject("malformed", str(error)) from None
    if not isinstance(document, dict):
        raise Reject("not-an-object", type(document).__name__)
    return document


DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)


def moment_of(value):
    """The moment in UTC that a text names, further digits than microseconds cut off; None where it names none."""
    found = DATE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micros = int((found[7] or "")[:6].ljust(6, "0"))
    zone = (found[8] or "Z").replace(":", "")
    try:
        local = datetime.datetime(year, month, day, hour, minute, second, micros, UTC)
        if zone == "Z":
            return local
        away = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        return local - away if zone[0] == "+" else local + away
    except (ValueError, OverflowError):
        return None


# --- The rules, from top to bottom


def parse_texts(document, paths):
    for path in paths:
        for container, key in list(places(document, steps_of(path))):
            if isinstance(container[key], str):
                try:
                    container[key] = read_json(container[key])
                except ValueError as error:
                    raise Reject("malformed", f"{path}: {error}") from None


def turn_entries(document, entries):
    for entry in entries:
        for container, key in list(places(document, steps_of(entry["path"]))):
            if isinstance(container[key], dict):
                container[key] = [{entry["key"]: name, entry["value"]: value} for name, value in container[key].items()]


def drop(document, paths, words):
    for path in paths:
        # From the end, so that dropping elements of a list moves none of those to come.
        for container, key in reversed(list(places(document, steps_of(path)))):
            del container[key]
    lowered = [word.lower() for word in words]

    def without(value):
        if isinstance(value, list):
            return [without(element) for element in value]
        if not isinstance(value, dict):
            return value
        return {name: without(inner) for name, inner in value.items() if not any(word in name.lower() for word in lowered)}

    return without(document)


def day_moment(document, paths):
    for path in paths:
        moment = moment_of(value_at(document, steps_of(path)))
        if moment is not None:
            return moment
    raise Reject("no-usable-date")


# --- The table's columns


def held(value, of, place):
    """The value as its column holds it."""
    if value is None:
        return None
    misfit = Reject("schema", f"{place} cannot hold {str(value)[:40]!r}")
    if isinstance(of, list):
        if not isinstance(value, list):
            raise misfit
        return [held(element, of[0], f"{place}[]") for element in value]
    if isinstance(of, dict):
        if not isinstance(value, dict):
            raise misfit
        if "*" in of:
            return {name: held(inner, of["*"], f"{place}.{name}") for name, inner in value.items()}
        return {name: held(value.get(name), inner, f"{place}.{name}") for name, inner in of.items()}
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if of == "string" and isinstance(value, str):
        return value
    if of == "boolean" and isinstance(value, bool):
        return value
    if of == "double" and number and abs(value) < 10**308 and math.isfinite(value):
        return float(value)
    if of == "long" and number and abs(value) < 2**63 and value == int(value):
        return int(value)
    if of == "timestamp" and moment_of(value) is not None:
        return moment_of(value)
    raise misfit


def arrow_type(of):
    if isinstance(of, list):
        return pyarrow.list_(arrow_type(of[0]))
    if isinstance(of, dict):
        if "*" in of:
            return pyarrow.map_(pyarrow.string(), arrow_type(of["*"]))
        return pyarrow.struct([pyarrow.field(name, arrow_type(inner)) for name, inner in of.items()])
    return {
        "string": pyarrow.string(),
        "long": pyarrow.int64(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "timestamp": pyarrow.timestamp("us", tz="UTC"),
    }[of]


def row_of(document, columns):
    return {name: held(document.get(name), of, name) for name, of in columns.items()}


# --- Documents


class Found:
    """One document: `reason` of its rejection, or its row, its day and what it is told apart by."""

    def __init__(self, key, reason=None, row=None, moment=None, unique=None):
        self.key, self.reason, self.row, self.moment, self.unique = key, reason, row, moment, unique

    @property
    def day(self):
        return f"{self.moment.year:04d}-{self.moment.month:02d}-{self.moment.day:02d}"


def judge_document(key, body, rules, columns, cutoff):
    """`key` counts from the source's prefix: {folder}/{sub}/id/{document}, four parts with something in each."""
    try:
        parts = key.split("/")
        if len(parts) != 4 or "" in parts or parts[2] != "id":
            raise Reject("layout")
        document = document_of(body)
        parse_texts(document, rules.get("parse", []))
        turn_entries(document, rules.get("entries", []))
        dropped = rules.get("drop", {})
        document = drop(document, dropped.get("paths", []), dropped.get("keysContaining", []))
        moment = day_moment(document, rules["partition"]["date"])
        row = row_of(document, columns)
        if cutoff is not None and moment >= cutoff:
            raise Reject("after-cut-off")
    except Reject as reject:
        return Found(key, reason=reject.reason)
    unique = value_at(document, steps_of(rules["unique"])) if rules.get("unique") else None
    return Found(key, row=row, moment=moment, unique=unique)


def judge_documents(documents, rules, columns, cutoff):
    """`documents`: (key, body) of all folders. Of one folder's documents of the same thing the latest stays, of equals the lowest key."""
    found = [judge_document(key, body, rules, columns, cutoff) for key, body in documents]
    same = {}
    for one in found:
        if one.reason is None and one.unique is not None:
            same.setdefault((one.key.split("/")[0], one.unique), []).append(one)
    for group in same.values():
        latest = max(one.moment for one in group)
        stays = min((one for one in group if one.moment == latest), key=lambda one: one.key.encode("utf8"))
        for one in group:
            if one is not stays:
                one.reason = "duplicate"
    return found
