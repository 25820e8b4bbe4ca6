"""How the house is built: rooms come to each other through doors, arrows point one way, no folder is crowded."""

from __future__ import annotations

from collections import Counter

import house
import pytest

MOST_IN_A_FOLDER = 15
# package: what it may use of its own room; between rooms the table of test_rooms.py holds
INSIDE = {
    "analysis/runtime": (),
    "analysis/network": (),
    "analysis/scenarios": ("network", "runtime"),
    "analysis/engine": ("network", "runtime", "scenarios"),
    "analysis/accessibility": ("network", "scenarios"),
    "analysis/appraisal": ("accessibility", "engine", "network", "runtime", "scenarios"),
    "analysis/economics": ("accessibility", "appraisal", "engine", "network", "runtime", "scenarios"),
    "analysis/resilience": ("accessibility", "appraisal", "engine", "network", "runtime", "scenarios"),
    "analysis/measures": ("accessibility", "appraisal", "engine", "network", "resilience", "scenarios"),
    "analysis/programme": ("appraisal", "economics", "network", "scenarios"),
    "analysis/choices": ("appraisal", "economics", "programme", "scenarios"),
    "analysis/surroundings": ("accessibility", "appraisal", "network", "resilience", "scenarios"),
    "analysis/viewpoints": ("accessibility", "appraisal", "network", "scenarios", "surroundings"),
    "analysis/validation": ("network", "scenarios"),
    "intake": ("files",),
    "intake/files": (),
    "layers": (),
    "layers/symbology": ("",),
    "views/state": ("",),
    "views/shelf": ("components", "state"),
    "views/components": ("", "state"),
    "views/pages": ("", "components", "pages/story", "state"),
    "views/pages/browse": ("", "components", "shelf", "state"),
    "views/pages/compare": ("", "components", "state"),
    "views/pages/connectivity": ("", "components", "pages/compare", "state"),
    "views/pages/worth": ("", "components", "state"),
    "views/pages/office": ("", "components", "shelf", "state"),
    "views/pages/story": ("", "components", "pages/compare", "pages/connectivity", "pages/worth", "shelf", "state"),
    "views/pages/user_data": ("", "components", "shelf", "state"),
}


def packages_without_door() -> set[str]:
    return {package for package in house.packages() if not house.door(package)}


@pytest.mark.parametrize("path", [path for path in house.sources() if "/" in path])
def test_other_packages_are_entered_by_the_door(path):
    here = house.folder(path).replace("/", ".")
    for module, name in house.imports(path):
        inner = module if module in house.packages() else module.rpartition(".")[0]
        if f"{here}.".startswith(f"{inner}.") or inner in packages_without_door():
            continue
        if not name:  # import package: its names are looked up by attribute
            continue
        assert module in house.packages(), f"{path}: from {module} import {name}; ask {inner} for it"
        assert name in house.door(module), f"{path}: {module} does not offer {name}"


def test_doors_offer_only_what_somebody_uses():
    used = {(module, name) for path in house.all_code() for module, name in house.imports(path)}
    library = {("analysis", name) for name in house.door("analysis")}  # for those who install it
    offered = {(package, name) for package in house.packages() for name in house.door(package)}
    whole = {module for module, name in used if not name}  # import layers: its names are looked up by attribute
    assert {(package, name) for package, name in offered - used - library if package not in whole | {"words"}} == set()


def test_no_circle_of_modules():
    assert house.circles(house.links()) == []


def test_no_circle_of_packages():
    assert house.circles(house.package_links()) == []


def test_the_search_for_circles_finds_what_it_looks_for():
    assert house.circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


@pytest.mark.parametrize("package", INSIDE)
def test_arrows_inside_a_room_point_one_way(package):
    room = package.split("/")[0]
    may = {f"{room}/{name}".rstrip("/") for name in INSIDE[package]}
    used = {other for other in house.package_links()[package] if other.split("/")[0] == room}
    assert used - may == set()


def test_no_folder_is_crowded():
    count = Counter(house.folder(path) for path in house.sources() if not path.endswith("__init__.py"))
    assert {folder: number for folder, number in count.items() if number > MOST_IN_A_FOLDER} == {}


def test_every_package_says_what_it_is():
    for package in house.packages():
        init = house.ROOT / package.replace(".", "/") / "__init__.py"
        assert init.is_file(), package
        assert init.read_text(encoding="utf-8").startswith('"""'), package
