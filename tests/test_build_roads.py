"""The road network: what is left out and why, the border, town and country, overrides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_roads import FAR, LON, NOWHERE, M, frame, line

from layers.geodesy import VN2000_UTM48N, WGS84, length_m
from pipeline.roads import bounds, built_up
from pipeline.roads.junctions import planar
from pipeline.roads.links import KEPT, dropped, links, simplify
from pipeline.roads.network import make
from pipeline.roads.overrides import apply_overrides, cut_at_boxes, parse


def test_reasons_of_what_is_left_out() -> None:
    roads = frame(
        {"geometry": line((0, 0), (1000, 0))},
        {"geometry": line((1000, 0), (1400, 0)), "closed": True},  # closed, but on the network: stays
        {"geometry": line((1400, 0), (1500, 0))},  # only behind the closed road
        {"geometry": line((0, 0), (0, 300)), "cambodian": True},
        {"geometry": line((0, 300), (0, 400))},  # only through Cambodia
        {"geometry": line((0, 900), (50, 900))},  # an island
        {"geometry": line((1000, 0), (1000, 60)), "open_2021": False},
        {"geometry": line((0, 0), (0, -70)), "oneway": True},
    )
    network = make(roads)
    found = dict(zip(np.round(length_m(network.edges.lines)).tolist(), network.fate.tolist(), strict=True))
    assert [found[min(found, key=lambda k: abs(k - m))] for m in (400, 300)] == [KEPT, "cambodia"]
    rows = dropped(network).set_index("reason")["length_km"].round(2).to_dict()
    assert rows == {"behind_closed": 0.1, "island": 0.05, "not_open": 0.06, "one_way": 0.07, "through_cambodia": 0.1}


def test_links_are_measured_on_what_is_written() -> None:
    wavy = line(*((x, 1.0 * (x % 20 == 0)) for x in range(0, 1001, 10)))
    network = make(frame({"geometry": wavy}))
    made = links(network, network.fate == KEPT, area=FAR, border=NOWHERE)
    assert len(shapely.get_coordinates(made.geometry[0])) == 2
    assert made["length_m"][0] == pytest.approx(length_m(made.geometry.to_numpy())[0], abs=0.01)
    assert shapely.equals_exact(simplify(np.array([wavy]))[0].boundary, wavy.boundary, 0)


def test_an_approach_road_ends_on_the_border_and_a_border_road_stays_whole() -> None:
    #   Cambodia is north of y = 0
    box = line((-5000, 0), (5000, 0), (5000, 5000), (-5000, 5000))
    beyond = gpd.GeoSeries([shapely.Polygon(box.coords)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    approach, weaving = line((0, -1000), (0, 2000)), line((1000, -50), (1500, 200), (2000, -50))
    inland = line((-3000, 100), (-2500, 100))  # within 300 m, but joined to nothing Vietnamese
    roads = frame(*({"geometry": g} for g in (approach, weaving, inland))).drop(columns="cambodian")
    told = bounds.tell_cambodian(roads, beyond=beyond)
    metres = shapely.length(planar(told.geometry.to_numpy())).round(-1)
    vietnamese = ~told["cambodian"].to_numpy()
    east = shapely.get_x(shapely.get_point(told.geometry.to_numpy(), 0)) > LON + 900 * M
    assert metres[vietnamese & ~east].tolist() == [1000]
    assert metres[vietnamese & east].sum() == pytest.approx(1120, abs=15)
    assert sorted(metres[~vietnamese]) == pytest.approx([500, 2000], abs=10)


def test_cutting_keeps_direction() -> None:
    area = gpd.GeoSeries([shapely.Polygon(line((0, -100), (1000, -100), (1000, 100), (0, 100)).coords)], crs=WGS84)
    area = area.to_crs(VN2000_UTM48N)[0]
    pieces, inside = bounds.cut_along(frame({"geometry": line((1500, 0), (-500, 0)), "oneway": True}), area=area)
    starts = shapely.get_x(shapely.get_point(pieces.geometry.to_numpy(), 0))
    assert inside.tolist() == [False, True, False]
    assert (np.diff(starts) < 0).all()


def test_short_changes_between_town_and_country_are_smoothed() -> None:
    points = [(x, 0) for x in range(0, 3001, 100)]
    town = gpd.GeoSeries([shapely.Polygon(line((990, -50), (2010, -50), (2010, 50), (990, 50)).coords)], crs=WGS84)
    hut = gpd.GeoSeries([shapely.Polygon(line((490, -50), (610, -50), (610, 50), (490, 50)).coords)], crs=WGS84)
    area = shapely.union(town.to_crs(VN2000_UTM48N)[0], hut.to_crs(VN2000_UTM48N)[0])
    made = built_up.split_urban(frame({"geometry": line(*points)}).drop(columns="urban"), area=area)
    assert made["urban"].tolist() == [False, True, False]
    assert length_m(made.geometry.to_numpy()).round(-1).tolist() == pytest.approx([1000, 1000, 1000], abs=15)


TABLE = pd.DataFrame(
    [
        {"ref": "ĐT1", "where": f"bbox {LON} 11.4 {LON + 500 * M} 11.6", "column": "closed", "value": "true"},
        {"ref": "", "where": "bbox 105 11 107 12; class=tertiary; name=Z", "column": "open_2021", "value": "false"},
    ]
)


def test_overrides_cut_at_their_box_and_touch_nothing_else() -> None:
    roads = frame(
        {"geometry": line((-300, 0), (300, 0)), "ref": "ĐT1"},
        {"geometry": line((-300, 9), (300, 9)), "ref": "ĐT2"},
        {"geometry": line((0, 99), (9, 99)), "road_class": "tertiary", "name": "Z"},
    ).drop(columns=["closed", "open_2021", "override"])
    changes = parse(TABLE)
    made = apply_overrides(cut_at_boxes(roads, changes), changes)
    closed = made[made["closed"]]
    assert closed["ref"].tolist() == ["ĐT1"]
    assert length_m(closed.geometry.to_numpy())[0] == pytest.approx(300, abs=3)
    assert made[~made["open_2021"]]["name"].tolist() == ["Z"]
    assert sorted(made["override"]) == [-1, -1, 0, 1]
    with pytest.raises(ValueError, match="no road matches"):
        apply_overrides(roads.iloc[:2], changes)


@pytest.mark.parametrize(("column", "value"), [("where", "circle 1 2 3"), ("where", "bbox 1 2 3"), ("column", "speed")])
def test_overrides_that_cannot_be_understood_are_named(column, value) -> None:
    with pytest.raises(ValueError, match="row 0"):
        parse(TABLE.iloc[:1].assign(**{column: value}))
