"""The border: exact on a drawn line, whole and consistent on the real one."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from graphs import Road, metres, real_world, roads, spot, world as small_world

from analysis.accessibility.border import (
    BORDER_BREAKS_KM,
    BorderLine,
    _measured,
    border_access,
    border_classes,
    border_communes,
    border_gates,
    border_line,
    border_road_ranges,
    gate_figures,
    hypotheses,
    unplaced_gates,
)
from analysis.network import planar
from analysis.network.graph import skim
from analysis.scenarios import UPGRADE_WIDE_M
from analysis.scenarios.scenario import Scenario


def line(*points):
    return shapely.LineString([spot(*p) for p in points])


def drawn_border():
    """Tây Ninh from (0, 0) to (8, 0), drawn backwards; Bình Phước on to (8, 4)."""
    shapes = [line((8, 0), (0, 0)), line((8, 4), (8, 0))]
    return gpd.GeoDataFrame({"province_code": ["72", "70"]}, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def border():
    return BorderLine.from_frame(drawn_border(), real_world().data.study.codes)


def test_the_border_is_walked_in_one_direction(border):
    assert list(border.province) == ["72", "70"]
    assert border.lines.lon_lat[0] == pytest.approx(spot(0, 0))
    assert border.lines.lon_lat[-1] == pytest.approx(spot(8, 4))
    at_m = border.locate(np.array([spot(3, 0.1), spot(8.1, 1)]))
    assert at_m == pytest.approx([metres((0, 0), (3, 0)), metres((0, 0), (8, 0)) + metres((8, 0), (8, 1))], rel=1e-3)


def test_lengths_near_a_road_are_exact_on_a_drawn_border(border):
    # a national road along the first half of Tây Ninh's border, 1.1 km off; a side road far from the rest
    links = [Road(((0, -1), (4, -1)), ref="QL99"), Road(((4, -1), (4, -6)), ref="ĐT1")]
    w = small_world(roads(*links), places=[])
    access = _measured(w, Scenario(), border)
    assert access.length_km() == pytest.approx(metres((0, 0), (8, 0), (8, 4)) / 1000)
    off_km = metres((0, -1), (0, 0)) / 1000
    reach_km = np.sqrt(2.0**2 - off_km**2)  # past the end of the road, on the border
    wanted = metres((0, 0), (4, 0)) / 1000 + reach_km
    assert access.within_km(2.0, "national_km") == pytest.approx(wanted, abs=0.1)
    assert access.within_km(2.0, "national_km", "70") == 0
    assert access.within_km(99.0, "road_km") == pytest.approx(access.length_km())
    side = _measured(small_world(roads(*links[1:]), places=[]), Scenario(), border)
    assert np.isinf(side.frame["national_km"]).all()
    shut = _measured(w, Scenario(closed_links=frozenset({0})), border)
    assert shut.within_km(2.0, "national_km") == 0
    joined = border_classes(access, column="national_km")
    assert joined["length_km"].sum() == pytest.approx(access.length_km())
    assert list(joined["class_number"]) == sorted(joined["class_number"])
    assert joined["province"].iloc[0] == "72"


def test_the_real_border_is_whole(world):
    access = border_access(world, Scenario())
    published = {"72": 233.1, "70": 252.1}
    for province, length_km in published.items():
        assert access.length_km(province) == pytest.approx(length_km, abs=0.1)
    assert len(border_line(world).province) == 2
    for column in ("road_km", "national_km"):
        near = [access.within_km(limit, column) for limit in BORDER_BREAKS_KM]
        assert near == sorted(near)
        split = [sum(access.within_km(limit, column, p) for p in published) for limit in BORDER_BREAKS_KM]
        assert split == pytest.approx(near)
    assert access.within_km(5.0, "national_km") < access.within_km(5.0, "road_km")


def test_an_upgrade_falls_with_the_road_it_runs_on(world):
    project = "ql14c-existing-roads"
    standing = Scenario(projects=frozenset({project}))
    links, roads = world.links, world.network.roads
    ours = np.flatnonzero(links.sections.project_id == project)
    under = np.unique(world.network.link[links.upgraded_piece[np.isin(links.upgraded_section, ours)]])
    under = under[~roads.closed[under]]
    border = shapely.union_all(border_line(world).lines.shapes)
    row = under[np.argmin([roads.lines.shapes[r].distance(border) - roads.length_m[r] for r in under])]
    closed = replace(standing, closed_links=frozenset({int(roads.link_id[row])}))
    before, after = (border_access(world, s).frame["national_km"].to_numpy() for s in (standing, closed))
    assert (after >= before - 1e-9).all()
    assert (after > before + 0.05).any()


def test_roads_that_an_upgrade_opens_are_told_and_are_those_that_come_nearer(world):
    standing = Scenario(projects=frozenset({"ql14c-existing-roads"}))
    found, roads = border_access(world, standing), world.network.roads
    project = world.projects["ql14c-existing-roads"]
    along = shapely.buffer(
        shapely.union_all([shapely.transform(s.geometry, planar) for s in project.sections]), UPGRADE_WIDE_M
    )
    wanted = sum(line.length for line in roads.lines.shapes[roads.closed] if line.within(along)) / 1000
    assert found.opened_km == pytest.approx(wanted, abs=0.5)
    assert wanted > 40
    before, after = (border_access(world, s).within_km(5, "road_km") for s in (Scenario(), standing))
    assert before < after < before + found.opened_km
    assert border_access(world, Scenario()).opened_km == 0


def test_neighbouring_gates_follow_the_border_and_agree_with_the_skim(world):
    figures = gate_figures(world, Scenario())
    ids = border_gates(world)
    assert ids[0] == "gate-moc-bai"
    assert ids[-1] == "gate-hoang-dieu"
    assert {gate["id"] for gate in unplaced_gates(real_world())}.isdisjoint(ids)
    assert unplaced_gates(real_world())
    assert all(p.border_km > 0 for p in figures.pairs)
    pair = figures.pairs[0]
    ends = world.nodes([pair.origin, pair.destination])
    ways = skim(world.graph(Scenario()), ends, ends)
    assert pair.road.km == pytest.approx((ways.shortest_m[0, 1] + ways.shortest_m[1, 0]) / 2000)
    assert pair.ratio == pytest.approx(pair.road.km / pair.border_km)
    trips = {(t.gate, t.target): t for t in figures.trips}
    assert trips["gate-moc-bai", "own_capital"].place_id == "cap-tay-ninh"
    assert trips["gate-hoa-lu", "own_capital"].place_id == "cap-dong-xoai"
    assert trips["gate-hoa-lu", "other_capital"].place_id == "cap-tay-ninh"


def test_hypotheses_of_ql14c_stand_one_by_one(world):
    start = Scenario(projects=frozenset({"ql14c-existing-roads", "ring-road-4"}))
    cases = hypotheses(world, start)
    assert cases["none"].projects == {"ring-road-4"}
    assert {frozenset(s.projects) for s in cases.values()} == {
        frozenset({"ring-road-4"}),
        frozenset({"ring-road-4", "ql14c-existing-roads"}),
        frozenset({"ring-road-4", "ql14c-border-line"}),
    }
    names, ranges = border_road_ranges(world, Scenario())
    assert len(names) == 2
    for r in ranges:
        assert r.low <= min(v for v in r.each if v is not None)
        better = r.low >= r.without - 1e-9 if r.name.startswith(("road", "national")) else r.high <= r.without + 1e-9
        assert better, r


def test_border_communes_share_the_whole_border(world):
    after = Scenario(projects=frozenset({"ql14c-existing-roads"}))
    frame = border_communes(world, before=Scenario(), after=after)
    assert frame["border_km"].sum() == pytest.approx(border_access(world, Scenario()).length_km())
    assert set(frame["province_2022"]) == {"70", "72"}
    for target in ("capital", "gate", "hospital"):
        assert (frame[f"{target}_after"] <= frame[f"{target}_before"] + 1e-9).all()
    assert frame["capital_after"].is_monotonic_decreasing
