"""What a project costs, told alike wherever it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.appraisal.costs import UnitsCost
from briefing.content.project_rows import RouteRow, route_fact
from layers.costs import cost_text, project_cost
from layers.projects import Cost, Project, read_projects
from views.pages.browse.facts import facts
from webmap.popups import project_foot
from words import Lang


@pytest.fixture(scope="module")
def projects() -> dict[str, Project]:
    return {p.id: p for p in read_projects()}


def cost(bn: float, scope: str = "", *, adds: bool = False, unverified: bool = False, year: int | None = 2025) -> Cost:
    return Cost(bn, bn, scope, scope, None, year, f"https://x/{bn}", unverified=unverified, adds=adds)


def test_parts_add_up_and_variants_do_not_count(projects):
    p = replace(next(iter(projects.values())), costs=(cost(5), cost(3), cost(2, adds=True, unverified=True, year=2024)))
    found = project_cost(p)
    assert (found.low_bn, found.high_bn, found.price_years, found.unverified) == (7, 7, (2024, 2025), True)
    assert found.sources == ("https://x/5", "https://x/2")
    assert project_cost(replace(p, costs=())) is None
    assert cost_text(replace(p, costs=()), Lang.VI) == "chưa có số liệu"


def test_the_scope_stands_beside_the_figure_whole_or_its_first_clause(projects):
    p = replace(
        next(iter(projects.values())),
        costs=(cost(5, "Toàn tuyến 36,2 km (cũ: 4), cả hai tỉnh"), cost(2.5, "Cầu, 800,39 m", adds=True)),
    )
    assert cost_text(p, Lang.VI) == "8 tỷ đồng (2025) – Toàn tuyến 36,2 km (cũ: 4), cả hai tỉnh; Cầu, 800,39 m"
    assert cost_text(p, Lang.VI, brief=True) == "8 tỷ đồng (2025) – Toàn tuyến 36,2 km; Cầu"

    doubtful = replace(p, costs=(cost(8, unverified=True),))
    assert project_cost(doubtful).with_unit(Lang.VI) == "8 tỷ đồng (2025), chưa kiểm chứng"


@pytest.mark.parametrize("lang", Lang)
def test_map_sheet_slides_page_and_popup_give_the_same_cost(projects, lang):
    """Two roads whose published cost has parts: only the sum of the parts is theirs, never the first part alone."""
    for name, low, high in (("ring-road-4", 132_155, 132_156), ("dat-set-ben-cui", 928.8, 928.8)):
        project = projects[name]
        found = project_cost(project)
        assert (found.low_bn, found.high_bn) == pytest.approx((low, high))
        figure = found.text(lang).partition(" – ")[0]
        doubt = "chưa kiểm chứng" if lang is Lang.VI else "not verified"
        surfaces = [route_fact(project, lang), project_foot(project, 1, lang), facts(project, lang=lang).html]
        for told in surfaces:
            assert figure in told
            assert (doubt in told) or not found.unverified
        assert RouteRow.of(project).cost_text(lang).startswith(found.figure(lang))


def test_every_range_of_cost_is_written_by_one_function():
    root = Path(__file__).parents[1]
    plain = re.compile(r"(?<!cost_)\bspan\([^)]*(?:cost|bn\b|_bn_)")
    rooms = ("layers", "analysis", "briefing", "views", "webmap")
    found = [f for room in rooms for f in (root / room).rglob("*.py") if plain.search(f.read_text(encoding="utf-8"))]
    assert found == []


def test_a_sum_of_costs_says_whose_figures_it_holds():
    published, own = UnitsCost(100.0, 120.0), UnitsCost(50.0, 60.0, own=("own-1",), own_low_bn=50.0, own_high_bn=60.0)
    both = UnitsCost(150.0, 180.0, own=("own-1",), own_low_bn=50.0, own_high_bn=60.0)
    assert [c.kind.text(Lang.VI) for c in (published, own, both)] == ["đã công bố", "tự nhập", "đã công bố và tự nhập"]
