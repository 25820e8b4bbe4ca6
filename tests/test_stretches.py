"""Closing a stretch of a project's new road: its name, what falls with it, and the same figures without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, place, project, real_world, roads, spot, world

from analysis.appraisal.trips import yardstick
from analysis.engine.boundary_nodes import prepare_engine
from analysis.measures.comparison import compare_pair
from analysis.network.graph import Impedance, skim
from analysis.resilience.closures import closed_lines, closure_loss, nearest_link, nearest_road
from analysis.resilience.crossings import crossings_of
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.supply import closed_segments, segment_of, stretch_name
from words.errors import InputError

AROUND = (Road(((0, 0), (0, 4))), Road(((0, 4), (8, 4))), Road(((8, 4), (8, 0))), Road(((4, -2), (4, 4))))
PLACES = [place("a", 0, 0), place("c", 8, 0)]
HCM, CT02 = "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"


def _world(*projects):
    return world(roads(*AROUND), places=PLACES, projects=projects)


def _both(scenario: Scenario, w) -> tuple[float, float]:
    found = compare_pair(w, scenario, "a", "c").after
    return found.shortest_m, found.fastest_min


def test_a_closed_stretch_gives_the_figures_of_a_road_built_without_it() -> None:
    whole = _world(project("n", Stretch(((0, 0), (4, 0), (8, 0)))))
    half = _world(project("n", Stretch(((0, 0), (4, 0)))))
    chosen = Scenario(projects=frozenset({"n"}))
    second = segment_of(whole.links, "n/1@6000")
    assert (
        stretch_name(whole.links, second)
        == f"n/1@{int((whole.links.segments.from_m[second] + whole.links.segments.to_m[second]) / 2)}"
    )
    shut = replace(chosen, closed_stretches=frozenset({stretch_name(whole.links, second)}))
    assert _both(shut, whole) == pytest.approx(_both(chosen, half))
    assert _both(shut, whole)[1] > _both(chosen, whole)[1]
    assert whole.digest(shut) != whole.digest(chosen)
    assert shut.baseline() == chosen.baseline()


def test_two_projects_on_one_line_close_together_and_one_that_crosses_stays() -> None:
    w = _world(
        project("n", Stretch(((0, 0), (8, 0)))),
        project("u", Stretch(((0, 0.005), (8, 0.005))), access="interchange", upgrade_of="n"),
        project("x", Stretch(((2, -1), (2, 1)))),
        project("y", Stretch(((1, -0.3), (3, 0.3)))),  # meets it at an angle, beside it for 100 m at the most
    )
    table, links = w.links.sections, w.links
    gone = closed_segments(links, [stretch_name(links, segment_of(links, "n/1@7000"))])
    assert {str(i) for i in table.project_id[links.segments.section[gone]]} == {"n", "u"}
    both = Scenario(projects=frozenset({"n", "u"}))
    shut = replace(both, closed_stretches=frozenset({"n/1@1000", "n/1@7000"}))
    assert _both(shut, w)[0] > _both(both, w)[0]


def test_a_name_lives_as_long_as_its_section_and_no_other_is_taken_for_one() -> None:
    w = _world(project("n", Stretch(((0, 0), (4, 0), (8, 0)))))
    for segment in range(len(w.links.segments.tail)):
        if w.links.segments.to_m[segment] - w.links.segments.from_m[segment] > 1:
            assert segment_of(w.links, stretch_name(w.links, segment)) == segment
    for name in ("", "n/1", "n/1@", "n/1@-5", "n/1@99999", "n/2@10", "n/1@1e3", "n/1@\u0663", "n/1@" + "9" * 5000):
        assert segment_of(w.links, name) is None
    assert len(closed_segments(w.links, ["n/9@1"])) == 0
    with pytest.raises(InputError, match="n/9@1"):
        w.stretches("n/1@10, n/9@1")


def test_a_click_finds_what_stands_in_the_scenario() -> None:
    w = _world(project("n", Stretch(((0, 0), (4, 0), (8, 0)))))
    with_it = Scenario(projects=frozenset({"n"}))
    at = spot(6, 0.05)
    assert nearest_road(w, with_it, *at, within_m=100).stretch == stretch_name(w.links, segment_of(w.links, "n/1@6600"))
    assert nearest_road(w, Scenario(), *at, within_m=100) is None
    beside = spot(3.97, 0.2)  # nearer to the road that crosses, but the project was clicked
    assert nearest_road(w, with_it, *beside, within_m=500).link_id == 3
    named = nearest_road(w, with_it, *beside, within_m=500, project_id="n")
    assert (named.section_id, named.link_id) == ("n/1", -1)
    assert nearest_road(w, Scenario(), *beside, within_m=500, project_id="n").link_id == 3
    shut = replace(with_it, closed_stretches=frozenset({named.stretch}))
    assert nearest_road(w, shut, *beside, within_m=500, project_id="n").stretch == named.stretch


def test_a_click_on_an_upgrade_closes_the_road_it_runs_on() -> None:
    w = _world(project("u", Stretch(((0, 4), (8, 4)), upgrade=True)))
    found = nearest_road(w, Scenario(projects=frozenset({"u"})), *spot(2, 4.01), within_m=500, project_id="u")
    assert (found.link_id, found.stretch) == (1, "")


def test_a_closed_stretch_crosses_nothing() -> None:
    w = _world(project("n", Stretch(((0, 0), (4, 0), (8, 0)))))
    line = shapely.LineString([spot(6, -1), spot(6, 1)])
    standing = Scenario(projects=frozenset({"n"}))
    assert [c.section_id for c in crossings_of(w, standing, line)] == ["n/1"]
    assert crossings_of(w, replace(standing, closed_stretches=frozenset({"n/1@6600"})), line) == ()
    assert len(crossings_of(w, replace(standing, closed_stretches=frozenset({"n/1@1000"})), line)) == 1


@pytest.fixture(scope="module")
def busy():
    """A stretch of the Hồ Chí Minh road where CT.02 is to be built on the same line."""
    w = real_world()
    table = w.links.segments
    own = np.flatnonzero(w.links.sections.section_id[table.section] == f"{HCM}/13")
    return stretch_name(w.links, int(own[np.argmax((table.to_m - table.from_m)[own])]))


def test_a_stretch_of_the_real_network_closes_for_all_that_is_built_on_its_line(busy):
    w = real_world()
    scenario = Scenario(projects=frozenset({HCM, CT02}))
    loss = closure_loss(w, scenario, frozenset(), stretches=frozenset({busy}))
    assert loss.sections == (f"{HCM}/13", f"{CT02}/15")
    assert busy in loss.stretches
    assert loss.losses
    assert loss.links == ()
    alone = closure_loss(w, Scenario(projects=frozenset({HCM})), frozenset(), stretches=frozenset({busy}))
    assert alone.sections == (f"{HCM}/13",)
    assert alone.digest != loss.digest
    away = closure_loss(w, Scenario(projects=frozenset({"ring-road-3"})), frozenset(), stretches=frozenset({busy}))
    assert (away.losses, away.sections, away.stretches) == ((), (), ())


def test_the_engine_and_the_network_without_the_arcs_say_the_same(busy):
    w, ends = real_world(), list(yardstick(real_world()).ends)
    shut = Scenario(projects=frozenset({HCM, CT02}), closed_stretches=frozenset({busy}))
    nodes = w.nodes(ends)
    tables = skim(w.graph(shut), nodes, nodes)
    for impedance, table in ((Impedance.TIME, tables.fastest_min), (Impedance.DISTANCE, tables.shortest_m)):
        engine = prepare_engine(w, shut, ends, impedance=impedance)
        np.testing.assert_allclose(
            engine.skim(shut.projects), np.where(np.isnan(table), np.inf, table), rtol=1e-9, atol=1e-6
        )
    gone = w.fallen(shut).segments
    assert not np.isin(w.graph(shut).arcs.item[w.graph(shut).arcs.kind == 2], gone).any()


def test_what_closes_is_drawn_as_a_whole(busy):
    w = real_world()
    middle = w.links.segment_shapes[segment_of(w.links, busy)].interpolate(0.5, normalized=True)
    lon, lat = nearest_to_planar(middle)
    found = nearest_road(w, Scenario(projects=frozenset({HCM})), lon, lat, within_m=300, project_id=HCM)
    assert found.stretch == busy
    assert len(closed_lines(w, found)) == len(closed_segments(w.links, [busy])) > 1
    link = nearest_link(w, 106.6, 11.5)
    assert closed_lines(w, link)[0]


def nearest_to_planar(point: shapely.Point) -> tuple[float, float]:
    """Degrees of a planar point."""
    from pyproj import Transformer  # noqa: PLC0415 - one test needs it

    from layers.geodesy import VN2000_UTM48N, WGS84  # noqa: PLC0415

    return Transformer.from_crs(VN2000_UTM48N, WGS84, always_xy=True).transform(point.x, point.y)
