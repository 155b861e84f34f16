"""The process of one step: the driver of a Spark application, as spark-submit would start it, on the JVM that is up already."""

import atexit
import os
import runpy
import signal
import sys
import threading
import traceback
from pathlib import Path

from jvm import Gateway

#: pyspark reads these again when it fetches results; it set them when it met the context.
_OF_PYSPARK = ("SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE")


class Application:
    """A Spark session of its own on the shared context; made ahead of the step that will use it."""

    def __init__(self, gateway: Gateway) -> None:
        # What launch_gateway looks for: a JVM that is up.
        os.environ.update(PYSPARK_GATEWAY_PORT=str(gateway.port), PYSPARK_GATEWAY_SECRET=gateway.secret, PYSPARK_PIN_THREAD="true")
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession

        connection = launch_gateway()
        jvm = connection.jvm
        shared = jvm.org.apache.spark.SparkContext.getOrCreate()
        # The context's Python side is this process's own: accumulators, environment of tasks, broadcast files.
        self.context = SparkContext(
            gateway=connection, jsc=jvm.JavaSparkContext.fromSparkContext(shared), conf=SparkConf(_jconf=shared.conf())
        )
        base = jvm.SparkSession.builder().getOrCreate()
        self.session = SparkSession(self.context, jsparkSession=base.newSession())
        jvm.SparkSession.setActiveSession(self.session._jsparkSession)

    def become(self, step: dict) -> None:
        """Takes the step's name, settings and code."""
        from pyspark import SparkConf

        context, session = self.context, self.session
        settings = {**step["conf"], "spark.app.name": step["name"]}
        context._conf = SparkConf(_jconf=context._jsc.sc().conf().clone())
        context.appName = step["name"]
        held = session._jsparkSession.sessionState().conf()
        for name, value in settings.items():
            context._conf.set(name, value)
            held.setConfString(name, value)
        # Spark keeps Python workers by their environment: a worker that has imported one version of the code never meets another.
        context.environment["PYTHONPATH"] = os.pathsep.join(step["pyFiles"])
        context.environment["BUCKET_BRIGADE_CODE"] = step["code"]
        context.setLocalProperty("spark.scheduler.pool", step["id"])
        context.setJobGroup(step["id"], step["name"], interruptOnCancel=True)
        # The context outlives the step, which believes that it is its own.
        context.stop = session.stop = lambda: None


def run(application: Application, step: dict) -> int:
    """The exit code of the script, run as __main__ as `python script arguments` would."""
    _settle(step)
    application.become(step)
    try:
        runpy.run_path(step["main"], run_name="__main__")
        return 0
    except SystemExit as end:
        return _exit_code(end.code)
    except BaseException:
        _print_without_us()
        return 1


def end(code: int) -> None:
    """As the interpreter ends: waits for the script's threads, then its exit functions."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 0xFF)


def end_with(alive: int) -> None:
    """Ends this process and those that it started when the pipe's other side is gone."""

    def watch() -> None:
        os.read(alive, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def _settle(step: dict) -> None:
    Path(step["directory"]).mkdir(parents=True, exist_ok=True)
    os.chdir(step["directory"])
    kept = {name: os.environ[name] for name in _OF_PYSPARK if name in os.environ}
    os.environ.clear()
    os.environ.update(step["environment"])
    os.environ.update(kept)
    opened = os.open(step["stdout"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    # Both into one: to spark-submit a Python driver is a child whose errors go where its output goes (PythonRunner).
    for number in (1, 2):
        os.dup2(opened, number)
    os.close(opened)
    sys.argv = [step["main"], *step["argv"]]
    # The script's folder first, as for any script, then its --py-files.
    sys.path[:0] = [str(Path(step["main"]).parent), *step["pyFiles"]]


def _exit_code(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    print(code, file=sys.stderr)
    return 1


def _print_without_us() -> None:
    """The traceback from the script on: this file's frame and runpy's say nothing to its author."""
    kind, value, trace = sys.exc_info()
    while trace is not None and (trace.tb_frame.f_code.co_filename == __file__ or "runpy" in trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    traceback.print_exception(kind, value, trace)
