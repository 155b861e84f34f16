"""Clusters and steps as ministack's own store keeps them, in the shapes that EMR's API shows."""

import time
from random import SystemRandom

from ministack.core.responses import get_account_id, get_region

from .emr_catalog import RELEASES
from .emr_order import Group, Order

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_random = SystemRandom()


def new_id(prefix: str) -> str:
    return f"{prefix}-{''.join(_random.choices(_LETTERS, k=13))}"


def now() -> float:
    """Seconds since 1970, which is how EMR's protocol writes moments."""
    return round(time.time(), 3)


def cluster(order: Order) -> dict:
    region = get_region()
    cluster_id = new_id("j")
    created = now()
    instances, request = order.instances, order.request
    record = {
        "Id": cluster_id,
        "Name": order.name,
        "Status": {"State": "STARTING", "StateChangeReason": {}, "Timeline": {"CreationDateTime": created}},
        "Ec2InstanceAttributes": {
            "Ec2AvailabilityZone": (instances.get("Placement") or {}).get("AvailabilityZone") or f"{region}a",
            "IamInstanceProfile": order.instance_profile,
            "RequestedEc2SubnetIds": instances.get("Ec2SubnetIds") or [],
        },
        "InstanceCollectionType": "INSTANCE_FLEET" if order.fleets else "INSTANCE_GROUP",
        "ReleaseLabel": order.release,
        "AutoTerminate": not order.keep_alive,
        "TerminationProtected": bool(instances.get("TerminationProtected", False)),
        "VisibleToAllUsers": request.get("VisibleToAllUsers", True),
        "Applications": [_application(name, order.release) for name in order.applications],
        "Tags": list(order.tags),
        "ServiceRole": order.service_role,
        "NormalizedInstanceHours": 0,
        "Configurations": request.get("Configurations") or [],
        "ScaleDownBehavior": request.get("ScaleDownBehavior") or "TERMINATE_AT_TASK_COMPLETION",
        "ClusterArn": f"arn:aws:elasticmapreduce:{region}:{get_account_id()}:cluster/{cluster_id}",
        "StepConcurrencyLevel": order.concurrency,
        # ministack's own calls about groups and fleets read these.
        "BootstrapActions": [],
        "InstanceGroups": [] if order.fleets else [_group(group, created) for group in order.groups],
        "InstanceFleets": [_fleet(group, created) for group in order.groups] if order.fleets else [],
    }
    for field, at in (("Ec2SubnetId", "Ec2SubnetId"), ("Ec2KeyName", "Ec2KeyName")):
        if instances.get(field):
            record["Ec2InstanceAttributes"][at] = instances[field]
    for field in ("EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup"):
        if instances.get(field):
            record["Ec2InstanceAttributes"][field] = instances[field]
    if order.log_uri is not None:
        # The API answers in the oldest of the three schemes.
        record["LogUri"] = order.log_uri.replace("s3://", "s3n://", 1)
    if request.get("SecurityConfiguration"):
        record["SecurityConfiguration"] = request["SecurityConfiguration"]
    return record


def summary(record: dict) -> dict:
    """A row of ListClusters: no tags, no settings."""
    return {field: record[field] for field in ("Id", "Name", "Status", "NormalizedInstanceHours", "ClusterArn")}


def step(request: dict) -> dict:
    work = request["HadoopJarStep"]
    config = {
        "Jar": work["Jar"],
        "Properties": {one["Key"]: one.get("Value", "") for one in work.get("Properties") or ()},
        "Args": list(work.get("Args") or ()),
    }
    if work.get("MainClass"):
        config["MainClass"] = work["MainClass"]
    return {
        "Id": new_id("s"),
        "Name": request["Name"],
        "Config": config,
        "ActionOnFailure": request.get("ActionOnFailure", "TERMINATE_CLUSTER"),
        "Status": {"State": "PENDING", "StateChangeReason": {}, "Timeline": {"CreationDateTime": now()}},
    }


def _application(name: str, release: str) -> dict:
    return {"Name": name, "Version": RELEASES[release]} if name == "Spark" else {"Name": name}


def _status(created: float) -> dict:
    return {"State": "PROVISIONING", "StateChangeReason": {}, "Timeline": {"CreationDateTime": created}}


def _group(group: Group, created: float) -> dict:
    return {
        "Id": new_id("ig"),
        "Name": group.request.get("Name") or group.role,
        "Market": group.request.get("Market") or "ON_DEMAND",
        "InstanceGroupType": group.role,
        "InstanceType": group.type.name,
        "RequestedInstanceCount": group.count,
        "RunningInstanceCount": 0,
        "Status": _status(created),
    }


def _fleet(group: Group, created: float) -> dict:
    on_demand, spot = group.request.get("TargetOnDemandCapacity") or 0, group.request.get("TargetSpotCapacity") or 0
    return {
        "Id": new_id("if"),
        "Name": group.request.get("Name") or group.role,
        "InstanceFleetType": group.role,
        "TargetOnDemandCapacity": on_demand,
        "TargetSpotCapacity": spot,
        "ProvisionedOnDemandCapacity": 0,
        "ProvisionedSpotCapacity": 0,
        "InstanceTypeSpecifications": group.request.get("InstanceTypeConfigs") or [],
        "Status": _status(created),
    }
