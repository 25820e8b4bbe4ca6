"""A metric, a ready scenario and a benefit more: one row and its words, and it is on every surface."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial

import numpy as np
import openpyxl
import pytest
from commanding import run
from opening import open_panel, opened, words_of
from xlsxwriter import Workbook

from analysis.appraisal import benefit, contribution
from analysis.appraisal.benefit import BENEFITS, BenefitKind
from analysis.appraisal.trips import yardstick, yardstick_tables
from analysis.appraisal.valuation import Question
from analysis.choices import Known
from analysis.cli import commands
from analysis.measures import metrics
from analysis.measures.metrics import METRICS, Metric, metric_table
from analysis.scenarios import variants
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.scenario_set import ScenarioSet, read_set, write_set
from analysis.scenarios.variants import READY_SCENARIOS, Assumptions, ReadyScenario, ready_variants
from briefing.content.data import ReportData
from briefing.workbook.metrics import fill_metrics
from briefing.workbook.sheet import Looks, Sheet
from views.state import compare_settings
from words import Lang
from words.texts import catalogue

PROJECTS = "hcm-chon-thanh-duc-hoa,dt795"


@pytest.fixture
def worded(monkeypatch):
    """Gives a key of the catalogue a text in both languages."""

    def add(key: str, vi: str, en: str) -> None:
        for lang, text in ((Lang.VI, vi), (Lang.EN, en)):
            monkeypatch.setitem(catalogue(lang), key, text)

    return add


@pytest.fixture(autouse=True)
def _one_world(monkeypatch, world):
    monkeypatch.setattr(commands, "load_world", lambda: world)


def farthest(readings, _metric) -> float:
    """Minutes between the two districts farthest apart."""
    return float(np.nanmax(readings.tables.ways.fastest_min[:, : len(readings.rod.origins)]))


def test_a_metric_more_is_on_every_surface(monkeypatch, worded, world, report, capsys):
    row = Metric("districts_farthest_min", "districts", "min", 1, "less", read=farthest)
    at = next(n for n, m in enumerate(METRICS) if m.group == "gate")
    monkeypatch.setattr(metrics, "METRICS", [*METRICS[:at], row, *METRICS[at:]])
    worded("metrics.districts_farthest_min", "Hai huyện xa nhau nhất", "The two districts farthest apart")

    table = metric_table(world, ScenarioSet(ready_variants(world)), ranges=True)
    cell, rod = table.cell("agreement", row.key), yardstick(world)
    ends = [s.baseline() if key == "baseline" else s for key in ("baseline", "agreement") for s in [_state(world, key)]]
    was, now = (np.nanmax(yardstick_tables(world, s).ways.fastest_min[:, : len(rod.origins)]) for s in ends)
    assert cell.value == pytest.approx(now)
    assert cell.difference == pytest.approx(now - was)
    assert cell.low <= cell.difference <= cell.high

    assert "districts_farthest_min" in run(capsys, "compare", "--format", "csv")[1]
    assert "The two districts farthest apart" in run(capsys, "compare", "--lang", "en")[1]
    assert "Hai huyện xa nhau nhất" in _sheet(report)
    page = opened("compare", lang="vi", routes="dt795", beta="0.031", part="overview")
    assert not page.exception
    assert "Hai huyện xa nhau nhất" in words_of(page)


def _state(world, key: str) -> Scenario:
    return metrics.state_of(next(v for v in ready_variants(world) if v.key == key), Assumptions())


def _sheet(report: ReportData) -> str:
    """Texts of the workbook's sheet of metrics, made anew."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    fill_metrics(Sheet(book, book.add_worksheet("x"), Looks(book)), replace(report), Lang.VI)
    book.close()
    cells = openpyxl.load_workbook(io.BytesIO(file.getvalue()))["x"].iter_rows(values_only=True)
    return "\n".join(str(value) for row in cells for value in row)


def test_a_ready_scenario_more_is_on_every_surface(monkeypatch, worded, world, capsys):
    row = ReadyScenario("plan-2035", variants._by_year, 2035)
    monkeypatch.setitem(READY_SCENARIOS, row.key, row)
    worded("scenarios.title_plan_2035", "Quy hoạch tới {year}", "Plans until {year}")

    made = ready_variants(world)[-1]
    assert (made.key, made.year) == ("plan-2035", 2035)
    assert made.units >= ready_variants(world)[2].units
    assert not made.own
    assert "Plans until 2035" in run(capsys, "compare", "--lang", "en")[1]
    text = write_set(ScenarioSet(ready_variants(world)), data_digest=world.data_digest)
    assert read_set(text, world).scenario_set.variant("plan-2035") == made
    page = opened("compare", lang="vi", routes="dt795")
    assert not page.exception
    assert "Quy hoạch tới 2035" in words_of(page)
    panel = open_panel(page, "columns")
    assert "column-plan-2035" in {box.key for box in panel.checkbox}
    kept, _ = compare_settings.read({"cols": "plan-2035", "on": "plan-2035"}, Known())
    assert (kept.ready, kept.subject) == (("plan-2035",), "plan-2035")


def test_a_benefit_more_is_on_every_surface(monkeypatch, worded, world, capsys, tmp_path):
    row = BenefitKind("tourism_min", "person_min", benefit._to_nearest, partial(benefit._of_kind, "tourism"))
    monkeypatch.setitem(BENEFITS, row.key, row)
    worded("shares.benefit_tourism_min", "Đến điểm du lịch gần nhất", "To the nearest tourist site")

    scenario = Scenario(projects=frozenset(PROJECTS.split(",")))
    found = contribution.contributions(world, scenario, Question("tourism_min"), cache=tmp_path)[0]
    assert found.total > 0
    code, out, _ = run(capsys, "portfolio", "--projects", PROJECTS, "--benefit", "tourism_min", "--format", "csv")
    assert code == 0
    assert out.count("person_min") == 2
    page = opened("compare", lang="vi", routes="dt795", part="shares", benefit="tourism_min")
    assert not page.exception
    chosen = page.selectbox(key="benefit")
    assert (chosen.value, chosen.options[-1]) == ("tourism_min", "Đến điểm du lịch gần nhất")


@pytest.mark.parametrize("kind", BENEFITS)
def test_the_address_of_a_page_keeps_every_benefit(kind):
    kept, faults = compare_settings.read({"benefit": kind}, Known())
    assert (kept.benefit, list(faults)) == (kind, [])
