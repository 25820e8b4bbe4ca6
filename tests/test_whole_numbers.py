"""Counts, years, lanes and speeds are whole numbers: in the files, when read, and on every surface."""

from __future__ import annotations

import io
import json
import re

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

import layers
from briefing.geodata.tables import geolayers
from briefing.workbook.book import workbook
from layers.catalogue import CATALOGUE, WHOLE, Edition
from layers.projects import read_projects
from layers.reading import data_folder
from layers.schema import whole
from views.pages.browse import facts
from webmap import MapView, drawn, popups
from webmap.offline_page import offline_map
from words import Lang
from words.errors import DataError

LOOSE = re.compile(
    r"\b(?:19|20)\d\d[.,]0\b(?!\d)|\b\d+[.,]0 (?:làn|lanes?\b|km/h)|\b\d+[.,]0\s*</td>\s*<td[^>]*>\s*\d+[.,]0\b"
)
GEOJSON = [layer.file for layer in CATALOGUE.values() if layer.file.endswith(".geojson")]
PARQUET = [layer.file for layer in CATALOGUE.values() if layer.file.endswith(".parquet")]


def test_the_pattern_finds_what_it_is_for():
    for bad in ("dự kiến 2025.0", "2.0 làn xe", "80.0 km/h", "2,0 làn xe", "năm 2025,0."):
        assert LOOSE.search(bad), bad
    for good in ("28,2 km", "2.025,05 km", "10.0.2025", "Km0+700", "đoạn 80,0 km"):
        assert not LOOSE.search(good), good


def floats(value, path=""):
    """Paths of counts that a JSON document holds as floats."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in WHOLE and isinstance(inner, float):
                yield f"{path}.{key} = {inner}"
            yield from floats(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from floats(inner, path)


@pytest.mark.parametrize("file", GEOJSON)
def test_json_files_hold_whole_numbers(file):
    document = json.loads((data_folder() / file).read_text(encoding="utf-8"))
    for feature in document["features"]:
        feature.pop("geometry")
    assert list(floats(document)) == []


@pytest.mark.parametrize("file", PARQUET)
def test_tables_hold_whole_numbers(file):
    frame = pd.read_parquet(data_folder() / file)
    loose = [c for c in WHOLE.intersection(frame.columns) if not pd.api.types.is_integer_dtype(frame[c])]
    assert loose == []


def test_published_figures_are_written_as_they_were_published():
    text = (data_folder() / "published.csv").read_text(encoding="utf-8")
    assert re.findall(r",\d+\.0,", text) == []


@pytest.mark.parametrize("layer", ["projects", "places", "interchanges"])
def test_a_gap_makes_no_float_of_a_count(layer):
    frame = layers.read(layer)
    assert [c for c in WHOLE.intersection(frame.columns) if not pd.api.types.is_integer_dtype(frame[c])] == []


def test_a_column_with_other_figures_stays_as_it_is():
    frame = pd.DataFrame({"lanes": [2.0, None], "rank": [0.5, 1.0], "km": [2.0, 3.0]})
    assert whole(frame)["lanes"].tolist() == [2, pd.NA]
    assert whole(frame)[["rank", "km"]].dtypes.tolist() == ["float64", "float64"]


def test_a_file_of_floats_is_read_as_whole_numbers_and_halves_are_refused(tmp_path):
    text = (data_folder() / "projects.geojson").read_text(encoding="utf-8")
    copy = tmp_path / "projects.geojson"
    copy.write_text(text.replace('"lanes": 4,', '"lanes": 4.0,'), encoding="utf-8")
    sections = [s for p in read_projects(copy) for s in p.sections]
    assert {type(s.lanes) for s in sections} == {int, type(None)}
    copy.write_text(text.replace('"lanes": 4,', '"lanes": 4.5,', 1), encoding="utf-8")
    with pytest.raises(DataError, match="whole number"):
        read_projects(copy)


@pytest.mark.parametrize("lang", list(Lang))
def test_facts_and_pop_ups_of_all_projects_and_places(lang):
    said = []
    for project in read_projects():
        said.append(facts.facts(project, lang=lang).html)
        said += ["\n".join(popups.section_facts(project, s, lang)) for s in project.sections]
    for name in layers.read("places")["id"]:
        said.append(facts._place(name, Edition.Y2022, lang).html)
    assert [text for text in said if LOOSE.search(text)] == []


@pytest.mark.parametrize("lang", list(Lang))
def test_the_map_and_the_offline_page(lang):
    view = MapView(lang=lang, project_ids=frozenset(p.id for p in read_projects()))
    for text in (drawn(view), str(offline_map(view))):
        assert [m.group() for m in LOOSE.finditer(text)] == []


def test_workbook_and_geodata(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)), data_only=True)
    texts = [str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if isinstance(c, str)]
    assert [t for t in texts if LOOSE.search(t)] == []
    for table in geolayers(report).values():
        assert isinstance(table, gpd.GeoDataFrame)
        counts = WHOLE.intersection(table.columns)
        assert [c for c in counts if pd.api.types.is_float_dtype(table[c])] == []
