"""The ways people take: least in generalised cost, exactly, with their minutes, kilometres and tolled kilometres.

Generalised cost of a vehicle = minutes × value + kilometres × operating cost + tolled kilometres × toll. Divided by
the value of a minute it is a time, and so the network with every arc that much longer in time is again a network: the
same graph, the same engine, the same exactness. Which way is least is decided at the central values of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.network import ArcKind, Mode
from analysis.scenarios import Access

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.network import Arcs, Floats, Graph, Ints, SpeedCase
    from analysis.scenarios import Scenario, World

_M_PER_KM = 1000.0


@dataclass(frozen=True)
class Tariff:
    """What a kilometre costs, in minutes of the mode's time.

    Parameters
    ----------
    km_min, toll_km_min
        Minutes that a kilometre, and a tolled kilometre on top, are worth.
    """

    mode: Mode
    km_min: float
    toll_km_min: float = 0.0


@dataclass(frozen=True)
class Ways:
    """Ways between places, directed: (places, places); infinite where none leads.

    Parameters
    ----------
    minutes, km, toll_km
        Of the way least in generalised cost.
    """

    minutes: Floats
    km: Floats
    toll_km: Floats


def tolled_arcs(world: World, arcs: Arcs) -> NDArray[np.bool_]:
    """Arcs on expressways: base motorways without their ramps, and new road of projects that are expressways."""
    roads, sections = world.network.roads, world.links.sections
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    link = world.network.link[np.where(on_road, arcs.item, 0)]
    base = (arcs.kind == ArcKind.ROAD) & (roads.road_class[link] == "motorway") & ~roads.ramp[link]
    express = np.array([world.projects[str(p)].kind == "expressway" for p in sections.project_id], dtype=bool)
    if not len(express):
        return np.asarray(base)
    own = (arcs.section >= 0) & (arcs.kind != ArcKind.ACCESS)
    return np.asarray(base | (own & express[np.where(own, arcs.section, 0)]))


def costed(world: World, tariff: Tariff, case: SpeedCase) -> World:
    """The world with generalised minutes in place of minutes, for one mode and one case of speeds; lengths stay."""
    return world.keep(("costed world", tariff, case), partial(_costed, world, tariff, case))


def _costed(world: World, tariff: Tariff, case: SpeedCase) -> World:
    supply = world.supply(tariff.mode, case)

    def dearer(arcs: Arcs) -> Arcs:
        km = arcs.length_m / _M_PER_KM
        toll = km * tolled_arcs(world, arcs) * tariff.toll_km_min if tariff.toll_km_min else 0.0
        return replace(arcs, time_min=arcs.time_min + km * tariff.km_min + toll)

    made = replace(supply, base=dearer(supply.base), added=dearer(supply.added))
    return replace(
        world,
        connectors=dearer(world.connectors),
        private=True,
        _supplies={(tariff.mode, case): made},
        _graphs={},
        _results={},
    )


def ways(world: World, scenario: Scenario, places: tuple[str, ...], tariff: Tariff) -> Ways:
    """Ways of a scenario's network between places, kept with the world; errors as ``World.graph``.

    The scenario's mode is that of the tariff. Without a project the access to expressways does not matter.
    """
    state = replace(scenario, mode=tariff.mode)
    state = state if state.projects else replace(state, access=Access.HIGH)
    return world.keep(("worth ways", state, places, tariff), lambda: _ways(world, state, places, tariff))


def _ways(world: World, scenario: Scenario, places: tuple[str, ...], tariff: Tariff) -> Ways:
    graph = costed(world, tariff, scenario.speeds).graph(scenario)
    nodes = world.nodes(places)
    cost, before = dijkstra(graph.by_time.matrix, indices=nodes, return_predecessors=True)
    arcs = graph.arcs
    toll_m = arcs.length_m * tolled_arcs(world, arcs) if tariff.toll_km_min else None
    km, toll = np.zeros((len(nodes), len(nodes))), np.zeros((len(nodes), len(nodes)))
    for row, tree in enumerate(before):
        along = _along(graph, tree, [arcs.length_m] if toll_m is None else [arcs.length_m, toll_m])
        km[row] = along[0][nodes] / _M_PER_KM
        toll[row] = 0.0 if toll_m is None else along[1][nodes] / _M_PER_KM
    minutes = cost[:, nodes] - km * tariff.km_min - toll * tariff.toll_km_min
    return Ways(minutes, km, toll)


def _along(graph: Graph, before: Ints, amounts: list[Floats]) -> list[Floats]:
    """Sums of each amount of arcs from the root to every node along a tree of predecessors, by pointer doubling."""
    nodes = len(before)
    child = np.flatnonzero(before >= 0)
    arc = graph.by_time.arc_between(before[child].astype(np.int64), child)
    sums = []
    for amount in amounts:
        of = np.zeros(nodes)
        of[child] = amount[arc]
        sums.append(of)
    jump = np.where(before >= 0, before, np.arange(nodes))
    while True:
        further = jump[jump]
        if np.array_equal(further, jump):
            return sums
        sums = [of + of[jump] for of in sums]
        jump = further
