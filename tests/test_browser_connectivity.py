"""The connectivity page in a browser: each tab draws its map, and shows the figures that the command line prints."""

from __future__ import annotations

from functools import partial

import pytest
from commanding import rows
from playwright.sync_api import expect
from seen import go, says, settled, the_map, wait_results, wait_shown

from words import Lang, say
from words.figures import number

pytestmark = pytest.mark.browser
PROJECT = "ql14c-existing-roads"


@pytest.fixture
def printed(capsys, one_world):
    """A function that gives the rows a command prints."""
    return partial(rows, PROJECT, capsys)


def shown(value: str, decimals: int) -> str:
    return number(float(value), Lang.VI, decimals=decimals)


def row_of(page, title: str) -> list[str]:
    settled(page)
    row = page.locator("table.lt tr", has=page.get_by_role("rowheader", name=title, exact=True)).first
    expect(row).to_be_visible()
    return row.locator("td").all_inner_texts()


def test_every_tab_draws_its_map_and_shows_what_the_command_line_prints(page, app_url, printed):
    go(page, f"{app_url}/connectivity?routes={PROJECT}")
    groups = {r["when"]: r for r in printed("access", "--kind", "gate") if r["code"] == "both"}
    cells = row_of(page, say("access_view.within", Lang.VI, minutes=60))
    assert cells[:2] == [shown(groups[w]["within_60"], 0) for w in ("before", "after")]
    assert row_of(page, say("access_view.gini", Lang.VI))[1] == shown(groups["after"]["gini"], 3)
    frame = the_map(page)
    wait_results(frame, 70)
    frame.evaluate("() => { window.kept = true; }")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366

    page.get_by_role("tab", name=say("linking.tab_border", Lang.VI), exact=True).click()
    says(page, "tab=border")
    lengths = {r["when"]: r for r in printed("border") if r["province"] == "72+70"}
    cells = row_of(page, say("border_view.near_national", Lang.VI, km=5))
    assert cells[:2] == [shown(lengths[w]["national_5_km"], 1) for w in ("before", "after")]
    wait_results(the_map(page), 10, beginning="strip-")

    page.get_by_role("tab", name=say("linking.tab_tourism", Lang.VI), exact=True).click()
    says(page, "tab=tourism")
    legs = [r for r in printed("round-trip") if r["when"] == "after"]
    assert row_of(page, say("compare.total", Lang.VI)) == [shown(legs[0][f"whole_{unit}"], 1) for unit in ("km", "min")]
    frame = the_map(page)
    wait_results(frame, 12, beginning="trip-after-")
    assert frame.evaluate("() => window.kept"), "the map was built anew instead of kept from tab to tab"
    wait_shown(frame, "result", *(f"stop-{n}" for n in range(1, 13)))
