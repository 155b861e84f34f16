"""What ends a step, and the exit code of each (the same meanings as src/errors.ts)."""

from __future__ import annotations

#: 1 failed; 2 usage or config; 4 refused; 5 unproven. The words of ORDER_… and MANIFEST_… are what src/partition/classify.ts looks for.
EXIT_CODES = {
    "ACCESS_DENIED": 4,
    "ACCOUNTS_OPEN": 5,
    "COMMIT_CONFLICT": 1,
    "CREDENTIALS_MISSING": 4,
    "INTERNAL": 1,
    "LIBRARIES_DAMAGED": 1,
    "LIBRARIES_MISSING": 2,
    "LIBRARIES_UNLOADABLE": 1,
    "MANIFEST_MISMATCH": 5,
    "ORDER_CODE": 2,
    "ORDER_CONTRACT": 2,
    "ORDER_FOREIGN": 2,
    "ORDER_INVALID": 2,
    "ORDER_MISSING": 2,
    "S3_FAILED": 1,
    "SPARK_FAILED": 1,
    "STAGED_CHANGED": 5,
    "USAGE": 2,
}


class JobError(Exception):
    """A reason to stop, told as one line. Neither part of it may hold a value of a document."""

    def __init__(self, code: str, thing: str, reason: str) -> None:
        super().__init__(code, thing, reason)
        self.code = code
        self.thing = thing
        self.reason = reason

    @property
    def line(self) -> str:
        return printable(f"{self.code}: {self.thing}: {self.reason}")

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.code]


def printable(text: str) -> str:
    """Text that came from outside, on one line whatever it holds."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def sealed(thrown: BaseException, thing: str) -> JobError:
    """What nobody foresaw, by its kind and place only: the words of a library's error may hold a document's values."""
    if isinstance(thrown, JobError):
        return thrown
    places = []
    trace = thrown.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    where = " > ".join(places[-8:])
    return JobError("INTERNAL", thing, f"{type(thrown).__name__} at {where}")
