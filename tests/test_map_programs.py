"""What map programs open: the styles in a GeoPackage and the QGIS project, read as XML, and by QGIS itself where it is installed."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
import shapely
from PIL import Image

from briefing.geodata.files import geodata
from briefing.geodata.qgis_layout import _IN_LEGEND
from briefing.geodata.qgis_project import PROJECT
from briefing.map.extent import round_up
from layers import legal_note
from layers.symbology import style
from words import Lang

ZONE = 9210
PYTHON = "/usr/bin/python3"  # the system's own, for which Debian makes the module of QGIS
SLD = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}


@pytest.fixture(scope="module")
def opened(report, tmp_path_factory, fixed_moment):
    """The files of a QGIS project unpacked: the folder, the project as XML, the GeoPackage as a database."""
    folder = tmp_path_factory.mktemp("qgis")
    with zipfile.ZipFile(io.BytesIO(geodata(report, kind="qgis", crs=ZONE))) as packed:
        packed.extractall(folder)
    with zipfile.ZipFile(folder / PROJECT) as project:
        (name,) = project.namelist()
        root = ET.fromstring(project.read(name))
    return SimpleNamespace(folder=folder, root=root, base=sqlite3.connect(folder / "du-lieu.gpkg"))


def keys_of(base: sqlite3.Connection, table: str) -> set[str]:
    return {key for (key,) in base.execute(f'SELECT DISTINCT sign FROM "{table}"')}


def filters_of(element: ET.Element) -> list[str]:
    """The classes that rules with a symbol draw; an empty one for all."""
    rules = [rule for rule in element.iter("rule") if rule.get("symbol") is not None]
    return [re.fullmatch(r"(?:\"sign\" = '([^']*)')?", rule.get("filter"))[1] or "" for rule in rules]


def test_every_source_lies_beside_the_project_and_has_its_layer(opened):
    tables = {
        name for (name,) in opened.base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
    }
    sources = {layer.findtext("id"): layer.findtext("datasource") for layer in opened.root.iter("maplayer")}
    used = set()
    for source in sources.values():
        path, _, name = source.partition("|layername=")
        assert path.startswith("./")
        assert (opened.folder / path).is_file()
        used.add(name)
    assert used == tables
    assert {"border", "base_roads", "base_water", "routes", "communes"} <= used
    for listed in (opened.root.iter("layer-tree-layer"), opened.root.find("layerorder")):
        assert {layer.get("id") for layer in listed} == set(sources)
    assert opened.root.findtext("properties/Paths/Absolute") == "false"


def test_one_crs_stands_on_project_layers_and_tables(opened):
    codes = {e.text for e in opened.root.iter("authid")}
    assert codes == {f"EPSG:{ZONE}"}
    assert {code for (code,) in opened.base.execute("SELECT srs_id FROM gpkg_geometry_columns")} == {ZONE}
    assert opened.root.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "1"
    extent = [float(e.text) for e in opened.root.find("mapcanvas/extent")]
    row = opened.base.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'provinces'"
    ).fetchone()
    assert shapely.box(*row).contains(shapely.box(*extent).centroid)


def test_every_class_of_every_layer_has_one_rule_and_its_symbol(opened):
    for layer in opened.root.iter("maplayer"):
        table = layer.findtext("datasource").partition("|layername=")[2]
        renderer = layer.find("renderer-v2")
        found = filters_of(renderer)
        assert sorted(found) == sorted(keys_of(opened.base, table)) or found == [""], table
        wanted = {rule.get("symbol") for rule in renderer.iter("rule") if rule.get("symbol")}
        assert wanted == {symbol.get("name") for symbol in renderer.find("symbols")}
        assert all(rule.get("label") for rule in renderer.iter("rule"))


def test_lines_bear_colour_width_and_dash_of_the_style_table(opened):
    layer = next(x for x in opened.root.iter("maplayer") if x.findtext("id") == "lien_tinh_routes")
    for rule in (r for r in layer.find("renderer-v2").iter("rule") if r.get("symbol")):
        group, status, kind = (*re.search(r"'(.*)'", rule.get("filter"))[1].split("/"), "")[:3]
        look = (
            style.upgrade_band(group, status)
            if kind == "band"
            else style.project_line(group, status, schematic=kind == "schematic")
        )
        drawn = layer.find(f"renderer-v2/symbols/symbol[@name='{rule.get('symbol')}']")
        core = {o.get("name"): o.get("value") for o in drawn.findall("layer")[-1].iter("Option")}
        assert core["line_color"].split(",")[:3] == [str(int(look.colour[k : k + 2], 16)) for k in (1, 3, 5)]
        assert float(core["line_width"]) == look.width_mm
        assert ("customdash" in core) == bool(look.dash)
        if look.dash:
            assert [float(x) for x in core["customdash"].split(";")] == pytest.approx(
                [p * look.width_mm for p in look.dash], rel=1e-2
            )
        assert len(drawn.findall("layer")) == 1 + (look.casing is not None)


def test_the_geopackage_alone_opens_styled(report, opened):
    rows = opened.base.execute(
        "SELECT f_table_name, f_geometry_column, styleQML, styleSLD, useAsDefault FROM layer_styles"
    ).fetchall()
    columns = dict(opened.base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert {row[0]: row[1] for row in rows} == columns
    for table, _, qml, sld, default in rows:
        assert default == 1
        wanted = keys_of(opened.base, table)
        found = filters_of(ET.fromstring(qml).find("renderer-v2"))
        assert set(found) in (wanted, {""})
        literals = [e.text for e in ET.fromstring(sld).iterfind(".//ogc:Literal", SLD)]
        assert set(literals) in (wanted, set())
        assert len(ET.fromstring(sld).findall(".//se:Rule", SLD)) == len(found)
    assert opened.base.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchall() == [
        ("attributes",)
    ]


def test_the_layout_is_a_map_with_what_every_sheet_must_tell(report, opened):
    (layout,) = opened.root.find("Layouts")
    items = {item.get("id"): item for item in layout.iter("LayoutItem")}
    assert {"map", "title", "legend", "numbers", "scale", "north", "notes"} <= set(items)
    for name, key in (("legend", "map_uuid"), ("scale", "mapUuid"), ("north", "mapUuid")):
        assert items[name].get(key) == items["map"].get("uuid")
    notes = items["notes"].get("labelText")
    for said in (
        legal_note(report.request.lang),
        "OpenStreetMap",
        "ODbL",
        report.digest,
        report.data_digest,
        f"EPSG:{ZONE}",
        "2022",
    ):
        assert said in notes
    assert items["title"].get("labelText") == report.request.title
    known = {layer.findtext("id") for layer in opened.root.iter("maplayer")}
    told = {x.get("id") for x in items.get("legend1", items["legend"]).iter("layer-tree-layer")}
    assert told == {f"lien_tinh_{name}" for name in _IN_LEGEND} & known
    assert {x.get("id") for x in items["legend"].iter("layer-tree-layer")} <= told
    width, height = (float(x) for x in items["map"].get("size").split(",")[:2])
    west, south, east, north = (float(items["map"].find("Extent").get(k)) for k in ("xmin", "ymin", "xmax", "ymax"))
    assert (east - west) / (north - south) == pytest.approx(width / height, rel=1e-6)


def test_projects_have_one_number_in_tables_and_layout(report, opened):
    told = dict(opened.base.execute("SELECT number, name FROM projects"))
    assert sorted(told) == sorted(report.numbers[p.id] for p in report.projects)
    listed = (
        next(i for i in opened.root.iter("LayoutItem") if i.get("id") == "numbers").get("labelText").split("\n")[1:]
    )
    assert listed == [f"{n}  {told[n]}" for n in sorted(told)]
    assert dict(opened.base.execute("SELECT DISTINCT number, project FROM routes")) == told


@pytest.fixture(scope="module")
def qgis(opened):
    """What QGIS tells of the project; skipped where it is not installed."""
    if (
        shutil.which("qgis") is None
        or subprocess.run([PYTHON, "-c", "import qgis"], check=False, capture_output=True).returncode
    ):
        pytest.skip("QGIS with its Python is not installed")
    script = Path(__file__).with_name("qgis_run.py")
    done = subprocess.run(
        [PYTHON, script, opened.folder], check=True, capture_output=True, timeout=300, cwd=opened.folder, env={}
    )
    return json.loads(done.stdout)


def test_qgis_opens_all_of_it(opened, qgis):
    assert (qgis["opened"], qgis["crs"], qgis["exported"]) == (True, f"EPSG:{ZONE}", 0)
    assert set(qgis["layers"]) == {layer.findtext("id") for layer in opened.root.iter("maplayer")}
    for name, layer in qgis["layers"].items():
        assert (layer["valid"], layer["crs"], layer["renderer"]) == (True, f"EPSG:{ZONE}", "RuleRenderer"), name
        assert layer["count"] > 0
    for name in ("routes", "places", "gates", "base_roads", "provinces"):
        assert qgis["layers"][f"lien_tinh_{name}"]["labels"], name
    assert 300_000 < qgis["scale"] < 3_000_000
    assert qgis["scale"] == pytest.approx(round_up(qgis["scale"] * 0.999), rel=1e-6)


def test_no_legend_of_the_layout_is_cut(opened, qgis):
    """As QGIS measures it: what had no room beside the map was cut at the foot, and now stands on a second page."""
    for name, (width, height, wide, high) in qgis["legends"].items():
        assert width <= wide, name
        assert height <= high, name
    assert qgis["pages"] == len(qgis["legends"])


def test_qgis_draws_the_colours_of_our_map(report, opened, qgis):
    wanted = [style.project_line(p.group, "open").colour for p in report.projects]
    wanted += [
        style.fill("province", "focus").fill,
        style.fill("water", "water").fill,
        style.line("border", "national").casing,
    ]
    for picture in ("canvas.png", "layout.png"):
        drawn = Image.open(opened.folder / picture).convert("RGB")
        there = {colour for _, colour in drawn.getcolors(maxcolors=2**24)}
        for colour in wanted:
            assert tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5)) in there, (picture, colour)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_readme_tells_how_to_open_it(report, opened, lang):
    text = (opened.folder / "README.txt").read_text(encoding="utf-8")
    assert PROJECT in text
    assert "QGIS" in text
