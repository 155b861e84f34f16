"""Listings as S3 writes them, at a cost that does not grow with the bucket.

Order: code points, which is the order of UTF-8's bytes. ministack sorts the whole bucket for every page; here a bucket
keeps its keys in order between listings.
"""

import base64
import binascii
from bisect import bisect_left, bisect_right
from urllib.parse import quote_plus

from ministack.core.responses import now_iso
from ministack.services import s3

from .ownership import KeyedByOwner
from .replacing import wrap

#: API_ListObjectsV2, max-keys.
_MOST_KEYS = 1000


class Objects(dict):
    """A bucket's objects by key. Knows the keys in order; changes are worked in when a listing asks."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._ordered: list[str] = sorted(self)
        self._added: set[str] = set()
        self._removed = False

    def __setitem__(self, key, value):
        if key not in self:
            self._added.add(key)
        super().__setitem__(key, value)

    def __delitem__(self, key):
        super().__delitem__(key)
        self._removed = True

    def pop(self, key, *default):
        self._removed = True
        return super().pop(key, *default)

    def popitem(self):
        self._removed = True
        return super().popitem()

    def clear(self):
        self._removed = True
        super().clear()

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *arguments, **named):
        for key, value in dict(*arguments, **named).items():
            self[key] = value

    def __ior__(self, other):
        self.update(other)
        return self

    def in_order(self) -> list[str]:
        if self._removed:
            self._ordered = [key for key in self._ordered if key in self and key not in self._added]
            self._added = {key for key in self._added if key in self}
            self._removed = False
        if self._added:
            self._ordered.extend(self._added)
            # Two runs, the second short: what Python's sort merges without sorting again.
            self._ordered.sort()
            self._added.clear()
        return self._ordered


class Buckets(KeyedByOwner):
    """The buckets, whose objects are kept in order from the start."""

    __slots__ = ()

    def __setitem__(self, name, bucket):
        super().__setitem__(name, _with_ordered_objects(bucket))

    def setdefault(self, name, default=None):
        return super().setdefault(name, _with_ordered_objects(default) if isinstance(default, dict) else default)


def _with_ordered_objects(bucket: dict) -> dict:
    if not isinstance(bucket.get("objects"), Objects):
        bucket["objects"] = Objects(bucket.get("objects") or {})
    return bucket


def install() -> None:
    s3._buckets.__class__ = Buckets
    wrap(s3, "_collect_list_entries", lambda _original: page_of)
    wrap(s3, "_url_encode", lambda _original: url_encode)
    wrap(s3, "now_iso", lambda _original: _whole_seconds)
    wrap(s3, "_list_objects_v1", _at_most_a_page)
    wrap(s3, "_list_objects_v2", _at_most_a_page)


def url_encode(value: str) -> str:
    """As S3 does for encoding-type=url: form encoding, a space becomes a plus sign; `/` and `*` stay."""
    return quote_plus(value, safe="/*").replace("~", "%7E")


def _whole_seconds() -> str:
    """S3 keeps LastModified in whole seconds and writes its milliseconds as zero."""
    return now_iso()[:19] + ".000Z"


def page_of(objects: Objects, prefix: str, delimiter: str, max_keys: int, start_after: str):
    """One page: (keys, common prefixes, whether more follow, the last entry, where the next page begins)."""
    keys = objects.in_order()
    at = bisect_left(keys, prefix)
    if start_after:
        at = max(at, bisect_right(keys, start_after))
    contents: list[str] = []
    prefixes: list[str] = []
    last = ""
    while at < len(keys) and keys[at].startswith(prefix):
        key = keys[at]
        cut = key.find(delimiter, len(prefix)) if delimiter else -1
        entry = key if cut < 0 else key[: cut + len(delimiter)]
        if cut >= 0 and start_after and entry <= start_after:
            # The group was given on an earlier page, or the caller starts within it.
            at = _past(keys, entry, at)
            continue
        if len(contents) + len(prefixes) >= max_keys:
            # Asked for nothing, S3 says that nothing follows.
            return contents, prefixes, max_keys > 0, last
        (contents if cut < 0 else prefixes).append(entry)
        last = entry
        at = at + 1 if cut < 0 else _past(keys, entry, at)
    return contents, prefixes, False, last


def _past(keys: list[str], group: str, at: int) -> int:
    """Where the keys end that begin with the group; the one at `at` does."""
    return bisect_left(keys, True, lo=at, key=lambda key: not key.startswith(group))


def _at_most_a_page(original):
    def list_objects(bucket_name, query_params):
        asked = int(s3._qp(query_params, "max-keys") or _MOST_KEYS)
        token = s3._qp(query_params, "continuation-token")
        if token:
            try:
                base64.b64decode(token, validate=True).decode()
            except (binascii.Error, ValueError):
                return s3._error("InvalidArgument", "The continuation token provided is incorrect", 400)
        return original(bucket_name, {**query_params, "max-keys": [str(min(asked, _MOST_KEYS))]})

    return list_objects
