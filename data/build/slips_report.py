"""The part of ``docs/data.md`` on one-way traps: what was set two-way, and the doubts left as mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from data.build.road_slips import BACK_M, BESIDE_M, SHORT_M, doubts

if TYPE_CHECKING:
    import geopandas as gpd


def section(roads: gpd.GeoDataFrame) -> str:
    """Markdown from the layer ``roads``."""
    found = doubts(roads)
    left = roads.iloc[found.row].fillna({"name": ""})
    middle = shapely.get_coordinates(shapely.line_interpolate_point(left.geometry.to_numpy(), 0.5, normalized=True))
    rows = [
        f"| {r.road_class} | {r.ref} | {r.name} | {r.length_m:.0f} | {_back(back)} | {lon:.4f}, {lat:.4f} |"
        for r, back, (lon, lat) in zip(left.itertuples(index=False), found.back_m, middle, strict=True)
    ]
    head = (
        f"### One-way traps\n\nA one-way link under {SHORT_M} m, neither motorway nor ramp, whose way back is over "
        f"{BACK_M // 1000} km with no opposite carriageway within {BESIDE_M} m beside it is a doubt of the mapping. Where a two-way "
        "road goes on in it, it is a slip and set two-way by a row of `overrides.csv` (column `oneway`, above); longer stretches of "
        "numbered roads of which the map holds one carriageway alone were found on the way and are set two-way too. "
        f"{int(found.slip.sum())} slips are left. The other {len(left)} doubts are turning lanes, flyovers and one-way streets of "
        "towns, left as mapped:\n\n"
    )
    columns = ("class", "number", "name", "m", "way back, km", "lon, lat")
    return head + "\n".join([f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}", *rows])


def _back(metres: float) -> str:
    return "none" if np.isinf(metres) else f"{metres / 1000:.1f}"
