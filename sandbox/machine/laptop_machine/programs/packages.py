"""dnf, which knows the packages that a migration's machines need."""

from __future__ import annotations

from .call import Call

#: Package and the programs it brings (docs.aws.amazon.com/linux/al2023/ug/nodejs.html: side by side, as node-<version>).
_PACKAGES = {"nodejs24": ("node-24", "node"), "nodejs24-npm": ()}
#: What Amazon Linux 2023 brings along.
_INSTALLED = frozenset({"awscli-2", "amazon-ssm-agent", "bash", "coreutils", "systemd", "tar", "gzip", "util-linux"})
_INSTALL_SECONDS = 12
_FLAGS = frozenset({"-y", "-q", "--assumeyes", "--quiet", "--setopt=install_weak_deps=False", "--best", "--nodocs"})


def dnf(call: Call) -> int:
    flags = {word for word in call.arguments if word.startswith("-")}
    words = [word for word in call.arguments if not word.startswith("-")]
    if flags - _FLAGS:
        return call.complain(f"unrecognized arguments: {' '.join(sorted(flags - _FLAGS))}", 2)
    command, names = (words[0], words[1:]) if words else ("", [])
    if command in ("makecache", "clean"):
        return 0
    if command != "install" or not names:
        return call.complain(f"No such command on machines of the sandbox: {' '.join(words) or 'none'}")
    unknown = [name for name in names if name not in _PACKAGES and name not in _INSTALLED]
    for name in unknown:
        call.streams.out.write(f"No match for argument: {name}\n".encode())
    if unknown:
        call.streams.err.write(f"Error: Unable to find a match: {' '.join(unknown)}\n".encode())
        return 1
    missing = [name for name in names if name in _PACKAGES and name not in call.machine.packages]
    if not missing:
        call.say("Nothing to do.\nComplete!")
        return 0
    if not flags & {"-y", "--assumeyes"}:
        call.say("Is this ok [y/N]: Operation aborted.")
        return 1
    call.machine.wait(_INSTALL_SECONDS, call.stop)
    for name in missing:
        call.machine.install(name, _PACKAGES[name])
    if not flags & {"-q", "--quiet"}:
        call.say("Complete!")
    return 0


PROGRAMS = {"dnf": dnf, "yum": dnf}
