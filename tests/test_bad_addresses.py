"""Malformed and outdated addresses: each leads to a page with its controls and a notice in the page's language."""

from __future__ import annotations

import pytest
from opening import opened

from words import Lang, say

# a parameter that cannot be used, or only in part
BAD = (
    {"edition": "1975"}, {"edition": ""}, {"layers": "provinces~atlantis"}, {"layers": "~~~"}, {"status": "burnt"},
    {"routes": "ring-road-3~gone"}, {"routes": "x" * 5000}, {"routes": "../../etc/passwd"}, {"show": "route:gone"},
    {"show": "<script>alert(1)</script>"}, {"from": "cap-nowhere"}, {"from": "cap-dong-xoai", "to": "cap-dong-xoai"},
    {"year": "1999"}, {"year": "２０２７"}, {"year": "2027.0"}, {"year": "-1"}, {"way": "by-air"},
    {"bounds": "nan~nan~nan~nan"}, {"bounds": "106~11~105~12"}, {"bounds": "1e999~0~0~0"}, {"cols": "agreement~plan-1900"},
    {"own": "*"}, {"own": "a*ring-road-3**x"}, {"own": "!" * 9}, {"on": "own-99"}, {"part": "overwiev"},
    {"shut": "-5"}, {"shut": "~".join(map(str, range(500)))}, {"goal": "moon"}, {"unit": "furlong"}, {"benefit": "fame"},
    {"mode": "bicycle"}, {"speeds": "warp"}, {"beta": "nan"}, {"beta": "-1"}, {"count": "dist-nowhere"},
    {"tab": "nowhere"}, {"file": "exe"}, {"paper": "A9"}, {"crs": "1"}, {"org": "x" * 999}, {"title": "y" * 999},
    {"mydata": "zzz", "edition": "x"}, {"drawn": "@@@"}, {"lang": "fr"}, {"lang": "'; drop table"},
)  # fmt: skip
_REFUSED = {lang: say("app.refused", lang, values="").split("{")[0][:25] for lang in Lang}


@pytest.mark.parametrize(("page", "each"), [("browse", 1), ("compare", 4)])
def test_no_address_takes_the_controls_away_and_each_is_told_in_the_language_of_the_page(page, each):
    at = opened(page, lang="vi", part="pair")
    for number, bad in enumerate(BAD[::each]):
        lang = Lang.VI if number % 2 or "lang" in bad else Lang.EN
        at.query_params.clear()
        for name, text in ({"lang": lang.value, "part": "pair"} | bad).items():
            at.query_params[name] = text
        at.run()
        assert not at.exception, bad
        assert any(s.key == "year" for s in at.select_slider), bad
        said = [*at.warning, *at.error]
        assert said, bad
        assert not any(_REFUSED[other] in w.value for w in at.warning for other in Lang if other is not lang), bad


def test_parameters_of_nobody_are_passed_over_in_silence():
    at = opened("browse", lang="vi", utm_source="mail", fbclid="x")
    assert not at.warning
    assert not at.exception
