"""Connectors stay on their side of water, the border and motorways where a road lies near there."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from graphs import Road, place, real_world, roads, spot, world

from analysis.network.access_links import CONNECTOR_DETOUR, snap_places
from analysis.network.graph import skim
from analysis.network.roads import Barriers, planar
from analysis.scenarios.loading import extend
from analysis.scenarios.places import Place
from analysis.scenarios.scenario import Scenario

TWO_ROADS = (Road(((0, 1), (9, 1))), Road(((0, -2), (9, -2))), Road(((9, 1), (9, -2))))  # 1.1 km north, 2.2 km south
FAR_ROAD = (Road(((0, 1), (9, 1))), Road(((0, -4), (9, -4))), Road(((9, 1), (9, -4))))  # the other one 4.4 km south


def _barrier(kind: str, *points: tuple[float, float], area: bool = False) -> Barriers:
    flat = planar(np.array([spot(*p) for p in points]))
    shape = shapely.Polygon(flat) if area else shapely.LineString(flat)
    return Barriers.of(np.array([shape], dtype=object), np.array([kind], dtype=object))


def _joined(links: tuple[Road, ...], barriers: Barriers):
    base = replace(roads(*links), barriers=barriers)
    snaps = snap_places(base, np.array([spot(4, 0)]))
    return base.lines.shapes[snaps.link[0]], snaps


@pytest.mark.parametrize("kind", ["water", "border", "motorway"])
def test_another_road_within_three_times_the_distance_is_taken(kind: str) -> None:
    line, snaps = _joined(TWO_ROADS, _barrier(kind, (0, 0.5), (9, 0.5)))
    assert shapely.get_coordinates(line)[0][1] < planar(np.array([spot(4, 0)]))[0][1]  # the southern one
    assert snaps.barred == {}
    assert snaps.gap_m[0] == pytest.approx(2200, rel=0.02)


def test_beyond_three_times_the_distance_it_crosses_and_says_so() -> None:
    _, snaps = _joined(FAR_ROAD, _barrier("water", (0, 0.5), (9, 0.5)))
    assert snaps.gap_m[0] == pytest.approx(1106, rel=0.02)
    assert snaps.barred == {0: "water"}


def test_a_barrier_elsewhere_or_the_water_one_stands_in_does_not_count() -> None:
    for barriers in (
        _barrier("water", (0, 5), (9, 5)),
        _barrier("water", (3, -1), (5, -1), (5, 0.5), (3, 0.5), area=True),
        Barriers.none(),
    ):
        _, snaps = _joined(TWO_ROADS, barriers)
        assert snaps.barred == {}
        assert snaps.gap_m[0] == pytest.approx(1106, rel=0.02)


def test_a_bank_drawn_a_few_metres_over_the_road_is_no_crossing() -> None:
    _, snaps = _joined(TWO_ROADS, _barrier("water", (0, 0.992), (9, 0.992)))  # 9 m before the road
    assert snaps.barred == {}
    assert snaps.gap_m[0] == pytest.approx(1106, rel=0.02)


def test_worlds_of_paper_have_no_barriers() -> None:
    assert len(world(roads(*TWO_ROADS), places=[place("a", 4, 0)]).network.roads.barriers.shapes) == 0


def test_two_places_on_one_bank_of_the_sai_gon_river_are_near() -> None:
    """405 m apart, and 6.55 km by road while one was joined over the river."""
    ends = {"own-p": (106.72093, 10.76138), "own-q": (106.721658, 10.764971)}
    places = [Place(i, "own", i, i, *at, np.nan, "", None) for i, at in ends.items()]
    w = extend(real_world(), places=places, own_digest="banks")
    nodes = w.nodes([*ends])
    table = skim(w.graph(Scenario()), nodes, nodes).shortest_m
    assert table.max() < 1000
    assert table[0, 1] >= 405 * CONNECTOR_DETOUR * 0.99


def test_those_that_still_cross_are_told_in_the_data_document() -> None:
    w = real_world()
    ids = list(w.places)
    snaps = snap_places(w.network.roads, np.array([(p.lon, p.lat) for p in w.places.values()]))
    text = (Path(__file__).parents[1] / "docs" / "data.md").read_text(encoding="utf-8")
    rows = [r for r in csv.reader(text.splitlines(), delimiter="|") if len(r) == 6]
    told = {
        r[1].split("`")[1]: r[4].strip()
        for r in rows
        if "`" in r[1] and r[4].strip() in {"water", "border", "motorway"}
    }
    assert told == {ids[i]: kind for i, kind in snaps.barred.items()}
