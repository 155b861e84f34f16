"""The admin door's part about EMR: what goes wrong next, what is rented, and instances that are lost.

GET  /_bucket-brigade/emr/rules      the rules with how often each has fired
POST /_bucket-brigade/emr/rules      {rules: […]}, in place of those in force (emr_faults.py)
GET  /_bucket-brigade/emr/clusters   every account's clusters: {id, name, account, region, state, reason, instances}
POST /_bucket-brigade/emr/kill       {clusterId}: its instances are gone from one moment to the next
"""

from . import admin, emr_faults, emr_life
from .emr_life import clusters, rules
from .environment import laptop


def install() -> None:
    rules.held = emr_faults.parse(emr_faults.USUAL if laptop().emr_rules is None else laptop().emr_rules)
    admin.more.update(
        {("GET", "emr/rules"): _report, ("POST", "emr/rules"): _set, ("GET", "emr/clusters"): _clusters, ("POST", "emr/kill"): _kill}
    )


def _report(_: dict) -> tuple[int, dict]:
    return 200, {"rules": [rule.report() for rule in rules.held]}


def _set(request: dict) -> tuple[int, dict]:
    try:
        rules.held = emr_faults.parse(request.get("rules"))
    except ValueError as fault:
        return 400, {"error": f"{fault}. The rules in force stay."}
    return _report({})


def _clusters(_: dict) -> tuple[int, dict]:
    return 200, {
        "clusters": [
            {
                "id": one.id,
                "name": one.record["Name"],
                "account": one.account,
                "region": one.region,
                "state": one.state,
                "reason": one.record["Status"]["StateChangeReason"].get("Code"),
                "instances": 0 if one.state in emr_life.ENDED else one.instances,
            }
            for one in clusters.values()
        ]
    }


def _kill(request: dict) -> tuple[int, dict]:
    cluster = clusters.get(str(request.get("clusterId")))
    if cluster is None or cluster.state in ("TERMINATING", *emr_life.ENDED):
        return 404, {"error": f"No cluster {request.get('clusterId')} has instances"}
    cluster.request_end("INSTANCE_FAILURE", "The master instance was terminated outside of EMR", with_errors=True)
    return 200, {"killed": cluster.id}
