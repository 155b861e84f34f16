"""Puts functions of ours around ministack's, by name. A name that is gone stops the start: the version is pinned for it."""

from collections.abc import Callable
from importlib.metadata import version
from types import ModuleType
from typing import Any

MINISTACK_VERSION = "1.5.33"


def check_version() -> None:
    found = version("ministack")
    if found != MINISTACK_VERSION:
        raise SystemExit(f"The plugin knows ministack {MINISTACK_VERSION} from inside and found {found}: install the pinned one.")


def wrap(module: ModuleType, name: str, make: Callable[[Any], Any]) -> None:
    """Replaces `module.name` by `make(original)`. Callers that look the name up at each call meet the replacement."""
    setattr(module, name, make(getattr(module, name)))
