"""Faults of the road source mended by rule: gaps, turn-rounds, wrong directions, one-way stubs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_roads import FAR, NOWHERE, M, frame, line

from pipeline.roads.junctions import edges
from pipeline.roads.links import KEPT, dropped, links
from pipeline.roads.mending import counts, mend, set_right
from pipeline.roads.network import ATTRIBUTES, make


def pair(*, turn_first: bool) -> gpd.GeoDataFrame:
    """A road that becomes two carriageways 12 m apart; the southern one drives east, as in Vietnam.

    ::
                    ┌──◀──┬──◀──┐
           ─────────┤     │     ├─────
                    └──▶──┴──▶──┘
    """
    north = [line((200, 12), (100, 12)), line((100, 12), (0, 0))]
    if turn_first:
        north[0] = shapely.reverse(north[0])
    south = [line((0, 0), (100, 0)), line((100, 0), (200, 0))]
    two_way = [line((-500, 0), (0, 0)), line((200, 0), (500, 0)), line((200, 0), (200, 12))]
    return frame(*({"geometry": g, "oneway": True} for g in north + south), *({"geometry": g} for g in two_way))


def test_a_carriageway_drawn_against_its_pair_is_turned_round() -> None:
    mended = set_right(pair(turn_first=True))
    assert mended["mended"].tolist() == ["turned"] + [""] * 6
    assert (make(mended).fate == KEPT).all()
    assert set(set_right(pair(turn_first=False))["mended"]) == {""}


def around(stub: shapely.LineString, *, detour_m: float) -> gpd.GeoDataFrame:
    """A road with a one-way stretch in its middle, and another way round of about twice ``detour_m``."""
    a, b = stub.coords[0], stub.coords[-1]
    up = detour_m * M
    return frame(
        {"geometry": shapely.LineString([(a[0] - 500 * M, a[1]), a])},
        {"geometry": stub, "oneway": True},
        {"geometry": shapely.LineString([b, (b[0] + 500 * M, b[1])])},
        {"geometry": shapely.LineString([a, (a[0], a[1] + up), (b[0], b[1] + up), b])},
    )


@pytest.mark.parametrize(
    ("length_m", "detour_m", "opened"),
    [(30, 12_000, 1), (30, 8_000, 0), (900, 12_000, 1), (1_100, 12_000, 0)],
)
def test_a_one_way_stub_is_opened_if_the_way_back_is_over_20_km(length_m, detour_m, opened) -> None:
    made = set_right(around(line((0, 0), (length_m, 0)), detour_m=detour_m))
    assert counts(made) == {"turned": 0, "two_way": opened}
    assert made["oneway"].sum() == 1 - opened


def test_carriageways_without_a_place_to_turn_for_20_km_stay_one_way() -> None:
    roads = pair(turn_first=False).iloc[:6]
    both = [line((500, 0), (500, 12_000), (-500, 12_000), (-500, 0))]
    made = set_right(frame(*roads.to_dict("records"), {"geometry": both[0]}))
    assert counts(made) == {"turned": 0, "two_way": 0}


def test_a_pair_that_ends_side_by_side_gets_a_turn_round() -> None:
    roads = frame(
        {"geometry": line((-500, 0), (0, 0))},
        {"geometry": line((0, 0), (300, -6)), "oneway": True},
        {"geometry": line((300, 6), (0, 0)), "oneway": True},
    )
    network = make(roads)
    assert network.turns == 1
    assert (network.fate == KEPT).all()
    made = links(network, network.fate == KEPT, area=FAR, border=NOWHERE)
    assert made[made["ramp"]]["length_m"].tolist() == pytest.approx([12], abs=0.3)


def test_no_turn_round_over_fifty_metres() -> None:
    roads = frame(
        {"geometry": line((-500, 0), (0, 0))},
        {"geometry": line((0, 0), (300, -30)), "oneway": True},
        {"geometry": line((300, 30), (0, 0)), "oneway": True},
    )
    network = make(roads)
    assert network.turns == 0
    assert set(network.fate) == {"", "one_way"}
    assert dropped(network)["length_km"].sum() == pytest.approx(0.603, abs=0.005)


@pytest.mark.parametrize(("gap_m", "bend_m", "joined"), [(6, 0, 1), (12, 0, 0), (6, 30, 0)])
def test_a_gap_is_joined_if_short_and_straight(gap_m, bend_m, joined) -> None:
    a, b = line((-50, 0), (0, 0)), line((gap_m, 0), (50, bend_m))
    roads = frame({"geometry": a}, {"geometry": b})
    found = edges(
        roads.geometry.to_numpy(), kind=np.zeros(2, np.int64), oneway=np.zeros(2, bool), bridge=np.zeros(2, bool)
    )
    assert mend(found, roads[ATTRIBUTES].iloc[:1]).gaps == joined
