"""Economic appraisal: sums by hand, another library's rates, draws that are each an appraisal of their own."""

from __future__ import annotations

from dataclasses import replace

import graphs
import numpy as np
import numpy_financial as npf
import pytest
from graphs import Road, Stretch, metres

from analysis.cli import appraisal_rows
from analysis.economics import counts as counting
from analysis.economics.appraise import Question, appraise, capital_by_year, central, open_today
from analysis.economics.capital import UnitCapital
from analysis.economics.cashflow import Stream, first_year_return, internal_rate, payback_years, present_value
from analysis.economics.counts import Count, fit_counts, with_fit
from analysis.economics.request import OwnTrips, Request, TripChoice
from analysis.economics.savings import Pairs, Prices, savings
from analysis.economics.sharing import unit_shares
from analysis.economics.sheet import read_sheet, sheet_of
from analysis.economics.tables import read_counts, read_trips
from analysis.economics.trips import Trips, gravity, trips
from analysis.economics.uncertainty import CASES, certainty, draw, triangle
from analysis.network import Mode
from analysis.scenarios import Assumptions, Scenario
from words import DataError, InputError, Lang, Notation, number, say, worth_sentence

# The long way round (10 steps of the grid) on a secondary road, 60 km/h; the project goes straight (4 steps) at 90 km/h.
LONG = ((0.0, 0.0), (0.0, 3.0), (4.0, 3.0), (4.0, 0.0))
STRAIGHT = ((0.0, 0.0), (4.0, 0.0))
BUILT = Scenario(projects=frozenset({"p"}))


@pytest.fixture(scope="module")
def drawn():
    return graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[graphs.project("p", Stretch(STRAIGHT))],
    )


def plain(world):
    """A sheet whose sums can be done on paper: no growth, one year of works, two of operation, nothing left."""
    sheet = read_sheet(world)
    for key, value in {
        "growth": 0.0, "value_growth": 0.0, "elasticity": 0.0, "days": 300.0, "run_slow": 0.0, "run_car": 4000.0,
        "time_car_work": 60000.0, "time_car_other": 60000.0, "occupancy_car": 2.0, "works_years": 1.0, "horizon": 2.0,
        "life": 2.0, "maintenance": 0.0, "discount": 0.10, "cost_factor": 1.0, "economic_factor": 1.0,
    }.items():  # fmt: skip
        sheet = sheet.set_to(key, value)
    return sheet


def asked(**changes):
    rows = (("a", "b", "car", 1000.0),)
    usual = {"trips": TripChoice.OWN, "own_trips": OwnTrips(rows), "start_year": 2025, "own_costs": (("p", 30.0),)}
    return Request(**usual | changes)


def test_a_worked_example_by_hand(drawn):
    found = appraise(drawn, BUILT, asked(), sheet=plain(drawn))
    # the long way: 10 steps at a kilometre a minute; the straight one: 4 steps at 1.5 kilometres a minute
    long_km, straight_km = metres(*LONG) / 1000, metres(*STRAIGHT) / 1000
    saved_min, saved_km = long_km - straight_km / 1.5, long_km - straight_km
    a_minute = 2 * 60000 / 60  # two people at 60,000 đồng an hour
    a_day = 1000 * (a_minute * saved_min + 4000 * saved_km)
    assert found.daily.parts["time"][0] == pytest.approx(1000 * a_minute * saved_min)
    assert found.daily.parts["operating"][0] == pytest.approx(1000 * 4000 * saved_km)
    a_year = a_day * 300 / 1e9
    assert found.stream.years.tolist() == [2025, 2026, 2027]
    assert found.stream.benefits[0] == pytest.approx([0, a_year, a_year])
    assert found.stream.costs[0] == pytest.approx([30, 0, 0])
    benefits = a_year / 1.1 + a_year / 1.1**2
    assert found.figure("benefits_bn") == pytest.approx(benefits)
    assert found.figure("npv_bn") == pytest.approx(benefits - 30)
    assert found.figure("bcr") == pytest.approx(benefits / 30)
    assert found.figure("users_day") == 1000
    assert found.figure("break_even_users_day") == pytest.approx(1000 * 30 / benefits)
    assert found.figure("break_even_capital_bn") == pytest.approx(benefits)
    assert found.figure("first_year_return") == pytest.approx(a_year / (30 * 1.1))
    assert found.figure("eirr") == pytest.approx(npf.irr([-30, a_year, a_year]))


def test_break_even_is_where_the_net_present_value_is_nothing(drawn):
    sheet = read_sheet(drawn).set_to("elasticity", -0.5)
    found = appraise(drawn, BUILT, asked(), sheet=sheet)
    needed = found.figure("break_even_users_day")
    rows = (("a", "b", "car", needed),)
    at_trips = appraise(drawn, BUILT, asked(own_trips=OwnTrips(rows)), sheet=sheet)
    # the break-even cost is what the works cost in the end: without the factor that the published figure is raised by
    cost = found.figure("break_even_capital_bn") / sheet["cost_factor"]
    at_cost = appraise(drawn, BUILT, asked(own_costs=(("p", cost),)), sheet=sheet)
    for one in (at_trips, at_cost):
        assert one.figure("npv_bn") == pytest.approx(0, abs=1e-9)
        assert one.figure("bcr") == pytest.approx(1)
        assert one.figure("eirr") == pytest.approx(sheet["discount"])


def test_rates_and_values_are_those_of_another_library():
    random = np.random.default_rng(3)
    years = np.arange(2025, 2055)
    net = np.concatenate([-random.uniform(50, 200, (40, 4)), random.uniform(1, 60, (40, 26))], axis=1)
    rates = random.uniform(0, 0.2, 40)
    values, found = present_value(net, years, rates, base_year=2025), internal_rate(net, years)
    for row, rate, value, irr in zip(net, rates, values, found, strict=True):
        assert value == pytest.approx(npf.npv(rate, row))
        assert irr == pytest.approx(npf.irr(row), abs=1e-9)
    assert np.isnan(internal_rate(np.array([[-1.0, 0.0, 0.0]]), years[:3]))


def stream_of(capital, benefits, maintenance, opening):
    zero = np.zeros((1, len(capital)))
    parts = dict.fromkeys(("operating", "tolls", "revenue", "accidents", "carbon", "residual"), zero)
    rows = {"capital": capital, "time": benefits, "maintenance": maintenance}
    parts |= {name: np.array([row], dtype=float) for name, row in rows.items()}
    return Stream(np.arange(2025, 2025 + len(capital)), parts, np.array([opening]))


def test_payback_and_first_year_by_hand():
    of = stream_of([50, 50, 0, 0, 0, 0], [0, 0, 45, 45, 45, 45], [0, 0, 5, 5, 5, 5], 2027)
    assert payback_years(of).tolist() == [5.0]  # 40 + 40 + 40 ≥ 100 in the fifth year from the start
    assert first_year_return(of, np.array([0.1])) == pytest.approx(40 / (50 * 1.21 + 50 * 1.1))
    assert np.isnan(payback_years(stream_of([50, 50, 0], [0, 0, 45], [0, 0, 5], 2027)))[0]


def one_pair(minutes, km, toll_km=(0.0, 0.0), *, can_stay=True):
    both = [tuple(np.array([x]) for x in pair) for pair in (minutes, km, toll_km)]
    return Pairs(np.array([100.0]), *both, total=100.0, cut_off=0.0, can_stay=can_stay)


def paid(minute, km=0.0, toll=0.0):
    return Prices(*(np.array([x]) for x in (minute, 0.0, km, toll)))


def test_induced_trips_gain_half():
    found = savings(one_pair((40.0, 20.0), (10.0, 10.0)), paid(1000.0), np.array([-1.0]))
    # cost 40,000 → 20,000, so trips 100 → 200: ½ (100 + 200) × 20,000
    assert found.time[0] == pytest.approx(3_000_000)
    assert found.vehicle_km[0] == pytest.approx(200 * 10 - 100 * 10)
    assert savings(one_pair((40.0, 20.0), (10.0, 10.0)), paid(1000.0), np.array([0.0])).time[0] == pytest.approx(2e6)


def test_a_toll_is_paid_by_one_and_received_by_another():
    found = savings(one_pair((40.0, 20.0), (10.0, 10.0), (0.0, 10.0)), paid(1000.0, toll=500.0), np.array([0.0]))
    assert found.tolls[0] == pytest.approx(-500_000)
    assert found.revenue[0] == pytest.approx(500_000)


def test_nobody_takes_a_dearer_way_while_the_old_one_stands():
    pairs = one_pair((40.0, 39.0), (10.0, 10.0), (0.0, 10.0))
    dear = savings(pairs, paid(1000.0, toll=500.0), np.array([-0.5]))
    assert [float(getattr(dear, f)[0]) for f in ("time", "tolls", "revenue", "vehicle_km", "users")] == [0.0] * 5
    gone = savings(replace(pairs, can_stay=False), paid(1000.0, toll=500.0), np.array([0.0]))
    assert gone.time[0] + gone.tolls[0] == pytest.approx(100 * (1000 - 5000))


def test_tolls_can_turn_travellers_away(drawn):
    tolled = graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[replace(graphs.project("p", Stretch(STRAIGHT, road_class="motorway")), kind="expressway")],
    )
    sheet = plain(tolled).set_to("toll_car", 1.0)
    free, dear = (appraise(tolled, BUILT, asked(tolls=True), sheet=s) for s in (sheet, sheet.set_to("toll_car", 50000)))
    assert free.daily.parts["revenue"][0] == pytest.approx(1000 * metres(*STRAIGHT) / 1000)
    assert free.daily.users[0] == 1000
    assert dear.daily.users[0] == 0
    assert dear.figure("benefits_bn") == 0
    assert dear.figure("eirr") is None


def test_every_trip_of_the_gravity_model_has_its_way_back():
    minutes = np.array([[0.0, 10.0, np.inf], [10.0, 0.0, 30.0], [np.inf, 30.0, 0.0]])
    people = np.array([100.0, 50.0, 0.0])  # the third place only draws
    found = gravity(people, np.array([100.0, 50.0, 20.0]), minutes, beta_per_min=0.0)
    assert found.sum() == pytest.approx(150)
    assert np.allclose(found, found.T)
    assert found[0, 2] == 0
    # the second place: 100 to the first, 20 to the third, of 120
    assert found[1, 2] == pytest.approx(50 * 20 / 120 / 2)


def test_each_draw_is_an_appraisal_of_its_own(drawn):
    sheet = read_sheet(drawn)
    question = Question.of(drawn, BUILT, asked(), sheet=sheet)
    found = certainty(question, draws=200, seed=5)
    values, case_of = draw(sheet, 200, 5)
    for n in (0, 57, 199):
        alone = sheet
        for key, drawn_values in values.items():
            alone = alone.set_to(key, float(drawn_values[n]))
        speeds, access = CASES[case_of[n]]
        one = appraise(drawn, replace(BUILT, speeds=speeds, access=access), asked(), sheet=alone)
        assert found.indicators.npv_bn[n] == pytest.approx(one.figure("npv_bn"))
    again = certainty(question, draws=200, seed=5)
    assert np.array_equal(found.indicators.npv_bn, again.indicators.npv_bn)
    assert not np.array_equal(found.indicators.npv_bn, certainty(question, draws=200, seed=6).indicators.npv_bn)
    assert found.positive == np.mean(found.indicators.npv_bn > 0)
    assert found.fan.shape == (5, len(found.years))
    assert np.median(found.indicators.npv_bn) == pytest.approx(found.fan[2, -1])


def test_shares_are_mean_gains_over_both_orders():
    both = graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[graphs.project("p", Stretch(STRAIGHT)), graphs.project("u", Stretch(LONG, upgrade=True))],
    )
    request = asked(own_costs=(("p", 30.0), ("u", 5.0)))
    worth = {
        units: appraise(both, Scenario(projects=frozenset(units)), request, sheet=plain(both)).figure("benefits_bn")
        for units in (("p",), ("u",), ("p", "u"))
    }
    scenario = Scenario(projects=frozenset({"p", "u"}))
    found = appraise(both, scenario, request, sheet=plain(both))
    shares = {s.unit: s for s in unit_shares(Question.of(both, scenario, request, sheet=plain(both)), found)}
    assert worth["u",] > 0
    for one, other in (("p", "u"), ("u", "p")):
        mean = (worth[one,] + worth["p", "u"] - worth[other,]) / 2
        assert shares[one].benefits_bn == pytest.approx(mean)
    assert shares["p"].npv_bn == pytest.approx(shares["p"].benefits_bn - 30)
    assert sum(s.benefits_bn for s in shares.values()) == pytest.approx(worth["p", "u"])


def test_a_swing_is_the_appraisal_at_the_ends(drawn):
    sheet = read_sheet(drawn)
    found = {s.key: s for s in certainty(Question.of(drawn, BUILT, asked()), draws=100).swings}
    assert set(found) == {r.key for r in sheet.uncertain} | {"speeds", "access"}
    row = sheet.row("discount")
    for end, npv in ((row.low, found["discount"].npv_low_bn), (row.high, found["discount"].npv_high_bn)):
        one = appraise(drawn, BUILT, asked(), sheet=sheet.set_to("discount", end))
        assert npv == pytest.approx(one.figure("npv_bn"))


def test_draws_fill_the_triangle():
    shares = (np.arange(20000) + 0.5) / 20000
    found = triangle(shares, 2.0, 3.0, 7.0)
    assert found.min() >= 2
    assert found.max() <= 7
    assert found.mean() == pytest.approx((2 + 3 + 7) / 3, abs=1e-3)
    assert (found <= 3).mean() == pytest.approx(0.2, abs=1e-3)
    assert triangle(shares[:3], 3.0, 3.0, 3.0).tolist() == [3, 3, 3]


def test_without_a_cost_only_the_break_even_is_told(drawn):
    found = appraise(drawn, BUILT, asked(own_costs=()), sheet=plain(drawn))
    assert found.without_cost == ("p",)
    assert [found.figure(f) for f in ("npv_bn", "bcr", "eirr", "break_even_users_day", "payback_years")] == [None] * 5
    assert found.figure("break_even_capital_bn") > 0
    usual = Question.of(drawn, BUILT, asked(own_costs=()))
    low, high = certainty(usual, draws=100).range_of("break_even_capital_bn")
    assert low < central(drawn, usual).figure("break_even_capital_bn") < high


def test_costs_come_to_one_price_level(drawn):
    sheet = plain(drawn).set_to("deflator", 0.05).set_to("land_extra", 0.2).set_to("cost_point", 0.25)
    unit = UnitCapital("p", ((100.0, 200.0, 2023, False), (40.0, 40.0, None, True)))
    assert unit.financial_bn(sheet.values, price_year=2025)[0] == pytest.approx(125 * 1.05**2 + 40 * 1.2)


def test_the_sheet_of_the_data_names_a_source_for_every_row(world):
    sheet = read_sheet(world)
    assert len(sheet.rows) > 40
    for row in sheet.rows:
        assert row.source(Lang.VI).startswith("giả định"), row.key  # none has an official source in hand
        assert row.name(Lang.EN)
    assert sheet.with_changes(sheet.set_to("discount", 0.06).changes).digest == sheet.set_to("discount", 0.06).digest


@pytest.mark.parametrize(
    ("key", "values", "fault"),
    [
        ("discount", (-0.1,), "worth.bad_value"),
        ("discount", (float("nan"),), "worth.bad_value"),
        ("discount", (0.1, 0.2, 0.3), "worth.bad_order"),
        ("dicsount", (0.1,), "worth.unknown_key"),
    ],
)
def test_what_cannot_be_assumed_is_refused(world, key, values, fault):
    with pytest.raises(InputError) as told:
        read_sheet(world).set_to(key, *values)
    assert told.value.key == fault


def test_bad_requests_are_refused(drawn):
    with pytest.raises(InputError, match="adds no road"):
        appraise(drawn, Scenario(), asked())
    for wrong in ({"start_year": 1900}, {"own_costs": (("p", -5.0),)}, {"own_trips": None}):
        with pytest.raises(InputError):
            asked(**wrong)
    with pytest.raises(InputError, match="cannot be used"):
        appraise(drawn, BUILT, asked(own_trips=OwnTrips((("a", "b", "car", -1.0),))))
    with pytest.raises(InputError, match="no vehicle"):
        appraise(drawn, BUILT, asked(own_trips=OwnTrips((("a", "b", "car", 0.0),))))
    with pytest.raises(DataError):
        sheet_of({"price_year": 2025, "inputs": [{"key": "x"}]})


def test_the_real_trips_are_what_they_say(world):
    sheet, usual = read_sheet(world), Assumptions()
    between, region = (trips(world, usual, sheet, Request(trips=t)) for t in (TripChoice.BETWEEN, TripChoice.REGION))
    assert between.persons.sum() == pytest.approx(1_169_165 + 994_679)
    people = sum(world.data.read("districts_2022")["population_2019"].dropna())
    assert region.persons.sum() == pytest.approx(people, rel=0.001)  # islands have no road
    assert {"air-long-thanh", "gate-moc-bai", "cap-dong-xoai"} <= set(region.places)
    assert np.allclose(region.persons, region.persons.T)


def test_against_today_only_what_is_added_counts(world):
    today = open_today(world, Scenario())
    world.require_feasible(today)
    scenario = replace(today, projects=today.projects | {"ct30-hcmc-chon-thanh"})
    found = central(world, Question.of(world, scenario, Request(), reference=today))
    assert [u.unit for u in found.units] == ["ct30-hcmc-chon-thanh"]
    assert found.figure("capital_bn") == pytest.approx(17400 * found.sheet["cost_factor"])
    assert found.digest != appraise(world, Scenario(projects=frozenset({"ct30-hcmc-chon-thanh"}))).digest


def test_flows_at_a_count_are_all_trips_that_pass_and_the_factor_fits(world):
    sheet, request = read_sheet(world), Request(trips=TripChoice.REGION)
    # QL22 at Trảng Bàng and QL13 at Chơn Thành: read off the map
    spots = [(world.places[p].lon, world.places[p].lat) for p in ("dist-trang-bang", "dist-chon-thanh")]
    fit = fit_counts(world, [Count(x, y, 20000.0) for x, y in spots], request, sheet)
    flows = np.array([row.modelled_day for row in fit.rows])
    assert (flows > 0).all()
    assert fit.factor == pytest.approx(20000 * flows.sum() / (flows @ flows))
    assert fit.rate == pytest.approx(fit.factor * sheet["trips_region"])
    # counts made by the trips themselves are met exactly
    again = fit_counts(world, [Count(x, y, 3 * f) for (x, y), f in zip(spots, flows, strict=True)], request, sheet)
    assert again.factor == pytest.approx(3)
    assert again.mean_error == pytest.approx(0)
    assert (again.low, again.high) == pytest.approx((again.rate, again.rate))
    fitted = with_fit(sheet, again)
    assert fitted["trips_region"] == pytest.approx(3 * sheet["trips_region"])


def test_the_flow_on_the_only_road_is_every_trip(drawn):
    sheet = read_sheet(drawn)
    persons = np.array([[0.0, 70.0], [30.0, 0.0]])
    found = Trips(TripChoice.REGION, drawn, ("a", "b"), persons, {})
    at = counting._roads_at(drawn, Count(*graphs.spot(0.0, 1.5), 1.0))
    flow = counting._flows(found, [at], Mode.CAR, usual=Assumptions(), request=asked_region(), sheet=sheet)
    cars = (1 - sheet["motorcycle_share"]) / sheet["occupancy_car"]
    assert flow == pytest.approx([100 * sheet["trips_region"] * cars])


def asked_region():
    return Request(trips=TripChoice.REGION)


def test_counts_are_read_and_each_bad_line_is_told(world):
    one = (Count(106.5, 11.2, 12000.0),)
    assert read_counts("lon; lat; xe\n106,5; 11,2; 12.000\n", notation=Notation.COMMA).whole() == one
    assert read_counts("106.5,11.2,12000").whole() == one
    # degrees with a point in a Vietnamese table, and degrees, minutes and seconds
    assert read_counts("106.500; 11°12'00\"; 12.000", notation=Notation.COMMA).whole() == one
    found = read_counts("106.5;11.2;x\n106.5;11.2;12000\n106.5;11.2\n106.5;11.2;-4\n606.5;11.2;5")
    assert found.found == one
    assert [f.values["line"] for f in found.faults] == [1, 3, 4, 5]
    with pytest.raises(InputError):
        read_counts("")
    with pytest.raises(InputError, match="no road"):
        fit_counts(world, [Count(107.0, 9.0, 5.0)], asked_region(), read_sheet(world))


TABLE = [
    (1, ["Bảng chuyến đi 2026", "", ""]),
    (3, ["Điểm đi", "Điểm đến", "Ô tô (xe/ngày)", "Xe máy", "Ghi chú"]),
    (4, ["Trảng Bàng", "cap-hcmc", "1.250", 3000, ""]),
    (5, ["thị xã Trảng Bàng", "Quận 1", 10, None, ""]),
    (6, ["Nơi nào đó", "Trảng Bàng", 10, 20, ""]),
    (7, ["Trảng Bàng", "Trảng Bàng", 10, 20, ""]),
    (8, ["Trảng Bàng", "Tân Phú", 10, 20, ""]),
    (9, ["Trảng Bàng", "Tân Phú, Đồng Nai", "abc", 20, ""]),
    (10, ["", "", "", "", ""]),
    (11, ["Trảng Bàng", "", 5, 5, ""]),
]


def test_a_table_of_trips_is_read_by_names_and_each_bad_row_is_told(world):
    found = read_trips(world, TABLE, notation=Notation.COMMA)
    assert found.found == (
        ("dist-trang-bang", "cap-hcmc", "car", 1250.0),
        ("dist-trang-bang", "cap-hcmc", "motorcycle", 3000.0),
        ("dist-trang-bang", "zone-760", "car", 10.0),
    )
    told = {f.values["line"]: f.key for f in found.faults}
    assert told == {
        6: "worth.row_place", 7: "worth.row_same_place", 8: "worth.row_places", 9: "worth.row_vehicles",
        11: "worth.row_no_place",
    }  # fmt: skip
    assert found.unused == ("Ghi chú",)
    long = [
        (1, ["from", "to", "mode", "vehicles"]),
        (2, ["Trang Bang", "Mộc Bài", "xe tải", "7"]),
        (3, ["Mộc Bài", "Trảng Bàng", "bus", "7"]),
    ]
    read = read_trips(world, long)
    assert read.found == (("dist-trang-bang", "gate-moc-bai", "truck", 7.0),)
    assert [f.key for f in read.faults] == ["worth.row_mode"]
    with pytest.raises(InputError, match="two columns “Mode”"):
        read_trips(world, [(1, ["a", "b"])])


def test_own_trips_of_zones_are_appraised(world):
    road = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))
    rows = (("dist-trang-bang", "zone-760", "car", 500.0), ("dist-chon-thanh", "cap-tan-an", "truck", 900.0))
    found = appraise(world, road, Request(trips=TripChoice.OWN, own_trips=OwnTrips(rows)))
    assert found.figure("users_day") == pytest.approx(900)  # the way to Quận 1 does not change


def test_phases_of_cost_by_hand(drawn):
    """Half, nothing, half: three years of works, whatever the sheet says; all else as without phases."""
    found = appraise(drawn, BUILT, asked(phases=(("p", (0.5, 0.0, 0.5)),)), sheet=plain(drawn))
    assert found.stream.years.tolist() == [2025, 2026, 2027, 2028, 2029]
    assert found.stream.costs[0] == pytest.approx([15, 0, 15, 0, 0])
    a_year = found.stream.benefits[0][3]
    assert found.stream.benefits[0] == pytest.approx([0, 0, 0, a_year, a_year])
    benefits, costs = a_year / 1.1**3 + a_year / 1.1**4, 15 + 15 / 1.1**2
    assert found.figure("npv_bn") == pytest.approx(benefits - costs)
    assert found.figure("break_even_capital_bn") == pytest.approx(30 * benefits / costs)
    assert found.figure("eirr") == pytest.approx(npf.irr([-15, 0, -15, a_year, a_year]))
    years, spent = capital_by_year(found)
    assert (years.tolist(), spent["p"].tolist()) == ([2025, 2026, 2027], [15, 0, 15])
    assert asked(phases=(("p", (1.0,)),)).digest != asked().digest
    unpriced = appraise(drawn, BUILT, asked(own_costs=(), phases=(("p", (0.5, 0.0, 0.5)),)), sheet=plain(drawn))
    assert unpriced.figure("break_even_capital_bn") == pytest.approx(30 * benefits / costs)
    for shares in ((0.5, 0.4), (1.5, -0.5), (1 / 16,) * 16):
        with pytest.raises(InputError, match="phases"):
            asked(phases=(("p", shares),))


def test_roads_with_and_without_phases_open_together_and_each_bears_its_own_costs():
    both = graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[graphs.project("p", Stretch(STRAIGHT)), graphs.project("u", Stretch(LONG, upgrade=True))],
    )
    scenario = Scenario(projects=frozenset({"p", "u"}))
    request = asked(own_costs=(("p", 30.0), ("u", 6.0)), phases=(("p", (0.2, 0.3, 0.5)),))
    sheet = plain(both).set_to("works_years", 2.0).set_to("maintenance", 0.1)
    question = Question.of(both, scenario, request, sheet=sheet)
    found = central(both, question)
    assert found.stream.parts["capital"][0] == pytest.approx([6 + 3, 9 + 3, 15, 0, 0])
    assert found.stream.opening.tolist() == [2028]
    shares = {s.unit: s for s in unit_shares(question, found)}
    own = 3 + 3 / 1.1 + 0.6 / 1.1**3 + 0.6 / 1.1**4
    assert shares["u"].costs_bn == pytest.approx(own)
    assert sum(s.costs_bn for s in shares.values()) == pytest.approx(found.figure("costs_bn"))
    drawn_ones = certainty(question, draws=100)
    alone = appraise(both, scenario, request, sheet=sheet)
    assert (alone.digest, drawn_ones.draws) == (found.digest, 100)


def test_what_has_a_cost_already_says_what_the_whole_can_be_worth_at_most():
    both = graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[graphs.project("p", Stretch(STRAIGHT)), graphs.project("u", Stretch(LONG, upgrade=True))],
    )
    scenario, sheet = Scenario(projects=frozenset({"p", "u"})), plain(both)
    for cost in (3.0, 3000.0):
        found = appraise(both, scenario, asked(own_costs=(("p", cost),)), sheet=sheet)
        free = appraise(both, scenario, asked(own_costs=(("p", cost), ("u", 1e-9))), sheet=sheet)
        assert found.priced_bn == pytest.approx((cost, free.figure("npv_bn")))
        assert free.priced_bn is None
        for lang in Lang:
            told = worth_sentence(found, None, "A", lang)
            most = number(found.priced_bn[1], lang)
            times = number(cost / found.figure("break_even_capital_bn"), lang, decimals=1)
            key = "worth_view.priced_leaves" if cost < 10 else "worth_view.priced_too_dear"
            assert say(key, lang, priced=number(cost, lang), most=most, times=times) in told
            brief = worth_sentence(found, None, "A", lang, longest=len(told) - 1)
            assert brief.endswith(say(f"{key}_brief", lang, priced=number(cost, lang), most=most, times=times))
            assert len(brief) < len(told) == len(worth_sentence(found, None, "A", lang, longest=len(told)))
        rows = {row["figure"]: row["central"] for row in appraisal_rows(found)}
        assert (rows["priced_capital_bn"], rows["npv_most_bn"]) == found.priced_bn
        assert "npv_most_bn" not in {row["figure"] for row in appraisal_rows(free)}
