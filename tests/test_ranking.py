"""Which scenario is best: a table of cases drawn by hand, and its sentence in both languages."""

from __future__ import annotations

import pytest
from graphs import real_world

from analysis.appraisal.costs import UnitsCost
from analysis.measures.metrics import Cell, MetricTable, metric_table
from analysis.measures.ranking import Lead, best
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Assumptions, Variant, ready_variants
from words import Lang
from words.ranking import best_text

BEFORE = {"fastest_min": 120.0, "shortest_km": 100.0, "fastest_length_km": 105.0, "detour": 1.4}


def table(*scenarios, before=BEFORE, ranges=True):
    """A table of scenarios given as (key, changes of minutes by case, change of km); no minutes: not connected."""
    variants, cells = [Variant("baseline")], {}
    for name, value in before.items():
        cells["baseline", f"districts_{name}"] = Cell(value)
    for key, cases, km in scenarios:
        variants.append(Variant(key, name="" if key == "draft" else key.upper(), units=frozenset({"x", "y/1", "y/2"})))
        changes = {
            "fastest_min": cases,
            "shortest_km": (km,) * len(cases),
            "fastest_length_km": (0.0,),
            "detour": (0.0,),
        }
        for name, found in changes.items():
            cells[key, f"districts_{name}"] = _cell(before[name], found, joined=bool(cases), ranges=ranges)
    digests = {v.key: "0" * 16 for v in variants}
    costs = {v.key: UnitsCost(None, None) for v in variants}
    return MetricTable(tuple(variants), Assumptions(), (), ranges, cells, digests, costs)


def _cell(before, changes, *, joined, ranges):
    if not joined:
        return Cell(None)
    if before is None:
        return Cell(90.0)
    if not ranges:
        return Cell(before + changes[0], changes[0])
    return Cell(before + changes[0], changes[0], min(changes), max(changes), tuple(changes))


A = ("a", (-20.0, -22.0, -18.0), 0.0)
CASES = [
    (Lead.NOTHING, [], []),
    (Lead.ONE, [A], ["a"]),
    (Lead.UNREACHABLE, [("a", (), 0.0), ("b", (), 0.0)], []),
    (Lead.UNCHANGED, [("a", (0.0, 0.0, 0.0), 0.0), ("b", (0.0, 0.0, 0.0), 0.0)], []),
    (Lead.NO_GAIN, [("a", (-0.4, -0.4, -0.4), 0.0), ("b", (2.0, 1.0, 3.0), 0.0)], ["a"]),
    (Lead.NO_GAIN, [("a", (-5.0, 1.0, -6.0), 0.0), ("b", (0.0, 0.0, 0.0), 0.0)], ["a"]),  # the range holds zero
    (Lead.DISTANCE, [("a", (0.0, 0.0, 0.0), -2.0), ("b", (0.0, 0.0, 0.0), -4.0)], ["b"]),
    (Lead.ALONE, [A, ("b", (-0.4, -0.4, -0.4), 0.0)], ["a"]),
    (Lead.CLEAR, [("b", (-10.0, -12.0, -8.0), 0.0), A], ["a", "b"]),
    (Lead.AHEAD, [A, ("b", (-17.0, -19.0, -15.0), 0.0)], ["a", "b"]),  # 18…22 and 15…19 overlap, always 3 apart
    (Lead.UNDECIDED, [A, ("b", (-19.0, -25.0, -15.0), 0.0)], ["a", "b"]),
    (Lead.UNDECIDED, [A, ("c", (-15.0, -16.0, -14.0), 0.0), ("b", (-19.0, -22.0, -15.0), 0.0)], ["a", "b"]),
    (Lead.TIE, [A, ("b", (-19.6, -21.6, -17.6), 0.0)], ["a", "b"]),
    (Lead.UNDECIDED, [A, ("b", (-19.6, -21.6, -17.6), 0.0), ("c", (-18.0, -23.0, -15.0), 0.0)], ["a", "b", "c"]),
    (Lead.ALONE, [("a", (-20.0, -22.0, -18.0), 3.0), ("b", (4.0, 4.0, 4.0), 0.0)], ["a"]),  # faster, but longer
]


@pytest.mark.parametrize(("lead", "scenarios", "told"), CASES)
def test_which_is_best(lead, scenarios, told):
    found = best(table(*scenarios))
    assert found.lead is lead
    assert [f.variant.key for f in (found.leader, *found.others) if f] == told


def test_a_baseline_with_a_gap_is_bettered_by_who_closes_it():
    found = best(table(A, ("b", (), 0.0), before=dict.fromkeys(BEFORE)))
    assert (found.lead, found.leader.variant.key) == (Lead.CONNECTED, "a")


def test_what_is_cut_off_has_no_rank_and_is_named():
    found = best(table(A, ("b", (-10.0, -12.0, -8.0), 0.0), ("c", (), 0.0)))
    assert found.lead is Lead.CLEAR
    assert [v.key for v in found.cut_off] == ["c"]
    assert "“C”" in best_text(found, Lang.VI).rsplit(".", 2)[-2]


def test_without_ranges_the_sentence_claims_no_more_than_the_case_looked_at():
    found = best(table(A, ("b", (-19.0, -25.0, -15.0), 0.0), ranges=False))
    assert found.lead is Lead.CLEAR
    assert "theo giả định đang chọn" in best_text(found, Lang.VI)
    assert "under the chosen assumptions" in best_text(found, Lang.EN)


TRIPS = (
    "giữa các huyện của hai tỉnh (bình quân theo dân số)",
    "between the districts of the two provinces (mean by population)",
)
SENTENCES = [
    (
        [A, ("b", (-10.0, -12.0, -8.0), 0.0)],
        f"Tốt nhất cho chuyến đi {TRIPS[0]}: “A” giảm 20,0 phút (từ 18,0 đến 22,0 tùy giả định), quãng đường ngắn nhất không đổi đáng kể; hơn “B” 10,0 phút, khoảng bất định không chồng lên nhau.",
        f"Best for trips {TRIPS[1]}: “A” saves 20.0 min (18.0 to 22.0 depending on the assumptions), the shortest distance does not change notably; 10.0 min more than “B”, and their ranges do not overlap.",
    ),
    (
        [("a", (-20.0, -20.0, -20.0), -4.0), ("b", (-19.8, -19.8, -19.8), 2.5)],
        f"Tốt ngang nhau cho chuyến đi {TRIPS[0]} (chênh lệch dưới 0,5 phút): “A” giảm 20,0 phút và rút ngắn quãng đường 4,0 km – “B” giảm 19,8 phút nhưng quãng đường ngắn nhất tăng 2,5 km.",
        f"Equally good for trips {TRIPS[1]} (less than 0.5 min apart): “A” saves 20.0 min and shortens the way by 4.0 km – “B” saves 19.8 min, but the shortest distance grows by 2.5 km.",
    ),
    (
        [("a", (3.0, 2.0, 5.0), 0.0), ("b", (4.0, 4.0, 4.0), 0.0)],
        f"Không phương án nào giảm đáng kể thời gian đi {TRIPS[0]}; thay đổi tốt nhất là của “A”: +3,0 phút (từ +2,0 đến +5,0 tùy giả định).",
        f"No scenario saves notable time on trips {TRIPS[1]}; the best change is that of “A”: +3.0 min (+2.0 to +5.0 depending on the assumptions).",
    ),
    (
        [("draft", (-20.0, -22.0, -18.0), 0.0), ("b", (-0.2, -0.2, -0.2), 0.0)],
        f"Tốt nhất cho chuyến đi {TRIPS[0]}: “Phương án gồm 2 tuyến” giảm 20,0 phút (từ 18,0 đến 22,0 tùy giả định), quãng đường ngắn nhất không đổi đáng kể; các phương án khác không giảm đáng kể thời gian. “Phương án gồm 2 tuyến” chưa được lưu.",
        f"Best for trips {TRIPS[1]}: “Scenario of roads: 2” saves 20.0 min (18.0 to 22.0 depending on the assumptions), the shortest distance does not change notably; the other scenarios save no notable time. “Scenario of roads: 2” is not saved yet.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("scenarios", "vietnamese", "english"), SENTENCES)
def test_the_sentences(scenarios, vietnamese, english):
    found = best(table(*scenarios))
    assert best_text(found, Lang.VI) == vietnamese
    assert best_text(found, Lang.EN) == english


@pytest.mark.parametrize(("lead", "scenarios", "told"), CASES)
@pytest.mark.parametrize("lang", Lang)
def test_every_case_has_a_whole_sentence(lead, scenarios, told, lang):
    text = best_text(best(table(*scenarios)), lang)
    assert text.endswith(".")
    assert "–." not in text
    assert "  " not in text
    for key in told:
        assert f"“{key.upper()}”" in text or lead is Lead.ONE


def test_the_plan_and_the_talks_cannot_be_told_apart():
    world = real_world()
    ready = metric_table(world, ScenarioSet(ready_variants(world)), ranges=True)
    found = best(ready)
    assert found.lead is Lead.UNDECIDED
    mine, its = (ready.cell(key, "districts_fastest_min").cases for key in ("agreement", "plan-2030"))
    assert mine[0] < its[0]
    assert any(a > b for a, b in zip(mine, its, strict=True))
