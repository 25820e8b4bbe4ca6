"""How well the two provinces are joined, before and after: one row for each pair of districts.

Pairs are the 9 × 11 across the common boundary, means of both directions; the number of routes is
that of the direction with fewer. The detour index is the shortest way ÷ the distance on the
ellipsoid. Shares of ranks of roads are weighted by the trips of the portfolio (``benefits``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.criticality import part_of
from analysis.crossings import Crossings, boundary_crossings, river_crossings
from analysis.disjoint_routes import NEAR_M, disjoint_routes, routes_between_groups
from analysis.district_sets import district_capitals
from analysis.pair_matrix import ends_of, pair_matrix
from analysis.road_shares import RANKS, metres_by_rank, shares
from analysis.variants import Assumptions
from analysis.yardstick import trips, yardstick
from layers.digest import text_digest
from layers.geodesy import WGS84
from words.errors import UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.disjoint_routes import DisjointRoutes
    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.world import World

    Progress = Callable[[int, int], None]

WORST: Final = 20
STATES: Final = ("before", "after")


@dataclass(frozen=True)
class Connectivity:
    """Everything about the ties of the two provinces in two states.

    Parameters
    ----------
    digest
        Names data, both scenarios and the surroundings of towns.
    pairs
        One row a pair: ``origin``, ``destination`` (ids), ``geodesic_km``; and with ``_before`` and ``_after``:
        ``detour``, ``shortest_km``, ``fastest_min``, ``fastest_length_km``, ``routes``, and metres driven by rank ``<rank>_km``.
        Not connected is NaN, of routes 0.
    capitals
        Routes between the two capitals, before and after.
    provinces
        Routes from any district of one province to any of the other, by province code, before and after.
    cuts
        Smallest cut of each pair, in the order of ``pairs``, before and after.
    boundary, river
        Crossings of the common boundary and of the region's river, before and after.
    shares
        Share of each rank (``RANKS``) in all kilometres driven, before and after; ``None`` if a pair is cut off.
    """

    digest: str
    pairs: pd.DataFrame
    capitals: tuple[DisjointRoutes | None, ...]
    provinces: tuple[DisjointRoutes, ...]
    cuts: tuple[tuple[DisjointRoutes, ...], ...]
    boundary: tuple[Crossings, ...]
    river: tuple[Crossings, ...]
    shares: tuple[tuple[float | None, ...], ...]

    def worst(self, count: int = WORST, *, when: str = "before") -> pd.DataFrame:
        """The pairs with the largest detour index in one state, largest first."""
        column = f"detour_{when}"
        ordered = self.pairs.sort_values([column, "origin", "destination"], ascending=[False, True, True])
        return ordered[ordered[column].notna()].head(count).reset_index(drop=True)


def connectivity(
    world: World,
    *,
    before: Scenario,
    after: Scenario,
    near_m: float = NEAR_M,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
) -> Connectivity:
    """Measure two states; kept with the world.

    Parameters
    ----------
    near_m
        Surroundings from which routes out of a town are counted, see ``disjoint_routes``.
    assumptions
        Give the weights of trips for the shares of ranks, and the districts that count there.
    progress
        Called with (pairs done, pairs in all); may raise to stop.

    Raises
    ------
    InputError
        If a scenario is not feasible.
    """
    weights = assumptions or Assumptions()
    make = partial(_connectivity, world, (before, after), near_m=near_m, weights=weights, progress=progress)
    return world.keep(("connectivity", before, after, near_m, weights.weights), make)


def _connectivity(
    world: World,
    states: tuple[Scenario, Scenario],
    *,
    near_m: float,
    weights: Assumptions,
    progress: Progress | None,
) -> Connectivity:
    origins, destinations = ends_of(world, "other_province")
    wanted = tuple((a, b) for a in origins for b in destinations)
    cuts = tuple(
        disjoint_routes(world, s, wanted, near_m=near_m, progress=part_of(progress, n, 2)) for n, s in enumerate(states)
    )
    capitals = [p for p in district_capitals(world) if world.places[p].kind == "provincial_capital"]
    by_rank = tuple(metres_by_rank(world, s, origins, destinations) for s in states)
    counted = _trips(world, states[0], weights, (origins, destinations))
    groups = {world.places[ids[0]].province: ids for ids in (origins, destinations)}
    return Connectivity(
        digest=text_digest(["connectivity", *(world.digest(s) for s in states), repr(near_m), *weights.weights]),
        pairs=_pairs(world, states, (origins, destinations), cuts, by_rank),
        capitals=tuple(_between(c, capitals) for c in cuts),
        provinces=tuple(routes_between_groups(world, s, groups, near_m=near_m) for s in states),
        cuts=cuts,
        boundary=tuple(boundary_crossings(world, s) for s in states),
        river=tuple(_over_river(world, s) for s in states),
        shares=tuple(shares(m, counted) for m in by_rank),
    )


def _over_river(world: World, scenario: Scenario) -> Crossings:
    """Crossings of the region's river; none where it has none, or its base map does not hold it."""
    try:
        return river_crossings(world, scenario)
    except UnknownError:  # a region without the river; a damaged layer is told
        return Crossings(world.digest(scenario), ())


def _trips(world: World, scenario: Scenario, weights: Assumptions, ends: tuple[list[str], list[str]]) -> Floats:
    """Trips of both directions between the ends, at the baseline."""
    counted = trips(world, scenario.baseline(), weights).trips
    order = list(yardstick(world).origins)
    a, b = ([order.index(p) for p in ids] for ids in ends)
    return np.asarray(counted[np.ix_(a, b)] + counted[np.ix_(b, a)].T)


def _between(cuts: tuple[DisjointRoutes, ...], ends: list[str]) -> DisjointRoutes | None:
    return next((c for c in cuts if {c.origin, c.destination} == set(ends)), None)


def _pairs(
    world: World,
    states: tuple[Scenario, Scenario],
    ends: tuple[list[str], list[str]],
    cuts: tuple[tuple[DisjointRoutes, ...], ...],
    by_rank: tuple[Floats, ...],
) -> pd.DataFrame:
    matrix = pair_matrix(world, before=states[0], after=states[1], origins=ends[0], destinations=ends[1])
    a, b = np.meshgrid(ends[0], ends[1], indexing="ij")
    columns: dict[str, object] = {"origin": a.ravel(), "destination": b.ravel()}
    columns["geodesic_km"] = matrix.geodesic_m.ravel() / 1000
    tables = (
        (matrix.before_m, matrix.before_min, matrix.before_length_m),
        (matrix.after_m, matrix.after_min, matrix.after_length_m),
    )
    for when, (metres, minutes, length_m), found, driven in zip(STATES, tables, cuts, by_rank, strict=True):
        columns[f"detour_{when}"] = (metres / matrix.geodesic_m).ravel()
        columns[f"shortest_km_{when}"] = metres.ravel() / 1000
        columns[f"fastest_min_{when}"] = minutes.ravel()
        columns[f"fastest_length_km_{when}"] = length_m.ravel() / 1000
        columns[f"routes_{when}"] = np.array([c.count for c in found], dtype=np.int64)
        columns |= {f"{r}_km_{when}": driven[i].ravel() / 1000 for i, r in enumerate(RANKS)}
    return pd.DataFrame(columns)


def cut_lines(world: World, cut: DisjointRoutes) -> gpd.GeoDataFrame:
    """The roads of a smallest cut for a map, EPSG:4326.

    Columns: ``number`` (of the road), ``ref``, ``name``, ``link_id`` (below zero on a project), ``length_km``,
    ``road_class``, ``section``, ``digest``.
    All links between two junctions are drawn: closing any one of them closes that road.
    """
    roads, segments, table = world.network.roads, world.links.segments, world.links.sections
    row_of = {int(link): row for row, link in enumerate(roads.link_id)}
    rows = []
    for number, links in enumerate(cut.cut, start=1):
        for link in links:
            if link >= 0:
                row = row_of[link]
                line = roads.lines.cut(row, 0.0, float(roads.length_m[row]))
                about = (number, roads.ref[row], roads.name[row], link, roads.length_m[row] / 1000)
                rows.append((*about, roads.road_class[row], "", line))
            else:
                i = -1 - link
                section = int(segments.section[i])
                from_m, to_m = float(segments.from_m[i]), float(segments.to_m[i])
                name = world.projects[str(table.project_id[section])].name_vi
                about = (number, "", name, link, (to_m - from_m) / 1000)
                where = str(table.road_class[section]), str(table.section_id[section])
                rows.append((*about, *where, table.lines.cut(section, from_m, to_m)))
    names = ("number", "ref", "name", "link_id", "length_km", "road_class", "section")
    columns = {name: [r[i] for r in rows] for i, name in enumerate(names)} | {"digest": cut.digest}
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(r[-1]) for r in rows], crs=WGS84)
