"""Reads scripts as machines do before they run them, and runs none: a JSON list in, a list of refusals out."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "sandbox" / "machine"))

from laptop_machine.shell.checking import checked  # noqa: E402 -- after the line above
from laptop_machine.shell.tree import Unreadable  # noqa: E402


def refusal(script: str) -> str | None:
    try:
        checked(script)
    except Unreadable as fault:
        return str(fault)
    return None


print(json.dumps([refusal(script) for script in json.load(sys.stdin)]))
