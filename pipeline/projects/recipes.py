"""How the line of a project's stretch is made: four recipes, one of them the way along roads of the base network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from layers import length_m
from pipeline.files import EXTRACTS, source_path
from pipeline.projects.geometry import chainages_m, cut, locate_m, points_at, runs, sample_m, to_plane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from pipeline.files import Context
    from pipeline.projects.geometry import Line

_OTHER_NUMBER: Final = 3.0  # a road of another number costs this many times its length
_SNAP_M: Final = 2_000.0
_FRAME_M: Final = 10_000.0
_AT_NODE_M: Final = 50.0  # a point nearer to the end of a link stands for the junction


class BaseWays:
    """The base network as an undirected graph of its nodes, without motorways and ramps."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        keep = ~(roads["ramp"].to_numpy(dtype=bool) | (roads["road_class"] == "motorway").to_numpy())
        kept = roads[keep]
        self._lines = [shapely.get_coordinates(line) for line in kept.geometry]
        self._length_m = length_m(kept.geometry)
        self._refs = [frozenset(str(ref).split(";")) for ref in kept["ref"]]
        _, index = np.unique(kept[["from_node", "to_node"]].to_numpy(), return_inverse=True)
        self._ends = index.reshape(-1, 2)
        self._tree = shapely.STRtree([shapely.LineString(to_plane(line)) for line in self._lines])

    def way(self, via: Sequence[Sequence[float]], *, refs: Sequence[str] = ()) -> Line:
        """The line through the points of the network nearest to ``via`` (lon, lat), preferring roads numbered ``refs``.

        Raises
        ------
        ValueError
            If a point lies more than 2 km from the network, or two are not connected.
        """
        near = self._around(np.array(via, dtype=np.float64))
        number = {int(link): i for i, link in enumerate(near)}
        nodes, ends = np.unique(self._ends[near], return_inverse=True)
        wanted = [bool(self._refs[link] & set(refs)) for link in near]
        lines = [self._lines[link] for link in near]
        graph = _Graph(lines, self._length_m[near].tolist(), ends.reshape(-1, 2).tolist(), wanted, len(nodes))
        places = [self._place(point) for point in via]
        stops = graph.split([(number[link], chainage) for link, chainage in places])
        return _joined([graph.leg(a, b) for a, b in pairwise(stops) if a != b])

    def _around(self, points: Line) -> NDArray[np.int64]:
        """The links within 10 km of the frame around these points: no way between them goes farther."""
        west, south, east, north = shapely.total_bounds(shapely.points(to_plane(points)))
        frame = shapely.box(west - _FRAME_M, south - _FRAME_M, east + _FRAME_M, north + _FRAME_M)
        return np.sort(self._tree.query(frame))

    def ends_near(self, points: Line) -> Line:
        """The junctions of the network nearest to these points, (n, 2) degrees.

        Raises
        ------
        ValueError
            If a point lies too far from the network.
        """
        ends = np.array([line[i] for line in self._lines for i in (0, -1)])
        away, nearest = cKDTree(to_plane(ends)).query(to_plane(points))
        if away.max() > _SNAP_M:
            raise ValueError(f"{points[int(away.argmax())]} lies {away.max():.0f} m from the base network")
        junctions: Line = ends[nearest]
        return junctions

    def _place(self, point: Sequence[float]) -> tuple[int, float]:
        """The link nearest to a point and the chainage on it."""
        spot = shapely.Point(to_plane(np.array([point], dtype=np.float64))[0])
        link = int(self._tree.nearest(spot))
        away = float(spot.distance(self._tree.geometries[link]))
        if away > _SNAP_M:
            raise ValueError(f"via {point} lies {away:.0f} m from the base network")
        return link, locate_m(self._lines[link], point)[0]


class _Graph:
    """The network of one search, with links split where the way has to pass."""

    def __init__(
        self, lines: list[Line], length_m: list[float], ends: list[list[int]], wanted: list[bool], count: int
    ) -> None:
        self.lines, self.length_m, self.ends, self.wanted, self.count = lines, length_m, ends, wanted, count

    def split(self, places: Sequence[tuple[int, float]]) -> list[int]:
        """The node of each place (link, chainage): one of the link's ends if near, else a new one."""
        nodes: dict[tuple[int, float], int] = {}
        for link in {link for link, _ in places}:
            line, (first, last) = self.lines[link], self.ends[link]
            total = float(chainages_m(line)[-1])
            marks, at = [0.0], [first]
            for chainage in sorted({c for own, c in places if own == link}):
                if chainage < _AT_NODE_M or chainage > total - _AT_NODE_M:
                    nodes[link, chainage] = first if chainage < total / 2 else last
                    continue
                nodes[link, chainage] = self.count
                marks.append(chainage)
                at.append(self.count)
                self.count += 1
            self._add(link, [*marks, total], [*at, last])
        return [nodes[place] for place in places]

    def _add(self, link: int, marks: list[float], at: list[int]) -> None:
        """The stretches of a split link, beside the whole one."""
        for i in range(len(marks) - 1 if len(marks) > 2 else 0):  # noqa: PLR2004 - two marks: nothing was split
            self.lines.append(cut(self.lines[link], marks[i], marks[i + 1]))
            self.ends.append([at[i], at[i + 1]])
            self.wanted.append(self.wanted[link])
            self.length_m.append(marks[i + 1] - marks[i])

    def leg(self, start: int, end: int) -> Line:
        """The cheapest way between two nodes, as one line of (n, 2) degrees.

        Raises
        ------
        ValueError
            If no road leads there.
        """
        cost = np.array(self.length_m) * np.where(self.wanted, 1.0, _OTHER_NUMBER)
        pairs = np.sort(np.array(self.ends), axis=1)
        order = np.lexsort((cost, pairs[:, 1], pairs[:, 0]))
        links = order[
            np.r_[True, np.any(np.diff(pairs[order], axis=0) != 0, axis=1)]
        ]  # a sparse matrix adds parallels up
        matrix = csr_array((np.maximum(cost[links], 1e-3), (pairs[links, 0], pairs[links, 1])), shape=(self.count,) * 2)
        _, before = dijkstra(matrix, directed=False, indices=start, return_predecessors=True)
        chosen = pairs[links]
        parts, node = [], end
        while node != start:
            earlier = int(before[node])
            if earlier < 0:
                raise ValueError(f"no way between the nodes {start} and {end}")
            link = int(links[(chosen == sorted((earlier, node))).all(axis=1)][0])
            parts.append(self.lines[link] if self.ends[link][1] == node else self.lines[link][::-1])
            node = earlier
        return _joined(parts[::-1])


def _joined(parts: Sequence[Line]) -> Line:
    """Lines put end to start, each shared vertex once."""
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


_CENTRELINES: Final = f"{EXTRACTS}/planned_centrelines.geojson"
_RINGS: Final = f"{EXTRACTS}/ring_roads_by_status.geojson"
_DRAWN: Final = (f"{EXTRACTS}/expressways_and_planned.geojson", _RINGS)
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
