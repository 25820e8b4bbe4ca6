"""The one catalogue of interface text, Vietnamese and English.

Texts live in ``words/vi/<room>.toml`` and ``words/en/<room>.toml`` as flat tables; the key
``browse.title`` is the entry ``title`` of the file ``browse.toml``. A test holds both languages
to the same keys and the same placeholders.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


class Lang(StrEnum):
    """A language of the interface."""

    VI = "vi"
    EN = "en"


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """Every text of one language, keyed ``room.entry``."""
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / lang.value).glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        texts |= {f"{path.stem}.{key}": text for key, text in entries.items()}
    return texts


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The text of ``key`` in ``lang`` with its placeholders filled.

    Raises
    ------
    KeyError
        If the catalogue has no such key: a fault of the program, never of the user.
    """
    text = catalogue(lang)[key]
    return text.format(**values) if values else text
