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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import (
    PROVINCIAL,
    USER_KIND,
    Edition,
    FileState,
    Role,
    UserData,
    in_edition,
    layer_state,
    place_kinds,
    project_numbers,
    provinces_layer,
    shown_kinds,
    study,
)
from layers.symbology import (
    SCREEN,
    SUBJECT,
    ZOOMS,
    Label,
    Placed,
    Sign,
    Spot,
    around,
    centred,
    degrees,
    level_of,
    number_kind,
    pixels,
    place,
    priority,
    road_numbers,
    roomy,
    style,
    text_size_px,
    wrap,
)
from webmap.prepared import clipped, coverage, drawable, frame, projects, shown_projects
from words import Lang, say, text_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers import PointStyle, Project
    from webmap.view import MapView

_OWN_NAMES: Final = ("town", "village", "city", "lake", "peak", "river", "forest")  # kinds of the layer `labels`
_OWN_LETTERS: Final = 26  # of a line, of what a user named
_CARRY_NAMES: Final = place_kinds(Role.CENTRE)  # places whose label always comes first
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


def country(lang: Lang) -> Iterator[Label]:
    """The neighbouring country, inside what the map shows of it."""
    whole = shapely.union_all([area for area in coverage("cambodia_provinces") if not area.is_empty])
    yield from in_area(say("webmap.cambodia", lang), "country", whole, owner="country")


def cambodia(_: Lang) -> Iterator[Label]:
    """Its provinces, in Latin letters in both languages."""
    for row, area in zip(frame("cambodia_provinces").itertuples(), coverage("cambodia_provinces"), strict=True):
        yield from in_area(str(row.name), "cambodia_province", area, owner="cambodia")


def names(lang: Lang) -> Iterator[Label]:
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
        name = text_in(row, "name", lang)
        text = wrap(str(name), letters=18)
        zooms = _FROM_ZOOM.get(row.kind, (0,))
        spots = (*_on(at, text, row.kind), *_beside(at, text, row.kind))
        label = _label(text, row.kind, spots, from_zoom=zooms[min(int(row.rank), len(zooms) - 1)])
        yield replace(label, owner=row.kind, rank=float(row.rank), series=f"{row.kind} {name}")


def _label(text: str, kind: str, spots: Iterable[Spot], *, from_zoom: int = 0) -> Label:
    """A label of a kind, shown from a zoom on and never below that of its style."""
    look = style.label(kind)
    return Label(text, kind, priority(kind), tuple(spots), first=level_of(max(look.min_zoom, from_zoom)))


def _on(point: shapely.Point, text: str, kind: str) -> tuple[Spot, ...]:
    """Centred on a point in degrees."""
    width, height = text_size_px(text, style.label(kind))
    return centred(_flat(point), width=width, height=height)


def _beside(point: shapely.Point, text: str, kind: str, *, clear_px: float = 0.0) -> tuple[Spot, ...]:
    """Around a point in degrees whose own sign has a radius of ``clear_px``."""
    (x, y), (width, height) = _flat(point)[0].tolist(), text_size_px(text, style.label(kind))
    return around(x, y, width=width, height=height, radius=clear_px + SCREEN.sign_gap[0], up=SCREEN.up)


def _flat(geometry: shapely.Geometry) -> NDArray[np.float64]:
    """The vertices of a geometry in degrees in the plane of labels: (n, 2)."""
    return np.column_stack(pixels(*shapely.get_coordinates(geometry).T))


def _within_frame(point: shapely.Point) -> bool:
    west, south, east, north = study().extent
    return bool(west < point.x < east and south < point.y < north)


def shields() -> Iterator[Label]:
    """Road numbers along the roads, the same number at a distance from itself."""
    roads = frame("roads")
    lines_of: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for refs, line in zip(roads["ref"].to_numpy(), clipped(roads.geometry.to_numpy()), strict=True):
        for number in road_numbers(refs):
            lines_of[number].append(line)
    for ref in sorted(lines_of):
        kind = number_kind(ref)
        joined = shapely.line_merge(
            shapely.multilinestrings(shapely.get_parts(np.asarray(lines_of[ref], dtype=object)))
        )
        for rank, point in enumerate(_along(shapely.get_parts(joined), step=_SHIELD_STEP[kind])):
            yield replace(_label(ref, kind, _on(point, ref, kind)), owner="shield", rank=rank, series=ref)


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


def in_area(text: str, kind: str, area: shapely.Geometry, *, owner: str) -> Iterator[Label]:
    """The name of an area, at spots inside it, from the lowest zoom at which it fits; none where it never does.

    Parameters
    ----------
    text
        On one line; it is parted in two where that fits sooner.
    """
    for zoom, shape in itertools.product(ZOOMS, dict.fromkeys((text, wrap(text, letters=max(len(text) * 2 // 3, 1))))):
        width, height = text_size_px(shape, style.label(kind))
        centres = roomy(_on_screen(area, zoom), width=width, height=height)
        if len(centres):
            spots = centred(centres / 2.0**zoom, width=width, height=height)
            yield replace(_label(shape, kind, spots, from_zoom=zoom), owner=owner)
            return


def _on_screen(area: shapely.Geometry, zoom: int) -> shapely.Geometry:
    """A geometry in degrees as one in pixels of the web map at a zoom."""
    return shapely.transform(area, lambda at: np.column_stack(pixels(at[:, 0], at[:, 1], zoom)))


_FIRST: Final = 1_000  # a capital, or what was one, is named before other seats
_PROJECT_LETTERS: Final = 24
_OPENS_AT: Final = 9  # zoom of the first view in a window of usual size
_NUMBER_LETTERS: Final = 16  # what stands before a colon and is no longer than this is the road's number
_LINE_CLEAR_PX: Final = 5.0  # half of the line and its casing, and some air
_ALONG: Final = (
    0.5,
    0.35,
    0.65,
    0.2,
    0.8,
    0.42,
    0.58,
    0.28,
    0.72,
    0.1,
    0.9,
)  # of a line's length: where its name may stand
_OF_VIEWS: Final = ("places", "gates", "projects", "provinces_2022", "provinces_2025")
_OF_BASE: Final = (*_OF_VIEWS, "labels", "roads", "cambodia_provinces")
_NUMBER_PX: Final = (24, 20)  # the plate of a road's number in a presentation
_NUMBER_STRETCHES: Final = 6  # of a road: where it lies on another one, its number stands further along
_NUMBER_ALONG: Final = (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95)
_OTHER_SPOTS: Final = 24  # two points along a route, twelve sides each
_KIND: Final = 3  # where a row names its kind

Row = list[Any]


def base_labels(lang: Lang, edition: Edition, *, tiles: bool = False) -> list[Row]:
    """Labels that belong to the base map: names of land and water, road numbers.

    Over tiles, which carry names of their own, only the road numbers remain.
    """
    return _rows(one for one in base_placed(lang, edition) if not tiles or one.label.kind.startswith("shield"))


def view_labels(lang: Lang, edition: Edition, *, owners: frozenset[str], own: UserData | None = None) -> list[Row]:
    """Labels of what a view shows: ``owners`` holds ids of places, gates, projects and ``province``; ``own`` the user's things."""
    own = own or UserData()
    rows = _rows(shown := view_placed(lang, edition, owners=owners, own=own), others=_OTHER_SPOTS)
    known = (*projects(), *own.projects) if any(o.label.kind == "project" for o in shown) else ()
    groups = {one.id: one.group for one in known}
    for row, one in zip(rows, shown, strict=True):
        if (group := groups.get(one.label.owner)) is not None:
            row[_KIND] = f"project lt-g-{group}"  # the bar beside the name takes the group's colour
    return rows


def base_placed(lang: Lang, edition: Edition) -> tuple[Placed, ...]:
    """The labels of the base map with their places."""
    return _place_base(lang, edition, _stamps(_OF_BASE))


def view_placed(
    lang: Lang, edition: Edition, *, owners: frozenset[str], own: UserData | None = None
) -> tuple[Placed, ...]:
    """The labels of a view with their places, see ``view_labels``."""
    return _place_view(lang, edition, owners, own or UserData(), _stamps(_OF_VIEWS))


def _stamps(of: Iterable[str]) -> tuple[FileState, ...]:
    return tuple(layer_state(name) for name in of)


def _rows(labels: Iterable[Placed], *, others: int = 0) -> list[Row]:
    """Labels as ``labels.js`` reads them: the point, and from there the upper left corner in pixels.

    ``others``: how many of the spots a label did not get are sent, for where the map's edge cuts the one it got.
    """
    placed = list(labels)
    lon, lat = degrees(np.array([one.spot.x for one in placed]), np.array([one.spot.y for one in placed]))
    return [
        [*_row(one, at), _others(one, most=others)]
        for one, at in zip(placed, zip(lat.tolist(), lon.tolist(), strict=True), strict=True)
    ]


def _others(one: Placed, *, most: int) -> list[list[float]]:
    """The spots a label did not get, the best first: upper left corner, and latitude and longitude if at another point."""
    spots = sorted((spot for spot in one.label.spots if spot != one.spot), key=lambda spot: spot.cost)[:most]
    lon, lat = degrees(np.array([spot.x for spot in spots]), np.array([spot.y for spot in spots]))
    rows: list[list[float]] = []
    for spot, x, y in zip(spots, lon.tolist(), lat.tolist(), strict=True):
        corner: list[float] = [round(spot.boxes[0][0]), round(spot.boxes[0][1])]
        same = (spot.x, spot.y) == (one.spot.x, one.spot.y)
        rows.append(corner if same else [*corner, round(y, 4), round(x, 4)])
    return rows


def _row(one: Placed, lat_lon: tuple[float, float]) -> Row:
    label, ((left, top, right, bottom),) = one.label, one.spot.boxes
    text = label.text.upper() if style.label(label.kind).capitals else label.text
    corner, size = (round(left, 1), round(top, 1)), (round(right - left), round(bottom - top))
    return [*(round(degree, 5) for degree in lat_lon), text, label.kind, *corner, ZOOMS[one.level], *size]


@lru_cache(maxsize=8)
def _place_base(lang: Lang, edition: Edition, _: tuple[FileState, ...]) -> tuple[Placed, ...]:
    usual = [one for one in _candidates(lang, edition, _stamps(_OF_VIEWS)) if _is_usual(one)]
    parts: list[Callable[[], Iterator[Label]]] = [partial(part, lang) for part in (country, cambodia, names)]
    own = drawable([*parts, shields])
    owners = {one.owner for one in own}
    signs = _signs(frozenset(one.owner for one in usual), edition, _stamps(_OF_VIEWS))
    return tuple(one for one in place([*own, *usual], metric=SCREEN, signs=signs) if one.label.owner in owners)


def _is_usual(label: Label) -> bool:
    """Whether a new view shows it, projects apart."""
    return label.kind in shown_kinds() or label.kind.startswith(("gate", "province"))


@lru_cache(maxsize=64)
def _place_view(
    lang: Lang, edition: Edition, owners: frozenset[str], own: UserData, stamps: tuple[FileState, ...]
) -> tuple[Placed, ...]:
    every = (*_candidates(lang, edition, stamps), *_of_user(own, lang))
    shown = [one for one in every if one.owner in owners]
    signs = [_sign(shapely.Point(one.lon, one.lat), style.point("place", USER_KIND)) for one in own.places]
    return tuple(place(shown, metric=SCREEN, signs=[*_signs(owners, edition, stamps), *signs]))


def _of_user(own: UserData, lang: Lang) -> Iterator[Label]:
    """Names of the user's places, zones and routes."""
    clear_px = style.point("place", USER_KIND).size_px / 2
    for rank, one in enumerate(own.places):
        name = wrap(one.name, letters=_OWN_LETTERS)
        spots = _beside(shapely.Point(one.lon, one.lat), name, USER_KIND, clear_px=clear_px)
        yield replace(_label(name, USER_KIND, spots), owner=one.id, rank=rank)
    for rank, zone in enumerate(own.zones, len(own.places)):
        name = wrap(zone.name, letters=_OWN_LETTERS)
        spots = _on(shapely.point_on_surface(zone.geometry), name, USER_KIND)
        yield replace(_label(name, USER_KIND, spots), owner=zone.id, rank=rank)
    yield from _project_labels(own.projects, lang)


@lru_cache(maxsize=8)
def _candidates(lang: Lang, edition: Edition, _: tuple[FileState, ...]) -> tuple[Label, ...]:
    """Every label that a view could show."""
    both = [partial(part, lang, edition) for part in (_provinces, _places)]
    parts = (*both, *(partial(part, lang) for part in (_gates, _projects)))
    return tuple(drawable(parts))


def _name(row: Any, lang: Lang) -> str:
    return text_in(row, "name", lang)


def _provinces(lang: Lang, edition: Edition) -> Iterator[Label]:
    """Names of provinces; those of the two where the map opens, not below its edge where the credits stand."""
    layer, own = provinces_layer(edition), study().focus(edition)
    rows = frame(layer)
    for row, area in zip(rows.itertuples(), coverage(layer), strict=True):
        name = text_in(row, "name", lang)
        kind = "province" if row.in_study else "province_context"
        found = list(in_area(name, kind, area, owner="province"))
        if row.code in own:
            seen = shapely.intersection(area, shapely.box(*study().view))
            first = [one for one in in_area(name, kind, seen, owner="province") if one.first <= level_of(_OPENS_AT)]
            more = tuple(spot for one in found for spot in one.spots if one.text == (first[0].text if first else ""))
            found = [replace(one, spots=(*one.spots, *more)) for one in first] or found
            found = [replace(one, priority=SUBJECT) for one in found]
        yield from found


def _places(lang: Lang, edition: Edition) -> Iterator[Label]:
    """Names of places; the capitals of the region's own provinces from where they are drawn, over a sign if need be."""
    own = set(study().capitals.values())
    for row in _sorted(in_edition(frame("places"), edition), "population_2019"):
        name, clear_px = wrap(_name(row, lang), letters=26), _sign_px(row.kind) / 2
        label = _label(name, row.kind, _beside(row.geometry, name, row.kind, clear_px=clear_px))
        before = _FIRST if getattr(row, "kind_2022", row.kind) == PROVINCIAL else 0
        yield replace(label, owner=row.id, rank=row.Index - before, needed=row.id in own)


def _sign_px(kind: str) -> float:
    """The largest sign a place of a kind is ever drawn with: a site may be a numbered stop of a trip."""
    own, stop = style.point("place", kind), style.point("trip", "stop")
    return max(own.size_px, stop.size_px + stop.edge_px) if kind == "tourism" else own.size_px


def _gates(lang: Lang) -> Iterator[Label]:
    rows = frame("gates")
    for row in rows[rows["position"] != "unknown"].rename(columns={"class": "gate_class"}).itertuples():
        name, kind, clear_px = (
            _name(row, lang),
            f"gate_{row.gate_class}",
            style.point("gate", row.gate_class).size_px / 2,
        )
        yield replace(_label(name, kind, _beside(row.geometry, name, kind, clear_px=clear_px)), owner=row.id)


def _sorted(rows: gpd.GeoDataFrame, column: str) -> Iterator[Any]:
    """Rows with the largest figure first, those without one last, numbered anew."""
    figures = pd.to_numeric(rows[column], errors="coerce").fillna(0.0)
    found: Iterator[Any] = (
        rows.loc[figures.sort_values(ascending=False, kind="stable").index].reset_index(drop=True).itertuples()
    )
    return found


def _projects(lang: Lang) -> Iterator[Label]:
    """Names of the projects; those that the data put first choose first."""
    return _project_labels(projects(), lang)


def _project_labels(listed: Sequence[Project], lang: Lang) -> Iterator[Label]:
    """A project's name beside its longest stretch, on as few lines as it takes."""
    for order, project in enumerate(listed):
        line = max((section.geometry for section in project.sections), key=lambda one: one.length)
        name = wrap(short_name(project.text("name", lang)), letters=_PROJECT_LETTERS)
        spots = [
            replace(spot, cost=spot.cost + number)  # another point is liked less than any side of one before
            for number, at in enumerate(shapely.line_interpolate_point(line, _ALONG, normalized=True))
            for spot in _beside(at, name, "project", clear_px=_LINE_CLEAR_PX)
        ]
        yield replace(_label(name, "project", spots), owner=project.id, rank=order)


def numbered_roads(view: MapView) -> dict[int, Project]:
    """The roads a view draws, by the number they have on every map."""
    listed = shown_projects(view) if "projects" in view.layers else ()
    drawn = (p for p in listed if p.id in view.project_ids and any(s.status in view.statuses for s in p.sections))
    numbers = project_numbers(listed)
    return {numbers[p.id]: p for p in drawn}


def number_labels(view: MapView) -> list[Row]:
    """The number of each road on its longest stretches, the longest first: a name may find no room, a number does."""
    wide, high = _NUMBER_PX
    corner = [-wide / 2, -high / 2]
    rows: list[Row] = []
    for number, project in numbered_roads(view).items():
        lines = [s.geometry for s in project.sections if s.status in view.statuses]
        longest = sorted(lines, key=lambda one: one.length, reverse=True)[:_NUMBER_STRETCHES]
        points = [p for line in longest for p in shapely.line_interpolate_point(line, _NUMBER_ALONG, normalized=True)]
        (lon, lat), *others = ((round(p.x, 5), round(p.y, 5)) for p in points)
        spots = [[*corner, y, x] for x, y in others]
        rows.append([lat, lon, str(number), "number", *corner, ZOOMS[0], wide, high, spots])
    return rows


def short_name(name: str) -> str:
    """A project's name for the map: its stretch and its remarks left out, the expressway's number kept."""
    plain = re.sub(r" \((?!CT\.)[^)]*\)", "", name).split(", ")[0]
    number, colon, _ = plain.partition(": ")
    return number if colon and len(number) <= _NUMBER_LETTERS else plain


def _signs(owners: frozenset[str], edition: Edition, stamps: tuple[FileState, ...]) -> list[Sign]:
    """The signs of the places and gates shown: labels keep off them."""
    return [sign for owner, sign in _every_sign(edition, stamps) if owner in owners]


@lru_cache(maxsize=4)
def _every_sign(edition: Edition, _: tuple[FileState, ...]) -> tuple[tuple[str, Sign], ...]:
    return tuple(drawable([partial(_place_signs, edition), _gate_signs]))


def _place_signs(edition: Edition) -> Iterator[tuple[str, Sign]]:
    rows = in_edition(frame("places"), edition)
    for row in rows[rows["kind"].isin(shown_kinds())].itertuples():  # a hundred hospitals would leave no room
        yield row.id, _sign(row.geometry, style.point("place", row.kind))


def _gate_signs() -> Iterator[tuple[str, Sign]]:
    gates = frame("gates")
    placed = gates[gates["position"] != "unknown"]
    for gate, at, kind in zip(placed["id"], placed.geometry, placed["class"], strict=True):
        yield gate, _sign(at, style.point("gate", kind))


def _sign(at: shapely.Point, look: PointStyle) -> Sign:
    (x, y), radius = _flat(at)[0].tolist(), look.size_px / 2
    return Sign(x, y, (-radius, -radius, radius, radius), first=level_of(look.min_zoom))
