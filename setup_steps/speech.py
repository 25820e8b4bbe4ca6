"""What set-up says: Vietnamese first, English below, and one sentence for every failure."""

from __future__ import annotations

import sys

from words import Lang, LinkError, say


class SetupError(LinkError):
    """A step cannot be done; the sentence says what the user can do about it."""


def tell(key: str, /, **values: object) -> None:
    """Print a step in both languages."""
    for lang in Lang:
        mark = "•" if lang is Lang.VI else " "
        print(f"{mark} {say(key, lang, **values)}", flush=True)  # noqa: T201 - the console is the interface here


def complain(error: LinkError) -> None:
    """Print a failure in both languages, on the error stream."""
    for lang in Lang:
        print(say("setup.error", lang, sentence=error.text(lang)), file=sys.stderr, flush=True)  # noqa: T201


def progress(text: str) -> None:
    """Overwrite the current console line with ``text``; silent when the output is not a console."""
    if sys.stdout.isatty():
        print(f"\r  {text:<60.60}", end="", flush=True)  # noqa: T201


def progress_done() -> None:
    """Leave the line that ``progress`` wrote on."""
    if sys.stdout.isatty():
        print(f"\r{'':<64}\r", end="", flush=True)  # noqa: T201
