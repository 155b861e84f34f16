"""EMR's API before ministack's: its calls are paced, judged, read strictly, and begin what then lives on its own."""

from contextvars import ContextVar

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.core.router import extract_access_key_id
from ministack.services import emr

from . import connections, emr_life, emr_network, emr_nodes, emr_order, emr_quotas, emr_reading, emr_records, emr_roles, emr_steps, emr_yarn
from .emr_life import Cluster, Step, rules
from .emr_order import Refused
from .replacing import wrap

_MOST_TERMINATED_AT_ONCE = 10
_EC2, _EMR = "ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"

_access_key: ContextVar[str] = ContextVar("laptop_aws_emr_access_key", default="")


class Denied(Exception):
    def __init__(self, answer: tuple) -> None:
        super().__init__()
        self.answer = answer


def install() -> None:
    wrap(emr, "handle_request", _around)
    for name, call in _CALLS.items():
        emr._HANDLERS[name] = _answering(call)


def _around(original):
    async def handle_request(method, path, headers, body, query_params):
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        throttled = emr_quotas.refusal(action)
        if throttled is not None:
            return throttled
        _access_key.set(extract_access_key_id(headers, query_params))
        return await original(method, path, headers, body, query_params)

    return handle_request


def _answering(call):
    def handler(request: dict):
        try:
            answer = call(request)
        except Refused as refused:
            return error_response_json(refused.code, str(refused))
        except Denied as denied:
            return denied.answer
        return json_response(answer)

    return handler


def _run_job_flow(request: dict) -> dict:
    order = emr_order.read(request)
    _let_be_born(order)
    job_role, service_role = emr_roles.role_of_profile(order.instance_profile), emr_roles.service_role(order.service_role)
    for role, service in ((job_role, _EC2), (service_role, _EMR)):
        _let(emr_roles.refusal(_access_key.get(), "iam:PassRole", role["Arn"], **{"iam:PassedToService": service}))
    invalid = emr_network.refusal(order, job_role, service_role)
    record = emr_records.cluster(order)
    cluster = Cluster(
        account=get_account_id(),
        region=get_region(),
        record=record,
        job_role=job_role["RoleName"],
        log_uri=order.log_uri,
        keep_alive=order.keep_alive,
        idle_seconds=order.idle_seconds,
        primary=order.of("MASTER")[0].type,
        # A cluster of one has its containers on the primary.
        nodes=emr_yarn.Nodes(
            [group.type.yarn_mb for group in order.of("CORE") + order.of("TASK") for _ in range(group.count)]
            or [order.of("MASTER")[0].type.yarn_mb]
        ),
        work=emr_steps.work,
        instances=sum(group.count for group in order.groups),
        invalid=_invalid(job_role, service_role) or invalid,
    )
    cluster.steps = [Step(emr_records.step(step)) for step in order.steps]
    emr._clusters[cluster.id] = record
    emr._steps[cluster.id] = [step.record for step in cluster.steps]
    groups = [(group.role, group.type.name, group.count) for group in order.groups]
    emr_nodes.rent(cluster.id, record, groups, lambda: cluster.request_end("INSTANCE_FAILURE", "An instance was terminated", with_errors=True))
    cluster.begin()
    if rules.fire("lost-answer", order.name):
        connections.break_this()
    return {"JobFlowId": cluster.id, "ClusterArn": record["ClusterArn"]}


def _let_be_born(order: emr_order.Order) -> None:
    """What a request also does to the cluster that it asks for (ManagementGuide: emr-fine-grained-cluster-access, "To create a
    cluster with a tag"; emr-auto-termination-policy, "Permissions"). That one does not exist yet: its ARN ends in *, and it
    has no tags that a condition could name."""
    unborn = emr_roles.arn_of("*")
    if order.tags:
        tags = {tag["Key"]: tag["Value"] for tag in order.tags}
        asked = {**{f"aws:requesttag/{key}".lower(): value for key, value in tags.items()}, "aws:tagkeys": list(tags)}
        _let(emr_roles.refusal(_access_key.get(), "elasticmapreduce:AddTags", unborn, **asked))
    if order.idle_seconds is not None:
        _let(emr_roles.refusal(_access_key.get(), "elasticmapreduce:PutAutoTerminationPolicy", unborn))


def _invalid(job_role: dict, service_role: dict) -> str | None:
    if not emr_roles.trusts(service_role, _EMR):
        return f"{service_role['RoleName']} is invalid"
    if not emr_roles.trusts(job_role, _EC2):
        return f"Instance profile's role {job_role['RoleName']} cannot be assumed by {_EC2}"
    return None


def _add_steps(request: dict) -> dict:
    cluster = _job_flow(request.get("JobFlowId"))
    if cluster.state not in emr_life.TAKES_STEPS:
        raise Refused("A job flow that is shutting down, terminated, or finished may not be modified.")
    active = sum(step.active or step.state == "PENDING" for step in cluster.steps)
    steps = emr_order.read_steps(request.get("Steps") or [], cluster.record["StepConcurrencyLevel"], active)
    added = [Step(emr_records.step(step)) for step in steps]
    emr._steps[cluster.id] += [step.record for step in added]
    cluster.add(added)
    return {"StepIds": [step.record["Id"] for step in added]}


def _cancel_steps(request: dict) -> dict:
    cluster = emr_reading.cluster_of(request)
    ids = request.get("StepIds") or []
    if not 1 <= len(ids) <= emr_order.MOST_STEPS:
        raise Refused(f"Between 1 and {emr_order.MOST_STEPS} step ids must be given.")
    how = request.get("StepCancellationOption") or "SEND_INTERRUPT"
    answer = []
    for step_id in ids:
        step = next((one for one in cluster.steps if one.record["Id"] == step_id), None)
        if step is None:
            raise Refused(f"Step id '{step_id}' is not valid.", "InvalidRequestException")
        told = {"StepId": step_id, "Status": "SUBMITTED"}
        if step.state == "PENDING":
            step.become("CANCELLED")
            cluster.changed.set()
        elif step.state == "RUNNING":
            emr_steps.cancel(step, how)
        elif step.state not in ("CANCELLED", "CANCEL_PENDING"):
            told = {"StepId": step_id, "Status": "FAILED", "Reason": f"The step is in state {step.state} and cannot be cancelled."}
        answer.append(told)
    return {"CancelStepsInfoList": answer}


def _terminate(request: dict) -> dict:
    ids = request.get("JobFlowIds") or []
    if not 1 <= len(ids) <= _MOST_TERMINATED_AT_ONCE:
        raise Refused(
            "1 validation error detected: Value at 'jobFlowIds' failed to satisfy constraint: Member must have length between 1 and "
            f"{_MOST_TERMINATED_AT_ONCE}"
        )
    found = [_job_flow(one) for one in ids]
    _let_all(found[1:], "elasticmapreduce:TerminateJobFlows")
    if any(cluster.record["TerminationProtected"] for cluster in found):
        raise Refused("Could not shut down one or more job flows since they are termination protected.")
    for cluster in found:
        cluster.request_end("USER_REQUEST", "Terminated by user request")
    return {}


def _add_tags(request: dict) -> dict:
    cluster = emr_reading.cluster_of(request, "ResourceId")
    tags = {tag["Key"]: tag for tag in [*cluster.record["Tags"], *emr_order.read_tags(request.get("Tags") or [])]}
    cluster.record["Tags"] = list(tags.values())
    emr_nodes.tag(cluster.id, emr_order.read_tags(request.get("Tags") or []))
    return {}


def _protect(request: dict) -> dict:
    found = [_job_flow(one) for one in request.get("JobFlowIds") or []]
    _let_all(found[1:], "elasticmapreduce:SetTerminationProtection")
    for cluster in found:
        cluster.record["TerminationProtected"] = bool(request.get("TerminationProtected"))
    return {}


def _job_flow(cluster_id: object) -> Cluster:
    if cluster_id not in emr._clusters or cluster_id not in emr_life.clusters:
        raise Refused("Specified job flow ID does not exist." if cluster_id else "Specified job flow ID not valid")
    return emr_life.clusters[str(cluster_id)]


def _let_all(found: list[Cluster], action: str) -> None:
    """The door has judged a call by the first cluster that it names."""
    for cluster in found:
        _let(emr_roles.refusal(_access_key.get(), action, cluster.record["ClusterArn"]))


def _let(refusal: tuple | None) -> None:
    if refusal is not None:
        raise Denied(refusal)


_CALLS = {
    "RunJobFlow": _run_job_flow,
    "AddJobFlowSteps": _add_steps,
    "CancelSteps": _cancel_steps,
    "TerminateJobFlows": _terminate,
    "AddTags": _add_tags,
    "SetTerminationProtection": _protect,
    "DescribeCluster": emr_reading.describe_cluster,
    "ListClusters": emr_reading.list_clusters,
    "ListSteps": emr_reading.list_steps,
    "DescribeStep": emr_reading.describe_step,
    "DescribeReleaseLabel": emr_reading.describe_release_label,
    "ListReleaseLabels": emr_reading.list_release_labels,
    "ListSupportedInstanceTypes": emr_reading.list_supported_instance_types,
}
