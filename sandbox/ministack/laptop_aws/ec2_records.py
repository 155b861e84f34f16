"""What DescribeInstances and DescribeInstanceTypes tell: every machine there was, its end and why it ended among it."""

from __future__ import annotations

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from . import emr_nodes, machines
from .ec2_request import Wrong
from .ec2_types import TYPES, InstanceType
from .replacing import wrap

#: API_DescribeInstances, MaxResults.
_LEAST_RESULTS, _MOST_RESULTS = 5, 1000
_FILTERS = {
    "instance-id": lambda machine: machine.id,
    "instance-state-name": lambda machine: machine.state,
    "instance-state-code": lambda machine: str(machine.record["State"]["Code"]),
    "instance-type": lambda machine: machine.record["InstanceType"],
    "image-id": lambda machine: machine.record["ImageId"],
    "client-token": lambda machine: machine.client_token,
    "reservation-id": lambda machine: machine.reservation,
    "vpc-id": lambda machine: machine.record["VpcId"],
    "subnet-id": lambda machine: machine.record["SubnetId"],
    "availability-zone": lambda machine: machine.record["Placement"]["AvailabilityZone"],
    "private-ip-address": lambda machine: machine.record["PrivateIpAddress"],
    "architecture": lambda machine: machine.architecture,
    "iam-instance-profile.arn": lambda machine: (machine.record.get("IamInstanceProfile") or {}).get("Arn", ""),
    "owner-id": lambda machine: machine.account,
}


def install() -> None:
    # EC2 shows ended instances for about an hour; here they stay as long as the sandbox: none is lost.
    wrap(ec2, "_cleanup_terminated", lambda _original: lambda: None)
    wrap(ec2, "_instance_xml", _with_its_story)


def named(ids: list[str]) -> list[machines.Machine | emr_nodes.Node]:
    """@raises Wrong"""
    malformed = [one for one in ids if not ec2._INSTANCE_ID_RE.match(one)]
    if malformed:
        raise Wrong("InvalidInstanceID.Malformed", f'Invalid id: "{malformed[0]}"')
    own = {machine.id: machine for machine in _every()}
    missing = [one for one in ids if one not in own]
    if missing:
        listed = ", ".join(missing)
        kind = f"IDs '{listed}' do" if len(missing) > 1 else f"ID '{listed}' does"
        raise Wrong("InvalidInstanceID.NotFound", f"The instance {kind} not exist")
    return [own[one] for one in dict.fromkeys(ids)]


def _every() -> list[machines.Machine | emr_nodes.Node]:
    place = get_account_id(), get_region()
    return [*machines.every(*place), *emr_nodes.every(*place)]


def describe(query: dict):
    ids, filters = ec2._parse_member_list(query, "InstanceId"), ec2._parse_filters(query)
    unknown = [name for name in filters if name not in _FILTERS and not name.startswith("tag:") and name not in ("tag-key", "tag-value")]
    if unknown:
        raise Wrong("InvalidParameterValue", f"The filter '{unknown[0]}' is invalid")
    found = [one for one in (named(ids) if ids else _every()) if _fits(one, filters)]
    begin, most = _page(query, bool(ids))
    page, left = found[begin : begin + most], len(found) - begin - most
    items = "".join(
        f"<item><reservationId>{one.reservation}</reservationId><ownerId>{one.account}</ownerId><groupSet/>"
        f"<instancesSet>{ec2._instance_xml(one.record)}</instancesSet></item>"
        for one in page
    )
    token = f"<nextToken>{begin + most}</nextToken>" if left > 0 else ""
    return ec2._xml(200, "DescribeInstancesResponse", f"<reservationSet>{items}</reservationSet>{token}")


def _page(query: dict, by_id: bool) -> tuple[int, int]:
    asked, token = ec2._p(query, "MaxResults"), ec2._p(query, "NextToken")
    if token and not token.isdigit():
        raise Wrong("InvalidNextToken", "The token is invalid")
    if not asked:
        return int(token or 0), _MOST_RESULTS
    if by_id:
        raise Wrong("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
    if not asked.isdigit() or not _LEAST_RESULTS <= int(asked) <= _MOST_RESULTS:
        raise Wrong("InvalidParameterValue", f"Value ( {asked} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.")
    return int(token or 0), int(asked)


def _fits(machine: machines.Machine | emr_nodes.Node, filters: dict[str, list[str]]) -> bool:
    if not ec2._resource_matches_tag_filters(machine.id, filters):
        return False
    return all(
        any(ec2._glob_match(value, _FILTERS[name](machine)) for value in values) for name, values in filters.items() if name in _FILTERS
    )


def _with_its_story(original):
    def instance_xml(record):
        written = original(record)
        machine = machines.find(record["InstanceId"])
        if machine is None:
            return written
        more = f"<clientToken>{ec2._esc(machine.client_token)}</clientToken>"
        tags = "enabled" if machine.tags_in_metadata else "disabled"
        more += (
            "<metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit>"
            f"<httpEndpoint>enabled</httpEndpoint><instanceMetadataTags>{tags}</instanceMetadataTags></metadataOptions>"
        )
        if machine.reason:
            code, message = machine.reason
            more += f"<stateReason><code>{code}</code><message>{message}</message></stateReason>"
            more += f"<reason>{message.partition(': ')[2]} ({machine.ended_at})</reason>" if machine.ended_at else ""
        if machine.state in ("shutting-down", "terminated"):
            for tag in ("privateDnsName", "privateIpAddress", "dnsName", "ipAddress", "subnetId", "vpcId"):
                written = _emptied(written, tag)
        return written.rpartition("</item>")[0] + more + "</item>"

    return instance_xml


def _emptied(text: str, tag: str) -> str:
    """A terminated instance has no network any more, and EC2 does not name what it had."""
    before, opened, rest = text.partition(f"<{tag}>")
    _, closed, after = rest.partition(f"</{tag}>")
    return before + after if opened and closed else text


def describe_attribute(query: dict):
    machine = named([ec2._p(query, "InstanceId")])[0]
    name = ec2._p(query, "Attribute")
    own = {"instanceInitiatedShutdownBehavior": machine.on_shutdown, "userData": machine.record["UserData"]}
    if name not in own:
        return ec2._describe_instance_attribute(query)
    value = f"<{name}><value>{ec2._esc(own[name])}</value></{name}>"
    return ec2._xml(200, "DescribeInstanceAttributeResponse", f"<instanceId>{machine.id}</instanceId>{value}")


def describe_types(query: dict):
    asked = ec2._parse_member_list(query, "InstanceType")
    unknown = [name for name in asked if name not in TYPES]
    if unknown:
        raise Wrong("InvalidInstanceType", f"The following supplied instance types do not exist: [{', '.join(unknown)}]")
    items = "".join(_type_xml(TYPES[name]) for name in asked or TYPES)
    return ec2._xml(200, "DescribeInstanceTypesResponse", f"<instanceTypeSet>{items}</instanceTypeSet>")


def _type_xml(kind: InstanceType) -> str:
    return (
        f"<item><instanceType>{kind.name}</instanceType><currentGeneration>true</currentGeneration>"
        f"<processorInfo><supportedArchitectures><item>{kind.architecture}</item></supportedArchitectures></processorInfo>"
        f"<vCpuInfo><defaultVCpus>{kind.vcpus}</defaultVCpus></vCpuInfo>"
        f"<memoryInfo><sizeInMiB>{kind.memory_mib}</sizeInMiB></memoryInfo></item>"
    )
