"""The page that follows what the provinces asked for."""

from __future__ import annotations

import datetime as dt

import opening

from views.pages.agreement_page import is_past
from words import Lang, say

DAY = dt.date(2026, 11, 28)


def test_a_milestone_is_past_when_its_year_month_or_day_is_over():
    assert [is_past(told, DAY) for told in ("2025", "2026-06-30", "2026-10", "2026-11-27")] == [True] * 4
    assert [is_past(told, DAY) for told in ("", "2026", "2026-11", "2026-11-28", "2027")] == [False] * 5


def test_a_milestone_whose_date_has_passed_is_not_called_the_next():
    said = opening.words_of(opening.opened("agreement", lang="vi"))
    past = said.split(say("agreement.milestone_past", Lang.VI) + ":")[1:]
    assert any("mục tiêu cuối năm 2025" in told[:200] for told in past)
    assert any("mục tiêu 30/6/2026" in told[:200] for told in past)
