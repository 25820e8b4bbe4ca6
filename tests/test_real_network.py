"""The engine on the real network equals full recomputation, for subsets chosen at random."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from graphs import real_world
from oracle import Oracle

from analysis.appraisal.contribution import study_places
from analysis.appraisal.valuation import feasible_choices
from analysis.engine.boundary_nodes import prepare_engine
from analysis.network.graph import Impedance, skim
from analysis.network.speeds import Mode, SpeedCase
from analysis.scenarios.export import write_network
from analysis.scenarios.scenario import Access, Scenario
from analysis.scenarios.world import kept_core
from layers.projects import State

STANDS = {State.OPEN, State.EXPECTED}


@cache
def _oracles(mode: Mode, speeds: SpeedCase) -> tuple[tuple[frozenset[str], Oracle], ...]:
    """For each largest choice of projects that can stand together the network of its sections, as exported."""
    world = real_world()
    rows = world.data.read("interchanges")
    assumed = [(r.project_id, r.geometry.x, r.geometry.y) for r in rows[rows["assumed"]].itertuples()]
    found = []
    for choice in feasible_choices(world, frozenset(world.projects)):
        sections = frozenset(s.section_id for p in choice for s in world.projects[p].sections)
        scenario = Scenario(projects=sections, mode=mode, speeds=speeds, restricted_links=True)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "network.graphml"
            write_network(world, scenario, path)
            found.append((choice, Oracle.from_graphml(path, assumed=assumed)))
    return tuple(found)


def _compare(subsets: int, seed: int, **assumptions: object) -> None:
    """The engine, and the program's own graph of each subset, against a network made from the exported tables."""
    world = real_world()
    usual = Scenario(**assumptions)
    layer, year = world.data.read("roads"), usual.year
    closed = frozenset(layer["link_id"][layer["closed"]].tolist())
    built = {
        s.section_id
        for p in world.projects.values()
        for s in p.sections
        if year is None or s.state(year, data_date=world.data.study.data_date) in STANDS
    }
    random = np.random.default_rng(seed)
    places = study_places(world)
    nodes = world.nodes(places)
    units = frozenset(world.projects)
    engines = {
        i: prepare_engine(world, Scenario(projects=units, **assumptions), places, impedance=i) for i in Impedance
    }
    oracles = _oracles(usual.mode, usual.speeds)
    for _ in range(subsets):
        choice, oracle = oracles[random.integers(len(oracles))]
        chosen = {u for u in sorted(choice) if random.random() < random.random()}
        chosen |= {world.projects[u].upgrade_of for u in chosen if world.projects[u].upgrade_of}
        expected = oracle.skim(chosen, places, barred=closed, low_access=usual.access is Access.LOW, stands=built)
        scenario = replace(usual, projects=frozenset(chosen))
        tables, smaller = skim(world.graph(scenario), nodes, nodes), world.skim(scenario, nodes, nodes)
        for name, table in vars(tables).items():  # of the smaller network, the length of the fastest way too
            np.testing.assert_allclose(getattr(smaller, name), table, rtol=1e-12, err_msg=f"{name} {sorted(chosen)}")
        told = {"rtol": 1e-9, "atol": 1e-6, "err_msg": str(sorted(chosen))}
        for impedance, own, wanted in zip(Impedance, (tables.shortest_m, tables.fastest_min), expected, strict=True):
            np.testing.assert_allclose(engines[impedance].skim(frozenset(chosen)), wanted, **told)
            np.testing.assert_allclose(np.where(np.isnan(own), np.inf, own), wanted, **told)


def test_what_is_closed_or_opened_is_asked_of_the_whole_network() -> None:
    world = real_world()
    nodes = world.nodes(study_places(world))
    link = int(world.network.roads.link_id[world.network.roads.bridge][0])
    for scenario in (Scenario(closed_links=frozenset({link})), Scenario(restricted_links=True)):
        told, wanted = world.skim(scenario, nodes, nodes), skim(world.graph(scenario), nodes, nodes)
        assert all(np.array_equal(getattr(told, n), t, equal_nan=True) for n, t in vars(wanted).items())


def test_a_kept_core_is_read_back_whole_and_a_damaged_one_made_anew(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    world = real_world()
    made = kept_core(world, Mode.CAR, SpeedCase.LOW).arrays()
    (path,) = (tmp_path / "core").glob("*.npz")
    assert all(np.array_equal(a, made[n]) for n, a in kept_core(world, Mode.CAR, SpeedCase.LOW).arrays().items())
    path.write_bytes(path.read_bytes()[:5000])
    assert all(np.array_equal(a, made[n]) for n, a in kept_core(world, Mode.CAR, SpeedCase.LOW).arrays().items())


def test_a_few_random_subsets_equal_recomputation() -> None:
    _compare(2, seed=1)


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
    engine = prepare_engine(world, Scenario(projects=frozenset(world.projects)), places, impedance=Impedance.TIME)
    units = sorted(feasible_choices(world, frozenset(world.projects))[0])
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
    engine = prepare_engine(
        world, Scenario(projects=frozenset({unit})), places, impedance=Impedance.TIME, closable=links
    )
    expected = skim(
        world.graph(Scenario(projects=frozenset({unit}), closed_links=frozenset(links))), nodes, nodes
    ).fastest_min
    np.testing.assert_allclose(
        engine.skim(frozenset({unit})), np.where(np.isnan(expected), np.inf, expected), rtol=1e-9
    )
