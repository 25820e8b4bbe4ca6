"""The ways people take: least in generalised cost, exactly, with their minutes, kilometres and tolled kilometres.

Generalised cost of a vehicle = minutes × value + kilometres × operating cost + tolled kilometres × toll. Divided by
the value of a minute it is a time, and so the network with every arc that much longer in time is again a network: the
same graph, the same engine, the same exactness. Which way is least is decided at the central values of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.network import ArcKind, Mode, ReducedNetwork, along_trees, eliminate_nodes, with_arcs
from analysis.scenarios import Access, Scenario, kept_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from analysis.network import Arcs, Floats, Ints, SpeedCase
    from analysis.scenarios import World

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
    priced = costed(world, tariff, scenario.speeds)
    added, nodes = priced.added_to_base(scenario), world.nodes(places)
    if added is None:
        graph = priced.graph(scenario)
        metres = _metres(world, graph.arcs, tariff)[graph.by_time.arc]
        return _of_trees(graph.by_time.matrix, metres, nodes, tariff)
    small = priced.keep(("small network",), partial(_small, world, priced, tariff, scenario.speeds))
    both = with_arcs(small, added.tail, added.head, added.time_min, _metres(world, added, tariff))
    at = both.position[nodes]
    if len(added):
        return _of_trees(both.matrix, both.beside, at, tariff)
    told = {"nodes": at, "tariff": np.array([tariff.km_min, tariff.toll_km_min])} | both.arrays("base")
    return Ways(
        **kept_arrays(world, "ways_before", told, lambda: vars(_of_trees(both.matrix, both.beside, at, tariff)))
    )


def _small(world: World, priced: World, tariff: Tariff, case: SpeedCase) -> ReducedNetwork:
    """The base network of generalised minutes with a fifth of its nodes; metres stand beside. On disk as a core is."""
    graph = priced.passing_graph(Scenario(mode=tariff.mode, speeds=case))
    arcs, keep = graph.arcs, priced.kept_nodes(tariff.mode, case)
    metres = _metres(priced, arcs, tariff)

    def make() -> dict[str, NDArray[Any]]:
        weights = graph.by_time
        return eliminate_nodes(weights.matrix, keep, beside=metres[weights.arc]).arrays("ways")

    told = {"nodes": priced.lon_lat, "keep": keep, "metres": metres, **vars(arcs)}
    return ReducedNetwork.from_arrays(kept_arrays(world, "ways", told, make), "ways")


def _metres(world: World, arcs: Arcs, tariff: Tariff) -> Floats:
    """Metres of each arc, and as imaginary part those with toll: both are added up along a way at once."""
    tolled = tolled_arcs(world, arcs) if tariff.toll_km_min else np.zeros(len(arcs), dtype=bool)
    return arcs.length_m * np.where(tolled, 1 + 1j, 1)


def _of_trees(matrix: csr_array, metres: Floats, nodes: Ints, tariff: Tariff) -> Ways:
    """Ways among nodes of a network, whose entries have the metres beside them."""
    cost, before = dijkstra(matrix, indices=nodes, return_predecessors=True)
    along = along_trees(matrix, metres, before, nodes) / _M_PER_KM
    km, toll = along.real, along.imag
    return Ways(cost[:, nodes] - km * tariff.km_min - toll * tariff.toll_km_min, km, toll)
