"""Another region: no talks, no road along the border, no river, other groups; pages, commands and exports go through."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from opening import opened, words_of
from streamlit.testing.v1 import AppTest
from tiers import sample

from analysis.cli.commands import main as analyse
from briefing.cli.parser import main as brief
from layers.digest import file_digest
from layers.reading import data_folder
from layers.study_area import has_talks, study
from pipeline.files.writing import layer_digest
from words import Lang, say

ROOT = Path(__file__).resolve().parent.parent
FIRST = re.compile(
    r"QL14C|chủ trương|talks|(?:qua|over) (?:sông|the) Sài Gòn|{|…", re.IGNORECASE
)  # but in names of data


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> Path:
    """The data folder of a region that has nothing of what is the first one's alone."""
    folder = shutil.copytree(data_folder(), tmp_path_factory.mktemp("region") / "geo")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?s)# A river whose bridges.*?(?=\n# |\n\[)", "", text)
    for table in ("river", "border_road"):
        text = re.sub(rf"(?ms)^\[{table}\]\n.*?(?=^\[|^#)", "", text)
    text = re.sub(r"(?ms)^\[\[unknown\]\]\n.*", "", text)
    text = text.replace('"Bình Phước"', '"Phước Long"')
    text = re.sub(r'(?m)^(note_..) = ".*"', r'\1 = ""', text)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    assert not {"river", "border_road"} & tomllib.loads(text).keys()
    collection = json.loads((folder / "projects.geojson").read_text(encoding="utf-8"))
    along = {project["id"] for project in collection["projects"] if project["group"] == "ql14c"}
    collection["projects"] = [p | {"role": "related"} for p in collection["projects"] if p["id"] not in along]
    collection["features"] = [f for f in collection["features"] if f["properties"]["project_id"] not in along]
    (folder / "projects.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    empty = 'requests = []\nthemes = []\nunplaced = []\n[meeting]\ndate = ""\n'
    (folder / "agreement.toml").write_text(empty, encoding="utf-8")
    manifest = (folder / "manifest.toml").read_text(encoding="utf-8").replace("Chủ trương hợp tác", "Kiến nghị")
    for row in tomllib.loads(manifest)["layers"].values():
        path = folder / row["file"]
        if (now := file_digest(path)) != row["sha256"]:  # as the build would have entered it
            manifest = manifest.replace(row["sha256"], now).replace(row["content_digest"], layer_digest(path))
    (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _there(region, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(region))


def test_what_it_lacks_it_does_not_offer():
    assert not has_talks()
    assert study().border_road is None
    assert study().meant_by("ql14c") == "ql14c"
    assert say("app.name", Lang.VI).endswith("Tây Ninh – Phước Long")


@pytest.mark.parametrize(
    ("page", "choices", "lang"),
    sample(
        [
            ("browse", {}),
            ("compare", {"routes": "ring-road-4"}),
            ("connectivity", {"tab": "border", "edge": "ql14c"}),
            ("connectivity", {"tab": "between", "routes": "ring-road-4"}),
            ("briefing", {}),
            ("sources", {}),
        ],
        Lang,
    ),
)
def test_pages_tell_nothing_of_the_first_region(page, choices, lang):
    at = opened(page, lang=lang.value, **choices)
    assert not at.exception
    said = words_of(at)
    assert [said[m.start() - 40 : m.end() + 40] for m in FIRST.finditer(re.sub(r"edge=ql14c", "", said))] == []
    assert "Phước Long" in said


def test_the_page_of_the_talks_is_not_in_the_navigation(monkeypatch):
    shown = []
    navigation = st.navigation
    monkeypatch.setattr(st, "navigation", lambda pages, **rest: shown.extend(pages) or navigation(pages, **rest))
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not at.exception
    assert [page.url_path for page in shown][1:5] == ["compare", "connectivity", "worth", "briefing"]


def test_commands_go_through(capsys):
    for command in (
        ["border", "--show", "length"],
        ["border", "--show", "trips"],
        ["connectivity", "--show", "river"],
        ["compare"],
        ["projects"],
    ):
        assert analyse(command) == 0, command
        said = capsys.readouterr().out
        assert [said[m.start() - 40 : m.end() + 40] for m in FIRST.finditer(said)] == []
    assert analyse(["border", "--show", "border-road"]) == 0


@pytest.mark.parametrize("kind", ["map", "geodata", "workbook"])
def test_exports_are_made(kind, tmp_path):
    ending = {"map": "pdf", "geodata": "gpkg", "workbook": "xlsx"}[kind]
    path = tmp_path / f"out.{ending}"
    assert brief([kind, "--projects", "ring-road-4", "--out", str(path)]) == 0
    assert path.stat().st_size > 10_000
