"""Projects as they are read, and what the shipped ones must hold to."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from graphs import project, real_world

from analysis.appraisal.valuation import feasible_choices
from analysis.cli.tables import choose_units
from layers.catalogue import STATUSES
from layers.geodesy import length_m
from layers.projects import (
    FILE,
    State,
    asked_for,
    numbers_left_out,
    project_meant,
    read_projects,
    that_can_stand,
)
from words import Lang
from words.errors import DataError, InputError

GEO = FILE.parent
ROAD = {
    "section_id": "a/1",
    "project_id": "a",
    "order": 1,
    "name_vi": "Đoạn 1",
    "name_en": "Section 1",
    "length_km": 2.0,
    "by_province_km": {"72": 2.0},
    "quality": "mapped",
    "status": "planned",
    "status_date": "2024",
    "status_source": "https://example.org",
    "opened": None,
    "expected_year": None,
    "expected_source": "",
    "lanes": None,
    "design_speed_kmh": None,
    "road_class": "primary",
    "upgrade": False,
    "gap_bridge": False,
}
PROJECT = {
    "id": "a",
    **{
        f"{field}_{lang}": ""
        for field in ("name", "status_2022", "status_now", "opening", "legal", "notes")
        for lang in ("vi", "en")
    },
    "group": "direct",
    "role": "related",
    "kind": "provincial",
    "access": "crossing",
    "upgrade_of": None,
    "excludes": [],
    "unit": True,
    "status_date": "2024",
    "opening_expected_year": None,
    "phases": [],
    "costs": [],
    "published_lengths": [],
    "sources": [],
    "unverified": [],
    "computed_length_km": 4.0,
    "computed_by_province_km": {"72": 4.0},
    "computed_new_km": 4.0,
    "computed_upgrade_km": 0.0,
    "quality_km": {"surveyed": 0.0, "mapped": 4.0, "schematic": 0.0},
}


def collection(*, second_from: float = 106.1, **changes: object) -> dict:
    """Two sections of one project end to end, the first changed as said."""
    rows = [
        ({**ROAD, **changes}, [[106.0, 11.0], [106.1, 11.0]]),
        ({**ROAD, "section_id": "a/2", "order": 2}, [[second_from, 11.0], [106.2, 11.0]]),
    ]
    features = [
        {"type": "Feature", "properties": p, "geometry": {"type": "LineString", "coordinates": c}} for p, c in rows
    ]
    return {"type": "FeatureCollection", "projects": [copy.deepcopy(PROJECT)], "features": features}


def read(tmp_path: Path, content: object):
    path = tmp_path / "projects.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return read_projects(path)


def test_sections_come_in_the_order_of_chainage(tmp_path):
    content = collection()
    content["features"].reverse()
    (project,) = read(tmp_path, content)
    assert [s.section_id for s in project.sections] == ["a/1", "a/2"]
    assert project.status_km() == {"planned": 4.0}
    assert project.quality == "mapped"
    assert not project.schematic


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"status": "ready"}, "status 'ready'"),
        ({"quality": "guess"}, "quality 'guess'"),
        ({"road_class": "path"}, "road_class 'path'"),
        ({"status": "open"}, "open needs the date"),
        ({"opened": "2024-01-01"}, "open needs the date"),
        ({"expected_year": 2027}, "needs its source"),
        ({"gap_bridge": True}, "is schematic"),
        ({"second_from": 106.11}, "a/2: does not begin where a/1 ends"),
    ],
)
def test_faults_are_named(tmp_path, changes, fault):
    with pytest.raises(DataError, match=r"projects\.geojson") as caught:
        read(tmp_path, collection(**changes))
    assert fault in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        read(tmp_path, collection(status="ready", quality="guess"))
    assert "'ready'" in str(caught.value)
    assert "'guess'" in str(caught.value)


def test_unknown_project_and_lost_kilometres_are_faults(tmp_path):
    content = collection()
    content["projects"][0] |= {"upgrade_of": "b", "computed_new_km": 3.0}
    with pytest.raises(DataError) as caught:
        read(tmp_path, content)
    assert "unknown project b" in str(caught.value)
    assert "do not add up" in str(caught.value)


@pytest.mark.parametrize("content", ["{", "[]", '{"features": []}', '{"features": [{}], "projects": []}'])
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    with pytest.raises(DataError, match=r"projects\.geojson is damaged"):
        read(tmp_path, content)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"projects\.geojson is missing"):
        read_projects(tmp_path / "projects.geojson")


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({"status": "existing"}, {2022: State.OPEN}),
        ({"status": "open", "opened": "2025-08-19"}, {2024: State.CLOSED, 2025: State.OPEN, 2030: State.OPEN}),
        ({"expected_year": 2028, "expected_source": "x"}, {2027: State.CLOSED, 2028: State.EXPECTED}),
        (
            {"expected_year": 2025, "expected_source": "x"},
            {2024: State.CLOSED, 2025: State.UNCONFIRMED, 2026: State.UNCONFIRMED, 2027: State.EXPECTED},
        ),
        ({}, {2050: State.CLOSED}),
    ],
)
def test_state_by_year(tmp_path, changes, states):
    section = read(tmp_path, collection(**changes))[0].sections[0]
    assert {year: section.state(year, data_date=dt.date(2026, 11, 27)) for year in states} == states


# --- what ships -----------------------------------------------------------------------------------

NEEDED = {
    "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa", "ql14c-existing-roads", "ql14c-border-line", "ring-road-3", "ring-road-4",
    "ct30-hcmc-chon-thanh", "dt753-ma-da", "btu-phu-giao-bau-bang", "dat-set-ben-cui", "n8-787b-789", "dt794", "dt795",
    "ct31-moc-bai", "ct32-go-dau-xa-mat", "ct02-gia-nghia-chon-thanh", "ct28-bien-hoa-vung-tau", "ben-luc-long-thanh",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped():
    return read_projects()


@pytest.fixture(scope="module")
def interchanges():
    return gpd.read_file(GEO / "interchanges.geojson")


def test_every_project_asked_for_is_there(shipped):
    assert {p.id for p in shipped} >= NEEDED


def test_lengths_are_those_of_the_lines(shipped):
    for p in shipped:
        measured = length_m(np.array([s.geometry for s in p.sections], dtype=object)) / 1e3
        assert measured == pytest.approx([s.length_km for s in p.sections], abs=0.002), p.id
        assert measured.sum() == pytest.approx(p.computed_length_km, abs=0.02), p.id
        assert sum(p.quality_km.values()) == pytest.approx(p.computed_length_km, abs=0.02), p.id
        assert sum(p.computed_by_province_km.values()) == pytest.approx(p.computed_length_km, rel=0.001), p.id


def test_what_was_there_in_2021_is_never_new(shipped):
    assert all(s.upgrade for p in shipped for s in p.sections if s.status == "existing")
    assert all(s.opened.isoformat() > "2021-08-06" for p in shipped for s in p.sections if s.opened)


def test_the_upgrade_and_the_hypotheses_of_ql14c_are_told_apart(shipped):
    by_id = {p.id: p for p in shipped}
    assert by_id["ct02-chon-thanh-duc-hoa"].upgrade_of == "hcm-chon-thanh-duc-hoa"
    assert by_id["ct02-chon-thanh-duc-hoa"].costs == ()
    assert by_id["ql14c-existing-roads"].excludes == ("ql14c-border-line",)
    assert by_id["ql14c-border-line"].excludes == ("ql14c-existing-roads",)
    assert by_id["ql14c-existing-roads"].computed_new_km == 0
    assert by_id["ql14c-border-line"].schematic


def test_open_and_expected_sections_name_their_sources(shipped):
    for p in shipped:
        assert all(s.status_source for s in p.sections), p.id
        assert all(s.status in STATUSES for s in p.sections), p.id
        assert all(c.source_url for c in p.costs), p.id
        assert all(c.low_bn_vnd <= c.high_bn_vnd for c in p.costs), p.id
        assert all(length.source_url for length in p.published_lengths), p.id


def test_dates_of_opening_are_the_published_ones(shipped):
    opened = {(p.id, s.opened.isoformat()) for p in shipped for s in p.sections if s.opened}
    assert opened == {
        ("ring-road-3", "2025-08-19"),
        ("ring-road-3", "2025-12-19"),
        ("ring-road-3", "2026-08-01"),
        ("ben-luc-long-thanh", "2025-02-07"),
        ("ben-luc-long-thanh", "2025-04-28"),
        ("dat-set-ben-cui", "2022-12-26"),
        ("btu-phu-giao-bau-bang", "2024-09-23"),
        ("dong-phu-binh-duong", "2024-09-23"),
    }


def test_both_languages_are_complete(shipped):
    for p in shipped:
        for field in ("name", "status_2022", "status_now", "opening"):
            assert getattr(p, f"{field}_vi"), (p.id, field)
            assert getattr(p, f"{field}_en"), (p.id, field)
        assert bool(p.notes_vi) == bool(p.notes_en), p.id
        assert all(bool(x.note_vi) == bool(x.note_en) for x in p.published_lengths), p.id
        assert bool(p.legal_vi) == bool(p.legal_en), p.id


def test_interchanges_lie_on_their_roads(shipped, interchanges):
    lines = {p.id: shapely.union_all([s.geometry for s in p.sections]) for p in shipped}
    away = [row.geometry.distance(lines[row.project_id]) for row in interchanges.itertuples()]
    assert max(away) < 2e-6  # degrees: 0.2 m


def test_assumed_interchanges_keep_their_distance_and_number(shipped, interchanges):
    assumed = interchanges[interchanges["assumed"]]
    assert (assumed["source"] == "giả định").all()
    assert (interchanges["source"] != "").all()
    for name, own in assumed.to_crs(3405).groupby("project_id"):
        gaps = [a.distance(b) for i, a in enumerate(own.geometry) for b in own.geometry[i + 1 :]]
        assert min(gaps, default=np.inf) > 2_000, name  # 5 km along the road may be less across a bend
    places = interchanges[interchanges["project_id"] == "ct31-moc-bai"].to_crs(3405).geometry
    assert len(shapely.get_parts(shapely.union_all(places.buffer(1_100).to_numpy()))) <= 5


def test_every_expressway_can_be_entered(shipped, interchanges):
    entered = set(interchanges.loc[interchanges["kind"] == "base", "project_id"])
    assert entered >= {p.id for p in shipped if p.access == "interchange"}


def test_interchanges_name_roads_and_projects_that_exist(shipped, interchanges):
    roads = gpd.read_parquet(GEO / "roads.parquet", columns=["ref", "geometry"])["ref"]
    known = {ref for refs in roads.unique() for ref in refs.split(";")} | {p.id for p in shipped}
    assert set(interchanges["connects_to"]) <= known | {""}


def test_the_agreement_names_projects_that_exist(shipped):
    agreement = tomllib.loads((GEO / "agreement.toml").read_text(encoding="utf-8"))
    known = {p.id for p in shipped}
    asked = {p for request in agreement["requests"] for p in request["projects"]}
    assert asked <= known
    assert {p.id for p in shipped if p.role == "agreement"} <= asked
    assert {p for theme in agreement["themes"] for p in theme["projects"]} <= known


def test_no_project_leaves_vietnam(shipped):
    land = gpd.read_parquet(GEO / "provinces_2022.parquet").to_crs(3405).geometry.union_all()
    for p in shipped:
        lines = gpd.GeoSeries([s.geometry for s in p.sections], crs=4326).to_crs(3405)
        beyond = shapely.get_coordinates(shapely.segmentize(lines.difference(land).to_numpy(), 100))
        farthest = max((shapely.Point(xy).distance(land) for xy in beyond), default=0.0)
        assert farthest <= 300, p.id


def test_no_section_turns_back_on_itself(shipped):
    for section in (s for p in shipped for s in p.sections):
        assert section.geometry.is_simple, section.section_id


def test_a_ready_choice_holds_no_two_that_exclude_each_other(shipped):
    asked = asked_for(shipped)
    assert asked.left_out == (("ql14c-border-line", "ql14c-existing-roads"),)
    assert set(asked.kept) | {"ql14c-border-line"} == {p.id for p in shipped if p.role == "agreement"}
    everything = that_can_stand(shipped, [p.id for p in shipped])
    assert everything.left_out == asked.left_out
    assert set(everything.kept) | {"ql14c-border-line"} == {p.id for p in shipped}
    assert that_can_stand(shipped, ["ql14c-border-line"]).kept == ("ql14c-border-line",)


def test_all_projects_and_the_first_portfolio_are_the_ready_choice(shipped):
    world = real_world()
    ready = frozenset(that_can_stand(shipped, [p.id for p in shipped]).kept)
    assert feasible_choices(world, frozenset(world.projects))[0] == ready
    assert choose_units(world, "all") == ready


def test_an_upgrade_goes_where_what_it_upgrades_goes():
    one, other, on_other, top = (
        project("a"),
        project("b", excludes=("a",)),
        project("c", upgrade_of="b"),
        project("d", upgrade_of="c"),
    )
    listed = [one, other, on_other, top]
    assert that_can_stand(listed, ["d"]).kept == ("b", "c", "d")
    both = that_can_stand(listed, ["d", "a"])
    assert both.kept == ("a",)
    assert dict(both.left_out) == {"b": "a", "c": "a", "d": "a"}


def test_a_list_says_which_numbers_it_passes_over():
    every = read_projects(FILE)
    told = numbers_left_out(every, every[2:5:2], Lang.VI)
    assert told.startswith(f"Không nằm trong danh sách này: số 4 – {every[3].name_vi}.")
    assert numbers_left_out(every, every[2:5], Lang.VI) == ""
    assert numbers_left_out(every, every[-1:], Lang.EN) == ""  # one number has no gap
    few = numbers_left_out(every, [every[0], every[-1]], Lang.EN)
    assert "gaps" in few
    assert every[1].name_en not in few


@pytest.mark.parametrize(
    "called", ["ring-road-3", "5", "Đường Vành đai 3 TP. Hồ Chí Minh", "duong vanh dai 3 tp. ho chi minh"]
)
def test_a_project_is_called_by_id_number_or_name(called):
    every = read_projects(FILE)
    named = {
        "Đường Vành đai 3 TP. Hồ Chí Minh": every[4].name_vi,
        "duong vanh dai 3 tp. ho chi minh": every[4].name_vi.upper(),
    }
    assert project_meant(named.get(called, called), every) == "ring-road-3"
    assert project_meant("no-such-road", every) == "no-such-road"


def test_a_unit_stands_on_what_its_projects_upgrade():
    """A bundle of sections too: every ranking, programme and check asks the world, none looks for bases itself."""
    world = real_world()
    upgrades = {p.id: p.upgrade_of for p in world.projects.values() if p.upgrade_of}
    assert upgrades
    for unit, base in upgrades.items():
        assert world.bases(unit) == {base}
        assert world.bases(f"{unit}/1") == {base}
        assert world.bases(f"{unit}+{base}") == {base}
        assert world.owners(f"{unit}/1+{base}") == {unit, base}
        assert world.bases(base) == frozenset()
        with pytest.raises(InputError, match=base):
            world.require_bases({unit}, among={unit})
        world.require_bases({unit, base}, among={unit, base})


@pytest.mark.parametrize("name", ["projects.geojson", "gates.geojson", "interchanges.geojson", "agreement.toml"])
def test_texts_of_the_data_tell_money_in_the_unit_of_the_catalogue(name):
    text = (GEO / name).read_text(encoding="utf-8")
    assert re.findall(r"\bbn\b|(?<![\w-])billion(?! VND)[^\"]{0,20}", text) == []
