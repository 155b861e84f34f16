"""Puts every addition in place, in the one order that works: who owns, then who may, then what S3 does."""

from . import (
    actions,
    bucket_policies,
    calls,
    copies,
    expected_owner,
    judging,
    limits,
    listing,
    matching,
    missing,
    ownership,
    sessions,
    signatures,
    uploads,
)


def install() -> None:
    for addition in (ownership, listing, matching, actions, judging, signatures, sessions, bucket_policies, copies, uploads):
        addition.install()
    calls.install(before=[limits.refuse, expected_owner.refuse], after=[missing.hide])
