"""How far a point lies from the road it is joined to: shown with every place, checked against a limit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis.network import Barriers, Roads, nearest_gap_m, snap_places
from pipeline.files import Context

AROUND = ("water", "rivers", "border")  # what a connector does not cross, beside motorways


def snap_m(context: Context, points: gpd.GeoSeries) -> pd.api.extensions.ExtensionArray:
    """Geodesic metres from each point (EPSG:4326) to the road that the router joins it to.

    Missing for a missing point and beyond the router's reach, and for all while ``roads`` is not built.
    A layer of ``AROUND`` that is not built bars nothing, so their steps go before those that ask.
    """
    result = pd.array([pd.NA] * len(points), dtype="Int64")
    known = np.flatnonzero(~points.isna() & ~points.is_empty)
    if not context.has("roads") or not len(known):
        return result
    spots = points.iloc[known]
    lon_lat = np.column_stack([spots.x, spots.y])
    metres = nearest_gap_m(snap_places(_roads(context), lon_lat), len(known))
    near = np.isfinite(metres)
    result[known[near]] = np.rint(metres[near]).astype("int64")
    return result


def _roads(context: Context) -> Roads:
    """The network as the router reads it, with what bars the way to it."""
    frame = context.read("roads")
    none = gpd.GeoDataFrame(geometry=[], crs=frame.crs)
    around = {name: context.read(name) if context.has(name) else none for name in AROUND}
    return Roads.from_frame(frame, barriers=Barriers.from_layers(roads=frame, **around))
