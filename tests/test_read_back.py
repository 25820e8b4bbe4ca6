"""What the program writes it reads: every format of geodata taken in again as a user's own data, with name, status, year and place."""

from __future__ import annotations

import io

import brought
import ezdxf
import pandas as pd
import pytest
import shapely

from briefing.formats import GEODATA_FORMATS
from briefing.geodata.files import geodata
from briefing.geodata.tables import geolayers
from intake import RefusedError, read_upload
from layers import FIRST_YEAR, RouteFields
from layers.geodesy import distance_m
from user_data import column_notations, guess, take
from words import Lang, Notation

MOST = 40  # routes of a user's own
CENTIMETRE_M = 0.011


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    if "apart" not in request.keywords:
        brought.read_here(monkeypatch)


@pytest.fixture(scope="module")
def routes(report):
    return geolayers(report)["routes"]


def away_m(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """The larger distance of the ends of two lines."""
    a, b = shapely.get_coordinates(one), shapely.get_coordinates(other)
    return max(distance_m(*a[k], *b[k]) for k in (0, -1))


@pytest.mark.parametrize("kind", GEODATA_FORMATS)
def test_a_file_of_ours_comes_back_whole(report, routes, kind):
    form = GEODATA_FORMATS[kind]
    offer = read_upload(f"tuyen.{form.ending}", geodata(report, kind=kind))
    placed = offer.placed(offer.candidates[0])
    columns = guess(offer.columns)
    assert {"name", "status", "year", "road_class"} <= set(columns)
    by_name: dict[str, list] = {}
    for feature in placed:
        if feature.kind == "line":
            by_name.setdefault(str(feature.values.get(columns["name"])), []).append(feature)  # noqa: PD011 - no table
    found = []
    for row in routes.to_dict("records"):
        same = [f for f in by_name[row["name"][:254]] if len(f.geometry.coords) == len(row["geometry"].coords)]
        nearest = min(same, key=lambda f: away_m(f.geometry, row["geometry"]))
        assert away_m(nearest.geometry, row["geometry"]) < CENTIMETRE_M
        found.append(nearest)
    notations = {c: n.notation for c, n in column_notations(found, columns, Notation.POINT).items()}
    kept = [
        (f, r)
        for f, r in zip(found, routes.to_dict("records"), strict=True)
        if not (r["year"] is pd.NA and "thông xe" in r["status"])
    ]
    taken = take(
        [f for f, _ in kept[:MOST]], columns, defaults=RouteFields("x"), file_name="tuyen", notations=notations
    )
    assert not taken.left_out
    for route, (_, row) in zip(taken.routes, kept[:MOST], strict=True):
        existing = "/existing" in row["sign"]
        assert route.fields.status == ("open" if existing else row["sign"].split("/")[1])
        assert route.fields.year == (FIRST_YEAR if existing else None if pd.isna(row["year"]) else row["year"])
        assert route.fields.name == row["name"][:120].strip()
        assert route.fields.lanes == (None if pd.isna(row["lanes"]) else row["lanes"])


def test_an_english_file_comes_back_too(report, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415

    english = replace(report, request=replace(report.request, langs=(Lang.EN,)))
    offer = read_upload("roads.shp.zip", geodata(english, kind="shp"))
    columns = guess(offer.columns)
    lines = [f for f in offer.placed(offer.candidates[0]) if f.spot.layer == "routes"]
    taken = take(lines[:MOST], columns, defaults=RouteFields("x"), file_name="roads")
    assert {route.fields.status for route in taken.routes} >= {"open", "construction"}


def test_a_layer_beyond_the_limits_is_named_and_the_others_are_offered(report):
    offer = read_upload("tuyen.gpkg", geodata(report, kind="gpkg"))
    left = [fault for fault in offer.left_out if fault.key == "intake.layer_large"]
    assert "base_roads" in {fault.spot.layer for fault in left}
    assert {"routes", "communes", "places"} <= {layer.name for layer in offer.layers}
    for lang in Lang:
        assert "5" in left[0].text(lang)


MIF = """Version 300
Charset "Neutral"
Delimiter ","
CoordSys Earth Projection 1, 104
Columns 1
  name Char(254)
Data

Pline 3
106.1 11.31
106.35 11.45
106.6 11.53
"""


def test_a_mapinfo_file_without_its_attributes_is_read_for_its_lines():
    offer = read_upload("tuyen.mif", MIF.encode())
    (line,) = offer.placed(offer.candidates[0])
    assert shapely.get_coordinates(line.geometry).tolist() == [[106.1, 11.31], [106.35, 11.45], [106.6, 11.53]]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("ban-ve.dwg", b"AC1027\0", "intake.save_as_dxf"),
        ("ban-ve.dxf", b"AC1027\0", "intake.save_as_dxf"),
        ("ban-ve.dxf", b"AutoCAD Binary DXF\r\n\x1a\0", "intake.save_as_dxf"),
        ("ban-ve.dxf", b"no drawing", "intake.other_content"),
        ("tuyen.tab", b"!table", "intake.table_parts"),
    ],
)
def test_what_cannot_be_read_says_how_to_save_it(name, content, key):
    with pytest.raises(RefusedError) as refused:
        read_upload(name, content)
    assert refused.value.key == key
    for lang in Lang:
        assert refused.value.text(lang)


def test_a_drawing_of_others_gives_its_layers_texts_and_blocks():
    drawing = ezdxf.new("R2000")
    drawing.blocks.new("CONG").add_circle((0, 0), 5)
    space = drawing.modelspace()
    space.add_lwpolyline([(600_000, 1_250_000), (610_000, 1_255_000)], dxfattribs={"layer": "TIM DUONG"})
    space.add_lwpolyline(
        [(600_000, 1_250_000), (600_100, 1_250_000), (600_100, 1_250_100)], close=True, dxfattribs={"layer": "THUA"}
    )
    space.add_text("Km 12+300", dxfattribs={"layer": "CHU"}).set_placement((605_000, 1_252_000))
    space.add_blockref("CONG", (606_000, 1_252_000), dxfattribs={"layer": "CONG"})
    out = io.StringIO()
    drawing.write(out)
    offer = read_upload("ban-ve.dxf", out.getvalue().encode("cp1252"))
    kinds = {}
    for feature in offer.placed(offer.candidates[0]):
        told = dict(feature.values)
        kinds[feature.spot.layer] = feature.kind, told.get("name"), told.get("block")
    assert kinds == {
        "TIM DUONG": ("line", None, None),
        "THUA": ("polygon", None, None),
        "CHU": ("point", "Km 12+300", None),
        "CONG": ("point", None, "CONG"),
    }
    assert offer.epsg is None
    assert len(offer.candidates) > 1


@pytest.mark.apart
def test_an_archive_of_tables_is_read_in_its_own_process(report):
    offer = read_upload("tuyen.zip", geodata(report, kind="tab"))
    assert {"routes", "places"} <= {layer.name for layer in offer.layers}
