"""The ends of a machine. What "off" means to EC2 is the instance's shutdown behaviour."""

from __future__ import annotations

import re

from .call import Call


def poweroff(call: Call) -> int:
    if set(call.arguments) - {"-f", "--force", "-p", "--poweroff"}:
        return call.complain(f"unrecognized option '{call.arguments[0]}'")
    call.machine.end("off")
    return 0


def reboot(call: Call) -> int:
    call.machine.end("reboot")
    return 0


def halt(call: Call) -> int:
    # EC2: "the halt command doesn't initiate a power off … and the instance remains running" (terminating-instances).
    call.machine.end("off" if {"-p", "--poweroff"} & set(call.arguments) else "halt")
    return 0


def shutdown(call: Call) -> int:
    what, when = "off", "+1"
    for word in call.arguments:
        if word == "-c":
            call.machine.cancel_end()
            return 0
        if word in ("-r", "-H", "--reboot", "--halt"):
            what = "reboot" if "r" in word else "halt"
        elif word in ("-h", "-P", "--poweroff", "-k"):
            what = "off"
        elif word == "now" or re.fullmatch(r"\+?[0-9]+", word):
            when = word
        else:
            return call.complain(f"Failed to parse time specification: {word}")
    minutes = 0 if when == "now" else int(when.lstrip("+"))
    if minutes == 0:
        call.machine.end(what)
    else:
        call.machine.end_later(what, minutes * 60)
        call.streams.err.write(f"Shutdown scheduled in {minutes} minutes, use 'shutdown -c' to cancel.\n".encode())
    return 0


PROGRAMS = {"poweroff": poweroff, "reboot": reboot, "halt": halt, "shutdown": shutdown}
