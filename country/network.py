"""The road network of a study: cut out of the country's, joined through what is inside alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from country.pack import shapes, table
from layers import VN2000_UTM48N, length_m
from pipeline.roads import bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from country.area import Area

_EDGE_M: Final = 1.0
_COLUMNS: Final = [
    "link_id", "from_node", "to_node", "road_class", "ref", "name", "ramp", "bridge", "oneway", "urban", "closed",
    "length_m", "border", "cut", "override", "geometry",
]  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """The layers ``roads``, ``roads_cambodia`` (all beyond the border) and ``roads_dropped`` of a study."""

    roads: gpd.GeoDataFrame
    abroad: gpd.GeoDataFrame
    dropped: pd.DataFrame

    @property
    def connected(self) -> float:
        """Share of the kilometres inside that are in the network."""
        kept = float(self.roads["length_m"].sum()) / 1000
        return kept / (kept + float(self.dropped["length_km"].sum()))


def cut(area: Area) -> Cut:
    """The network inside the extent: roads cut at its edge, the largest strongly connected component."""
    inside = _clipped(_inside(shapes("roads"), area), area)
    kept = _largest(inside)
    lost = inside[~kept]
    return Cut(_numbered(inside[kept]), _abroad(area), _dropped(lost, area))


def _inside(roads: gpd.GeoDataFrame, area: Area) -> gpd.GeoDataFrame:
    return roads.iloc[np.sort(roads.sindex.query(area.box, predicate="intersects"))].reset_index(drop=True)


def _clipped(roads: gpd.GeoDataFrame, area: Area) -> gpd.GeoDataFrame:
    """The roads cut at the edge of the extent; a new end is a node of its own, below zero."""
    ends = _ends(roads)
    roads[["x0", "y0", "x1", "y1"]] = ends
    whole = shapely.within(roads.geometry.to_numpy(), area.box)
    pieces = bounds.clip(roads[~whole], area=area.plane)
    pieces = pieces.set_geometry(
        gpd.GeoSeries(shapely.transform(pieces.geometry.to_numpy(), lambda c: np.round(c, 7) + 0.0), crs=roads.crs)
    )
    pieces["length_m"] = np.round(length_m(pieces.geometry.to_numpy()), 2)
    now, then = _ends(pieces), pieces[["x0", "y0", "x1", "y1"]].to_numpy()
    for column, at, new in (("from_node", slice(0, 2), -1), ("to_node", slice(2, 4), -2)):
        moved = (now[:, at] != then[:, at]).any(axis=1)
        pieces.loc[moved, column] = new - 2 * np.flatnonzero(moved)
    joined = pd.concat([roads[whole], pieces], ignore_index=True)
    joined["cut"] = (joined["from_node"] < 0) | (joined["to_node"] < 0)
    return gpd.GeoDataFrame(joined.drop(columns=["x0", "y0", "x1", "y1"]), crs=roads.crs)


def _ends(roads: gpd.GeoDataFrame) -> NDArray[np.float64]:
    lines = roads.geometry.to_numpy()
    return np.hstack([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)]).reshape(len(lines), 4)


def _largest(roads: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which links lie in the strongly connected component with the most kilometres."""
    ends = roads[["from_node", "to_node"]].to_numpy()
    names, number = np.unique(ends, return_inverse=True)
    begin, finish = number.reshape(ends.shape).T
    back = ~roads["oneway"].to_numpy(dtype=bool)
    tail, head = np.r_[begin, finish[back]], np.r_[finish, begin[back]]
    graph = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(len(names), len(names)))
    label = connected_components(graph, directed=True, connection="strong")[1]
    within = label[begin] == label[finish]
    weight = np.bincount(label[begin][within], weights=roads["length_m"].to_numpy()[within], minlength=label.max() + 1)
    return np.asarray(within & (label[begin] == weight.argmax()))


def _numbered(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Links and nodes numbered through, nodes by longitude and latitude."""
    ends = roads[["from_node", "to_node"]].to_numpy()
    names, first, number = np.unique(ends.T.ravel(), return_index=True, return_inverse=True)
    spots = _ends(roads).reshape(len(roads), 2, 2).transpose(1, 0, 2).reshape(-1, 2)[first]
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.lexsort((names, spots[:, 1], spots[:, 0]))] = np.arange(len(names))
    begin, finish = rank[number].reshape(2, len(roads))
    made = roads.assign(from_node=begin, to_node=finish, closed=False, override=-1)
    order = ["from_node", "to_node", "road_class", "ref", "oneway", "length_m", "name"]
    made = made.sort_values(order, kind="stable", na_position="first").reset_index(drop=True)
    return made.assign(link_id=np.arange(len(made)))[_COLUMNS]


def _abroad(area: Area) -> gpd.GeoDataFrame:
    """Roads beyond the border inside the extent."""
    near = _inside(shapes("roads_abroad"), area)
    pieces = bounds.clip(near, area=area.plane)
    pieces["length_m"] = np.round(length_m(pieces.geometry.to_numpy()), 2)
    pieces["link_id"] = np.arange(len(pieces))
    return pieces[["link_id", "road_class", "ref", "length_m", "geometry"]]


def _dropped(lost: gpd.GeoDataFrame, area: Area) -> pd.DataFrame:
    """What is not routed: lost by the cut, and what the country's network left out already."""
    west, south, east, north = area.extent
    known = table("roads_dropped")
    known = known[known["lon"].between(west, east) & known["lat"].between(south, north)]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lost.geometry.to_numpy(), 0.5, normalized=True))
    made = pd.DataFrame(
        {
            "reason": "island",
            "road_class": lost["road_class"].to_numpy(),
            "ref": lost["ref"].to_numpy(),
            "length_km": np.round(lost["length_m"].to_numpy() / 1000, 3),
            "lon": np.round(middle[:, 0], 5),
            "lat": np.round(middle[:, 1], 5),
        }
    )
    frame = pd.concat([known, made], ignore_index=True).drop_duplicates()
    return (
        frame.assign(ref=frame["ref"].fillna("")).sort_values(list(frame.columns), kind="stable").reset_index(drop=True)
    )


def planar_points(points: gpd.GeoSeries) -> NDArray[np.float64]:
    """Points in VN-2000 metres, (n, 2)."""
    return np.asarray(shapely.get_coordinates(points.to_crs(VN2000_UTM48N).to_numpy()))
