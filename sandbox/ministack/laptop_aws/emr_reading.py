"""EMR's calls that only look: clusters and steps in pages, releases and instance types."""

import base64
from collections.abc import Callable

from ministack.services import emr

from . import emr_catalog, emr_records
from .emr_life import Cluster, clusters
from .emr_order import Refused

_PAGE = 50
#: API_ListSteps, StepIds.
_MOST_STEP_IDS = 10


def cluster_of(request: dict, field: str = "ClusterId") -> Cluster:
    """The caller's own. @raises Refused"""
    cluster_id = request.get(field)
    if cluster_id not in emr._clusters or cluster_id not in clusters:
        raise Refused(f"Cluster id '{cluster_id}' is not valid.", "InvalidRequestException")
    return clusters[cluster_id]


def describe_cluster(request: dict) -> dict:
    hidden = ("BootstrapActions", "InstanceGroups", "InstanceFleets")
    return {"Cluster": {name: value for name, value in cluster_of(request).record.items() if name not in hidden}}


def list_clusters(request: dict) -> dict:
    states, after, before = request.get("ClusterStates"), request.get("CreatedAfter"), request.get("CreatedBefore")

    def wanted(record: dict) -> bool:
        created = record["Status"]["Timeline"]["CreationDateTime"]
        return (
            (not states or record["Status"]["State"] in states)
            and (after is None or created > after)
            and (before is None or created < before)
        )

    newest = sorted(emr._clusters.values(), key=lambda one: (one["Status"]["Timeline"]["CreationDateTime"], one["Id"]), reverse=True)
    page, marker = _page(newest, request.get("Marker"), wanted)
    return {"Clusters": [emr_records.summary(record) for record in page], **marker}


def list_steps(request: dict) -> dict:
    ids, states = request.get("StepIds"), request.get("StepStates")
    if ids and len(ids) > _MOST_STEP_IDS:
        raise Refused(
            "1 validation error detected: Value at 'stepIds' failed to satisfy constraint: Member must have length less than or equal to "
            f"{_MOST_STEP_IDS}"
        )
    records = [step.record for step in cluster_of(request).steps]
    unknown = [one for one in ids or () if one not in {record["Id"] for record in records}]
    if unknown:
        raise Refused(f"Step id '{unknown[0]}' is not valid.", "InvalidRequestException")
    if not ids and not states:
        # In reverse order, unless ids or states are asked for (API_ListSteps).
        records.reverse()
    page, marker = _page(
        records,
        request.get("Marker"),
        lambda record: (not ids or record["Id"] in ids) and (not states or record["Status"]["State"] in states),
    )
    return {"Steps": page, **marker}


def describe_step(request: dict) -> dict:
    for step in cluster_of(request).steps:
        if step.record["Id"] == request.get("StepId"):
            return {"Step": step.record}
    raise Refused(f"Step id '{request.get('StepId')}' is not valid.", "InvalidRequestException")


def describe_release_label(request: dict) -> dict:
    label = request.get("ReleaseLabel")
    return {"ReleaseLabel": label, "Applications": [{"Name": "Spark", "Version": emr_catalog.RELEASES[_release(label)]}]}


def list_release_labels(request: dict) -> dict:
    prefix = (request.get("Filters") or {}).get("Prefix") or ""
    return {"ReleaseLabels": [label for label in emr_catalog.RELEASES if label.startswith(prefix)]}


def list_supported_instance_types(request: dict) -> dict:
    _release(request.get("ReleaseLabel"))
    rows = [
        {
            "Id": one.name,
            "Type": one.name,
            "MemoryGB": one.memory_gb,
            "VCPU": one.vcpus,
            "Architecture": one.architecture,
            "Is64BitsOnly": True,
            "InstanceFamilyId": one.name.partition(".")[0],
        }
        for one in emr_catalog.instance_types()
    ]
    page, marker = _page(rows, request.get("Marker"))
    return {"SupportedInstanceTypes": [{name: value for name, value in row.items() if name != "Id"} for row in page], **marker}


def _release(label: object) -> str:
    if label not in emr_catalog.RELEASES:
        raise Refused(f"The supplied release label is invalid: {label}.")
    return str(label)


def _page(records: list[dict], marker: str | None, wanted: Callable[[dict], bool] = lambda _: True) -> tuple[list[dict], dict]:
    """The next wanted records after the one that the marker names, which need not be wanted any more."""
    start = 0
    if marker is not None:
        ids = [record["Id"] for record in records]
        try:
            start = ids.index(base64.b64decode(marker, validate=True).decode()) + 1
        except ValueError:
            raise Refused(f"Marker '{marker}' is not valid.", "InvalidRequestException") from None
    found = [record for record in records[start:] if wanted(record)]
    page = found[:_PAGE]
    return page, {"Marker": base64.b64encode(page[-1]["Id"].encode()).decode()} if len(found) > _PAGE else {}
