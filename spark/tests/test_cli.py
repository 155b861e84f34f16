"""The command line, and what is refused before anything is done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from laptop_s3 import OWNER
from orders import FOLDER, LEDGER, ROOT, TRANSFORM, an_order, body, key, partition_document, partition_order, put_order, seed

from partition_job.cli import run

SRC = Path(__file__).parents[1] / "src"


@pytest.fixture
def refused(s3):
    """Runs a step that must not reach Spark; its exit code and last words."""

    def run_step(*argv: str, environment: dict | None = None) -> tuple[int, str]:
        said, told = [], []
        code = run(argv, {**s3.environment, **(environment or {})}, None, said.append, told.append)
        assert told == [] and len(said) == 1
        return code, said[0]

    return run_step


def folder(order: str, *more: str) -> list[str]:
    return ["folder", "--order", order, "--order-owner", OWNER, "--region", "us-east-2", *(more or ("--folder", FOLDER))]


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fold"],
        ["folder", "--order", "s3://ledger/k"],
        folder("s3://ledger/k", "--range", "r01"),
        folder("s3://ledger/k", "--folder", "x", "--more"),
        folder("ledger/k"),
        folder("s3://ledger"),
    ],
)
def test_a_wrong_command_line_is_told(refused, argv):
    code, words = refused(*argv)
    assert code == 2 and words.startswith("USAGE: ")


def test_an_order_that_is_not_there(refused):
    assert refused(*folder("s3://ledger/none.json")) == (2, "ORDER_MISSING: s3://ledger/none.json: there is no such order")


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"contract": "partition-order/2"}, "ORDER_CONTRACT", "is of contract partition-order/2; this version understands partition-order/1"),
        ({"contract": None}, "ORDER_CONTRACT", "is of contract nothing"),
        ({"contract": "compact-order/1"}, "ORDER_INVALID", "does not fit compact-order/1: fileBytes is missing"),
        ({"migration": "other"}, "ORDER_FOREIGN", f"its root is {ROOT}, and that of its migration would be state/other/"),
        ({"root": "state/other/x/"}, "ORDER_FOREIGN", "its root is state/other/x/"),
        ({"generation": "1"}, "ORDER_INVALID", "generation is not a whole number of at least 1"),
        ({"generation": 0}, "ORDER_INVALID", "generation is not a whole number of at least 1"),
        ({"reading": {"threads": 4}}, "ORDER_INVALID", "reading.slices is missing"),
        ({"documentCutoff": "2020-01-15"}, "ORDER_INVALID", "documentCutoff is not a moment of ISO 8601"),
        ({"rules": {"parse": []}}, "ORDER_INVALID", "rules.entries is missing"),
        ({"schema": [["a", "text"]]}, "ORDER_INVALID", "schema[0][1] is not a column's type"),
        ({"schema": [["a", "long"], ["a", "long"]]}, "ORDER_INVALID", "schema names a field twice"),
        ({"schema": [["__day", "long"]]}, "ORDER_INVALID", "begins with __"),
        ({"schema": []}, "ORDER_INVALID", "schema is not a list with something in it"),
        ({"ranges": [{"name": "r00", "from": None, "until": None}, {"name": "r01", "from": "2018-01-01", "until": None}]}, "ORDER_INVALID", "overlap"),
        ({"ledger": {"bucket": "ledger", "region": "us-east-2", "account": "1", "prefix": "state/"}}, "ORDER_INVALID", "ledger.account"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_by_name(s3, refused, changes, code, said):
    pin = seed(s3, {key("1"): body(an_order(1))})
    exit_code, words = refused(*folder(partition_order(s3, pin, **changes)))
    assert words.startswith(f"{code}: s3://ledger/{ROOT}orders/") and said in words
    assert exit_code == 2
    assert not s3.keys(LEDGER, f"{ROOT}table/")


def test_an_order_that_names_another_ledger_is_refused(s3, refused):
    order = partition_document(seed(s3, {}))
    s3.put("elsewhere", f"{ROOT}orders/o.json", json.dumps(order).encode())
    code, words = refused(*folder(f"s3://elsewhere/{ROOT}orders/o.json"))
    assert (code, words.split(": ")[0]) == (2, "ORDER_FOREIGN")
    s3.put(LEDGER, "state/o.json", json.dumps(order).encode())
    assert refused(*folder("s3://ledger/state/o.json"))[1].startswith("ORDER_FOREIGN")


def test_an_order_of_the_other_kind_is_refused(s3, refused):
    order = partition_order(s3, seed(s3, {}))
    argv = ["compact", "--order", order, "--order-owner", OWNER, "--region", "us-east-2", "--range", "r01"]
    assert refused(*argv)[1].endswith("is not an order for compact")


def test_a_folder_that_is_not_in_the_order_is_refused(s3, refused):
    order = partition_order(s3, seed(s3, {}))
    assert refused(*folder(order, "--folder", "00_Other")) == (2, "ORDER_INVALID: folder 00_Other: is not in the order of batch 00")


def test_a_platform_without_libraries_is_told(s3, refused, monkeypatch):
    order = partition_order(s3, seed(s3, {key("1"): body(an_order(1))}))
    monkeypatch.setattr("partition_job.job.platform_of_this_interpreter", lambda: "cp399-plan9-mips")
    said = []
    assert run(folder(order), s3.environment, lambda: None, said.append) != 0


def test_wrong_keys_are_refused_with_access_denied(s3, refused):
    order = partition_order(s3, seed(s3, {}))
    code, words = refused(*folder(order), environment={"AWS_SECRET_ACCESS_KEY": "another"})
    assert code == 4 and words.startswith("ACCESS_DENIED") and "403 SignatureDoesNotMatch" in words
    code, words = refused(*folder(order), environment={"AWS_SECRET_ACCESS_KEY": ""})
    assert (code, words.split(":")[0]) == (4, "CREDENTIALS_MISSING")


def test_a_wrong_owner_is_refused(s3, refused):
    order = partition_order(s3, seed(s3, {}))
    argv = ["folder", "--order", order, "--order-owner", "111111111111", "--region", "us-east-2", "--folder", FOLDER]
    assert refused(*argv)[1].startswith("ACCESS_DENIED")


def test_control_characters_stay_on_one_line(refused):
    code, words = refused(*folder("s3://ledger/a\nb"))
    assert "\n" not in words and "a\\u000ab" in words


def test_the_code_needs_no_library_before_it_has_fetched_them():
    """What the driver and a task's beginning import is the standard library and nothing else."""
    script = "import sys; sys.path.insert(0, sys.argv[1]); import partition_job.cli, partition_job.folder, partition_job.compact, partition_job.canary; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script, str(SRC)], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pyarrow", "orjson", "numpy", "pyspark"}
    assert loaded - {"partition_job", "__main__", "_distutils_hack"} <= set(sys.stdlib_module_names)


@pytest.mark.spark
def test_the_canary_tells_what_it_saw(s3, step):
    order = put_order(s3, partition_document(seed(s3, {}), generation=3, batch="07"))
    assert step("canary", order) == 0, step.said
    sung = json.loads(s3.get(LEDGER, f"{ROOT}table/{TRANSFORM}/canaries/07-g003.json"))
    import pyarrow

    assert sung.pop("at").endswith("Z")
    assert sung == {
        "contract": "canary/1",
        "batch": "07",
        "generation": 3,
        "python": "%d.%d.%d" % sys.version_info[:3],
        "pyarrow": pyarrow.__version__,
        "executors": 1,
    }
    assert step("canary", order) == 0


@pytest.mark.spark
def test_one_process_runs_steps_with_other_environments_after_one_another(s3, step, context):
    """Nothing of one step's credentials is left for the next."""
    order = partition_order(s3, seed(s3, {key("1"): body(an_order(1))}))
    s3.environment["AWS_SECRET_ACCESS_KEY"] = "another"
    assert step("folder", order, "--folder", FOLDER) == 4
    s3.environment["AWS_SECRET_ACCESS_KEY"] = "a-secret"
    assert step("folder", order, "--folder", FOLDER) == 0, step.said
