"""A user's route on the network: in every respect what a built-in project is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, metres, place, project, roads, spot, world as small_world

from analysis.appraisal.valuation import cached_engine
from analysis.engine import disk_cache
from analysis.network.graph import Impedance, skim
from analysis.scenarios.alignment import snap_line, stretches_along
from analysis.scenarios.loading import build_world, extend
from analysis.scenarios.scenario import Scenario
from layers.user_items import RouteFields, UserData, UserRoute

#   2   d───────────e
#       │     :     │      the own route runs from b up to the middle of d–e
#   0   a─────b─────c
#       0     2     4
SQUARE = (
    Road(((0, 0), (2, 0))),
    Road(((2, 0), (4, 0))),
    Road(((0, 0), (0, 2))),
    Road(((0, 2), (4, 2))),
    Road(((4, 2), (4, 0))),
)
CORNERS = [place("a", 0, 0), place("c", 4, 0), place("d", 0, 2), place("e", 4, 2), place("m", 2, 2)]
MIDDLE = ((2, 0), (2, 2))


def line(*points) -> shapely.LineString:
    return shapely.LineString([spot(*p) for p in points])


def own(*lines, **fields) -> UserData:
    return UserData().added(routes=[UserRoute("", RouteFields("x", **fields), x) for x in lines])


def tables(world, *projects):
    nodes = world.nodes(list(world.places))
    found = skim(world.graph(Scenario(projects=frozenset(projects))), nodes, nodes)
    return found.shortest_m, found.fastest_min


def test_an_own_route_equals_the_same_project_built_in():
    bare = small_world(roads(*SQUARE), places=CORNERS)
    added = extend(bare, projects=own(line(*MIDDLE)).projects, own_digest="d")
    built = small_world(roads(*SQUARE), places=CORNERS, projects=[project("p", Stretch(MIDDLE))])
    for ours, theirs in zip(tables(added, "own-route-1"), tables(built, "p"), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)
    for ours, before in zip(tables(added), tables(bare), strict=True):
        np.testing.assert_allclose(ours, before, rtol=0, atol=1e-9)
    shortest_m, fastest_min = tables(added, "own-route-1")
    assert shortest_m[4, 1] == pytest.approx(metres((2, 2), (2, 0)) + metres((2, 0), (4, 0)), abs=1.0)
    assert fastest_min[4, 1] < tables(bare)[1][4, 1]


def test_the_digest_tells_the_users_world_from_the_common_one():
    bare = small_world(roads(*SQUARE), places=CORNERS)
    added = extend(bare, projects=own(line(*MIDDLE)).projects, own_digest="d")
    assert added.digest(Scenario()) != bare.digest(Scenario())
    assert added.digest(Scenario()) != extend(bare, own_digest="e").digest(Scenario())


def test_an_own_place_is_an_origin_like_any_other():
    bare = small_world(roads(*SQUARE), places=CORNERS[:4])
    added = extend(bare, places=[CORNERS[4]], own_digest="d")
    whole = small_world(roads(*SQUARE), places=CORNERS)
    for ours, theirs in zip(tables(added), tables(whole), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_nothing_made_from_a_private_world_is_kept_on_disk(monkeypatch):
    bare = small_world(roads(*SQUARE), places=CORNERS)
    added = extend(bare, projects=own(line(*MIDDLE)).projects, own_digest="d")

    def never(*_args, **_options):
        raise AssertionError("written")

    monkeypatch.setattr(disk_cache, "_write", never)
    scenario = Scenario(projects=frozenset({"own-route-1"}))
    assert cached_engine(added, scenario, ["a", "e"], impedance=Impedance.TIME).skim(frozenset()).shape == (2, 2)


def test_a_stretch_along_a_road_is_an_upgrade_of_it():
    base = roads(*SQUARE)
    along = stretches_along(base, line((0, 2), (4, 2), (4, 3)))
    assert len(along) == 1
    assert along[0] == pytest.approx((0, metres((0, 2), (4, 2))), abs=30)
    assert stretches_along(base, line((1, -1), (1, 3))) == ()  # crosses two roads, runs along none
    assert stretches_along(base, line((0, 1.9), (4, 1.9))) == ()  # 110 m beside it
    route = UserRoute(
        "own-route-1", RouteFields("x", speed_kmh=120, road_class="motorway"), line((0, 2), (4, 2)), along
    )
    added = extend(small_world(base, places=CORNERS), projects=UserData(routes=(route,)).projects, own_digest="d")
    before, after = tables(added), tables(added, "own-route-1")
    np.testing.assert_allclose(after[0], before[0], atol=1e-6)  # no metre is saved
    assert after[1][2, 3] == pytest.approx(before[1][2, 3] / 2, rel=0.01)  # 120 instead of 60 km/h


def test_ends_snap_to_junctions_then_to_roads_and_far_ones_stay():
    base = roads(*SQUARE)
    near = snap_line(base, line((2.05, 0.05), (2.4, 1), (2.02, 1.99)))
    assert near.line.coords[0] == pytest.approx(spot(2, 0))  # the junction b
    assert near.line.coords[-1] == pytest.approx(spot(2.02, 2), abs=1e-5)  # the road d–e, no junction near
    assert near.line.coords[1] == spot(2.4, 1)
    far = snap_line(base, line((1, 1), (3, 1)))
    assert far.moved_m == (None, None)
    assert far.line == line((1, 1), (3, 1))


def test_on_the_real_network_an_own_route_saves_time(world):
    drawn = shapely.LineString([(106.11, 11.31), (106.4, 11.42), (106.6, 11.5), (106.885, 11.535)])
    snapped = snap_line(world.network.roads, drawn).line
    route = UserRoute("", RouteFields("x", speed_kmh=80), snapped, stretches_along(world.network.roads, snapped))
    own_projects = UserData().added(routes=[route]).projects
    added = extend(world, projects=own_projects, own_digest="d")
    anew = build_world(
        world.network.roads,
        world.speeds,
        places=list(world.places.values()),
        projects=[*world.projects.values(), *own_projects],
        interchanges=world.interchanges,
        data=world.data,
        digest=added.data_digest,
        urban=world.urban,
    )
    assert len(added.along) == len(anew.along)  # the roads beneath the known projects are not looked for again
    assert set(added.along) == set(anew.along)
    for part in ("upgraded_section", "upgraded_piece", "lon_lat", "end_point"):
        np.testing.assert_array_equal(getattr(added.links, part), getattr(anew.links, part))
    np.testing.assert_array_equal(added.network.lon_lat, anew.network.lon_lat)
    nodes = added.nodes(["cap-tay-ninh", "cap-dong-xoai"])
    common = skim(world.graph(Scenario()), *2 * [world.nodes(["cap-tay-ninh", "cap-dong-xoai"])])
    before = skim(added.graph(Scenario()), nodes, nodes)
    after = skim(added.graph(Scenario(projects=frozenset({"own-route-1"}))), nodes, nodes)
    np.testing.assert_allclose(before.fastest_min, common.fastest_min, atol=1e-6)
    assert (after.fastest_min <= before.fastest_min + 1e-9).all()
    assert after.fastest_min[0, 1] < before.fastest_min[0, 1] - 20
