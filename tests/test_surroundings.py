"""What lies along a road, what closes under an area and who lives near a road, on worlds drawn by hand and on the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis.scenarios.scenario import Scenario
from analysis.surroundings import land
from analysis.surroundings.hazard import hazard, project_helps
from analysis.surroundings.land import NEAR_M, Scope, land_use
from analysis.surroundings.rural import RuralShare, rural_access
from analysis.surroundings.settlements import BUILT_UP, Settled, settled
from analysis.surroundings.shore import wet_ends, wet_stretches
from layers.geodesy import VN2000_UTM48N, area_m2, length_m
from tests.graphs import Road, Stretch, metres, place, project, real_world, roads, spot, world
from words import InputError


def box(west, south, east, north):
    return shapely.box(*spot(west, south), *spot(east, north))


def lay(made, **layers):
    """Lay areas of a drawn map under a drawn world: shapes in degrees, by layer."""
    for name in ("parks", "forest", "water", "rivers", BUILT_UP):
        flat = gpd.GeoDataFrame(geometry=layers.get(name, []), crs=4326).to_crs(VN2000_UTM48N)
        made.keep(("planar layer", name), lambda flat=flat: flat)
    living = gpd.GeoSeries([box(0, 0, 10, 10)], crs=4326).to_crs(VN2000_UTM48N).to_numpy()
    made.keep(("settled",), lambda: Settled(living, np.array([0]), np.array([1000.0]), np.array([True])))


@pytest.fixture(scope="module")
def drawn():
    """A road of ten steps eastward at height 5, its first four steps open; beside it an upgrade of two steps."""
    made = world(
        roads(Road(((0, 0), (10, 0))), Road(((2, 8), (4, 8)))),
        places=[place("a", 0, 0)],
        projects=[
            project(
                "line",
                Stretch(((0, 5), (4, 5)), status="open", opened=date(2024, 1, 1)),
                Stretch(((4, 5), (10, 5))),
            ),
            project("better", Stretch(((2, 8), (4, 8)), upgrade=True)),
        ],
    )
    lay(
        made,
        parks=[box(3, 4, 6, 6)],
        forest=[box(7, 4, 8, 6), box(7.5, 4, 8.5, 6)],
        rivers=[shapely.LineString([spot(x, 4), spot(x, 6)]) for x in (1, 5, 5.05, 9)],
        water=[box(4.98, 4, 5.02, 6)],
        urban_area=[box(8, 5.1, 9, 6)],
    )
    return made


def km(*points):
    return metres(*points) / 1000


def test_kilometres_in_areas_are_those_drawn(drawn):
    whole = land_use(drawn, ["line"], Scope.WHOLE)[0]
    assert whole.length_km == pytest.approx(km((0, 5), (10, 5)), rel=1e-6)
    assert whole.protected_km == pytest.approx(km((3, 5), (6, 5)), rel=1e-4)
    assert whole.forest_km == pytest.approx(km((7, 5), (8.5, 5)), rel=1e-4)  # what two areas share counts once
    assert whole.water == 3  # two arms and the water between them are one crossing


def test_what_is_open_is_left_out_of_what_is_to_be_built(drawn):
    left = land_use(drawn, ["line"])[0]
    assert left.length_km == pytest.approx(km((4, 5), (10, 5)), rel=1e-6)
    assert left.new_km == left.length_km
    assert left.protected_km == pytest.approx(km((4, 5), (6, 5)), rel=1e-3)
    assert left.water == 2
    upgrade = land_use(drawn, ["better"])[0]
    assert upgrade.new_km == 0.0
    assert upgrade.length_km > 0


def test_near_built_up_land(drawn):
    """The town begins a tenth of a step, 111 m, north of the road: out of reach of 100 m, within 500 m."""
    near, wide = land_use(drawn, ["line"], Scope.WHOLE)[0].near_km
    assert near == 0.0
    assert wide > km((8, 5), (9, 5))
    assert wide < km((8, 5), (9, 5)) + 2 * NEAR_M[1] / 1000


def test_people_beside_a_road_are_a_share_of_the_land_they_live_on(drawn):
    """A strip of 2 × 100 m along six steps, of the ten by ten steps a thousand people are spread over, and a half disc at its end."""
    people = land_use(drawn, ["line"])[0].near_people[0]
    strip = 200 * metres((4, 5), (10, 5)) + np.pi * 100**2 / 2
    assert people == pytest.approx(1000 * strip / area_m2(np.array([box(0, 0, 10, 10)]))[0], rel=2e-3)


def test_a_road_through_nothing_has_zeros_and_no_fault(drawn):
    found = land_use(drawn, ["better"], Scope.WHOLE)[0]
    assert (found.protected_km, found.forest_km, found.water) == (0.0, 0.0, 0)


def test_layers_named_in_the_digest(monkeypatch):
    before = land.land_digest(real_world())
    monkeypatch.setattr(land, "digest_of", lambda name, folder: f"other {name}")
    assert land.land_digest(real_world()) != before


def test_people_of_settled_land_are_those_of_the_census():
    made = real_world()
    lived = settled(made)
    frame = made.data.read("communes_2025")
    assert lived.people.sum() == pytest.approx(frame["population_2019"].sum())
    assert lived.people_in(shapely.box(-1e7, -1e7, 1e7, 1e7)) == pytest.approx(lived.people.sum(), rel=1e-6)


FLOOD = shapely.box(106.10, 11.10, 106.35, 11.30)


def test_roads_under_an_area_close_at_once():
    made = real_world()
    found = hazard(made, Scenario(), [FLOOD])
    rows = made.data.read("roads")
    inside = rows[rows.intersects(FLOOD)]
    clipped = inside.geometry.intersection(FLOOD)
    assert found.under_km == pytest.approx(length_m(clipped).sum() / 1000, rel=0.01)  # links closed to trips stay out
    assert found.loss is not None
    assert {*found.closed.closed_links} <= set(found.loss.links)
    assert found.roads[0].under_km >= found.roads[-1].under_km
    assert hazard(made, Scenario(), [shapely.box(104.9, 10.25, 104.91, 10.26)]).loss is None
    with pytest.raises(InputError, match="zone"):
        hazard(made, Scenario(), [])


def test_a_project_round_the_water_makes_the_network_stand():
    made = real_world()
    found = project_helps(made, Scenario(), [FLOOD], ["hcm-chon-thanh-duc-hoa", "dt794", "ql22-an-suong-vd3"])
    assert found.inside == ("dist-ben-cau", "dist-hoa-thanh")
    by_unit = {h.unit: h for h in found.found}
    assert by_unit["ql22-an-suong-vd3"].lost_min_each == pytest.approx(found.without.lost_min_each)
    assert not by_unit["ql22-an-suong-vd3"].stands(found.without)
    assert by_unit["dt794"].lost_min_each < found.without.lost_min_each
    assert all(h.cut_people == 0 for h in found.found)
    nobody = replace(found.without, lost_min_each=0.0)
    assert not by_unit["dt794"].stands(nobody)  # where nothing is lost nothing is mended
    assert replace(found.without, lost_min_each=1.0).stands(replace(found.without, lost_min_each=2.0))
    assert not replace(found.without, lost_min_each=1.0, cut_people=1.0).stands(found.without)


def test_rural_people_near_a_road():
    made = real_world()
    after = Scenario(projects=frozenset({"ring-road-4", "dt753-ma-da"}))
    found = rural_access(made, before=Scenario(), after=after)
    both = [found.share("both", w) for w in ("before", "after")]
    assert both[0].people == both[1].people == found.frame["people"].sum()
    assert not found.frame["full_name"].str.startswith("Phường").any()
    assert 0.7 < both[0].low <= both[0].high < 1.0
    # an expressway is entered at its interchanges alone, and an upgrade runs where a road was
    assert both[1].even == pytest.approx(both[0].even, rel=1e-4)
    new = rural_access(made, before=Scenario(), after=Scenario(projects=frozenset({"ql14c-border-line"})))
    assert new.share("both", "after").low > both[0].low
    assert (new.frame["even_after"] >= new.frame["even_before"] - 1e-9).all()
    assert np.isnan(RuralShare("both", "before", 0.0, 0.0, 0.0).low)


def test_an_end_in_the_middle_of_a_lake_is_found_and_one_at_its_shore_is_not():
    made = world(roads(Road(((0, 5), (10, 5)))), places=[place("a", 0, 5), place("b", 10, 5)])
    lake = gpd.GeoDataFrame({"name": ["Hồ Lớn", None]}, geometry=[box(4, 4, 8, 6), box(20, 0, 24, 6)], crs=4326)
    made.keep(("planar layer", "water"), lambda: lake.to_crs(VN2000_UTM48N))

    def ends(*at):
        return wet_ends(made, shapely.LineString([spot(*one) for one in at]))

    (end,) = ends((1, 1), (6, 5))
    assert (end.start, end.water) == (False, "Hồ Lớn")
    assert end.shore_m == pytest.approx(metres((6, 5), (6, 4)), rel=1e-3)
    assert ends((5.95, 4.05), (1, 1)) == ()  # 50 m from the shore
    assert ends((1, 5), (10, 5)) == ()  # across it, from shore to shore
    along = wet_stretches(made, shapely.LineString([spot(1, 5), spot(10, 5)]))
    assert [name for name, _ in along] == ["Hồ Lớn"]
    assert along[0][1] == pytest.approx(metres((4, 5), (8, 5)), rel=1e-3)
    assert (
        wet_stretches(made, shapely.LineString([spot(3, 4.1), spot(4.5, 4.1), spot(4.5, 3)])) == ()
    )  # half a kilometre
    (end,) = ends((22, 3), (1, 1))
    assert (end.start, end.water) == (True, "")
    assert wet_ends(real_world(), shapely.LineString([(106.3, 11.2), (106.34, 11.42)]))[0].water == "Hồ Dầu Tiếng"
