"""The licences of everything installed at run time: permissive, known, and named where they are not.

GPL and AGPL are refused, and so is LGPL in a package's own metadata. (The wheels of shapely and
pyogrio carry GEOS, LGPL 2.1, as a separate shared library; docs/setup.md says so.) MPL 2.0 asks for
the source of changed files only and nothing is changed here: allowed for the packages named.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from setup_steps import folders

ROOT = Path(__file__).resolve().parent.parent
REFUSED = re.compile(r"\b[AL]?GPL|GNU (?:Affero |Lesser |Library )?General Public", re.IGNORECASE)
PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|HPND|Zlib|ISC|Unlicense|CC0|Kiwi|matplotlib)\b",
    re.IGNORECASE,
)
NOT_COVERED = re.compile(
    r"without restriction, including without limitation the rights", re.IGNORECASE
)  # MIT's own words
LESSER = {"psycopg", "psycopg-binary"}  # LGPL 3.0, unchanged, of run.py --database alone
WEAK_COPYLEFT = {"certifi", "pikepdf", "tqdm"}  # MPL 2.0, unchanged


def pins(name: str) -> dict[str, str]:
    """Package and version of every pin that applies to this platform."""
    pinned = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        text = re.split(r"[#\\]", line, maxsplit=1)[0].strip()
        if text and not text.startswith("-"):
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate():
                (exact,) = requirement.specifier
                assert exact.operator == "==", f"{text} is not pinned"
                pinned[canonicalize_name(requirement.name)] = exact.version
    return pinned


def with_what_they_need(names: set[str]) -> dict[str, Distribution]:
    """The installed packages of these names and all they need in turn."""
    found, open_names = {}, set(names)
    while open_names:
        name = open_names.pop()
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is needed at run time but not installed")
        for line in found[name].requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                open_names |= {canonicalize_name(requirement.name)} - found.keys()
    return found


def stated_licence(package: Distribution) -> str:
    """What the metadata state; the licence file's text where they state nothing."""
    about = package.metadata
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    stated = [about.get("License-Expression") or "", about.get("License") or "", *classifiers]
    if any(stated):
        return "\n".join(stated)
    files = [path for path in package.files or [] if re.search(r"licen[sc]e|copying", path.name, re.IGNORECASE)]
    return "\n".join(path.locate().read_text(encoding="utf-8") for path in files)


def all_pins() -> dict[str, str]:
    """What may be installed at run time: what everybody needs, and what a cluster does."""
    return pins("requirements.txt") | pins("requirements-server.txt")


def with_database() -> dict[str, str]:
    """What is installed with ``run.py --database``."""
    return pins("requirements.txt") | pins("requirements-office.txt")


@pytest.mark.parametrize(
    "of", [lambda: pins("requirements.txt"), all_pins, with_database], ids=["usual", "cluster", "office"]
)
def test_every_package_needed_at_run_time_is_pinned_and_installed_as_pinned(of):
    pinned = of()
    installed = with_what_they_need(set(pinned))
    assert {name: package.version for name, package in installed.items()} == pinned


def test_no_file_lies_deeper_than_what_windows_is_told():
    """An update of a package may bring a longer path than the one the limit of the folder is made for."""
    found = with_what_they_need(set(pins("requirements.txt")))
    names = [str(path) for package in found.values() for path in package.files or [] if "__pycache__" not in str(path)]
    assert max(len(f".venv/Lib/site-packages/{name}") for name in names) == folders.DEEPEST


def test_licences_are_permissive():
    assert not LESSER & all_pins().keys(), "only who shares a database installs these"
    for name, package in with_what_they_need(set(all_pins() | with_database())).items():
        if name in LESSER:
            continue
        licence = stated_licence(package)
        first = licence[:2000]  # scipy and numpy append the licences of bundled libraries
        assert not REFUSED.search(first), f"{name}: {first}"
        weak = re.search(r"\bMPL\b|Mozilla Public", first) is not None
        assert not weak or name in WEAK_COPYLEFT, f"{name}: {first}"
        assert weak or PERMISSIVE.search(first) or NOT_COVERED.search(first), f"{name}: unknown licence {first!r}"


@pytest.mark.parametrize("text", ["AGPL-3.0-only", "GNU General Public License v3 (GPLv3)", "LGPLv2+", "GPL"])
def test_a_copyleft_licence_would_be_refused(text):
    assert REFUSED.search(text)


def test_the_map_files_are_permissive_and_carry_their_licences():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name.removeprefix("node_modules/"): about for name, about in lock["packages"].items() if name}
    assert len(packages) == len(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"])
    for name, about in packages.items():
        assert about["license"] in {"MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC"}, name
        assert about["integrity"].startswith("sha512-"), name
        assert "resolved" not in about, f"{name}: the lock names a host"
        assert (ROOT / "assets" / "leaflet" / name / "LICENSE.txt").is_file(), name


def test_the_interpreter_is_one_that_is_supported():
    assert (3, 11) <= sys.version_info[:2] <= (3, 13)
