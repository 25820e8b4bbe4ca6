"""What the parser of a command line says in English only, as a fault worded in both languages."""

from __future__ import annotations

import re
from typing import Final

from words.errors import InputError

_KINDS: Final = (
    ("missing", re.compile(r"the following arguments are required: (?P<name>.+)")),
    ("unknown", re.compile(r"unrecognized arguments: (?P<name>.+)")),
    ("no_value", re.compile(r"argument (?P<name>\S+): expected .*argument")),
    ("choice", re.compile(r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)")),
    ("value", re.compile(r"argument (?P<name>\S+): invalid \w+ value: (?P<value>.+)")),
)


def option_fault(message: str) -> InputError:
    """The fault that ``argparse`` tells in ``message``; a message of no known kind stands as it is."""
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(message):
            return InputError(f"options.{kind}", **found.groupdict())
    return InputError("options.other", detail=message)
