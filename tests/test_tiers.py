"""The tiers: what the short run leaves out, who has a second try, and that nothing may hang."""

from __future__ import annotations

import os

import pytest
from tiers import everything, sample, some


def kept(cases) -> list[tuple]:
    return [case.values for case in cases if not case.marks]


def test_a_sample_has_every_value_of_every_axis_and_the_long_tier_has_all():
    cases = sample("abcd", (1, 2), every=2)
    assert [case.values for case in cases] == [(a, b) for a in "abcd" for b in (1, 2)]
    assert kept(cases) == [("a", 1), ("b", 2), ("c", 1), ("d", 2)]
    assert kept(sample("abcdefg", every=3)) == [("a",), ("d",), ("g",)]
    assert kept(sample([("a", {}), ("b", {})], "xy")) == [("a", {}, "x"), ("b", {}, "y")]
    assert [case.id for case in sample([pytest.param("a", id="first")])] == ["first"]
    assert some("abcde") == list("abcde" if everything else "ace")


def test_who_drives_a_browser_in_ci_and_nobody_else_has_a_second_try(request):
    twice = {item.nodeid for item in request.session.items if item.get_closest_marker("flaky")}
    browser = {item.nodeid for item in request.session.items if item.get_closest_marker("browser")}
    short = not request.config.getoption("--all")
    assert twice == (browser if os.environ.get("CI") and short else set())


def test_every_test_ends(request):
    assert 0 < float(request.config.getini("timeout")) <= 600
    assert request.config.pluginmanager.has_plugin("timeout")
