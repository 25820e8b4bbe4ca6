"""What a map of a scenario holds when the scenario came by a link."""

from __future__ import annotations

from opening import map_arguments, opened

from layers import read_projects, study

ROAD = "hcm-chon-thanh-duc-hoa"
SECTIONS = [s for p in read_projects() for s in p.sections]


def holds(outer, inner) -> bool:
    """Whether a box holds another."""
    return all(a <= b for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a >= b for a, b in zip(outer[2:], inner[2:], strict=True)
    )


def test_a_scenario_that_comes_by_a_link_is_framed_and_a_tick_moves_nothing():
    at = opened("compare", lang="vi", routes="dat-set-ben-cui")
    first = map_arguments(at)["look"]
    assert holds(first["bounds"], study().view)
    at.query_params["routes"] = ROAD
    at.run()
    second = map_arguments(at)["look"]
    assert second["id"] != first["id"]
    for section in SECTIONS:
        if section.project_id == ROAD:
            assert holds(second["bounds"], section.geometry.bounds)
    at.checkbox(key="tick-dat-set-ben-cui").check().run()
    assert map_arguments(at)["look"] == second
