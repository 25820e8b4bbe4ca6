"""Interchanges of an expressway 2 km north of a base road, crossed by three roads."""

from __future__ import annotations

import geopandas as gpd
import pytest
from drawn_projects import KM, east, line, roads

from pipeline.projects.interchanges import Base, Road, points


def crossing_roads() -> gpd.GeoDataFrame:
    across = [(km, ref) for km, ref in ((3.0, "QL1"), (6.0, "ĐT2"), (12.0, "ĐT3"))]
    links = [
        (line((106.0 + km * KM, 10.99), (106.0 + km * KM, 11.05)), i, i + 10, "secondary", ref)
        for i, (km, ref) in enumerate(across)
    ]
    return roads((east(0, 20), 20, 21, "trunk", ""), *links, (east(0, 20, north_m=8_000), 30, 31, "motorway", "CT.01"))


EXPRESS = {"id": "x", "access": "interchange"}


def found_points(listed: dict, *, on_base: list | None = None, table: dict = EXPRESS) -> list:
    projects = {
        "x": Road(east(0, 20, north_m=2_000), on_base or []),
        "y": Road(line((106.0 + 15 * KM, 10.9), (106.0 + 15 * KM, 11.1)), []),
    }
    return sorted(
        points(
            table, projects, {"points": [], "junctions": [], "published_number": {}} | listed, Base(crossing_roads())
        ),
        key=lambda p: p.at_m,
    )


def test_assumed_interchanges_are_five_kilometres_apart_and_national_roads_win():
    found = found_points({})
    assert [p.connects_to for p in found if p.assumed] == ["ĐT2", "ĐT3"]  # QL1 is 3 km from the end of the road
    assert [p.at_m for p in found if not p.assumed] == pytest.approx([0, 20_000], rel=1e-3)


def test_no_more_interchanges_than_published():
    assert [p.connects_to for p in found_points({"published_number": {"x": 3}}) if p.assumed] == ["ĐT2"]


def test_ends_say_how_far_the_base_network_is():
    first = found_points({})[0]
    assert first.max_link_m == 2_000
    assert "chấp nhận đoạn nối dài" in first.source


def test_a_junction_lies_where_the_two_lines_cross():
    pair = {"projects": ["x", "y"], "near": [106.1, 11.0], "name_vi": "Nút", "name_en": "Junction", "source": "s"}
    junction = next(p for p in found_points({"junctions": [pair]}) if p.kind == "project")
    assert junction.at_m == pytest.approx(15_000, abs=5)
    assert junction.connects_to == "y"


def test_a_listed_point_far_from_its_road_is_an_error():
    row = {"project": "x", "lon": 106.05, "lat": 11.2, "name_vi": "N", "name_en": "N", "connects_to": "", "source": "s"}
    with pytest.raises(ValueError, match="from x"):
        found_points({"points": [row]})


def test_roads_joined_at_every_crossing_get_no_assumed_interchange():
    assert found_points({}, table={"id": "x", "access": "crossing"}) == []


def test_crossings_where_the_project_is_a_base_road_are_not_its_own():
    assert [p.connects_to for p in found_points({}, on_base=[(5_000, 13_000)]) if p.assumed] == []


# --- the hand-written tables --------------------------------------------------------------------------------
