"""Policy wildcards over every key, and work that policies cause done once: no verdict changes but that of keys with line breaks."""

import functools
import re
from contextvars import ContextVar

from ministack.core import iam_evaluator

from .replacing import wrap

#: The principals of one request by access key: its several checks ask for the same one. None outside a client's request.
principals: ContextVar[dict[str, object] | None] = ContextVar("laptop_aws_principals", default=None)


def install() -> None:
    wrap(iam_evaluator, "_fnmatch_compile", lambda _original: _compiled)
    wrap(iam_evaluator, "parse_policy_document", _parsed_once)
    wrap(iam_evaluator, "resolve_principal", _resolved_once)


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern:
    written = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    # DOTALL and \Z: a wildcard stands for any character, and a key may hold line breaks.
    return re.compile(rf"{written}\Z", re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _parsed_once(original):
    of_text = functools.lru_cache(maxsize=1024)(original)

    def parse_policy_document(document):
        return of_text(document) if isinstance(document, str) else original(document)

    return parse_policy_document


def _resolved_once(original):
    def resolve_principal(access_key_id, account_id, credential=None):
        known = principals.get()
        found = known.get(access_key_id) if known is not None else None
        if found is None:
            found = original(access_key_id, account_id, credential)
            # What failed is asked again: the next check may bring the credential that this one lacked.
            if known is not None and isinstance(found, iam_evaluator.PrincipalInfo):
                known[access_key_id] = found
        return found

    return resolve_principal
