"""How the line of a project's stretch is made: four recipes.

- ``centreline``: a mapped centreline of 2026; straight bridges over its holes are told apart;
- ``ring``: a segment of a ring road of 2026, which carries its own status in OpenStreetMap;
- ``roads``: the way along roads of the base network through given points, preferring given numbers;
- ``waypoints``: straight lines between points set by hand: schematic.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from data.build.project_geometry import chainages_m, cut, locate_m, points_at, runs, sample_m, to_plane
from data.build.project_ways import BaseWays
from data.build.sources import source_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from data.build.context import Context
    from data.build.project_geometry import Line

_CENTRELINES: Final = "osm-2026-07/planned_centrelines.geojson"
_RINGS: Final = "osm-2026-07/ring_roads_by_status.geojson"
_DRAWN: Final = ("osm-2026-07/expressways_and_planned.geojson", _RINGS)
_HOLE_FROM_M: Final = 45.0  # farther than this from any carriageway drawn in 2026, a centreline bridges a hole
_VIA_M: Final = 1_500.0  # the way beside a centreline is held to it this often
_LIKE: Final = 0.03
_HOLE_LEAST_M: Final = 150.0  # shorter holes are the width of a junction


@dataclass(frozen=True)
class Shape:
    """The line of a stretch in degrees, its quality, and chainages (from, to) that only bridge a hole."""

    line: Line
    quality: str
    holes: tuple[tuple[float, float], ...] = ()
    on_base: bool = False

    def turned(self) -> Shape:
        """The same line from its other end."""
        total = float(chainages_m(self.line)[-1])
        holes = tuple((total - b, total - a) for a, b in reversed(self.holes))
        return Shape(line=self.line[::-1], quality=self.quality, holes=holes, on_base=self.on_base)

    def between(self, start_m: float, end_m: float) -> Shape:
        """The stretch between two chainages."""
        holes = tuple(
            (max(a, start_m) - start_m, min(b, end_m) - start_m) for a, b in self.holes if b > start_m and a < end_m
        )
        return Shape(line=cut(self.line, start_m, end_m), quality=self.quality, holes=holes, on_base=self.on_base)


class Recipes:
    """The sources the recipes draw on, read once."""

    def __init__(self, context: Context, roads: gpd.GeoDataFrame) -> None:
        self._context = context
        self._roads = roads

    def shape(self, stretch: Mapping[str, Any]) -> Shape:
        """The line of one stretch as its table says, turned round and cut between ``from`` and ``to``.

        Raises
        ------
        ValueError
            If ``to`` does not lie after ``from``.
        """
        recipes = {"centreline": self._centreline, "ring": self._ring, "roads": self._way, "waypoints": self._waypoints}
        shape = recipes[stretch["recipe"]](stretch)
        if stretch.get("reverse"):
            shape = shape.turned()
        start = locate_m(shape.line, stretch["from"])[0] if "from" in stretch else 0.0
        end = locate_m(shape.line, stretch["to"])[0] if "to" in stretch else float(chainages_m(shape.line)[-1])
        if end <= start:
            raise ValueError(f"stretch {stretch['name_en']!r} ends before it begins")
        return shape.between(start, end)

    def along(self, line: Line) -> Line | None:
        """The way on the base network beside a line that runs along it; None where none of like length is found."""
        marks = np.linspace(0.0, chainages_m(line)[-1], max(int(chainages_m(line)[-1] / _VIA_M), 1) + 1)
        way = self._ways.way(points_at(line, marks).tolist())
        unlike = abs(chainages_m(way)[-1] / chainages_m(line)[-1] - 1.0) > _LIKE
        return None if unlike else way

    def _waypoints(self, stretch: Mapping[str, Any]) -> Shape:
        line = np.array(stretch["points"], dtype=np.float64)
        if stretch.get("snap_ends"):
            line[[0, -1]] = self._ways.ends_near(line[[0, -1]])
        return Shape(line=line, quality="schematic")

    def _ring(self, stretch: Mapping[str, Any]) -> Shape:
        return Shape(line=self._ring_lines[stretch["segment"]], quality="mapped")

    def _way(self, stretch: Mapping[str, Any]) -> Shape:
        line = self._ways.way(stretch["via"], refs=stretch.get("refs", ()))
        return Shape(line=line, quality=stretch.get("quality", "mapped"), on_base=True)

    def _centreline(self, stretch: Mapping[str, Any]) -> Shape:
        line = self._centrelines[stretch["code"]][stretch.get("part", 0)]
        return Shape(line=line, quality="mapped", holes=self._holes(line))

    def _holes(self, line: Line) -> tuple[tuple[float, float], ...]:
        """Chainages between which nothing is drawn near the centreline."""
        at = sample_m(line, 10.0)
        points = shapely.points(to_plane(points_at(line, at)))
        index, _ = self._drawn.query(points, predicate="dwithin", distance=_HOLE_FROM_M)
        free = ~np.isin(np.arange(len(at)), index)
        found = [(a, b) for a, b, bare in runs(free.tolist(), float(chainages_m(line)[-1])) if bare]
        return tuple((a - _HOLE_FROM_M, b + _HOLE_FROM_M) for a, b in found if b - a > _HOLE_LEAST_M)

    @cached_property
    def _ways(self) -> BaseWays:
        return BaseWays(self._roads)

    @cached_property
    def _centrelines(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for feature in _features(source_path(self._context, _CENTRELINES)):
            found.setdefault(feature["properties"]["code"], []).append(np.array(feature["geometry"]["coordinates"]))
        return found

    @cached_property
    def _ring_lines(self) -> dict[str, Line]:
        features = _features(source_path(self._context, _RINGS))
        return {f["properties"]["id"]: np.array(f["geometry"]["coordinates"][0]) for f in features}

    @cached_property
    def _drawn(self) -> shapely.STRtree:
        """Every line drawn in 2026, in the plane."""
        lines = [
            shapely.LineString(to_plane(np.array(part)))
            for file in _DRAWN
            for feature in _features(source_path(self._context, file))
            for part in feature["geometry"]["coordinates"]
        ]
        return shapely.STRtree(lines)


def _features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file."""
    return list(json.loads(path.read_text(encoding="utf-8"))["features"])
