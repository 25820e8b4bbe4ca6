"""The one catalogue of interface text: a folder a language, Vietnamese and English and whichever else lies beside them.

Texts live in ``words/<language>/<room>.toml`` as flat tables; the key ``browse.title`` is the entry ``title`` of the file
``browse.toml``. A test holds Vietnamese and English to the same keys and the same placeholders. A further language may lack
some: those are told in English, and what the data do not name in it, in Vietnamese; ``incomplete`` says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field as part
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
    "abroad",
    "river",
    "border_road",
    "credit_names",
    "credit_short",
    "credit_told",
    "credit_abroad",
    "unit_districts",
    "unit_seat",
    "unit_seat_2025",
    "unit_former",
    "unit_seat_small",
    "unit_former_small",
    "unit_many",
    "offshore",
)
_STANDING = re.compile("{(" + "|".join(STANDING) + ")}")
_UNKNOWN = "…"


if TYPE_CHECKING:

    class Lang(StrEnum):
        """A language of the interface: the folders of words. These two are complete, and the code may name them."""

        VI = "vi"
        EN = "en"

else:
    _FURTHER: Final = sorted(path.parent.name for path in _FOLDER.glob("*/language.toml"))
    Lang = StrEnum("Lang", {name.upper(): name for name in dict.fromkeys(("vi", "en", *_FURTHER))}, module=__name__)


def field_in(known: Collection[str], field: str, lang: Lang) -> str:
    """Which of the columns or keys holds a field in a language: ``name_en``, else ``name``, else ``name_vi``; in Vietnamese ``name_vi``, else ``name``.

    Data hold what nobody translated in the language of the region only.
    """
    return next((name for name in _fields(field, lang) if name in known), field)


def _fields(field: str, lang: Lang) -> tuple[str, ...]:
    """Where a text may stand, best first; without a language it is English where ``name_vi`` stands beside it (the manifest), else Vietnamese."""
    own, region = f"{field}_{lang.value}", f"{field}_{Lang.VI.value}"
    return (own, field, region) if lang is Lang.EN else (own, region, field)


def text_in(record: object, field: str, lang: Lang) -> str:
    """What a record's attributes, or the cells of a row, say of a field in a language, as ``field_in``; empty where nothing does."""
    further: Mapping[str, str] = getattr(record, "further", {})
    read = record.get if hasattr(record, "get") else lambda name: getattr(record, name, None)
    told = (further.get(name) or read(name) for name in _fields(field, lang))
    return next((text for text in told if isinstance(text, str) and text), "")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A record that says things in Vietnamese and English (``name_vi``, ``name_en``), and in ``further`` languages by the same rule.

    ``text_in`` reads it.
    """

    further: Mapping[str, str] = part(default_factory=dict, hash=False)


def with_further(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a ``Told`` record from a row: its columns in further languages (``name_fr`` beside ``name_vi``) go into ``further``."""
    own = {f"_{lang.value}" for lang in (Lang.VI, Lang.EN)}
    more = {
        name for name in row if name[-3:] not in own and name[-3:-2] == "_" and f"{name[:-3]}_{Lang.VI.value}" in row
    }
    rest = {name: value for name, value in row.items() if name not in more}
    return rest | {"further": {name: str(row[name]) for name in sorted(more) if row[name]}} if more else rest


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """Every text of one language, keyed ``room.entry``; what a further language lacks, in English."""
    return _own_texts(lang) if lang in (Lang.VI, Lang.EN) else catalogue(Lang.EN) | _own_texts(lang)


@cache
def _own_texts(lang: Lang) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / lang.value).glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        texts |= {f"{path.stem}.{key}": text for key, text in entries.items()}
    return texts


def incomplete(lang: Lang) -> str:
    """What a reader must know of a further language: how many texts are in English still; empty for a complete one."""
    whole, own = catalogue(Lang.EN), _own_texts(lang)
    missing = len(whole.keys() - own.keys())
    return "" if lang in (Lang.VI, Lang.EN) else say("language.incomplete", lang, missing=missing, all=len(whole))


_names: list[Callable[[Lang], Mapping[str, str]]] = []


def stand(names: Callable[[Lang], Mapping[str, str]]) -> None:
    """Name the function that knows what ``STANDING`` stands for, none where the data cannot tell it; the room that reads the data calls this."""
    _names[:] = [names]


def _named(text: str, lang: Lang, told: Collection[str]) -> str:
    """The text with the standing names filled that are not told; dots where the data cannot tell them."""
    known = _names[0](lang) if _names else {}
    return _STANDING.sub(lambda found: found[0] if found[1] in told else known.get(found[1], _UNKNOWN), text)


VARIANT: Final = "variant"  # beside what stands: the room of texts that read otherwise for this kind of region
VARIANTS: Final = ("one_province", "three_provinces")


def _of_region(key: str, lang: Lang) -> str:
    """A text as the region wants it: where it is one province, or three, some read otherwise (``one_province.app.name``)."""
    texts = catalogue(lang)
    if not _names or not any(f"{room}.{key}" in texts for room in VARIANTS):
        return texts[key]
    return texts.get(f"{_names[0](lang).get(VARIANT)}.{key}", texts[key])


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The text of ``key`` in ``lang`` with its placeholders filled.

    The names of ``STANDING`` are filled by themselves: the two provinces and the month of the base
    network, as the data tell them. A value of that name that is told goes before. Where the region is one
    province, or three, the text of that name in ``VARIANTS`` goes before.

    Raises
    ------
    KeyError
        If the catalogue has no such key: a fault of the program, never of the user.
    """
    text = _of_region(key, lang)
    if _STANDING.search(text):
        text = _named(text, lang, values)
    return text.format(**values) if values else text
