"""Names of exported files: what, which scenario, which day, in letters every file system takes."""

from __future__ import annotations

import datetime as dt
from typing import Final

from words.spelling import plain

_LONGEST: Final = 60  # letters of each part: the whole stays below what old systems and e-mail take

_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def file_name(title: str, *, kind: str, scenario: str = "", day: dt.date | None = None, otherwise: str = "") -> str:
    """``tuyen-hcm_thoa-thuan-2022_2026-11-25.pptx``: parts that are empty are left out.

    Parameters
    ----------
    title
        What the file shows, in the user's words: title, route or place.
    kind
        The ending, without a dot.
    scenario
        Name or key of the scenario.
    day
        The day of the briefing.
    otherwise
        Takes the place of a title without one usable letter.
    """
    parts = [ascii_words(title) or ascii_words(otherwise) or "lien-tinh", ascii_words(scenario)]
    parts += [day.isoformat()] if day else []
    stem = "_".join(part for part in parts if part)
    return f"{'file-' if stem in _RESERVED else ''}{stem}.{kind}"


def ascii_words(text: str) -> str:
    """The words of a text in lower case without diacritics, joined by hyphens; at most 60 characters.

    Nothing but a–z, 0–9 and hyphens remains, so that neither a path nor a reserved character can slip in.
    """
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain(text))
    return "-".join(kept.split())[:_LONGEST].rstrip("-")
