"""One-way traps of the map, and pairs of places whose directions differ."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from drawn_roads import frame, line
from graphs import real_world

from analysis.network.graph import skim
from analysis.scenarios.scenario import Scenario
from layers.geodesy import length_m
from layers.reading import read
from pipeline.files.context import INPUT
from pipeline.reports.access import OVER_KM, cause, uneven_mask, uneven_pairs
from pipeline.roads.overrides import apply_overrides, cut_at_boxes, parse
from pipeline.roads.slips import doubts


def _layer(*rows: dict) -> gpd.GeoDataFrame:
    """Links with nodes by their ends and lengths as drawn."""
    made = frame(*rows)
    ends = [(round(x.coords[i][0], 7), round(x.coords[i][1], 7)) for x in made.geometry for i in (0, -1)]
    number = {end: i for i, end in enumerate(dict.fromkeys(ends))}
    made["from_node"] = [number[e] for e in ends[::2]]
    made["to_node"] = [number[e] for e in ends[1::2]]
    made["length_m"] = length_m(made.geometry.to_numpy())
    return made


def _road(*, short_m: float = 168, round_m: float = 4000, **more: object) -> list[dict]:
    """A two-way road with one short one-way link in it, and a way round."""
    return [
        {"geometry": line((-500, 0), (0, 0))},
        {"geometry": line((0, 0), (short_m, 0)), "oneway": True, **more},
        {"geometry": line((short_m, 0), (short_m + 500, 0))},
        {"geometry": line((0, 0), (0, round_m / 2), (short_m, round_m / 2), (short_m, 0)), "road_class": "tertiary"},
    ]


def test_a_short_one_way_link_in_a_two_way_road_is_a_slip() -> None:
    found = doubts(_layer(*_road()))
    assert found.row.tolist() == [1]
    assert found.slip.tolist() == [True]
    assert found.back_m[0] == pytest.approx(4168, rel=0.01)


@pytest.mark.parametrize(
    "rows",
    [
        _road(short_m=600),
        _road(round_m=2000),
        _road(ramp=True),
        _road(road_class="motorway"),
        [*_road(), {"geometry": line((168, 30), (0, 30)), "oneway": True}],
    ],
    ids=["600 m", "short way back", "ramp", "motorway", "opposite carriageway beside it"],
)
def test_what_is_no_doubt(rows: list[dict]) -> None:
    assert len(doubts(_layer(*rows)).row) == 0


def test_an_opposite_road_ahead_is_no_carriageway_beside() -> None:
    """As in Phước Long, where the divided part ends at the slip."""
    ahead = {"geometry": line((-20, 12), (-400, 12)), "oneway": True}
    found = doubts(_layer(*_road(), ahead))
    assert dict(zip(found.row.tolist(), found.slip.tolist(), strict=True))[1]


def test_a_piece_of_a_flyover_is_a_doubt_and_no_slip() -> None:
    rows = [
        {"geometry": line((-500, 0), (0, 0)), "oneway": True},
        {"geometry": line((0, 0), (168, 0)), "oneway": True},
        {"geometry": line((168, 0), (668, 0))},
        {"geometry": line((668, 0), (668, 2000), (-500, 2000), (-500, 0)), "road_class": "tertiary"},
    ]
    found = doubts(_layer(*rows))
    assert (found.row.tolist(), found.slip.tolist()) == ([1], [False])


def test_an_override_opens_one_way_lines_alone_and_only_in_its_box() -> None:
    roads = frame(
        {"geometry": line((0, 0), (300, 0)), "oneway": True}, {"geometry": line((0, 9), (300, 9)), "oneway": False}
    ).drop(columns=["closed", "open_2021", "override"])
    east = roads.geometry[0].interpolate(0.5, normalized=True).x
    row = {"ref": "", "where": f"bbox 105 11 {east} 12", "column": "oneway", "value": "false"}
    changes = parse(pd.DataFrame([row]))
    made = apply_overrides(cut_at_boxes(roads, changes), changes)
    opened = made[made["override"] == 0]
    assert not opened["oneway"].any()
    assert length_m(opened.geometry.to_numpy()).sum() == pytest.approx(150, abs=5)
    assert made["oneway"].sum() == 1


def test_no_slip_is_left_in_the_layer() -> None:
    assert doubts(read("roads")).slip.sum() == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [("dist-phuoc-long", "dist-bu-gia-map"), ("cap-tay-ninh", "cap-hcmc"), ("dist-chau-thanh", "dist-hoa-thanh")],
)
def test_directions_agree_where_the_map_had_a_trap(a: str, b: str) -> None:
    nodes = real_world().nodes([a, b])
    table = skim(real_world().graph(Scenario()), nodes, nodes).shortest_m
    assert table[0, 1] == pytest.approx(table[1, 0], abs=1500)


def test_every_uneven_pair_has_a_named_cause_and_every_cause_is_needed() -> None:
    causes = pd.read_csv(Path(INPUT) / "asymmetries.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    pairs = uneven_pairs(real_world())
    told = [cause(pair, causes) for pair in pairs]
    unexplained = [
        f"{p.origin} – {p.destination} near {p.parted}" for p, why in zip(pairs, told, strict=True) if not why
    ]
    assert unexplained == []
    assert set(told) == set(causes["what_en"])
    assert all(causes[c].str.strip().all() for c in causes)


def test_capitals_and_districts_differ_by_distance_in_no_pair() -> None:
    world = real_world()
    ids = [i for i, p in world.places.items() if p.kind in {"provincial_capital", "district_capital"}]
    _, more_km, _ = uneven_mask(world, ids)
    assert abs(more_km).max() <= OVER_KM
