"""``study.toml`` of a study: what region it is, written from what was chosen and found."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import shapely

from country.choice import units
from country.content import inside_codes, neighbours_abroad
from country.pack import shapes
from layers import BUILT_IN, Edition, study
from words import InputError, Lang, say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from country.area import Area
    from country.choice import Unit
    from country.settlements import Towns

_PORT: Final = re.compile(r"^(Cảng hàng không|Sân bay)( quốc tế)? | (International )?(Airport|Airfield)$")
_FIRST_ZONES: Final = 6


def study_text(area: Area, towns: Towns, places: gpd.GeoDataFrame) -> str:
    """The file; ``places`` in the pack's columns."""
    pair, named = area.pair, places.set_index("id")
    codes = inside_codes(area, pair.edition)
    table: dict[str, Any] = {
        "name": pair.name,
        "edition": pair.edition.value,
        "editions": [edition.value for edition in area.editions],
        "extent": list(area.extent),
        "view": list(area.view),
        "centre": [round((area.view[0] + area.view[2]) / 2, 3), round((area.view[1] + area.view[3]) / 2, 3)],
        "neighbours": pair.touch and not pair.alone,
        "provinces": codes,
        "city": area.city,
        "airport": area.airport,
        "data_date": study(folder=BUILT_IN).data_date.isoformat(),
        "sea": _sea(area),
        "groups": [],
        "city_name": _city(named.loc[area.city]),
        "airport_name": {f"name_{lang}": _PORT.sub("", named.loc[area.airport, f"name_{lang}"]) for lang in _BOTH},
        "abroad": abroad_names(area),
        "base": {"before": "", "note_vi": "", "note_en": ""},
        "first": _province(area, pair.first, towns, places),
        **{
            which: _province(area, unit, towns, places)
            for which, unit in zip(("second", "third"), pair.units[1:], strict=False)
        },
        **({"town": _next_town(area, towns, places)} if pair.alone else {}),
        "merged": _merged(area, codes),
        "zones": _zones(area, codes),
        **_offshore(area),
        "unknown": _unknown(area),
    }
    return "# Written by the program from the national pack.\n\n" + toml(table)


_BOTH: Final = (Lang.VI.value, Lang.EN.value)


def toml(table: dict[str, Any]) -> str:
    """Values, tables of values and lists of such tables as TOML; a JSON string, number or list is also a TOML one."""
    plain = {k: v for k, v in table.items() if not isinstance(v, dict) and not _of_tables(v)}
    parts = [_lines(plain)]
    for key, value in table.items():
        if isinstance(value, dict):
            parts.append(f"[{key}]\n{_lines(value)}")
        elif _of_tables(value):
            parts += [f"[[{key}]]\n{_lines(one)}" for one in value]
    return "\n\n".join(parts) + "\n"


def _lines(values: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())


def _of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _province(area: Area, unit: Unit, towns: Towns, places: gpd.GeoDataFrame) -> dict[str, Any]:
    """One of the provinces."""
    edition = area.pair.edition
    units_layer = shapes(f"provinces_{edition.value}").set_index("code")
    seat = places[places[f"capital_{edition.value}"] & (places[f"province_{edition.value}"] == unit.code)]
    return {
        "code": unit.code,
        "code_2025": unit.now,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "now_vi": _now(unit, Lang.VI),
        "now_en": _now(unit, Lang.EN),
        "capital": str(seat["id"].iloc[0]),
        "districts": sum(code.startswith(unit.code) for code in towns.seats.values()),
        "census_2019": int(units_layer.loc[unit.code, "population_2019"]),
    }


def _next_town(area: Area, towns: Towns, places: gpd.GeoDataFrame) -> dict[str, str]:
    """Where one province stands alone, what is compared with its capital: the town with most people in the communes around it.

    Raises
    ------
    InputError
        If all communes count with the capital: nothing leads from one area to another then.
    """
    communes = shapes("communes_2025").set_index("code")["population_2019"]
    people = communes.groupby(communes.index.map(towns.area_of)).sum()
    named = places.set_index("id")
    own = {place: int(people.get(code, 0)) for place, code in towns.seats.items()}
    others = {
        place: count for place, count in own.items() if not named.loc[place, f"capital_{area.pair.edition.value}"]
    }
    if not others:
        raise InputError("country.one_town", name=area.pair.first.name_vi)
    place = max(sorted(others), key=others.__getitem__)
    return {"place": place} | {f"name_{lang}": str(named.loc[place, f"name_{lang}"]) for lang in _BOTH}


def _now(unit: Unit, lang: Lang) -> str:
    """The province of 2025, with the others of 2022 that it was made of."""
    now = next(new for new in units(Edition.Y2025) if new.code == unit.now)
    name = now.name_vi if lang is Lang.VI else now.name_en
    others = [old for old in units(Edition.Y2022) if old.now == now.code and old.name_vi != now.name_vi]
    if not others:
        return name
    said = ", ".join(old.name_vi if lang is Lang.VI else old.name_en for old in others)
    return say("country.with_former", lang, name=name, others=said)


def _city(row: pd.Series) -> dict[str, str]:
    told = {f"name_{lang}": row[f"name_{lang}"] for lang in _BOTH}
    return told | {
        f"point_{x.value}": say("country.centre_of", x, name=row[f"name_{x.value}"]) for x in (Lang.VI, Lang.EN)
    }


def abroad_names(area: Area) -> dict[str, str]:
    """How texts call the country beyond the border; the first of several."""
    codes = neighbours_abroad(area) or ["none"]
    return {f"name_{x.value}": say(f"country.abroad_{codes[0].lower()}", x) for x in (Lang.VI, Lang.EN)}


def _merged(area: Area, codes: list[str]) -> dict[str, str]:
    if area.pair.edition is Edition.Y2025:
        return {}
    return {unit.code: unit.now for unit in units(Edition.Y2022) if unit.code in codes and unit.now != unit.code}


def _zones(area: Area, codes: list[str]) -> list[dict[str, Any]]:
    """VN-2000 zones of the provinces inside, those of the pair first; one that several share stands once."""
    old = shapes("provinces_2022").set_index("code")
    held = {unit.code: unit for unit in units(area.pair.edition)}
    found: dict[int, dict[str, Any]] = {}
    for code in codes:
        for part in held[code].parts:
            row = old.loc[part]
            zone = found.setdefault(
                int(row["zone_epsg"]),
                {"epsg": int(row["zone_epsg"]), "meridian": row["zone_meridian"], "vi": [], "en": []},
            )
            zone["vi"].append(row["name"])
            zone["en"].append(row["name_en"])
    rows = list(found.values())[:_FIRST_ZONES]
    return [
        {"epsg": z["epsg"], "meridian": z["meridian"], "where_vi": ", ".join(z["vi"]), "where_en": ", ".join(z["en"])}
        for z in rows
    ]


def _sea(area: Area) -> list[list[float]]:
    """The ring of the sea, empty for an extent without sea."""
    ring = shapes("sea").geometry.iloc[0]
    land = shapely.union_all(shapes("provinces_2025").geometry.to_numpy())
    sea = shapely.difference(shapely.intersection(ring, area.box), land)
    return [] if sea.area < _LEAST_SEA else [[x, y] for x, y in shapely.get_coordinates(ring).tolist()]


_LEAST_SEA: Final = 0.001  # square degrees


OFFSHORE: Final = ("48", "56")  # Đà Nẵng and Khánh Hòa, edition 2022


def _offshore(area: Area) -> dict[str, dict[str, str]]:
    """What maps say of the archipelago of a province, which lies far outside their frame."""
    found = [code for unit in area.pair.units for code in unit.parts if code in OFFSHORE]
    told = {f"name_{x.value}": " ".join(say(f"country.offshore_{c}", x) for c in found) for x in (Lang.VI, Lang.EN)}
    return {"offshore": told} if found else {}


def _unknown(area: Area) -> list[dict[str, str]]:
    """What nobody could find out, or what the national sources lack, a sentence each."""
    keys = ["districts", "since_2021", "ferries", "projects"]
    offshore = set(OFFSHORE) & {part for unit in area.pair.units for part in unit.parts}
    keys += ["offshore"] if offshore else []
    keys += ["alone"] if area.pair.alone else [] if area.pair.touch else ["apart"]
    return [{f"text_{x.value}": say(f"country.doubt_{key}", x) for x in (Lang.VI, Lang.EN)} for key in keys]
