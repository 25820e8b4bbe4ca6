"""The engine on the real network equals full recomputation, for subsets chosen at random."""

from __future__ import annotations

import numpy as np
import pytest
from graphs import real_world

from analysis.effects import study_places
from analysis.portals import prepare
from analysis.routing import Impedance, skim
from analysis.scenarios import Access, Scenario
from analysis.speeds import Mode, SpeedCase
from analysis.valuation import choices


def _compare(subsets: int, seed: int, **assumptions: object) -> None:
    world = real_world()
    random = np.random.default_rng(seed)
    places = study_places(world)
    nodes = world.nodes(places)
    units = frozenset(world.projects)
    engines = {i: prepare(world, Scenario(projects=units, **assumptions), places, impedance=i) for i in Impedance}
    feasible = choices(world, units)
    for _ in range(subsets):
        chosen = {u for u in feasible[random.integers(len(feasible))] if random.random() < random.random()}
        chosen |= {world.projects[u].upgrade_of for u in chosen if world.projects[u].upgrade_of}
        tables = skim(world.graph(Scenario(projects=frozenset(chosen), **assumptions)), nodes, nodes)
        for impedance, expected in ((Impedance.DISTANCE, tables.shortest_m), (Impedance.TIME, tables.fastest_min)):
            found = engines[impedance].skim(frozenset(chosen))
            np.testing.assert_allclose(
                found, np.where(np.isnan(expected), np.inf, expected), rtol=1e-9, atol=1e-6, err_msg=str(sorted(chosen))
            )


def test_a_few_random_subsets_equal_recomputation() -> None:
    _compare(4, seed=1)


@pytest.mark.long
@pytest.mark.parametrize(
    "assumptions",
    [
        {},
        {"access": Access.LOW, "speeds": SpeedCase.LOW},
        {"mode": Mode.MOTORCYCLE},
        {"mode": Mode.TRUCK, "year": 2030},
    ],
)
def test_two_hundred_random_subsets_equal_recomputation(assumptions: dict[str, object]) -> None:
    _compare(50, seed=2, **assumptions)


def test_skims_obey_the_triangle_and_more_projects_never_lengthen() -> None:
    world = real_world()
    places = study_places(world)
    engine = prepare(world, Scenario(projects=frozenset(world.projects)), places, impedance=Impedance.TIME)
    units = sorted(choices(world, frozenset(world.projects))[0])
    before = engine.skim(frozenset())
    for i in range(len(units)):
        table = engine.skim(frozenset(units[: i + 1]))
        assert (table <= before + 1e-9).all()
        assert (table[:, None, :] <= table[:, :, None] + table[None, :, :] + 1e-9).all()
        before = table


def test_closing_a_link_by_hand_equals_the_player_that_no_longer_stands() -> None:
    world = real_world()
    places = study_places(world)[:12]
    nodes = world.nodes(places)
    unit = "hcm-chon-thanh-duc-hoa"
    bridge = np.flatnonzero(world.network.roads.bridge & (world.network.roads.road_class == "trunk"))
    links = world.network.roads.link_id[bridge[:2]].tolist()
    engine = prepare(world, Scenario(projects=frozenset({unit})), places, impedance=Impedance.TIME, closable=links)
    expected = skim(
        world.graph(Scenario(projects=frozenset({unit}), closed_links=frozenset(links))), nodes, nodes
    ).fastest_min
    np.testing.assert_allclose(
        engine.skim(frozenset({unit})), np.where(np.isnan(expected), np.inf, expected), rtol=1e-9
    )
