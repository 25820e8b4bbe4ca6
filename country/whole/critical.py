"""What closing each road of the country costs the trips between provincial capitals, exactly, a block of closures at a time.

One trip for each inhabitant of a province, from its capital to those of all others in proportion to their people of 2019: a
measure of how much hangs on a road, not a forecast of traffic. Links of one chain close alike; a bridge mapped as two one-way
links closes as one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.network import ArcKind, contract_links
from analysis.resilience import ClosureGroups, closure_groups, trips_on_chains, ways_without_each
from country.pack import shapes
from country.whole.blocks import Blocks
from country.whole.prepared import prepared, prepared_as

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.network import ContractedLinks, Floats, Ints
    from analysis.resilience import TripsOnChains
    from analysis.runtime import Arrays

CLOSURES: Final = 1_000  # of a block
NEGLIGIBLE_MIN: Final = 1e-9


class _Task(NamedTuple):
    chains: ContractedLinks
    groups: ClosureGroups
    places: Ints
    trips: Floats
    on: TripsOnChains
    order: Ints  # closures from south to north: those of a block lie near each other
    lon_lat: Floats


def close_block(digest: str, first: int, after: int) -> Arrays:
    """Closures ``first`` to ``after``, from south to north: their number, person-minutes lost, people who find no way."""
    task = _task(digest)
    chosen = task.order[first:after]
    part = ClosureGroups(task.groups.group_of, tuple(task.groups.chains[g] for g in chosen))
    lost, cut = np.zeros(len(chosen)), np.zeros(len(chosen))
    people = task.trips[task.on.origin, task.on.destination]
    for number, on, ways in ways_without_each(task.chains, part, task.places, task.lon_lat, task.on):
        more = ways - task.on.least[on]
        gone = np.isinf(more)
        more[gone | (more < NEGLIGIBLE_MIN)] = 0.0
        lost[number], cut[number] = np.sum(people[on] * more), np.sum(people[on[gone]])
    return {"closure": chosen, "lost_person_min": lost, "cut_people": cut}


def closures(folder: Path) -> Blocks:
    """The work of all closures that some trip meets, with its results in a folder."""
    digest = prepared().digest
    return Blocks(folder, "closures", digest, len(_task(digest).order), CLOSURES, close_block)


def losses(done: Blocks) -> pd.DataFrame:
    """A row for each link of the pack's ``roads`` that trips run on: what closing it costs.

    Returns
    -------
    pandas.DataFrame
        ``link_id``, ``closure`` (links of one number close alike), ``lost_person_min``, ``cut_people``, ``share``: of the
        person-minutes of all trips.
    """
    task, found = _task(done.digest), done.whole()
    table = pd.DataFrame(found).set_index("closure")
    link = np.flatnonzero(task.groups.group_of >= 0)
    rows = pd.DataFrame({"link_id": link, "closure": task.groups.group_of[link]}).join(table, on="closure")
    total = float(np.sum(task.trips[task.on.origin, task.on.destination] * task.on.least))
    return rows.assign(share=rows["lost_person_min"] / total)


@lru_cache(maxsize=1)
def _task(digest: str) -> _Task:
    network = prepared_as(digest)
    graph, arcs = network.whole, network.arcs
    seats = network.ends.of("capital")
    nodes = network.ends.node[seats]
    trips = capital_trips(network.ends.ids[seats])
    owner = np.where(arcs.kind == ArcKind.ROAD, arcs.item, -1)
    chains = contract_links(graph, arcs.time_min, owner, nodes)
    places = chains.position(nodes)
    on = trips_on_chains(chains, places, trips)
    used = np.zeros(len(chains), dtype=bool)
    used[on.chain] = True
    groups = closure_groups(_together(network.bridges), int(owner.max()) + 1, chains, used)
    middle = [network.lon_lat[chains.nodes[chains.tail[one]], 1].mean() for one in groups.chains]
    return _Task(chains, groups, places, trips, on, np.argsort(middle, kind="stable"), network.lon_lat)


def capital_trips(ids: np.ndarray) -> Floats:
    """Trips between capitals by place id: one for each inhabitant of the province, in proportion to the people of the others."""
    places = shapes("places").set_index("id")
    people = shapes("provinces_2022").set_index("code")["population_2019"]
    count = people.reindex(places.loc[ids, "province_2022"]).to_numpy(dtype=float)
    others = count.sum() - count
    trips = count[:, None] * count[None, :] / others[:, None]
    np.fill_diagonal(trips, 0.0)
    return np.asarray(trips)


def _together(pairs: Ints) -> dict[int, Ints]:
    """For each link that closes with others, all that close with it."""
    return {int(row): pairs[pairs[:, 0] == row, 1] for row in np.unique(pairs[:, 0])}
