"""The Spark job as files: the same sources make the same bytes on every machine.

python spark/build_job.py --out DIR

fills DIR with code.zip (the package, for --py-files), main.py (the script), libraries.py and libraries.lock.json (what fetches pyarrow and orjson for
the clusters' platform); tells names and SHA-256 of them as JSON.
"""

import argparse
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: A zip knows no earlier moment.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    write_code(out / "code.zip")
    for name in ("main.py", "libraries.py", "libraries.lock.json"):
        shutil.copyfile(HERE / name, out / name)
    names = ("code.zip", "main.py", "libraries.py", "libraries.lock.json")
    print(json.dumps({name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in names}))


def write_code(out: Path) -> None:
    sources = sorted((HERE / "src").rglob("*.py"), key=lambda file: file.relative_to(HERE).as_posix())
    # Stored, not packed: what packs differs from machine to machine.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for source in sources:
            entry = zipfile.ZipInfo(source.relative_to(HERE / "src").as_posix(), _NO_MOMENT)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, source.read_bytes())


if __name__ == "__main__":
    main()
