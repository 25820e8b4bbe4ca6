"""Names of the base map: land and water, towns and villages, Cambodia, road numbers along the roads."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import shapely

from layers import style
from layers.labels import ZOOMS, Candidate, Spot, degrees, pixels, roomy, text_size_px
from layers.letters import wrap
from layers.study import study
from webmap.prepared import clipped, coverage, frame
from words import Lang, say

_OWN_NAMES: Final = ("town", "village", "city", "lake", "peak", "river", "forest")  # kinds of the layer `labels`
_CARRY_NAMES: Final = ("provincial_capital", "district_capital", "town")  # places whose label always comes first
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
