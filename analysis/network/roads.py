"""The base network as arrays: lines with a mileage, roads as mapped, and the same roads cut into pieces.

The mileage ("chainage") of a vertex is the geodesic length in metres from the line's first vertex; planar
coordinates are VN-2000 / UTM 48N and serve for snapping alone. ``Roads`` holds one row a link of
``data/geo/roads.parquet``. ``Network`` holds the same roads cut at every point where a place or a project
touches them; cutting changes no distance, so one network serves every scenario. Node numbers index
``lon_lat`` (EPSG:4326).

``Barriers`` are what an access link of a place must not cross: water wider than a stream (layers ``water``
and ``rivers``), the border, motorways (whether one can pass under them is not known). A place is joined to
the nearest road, but not over a river to the other bank while a road of its own bank lies within three
times the distance. Where every road so near lies beyond, the nearest is taken and listed in ``docs/data.md``.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import VN2000_UTM48N, WGS84, require_crs, segment_lengths_m
from words import DataError, street_name

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import Transformer

# a prepared shape grows its index while it is asked: two threads at once would end the process
ONE_ASKS: Final = threading.Lock()
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@cache
def _to_planar() -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 - a world kept on disk needs none

    return Transformer.from_crs(WGS84, VN2000_UTM48N, always_xy=True)


def planar(lon_lat: Floats) -> Floats:
    """Degrees (n, 2) as planar metres (n, 2), for snapping only."""
    x, y = _to_planar().transform(lon_lat[:, 0], lon_lat[:, 1])
    return np.column_stack([x, y])


def unit_vectors(vectors: Floats) -> Floats:
    """Vectors (n, 2) made one metre long."""
    return np.asarray(vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None])


@dataclass(frozen=True)
class MeasuredLines:
    """Lines as flat arrays: the vertices of line ``i`` are ``offset[i]:offset[i + 1]``.

    Parameters
    ----------
    lon_lat
        Vertices in degrees, (n, 2).
    offset
        Where each line begins, (lines + 1,).
    chainage_m
        Geodesic metres from the beginning of the line, (n,).
    planar_m
        The same measured in the plane, (n,): only to turn a planar position into a mileage.
    flat
        Vertices in planar metres, (n, 2).
    """

    lon_lat: Floats
    offset: Ints
    chainage_m: Floats
    planar_m: Floats
    flat: Floats

    @classmethod
    def from_geometries(cls, geometries: NDArray[np.object_]) -> MeasuredLines:
        """From shapely LineStrings in degrees."""
        lon_lat, line = shapely.get_coordinates(geometries, return_index=True)
        offset = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(geometries)))]).astype(np.int64)
        flat = planar(lon_lat)
        geodesic_m = _running(segment_lengths_m(lon_lat), offset)
        planar_m = _running(np.hypot(*np.diff(flat, axis=0).T), offset)
        return cls(lon_lat, offset, geodesic_m, planar_m, flat)

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The lines in planar metres, (lines,): made when they are asked for."""
        line = np.repeat(np.arange(len(self.offset) - 1), np.diff(self.offset))
        return np.asarray(shapely.linestrings(self.flat, indices=line) if len(self.flat) else [], dtype=object)

    @property
    def length_m(self) -> Floats:
        """Geodesic length of each line in metres."""
        return self.chainage_m[self.offset[1:] - 1]

    def locate(self, line: int, points: Floats) -> Floats:
        """Mileage in metres of the point of ``line`` nearest to each planar point (n, 2)."""
        part = slice(self.offset[line], self.offset[line + 1])
        position = shapely.line_locate_point(self.shapes[line], shapely.points(points))
        return np.interp(position, self.planar_m[part], self.chainage_m[part])

    def at(self, line: int, chainage_m: Floats) -> Floats:
        """Points in degrees (n, 2) at the given mileages of ``line``."""
        part = slice(self.offset[line], self.offset[line + 1])
        run, vertices = self.chainage_m[part], self.lon_lat[part]
        return np.column_stack([np.interp(chainage_m, run, vertices[:, 0]), np.interp(chainage_m, run, vertices[:, 1])])

    def cut(self, line: int, from_m: float, to_m: float) -> Floats:
        """Vertices in degrees of ``line`` between two mileages, turned round if ``to_m < from_m``."""
        if to_m < from_m:
            return self.cut(line, to_m, from_m)[::-1]
        part = slice(self.offset[line], self.offset[line + 1])
        run = self.chainage_m[part]
        inside = self.lon_lat[part][(run > from_m) & (run < to_m)]
        ends = self.at(line, np.array([from_m, to_m]))
        return np.vstack([ends[:1], inside, ends[1:]])


def _running(step: Floats, offset: Ints) -> Floats:
    """Running sum of the steps between vertices, begun anew at each line."""
    total = np.concatenate([[0.0], np.cumsum(step)])
    return np.asarray(total - np.repeat(total[offset[:-1]], np.diff(offset)))


BARRIER_DETOUR: Final = 3.0  # times the distance of the nearest road within which another one is taken instead
_EDGE_M: Final = 15.0  # of a connector's ends: simplified banks come as near as that to a road or a place on them


@dataclass(frozen=True)
class Barriers:
    """Barriers in planar metres (VN-2000 / UTM 48N) with a spatial index.

    Parameters
    ----------
    wkb, offset
        Polygons of water; lines of rivers, the border and motorways: their bytes one after another, and where
        each begins. Most questions need none of them, so shapes are made when they are asked for.
    kinds
        "water", "border" or "motorway" for each.
    """

    wkb: NDArray[np.uint8]
    offset: NDArray[np.int64]
    kinds: NDArray[np.object_]

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """Each barrier."""
        held, ends = self.wkb.tobytes(), self.offset.tolist()
        shapes = np.asarray(shapely.from_wkb(np.array([held[a:b] for a, b in pairwise(ends)], dtype=object)))
        shapely.prepare(shapes)  # a lake of thousands of points is asked many times
        return shapes

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of ``shapes``."""
        return shapely.STRtree(self.shapes)

    @classmethod
    def of(cls, shapes: NDArray[np.object_], kinds: NDArray[np.object_]) -> Barriers:
        """From shapes in planar metres."""
        pieces = [bytes(piece) for piece in shapely.to_wkb(shapes)]
        offset = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64)
        return cls(np.frombuffer(b"".join(pieces), dtype=np.uint8), offset, kinds)

    @classmethod
    def none(cls) -> Barriers:
        """Nothing bars the way."""
        return cls.of(np.empty(0, dtype=object), np.empty(0, dtype=object))

    @classmethod
    def from_layers(
        cls, *, water: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, border: gpd.GeoDataFrame, roads: gpd.GeoDataFrame
    ) -> Barriers:
        """From the layers of these names (EPSG:4326)."""
        motorways = roads[(roads["road_class"] == "motorway").to_numpy() & ~roads["ramp"].to_numpy(dtype=bool)]
        parts = {"water": (water, rivers), "border": (border,), "motorway": (motorways,)}
        shapes, kinds = [], []
        for kind, frames in parts.items():
            for frame in frames:
                flat = require_crs(frame, layer=kind).to_crs(VN2000_UTM48N).geometry.to_numpy()
                pieces = shapely.get_parts(flat)
                shapes.append(pieces)
                kinds.append(np.full(len(pieces), kind, dtype=object))
        return cls.of(np.concatenate(shapes), np.concatenate(kinds))

    def crossed(self, connector: shapely.LineString) -> str:
        """The kind of the first barrier that a straight connector (planar, from the place) crosses; empty if none.

        The first and the last 15 m do not count, nor does water the place itself stands in.
        """
        begin, end = shapely.get_coordinates(connector)[[0, -1]]
        length_m = float(np.hypot(*(end - begin)))
        if length_m <= 2 * _EDGE_M:
            return ""
        edge = (end - begin) * (_EDGE_M / length_m)
        inner = shapely.linestrings([begin + edge, end - edge])
        near = np.sort(self.tree.query(inner))
        begin = shapely.points(begin)
        with ONE_ASKS:
            for i in near[shapely.intersects(self.shapes[near], inner)]:
                if not shapely.contains(self.shapes[i], begin):
                    return str(self.kinds[i])
        return ""


_COLUMNS = (
    "link_id",
    "from_node",
    "to_node",
    "road_class",
    "ref",
    "name",
    "ramp",
    "bridge",
    "oneway",
    "urban",
    "closed",
    "length_m",
)
AT_NODE_M = 0.5  # a cut nearer than this to a link's end is that end


@dataclass(frozen=True)
class Roads:
    """Links as mapped; every array has one entry a link.

    Parameters
    ----------
    start, end
        Node numbers; a one-way link leads from ``start`` to ``end``.
    node_lon_lat
        Nodes in degrees, (nodes, 2).
    closed
        Closed to through trips by an override.
    condition
        "unpaved" or "one_lane" where the layer knows it, else "".
    limit_kmh
        Signed speed, infinite where none is known.
    lines
        Geometry from ``start`` to ``end`` with mileage.
    barriers
        What connectors to these roads must not cross.
    """

    link_id: Ints
    start: Ints
    end: Ints
    length_m: Floats
    road_class: NDArray[np.object_]
    ref: NDArray[np.object_]
    name: NDArray[np.object_]
    ramp: NDArray[np.bool_]
    bridge: NDArray[np.bool_]
    oneway: NDArray[np.bool_]
    urban: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    condition: NDArray[np.object_]
    limit_kmh: Floats
    node_lon_lat: Floats
    lines: MeasuredLines
    barriers: Barriers = field(default_factory=Barriers.none)

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, *, barriers: Barriers | None = None) -> Roads:
        """From the layer ``roads`` (EPSG:4326).

        Raises
        ------
        DataError
            If columns are missing or the coordinate system is another one.
        """
        missing = [c for c in _COLUMNS if c not in frame.columns]
        if missing:
            raise DataError("errors.columns_missing", file="roads.parquet", columns=", ".join(missing))
        frame = require_crs(frame, layer="roads").sort_values("link_id")
        ends = frame[["from_node", "to_node"]].to_numpy(dtype=np.int64)
        numbers, node = np.unique(ends, return_inverse=True)
        node = node.reshape(-1, 2)
        lines = MeasuredLines.from_geometries(frame.geometry.to_numpy())
        node_lon_lat = np.empty((len(numbers), 2))
        node_lon_lat[node[:, 0]] = lines.lon_lat[lines.offset[:-1]]
        node_lon_lat[node[:, 1]] = lines.lon_lat[lines.offset[1:] - 1]
        texts = {c: frame[c].fillna("").to_numpy(dtype=object) for c in ("road_class", "ref", "name")}
        texts["name"] = np.array([street_name(name) for name in texts["name"]], dtype=object)
        if "condition" in frame:  # told by an OpenStreetMap extract alone
            condition = frame["condition"].fillna("").to_numpy(dtype=object)
            limit_kmh = frame["maxspeed_kmh"].to_numpy(dtype=np.float64, na_value=np.inf)
        else:
            condition, limit_kmh = np.full(len(frame), "", dtype=object), np.full(len(frame), np.inf)
        flags = {c: frame[c].to_numpy(dtype=bool) for c in ("ramp", "bridge", "oneway", "urban", "closed")}
        return cls(
            link_id=frame["link_id"].to_numpy(dtype=np.int64),
            start=node[:, 0],
            end=node[:, 1],
            length_m=lines.length_m,
            node_lon_lat=node_lon_lat,
            lines=lines,
            condition=condition,
            limit_kmh=limit_kmh,
            barriers=barriers or Barriers.none(),
            **texts,
            **flags,
        )

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the links in planar metres."""
        return shapely.STRtree(self.lines.shapes)

    @cached_property
    def at_grade(self) -> NDArray[np.bool_]:
        """Links that a place or an ordinary road may join: no motorway, ramp or bridge."""
        return np.asarray((self.road_class != "motorway") & ~self.ramp & ~self.bridge)

    def heading(self, link: int, chainage_m: float) -> Floats:
        """Unit vector (planar east, north) of travel from start to end near a mileage."""
        part = slice(self.lines.offset[link], self.lines.offset[link + 1])
        after = np.searchsorted(self.lines.chainage_m[part], chainage_m, side="right")
        vertex = int(np.clip(after, 1, part.stop - part.start - 1))
        step = np.diff(shapely.get_coordinates(self.lines.shapes[link])[vertex - 1 : vertex + 1], axis=0)[0]
        return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


@dataclass(frozen=True)
class Network:
    """The roads cut into pieces; every array but ``lon_lat`` has one entry a piece.

    Parameters
    ----------
    lon_lat
        Nodes in degrees, (nodes, 2): first those of ``roads``, then the cuts.
    tail, head
        Node numbers in the direction of the link.
    link, from_m, to_m
        The piece is this link between these two mileages.
    """

    roads: Roads
    lon_lat: Floats
    tail: Ints
    head: Ints
    link: Ints
    from_m: Floats
    to_m: Floats

    @property
    def length_m(self) -> Floats:
        """Geodesic length of each piece in metres."""
        return self.to_m - self.from_m

    @cached_property
    def first_piece(self) -> Ints:
        """Where the pieces of each link begin, in order of mileage: (links + 1,)."""
        return np.searchsorted(self.link, np.arange(len(self.roads.link_id) + 1))


def cut_roads(roads: Roads, link: Ints, chainage_m: Floats) -> tuple[Network, Ints]:
    """Cut the roads at (``link``, ``chainage_m``) and tell the node number of each cut.

    Cuts within half a metre of a link's end are that end; equal cuts are one node.
    """
    length_m = roads.length_m[link]
    rounded = np.round(chainage_m, 3)  # cuts less than a millimetre apart are one
    inner = (rounded > AT_NODE_M) & (rounded < length_m - AT_NODE_M)
    keys, which = np.unique(np.column_stack([link[inner], rounded[inner]]), axis=0, return_inverse=True)
    cut_link, cut_m = keys[:, 0].astype(np.int64), keys[:, 1]
    nodes = len(roads.node_lon_lat)
    node = np.where(rounded <= AT_NODE_M, roads.start[link], roads.end[link])
    node[inner] = nodes + which.ravel()
    cut_lon_lat = [roads.lines.at(i, np.array([m])) for i, m in zip(cut_link, cut_m, strict=True)]
    lon_lat = np.vstack([roads.node_lon_lat, *cut_lon_lat])
    # each link contributes its own first piece and one more for each cut
    owner = np.concatenate([np.arange(len(roads.link_id)), cut_link])
    from_m = np.concatenate([np.zeros(len(roads.link_id)), cut_m])
    tail = np.concatenate([roads.start, nodes + np.arange(len(cut_m))])
    order = np.lexsort([from_m, owner])
    owner, from_m, tail = owner[order], from_m[order], tail[order]
    last = np.append(owner[1:] != owner[:-1], True)
    to_m = np.where(last, roads.length_m[owner], np.append(from_m[1:], 0.0))
    head = np.where(last, roads.end[owner], np.append(tail[1:], 0))
    return Network(roads, lon_lat, tail, head, owner, from_m, to_m), node
