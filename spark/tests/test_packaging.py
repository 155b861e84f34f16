"""The job as files: the same everywhere, and enough for an interpreter that has nothing but Spark."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import spark_environment
from laptop_s3 import OWNER
from orders import FOLDER, HOME, LEDGER, ROOT, TRANSFORM, an_order, body, key, partition_document, put_order, seed

from partition_job.library_archive import platform_of_this_interpreter

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))
import libraries  # noqa: E402 -- spark/libraries.py


def built(folder: Path) -> dict[str, str]:
    done = subprocess.run([sys.executable, "-I", HERE / "build_job.py", "--out", folder], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_same_sources_make_the_same_files(tmp_path):
    first, second = built(tmp_path / "a"), built(tmp_path / "b")
    assert first == second
    assert set(first) == {"code.zip", "main.py", "libraries.py", "libraries.lock.json"}
    for name, digest in first.items():
        assert hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(tmp_path / "a" / "code.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names) and "partition_job/cli.py" in names
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_lock_names_a_wheel_of_each_package_for_each_platform():
    archives = json.loads((HERE / "libraries.lock.json").read_text())["archives"]
    assert [archive["platform"] for archive in archives] == sorted(libraries.PLATFORMS)
    for archive in archives:
        assert {wheel["name"]: wheel["version"] for wheel in archive["wheels"]} == libraries.PACKAGES
        assert len(archive["sha256"]) == 64 and all(len(wheel["sha256"]) == 64 for wheel in archive["wheels"])
    assert platform_of_this_interpreter() in libraries.PLATFORMS


def test_the_set_up_has_the_same_versions():
    wanted = (HERE.parent / "setup/python/requirements.lock").read_text()
    assert all(f"\n{name}=={version} " in f"\n{wanted}" for name, version in libraries.PACKAGES.items())


def test_the_archive_is_a_tar_of_its_wheels_and_nothing_else(tmp_path):
    wheels = []
    for name, content in (("b.whl", b"b" * 700), ("a.whl", b"")):
        wheels.append(tmp_path / name)
        wheels[-1].write_bytes(content)
    libraries.write_archive(wheels, tmp_path / "one.tar")
    libraries.write_archive(wheels[::-1], tmp_path / "two.tar")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()
    with tarfile.open(tmp_path / "one.tar") as archive:
        assert [(one.name, one.size, one.mtime, one.mode, one.uid, one.isfile()) for one in archive] == [
            ("a.whl", 0, 0, 0o644, 0, True),
            ("b.whl", 700, 0, 0o644, 0, True),
        ]
        assert archive.extractfile("b.whl").read() == b"b" * 700


def test_an_archive_that_is_not_the_locked_one_is_not_kept(tmp_path, monkeypatch):
    wheel = tmp_path / "a.whl"
    wheel.write_bytes(b"x")
    monkeypatch.setattr(libraries, "download", lambda *_, **__: [wheel])
    lock = {"archives": [{"platform": "p", "sha256": "0" * 64, "wheels": []}]}
    with pytest.raises(libraries.Failed, match="is locked"):
        libraries.fetch("p", lock, tmp_path / "out.tar")
    assert list(tmp_path.iterdir()) == [wheel]
    with pytest.raises(libraries.Failed, match="no libraries for q"):
        libraries.fetch("q", lock, tmp_path / "out.tar")


@pytest.mark.slow
@pytest.mark.spark
def test_an_interpreter_without_any_library_runs_the_job_cold(s3, tmp_path):
    """As on EMR: Python with an empty site-packages, Spark, and what lies in the ledger. Nothing of this environment's is in reach."""
    digests = built(tmp_path / "job")
    archive = tmp_path / "libraries.tar"
    subprocess.run(
        [sys.executable, HERE / "libraries.py", "--platform", platform_of_this_interpreter(), "--lock", HERE / "libraries.lock.json", "--out", archive],
        check=True,
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = str(tmp_path / "bare/bin/python")
    missing = "import importlib.util as u; print([n for n in ('pyarrow', 'orjson', 'numpy', 'pyspark', 'py4j') if u.find_spec(n)])"
    assert subprocess.run([python, "-c", missing], capture_output=True, text=True, check=True).stdout.strip() == "[]"

    pin = seed(s3, {key(f"{n}.json"): body(an_order(n)) for n in range(30)} | {key("no"): b"no"}, per_segment=10)
    order = partition_document(pin, reading={"threads": 2, "slices": 2})
    order["job"]["code"]["sha256"] = digests["code.zip"]
    order["job"]["libraries"][0].update(key="state/_jobs/wheels.tar", sha256=hashlib.sha256(archive.read_bytes()).hexdigest())
    s3.put(LEDGER, "state/_jobs/wheels.tar", archive.read_bytes())
    uri = put_order(s3, order)

    scratch = tmp_path / "tmp"
    scratch.mkdir()
    spark = spark_environment()
    environment = {
        **{name: spark[name] for name in ("JAVA_HOME", "SPARK_HOME", "SPARK_LOCAL_IP", "JAVA_TOOL_OPTIONS")},
        **s3.environment,
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "TMPDIR": str(scratch),
        "PYSPARK_PYTHON": python,
        "PYTHONNOUSERSITE": "1",
    }
    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.local.dir": str(scratch)}

    def submit(command: str, *more: str) -> subprocess.CompletedProcess:
        argv = [f"{spark['SPARK_HOME']}/bin/spark-submit", "--master", "local[2]", *(part for pair in settings.items() for part in ("--conf", "=".join(pair)))]
        argv += ["--py-files", str(tmp_path / "job/code.zip"), str(tmp_path / "job/main.py"), command, "--order", uri]
        argv += ["--order-owner", OWNER, "--region", "us-east-2", *more]
        return subprocess.run(argv, env=environment, cwd=scratch, capture_output=True, text=True)

    done = submit("folder", "--folder", FOLDER)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1])["rows"] == 30
    commit = json.loads(s3.get(LEDGER, f"{HOME}commit.json"))
    assert (commit["rows"], commit["rejects"], commit["job"]) == (30, {"malformed": 1}, digests["code.zip"])
    # Driver and tasks asked for the archive once, together: it lies unpacked beside them.
    assert sum(name == "state/_jobs/wheels.tar" for _, name in s3.requests) == 1
    assert submit("canary").returncode == 0
    sung = json.loads(s3.get(LEDGER, f"{ROOT}table/{TRANSFORM}/canaries/00-g001.json"))
    assert (sung["pyarrow"], sung["executors"]) == (libraries.PACKAGES["pyarrow"], 1)
    failed = submit("folder", "--folder", "none")
    assert failed.returncode == 2 and "ORDER_INVALID: folder none: is not in the order of batch 00" in failed.stderr


def test_code_that_was_not_ordered_does_not_run(s3, tmp_path):
    digests = built(tmp_path)
    order = partition_document(seed(s3, {}))
    script = "import sys; sys.path.insert(0, sys.argv[1]); from partition_job.cli import run; import os; sys.exit(run(sys.argv[2:], os.environ, None))"
    argv = [sys.executable, "-I", "-c", script, tmp_path / "code.zip", "folder", "--order", put_order(s3, order), "--order-owner", OWNER]
    argv += ["--region", "us-east-2", "--folder", FOLDER]
    done = subprocess.run(argv, env=s3.environment, capture_output=True, text=True)
    assert done.returncode == 2 and f"orders code {'d' * 12}, and this is {digests['code.zip'][:12]}" in done.stderr
    order["job"]["code"]["sha256"] = digests["code.zip"]
    put_order(s3, order)
    assert subprocess.run(argv, env=s3.environment).returncode == 0


def test_a_zip_of_wheels_is_unpacked_once_and_whole(s3, tmp_path, monkeypatch):
    from partition_job import library_archive
    from partition_job.contracts import JobFile
    from partition_job.errors import JobError
    from partition_job.s3 import Place
    from partition_job.surroundings import Surroundings

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wheel = tmp_path / "own-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as content:
        content.writestr("own_library_of_a_test.py", "answer = 42")
        content.writestr("pyarrow/tests/big.py", "")
    libraries.write_archive([wheel], tmp_path / "libraries.tar")
    archive = (tmp_path / "libraries.tar").read_bytes()
    digest = hashlib.sha256(archive).hexdigest()
    s3.put(LEDGER, "k", archive)
    surroundings = Surroundings.of(s3.environment)
    library = library_archive.Library(JobFile("k", digest), Place(LEDGER, OWNER), "us-east-2")
    monkeypatch.setattr("sys.path", list(sys.path))
    for _ in range(2):
        library_archive.load(library, surroundings)
    import own_library_of_a_test

    folder = tmp_path / f"bucket-brigade-job-{os.getuid()}" / digest
    assert own_library_of_a_test.answer == 42 and sys.path[0] == str(folder)
    assert [file.name for file in folder.iterdir()] == ["own_library_of_a_test.py"]
    assert s3.requests == [("GET", "k")]

    for change, code in (((JobFile("k", "0" * 64)), "LIBRARIES_DAMAGED"), ((JobFile("none", "1" * 64)), "LIBRARIES_MISSING")):
        with pytest.raises(JobError) as refused:
            library_archive.load(library._replace(file=change), surroundings)
        assert refused.value.code == code
    folder.parent.chmod(0o777)
    with pytest.raises(JobError) as refused:
        library_archive.load(library, surroundings)
    assert refused.value.code == "LIBRARIES_DAMAGED"
