"""What ``docs/extending.md`` promises: one row, its words and its data, and the thing is on every surface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from regions import changed, changed_json, copied, entered

from analysis import load_world
from layers.projects import grouped, read_projects
from layers.symbology.legend import legend_rows
from layers.symbology.style import project_line
from pipeline.__main__ import run_step
from pipeline.files.context import INPUT, Context
from pipeline.projects.sections import read_tables
from words import Lang

ROOT = Path(__file__).resolve().parent.parent
# before anything else is imported: a row as somebody would write it into ``layers/places.py``, and its words
SCHOOL = """
import io, sys
sys.path[:0] = ["tests", "."]
from layers.places import PLACE_KINDS, PlaceKind, Role
from layers.signs import LabelStyle, PointStyle
PLACE_KINDS["school"] = PlaceKind(
    "school", PointStyle("triangle", "#006d5b", "#ffffff", 12, 2.6, order=60), LabelStyle("#00594b", 11, 7.5, priority=20),
    frozenset({Role.SHOWN, Role.EXPORTED}), listed=10, goal=8, tabled=True,
)
from words import Lang, say
from words.texts import catalogue
for lang in Lang:
    catalogue(lang).update({"layers.kind_school": "Trường học", "compare.kind_school": "trường học", "access_view.to_school":
        "trường gần nhất", **{f"workbook.to_school_{w}": f"trường {w}" for w in ("before", "after", "saved")}})
"""
SURFACES = {
    "legend": """
from layers.symbology import legend_rows, style
rows = [r for r in legend_rows(Lang.VI, layers=(), place_kinds={"school"}) if r.text == "Trường học"]
assert rows and rows[0].sign == style.point("place", "school")
""",
    "switches and web map": """
from views.state.session_view import View, switches
assert "school" in switches() and "school" in View().switches
from webmap import MapView
from webmap.elements import style_sheet
from webmap.feature_groups import view_items
assert "school-1" in str(view_items(MapView()))
assert ".lt-l-school" in style_sheet()
""",
    "printed sheet": """
from briefing.map.print_map import draw
from briefing.map.print_request import PrintRequest
drawn = draw(PrintRequest(bounds=(106.05, 11.25, 106.2, 11.35)))
assert "school" in drawn.shown.place_kinds
assert "Trường A" in {placed.label.text for placed in drawn.placed}
""",
    "access": """
from analysis import Scenario, load_world
from analysis.accessibility.access import accessibility
from views.state.connectivity_settings import KINDS
assert "school" in KINDS
found = accessibility(load_world(), before=Scenario(), after=Scenario(), kind="school")
assert found.frame["after_min"].notna().mean() > 0.9
from opening import opened, words_of
page = opened("connectivity", lang="vi", near="school")
assert not page.exception and "trường gần nhất" in words_of(page).lower()
""",
    "lists of places": """
from views.pages.compare.pair import place_names
assert "Trường A – trường học" in place_names(Lang.VI).values()
""",
    "commands": """
import contextlib
from analysis.cli.commands import main
said = io.StringIO()
with contextlib.redirect_stdout(said):
    assert main(["places", "--kind", "school"]) == 0 and main(["access", "--kind", "school"]) == 0
assert "school-1" in said.getvalue()
""",
    "exports": """
import geopandas, openpyxl, pathlib, tempfile
from briefing.__main__ import main
folder = pathlib.Path(tempfile.mkdtemp())
assert main(["geodata", "--projects", "ring-road-4", "--out", str(folder / "a.gpkg")]) == 0
assert "Trường học" in set(geopandas.read_file(folder / "a.gpkg", layer="places")["kind"])
assert main(["workbook", "--projects", "ring-road-4", "--out", str(folder / "a.xlsx")]) == 0
cells = {c.value for s in openpyxl.load_workbook(folder / "a.xlsx") for row in s.iter_rows() for c in row}
assert {"trường before", "Trường học"} <= cells
""",
}


@pytest.fixture(scope="module")
def schools(tmp_path_factory) -> Path:
    folder = copied(tmp_path_factory.mktemp("schools") / "geo")

    def add(collection):
        like = next(f for f in collection["features"] if f["properties"]["id"] == "cap-tay-ninh")
        for n, name in enumerate("AB", start=1):
            lon, lat = like["geometry"]["coordinates"]
            own = {"id": f"school-{n}", "kind": "school", "name_vi": f"Trường {name}", "name_en": f"Trường {name}"}
            empty = dict.fromkeys(("district_capital_of", "capital_of_2025", "population_2019", "population_source"))
            properties = like["properties"] | own | empty
            point = {"type": "Point", "coordinates": [lon + 0.01 * n, lat + 0.005]}
            collection["features"].append({"type": "Feature", "properties": properties, "geometry": point})

    changed_json(folder / "places.geojson", add)
    return entered(folder)


@pytest.fixture(scope="module")
def faults(schools) -> dict[str, str]:
    """What each surface stumbled over, nothing where it is well: all asked in one process, since libraries take seconds to load."""
    ask = (
        "\nimport contextlib, json, traceback\nfaults = {}\n"
        "for surface, code in json.loads(sys.argv[1]).items():\n"
        "    faults[surface] = ''\n"
        "    try:\n        exec(code, {'Lang': Lang, 'say': say, 'io': io})\n"
        "    except BaseException:\n        faults[surface] = traceback.format_exc()\n"
        "print(json.dumps(faults))"
    )
    environment = os.environ | {"LIEN_TINH_DATA": str(schools), "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "ignore", "-c", SCHOOL + ask, json.dumps(SURFACES)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("surface", SURFACES)
def test_a_kind_of_places_added_in_one_row_is_on_every_surface(faults, surface):
    assert faults[surface] == ""


def test_a_group_of_projects_added_to_the_data_is_drawn_and_listed(tmp_path, monkeypatch):
    folder = copied(tmp_path / "geo")
    entry = '\n[[groups]]\nkey = "bridges"\ncolour = "#006d5b"\ntitle_vi = "Cầu lớn"\ntitle_en = "Large bridges"\n'
    changed(folder / "study.toml", lambda text: text + entry)

    def put(collection):
        next(p for p in collection["projects"] if p["id"] == "dat-set-ben-cui")["group"] = "bridges"

    changed_json(folder / "projects.geojson", put)
    monkeypatch.setenv("LIEN_TINH_DATA", str(entered(folder)))
    assert project_line("bridges", "open").colour == "#006d5b"
    assert [p.id for p in grouped(read_projects(folder / "projects.geojson"))["bridges"]] == ["dat-set-ben-cui"]
    for lang, title in ((Lang.VI, "Cầu lớn"), (Lang.EN, "Large bridges")):
        (row,) = [r for r in legend_rows(lang, layers=(), project_groups={"bridges"}) if r.text == title]
        assert row.sign.colour == "#006d5b"


def test_a_project_is_one_table_and_its_name_in_the_order(tmp_path, monkeypatch):
    """A table as one of ours, under another name; built on the network as it is and found by the world."""
    folder, tables = copied(tmp_path / "geo"), tmp_path / "tables"
    (tables / "projects").mkdir(parents=True)
    like = (INPUT / "projects" / "dat-set-ben-cui.toml").read_text(encoding="utf-8")
    text = like.replace('id = "dat-set-ben-cui"', 'id = "new-road"').replace(
        "Đường Đất Sét – Bến Củi và", "Đường mới và"
    )
    (tables / "projects" / "new-road.toml").write_text(text, encoding="utf-8")
    (tables / "projects" / "order.toml").write_text('order = ["new-road"]', encoding="utf-8")
    (tables / "interchanges.toml").write_text("points = []\njunctions = []\n[published_number]\n", encoding="utf-8")
    empty = 'requests = []\nthemes = []\n[meeting]\ndate = ""\nsources = []\n'
    (tables / "agreement.toml").write_text(empty, encoding="utf-8")
    run_step("projects", Context(sources=None, facts=None, out=folder, tables=tables))
    monkeypatch.setenv("LIEN_TINH_DATA", str(folder))
    (project,) = load_world().projects.values()
    assert project.name_vi.startswith("Đường mới và")
    assert [s.status for s in project.sections] == ["open", "open"]
    assert project.computed_new_km + project.computed_upgrade_km == pytest.approx(14, abs=3)
    (tables / "projects" / "new-road.toml").write_text(text.replace("tay_ninh_long_thanh", "nobody"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"groups that study\.toml does not name"):
        read_tables(Context(sources=None, facts=None, out=folder, tables=tables))
