"""Ties and critical roads in a browser: the maps draw, and the tables show what the command line prints."""

from __future__ import annotations

from functools import partial

import pytest
from commanding import rows
from playwright.sync_api import expect
from seen import go, says, settled, the_map, wait_results

from layers.places import read_places
from words import Lang, say
from words.figures import number

pytestmark = pytest.mark.browser
PROJECT = "dt794"


@pytest.fixture
def printed(capsys, one_world):
    """A function that gives the rows a command prints."""
    return partial(rows, PROJECT, capsys)


def test_ties_draw_their_maps_and_show_what_the_command_line_prints(page, app_url, printed):
    summary = {r["figure"]: r for r in printed("connectivity")}
    go(page, f"{app_url}/connectivity?routes={PROJECT}&tab=between")
    counts = {
        f"{line}_{when}": number(float(summary[f"crossings_{line}"][when]), Lang.VI)
        for line in ("boundary", "river")
        for when in ("before", "after")
    }
    verdict = page.locator(".lt-verdict")
    expect(verdict).to_have_text(say("connectivity.summary_crossings", Lang.VI, **counts))
    wait_results(the_map(page), int(counts["boundary_after"]) + int(counts["river_after"]), beginning="crossing-")

    settled(page)
    page.get_by_role("radio", name=say("connectivity.look_routes", Lang.VI), exact=True).click()
    says(page, "ties=routes")
    routes = {w: number(float(summary["routes_capitals"][w]), Lang.VI) for w in ("before", "after")}
    told = say("connectivity.summary_routes", Lang.VI, name=say("connectivity.routes_capitals", Lang.VI), **routes)
    expect(verdict).to_have_text(told)
    settled(page)
    wait_results(the_map(page), int(routes["after"]), beginning="cut-")


@pytest.mark.long  # the figures of this tab are held to the analysis without a browser too
def test_critical_roads_draw_their_map_and_show_what_the_command_line_prints(page, app_url, printed):
    go(page, f"{app_url}/connectivity?routes={PROJECT}&tab=critical")
    top = printed("criticality")
    figures = page.locator("table.lt tbody tr").first.locator("td")
    frame = read_places()
    people = frame.loc[frame["district_capital_of"].notna(), "population_2019"].sum()  # a trip for each inhabitant
    lost = number(float(top[0]["lost_person_min"]) / people, Lang.VI, decimals=2)
    expect(figures.first).to_have_text(lost)
    settled(page)
    wait_results(the_map(page), 500)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366
