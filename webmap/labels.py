"""The map's labels: those of the base map placed once, those of a view for just what it shows.

Labels of a view compete only with what the view shows, so that a route that is off takes no room.
Labels of the base map (land and water, towns and villages, the neighbour, road numbers along the roads)
are placed beside the labels a new view shows; where a label of the view comes to lie on one of them,
the browser leaves that one out. So none ever buries another.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import (
    PROVINCIAL,
    Edition,
    FileState,
    Role,
    in_edition,
    layer_state,
    place_kinds,
    provinces_layer,
    shown_kinds,
    study,
)
from layers.symbology import (
    ZOOMS,
    Candidate,
    Placed,
    Spot,
    Symbol,
    degrees,
    pixels,
    place,
    roomy,
    style,
    text_size_px,
    wrap,
)
from webmap.prepared import clipped, coverage, drawable, frame, projects
from words import Lang, say

_OWN_NAMES: Final = ("town", "village", "city", "lake", "peak", "river", "forest")  # kinds of the layer `labels`
_CARRY_NAMES: Final = place_kinds(Role.CENTRE)  # places whose label always comes first
_SHIELDS: Final = {"QL": "shield_trunk", "CT": "shield_motorway", "ĐT": "shield_provincial"}
_SHIELD_STEP: Final = {
    "shield_trunk": 0.025,
    "shield_motorway": 0.025,
    "shield_provincial": 0.06,
}  # degrees along a road
_SHIELD_LEAST: Final = 0.03  # shorter stretches get no shield
_SAME_PLACE: Final = 0.04  # degrees; a name this near to a place of the same name is that place
_FROM_ZOOM: Final = {  # by rank of a name: 1 is the most important
    "river": (9, 9, 10, 11, 12, 13, 13),
    "lake": (8, 8, 9, 10, 11, 12, 12),
    "forest": (9, 9, 10, 11, 12, 12, 12),
    "town": (9, 9, 9, 9, 9, 10, 11),
    "peak": (10, 10, 10, 10, 11, 12, 12),
}


def country(lang: Lang) -> Iterator[Candidate]:
    """The neighbouring country, inside what the map shows of it."""
    whole = shapely.union_all([area for area in coverage("cambodia_provinces") if not area.is_empty])
    yield from in_area(say("webmap.cambodia", lang), "country", whole, owner="country")


def cambodia(_: Lang) -> Iterator[Candidate]:
    """Its provinces, in Latin letters in both languages."""
    for row, area in zip(frame("cambodia_provinces").itertuples(), coverage("cambodia_provinces"), strict=True):
        yield from in_area(str(row.name), "cambodia_province", area, owner="cambodia")


def names(lang: Lang) -> Iterator[Candidate]:
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
        spots = (Spot(at.x, at.y), *around(at))
        zooms = _FROM_ZOOM.get(row.kind, (0,))
        first = zooms[min(int(row.rank), len(zooms) - 1)]
        yield Candidate(
            wrap(str(name), letters=18),
            row.kind,
            spots,
            owner=row.kind,
            rank=float(row.rank),
            series=f"{row.kind} {name}",
            min_zoom=first,
        )


def _within_frame(point: shapely.Point) -> bool:
    west, south, east, north = study().extent
    return bool(west < point.x < east and south < point.y < north)


def shields() -> Iterator[Candidate]:
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
            yield Candidate(ref, kind, (Spot(point.x, point.y),), owner="shield", rank=rank, series=ref)


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


def in_area(text: str, kind: str, area: shapely.Geometry, *, owner: str) -> Iterator[Candidate]:
    """The name of an area, at spots inside it, from the lowest zoom at which it fits; none where it never does.

    Parameters
    ----------
    text
        On one line; it is parted in two where that fits sooner.
    """
    for zoom, shape in itertools.product(ZOOMS, dict.fromkeys((text, wrap(text, letters=max(len(text) * 2 // 3, 1))))):
        width, height = text_size_px(shape, style.label(kind))
        drawn = _on_screen(area, zoom)
        centres = roomy(drawn, width=width, height=height)
        if len(centres):
            at = np.column_stack(degrees(centres[:, 0], centres[:, 1], zoom))
            yield Candidate(shape, kind, tuple(Spot(x, y) for x, y in at.tolist()), owner=owner, min_zoom=zoom)
            return


def _on_screen(area: shapely.Geometry, zoom: int) -> shapely.Geometry:
    """A geometry in degrees as one in pixels of the web map at a zoom."""
    return shapely.transform(area, lambda at: np.column_stack(pixels(at[:, 0], at[:, 1], zoom)))


def around(point: shapely.Point, *, corners: bool = False) -> tuple[Spot, ...]:
    """Right of a point, left of it, above and below; with ``corners`` also shifted there, for places that stand close."""
    anchors = ("r", "l", "t", "b", *(("ts", "te", "bs", "be") if corners else ()))
    return tuple(Spot(point.x, point.y, anchor) for anchor in anchors)


_FIRST: Final = 1_000  # a capital, or what was one, is named before other seats
_PROJECT_LETTERS: Final = 24
_OPENS_AT: Final = 9  # zoom of the first view in a window of usual size
_NUMBER_LETTERS: Final = 16  # what stands before a colon and is no longer than this is the road's number
_ALONG: Final = (0.5, 0.35, 0.65, 0.2, 0.8)  # of a line's length: where its name may stand
_OF_VIEWS: Final = ("places", "gates", "projects", "provinces_2022", "provinces_2025")
_OF_BASE: Final = (*_OF_VIEWS, "labels", "roads", "cambodia_provinces")
_KIND: Final = 3  # where a row names its kind

Row = list[Any]


def base_labels(lang: Lang, edition: Edition, *, tiles: bool = False) -> list[Row]:
    """Labels that belong to the base map: names of land and water, road numbers.

    Over tiles, which carry names of their own, only the road numbers remain.
    """
    return _rows(one for one in base_placed(lang, edition) if not tiles or one.kind.startswith("shield"))


def view_labels(lang: Lang, edition: Edition, *, owners: frozenset[str]) -> list[Row]:
    """Labels of what a view shows: ``owners`` holds ids of places, gates, projects and ``province``."""
    rows = _rows(shown := view_placed(lang, edition, owners=owners))
    groups = {one.id: one.group for one in (projects() if any(one.kind == "project" for one in shown) else ())}
    for row, one in zip(rows, shown, strict=True):
        if one.owner in groups:
            row[_KIND] = f"project lt-g-{groups[one.owner]}"  # the bar beside the name takes the group's colour
    return rows


def base_placed(lang: Lang, edition: Edition) -> tuple[Placed, ...]:
    """The labels of the base map with their places."""
    return _place_base(lang, edition, _stamps(_OF_BASE))


def view_placed(lang: Lang, edition: Edition, *, owners: frozenset[str]) -> tuple[Placed, ...]:
    """The labels of a view with their places, see ``view_labels``."""
    return _place_view(lang, edition, owners, _stamps(_OF_VIEWS))


def _stamps(of: Iterable[str]) -> tuple[FileState, ...]:
    return tuple(layer_state(name) for name in of)


def _rows(labels: Iterable[Placed]) -> list[Row]:
    """Labels as ``runtime.js`` reads them."""
    return [
        [
            round(one.lat, 5), round(one.lon, 5), one.text.upper() if style.label(one.kind).capitals else one.text, one.kind,
            one.dx_px, one.dy_px, one.min_zoom, round(one.width_px), round(one.height_px),
        ]
        for one in labels
    ]  # fmt: skip


@lru_cache(maxsize=8)
def _place_base(lang: Lang, edition: Edition, _: tuple[FileState, ...]) -> tuple[Placed, ...]:
    usual = [one for one in _candidates(lang, edition, _stamps(_OF_VIEWS)) if _is_usual(one)]
    parts: list[Callable[[], Iterator[Candidate]]] = [partial(part, lang) for part in (country, cambodia, names)]
    own = drawable([*parts, shields])
    owners = {one.owner for one in own}
    placed = place([*own, *usual], symbols=_symbols(frozenset(one.owner for one in usual), edition, _stamps(_OF_VIEWS)))
    return tuple(one for one in placed if one.owner in owners)


def _is_usual(candidate: Candidate) -> bool:
    """Whether a new view shows it, projects apart."""
    return candidate.kind in shown_kinds() or candidate.kind.startswith(("gate", "province"))


@lru_cache(maxsize=64)
def _place_view(
    lang: Lang, edition: Edition, owners: frozenset[str], stamps: tuple[FileState, ...]
) -> tuple[Placed, ...]:
    shown = [one for one in _candidates(lang, edition, stamps) if one.owner in owners]
    return place(shown, symbols=_symbols(owners, edition, stamps))


@lru_cache(maxsize=8)
def _candidates(lang: Lang, edition: Edition, _: tuple[FileState, ...]) -> tuple[Candidate, ...]:
    """Every label that a view could show."""
    both = [partial(part, lang, edition) for part in (_provinces, _places)]
    parts = (*both, *(partial(part, lang) for part in (_gates, _projects)))
    return tuple(drawable(parts))


def _name(row: Any, lang: Lang) -> str:
    return str(getattr(row, f"name_{lang.value}"))


def _provinces(lang: Lang, edition: Edition) -> Iterator[Candidate]:
    """Names of provinces; those of the two where the map opens, not below its edge where the credits stand."""
    layer, own = provinces_layer(edition), study().focus(edition)
    rows = frame(layer)
    for row, area in zip(rows.itertuples(), coverage(layer), strict=True):
        name = row.name if lang is Lang.VI else row.name_en
        kind = "province" if row.in_study else "province_context"
        found = list(in_area(name, kind, area, owner="province"))
        if row.code in own:
            seen = shapely.intersection(area, shapely.box(*study().view))
            first = [one for one in in_area(name, kind, seen, owner="province") if one.min_zoom <= _OPENS_AT]
            more = tuple(spot for one in found for spot in one.spots if one.text == (first[0].text if first else ""))
            found = [replace(one, spots=(*one.spots, *more)) for one in first] or found
        yield from found


def _places(lang: Lang, edition: Edition) -> Iterator[Candidate]:
    for row in _sorted(in_edition(frame("places"), edition), "population_2019"):
        clear = style.point("place", row.kind).size_px / 2
        yield Candidate(
            wrap(_name(row, lang), letters=26),
            row.kind,
            around(row.geometry, corners=True),
            owner=row.id,
            rank=row.Index - (_FIRST if getattr(row, "kind_2022", row.kind) == PROVINCIAL else 0),
            clear_px=clear,
        )


def _gates(lang: Lang) -> Iterator[Candidate]:
    rows = frame("gates")
    for row in rows[rows["position"] != "unknown"].rename(columns={"class": "gate_class"}).itertuples():
        clear = style.point("gate", row.gate_class).size_px / 2
        yield Candidate(_name(row, lang), f"gate_{row.gate_class}", around(row.geometry), owner=row.id, clear_px=clear)


def _sorted(rows: gpd.GeoDataFrame, column: str) -> Iterator[Any]:
    """Rows with the largest figure first, those without one last, numbered anew."""
    figures = pd.to_numeric(rows[column], errors="coerce").fillna(0.0)
    found: Iterator[Any] = (
        rows.loc[figures.sort_values(ascending=False, kind="stable").index].reset_index(drop=True).itertuples()
    )
    return found


def _projects(lang: Lang) -> Iterator[Candidate]:
    """A project's name beside its longest stretch, on as few lines as it takes."""
    for project in projects():
        line = max((section.geometry for section in project.sections), key=lambda one: one.length)
        spots = [
            Spot(at.x, at.y, anchor)
            for at in shapely.line_interpolate_point(line, _ALONG, normalized=True)
            for anchor in ("r", "l", "t", "b")
        ]
        name = wrap(short_name(project.text("name", lang)), letters=_PROJECT_LETTERS)
        yield Candidate(name, "project", tuple(spots), owner=project.id, rank=-line.length, clear_px=5)


def short_name(name: str) -> str:
    """A project's name for the map: its stretch and its remarks left out, the expressway's number kept."""
    plain = re.sub(r" \((?!CT\.)[^)]*\)", "", name).split(", ")[0]
    number, colon, _ = plain.partition(": ")
    return number if colon and len(number) <= _NUMBER_LETTERS else plain


def _symbols(owners: frozenset[str], edition: Edition, stamps: tuple[FileState, ...]) -> list[Symbol]:
    """The symbols of the places and gates shown: labels keep off them."""
    return [symbol for owner, symbol in _every_symbol(edition, stamps) if owner in owners]


@lru_cache(maxsize=4)
def _every_symbol(edition: Edition, _: tuple[FileState, ...]) -> tuple[tuple[str, Symbol], ...]:
    return tuple(drawable([partial(_place_symbols, edition), _gate_symbols]))


def _place_symbols(edition: Edition) -> Iterator[tuple[str, Symbol]]:
    rows = in_edition(frame("places"), edition)
    for row in rows[rows["kind"].isin(shown_kinds())].itertuples():  # a hundred hospitals would leave no room
        look = style.point("place", row.kind)
        yield row.id, Symbol(row.geometry.x, row.geometry.y, look.size_px / 2, look.min_zoom)


def _gate_symbols() -> Iterator[tuple[str, Symbol]]:
    gates = frame("gates")
    placed = gates[gates["position"] != "unknown"]
    for gate, at, kind in zip(placed["id"], placed.geometry, placed["class"], strict=True):
        yield gate, Symbol(at.x, at.y, style.point("gate", kind).size_px / 2)
