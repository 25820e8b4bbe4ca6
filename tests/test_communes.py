"""Points and communes joined to the roads: exact on small worlds, equal to places on the real one."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, metres, place, project, real_world, roads, spot, world

from analysis.accessibility.origins import Communes, communes, metres_to, minutes_to, minutes_to_nearest, people_within
from analysis.network.access_links import costs_from_nodes, costs_to_nearest_node, costs_to_nodes, find_access_links
from analysis.network.graph import Impedance, skim
from analysis.network.speeds import Mode
from analysis.scenarios.scenario import Scenario

TIME, DISTANCE = Impedance.TIME, Impedance.DISTANCE


def at(*points):
    return np.array([spot(*p) for p in points])


def test_a_point_counts_the_gap_and_what_is_left_of_its_piece():
    w = world(roads(Road(((0, 0), (4, 0)))), places=[place("a", 0, 0), place("b", 4, 0)])
    g = w.graph(Scenario())
    p = find_access_links(w.network, at((1, 0), (3, 1)))
    gap = 1.3 * p.gap_m[1]
    found = costs_to_nodes(g, p, w.nodes(["a", "b"]), impedance=DISTANCE)
    wanted = [
        [metres((0, 0), (1, 0)), metres((1, 0), (4, 0))],
        [metres((0, 0), (3, 0)) + gap, metres((3, 0), (4, 0)) + gap],
    ]
    assert found == pytest.approx(np.array(wanted), rel=1e-4)
    assert costs_from_nodes(g, p, w.nodes(["a", "b"]), impedance=DISTANCE) == pytest.approx(found)
    minutes = costs_to_nodes(g, p, w.nodes(["a", "b"]), impedance=TIME)
    assert minutes[1, 1] == pytest.approx(metres((3, 0), (4, 0)) / 1000 + gap / (20 / 0.06), rel=1e-4)
    assert costs_to_nearest_node(g, p, w.nodes(["a", "b"]), impedance=TIME) == pytest.approx(minutes.min(axis=1))


def test_a_one_way_road_is_left_and_reached_along_its_direction():
    # a square driven clockwise: from the point at (1, 0) back to a is the way round
    square = [Road(((0, 0), (2, 0)), oneway=True), Road(((2, 0), (2, 2)), oneway=True)]
    square += [Road(((2, 2), (0, 2)), oneway=True), Road(((0, 2), (0, 0)), oneway=True)]
    w = world(roads(*square), places=[place("a", 0, 0)])
    p = find_access_links(w.network, at((1, 0)))
    g, a = w.graph(Scenario()), w.nodes(["a"])
    round_trip = metres((0, 0), (2, 0), (2, 2), (0, 2), (0, 0))
    there = costs_from_nodes(g, p, a, impedance=DISTANCE)[0, 0]
    assert there == pytest.approx(metres((0, 0), (1, 0)), rel=1e-4)
    assert costs_to_nodes(g, p, a, impedance=DISTANCE)[0, 0] == pytest.approx(round_trip - there, rel=1e-4)


def test_an_upgrade_and_a_closure_act_on_the_piece_itself():
    base = roads(Road(((0, 0), (4, 0))), Road(((0, 0), (0, 3), (4, 3), (4, 0))))
    fast = project("u", Stretch(((0, 0), (4, 0)), upgrade=True))
    w = world(base, places=[place("a", 4, 0)], projects=[fast])
    p = find_access_links(w.network, at((1, 0)))
    before = costs_to_nodes(w.graph(Scenario()), p, w.nodes(["a"]), impedance=TIME)[0, 0]
    after = costs_to_nodes(w.graph(Scenario(projects=frozenset({"u"}))), p, w.nodes(["a"]), impedance=TIME)[0, 0]
    assert after == pytest.approx(before * 60 / 90, rel=1e-4)
    shut = costs_to_nodes(w.graph(Scenario(closed_links=frozenset({0}))), p, w.nodes(["a"]), impedance=TIME)
    assert np.isnan(shut).all()


def test_a_point_far_from_every_road_is_not_connected():
    w = world(roads(Road(((0, 0), (4, 0)))), places=[place("a", 0, 0)])
    p = find_access_links(w.network, at((1, 0), (90, 0)))
    assert np.isnan(p.snap_m[1])
    assert np.isnan(costs_to_nodes(w.graph(Scenario()), p, w.nodes(["a"]), impedance=TIME)[1, 0])


@pytest.mark.parametrize(
    "scenario", [Scenario(), Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}), mode=Mode.TRUCK)]
)
def test_places_taken_for_points_get_the_figures_of_places(scenario):
    w = real_world()
    ids = list(w.places)[::5]
    p = find_access_links(w.network, np.array([(w.places[i].lon, w.places[i].lat) for i in ids]))
    ends = w.nodes(["cap-tay-ninh", "air-long-thanh", "gate-hoa-lu"])
    g = w.graph(scenario)
    tables = skim(g, ends, w.nodes(ids))
    apart = ~np.isin(w.nodes(ids), ends)  # a point and a place on one spot are each a connector from the road
    for impedance, table in ((TIME, tables.fastest_min), (DISTANCE, tables.shortest_m)):
        found = costs_from_nodes(g, p, ends, impedance=impedance)
        np.testing.assert_allclose(found[apart], table.T[apart], rtol=1e-9, atol=1e-3 if impedance is TIME else 1.0)


def test_the_communes_of_the_data():
    w = real_world()
    found = communes(w)
    assert communes(w) is found
    assert (len(found.people), found.study.sum(), found.covered) == (359, 76, 1.0)
    assert found.people[found.study].sum() == 1_169_165 + 994_679  # the census totals of the two provinces
    minutes = minutes_to(w, Scenario(), found, ["cap-tay-ninh", "cap-dong-xoai"])
    assert np.isfinite(minutes[found.study]).all()
    island = found.frame["name"].to_numpy() == "Côn Đảo"
    assert np.isnan(minutes[island]).all()
    assert np.array_equal(
        minutes_to_nearest(w, Scenario(), found, ["cap-tay-ninh", "cap-dong-xoai"]), minutes.min(axis=1), equal_nan=True
    )
    metres = metres_to(w, Scenario(), found, ["cap-tay-ninh"])
    assert (metres[found.study, 0] / minutes[found.study, 0] < 120_000 / 60).all()
    near, far = (people_within(found, minutes[:, 0], limit) for limit in (60, 90))
    assert 800_000 < near < far < np.nansum(found.people)


def test_a_commune_stands_at_the_best_known_settlement_inside_it():
    places = [place("a", 0, 0), place("town-x", 3.2, 0.1), place("dist-x", 3.3, 0.1)]
    places[2] = replace(places[2], kind="district_capital")
    w = world(roads(Road(((0, 0), (9, 0)))), places=places)
    labels = gpd.GeoDataFrame(
        {"kind": ["village", "village", "town", "village"], "name": ["Tân Hưng", "Khác", "Thị trấn", "Bình An"]},
        geometry=[shapely.Point(spot(x, 0.2)) for x in (1.1, 1.2, 3.1, 5.2)],
        crs=4326,
    )
    names = {"1": ("Tân Hưng", 1), "2": ("Bình Long", 3), "3": ("Xa", 5), "4": ("Lộc", 7)}
    frame = gpd.GeoDataFrame(
        {
            "code": list(names),
            "name": [n for n, _ in names.values()],
            "population_2019": [1] * 4,
            "province_2022": ["72"] * 4,
            "centre_lon": [spot(x, 0)[0] for _, x in names.values()],
            "centre_lat": [spot(x, 0)[1] for _, x in names.values()],
        },
        geometry=[shapely.Point(spot(x, 0)).buffer(0.009) for _, x in names.values()],
        crs=4326,
    )
    found = Communes.from_frame(frame, w, labels=labels)
    assert list(found.reference) == ["village", "place", "middle", "middle"]
    assert found.lon_lat == pytest.approx(np.array([spot(1.1, 0.2), spot(3.3, 0.1), spot(5, 0), spot(7, 0)]))


def test_communes_without_a_figure_stay_out_of_sums():
    w = world(roads(Road(((0, 0), (4, 0)))), places=[place("a", 0, 0)])
    rows = [("2", None, 1), ("1", 500, 2), ("3", 70, 80)]
    frame = gpd.GeoDataFrame(
        {
            "code": [r[0] for r in rows],
            "name": [r[0] for r in rows],
            "population_2019": [r[1] for r in rows],
            "province_2022": ["72"] * 3,
            "centre_lon": [spot(r[2], 0)[0] for r in rows],
            "centre_lat": [spot(r[2], 0)[1] for r in rows],
        },
        geometry=[shapely.Point(spot(r[2], 0)).buffer(0.01) for r in rows],
        crs=4326,
    )
    found = Communes.from_frame(frame, w)
    assert list(found.frame["code"]) == ["1", "2", "3"]
    minutes = minutes_to(w, Scenario(), found, ["a"])[:, 0]
    assert people_within(found, minutes, 60) == 500
    assert found.covered == pytest.approx(2 / 3)
