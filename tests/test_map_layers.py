"""The catalogue of layers is one table: one more row is found on every surface that shows layers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers import CATALOGUE, Edition, FillStyle, Group, chosen_layers, data_folder, optional_layers, tick_boxes
from layers.symbology import style
from webmap import swatch_svg
from words import Lang, catalogue

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a program with one more layer tells, asked in a process of its own: choices are fixed when they are imported."""
    folder = tmp_path_factory.mktemp("more") / "geo"
    shutil.copytree(data_folder(), folder)
    lines = [
        shapely.LineString([(106.1, 11.3), (106.6, 11.5), (106.9, 11.6)]),
        shapely.LineString([(106.5, 11.0), (106.6, 11.6)]),
    ]
    rows = {"name_vi": ["Tuyến một", None], "name_en": ["Line one", None]}
    gpd.GeoDataFrame(rows, geometry=lines, crs=4326).to_file(folder / "railways.geojson", driver="GeoJSON")
    script = [sys.executable, str(ROOT / "tests" / "one_more_layer.py"), str(folder)]
    done = subprocess.run(
        script,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("catalogue", 2),
        ("tick box", True),
        ("off at first", True),
        ("address", True),
        ("web map", ["<b>Line one</b><br>Railways", "<b>Railways</b>"]),
        ("web legend", True),
        ("not when off", True),
        ("sheet", True),
        ("sheet legend", True),
        ("offline page", ["Đường sắt"]),
        ("command", True),
    ],
)
def test_one_more_layer_is_found_on_every_surface(found, surface, expected):
    assert found[surface] == expected


@pytest.mark.parametrize("lang", Lang)
def test_every_layer_with_a_tick_box_has_its_words(lang):
    known = catalogue(lang)
    assert all(known.get(row.title_key) for row in CATALOGUE.values() if row.group is not Group.HIDDEN)
    assert all(known.get(f"browse.switch_{switch}") for switch in tick_boxes(*Group))


def test_a_switch_turns_on_the_layers_of_its_edition():
    both = {e: {row.name for row in chosen_layers({"provinces", "districts_2022"}, e)} for e in Edition}
    assert both == {Edition.Y2022: {"provinces_2022", "districts_2022"}, Edition.Y2025: {"provinces_2025"}}
    assert set(optional_layers()) == {
        "provinces",
        "districts_2022",
        "communes_2025",
        "places",
        "projects",
        "interchanges",
    }


def test_an_area_in_the_legend_is_as_pale_as_on_the_map():
    pale, full = (swatch_svg(FillStyle("#084594", opacity=opacity)) for opacity in (0.5, 1.0))
    assert f'fill="{style.fill("province", "study").fill}"' in pale
    assert 'fill-opacity="0.5"' in pale
    assert full.count("<rect") == 1
