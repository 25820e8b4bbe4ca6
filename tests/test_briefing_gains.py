"""Who gains: communes in classes, shares of people, checked on four communes drawn by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from briefing.content.data import BREAKS_MIN, CommuneGains, class_names
from words import Lang

ROWS = gpd.GeoDataFrame(
    {
        "code": ["1", "2", "3", "4"],
        "full_name": ["Xã A", "Xã B", "Xã C", "Xã D"],
        "people": [1000.0, 3000.0, np.nan, 4000.0],
        "saved_min": [0.0, 10.0, 40.0, np.nan],
    },
    geometry=[shapely.box(n, 0, n + 1, 1) for n in range(4)],
    crs=4326,
)


def test_people_are_counted_by_class_without_those_of_no_figure_or_no_road():
    gains = CommuneGains(ROWS, "d")
    assert gains.people_percent() == [25.0, 0.0, 0.0, 75.0, 0.0, 0.0]
    assert gains.notable_percent() == 75.0
    assert len(gains.counted) == 2


def test_the_most_is_told_of_all_connected_communes():
    assert list(CommuneGains(ROWS, "d").largest(2)["full_name"]) == ["Xã C", "Xã B"]


@pytest.mark.parametrize("lang", Lang)
def test_each_class_has_a_name_and_a_sign(lang):
    layer = CommuneGains(ROWS, "d").layer(lang)
    assert [r.text for r in layer.rows] == class_names(lang)
    assert len(set(class_names(lang))) == len(BREAKS_MIN) + 1
    assert len(layer.shapes) == 3  # the one without a road is not drawn


def test_nobody_counted_is_no_share():
    assert CommuneGains(ROWS[3:], "d").notable_percent() == 0.0


def test_on_the_real_network_the_shares_are_whole(report):
    gains = report.gains
    assert sum(gains.people_percent()) == pytest.approx(100)
    assert len(gains.frame) > 60
    assert set(gains.frame["province_2022"]) == {"70", "72"}
    home, world = report.request.origin, report.world
    row = gains.frame[gains.frame["province_2022"] != world.place(home).province].iloc[0]
    assert row["before_min"] > row["after_min"] - 1e-9
