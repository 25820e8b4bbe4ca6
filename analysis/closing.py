"""Several links closed at once, a flood or works: what it costs the same trips as a single link.

Computed directly on the network without them, with everything that closes with them. The loss may be
more than the sum of the single ones (each is the detour of the other) or less (they lie on one road).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.closures import closed_together
from analysis.criticality import NOTHING, criticality
from analysis.demand import DISTRICTS, demand
from layers.digest import text_digest
from words.errors import InputError

if TYPE_CHECKING:
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from analysis.world import World


@dataclass(frozen=True)
class Together:
    """What closing several links at once costs.

    Parameters
    ----------
    links
        All that are closed, those that close with the chosen ones among them.
    lost_person_min, lost_person_km
        Of the trips that still find a way.
    cut_people, cut_pairs
        Of those that find none.
    alone_person_min
        Sum of the losses of the links closed one at a time, each structure or chain once.
    digest
        Names data, scenario, closures and trips.
    """

    links: tuple[int, ...]
    lost_person_min: float
    lost_person_km: float
    cut_people: float
    cut_pairs: int
    alone_person_min: float
    digest: str


def together(
    world: World,
    scenario: Scenario,
    closed: frozenset[int],
    *,
    source: str = DISTRICTS,
    assumptions: Assumptions | None = None,
) -> Together:
    """Close links at once in a scenario.

    Raises
    ------
    InputError
        If no link is named, the scenario is not feasible, or the trips cannot be used.
    """
    if not closed:
        raise InputError("criticality.nothing_shut")
    found = demand(world, scenario, source, assumptions=assumptions)
    roads = found.world.network.roads
    rows = closed_together(roads, closed)
    after = replace(scenario, closed_links=scenario.closed_links | closed)
    nodes, counted = found.world.nodes(found.place_ids), found.trips > 0
    sums, gone = [], np.zeros(int(counted.sum()), dtype=bool)
    for impedance in ("by_time", "by_length"):
        was, now = (
            dijkstra(getattr(found.world.graph(s), impedance).matrix, indices=nodes)[:, nodes][counted]
            for s in (scenario, after)
        )
        there = np.isfinite(was)
        gone = there & ~np.isfinite(now)
        more = np.where(there & ~gone, np.where(there, now, 0.0) - np.where(there, was, 0.0), 0.0)
        sums.append(float(found.trips[counted] @ np.where(more < NOTHING, 0.0, more)))
    single = criticality(world, scenario, source=source, assumptions=assumptions)
    stretches, first = np.unique(single.time.stretch[rows], return_index=True)
    alone = single.lost_person_min[rows][first][stretches >= 0].sum()
    return Together(
        links=tuple(roads.link_id[rows].tolist()),
        lost_person_min=sums[0],
        lost_person_km=sums[1] / 1000,
        cut_people=float(found.trips[counted][gone].sum()),
        cut_pairs=int(gone.sum()),
        alone_person_min=float(alone),
        digest=text_digest(["together", found.world.digest(scenario), found.world.digest(after), found.digest]),
    )
