"""The section of ``docs/data.md`` on connectors: which were kept on this side of a barrier, which still cross one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.barriers import FARTHER, Barriers
from analysis.communes import communes
from analysis.connectors import nearest_gap_m, snap_places
from analysis.prepared import load_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.lines import Floats
    from analysis.network import Roads
    from data.build.context import Context

_MOVED_M = 1.0


def section(context: Context) -> str:
    """Markdown: places and communes by what their connector crosses or was kept from crossing."""
    world = load_world(context.out)
    roads = world.network.roads
    places = list(world.places.values())
    names = [f"{p.name_vi} (`{p.place_id}`)" for p in places]
    found = communes(world)
    lines = [
        *_rows(roads, np.array([(p.lon, p.lat) for p in places]), names),
        *_rows(roads, found.lon_lat, [f"commune {name}" for name in found.frame["full_name"]]),
    ]
    return "\n".join(
        [
            "## Connectors",
            "",
            (
                "A place or commune is joined to the nearest road that is neither motorway, ramp nor bridge and not closed, without "
                "crossing water wider than a stream, the border or a motorway where another such road lies within "
                f"{FARTHER:g} times the distance. Those kept on their side by this, and those that still cross because every road so "
                "near lies beyond:"
            ),
            "",
            "| place | nearest road, m | joined at, m | still crosses |",
            "|---|---|---|---|",
            *lines,
        ]
    )


def _rows(roads: Roads, lon_lat: Floats, names: Sequence[str]) -> list[str]:
    used, straight = snap_places(roads, lon_lat), snap_places(replace(roads, barriers=Barriers.none()), lon_lat)
    at_m, nearest_m = (nearest_gap_m(snaps, len(lon_lat)) for snaps in (used, straight))
    shown = [i for i in range(len(names)) if i in used.barred or at_m[i] - nearest_m[i] > _MOVED_M]
    return [f"| {names[i]} | {nearest_m[i]:.0f} | {at_m[i]:.0f} | {used.barred.get(i, '')} |" for i in shown]
