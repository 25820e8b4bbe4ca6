"""The road network: junctions, links, faults mended by rule, border, overrides; and the layer as shipped."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.build import road_area, road_urban
from data.build.junctions import contract, edges, planar, strong_component
from data.build.overrides import apply_overrides, cut_at_boxes, parse
from data.build.road_gaps import mend
from data.build.road_links import KEPT, dropped, links, simplify
from data.build.road_ways import counts, set_right
from data.build.roads import ATTRIBUTES, make
from layers import read, read_table
from layers.geodesy import VN2000_UTM48N, WGS84, length_m

M = 1 / 111_000  # about a metre in degrees
LON, LAT = 106.0, 11.5
FAR = shapely.box(-1e7, -1e7, 1e7, 1e7)  # a study area and a border that nothing meets
NOWHERE = shapely.LineString([(-1e7, -1e7), (-1e7, 1e7)])


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line through points given in metres east and north of 106 E, 11.5 N."""
    return shapely.LineString([(LON + x * M / np.cos(np.radians(LAT)), LAT + y * M) for x, y in points])


def frame(*rows: dict) -> gpd.GeoDataFrame:
    """Roads with the attributes of the layer; a row says what is not usual."""
    usual = {
        "road_class": "secondary",
        "ref": "",
        "name": None,
        "ramp": False,
        "bridge": False,
        "oneway": False,
        "urban": False,
        "closed": False,
        "open_2021": True,
        "override": -1,
        "cambodian": False,
    }
    return gpd.GeoDataFrame([usual | row for row in rows], geometry="geometry", crs=WGS84)


def cut(*lines: shapely.LineString, oneway: tuple[int, ...] = (), bridge: tuple[int, ...] = ()):
    n = len(lines)
    kind = np.zeros(n, dtype=np.int64)
    flags = [np.isin(np.arange(n), rows) for rows in (oneway, bridge)]
    return edges(np.array(lines, dtype=object), kind=kind, oneway=flags[0], bridge=flags[1])


def degrees(found) -> list[int]:
    """How many edges meet at each node, sorted."""
    counts = np.bincount(np.r_[found.start, found.end])
    return sorted(counts[counts > 0].tolist())


#        │                      │
#   ─────┼─────  crossing   ────●────  shared vertex
#        │                      │
def test_lines_that_cross_without_a_shared_vertex_do_not_meet() -> None:
    assert degrees(cut(line((-50, 0), (50, 0)), line((0, -50), (0, 50)))) == [1, 1, 1, 1]


def test_a_vertex_shared_inside_two_lines_is_a_junction() -> None:
    assert degrees(cut(line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0), (0, 50)))) == [1, 1, 1, 1, 4]


def test_an_end_on_the_inside_of_a_line_is_a_junction() -> None:
    assert degrees(cut(line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0)))) == [1, 1, 1, 3]


def test_a_bridge_over_the_same_vertex_passes_over() -> None:
    road, over = line((-50, 0), (0, 0), (50, 0)), line((0, -50), (0, 0), (0, 50))
    assert degrees(cut(road, over, bridge=(1,))) == [1, 1, 1, 1]
    assert degrees(cut(road, line((0, 0), (0, 50)), bridge=(1,))) == [1, 1, 1, 3]  # its end is on the ground


@pytest.mark.parametrize(("apart_m", "ends"), [(0.3, [1, 1, 2]), (0.6, [1, 1, 1, 1])])
def test_vertices_meet_by_distance_wherever_a_grid_would_fall(apart_m, ends) -> None:
    for shift in np.linspace(0, 1, 7):  # some of these would be parted by rounding to any grid of half a metre
        a, b = line((-50, shift), (shift, shift)), line((shift + apart_m, shift), (50, shift))
        assert degrees(cut(a, b)) == ends


def test_chains_become_one_link_whatever_way_they_were_drawn() -> None:
    a, b, c = line((0, 0), (10, 0)), line((20, 0), (10, 0)), line((20, 0), (30, 5))
    for given in ((a, b, c), (c, a, b), (shapely.reverse(b), c, a)):
        joined = contract(cut(*given))
        assert len(joined) == 1
        assert shapely.equals_exact(joined.lines[0], line((0, 0), (10, 0), (20, 0), (30, 5)), 1e-12)


def test_one_way_chains_keep_their_direction() -> None:
    joined = contract(cut(line((20, 0), (10, 0)), line((10, 0), (0, 0)), oneway=(0, 1)))
    assert len(joined) == 1
    assert shapely.equals_exact(joined.lines[0], line((20, 0), (10, 0), (0, 0)), 1e-12)


def test_one_way_and_two_way_do_not_join_nor_head_to_head() -> None:
    a, b = line((0, 0), (10, 0)), line((10, 0), (20, 0))
    assert len(contract(cut(a, b, oneway=(0,)))) == 2
    assert len(contract(cut(a, shapely.reverse(b), oneway=(0, 1)))) == 2


def test_a_ring_is_one_link() -> None:
    joined = contract(cut(line((0, 0), (10, 0), (10, 10)), line((10, 10), (0, 10), (0, 0))))
    assert len(joined) == 1
    assert joined.start[0] == joined.end[0]


def test_the_strong_component_leaves_out_what_cannot_be_left() -> None:
    #   a ──── b ───▶ c       d ── e
    found = cut(line((0, 0), (1000, 0)), line((1000, 0), (1500, 0)), line((0, 500), (100, 500)), oneway=(1,))
    assert strong_component(found).tolist() == [True, False, False]


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
    told = road_area.tell_cambodian(roads, beyond=beyond)
    metres = shapely.length(planar(told.geometry.to_numpy())).round(-1)
    vietnamese = ~told["cambodian"].to_numpy()
    east = shapely.get_x(shapely.get_point(told.geometry.to_numpy(), 0)) > LON + 900 * M
    assert metres[vietnamese & ~east].tolist() == [1000]
    assert metres[vietnamese & east].sum() == pytest.approx(1120, abs=15)
    assert sorted(metres[~vietnamese]) == pytest.approx([500, 2000], abs=10)


def test_cutting_keeps_direction() -> None:
    area = gpd.GeoSeries([shapely.Polygon(line((0, -100), (1000, -100), (1000, 100), (0, 100)).coords)], crs=WGS84)
    area = area.to_crs(VN2000_UTM48N)[0]
    pieces, inside = road_area.cut_along(frame({"geometry": line((1500, 0), (-500, 0)), "oneway": True}), area=area)
    starts = shapely.get_x(shapely.get_point(pieces.geometry.to_numpy(), 0))
    assert inside.tolist() == [False, True, False]
    assert (np.diff(starts) < 0).all()


def test_short_changes_between_town_and_country_are_smoothed() -> None:
    points = [(x, 0) for x in range(0, 3001, 100)]
    town = gpd.GeoSeries([shapely.Polygon(line((990, -50), (2010, -50), (2010, 50), (990, 50)).coords)], crs=WGS84)
    hut = gpd.GeoSeries([shapely.Polygon(line((490, -50), (610, -50), (610, 50), (490, 50)).coords)], crs=WGS84)
    area = shapely.union(town.to_crs(VN2000_UTM48N)[0], hut.to_crs(VN2000_UTM48N)[0])
    made = road_urban.split_urban(frame({"geometry": line(*points)}).drop(columns="urban"), area=area)
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


# The layer as shipped


@pytest.fixture(scope="module")
def roads() -> gpd.GeoDataFrame:
    return read("roads")


def test_shipped_links_are_one_strongly_connected_network(roads) -> None:
    for part in (roads, roads[~roads["closed"]]):
        back = part[~part["oneway"]]
        tail = np.r_[part["from_node"], back["to_node"]]
        head = np.r_[part["to_node"], back["from_node"]]
        nodes, number = np.unique(np.r_[tail, head], return_inverse=True)
        graph = coo_matrix((np.ones(len(tail)), (number[: len(tail)], number[len(tail) :])), shape=(len(nodes),) * 2)
        assert connected_components(graph, directed=True, connection="strong")[0] == 1


def test_shipped_lengths_are_those_of_the_lines(roads) -> None:
    assert np.abs(length_m(roads.geometry.to_numpy()) - roads["length_m"]).max() < 0.01
    assert (roads["length_m"] > 0).all()


def test_shipped_nodes_are_places(roads) -> None:
    ends = [shapely.get_coordinates(shapely.get_point(roads.geometry.to_numpy(), at)) for at in (0, -1)]
    where = pd.DataFrame(np.vstack(ends), columns=["lon", "lat"]).assign(
        node=np.r_[roads["from_node"], roads["to_node"]]
    )
    assert len(where.drop_duplicates()) == where["node"].nunique()
    assert sorted(where["node"].unique()) == list(range(where["node"].nunique()))


def test_shipped_links_hold_the_routed_classes_and_every_override(roads) -> None:
    assert set(roads["road_class"]) == {"motorway", "trunk", "primary", "secondary", "tertiary"}
    overrides = read_table("overrides")
    seen = set(roads["override"]) - {-1}
    routed = overrides[overrides["column"] != "open_2021"]
    assert seen == {int(row) for row in routed["row"]}
    assert set(roads.loc[roads["closed"], "override"]) == {
        int(r) for r in routed.loc[routed["column"] == "closed", "row"]
    }


def test_no_shipped_link_runs_farther_than_300_m_into_cambodia(roads) -> None:
    beyond = shapely.union_all(read("cambodia_provinces").to_crs(VN2000_UTM48N).geometry.to_numpy())
    border = shapely.union_all(read("border").to_crs(VN2000_UTM48N).geometry.to_numpy())
    lines = roads.to_crs(VN2000_UTM48N).geometry.to_numpy()
    shapely.prepare(beyond)
    inside = shapely.intersection(lines[shapely.intersects(beyond, lines)], beyond)
    points = shapely.points(shapely.get_coordinates(inside))
    assert len(points)
    assert shapely.distance(points, border).max() <= 300


def test_the_expressway_not_open_in_2021_is_dropped() -> None:
    left_out = read_table("roads_dropped")
    shut = left_out[left_out["reason"] == "not_open"]
    assert 20 < shut["length_km"].astype(float).sum() < 23
    assert set(shut["road_class"]) == {"motorway"}


LEGAL_KMH = {  # at most, whatever the number of lanes: Circular 31/2019/TT-BGTVT, articles 6 to 9
    ("car", False): 80,
    ("car", True): 50,
    ("motorcycle", False): 60,
    ("motorcycle", True): 50,
    ("truck", False): 80,
    ("truck", True): 50,
}


def test_speeds_are_ordered_and_within_the_law() -> None:
    table = read_table("speeds")
    assert len(table) == len(table.drop_duplicates(["mode", "road_class", "ramp", "urban"])) == 3 * 5 * 2 * 2
    for row in table.to_dict("records"):
        speeds = [float(row[c]) if row[c] not in {"", None} else np.nan for c in ("low_kmh", "central_kmh", "high_kmh")]
        if row["mode"] == "motorcycle" and row["road_class"] == "motorway":
            assert np.isnan(speeds).all()
            continue
        limit = 120 if row["road_class"] == "motorway" else LEGAL_KMH[row["mode"], int(row["urban"]) == 1]
        assert 0 < speeds[0] < speeds[1] < speeds[2] <= limit
        assert row["source"]
