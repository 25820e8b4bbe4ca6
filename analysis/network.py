"""The base network as arrays: roads as mapped, and the same roads cut into pieces.

``Roads`` holds one row a link of ``data/geo/roads.parquet``. ``Network`` holds the same roads cut at
every point where a place or a project touches them; cutting changes no distance, so one network
serves every scenario. Lengths are geodesic metres; node numbers index ``lon_lat``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.barriers import Barriers
from analysis.lines import Floats, Ints, MeasuredLines
from layers.geodesy import require_crs
from words.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

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
