"""Round trips: equal to trying every order, to a known library, and their files open."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from graphs import Road, metres, place, roads, world as small_world

from analysis.accessibility.tours import MOST_STOPS, round_trip, shortest_tour, tourist_sites, trip_geojson, trip_gpx
from analysis.network.graph import Impedance
from analysis.scenarios.scenario import Scenario
from words.errors import InputError


def cost_of(costs, order):
    return sum(costs[a, b] for a, b in pairwise([*order, order[0]]))


@pytest.mark.parametrize("stops", range(2, 8))
def test_the_order_equals_trying_all(stops):
    for seed in range(6):
        costs = np.random.default_rng(seed).uniform(1, 100, (stops, stops))  # directed
        found = shortest_tour(costs)
        assert sorted(found) == list(range(stops))
        assert found[0] == 0
        wanted = min(cost_of(costs, (0, *rest)) for rest in permutations(range(1, stops)))
        assert cost_of(costs, found) == pytest.approx(wanted)


def test_twelve_stops_on_a_circle_are_met_in_turn():
    angle = np.random.default_rng(1).permutation(MOST_STOPS) * 2 * np.pi / MOST_STOPS
    points = np.column_stack([np.cos(angle), np.sin(angle)])
    costs = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert cost_of(costs, shortest_tour(costs)) == pytest.approx(MOST_STOPS * 2 * np.sin(np.pi / MOST_STOPS))


def test_a_stop_out_of_reach_leaves_no_trip():
    costs = np.array([[0, 1, np.inf], [1, 0, np.inf], [1, 1, 0]])
    assert shortest_tour(costs) is None


@pytest.fixture(scope="module")
def square():
    """A one-way square with two stops on opposite corners and one beside it."""
    links = [Road((a, b), oneway=True) for a, b in pairwise([(0, 0), (3, 0), (3, 2), (0, 2), (0, 0)])]
    links.append(Road(((3, 2), (5, 2))))
    return small_world(roads(*links), places=[place("a", 0, 0), place("b", 5, 2), place("c", 0, 2)])


@pytest.mark.parametrize("impedance", list(Impedance))
def test_on_a_drawn_network_the_trip_follows_the_one_way_roads(square, impedance):
    trip = round_trip(square, Scenario(), ["a", "c", "b"], impedance=impedance)
    assert trip.place_ids == ("a", "b", "c")
    wanted = metres((0, 0), (3, 0), (3, 2), (0, 2), (0, 0)) + 2 * metres((3, 2), (5, 2))
    assert trip.length_m == pytest.approx(wanted, rel=1e-6)
    assert trip.time_min == pytest.approx(wanted / 1000, rel=1e-6)
    for leg, after in pairwise([*trip.legs, trip.legs[0]]):
        assert leg.coordinates[-1] == pytest.approx(after.coordinates[0])


def test_the_trip_equals_the_travelling_salesman_of_networkx(square):
    graph = nx.DiGraph()
    corners = [(0, 0), (3, 0), (3, 2), (0, 2), (0, 0)]
    graph.add_weighted_edges_from((a, b, metres(a, b)) for a, b in pairwise(corners))
    graph.add_weighted_edges_from([((3, 2), (5, 2), metres((3, 2), (5, 2))), ((5, 2), (3, 2), metres((3, 2), (5, 2)))])
    stops = [(0, 0), (5, 2), (0, 2)]
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
    wanted = min(
        sum(lengths[a][b] for a, b in pairwise([stops[0], *rest, stops[0]])) for rest in permutations(stops[1:])
    )
    trip = round_trip(square, Scenario(), ["a", "b", "c"], impedance=Impedance.DISTANCE)
    assert trip.length_m == pytest.approx(wanted, rel=1e-6)


def test_cut_off_stops_have_no_trip(square):
    assert round_trip(square, Scenario(closed_links=frozenset({4})), ["a", "b"]) is None


@pytest.mark.parametrize("stops", [["a"], ["a", "a"], [str(n) for n in range(13)], []])
def test_too_few_or_too_many_stops_are_refused(square, stops):
    with pytest.raises(InputError, match="2 to 12"):
        round_trip(square, Scenario(), stops)


def test_all_sites_before_and_after(world):
    stops = tourist_sites(world)
    assert len(stops) <= MOST_STOPS
    after = Scenario(projects=frozenset({"ring-road-4", "ql14c-existing-roads"}))
    trips = [round_trip(world, s, stops) for s in (Scenario(), after)]
    assert trips[1].time_min < trips[0].time_min
    short = round_trip(world, Scenario(), stops, impedance=Impedance.DISTANCE)
    assert short.length_m <= trips[0].length_m
    assert short.time_min >= trips[0].time_min


def test_the_files_hold_line_stops_digest_and_licence(world):
    trip = round_trip(world, Scenario(), ["site-nui-ba-den", "site-nui-ba-ra", "site-toa-thanh"])
    features = json.loads(trip_geojson(world, trip))["features"]
    assert [f["geometry"]["type"] for f in features[-4:]] == ["LineString"] + ["Point"] * 3
    assert {f["properties"]["leg"] for f in features[:-3]} == {1, 2, 3}
    assert sum(f["properties"]["length_m"] for f in features[:-3]) == pytest.approx(trip.length_m, abs=1)
    gpx = ET.fromstring(trip_gpx(world, trip, name="Núi & <hồ>"))
    space = "{http://www.topografix.com/GPX/1/1}"
    assert [w.find(f"{space}name").text[:2] for w in gpx.iter(f"{space}wpt")] == ["1.", "2.", "3."]
    assert len(list(gpx.iter(f"{space}trkpt"))) == sum(len(leg.coordinates) for leg in trip.legs)
    for text in (trip_geojson(world, trip), trip_gpx(world, trip, name="")):
        assert trip.digest in text
        assert "ODbL" in text
