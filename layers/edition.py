"""What differs between the administrative map of 2022 and that since 1 July 2025, in one place.

Since 1 July 2025 there are no districts, and the capitals of the provinces that were merged are
capitals no more (column ``capital_of_2025`` of the places). Whatever shows a place asks here what it
is in the edition chosen: the map, its legend, pop-ups, search, facts, files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from layers.catalogue import SPECIALITIES, Edition
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

PROVINCIAL, DISTRICT = "provincial_capital", "district_capital"
_CAPITAL: Final = "capital_of_2025"
_RENAMED: Final = frozenset({DISTRICT, "town"})  # kinds of which the edition 2025 says what they were before
_PROVINCE: Final = {Edition.Y2022: "province_2022", Edition.Y2025: "province_2025"}


def province_column(edition: Edition) -> str:
    """The column that holds the province of a place or commune in an edition."""
    return _PROVINCE[edition]


def kinds(places: gpd.GeoDataFrame, edition: Edition) -> gpd.GeoDataFrame:
    """The places with the kind that gives their sign and name in an edition.

    In the edition 2025 a provincial capital that is one no more stands with the seats of former units.
    """
    if edition is Edition.Y2022 or _CAPITAL not in places.columns:
        return places
    former = (places["kind"] == PROVINCIAL) & places[_CAPITAL].isna()
    return places.assign(kind_2022=places["kind"], kind=places["kind"].mask(former, DISTRICT))


def kind_text(kind: str, lang: Lang, edition: Edition) -> str:
    """What a sign stands for, for legends and switches."""
    return say(f"layers.kind_{kind}{_suffix(kind, edition)}", lang)


def place_text(place: Mapping[str, Any], lang: Lang, edition: Edition) -> str:
    """What one place is: a former capital or seat carries its day, a hospital its speciality.

    ``place`` is a row of the layer of places, with or without ``kinds``.
    """
    kind = str(place.get("kind_2022", place["kind"]))
    if edition is Edition.Y2025 and kind == PROVINCIAL and pd.isna(place.get(_CAPITAL)):
        return say("layers.kind_former_capital", lang)
    if edition is Edition.Y2025 and kind == DISTRICT:
        return say("layers.kind_former_seat", lang)
    if (speciality := place.get("speciality")) in SPECIALITIES:
        return say(f"layers.speciality_{speciality}", lang)
    return kind_text(kind, lang, edition)


def unit_text(name: str, kind: str, lang: Lang, edition: Edition) -> str:
    """A unit of 2022 by its name and kind; in the edition 2025 as one that was."""
    full = f"{kind} {name}"
    return full if edition is Edition.Y2022 else say("layers.former_unit", lang, name=full)


def _suffix(kind: str, edition: Edition) -> str:
    return "_2025" if edition is Edition.Y2025 and kind in _RENAMED else ""
