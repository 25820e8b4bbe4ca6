"""Areas and lines of the base map: clipped to the extent, simplified, slivers dropped, ranked.

``rank`` is small for what matters: a map shows rank 1 from far away and adds ranks as it comes
nearer. Areas and lengths are geodesic, of the shape as drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import VN2000_UTM48N, WGS84, Box, area_m2, length_m

AREA_RANKS_KM2 = (100.0, 20.0, 5.0, 1.0, 0.25)  # rank 1 from 100 km², 2 from 20 km² …, 6 below the last
_GRID_DEG = 1e-6
LENGTH_RANKS_KM = (150.0, 60.0, 25.0, 10.0)


def polygons(
    frame: gpd.GeoDataFrame, *, within: Box, kind: str, tolerance_m: float, least_km2: float
) -> gpd.GeoDataFrame:
    """Polygons of one kind, ready for the base map: kind, name, rank, area_km2.

    ``frame`` may have a column ``name``. Shapes are clipped to ``within`` (degrees), simplified by at most ``tolerance_m``; parts and
    holes below ``least_km2`` are dropped.
    """
    shapes = frame.geometry.clip_by_rect(*within).to_crs(VN2000_UTM48N).simplify(tolerance_m).make_valid()
    shapes = shapes.explode()
    shapes = shapes[(shapes.geom_type == "Polygon") & (shapes.area >= least_km2 * 1e6)]
    filled = [_without_small_holes(shape, least_m2=least_km2 * 1e6) for shape in shapes]
    parts = gpd.GeoDataFrame(geometry=_on_grid(gpd.GeoSeries(filled, crs=VN2000_UTM48N)))
    area_km2 = area_m2(parts.geometry) / 1e6
    parts.insert(0, "kind", kind)
    parts.insert(1, "name", frame["name"].loc[shapes.index].to_numpy() if "name" in frame else None)
    parts.insert(2, "rank", ranks(area_km2, AREA_RANKS_KM2))
    parts.insert(3, "area_km2", np.round(area_km2, 3))
    return numbered(parts)


def lines(frame: gpd.GeoDataFrame, *, within: Box, tolerance_m: float, least_km: float) -> gpd.GeoDataFrame:
    """Lines with ``kind`` and ``name``, merged and simplified: kind, name, rank, length_km.

    A named line is ranked by the length of all its parts, a nameless one comes after all named ones.
    """
    shapes = frame.geometry.clip_by_rect(*within).to_crs(VN2000_UTM48N)
    shapes = shapes.line_merge().simplify(tolerance_m).explode()
    shapes = shapes[shapes.length >= least_km * 1000]
    parts = gpd.GeoDataFrame(
        {"kind": frame["kind"].loc[shapes.index].to_numpy(), "name": frame["name"].loc[shapes.index].to_numpy()},
        geometry=_on_grid(shapes).to_numpy(),
        crs=WGS84,
    )
    parts["length_km"] = np.round(length_m(parts.geometry) / 1000, 2)
    whole_km = parts.groupby("name")["length_km"].sum()
    rank = ranks(parts["name"].map(whole_km).fillna(0.0).to_numpy(), LENGTH_RANKS_KM)
    parts.insert(2, "rank", np.where(parts["name"].isna(), len(LENGTH_RANKS_KM) + 2, rank))
    return numbered(parts)


def ranks(sizes: np.ndarray, limits: Sequence[float]) -> np.ndarray:
    """1 for sizes from the first (largest) limit, 2 from the second …; one more below the last."""
    return len(limits) + 1 - np.searchsorted(sorted(limits), sizes, side="right")


def numbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows by rank, then from large to small, then from west to east, numbered in that order."""
    size = frame["area_km2"] if "area_km2" in frame else frame["length_km"]
    order = pd.DataFrame({"rank": frame["rank"], "size": -size, "x": frame.bounds["minx"], "y": frame.bounds["miny"]})
    ordered = frame.loc[order.sort_values(["rank", "size", "x", "y"], kind="stable").index].reset_index(drop=True)
    ordered.insert(0, "fid", np.arange(1, len(ordered) + 1))
    return ordered


def _on_grid(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The shapes in degrees, on a grid of 0.1 m that keeps them valid."""
    degrees = shapes.to_crs(WGS84)
    return gpd.GeoSeries(shapely.set_precision(degrees.to_numpy(), _GRID_DEG), index=degrees.index, crs=WGS84)


def _without_small_holes(shape: shapely.Polygon, *, least_m2: float) -> shapely.Polygon:
    kept = [ring for ring in shape.interiors if shapely.Polygon(ring).area >= least_m2]
    return shapely.Polygon(shape.exterior, kept)
