"""What takes long and hangs on the network alone is kept on disk: the same made, read back, and after damage; never of a user's own world."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from analysis.accessibility import communes, origins
from analysis.appraisal import trips as measuring, valuation
from analysis.appraisal.trips import yardstick_tables
from analysis.economics import Request, central, question_of, sharing, trips, ways
from analysis.network import Core, Mode, SpeedCase, skim
from analysis.programme import best, states
from analysis.programme.stakes import Stakes
from analysis.programme.task import Item, Task
from analysis.scenarios import Access, Scenario, Weighting, district_capitals, loading
from tests.graphs import real_world

TARIFF = ways.Tariff(Mode.CAR, 1.5, 2.0)


def small(world):
    priced = replace(ways.costed(world, TARIFF, SpeedCase.CENTRAL), _results={})
    return ways._small(world, priced, TARIFF, SpeedCase.CENTRAL).arrays("ways")


def minutes(world):
    return {"minutes": trips._minutes(world, Scenario(), world.nodes(list(world.places)[:5]))}


def attached(world):
    return vars(origins._attached(world, communes(world).lon_lat[:40]))


def measured(world):
    found = measuring._yardstick_tables(world, Scenario())
    return {**vars(found.ways), "to_capitals_min": found.to_capitals_min}


def before_works(world):
    return vars(ways._ways(world, Scenario(access=Access.HIGH), tuple(world.places)[:5], TARIFF))


def met(world):
    one = replace(next(iter(world.places.values())), place_id="mine", lat=11.6)
    larger = loading.with_places(world, [one], named="mine")
    joined = {"tail": larger.network.tail, "link": larger.network.link, "from_m": larger.network.from_m}
    return joined | {f"arc_{name}": column for name, column in vars(larger.connectors).items()}


@pytest.mark.parametrize(
    ("name", "ask", "work"),
    [
        ("measured", measured, (measuring, "costs_to_nodes")),
        ("ways_before", before_works, (ways, "_of_trees")),
        ("meetings", met, (loading, "crossing_touches")),
        ("ways", small, (ways, "eliminate_nodes")),
        ("minutes", minutes, (trips, "dijkstra")),
        ("communes", attached, (origins, "find_access_links")),
    ],
)
def test_what_is_kept_is_the_same_made_read_and_after_damage(name, ask, work, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    world, (module, function) = real_world(), work
    communes(world)  # joined before, and perhaps kept, elsewhere
    for path in (tmp_path / name).glob("*"):
        path.unlink()
    calls, usual = [], getattr(module, function)
    monkeypatch.setattr(module, function, lambda *a, **k: calls.append(1) or usual(*a, **k))
    made = ask(world)
    (path,) = (tmp_path / name).glob("*.npz")
    read = ask(world)
    assert len(calls) == 1
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    again = ask(world)
    assert len(calls) == 2
    for found in (read, again):
        assert found.keys() == made.keys()
        assert all(np.array_equal(found[n], array, equal_nan=True) for n, array in made.items())


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("ways", small),
        ("minutes", minutes),
        ("communes", attached),
        ("measured", measured),
        ("ways_before", before_works),
        ("meetings", met),
    ],
)
def test_nothing_of_a_users_own_world_is_written(name, ask, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    communes(real_world())
    for path in (tmp_path / name).glob("*"):
        path.unlink()
    ask(replace(real_world(), private=True))
    assert not list((tmp_path / name).glob("*"))


def test_a_users_own_places_are_joined_to_the_roads_and_nothing_of_it_is_written(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    one = replace(next(iter(real_world().places.values())), place_id="mine", lat=11.6)
    own = loading.extend(real_world(), places=[one], own_digest="mine")
    assert own.private
    assert not list(tmp_path.rglob("*.npz"))
    public = loading.with_places(real_world(), [one], named="mine")
    assert not public.private
    assert list((tmp_path / "meetings").glob("*.npz"))
    assert np.array_equal(public.network.tail, own.network.tail)


def test_what_a_scenario_adds_to_the_network_is_not_kept_on_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    built = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))
    world = real_world()
    measuring._yardstick_tables(world, built)
    ways._ways(world, built, tuple(world.places)[:5], TARIFF)
    assert not list((tmp_path / "measured").glob("*"))
    assert not list((tmp_path / "ways_before").glob("*"))


def test_metres_of_the_shortest_ways_are_sought_once_for_all_speeds(monkeypatch) -> None:
    world, calls, usual = replace(real_world(), _results={}), [], Core.shortest_m
    nodes = world.nodes(list(world.places)[:4])
    monkeypatch.setattr(Core, "shortest_m", lambda *a: calls.append(1) or usual(*a))
    built = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))
    tables = [world.skim(replace(built, speeds=case), nodes, nodes) for case in SpeedCase]
    assert len(calls) == 1
    world.skim(Scenario(), nodes, nodes)
    assert len(calls) == 2
    for case, table in zip(SpeedCase, tables, strict=True):
        whole = skim(world.graph(replace(built, speeds=case)), nodes, nodes)
        assert table.shortest_m == pytest.approx(whole.shortest_m)
        assert table.fastest_min == pytest.approx(whole.fastest_min)


def test_other_prices_and_other_points_are_other_files(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    world = real_world()
    for tariff in (TARIFF, replace(TARIFF, km_min=1.6), replace(TARIFF, toll_km_min=0.0)):
        priced = replace(ways.costed(world, tariff, SpeedCase.CENTRAL), _results={})
        ways._small(world, priced, tariff, SpeedCase.CENTRAL)
    assert len(list((tmp_path / "ways").glob("*.npz"))) == 3
    points = communes(world).lon_lat
    before = len(list((tmp_path / "communes").glob("*.npz")))
    for most in (20, 21):
        origins._attached(world, points[:most])
    assert len(list((tmp_path / "communes").glob("*.npz"))) == before + 2


def test_the_worth_of_sets_is_kept_by_tables_and_benefit(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    calls, usual = [], valuation.worth_of_sets
    monkeypatch.setattr(valuation, "worth_of_sets", lambda *a, **k: calls.append(1) or usual(*a, **k))
    world = real_world()
    units = frozenset(p.id for p in world.projects.values() if not p.upgrade_of)
    few = Scenario(projects=frozenset(sorted(units)[:4]))

    own = replace(world, private=True)
    usual_question = valuation.Question()
    asked = [
        (few, usual_question),
        (few, valuation.Question(weighting=Weighting.GRAVITY)),
        (few, valuation.Question(weighting=Weighting.GRAVITY, beta_per_min=0.05)),
        (few, valuation.Question(kind="person_km")),
        (few, valuation.Question(districts=frozenset(district_capitals(world)[:4]))),
        (replace(few, speeds=SpeedCase.LOW), usual_question),
        (replace(few, mode=Mode.MOTORCYCLE), usual_question),
        (replace(few, projects=frozenset(sorted(units)[:3])), usual_question),
    ]

    def values(of, scenario, question):
        return [one.values.tolist() for one in valuation.portfolios(of, scenario, question)]

    made = [values(world, *one) for one in asked]
    assert len(calls) == len(asked)  # none is taken for another
    assert [values(world, *one) for one in asked] == made
    assert len(calls) == len(asked)
    assert values(own, *asked[0]) == made[0]
    assert values(own, *asked[0]) == made[0]
    assert len(calls) == len(asked) + 2
    with pytest.raises(KeyboardInterrupt):
        valuation.portfolios(world, few, usual_question, progress=stopped)


def stopped(*_):
    raise KeyboardInterrupt


def test_a_table_of_figures_keeps_no_graph_that_nobody_asks_for_again() -> None:
    world = real_world()
    scenario = Scenario(projects=frozenset(list(world.projects)[:1]), speeds=SpeedCase.HIGH)
    world._results.pop(("metric tables", scenario), None)
    before = list(world._graphs)
    yardstick_tables(world, scenario)
    assert list(world._graphs) == before


def test_too_many_states_are_given_up_early_and_the_programme_is_the_same(monkeypatch) -> None:
    """Seven units and ten years of much money: the years so far tell that looking at all would take too long."""
    units = "abcdefg"
    task = Task(tuple(Item(u, 10.0 + n, 3) for n, u in enumerate(units)), 2027, (14.0,) * 10, 2046)
    worths = {u: 2.0**n for n, u in enumerate(units)}
    sets = itertools.product((0, 1), repeat=len(units))
    values = np.array([sum(w for w, on in zip(worths.values(), s[::-1], strict=True) if on) for s in sets])
    stakes = Stakes(values, np.ones(20), np.zeros(10))
    seen: list[int] = []
    choices = states._choices

    def counted(task, state, n):
        for begun in choices(task, state, n):
            seen.append(n)
            yield begun

    monkeypatch.setattr(states, "_choices", counted)
    monkeypatch.setattr(states, "MOST_STEPS", 10**9)
    whole = best.best_programme(task, stakes)
    steps = len(seen)
    seen.clear()
    monkeypatch.setattr(states, "MOST_STEPS", steps - 1)
    other = best.best_programme(task, stakes)
    assert 0 < len(seen) < 0.7 * steps
    assert other.starts == whole.starts
    assert other.value == pytest.approx(whole.value)
    seen.clear()
    monkeypatch.setattr(states, "MOST_STEPS", 4 * steps)
    assert best.best_programme(task, stakes).starts == whole.starts
    assert len(seen) == steps  # what can be looked at is not given up


def test_shares_of_roads_are_kept_by_the_appraisal_and_an_offices_own_trips_leave_nothing(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    world, units = real_world(), frozenset({"hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"})
    question = question_of(world, Scenario(projects=units), Request())
    found = central(world, question)
    calls, usual = [], sharing._of_mode
    monkeypatch.setattr(sharing, "_of_mode", lambda *given: calls.append(1) or usual(*given))
    made = sharing.unit_shares(question, found)
    assert len(calls) == len(Mode)
    assert sharing.unit_shares(question, found) == made
    assert len(calls) == len(Mode)
    sharing.unit_shares(question, replace(found, digest="another"))
    assert len(calls) == 2 * len(Mode)
    kept = len([*(tmp_path / "shares").glob("*.npz")])
    table = replace(question, request=replace(question.request, own_trips="told"))
    sharing.unit_shares(table, replace(found, digest="own"))
    assert len([*(tmp_path / "shares").glob("*.npz")]) == kept == 2
