"""Roads cut into pieces, joined with places and projects: all of it can be drawn on paper."""

from __future__ import annotations

import numpy as np
import pytest
from graphs import Road, Stretch, interchange, metres, place, project, roads, world

from analysis.network.graph import ArcKind, Arcs, Graph, skim
from analysis.network.roads import cut_roads
from analysis.network.speeds import Mode
from analysis.scenarios.scenario import Access, Scenario
from analysis.scenarios.supply import closed_together

#   y
#   2   d───────────e          d–e: secondary
#       │           │
#   0   a─────b─────c          a–b–c: secondary; a–d, c–e too
#   x   0     2     4
SQUARE = (
    Road(((0, 0), (2, 0)), ref="QL1"),
    Road(((2, 0), (4, 0)), ref="QL1"),
    Road(((0, 0), (0, 2))),
    Road(((0, 2), (4, 2)), ref="QL2"),
    Road(((4, 2), (4, 0))),
)
CORNERS = [place("a", 0, 0), place("c", 4, 0), place("d", 0, 2), place("e", 4, 2)]


def _tables(w, *projects, **options):
    nodes = w.nodes(list(w.places))
    return skim(w.graph(Scenario(projects=frozenset(projects), **options)), nodes, nodes)


def _between(w, a, b, *projects, **options):
    names = list(w.places)
    tables = _tables(w, *projects, **options)
    i = names.index(a), names.index(b)
    return tables.shortest_m[i], tables.fastest_min[i], tables.fastest_length_m[i]


def test_of_arcs_side_by_side_the_least_counts_and_of_equal_ones_the_least_in_the_other_cost() -> None:
    """Four arcs from 0 to 1 and one back, told in no order: 5 km in 9 min, 3 km in 8, 3 km in 7, 4 km in 7."""
    tail, head = np.array([0, 1, 0, 0, 0]), np.array([1, 0, 1, 1, 1])
    length_m, time_min = np.array([5000.0, 6000.0, 3000.0, 3000.0, 4000.0]), np.array([9.0, 6.0, 8.0, 7.0, 7.0])
    none = np.zeros(5, dtype=np.int64)
    arcs = Arcs(tail, head, length_m, time_min, none.astype(np.uint8), none, none, none.astype(bool))
    graph = Graph(np.zeros((2, 2)), arcs)
    for weights, least in ((graph.by_length, [3, 1]), (graph.by_time, [3, 1])):
        assert weights.arc.tolist() == least
        assert weights.key.tolist() == [1, 2]
    assert graph.by_length.matrix.toarray().tolist() == [[0, 3000], [6000, 0]]
    assert graph.by_time.matrix.toarray().tolist() == [[0, 7], [6, 0]]


def test_cutting_keeps_lengths_and_directions() -> None:
    base = roads(*SQUARE)
    link, at = np.array([0, 0, 3, 0]), np.array([500.0, 1000.0, 100.0, 500.0])
    network, node = cut_roads(base, link, at)
    assert len(network.tail) == 5 + 3
    assert node[0] == node[3] != node[1]
    for i in range(5):
        mine = network.link == i
        assert network.length_m[mine].sum() == pytest.approx(base.length_m[i], abs=1e-9)
    first = np.flatnonzero(network.link == 0)
    assert network.tail[first[0]] == base.start[0]
    assert network.head[first[-1]] == base.end[0]
    assert list(network.head[first[:-1]]) == list(network.tail[first[1:]]) == [node[0], node[1]]


def test_a_cut_at_a_links_end_is_the_end() -> None:
    base = roads(*SQUARE)
    network, node = cut_roads(base, np.array([0, 0]), np.array([0.3, base.length_m[0] - 0.3]))
    assert list(node) == [base.start[0], base.end[0]]
    assert len(network.tail) == 5


def test_distance_time_and_length_on_the_base() -> None:
    w = world(roads(*SQUARE), places=CORNERS)
    length = metres((0, 0), (2, 0), (4, 0))
    assert _between(w, "a", "c") == pytest.approx((length, length / 1000, length))


def test_a_one_way_road_counts_in_one_direction() -> None:
    links = (Road(((0, 0), (2, 0), (4, 0)), oneway=True), *SQUARE[2:])
    w = world(roads(*links), places=CORNERS)
    around = metres((0, 0), (0, 2)) + metres((0, 2), (4, 2)) + metres((4, 2), (4, 0))
    assert _between(w, "a", "c")[0] == pytest.approx(metres((0, 0), (2, 0), (4, 0)))
    assert _between(w, "c", "a")[0] == pytest.approx(around)


def test_places_do_not_join_motorways_ramps_bridges_or_closed_roads() -> None:
    for bad in ({"road_class": "motorway"}, {"ramp": True}, {"bridge": True}, {"closed": True}):
        w = world(roads(*SQUARE, Road(((0, 2), (1, 1), (4, 0)), **bad)), places=[place("p", 1, 0.9)])
        assert w.places["p"].snap_m == pytest.approx(metres((1, 0.9), (1, 0)), rel=1e-3)


def test_a_connector_is_straight_times_1_3_at_20_kmh() -> None:
    w = world(roads(*SQUARE), places=[place("p", 1, 0.5), place("b", 2, 0)])
    straight, along = metres((1, 0.5), (1, 0)), metres((1, 0), (2, 0))
    shortest, minutes, _ = _between(w, "p", "b")
    assert shortest == pytest.approx(straight * 1.3 + along, rel=1e-6)
    assert minutes == pytest.approx(straight * 1.3 / (20_000 / 60) + along / 1000, rel=1e-6)


def test_on_a_dual_carriageway_a_place_reaches_both_sides() -> None:
    #  west ── there (one-way) ──▶ east, 33 m north of it the way back
    links = (Road(((0, 0), (4, 0)), oneway=True), Road(((4, 0), (3.9, 0.03), (0.1, 0.03), (0, 0)), oneway=True))
    w = world(roads(*links), places=[place("p", 1, -0.01), place("q", 3, -0.01)])
    assert _between(w, "q", "p")[0] < metres((1, 0), (3, 0)) + 200


def test_an_ordinary_road_joins_at_every_crossing_but_not_at_bridges_or_motorways() -> None:
    north = project("n", Stretch(((1, -0.2), (1, 2.2))))
    w = world(roads(*SQUARE), places=CORNERS, projects=[north])
    straight = metres((0, 0), (1, 0)) + metres((1, 0), (1, 2)) + metres((1, 2), (0, 2))
    assert _between(w, "a", "d", "n")[0] == pytest.approx(metres((0, 0), (0, 2)))  # longer, so not taken
    shut = Scenario(projects=frozenset({"n"}), closed_links=frozenset({2}))
    nodes = w.nodes(["a", "d"])
    assert skim(w.graph(shut), nodes[:1], nodes[1:]).shortest_m[0, 0] == pytest.approx(straight, rel=2e-5)
    for kind in ({"bridge": True}, {"road_class": "motorway"}):
        grade = (Road(((0, 2), (4, 2)), **kind), *(x for i, x in enumerate(SQUARE) if i != 3))
        other = world(roads(*grade), places=[place("a", 0, 0), place("c", 4, 0)], projects=[north])
        assert not any(t for t in _joined_links(other, "n/1") if t == 0)


def _joined_links(w, section_id):
    """Base links that a section's segments and joints touch."""
    s = int(np.flatnonzero(w.links.sections.section_id == section_id)[0])
    nodes = {
        int(x) for a in (w.links.segments, w.links.joints) for x in (*a.tail[a.section == s], *a.head[a.section == s])
    }
    network = w.network
    return {
        int(i) for i, t, h in zip(network.link, network.tail, network.head, strict=True) if {int(t), int(h)} & nodes
    }


def test_an_expressway_joins_at_interchanges_and_ends_only() -> None:
    fast = project("x", Stretch(((0, 1), (4, 1))), access="interchange")
    ladder = (*SQUARE, Road(((2, 0), (2, 2))))
    w = world(
        roads(*ladder[:3], Road(((0, 2), (2, 2))), Road(((2, 2), (4, 2))), *ladder[4:]),
        places=[place("b", 2, 0.5), place("c", 4, 0.5)],
        projects=[fast],
    )
    without = metres((2, 0.5), (2, 0)) + metres((2, 0), (4, 0)) + metres((4, 0), (4, 0.5))
    assert _between(w, "b", "c", "x")[0] == pytest.approx(without, rel=1e-6)  # b cannot get on half-way
    opened = world(
        w.network.roads,
        places=list(w.places.values()),
        projects=[fast],
        interchanges=[interchange("x", 2, 1, assumed=True)],
    )
    direct = metres((2, 0.5), (2, 1)) + metres((2, 1), (4, 1)) + metres((4, 1), (4, 0.5))
    assert direct < without + 1  # as long as the other way, but faster
    assert _between(opened, "b", "c", "x")[1] < _between(w, "b", "c", "x")[1]
    assert _between(opened, "b", "c", "x", access=Access.LOW)[1] == pytest.approx(_between(w, "b", "c", "x")[1])


def test_a_motorcycle_may_not_use_an_expressway() -> None:
    fast = project("x", Stretch(((0, 0), (4, 2))), access="interchange")
    w = world(roads(*SQUARE), places=CORNERS, projects=[fast])
    assert _between(w, "a", "e", "x")[0] == pytest.approx(metres((0, 0), (4, 2)), rel=1e-6)
    assert _between(w, "a", "e", "x", mode=Mode.MOTORCYCLE)[0] == pytest.approx(_between(w, "a", "e")[0])


def test_joints_are_at_most_500_m_unless_listed() -> None:
    short = project("x", Stretch(((0.4, 1), (3.6, 1))), access="interchange")  # ends 440 m from the roads a–d and c–e
    w = world(roads(*SQUARE), places=CORNERS, projects=[short])
    way = (
        metres((0, 0), (0, 1))
        + 1.3 * metres((0, 1), (0.4, 1))
        + metres((0.4, 1), (3.6, 1))
        + 1.3 * metres((3.6, 1), (4, 1))
        + metres((4, 1), (4, 2))
    )
    assert _between(w, "a", "e", "x")[1] < _between(w, "a", "e")[1]
    assert _between(w, "a", "e", "x")[2] == pytest.approx(way, rel=1e-5)
    far = project("x", Stretch(((0.5, 1), (3.5, 1))), access="interchange")  # 550 m
    apart = world(roads(*SQUARE), places=CORNERS, projects=[far])
    assert _between(apart, "a", "e", "x") == _between(apart, "a", "e")
    listed = [interchange("x", x, 1, max_link_m=700) for x in (0.5, 3.5)]
    joined = world(roads(*SQUARE), places=CORNERS, projects=[far], interchanges=listed)
    assert _between(joined, "a", "e", "x")[1] < _between(joined, "a", "e")[1]


def test_expressways_join_each_other_only_where_listed() -> None:
    across = project("x", Stretch(((0, 0), (4, 2))), access="interchange")
    down = project("y", Stretch(((0, 2), (4, 0))), access="interchange")
    w = world(roads(*SQUARE), places=CORNERS, projects=[across, down])
    half = metres((0, 0), (2, 1)) + metres((2, 1), (0, 2))
    assert _between(w, "a", "d", "x", "y")[1] == _between(w, "a", "d")[1]
    listed = world(
        roads(*SQUARE[:2], *SQUARE[3:]),
        places=CORNERS,
        projects=[across, down],
        interchanges=[interchange("x", 2, 1, "y")],
    )
    assert _between(listed, "a", "d", "x", "y")[0] == pytest.approx(half, rel=1e-4)
    assert _between(listed, "a", "d", "x")[0] > half


def test_ordinary_projects_join_where_they_cross_and_at_shared_ends() -> None:
    across = project("x", Stretch(((0, 0), (4, 2))))
    down = project("y", Stretch(((2, 1), (4, 0))))
    w = world(roads(*SQUARE), places=CORNERS, projects=[across, down])
    way = metres((0, 0), (2, 1)) + metres((2, 1), (4, 0))
    assert _between(w, "e", "c", "x", "y")[0] == pytest.approx(metres((4, 2), (4, 0)))
    tables = w.graph(Scenario(projects=frozenset({"x", "y"}), closed_links=frozenset({0, 1})))
    nodes = w.nodes(["a", "c"])
    assert skim(tables, nodes[:1], nodes[1:]).shortest_m[0, 0] == pytest.approx(way, rel=1e-4)


def test_an_upgrade_keeps_the_distance_and_the_direction() -> None:
    links = (Road(((0, 0), (2, 0), (4, 0)), oneway=True, road_class="tertiary"), *SQUARE[2:])
    wide = project("u", Stretch(((1, 0), (3, 0)), upgrade=True))
    w = world(roads(*links), places=CORNERS, projects=[wide])
    before, after = _between(w, "a", "c"), _between(w, "a", "c", "u")
    assert after[0] == pytest.approx(before[0], abs=1e-6)
    saved = metres((1, 0), (3, 0)) / 1000 * (60 / 40 - 60 / 90)  # tertiary to primary
    assert before[1] - after[1] == pytest.approx(saved, rel=1e-4)
    assert _between(w, "c", "a", "u") == _between(w, "c", "a")
    assert (w.graph(Scenario(projects=frozenset({"u"}))).arcs.kind == ArcKind.PROJECT).sum() == 0


def test_a_section_can_be_used_alone_and_its_ends_close_when_the_road_goes_on() -> None:
    # two sections meet beside the road b–f; alone each is entered there, together nobody gets on
    sections = Stretch(((0, 1), (2, 1))), Stretch(((2, 1), (4, 1)))
    fast = project("x", *sections, access="interchange")
    middle = (Road(((2, 0), (2, 2))), Road(((0, 2), (2, 2))), Road(((2, 2), (4, 2))))
    base = roads(*SQUARE[:3], *middle, SQUARE[4])
    w = world(base, places=[place("f", 2, 1.5), place("e", 4, 1.5), place("d", 0, 1.5)], projects=[fast])
    assert _between(w, "f", "e", "x/2")[1] < _between(w, "f", "e")[1]
    assert _between(w, "f", "e", "x")[1] == pytest.approx(_between(w, "f", "e")[1])
    assert _between(w, "d", "e", "x")[1] < _between(w, "d", "e")[1]
    assert _between(w, "d", "e", "x/1", "x/2")[1] == pytest.approx(_between(w, "d", "e", "x")[1])
    assert _between(w, "f", "e", "x/1+x/2")[1] == pytest.approx(_between(w, "f", "e")[1])


def test_closing_one_carriageway_of_a_bridge_closes_the_other() -> None:
    over = [Road(((1, 0), (3, 0)), oneway=True, bridge=True), Road(((3, 0.01), (1, 0.01)), oneway=True, bridge=True)]
    ends = [Road(((0, 0), (1, 0))), Road(((1, 0), (1, 0.01))), Road(((3, 0), (4, 0))), Road(((3, 0), (3, 0.01)))]
    base = roads(*over, *ends, Road(((0, 0), (0, 2))), Road(((0, 2), (4, 2))), Road(((4, 2), (4, 0))))
    assert list(closed_together(base, [0])) == list(closed_together(base, [1])) == [0, 1]
    assert list(closed_together(base, [2])) == [2]
    w = world(base, places=CORNERS)
    around = metres((0, 0), (0, 2)) + metres((0, 2), (4, 2)) + metres((4, 2), (4, 0))
    assert _between(w, "c", "a", closed_links=frozenset({0}))[0] == pytest.approx(around)


@pytest.mark.parametrize(("apart", "closed"), [(0.053, 2), (0.056, 1)])
def test_a_bridge_more_than_60_m_away_is_another_bridge(apart, closed) -> None:
    there = Road(((1, 0), (3, 0)), oneway=True, bridge=True)
    back = Road(((3, apart), (1, apart)), oneway=True, bridge=True)
    assert abs(metres((1, 0), (1, apart)) - 60) < 3
    assert len(closed_together(roads(there, back), [0])) == closed


def test_the_other_carriageway_of_a_bent_bridge_is_sought_at_its_middle() -> None:
    """Both bend: east, north in the middle, east again. Elsewhere than in the middle the two do not run opposite."""
    there = Road(((0, 0), (2.5, 0), (2.5, 1), (5, 1)), oneway=True, bridge=True)
    back = Road(((5, 1.01), (2.49, 1.01), (2.49, 0.01), (0, 0.01)), oneway=True, bridge=True)
    other_way = Road(((0, 0.02), (2.51, 0.02), (2.51, 1.02), (5, 1.02)), oneway=True, bridge=True)
    base = roads(there, back, other_way)
    assert list(closed_together(base, [0])) == [0, 1]  # the third runs the same way: it stays
    assert list(closed_together(base, [1])) == [0, 1, 2]
    assert list(closed_together(base, [2])) == [1, 2]


def test_links_closed_by_an_override_are_out_unless_asked_for() -> None:
    w = world(roads(*SQUARE, Road(((0, 0), (4, 2)), closed=True)), places=CORNERS)
    assert _between(w, "a", "e")[0] > metres((0, 0), (4, 2)) + 100
    assert _between(w, "a", "e", restricted_links=True)[0] == pytest.approx(metres((0, 0), (4, 2)))
