"""Becomes Node, behind walls that hold whatever the script does. Started by laptop_machine/children.py only.

python -I -S -B launch.py '{"node": …, "arguments": […], "folder": …, "directory": …, "parent": …}'
"""

import json
import os
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from laptop_machine import kernel_walls  # noqa: E402 -- isolated interpreters do not look beside their script


def main() -> None:
    order = json.loads(sys.argv[1])
    kernel_walls.die_with_parent(order["parent"])
    os.chdir(order["directory"])
    # What bounds the machine's own process is not for Node, which knows its own bounds.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    kernel_walls.raise_walls(order["node"], order["folder"])
    os.execve(order["node"], [order["node"], *order["arguments"]], dict(os.environ))


if __name__ == "__main__":
    main()
