"""What every road is worth: the loss if it closes, exactly, for all links of a scenario.

Importance of a link after Jenelius, Petersen and Mattsson (2006): trips keep their ends and take the
least-cost path that is left; the loss is the sum over trips of what they then need more. Person-minutes
are counted on fastest ways, person-km on shortest ways, as everywhere in the program. Trips no road
carries any more are counted apart, as people, never as an infinite loss. Links of a chain share its
loss. A link closes with all that ``closed_together`` closes with it; so does a project's segment.

Limits: no congestion and no change of destination, so a loss is a floor; roads below tertiary are
not in the network, so some detours are missing; a place whose own road closes is cut off by the way
places are joined to roads, which ``on_place`` marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.appraisal import DISTRICTS, demand
from analysis.network import Graph, Impedance, contract_links, owners_of_arcs, owners_on_cut_edges
from analysis.resilience.link_removal import closing_with, closure_groups, trips_on_chains, ways_without_each
from analysis.runtime import second_process
from analysis.scenarios import Assumptions
from layers import text_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.appraisal import Demand
    from analysis.network import Floats, Ints
    from analysis.scenarios import Scenario, World

    Progress = Callable[[int, int], None]

NEGLIGIBLE: Final = 1e-9  # minutes or metres: sums in another order differ by less, so that less is no loss
_EVERY: Final = 50  # groups between two words of progress
_BESIDE: Final = 3_000  # trips at which a second process, half a second to start, is sooner


@dataclass(frozen=True)
class ClosingLosses:
    """What closing costs, by owner: rows of ``Roads``, then segments of projects.

    Parameters
    ----------
    stretch
        Number of what closes and costs the same: links of one chain and their other carriageway; −1
        where closing costs nothing: (owners,).
    lost_of, cut_people_of, cut_pairs_of
        Of each stretch.
    total
        Person-minutes or person-metres of all trips with nothing closed.
    """

    stretch: Ints
    lost_of: Floats
    cut_people_of: Floats
    cut_pairs_of: Ints
    total: float

    @property
    def lost(self) -> Floats:
        """Person-minutes, or person-metres, of trips that still find a way: (owners,)."""
        return np.append(self.lost_of, 0.0)[self.stretch]

    @property
    def cut_people(self) -> Floats:
        """Trips that find none: people, one trip each: (owners,)."""
        return np.append(self.cut_people_of, 0.0)[self.stretch]

    @property
    def cut_pairs(self) -> Ints:
        """Directed pairs of places among them: (owners,)."""
        return np.append(self.cut_pairs_of, 0)[self.stretch]


@dataclass(frozen=True)
class Criticality:
    """The losses of one scenario; arrays have one entry an owner.

    Parameters
    ----------
    digest
        Names data, scenario and demand.
    scenario, demand
        What was asked for.
    time, distance
        On fastest ways in person-minutes, on shortest ways in person-metres.
    length_m
        Of the link or segment.
    open
        Whether it stands in the scenario and may be driven.
    no_way_round
        Bridges in the sense of graphs (``cut_edges``).
    on_place
        Whether a place of the demand is joined to roads that close with it alone.
    """

    digest: str
    scenario: Scenario
    demand: Demand
    time: ClosingLosses
    distance: ClosingLosses
    length_m: Floats
    open: NDArray[np.bool_]
    no_way_round: NDArray[np.bool_]
    on_place: NDArray[np.bool_]

    @property
    def lost_person_min(self) -> Floats:
        """Person-minutes lost if each closes: (owners,)."""
        return self.time.lost

    @property
    def lost_person_km(self) -> Floats:
        """Person-kilometres lost if each closes: (owners,)."""
        return self.distance.lost / 1000

    @property
    def cut_people(self) -> Floats:
        """People whose trip finds no way any more: (owners,)."""
        return self.time.cut_people

    @property
    def fragility(self) -> float:
        """Mean loss in person-minutes if one kilometre of road, any of them alike, is closed."""
        metres = self.length_m[self.open].sum()
        return float(self.time.lost[self.open] @ self.length_m[self.open] / metres) if metres else 0.0

    @property
    def closed_min(self) -> float:
        """Mean minutes of a trip while one kilometre of road, any of them alike, is closed."""
        people = self.demand.trips.sum()
        return float((self.time.total + self.fragility) / people) if people else 0.0


def criticality(
    world: World,
    scenario: Scenario,
    *,
    source: str = DISTRICTS,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
    keep: bool = True,
) -> Criticality:
    """The loss of every link and project segment of a scenario; kept with the world.

    Parameters
    ----------
    source, assumptions
        Trips, as in ``demand``.
    progress
        Called now and then with (steps done, steps in all); may raise to stop.
    keep
        Whether the result, some megabytes, stays with the world for the next call.

    Raises
    ------
    InputError
        If the scenario is not feasible, or the places cannot be used.
    """
    weights = assumptions or Assumptions()

    def make() -> Criticality:
        return _criticality(scenario, demand(world, scenario, source, assumptions=weights), progress)

    return world.keep(("criticality", scenario, source, weights.weights), make) if keep else make()


def progress_of_part(progress: Progress | None, part: int, parts: int) -> Progress:
    """Progress of one part, told as progress of the whole; the parts take about as long as each other."""

    def tell(done: int, total: int) -> None:
        if progress:
            progress(part * total + done, parts * total)

    return tell


def _criticality(scenario: Scenario, found: Demand, progress: Progress | None) -> Criticality:
    graph = found.world.graph(scenario)
    owner = owners_of_arcs(found.world.network, graph)
    length_m = _lengths(found.world)
    by_time, by_length = _both(found, graph, owner, progress)
    stands = np.bincount(owner[owner >= 0], minlength=len(length_m)) > 0
    return Criticality(
        digest=text_digest(["criticality", found.world.digest(scenario), found.digest]),
        scenario=scenario,
        demand=found,
        time=by_time,
        distance=by_length,
        length_m=length_m,
        open=stands,
        no_way_round=owners_on_cut_edges(graph, owner, owners=len(length_m)),
        on_place=_on_place(found, graph, owner, owners=len(length_m)),
    )


def _lengths(world: World) -> Floats:
    """Metres of each owner, kept with the world."""
    segments = world.links.segments
    both = (world.network.roads.length_m, segments.to_m - segments.from_m)
    return world.keep(("lengths of owners",), lambda: np.concatenate(both))


@dataclass(frozen=True)
class _Asked:
    """What the losses of one impedance are made from, without the world, so that it can be sent to another process.

    Parameters
    ----------
    graph, weight, owner
        The scenario's graph, and for each arc its weight and what it runs on.
    nodes, trips
        Places and the trips between them, (places, places).
    together
        ``closing_with`` of the world.
    owners
        Their number.
    """

    graph: Graph
    weight: Floats
    owner: Ints
    nodes: Ints
    trips: Floats
    together: dict[int, Ints]
    owners: int


def closing_losses(
    found: Demand, graph: Graph, owner: Ints, impedance: Impedance, *, progress: Progress | None = None
) -> ClosingLosses:
    """What closing each owner costs the trips of a demand on the least-cost paths of one impedance."""
    return _losses(_asked(found, graph, owner, impedance), progress)


def _both(found: Demand, graph: Graph, owner: Ints, progress: Progress | None) -> tuple[ClosingLosses, ClosingLosses]:
    """The losses by time, and by distance; beside each other where there are trips enough."""
    by_time, by_length = (_asked(found, graph, owner, i) for i in (Impedance.TIME, Impedance.DISTANCE))
    if np.count_nonzero(found.trips) < _BESIDE:
        return _losses(by_time, progress_of_part(progress, 0, 2)), _losses(by_length, progress_of_part(progress, 1, 2))
    with second_process(_losses, by_time) as other:
        mine = _losses(by_length, progress)  # the longer of the two
        return other(), mine


def _asked(found: Demand, graph: Graph, owner: Ints, impedance: Impedance) -> _Asked:
    bare = Graph(graph.lon_lat, graph.arcs)  # without the matrices kept with it
    nodes = found.world.nodes(found.place_ids)
    return _Asked(
        bare,
        graph.arcs.cost(impedance),
        owner,
        nodes,
        found.trips,
        closing_with(found.world),
        len(_lengths(found.world)),
    )


def _losses(asked: _Asked, progress: Progress | None = None) -> ClosingLosses:
    chains = contract_links(asked.graph, asked.weight, asked.owner, asked.nodes)
    places = chains.position(asked.nodes)
    made = trips_on_chains(chains, places, asked.trips)
    used = np.zeros(len(chains), dtype=bool)
    used[made.chain] = True
    groups = closure_groups(asked.together, asked.owners, chains, used)
    trips, total = asked.trips[made.origin, made.destination], len(groups.chains)
    lost, cut_people, cut_pairs = np.zeros(total), np.zeros(total), np.zeros(total, dtype=np.int64)
    for done, (group, on, ways) in enumerate(ways_without_each(chains, groups, places, asked.graph.lon_lat, made)):
        more = ways - made.least[on]
        gone = np.isinf(more)
        more[gone | (more < NEGLIGIBLE)] = 0.0
        lost[group] = np.sum(trips[on] * more)  # no matrix product: it would wake threads for so little
        cut_people[group], cut_pairs[group] = trips[on[gone]].sum(), gone.sum()
        if progress and done % _EVERY == 0:
            progress(done, total)
    return ClosingLosses(groups.group_of, lost, cut_people, cut_pairs, total=float(np.sum(trips * made.least)))


def _on_place(found: Demand, graph: Graph, owner: Ints, *, owners: int) -> NDArray[np.bool_]:
    """Owners that close every road one of a place's connectors meets."""
    world, arcs = found.world, graph.arcs
    together, marked = closing_with(world), np.zeros(owners, dtype=bool)
    leads = np.isin(world.connectors.tail, world.nodes(found.place_ids))
    for node in np.unique(world.connectors.head[leads]):
        met = np.unique(owner[(arcs.tail == node) | (arcs.head == node)])
        met = met[met >= 0]
        for one in met[met < len(world.network.roads.link_id)].tolist():
            marked[one] |= np.isin(met, together.get(one, np.array([one]))).all()
    return marked
