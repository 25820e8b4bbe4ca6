"""Which names a sheet carries, and the signs that go with them: numbers, places, shields, waters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing.groundwork import draw_symbol, zoom
from briefing.labels import Label, Spot, along, around, centred, place
from briefing.lettering import Letters, drawable
from briefing.scene import inner_points
from briefing.sheet import Box
from layers import style
from layers.catalogue import GATE_CLASSES, Edition, provinces_layer
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from briefing.canvas import Canvas
    from briefing.groundwork import DrawnProject, Shown
    from briefing.labels import Ink, Placed
    from briefing.scene import Scene

HALO_MM: Final = 0.42
_PRINTED: Final = 0.86  # sizes of the table are for a wall; a sheet in the hand takes these
_BOLD: Final = 600  # weight of the style table from which letters are bold
_BADGE_MM: Final = 1.75  # radius of a project's number
_BADGE_EVERY_MM: Final = 110.0
_SHIELD_EVERY_MM: Final = 75.0
_FINER: Final = 0.6  # zooms by which paper carries more names than the screen
_NAME_APART_MM: Final = 9.0
_DOTTED: Final = frozenset({"city", "town", "village"})  # names of the base map that stand for a point
_DOT_MM: Final = 0.38  # radius
_CALM_MM: Final = 1.6  # bends of a river smaller than this do not turn its name
# Names bound to a point and wanted by every reader go first; numbers and names of areas can move and follow.
_FIRST: Final = {
    "provincial_capital": -9.0,
    "gate_international": -8.0,
    "district_capital": -7.0,
    "gate_main": -6.0,
    "airport": -5.5,
}
_BADGE_PRIORITY: Final = -5.0


@dataclass
class Namer:
    """Collects labels and symbols of a sheet, places them, writes them.

    Parameters
    ----------
    letters
        Factor on all sizes (of the sheet).
    """

    canvas: Canvas
    scene: Scene
    lang: Lang
    letters: float
    ink: Ink
    labels: list[Label] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    _named: list[tuple[str, float, float]] = field(default_factory=list)

    def cut(self, kind: str) -> Letters:
        """Letters of a kind of label."""
        row = style.label(kind)
        return Letters(row.size_pt * _PRINTED * self.letters, bold=row.weight >= _BOLD, italic=row.italic)

    def near(self, kind: str) -> bool:
        """Whether the scale is large enough for a kind of label."""
        return zoom(self.scene.extent.scale) + _FINER >= style.label(kind).min_zoom

    def places(self, points: gpd.GeoDataFrame, kinds: frozenset[str], shown: Shown) -> None:
        """Symbols and names of places; small ones only where the scale allows."""
        for kind in (
            "provincial_capital",
            "district_capital",
            "airport",
            "port",
            "town",
            "tourism",
            "industrial_park",
            "hospital",
        ):
            rows = points[points["kind"] == kind]
            sign = style.point("place", kind)
            if kind not in kinds or rows.empty or zoom(self.scene.extent.scale) + _FINER < sign.min_zoom:
                continue
            shown.place_kinds.add(kind)
            self._points(rows, sign, kind)

    def gates(self, points: gpd.GeoDataFrame, shown: Shown) -> None:
        """Border gates by class."""
        for gate_class in GATE_CLASSES:
            rows = points[points["class"] == gate_class]
            if not rows.empty and zoom(self.scene.extent.scale) + _FINER >= style.point("gate", gate_class).min_zoom:
                shown.gate_classes.add(gate_class)
                self._points(rows, style.point("gate", gate_class), f"gate_{gate_class}")

    def interchanges(self, points: gpd.GeoDataFrame, shown: Shown) -> None:
        """Interchanges of the projects drawn, without names."""
        for kind, which in (("known", ~points["assumed"].astype(bool)), ("assumed", points["assumed"].astype(bool))):
            for x, y in shapely.get_coordinates(points.geometry[which].to_numpy()):
                shown.interchanges.add(kind)
                draw_symbol(self.canvas, float(x), float(y), style.point("interchange", kind), factor=self.letters)

    def towns(self, points: gpd.GeoDataFrame) -> None:
        """Names of the base map that no place carries yet."""
        for kind in ("city", "town", "village", "lake", "peak", "forest"):
            if not self.near(kind):
                continue
            for row in points[points["kind"] == kind].sort_values("rank", kind="stable").itertuples():
                text = row.name if self.lang is Lang.VI or not drawable(row.name_en) else row.name_en
                x, y = row.geometry.x, row.geometry.y
                if drawable(text) and not self._known(text, x, y):
                    spots = self._spots_around(text, kind, x, y, 0.0 if kind in {"lake", "forest"} else 0.7)
                    anchor = (x, y) if kind in _DOTTED else None
                    self._add(text, kind, spots, rank=float(row.rank), anchor=anchor)
                    self._named.append((text, x, y))

    def provinces(self, edition: Edition) -> None:
        """Names of provinces, well inside what the frame shows of them; Cambodia over its part."""
        areas = self.scene.layer(provinces_layer(edition))
        column = "name" if self.lang is Lang.VI else "name_en"
        for row in areas.itertuples():
            self._inside(getattr(row, column), "province", row.geometry, rank=0.0 if row.in_study else 0.5)
        abroad = self.scene.layer("cambodia_provinces")
        if not abroad.empty:
            whole = shapely.union_all(abroad.geometry.to_numpy())
            self._inside(say("briefing.cambodia", self.lang), "country", whole)
        for row in abroad.itertuples():
            self._inside(row.name, "cambodia_province", row.geometry)

    def rivers(self, lines: gpd.GeoDataFrame) -> None:
        """Names along rivers, the large ones first."""
        if not self.near("river"):
            return
        cut = self.cut("river")
        for name, rows in lines.groupby("name", sort=True):
            if not drawable(name):
                continue
            line = max(
                shapely.get_parts(shapely.line_merge(shapely.union_all(rows.geometry.to_numpy()))),
                key=lambda p: p.length,
            )
            spots = along(
                shapely.simplify(line, _CALM_MM), width=cut.width(name), ascent=cut.ascent, descent=cut.descent
            )
            self._add(name, "river", spots, rank=float(rows["rank"].min()))

    def shields(self, roads: gpd.GeoDataFrame) -> None:
        """Numbers of roads, spread along each."""
        refs = roads.assign(ref=roads["ref"].fillna("").str.split(";")).explode("ref")
        refs = refs[refs["ref"] != ""]
        for ref, rows in refs.groupby("ref", sort=True):
            kind = _shield_kind(ref)
            if not self.near(kind):
                continue
            cut = self.cut(kind)
            width, height = cut.width(ref) + 1.1 * self.letters, cut.capital + 1.1 * self.letters
            points = _spread(rows.geometry.to_numpy(), every=6.0)
            every = _SHIELD_EVERY_MM * (1.8 if kind == "shield_provincial" else 1.0)
            many = max(1, round(float(rows.geometry.length.sum()) / every / 1.6))  # carriageways come in pairs
            for group in _clusters(points, many):
                spots = tuple(
                    Spot(x, y, ((x - width / 2, y - height / 2, x + width / 2, y + height / 2),), cost=0.02 * n)
                    for n, (x, y) in enumerate(group)
                )
                self._add(str(ref), kind, spots)

    def badges(self, projects: Iterable[DrawnProject]) -> None:
        """The number of each project on its line, the name of a schematic one beside it."""
        radius = _BADGE_MM * self.letters
        for drawn in projects:
            points = _spread(np.array([drawn.line], dtype=object), every=4.0)
            for group in _clusters(points, max(1, round(drawn.line.length / _BADGE_EVERY_MM))):
                spots = tuple(
                    Spot(x, y, ((x - radius, y - radius, x + radius, y + radius),), cost=0.01 * n)
                    for n, (x, y) in enumerate(group)
                )
                self.labels.append(Label(str(drawn.number), "badge", _BADGE_PRIORITY, spots, note=drawn.project.group))
            if drawn.mostly_schematic:
                self._schematic(drawn)

    def write(self) -> list[Placed]:
        """Place all labels and write those that found a place."""
        inner = self.scene.frame.inset(0.8)
        placed = place(
            self.labels, frame=inner, taken=self.taken, ink=self.ink, gap=(1.1 * self.letters, 0.4 * self.letters)
        )
        for one in placed:
            self._write(one)
        return placed

    def _points(self, rows: gpd.GeoDataFrame, sign: style.PointStyle, kind: str) -> None:
        radius = sign.size_mm / 2 * self.letters
        column = "name_vi" if self.lang is Lang.VI else "name_en"
        for row in rows.itertuples():
            x, y = row.geometry.x, row.geometry.y
            draw_symbol(self.canvas, x, y, sign, factor=self.letters)
            self.taken.append((x - radius, y - radius, x + radius, y + radius))
            text = getattr(row, column)
            if self.near(kind) and drawable(text):
                self._add(text, kind, self._spots_around(text, kind, x, y, radius + 0.5))
                self._named.append((row.name_vi, x, y))

    def _known(self, text: str, x: float, y: float) -> bool:
        """Whether a place of nearly this name stands nearby already."""
        return any(
            (text in name or name in text) and np.hypot(x - a, y - b) < _NAME_APART_MM for name, a, b in self._named
        )

    def _inside(self, text: object, kind: str, area: shapely.Geometry, *, rank: float = 0.0) -> None:
        if not drawable(text) or not self.near(kind):
            return
        text, cut = self._shape(str(text), kind), self.cut(kind)
        area = shapely.intersection(area, self.scene.window)
        points = inner_points(area, many=24)
        self._add(
            text,
            kind,
            centred(points, width=cut.width(text), ascent=cut.ascent, descent=cut.descent, area=area),
            rank=rank,
        )

    def _schematic(self, drawn: DrawnProject) -> None:
        text, cut = (
            say("briefing.schematic", self.lang),
            self.cut("schematic") if "schematic" in style.LABELS else Letters(5.2 * self.letters, italic=True),
        )
        line = shapely.simplify(max(shapely.get_parts(drawn.line), key=lambda p: p.length), 0.4)
        spots = along(line, width=cut.width(text), ascent=cut.ascent, descent=cut.descent, lift=1.0)
        self.labels.append(Label(text, "schematic", 15.0, spots, note=drawn.project.group))

    def _spots_around(self, text: str, kind: str, x: float, y: float, radius: float) -> tuple[Spot, ...]:
        cut = self.cut(kind)
        return around(
            x, y, width=cut.width(self._shape(text, kind)), ascent=cut.ascent * 0.85, descent=cut.descent, radius=radius
        )

    def _add(
        self,
        text: str,
        kind: str,
        spots: tuple[Spot, ...],
        *,
        rank: float = 0.0,
        anchor: tuple[float, float] | None = None,
    ) -> None:
        if spots:
            priority = _FIRST.get(kind, float(style.label(kind).priority))
            self.labels.append(Label(self._shape(text, kind), kind, priority + rank / 10, spots, anchor=anchor))

    @staticmethod
    def _shape(text: str, kind: str) -> str:
        return text.upper() if style.label(kind).capitals else text

    def _write(self, one: Placed) -> None:
        label, spot = one.label, one.spot
        if label.kind == "badge":
            self._badge(spot, label.text, style.GROUP_COLOURS[label.note])
        elif label.kind.startswith("shield"):
            self._shield(spot, label)
        elif label.kind == "schematic":
            self.canvas.text(
                spot.x,
                spot.y,
                label.text,
                letters=Letters(5.2 * self.letters, italic=True),
                colour=style.GROUP_COLOURS[label.note],
                turn=spot.turn,
                halo=HALO_MM,
                z=82,
                where="map",
            )
        else:
            row = style.label(label.kind)
            if label.anchor:
                self.canvas.disc(*label.anchor, _DOT_MM * self.letters, fill=row.colour, edge=row.halo, width=0.2, z=81)
            self.canvas.text(
                spot.x,
                spot.y,
                label.text,
                letters=self.cut(label.kind),
                colour=row.colour,
                turn=spot.turn,
                halo=HALO_MM,
                halo_colour=row.halo,
                z=85,
                where="map",
            )

    def _badge(self, spot: Spot, number: str, colour: str) -> None:
        draw_badge(self.canvas, spot.x, spot.y, number, colour=colour, factor=self.letters, z=88)

    def _shield(self, spot: Spot, label: Label) -> None:
        row, cut = style.label(label.kind), self.cut(label.kind)
        left, low, right, top = spot.footprint[0]
        edge = "#ffffff" if row.colour == "#ffffff" else "#b3a67f"
        self.canvas.plate(
            Box(left, low, right - left, top - low), fill=row.shield or "#ffffff", edge=edge, width=0.18, z=83
        )
        self.canvas.text(
            spot.x,
            spot.y - cut.capital / 2,
            label.text,
            letters=cut,
            colour=row.colour,
            align="center",
            z=84,
            where="map",
        )


def draw_badge(canvas: Canvas, x: float, y: float, number: str, *, colour: str, factor: float, z: float) -> None:
    """A project's number in a disc of its group's colour."""
    cut = Letters((6.0 if len(number) == 1 else 5.2) * factor, bold=True)
    canvas.disc(x, y, _BADGE_MM * factor, fill=colour, edge="#ffffff", width=0.35 * factor, z=z)
    canvas.text(x, y - cut.capital / 2, number, letters=cut, colour="#ffffff", align="center", z=z + 0.5, where="badge")


def _shield_kind(ref: str) -> str:
    if ref.startswith("CT"):
        return "shield_motorway"
    return "shield_trunk" if ref.startswith(("QL", "AH")) else "shield_provincial"


def _spread(lines: np.ndarray, *, every: float) -> np.ndarray:
    """Points along lines, one every so many millimetres: (n, 2), ordered along each line."""
    parts = shapely.get_parts(lines)
    points = []
    for part in parts:
        many = max(int(part.length // every), 1)
        points.append(
            shapely.get_coordinates(shapely.line_interpolate_point(part, (np.arange(many) + 0.5) * part.length / many))
        )
    return np.vstack(points) if points else np.empty((0, 2))


def _clusters(points: np.ndarray, many: int) -> list[np.ndarray]:
    """The points shared out in ``many`` runs along the longer axis, each ordered from its middle."""
    if not len(points):
        return []
    axis = int(np.argmax(np.ptp(points, axis=0)))
    runs = np.array_split(points[np.argsort(points[:, axis], kind="stable")], many)
    return [
        run[np.argsort(np.abs(np.arange(len(run)) - (len(run) - 1) / 2), kind="stable")] for run in runs if len(run)
    ]
