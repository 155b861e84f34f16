"""measure.py REPORT CORE COMMAND...: runs the command on that core (or anywhere, for "-") and writes what it used, with
all the children it waited for, to the file REPORT. wait4 knows this about a process tree; nothing in Node does."""

import json
import os
import signal
import sys
import time


def main() -> int:
    report, core, *command = sys.argv[1:]
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        if core != "-" and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {int(core)})
        os.execvp(command[0], command)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: os.kill(child, number))
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - began
    # Kibibytes on Linux, bytes on macOS (getrusage(2) of each). The largest single process of the tree.
    peak = usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024
    code = os.waitstatus_to_exitcode(status)
    with open(report, "w", encoding="utf-8") as file:
        json.dump(
            {
                "code": code,
                "wallSeconds": wall,
                "userSeconds": usage.ru_utime,
                "systemSeconds": usage.ru_stime,
                "peakBytes": peak,
            },
            file,
        )
    return 0


sys.exit(main())
