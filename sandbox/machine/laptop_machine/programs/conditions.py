"""`test` and `[`."""

from __future__ import annotations

from .call import Call


def test(call: Call) -> int:
    words = list(call.arguments)
    if call.name == "[":
        if not words or words.pop() != "]":
            return call.complain("missing ']'", 2)
    try:
        return int(not _holds(call, words))
    except (ValueError, IndexError):
        return call.complain(f"{' '.join(words)}: not a condition", 2)


def _holds(call: Call, words: list[str]) -> bool:
    for joint, join in (("-o", any), ("-a", all)):
        if joint in words[1:-1]:
            at = words.index(joint, 1)
            return join((_holds(call, words[:at]), _holds(call, words[at + 1 :])))
    if words and words[0] == "!" and len(words) != 1:
        return not _holds(call, words[1:])
    if len(words) == 3:
        left, operator, right = words
        if operator in ("=", "==", "!="):
            return (left == right) == (operator != "!=")
        sign = {"-eq": (0,), "-ne": (-1, 1), "-lt": (-1,), "-le": (-1, 0), "-gt": (1,), "-ge": (0, 1)}[operator]
        return (int(left) > int(right)) - (int(left) < int(right)) in sign
    if len(words) == 2:
        return _is(call, *words)
    if len(words) > 3:
        raise ValueError
    return bool(words and words[0])


def _is(call: Call, operator: str, value: str) -> bool:
    if operator in ("-n", "-z"):
        return bool(value) == (operator == "-n")
    path = call.path(value)
    looks = {"-e": path.exists, "-f": path.is_file, "-d": path.is_dir, "-r": path.exists, "-w": path.exists, "-x": path.is_dir}
    if operator == "-s":
        return path.is_file() and path.stat().st_size > 0
    if operator not in looks:
        raise ValueError
    return looks[operator]()


PROGRAMS = {"test": test, "[": test}
