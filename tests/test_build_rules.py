"""Rules of the build on worlds that can be drawn by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.__main__ import STEPS
from pipeline.basemap.areas import lines, polygons, ranks
from pipeline.basemap.map_labels import english
from pipeline.basemap.waters import kind_of_line, latin
from pipeline.checks.checks import Result, _gap_km2, _nearest_percent, _overlap_km2, exceptions, failures
from pipeline.files.context import Context
from pipeline.files.names import ascii_name, clean, lettered, slug
from pipeline.files.writing import Built, Origin, enter, write_frame
from pipeline.places.hospitals import clean_hospitals
from pipeline.places.snap import snap_m

EXTENT = (104.8, 10.2, 107.8, 12.6)
LAT = 0.000009  # degrees of latitude in a metre, nearly


@pytest.mark.parametrize(
    ("name", "plain", "part"),
    [
        ("Đồng Xoài", "Dong Xoai", "dong-xoai"),
        ("Lò Gò – Xa Mát", "Lo Go - Xa Mat", "lo-go-xa-mat"),
        ("Đắk R'Lấp", "Dak R'Lap", "dak-r-lap"),
    ],
)
def test_names_without_diacritics(name, plain, part):
    assert ascii_name(name) == plain
    assert slug(name) == part


def test_a_name_without_its_letters_gets_those_of_the_district():
    districts = ["Thủ Đức", "Long An", "Gò Dầu"]
    assert lettered("Bệnh viện Thu Duc", districts) == "Bệnh viện Thủ Đức"
    assert [lettered(n, districts) for n in ("Bệnh viện Long An", "Thu Ducal", "Gò Dầu")] == [
        "Bệnh viện Long An",
        "Thu Ducal",
        "Gò Dầu",
    ]


def test_names_are_composed_and_without_stray_blanks():
    assert clean("  Gò  Dầu ") == "Gò Dầu"
    assert clean("Go\u0300 Da\u0302\u0300u") == "Gò Dầu"
    assert clean(np.nan) is None


def hospitals(*rows):
    """Points of interest: name, metres north of a common point, subclass."""
    return gpd.GeoDataFrame(
        {"cls": "hospital", "sub": [r[2] if len(r) > 2 else "hospital" for r in rows], "name": [r[0] for r in rows]},
        geometry=[shapely.Point(106, 11 + r[1] * LAT) for r in rows],
        crs=4326,
    )


def kept(*rows):
    return clean_hospitals(hospitals(*rows))[0]["name"].tolist()


def test_hospitals_drop_what_is_none():
    rows = [
        ("Bệnh viện A", 0),
        ("Phòng khám đa khoa B", 0),
        ("Trạm y tế C", 0),
        ("Nhà thuốc D", 0),
        (None, 0),
        ("Bệnh viện E", 9000, "clinic"),
    ]
    frame, dropped = clean_hospitals(hospitals(*rows))
    assert frame["name"].tolist() == ["Bệnh viện A"]
    assert dropped.to_dict() == {"other subclass": 1, "no name": 1, "name is not a hospital's": 3, "repeated": 0}


def test_a_hospital_written_twice_is_one():
    assert kept(("Bệnh viện Đa khoa Long An", 0), ("BV Long An", 30)) == ["Bệnh viện Long An"]
    assert kept(("Bệnh viện Tâm Hồng Phước", 0), ("bệnh viện Tâm Hồng Phước", 350)) == ["Bệnh viện Tâm Hồng Phước"]


def test_two_hospitals_side_by_side_stay_two():
    assert kept(("Bệnh viện Nhi Đồng", 0), ("Bệnh viện Từ Dũ", 100)) == ["Bệnh viện Nhi Đồng", "Bệnh viện Từ Dũ"]
    assert len(kept(("Bệnh viện Long An", 0), ("Bệnh viện Long An", 5000))) == 2


def test_ranks_count_from_the_largest_limit():
    assert ranks(np.array([150.0, 100.0, 99.0, 1.0, 0.1]), (100.0, 20.0, 5.0, 1.0)).tolist() == [1, 1, 2, 4, 5]


def test_slivers_and_small_holes_are_dropped():
    square = shapely.box(106.5, 11.5, 106.6, 11.6)  # about 121 km²
    hole, small = shapely.box(106.52, 11.52, 106.54, 11.54), shapely.box(106.57, 11.57, 106.571, 11.571)
    speck = shapely.box(106.7, 11.7, 106.701, 11.701)
    frame = gpd.GeoDataFrame(geometry=[square - hole - small, speck], crs=4326)
    drawn = polygons(frame, within=EXTENT, kind="forest", tolerance_m=10, least_km2=0.5)
    assert len(drawn) == 1
    assert len(drawn.geometry[0].interiors) == 1
    assert drawn["rank"].tolist() == [1]
    assert drawn["area_km2"][0] == pytest.approx(121 - 4.8, abs=1)


def test_areas_end_at_the_extent():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(107.7, 11, 108.5, 11.1)], crs=4326)
    assert polygons(frame, within=EXTENT, kind="water", tolerance_m=10, least_km2=0.1).total_bounds[2] == pytest.approx(
        107.8
    )


def test_a_named_river_ranks_by_all_its_parts_and_before_a_nameless_one():
    one, two = shapely.LineString([(106, 11), (106.5, 11)]), shapely.LineString([(106.6, 11), (107, 11)])
    frame = gpd.GeoDataFrame(
        {"kind": "river", "name": ["Sông Bé", None]},
        geometry=[shapely.MultiLineString([one, two]), shapely.LineString([(105, 12), (107, 12)])],
        crs=4326,
    )
    drawn = lines(frame, within=EXTENT, tolerance_m=10, least_km=1)
    assert drawn["name"].fillna("").tolist() == ["Sông Bé", "Sông Bé", ""]
    assert drawn["rank"].tolist() == [2, 2, 6]  # 98 km together; the nameless 218 km come last
    assert drawn["length_km"].sum() == pytest.approx(109.3 * 0.9 + 217.8, abs=1)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ទន្លេបាសាក់ - Sông Hậu", "Sông Hậu"),
        ("ទន្លេ\u200bមេគង្គ", None),
        ("R.Bà Cua", "Rạch Bà Cua"),
        ("Border Vietnam - Cambodia", None),
    ],
)
def test_names_of_water_are_in_latin_letters(said, name):
    assert latin(said) == name


def test_words_of_water():
    assert kind_of_line("Kênh Đôi") == "canal"
    assert kind_of_line(None) == "river"
    assert english("Sông Bé") == "Bé river"
    assert english("Cao Lãnh") == "Cao Lãnh"


def test_gaps_and_overlaps_are_measured():
    left, right = shapely.box(0, 0, 1000, 3000), shapely.box(1500, 0, 3000, 3000)
    top, bottom = shapely.box(900, 2000, 1600, 3000), shapely.box(900, 0, 1600, 1000)
    shapes = gpd.GeoSeries([left, right, top, bottom], crs=3405)
    assert _gap_km2(shapes) == pytest.approx(0.5)  # 500 m by 1000 m between the four
    assert _overlap_km2(shapes) == pytest.approx(4 * 0.1)


def test_the_nearest_published_figure_counts():
    assert _nearest_percent(102.0, [100.0, 110.0]) == 2.0


def breach(value: float) -> tuple[Result, ...]:
    return (Result("area", "x/1", value, 0.5, "%"),)


def test_a_breach_needs_an_exception_that_covers_it():
    named = {("area", "x/1"): {"value": -3.0}}
    assert failures(breach(-3.0), {}) == ["breach: area x/1 is -3 %, limit 0.5"]
    assert failures(breach(-3.0), named) == []
    assert failures(breach(-4.0), named) == ["breach: area x/1 is -4 %, limit 0.5"]


def test_an_exception_no_longer_needed_fails():
    named = {("area", "x/1"): {"value": -3.0}}
    assert failures(breach(0.1), named) == ["exception no longer needed: area x/1 is 0.1"]
    assert failures(breach(0.1), {("area", "gone"): {"value": 1.0}}) == ["exception for nothing: area gone"]
    assert failures(breach(0.1), {("distance", "a/b"): {"value": 9.0}}) == []  # not judged here: another test's affair


def test_an_exception_named_twice_is_refused(tmp_path):
    one = '[[exceptions]]\ncheck = "snap"\nid = "air-long-thanh"\nvalue = 2166\n'
    (tmp_path / "exceptions.toml").write_text(one, encoding="utf-8")
    context = Context(tmp_path, tmp_path, tmp_path, tables=tmp_path)
    assert exceptions(context)["snap", "air-long-thanh"]["value"] == 2166
    (tmp_path / "exceptions.toml").write_text(one + one, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        exceptions(context)


@pytest.fixture
def with_roads(tmp_path) -> Context:
    """One ordinary link along 11° N, a motorway and a ramp nearer to the place."""
    frame = gpd.GeoDataFrame(
        {
            "link_id": [1, 2, 3],
            "length_m": 10_930.0,
            "from_node": [1, 3, 5],
            "to_node": [2, 4, 6],
            "road_class": ["primary", "motorway", "primary"],
            "ref": "",
            "name": "",
            "ramp": [False, False, True],
            **dict.fromkeys(("bridge", "oneway", "urban", "closed"), False),
        },
        geometry=[shapely.LineString([(106, y), (106.1, y)]) for y in (11.0, 11.005, 11.006)],
        crs=4326,
    )
    context = Context(tmp_path, tmp_path, tmp_path)
    origin = Origin("x", "x", "x", "x", "x")
    write_frame(frame, tmp_path / "roads.parquet")
    enter(tmp_path, Built("roads", "roads.parquet", "", "", origin, (), "", frame=frame))
    return context


def test_places_snap_past_motorways_and_ramps(with_roads):
    points = gpd.GeoSeries([shapely.Point(106.05, 11.01), None], crs=4326)
    metres = snap_m(with_roads, points)
    assert metres[0] == pytest.approx(1106, abs=1)  # 0.01° of latitude
    assert pd.isna(metres[1])


def test_places_are_measured_to_the_road_the_router_takes(with_roads):
    """A river between the place and the nearest road: the road of its own bank, farther away, counts."""
    own_bank = gpd.GeoDataFrame(
        {
            "link_id": [4],
            "length_m": 10_930.0,
            "from_node": [7],
            "to_node": [8],
            "road_class": ["tertiary"],
            "ref": "",
            "name": "",
            **dict.fromkeys(("ramp", "bridge", "oneway", "urban", "closed"), False),
        },
        geometry=[shapely.LineString([(106, 11.025), (106.1, 11.025)])],
        crs=4326,
    )
    origin = Origin("x", "x", "x", "x", "x")
    frame = pd.concat([with_roads.read("roads").iloc[:1], own_bank], ignore_index=True)
    write_frame(frame, with_roads.out / "roads.parquet")
    points = gpd.GeoSeries([shapely.Point(106.05, 11.012)], crs=4326)
    assert snap_m(with_roads, points)[0] == pytest.approx(1327, abs=1)
    river = gpd.GeoDataFrame({"fid": [1]}, geometry=[shapely.LineString([(106, 11.002), (106.1, 11.002)])], crs=4326)
    write_frame(river, with_roads.out / "rivers.parquet")
    enter(with_roads.out, Built("rivers", "rivers.parquet", "", "", origin, (), "", frame=river))
    assert snap_m(with_roads, points)[0] == pytest.approx(1438, abs=1)


def test_what_bars_the_way_is_built_before_what_is_measured():
    order = list(STEPS)
    assert max(map(order.index, ("border", "roads", "waters"))) < min(map(order.index, ("gates", "places")))


def test_without_roads_nothing_is_known_of_the_distance(tmp_path):
    points = gpd.GeoSeries([shapely.Point(106.05, 11.01)], crs=4326)
    assert pd.isna(snap_m(Context(tmp_path, tmp_path, tmp_path), points)).all()
