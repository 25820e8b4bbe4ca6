"""What differs between the administrative map of 2022 and that since 1 July 2025, in one place.

Since 1 July 2025 there are no districts, and the capitals of the provinces that were merged are
capitals no more (column ``capital_of_2025`` of the places). Whatever shows a place asks here what it
is in the edition chosen: the map, its legend, pop-ups, search, facts, files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from layers.catalogue import SPECIALITIES, Edition
from words import Lang, field_in, incomplete, say, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

PROVINCIAL, DISTRICT = "provincial_capital", "district_capital"
_CAPITAL: Final = "capital_of_2025"
_COMMUNE_KINDS: Final = {"Xã": "commune", "Phường": "ward", "Đặc khu": "special_zone"}  # how full names begin
_OLD_WORDS: Final = re.compile(  # district, town, township, capital as they were
    r"\b(huyện|thị xã|thị trấn|huyện lỵ|tỉnh lỵ|district|town|township|capital|seat)\b", re.IGNORECASE
)
_RENAMED: Final = frozenset({DISTRICT, "town"})  # kinds of which the edition 2025 says what they were before
_PROVINCE: Final = {Edition.Y2022: "province_2022", Edition.Y2025: "province_2025"}


def province_column(edition: Edition) -> str:
    """The column that holds the province of a place or commune in an edition."""
    return _PROVINCE[edition]


def in_edition(places: gpd.GeoDataFrame, edition: Edition) -> gpd.GeoDataFrame:
    """The places with the kind and the names that they have on the map of an edition.

    In the edition 2025 a provincial capital that is one no more stands with the seats of former units
    (its own kind stays in ``kind_2022``), and a name that holds such a unit, as hospitals' do, is marked.
    """
    if edition is Edition.Y2022 or _CAPITAL not in places.columns:
        return places
    former = (places["kind"] == PROVINCIAL) & places[_CAPITAL].isna()
    told = {field_in(places.columns, "name", x): x for x in reversed(Lang)}
    names = {column: [told_text(str(n), x, edition) for n in places[column]] for column, x in told.items()}
    return places.assign(kind_2022=places["kind"], kind=places["kind"].mask(former, DISTRICT), **names)


def kind_text(kind: str, lang: Lang, edition: Edition) -> str:
    """What a sign stands for, for legends and switches."""
    return say(f"layers.kind_{kind}{_suffix(kind, edition)}", lang)


def place_key(kind: str, capital_of_2025: object, edition: Edition) -> str:
    """The word a place of a kind (of 2022) takes in an edition: ``layers.kind_<key>``, ``compare.kind_<key>``."""
    if edition is Edition.Y2025 and kind == PROVINCIAL and not _given(capital_of_2025):
        return "former_capital"
    if edition is Edition.Y2025 and kind == DISTRICT:
        return "former_seat"
    return f"{kind}{_suffix(kind, edition)}"


def place_text(place: Mapping[str, Any], lang: Lang, edition: Edition) -> str:
    """What one place is: a former capital or seat carries its day, a hospital its speciality.

    ``place`` is a row of the layer of places, as read or ``in_edition``.
    """
    if (speciality := place.get("speciality")) in SPECIALITIES:
        return say(f"layers.speciality_{speciality}", lang)
    kind = str(place.get("kind_2022", place["kind"]))
    return say(f"layers.kind_{place_key(kind, place.get(_CAPITAL), edition)}", lang)


def place_name(place: Mapping[str, Any], lang: Lang, edition: Edition) -> str:
    """The name of a place as read, marked where it holds a unit of 2022 on the map of 2025."""
    return told_text(text_in(place, "name", lang), lang, edition)


def unit_text(name: str, lang: Lang, edition: Edition) -> str:
    """A unit of 2022 (district, province); in the edition 2025 as one that was."""
    return name if edition is Edition.Y2022 else say("layers.former_unit", lang, name=name)


def commune_name(full_name: str, lang: Lang) -> str:
    """A commune of 2025 by its full name in the data, "Xã Phước Chỉ": "Phước Chỉ Commune" in English."""
    for start, kind in _COMMUNE_KINDS.items():
        if full_name.startswith(f"{start} "):
            return say(f"language.unit_{kind}", lang, name=full_name.removeprefix(f"{start} "))
    return full_name


def told_text(text: str, lang: Lang, edition: Edition) -> str:
    """A text of the data, written with the names of 2022: in the edition 2025 marked so where it names a unit of then."""
    return unit_text(text, lang, edition) if _OLD_WORDS.search(text) else text


def units_note(lang: Lang, edition: Edition) -> str:
    """What figures by district mean on a map without districts; empty for the edition 2022."""
    return "" if edition is Edition.Y2022 else say("layers.units_2025", lang)


def legal_note(lang: Lang) -> str:
    """The note below every map, page and file on what boundaries are worth, and on what a language lacks that is not complete."""
    return f"{say('layers.legal', lang)} {incomplete(lang)}".strip()


def _given(value: object) -> bool:
    return not pd.isna(value) and value != ""  # type: ignore[call-overload]


def _suffix(kind: str, edition: Edition) -> str:
    return "_2025" if edition is Edition.Y2025 and kind in _RENAMED else ""
