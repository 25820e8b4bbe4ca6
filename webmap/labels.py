"""The map's labels: gathered from all layers, placed once together, handed out by what a view shows.

Labels of everything that could be switched on compete in one placing, so that no switch makes two
overlap. What is switched off leaves its room empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import style
from layers.catalogue import Edition, provinces_layer
from layers.labels import Candidate, Placed, Spot, Symbol, place
from layers.letters import wrap
from webmap.prepared import FRAME, Stamp, clipped, coverage, drawable, frame, projects, stamp
from words import Lang, say

_AROUND: Final = ("r", "l", "t", "b")
_OWN_NAMES: Final = ("town", "village", "city", "lake", "peak", "river", "forest")  # kinds of the layer `labels`
_CARRY_NAMES: Final = ("provincial_capital", "district_capital", "town")  # places whose label always comes first
_SHIELDS: Final = {"QL": "shield_trunk", "CT": "shield_motorway", "ĐT": "shield_provincial"}
_SHIELD_STEP: Final = {
    "shield_trunk": 0.025,
    "shield_motorway": 0.025,
    "shield_provincial": 0.06,
}  # degrees along a road
_SHIELD_LEAST: Final = 0.03  # shorter stretches get no shield
_PROJECT_LETTERS: Final = 24
_NUMBER_LETTERS: Final = 16  # what stands before a colon and is no longer than this is the road's number
_SAME_PLACE: Final = 0.04  # degrees; a name this near to a place of the same name is that place
_SOURCES: Final = (
    "labels",
    "places",
    "gates",
    "projects",
    "roads",
    "cambodia_provinces",
    "provinces_2022",
    "provinces_2025",
)
_FROM_ZOOM: Final = {  # by rank of a name: 1 is the most important
    "river": (9, 9, 10, 11, 12, 13, 13),
    "lake": (8, 8, 9, 10, 11, 12, 12),
    "forest": (9, 9, 10, 11, 12, 12, 12),
    "town": (9, 9, 9, 9, 9, 10, 11),
    "peak": (10, 10, 10, 10, 11, 12, 12),
}
_COUNTRY_SPOTS: Final = ((105.55, 11.75), (105.6, 12.05), (106.25, 12.2), (105.35, 11.3))

_KIND: Final = 3  # where a row names its kind

Row = list[Any]


def base_labels(lang: Lang, edition: Edition, *, tiles: bool = False) -> list[Row]:
    """Labels that belong to the base map: names of land and water, road numbers.

    Over tiles, which carry names of their own, only the road numbers remain.
    """
    shown = [one for one in _placed(lang, edition) if one.owner.startswith("base:")]
    return _rows(one for one in shown if not tiles or one.kind.startswith("shield"))


def view_labels(lang: Lang, edition: Edition, *, owners: frozenset[str]) -> list[Row]:
    """Labels of what a view shows: ``owners`` holds ids of places, gates, projects and ``province``."""
    rows = _rows(shown := [one for one in _placed(lang, edition) if one.owner in owners])
    groups = {
        project.id: project.group for project in (projects() if any(one.kind == "project" for one in shown) else ())
    }
    for row, one in zip(rows, shown, strict=True):
        if one.owner in groups:
            row[_KIND] = f"project lt-g-{groups[one.owner]}"  # the bar beside the name takes the group's colour
    return rows


def placed_labels(lang: Lang, edition: Edition) -> tuple[Placed, ...]:
    """Every label of the web map with its place, for tests and for other renderers."""
    return _placed(lang, edition)


def _rows(labels: Iterable[Placed]) -> list[Row]:
    """Labels as ``runtime.js`` reads them."""
    return [
        [
            round(one.lat, 5), round(one.lon, 5), one.text.upper() if style.label(one.kind).capitals else one.text, one.kind,
            one.dx_px, one.dy_px, one.min_zoom,
        ]
        for one in labels
    ]  # fmt: skip


def _placed(lang: Lang, edition: Edition) -> tuple[Placed, ...]:
    return _place_all(lang, edition, tuple(stamp(name) for name in _SOURCES))


@lru_cache(maxsize=8)
def _place_all(lang: Lang, edition: Edition, _: tuple[Stamp, ...]) -> tuple[Placed, ...]:
    named = (_country, _cambodia, _places, _gates, _projects, _names)
    candidates = drawable([partial(_provinces, lang, edition), *(partial(part, lang) for part in named), _shields])
    return place(candidates, symbols=drawable([_place_symbols, _gate_symbols]))


def _name(row: Any, lang: Lang) -> str:
    return str(getattr(row, f"name_{lang.value}"))


def _provinces(lang: Lang, edition: Edition) -> Iterator[Candidate]:
    layer = provinces_layer(edition)
    rows = frame(layer)
    for row, area in zip(rows.itertuples(), coverage(layer), strict=True):
        if area.is_empty:
            continue
        name = row.name if lang is Lang.VI else row.name_en
        kind = "province" if row.in_study else "province_context"
        yield Candidate(wrap(name, letters=12), kind, _inside(area), owner="province")


def _country(lang: Lang) -> Iterator[Candidate]:
    spots = tuple(Spot(lon, lat) for lon, lat in _COUNTRY_SPOTS)
    yield Candidate(say("webmap.cambodia", lang), "country", spots, owner="base:country")


def _cambodia(_: Lang) -> Iterator[Candidate]:
    for row, area in zip(frame("cambodia_provinces").itertuples(), coverage("cambodia_provinces"), strict=True):
        if not area.is_empty:
            yield Candidate(str(row.name), "cambodia_province", _inside(area), owner="base:cambodia")


def _inside(area: shapely.Geometry) -> tuple[Spot, ...]:
    """Points within an area, the roomiest first, then a grid by the distance from it."""
    centre = shapely.get_point(shapely.maximum_inscribed_circle(area), 0)
    west, south, east, north = area.bounds
    lon, lat = (
        axis.ravel() for axis in np.meshgrid(np.linspace(west, east, 11)[1:-1], np.linspace(south, north, 11)[1:-1])
    )
    within = shapely.contains_xy(shapely.buffer(shapely.simplify(area, 0.01), -0.05), lon, lat)
    points = np.column_stack([lon, lat])[within]
    order = np.argsort(np.hypot(points[:, 0] - centre.x, points[:, 1] - centre.y), kind="stable")
    return (Spot(centre.x, centre.y), *(Spot(x, y) for x, y in points[order].tolist()))


def _around(point: shapely.Point) -> tuple[Spot, ...]:
    return tuple(Spot(point.x, point.y, anchor) for anchor in _AROUND)


def _places(lang: Lang) -> Iterator[Candidate]:
    for row in _sorted(frame("places"), "population_2019"):
        clear = style.point("place", row.kind).size_px / 2
        yield Candidate(
            wrap(_name(row, lang), letters=26),
            row.kind,
            _around(row.geometry),
            owner=row.id,
            rank=row.Index,
            clear_px=clear,
        )


def _gates(lang: Lang) -> Iterator[Candidate]:
    rows = frame("gates")
    for row in rows[rows["position"] != "unknown"].rename(columns={"class": "gate_class"}).itertuples():
        clear = style.point("gate", row.gate_class).size_px / 2
        yield Candidate(_name(row, lang), f"gate_{row.gate_class}", _around(row.geometry), owner=row.id, clear_px=clear)


def _sorted(rows: gpd.GeoDataFrame, column: str) -> Iterator[Any]:
    """Rows with the largest figure first, those without one last, numbered anew."""
    figures = pd.to_numeric(rows[column], errors="coerce").fillna(0.0)
    return rows.loc[figures.sort_values(ascending=False, kind="stable").index].reset_index(drop=True).itertuples()


def _projects(lang: Lang) -> Iterator[Candidate]:
    """A project's name beside its longest stretch, on as few lines as it takes."""
    for project in projects():
        line = max((section.geometry for section in project.sections), key=lambda one: one.length)
        spots = [
            Spot(at.x, at.y, anchor)
            for at in shapely.line_interpolate_point(line, [0.5, 0.35, 0.65, 0.2, 0.8], normalized=True)
            for anchor in ("r", "l", "t", "b")
        ]
        name = wrap(short_name(project.text("name", lang)), letters=_PROJECT_LETTERS)
        yield Candidate(name, "project", tuple(spots), owner=project.id, rank=-line.length, clear_px=5)


def short_name(name: str) -> str:
    """A project's name for the map: its stretch and its remarks left out, the expressway's number kept."""
    plain = re.sub(r" \((?!CT\.)[^)]*\)", "", name).split(", ")[0]
    number, colon, _ = plain.partition(": ")
    return number if colon and len(number) <= _NUMBER_LETTERS else plain


def _names(lang: Lang) -> Iterator[Candidate]:
    """Names of the base map, those left out that a place of the same name carries already."""
    rows = frame("labels")
    places = frame("places")
    taken: dict[str, list[shapely.Point]] = defaultdict(list)
    for name, kind, at in zip(places["name_vi"], places["kind"], places.geometry, strict=True):
        if kind in _CARRY_NAMES:
            taken[name].append(at)
    for row in rows[rows["kind"].isin(_OWN_NAMES)].itertuples():
        at = row.geometry
        if not _within_frame(at) or any(shapely.distance(at, other) < _SAME_PLACE for other in taken[row.name]):
            continue
        name = row.name if lang is Lang.VI or not row.name_en else row.name_en
        spots = (Spot(at.x, at.y), *_around(at))
        zooms = _FROM_ZOOM.get(row.kind, (0,))
        first = zooms[min(int(row.rank), len(zooms) - 1)]
        yield Candidate(
            wrap(str(name), letters=18),
            row.kind,
            spots,
            owner=f"base:{row.kind}",
            rank=float(row.rank),
            series=f"{row.kind} {name}",
            min_zoom=first,
        )


def _within_frame(point: shapely.Point) -> bool:
    west, south, east, north = FRAME
    return bool(west < point.x < east and south < point.y < north)


def _shields() -> Iterator[Candidate]:
    """Road numbers along the roads, the same number at a distance from itself."""
    roads = frame("roads")
    lines_of: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for refs, line in zip(roads["ref"].to_numpy(), clipped(roads.geometry.to_numpy()), strict=True):
        for ref in filter(None, refs.split(";")):
            lines_of[ref].append(line)
    for ref in sorted(lines_of):
        kind = _SHIELDS.get(ref[:2])
        if kind is None:
            continue
        joined = shapely.line_merge(
            shapely.multilinestrings(shapely.get_parts(np.asarray(lines_of[ref], dtype=object)))
        )
        for rank, point in enumerate(_along(shapely.get_parts(joined), step=_SHIELD_STEP[kind])):
            yield Candidate(ref, kind, (Spot(point.x, point.y),), owner="base:shield", rank=rank, series=ref)


def _along(lines: np.ndarray[Any, Any], *, step: float) -> list[shapely.Point]:
    """Points every few kilometres along the lines, well spread from the first ones on."""
    points: list[shapely.Point] = []
    for line in sorted(lines, key=lambda one: -one.length):
        if line.length >= _SHIELD_LEAST:
            count = max(1, round(line.length / step))
            points += list(shapely.line_interpolate_point(line, (np.arange(count) + 0.5) / count, normalized=True))
    order = sorted(range(len(points)), key=_reversed_bits)
    return [points[i] for i in order]


def _reversed_bits(number: int) -> int:
    """The van der Corput order: neighbours in it lie far apart."""
    return int(f"{number:012b}"[::-1], 2)


def _place_symbols() -> list[Symbol]:
    """The symbols of places shown by default: labels keep off them."""
    shown = frame("places")
    places = shown[shown["kind"].isin(["provincial_capital", "district_capital", "town", "airport"])]
    looks = [(row.geometry, style.point("place", row.kind)) for row in places.itertuples()]
    return [Symbol(at.x, at.y, look.size_px / 2, look.min_zoom) for at, look in looks]


def _gate_symbols() -> list[Symbol]:
    gates = frame("gates")
    placed = gates[gates["position"] != "unknown"]
    looks = [(at, style.point("gate", kind)) for at, kind in zip(placed.geometry, placed["class"], strict=True)]
    return [Symbol(at.x, at.y, look.size_px / 2, look.min_zoom) for at, look in looks]
