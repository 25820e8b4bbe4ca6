"""A third language is a folder of words and a column in the data's names: tried with a dummy, English with a mark on every text."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from regions import changed_json, copied, entered

ROOT = Path(__file__).resolve().parent.parent
MARK = "¤"  # begins every text of the dummy
LEFT_OUT = "app.name"  # what nobody translated
OWN = {
    "tag": "xx",
    "decimal_mark": ",",
    "day_months": " ".join(f"{n}." for n in range(1, 13)),
    "months": "a b c d e f g h i j k l",
}


def dummy(folder: Path) -> Path:
    """A copy of the package ``words`` with a folder ``xx`` made of the English one."""
    shutil.copytree(ROOT / "words", folder / "words", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "words" / "xx").mkdir()
    for path in (folder / "words" / "en").glob("*.toml"):
        texts = {key: f"{MARK}{text}" for key, text in tomllib.loads(path.read_text(encoding="utf-8")).items()}
        texts |= OWN if path.stem == "language" else {}
        lines = [
            f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}"  # a key may have dots
            for key, text in texts.items()
            if f"{path.stem}.{key}" != LEFT_OUT
        ]
        (folder / "words" / "xx" / path.name).write_text("\n".join(lines), encoding="utf-8")
    return folder


def named(collection: dict) -> None:
    """Names of two provincial capitals, one in the language and one that nobody translated."""
    names = {"cap-tay-ninh": "Ville de Tây-Ninh", "cap-dong-xoai": None}
    for feature in collection["features"]:
        feature["properties"]["name_xx"] = names.get(feature["properties"]["id"])


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict:
    """What every surface said, asked in a process of its own."""
    folder = dummy(tmp_path_factory.mktemp("language"))
    data = copied(folder / "geo")
    changed_json(data / "places.geojson", named)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (folder, ROOT))), "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests" / "one_more_language.py"), str(entered(data))]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) | {"log": done.stderr}


def test_a_folder_of_words_is_a_language(said):
    assert said["languages"] == ["vi", "en", "xx"]
    assert said["figures"] == ["1.234,5", f"{MARK}1 h 15 min", f"{MARK}1 8. 2026", f"{MARK}h 2026"]


def test_pages_sheet_command_and_report_speak_it(said):
    assert said["faults"] == []
    assert "fault in" not in said["log"]
    assert {surface: text.count(MARK) > 3 for surface, text in said["surfaces"].items()} == dict.fromkeys(
        said["surfaces"], True
    )


@pytest.mark.parametrize("surface", ["sheet", "command", "page compare", "workbook", "offline page"])
def test_a_name_is_told_in_it_and_one_that_nobody_translated_in_vietnamese(said, surface):
    text = said["surfaces"][surface]
    assert "Ville de Tây-Ninh" in text
    assert "Đồng Xoài" in text or surface == "sheet"


def test_what_falls_back_is_said_on_every_page_and_paper(said):
    assert said["fallback"]
    assert not said["fallback"].startswith(MARK)
    assert " 1 of " in said["missing"]
    assert said["missing"] in said["note"]
    silent = {
        surface for surface, text in said["surfaces"].items() if said["missing"][:30] not in " ".join(text.split())
    }
    assert silent <= {"command"}
