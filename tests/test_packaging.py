"""The library as a package: what it declares is what it imports, and installed it finds what it carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_licences import pins
from test_rooms import ALLOWED, imported, modules

from layers import reading
from webmap import assets
from words import Lang, say

ROOT = Path(__file__).resolve().parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = DECLARED["tool"]["hatch"]["build"]["targets"]["wheel"]
EXTRAS = {  # rooms whose imports each extra covers, beside those that need none
    "": ("words", "layers", "intake", "user_data", "analysis"),
    "pipeline": ("pipeline",),
    "briefing": ("webmap", "briefing"),
    "app": ("views", "interface", "server", "app.py"),
    "server": ("jobs",),
    "store": ("store",),
}
ABSENT = ("streamlit", "folium", "matplotlib", "pptx")
OUTSIDE = """
import sys
from importlib.util import find_spec
assert not [name for name in {absent!r} if find_spec(name)]
from analysis import Scenario, compare, load_world
import analysis, layers
world = load_world()
table = compare(world, {{"ring": Scenario(projects=frozenset(["ring-road-4"]))}})
assert set(table["scenario"]) == {{"baseline", "ring"}} and table["value"].notna().any()
assert analysis.__file__.startswith(sys.prefix) and str(layers.data_folder()).startswith(sys.prefix)
print(layers.kept_folder())
"""


def requirements(extra: str) -> list[Requirement]:
    """What an extra asks for, extras it includes followed."""
    project = DECLARED["project"]
    found = []
    for line in project["optional-dependencies"][extra] if extra else project["dependencies"]:
        requirement = Requirement(line)
        if canonicalize_name(requirement.name) == project["name"]:
            found += [r for included in requirement.extras for r in requirements(included)]
        else:
            found.append(requirement)
    return found


def everything() -> list[Requirement]:
    return [r for extra in EXTRAS for r in requirements(extra)]


def test_the_ranges_hold_the_pins_and_begin_at_what_was_tested():
    pinned = pins("requirements.txt") | pins("requirements-server.txt") | pins("requirements-office.txt")
    for requirement in everything():
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} leaves out {version}, which run.py installs"
        lowest = next(s.version for s in requirement.specifier if s.operator == ">=")
        assert version == lowest or version.startswith(f"{lowest}."), f"{requirement}: only {version} was tried"


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_a_room_imports_is_declared(extra):
    declared = {canonicalize_name(r.name) for r in [*requirements(""), *requirements(extra)]}
    owners = packages_distributions()
    ours = {name.removesuffix(".py") for name in ALLOWED}
    for room in EXTRAS[extra]:
        outside = {n for path in modules(room) for n in imported(path)} - ours - set(sys.stdlib_module_names)
        missing = {n for n in outside if not {canonicalize_name(d) for d in owners[n]} & declared}
        assert missing == set(), f"{room} imports {sorted(missing)}: declare it in pyproject.toml"


def test_the_wheel_holds_every_room_but_the_setting_up():
    folders = {room for room in ALLOWED if not room.endswith(".py")}
    assert set(WHEEL["packages"]) == folders - {"setup_steps"}


def test_what_lies_elsewhere_is_carried_to_where_it_is_looked_for():
    carried = {
        "data/geo": reading._CARRIED,
        "data/vietnam": reading._CARRIED.with_name("vietnam"),
        "assets": assets._CARRIED,
    }
    assert {name: str(path.relative_to(ROOT).as_posix()) for name, path in carried.items()} == WHEEL["force-include"]
    assert [path for path in carried.values() if path.exists()] == [], "a checkout reads its own folders"


def test_an_installed_library_finds_its_data_and_writes_nothing_among_the_packages(tmp_path):
    site, home = tmp_path / "site", tmp_path / "home"
    for room in ("layers", "words"):
        shutil.copytree(ROOT / room, site / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "geo", site / "layers" / "geo")
    script = "import layers; print(layers.data_folder(), layers.kept_folder(), len(layers.check_all()), sep='|')"
    env = os.environ | {"PYTHONPATH": str(site), "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == f"{site / 'layers' / 'geo'}|{home / 'lien-tinh'}|0", done.stderr


def test_a_command_of_another_room_says_which_extra_it_needs(monkeypatch, capsys):
    from analysis import __main__ as program  # noqa: PLC0415 - a way in, not a module to import from

    class Room:
        name = "briefing"

        def load(self):
            raise ModuleNotFoundError("no", name="matplotlib")

    monkeypatch.setattr(program, "entry_points", lambda **_: [Room()])
    monkeypatch.setattr(sys, "argv", ["lien-tinh", "briefing", "map", "--lang", "en"])
    assert program.main() == 2
    assert (
        'matplotlib, which is not installed. Install it: pip install "lien-tinh[briefing]"' in capsys.readouterr().err
    )


def test_the_commands_of_other_rooms_are_there_and_have_their_extra():
    project = DECLARED["project"]
    for name, target in project["entry-points"]["lien_tinh.commands"].items():
        module, function = target.split(":")
        assert callable(getattr(__import__(module, fromlist=[function]), function))
        assert name in project["optional-dependencies"]
    assert say("analysis.needs_extra", Lang.VI, command="briefing", module="pptx").count("briefing") == 2


@pytest.mark.long
def test_installed_in_a_fresh_environment(tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    bin_folder = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LIEN_TINH"))}
    env |= {"XDG_DATA_HOME": str(tmp_path / "home"), "LOCALAPPDATA": str(tmp_path / "home")}

    def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(bin_folder / program), *words]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False
        )

    installed = run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT))
    if re.search("connection|resolve|retrying", installed.stderr, re.IGNORECASE):
        pytest.skip("no package index within reach")
    assert installed.returncode == 0, installed.stderr
    used = run("python", "-I", "-c", OUTSIDE.format(absent=ABSENT))
    assert used.returncode == 0, used.stderr
    assert used.stdout.strip() == str(tmp_path / "home" / "lien-tinh")
    assert list((tmp_path / "home" / "lien-tinh" / "world").glob("*.npz")), (
        "the joined world was kept for the next call"
    )
    listed = run("lien-tinh", "places", "--kind", "airport", "--format", "csv")
    assert (listed.returncode, "air-long-thanh" in listed.stdout) == (0, True), listed.stderr
    refused = run("lien-tinh", "briefing", "map", "--out", "map.png")
    assert (refused.returncode, 'pip install "lien-tinh[briefing]"' in refused.stderr) == (2, True)
