"""Buckets belong to whoever holds the name: S3 state is found by the bucket's owner, not by the caller's account.

ministack keys its S3 stores by the request's account, so that a copy's other side could not be seen. Listing an account's
own buckets stays scoped: iteration still goes by account.
"""

from ministack.core.responses import AccountScopedDict, get_account_id
from ministack.services import s3

from .replacing import wrap

# Keyed by something else than a bucket's name. Uploads follow the request's account, which S3 calls pin to the bucket's owner.
_NOT_BY_BUCKET = frozenset({"_mraps", "_mrap_operations", "_multipart_uploads", "_completed_multipart_uploads"})

_seen: dict[str, str] = {}


def owner_of(bucket: str) -> str | None:
    """The account that holds the bucket's name; names are global (UserGuide/bucketnamingrules)."""
    held = s3._buckets._data
    owner = _seen.get(bucket)
    if owner is not None and (owner, bucket) in held:
        return owner
    for account, name in list(held):
        if name == bucket:
            _seen[bucket] = account
            return account
    return None


class KeyedByOwner(AccountScopedDict):
    """The store of something that belongs to a bucket: its keys are a bucket's name, or begin with one."""

    __slots__ = ()

    def _scoped(self, key):
        bucket = key if isinstance(key, str) else key[0]
        return (owner_of(bucket) or get_account_id(), key)


def install() -> None:
    for name, store in vars(s3).items():
        if type(store) is AccountScopedDict and name not in _NOT_BY_BUCKET:
            # The class and not the name: other services hold these very objects.
            store.__class__ = KeyedByOwner
    wrap(s3, "_bucket_owner_account", lambda _original: owner_of)
    wrap(s3, "_create_bucket", _names_are_global)


def _names_are_global(original):
    def create_bucket(name, *rest, **named):
        owner = owner_of(name)
        if owner is not None and owner != get_account_id():
            return s3._error(
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system.",
                409,
                f"/{name}",
                extra={"BucketName": name},
            )
        return original(name, *rest, **named)

    return create_bucket
