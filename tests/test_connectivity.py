"""Ties between places: crossings from geometry, disjoint routes as networkx counts them, detours, ranks, missing links."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, metres, place, project, real_world, roads, spot, world

from analysis.measures.comparison import Effect, compare_pair
from analysis.measures.mends import mending_projects
from analysis.measures.pairs import pair_matrix
from analysis.measures.province_links import ROAD_RANKS, connectivity, cut_lines, metres_by_rank, rank_shares
from analysis.network.graph import skim
from analysis.resilience.crossings import boundary_crossings, common_boundary, crossings_of, river_crossings
from analysis.resilience.edge_disjoint import disjoint_routes, routes_between_groups
from analysis.resilience.missing_roads import AssumedRoad, missing_links
from analysis.scenarios.scenario import Scenario
from layers.dataset import Dataset
from layers.geodesy import length_m
from layers.reading import read
from words.errors import DataError

RIVER = shapely.LineString([spot(0, 0), spot(10, 0)])
AFTER = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa", "dt794"}))


@pytest.mark.parametrize(
    ("links", "count"),
    [
        ([Road(((1, -1), (1, 1)))], 1),
        ([Road(((1, 1), (1, 0)))], 0),  # ends on it
        ([Road(((1, 1), (2, 0), (3, 1)))], 0),  # touches and turns back
        ([Road(((1, 1), (2, 0), (4, 0), (5, 1)))], 0),  # runs along it and turns back
        ([Road(((1, 1), (2, 0), (4, 0), (5, -1)))], 1),  # runs along it and over
        ([Road(((1, 1), (2, -0.2), (2.5, 0.5)))], 0),  # over and back within 2 km
        ([Road(((1, 1), (2, -1), (5, -1), (6, 1)))], 2),  # over and back far away
        ([Road(((1, 1), (1, -1)), oneway=True), Road(((1.02, -1), (1.02, 1)), oneway=True, bridge=True)], 1),
        ([Road(((1, 1), (1, -1)), oneway=True), Road(((1.2, -1), (1.2, 1)), oneway=True)], 2),  # 200 m apart
        ([Road(((1, 1), (1, -1))), Road(((1.02, -1), (1.02, 1)))], 2),  # two roads, both of them two-way
        ([Road(((1, -1), (1, 1)), closed=True)], 0),
    ],
)
def test_only_what_runs_from_side_to_side_crosses(links, count):
    w = world(roads(*links), places=[])
    assert len(crossings_of(w, Scenario(), RIVER)) == count
    turned = shapely.reverse(RIVER)
    assert len(crossings_of(w, Scenario(), turned)) == count


def test_provinces_that_are_no_neighbours_have_no_crossings():
    w = world(roads(Road(((1, -1), (1, 1)))), places=[], projects=[project("new", Stretch(((5, 1), (5, -1))))])
    assert crossings_of(w, Scenario(projects=frozenset({"new"})), shapely.LineString()) == ()


def test_a_crossing_tells_road_class_and_place():
    links = [
        Road(((1, 1), (1, -1)), ref="", road_class="secondary", oneway=True),
        Road(((1.02, -1), (1.02, 1)), ref="QL1", road_class="primary", oneway=True),
    ]
    w = world(roads(*links), places=[], projects=[project("new", Stretch(((5, 1), (5, -1))))])
    (found,) = crossings_of(w, Scenario(), RIVER)
    assert (found.ref, found.road_class, found.link_ids, found.section_id) == ("QL1", "primary", (0, 1), "")
    assert (found.lon, found.lat) == pytest.approx(spot(1.01, 0), abs=1e-5)
    two = crossings_of(w, Scenario(projects=frozenset({"new"})), RIVER)
    assert {c.section_id for c in two} == {"", "new/1"}
    both = world(
        roads(*links),
        places=[],
        projects=[
            project("new", Stretch(((5, 1), (5, -1)))),
            project("fast", Stretch(((5, 1), (5, -1))), upgrade_of="new"),
        ],
    )
    assert len(crossings_of(both, Scenario(projects=frozenset({"new", "fast"})), RIVER)) == 2
    assert not crossings_of(w, Scenario(closed_links=frozenset({0, 1})), RIVER)


def test_a_bridge_closed_by_one_of_its_carriageways_crosses_no_more():
    twins = [Road(((1, 1), (1, -1)), oneway=True, bridge=True), Road(((1.02, -1), (1.02, 1)), oneway=True, bridge=True)]
    w = world(roads(*twins, Road(((5, 1), (5, -1)))), places=[])
    assert {c.link_ids for c in crossings_of(w, Scenario(), RIVER)} == {(0, 1), (2,)}
    assert [c.link_ids for c in crossings_of(w, Scenario(closed_links=frozenset({0})), RIVER)] == [(2,)]


def test_the_common_boundary_and_the_river_of_the_real_network():
    w = real_world()
    assert float(length_m(np.array([common_boundary(real_world().data)], dtype=object))[0]) == pytest.approx(
        34_733, abs=5
    )
    found = boundary_crossings(w, Scenario())
    assert {c.ref for c in found.found} == {"ĐT792", "ĐT794"}
    assert all(c.provinces == ("70", "72") for c in found.found)
    river = river_crossings(w, Scenario())
    assert sum(river.by_class().values()) == len(river.found)
    assert {"Cầu Bến Súc", "Cầu Phú Mỹ"} <= {c.name for c in river.found}
    ids = [i for c in river.found for i in c.link_ids]
    assert len(ids) == len(set(ids))
    lats = [c.lat for c in river.found]
    assert lats == sorted(lats, reverse=True)
    with pytest.raises(DataError):
        river_crossings(w, Scenario(), river="Sông Không Có")


def drawn(seed):
    """A grid with one-way roads and two places at its corners."""
    random, links = np.random.default_rng(seed), []
    for x in range(4):
        for y in range(4):
            links += [
                Road(((x, y), (x + dx, y + dy))[:: random.choice([1, -1])], oneway=bool(random.random() < 0.35))
                for dx, dy in ((1, 0), (0, 1))
                if x + dx < 4 and y + dy < 4 and (random.random() < 0.85 or (x, y) in {(0, 0), (2, 3), (3, 2)})
            ]
    return links, world(roads(*links), places=[place("a", 0, 0), place("b", 3, 3)])


@pytest.mark.parametrize("seed", range(25))
def test_routes_are_the_largest_flow_and_the_cut_parts_the_places(seed):
    links, w = drawn(seed)
    (found,) = disjoint_routes(w, Scenario(), [("a", "b")], near_m=1.0)
    flow = nx.DiGraph()
    flow.add_nodes_from([(0, 0), (3, 3)])
    for link in links:
        flow.add_edge(link.points[0], link.points[-1], capacity=1)
        if not link.oneway:
            flow.add_edge(link.points[-1], link.points[0], capacity=1)
    corners = {"a": (0, 0), "b": (3, 3)}
    wanted = [nx.maximum_flow_value(flow, corners[x], corners[y]) for x, y in ("ab", "ba")]
    assert found.count == min(wanted) == len(found.cut)
    flow.remove_edges_from(
        [e for c in found.cut for e in [(links[c[0]].points[0], links[c[0]].points[-1])] for e in (e, e[::-1])]
    )
    assert not nx.has_path(flow, corners[found.origin], corners[found.destination])
    undirected = nx.Graph([(x.points[0], x.points[-1]) for x in links])
    undirected.add_nodes_from(corners.values())
    assert found.count <= nx.edge_connectivity(undirected, (0, 0), (3, 3))


def test_upgrades_share_their_link_and_new_roads_add_a_route():
    base = [Road(((0, 0), (4, 0))), Road(((0, 0), (0, 1), (4, 1), (4, 0)))]
    w = world(
        roads(*base),
        places=[place("a", 0, 0), place("b", 4, 0)],
        projects=[
            project("wide", Stretch(((0, 0), (4, 0)), upgrade=True)),
            project("new", Stretch(((0, 0), (0, -1), (4, -1), (4, 0)))),
        ],
    )
    counts = [
        disjoint_routes(w, Scenario(projects=frozenset(p)), [("a", "b")], near_m=1.0)[0]
        for p in ((), ("wide",), ("wide", "new"))
    ]
    assert [c.count for c in counts] == [2, 2, 3]
    assert counts[0].cut == ((0,), (1,))
    frame = cut_lines(w, counts[2])
    assert sorted(frame["number"]) == [1, 2, 3]
    assert frame["length_km"].sum() == pytest.approx(
        (sum(metres(*r.points) for r in base) + metres((0, 0), (0, -1), (4, -1), (4, 0))) / 1000, rel=1e-3
    )


def test_a_town_is_left_by_all_its_roads():
    star = [Road(((0, 0), (x, y), (20, y))) for x, y in ((1, 1), (1, 0), (1, -1))]
    ends = [Road(((20, y), (20, y + 1))) for y in (-1, 0)]
    w = world(roads(*star, *ends), places=[place("a", 0.5, 0.5), place("b", 20, 0)])
    alone, town = (disjoint_routes(w, Scenario(), [("a", "b")], near_m=m)[0].count for m in (1.0, 1500.0))
    assert (alone, town) == (2, 3)


def test_groups_whose_towns_lie_close_do_not_meet_in_a_junction_between_them():
    links = [Road(((0, 0), (1.5, 0))), Road(((1.5, 0), (3, 0))), Road(((1.5, 0), (1.5, 2), (3, 0)))]
    w = world(roads(*links), places=[place("a", 0, 0), place("b", 3, 0)])
    (pair,) = disjoint_routes(w, Scenario(), [("a", "b")])
    assert routes_between_groups(w, Scenario(), {"x": ["a"], "y": ["b"]}).count == pair.count == 1


def test_ranks_of_roads_on_paper():
    links = [
        Road(((0, 0), (2, 0)), ref="QL13;ĐT741"),
        Road(((2, 0), (5, 0)), ref="ĐT741"),
        Road(((5, 0), (6, 0))),
        Road(((6, 0), (10, 0)), road_class="motorway"),
        Road(((10, 0), (11, 0))),
    ]
    places = [place("a", 0, 0), place("b", 11, 0)]
    w = world(roads(*links), places=places, projects=[project("wide", Stretch(((2, 0), (5, 0)), upgrade=True))])
    found = metres_by_rank(w, Scenario(), ["a"], ["b"])[:, 0, 0]
    wanted = [metres((6, 0), (10, 0)), metres((0, 0), (2, 0)), metres((2, 0), (5, 0)), 2 * metres((10, 0), (11, 0))]
    assert dict(zip(ROAD_RANKS, found, strict=True)) == pytest.approx(
        dict(zip(ROAD_RANKS, wanted, strict=True)), rel=1e-4
    )
    assert sum(rank_shares(found.reshape(-1, 1, 1), np.array([[3.0]]))) == pytest.approx(1)
    after = metres_by_rank(w, Scenario(projects=frozenset({"wide"})), ["a"], ["b"])[:, 0, 0]
    assert after[ROAD_RANKS.index("national")] == pytest.approx(wanted[1] + wanted[2], rel=1e-4)
    cut = metres_by_rank(w, Scenario(closed_links=frozenset({1})), ["a"], ["b"])
    assert np.isnan(cut).all()
    assert rank_shares(cut, np.array([[1.0]])) == (None,) * 4


def test_the_real_provinces():
    w = real_world()
    found = connectivity(w, before=Scenario(), after=AFTER)
    pairs = found.pairs
    assert len(pairs) == 9 * 11
    assert (pairs["detour_before"] >= 1).all()
    assert (pairs["shortest_km_after"] <= pairs["shortest_km_before"] + 1e-9).all()
    assert (pairs["routes_before"] >= 1).all()
    assert (pairs["routes_after"] >= pairs["routes_before"]).all()
    assert found.provinces[0].count >= found.capitals[0].count
    ways = pair_matrix(w, before=Scenario(), after=AFTER, origins=["cap-dong-xoai"], destinations=["cap-tay-ninh"])
    row = pairs[(pairs["origin"] == "cap-dong-xoai") & (pairs["destination"] == "cap-tay-ninh")].iloc[0]
    for when, length in (("before", ways.before_length_m), ("after", ways.after_length_m)):
        driven = sum(row[f"{r}_km_{when}"] for r in ROAD_RANKS)
        assert driven == pytest.approx(length[0, 0] / 1000, rel=1e-9)
    worst = found.worst()
    assert len(worst) == 20
    assert worst["detour_before"].iloc[0] == pairs["detour_before"].max()
    assert sum(found.shares[0]) == pytest.approx(1)
    assert len(found.boundary[1].found) >= len(found.boundary[0].found)


def test_closing_the_cut_parts_the_capitals_and_one_link_less_does_not():
    w = real_world()
    (found,) = disjoint_routes(w, Scenario(), [("cap-tay-ninh", "cap-dong-xoai")])
    for closed, parted in ((found.cut, True), (found.cut[1:], False)):
        shut = Scenario(closed_links=frozenset(c[0] for c in closed))
        (left,) = disjoint_routes(w, shut, [(found.origin, found.destination)])
        assert (left.count == 0) is parted


def two_towns():
    links = [Road(((0, 0), (0, 9), (9, 9), (9, 0))), Road(((0, 0), (0, -1)))]
    towns = [
        replace(place(i, x, 0), kind="district_capital", district=d, province=p, population=n)
        for i, x, d, p, n in (("a", 0, "1", "72", 300), ("b", 9, "2", "70", 100))
    ]
    return world(roads(*links), places=towns)


def test_a_region_without_the_river_has_no_crossings_of_it_and_a_damaged_layer_is_told(monkeypatch):
    def instead(rivers):
        monkeypatch.setattr(Dataset, "read", lambda _, name: rivers() if name == "rivers" else read(name))

    instead(lambda: read("rivers").iloc[:0])
    assert [c.found for c in connectivity(two_towns(), before=Scenario(), after=Scenario()).river] == [(), ()]

    def damaged():
        raise DataError("errors.file_damaged", file="rivers", detail="")

    instead(damaged)
    with pytest.raises(DataError):
        connectivity(two_towns(), before=Scenario(), after=Scenario())


def test_missing_links_are_worth_what_a_road_between_them_would_be():
    w = two_towns()
    found = missing_links(w, Scenario(), assumed=AssumedRoad(near_km=20, speed_kmh=30))
    (one,) = found.found
    straight = metres((0, 0), (9, 0)) / 1000
    around = metres((0, 0), (0, 9), (9, 9), (9, 0)) / 1000
    assert (one.straight_km, one.road_km) == pytest.approx((straight, around), rel=1e-5)
    assert one.detour == pytest.approx(around / straight, rel=1e-5)
    saved = around - straight * 1.15 * 2  # a kilometre a minute round about, two minutes on the new road
    assert one.saved_min == pytest.approx(saved, rel=1e-5)
    assert one.saved_person_min == pytest.approx(400 * saved, rel=1e-5)
    assert one.across
    assert missing_links(w, Scenario(), assumed=AssumedRoad(near_km=5)).found == ()


def test_missing_links_of_the_real_network_are_near_and_roundabout():
    w = real_world()
    found = missing_links(w, Scenario())
    assert len(found.found) > 5
    assert all(x.detour >= 1.4 and x.straight_km <= 60 for x in found.found)
    assert all(x.saved_person_min >= -1e-6 for x in found.found)
    worth = [x.saved_person_min for x in found.found]
    assert worth == sorted(worth, reverse=True)
    assert found.digest != missing_links(w, AFTER).digest


def test_what_mends_a_pair_is_the_project_that_saves_it_most_as_compare_tells():
    w, told = real_world(), []
    pairs = [(m.origin, m.destination) for m in missing_links(w, Scenario()).found[:3]]
    mends = mending_projects(w, AFTER, pairs, progress=lambda done, total: told.append(done / total))
    assert list(mends) == pairs
    assert told == sorted(told)
    assert any(mends.values())
    ends = w.nodes([end for pair in pairs for end in pair])
    minutes = {}
    for one in [None, *w.projects.values()]:
        on = frozenset() if one is None else frozenset({one.id, one.upgrade_of or one.id})
        found = skim(w.graph(Scenario(projects=on)), ends, ends).fastest_min
        minutes["" if one is None else one.id] = [(found[n, n + 1] + found[n + 1, n]) / 2 for n in range(0, 6, 2)]
    for n, (pair, mend) in enumerate(mends.items()):
        most = max(minutes[""][n] - of[n] for of in minutes.values())
        if mend is None:
            assert most < 0.5
            continue
        on = frozenset({mend.project_id, w.projects[mend.project_id].upgrade_of or mend.project_id})
        assert mend.comparison == compare_pair(w, Scenario(projects=on), *pair)
        assert mend.comparison.effect in {Effect.FASTER, Effect.SHORTER}
        assert mend.comparison.saved_min == pytest.approx(most)
    assert mending_projects(two_towns(), Scenario(), [("a", "b")]) == {("a", "b"): None}


def test_a_road_over_the_river_without_number_and_name_is_told_by_what_it_joins():
    found = river_crossings(real_world(), Scenario()).found
    bare = [c for c in found if not (c.ref or c.name)]
    assert bare
    assert all(c.joins for c in bare)
