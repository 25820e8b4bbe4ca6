"""The request of a briefing and the facts behind it."""

from __future__ import annotations

import pytest

from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content.request import ReportRequest, languages
from words import Lang
from words.errors import InputError

OWN = Variant("own-1", name="Ưu tiên 2027", units=frozenset({"ring-road-3"}))
SET = ScenarioSet((Variant("baseline"), OWN))


def test_the_last_scenario_is_the_main_one_unless_another_is_named():
    assert ReportRequest(scenario_set=SET).variant is OWN
    assert ReportRequest(scenario_set=SET, main="baseline").variant.key == "baseline"
    with pytest.raises(InputError, match="own-9"):
        _ = ReportRequest(scenario_set=SET, main="own-9").variant


def test_a_file_is_named_after_title_and_scenario():
    assert ReportRequest(scenario_set=SET, title="Báo cáo").file_name("pptx") == "bao-cao_uu-tien-2027.pptx"


@pytest.mark.parametrize(("text", "langs"), [("vi", [Lang.VI]), ("en", [Lang.EN]), ("both", [Lang.VI, Lang.EN])])
def test_languages_stand_in_the_order_of_the_house(text, langs):
    assert list(languages(text)) == langs


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError):
        languages("fr")
