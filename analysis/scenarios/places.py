"""Places to travel from and to: what one is, the list of them, and choosing some by id or kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers import GENERAL_HOSPITAL
from words import InputError, Lang, Told, UnknownError, text_in, with_further

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Place(Told):
    """An origin or destination.

    Parameters
    ----------
    lon, lat
        Reference point in degrees, EPSG:4326.
    snap_m
        Geodesic distance in metres to the nearest suitable link; NaN if there is none.
    district
        Code of the district of 2022 whose capital it is; empty otherwise.
    population
        People of that district in 2019, ``None`` without a figure.
    province
        Code of the province (edition 2022).
    capital_of_2025
        Code of the province whose capital it is since 1 July 2025; empty for none.
    counted
        Whether it counts as the nearest place of its kind: a hospital for the eyes alone does not.
    """

    place_id: str
    kind: str
    name_vi: str
    name_en: str
    lon: float
    lat: float
    snap_m: float
    district: str
    population: int | None
    province: str = ""
    capital_of_2025: str = ""
    counted: bool = True

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return text_in(self, "name", lang)


def place_of(row: Mapping[str, Any], *, lon: float, lat: float) -> Place:
    """A place from its row of the layers ``places`` or ``gates``."""
    people = _given(row.get("population_2019"))
    return Place(
        place_id=str(row["id"]),
        kind=str(row["kind"]),
        name_vi=str(row["name_vi"]),
        name_en=str(row["name_en"]),
        further=with_further(row).get("further", {}),
        lon=lon,
        lat=lat,
        snap_m=math.nan,
        district=_given(row.get("district_capital_of")),
        population=int(float(people)) if people else None,
        province=_given(row.get("province_2022")),
        capital_of_2025=_given(row.get("capital_of_2025")),
        counted=_given(row.get("speciality")) in ("", GENERAL_HOSPITAL),
    )


def _given(value: object) -> str:
    """A cell as text; empty where it holds nothing: None, NaN and pandas' own mark of a gap."""
    return "" if value is None or value != value or str(value) == "<NA>" else str(value)  # noqa: PLR0124 - NaN


def choose_places(places: Mapping[str, Place], text: str) -> list[str]:
    """Place ids from a comma-separated mix of ids and kinds; ``district_capital`` holds all 9 + 11.

    Raises
    ------
    InputError
        If none is named or one is unknown.
    """
    chosen: list[str] = []
    for part in (p.strip() for p in text.split(",") if p.strip()):
        of_kind = [p.place_id for p in places.values() if _is_kind(p, part)]
        chosen += of_kind or [require_place(places, part).place_id]
    if not chosen:
        raise InputError("analysis.no_places", text=text)
    return list(dict.fromkeys(chosen))


def _is_kind(place: Place, kind: str) -> bool:
    return place.kind == kind or (kind == "district_capital" and bool(place.district))


def require_place(places: Mapping[str, Place], place_id: str) -> Place:
    """A place by its id.

    Raises
    ------
    InputError
        If there is none; the sentence names those like it.
    """
    if place_id not in places:
        named = {i: (p.name_vi, p.name_en) for i, p in places.items()}
        raise UnknownError("analysis.unknown_place", place_id, named)
    return places[place_id]
