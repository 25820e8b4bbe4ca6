"""The documents point at what is there and name the commands that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(document):
    targets = [link.partition("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8"))]
    files = [target for target in targets if target and not re.match(r"https?:|mailto:", target)]
    assert [target for target in files if not (document.parent / target).exists()] == []


def test_the_readme_names_one_command_to_start_and_one_to_test_for_each_system():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"`((?:py -3\.13|python3) run\.py[^`]*)`", text))
    assert commands == {"py -3.13 run.py", "py -3.13 run.py test", "python3 run.py", "python3 run.py test"}


def test_ci_ends_with_the_readmes_test_command():
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last.endswith(" run.py test")
