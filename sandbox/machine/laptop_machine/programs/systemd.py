"""systemd-run and systemctl, over the machine's own units."""

from __future__ import annotations

from ..children import may_be_set
from .call import Call

#: What systemctl answers (man systemctl, "Exit status").
_NOT_RUNNING, _NO_SUCH_UNIT = 3, 4
_UNIT_PROPERTIES = frozenset(
    {
        "Restart",
        "RestartSec",
        "StartLimitIntervalSec",
        "StartLimitBurst",
        "StandardOutput",
        "StandardError",
        "TimeoutStopSec",
        "WorkingDirectory",
        "Type",
        "Description",
    }
)
_SPANS = frozenset({"RestartSec", "StartLimitIntervalSec", "TimeoutStopSec"})
_VALUES = {"Restart": ("no", "always", "on-failure", "on-abnormal", "on-success"), "Type": ("simple", "exec")}
_VALUED = {"-u": "unit", "-p": "property", "-E": "setenv"}


def systemd_run(call: Call) -> int:
    words, flags, given = list(call.arguments), set(), {"property": [], "setenv": []}
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            break
        name, has_value, value = word.removeprefix("--").partition("=")
        if word[:2] in _VALUED and not word.startswith("--"):
            name, value = _VALUED[word[:2]], word[2:] or (words.pop(0) if words else "")
        elif word in ("-G", "--collect", "-d", "--same-dir", "-q", "--quiet", "--no-block", "-r", "--remain-after-exit"):
            flags.add({"-G": "--collect", "-d": "--same-dir", "-q": "--quiet"}.get(word, word))
            continue
        elif name not in ("unit", "property", "setenv", "on-active", "description", "working-directory", "service-type"):
            return call.complain(f"unrecognized option '{word}'")
        elif not has_value:
            value = words.pop(0) if words else ""
        if isinstance(given.get(name), list):
            given[name].append(value)
        else:
            given[name] = value
    if not words:
        return call.complain("Command line to execute required.")
    return _start(call, words, flags, given)


def _start(call: Call, words: list[str], flags: set[str], given: dict) -> int:
    properties, environment = {}, {}
    for written in given["property"]:
        name, assigned, value = written.partition("=")
        if name == "Environment" and "=" in value:
            given["setenv"].append(value.strip('"'))
        elif not assigned or name not in _UNIT_PROPERTIES:
            return call.complain(f"Unknown assignment: {written}")
        elif value not in _VALUES.get(name, (value,)) or (name in _SPANS and call.machine.time_span(value) is None):
            return call.complain(f"Failed to parse {name}={value}")
        else:
            properties[name] = value
    for written in given["setenv"]:
        name, assigned, value = written.partition("=")
        if not may_be_set(name):
            return call.complain(f"{name}: not a variable that machines of the sandbox pass on")
        environment[name] = value if assigned else call.environment.get(name, "")
    after = call.machine.time_span(given["on-active"]) if "on-active" in given else 0
    if after is None:
        return call.complain(f"Failed to parse timer: {given['on-active']}")
    directory = call.directory if "--same-dir" in flags else given.get("working-directory", properties.get("WorkingDirectory", "/"))
    refusal = call.machine.units.start(
        given.get("unit"), words, environment, directory, properties, after if "on-active" in given else None, "--collect" in flags
    )
    if isinstance(refusal, str):
        return call.complain(refusal)
    if "--quiet" not in flags:
        said = f"Running as unit: {refusal.name}" if "on-active" not in given else f"Running timer as unit: {refusal.stem}.timer"
        call.streams.err.write(f"{said}\n".encode())
    return 0


def systemctl(call: Call) -> int:
    quiet = bool({"-q", "--quiet"} & set(call.arguments))
    words = [word for word in call.arguments if not word.startswith("-")]
    command, names = (words[0], words[1:]) if words else ("", [])
    if command in ("poweroff", "reboot", "halt"):
        call.machine.end("off" if command == "poweroff" else command)
        return 0
    if command == "daemon-reload":
        return 0
    acts = {"is-active": _is_active, "is-failed": _is_failed, "status": _status, "stop": _stop, "kill": _stop, "reset-failed": _reset}
    if command not in acts or not names:
        return call.complain(f"Unknown command verb or no unit: {' '.join(words)}")
    return max(acts[command](call, name, quiet) for name in names)


def _is_active(call: Call, name: str, quiet: bool) -> int:
    unit = call.machine.units.find(name)
    state = unit.state if unit else "inactive"
    if not quiet:
        call.say(state)
    return 0 if state == "active" else _NOT_RUNNING


def _is_failed(call: Call, name: str, quiet: bool) -> int:
    unit = call.machine.units.find(name)
    if not quiet:
        call.say(unit.state if unit else "inactive")
    return int(not unit or unit.state != "failed")


def _status(call: Call, name: str, _quiet: bool) -> int:
    unit = call.machine.units.find(name)
    if unit is None:
        return call.complain(f"Unit {name}.service could not be found.", _NO_SUCH_UNIT)
    call.say(f"{unit.name}\n     Active: {unit.state} ({unit.detail})\n   Main PID: {unit.pid or '-'}\n   Restarts: {unit.restarts}")
    return 0 if unit.state == "active" else _NOT_RUNNING


def _stop(call: Call, name: str, _quiet: bool) -> int:
    unit = call.machine.units.find(name)
    if unit is None:
        return call.complain(f"Failed to stop {name}.service: Unit {name}.service not loaded.", 5)
    unit.stop()
    return 0


def _reset(call: Call, name: str, _quiet: bool) -> int:
    call.machine.units.forget_failed(name)
    return 0


PROGRAMS = {"systemd-run": systemd_run, "systemctl": systemctl}
