"""Puts every addition in place, in the one order that works: who owns, then who may, then what S3 does."""

from . import (
    actions,
    bucket_policies,
    calls,
    connections,
    copies,
    ec2_faults,
    ec2_instances,
    ec2_permissions,
    emr_admin,
    emr_calls,
    emr_network,
    emr_roles,
    expected_owner,
    heads,
    judging,
    limits,
    listing,
    matching,
    missing,
    ownership,
    restores,
    sessions,
    signatures,
    ssm_calls,
    uploads,
)


def install() -> None:
    for addition in (ownership, listing, matching, actions, judging, signatures, sessions, bucket_policies, copies, heads, uploads):
        addition.install()
    for addition in (connections, emr_roles, emr_network, emr_calls, emr_admin):
        addition.install()
    for addition in (ec2_permissions, ec2_instances, ec2_faults, ssm_calls):
        addition.install()
    calls.install(before=[limits.refuse, expected_owner.refuse], after=[missing.hide, restores.tell])
