"""Command lines that say what is wrong in one sentence of either language, and take no value that means nothing.

What ``argparse`` tells in English only becomes a fault worded in both languages. Every text is cleaned as
it comes in (composed letters, so that a name typed on a Mac is the name in the data) and refused if it
is empty: an unset variable of a script is no choice.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from words.errors import InputError
from words.spelling import clean
from words.texts import Lang

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS: Final = (
    ("missing", re.compile(r"the following arguments are required: (?P<name>.+)")),
    ("unknown", re.compile(r"unrecognized arguments: (?P<name>.+)")),
    ("no_value", re.compile(r"argument (?P<name>\S+): expected .*argument")),
    ("choice", re.compile(r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)")),
    ("number", re.compile(r"argument (?P<name>\S+): invalid (?:int|float) value: (?P<value>.+)")),
    ("value", re.compile(r"argument (?P<name>\S+): invalid \w+ value: (?P<value>.+)")),
)
INSTALLED: Final = "lien-tinh"  # the command of pyproject.toml
_SHOWN: Final = 80  # letters of a value that a sentence repeats


def option_fault(message: str) -> InputError:
    """The fault that ``argparse`` tells in ``message``; a message of no known kind stands as it is."""
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(message):
            return InputError(f"options.{kind}", **found.groupdict())
    return InputError("options.other", detail=message)


class Parser(argparse.ArgumentParser):
    """A parser whose options take what means something, and whose faults are ``InputError``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence instead of printing the whole usage."""
        raise option_fault(message)

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """As ``argparse``; ``between=(low, high)`` bounds a number, ``free=True`` lets a text be empty.

        ``action="append"`` keeps each of several texts.
        """
        between, free = options.pop("between", None), options.pop("free", False)
        if options.get("action") == "append":
            options["action"] = _Texts
        elif "action" not in options and names[0].startswith("-"):
            kind = options.get("type")
            if free or "choices" in options:
                options["action"] = _Plain
            elif kind is Path:
                options["action"] = _File
            elif kind in (int, float):
                options |= {"action": _Number, "between": between or (-math.inf, math.inf)}
            elif kind is None:
                options["action"] = _Text
        return super().add_argument(*names, **options)


class _Checked(argparse.Action):
    """An action that keeps what ``taken`` makes of a value."""

    def __call__(
        self, _parser: object, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        name = option or self.dest
        if isinstance(values, list):  # what argparse makes of "--"
            raise InputError("options.no_value", name=name)
        setattr(namespace, self.dest, self.taken(values, name))

    def taken(self, value: object, option: str) -> object:
        """What is kept of a value; an ``InputError`` if it means nothing."""
        raise NotImplementedError


class _Plain(_Checked):
    """A value as it stands."""

    def taken(self, value: object, option: str) -> object:  # noqa: ARG002 - any will do
        return value


class _Text(_Checked):
    """A text, cleaned; never empty."""

    def taken(self, value: object, option: str) -> str:
        text = clean(str(value))
        if not text:
            raise InputError("options.empty", name=option)
        return text


class _Texts(_Text):
    """A text of several, each as ``_Text``."""

    def __call__(
        self, parser: object, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        before = getattr(namespace, self.dest)
        super().__call__(parser, namespace, values, option)
        setattr(namespace, self.dest, [*before, getattr(namespace, self.dest)])


class _File(_Checked):
    """The name of a file, as the file system has it."""

    def taken(self, value: object, option: str) -> Path:
        path = str(value)
        if not path.strip() or path == ".":  # Path("") is "."
            raise InputError("options.empty", name=option)
        try:
            if b"\0" in os.fsencode(path):
                raise InputError("options.value", name=option, value=repr(path))
        except UnicodeEncodeError as fault:
            raise InputError("options.value", name=option, value=repr(path)) from fault
        return Path(path)


class _Number(_Checked):
    """A finite number within bounds."""

    def __init__(self, *, between: tuple[float, float], **options: Any) -> None:
        super().__init__(**options)
        self.between = between

    def taken(self, value: object, option: str) -> float:
        number, (low, high) = cast("float", value), self.between
        if low <= number <= high and (isinstance(number, int) or math.isfinite(number)):
            return number
        shown = f"{number}"[:_SHOWN]
        if math.isfinite(low) and math.isfinite(high):
            raise InputError("options.range", name=option, value=shown, low=f"{low:.15g}", high=f"{high:.15g}")
        raise InputError("options.value", name=option, value=shown)


def called(module: str) -> str:
    """How this command line is called: by its installed command, or as a module."""
    program = Path(sys.argv[0]).stem
    if program != INSTALLED:
        return f"python -m {module}"
    return INSTALLED if module == "analysis" else f"{INSTALLED} {module}"


def language(arguments: Sequence[str]) -> Lang:
    """The language asked for, even if the rest cannot be understood."""
    pairs = [*itertools.pairwise(arguments), *(tuple(a.split("=", 1)) for a in arguments if "=" in a)]
    return next((Lang(v) for k, v in pairs if k == "--lang" and v in set(Lang)), Lang.VI)


def refuse_idle(name: str, value: object, *, unless: bool, needs: str) -> None:
    """Refuse an option that was given and would change nothing.

    Parameters
    ----------
    unless
        Whether it is of use here.
    needs
        The option with which it is of use.

    Raises
    ------
    InputError
        If it is given and of no use.
    """
    if not unless and value not in (None, ""):
        raise InputError("options.idle", name=name, needs=needs)
