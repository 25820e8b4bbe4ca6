"""Which names a sheet carries and how each is written: numbers, places, road shields, waters; plain names with their rim, numbers in boxes and discs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing.content import Letters, drawable
from briefing.map.base_map import draw_symbol, inner_points, zoom
from briefing.map.sheet import LEAST_PT, READ_PT, Box
from layers import GATE_CLASSES, PLACE_KINDS, USER_KIND, Edition, PointStyle, group_colour, provinces_layer, study
from layers.symbology import (
    INSIDE_SHARE,
    SUBJECT,
    Label,
    Memory,
    Sign,
    Spot,
    along,
    around,
    centred,
    number_kind,
    paper,
    place,
    priority,
    road_numbers,
    roomy,
    style,
    wrap,
)
from words import Lang, field_in, say, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd

    from briefing.content import LonLat
    from briefing.map.base_map import DrawnProject, Scene, Shown
    from briefing.map.canvas import Canvas
    from layers.symbology import OccupancyGrid, Placed

BADGE_MM: Final = 2.15  # radius of a project's number
_PLATE_EDGE_MM: Final = 0.3
_SQUARE: Final = 4  # sides
_FRAME_SHARE: Final = 0.95  # of its box, that a frame takes at least
_HALO_MM: Final = 0.42
_PRINTED: Final = 0.86  # sizes of the table are for a wall; a sheet in the hand takes these
_BOLD: Final = 600  # weight of the style table from which letters are bold
_DOT_MM: Final = 0.38  # radius


def letters_of(kind: str, *, factor: float, shrunk: float = 1.0) -> Letters:
    """Letters of a kind of label, ``factor`` times those of A4; shrunk, but never below the least that is printed."""
    if kind == "schematic":
        return Letters(LEAST_PT * factor, italic=True)
    row = style.label(kind)
    return Letters(max(row.size_pt * _PRINTED * shrunk, LEAST_PT) * factor, bold=row.weight >= _BOLD, italic=row.italic)


def write_label(canvas: Canvas, one: Placed, *, factor: float) -> None:
    """Write a placed label in the manner of its kind."""
    label, spot = one.label, one.spot
    if label.kind == "badge":
        draw_badge(canvas, spot.x, spot.y, label.text, group=label.owner, factor=factor, z=88)
    elif label.kind.startswith("shield"):
        _write_shield(canvas, one, factor=factor)
    else:
        _write_name(canvas, one, factor=factor)


def draw_badge(canvas: Canvas, x: float, y: float, number: str, *, group: str, factor: float, z: float) -> None:
    """A project's number in a disc of its group's colour; without colours, on the plate of its group."""
    cut, ink = Letters(READ_PT * factor, bold=True), style.PAPER
    if canvas.grey:
        ink = draw_plate(canvas, x, y, group=group, factor=factor, z=z)
    else:
        radius = BADGE_MM * factor
        canvas.disc(x, y, radius, fill=group_colour(group), edge=style.PAPER, width=0.35 * factor, z=z)
    canvas.text(x, y - cut.capital / 2, number, letters=cut, colour=ink, align="center", z=z + 0.5, where="badge")


def badge_reach(group: str, *, grey: bool) -> float:
    """How far a number's plate reaches from its middle to the side and up, millimetres at a factor of 1."""
    if not grey:
        return BADGE_MM
    plate = style.group_badge(group)
    upright = plate.sides == _SQUARE and plate.turn
    return BADGE_MM * plate.size * (math.cos(math.pi / _SQUARE) if upright else 1.0) + _PLATE_EDGE_MM / 2


def draw_plate(canvas: Canvas, x: float, y: float, *, group: str, factor: float, z: float) -> str:
    """The plate of a group where there is no colour; gives the ink that can be read on it."""
    plate = style.group_badge(group)
    radius = BADGE_MM * factor * plate.size
    for more, edge, width in ((0.35, style.PAPER, 0.35), (0.0, style.INK, _PLATE_EDGE_MM)):
        canvas.disc(
            x,
            y,
            radius + more * factor,
            fill=plate.fill,
            edge=edge,
            width=width * factor,
            z=z,
            sides=plate.sides,
            turn=plate.turn,
        )
    return plate.ink


def _write_name(canvas: Canvas, one: Placed, *, factor: float) -> None:
    label, spot, cut = one.label, one.spot, letters_of(one.label.kind, factor=factor, shrunk=one.label.shrunk)
    schematic = label.kind == "schematic"
    colour = group_colour(label.owner) if schematic else style.label(label.kind).colour
    rim = style.PAPER if schematic else style.label(label.kind).halo
    if label.anchor:
        canvas.disc(*label.anchor, _DOT_MM * factor, fill=colour, edge=rim, width=0.2 * factor, z=81)
    lines = label.text.split("\n")
    left, low, right, _ = spot.footprint[0]
    # the base line is the last line's; that of a turned text begins on the spot's point
    for n, line in enumerate(reversed(lines)):
        x, y = ((left + right - cut.width(line)) / 2, low + cut.descent) if not spot.turn else (spot.x, spot.y)
        canvas.text(
            x,
            y + n * cut.line,
            line,
            letters=cut,
            colour=colour,
            turn=spot.turn,
            halo=_HALO_MM * factor,
            halo_colour=rim,
            z=85,
            where="map",
        )


def _write_shield(canvas: Canvas, one: Placed, *, factor: float) -> None:
    label, spot = one.label, one.spot
    row, cut = style.label(label.kind), letters_of(label.kind, factor=factor)
    left, low, right, top = spot.footprint[0]
    box = Box(left, low, right - left, top - low)
    edge = "#ffffff" if row.colour == "#ffffff" else "#b3a67f"
    fill = style.sheet_colour(int(label.owner)) if label.kind == "shield_sheet" else row.shield or "#ffffff"
    canvas.plate(box, fill=fill, edge=edge, width=0.18 * factor, z=83)
    foot = spot.y - cut.capital / 2
    canvas.text(spot.x, foot, label.text, letters=cut, colour=row.colour, align="center", z=84, where="map")


def spread(lines: np.ndarray, *, every: float) -> np.ndarray:
    """Points along lines, one every so many millimetres: (n, 2), ordered along each line."""
    parts = shapely.get_parts(lines)
    if not len(parts):
        return np.empty((0, 2))
    lengths = shapely.length(parts)
    many = np.maximum((lengths // every).astype(np.int64), 1)
    part = np.repeat(np.arange(len(parts)), many)
    step = np.arange(len(part)) - np.repeat(np.cumsum(many) - many, many)
    at = (step + 0.5) * lengths[part] / many[part]
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(parts[part], at)))


def clusters(points: np.ndarray, many: int) -> list[np.ndarray]:
    """The points shared out in ``many`` runs along the longer axis, each ordered from its middle."""
    if not len(points):
        return []
    axis = int(np.argmax(np.ptp(points, axis=0)))
    runs = np.array_split(points[np.argsort(points[:, axis], kind="stable")], many)
    return [
        run[np.argsort(np.abs(np.arange(len(run)) - (len(run) - 1) / 2), kind="stable")] for run in runs if len(run)
    ]


_BADGE_EVERY_MM: Final = 110.0
_SHIELD_EVERY_MM: Final = 75.0
_SHIELDS_APART_MM: Final = 13.0
_LEAST_ROAD_MM: Final = {
    "shield_motorway": 8.0,
    "shield_trunk": 8.0,
    "shield_provincial": 18.0,
}  # seen of a road with a number
_LAKE_MM2: Final = 8.0  # least size of a lake with a name
_SPARSE: Final = 1.8  # numbers of provincial roads stand so many times farther apart
_FINER: Final = 0.6  # zooms by which paper carries more names than the screen
_NAME_APART_MM: Final = 9.0
_DOTTED: Final = frozenset({"city", "town", "village"})  # names of the base map that stand for a point
_CALM_MM: Final = 1.6  # bends of a river smaller than this do not turn its name
_ON_PAPER: Final = {"town": 9.5}  # before the numbers of roads: a sheet has no closer look to offer
_BADGE_PRIORITY: Final = -5.0
_NUMBER_PRIORITY: Final = (
    -8.5
)  # one number of each project before all names but those of capitals: the legend speaks of it
_SHEET_PRIORITY: Final = -8.4  # right after those: a frame has four corners, a short road one place for its number
_SMALL_FRAME: Final = 5.0  # times the plate of its number: on a smaller one that plate may stand outside
_EDGE_MM: Final = 0.8  # no label comes nearer to the frame
_AREA_STEP: Final = 0.008  # how much less each further spot of an area is liked
_FINE_MM: Final = 0.15  # of the outline of an area in which a name is to stand
_TRIED: Final = 80  # spots for the name of an area: much else wants to stand there
_SMALLER: Final = (1.0, 0.82, 0.68)  # a name that does not fit into its area is tried in letters so much smaller
_SCHEMATIC_PRIORITY: Final = 15.0


def _called(labels: gpd.GeoDataFrame, lang: Lang) -> dict[str, str]:
    """Names in a language of what is labelled, by its own name, where there is one that can be drawn."""
    pairs = zip(labels["name"], labels[field_in(labels.columns, "name", lang)], strict=True)
    return {name: told for name, told in pairs if drawable(told)}


@dataclass
class Namer:
    """Collects labels and symbols of a sheet, places them, writes them.

    Parameters
    ----------
    letters
        Factor on all sizes (of the sheet).
    aims
        Ids of places that routes of the sheet are to lead to: drawn, they are named, whatever has to make room.
    """

    canvas: Canvas
    scene: Scene
    lang: Lang
    letters: float
    grid: OccupancyGrid
    aims: frozenset[str] = frozenset()
    labels: list[Label] = field(default_factory=list)
    taken: list[Sign] = field(default_factory=list)
    _named: list[tuple[str, float, float]] = field(default_factory=list)
    _subjects: list[list[Label]] = field(
        default_factory=list
    )  # names of the two provinces and of aims in every form that fits
    _memory: Memory = field(default_factory=dict)  # of the placing before, once all signs are drawn

    def cut(self, kind: str) -> Letters:
        """Letters of a kind of label."""
        return letters_of(kind, factor=self.letters)

    def near(self, kind: str) -> bool:
        """Whether the scale is large enough for a kind of label."""
        return zoom(self.scene.extent.scale) + _FINER >= style.label(kind).min_zoom

    def places(self, points: gpd.GeoDataFrame, kinds: frozenset[str], shown: Shown) -> None:
        """Symbols and names of places; small ones only where the scale allows."""
        signs = {key: kind.sign for key, kind in PLACE_KINDS.items() if kind.sign is not None}
        for kind, sign in sorted(signs.items(), key=lambda drawn: drawn[0] != USER_KIND):
            rows = points[points["kind"] == kind]
            if kind not in kinds or rows.empty or zoom(self.scene.extent.scale) + _FINER < sign.min_zoom:
                continue
            if self._points(rows, sign, kind):
                shown.place_kinds.add(kind)

    def zones(self, areas: gpd.GeoDataFrame) -> None:
        """Names of the user's zones of interest, inside them."""
        for row in areas.itertuples():
            if not self._inside(row.name_vi, "own", row.geometry):  # too small a zone still has a name
                at = inner_points(shapely.intersection(row.geometry, self.scene.window), many=1)
                for x, y in at:
                    self._add(row.name_vi, "own", self._spots_around(row.name_vi, "own", x, y, 0.5))

    def gates(self, points: gpd.GeoDataFrame, shown: Shown) -> None:
        """Border gates by class."""
        for gate_class in GATE_CLASSES:
            rows = points[points["class"] == gate_class]
            sign = style.point("gate", gate_class)
            near = not rows.empty and zoom(self.scene.extent.scale) + _FINER >= sign.min_zoom
            if near and self._points(rows, sign, f"gate_{gate_class}"):
                shown.gate_classes.add(gate_class)

    def interchanges(self, points: gpd.GeoDataFrame, shown: Shown) -> None:
        """Interchanges of the projects drawn, without names."""
        for kind, which in (("known", ~points["assumed"].astype(bool)), ("assumed", points["assumed"].astype(bool))):
            for x, y in shapely.get_coordinates(points.geometry[which].to_numpy()):
                shown.interchanges.add(kind)
                draw_symbol(self.canvas, float(x), float(y), style.point("interchange", kind), factor=self.letters)

    def towns(self, points: gpd.GeoDataFrame) -> None:
        """Names of the base map that no place carries yet; of lakes those that can be seen as such."""
        seen = self._lakes()
        for kind in ("city", "town", "village", "lake", "peak", "forest"):
            if not self.near(kind):
                continue
            for row in points[points["kind"] == kind].sort_values("rank", kind="stable").itertuples():
                text = told if drawable(told := text_in(row, "name", self.lang)) else row.name
                x, y = row.geometry.x, row.geometry.y
                if kind == "lake" and row.name not in seen:
                    continue
                if drawable(text) and not self._known(text, x, y):
                    spots = self._spots_around(text, kind, x, y, 0.0 if kind in {"lake", "forest"} else 0.7)
                    anchor = (x, y) if kind in _DOTTED else None
                    self._add(text, kind, spots, rank=float(row.rank), anchor=anchor)
                    self._named.append((text, x, y))

    def _lakes(self) -> set[str]:
        """Names of the lakes large enough on paper to be told apart from a pond."""
        water = self.scene.layer("water")
        return set(water["name"][water.geometry.area >= _LAKE_MM2 * self.letters**2].dropna())

    def provinces(self, edition: Edition) -> None:
        """Names of provinces, well inside what the frame shows of them; Cambodia over its part."""
        areas = self.scene.layer(provinces_layer(edition))
        column = field_in(areas.columns, "name", self.lang)
        for row in areas.itertuples():
            forms = self._forms_inside(
                getattr(row, column), "province", row.geometry, rank=0.0 if row.in_study else 0.5
            )
            if row.code in study().focus(edition):
                self._subjects.append(list(forms))
                forms = iter(self._subjects[-1])
            self.labels.extend(islice(forms, 1))
        abroad = self.scene.layer("cambodia_provinces")
        if not abroad.empty:
            whole = shapely.union_all(abroad.geometry.to_numpy())
            self._inside(say("briefing.cambodia", self.lang), "country", whole)
        for row in abroad.itertuples():
            self._inside(row.name, "cambodia_province", row.geometry)

    def areas(self, areas: gpd.GeoDataFrame, own: str) -> None:
        """Names of the district or commune the sheet is about and of its neighbours."""
        for row in areas.itertuples():
            self._inside(row.name, "district_own" if str(row.code) == own else "district", row.geometry)

    def frames(self, rings: Iterable[Iterable[LonLat]]) -> None:
        """Each sheet of a set by word and number, in a corner of its frame and in its colour: bare numbers are those of roads."""
        cut = self.cut("shield_sheet")
        height = cut.capital + 1.6 * self.letters
        for n, ring in enumerate(rings, start=1):
            text = say("briefing.index_sheet", self.lang, number=n)
            width = cut.width(text) + 1.6 * self.letters
            whole = shapely.Polygon(self.scene.extent.to_paper(np.array(list(ring))))
            if whole.area < _FRAME_SHARE * whole.envelope.area:  # an outline: well inside of it
                points = self._inside_outline(whole, width)
            else:
                points = self._in_the_corners(whole, width, height)
            spots = self._boxes(points, width, height)
            self.labels.append(Label(text, "shield_sheet", _SHEET_PRIORITY, spots, owner=str(n), needed=True))

    def _inside_outline(self, whole: shapely.Polygon, width: float) -> list[np.ndarray]:
        """The middle of an area, then along its edge."""
        inner = shapely.buffer(shapely.intersection(whole, self.scene.window), -width * 0.6, join_style="mitre")
        room = inner if not shapely.is_empty(inner) else whole
        edge = max(shapely.get_parts(room), key=shapely.area).exterior
        return [*inner_points(room), *spread(np.array([edge], dtype=object), every=3.0)]

    def _in_the_corners(self, whole: shapely.Polygon, width: float, height: float) -> list[np.ndarray]:
        """The four corners of a frame, which a plate there fills, the upper left one first; then along its sides, then between them.

        A frame hardly larger than the plate may hold nothing but the number of its road: it wears the plate outside, along its edge.
        """
        left, low, right, top = shapely.bounds(shapely.intersection(whole, self.scene.window))
        across, up = min(width / 2, (right - left) / 2), min(height / 2, (top - low) / 2)
        edge = shapely.box(left + across, low + up, right - across, top - up).exterior
        corners = shapely.get_coordinates(edge)[:4]
        first = corners[np.argsort(corners[:, 0] - corners[:, 1], kind="stable")]
        within = np.stack(
            np.meshgrid(np.arange(left + across, right - across, 2.0), np.arange(low + up, top - up, 2.0)), axis=-1
        ).reshape(-1, 2)
        outside: list[np.ndarray] = []
        if right - left < _SMALL_FRAME * width and top - low < _SMALL_FRAME * height:
            sides = [(x, y) for y in (top + up, low - up) for x in (left + across, right - across)]
            sides += [(x, y) for x in (left - across, right + across) for y in (top - up, low + up)]
            outside = [np.array(side) for side in sides]
        return [*first, *spread(np.array([edge], dtype=object), every=1.5), *within, *outside]

    def rivers(self, lines: gpd.GeoDataFrame, labels: gpd.GeoDataFrame) -> None:
        """Names along rivers, the large ones first; ``labels`` know what a river is called in another language."""
        if not self.near("river"):
            return
        cut = self.cut("river")
        called = _called(labels[labels["kind"] == "river"], self.lang)
        for name, rows in lines.groupby("name", sort=True):
            if not drawable(name):
                continue
            text = called.get(name, name)
            line = max(
                shapely.get_parts(shapely.line_merge(shapely.union_all(rows.geometry.to_numpy()))),
                key=lambda p: p.length,
            )
            spots = along(
                shapely.simplify(line, _CALM_MM), width=cut.width(text), ascent=cut.ascent, descent=cut.descent
            )
            self._add(text, "river", spots, rank=float(rows["rank"].min()))

    def shields(self, roads: gpd.GeoDataFrame) -> None:
        """Numbers of roads, spread along each and apart from each other; of short pieces none."""
        carried: dict[str, list[int]] = {}
        for row, refs in enumerate(roads["ref"].map(road_numbers)):
            for ref in refs:
                carried.setdefault(ref, []).append(row)
        shapes = roads.geometry.to_numpy()
        for ref in sorted(carried):
            kind = number_kind(ref)
            if not self.near(kind):
                continue
            lines = shapes[carried[ref]]
            length = float(shapely.length(lines).sum())
            if length < _LEAST_ROAD_MM[kind] * self.letters:
                continue
            cut = self.cut(kind)
            width, height = cut.width(ref) + 1.1 * self.letters, cut.capital + 1.1 * self.letters
            points = spread(lines, every=6.0)
            every = self.letters * _SHIELD_EVERY_MM * (_SPARSE if kind == "shield_provincial" else 1.0)
            many = max(1, round(length / every / 1.6))  # carriageways come in pairs
            for group in clusters(points, many):
                self._add(ref, kind, centred(group, width=width, height=height, step=0.02), series="shield")

    def badges(self, projects: Iterable[DrawnProject]) -> None:
        """The number of each project on its line, the name of a schematic one beside it."""
        for drawn in projects:
            points = spread(np.array([drawn.line], dtype=object), every=4.0)
            groups = clusters(points, max(1, round(float(shapely.length(drawn.line)) / _BADGE_EVERY_MM / self.letters)))
            middle = len(groups) // 2
            for n, group in enumerate(groups):
                named = n == middle  # the one number that must stand may stand anywhere on the line
                spots = self._discs([*group, *(p for o in groups if o is not group for p in o)] if named else group)
                # those of short roads first: they have the fewest places
                first = _NUMBER_PRIORITY + min(len(spots), 90) / 1000 if named else _BADGE_PRIORITY
                label = Label(str(drawn.number), "badge", first, spots, owner=drawn.project.group, needed=named)
                self.labels.append(label)
            if drawn.mostly_schematic:
                self._schematic(drawn)

    def _discs(self, points: Iterable[np.ndarray]) -> tuple[Spot, ...]:
        """Where a number could stand: on the line, beside it where that runs along the frame."""
        across = 2 * BADGE_MM * self.letters
        return self._boxes(points, across, across)

    def _boxes(self, points: Iterable[np.ndarray], width: float, height: float) -> tuple[Spot, ...]:
        """Where a box of this size in millimetres could stand, whole inside the map."""
        inner = self.scene.frame.inset(_EDGE_MM + max(width, height) / 2 + 0.01)
        inside = np.clip(np.array(list(points)).reshape(-1, 2), (inner.x, inner.y), (inner.right, inner.top))
        return centred(inside, width=width, height=height, step=0.01)

    def write(self) -> list[Placed]:
        """Place all labels and write those that found a place."""
        labels, placed = self.labels, self._placed(self.labels)
        for (
            forms
        ) in self._subjects:  # the two provinces the sheet is about, crowded out by their towns: those make room
            if any(one.label in forms for one in placed):
                continue
            others = [one for one in labels if one not in forms]
            for form in forms:
                tried = [*others, sooner := replace(form, priority=SUBJECT)]
                found = self._placed(tried)
                if any(one.label is sooner for one in found):
                    labels, placed = tried, found
                    break
        for one in placed:
            write_label(self.canvas, one, factor=self.letters)
        return placed

    def _placed(self, labels: list[Label]) -> list[Placed]:
        """Labels with their places on this sheet."""
        inner = self.scene.frame.inset(_EDGE_MM)
        metric = replace(paper(self.letters), series_gap=_SHIELDS_APART_MM * self.letters)
        return place(labels, metric=metric, frame=inner.bounds, signs=self.taken, grid=self.grid, memory=self._memory)

    def _points(self, rows: gpd.GeoDataFrame, sign: PointStyle, kind: str) -> bool:
        """Draw the signs that lie wholly on the sheet and ask for their names; whether there was one."""
        drawn = False
        radius = sign.size_mm / 2 * self.letters
        column = field_in(rows.columns, "name", self.lang)
        for row in rows.itertuples():
            x, y = row.geometry.x, row.geometry.y
            if not self.scene.frame.holds(Box(x - radius, y - radius, 2 * radius, 2 * radius)):
                continue
            drawn = True
            draw_symbol(self.canvas, x, y, sign, factor=self.letters)
            self.taken.append(Sign(x, y, (-radius, -radius, radius, radius)))
            text = getattr(row, column)
            if self.near(kind) and drawable(text):
                first = len(self.labels)
                self._add(text, kind, self._spots_around(text, kind, x, y, radius + 0.5))
                if self.aims and row.id in self.aims:
                    self._subjects.append([*self.labels[first:], *self._forms_around(text, kind, x, y, radius + 0.5)])
                self._named.append((row.name_vi, x, y))
        return drawn

    def _known(self, text: str, x: float, y: float) -> bool:
        """Whether a place of nearly this name stands nearby already."""
        return any(
            (text in name or name in text) and np.hypot(x - a, y - b) < _NAME_APART_MM for name, a, b in self._named
        )

    def _inside(self, text: object, kind: str, area: shapely.Geometry, *, rank: float = 0.0) -> bool:
        """Ask for a name inside what the sheet shows of an area, on two lines or smaller where it needs to be."""
        found = next(self._forms_inside(text, kind, area, rank=rank), None)
        self.labels.extend([found] if found else [])
        return found is not None

    def _forms_inside(self, text: object, kind: str, area: shapely.Geometry, *, rank: float = 0.0) -> Iterator[Label]:
        """The forms of a name that fit into what the sheet shows of an area, the best liked first."""
        if not drawable(text) or not self.near(kind):
            return
        # as fine as a name needs it: a tenth of the corners is looked at again and again
        area = shapely.simplify(self.scene.on_the_data(area), _FINE_MM * self.letters)
        for lines, shrunk in _forms(self._shape(str(text), kind)):
            cut = letters_of(kind, factor=self.letters, shrunk=shrunk)
            width, ascent = max(map(cut.width, lines)), cut.ascent + (len(lines) - 1) * cut.line
            points = roomy(area, width=width, height=ascent + cut.descent, many=_TRIED)
            if len(points):
                spots = centred(points, width=width, height=ascent + cut.descent, step=_AREA_STEP)
                yield Label("\n".join(lines), kind, priority(kind) + rank / 10, spots, shrunk=shrunk)

    def _schematic(self, drawn: DrawnProject) -> None:
        text, cut = say("briefing.schematic", self.lang), self.cut("schematic")
        line = shapely.simplify(max(shapely.get_parts(drawn.line), key=lambda p: p.length), 0.4)
        spots = along(line, width=cut.width(text), ascent=cut.ascent, descent=cut.descent, lift=1.0)
        self.labels.append(Label(text, "schematic", _SCHEMATIC_PRIORITY, spots, owner=drawn.project.group))

    def _spots_around(self, text: str, kind: str, x: float, y: float, radius: float) -> tuple[Spot, ...]:
        cut = self.cut(kind)
        height = cut.ascent * 0.85 + cut.descent
        return around(x, y, width=cut.width(self._shape(text, kind)), height=height, radius=radius)

    def _forms_around(self, text: str, kind: str, x: float, y: float, radius: float) -> Iterator[Label]:
        """The further forms of a name beside a sign: on two lines, smaller."""
        for lines, shrunk in _forms(self._shape(text, kind))[1:]:
            cut = letters_of(kind, factor=self.letters, shrunk=shrunk)
            height = (cut.ascent + cut.descent) * 0.85 + (len(lines) - 1) * cut.line
            spots = self._on_the_data(around(x, y, width=max(map(cut.width, lines)), height=height, radius=radius))
            if spots:
                yield Label("\n".join(lines), kind, priority(kind), spots, shrunk=shrunk)

    def _add(
        self,
        text: str,
        kind: str,
        spots: tuple[Spot, ...],
        *,
        rank: float = 0.0,
        anchor: tuple[float, float] | None = None,
        series: str = "",
    ) -> None:
        spots = self._on_the_data(spots)
        if spots:
            text = self._shape(text, kind)
            self.labels.append(
                Label(text, kind, _ON_PAPER.get(kind, priority(kind)) + rank / 10, spots, anchor=anchor, series=series)
            )

    def _on_the_data(self, spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
        """The spots that lie on the ground the data cover, none on the white beyond it."""
        if self.scene.wholly_covered:
            return spots
        covered = self.scene.covered
        boxes = [shapely.union_all(shapely.box(*np.array(spot.footprint).T)) for spot in spots]
        shares = shapely.area(shapely.intersection(boxes, covered)) / np.maximum(shapely.area(boxes), 1e-9)
        return tuple(spot for spot, share in zip(spots, shares, strict=True) if share >= INSIDE_SHARE)

    @staticmethod
    def _shape(text: str, kind: str) -> str:
        return text.upper() if style.label(kind).capitals else text


def _forms(text: str) -> list[tuple[list[str], float]]:
    """A name on one line or on two, in its own letters or smaller ones, in the order of liking."""
    words = text.replace(" – ", " –\n").split("\n")
    two = words if len(words) > 1 else wrap(text, letters=max(len(text) * 2 // 3, 1)).split("\n")
    shapes = [[text], two] if len(two) > 1 else [[text]]
    return [(lines, shrunk) for shrunk in _SMALLER for lines in shapes]
