"""RunInstances, TerminateInstances and what tells of instances: true to the machines behind them."""

from __future__ import annotations

import ipaddress
import itertools

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import ec2, ssm

from . import connections, ec2_faults, ec2_records, machines, machines_pace
from .ec2_request import IMAGES, LaunchRequest, Wrong
from .ec2_types import TYPES

_ARM_IMAGE = next(image for image, architecture in IMAGES.items() if architecture == "arm64")
#: Ways to come by instances, or to change them, that have no machines behind them here.
_UNSUPPORTED = ("StartInstances", "StopInstances", "RebootInstances", "CreateFleet", "RequestSpotInstances", "RequestSpotFleet")
_NO_CAPACITY = (
    "We currently do not have sufficient {type} capacity in the Availability Zone you requested ({zone}). Our system will be working on "
    "provisioning additional capacity."
)
_NO_QUOTA = (
    "You have requested more vCPU capacity than your current vCPU limit of {limit} allows for the instance bucket that the specified "
    "instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
)
#: A launch that was answered for: account, region, its zone when a subnet or zone was named, token → request and instances.
_launched: dict[tuple[str, str, str, str], tuple[str, list[machines.Machine]]] = {}
_addresses = itertools.count(10)


def install() -> None:
    ec2._ACTION_MAP |= {
        "RunInstances": _answered("RunInstances", _run),
        "TerminateInstances": _answered("TerminateInstances", _terminate),
        "DescribeInstances": _answered("DescribeInstances", ec2_records.describe),
        "DescribeInstanceAttribute": _answered("DescribeInstanceAttribute", ec2_records.describe_attribute),
        "DescribeInstanceTypes": _answered("DescribeInstanceTypes", ec2_records.describe_types),
        **{name: _answered(name, _unsupported) for name in _UNSUPPORTED},
    }
    ec2_records.install()
    ssm._PUBLIC_AMI_PARAMETERS["/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"] = _ARM_IMAGE


def _answered(action: str, make):
    def handler(query: dict):
        asked = LaunchRequest.of(query)
        try:
            if not machines_pace.admits(get_account_id(), get_region(), action):
                raise Wrong("RequestLimitExceeded", "Request limit exceeded.", 503)
            if asked.get("DryRun").lower() == "true" and action != "RunInstances":
                raise Wrong("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
            return make(query)
        except Wrong as wrong:
            return ec2._error(wrong.code, ec2._esc(wrong.message), wrong.status)

    return handler


def _unsupported(_query: dict):
    raise Wrong("UnsupportedOperation", "The sandbox's machines begin with RunInstances and end with TerminateInstances.")


def _run(query: dict):
    asked = LaunchRequest.of(query)
    asked.check()
    if asked.get("DryRun").lower() == "true":
        raise Wrong("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
    fault = _struck(asked, "RequestLimitExceeded", "InternalError")
    if fault == "RequestLimitExceeded":
        raise Wrong("RequestLimitExceeded", "Request limit exceeded.", 503)
    if fault:
        raise Wrong("InternalError", "An internal error has occurred", 500)
    # "…if you specify a subnet or zone, the token is zonal" (ec2-run-instance-idempotency.html).
    zone = asked.subnets()[0]["AvailabilityZone"] if asked.names_a_zone else ""
    key = (get_account_id(), get_region(), zone, asked.token)
    held = _launched.get(key) if asked.token else None
    if held is not None and held[0] != asked.fingerprint:
        raise Wrong(
            "IdempotentParameterMismatch",
            "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different "
            "requests, unless the requests are identical",
        )
    if held is None:
        subnet = _subnet_with_room(asked)
        _check_quota(asked)
        held = (asked.fingerprint, _launch(asked, subnet))
        if asked.token:
            _launched[key] = held
    if _struck(asked, "lost-answer"):
        connections.break_this()
    made = held[1]
    items = "".join(ec2._instance_xml(machine.record) for machine in made)
    inner = (
        f"<reservationId>{made[0].reservation}</reservationId><ownerId>{get_account_id()}</ownerId><groupSet/>"
        f"<instancesSet>{items}</instancesSet>"
    )
    return ec2._xml(200, "RunInstancesResponse", inner)


def _struck(asked: LaunchRequest, *kinds: str) -> str | None:
    zone = asked.subnets()[0]["AvailabilityZone"]
    return ec2_faults.strike(asked.instance_type, None, *kinds) or ec2_faults.strike(asked.instance_type, zone, *kinds)


def _subnet_with_room(asked: LaunchRequest) -> dict:
    """The first that has room: where no zone is named, EC2 looks into all of them."""
    places = asked.subnets()
    full = ec2_faults.strike(asked.instance_type, None, "InsufficientInstanceCapacity")
    for subnet in () if full else places:
        if not ec2_faults.strike(asked.instance_type, subnet["AvailabilityZone"], "InsufficientInstanceCapacity"):
            return subnet
    zones = ", ".join(subnet["AvailabilityZone"] for subnet in places)
    raise Wrong("InsufficientInstanceCapacity", _NO_CAPACITY.format(type=asked.instance_type, zone=zones), 500)


def _check_quota(asked: LaunchRequest) -> None:
    rented = [one for one in machines.every(get_account_id(), get_region()) if one.state in machines.RENTED]
    used = sum(TYPES[one.record["InstanceType"]].vcpus for one in rented)
    limit = ec2_faults.vcpu_limit[0]
    if used + TYPES[asked.instance_type].vcpus * asked.count > limit:
        raise Wrong("VcpuLimitExceeded", _NO_QUOTA.format(limit=limit))


def _launch(asked: LaunchRequest, subnet: dict) -> list[machines.Machine]:
    profile, _role = asked.profile_and_role()
    records = ec2._launch_instances_internal(
        image_id=asked.image_id,
        instance_type=asked.instance_type,
        subnet_id=subnet["SubnetId"],
        count=asked.count,
        key_name=asked.get("KeyName"),
        user_data=asked.get("UserData"),
        sg_ids=list(asked.groups_in(subnet["VpcId"])),
        iam_profile={"Arn": profile["Arn"], "Id": profile["InstanceProfileId"]} if profile else None,
    )
    reservation = f"r-{new_uuid().replace('-', '')[:17]}"
    return [_machine(asked, record, subnet, index, reservation) for index, record in enumerate(records)]


def _machine(asked: LaunchRequest, record: dict, subnet: dict, index: int, reservation: str) -> machines.Machine:
    kind = TYPES[asked.instance_type]
    network = ipaddress.ip_network(subnet["CidrBlock"])
    # The first four addresses of a subnet and its last are AWS's own (vpc/latest/userguide/subnet-sizing.html).
    private = str(network[4 + next(_addresses) % (network.num_addresses - 5)])
    dashed = private.replace(".", "-")
    region = get_region()
    public = record["PublicIpAddress"] if subnet.get("MapPublicIpOnLaunch") else ""
    record |= {
        "State": {"Code": machines.STATE_CODES["pending"], "Name": "pending"},
        "Placement": {"AvailabilityZone": subnet["AvailabilityZone"], "Tenancy": "default"},
        "PrivateIpAddress": private,
        "PrivateDnsName": f"ip-{dashed}.{'ec2' if region == 'us-east-1' else f'{region}.compute'}.internal",
        "PublicIpAddress": public,
        "PublicDnsName": f"ec2-{public.replace('.', '-')}.{region}.compute.amazonaws.com" if public else "",
        "Architecture": kind.architecture,
        "AmiLaunchIndex": index,
        "Hypervisor": "xen",
    }
    tags = [{"Key": key, "Value": value} for key, value in asked.tags("instance").items()]
    if tags:
        ec2._tags[record["InstanceId"]] = tags
    for mapping in record["BlockDeviceMappings"]:
        volume = mapping["Ebs"]["VolumeId"]
        ec2._volumes[volume]["AvailabilityZone"] = subnet["AvailabilityZone"]
        volume_tags = [{"Key": key, "Value": value} for key, value in asked.tags("volume").items()]
        if volume_tags:
            ec2._tags[volume] = volume_tags
    machine = machines.Machine(
        record=record,
        account=get_account_id(),
        region=region,
        architecture=kind.architecture,
        user_data=asked.user_data,
        on_shutdown=asked.get("InstanceInitiatedShutdownBehavior", "stop"),
        tags_in_metadata=asked.get("MetadataOptions.InstanceMetadataTags") == "enabled",
        client_token=asked.token,
        reservation=reservation,
    )
    machines.add(machine)
    return machine


def _terminate(query: dict):
    ids = ec2._parse_member_list(query, "InstanceId")
    if not ids:
        raise Wrong("MissingParameter", "The request must contain the parameter InstanceId")
    found = ec2_records.named(ids)
    items = []
    for machine in found:
        before = dict(machine.record["State"])
        machine.terminate()
        states = "".join(
            f"<{tag}><code>{state['Code']}</code><name>{state['Name']}</name></{tag}>"
            for tag, state in (("previousState", before), ("currentState", machine.record["State"]))
        )
        items.append(f"<item><instanceId>{machine.id}</instanceId>{states}</item>")
    return ec2._xml(200, "TerminateInstancesResponse", f"<instancesSet>{''.join(items)}</instancesSet>")
