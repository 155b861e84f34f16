"""A machine's first process: a session of its own, told what to do on stdin, ended with all it holds when stdin ends.

python -I -S -B boot.py      (started by sandbox/ministack/laptop_aws/machines.py; nothing else starts it)
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from laptop_machine import control  # noqa: E402 -- isolated interpreters do not look beside their script

if __name__ == "__main__":
    control.serve()
