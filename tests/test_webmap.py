"""The web map's parts: short and safe payloads, what a view shows, what a damaged file leaves."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from pathlib import Path

import pytest
import shapely
from decoding import decode

import layers
import webmap
from layers import Edition
from layers.catalogue import ROAD_CLASSES, STATUSES
from layers.projects import read_projects
from layers.study_area import study
from webmap import MapView, base_map, base_script, drawn, faults, legend_html, legend_rows, scripts
from webmap.feature_groups import district_name
from words import Lang, say

PROJECTS = read_projects()
EVERYTHING = MapView(project_ids=frozenset(project.id for project in PROJECTS))
AGREEMENT = MapView(project_ids=frozenset(project.id for project in PROJECTS if project.role == "agreement"))


def items(view):
    """What a view draws, as the browser is told."""
    return json.loads(drawn(view))["items"]


def script_of(**choices):
    """What the browser is sent once for a base map."""
    return base_script(base_map(**choices), name="m")


def test_the_first_payload_is_small():
    base = len(script_of(lang=Lang.VI).encode()) + len(scripts().encode())
    assert base + len(drawn(AGREEMENT).encode()) < 1_000_000
    assert base + len(drawn(EVERYTHING).encode()) < 1_250_000


@pytest.mark.parametrize("tiles", [False, True])
def test_the_map_asks_no_other_host_but_for_tiles_on_demand(tiles):
    hosts = set(re.findall(r"https?://([^/\"']+)", script_of(lang=Lang.VI, tiles=tiles) + scripts()))
    assert hosts == ({"tile.openstreetmap.org"} if tiles else set())


def test_the_same_map_is_the_same_script_and_needs_no_name_on_the_page():
    script = script_of(lang=Lang.VI)
    assert script == script_of(lang=Lang.VI)
    assert "L.map(\n                element," in script


def base_items(made):
    """What a base map draws."""
    return json.loads(next(child for child in made._children.values() if child._name == "Runtime").items)


def test_tiles_can_show_no_more_than_the_study_area():
    script = script_of(lang=Lang.VI, tiles=True)
    west, south, east, north = study().extent
    corners = ",".join(f"[{lat},{lon},]" for lat, lon in ((south, west), (north, east)))
    assert f'"bounds":[{corners},]' in re.sub(r"\s", "", script)
    masks = [decode(item["x"]) for item in base_items(base_map(lang=Lang.VI, tiles=True)) if item["p"] == "mask"]
    beyond = shapely.Polygon(masks[-1][0], masks[-1][1:])
    assert beyond.covers(shapely.box(108, 5, 120, 20))  # the sea, with everything in it
    assert not beyond.intersects(shapely.box(*study().extent).buffer(-1e-4))
    sea = shapely.union_all([shapely.Polygon(part) for part in masks[0]])
    assert sea.contains(shapely.Point(107.5, 10.3))
    assert not sea.contains(shapely.Point(106.7, 10.78))  # the centre of the city


def test_a_view_draws_what_it_names_and_nothing_else():
    none = MapView(layers=frozenset(), project_ids=EVERYTHING.project_ids)
    assert items(none) == []
    kinds = [
        item.get("kind") for item in items(MapView(layers=frozenset({"places"}), place_kinds=frozenset({"airport"})))
    ]
    assert kinds == ["place", "place"]
    routes = [item for item in items(EVERYTHING) if item.get("kind") == "project"]
    assert {item["id"] for item in routes} == EVERYTHING.project_ids
    assert len(routes) == sum(len(project.sections) for project in PROJECTS)


@pytest.mark.parametrize("status", STATUSES)
def test_statuses_are_filtered(status):
    view = MapView(layers=frozenset({"projects"}), project_ids=EVERYTHING.project_ids, statuses=frozenset({status}))
    wanted = sum(section.status == status for project in PROJECTS for section in project.sections)
    assert sum(item.get("kind") == "project" for item in items(view)) == wanted


def test_illustrative_stretches_are_dashed_and_named_so():
    shown = [s for project in PROJECTS for s in project.sections if s.quality == "schematic"]
    named = [item for item in items(EVERYTHING) if "Hướng tuyến minh họa" in item.get("tip", "")]
    assert len(named) == len(shown) > 0
    assert all("d" in item["s"] or item["s"].get("o", 1) < 0.5 for item in named)


def test_assumed_interchanges_are_hollow_and_say_so():
    view = MapView(layers=frozenset({"interchanges"}), project_ids=EVERYTHING.project_ids)
    marks = items(view)
    rows = layers.read("interchanges")
    assert len(marks) == len(rows)
    assumed = set(rows.loc[rows["assumed"], "id"])
    assert {mark["id"] for mark in marks if "giả định" in mark["tip"].lower()} == assumed
    assert len({mark["svg"] for mark in marks if mark["id"] in assumed}) == 1
    assert {mark["svg"] for mark in marks if mark["id"] in assumed}.isdisjoint(
        mark["svg"] for mark in marks if mark["id"] not in assumed
    )


def test_editions_do_not_mix():
    wide = frozenset({"provinces", "districts_2022", "communes_2025"})
    old, new = (items(MapView(layers=wide, edition=edition)) for edition in Edition)
    assert {item["kind"] for item in old if "kind" in item} == {"province", "district"}
    assert {item["kind"] for item in new if "kind" in item} == {"province", "commune"}
    codes = {item["id"] for item in new if item.get("kind") == "province"}
    assert codes >= {"75", "80"}
    assert "70" not in codes  # Bình Phước


def test_gates_without_a_position_are_not_drawn():
    gates = layers.read_gates()
    shown = {item["id"] for item in items(MapView()) if item.get("kind") == "gate"}
    assert shown == set(gates.loc[gates["position"] != "unknown", "id"])


def test_the_marked_thing_is_marked():
    plain, marked = (
        next(item for item in items(MapView(highlight_id=one)) if item.get("id") == "gate-moc-bai")
        for one in (None, "gate-moc-bai")
    )
    assert marked["size"] > plain["size"]
    one = PROJECTS[0].id
    glow = [
        item for item in items(MapView(project_ids=frozenset({one}), highlight_id=one)) if item.get("s", {}).get("f")
    ]
    assert len(glow) == 1


def test_an_upgrade_lies_as_a_band_below_what_it_upgrades():
    upgrade = next(project for project in PROJECTS if project.upgrade_of)
    both = MapView(layers=frozenset({"projects"}), project_ids=frozenset({upgrade.id, upgrade.upgrade_of}))
    order = [item["id"] for item in items(both)]
    assert order.index(upgrade.upgrade_of) > max(i for i, one in enumerate(order) if one == upgrade.id)
    band = next(item for item in items(both) if item["id"] == upgrade.id)
    alone = next(item for item in items(MapView(project_ids=frozenset({upgrade.id}))) if item.get("id") == upgrade.id)
    assert band["s"]["w"] > alone["s"]["w"]
    texts = [row.text for row in legend_rows(both)]
    assert say("layers.legend_upgrade", Lang.VI) in texts


def test_paths_have_ends_and_the_later_lies_above():
    path = ((106.1, 11.3), (106.5, 11.4), (106.9, 11.5))
    shown = items(MapView(layers=frozenset(), path_before=path, path_after=path))
    assert [item["id"] for item in shown] == ["path-before", "path-after", "path-end", "path-end"]
    assert shown[2]["at"] == [11.3, 106.1]


def test_a_path_lies_below_the_routes_it_uses():
    path = ((106.1, 11.3), (106.5, 11.4), (106.9, 11.5))
    view = MapView(
        layers=frozenset({"projects"}), project_ids=frozenset({"ring-road-3"}), path_before=path, path_after=path
    )
    shown = items(view)
    assert {item["p"] for item in shown if item["id"].startswith("path-") and "x" in item} == {"ways"}
    kinds = [item["kind"] for item in shown]
    assert kinds.index("project") > max(n for n, kind in enumerate(kinds) if kind == "path" and "x" in shown[n])
    script = (Path(webmap.__file__).parent / "browser" / "draw.js").read_text(encoding="utf-8")
    height = {name: int(z) for name, z in re.findall(r"(\w+): \[(\d+), (?:true|false)\]", script)}
    assert height["border"] < height["ways"] < height["glow"] < height["routes"] < height["paths"]
    assert decode(shown[0]["x"])[0][0] == (106.1, 11.3)


def test_a_view_is_pure_hashable_and_travels():
    assert items(AGREEMENT) == items(AGREEMENT)
    assert hash(MapView()) == hash(MapView())
    assert pickle.loads(pickle.dumps(EVERYTHING)) == EVERYTHING


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("edition", Edition)
def test_every_map_says_its_edition_its_data_and_its_legal_note(lang, edition):
    script = script_of(lang=lang, edition=edition) + drawn(MapView(lang=lang, edition=edition))
    for words in (f"layers.edition_{edition.value}", "layers.legal", "webmap.credit"):
        assert say(words, lang) in script
    assert layers.data_digest() in script


def test_the_legend_matches_the_map_and_carries_its_own_pictures():
    html = legend_html(EVERYTHING)
    assert html.count("<img") == len(legend_rows(EVERYTHING))
    assert "http" not in html.replace("http%3A//www.w3.org", "")
    assert "<svg" not in html
    assert (
        len(legend_rows(MapView(layers=frozenset()))) == 1 + len(ROAD_CLASSES) + 1 + 5
    )  # border, roads, Cambodian roads, areas


def test_what_cannot_be_read_is_left_out_and_named(tmp_path, monkeypatch):
    for file in layers.data_folder().iterdir():
        if file.name not in {"projects.geojson", "basemap_water.parquet"}:
            shutil.copy(file, tmp_path)
    (tmp_path / "gates.geojson").write_text("{", encoding="utf-8")
    monkeypatch.setenv("LIEN_TINH_DATA", str(tmp_path))
    assert {fault.values["file"] for fault in faults()} == {
        "projects.geojson",
        "basemap_water.parquet",
        "gates.geojson",
    }
    kinds = {item.get("kind") for item in items(EVERYTHING)}
    assert {"province", "place"} <= kinds
    assert kinds.isdisjoint({"project", "gate"})
    assert {"roads", "cover", "border"} <= {item["p"] for item in base_items(base_map(lang=Lang.EN))}
    assert legend_rows(EVERYTHING)


@pytest.mark.parametrize(
    ("name", "kind", "vi", "en"),
    [
        ("Tân Biên", "huyện", "Huyện Tân Biên", "Tân Biên District"),
        ("Quận 1", "quận", "Quận 1", "District 1"),
        ("Hòa Thành", "thị xã", "Thị xã Hòa Thành", "Hòa Thành Town"),
    ],
)
def test_districts_carry_their_kind(name, kind, vi, en):
    assert (district_name(name, kind, Lang.VI), district_name(name, kind, Lang.EN)) == (vi, en)


def test_what_nobody_checked_is_said_so():
    doubtful = {
        project.id for project in PROJECTS if "lanes" in project.unverified and any(s.lanes for s in project.sections)
    }
    marked = {
        item["id"] for item in items(EVERYTHING) if "làn xe" in item.get("pop", "") and "chưa kiểm chứng" in item["pop"]
    }
    assert doubtful
    assert doubtful <= marked
    sure = {project.id for project in PROJECTS if not project.unverified}
    assert marked.isdisjoint(sure)
