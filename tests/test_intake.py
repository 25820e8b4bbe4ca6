"""Reading what users bring: every format gives the same, every refusal says what, where and how to mend it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import brought
import numpy as np
import pytest
import shapely

from intake import LIMITS, Candidate, RefusedError, Spot, confine, memory_is_limited, read_upload
from intake.offer import lies_outside
from layers import distance_m
from words import Lang


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("brought")


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    """Read in this process, which takes a hundredth of the time; the tests marked ``apart`` do not."""
    if "apart" not in request.keywords:
        brought.read_here(monkeypatch)


def refused(name: str, content: bytes, **limits) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read_upload(name, content, limits=replace(LIMITS, **limits))
    for lang in Lang:
        assert caught.value.text(lang)  # every sentence exists and fills
    return caught.value


def geometries(offer, kind: str, candidate=None) -> list:
    return [f.geometry for f in offer.placed(candidate or offer.candidates[0]) if f.kind == kind]


@pytest.mark.apart
def test_a_file_is_read_in_a_process_of_its_own(folder):
    content = brought.good(folder)
    with ThreadPoolExecutor(2) as pool:
        read = dict(zip(content, pool.map(lambda e: read_upload(f"a.{e}", content[e]), content), strict=True))
    for extension, offer in read.items():
        assert shapely.equals_exact(geometries(offer, "line")[0], brought.LINES[0], tolerance=1e-9), extension


@pytest.mark.parametrize("extension", ["geojson", "kml", "kmz", "gpx", "csv", "gpkg", "zip"])
def test_every_format_gives_the_same_features(extension, folder):
    offer = read_upload(f"Tuyến của tôi.{extension}", brought.good(folder)[extension])
    placed = offer.placed(offer.candidates[0])
    lines = [f for f in placed if f.kind == "line"]
    assert shapely.equals_exact(lines[0].geometry, brought.LINES[0], tolerance=1e-9)
    assert "Tuyến một" in lines[0].values.values()
    if extension not in ("gpx", "zip"):  # a track and no second line; lines only
        assert shapely.equals_exact(lines[1].geometry, brought.LINES[1], tolerance=1e-9)
    if extension != "zip":
        assert shapely.equals_exact(geometries(offer, "point")[0], brought.POINT, tolerance=1e-9)
    assert offer.candidates[0].epsg == 4326
    assert lies_outside([feature.geometry for feature in placed]) == 0


@pytest.mark.parametrize("epsg", [9209, 9212, 5899, 32648])
def test_the_system_a_file_names_is_used(epsg, folder):
    for name, content in (("a.gpkg", brought.gpkg(folder, epsg)), ("a.zip", brought.shapefile(folder, epsg))):
        offer = read_upload(name, content)
        assert offer.epsg == epsg
        assert shapely.equals_exact(geometries(offer, "line")[0], brought.LINES[0], tolerance=1e-7)


def test_zones_are_offered_where_the_file_names_none(folder):
    offer = read_upload("a.zip", brought.shapefile(folder, 9212, parts=("shp", "shx", "dbf")))
    assert offer.epsg is None
    assert {9209, 9212, 9210, 3405} <= {c.epsg for c in offer.candidates}
    right, wrong = offer.candidates[:2]
    assert right.epsg == 9212
    assert shapely.equals_exact(geometries(offer, "line", right)[0], brought.LINES[0], tolerance=1e-7)
    away_m = distance_m(*brought.LINES[0].coords[0], *geometries(offer, "line", wrong)[0].coords[0])
    assert wrong.apart_km == pytest.approx(away_m / 1000, rel=0.02)
    assert "Tuyến một" in offer.placed(right)[0].values.values()  # no .cpg: UTF-8 is told by the bytes


def test_northing_first_is_noticed():
    offer = read_upload("a.csv", b"ten,x,y\nA,1250000,553000\n")
    straight = read_upload("a.csv", b"ten,x,y\nA,553000,1250000\n")
    assert {c.swapped for c in offer.candidates} == {True}
    assert geometries(offer, "point") == geometries(straight, "point")


def test_decimal_commas_and_vietnamese_headings():
    offer = read_upload("a.csv", "Tên;Kinh độ;Vĩ độ\nChợ;106,25;11,5\n".encode())
    assert geometries(offer, "point") == [shapely.Point(106.25, 11.5)]
    assert offer.placed(offer.candidates[0])[0].values == {"Tên": "Chợ"}


def test_parts_that_meet_become_one_line_and_others_stay_apart():
    apart = shapely.MultiLineString([[(106, 11), (106.1, 11)], [(106.1, 11), (106.2, 11.1)], [(107, 12), (107, 12.1)]])
    offer = read_upload("a.geojson", brought.geojson((apart,)))
    placed = offer.placed(offer.candidates[0])
    assert [(f.part, len(f.geometry.coords)) for f in placed] == [(1, 3), (2, 2)]


@pytest.mark.parametrize(
    ("name", "content", "key", "spot"),
    [
        ("a.vrt", b"<OGRVRTDataSource/>", "extension", Spot()),
        ("a", b"x", "extension", Spot()),
        ("a.gpkg", b"<OGRVRTDataSource/>", "other_content", Spot()),
        ("a.geojson", b'{"type":\n "x",}', "json_syntax", Spot(line=2)),
        ("a.geojson", b"[" * 100_000, "too_deep", Spot()),
        ("a.geojson", b'{"type":"Point","coordinates":[NaN,1]}', "not_a_number", Spot()),
        ("a.geojson", b'{"type":"Point","coordinates":["1",1]}', "not_a_number", Spot(feature=1)),
        ("a.geojson", b'{"type":"LineString","coordinates":[[1,1]]}', "too_short", Spot(feature=1)),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "nothing", Spot()),
        ("a.geojson", b'{"a":\n"\xff"}', "encoding", Spot(line=2)),
        ("a.kml", b"<kml>\n<Placemark>", "xml_syntax", Spot(line=2)),
        ("a.gpx", b"<kml/>", "xml_root", Spot(line=1)),
        ("a.gpx", b'<gpx>\n<wpt lat="91" lon="106"/></gpx>', "not_degrees", Spot(line=2)),
        ("a.csv", b"ten,wkt\nA,LINESTRING (1 2)\n", "wkt", Spot(line=2)),
        ("a.csv", b"ten,lon,lat\nB,x,11\n", "bad_cell", Spot(line=2)),
        ("a.csv", b"ten,lon,lat\nA,106\n", "csv_width", Spot(line=2)),
        ("a.csv", b"ten,km\nA,1\n", "csv_columns", Spot(line=1)),
        ("a.zip", brought.zipped({"a.txt": b"x"}), "no_shapefile", Spot()),
        ("a.zip", brought.zipped({"a.shp": b"x"}), "shapefile_part", Spot(member="a")),
        ("a.zip", b"PK\x03\x04" + b"x" * 40, "archive_damaged", Spot()),
        ("a.kmz", brought.zipped({"a.txt": b"x"}), "no_kml", Spot()),
        ("a.csv", b"", "empty", Spot()),
    ],
)
def test_a_refusal_says_what_and_where(name, content, key, spot):
    found = refused(name, content)
    assert (found.key, found.spot) == (f"intake.{key}", spot)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_entities_are_refused_before_anything_is_resolved(head):
    for name, content in (("a.kml", brought.kml(head)), ("a.kmz", brought.zipped({"doc.kml": brought.kml(head)}))):
        assert refused(name, content).key == "intake.xml_entities"


@pytest.mark.parametrize("name", ["../a.shp", "/etc/a.shp", "..\\a.shp", "C:\\a.shp", "x/../../a.shp"])
def test_paths_that_lead_outside_are_refused(name, folder):
    assert refused("a.zip", brought.zipped({name: b"x"})).key == "intake.archive_outside"


def test_bombs_are_refused():
    bomb = brought.zipped({"a.shp": bytes(30 << 20), "a.shx": b"", "a.dbf": b""})
    assert len(bomb) < 100_000
    assert refused("a.zip", bomb).key == "intake.archive_bomb"
    assert refused("a.kmz", brought.zipped({"doc.kml": bytes(30 << 20)})).key == "intake.archive_bomb"
    lying = bytearray(brought.zipped({"a.shp": bytes(30 << 20), "a.shx": b"", "a.dbf": b""}))
    where = lying.index(b"PK\x01\x02") + 24  # the size the directory states
    lying[where : where + 4] = (1000).to_bytes(4, "little")
    assert refused("a.zip", bytes(lying)).key in {"intake.archive_bomb", "intake.archive_damaged"}
    many = brought.zipped({f"{i}.shp": b"" for i in range(LIMITS.members + 1)})
    assert refused("a.zip", many).key == "intake.archive_members"


def test_a_database_with_code_is_refused(tmp_path, folder):
    path = tmp_path / "code.gpkg"
    path.write_bytes(brought.gpkg(folder))
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE f USING fts5(x)")
    database.close()
    assert refused("a.gpkg", path.read_bytes()).key == "intake.database_code"


def test_a_view_is_taken_out_before_a_driver_sees_the_file(tmp_path, folder):
    path = tmp_path / "view.gpkg"
    path.write_bytes(brought.gpkg(folder))
    with sqlite3.connect(path) as database:
        database.execute('CREATE VIEW "a ""b" AS SELECT * FROM no_such_table')
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('a \"b', 'features', 'v')"
        )
    database.close()
    offer = read_upload("a.gpkg", path.read_bytes())
    assert [(f.key, f.values["name"]) for f in offer.left_out] == [("intake.view_left_out", 'a "b')]
    assert len(offer.placed(offer.candidates[0])) == 4


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ({"features": 1}, "features"),
        ({"vertices": 3}, "vertices"),
        ({"columns": 1}, "columns"),
        ({"megabytes": 0}, "too_large"),
    ],
)
def test_limits_hold_in_every_format(limits, key, folder):
    for extension, content in brought.good(folder).items():
        if key == "columns" and extension in ("kml", "kmz", "gpx"):
            continue  # drivers give them columns of their own
        assert refused(f"a.{extension}", content, **limits).key == f"intake.{key}"


@pytest.mark.apart
def test_a_reader_that_takes_too_long_or_dies_is_ended(monkeypatch):
    assert refused("a.csv", brought.csv(), seconds=0.01).key == "intake.time"
    monkeypatch.setattr(confine, "_environment", lambda folder, driver: {"PATH": ""})
    monkeypatch.setattr(confine.sys, "executable", shutil_false())
    assert refused("a.csv", brought.csv()).key == "intake.died"


def shutil_false() -> str:
    """A program that fails at once."""

    return shutil.which("false") or pytest.skip("no program that fails")


@pytest.mark.apart
@pytest.mark.skipif(not memory_is_limited(), reason="this system limits no memory")
def test_memory_is_limited():
    long = json.dumps({"type": "LineString", "coordinates": np.tile([106.0, 11.0], (150_000, 1)).tolist()})
    assert refused("a.geojson", long.encode(), memory_megabytes=220).key in {"intake.memory", "intake.died"}


def test_the_reading_process_sees_no_other_driver_and_no_network(tmp_path):
    environment = confine._environment(tmp_path, "GeoJSON")
    skipped = set(environment["GDAL_SKIP"].split(","))
    assert {"OGR_VRT", "HTTP", "WFS", "SQLite", "CSV", "GPKG"} <= skipped
    assert "GeoJSON" not in skipped
    assert not {"HOME", "USER"} & set(environment)
    assert environment["PROJ_NETWORK"] == "OFF"


def test_nothing_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(confine.tempfile, "tempdir", str(tmp_path))
    read_upload("../../ra ngoài.geojson", brought.geojson())
    refused("a.geojson", b"{")
    assert list(tmp_path.iterdir()) == []


def test_names_and_texts_are_cut_to_what_can_be_shown():
    shape = json.loads(brought.geojson())
    shape["features"][0]["properties"] = {"ten": "a\x00\x1b[31m" + "x" * 5000}
    offer = read_upload("a/b\\c\n.geojson", json.dumps(shape).encode())
    assert offer.name == "c .geojson"
    text = offer.placed(offer.candidates[0])[0].values["ten"]
    assert text.isprintable()
    assert len(text) <= LIMITS.letters


def test_a_place_off_the_earth_is_refused():
    offer = read_upload("a.csv", b"ten,x,y\nA,553000,1250000\n")
    with pytest.raises(RefusedError) as caught:
        offer.placed(Candidate(4326, "WGS 84"))
    assert (caught.value.key, caught.value.spot.line) == ("intake.not_on_earth", 2)


@pytest.mark.apart
def test_a_file_nobody_waits_for_is_not_read_on(monkeypatch):
    monkeypatch.setattr(confine, "_LOOK_S", 0.01)  # no Python starts in so short a time

    def waiting() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        read_upload("a.csv", b"lat;lon\n11,5;106,8\n", waiting=waiting)
