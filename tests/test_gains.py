"""Maps of gains: communes, desire lines and isochrones, consistent with the skims they come from."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from graphs import real_world
from pyproj import Geod
from scipy.ndimage import zoom

from analysis.accessibility.isochrone_areas import OFF_ROAD_M, Grid, area_below, isochrones
from analysis.accessibility.origins import communes, minutes_to
from analysis.appraisal.trips import yardstick, yardstick_tables
from analysis.measures.gains import commune_gains, desire_lines, write_gains
from analysis.measures.metrics import SAVED, metric_table
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Assumptions, Variant, ready_variants
from layers.geodesy import VN2000_UTM48N
from layers.reading import read
from words.errors import InputError

HCM = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))


@pytest.fixture(scope="module")
def world():
    return real_world()


def test_communes_gain_what_their_minutes_say(world):
    ends = ["cap-tay-ninh", "cap-dong-xoai"]
    gains = commune_gains(world, before=Scenario(), after=HCM, place_ids=ends)
    frame, found = gains.frame, communes(world)
    was, now = (minutes_to(world, s, found, ends) for s in (Scenario(), HCM))
    people = np.array([world.places[p].population for p in ends])
    wanted = (was - now) @ people / people.sum()
    assert frame["saved_min"].to_numpy() == pytest.approx(wanted, nan_ok=True)
    assert frame["saved_min"].max() > 5
    assert (frame["saved_min"].dropna() > -1e-9).all()  # adding a road lengthens no way
    assert set(frame["state"]) == {"connected", "not_connected"}
    assert frame.crs.to_epsg() == 4326
    assert set(frame["digest"]) == {gains.digest}
    one = commune_gains(world, before=Scenario(), after=HCM, place_ids=["air-long-thanh", "cap-tay-ninh"])
    each = [minutes_to(world, HCM, found, [p])[:, 0] for p in one.place_ids]  # no people: both count alike
    assert one.frame["after_min"].to_numpy() == pytest.approx((each[0] + each[1]) / 2, nan_ok=True)
    assert one.digest != gains.digest


def test_a_commune_cut_off_is_said_to_be(world):
    found = communes(world)
    one = int(np.flatnonzero((found.reference == "middle") & found.study)[0])
    pieces = found.attached.piece[found.attached.point == one]
    shut = Scenario(closed_links=frozenset(world.network.roads.link_id[world.network.link[pieces]].tolist()))
    frame = commune_gains(world, before=Scenario(), after=shut, place_ids=["cap-tay-ninh"]).frame
    row = frame.iloc[one]
    assert row["state"] == "cut_off"
    assert np.isnan(row["after_min"])
    with pytest.raises(InputError, match="destination"):
        commune_gains(world, before=Scenario(), after=shut, place_ids=[])


def test_desire_lines_are_the_pairs_that_save_most(world):
    agreement = ready_variants(world)[3]
    after = agreement.scenario(Assumptions())
    everything = desire_lines(world, before=Scenario(), after=after, most=1000)
    table = metric_table(world, ScenarioSet((Variant("baseline"), agreement)))
    assert everything.frame["saved_person_min"].sum() <= table.cell("agreement", SAVED).value * (1 + 1e-9)
    assert everything.frame["saved_person_min"].sum() > 0.98 * table.cell("agreement", SAVED).value
    few = desire_lines(world, before=Scenario(), after=after, most=3).frame
    assert few["saved_person_min"].is_monotonic_decreasing
    assert list(few["origin"]) == list(everything.frame["origin"][:3])
    row, rod = few.iloc[0], yardstick(world).origins
    i, j = rod.index(row["origin"]), rod.index(row["destination"])
    now = yardstick_tables(world, after).ways.fastest_min
    assert row["after_min"] == pytest.approx((now[i, j] + now[j, i]) / 2)
    start = world.places[row["origin"]]
    assert row.geometry.coords[0] == (start.lon, start.lat)
    assert len(desire_lines(world, before=Scenario(), after=Scenario()).frame) == 0


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_a_layer_is_written_with_digest_and_licence(world, tmp_path, ending):
    gains = commune_gains(world, before=Scenario(), after=HCM, place_ids=["cap-tay-ninh"])
    path = tmp_path / f"Sở GTVT.{ending}"
    assert write_gains(gains, path) == 359
    again = gpd.read_file(path)
    assert set(again["digest"]) == {gains.digest}
    assert again["saved_min"].to_numpy() == pytest.approx(gains.frame["saved_min"].to_numpy(), nan_ok=True)
    assert b"ODbL" in path.read_bytes()
    if ending == "geojson":
        assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    with pytest.raises(InputError, match="gpkg"):
        write_gains(gains, tmp_path / "a.xls")
    with pytest.raises(InputError, match="written"):
        write_gains(gains, tmp_path / "no folder" / "a.gpkg")


def test_isochrones_hold_what_the_minutes_of_communes_say(world):
    found = communes(world)
    areas = isochrones(world, before=Scenario(), after=HCM, place_id="cap-dong-xoai")
    frame = areas.frame
    assert list(frame["limit_min"]) == [90, 90, 60, 60, 30, 30]
    assert frame.geometry.is_valid.all()
    minutes = minutes_to(world, HCM, found, ["cap-dong-xoai"])[:, 0]
    points = shapely.points(found.lon_lat)
    near = found.attached.snap_m < OFF_ROAD_M / 2
    for _, row in frame[frame["when"] == "after"].iterrows():
        inside = shapely.contains(row.geometry, points)
        clear = near & (np.abs(minutes - row["limit_min"]) > 6)  # a kilometre of the grid off the road
        assert (inside == (minutes <= row["limit_min"]))[clear].mean() > 0.99
        assert row["people"] == np.nansum(found.people[minutes <= row["limit_min"]])
    for limit in (30, 60, 90):
        before, after = (
            frame[(frame["limit_min"] == limit) & (frame["when"] == w)].iloc[0] for w in ("before", "after")
        )
        assert after["area_km2"] >= before["area_km2"]
        assert shapely.difference(before.geometry, after.geometry).area == pytest.approx(0, abs=1e-7)
    shapes = frame[frame["when"] == "after"].geometry.to_list()
    assert shapely.difference(shapes[1], shapes[0]).area == pytest.approx(0, abs=1e-7)  # 60 lies in 90
    assert shapes[0].area > 2 * shapes[2].area


def test_the_area_of_an_isochrone_is_that_of_its_polygon_on_the_ellipsoid(world):
    earth = Geod(ellps="WGS84")
    frame = isochrones(world, before=Scenario(), after=HCM, place_id="cap-dong-xoai").frame
    for shape, area_km2 in zip(frame.geometry, frame["area_km2"], strict=True):
        parts = [shapely.geometry.polygon.orient(part) for part in shapely.get_parts(shape)]
        assert area_km2 == pytest.approx(sum(earth.geometry_area_perimeter(part)[0] for part in parts) / 1e6, rel=1e-9)
    circle_km2 = np.pi * frame["limit_min"] ** 2  # a kilometre a minute in every direction
    assert (frame["area_km2"] / circle_km2).between(0.05, 1).all()


def test_areas_are_those_of_cutting_each_square_by_hand(world):
    frame = isochrones(world, before=Scenario(), after=HCM, place_id="gate-moc-bai").frame
    # squares whose opposite corners alone lie inside may be joined or not: the whole differs by less than 0.2 %
    by_hand_km2 = [4276.3, 5124.6, 1873.2, 2143.9, 418.8, 442.7]
    assert list(frame["area_km2"]) == pytest.approx(by_hand_km2, rel=2e-3)


def test_isochrones_stay_in_vietnam(world):
    areas = isochrones(world, before=Scenario(), after=HCM, place_id="gate-hoa-lu", limits_min=(30,)).frame
    land = read("provinces_2022").to_crs(VN2000_UTM48N).geometry.union_all()
    for area in areas.to_crs(VN2000_UTM48N).geometry:
        assert area.difference(land.buffer(1)).area == pytest.approx(0, abs=1)
        assert area.area > 1e6


def test_a_plane_is_cut_along_its_level():
    grid = Grid(0.0, 0.0, 5, 4, 10.0)
    field = grid.points[:, 0]  # rises to the east
    assert area_below(grid, field, 25.0).equals(shapely.box(0, 0, 25, 30))
    assert area_below(grid, field, 100.0).equals(shapely.box(0, 0, 40, 30))
    assert area_below(grid, field, -1.0).is_empty


def test_the_area_below_is_what_fine_steps_between_the_points_count():
    grid = Grid(0.0, 0.0, 31, 26, 10.0)
    x, y = grid.points.T
    field = 50 + 40 * np.sin(x / 37) * np.cos(y / 29) + x / 20
    fine = zoom(field.reshape(grid.rows, grid.columns), 20, order=1, grid_mode=False)
    for level in (30.0, 50.0, 75.0):
        found = area_below(grid, field, level)
        assert found.is_valid
        assert found.area == pytest.approx((fine <= level).mean() * 300 * 250, rel=0.01)


def test_a_hill_has_a_ring_and_what_is_not_reached_is_outside():
    grid = Grid.around(np.array([[0.0, 0.0], [100.0, 100.0]]), margin_m=0.0, cell_m=10.0)
    away = np.hypot(*(grid.points - 50.0).T)
    disk = area_below(grid, away, 30.0)
    assert disk.area == pytest.approx(np.pi * 30**2, rel=0.04)
    hollow = area_below(grid, np.where(away < 15, np.inf, away), 30.0)
    assert len(hollow.interiors) == 1
    assert hollow.is_valid
