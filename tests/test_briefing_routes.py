"""Routes as rows: published or measured, a cost that adds up or none, what is only illustrative."""

from __future__ import annotations

from dataclasses import replace

import printed

from briefing.content.project_rows import RouteRow, route_rows
from layers.projects import Cost
from words import Lang

BASE, RING, BORDER, _ = printed.WORLD.projects()


def test_a_published_length_goes_before_a_measured_one_which_is_marked():
    assert RouteRow.of(BASE).length_text(Lang.VI) == "72,75 (10,0*)"
    assert RouteRow.of(replace(BASE, published_lengths=())).length_text(Lang.VI) == "10,0*"


def test_only_costs_that_add_are_summed_and_none_is_filled_in():
    main, part = Cost(1000.0, 1200.0, "", "", None, 2025, "", False), Cost(100.0, 150.0, "", "", None, 2023, "", False)
    assert RouteRow.of(replace(BASE, costs=(main, part))).cost.high_bn == 1200.0
    both = RouteRow.of(replace(BASE, costs=(main, replace(part, adds=True))))
    assert (both.cost.low_bn, both.cost.high_bn) == (1100.0, 1350.0)
    assert both.cost.price_years == (2023, 2025)
    assert both.cost_text(Lang.VI) == "1.100–1.350 (2023, 2025)"
    without = RouteRow.of(replace(BASE, costs=()))
    assert without.cost is None
    assert without.cost_text(Lang.VI) == "chưa có số liệu"


def test_what_is_not_verified_is_marked():
    assert "chưa kiểm chứng" in RouteRow.of(BASE).cost_text(Lang.VI)


def test_schematic_alignments_are_named():
    assert RouteRow.of(BASE).alignment_text(Lang.VI) == ""
    assert RouteRow.of(RING).alignment_text(Lang.VI) == "một phần là hướng tuyến minh họa"
    assert RouteRow.of(BORDER).alignment_text(Lang.VI) == "hướng tuyến minh họa"


def test_status_counts_kilometres_where_there_are_several():
    assert RouteRow.of(BASE).status_text(Lang.EN) == "under construction"
    assert RouteRow.of(RING).status_text(Lang.EN) == "open 10.0 km; planned 10.0 km"


def test_routes_stand_in_the_order_in_which_a_map_numbers_them():
    upgrade = replace(BASE, id="ct02", upgrade_of="hcm-road")
    assert [r.project.id for r in route_rows([RING, BORDER, upgrade, BASE])] == [
        "hcm-road",
        "ct02",
        "ql14c",
        "ring-road",
    ]
