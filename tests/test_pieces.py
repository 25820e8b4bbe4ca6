"""Pieces of roads: which are short, and which continue each other and become one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from intake import PlacedFeature, Spot
from layers.geodesy import length_m
from user_data.pieces import are_short, join

METRE = 1 / 111_320  # of latitude, in degrees
LON, LAT = 106.5, 11.4
COLUMNS = {"tim": {"name": "ten", "cost_low_bn": "tien", "note": "ghi_chu"}}


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line through points (metres to the east and north)."""
    east = METRE / np.cos(np.radians(LAT))
    return shapely.LineString([(LON + x * east, LAT + y * METRE) for x, y in points])


def piece(shape: shapely.LineString, number: int = 1, *, layer: str = "tim", part: int = 0, **values) -> PlacedFeature:
    return PlacedFeature("line", shape, {"ten": "A"} | values, Spot(layer=layer, feature=number), part)


def joined(*shapes: shapely.LineString):
    return join([piece(shape, n) for n, shape in enumerate(shapes, 1)], COLUMNS)


def metres(feature: PlacedFeature) -> float:
    return float(length_m([feature.geometry])[0])


def test_pieces_end_to_end_are_one_road_whichever_way_they_were_drawn():
    found = joined(line((0, 0), (300, 0)), line((900, 0), (600, 0)), line((300, 0), (450, 40), (600, 0)))
    (road,) = found.features
    assert (found.pieces, found.roads, road.pieces, road.spot.feature) == (3, 1, 3, 1)
    assert metres(road) == pytest.approx(600 + 2 * np.hypot(150, 40), abs=5)
    assert len(road.geometry.coords) == 5


def test_a_gap_is_bridged_up_to_ten_metres_and_straight_ahead_only():
    here = line((0, 0), (300, 0))
    assert metres(joined(here, line((309, 0), (600, 0))).features[0]) == pytest.approx(600, abs=3)
    for other in (line((312, 0), (600, 0)), line((300, 9), (0, 9)), line((305, 5), (305, 300))):
        assert joined(here, other).roads == 0, "too far, the other carriageway, a side road"


def test_nothing_is_joined_where_a_third_begins_or_a_line_is_there_twice():
    here, on = line((0, 0), (300, 0)), line((300, 0), (600, 0))
    assert joined(here, on, line((300, 0), (300, 200))).roads == 0
    assert joined(here, on, line((304, 0), (304, 200))).features[0].pieces == 2, "those that touch are nearer"
    assert joined(here, here).roads == 0
    assert joined(here, line((300, 0), (0, 8))).roads == 0, "back again"


def test_only_what_says_the_same_is_joined_and_notes_are_put_together():
    first, second = line((0, 0), (300, 0)), line((300, 0), (600, 0))
    for other in ({"ten": "B"}, {"tien": 5}, {"layer": "khác"}):
        assert join([piece(first), piece(second, 2, **other)], COLUMNS).roads == 0
    road = join([piece(first, ghi_chu="một"), piece(second, 2, ghi_chu="hai")], COLUMNS).features[0]
    assert road.values["ghi_chu"] == "một; hai"
    parts = join([piece(first, part=2), piece(second, part=3)], COLUMNS).features[0]
    assert (parts.part, join([piece(first, part=2), piece(second, 2, part=1)], COLUMNS).features[0].part) == (2, 0)


def test_what_is_not_joined_stays_as_it_is_and_where_it_is():
    far = piece(line((0, 5_000), (300, 5_000)), 2)
    point = PlacedFeature("point", shapely.Point(LON, LAT), {}, Spot(feature=4))
    found = join([piece(line((0, 0), (300, 0))), far, piece(line((300, 0), (600, 0)), 3), point], COLUMNS)
    assert found.features[1:] == (far, point)
    assert are_short([piece(line((0, 0), (49, 0))), far, point]) == [True, False, False]


def test_thousands_of_pieces_are_joined_in_a_moment():
    many = [line((10 * n, 0), (10 * n + 10, 0)) for n in range(3_000)]
    found = joined(*many)
    assert (found.roads, found.pieces) == (1, 3_000)
    assert metres(found.features[0]) == pytest.approx(30_000, rel=0.01)
