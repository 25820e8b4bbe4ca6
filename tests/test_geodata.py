"""Geodata of a briefing, read back by readers of their own: SQLite, JSON, XML, the bytes of a DBF."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import struct
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from PIL import Image
from pyproj.transformer import TransformerGroup
from tiers import sample

from briefing.content.data import BREAKS_MIN
from briefing.content.project_rows import route_rows
from briefing.formats import GEODATA_FORMATS
from briefing.geodata.crs import crs_codes, datum_operation, in_crs
from briefing.geodata.files import geodata, short_name
from briefing.geodata.tables import _interchanges, geolayers
from layers.catalogue import ROAD_CLASSES
from layers.costs import project_cost
from layers.geodesy import distance_m
from layers.symbology import style
from words import Lang, say
from words.errors import InputError

CENTIMETRE_M = 0.01
PINNED_M = (565114.093, 1250814.961)  # Tây Ninh in EPSG:9209 by "VN-2000 to WGS 84 (2)" reversed

TAY_NINH = 9209


@pytest.fixture(scope="module")
def tables(report):
    return geolayers(report)


def farthest_m(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Largest distance between the vertices of two geometries in degrees, metres."""
    a, b = shapely.get_coordinates(one), shapely.get_coordinates(other)
    assert a.shape == b.shape
    return max(distance_m(*p, *q) for p, q in zip(a[:: max(len(a) // 20, 1)], b[:: max(len(a) // 20, 1)], strict=True))


def test_every_layer_is_there_and_illustrative_lines_are_named_so(tables):
    assert {"provinces", "communes", "routes", "ways", "way_links", "gates", "places"} <= set(tables)
    routes = tables["routes"]
    named = routes["alignment"].str.contains("minh họa|illustrative")
    assert (named == (routes["schematic"] == 1)).all()
    assert named.any()
    assert (~named).any()


def test_what_is_assumed_is_called_so_in_the_language_of_the_report(report):
    for lang, word in ((Lang.VI, "giả định"), (Lang.EN, "assumption")):
        asked = SimpleNamespace(request=SimpleNamespace(lang=lang), projects=report.projects, source=report.source)
        told = _interchanges(asked)
        assert set(told["source"][told["assumed"] == 1]) == {word}


def test_a_cost_stands_once_a_project_and_never_beside_a_section(report, tables):
    projects = tables["projects"].set_index("project_id")
    assert list(projects.index) == [r.project.id for r in route_rows(report.projects)]
    assert not [c for c in tables["routes"].columns if "cost" in c or "published" in c]
    for project in report.projects:
        cost, row = project_cost(project), projects.loc[project.id]
        assert (row["cost_low_bn_vnd"] == cost.low_bn) if cost else np.isnan(row["cost_low_bn_vnd"])
        assert row["cost_scope"] == (cost.scope(report.request.lang) if cost else "")
        assert bool(row["cost_note"]) == bool(cost and cost.unverified)


def test_a_geopackage_is_read_by_sqlite_with_its_facts(report, tables, tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(geodata(report))
    with sqlite3.connect(path) as base:
        names = {row[0] for row in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
        assert names == set(geolayers(report, with_ground=True)) > set(tables)
        called = dict(base.execute("SELECT table_name, identifier FROM gpkg_contents WHERE data_type = 'features'"))
        assert called == {name: say(f"geodata.layer_{name}", report.request.lang) for name in names}  # each its own
        told = dict(base.execute("SELECT table_name, description FROM gpkg_contents WHERE data_type = 'features'"))
        assert all(told[name].startswith(called[name]) for name in names)
        assert not [text for text in told.values() if "operation" in text or "–;" in text or text.endswith("–")]
        about = " ".join(str(row) for row in base.execute("SELECT metadata FROM gpkg_metadata"))
        assert report.digest in about
        assert "ODbL" in about
        assert all(title in about for title in called.values())
        assert "operation" not in about  # none leads to WGS 84: nothing is said, no dash
        rows = base.execute("SELECT section_id, project, length_km, geom FROM routes").fetchall()
    assert len(rows) == len(tables["routes"])
    known = tables["routes"].set_index("section_id")
    for section_id, project, length_km, blob in rows:
        line = shapely.from_wkb(blob[8 + 32 :])  # header of 8 bytes and an envelope of 32
        assert project == known.loc[section_id, "project"]
        assert length_km == known.loc[section_id, "length_km"]
        assert farthest_m(line, known.loc[section_id, "geometry"]) <= CENTIMETRE_M


def test_geojson_keeps_geometry_attributes_and_diacritics(report, tables):
    with zipfile.ZipFile(io.BytesIO(geodata(report, kind="geojson"))) as packed:
        found = json.loads(packed.read("routes.geojson"))
        assert "ODbL" in packed.read("README.txt").decode("utf-8")
    assert found["about"]["scenario_digest"] == report.digest
    assert found["bbox"] == pytest.approx(list(tables["routes"].total_bounds), abs=1e-6)
    for feature, row in zip(found["features"], tables["routes"].to_dict("records"), strict=True):
        assert feature["properties"]["section"] == row["section"]
        assert farthest_m(shapely.geometry.shape(feature["geometry"]), row["geometry"]) <= CENTIMETRE_M


def test_geojson_turns_outer_rings_counter_clockwise_and_holes_clockwise(report):
    with zipfile.ZipFile(io.BytesIO(geodata(report, kind="geojson"))) as packed:
        files = [json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".geojson")]
    rings = []
    for feature in (f for file in files for f in file["features"]):
        shape = feature["geometry"]
        parts = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}.get(shape["type"], [])
        rings += [(n == 0, shapely.LinearRing(ring).is_ccw) for part in parts for n, ring in enumerate(part)]
    assert len(rings) > 80
    assert all(outer == turned for outer, turned in rings)
    assert all("crs" not in file and len(file["bbox"]) == 4 for file in files)


KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module")
def kmz(report, fixed_moment):
    return zipfile.ZipFile(io.BytesIO(geodata(report, kind="kmz")))


def test_kml_is_well_formed_styled_and_escaped(report, tables):
    root = ET.fromstring(geodata(report, kind="kml"))
    marks = root.findall(".//k:Placemark", KML)
    assert len(marks) == sum(map(len, tables.values()))
    styles = {s.get("id") for s in root.findall(".//k:Style", KML)}
    used = [m.findtext("k:styleUrl", "", KML).removeprefix("#") for m in marks]
    assert set(used) <= styles
    assert all(re.fullmatch(r"[0-9a-f]{8}", c.text) for c in root.iterfind(".//k:color", KML))
    assert root.find(".//k:href", KML) is None  # one file alone: nothing beside it to point at


def test_lines_and_areas_of_a_kml_lie_on_the_ground(kmz):
    root = ET.fromstring(kmz.read("doc.kml"))
    for kind in ("LineString", "Polygon"):
        shapes = root.findall(f".//k:{kind}", KML)
        assert shapes
        assert {shape.findtext("k:tessellate", "", KML) for shape in shapes} == {"1"}


def test_communes_of_a_kml_bear_the_colour_of_the_minutes_they_save(report, tables, kmz):
    root = ET.fromstring(kmz.read("doc.kml"))
    areas = {s.get("id"): s.findtext("k:PolyStyle/k:color", "", KML) for s in root.iterfind(".//k:Style", KML)}
    fills = [sign.fill for sign in style.scale("gain", len(BREAKS_MIN) + 1)]
    found = set()
    for mark in root.iterfind(".//k:Placemark", KML):
        told = {d.get("name"): d.findtext("k:value", "", KML) for d in mark.iterfind(".//k:Data", KML)}
        if told.get("saved_min"):
            wanted = fills[int(np.searchsorted(BREAKS_MIN, float(told["saved_min"]), side="right"))]
            colour = areas[mark.findtext("k:styleUrl", "", KML).removeprefix("#")]
            assert colour[2:] == wanted[5:7] + wanted[3:5] + wanted[1:3]
            assert mark.find("k:visibility", KML) is None
            found.add(wanted)
    assert len(found) >= 3


def test_a_kmz_holds_its_legend_and_every_picture_it_names(kmz):
    root = ET.fromstring(kmz.read("doc.kml"))
    named = {href.text for href in root.iterfind(".//k:href", KML)}
    assert named == set(kmz.namelist()) - {"doc.kml"}
    overlay = root.find(".//k:ScreenOverlay/k:Icon/k:href", KML).text
    legend = Image.open(io.BytesIO(kmz.read(overlay)))
    assert (legend.height < 720, legend.width < 400) == (True, True)
    drawn = {colour for _, colour in legend.convert("RGB").getcolors(maxcolors=2**24)}
    hues = [style.project_line(g, "existing").colour for g in ("hcm_road", "ring_roads", "ql14c")]
    assert {tuple(int(h[k : k + 2], 16) for k in (1, 3, 5)) for h in hues} <= drawn


def test_shapefiles_have_short_names_utf8_and_a_key_to_the_names(report, tables):
    with zipfile.ZipFile(io.BytesIO(geodata(report, kind="shp", crs=TAY_NINH))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert files["routes.cpg"].strip() == b"UTF-8"
    assert b"105.5" in files["routes.prj"]
    dbf = files["routes.dbf"]
    records, header, width = struct.unpack("<IHH", dbf[4:12])
    assert records == len(tables["routes"])
    fields = [dbf[32 + 32 * n : 43 + 32 * n].split(b"\0")[0].decode() for n in range((header - 33) // 32)]
    assert fields == [short_name(c) for c in tables["routes"].columns if c != "geometry"]
    first = dbf[header : header + width].decode("utf-8", errors="ignore")
    assert tables["routes"]["project"].iloc[0][:20] in first
    readme = files["README.txt"].decode("utf-8")
    assert "publish_km = published_km" in readme
    assert datum_operation(TAY_NINH) in readme


@pytest.mark.parametrize("code", crs_codes()[1:])
def test_systems_there_and_back_stay_within_a_centimetre(tables, code):
    turned = in_crs(tables["places"], code)
    back = TransformerGroup(code, 4326, always_xy=True).transformers
    ways = [np.column_stack(t.transform(turned.geometry.x, turned.geometry.y)) for t in back]
    away_m = [
        max(distance_m(*p, g.x, g.y) for p, g in zip(way, tables["places"].geometry, strict=True)) for way in ways
    ]
    assert min(away_m) < CENTIMETRE_M
    assert max(away_m) < 1.0  # the other operation pyproj offers is 0.8 m off: the file names the one taken


def test_one_point_in_vn2000_is_pinned(tables):
    point = tables["places"][tables["places"]["id"] == "cap-tay-ninh"].geometry.iloc[0]
    (turned,) = in_crs(tables["places"][tables["places"]["id"] == "cap-tay-ninh"], TAY_NINH).geometry
    east_m = distance_m(105.5, point.y, point.x, point.y) * 0.9999  # zone 105°30', false easting 500 km
    assert turned.x == pytest.approx(500_000 + east_m, abs=260)  # the datum shift is about 190 m east
    assert (turned.x, turned.y) == pytest.approx(PINNED_M, abs=0.01)


@pytest.mark.parametrize("kind", ["geojson", "kml", "kmz"])
def test_formats_of_wgs84_refuse_another_system_with_the_remedy(report, kind):
    with pytest.raises(InputError, match="4326"):
        geodata(report, kind=kind, crs=TAY_NINH)


def test_an_unknown_format_or_system_names_those_offered(report):
    with pytest.raises(InputError, match="gpkg"):
        geodata(report, kind="dwg")
    with pytest.raises(InputError, match="9209"):
        geodata(report, crs=3857)


@pytest.mark.parametrize("kind", sample(f for f in GEODATA_FORMATS if f != "gpkg"))  # the QGIS project holds one
def test_the_same_briefing_gives_the_same_bytes(report, fixed_moment, kind):
    assert geodata(report, kind=kind) == geodata(report, kind=kind)


def test_every_name_of_a_column_fits_a_shapefile(tables):
    for table in tables.values():
        names = [short_name(c) for c in table.columns if c != "geometry"]
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 10
    assert np.isfinite(tables["communes"]["before_min"].dropna()).all()


def test_every_column_has_its_words_in_a_geopackage_and_in_qgis(report, tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(geodata(report))
    with sqlite3.connect(path) as base:
        told = base.execute("SELECT table_name, column_name, name FROM gpkg_data_columns").fetchall()
        columns = {
            (table, row[1])
            for (table,) in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
            for row in base.execute(f"PRAGMA table_info({table})")
        }
        (style_of_routes,) = base.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'routes'").fetchone()
    assert {(table, column) for table, column, _ in told} == {c for c in columns if c[1] not in {"fid", "geom"}}
    assert ("routes", "design_speed_kmh", "Tốc độ thiết kế (km/h)") in told
    aliases = ET.fromstring(style_of_routes.partition("\n")[2]).findall("aliases/alias")
    assert {a.get("field"): a.get("name") for a in aliases}["lanes"] == "Số làn xe"


def test_codes_of_the_program_are_told_in_words_the_same_in_every_table(report):
    found = geolayers(report, with_ground=True)
    classes = {say(f"layers.road_{key}", Lang.VI) for key in ROAD_CLASSES}
    for name in ("routes", "way_links", "base_roads"):
        assert set(found[name]["road_class"]) - {""} <= classes, name
    for table, column in (("ways", "when"), ("way_links", "kind"), ("gates", "position"), ("places", "confidence")):
        codes = {"before", "after", "road", "project", "access", "connector", "estimated", "high", "medium", "low"}
        assert not codes & set(found[table][column]), column
    assert set(found["ways"]["origin"]) == {report.world.place(report.request.origin).name(Lang.VI)}
