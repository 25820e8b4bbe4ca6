"""The documents point at what is there and name the commands that work."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
ROOMS = "words|layers|intake|user_data|analysis|pipeline|webmap|briefing|views|server|setup_steps"
NAMED = re.compile(rf"`((?:{ROOMS})(?:\.\w+)+)")
WHERE = re.compile(rf"`((?:{ROOMS}|data|docs|tests|assets|benchmarks)/[\w./-]+)`")
# what a page tells the reader to write, and what only an installation holds
TO_BE_WRITTEN = {"briefing/summary.py", "assets/leaflet/", "layers/geo", "webmap/static"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(document):
    targets = [link.partition("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8"))]
    files = [target for target in targets if target and not re.match(r"https?:|mailto:", target)]
    assert [target for target in files if not (document.parent / target).exists()] == []


def there(name: str) -> bool:
    """Whether a dotted name leads to a module, or to what one holds or offers."""
    module, _, rest = name.partition(".")
    found = importlib.import_module(module)
    for part in filter(None, rest.split(".")):
        if hasattr(found, part):
            found = getattr(found, part)
        elif inspect.ismodule(found) and hasattr(found, "__path__") and find_spec(f"{found.__name__}.{part}"):
            found = importlib.import_module(f"{found.__name__}.{part}")
        else:
            return part in getattr(found, "__dataclass_fields__", ())
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_page_names_is_there(document):
    """Modules, functions and files of the repository that a page names in its sentences; tables (``.toml``) are files."""
    text = document.read_text(encoding="utf-8")
    names = {name for name in NAMED.findall(text) if not name.endswith((".toml", ".md"))}
    files = set(WHERE.findall(text)) - TO_BE_WRITTEN
    assert {name for name in names if not there(name)} == set()
    assert {file for file in files if not ((ROOT / file).exists() or (ROOT / f"{file}.py").exists())} == set()


@pytest.mark.parametrize(("name", "found"), [("layers.study", True), ("layers.costs", True), ("layers.style", False)])
def test_the_search_for_names_knows_what_is_there(name, found):
    assert there(name) is found


def test_the_readme_names_one_command_to_start_and_one_to_test_for_each_system():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"`((?:py -3\.13|python3) run\.py[^`]*)`", text))
    assert commands == {"py -3.13 run.py", "py -3.13 run.py test", "python3 run.py", "python3 run.py test"}


def test_ci_ends_with_the_readmes_test_command():
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last.endswith(" run.py test")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_unit_of_the_service_is_one_that_systemd_reads_without_a_word(tmp_path):
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    unit = tmp_path / "lien-tinh.service"
    unit.write_text(re.search(r"```ini\n(\[Unit\].*?)```", text, flags=re.DOTALL)[1], encoding="utf-8")
    told = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    ours = [line for line in (told.stdout + told.stderr).splitlines() if unit.name in line]
    assert ours == []
    assert told.returncode == 0
