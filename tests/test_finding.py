"""The main finding: a table of cases in both languages."""

from __future__ import annotations

import re

import pytest
from graphs import real_world

from analysis.measures.findings import Case, Finding, case_of, finding
from analysis.measures.metrics import metric_table
from analysis.network.graph import Figures
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant, ready_variants
from words import Lang
from words.errors import InputError
from words.sentences import finding_text

NONE = Figures(None, None, None, None)
BEFORE = Figures(100_000.0, 120.0, 105_000.0, 1.4)


def after(*, km=100.0, minutes=120.0, length_km=105.0):
    return Figures(km * 1000, minutes, length_km * 1000, 1.4)


# case: figures before, figures after, range of minutes saved, range of metres saved
CASES = [
    (Case.NO_EFFECT, BEFORE, after(), None, None),
    (Case.NO_EFFECT, BEFORE, after(km=99.9995), (0.0, 0.0), (0.0, 1.0)),
    (Case.LOSS, BEFORE, after(minutes=125), None, None),
    (Case.LOSS, BEFORE, after(km=101, minutes=121), (-2.0, -1.0), None),
    (Case.MIXED, BEFORE, after(km=101, minutes=100), None, None),
    (Case.MIXED, BEFORE, after(km=98, minutes=121), None, None),
    (Case.FASTER, BEFORE, after(minutes=100), None, None),
    (Case.FASTER, BEFORE, after(km=99.6, minutes=100), (15.0, 30.0), (400.0, 400.0)),  # under 0.5 km
    (Case.FASTER, BEFORE, after(km=99.2, minutes=100), None, None),  # over 0.5 km, under 1 %
    (Case.FASTER, BEFORE, after(km=98, minutes=100), (15.0, 30.0), (0.0, 2500.0)),  # the distance might not fall
    (Case.NOT_SIGNIFICANT, BEFORE, after(minutes=119.7), None, None),
    (Case.FASTER, BEFORE, after(minutes=102.5), (3.4, 28.3), None),  # a wide range that keeps its sign
    (Case.NOT_SIGNIFICANT, BEFORE, after(minutes=100), (0.0, 30.0), None),  # a range that holds zero
    (Case.NOT_SIGNIFICANT, BEFORE, after(minutes=100), (-0.2, 30.0), None),
    (Case.SHORTER_FASTER, BEFORE, after(km=98, minutes=100), (15.0, 30.0), (50.0, 2500.0)),
    (Case.SHORTER, BEFORE, after(km=95), None, None),
    (Case.SHORTER, BEFORE, after(km=95, minutes=119), (0.0, 8.0), (5000.0, 5000.0)),
    (Case.SHORTER_FASTER, BEFORE, after(km=95, minutes=110), (8.0, 12.0), (5000.0, 5000.0)),
    (Case.CONNECTED, NONE, after(), None, None),
    (Case.UNREACHABLE, BEFORE, NONE, None, None),
    (Case.UNREACHABLE, NONE, NONE, None, None),
]


@pytest.mark.parametrize(("case", "was", "now", "minutes", "metres"), CASES)
def test_what_may_be_said(case, was, now, minutes, metres):
    assert case_of(was, now, minutes=minutes, metres=metres) is case


def say(case, lang, now, *, was=BEFORE, minutes=None, group="capitals"):
    found = Finding(case, Variant("own-1", "Tuyến {A}"), group, "0" * 16, was, now, minutes, None)
    return finding_text(found, lang)


def test_a_loss_names_its_range_with_signs():
    text = say(Case.LOSS, Lang.EN, after(km=101, minutes=125), minutes=(-8.0, -4.0))
    assert "time +5.0 min (+4.0 to +8.0 min when the assumptions are varied)" in text


SENTENCES = [
    (
        Case.NO_EFFECT,
        after(),
        "“Tuyến {A}” không làm thay đổi quãng đường và thời gian đi giữa hai tỉnh lỵ.",
        "“Tuyến {A}” changes neither distance nor time of a trip between the two provincial capitals.",
    ),
    (
        Case.LOSS,
        after(km=101.25, minutes=125),
        "Với “Tuyến {A}”, việc đi lại giữa hai tỉnh lỵ bất lợi hơn so với mạng lưới nền: thời gian +5,0 phút, quãng đường ngắn nhất +1,2 km.",
        "With “Tuyến {A}” a trip between the two provincial capitals is worse than on the base network: time +5.0 min, shortest distance +1.2 km.",
    ),
    (
        Case.FASTER,
        after(minutes=99.5, length_km=120),
        "Với “Tuyến {A}”, thời gian đi giữa hai tỉnh lỵ giảm 20,5 phút, từ 120,0 còn 99,5 phút; quãng đường ngắn nhất không đổi đáng kể; lộ trình nhanh nhất dài thêm 15,0 km.",
        "With “Tuyến {A}” a trip between the two provincial capitals takes 20.5 min less, 99.5 instead of 120.0 min; the shortest distance does not change notably; the fastest route is 15.0 km longer.",
    ),
    (
        Case.SHORTER,
        after(km=95),
        "Với “Tuyến {A}”, rút ngắn quãng đường giữa hai tỉnh lỵ 5,0 km, từ 100,0 còn 95,0 km; thời gian không đổi đáng kể.",
        "With “Tuyến {A}” the shortest distance of a trip between the two provincial capitals falls by 5.0 km, from 100.0 to 95.0 km; its time does not change significantly.",
    ),
    (
        Case.UNREACHABLE,
        NONE,
        "Không kết nối: với “Tuyến {A}”, có ít nhất một hành trình giữa hai tỉnh lỵ không còn đường đi theo các giả định đã chọn.",
        "Not connected: with “Tuyến {A}” at least one trip between the two provincial capitals has no road under the chosen assumptions.",
    ),
]


@pytest.mark.parametrize(("case", "now", "vietnamese", "english"), SENTENCES)
def test_the_sentences(case, now, vietnamese, english):
    assert say(case, Lang.VI, now) == vietnamese
    assert say(case, Lang.EN, now) == english


@pytest.mark.parametrize("case", Case)
@pytest.mark.parametrize("group", ["capitals", "districts"])
def test_every_case_has_a_whole_sentence_in_both_languages(case, group):
    for lang, words in ((Lang.VI, "khi thay đổi các giả định"), (Lang.EN, "when the assumptions are varied")):
        text = say(case, lang, after(km=95, minutes=110), minutes=(8.0, 12.0), group=group)
        assert text.endswith(".")
        assert "  " not in text
        assert "–." not in text
        if case in {Case.FASTER, Case.SHORTER_FASTER, Case.NOT_SIGNIFICANT, Case.LOSS, Case.MIXED}:
            assert words in text
    shorter = "rút ngắn quãng đường"
    assert (shorter in say(case, Lang.VI, after(km=95, minutes=110))) == (case in {Case.SHORTER, Case.SHORTER_FASTER})


def test_the_finding_of_the_agreement():
    world = real_world()
    table = metric_table(world, ScenarioSet(ready_variants(world)), ranges=True)
    found = finding(table, "agreement")
    assert found.case is Case.SHORTER_FASTER
    assert found.digest == table.digest("agreement")
    metric = next(m for m in table.metrics if m.key == "districts_fastest_min")
    low, high = table.change_range("agreement", metric)
    text = finding_text(found, Lang.EN)
    assert f"{-table.change('agreement', metric):.1f} min less" in text
    assert f"({-high:.1f} to {-low:.1f} min when" in text
    less, now, was = (float(x) for x in re.search(r"takes (\S+) min less, (\S+) instead of (\S+) min", text).groups())
    assert was - now == pytest.approx(less)  # what stands in the sentence adds up
    # between the capitals the distance hardly changes: time leads
    capitals = finding(table, "agreement", group="capitals")
    assert capitals.case is Case.FASTER
    assert "không đổi đáng kể" in finding_text(capitals, Lang.VI)
    assert finding(table, "baseline").case is Case.BASELINE
    with pytest.raises(InputError, match="own-7"):
        finding(table, "own-7")
