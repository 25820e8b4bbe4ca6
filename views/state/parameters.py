"""What the choices of all pages have in common in the address: a reader for each parameter, refusals, what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

# name of a parameter: field of the choices, and what reads its text or raises ``ValueError``
Readers = Mapping[str, tuple[str, Callable[[str], Any]]]


def chosen(parameters: Mapping[str, str], readers: Readers) -> tuple[dict[str, Any], list[str]]:
    """Values by field of the parameters that can be used, and the others as ``name=value``."""
    choices: dict[str, Any] = {}
    refused: list[str] = []
    for name, (field, read_text) in readers.items():
        if name not in parameters:
            continue
        try:
            choices[field] = read_text(parameters[name])
        except ValueError:
            refused.append(f"{name}={parameters[name]}"[:80])
    return choices, refused


def changed(choices: object, readers: Readers) -> dict[str, Any]:
    """Values by name of the parameter of the fields that differ from the start."""
    usual = type(choices)()
    now = {name: (getattr(choices, field), getattr(usual, field)) for name, (field, _) in readers.items()}
    return {name: value for name, (value, start) in now.items() if value != start}


def among(*allowed: str) -> Callable[[str], str]:
    """A reader that takes these texts alone."""

    def read_one(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read_one


def matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """A reader that takes what matches as a whole."""

    def read_one(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return read_one
