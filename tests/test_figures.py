import re
from datetime import date
from pathlib import Path

import pytest

from words import Lang, street_name
from words.figures import as_published, cost_span, day, minutes, number, span, with_percent


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.56, 1, "1.234,6", "1,234.6"),
        (-2.4, 1, "−2,4", "−2.4"),
        (-0.04, 1, "0,0", "0.0"),
        (1_169_165, 0, "1.169.165", "1,169,165"),
        (None, 1, "–", "–"),
        (float("inf"), 1, "–", "–"),
    ],
)
def test_number_uses_the_separators_of_the_language(value, decimals, vi, en):
    assert number(value, Lang.VI, decimals=decimals) == vi
    assert number(value, Lang.EN, decimals=decimals) == en


def test_a_published_length_keeps_the_places_it_was_published_with():
    assert as_published(207.26, Lang.VI) == "207,26"
    assert as_published(84.0, Lang.VI) == "84,0"
    assert as_published(91.5, Lang.EN) == "91.5"
    assert as_published(None, Lang.EN) == "–"


def test_sign_is_written_for_a_rise_but_not_for_zero():
    assert number(3.2, Lang.VI, decimals=1, sign=True) == "+3,2"
    assert number(0.01, Lang.VI, decimals=1, sign=True) == "0,0"


def test_minutes_turn_into_hours_at_sixty():
    assert minutes(59.4, Lang.VI) == "59 phút"
    assert minutes(59.6, Lang.VI) == "1 giờ 00 phút"
    assert minutes(125, Lang.EN) == "2 h 05 min"
    assert minutes(-12.2, Lang.EN) == "−12 min"
    assert minutes(None, Lang.EN) == "–"


def test_span_writes_one_figure_where_both_round_alike():
    assert span(1.04, 1.01, Lang.VI, decimals=1) == "1,0"
    assert span(258.939, 260.433, Lang.VI, decimals=1) == "258,9–260,4"
    assert span(None, 5, Lang.EN) == "5"


@pytest.mark.parametrize(
    ("low", "high", "vi", "en"),
    [
        (120_412, 120_413, "khoảng 120.412", "about 120,412"),  # = 69.780 + 50.632, published beside it
        (132_155, 132_156, "khoảng 132.155", "about 132,155"),  # = 120.412 + 11.743
        (8_833, 8_880, "khoảng 8.860", "about 8,860"),  # no finer than the distance of its ends
        (246_502, 248_502, "khoảng 246.500–248.500", "about 246,500–248,500"),  # holds a road entered as 6.000–8.000
        (17_800, 22_056, "khoảng 17.800–22.060", "about 17,800–22,060"),
        (564, 609, "564–609", "564–609"),
        (75_378, 75_378, "75.378", "75,378"),  # one figure: as published
        (928.8, 928.8, "929", "929"),
        (0, 5, "0–5", "0–5"),
        (None, None, "–", "–"),
    ],
)
def test_a_range_of_cost_is_told_no_finer_than_it_is_known(low, high, vi, en):
    assert (cost_span(low, high, Lang.VI), cost_span(low, high, Lang.EN)) == (vi, en)


def test_day_in_both_languages_and_texts_that_are_no_day():
    assert day("2026-08-01", Lang.VI) == "01/8/2026"
    assert day(date(2026, 2, 7), Lang.VI) == "07/02/2026"
    assert day("2026-08-01", Lang.EN) == "1 Aug 2026"
    assert day("2025", Lang.VI) == "2025"
    assert day(None, Lang.VI) == "–"


def test_per_cent_has_one_spelling_a_language():
    assert (with_percent("12,5", Lang.VI), with_percent("12.5", Lang.EN)) == ("12,5 %", "12.5%")
    for lang, loose in ((Lang.VI, r"[\d}]%"), (Lang.EN, r"[\d}] %")):
        for path in (Path(__file__).parents[1] / "words" / lang.value).glob("*.toml"):
            assert re.findall(loose, path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("mapped", "told"),
    [
        ("Hồ Chí Minh", "Đường Hồ Chí Minh"),
        ("Đường Hồ Chí Minh", "Đường Hồ Chí Minh"),
        ("cầu Gò Chai", "Cầu Gò Chai"),
        ("Quốc Lộ 13", "Quốc lộ 13"),
        ("Mỹ Phước - Tân Vạn", "Đường Mỹ Phước – Tân Vạn"),
        ("Tránh QL22", "Đường tránh QL22"),
        ("30/4", "Đường 30/4"),
        ("", ""),
    ],
)
def test_a_road_is_called_what_it_is_before_its_name(mapped, told):
    assert street_name(mapped) == told
