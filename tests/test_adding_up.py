"""What is shown adds up: on every surface, in both languages, a change is that of the figures beside it."""

from __future__ import annotations

import io
import itertools
import random
import re

import openpyxl
import pytest
from office import no_maps_drawn, one_line
from pptx import Presentation

from analysis.cli.output import Format
from analysis.cli.scenarios import compare_text
from analysis.measures.findings import finding
from analysis.measures.gains import commune_gains
from analysis.network.graph import Figures
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import ready_variants
from briefing.content.data import ReportData
from briefing.content.request import ReportRequest
from briefing.map.legend import key_figures
from briefing.slides.presentation import slides
from briefing.web.page import _figure_rows
from briefing.workbook.book import workbook
from layers.symbology.access_layers import commune_layer
from pipeline.reports.projects import _before_after
from views.pages.compare import gains, overview, pair
from words import Lang, say
from words.figures import adding_up, change, difference, percents, range_around, saved
from words.sentences import finding_text, four_figures

FIGURE = r"[−+]?\d[\d.,]*\d|[−+]?\d"
BEFORE_MIN, AFTER_MIN = 156.77, 136.53  # 156.8 → 136.5: −20.3 as shown, −20.2 if rounded last


def value(text: str, lang: Lang) -> float:
    text = text.replace("−", "-").replace("+", "")
    return float(text.replace(".", "").replace(",", ".") if lang is Lang.VI else text.replace(",", ""))


def test_the_figures_are_rounded_first_and_then_subtracted():
    assert difference(BEFORE_MIN, AFTER_MIN, decimals=1) == -20.3
    assert change(BEFORE_MIN, AFTER_MIN, Lang.VI, decimals=1) == "−20,3"
    assert saved(BEFORE_MIN, AFTER_MIN, Lang.EN, decimals=1) == "20.3"
    assert difference(None, AFTER_MIN) is None
    assert difference(float("nan"), 1.0) is None
    assert change(float("inf"), 1.0, Lang.VI) == "–"
    assert change(106.25, 106.23, Lang.EN, decimals=1) == "0.0"


def test_a_range_holds_the_figure_it_is_of():
    assert range_around(-20.3, -20.24, -12.0, decimals=1) == (-20.3, -12.0)
    assert range_around(-15.0, -20.24, -12.0, decimals=1) == (-20.2, -12.0)
    assert range_around(-20.3, -20.24, -20.21, decimals=1) is None
    assert range_around(None, 1.0, None) is None


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_parts_add_up_to_their_rounded_sum_and_move_by_less_than_one_place(decimals):
    draw = random.Random(decimals)
    for _ in range(300):
        parts = [draw.uniform(0, 40) for _ in range(draw.randint(0, 12))]
        told = adding_up(parts, decimals=decimals)
        assert sum(told) == pytest.approx(float(f"{sum(parts):.{decimals}f}"), abs=1e-9)
        assert all(abs(a - b) < 10.0**-decimals for a, b in zip(parts, told, strict=True))
    assert adding_up([0.1, 0.2, 0.7], decimals=1) == [0.1, 0.2, 0.7]


@pytest.mark.parametrize(("parts", "decimals"), [([1, 1, 1], 0), ([1, 1, 1], 1), ([2, 2, 2, 1], 0)])
def test_percents_add_up_to_a_hundred(parts, decimals):
    assert sum(round(100 * part / sum(parts), decimals) for part in parts) != 100
    assert sum(percents(parts, decimals=decimals)) == pytest.approx(100)
    assert percents([0.0, 0.0]) == [0.0, 0.0]


@pytest.mark.parametrize("lang", Lang)
def test_the_four_figures_add_up_on_sheet_page_and_offline_page(lang):
    before, after = Figures(106_449.0, BEFORE_MIN, 106_449.0, 1.194), Figures(106_051.0, AFTER_MIN, 123_251.0, 1.186)
    told = [tuple(row) for row in four_figures(before, after, lang)]
    for _, was, now, by in told:
        assert value(now, lang) - value(was, lang) == pytest.approx(value(by, lang), abs=1e-9)
    assert value(told[1][3], lang) == -20.3
    offline = _figure_rows(before, after, lang)
    assert [tuple(row[1:]) for row in offline] == [row[1:] for row in told]
    page = pair.figures_table(before, after, lang=lang, caption="").html
    assert all(cell in page for row in told for cell in row[1:])

    class Pair:
        effect = type("Effect", (), {"value": "faster"})
        saved_min_range = None
        scenario = Scenario()

    Pair.before, Pair.after = before, after
    sheet = key_figures(Pair, origin="A", destination="B", lang=lang)
    assert [row[1:] for row in sheet.rows] == [row[1:] for row in told]
    assert _before_after(BEFORE_MIN, AFTER_MIN) == "156.8 → 136.5 (−20.3)"
    three = gains._three(BEFORE_MIN, AFTER_MIN, lang)
    assert value(three[0], lang) - value(three[1], lang) == pytest.approx(value(three[2], lang), abs=1e-9)


@pytest.fixture(scope="module")
def report(world) -> ReportData:
    request = ReportRequest(scenario_set=ScenarioSet(ready_variants(world)), langs=tuple(Lang))
    return ReportData.of(request, world=world)


@pytest.fixture(scope="module")
def table(report):
    return report.table


def test_the_table_holds_changes_that_rounding_last_would_print_otherwise(table):
    """Else the tests below could not fail."""
    shown = [
        (table.change(v.key, m), table.cell(v.key, m.key).difference, m) for v in table.variants for m in table.metrics
    ]
    assert [1 for by, raw, m in shown if by and raw and f"{by:.{m.decimals}f}" != f"{raw:.{m.decimals}f}"]


@pytest.mark.parametrize("lang", Lang)
def test_the_sentences_add_up(table, lang):
    for variant in table.variants[1:]:
        for group in ("capitals", "districts"):
            text = finding_text(finding(table, variant.key, group=group), lang)
            pattern = (
                rf"giảm ({FIGURE}) phút, từ ({FIGURE}) còn ({FIGURE}) phút"
                if lang is Lang.VI
                else rf"takes ({FIGURE}) min less, (?P<after>{FIGURE}) instead of ({FIGURE}) min"
            )
            if found := re.search(pattern, text):
                by, one, other = (value(x, lang) for x in found.groups())
                assert abs(one - other) == pytest.approx(by, abs=1e-9), text


@pytest.mark.parametrize("lang", Lang)
def test_page_and_command_line_add_up(world, table, lang):
    groups = dict.fromkeys(m.group for m in table.metrics)
    html = "".join(overview.as_html(table, group, table.variants, lang).html for group in groups)
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html)
    lines = compare_text(world, ScenarioSet(table.variants), ranges=True, form=Format.TABLE, lang=lang).splitlines()
    checked = 0
    for metric, row in zip(table.metrics, rows, strict=True):
        if metric.group in {"roads", "money"}:
            continue
        cells = re.findall(rf'<td class="n">({FIGURE})(?:<br><span class="d \w+">({FIGURE})</span>)?', row)
        line = next(x for x in lines if x.startswith(metric.title(lang, world)))
        printed = re.findall(rf"({FIGURE})(?: \(({FIGURE})°?[;)])?", line[len(metric.title(lang, world)) :])
        assert len(cells) == len(table.variants)
        base = value(cells[0][0], lang)
        for now, by in [*cells[1:], *((a, b) for a, b in printed if b)]:
            assert value(now, lang) - base == pytest.approx(value(by, lang) if by else 0.0, abs=1e-6), line
            checked += 1
    assert checked > 100


@pytest.fixture(scope="module")
def deck(report, fixed_moment):
    with no_maps_drawn():
        return Presentation(io.BytesIO(slides(report)))


@pytest.mark.parametrize("lang", Lang)
def test_slides_add_up(deck, report, lang):
    head, checked = say("slides.col_metric", lang), 0
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    for rows in ([[c.text for c in row.cells] for row in t.rows] for t in tables):
        if rows[0][0] != head or say("metrics.cost", lang) in "".join(r[0] for r in rows):
            continue
        for row in rows[1:]:
            for cell in row[1:]:
                arrow = re.match(rf"({FIGURE}) → ({FIGURE}) \(({FIGURE})", cell)
                beside = re.match(rf"({FIGURE}) \(({FIGURE})", cell)
                if arrow:
                    was, now, by = (value(x, lang) for x in arrow.groups())
                elif beside:
                    (now, by), was = (value(x, lang) for x in beside.groups()), value(row[1], lang)
                else:
                    continue
                assert now - was == pytest.approx(by, abs=1e-6), row
                checked += 1
    assert checked > 20


def test_the_workbook_subtracts_what_it_shows(report, fixed_moment):
    content = workbook(report)
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=d) for d in (False, True))
    checked = 0
    # the sheets on money reckon with formulas of their own, which tests/test_value_files.py recomputes
    apart = {say(f"workbook.sheet_{name}", lang) for name in ("appraisal", "programme") for lang in Lang}
    for sheet in [s for s in formulas.sheetnames[: len(formulas.sheetnames) // 2] if s not in apart]:
        for cell in (c for row in formulas[sheet].iter_rows() for c in row if c.data_type == "f" and "-" in c.value):
            found = re.fullmatch(r"=ROUND\((\w+),(\d)\)-ROUND\((\w+),\2\)", cell.value)
            assert found, (sheet, cell.value)
            places = int(found[2])
            shown = cell.number_format.partition(".")[2].count("0")
            assert shown == places, (sheet, cell.coordinate, cell.number_format)
            one, other = (round(values[sheet][found[n]].value, places) for n in (1, 3))
            assert one - other == pytest.approx(values[sheet][cell.coordinate].value, abs=1e-6)
            checked += 1
    assert checked > 1500


@pytest.mark.parametrize("lang", Lang)
def test_tips_of_communes_add_up(world, report, lang):
    found = commune_gains(world, before=report.scenario.baseline(), after=report.scenario, place_ids=["cap-dong-xoai"])
    layer = commune_layer(found.frame, key="x", lang=lang)
    for shape in layer.shapes:
        told = [re.search(FIGURE, line) for line in shape.tip[1:4]]
        if all(told):
            was, now, by = (value(x[0], lang) for x in told)
            assert was - now == pytest.approx(by, abs=1e-9), shape.tip


@pytest.mark.parametrize("lang", Lang)
def test_the_shares_of_the_workbook_add_up(report, fixed_moment, lang):
    book, checked = openpyxl.load_workbook(io.BytesIO(workbook(report)), data_only=True), 0
    for sheet in book:
        for head in (
            c for row in sheet.iter_rows() for c in row if one_line(c.value) == say("workbook.worth_share", lang)
        ):
            below = [sheet.cell(n, head.column).value for n in range(head.row + 1, sheet.max_row + 1)]
            *parts, whole = itertools.takewhile(lambda value: isinstance(value, int | float), below)
            assert len(parts) > 1
            assert whole == pytest.approx(100)
            assert sum(round(part, 1) for part in parts) == pytest.approx(100)
            checked += 1
    assert checked


def test_the_note_below_a_pair_tells_the_saving_of_the_table():
    """106,35 → 102,84 km is shown as 106,4 → 102,8, a saving of 3,6, though 3,51 km are saved."""
    assert pair._ends(3.6, 3.51, 3.51, Lang.VI) == "3,6"
    assert pair._ends(3.6, 3.51, 4.2, Lang.VI) == "3,5–4,2"
    assert pair._ends(3.4, 3.51, 4.2, Lang.VI) == "3,4–4,2"
