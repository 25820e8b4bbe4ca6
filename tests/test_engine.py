"""The engine equals full recomputation on the explicit network: random small worlds, every subset."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, interchange, place, project, roads, world
from hypothesis import HealthCheck, given, settings, strategies as st
from oracle import Oracle
from scipy.sparse.csgraph import dijkstra

from analysis.engine import subsets as engine_module
from analysis.engine.boundary_nodes import LINK_PREFIX, prepare_engine
from analysis.engine.minplus import minplus_product, minplus_relax, shortest_path_closure
from analysis.engine.subsets import Engine, Layer
from analysis.network.contraction import eliminate_nodes
from analysis.network.graph import Arcs, Graph, Impedance, skim
from analysis.scenarios.export import write_network
from analysis.scenarios.scenario import Access, Scenario
from layers.geodesy import distance_m

SIZE = 4
CLASSES = ("trunk", "primary", "secondary", "tertiary")


def _everything(_: frozenset[str]) -> bool:
    return True


def random_world(seed: int):
    """A grid of roads, some one way, some missing; ordinary roads, expressways, upgrades across it."""
    random = np.random.default_rng(seed)
    links = []
    for x in range(SIZE):
        for y in range(SIZE):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < SIZE and y + dy < SIZE and random.random() < 0.85:
                    ends = ((x, y), (x + dx, y + dy))
                    links.append(
                        Road(
                            ends[:: random.choice([1, -1])],
                            road_class=random.choice(CLASSES),
                            oneway=random.random() < 0.2,
                        )
                    )
    projects, joints = [], []
    for name in ("p", "q", "r", "s"):
        kind = random.choice(["crossing", "interchange", "upgrade"])
        if kind == "upgrade":
            y = int(random.integers(0, SIZE))
            section = Stretch(((0.3, y), (SIZE - 1.4, y)), upgrade=True, road_class="motorway")
            projects.append(project(name, section))
            continue
        a, b = random.uniform(-0.2, SIZE - 0.8, size=(2, 2))
        projects.append(
            project(name, Stretch((tuple(a), tuple((a + b) / 2))), Stretch((tuple((a + b) / 2), tuple(b))), access=kind)
        )
        if kind == "interchange":
            joints += [
                interchange(name, *(a + t * (b - a)), max_link_m=900, assumed=bool(random.random() < 0.5))
                for t in (0.25, 0.8)
            ]
            joints += [interchange(name, *((a + b) / 2), other, max_link_m=3000) for other in "pqrs" if other != name]
    spots = random.uniform(0, SIZE - 1, size=(5, 2))
    places = [place(f"o{i}", *at) for i, at in enumerate(spots)]
    return world(roads(*links), places=places, projects=projects, interchanges=joints)


SEEDS = st.integers(0, 10**6)


def worlds() -> st.SearchStrategy:
    return st.builds(random_world, SEEDS)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Writes a world's network and reads it again: the oracle knows the file alone."""
    path = tmp_path_factory.mktemp("exported") / "network.graphml"

    def made(w) -> Oracle:
        sections = frozenset(w.links.sections.section_id.tolist())
        write_network(w, Scenario(projects=sections, restricted_links=True), path)
        assumed = [(i.project_id, i.lon, i.lat) for i in w.interchanges if i.assumed]
        return Oracle.from_graphml(path, assumed=assumed)

    return made


def _recomputed(w, scenario: Scenario, impedance: Impedance) -> np.ndarray:
    nodes = w.nodes(list(w.places))
    tables = skim(w.graph(scenario), nodes, nodes)
    table = tables.shortest_m if impedance is Impedance.DISTANCE else tables.fastest_min
    return np.where(np.isnan(table), np.inf, table)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.sampled_from(Impedance))
def test_every_subset_equals_full_recomputation(w, impedance: Impedance) -> None:
    players = ["p", "q/1", "q/2" if "q/2" in w.links.sections.section_id else "q", "r", "s"]
    universe = Scenario(projects=frozenset(players))
    engine = prepare_engine(w, universe, list(w.places), impedance=impedance)
    seen = 0
    for chosen, table in engine.walk(players, feasible=_everything):
        expected = _recomputed(w, Scenario(projects=chosen), impedance)
        np.testing.assert_allclose(table, expected, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(engine.skim(chosen), expected, rtol=1e-9, atol=1e-6)
        seen += 1
    assert seen == 2 ** len(set(players))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS, st.sampled_from(Access), st.frozensets(st.integers(0, 12), max_size=2))
def test_every_subset_equals_a_network_built_from_the_exported_tables(exported, seed, access, closed) -> None:
    w = random_world(seed)
    oracle, places = exported(w), list(w.places)
    units = [u for p in w.projects.values() for u in ([p.id] if p.id in "pr" else [s.section_id for s in p.sections])]
    universe = Scenario(projects=frozenset(units), access=access, closed_links=closed)
    engines = [prepare_engine(w, universe, places, impedance=i) for i in (Impedance.DISTANCE, Impedance.TIME)]
    for size in range(len(units) + 1):
        for chosen in combinations(units, size):
            wanted = oracle.skim(chosen, places, closed=closed, low_access=access is Access.LOW)
            graph = replace(universe, projects=frozenset(chosen))
            for engine, impedance, table in zip(engines, Impedance, wanted, strict=True):
                np.testing.assert_allclose(engine.skim(frozenset(chosen)), table, rtol=1e-9, atol=1e-6)
                np.testing.assert_allclose(_recomputed(w, graph, impedance), table, rtol=1e-9, atol=1e-6)


def test_the_exported_tables_hold_a_joint_at_every_end_and_interchange_near_a_road(exported) -> None:
    seen = 0
    for w in map(random_world, range(15)):
        oracle, lines = exported(w), w.network.roads.lines
        base = [shapely.LineString(lines.lon_lat[a:b]) for a, b in pairwise(lines.offset.tolist())]
        new = [s for p in w.projects.values() for s in p.sections if not s.upgrade]
        spots = [(s.section_id, *s.geometry.coords[e], 500.0) for s in new for e in (0, -1)]
        spots += [(f"{i.project_id}/", i.lon, i.lat, i.max_link_m) for i in w.interchanges if not i.connects_to]
        for section, lon, lat, longest_m in spots:
            points = (road.interpolate(road.project(shapely.Point(lon, lat))) for road in base)
            if min(distance_m(lon, lat, at.x, at.y) for at in points) < 0.98 * longest_m:
                assert oracle.has_joint(section, lon, lat), (section, lon, lat)
                seen += 1
    assert seen > 50


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.sampled_from(Impedance), st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True))
def test_closures_as_players_equal_closing_by_hand(w, impedance: Impedance, links: list[int]) -> None:
    units = ["p", "q", "r"]
    engine = prepare_engine(w, Scenario(projects=frozenset(units)), list(w.places), impedance=impedance, closable=links)
    standing = [f"{LINK_PREFIX}{i}" for i in links]
    for chosen, table in engine.walk([*units, *standing], feasible=_everything):
        shut = frozenset(i for i in links if f"{LINK_PREFIX}{i}" not in chosen)
        expected = _recomputed(w, Scenario(projects=chosen & set(units), closed_links=shut), impedance)
        np.testing.assert_allclose(table, expected, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(engine.skim(chosen), expected, rtol=1e-9, atol=1e-6)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.lists(st.integers(0, 12), max_size=2, unique=True))
def test_one_by_one_and_stacked_give_the_same_tables(w, links: list[int]) -> None:
    units = ["p", "q", "r", "s"]
    players = [*units, *(f"{LINK_PREFIX}{i}" for i in links)]
    engine = prepare_engine(
        w, Scenario(projects=frozenset(units)), list(w.places), impedance=Impedance.TIME, closable=links
    )
    found = []
    for entries in (0, 2000, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine_module, "_STACKED", entries)
            found.append({s: t.copy() for s, t in engine.walk(players, feasible=_everything)})
    assert len(found[0]) == 2 ** len(players)
    for other in found[1:]:
        assert other.keys() == found[0].keys()
        for chosen, table in other.items():
            np.testing.assert_allclose(table, found[0][chosen], rtol=1e-12)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_adding_a_project_never_lengthens_anything(w) -> None:
    players = ["p", "q", "r", "s"]
    for impedance in Impedance:
        engine = prepare_engine(w, Scenario(projects=frozenset(players)), list(w.places), impedance=impedance)
        tables = {chosen: table.copy() for chosen, table in engine.walk(players, feasible=_everything)}
        for chosen, other in combinations(tables, 2):
            if chosen < other or other < chosen:
                small, large = sorted((chosen, other), key=len)
                assert (tables[large] <= tables[small] + 1e-9).all()


def test_only_feasible_subsets_are_handed_out() -> None:
    w = world(
        roads(Road(((0, 0), (2, 0)))),
        places=[place("a", 0, 0), place("b", 2, 0)],
        projects=[project(n, Stretch(((0, 0), (2, 0.1)))) for n in "xyz"],
    )
    engine = prepare_engine(w, Scenario(projects=frozenset("xyz")), ["a", "b"], impedance=Impedance.TIME)
    handed = {chosen for chosen, _ in engine.walk("xyz", feasible=lambda s: not {"x", "y"} <= s)}
    assert handed == {frozenset(s) for s in ("", "x", "y", "z", "xz", "yz")}


def test_inside_an_upgraded_stretch_only_side_roads_are_portals() -> None:
    # 0──1──2──3 with a side road at 1; the upgrade runs all along
    links = [Road(((x, 0), (x + 1, 0)), road_class="tertiary") for x in range(3)]
    w = world(
        roads(*links, Road(((1, 0), (1, 1)))),
        places=[place("s", 1, 1)],
        projects=[project("u", Stretch(((0, 0), (3, 0)), upgrade=True))],
    )
    engine = prepare_engine(w, Scenario(projects=frozenset({"u"})), ["s"], impedance=Impedance.TIME)
    assert len(engine.layers[0].terminals) == 1
    flat = prepare_engine(w, Scenario(projects=frozenset({"u"})), ["s"], impedance=Impedance.DISTANCE)
    assert flat.layers == ()


@pytest.mark.parametrize(
    "between", ["", "efg"]
)  # so few tables that each is made alone, and enough to stand side by side
def test_what_needs_two_units_stands_only_with_both(between: str) -> None:
    def layer(needs: str, portals: int, cost: float) -> Layer:
        return Layer(frozenset(needs), np.arange(portals), np.where(np.eye(portals), 0.0, cost))

    fill = [layer(u, 4, 20.0) for u in "ab"] + [layer(u, 3, 20.0) for u in between]
    base = np.where(np.eye(5), 0.0, 10.0)
    engine = Engine(Impedance.TIME, base, 2, (*fill, layer("cd", 2, 5.0)))
    tables = dict(engine.walk(["a", "b", *between, "c", "d"], feasible=lambda _: True))
    assert len(tables) == 2 ** (4 + len(between))
    assert all(ways[0, 1] == (5.0 if {"c", "d"} <= chosen else 10.0) for chosen, ways in tables.items())
    assert all(engine.skim(chosen)[0, 1] == ways[0, 1] for chosen, ways in tables.items())


def test_long_rows_leave_numpys_buffer_as_it_was() -> None:
    before, table = np.getbufsize(), np.ones((400, 400))
    shortest_path_closure(table)
    minplus_product(table, table)
    assert np.getbufsize() == before


def test_closure_and_product_by_hand() -> None:
    inf = np.inf
    table = np.array([[0, 1, inf], [inf, 0, 2], [5, inf, 0]])
    assert shortest_path_closure(table).tolist() == [[0, 1, 3], [7, 0, 2], [5, 6, 0]]
    assert minplus_product(np.array([[1.0, 4.0]]), np.array([[3.0, inf], [1.0, 2.0]])).tolist() == [[4, 6]]
    assert minplus_product(np.empty((2, 0)), np.empty((0, 1))).tolist() == [[inf], [inf]]


@pytest.mark.parametrize("shared", [0, 1, 2, 3, 4])
def test_scenarios_that_share_tables_equal_the_closure_of_everything(monkeypatch, shared: int) -> None:
    monkeypatch.setattr(engine_module, "_SHARED", shared)
    random = np.random.default_rng(1)
    layers = []
    for needs, count in (("a", 5), ("b", 4), ("ac", 4), ("bd", 3), ("c", 3), ("abd", 4), ("d", 2)):
        at = np.sort(random.choice(np.arange(2, 14), count, replace=False))
        layers.append(Layer(frozenset(needs), at, shortest_path_closure(random.uniform(0.1, 3.0, (count, count)))))
    base = shortest_path_closure(random.uniform(3.0, 9.0, (14, 14)))
    engine = Engine(Impedance.TIME, base, 6, tuple(layers))
    sets = [frozenset(c) for n in range(5) for c in combinations("abcd", n)]
    for chosen in [*sets, *reversed(sets)]:  # anew, and once more from what was kept
        table = base.copy()
        for layer in layers:
            if layer.needs <= chosen:
                at = layer.terminals[:, None], layer.terminals
                table[at] = np.minimum(table[at], layer.table)
        np.testing.assert_allclose(engine.skim(chosen), shortest_path_closure(table)[:6, :6], rtol=1e-12)
    walked = dict(engine.walk("abcd", feasible=_everything))
    assert walked.keys() == set(sets)
    for chosen, table in walked.items():
        np.testing.assert_allclose(table, engine.skim(chosen), rtol=1e-12)


@pytest.mark.parametrize("shape", [(3, 4, 5), (60, 40, 70), (900, 3, 90)])
def test_product_and_relax_in_blocks_equal_the_definition(shape) -> None:
    rows, ranks, columns = shape
    random = np.random.default_rng(0)
    table, a, b = (random.exponential(size=s) for s in ((rows, columns), (rows, ranks), (ranks, columns)))
    for x in (table, a, b):
        x[random.random(x.shape) < 0.2] = np.inf
    expected = (a[:, :, None] + b[None]).min(axis=1)
    assert (minplus_product(a, b) == expected).all()
    assert (minplus_relax(table.copy(), a, b) == np.minimum(table, expected)).all()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19), st.integers(0, 9)), min_size=1, max_size=45),
    st.sets(st.integers(0, 19), min_size=1, max_size=6),
)
def test_the_reduced_network_keeps_every_least_way(rows: list[tuple[int, int, int]], chosen: set[int]) -> None:
    tail, head, weight = (np.array(x) for x in zip(*rows, strict=True))
    n = len(rows)
    arcs = Arcs(
        tail,
        head,
        weight.astype(float),
        weight.astype(float),
        np.zeros(n, np.uint8),
        np.arange(n),
        np.full(n, -1),
        np.ones(n, bool),
    )
    matrix = Graph(np.zeros((20, 2)), arcs).by_length.matrix
    keep = np.array(sorted(chosen))
    small = eliminate_nodes(matrix, keep)
    at = small.position[keep]
    assert (dijkstra(small.matrix, indices=at)[:, at] == dijkstra(matrix, indices=keep)[:, keep]).all()


def test_chains_and_dead_ends_are_taken_out() -> None:
    tail, head = np.array([0, 1, 2, 3, 2]), np.array([1, 2, 3, 4, 5])
    both = np.ones(10)
    arcs = Arcs(
        np.append(tail, head),
        np.append(head, tail),
        both,
        both,
        np.zeros(10, np.uint8),
        np.arange(10),
        np.full(10, -1),
        np.ones(10, bool),
    )
    small = eliminate_nodes(Graph(np.zeros((6, 2)), arcs).by_length.matrix, np.array([0, 4]))
    assert small.matrix.toarray().tolist() == [[0, 4], [4, 0]]
