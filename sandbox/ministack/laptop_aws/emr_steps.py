"""One step from RUNNING to its end: the command read, YARN asked, the code fetched with the job role, Spark run, the logs pushed."""

import asyncio
import os
import time
from dataclasses import dataclass

from . import emr_faults, emr_files, emr_life, emr_logs, emr_roles, emr_spark, emr_submit, emr_yarn
from .emr_life import Cluster, Step, rules
from .environment import laptop

#: When the message-less failure comes.
_SILENT_AFTER_SECONDS = 120
UNKNOWN = "Unknown Error."
#: spark.task.maxFailures
_KILLED_TRIES = 4
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Outcome:
    exit_code: int
    #: A failure of which EMR knows nothing.
    silent: bool = False


async def work(cluster: Cluster, step: Step) -> None:
    folder = laptop().directory / "emr" / cluster.id / "steps" / step.record["Id"]
    logs = emr_logs.StepLogs(folder)
    started = time.monotonic()
    number = cluster.steps.index(step) + 1
    logs.control(f"Ensure step {number} jar file {step.record['Config']['Jar']}")
    logs.control(f"startExec 'hadoop jar {step.record['Config']['Jar']} {' '.join(step.record['Config']['Args'])}'")
    try:
        outcome = await _run(cluster, step, logs)
    except asyncio.CancelledError:
        logs.control("The step was ended before its process had", "WARN")
        if step.active:
            step.become("CANCELLED")
            cluster.changed.set()
        _push(cluster, step, logs)
        return
    except emr_spark.Gone as gone:
        logs.say(f"java.io.IOException: {gone}; the sandbox's folder spark/ has the logs of what ended\n")
        outcome = Outcome(1)
    took = f"took {round(time.monotonic() - started)} seconds"
    if step.cancelled is not None:
        step.become("CANCELLED")
        logs.control(f"Step was cancelled and {took}", "WARN")
    elif outcome.exit_code == 0:
        step.become("COMPLETED")
        logs.control(f"Step succeeded with exitCode 0 and {took}")
    else:
        step.record["Status"]["FailureDetails"] = _details(cluster, step, logs, outcome)
        step.become("FAILED")
        logs.control(f"Step failed with exitCode {outcome.exit_code} and {took}", "WARN")
        cluster.step_failed(step)
    _push(cluster, step, logs)
    cluster.changed.set()


async def _run(cluster: Cluster, step: Step, logs: emr_logs.StepLogs) -> Outcome:
    config, name = step.record["Config"], cluster.record["Name"]
    if rules.fire("step-hangs", name, step.record["Name"]):
        await asyncio.Event().wait()
    try:
        if not any(one["Name"] == "Spark" for one in cluster.record["Applications"]):
            raise emr_submit.Ended('Cannot run program "spark-submit" (in directory "."): error=2, No such file or directory\n')
        application = emr_submit.read(config["Jar"], config["Args"])
    except emr_submit.Ended as ended:
        logs.say(ended.text)
        return Outcome(ended.exit_code)
    if _is_first_of_its_command(cluster, step, application) and rules.fire_silent(
        application.argv[0], cluster.started, cluster.starts_beside()
    ):
        await asyncio.sleep(laptop().seconds(_SILENT_AFTER_SECONDS))
        return Outcome(1, silent=True)
    held = _driver_memory(cluster, application, logs)
    if held is not None:
        return held
    cluster.driver_mb += application.driver_heap_mb
    allocation: emr_yarn.Allocation | None = None
    try:
        cluster.nodes.check(application.wish)
        allocation = await _allocated(cluster, application.wish, logs)
        for line in allocation.lines():
            logs.control(line)
        killed = rules.fire("container-killed", name, step.record["Name"])
        if killed is not None:
            return _container_killed(application.wish, killed, logs)
        return await _spark(cluster, step, application, logs)
    except emr_yarn.Refused as refused:
        logs.say(f'Exception in thread "main" {refused}\n')
        return Outcome(1)
    finally:
        cluster.driver_mb -= application.driver_heap_mb
        if allocation is not None:
            cluster.nodes.release(allocation)
            cluster.changed.set()


async def _allocated(cluster: Cluster, wish: emr_yarn.Wish, logs: emr_logs.StepLogs) -> emr_yarn.Allocation:
    """Waits until there is room for one executor at least; for ever, where there never is: so does Spark."""
    told = False
    while (allocation := cluster.nodes.allocate(wish)) is None:
        if not told:
            logs.say("WARN YarnScheduler: Initial job has not accepted any resources; check your cluster UI\n")
            told = True
        await asyncio.sleep(_LOOK_SECONDS)
    return allocation


async def _spark(cluster: Cluster, step: Step, application: emr_submit.Application, logs: emr_logs.StepLogs) -> Outcome:
    node = session_of(cluster)
    if node is None:
        logs.say(f"fatal error: the role {cluster.job_role} of the instance profile is gone\n")
        return Outcome(1)
    code = laptop().directory / "emr" / "code"
    try:
        main, *py_files = [await asyncio.to_thread(emr_files.fetch, node, uri, code) for uri in (application.main, *application.py_files)]
    except emr_files.Unreachable as failure:
        logs.say(f'Exception in thread "main" {failure}\n')
        return Outcome(1)
    cluster.number_of_application += 1
    number = f"application_{int(cluster.record['Status']['Timeline']['CreationDateTime'] * 1000)}_{cluster.number_of_application:04}"
    logs.say(f"INFO Client: Submitting application {number} to ResourceManager\n")
    described = {
        "id": step.record["Id"],
        "name": application.name,
        "code": "-".join(path.parent.name for path in (main, *py_files)),
        "main": str(main),
        "argv": list(application.argv),
        # Python finds a module in its folder, and a package in its archive.
        "pyFiles": [str(path.parent if path.suffix == ".py" else path) for path in py_files],
        "environment": _environment(node),
        "conf": {**application.conf, "spark.yarn.app.id": number},
        "directory": str(logs.folder / "work"),
        "stdout": str(logs.path("stdout")),
        "stderr": str(logs.path("stderr")),
    }
    step.process = await (emr_spark.run_cold(described) if cluster.cold else emr_spark.warm.run(described))
    try:
        return Outcome(await step.process.ended())
    finally:
        step.process.close()
        step.process = None


def session_of(cluster: Cluster) -> emr_files.Session | None:
    credentials = emr_roles.session(cluster.account, cluster.job_role, f"i-{cluster.id[2:].lower()}")
    return None if credentials is None else emr_files.Session(laptop().endpoint, cluster.region, credentials)


def _environment(node: emr_files.Session) -> dict[str, str]:
    return {
        **node.environment,
        "AWS_ENDPOINT_URL": node.endpoint,
        "AWS_REGION": node.region,
        "AWS_DEFAULT_REGION": node.region,
        # Whatever answers there on the machine under the sandbox is not the sandbox's.
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "BUCKET_BRIGADE_TIME_SCALE": f"{laptop().time_scale:g}",
    }


def _is_first_of_its_command(cluster: Cluster, step: Step, application: emr_submit.Application) -> bool:
    if not application.argv:
        return False
    for other in cluster.steps:
        if other is step:
            return True
        try:
            before = emr_submit.read(other.record["Config"]["Jar"], other.record["Config"]["Args"])
        except emr_submit.Ended:
            continue
        if before.argv[:1] == application.argv[:1]:
            return False
    return True


def _driver_memory(cluster: Cluster, application: emr_submit.Application, logs: emr_logs.StepLogs) -> Outcome | None:
    """Client mode: the drivers of all running steps share the primary."""
    if cluster.driver_mb + application.driver_heap_mb <= cluster.primary.memory_mb:
        return None
    logs.say(
        "Error occurred during initialization of VM\n"
        f"Could not reserve enough space for {application.driver_heap_mb * 1024}KB object heap\n"
        "Error: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n"
    )
    return Outcome(1)


def _container_killed(wish: emr_yarn.Wish, rule: emr_faults.Rule, logs: emr_logs.StepLogs) -> Outcome:
    code = rule.settings["exitCode"]
    why = {
        137: f"Container killed by YARN for exceeding memory limits. {wish.container_mb / 1000:.1f} GB of "
        f"{wish.container_mb / 1024:.1f} GB physical memory used. Consider boosting spark.executor.memoryOverhead.",
        143: "Container killed on request. Exit code is 143",
    }.get(code, f"Container exited with a non-zero exit code {code}")
    for tried in range(1, _KILLED_TRIES + 1):
        lost = f"Lost executor {tried} on ip-10-0-0-1: Container from a bad node: exit status: {code}. Diagnostics: {why}"
        logs.say(f"ERROR YarnScheduler: {lost}\n")
    logs.say(
        "org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed "
        f"{_KILLED_TRIES} times, most recent failure: ExecutorLostFailure (executor {_KILLED_TRIES} exited caused by one of the running "
        f"tasks) Reason: {why}\n"
    )
    return Outcome(1)


def _details(cluster: Cluster, step: Step, logs: emr_logs.StepLogs, outcome: Outcome) -> dict:
    details = {"Reason": UNKNOWN}
    message = None if outcome.silent else logs.message()
    if message is not None:
        details["Message"] = message
    if cluster.log_uri is not None:
        bucket, key = emr_logs.place(cluster.log_uri, cluster.id, step.record["Id"], "stderr")
        details["LogFile"] = f"s3://{bucket}/{key}"
    return details


def _push(cluster: Cluster, step: Step, logs: emr_logs.StepLogs) -> None:
    if cluster.log_uri is not None:
        emr_life.spawn(emr_logs.push_late(logs, cluster.log_uri, cluster.id, step.record["Id"], lambda: session_of(cluster)))


def cancel(step: Step, how: str) -> None:
    """SIGTERM or SIGKILL for a process; what has none yet just ends."""
    step.cancelled = how
    step.become("CANCEL_PENDING")
    if step.process is not None:
        step.process.signal("SIGKILL" if how == "TERMINATE_PROCESS" else "SIGTERM")
    elif step.task is not None:
        step.task.cancel()
