"""A base network from an OpenStreetMap extract: tags, junctions, the border, provenance, bad input."""

from __future__ import annotations

import shutil

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from builds import SMALL, small_build
from drawn_osm import DATE, LAT, LON, osm_file
from shapely.affinity import translate

from analysis.network.roads import Roads
from analysis.network.speeds import Mode, SpeedCase, SpeedTable
from analysis.scenarios.supply import _Speeds
from pipeline import __main__ as build, refit
from pipeline.files.context import Context
from pipeline.files.writing import layer_digest, read_manifest
from pipeline.roads.sources import from_tags

PBF = SMALL / "osm" / "gate.osm.pbf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The small layers of the gate Mộc Bài; copy before changing."""
    made = tmp_path_factory.mktemp("Sở GTVT")  # blanks and diacritics in every path
    small_build(made)
    osm_file(made / "gate.osm")
    return made


def replaced(folder, out: str, *more: str, extract=None):
    """The folder's layers with the network of the drawn extract, and what the command returned."""
    shutil.copytree(folder / "geo", folder / out)
    path = extract or folder / "gate.osm"
    code = build.main(["--osm", str(path), "--out", str(folder / out), "--only", "roads,refit", *more])
    return folder / out, code


@pytest.fixture(scope="module")
def geo(folder):
    out, code = replaced(folder, "osm")
    assert code == 0
    return out


@pytest.fixture(scope="module")
def roads(geo):
    return gpd.read_parquet(geo / "roads.parquet")


def km(frame) -> float:
    return round(float(frame["length_m"].sum()) / 1000, 1)


def test_the_links_are_those_drawn(roads):
    assert len(roads) == 19
    # every way of the classes but those that lead nowhere, 3 km of 22 in Cambodia; the hole of 6 m is joined
    by_class = roads.groupby("road_class")["length_m"].sum().round(-2) / 1000
    assert by_class.to_dict() == {"primary": 1.5, "secondary": 3.3, "tertiary": 5.5}
    assert km(roads[roads["ref"] == "QL22"]) == 1.5
    assert not roads["cut"].any()


def test_junctions_are_shared_nodes_and_a_bridge_has_none(roads):
    bridge = roads[roads["bridge"]].geometry.iloc[0]
    beneath = roads[roads["condition"] == "unpaved"]
    assert len(beneath) == 1  # not cut where the bridge passes over it
    assert bridge.crosses(beneath.geometry.iloc[0])
    nodes = pd.concat([roads["from_node"], roads["to_node"]]).value_counts()
    assert sorted(nodes[nodes > 2]) == [3] * 9 + [4]  # the 4: where the roundabout begins


def test_directions_follow_the_tags(roads):
    against = roads[roads["name"] == "Đường Một Chiều"].iloc[0]
    first, last = (shapely.get_point(against.geometry, at) for at in (0, -1))
    assert against["oneway"]
    assert shapely.get_y(first) < shapely.get_y(last)  # drawn southwards, driven northwards
    ring = roads[(roads["road_class"] == "secondary") & roads["oneway"] & ~roads["ramp"]]
    assert km(ring) == pytest.approx(0.6, abs=0.05)
    assert set(ring["from_node"]) == set(ring["to_node"])  # round and round
    assert km(roads[roads["ramp"]]) == 0.7


def test_what_bars_cars_is_closed_and_the_nearest_tag_decides(roads):
    assert (
        km(roads[roads["closed"]]) == 1.2
    )  # private 1.0, motor_vehicle=no 0.2; access=no with motor_vehicle=yes is open


def test_speeds_follow_surface_lanes_and_signs(geo):
    roads = gpd.read_parquet(geo / "roads.parquet")
    table = SpeedTable.from_frame(pd.read_csv(geo / "speeds.csv"))
    roads["kmh"] = _Speeds(table, Mode.CAR, SpeedCase.CENTRAL).base_kmh(Roads.from_frame(roads))
    assert roads.loc[roads["condition"] == "unpaved", "kmh"].tolist() == [25]
    assert roads.loc[roads["condition"] == "one_lane", "kmh"].tolist() == [28]
    assert set(roads.loc[roads["maxspeed_kmh"].notna(), "kmh"]) == {30}
    assert roads.loc[roads["name"] == "Đường Một Chiều", "kmh"].tolist() == [35]  # nothing known: the class alone


def test_what_is_left_out_is_listed_and_cambodia_is_background(geo):
    dropped = pd.read_csv(geo / "roads_dropped.csv")
    assert dropped.groupby("reason")["length_km"].sum().round(2).to_dict() == {"island": 0.55, "one_way": 0.3}
    assert km(gpd.read_parquet(geo / "roads_cambodia.parquet")) == 2.7


def test_the_manifest_names_the_extract_its_licence_date_and_digest(geo):
    rows = read_manifest(geo)
    row = rows["roads"]
    assert (row["licence"], row["reference_date"], row["features"]) == ("ODbL-1.0", DATE, 19)
    assert row["source"].startswith("OpenStreetMap, extract gate.osm (sha256 ")
    assert row["title_en"] == "Base road network (OpenStreetMap, 10/2026)"
    assert "(1 values that are no number of km/h left out)" in row["steps_en"][-1]
    assert "1,0 km chưa trải mặt" in row["steps_vi"][-1]
    assert all(row["content_digest"] == layer_digest(geo / row["file"]) for row in rows.values())
    assert rows["overrides"]["source"] != row["source"]


def test_distances_to_the_network_are_measured_anew(folder, geo):
    before, after = (
        gpd.read_file(f / "gates.geojson").set_index("id").loc["gate-moc-bai"] for f in (folder / "geo", geo)
    )
    assert before.geometry == after.geometry
    assert before["snap_m"] < 10 < after["snap_m"]
    names = [c for c in gpd.read_file(geo / "places.geojson").columns if c != "snap_m"]
    old, new = (gpd.read_file(f / "places.geojson")[names] for f in (folder / "geo", geo))
    pd.testing.assert_frame_equal(old, new)


def test_a_second_build_and_the_binary_form_give_the_same_network(folder, geo, roads):
    again, _ = replaced(folder, "again")
    for path in sorted(geo.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    binary, code = replaced(folder, "binary", extract=PBF)
    assert code == 0
    pd.testing.assert_frame_equal(gpd.read_parquet(binary / "roads.parquet"), roads)
    assert read_manifest(binary)["roads"]["reference_date"] == DATE


def test_with_the_sources_every_layer_is_made_anew_around_the_extract(folder, geo, roads):
    arguments = ["--sources", folder / "sources", "--facts", folder / "sources", "--tables", folder / "tables"]
    out = folder / "whole"
    more = ["--osm", folder / "gate.osm", "--out", out, "--only", "study,admin,border,roads,gates"]
    assert build.main([*map(str, arguments), *map(str, more)]) == 0
    made = gpd.read_parquet(out / "roads.parquet")
    assert made["length_m"].sum() == pytest.approx(
        roads["length_m"].sum()
    )  # built-up areas are told a little otherwise
    gates = [gpd.read_file(f / "gates.geojson").set_index("id")["snap_m"] for f in (out, geo)]
    assert gates[0].equals(gates[1])


def test_nothing_outside_a_box_is_used(folder):
    _, code = replaced(
        folder, "box", "--bbox", f"{LON - 0.001},{LAT - 0.003},{LON + 0.02},{LAT + 0.004}", "--date", "2026-01-02"
    )
    assert code == 0
    assert read_manifest(folder / "box")["roads"]["reference_date"] == "2026-01-02"
    roads = gpd.read_parquet(folder / "box" / "roads.parquet")
    assert roads.total_bounds[3] == pytest.approx(LAT + 0.004, abs=1e-6)
    assert roads["cut"].sum() == 3  # the three roads northwards end at the edge of the box, and say so


def test_a_project_that_is_a_road_by_now_is_told(geo, monkeypatch):
    drawn = gpd.read_parquet(geo / "roads.parquet")
    ring = drawn.loc[drawn["condition"] == "unpaved", "geometry"].iloc[0]  # 1.0 km northwards
    beside = translate(ring, 0.0001)  # 11 m east of it
    away = translate(ring, 0.003)
    rows = [
        ("near", False, "planned", beside),
        ("near", False, "planned", ring),
        ("up", True, "planned", ring),
        ("away", False, "planned", away),
    ]
    sections = gpd.GeoDataFrame(rows, columns=["project_id", "upgrade", "status", "geometry"], crs=4326).assign(
        road_class="primary"
    )
    monkeypatch.setattr(refit, "read", lambda *_, **__: sections)
    monkeypatch.setattr(Context, "has", lambda *_: True)
    found = refit.on_base(Context(sources=None, facts=None, out=geo))
    assert set(found) == {"near"}
    assert found["near"] == pytest.approx(1.99, abs=0.02)


def test_an_extract_without_streets_and_a_road_that_crosses_itself(folder):
    loop = [(0, 0), (300, 0), (300, 300), (0, 300), (150, 0), (0, -300)]  # (150, 0) is no node of the road
    ways = [({"highway": "tertiary"}, loop), ({"highway": "primary"}, [(300, 300), (900, 300), (300, 0), (300, 300)])]
    out, code = replaced(folder, "loop", extract=osm_file(folder / "loop.osm", ways))
    assert code == 0
    made = gpd.read_parquet(out / "roads.parquet")
    assert sorted(made["road_class"]) == ["primary", "primary", "tertiary", "tertiary", "tertiary"]
    assert made["length_m"].sum() == pytest.approx(300 * 3 + 335 + 335 + 600 + 671 + 300, rel=0.01)


def test_tags_that_say_nothing_we_know_change_nothing():
    usual = dict.fromkeys(
        (
            "ref",
            "name",
            "oneway",
            "junction",
            "bridge",
            "maxspeed",
            "lanes",
            "surface",
            "access",
            "vehicle",
            "motor_vehicle",
            "motorcar",
        )
    )
    rows = [
        {"highway": "motorway"},
        {"highway": "motorway", "oneway": "no"},
        {"highway": "trunk", "maxspeed": "80 km/h", "lanes": "2;3", "surface": "asphalt", "bridge": "no"},
        {"highway": "trunk", "maxspeed": "VN:urban", "lanes": "1", "oneway": "yes", "access": "yes"},
        {"highway": "primary", "maxspeed": "999", "access": "yes", "motorcar": "no"},
    ]
    line = shapely.LineString([(0, 0), (1, 1)])
    made = from_tags(gpd.GeoDataFrame([usual | row for row in rows], geometry=[line] * 5, crs=4326))
    assert made["oneway"].tolist() == [True, False, False, True, False]
    assert made["maxspeed_kmh"].tolist() == [None, None, 80, None, None]
    assert made["lanes"].tolist() == [None, None, None, 1, None]
    assert made["condition"].tolist() == [""] * 5  # one lane of a one-way road is not narrow
    assert made["closed"].tolist() == [False] * 4 + [True]
    assert not made["bridge"].any()
