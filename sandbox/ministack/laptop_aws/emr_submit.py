"""A step's command, read as strictly as spark-submit and the JVM read it (observed on Spark 3.5.6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import emr_catalog, emr_yarn

# SparkSubmitOptionParser: options with a value, and without.
_VALUED = frozenset(
    "--archives --class --conf --deploy-mode --driver-class-path --driver-cores --driver-java-options --driver-library-path "
    "--driver-memory --executor-cores --executor-memory --exclude-packages --files --jars --keytab --kill --master --name "
    "--num-executors --packages --principal --properties-file --proxy-user --py-files --queue --remote --repositories --status "
    "--total-executor-cores".split()
)
_SWITCHES = frozenset(("--help", "--supervise", "--usage-error", "--verbose", "--version"))
_SHORT = {"-c": "--conf", "-h": "--help", "-v": "--verbose"}
_WITH_VALUE = re.compile(r"(--[^=]+)=(.+)", re.DOTALL)
_BYTES = re.compile(r"([0-9]+)([a-z]+)?")
_MB_OF = {unit: 2.0**power for power, unit in zip((-20, -10, 0, 10, 20, 30), "bkmgtp", strict=True)}
_MB_OF |= {f"{unit}b": mb for unit, mb in _MB_OF.items() if unit != "b"}
_HEAP = re.compile(r"([0-9]+)([kKmMgGtT])?")
#: UnifiedMemoryManager: one and a half times what Spark keeps for itself.
_LEAST_HEAP_MB = 450
_DEFAULT_HEAP = "1g"
_USAGE = (
    "Usage: spark-submit [options] <app jar | python file | R file> [app arguments]\n"
    "Usage: spark-submit --kill [submission ID] --master [spark://...]\n"
    "Usage: spark-submit --status [submission ID] --master [spark://...]\n"
    "Usage: spark-submit run-example [options] example-class [example args]\n"
)
# Options that become settings, as SparkSubmit sets them; an option wins over --conf.
_SETTINGS = {
    "--name": "spark.app.name",
    "--driver-memory": "spark.driver.memory",
    "--driver-cores": "spark.driver.cores",
    "--executor-memory": "spark.executor.memory",
    "--executor-cores": "spark.executor.cores",
    "--num-executors": "spark.executor.instances",
    "--queue": "spark.yarn.queue",
}


class Ended(Exception):
    """The command ends before the script begins: with this exit code and these words."""

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(text)
        self.text = text
        self.exit_code = exit_code


@dataclass(frozen=True)
class Application:
    name: str
    #: s3:// each.
    main: str
    py_files: tuple[str, ...]
    argv: tuple[str, ...]
    conf: dict[str, str]
    driver_heap_mb: int
    wish: emr_yarn.Wish


def read(jar: str, args: Sequence[str]) -> Application:
    """@raises Ended where the command would."""
    if jar != "command-runner.jar":
        raise Ended(f"The laptop's EMR runs command-runner.jar only, not {jar}\n")
    if not args:
        raise Ended("Exception in thread \"main\" java.lang.RuntimeException: Usage: command-runner.jar <command> [args]\n")
    command, *rest = args
    if command not in ("spark-submit", "/usr/bin/spark-submit"):
        raise Ended(f'Cannot run program "{command}" (in directory "."): error=2, No such file or directory\n')
    return _application(*_parse(rest))


def _parse(args: Sequence[str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    options: dict[str, str] = {}
    conf: dict[str, str] = {}
    at = 0
    while at < len(args):
        word, value = args[at], None
        joined = _WITH_VALUE.fullmatch(word)
        if joined:
            word, value = joined[1], joined[2]
        option = _SHORT.get(word, word)
        if option in _VALUED:
            if value is None:
                at += 1
                if at >= len(args):
                    raise _misuse(f"Missing argument for option '{option}'.")
                value = args[at]
            if option == "--conf":
                name, equals, setting = value.partition("=")
                if not equals:
                    raise _misuse(f"Invalid argument to --conf: {value}")
                conf[name] = setting
            else:
                _check(option, value)
                options[option] = value
        elif option in _SWITCHES:
            if option in ("--help", "--version"):
                raise Ended(_USAGE if option == "--help" else "Welcome to Spark\n", exit_code=0)
            if option == "--usage-error":
                raise Ended(_USAGE)
        elif word.startswith("-"):
            raise _misuse(f"Unrecognized option: {word}")
        else:
            return options, conf, list(args[at:])
        at += 1
    raise _misuse("Missing application resource.")


def _check(option: str, value: str) -> None:
    if option == "--deploy-mode" and value not in ("client", "cluster"):
        raise _thrown('--deploy-mode must be either "client" or "cluster"')


def _application(options: dict[str, str], conf: dict[str, str], resource: list[str]) -> Application:
    settings = {**conf, **{_SETTINGS[option]: value for option, value in options.items() if option in _SETTINGS}}
    driver_heap_mb = _driver_heap(settings.get("spark.driver.memory", _DEFAULT_HEAP))
    heap = settings.get("spark.executor.memory", _DEFAULT_HEAP)
    heap_mb = _megabytes(heap)
    if heap_mb is None or heap_mb <= 0:
        raise _thrown("Executor memory must be a positive number")
    cores = _positive(settings.get("spark.executor.cores", "1"), "Executor cores must be a positive number")
    dynamic = settings.get("spark.dynamicAllocation.enabled", "true") != "false"
    instances = settings.get("spark.executor.instances")
    executors = None if instances is None else _positive(instances, "Number of executors must be a positive number")
    master = options.get("--master", "yarn")
    if not re.match(r"yarn$|spark|mesos|k8s|local", master):
        raise _thrown("Master must either be yarn or start with spark, mesos, k8s, or local")
    if options.get("--deploy-mode", settings.get("spark.submit.deployMode", "client")) == "cluster":
        raise Ended("The laptop's EMR runs drivers in client mode only: --deploy-mode client\n")
    _check_python(settings)
    if heap_mb < _LEAST_HEAP_MB:
        raise _thrown(
            f"Executor memory {heap_mb * 2**20} must be at least {_LEAST_HEAP_MB * 2**20}. Please increase executor memory using the "
            "--executor-memory option or spark.executor.memory in Spark configuration.",
            "java.lang.IllegalArgumentException",
        )
    overhead = settings.get("spark.executor.memoryOverhead")
    wish = emr_yarn.Wish(
        heap_mb=heap_mb,
        overhead_mb=None if overhead is None else _size(overhead),
        overhead_factor=_fraction(settings.get("spark.executor.memoryOverheadFactor", str(emr_yarn.OVERHEAD_FACTOR))),
        # Dynamic allocation, which EMR switches on, asks for as many as there is work: here for as many as fit.
        executors=None if dynamic and executors is None else executors or 2,
        cores=cores,
        am_heap_mb=_size(settings.get("spark.yarn.am.memory", f"{emr_yarn.AM_HEAP_MB}m")),
    )
    main, *argv = resource
    py_files = tuple(path for path in options.get("--py-files", settings.get("spark.submit.pyFiles", "")).split(",") if path)
    name = settings.get("spark.app.name", main.rpartition("/")[2])
    return Application(name, main, py_files, tuple(argv), settings, driver_heap_mb, wish)


def _check_python(settings: dict[str, str]) -> None:
    for name in ("spark.pyspark.python", "spark.pyspark.driver.python"):
        python = settings.get(name, "python3").removeprefix("/usr/bin/")
        if python not in emr_catalog.PYTHONS:
            raise _thrown(f'Cannot run program "{python}": error=2, No such file or directory', "java.io.IOException")


def _driver_heap(text: str) -> int:
    """As the JVM reads -Xmx, which is what spark-submit makes of it."""
    found = _HEAP.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise Ended(
            f"Invalid maximum heap size: -Xmx{text}\nError: Could not create the Java Virtual Machine.\n"
            "Error: A fatal exception has occurred. Program will exit.\n"
        )
    heap_mb = int(int(found[1]) * _MB_OF.get((found[2] or "b").lower(), 1))
    if heap_mb < _LEAST_HEAP_MB:
        raise _thrown(
            f"System memory {heap_mb * 2**20} must be at least {_LEAST_HEAP_MB * 2**20}. Please increase heap size using the "
            "--driver-memory option or spark.driver.memory in Spark configuration.",
            "java.lang.IllegalArgumentException",
        )
    return heap_mb


def _megabytes(text: str) -> int | None:
    found = _BYTES.fullmatch(text.strip().lower())
    if not found or (found[2] or "m") not in _MB_OF:
        return None
    return int(int(found[1]) * _MB_OF[found[2] or "m"])


def _size(text: str) -> int:
    found = _megabytes(text)
    if found is None:
        raise _thrown(
            "Size must be specified as bytes (b), kibibytes (k), mebibytes (m), gibibytes (g), tebibytes (t), or pebibytes(p). "
            f"E.g. 50b, 100k, or 250m.\nFailed to parse byte string: {text}",
            "java.lang.NumberFormatException",
        )
    return found


def _fraction(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _thrown(f'For input string: "{text}"', "java.lang.NumberFormatException") from None


def _positive(text: str, otherwise: str) -> int:
    if not re.fullmatch(r"\+?[0-9]+", text) or int(text) == 0:
        raise _thrown(otherwise)
    return int(text)


def _misuse(words: str) -> Ended:
    return Ended(f"Error: {words}\n\n{_USAGE}")


def _thrown(words: str, kind: str = "org.apache.spark.SparkException") -> Ended:
    return Ended(f'Exception in thread "main" {kind}: {words}\n')
