"""What closing a road costs: exact against closing it, on paper, on random small worlds and on the real network."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graphs import Road, Stretch, interchange, metres, place, project, real_world, roads, world
from scipy.sparse.csgraph import dijkstra

from analysis.appraisal.trips import Demand, demand
from analysis.network.contraction import contract_links, cut_edges, owners_of_arcs
from analysis.network.graph import Graph, Impedance
from analysis.resilience.closures import close_jointly, closure_loss
from analysis.resilience.critical_roads import critical_links, criticality_change, most_critical, project_fragility
from analysis.resilience.link_losses import closing_losses, criticality
from analysis.scenarios.districts import named_set
from analysis.scenarios.scenario import Access, Scenario
from analysis.scenarios.supply import closed_together
from analysis.scenarios.variants import Assumptions, Weighting
from words.errors import InputError

AFTER = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa", "dt795"}))
CLASSES = ("trunk", "primary", "secondary", "tertiary")


def every_trip(w):
    n = len(w.places)
    return Demand("every", w, tuple(w.places), np.random.default_rng(0).uniform(1, 9, (n, n)) * (1 - np.eye(n)))


def random_world(seed):
    """A grid with one-way roads, twin bridges, dead ends, an upgrade and a new road across it."""
    random, links = np.random.default_rng(seed), []
    for x in range(4):
        for y in range(4):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx > 3 or y + dy > 3 or random.random() < 0.1:
                    continue
                ends = ((x, y), (x + dx, y + dy))
                style = {"road_class": str(random.choice(CLASSES))}
                if random.random() < 0.15:  # a dual carriageway, as a bridge or not
                    middle = (x + dx / 2 + 0.02 * dy, y + dy / 2 + 0.02 * dx)
                    style |= {"bridge": bool(random.random() < 0.7), "oneway": True}
                    links += [Road(ends, **style), Road((ends[1], middle, ends[0]), **style)]
                else:
                    links.append(Road(ends[:: random.choice([1, -1])], oneway=random.random() < 0.15, **style))
    links += [Road(((3, 3), (3.4, 3.2))), Road(((0, 0), (0.5, 0.2), (1, 0)), road_class="trunk")]  # dead end, parallel
    spots = random.uniform(0, 3, (5, 2))
    projects = [
        project("new", Stretch(((0.2, 0.1), (2.9, 2.7)))),
        project("wide", Stretch(((0.3, 1), (2.6, 1)), upgrade=True, road_class="motorway")),
    ]
    return world(roads(*links), places=[place(f"o{i}", *s) for i, s in enumerate(spots)], projects=projects)


def table(graph, w, impedance):
    weights = graph.by_time if impedance is Impedance.TIME else graph.by_length
    nodes = w.nodes(list(w.places))
    return dijkstra(weights.matrix, indices=nodes)[:, nodes]


def by_closing(w, graph, owner, impedance):
    """Loss, trips and pairs cut off of each owner, by leaving its arcs out."""
    before, trips, n = table(graph, w, impedance), every_trip(w).trips, len(w.network.roads.link_id)
    found = []
    for one in range(n + len(w.links.segments.tail)):
        shut = closed_together(w.network.roads, [int(w.network.roads.link_id[one])]) if one < n else [one]
        after = table(Graph(graph.lon_lat, graph.arcs.keep(~np.isin(owner, shut))), w, impedance)
        gone = np.isfinite(before) & np.isinf(after)
        more = np.where(np.isfinite(after), after, 0.0) - np.where(np.isfinite(after), before, 0.0)
        found.append(((trips * more).sum(), trips[gone].sum(), (gone & (trips > 0)).sum()))
    return np.array(found)


@pytest.mark.parametrize("seed", range(6))
def test_every_loss_equals_closing_the_road(seed):
    w = random_world(seed)
    for units in ((), ("new", "wide")):
        graph = w.graph(Scenario(projects=frozenset(units)))
        owner = owners_of_arcs(w.network, graph)
        for impedance in Impedance:
            found = closing_losses(every_trip(w), graph, owner, impedance)
            wanted = by_closing(w, graph, owner, impedance)
            assert found.lost == pytest.approx(wanted[:, 0], rel=1e-9, abs=1e-6)
            assert found.cut_people == pytest.approx(wanted[:, 1])
            assert found.cut_pairs.tolist() == wanted[:, 2].tolist()


@pytest.mark.parametrize("limits", [{"_DENSE": 3}, {"_SMALL": 0, "_TOGETHER": 1}, {"_SMALL": 0, "_TOGETHER": 3}])
def test_small_networks_are_halved_and_drawn_together_as_large_ones_are(monkeypatch, limits):
    for name, value in limits.items():
        monkeypatch.setattr(f"analysis.resilience.link_removal.{name}", value)
    for seed in range(3, 6):
        w = random_world(seed)
        graph = w.graph(Scenario(projects=frozenset({"new"})))
        owner = owners_of_arcs(w.network, graph)
        found = closing_losses(every_trip(w), graph, owner, Impedance.TIME)
        wanted = by_closing(w, graph, owner, Impedance.TIME)
        assert found.lost == pytest.approx(wanted[:, 0], rel=1e-9, abs=1e-6)
        assert found.cut_people == pytest.approx(wanted[:, 1])


def test_a_loss_on_paper_and_a_tie_that_costs_nothing():
    # a and b joined by two equal ways round a square, and b with c by one road, twice as long the other way
    links = [
        Road(((0, 0), (1, 1))),
        Road(((1, 1), (2, 0))),
        Road(((0, 0), (1, -1))),
        Road(((1, -1), (2, 0))),
        Road(((2, 0), (4, 0))),
        Road(((2, 0), (3, 2), (4, 0))),
    ]
    w = world(roads(*links), places=[place("a", 0, 0), place("c", 4, 0)])
    found = criticality(w, Scenario(), source="a,c")
    tie = metres((0, 0), (1, 1), (2, 0)) - metres((0, 0), (1, -1), (2, 0))
    direct, round_about = metres((2, 0), (4, 0)), metres((2, 0), (3, 2), (4, 0))
    assert found.lost_person_min[4] == pytest.approx(2 * (round_about - direct) / 1000, rel=1e-9)
    assert found.lost_person_km[4] == pytest.approx(2 * (round_about - direct) / 1000, rel=1e-9)
    assert found.lost_person_min[:4] == pytest.approx([0, 0, 0, 0], abs=2 * abs(tie) / 1000 + 1e-9)
    assert found.time.stretch[5] == -1
    assert found.lost_person_min[5] == 0
    assert found.time.total == pytest.approx(
        2 * min(metres((0, 0), (1, -1), (2, 0)), metres((0, 0), (1, 1), (2, 0))) / 1000 + 2 * direct / 1000, rel=1e-6
    )


def test_people_cut_off_are_counted_apart_and_no_way_round_is_marked():
    w = world(
        roads(Road(((0, 0), (2, 0))), Road(((2, 0), (3, 0))), Road(((3, 0), (5, 0))), Road(((2, 0), (2.5, 1), (3, 0)))),
        places=[place("a", 0.5, 0), place("b", 4.5, 0)],
    )
    found = criticality(w, Scenario(), source="a,b")
    assert found.cut_people.tolist() == [2, 0, 2, 0]
    assert found.time.cut_pairs.tolist() == [2, 0, 2, 0]
    assert found.lost_person_min[[0, 2]].tolist() == [0, 0]
    assert np.isfinite(found.lost_person_min).all()
    assert found.no_way_round.tolist() == [True, False, True, False]
    assert found.on_place.tolist() == [True, False, True, False]
    frame = critical_links(w, found)
    assert set(frame["link_id"]) == {0, 1, 2}
    assert frame["lost_person_min"].tolist() == sorted(frame["lost_person_min"])
    with pytest.raises(InputError):
        demand(w, Scenario(), "a")
    with pytest.raises(InputError):
        demand(w, Scenario(), "a,nowhere")


@pytest.mark.parametrize("seed", range(40))
def test_bridges_of_the_graph_are_those_of_networkx(seed):
    random = np.random.default_rng(seed)
    nodes, edges = int(random.integers(2, 14)), int(random.integers(1, 22))
    tail, head = random.integers(0, nodes, (2, edges))
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from((int(a), int(b)) for a, b in zip(tail, head, strict=True) if a != b)
    single = {frozenset(e) for e in nx.bridges(graph)}
    ends = [frozenset((int(a), int(b))) for a, b in zip(tail, head, strict=True)]
    assert cut_edges(tail, head, nodes=nodes).tolist() == [e in single and ends.count(e) == 1 for e in ends]


def test_chains_keep_every_least_way_of_the_real_network():
    w = real_world()
    graph, nodes = w.graph(Scenario()), w.nodes(list(w.places)[:30])
    chains = contract_links(graph, graph.arcs.time_min, owners_of_arcs(w.network, graph), nodes)
    assert len(chains.nodes) < 0.6 * len(graph.lon_lat)
    least = nx.DiGraph()
    for a, b, weight in zip(chains.tail.tolist(), chains.head.tolist(), chains.weight.tolist(), strict=True):
        least.add_edge(a, b, weight=min(weight, least.get_edge_data(a, b, {"weight": np.inf})["weight"]))
    at = chains.position(nodes).tolist()
    wanted = dijkstra(graph.by_time.matrix, indices=nodes[:1])[:, nodes]
    for row, origin in enumerate(at[:1]):
        ways = nx.single_source_dijkstra_path_length(least, origin)
        assert [ways[d] for d in at] == pytest.approx(wanted[row].tolist(), rel=1e-12)


@pytest.mark.parametrize("scenario", [Scenario(), AFTER])
def test_the_real_network_equals_closing_links_by_hand(scenario):
    w = real_world()
    found, ids = criticality(w, scenario), w.network.roads.link_id
    random = np.random.default_rng(len(scenario.projects))
    links = len(ids)
    upgraded = np.isin(np.arange(links), w.network.link[w.links.upgraded_piece])
    twins = w.network.roads.bridge & w.network.roads.oneway
    costly = found.lost_person_min[:links] > 0
    for kind in (costly, costly & upgraded, costly & twins, ~costly & ~found.on_place[:links]):
        for row in random.choice(np.flatnonzero(kind), 1, replace=False):
            loss = closure_loss(w, scenario, frozenset({int(ids[row])}))
            if found.time.cut_pairs[row]:
                assert loss.lost_person_min is None
            else:
                assert loss.lost_person_min == pytest.approx(found.lost_person_min[row], rel=1e-8, abs=1e-3)


def test_the_list_of_the_most_critical_roads_and_what_a_scenario_changes():
    w = real_world()
    found, after = criticality(w, Scenario()), criticality(w, AFTER)
    top = most_critical(w, found)
    assert len(top) == 20
    assert top["lost_person_min"].tolist() == sorted(top["lost_person_min"], reverse=True)
    named = [(r["ref"] or r["name"] or r["id"], r["commune"]) for r in top.to_dict("records")]
    assert len(set(named)) == len(named)
    assert (top["commune"] != "").all()
    assert top["lost_person_min"].iloc[0] == found.lost_person_min.max()
    assert "Sông Bé" in set(top["river"])
    change = criticality_change(w, found, after)
    assert change["change_person_min"].min() < 0
    assert change.crs.to_epsg() == 4326
    assert after.fragility != found.fragility


def test_progress_is_told_and_what_is_kept_is_not_computed_again():
    w, told = random_world(1), []
    found = criticality(w, Scenario(), source="o0,o1,o2", progress=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done <= total for done, total in told)
    assert criticality(w, Scenario(), source="o0,o1,o2") is found


def test_communes_travel_on_the_same_roads():
    w = real_world()
    found = demand(w, Scenario(), "communes")
    assert len(found.place_ids) == 76
    assert found.world.network.roads is w.network.roads
    assert found.trips.sum() == pytest.approx(994679 + 1169165, rel=1e-5)  # the census totals of both provinces
    districts = demand(w, Scenario())
    assert districts.trips.sum() == pytest.approx(found.trips.sum(), rel=1e-3)
    assert districts.digest != found.digest


def test_only_chosen_districts_travel_where_the_assumptions_say_so():
    w = real_world()
    towns = Assumptions(districts=named_set(w, "towns"))
    for source in ("districts", "communes"):
        all_, some = demand(w, Scenario(), source), demand(w, Scenario(), source, assumptions=towns)
        assert 0 < some.trips.sum() < all_.trips.sum()
        assert some.digest != all_.digest
    trips = demand(w, Scenario(), assumptions=towns)
    left_out = [i for i, p in enumerate(trips.place_ids) if p not in towns.districts]
    assert trips.trips[left_out].sum() == trips.trips[:, left_out].sum() == 0
    gravity = demand(w, Scenario(), assumptions=Assumptions(weighting=Weighting.GRAVITY))
    assert gravity.trips.sum() == pytest.approx(demand(w, Scenario()).trips.sum())
    assert gravity.digest != demand(w, Scenario()).digest


@pytest.mark.parametrize("access", list(Access))
def test_each_project_alone_is_entered_where_the_assumptions_say(access):
    square = [
        ((0, 0), (2, 0)),
        ((2, 0), (4, 0)),
        ((0, 0), (0, 2)),
        ((0, 2), (2, 2)),
        ((2, 2), (4, 2)),
        ((4, 2), (4, 0)),
    ]
    w = world(
        roads(*map(Road, [*square, ((2, 0), (2, 2))])),
        places=[place("b", 2, 0.5), place("c", 4, 0.5)],
        projects=[project("x", Stretch(((0, 1), (4, 1))), access="interchange")],
        interchanges=[interchange("x", 2, 1, assumed=True)],
    )
    (found,) = project_fragility(w, Scenario(access=access), source="b,c")
    one, other = (criticality(w, Scenario(projects=frozenset({"x"}), access=a), source="b,c") for a in Access)
    assert one.closed_min != other.closed_min
    assert found.closed_min == (one if access is Access.LOW else other).closed_min


def test_several_closed_at_once():
    links = [Road(((0, 0), (0, 1), (4, 1), (4, 0))), Road(((0, 0), (4, 0))), Road(((0, 0), (0, -2), (4, -2), (4, 0)))]
    w = world(roads(*links), places=[place("a", 0, 0), place("b", 4, 0)])
    lengths = [metres(*x.points) / 1000 for x in links]
    found = close_jointly(w, Scenario(), frozenset({0, 1}), source="a,b")
    assert found.lost_person_min == pytest.approx(2 * (lengths[2] - lengths[1]))
    assert found.alone_person_min == pytest.approx(2 * (lengths[0] - lengths[1]))
    cut = close_jointly(w, Scenario(), frozenset({0, 1, 2}), source="a,b")
    assert (cut.cut_people, cut.cut_pairs, cut.lost_person_min) == (2, 2, 0)
    with pytest.raises(InputError):
        close_jointly(w, Scenario(), frozenset(), source="a,b")
