"""The region is data: what ``study.toml`` says, and what follows from it."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from conftest import SOURCES

from analysis.measures.comparison import compare_pair
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from layers.catalogue import Edition
from layers.projects import group_rank, group_title, project_groups, read_projects
from layers.reading import path_of, read
from layers.study_area import Study, study
from pipeline.__main__ import main
from pipeline.admin.study import faults
from pipeline.files.context import INPUT, Context
from pipeline.projects.sections import read_tables
from words import Lang, say
from words.errors import DataError

ROOT = Path(__file__).resolve().parent.parent
GEO = ROOT / "data" / "geo"
REGIONS = ROOT / "pipeline" / "regions"
TABLE = tomllib.loads((GEO / "study.toml").read_text(encoding="utf-8"))


def test_groups_of_projects_are_those_of_the_data_and_the_users_own_last():
    keys = [group.key for group in project_groups()]
    assert keys == [*(group.key for group in study().groups), "own"]
    assert {project.group for project in read_projects()} <= set(keys)
    assert group_title("direct", Lang.VI) == "Kết nối trực tiếp Tây Ninh – Bình Phước"
    assert (group_title("no-such", Lang.VI), group_rank("no-such")) == ("no-such", len(keys))


def test_the_region_agrees_with_the_other_layers():
    region, provinces, places = study(), read("provinces_2022"), read("places").set_index("id")
    assert set(region.provinces) == set(provinces.loc[provinces["in_study"], "code"])
    west, south, east, north = region.view
    assert all(
        west <= lon <= east and south <= lat <= north
        for lon, lat in places.loc[list(region.capitals.values())].geometry.apply(lambda p: (p.x, p.y))
    )
    assert {group.key: group.aim for group in region.groups if group.aim} == dict.fromkeys(
        ("long_thanh", "tay_ninh_long_thanh"), region.airport
    )
    assert {group.aim for group in region.groups} - {""} <= set(places.index)
    for province in (region.first, region.second):
        row = provinces.set_index("code").loc[province.code]
        assert (row["name"], row["population_2019"]) == (province.name_vi, province.census_2019)
        assert places.loc[province.capital, "province_2022"] == province.code
    assert {region.city, region.airport} <= set(places.index)
    assert region.focus(Edition.Y2025) == tuple(region.code_now(code) for code in region.focus(Edition.Y2022))
    assert region.code_now("80") == "80"


@pytest.mark.parametrize(
    "change", [{"first": {}}, {"extent": [1, 2, 3]}, {"zones": 5}, {"centre": ["x", 1]}, {"merged": []}]
)
def test_a_damaged_file_is_refused(change):
    with pytest.raises(DataError, match=r"study\.toml"):
        Study.from_table(TABLE | change)


def other(folder: Path, *changes: tuple[str, str]) -> Path:
    """The data folder's texts for another region."""
    for file in ("study.toml", "manifest.toml"):
        text = (GEO / file).read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def test_texts_take_the_names_and_the_month_from_the_data(tmp_path, monkeypatch):
    assert say("compare.baseline", Lang.VI) == "Trước: mạng lưới nền 8/2021 (trước chủ trương hợp tác 3/2022)"
    assert say("scenarios.title_baseline", Lang.EN) == "Base network of August 2021 (before the talks of March 2022)"
    assert say("app.name", Lang.VI).endswith("Tây Ninh – Bình Phước")
    changes = ('name_vi = "Tây Ninh"', 'name_vi = "Long An"'), ('= "2021-08-06"', '= "2026-10-31"')
    monkeypatch.setenv("LIEN_TINH_DATA", str(other(tmp_path, *changes)))
    assert say("app.name", Lang.VI).endswith("Long An – Bình Phước")
    assert say("compare.baseline", Lang.VI) == "Trước: mạng lưới nền 10/2026"
    assert say("scenarios.title_baseline", Lang.EN) == "Base network of October 2026"


def test_texts_are_shown_without_names_where_the_data_are_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(tmp_path))
    assert say("app.name", Lang.EN) == "Inter-provincial transport links … – …"
    with pytest.raises(DataError):
        study()


def test_an_edited_file_is_read_anew(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.integrity._GOOD_FOR_S", 0)  # what was told of a file is good for a quarter of a second
    monkeypatch.setenv("LIEN_TINH_DATA", str(other(tmp_path)))
    assert study().city == "cap-hcmc"
    other(tmp_path, ("cap-hcmc", "cap-bien-hoa"))
    path_of("study").touch()
    assert study().city == "cap-bien-hoa"


def test_a_region_of_its_own_takes_what_it_lacks_from_the_common_tables(tmp_path):
    context = Context(sources=None, facts=None, out=tmp_path, tables=REGIONS / "long-an-dong-nai")
    faults(context)
    assert context.study.codes == ("80", "75")
    assert context.table("speeds").equals(Context(sources=None, facts=None, out=tmp_path).table("speeds"))
    seats = context.table("places").query("district_capital_of != ''")
    assert len(seats) == context.study.first.districts + context.study.second.districts
    assert [table["id"] for table in read_tables(context)] == [
        "ring-road-3",
        "ring-road-4",
        "ct28-bien-hoa-vung-tau",
        "ben-luc-long-thanh",
    ]
    named = {row["id"] for row in json.loads((GEO / "projects.geojson").read_text(encoding="utf-8"))["projects"]}
    interchanges = tomllib.loads(context.text("interchanges.toml"))
    assert {row["project"] for row in interchanges["points"]} <= named


@pytest.mark.long
@pytest.mark.sources
def test_the_second_region_is_built_and_compared(tmp_path, monkeypatch):
    arguments = ["--sources", SOURCES, "--facts", SOURCES.parent / "facts", "--tables", REGIONS / "long-an-dong-nai"]
    assert main([*map(str, arguments), "--out", str(tmp_path / "geo")]) == 0
    monkeypatch.setenv("LIEN_TINH_DATA", str(tmp_path / "geo"))
    before = compare_pair(load_world(), Scenario(), *study().capitals.values()).before
    assert before.shortest_m == pytest.approx(71_900, abs=100)
    assert say("app.name", Lang.VI).endswith("Long An – Đồng Nai")


def test_the_build_refuses_a_region_that_differs_from_the_table_of_provinces(tmp_path):
    tables = shutil.copytree(INPUT, tmp_path / "tables", ignore=shutil.ignore_patterns("projects"))
    context = Context(sources=None, facts=None, out=tmp_path, tables=tables)
    faults(context)
    text = (tables / "study.toml").read_text(encoding="utf-8")
    text = (
        text.replace('"79", "80"]', '"79", "99"]')
        .replace('name_vi = "Bình Phước"', 'name_vi = "Phước Bình"')
        .replace('72 = "80"', '72 = "79"')
    )
    (tables / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(
        ValueError,
        match=r"99 is no province of 2022; 99 is no province of 2025; 72: code_2025 and merged differ; 70 is Bình Phước, not Phước Bình",
    ):
        faults(context)


def test_standing_names_are_filled_beside_a_text_s_own_values():
    text = say("slides.method_network", Lang.EN)
    assert "OpenStreetMap, August 2021" in text
