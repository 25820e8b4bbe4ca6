"""The road layers and the speeds as shipped."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers import read, read_table
from layers.geodesy import VN2000_UTM48N, length_m


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
