"""Files for road and cadastral offices: DXF read back by ezdxf, MapInfo tables by GDAL; positions, text, colours and what is missing."""

from __future__ import annotations

import io
import zipfile

import ezdxf
import numpy as np
import pandas as pd
import pyogrio
import pytest
from pyproj import Transformer

from briefing.content.project_rows import route_rows
from briefing.geodata.crs import crs_codes, datum_shift, nearest_zone
from briefing.geodata.dxf import APPLICATION
from briefing.geodata.files import geodata, written_in
from briefing.geodata.tables import geolayers
from layers import group_title, legal_note, study
from layers.geodesy import distance_m
from layers.symbology import style
from words import Lang, say

LANG = Lang.VI
CENTIMETRE_M = 0.01
WGS84 = 4326


@pytest.fixture(scope="module")
def tables(report):
    return geolayers(report)


@pytest.fixture(scope="module")
def drawing(report):
    return ezdxf.read(io.StringIO(geodata(report, kind="dxf").decode("utf-8")))


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    """The MapInfo tables, unpacked."""
    found = tmp_path_factory.mktemp("tab")
    with zipfile.ZipFile(io.BytesIO(geodata(report, kind="tab"))) as packed:
        packed.extractall(found)
    return found


def told(entity) -> dict[str, str]:
    """What hangs on an entity."""
    return dict(v.partition("=")[::2] for code, v in entity.get_xdata(APPLICATION) if code == 1000)


def test_the_zone_is_the_one_nearest_to_the_projects(report):
    assert nearest_zone(105.4) == 9209
    assert nearest_zone(107.9) == 5899
    assert nearest_zone(106.3) == 9212
    assert written_in(report, kind="dxf", crs=WGS84) in {zone.epsg for zone in study().zones}
    assert written_in(report, kind="dxf", crs=9209) == 9209
    assert written_in(report, kind="gpkg", crs=WGS84) == WGS84


def test_a_drawing_has_no_errors_and_is_in_metres(drawing):
    audit = drawing.audit()
    assert (len(audit.errors), len(audit.fixes)) == (0, 0)
    assert (drawing.dxfversion, drawing.header["$INSUNITS"], drawing.header["$MEASUREMENT"]) == ("AC1024", 6, 1)


def test_each_class_has_a_layer_in_its_colour_width_and_line_type(report, drawing):
    routes = [
        layer
        for layer in drawing.layers
        if any(e.dxf.layer == layer.dxf.name for e in drawing.modelspace().query("LWPOLYLINE"))
    ]
    names = {layer.dxf.name: layer for layer in routes}
    for project in report.projects:
        for section in project.sections:
            wanted = [
                say("geodata.group_projects", LANG),
                group_title(project.group, LANG),
                say(f"layers.status_{section.status}", LANG),
            ]
            if section.quality == "schematic":
                wanted.append(say("layers.quality_schematic", LANG))
            name = " - ".join(w.replace(",", "").replace("/", "-").replace("–", "-") for w in wanted)
            look = style.project_line(project.group, section.status, schematic=section.quality == "schematic")
            layer = names[name]
            assert tuple(layer.rgb) == tuple(int(look.colour[k : k + 2], 16) for k in (1, 3, 5))
            assert abs(layer.dxf.lineweight / 100 - look.width_mm) <= 0.06
            pattern = drawing.linetypes.get(layer.dxf.linetype).simplified_line_pattern()
            assert tuple(pattern) == pytest.approx([p * look.width_mm for p in look.dash], abs=0.006)


def test_sections_stand_where_they_are_and_carry_name_status_and_year(report, drawing, tables):
    code = written_in(report, kind="dxf", crs=WGS84)
    back = Transformer.from_pipeline(
        f"+proj=pipeline +step +inv {_tmerc(code)} +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step {_shift(code)} +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lines = {}
    for entity in drawing.modelspace().query("LWPOLYLINE"):
        if entity.has_xdata(APPLICATION):
            lines.setdefault(told(entity).get("name"), []).append(entity)
    for row in tables["routes"].to_dict("records"):
        lon, lat = row["geometry"].coords[0]
        same = lines[f"{row['project']}: {row['section']}"]
        away_m = [distance_m(*back.transform(*line[0][:2]), lon, lat) for line in same]
        line = same[int(np.argmin(away_m))]
        assert min(away_m) < CENTIMETRE_M
        assert len(line) == len(row["geometry"].coords)
        assert told(line)["status"] == row["status"]
        assert told(line).get("year", "") == ("" if pd.isna(row["year"]) else str(row["year"]))


def _tmerc(code: int) -> str:
    """The plane of a zone, written out here."""
    meridian = {9209: 105.5, 9210: 105.75, 9212: 106.25, 5899: 107.75}[code]
    return f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"


def _shift(code: int) -> str:
    """The seven parameters as the ministry published them (VN-2000 to WGS 84, rotation of the frame)."""
    assert code in crs_codes()
    return (
        "+proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 "
        "+s=0.252906278 +convention=coordinate_frame"
    )


def test_names_keep_their_diacritics_and_every_project_its_number(report, drawing):
    texts = [e.dxf.text for e in drawing.modelspace().query("TEXT")]
    for row in route_rows(report.projects):
        assert f"({report.numbers[row.project.id]}) {row.name(LANG)}" in texts
    assert {"Tây Ninh", "Đồng Xoài"} <= set(texts)
    assert drawing.styles.get("VIET").dxf.font == "arial.ttf"


def test_the_frame_tells_coordinates_system_sources_and_note(report, drawing):
    layer = say("geodata.dxf_frame", LANG)
    space = drawing.modelspace()
    (frame,) = space.query(f'LWPOLYLINE[layer=="{layer}"]')
    xs, ys = (sorted({point[k] for point in frame}) for k in (0, 1))
    ticks = {e.dxf.text for e in space.query(f'TEXT[layer=="{layer}"]')}
    assert f"E {int(xs[0]):,}".replace(",", ".") in ticks
    assert f"N {int(ys[1]):,}".replace(",", ".") in ticks
    (note,) = space.query("MTEXT")
    code = written_in(report, kind="dxf", crs=WGS84)
    for said in (
        f"EPSG:{code}",
        legal_note(LANG),
        "OpenStreetMap",
        "ODbL",
        report.digest,
        report.data_digest,
        "1:200.000",
        "VN-2000 to WGS 84 (2)",
    ):
        assert said in note.plain_text()
    for e in space.query("LWPOLYLINE"):
        for x, y in list(e.vertices())[:3]:
            assert xs[0] - 1 <= x <= xs[1] + 1
            assert ys[0] - 1 <= y <= ys[1] + 1


def test_points_are_blocks_and_communes_are_filled_by_their_minutes(drawing, tables):
    space = drawing.modelspace()
    assert len(space.query("INSERT")) >= len(tables["places"]) // 2
    fills = {drawing.layers.get(h.dxf.layer).rgb for h in space.query("HATCH")}
    assert len(fills) >= 3
    assert all(h.dxf.color == ezdxf.colors.BYLAYER for h in space.query("HATCH"))


def test_mapinfo_tables_keep_vietnamese_numbers_and_what_is_missing(folder, tables):
    assert (folder / "routes.tab").read_text(encoding="utf-8").startswith("!table\n!version 1520\n!charset UTF-8")
    for name in ("routes", "projects", "places", "gates", "communes", "provinces"):
        read = pyogrio.read_dataframe(folder / f"{name}.tab")
        table = tables[name]
        assert len(read) == len(table)
        for column in table.columns.drop("geometry"):
            for value, was in zip(read[column], table[column], strict=True):
                if pd.isna(was) or was == "":
                    assert pd.isna(value) or value == "", (name, column, value)  # never a zero
                elif isinstance(was, str):
                    assert value == was or (
                        value.endswith("…") and was.startswith(value[:-1]) and len(was.encode()) > 254
                    ), (name, column)
                else:
                    assert float(value) == pytest.approx(float(was)), (name, column)


def test_mapinfo_tables_name_the_datum_so_that_positions_come_back(report, folder, tables):
    read = pyogrio.read_dataframe(folder / "places.tab")
    back = Transformer.from_crs(read.crs, WGS84, always_xy=True)
    away = [
        distance_m(*back.transform(p.x, p.y), q.x, q.y)
        for p, q in zip(read.geometry, tables["places"].geometry, strict=True)
    ]
    assert max(away) < CENTIMETRE_M


def test_the_shift_is_that_of_the_register_as_a_position_vector():
    for code in crs_codes()[1:]:
        assert datum_shift(code) == (
            -191.90441429,
            -39.30318279,
            -111.45032835,
            0.00928836,
            -0.01975479,
            0.00427372,
            0.252906278,
        )


def test_no_whole_number_of_eight_bytes_and_no_text_cut_within_a_letter(folder):
    for path in folder.glob("*.tab"):
        assert "LargeInt" not in path.read_text(encoding="utf-8")
        read = pyogrio.read_dataframe(path)
        texts = [v for c in read.columns.drop("geometry") for v in read[c] if isinstance(v, str)]
        assert not any("\ufffd" in text for text in texts)
    assert np.isfinite(pyogrio.read_info(folder / "base_roads.tab")["features"])
