"""The one catalogue of interface text, Vietnamese and English.

Texts live in ``words/vi/<room>.toml`` and ``words/en/<room>.toml`` as flat tables; the key
``browse.title`` is the entry ``title`` of the file ``browse.toml``. A test holds both languages
to the same keys and the same placeholders.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
# What a text may name without being told: it belongs to the data, and is found out when it is asked for.
STANDING = (
    "first",
    "second",
    "first_now",
    "second_now",
    "base_month",
    "base_short",
    "base_note",
    "data_date",
    "agreement_month",
    "agreement_short",
    "city",
    "city_point",
    "airport",
    "river",
    "border_road",
)
_STANDING = re.compile("{(" + "|".join(STANDING) + ")}")
_UNKNOWN = "…"


class Lang(StrEnum):
    """A language of the interface."""

    VI = "vi"
    EN = "en"


def field_in(known: Collection[str], field: str, lang: Lang) -> str:
    """Which of the columns or keys holds a field in a language: ``name_en``, else ``name_vi``, else ``name``.

    Data hold what nobody translated in the language of the region only.
    """
    names = (f"{field}_{lang.value}", f"{field}_{Lang.VI.value}", field)
    return next((name for name in names if name in known), field)


def text_in(record: object, field: str, lang: Lang) -> str:
    """What a record's attributes say of a field in a language, as ``field_in``; empty where nothing does."""
    names = (f"{field}_{lang.value}", f"{field}_{Lang.VI.value}", field)
    told = (getattr(record, name, None) for name in names)
    return next((text for text in told if isinstance(text, str) and text), "")


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """Every text of one language, keyed ``room.entry``."""
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / lang.value).glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        texts |= {f"{path.stem}.{key}": text for key, text in entries.items()}
    return texts


_names: list[Callable[[Lang], Mapping[str, str]]] = []


def stand(names: Callable[[Lang], Mapping[str, str]]) -> None:
    """Name the function that knows what ``STANDING`` stands for, none where the data cannot tell it; the room that reads the data calls this."""
    _names[:] = [names]


def _named(text: str, lang: Lang, told: Collection[str]) -> str:
    """The text with the standing names filled that are not told; dots where the data cannot tell them."""
    known = _names[0](lang) if _names else {}
    return _STANDING.sub(lambda found: found[0] if found[1] in told else known.get(found[1], _UNKNOWN), text)


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The text of ``key`` in ``lang`` with its placeholders filled.

    The names of ``STANDING`` are filled by themselves: the two provinces and the month of the base
    network, as the data tell them. A value of that name that is told goes before.

    Raises
    ------
    KeyError
        If the catalogue has no such key: a fault of the program, never of the user.
    """
    text = catalogue(lang)[key]
    if _STANDING.search(text):
        text = _named(text, lang, values)
    return text.format(**values) if values else text
