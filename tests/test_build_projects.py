"""The making of projects on lines that can be drawn on paper: along the equator of a small world.

One thousandth of a degree is about 110 m; the base road is one straight line along 11° N.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_projects import KM, east, line, roads

from pipeline.files.context import Context
from pipeline.projects import agreement
from pipeline.projects.geometry import Provinces, chainages_m, cut, locate_m, points_at
from pipeline.projects.overlap import LEAST_EXPRESSWAY_M, BaseSegments, along_base
from pipeline.projects.recipes import BaseWays, Shape
from pipeline.projects.sections import Maker, Piece, merged, read_tables, record, rows


@pytest.fixture
def base_road():
    return roads((east(0, 10), 0, 1, "secondary", "ĐT1"))


def test_a_line_is_cut_and_located_by_metres():
    path = east(0, 10)
    assert chainages_m(path)[-1] == pytest.approx(10_000, rel=1e-3)
    middle = cut(path, 2_000, 5_000)
    assert chainages_m(middle)[-1] == pytest.approx(3_000, abs=0.01)
    assert points_at(path, [2_000]) == pytest.approx(middle[:1])
    at_m, away_m = locate_m(path, points_at(east(0, 10, north_m=40), [7_000])[0])
    assert at_m == pytest.approx(7_000, abs=1)
    assert away_m == pytest.approx(40, rel=0.01)


def test_cut_stretches_share_their_end(base_road):
    path = east(0, 10)
    assert (cut(path, 0, 4_000)[-1] == cut(path, 4_000, 10_000)[0]).all()


@pytest.mark.parametrize(
    ("path", "upgraded_m"),
    [
        (east(2, 5, north_m=10), 3_000),  # beside the road all the way
        (east(2, 5, north_m=200), 0),  # too far away
        (east(8, 12), 2_000),  # leaves it where the road ends
        (line((106.02, 10.99), (106.02, 11.01)), 0),  # crosses it
        (np.vstack([east(2, 4), east(4.5, 5, north_m=60), east(5.5, 7)]), 5_000),  # thinned in a curve, still the road
        (np.vstack([east(2, 4), east(4.5, 5, north_m=800), east(5.5, 7)]), 3_500),  # really leaves it
    ],
)
def test_upgrade_is_where_the_base_road_is(base_road, path, upgraded_m):
    spells = along_base(path, BaseSegments(base_road))
    total = chainages_m(path)[-1]
    assert sum(b - a for a, b, _ in spells) == pytest.approx(total)
    assert sum(b - a for a, b, upgraded in spells if upgraded) == pytest.approx(upgraded_m, abs=150)


def test_a_short_stretch_beside_a_road_does_not_make_an_expressway_ordinary(base_road):
    beside = np.vstack([east(2, 2.6), east(4, 4.01, north_m=900)])
    assert any(u for _, _, u in along_base(beside, BaseSegments(base_road)))
    assert not any(u for _, _, u in along_base(beside, BaseSegments(base_road), least_m=LEAST_EXPRESSWAY_M))


def test_the_way_prefers_the_road_with_the_number():
    south = np.vstack([east(0, 5, north_m=-800)[:1], east(0, 5, north_m=-800)])
    detour = line((106.0, 11.0), (106.0 + 2.5 * KM, 11.006), (106.0 + 5 * KM, 11.0))
    net = roads(
        (east(0, 5), 0, 1, "secondary", ""), (detour, 0, 1, "secondary", "ĐT7"), (south, 2, 3, "secondary", "ĐT7")
    )
    ends = [(106.0, 11.0), (106.0 + 5 * KM, 11.0)]
    assert len(BaseWays(net).way(ends)) == 2
    assert BaseWays(net).way(ends, refs=["ĐT7"]).tolist() == detour.tolist()


def test_the_way_may_begin_and_turn_within_a_link(base_road):
    way = BaseWays(base_road).way([(106.0 + 2 * KM, 11.0), (106.0 + 6 * KM, 11.0)])
    assert chainages_m(way)[-1] == pytest.approx(4_000, abs=5)


def test_a_way_that_is_not_there_is_an_error(base_road):
    apart = roads((east(0, 2), 0, 1, "secondary", ""), (east(5, 8), 2, 3, "secondary", ""))
    with pytest.raises(ValueError, match="no way"):
        BaseWays(apart).way([(106.0, 11.0), (106.0 + 8 * KM, 11.0)])
    with pytest.raises(ValueError, match="from the base network"):
        BaseWays(base_road).way([(106.0, 11.5), (106.01, 11.0)])


def test_a_shape_turned_round_keeps_its_holes():
    shape = Shape(east(0, 10), "mapped", holes=((1_000.0, 2_000.0),))
    assert shape.turned().holes[0] == pytest.approx((8_000, 9_000), rel=1e-2)
    assert shape.between(1_500, 5_000).holes == ((0.0, 500.0),)


def provinces() -> gpd.GeoDataFrame:
    """Two provinces that meet five kilometres east."""
    border = 106.0 + 5 * KM
    return gpd.GeoDataFrame(
        {"code": ["72", "70"]}, geometry=[shapely.box(105, 10, border, 12), shapely.box(border, 10, 108, 12)], crs=4326
    )


def test_kilometres_by_province():
    assert Provinces(provinces()).km(east(2, 9)) == pytest.approx({"70": 4.0, "72": 3.0}, abs=0.03)


class FakeContext:
    """A context that holds what ``Maker`` reads."""

    def __init__(self, **layers: gpd.GeoDataFrame) -> None:
        self._layers = layers

    def read(self, name: str) -> gpd.GeoDataFrame:
        return self._layers[name]


SECTION = {"status": "planned", "status_source": "x", "road_class": "primary"}
TABLE = {"id": "p", "access": "crossing", "section": SECTION}


def made(net: gpd.GeoDataFrame, *stretches: dict, **table: object) -> list[dict]:
    maker = Maker(FakeContext(provinces_2022=provinces(), roads=net), net)
    named = [{"name_vi": f"Đoạn {i}", "name_en": f"Section {i}", **s} for i, s in enumerate(stretches, start=1)]
    full = {**TABLE, **table, "stretches": named}
    return list(rows(full, maker.pieces(full), maker.provinces))


def hand(path: np.ndarray, **more: object) -> dict:
    return {"recipe": "waypoints", "points": path.tolist(), **more}


def test_a_wide_step_between_stretches_becomes_a_bridge(base_road):
    near, gap, end = made(base_road, hand(east(0, 2, north_m=9_000)), hand(east(4, 5, north_m=9_000)))
    assert near["length_km"] == pytest.approx(2.0, abs=0.01)
    assert (gap["gap_bridge"], gap["quality"], gap["length_km"]) == (True, "schematic", pytest.approx(2.0, abs=0.01))
    assert end["gap_bridge"] is False
    assert gap["geometry"].coords[-1] == end["geometry"].coords[0]


def test_a_narrow_step_between_stretches_is_closed(base_road):
    near, end = made(base_road, hand(east(0, 2, north_m=9_000)), hand(east(2.1, 3, north_m=9_000)))
    assert near["geometry"].coords[-1] == end["geometry"].coords[0]
    assert end["length_km"] == pytest.approx(1.0, abs=0.01)


def test_a_bridge_is_no_farther_along_than_its_neighbours(base_road):
    rows_ = made(
        base_road,
        hand(east(0, 2, north_m=9_000), status="open", opened="2025-01-01"),
        hand(east(4, 5, north_m=9_000)),
    )
    assert [r["status"] for r in rows_] == ["open", "planned", "planned"]


def test_a_province_may_have_its_own_status(base_road):
    parts = [{"province": "70", "status": "construction", "name_vi": "Qua Bình Phước", "name_en": "Through Bình Phước"}]
    first, second = made(base_road, hand(east(1, 9, north_m=9_000), parts=parts))
    assert (first["status"], second["status"]) == ("planned", "construction")
    assert first["length_km"] == pytest.approx(4.0, abs=0.03)
    assert second["name_vi"] == "Qua Bình Phước"


def test_roads_recipe_is_an_upgrade_on_the_links_themselves(base_road):
    (row,) = made(base_road, {"recipe": "roads", "via": [(106.0, 11.0), (106.0 + 10 * KM, 11.0)]})
    assert row["upgrade"]
    assert row["geometry"].equals(base_road.geometry[0])


def test_new_and_upgraded_kilometres_add_up(base_road):
    found = made(base_road, hand(east(5, 15)))
    told = record({**TABLE, "stretches": []}, found)
    assert [r["upgrade"] for r in found] == [True, False]
    assert told["computed_upgrade_km"] == pytest.approx(5, abs=0.05)
    assert told["computed_new_km"] + told["computed_upgrade_km"] == pytest.approx(told["computed_length_km"])


def test_existing_stretches_expect_nothing_and_are_upgrades(base_road):
    (row,) = made(
        base_road, hand(east(0, 2, north_m=9_000), status="existing", expected_year=2027, expected_source="y")
    )
    assert (row["upgrade"], row["expected_year"], row["expected_source"]) == (True, None, "")


def test_neighbours_alike_become_one_section():
    table = {**SECTION, "name_vi": "A", "name_en": "A"}
    one, two = (Piece(east(a, a + 1), table, "mapped", upgrade=False, gap_bridge=False) for a in (0, 1))
    other = Piece(east(2, 3), table, "mapped", upgrade=True, gap_bridge=False)
    assert [len(p.line) for p in merged([one, two, other])] == [3, 2]


def test_the_agreement_is_checked_as_a_whole():
    table = {"requests": [{"id": "r", "projects": ["a", "b"]}], "themes": []}
    with pytest.raises(ValueError, match="lacks title_vi") as caught:
        agreement.check(table, {"a"})
    assert "unknown project b" in str(caught.value)


def test_a_project_table_outside_the_order_is_an_error(tmp_path):
    folder = tmp_path / "projects"
    folder.mkdir()
    (folder / "order.toml").write_text('order = ["a"]\n', encoding="utf-8")
    (folder / "b.toml").write_text('id = "b"\n', encoding="utf-8")

    context = Context(sources=tmp_path, facts=tmp_path, out=tmp_path / "geo", tables=tmp_path)
    with pytest.raises(ValueError, match=r"\['a', 'b'\]"):
        read_tables(context)
