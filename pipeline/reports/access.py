"""The sections of ``docs/data.md`` on how places join the roads: access links, and pairs whose two directions differ.

A pair is listed if the shortest distances of its directions differ by over 2 km or the fastest times by
over 3 min. Its ways are laid beside each other; where they part farthest is the cause, named with its
reason in ``asymmetries.csv``. A place most of whose pairs are listed has its cause at its own access.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse.csgraph import dijkstra

from analysis.accessibility import communes
from analysis.network import BARRIER_DETOUR, Barriers, nearest_gap_m, planar, skim, snap_places, walk_back
from analysis.scenarios import Scenario, line_of_arc, load_world
from layers import VN2000_UTM48N, WGS84, Role, place_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from analysis.network import Floats, Graph, Ints, Roads
    from analysis.scenarios import World
    from pipeline.files import Context

_MOVED_M = 1.0


def access_link_section(context: Context) -> str:
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
                f"{BARRIER_DETOUR:g} times the distance. Those kept on their side by this, and those that still cross because every road so "
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


OVER_KM: Final = 2.0
OVER_MIN: Final = 3.0
MAIN: Final = frozenset(place_kinds(Role.CHECKED))
_STEP_M: Final = 150.0
_APART_M: Final = 60.0  # carriageways of one road lie nearer
_MOST: Final = 0.5  # of a place's pairs: then the cause is its own access
_UNKNOWN: Final = "not explained"


@dataclass(frozen=True)
class Uneven:
    """One pair: how much longer the way there is than the way back, and where the two part."""

    origin: str
    destination: str
    more_km: float
    more_min: float
    parted: tuple[float, float]


def uneven_mask(world: World, ids: list[str]) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Which pairs are listed, and by how many km and min the way there exceeds the way back: (places, places)."""
    nodes = world.nodes(ids)
    tables = skim(world.graph(Scenario()), nodes, nodes)
    more_km = (tables.shortest_m - tables.shortest_m.T) / 1000
    more_min = tables.fastest_min - tables.fastest_min.T
    return (np.abs(more_km) > OVER_KM) | (np.abs(more_min) > OVER_MIN), more_km, more_min


def uneven_pairs(world: World) -> list[Uneven]:
    """The listed pairs of capitals, towns, gates, airports and ports, each once."""
    ids = [i for i, p in world.places.items() if p.kind in MAIN]
    nodes = world.nodes(ids)
    listed, more_km, more_min = uneven_mask(world, ids)
    graph = world.graph(Scenario())
    found = []
    for weights, mask in (
        (graph.by_length, np.abs(more_km) > OVER_KM),
        (graph.by_time, (np.abs(more_km) <= OVER_KM) & listed),
    ):
        _, trees = dijkstra(weights.matrix, indices=nodes, return_predecessors=True)
        for a, b in zip(*np.nonzero(np.triu(mask)), strict=True):  # some hundred
            ways = [walk_back(weights, trees[o], int(nodes[o]), int(nodes[d])) for o, d in ((a, b), (b, a))]
            there, back = (_line(world, graph, arcs) for arcs in ways if arcs is not None)
            parted = _parted(there, back)
            found.append(Uneven(ids[a], ids[b], float(more_km[a, b]), float(more_min[a, b]), parted))
    return found


def _line(world: World, graph: Graph, arcs: Ints) -> shapely.LineString:
    """A way in planar metres."""
    return shapely.LineString(planar(np.vstack([line_of_arc(world, graph, int(arc)) for arc in arcs])))


def _parted(there: shapely.LineString, back: shapely.LineString) -> tuple[float, float]:
    """The middle of the longest stretch, in degrees, of one way that the other does not follow."""
    best = (0, shapely.Point(there.coords[0]))
    for one, other in ((there, back), (back, there)):
        shapely.prepare(other)
        spots = shapely.line_interpolate_point(one, np.arange(0.0, one.length, _STEP_M))
        apart = np.r_[0, (~shapely.dwithin(other, spots, _APART_M)).astype(int), 0]
        for first, after in np.flatnonzero(np.diff(apart)).reshape(-1, 2):
            best = max(best, (int(after - first), spots[(first + after) // 2]), key=lambda run: run[0])
    return _degrees(best[1])


def _degrees(point: shapely.Point) -> tuple[float, float]:
    lon, lat = Transformer.from_crs(VN2000_UTM48N, WGS84, always_xy=True).transform(point.x, point.y)
    return float(lon), float(lat)


def cause(pair: Uneven, causes: pd.DataFrame) -> str:
    """The English reason of the box in which the pair's ways part; empty if none is named."""
    lon, lat = pair.parted
    for row in causes.to_dict("records"):
        if float(row["west"]) <= lon <= float(row["east"]) and float(row["south"]) <= lat <= float(row["north"]):
            return str(row["what_en"])
    return ""


def asymmetry_section(context: Context) -> str:
    """Markdown: pairs by cause, and the places whose own access is uneven."""
    world = load_world(context.out)
    causes = context.table("asymmetries")
    pairs = uneven_pairs(world)
    groups: dict[str, list[Uneven]] = defaultdict(list)
    for pair in pairs:
        groups[cause(pair, causes) or _UNKNOWN].append(pair)
    reasons = dict(zip(causes["what_en"], causes["reason_en"], strict=True))
    rows = [_row(world, name, group, reasons.get(name, _where(group))) for name, group in sorted(groups.items())]
    listed, more_km, more_min = uneven_mask(world, list(world.places))
    return "\n".join(
        [
            "## Pairs of places whose directions differ",
            "",
            (
                f"Base network, by car, central speeds: pairs whose shortest distances differ by over {OVER_KM:g} km or whose fastest "
                f"times differ by over {OVER_MIN:g} min between the two directions. Of the capitals, towns, gates, airports and ports "
                f"{len(pairs)} pairs do; of all {len(world.places)} places {int(listed.sum()) // 2:,} of "
                f"{len(world.places) * (len(world.places) - 1) // 2:,}. Where the two ways part farthest is the cause; figures are "
                "those of the way there less those of the way back."
            ),
            "",
            "| where the ways part | why | pairs |",
            "|---|---|---|",
            *rows,
            "",
            (
                "Places most of whose pairs differ: the cause is where the place joins the roads (one carriageway of a divided road "
                "whose next mapped opening is far, or a one-way street)."
            ),
            "",
            "| place | pairs | median difference, km | median difference, min |",
            "|---|---|---|---|",
            *_places(world, listed, more_km, more_min),
        ]
    )


def _row(world: World, name: str, group: list[Uneven], reason: str) -> str:
    told = "; ".join(
        f"{world.places[p.origin].name_vi} – {world.places[p.destination].name_vi} {p.more_km:+.1f} km, {p.more_min:+.1f} min"
        for p in group
    )
    return f"| {name} | {reason} | {len(group)}: {told} |"


def _where(group: list[Uneven]) -> str:
    return "near " + "; ".join(sorted({f"{p.parted[0]:.3f}, {p.parted[1]:.3f}" for p in group}))


def _places(world: World, listed: NDArray[np.bool_], more_km: Floats, more_min: Floats) -> list[str]:
    most = np.flatnonzero(listed.sum(axis=1) > _MOST * len(listed))
    names = list(world.places.values())
    return [
        f"| {names[i].name_vi} (`{names[i].place_id}`) | {int(listed[i].sum())} | {np.nanmedian(more_km[i]):+.1f} | "
        f"{np.nanmedian(more_min[i]):+.1f} |"
        for i in most[np.argsort(-listed.sum(axis=1)[most], kind="stable")]
    ]
