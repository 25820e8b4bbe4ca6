"""The picture of the house shows the house that stands."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import house

sys.path.insert(0, str(house.ROOT / "docs"))
import rooms


def drawn() -> set[str]:
    ids = {node.get("id", "") for node in ET.parse(rooms.FILE).iter()}
    return ids & rooms.stated() | {i for i in ids if ".." in i or "=" in i}


def test_every_box_and_arrow_is_drawn_and_no_other():
    assert drawn() == rooms.stated(), "run python docs/rooms.py"


def test_the_boxes_are_all_rooms_and_the_packages_in_them():
    held = {box: set(lines) for box, lines in rooms.rooms().text.items()}
    packages = house.packages()
    assert {box for box in held if "." not in box} == {p.split(".")[0] for p in packages}
    assert {f"{box}.{line.replace('/', '.')}" for box, lines in held.items() for line in lines} == {
        p for p in packages if "." in p
    }


def test_an_arrow_that_follows_from_others_is_left_out_and_no_other():
    graph = rooms.packages().graph
    assert graph.has_edge("scenarios", "network")
    assert not graph.has_edge("measures", "network")
    assert graph.has_edge("measures", "resilience")
