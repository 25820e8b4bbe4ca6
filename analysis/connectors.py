"""Connectors: from a place to the nearest suitable road.

An assumption that is always shown: the straight distance × 1.3 at 20 km/h, to the nearest link that
is neither motorway, ramp nor bridge and not closed, on this side of water, border and motorways where
there is one near (``barriers``). On a dual carriageway a place reaches both carriageways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.graph import ArcKind, Arcs
from analysis.snapping import Snaps, snap

if TYPE_CHECKING:
    from analysis.lines import Floats, Ints
    from analysis.network import Roads

DETOUR: Final = 1.3  # road length of a connector ÷ straight distance
SPEED_KMH: Final = 20.0
_SEARCH_M: Final = 50_000.0  # beyond this a place is not connected at all


def snap_places(roads: Roads, lon_lat: Floats) -> Snaps:
    """Where each place (n, 2) meets the roads."""
    suitable = roads.at_grade & ~roads.closed
    return snap(roads, lon_lat, suitable=suitable, within_m=_SEARCH_M, barriers=roads.barriers)


def connector_arcs(snaps: Snaps, *, place_node: Ints, road_node: Ints) -> Arcs:
    """Two-way arcs between the node of each place and the cut it snaps to."""
    length_m = snaps.gap_m * DETOUR
    time_min = length_m / (SPEED_KMH / 0.06)
    return Arcs.two_way(
        place_node[snaps.point], road_node, length_m=length_m, time_min=time_min, kind=ArcKind.CONNECTOR
    )


def nearest_gap_m(snaps: Snaps, places: int) -> Floats:
    """Straight distance in metres to the nearest road of each place, NaN if there is none: (n,)."""
    gap_m = np.full(places, np.nan)
    np.fmin.at(gap_m, snaps.point, snaps.gap_m)
    return gap_m
