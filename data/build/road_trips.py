"""Shortest and fastest ways on the road layer as it stands: for the report of the data only.

The dashboard's own routing knows projects, connectors and scenarios (``analysis``); this knows two
points and the links, and so can be held against it.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from data.build.junctions import planar
from layers.geodesy import VN2000_UTM48N, WGS84


@dataclass(frozen=True)
class Trip:
    """Mean of both directions: km of the shortest way; minutes of the fastest at low, central and high speed."""

    km: float
    slow_min: float
    central_min: float
    quick_min: float


def trip(roads: gpd.GeoDataFrame, speeds: pd.DataFrame, a: tuple[float, float], b: tuple[float, float]) -> Trip:
    """The trip by car between the nodes nearest to two points (degrees) on the links given."""
    ends = tuple(nearest_node(roads, point) for point in (a, b))
    km = roads["length_m"].to_numpy() / 1000
    car = speeds[speeds["mode"] == "car"].astype({"ramp": int, "urban": int}).set_index(["road_class", "ramp", "urban"])
    keys = pd.MultiIndex.from_arrays([roads["road_class"], roads["ramp"].astype(int), roads["urban"].astype(int)])
    minutes = [
        km / car[column].astype(float).reindex(keys).to_numpy() * 60
        for column in ("low_kmh", "central_kmh", "high_kmh")
    ]
    return Trip(*(both_ways(roads, weight, *ends) for weight in (km, *minutes)))


def both_ways(roads: gpd.GeoDataFrame, weight: NDArray[np.float64], a: int, b: int) -> float:
    """The mean of the least sums of ``weight`` from ``a`` to ``b`` and back."""
    table = dijkstra(_graph(_arcs(roads, weight)), indices=[a, b])
    return float(table[0, b] + table[1, a]) / 2


def links_along(roads: gpd.GeoDataFrame, weight: NDArray[np.float64], a: int, b: int) -> NDArray[np.int64]:
    """Rows of the links of the way from ``a`` to ``b`` with the least sum of ``weight``, last link first."""
    arcs = _arcs(roads, weight)
    _, before = dijkstra(_graph(arcs), indices=a, return_predecessors=True)
    row = arcs.set_index(["tail", "head"])["row"]
    rows = []
    while b != a:
        rows.append(row[before[b], b])
        b = int(before[b])
    return np.array(rows, dtype=np.int64)


def nearest_node(roads: gpd.GeoDataFrame, point: tuple[float, float]) -> int:
    """The end of a link of secondary class or higher nearest to a point in degrees."""
    main = roads[~roads["ramp"] & ~roads["road_class"].isin(("motorway", "tertiary"))]
    lines = planar(main.geometry.to_numpy())
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    here = gpd.GeoSeries([shapely.Point(point)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    nodes = np.r_[main["from_node"], main["to_node"]]
    return int(nodes[np.hypot(*(ends - [here.x, here.y]).T).argmin()])


def _arcs(roads: gpd.GeoDataFrame, weight: NDArray[np.float64]) -> pd.DataFrame:
    """One row a directed pair of nodes: the link of least weight between them."""
    back = np.flatnonzero(~roads["oneway"].to_numpy())
    tail, head = roads["from_node"].to_numpy(), roads["to_node"].to_numpy()
    row = np.r_[np.arange(len(roads)), back]
    arcs = pd.DataFrame(
        {"tail": np.r_[tail, head[back]], "head": np.r_[head, tail[back]], "weight": weight[row], "row": row}
    )
    return arcs.sort_values(["tail", "head", "weight", "row"]).drop_duplicates(["tail", "head"])


def _graph(arcs: pd.DataFrame) -> csr_matrix:
    size = int(arcs[["tail", "head"]].to_numpy().max()) + 1
    return coo_matrix((arcs["weight"], (arcs["tail"], arcs["head"])), shape=(size, size)).tocsr()
