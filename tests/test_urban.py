"""Base roads and projects ask one built-up area, and are slower inside it alike."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from graphs import Road, Stretch, built_up, interchange, metres, place, project, real_world, roads, world

from analysis.engine.boundary_nodes import prepare_engine
from analysis.network.graph import ArcKind, Impedance, skim
from analysis.network.roads import MeasuredLines, planar
from analysis.network.speeds import Mode, UrbanArea, without_short_runs
from analysis.scenarios import supply
from analysis.scenarios.loading import extend
from analysis.scenarios.scenario import Scenario
from layers.reading import read

ENDS = [Road(((0, 0), (0, 1))), Road(((0, 1), (0, 2))), Road(((4, 1), (4, 2))), Road(((0, 2), (4, 2)))]
PLACES = [place("a", 0, 1), place("b", 4, 1)]
ACROSS = project("new", Stretch(((0, 1), (4, 1))))
KM_MIN = 60 / 90  # a kilometre of primary road, rural; twice that in the built-up area


def _minutes(w, chosen: str = "new") -> float:
    nodes = w.nodes(["a", "b"])
    found = skim(w.graph(Scenario(projects=frozenset({chosen}))), nodes, nodes).fastest_min
    engine = prepare_engine(w, Scenario(projects=frozenset({chosen})), ["a", "b"], impedance=Impedance.TIME)
    np.testing.assert_allclose(engine.skim(frozenset({chosen})), found, rtol=1e-12)
    return float(found[0, 1])


def test_new_road_through_a_town_takes_the_urban_row_there_and_only_there() -> None:
    w = world(roads(*ENDS), places=PLACES, projects=[ACROSS], urban=built_up(1, 0, 2, 3))
    rural, urban = metres((0, 1), (3, 1)) / 1000, metres((1, 1), (2, 1)) / 1000
    assert _minutes(w) == pytest.approx((rural + 2 * urban) * KM_MIN, abs=0.02)
    without = world(roads(*ENDS), places=PLACES, projects=[ACROSS])
    assert _minutes(without) == pytest.approx(metres((0, 1), (4, 1)) / 1000 * KM_MIN, abs=1e-6)


def test_a_project_is_as_fast_as_a_base_road_of_its_class_in_its_place() -> None:
    town = built_up(1, 0, 3, 3)
    parts = [((0, 1), (1, 1)), ((1, 1), (3, 1)), ((3, 1), (4, 1))]
    base = [Road(p, road_class="primary", urban=i == 1) for i, p in enumerate(parts)]
    mapped = world(roads(*ENDS, *base), places=PLACES, projects=[ACROSS], urban=town)
    nodes = mapped.nodes(["a", "b"])
    as_base = skim(mapped.graph(Scenario()), nodes, nodes).fastest_min[0, 1]
    as_project = _minutes(world(roads(*ENDS), places=PLACES, projects=[ACROSS], urban=town))
    assert as_project == pytest.approx(float(as_base), abs=0.03)


def test_the_design_speed_caps_both_settings() -> None:
    slow = project("new", Stretch(((0, 1), (4, 1)), design_speed_kmh=40))
    w = world(roads(*ENDS), places=PLACES, projects=[slow], urban=built_up(1, 0, 3, 3))
    assert _minutes(w) == pytest.approx(metres((0, 1), (4, 1)) / 1000 * 60 / 40, abs=1e-6)


def test_a_part_shorter_than_a_metre_takes_its_time_too_and_one_of_no_length_needs_no_speed() -> None:
    nan, length_m = np.nan, np.array([100.0, 0.5, 100.0, 100.0])
    urban_m, rural, urban = np.array([0.5, 0.5, 0.0, 50.0]), np.full(4, 60.0), np.array([30.0, 30.0, nan, nan])
    minutes = supply._mixed_min(length_m, urban_m, rural=rural, urban=urban)
    assert minutes[:3] == pytest.approx([0.0995 + 0.001, 0.001, 0.1], abs=1e-12)
    assert np.isnan(minutes[3])


def test_a_change_shorter_than_150_m_does_not_count() -> None:
    w = world(roads(*ENDS), places=PLACES, projects=[ACROSS], urban=built_up(1, 0, 1.12, 3))  # 131 m
    assert w.links.segments.urban_m.sum() == 0
    w = world(roads(*ENDS), places=PLACES, projects=[ACROSS], urban=built_up(1, 0, 1.2, 3))  # 219 m
    assert w.links.segments.urban_m.sum() == pytest.approx(219, abs=21)


def test_short_runs_go_to_their_neighbours() -> None:
    flag = np.array([False, True, False, True, True])
    assert without_short_runs(flag, np.array([200.0, 100.0, 200.0, 100.0, 100.0])).tolist() == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_joint_is_urban_where_its_section_is() -> None:
    express = project("new", Stretch(((0, 1), (4, 1))), access="interchange")
    side = [Road(((1, 0), (1, 1.2))), Road(((3, 0), (3, 1.2))), Road(((0, 0), (1, 0))), Road(((1, 0), (3, 0)))]
    w = world(
        roads(*ENDS, *side),
        places=PLACES,
        projects=[express],
        interchanges=[interchange("new", 1, 1.1), interchange("new", 3, 1.1)],
        urban=built_up(2, 0, 5, 3),
    )
    joints = w.links.joints
    inner = joints.end < 0
    assert sorted(joints.urban[inner].tolist()) == [False, True]
    arcs = w.supply(Mode.CAR, Scenario().speeds).added
    access = np.flatnonzero((arcs.kind == ArcKind.ACCESS) & arcs.forward & (arcs.length_m > 0))
    kmh = arcs.length_m[access] / arcs.time_min[access] * 0.06
    assert set(np.round(kmh).tolist()) <= {40.0, 20.0}  # a ramp's speed, half of it in town
    assert {bool(u) for u in joints.urban[arcs.item[access]]} == {v < 30 for v in kmh} == {False, True}


def test_a_users_road_is_asked_too() -> None:
    w = world(roads(*ENDS), places=PLACES, urban=built_up(1, 0, 2, 3))
    assert _minutes(extend(w, projects=[ACROSS], own_digest="x")) == pytest.approx(
        _minutes(world(roads(*ENDS), places=PLACES, projects=[ACROSS], urban=built_up(1, 0, 2, 3)))
    )


def test_the_base_links_of_the_layer_say_what_the_area_says() -> None:
    frame = read("roads")
    area = UrbanArea.from_frame(read("urban_area"))
    lines = MeasuredLines.from_geometries(frame.geometry.to_numpy())
    middle = planar(np.array([lines.at(i, m / 2 + np.zeros(1))[0] for i, m in enumerate(lines.length_m)]))
    long = lines.length_m > 1000
    same = shapely.contains_xy(area.shape, middle) == frame["urban"].to_numpy(dtype=bool)
    assert same[long].mean() > 0.97


def test_projects_of_the_product_are_urban_in_part() -> None:
    """Ring Road 3 runs through towns, the hypothesis of a road along the border hardly."""
    w = real_world()
    segments, sections = w.links.segments, w.links.sections
    length = segments.to_m - segments.from_m
    assert (segments.urban_m <= length + 1e-6).all()
    assert (segments.urban_m >= 0).all()
    share = {
        p: segments.urban_m[own].sum() / length[own].sum()
        for p in ("ring-road-3", "ql14c-border-line")
        for own in [sections.project_id[segments.section] == p]
    }
    assert share["ring-road-3"] > 0.3
    assert share["ql14c-border-line"] < 0.15
