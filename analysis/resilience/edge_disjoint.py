"""How many routes without a common link lead from place to place, and the links whose closing parts them.

Menger (1927): the largest number of link-disjoint ways equals the smallest number of links whose
closing leaves no way; it is the largest flow (Ford and Fulkerson 1956) when every link carries one.
A link is counted between two junctions and in the direction of travel, so that a dual carriageway
counts once; upgrades run on their own link; places' connectors and the joints of projects carry any
flow. A town is left by all its roads: from a place one starts at every junction within ``near_m``
of it (never more than 0.4 of the distance between the two). Of several smallest cuts the one nearest
to where the trip begins is told. Roads below tertiary are not in the network: the number is a floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow
from scipy.spatial import cKDTree

from analysis.network import contract_links, owners_of_arcs, planar
from layers import distance_m, distances_m, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analysis.network import ContractedLinks, Ints, Roads
    from analysis.scenarios import Scenario, World

TOWN_RADIUS_M: Final = 2000.0
_OWN_SHARE: Final = 0.4  # of the distance of two places: their surroundings must not meet
_ANY: Final = 1_000_000


@dataclass(frozen=True)
class DisjointRoutes:
    """Between two places, the direction with fewer routes.

    Parameters
    ----------
    origin, destination
        Ids of the places, or names of the groups, in that direction.
    count
        Routes without a common link; 0 if there is none.
    cut
        For each road of a smallest cut the links of it, as ``link_id``; a project's segment is
        −1 − its number.
    digest
        Names data, scenario and places.
    """

    origin: str
    destination: str
    count: int
    cut: tuple[tuple[int, ...], ...]
    digest: str


class FlowNetwork:
    """The chains of a scenario with their capacities, ready for many pairs."""

    def __init__(self, world: World, scenario: Scenario, place_ids: Sequence[str]) -> None:
        graph = world.graph(scenario)
        self.world, self.digest = world, world.digest(scenario)
        self.chains = contract_links(
            graph, graph.arcs.length_m, owners_of_arcs(world.network, graph), world.nodes(place_ids)
        )
        self.flat = planar(graph.lon_lat[self.chains.nodes])
        self.tree = cKDTree(self.flat)
        self.node = dict(zip(place_ids, self.chains.position(world.nodes(place_ids)).tolist(), strict=True))
        real = (
            np.bincount(
                np.repeat(np.arange(len(self.chains)), np.diff(self.chains.offset)),
                weights=self.chains.owner >= 0,
                minlength=len(self.chains),
            )
            > 0
        )
        self.capacity = np.where(real, 1, _ANY)

    def around(self, place_id: str, near_m: float) -> Ints:
        """Nodes where trips of a place may begin or end."""
        own = self.node[place_id]
        return np.unique([own, *self.tree.query_ball_point(self.flat[own], near_m)])

    def smallest_cut(self, origins: Ints, destinations: Ints) -> tuple[int, Ints]:
        """Routes from any of some nodes to any of others, and the chains of a smallest cut.

        The two sets must not share a node.
        """
        chains, nodes = self.chains, len(self.chains.nodes)
        source, sink = nodes, nodes + 1
        tail = np.concatenate([chains.tail, np.full(len(origins), source), destinations])
        head = np.concatenate([chains.head, origins, np.full(len(destinations), sink)])
        capacity = np.concatenate([self.capacity, np.full(len(origins) + len(destinations), _ANY)])
        matrix = coo_array((capacity, (tail, head)), shape=(nodes + 2, nodes + 2)).tocsr().astype(np.int32)
        result = maximum_flow(csr_array(matrix), source, sink)
        residual = csr_array(matrix - result.flow)
        residual.eliminate_zeros()
        reached = np.zeros(nodes + 2, dtype=bool)
        reached[breadth_first_order(residual, source, return_predecessors=False)] = True
        return int(result.flow_value), np.flatnonzero(reached[chains.tail] & ~reached[chains.head])


def disjoint_routes(
    world: World,
    scenario: Scenario,
    pairs: Iterable[tuple[str, str]],
    *,
    near_m: float = TOWN_RADIUS_M,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[DisjointRoutes, ...]:
    """Link-disjoint routes of pairs of places, the less of both directions; kept with the world.

    Raises
    ------
    InputError
        If a place is unknown or the scenario not feasible.
    """
    wanted = tuple(pairs)
    make = partial(_disjoint_routes, world, scenario, wanted, near_m, progress)
    return world.keep(("disjoint routes", scenario, wanted, near_m), make)


def _disjoint_routes(
    world: World,
    scenario: Scenario,
    pairs: tuple[tuple[str, str], ...],
    near_m: float,
    progress: Callable[[int, int], None] | None,
) -> tuple[DisjointRoutes, ...]:
    network = FlowNetwork(world, scenario, sorted({p for pair in pairs for p in pair}))
    found = []
    for done, (a, b) in enumerate(pairs):
        if progress:
            progress(done, len(pairs))
        one, other = world.place(a), world.place(b)
        reach_m = min(near_m, _OWN_SHARE * distance_m(one.lon, one.lat, other.lon, other.lat))
        around = {p: network.around(p, reach_m) for p in (a, b)}
        both = [(p, q, *network.smallest_cut(around[p], around[q])) for p, q in ((a, b), (b, a))]
        origin, destination, count, cut = min(both, key=lambda x: x[2])
        digest = text_digest(["disjoint", network.digest, origin, destination, repr(near_m)])
        found.append(DisjointRoutes(origin, destination, count, _links(world, network.chains, cut), digest))
    return tuple(found)


def routes_between_groups(
    world: World, scenario: Scenario, groups: Mapping[str, Sequence[str]], *, near_m: float = TOWN_RADIUS_M
) -> DisjointRoutes:
    """Routes without a common link from any place of one group to any of the other, the less of both directions.

    Parameters
    ----------
    groups
        Two names, each with the ids of its places; the result names the groups.
    near_m
        As in ``disjoint_routes``, at most 0.4 of the least distance between the groups.
    """
    network = FlowNetwork(world, scenario, [p for ids in groups.values() for p in ids])
    spots = (np.array([(world.place(p).lon, world.place(p).lat) for p in ids]) for ids in groups.values())
    reach_m = min(near_m, _OWN_SHARE * float(distances_m(*spots).min()))
    sides = {g: np.unique(np.concatenate([network.around(p, reach_m) for p in ids])) for g, ids in groups.items()}
    one, other = groups
    both = [(p, q, *network.smallest_cut(sides[p], sides[q])) for p, q in ((one, other), (other, one))]
    origin, destination, count, cut = min(both, key=lambda x: x[2])
    digest = text_digest(["disjoint", network.digest, origin, destination, repr(near_m)])
    return DisjointRoutes(origin, destination, count, _links(world, network.chains, cut), digest)


def _links(world: World, chains: ContractedLinks, cut: Ints) -> tuple[tuple[int, ...], ...]:
    """Links of each chain of a cut, in order of travel."""
    roads = world.network.roads
    found = []
    for chain in cut.tolist():
        own = chains.owner[chains.offset[chain] : chains.offset[chain + 1]]
        found.append(tuple(dict.fromkeys(_link(roads, int(o)) for o in own if o >= 0)))
    return tuple(found)


def _link(roads: Roads, owner: int) -> int:
    """The number of a link, or −1 − the number of a project's segment."""
    count = len(roads.link_id)
    return int(roads.link_id[owner]) if owner < count else count - 1 - owner
