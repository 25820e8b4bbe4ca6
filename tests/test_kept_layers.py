"""What a page draws of a result is made once, however often it runs: naming and classing every commune takes longer than the run."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import shapely
from opening import opened

from layers import STATUSES, Edition, RouteFields, UserData, UserRoute, data_folder
from views import cache
from views.pages.compare import gains
from views.pages.connectivity import access, between, border
from webmap import MapView, drawn, feature_groups
from words import Lang

ROUTES = "ring-road-3,hcm-chon-thanh-duc-hoa"


@pytest.mark.parametrize(
    ("module", "maker", "page", "parameters"),
    [
        (access, "time_layer", "connectivity", {"tab": "access"}),
        (between, "crossings_drawn", "connectivity", {"tab": "between", "ties": "crossings"}),
        (border, "time_layer", "connectivity", {"tab": "border", "strip": "communes"}),
        (gains, "commune_layer", "compare", {"part": "gains"}),
    ],
)
def test_layer_of_a_result_is_made_once(module, maker, page, parameters, monkeypatch):
    made = []
    make = getattr(module, maker)
    monkeypatch.setattr(module, maker, lambda *told, **options: made.append(1) or make(*told, **options))
    cache.kept.clear()
    at = opened(page, lang="vi", routes=ROUTES, **parameters)
    assert len(made) == 1
    assert not at.run().exception
    assert len(made) == 1


def test_ids_of_a_layer_are_read_once():
    first = cache.ids("projects", "project_id", "section_id")
    frame = cache.layer("projects")
    assert first == set(frame["project_id"]) | set(frame["section_id"])
    assert cache.ids("projects", "project_id", "section_id") is first


def emptied():
    for kept in (feature_groups._kept_part, feature_groups._kept_item):
        kept.cache_clear()


def test_what_maps_share_is_drawn_as_if_made_for_each():
    plain = MapView(project_ids=frozenset({"ring-road-3", "ring-road-4", "ct30-hcmc-chon-thanh"}))
    kinds, line = frozenset({"gate", "hospital"}), shapely.LineString([(106.2, 11.4), (106.4, 11.5)])
    own = UserRoute("own-1", RouteFields("Đường riêng"), line)
    views = [
        plain,
        replace(plain, lang=Lang.EN),
        replace(plain, edition=Edition.Y2025),
        replace(plain, year=2024),
        replace(plain, year=2027),
        replace(plain, place_kinds=kinds),
        replace(plain, highlight_id="gate-moc-bai"),
        replace(plain, highlight_id="ring-road-3"),
        replace(plain, tiles=True),
        replace(plain, popups=False),
        replace(plain, statuses=frozenset(STATUSES[:1])),
        replace(plain, layers=plain.layers - {"provinces"}),
        replace(plain, layers=plain.layers - {"places"}),
        replace(plain, own=UserData(routes=(own,)), project_ids=plain.project_ids | {"own-1"}),
        replace(plain, project_ids=frozenset({"ring-road-3"})),
    ]
    fresh = []
    for view in views:
        emptied()
        fresh.append(drawn(view))
    assert len(set(fresh)) == len(views)
    emptied()
    assert [drawn(view) for view in (*views, *views)] == fresh * 2


def test_a_changed_file_shows_on_maps_at_once(tmp_path, monkeypatch):
    folder = tmp_path / "geo"
    shutil.copytree(data_folder(), folder)
    view = MapView(project_ids=frozenset({"ring-road-4"}))
    before = drawn(view)
    monkeypatch.setenv("LIEN_TINH_DATA", str(folder))
    for name in ("places.geojson", "projects.geojson"):
        told = (folder / name).read_text(encoding="utf-8")
        changed = told.replace("Đồng Xoài", "Đồng Xoàii").replace("Vành đai 4", "Vành đai bốn")
        assert changed != told
        (folder / name).write_text(changed, encoding="utf-8")
    items = str(feature_groups.view_items(view))  # without the labels, which have a file's state of their own
    assert "Đồng Xoàii" in items
    assert "Vành đai bốn" in items
    monkeypatch.delenv("LIEN_TINH_DATA")
    assert drawn(view) == before
