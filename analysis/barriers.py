"""What a connector must not cross: water wider than a stream, the border, motorways.

A place or commune is joined to the nearest road (``connectors``), but not over a river to the other
bank while a road of its own bank lies within three times the distance. Water is that of the layers
``water`` and ``rivers`` (streams are in neither), the border that of ``border``, motorways those of the
network: whether one can pass under them there is not known. Where every road so near lies beyond, the
nearest is taken and the connector is listed in ``docs/data.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.ops import substring

from layers.geodesy import VN2000_UTM48N, require_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

FARTHER: Final = 3.0  # times the distance of the nearest road within which another one is taken instead
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
        return np.asarray(shapely.from_wkb(np.array([held[a:b] for a, b in pairwise(ends)], dtype=object)))

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
        """The kind of the first barrier that a connector (planar, from the place) crosses; empty if none.

        The first and the last 15 m do not count, nor does water the place itself stands in.
        """
        if connector.length <= 2 * _EDGE_M:
            return ""
        inner = substring(connector, _EDGE_M, connector.length - _EDGE_M)
        met = np.sort(self.tree.query(inner, predicate="intersects"))
        begin = shapely.Point(connector.coords[0])
        for i in met:
            if not shapely.contains(self.shapes[i], begin):
                return str(self.kinds[i])
        return ""
