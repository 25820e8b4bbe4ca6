"""Figures and ways on worlds drawn by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from graphs import Road, Stretch, metres, place, project, roads, spot, world
from hypothesis import given, settings, strategies as st

from analysis.network.contraction import owners_on_cut_edges
from analysis.network.graph import ArcKind, Arcs, Graph, Impedance, StretchKind, arcs_of_way, skim
from analysis.scenarios.paths import find_path
from analysis.scenarios.scenario import Scenario

ARC = st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 9), st.integers(0, 9))


def graph_of(rows: list[tuple[int, int, float, float]], *, nodes: int = 8) -> Graph:
    tail, head, length, time = np.array(rows, dtype=float).reshape(-1, 4).T
    n = len(tail)
    numbers = np.arange(n)
    arcs = Arcs(
        tail.astype(int),
        head.astype(int),
        length,
        time,
        np.zeros(n, np.uint8),
        numbers,
        np.full(n, -1),
        np.ones(n, bool),
    )
    return Graph(np.zeros((nodes, 2)), arcs)


def test_of_parallel_arcs_each_impedance_takes_the_least() -> None:
    graph = graph_of([(0, 1, 5, 1), (0, 1, 2, 9), (0, 1, 4, 4)])
    tables = skim(graph, np.array([0]), np.array([1]))
    assert (tables.shortest_m[0, 0], tables.fastest_min[0, 0], tables.fastest_length_m[0, 0]) == (2, 1, 5)


def test_an_arc_of_length_zero_is_an_arc() -> None:
    graph = graph_of([(0, 1, 0, 0), (1, 2, 3, 1)])
    assert skim(graph, np.array([0]), np.array([2])).shortest_m[0, 0] == 3


def test_a_way_by_a_place_is_no_way_round_a_road() -> None:
    # a road from 0 to 1 and a place, 2, joined to both ends: whoever lives there is no thoroughfare
    ring = graph_of([(0, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1)], nodes=3)
    for kind, alone in ((ArcKind.CONNECTOR, True), (ArcKind.ROAD, False)):
        arcs = replace(ring.arcs, kind=np.array([ArcKind.ROAD, kind, kind]))
        assert owners_on_cut_edges(Graph(ring.lon_lat, arcs), np.array([0, -1, -1]), owners=1).tolist() == [alone]


def test_not_connected_is_empty() -> None:
    tables = skim(graph_of([(0, 1, 1, 1)]), np.array([1]), np.array([0, 1]))
    assert np.isnan(tables.shortest_m[0, 0])
    assert np.isnan(tables.fastest_min[0, 0])
    assert np.isnan(tables.fastest_length_m[0, 0])
    assert tables.shortest_m[0, 1] == 0


@settings(max_examples=150, deadline=None)
@given(st.lists(ARC, min_size=1, max_size=30))
def test_skims_equal_networkx_and_obey_the_triangle(rows: list[tuple[int, int, int, int]]) -> None:
    graph = graph_of([(a, b, float(x), float(y)) for a, b, x, y in rows])
    every = np.arange(8)
    tables = skim(graph, every, every)
    other = nx.MultiDiGraph()
    other.add_nodes_from(range(8))
    other.add_edges_from((a, b, {"m": x, "min": y}) for a, b, x, y in rows)
    for weight, table in (("m", tables.shortest_m), ("min", tables.fastest_min)):
        for i in range(8):
            lengths = nx.single_source_dijkstra_path_length(other, i, weight=weight)
            assert [lengths.get(j) for j in range(8)] == [None if np.isnan(x) else x for x in table[i]]
    full = np.where(np.isnan(tables.shortest_m), np.inf, tables.shortest_m)
    assert (full[:, None, :] <= full[:, :, None] + full[None, :, :] + 1e-9).all()
    for i, j in ((0, 7), (3, 4)):
        way = arcs_of_way(graph, i, j, impedance=Impedance.TIME)
        assert (way is None) == bool(np.isnan(tables.fastest_min[i, j]))
        if way is not None:
            assert graph.arcs.time_min[way].sum() == pytest.approx(tables.fastest_min[i, j])


SQUARE = (
    Road(((0, 0), (2, 0)), ref="QL1"),
    Road(((2, 0), (4, 0)), ref="QL1"),
    Road(((0, 0), (0, 2)), ref="ĐT2"),
    Road(((0, 2), (4, 2)), ref="ĐT3"),
    Road(((4, 2), (4, 0))),
)


def test_a_path_tells_its_line_and_its_roads() -> None:
    w = world(roads(*SQUARE), places=[place("d", 0, 2), place("p", 3, -0.1)])
    path = find_path(w, Scenario(), "d", "p", impedance=Impedance.DISTANCE)
    assert [(s.kind, s.ref) for s in path.stretches if s.length_m > 0] == [
        (StretchKind.ROAD, "ĐT2"),
        (StretchKind.ROAD, "QL1"),
        (StretchKind.CONNECTOR, ""),
    ]
    assert path.stretches[-2].length_m == pytest.approx(metres((0, 0), (3, 0)), rel=1e-6)
    exported = replace(path.links[0], length_m=1234.56789, time_min=1.23456789).about
    assert (exported["length_m"], exported["time_min"]) == (1234.568, 1.23457)  # millimetres, hundred-thousandths
    assert sum(s.length_m for s in path.stretches) == pytest.approx(path.length_m)
    assert sum(s.time_min for s in path.stretches) == pytest.approx(path.time_min)
    assert path.coordinates[0] == spot(0, 2)
    assert path.coordinates[-1] == spot(3, -0.1)
    back = find_path(w, Scenario(), "p", "d", impedance=Impedance.DISTANCE)
    assert np.array(back.coordinates) == pytest.approx(np.array(path.coordinates[::-1]))


def test_a_path_names_the_project_it_runs_on() -> None:
    new = project("n", Stretch(((0, 0), (4, 2))))
    wide = project("u", Stretch(((0, 2), (4, 2)), upgrade=True, road_class="motorway"))
    w = world(roads(*SQUARE), places=[place("a", 0, 0), place("d", 0, 2), place("e", 4, 2)], projects=[new, wide])
    scenario = Scenario(projects=frozenset({"n", "u"}))
    path = find_path(w, scenario, "a", "e", impedance=Impedance.DISTANCE)
    assert [(s.kind, s.project_id, s.section_id) for s in path.stretches if s.length_m > 0] == [
        (StretchKind.PROJECT, "n", "n/1")
    ]
    faster = find_path(w, scenario, "d", "e", impedance=Impedance.TIME)
    assert [(s.kind, s.ref, s.project_id) for s in faster.stretches if s.length_m > 0] == [
        (StretchKind.PROJECT, "ĐT3", "u")
    ]
    assert ArcKind.UPGRADE in w.graph(scenario).arcs.kind


def test_no_road_is_no_path() -> None:
    w = world(roads(Road(((0, 0), (1, 0)), oneway=True)), places=[place("a", 0, 0), place("b", 1, 0)])
    assert find_path(w, Scenario(), "a", "b", impedance=Impedance.TIME) is not None
    assert find_path(w, Scenario(), "b", "a", impedance=Impedance.TIME) is None
