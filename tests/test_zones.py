"""Areas of a user's own: which roads lie in one, how much of each project, and what closing them costs."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, metres, place, project, real_world, roads, spot, world

from analysis.resilience.closures import closure_loss
from analysis.resilience.zones import projects_in_areas, roads_in_area
from analysis.scenarios.scenario import Scenario
from words import InputError


def area(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*spot(west, south), *spot(east, north))


def test_roads_that_run_inside_are_taken_and_one_that_ends_on_the_edge_is_not():
    new = project("new", Stretch(((0, 2), (6, 2))))
    base = roads(
        Road(((0, 0), (2, 0))),
        Road(((2, 0), (4, 0))),
        Road(((4, 0), (4, 2))),
        Road(((0, 0), (0, 2))),
        Road(((0, 2), (4, 2))),
    )
    w = world(base, places=[place("a", 0, 0), place("b", 4, 2)], projects=[new])
    found = roads_in_area(w, Scenario(), area(2, -1, 3, 1))
    assert found.links == (1,), "link 0 ends on the edge"
    assert found.stretches == ()
    assert found.inside_m == pytest.approx(metres((2, 0), (3, 0)), rel=2e-3)
    with_new = roads_in_area(w, Scenario(projects=frozenset({"new"})), area(4.5, 1, 5, 3))
    assert with_new.links == ()
    assert [name.partition("@")[0] for name in with_new.stretches] == ["new/1"]
    assert len(roads_in_area(w, Scenario(), area(4.5, 1, 5, 3))) == 0, "the project does not stand"


def test_kilometres_of_a_project_inside_are_geodesic_and_upgrades_are_told_apart():
    new = project("new", Stretch(((0, 0), (4, 0))), Stretch(((4, 0), (6, 0)), upgrade=True))
    far = project("far", Stretch(((0, 9), (4, 9))))
    hole = area(0, -1, 6, 1).difference(area(1, -1, 2, 1))
    found = projects_in_areas([new, far], {"park": hole, "nowhere": area(20, 20, 21, 21), "edge": area(-1, -1, 0, 1)})
    assert [(f.area_id, f.project_id) for f in found] == [("park", "new")]
    assert found[0].km == pytest.approx((metres((0, 0), (1, 0)) + metres((2, 0), (6, 0))) / 1000, rel=1e-9)
    assert found[0].upgrade_km == pytest.approx(metres((4, 0), (6, 0)) / 1000, rel=1e-9)


def test_closing_the_roads_of_an_area_is_closing_them_one_by_one():
    w = real_world()
    flood = shapely.box(106.35, 11.28, 106.42, 11.34)
    found = roads_in_area(w, Scenario(), flood)
    lines = w.network.roads.lines
    at = {int(i): row for row, i in enumerate(w.network.roads.link_id)}
    inside = [
        i
        for i in found.links
        if shapely.LineString(lines.cut(at[i], 0, float(lines.length_m[at[i]]))).intersects(flood)
    ]
    assert found.links
    assert tuple(inside) == found.links
    assert closure_loss(w, Scenario(), frozenset(found.links)).losses


@pytest.mark.parametrize("wrong", [shapely.Point(106, 11), shapely.box(600_000, 1_200_000, 601_000, 1_201_000)])
def test_what_is_no_area_in_degrees_is_refused(wrong):
    w = world(roads(Road(((0, 0), (2, 0)))), places=[place("a", 0, 0)])
    with pytest.raises(InputError):
        roads_in_area(w, Scenario(), wrong)
    with pytest.raises(InputError):
        projects_in_areas([project("new", Stretch(((0, 0), (4, 0))))], {"x": wrong})


def test_nothing_is_in_an_empty_area():
    empty = projects_in_areas([project("new", Stretch(((0, 0), (4, 0))))], {})
    assert empty == ()
    assert np.isclose(0.0, roads_in_area(real_world(), Scenario(), shapely.box(104.9, 12.5, 104.91, 12.51)).inside_m)
