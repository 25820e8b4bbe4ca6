"""Closing a link from the map: what is found under a click, who loses, and the engine's word for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from graphs import Road, real_world, roads, spot, world
from opening import opened, words_of

from analysis.accessibility.origins import communes
from analysis.appraisal.trips import yardstick
from analysis.engine.boundary_nodes import LINK_PREFIX, prepare_engine
from analysis.measures.comparison import compare_pair
from analysis.network.graph import Impedance
from analysis.resilience.closures import (
    closed_lines,
    closure_loss,
    link_of,
    nearest_link,
    numbered_bridges,
    placed_bridges,
)
from analysis.resilience.detours import MOST_DETOURS, detours
from analysis.scenarios.scenario import Scenario
from views.pages.compare import closure, closure_layers
from views.pages.compare.closure import sentence
from words import Lang, change, difference, number

HCM = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))


@pytest.fixture(scope="module")
def busy():
    """The link of the real network that the way from Tây Ninh to Đồng Xoài takes in its middle."""
    w = real_world()
    path = compare_pair(w, Scenario(), "cap-tay-ninh", "cap-dong-xoai").forward.fastest_before
    middle = path.coordinates[len(path.coordinates) // 2]
    return nearest_link(w, *middle)


def test_the_link_under_a_point_is_found_with_both_carriageways():
    bridges = [
        Road(((2, 0), (4, 0)), ref="QL1", bridge=True, oneway=True),
        Road(((4, 0.02), (2, 0.02)), ref="QL1", bridge=True, oneway=True),
    ]
    w = world(roads(Road(((0, 0), (2, 0)), ref="QL1"), *bridges, Road(((0, 1), (9, 1)), ref="ĐT2")), places=[])
    found = nearest_link(w, *spot(3, -0.1))
    assert (found.link_id, found.ref, found.bridge, found.together) == (1, "QL1", True, (1, 2))
    assert found.gap_m == pytest.approx(0.1 * 1106, rel=0.01)
    assert found.lon_lat[0] == pytest.approx(spot(2, 0))
    assert nearest_link(w, *spot(1, 0.9)).ref == "ĐT2"
    assert nearest_link(w, *spot(1, 0.9), bridges_only=True).bridge
    assert nearest_link(w, *spot(1, 9)) is None
    assert link_of(w, 0).together == (0,)


def test_what_is_lost_equals_the_engine_with_the_link_as_a_pseudo_project(busy):
    w, scenario = real_world(), HCM
    loss = closure_loss(w, scenario, frozenset({busy.link_id}))
    assert set(loss.links) == set(busy.together)
    ends = list(yardstick(w).ends)
    for impedance, name in ((Impedance.TIME, "min"), (Impedance.DISTANCE, "m")):
        engine = prepare_engine(w, scenario, ends, impedance=impedance, closable=[busy.link_id])
        whole = engine.skim(scenario.projects | {f"{LINK_PREFIX}{busy.link_id}"})
        broken = engine.skim(scenario.projects)
        for pair in loss.losses:
            i, j = ends.index(pair.origin), ends.index(pair.destination)
            both = j < len(yardstick(w).origins)
            before, after = ((t[i, j] + t[j, i]) / 2 if both else t[i, j] for t in (whole, broken))
            assert getattr(pair, f"before_{name}") == pytest.approx(before, rel=1e-9)
            assert getattr(pair, f"after_{name}") == pytest.approx(after, rel=1e-9)
        if impedance is Impedance.TIME:
            origins = len(yardstick(w).origins)
            square = np.triu((broken - whole + (broken - whole).T)[:origins, :origins] / 2, k=1)
            told = {(p.origin, p.destination) for p in loss.losses}
            lost = {(ends[i], ends[j]) for i, j in np.argwhere(square >= 0.5).tolist()}
            assert lost <= told
    assert loss.losses


def test_losses_are_ordered_and_the_capitals_are_among_them(busy):
    w = real_world()
    loss = closure_loss(w, Scenario(), frozenset({busy.link_id}))
    minutes = [p.lost_min for p in loss.losses]
    assert minutes == sorted(minutes, reverse=True)
    assert loss.cut_off == ()
    assert loss.considered == 20 * 19 // 2 + 20 * (len(yardstick(w).ends) - 20)
    assert {"cap-dong-xoai", "cap-tay-ninh"} in [{p.origin, p.destination} for p in loss.losses]
    assert loss.lost_person_min > 0
    assert loss.communes_cut_off == ()
    assert closure_loss(w, HCM, frozenset({busy.link_id})).digest != loss.digest


def test_a_place_on_the_closed_link_is_cut_off_and_named():
    w = real_world()
    road = int(w.connectors.head[w.connectors.tail == w.node("cap-dong-xoai")][0])
    pieces = np.flatnonzero((w.network.tail == road) | (w.network.head == road))
    closed = frozenset(w.network.roads.link_id[w.network.link[pieces]].tolist())
    loss = closure_loss(w, Scenario(), closed)
    assert "cap-dong-xoai" in loss.on_closed
    assert "cap-tay-ninh" not in loss.on_closed
    assert len([p for p in loss.cut_off if "cap-dong-xoai" in {p.origin, p.destination}]) == len(yardstick(w).ends) - 1
    assert all(p.lost_min is None and p.after_m is None for p in loss.cut_off)
    assert loss.losses[: len(loss.cut_off)] == loss.cut_off
    assert loss.lost_person_min is None


def test_a_commune_that_reaches_no_capital_is_named():
    w = real_world()
    found = communes(w)
    one = int(np.flatnonzero((found.reference == "middle") & found.study)[0])
    piece = found.attached.piece[found.attached.point == one]
    closed = frozenset(w.network.roads.link_id[w.network.link[piece]].tolist())
    loss = closure_loss(w, Scenario(), closed)
    assert found.frame["code"][one] in [code for code, _, _ in loss.communes_cut_off]


def test_upgrades_on_the_link_close_with_it():
    w = real_world()
    owner = "dt795"
    own = np.flatnonzero(w.links.sections.project_id[w.links.upgraded_section] == owner)
    first = w.links.upgraded_section[own[0]]
    link = int(w.network.roads.link_id[w.network.link[w.links.upgraded_piece[own[0]]]])
    loss = closure_loss(w, Scenario(projects=frozenset({owner})), frozenset({link}))
    assert str(w.links.sections.section_id[first]) in loss.sections
    assert all(s.startswith(f"{owner}/") for s in loss.sections)
    assert closure_loss(w, Scenario(), frozenset({link})).sections == ()


def test_bridges_of_the_list_are_numbered_long_enough_and_each_structure_once():
    found = numbered_bridges(real_world())
    assert len(found) > 100
    assert all(b.bridge and b.ref and b.length_m >= 60 for b in found)
    own = [b.link_id for b in found]
    assert len(own) == len(set(own))
    assert all(a.link_id not in b.together for a in found for b in found if a is not b)
    assert [b.ref for b in found] == sorted(b.ref for b in found)


def test_the_sentence_names_the_least_loss_that_counts(busy):
    loss = closure_loss(real_world(), Scenario(), frozenset({busy.link_id}))
    assert "ít nhất 0,5 phút hoặc xa hơn ít nhất 10 m" in sentence(loss, Lang.VI)
    assert "0.5 minutes or 10 m more" in sentence(replace(loss, losses=()), Lang.EN)


def test_a_loss_too_small_for_its_unit_is_never_told_as_nothing(busy):
    loss = closure_loss(real_world(), Scenario(), frozenset({busy.link_id}))
    each = f"lâu hơn {number(loss.lost_person_min / loss.people, Lang.VI, decimals=1)} phút"
    assert each in sentence(loss, Lang.VI)
    small = sentence(replace(loss, lost_person_min=0.09 * loss.people), Lang.VI)
    assert "lâu hơn 0,0" not in small
    assert "lâu hơn chưa đến 0,1 phút" in small
    assert "triệu" not in small


def test_detours_leave_out_what_both_ways_run_on_and_tell_the_pairs_hit_worst(busy):
    w = real_world()
    loss = closure_loss(w, HCM, frozenset({busy.link_id}))
    found = detours(w, HCM, loss)
    assert [(d.origin, d.destination) for d in found] == [(p.origin, p.destination) for p in loss.losses[:MOST_DETOURS]]
    red = shapely.union_all([shapely.LineString(line) for line in closed_lines(w, busy)])
    for detour, pair in zip(found, loss.losses, strict=False):
        ways = {n: shapely.LineString(getattr(detour, n).coordinates) for n in ("before", "after")}
        assert shapely.intersection(ways["before"], red).length == pytest.approx(red.length, rel=0.01)
        assert shapely.intersection(ways["after"], red).length < 1e-6
        assert detour.before.length_m > 0
        assert detour.after.time_min > detour.before.time_min
        shared = [ways[n].length - x.length for n, x in (("before", detour.left), ("after", detour.instead))]
        assert shared[0] == pytest.approx(shared[1], rel=1e-9)
        assert pair.lost_min >= found[-1].after.time_min - found[-1].before.time_min - 1


def test_a_pair_cut_off_has_no_detour():
    w = real_world()
    road = int(w.connectors.head[w.connectors.tail == w.node("cap-dong-xoai")][0])
    pieces = np.flatnonzero((w.network.tail == road) | (w.network.head == road))
    closed = frozenset(w.network.roads.link_id[w.network.link[pieces]].tolist())
    loss = closure_loss(w, Scenario(), closed)
    only = replace(loss, losses=loss.cut_off)
    assert all(d.after is None and d.instead.is_empty for d in detours(w, Scenario(), only))


def test_bridges_are_found_by_the_river_they_cross():
    w = real_world()
    named = {closure_layers.bridge_name(b, c, r, Lang.VI) for b, c, r in placed_bridges(w)}
    assert [n for n in named if "Sài Gòn" in n and n.startswith("cầu trên ĐT")]
    layer = closure_layers.bridges(placed_bridges(w), Lang.VI)
    assert {s.key for s in layer.shapes} == {f"link:{b.link_id}" for b in numbered_bridges(w)}
    assert 0 < sum(s.sign.min_zoom == 0 for s in layer.shapes) < len(layer.shapes) / 2


def test_the_list_of_bridges_finds_what_is_typed_without_marks_and_tells_each_place():
    bridges = placed_bridges(real_world())
    listed = closure.listed_bridges(bridges, Lang.VI).values()
    assert any("gò dầu" in told.casefold() and "go dau" in told.casefold() for told in listed)
    assert sum(place == "" for _, place, _ in bridges) < 20  # in provinces that are not in the data at all
    assert "Đồng Tháp" in {place for _, place, _ in bridges}  # communes are not in the data there


def test_a_closure_kept_as_a_scenario_still_tells_what_it_costs(busy):
    loss = closure_loss(real_world(), Scenario(projects=frozenset({"ring-road-3"})), frozenset({busy.link_id}))
    assert loss.losses
    kept = {"own": f"Đóng*ring-road-3**{busy.link_id}", "on": "own-1", "shut": str(busy.link_id)}
    said = words_of(opened("compare", lang="vi", part="closure", **kept))
    assert sentence(loss, Lang.VI) in said
    assert loss.digest in said


def test_pairs_that_only_go_farther_are_counted_and_not_listed(busy):
    """The list ended with rows of +0,0 minutes."""
    loss = closure_loss(real_world(), Scenario(), frozenset({busy.link_id}))
    farther = replace(loss.losses[-1], after_min=loss.losses[-1].before_min + 0.01)
    cut = replace(loss.losses[-1], after_min=None)
    slower, same = closure.slower_pairs([*loss.losses, farther, cut])
    assert farther in same
    assert cut is slower[0]
    lost_min = [difference(p.before_min, p.after_min, decimals=1) for p in slower[1:]]
    assert lost_min == sorted(lost_min, reverse=True)
    assert len(slower) + len(same) == len(loss.losses) + 2
    assert all(change(p.before_min, p.after_min, Lang.VI, decimals=1) not in {"0,0", "+0,0"} for p in slower)
