"""Lines become edges between junctions, edges become links."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from drawn_roads import cut, line

from pipeline.roads.junctions import contract, strong_component


def degrees(found) -> list[int]:
    """How many edges meet at each node, sorted."""
    counts = np.bincount(np.r_[found.start, found.end])
    return sorted(counts[counts > 0].tolist())


#        │                      │
#   ─────┼─────  crossing   ────●────  shared vertex
#        │                      │
def test_lines_that_cross_without_a_shared_vertex_do_not_meet() -> None:
    assert degrees(cut(line((-50, 0), (50, 0)), line((0, -50), (0, 50)))) == [1, 1, 1, 1]


def test_a_vertex_shared_inside_two_lines_is_a_junction() -> None:
    assert degrees(cut(line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0), (0, 50)))) == [1, 1, 1, 1, 4]


def test_an_end_on_the_inside_of_a_line_is_a_junction() -> None:
    assert degrees(cut(line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0)))) == [1, 1, 1, 3]


def test_a_bridge_over_the_same_vertex_passes_over() -> None:
    road, over = line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0), (0, 50))
    assert degrees(cut(road, over, bridge=(1,))) == [1, 1, 1, 1]
    assert degrees(cut(road, line((0, 0), (0, 50)), bridge=(1,))) == [1, 1, 1, 3]  # its end is on the ground


@pytest.mark.parametrize(("apart_m", "ends"), [(0.3, [1, 1, 2]), (0.6, [1, 1, 1, 1])])
def test_vertices_meet_by_distance_wherever_a_grid_would_fall(apart_m, ends) -> None:
    for shift in np.linspace(0, 1, 7):  # some of these would be parted by rounding to any grid of half a metre
        a, b = line((-50, shift), (shift, shift)), line((shift + apart_m, shift), (50, shift))
        assert degrees(cut(a, b)) == ends


def test_chains_become_one_link_whatever_way_they_were_drawn() -> None:
    a, b, c = line((0, 0), (10, 0)), line((20, 0), (10, 0)), line((20, 0), (30, 5))
    for given in ((a, b, c), (c, a, b), (shapely.reverse(b), c, a)):
        joined = contract(cut(*given))
        assert len(joined) == 1
        assert shapely.equals_exact(joined.lines[0], line((0, 0), (10, 0), (20, 0), (30, 5)), 1e-12)


def test_one_way_chains_keep_their_direction() -> None:
    joined = contract(cut(line((20, 0), (10, 0)), line((10, 0), (0, 0)), oneway=(0, 1)))
    assert len(joined) == 1
    assert shapely.equals_exact(joined.lines[0], line((20, 0), (10, 0), (0, 0)), 1e-12)


def test_one_way_and_two_way_do_not_join_nor_head_to_head() -> None:
    a, b = line((0, 0), (10, 0)), line((10, 0), (20, 0))
    assert len(contract(cut(a, b, oneway=(0,)))) == 2
    assert len(contract(cut(a, shapely.reverse(b), oneway=(0, 1)))) == 2


def test_a_ring_is_one_link() -> None:
    joined = contract(cut(line((0, 0), (10, 0), (10, 10)), line((10, 10), (0, 10), (0, 0))))
    assert len(joined) == 1
    assert joined.start[0] == joined.end[0]


def test_the_strong_component_leaves_out_what_cannot_be_left() -> None:
    #   a ──── b ───▶ c       d ── e
    found = cut(line((0, 0), (1000, 0)), line((1000, 0), (1500, 0)), line((0, 500), (100, 500)), oneway=(1,))
    assert strong_component(found).tolist() == [True, False, False]
