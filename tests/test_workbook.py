"""The workbook, read back by another library: numbers, formulas with their values, text that stays text."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from office import faults, one_line, schema_faults
from openpyxl.utils import range_boundaries
from xlsxwriter import Workbook

from analysis.network.graph import Skim
from briefing.content.data import Trips
from briefing.workbook.book import sheet_names, workbook
from briefing.workbook.metrics import fill_order
from briefing.workbook.sheet import Formula, Head, Looks, Sheet
from briefing.workbook.trips import fill_matrix, fill_pairs
from layers import project_cost
from words import Lang, say

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def content(report, fixed_moment) -> bytes:
    return workbook(report)


@pytest.fixture(scope="module")
def formulas(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def values(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_the_file_keeps_the_rules_of_its_format(content):
    assert faults(content) == []
    assert schema_faults(content, "xlsx") == []


def test_every_sheet_is_there_in_both_languages(formulas):
    assert formulas.sheetnames == [*sheet_names(Lang.VI), *sheet_names(Lang.EN)]


def worth(book, sheet, formula: str) -> float:
    """A formula worked out from the values of the cells it names."""

    def cells(match) -> str:
        left, top, right, bottom = range_boundaries(match.group().replace("$", ""))
        found = [book[sheet].cell(r, c).value for r in range(top, bottom + 1) for c in range(left, right + 1)]
        return repr([v for v in found if v is not None]) if ":" in match.group() else repr(found[0])

    text = re.sub(r"\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?", cells, formula.lstrip("="))
    known = {
        "SUM": sum,
        "ROUND": round,
        "AVERAGE": lambda v: sum(v) / len(v),
        "SUMPRODUCT": lambda a, b: sum(x * y for x, y in zip(a, b, strict=True)),
    }
    return eval(text, {"__builtins__": {}}, known)


def of_value(lang: Lang) -> set[str]:
    """The sheets of value for money: several tables each, their formulas computed by LibreOffice in tests of their own."""
    return {say(f"workbook.sheet_{name}", lang) for name in ("appraisal", "programme")}


def test_every_formula_has_the_value_it_gives(formulas, values):
    count = 0
    for sheet in set(formulas.sheetnames[: len(formulas.sheetnames) // 2]) - of_value(Lang.VI):
        for row in formulas[sheet].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    told = values[sheet][cell.coordinate].value
                    assert told == pytest.approx(worth(values, sheet, cell.value), rel=1e-6, abs=1e-5), (
                        sheet,
                        cell.value,
                    )
    assert count > 2000


def test_savings_and_sums_can_be_followed(formulas):
    time, routes = formulas[say("workbook.sheet_time", Lang.EN)], formulas[say("workbook.sheet_routes", Lang.EN)]
    told = {c.value for r in time.iter_rows() for c in r if c.data_type == "f"}
    assert any(re.fullmatch(r"=ROUND\([A-Z]+\d+,1\)-ROUND\([A-Z]+\d+,1\)", t) for t in told)
    assert any(t.startswith("=AVERAGE(") for t in told)
    assert any(c.data_type == "f" and c.value.startswith("=SUM(") for r in routes.iter_rows() for c in r)


def test_the_figures_are_those_of_the_analysis(values, report):
    sheet = values[say("workbook.sheet_time", Lang.EN)]
    head = next(r for r in range(1, 12) if sheet.cell(r, 1).value == say("workbook.before", Lang.EN))
    minutes = report.trips.before.fastest_min
    for i in range(len(minutes)):
        for j in range(len(minutes)):
            told = sheet.cell(head + 1 + i, 2 + j).value
            assert told is None if i == j else told == pytest.approx(minutes[i, j], abs=1e-5)


def test_communes_tell_their_nearest_hospital_and_gate(values, report):
    from analysis.accessibility.origins import communes, minutes_to_nearest  # noqa: PLC0415

    sheet = values[say("workbook.sheet_communes", Lang.EN)]
    head = next(r for r in range(1, 12) if sheet.cell(r, 1).value == say("workbook.code", Lang.EN))
    column = {one_line(c.value): c.column for c in sheet[head]}[say("workbook.to_gate_after", Lang.EN)]
    found, world = communes(report.world), report.world
    gates = [p.place_id for p in world.places.values() if p.kind == "gate"]
    minutes = dict(zip(found.frame["code"], minutes_to_nearest(world, report.scenario, found, gates), strict=True))
    for r in range(head + 1, head + 1 + len(report.gains.frame)):
        assert sheet.cell(r, column).value == pytest.approx(minutes[sheet.cell(r, 1).value], abs=1e-5)


def test_headings_stay_in_view_and_columns_are_wide_enough(formulas):
    for name in formulas.sheetnames[1:]:
        sheet = formulas[name]
        assert (
            sheet.freeze_panes
            or name in {n for x in Lang for n in of_value(x)}
            or name in {say("workbook.sheet_about", x) for x in Lang}
        ), name
        assert all(d.width >= 5 for d in sheet.column_dimensions.values())


def test_savings_are_coloured(formulas):
    for key in ("time", "pairs", "access", "communes", "worth"):
        assert formulas[say(f"workbook.sheet_{key}", Lang.VI)].conditional_formatting, key


def test_there_are_charts(content):
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert len([n for n in packed.namelist() if n.startswith("xl/charts/chart")]) >= 4


def test_what_was_typed_stands_as_it_was_typed(values, report):
    assert values[say("workbook.sheet_about", Lang.VI)]["A1"].value == report.request.title
    assert values.properties.title == report.request.title


def test_days_are_dates_and_people_have_their_thousands_set_apart(values, report):
    for lang, form in ((Lang.VI, "dd/mm/yyyy"), (Lang.EN, "d mmm yyyy")):
        about = values[say("workbook.sheet_about", lang)]
        day = next(r[1] for r in about.iter_rows() if r[0].value == say("workbook.about_date", lang))
        assert day.is_date
        assert day.value.date() == report.request.date
        assert day.number_format.endswith(form)
        sources = values[say("workbook.sheet_sources", lang)]
        assert not [c for row in sources.iter_rows() for c in row if re.fullmatch(r"\d{4}-\d\d-\d\d", str(c.value))]
        order = values[say("workbook.sheet_order", lang)]
        assert not any(
            re.search(r"\d{5}", str(c.value))
            for row in order.iter_rows(max_row=3)
            for c in row
            if isinstance(c.value, str)
        )


def test_names_stand_first_and_codes_last(values):
    for key in ("routes", "places"):
        sheet = values[say(f"workbook.sheet_{key}", Lang.VI)]
        (head,) = (r for r in sheet.iter_rows() if say("workbook.id", Lang.VI) in [c.value for c in r])
        assert head[-1].value == say("workbook.id", Lang.VI)
    provinces = {r[2].value for r in sheet.iter_rows(min_row=head[0].row + 1)}
    assert "Tây Ninh" in provinces


def test_digests_and_licence_are_inside(values, report):
    told = "\n".join(str(c.value) for r in values[say("workbook.sheet_about", Lang.VI)].iter_rows() for c in r)
    assert report.digest in told
    assert report.data_digest in told
    assert "ODbL" in told
    assert say("layers.legal", Lang.VI) in told


def test_the_same_report_gives_the_same_bytes(report, content):
    assert workbook(report) == content


def drawn(fill) -> openpyxl.Workbook:
    """A workbook of one sheet, read back."""
    out = io.BytesIO()
    book = Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    fill(Sheet(book, book.add_worksheet("x"), Looks(book)))
    book.close()
    return openpyxl.load_workbook(out)


@pytest.mark.parametrize(
    "typed", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1", "http://a.b/c", "012", "{=1}", "x\x00\x1by"]
)
def test_text_stays_text_whatever_it_begins_with(typed):
    sheet = drawn(lambda s: s.table([Head("a")], [[typed]]))["x"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == typed.replace("\x00", "").replace("\x1b", "")
    assert sheet["A2"].hyperlink is None


def test_what_is_missing_is_an_empty_cell_and_a_formula_keeps_its_value():
    rows = [[None, float("nan"), float("inf"), 0.0, Formula("=1+2", 3.0)]]
    sheet = drawn(lambda s: s.table([Head(c) for c in "abcde"], rows))["x"]
    assert [c.value for c in sheet[2]] == [None, None, None, 0, "=1+2"]


def test_pairs_that_are_not_connected_are_empty(report):
    table = np.array([[0.0, 10.0], [np.nan, 0.0]])
    skim = Skim(table * 1000, table, table * 1000)
    some = replace(report)
    some.__dict__["trips"] = Trips(report.trips.place_ids[:2], skim, skim)
    sheet = drawn(lambda s: fill_matrix(s, some, Lang.EN, figure="fastest_min"))["x"]
    told = [[sheet.cell(r, c).value for c in (2, 3)] for r in (6, 7)]
    assert told == [[None, 10.0], [None, None]]
    pairs = drawn(lambda s: fill_pairs(s, some, Lang.EN))["x"]
    assert [pairs.cell(5, c).value for c in (4, 6, 7)] == [10.0, "=ROUND(D5,1)-ROUND(E5,1)", 10.0]
    assert [pairs.cell(6, c).value for c in range(4, 15)] == [None] * 11


@pytest.mark.long
def test_two_processes_write_the_same_bytes(tmp_path):
    made = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.xlsx"
        command = [sys.executable, "-m", "briefing", "workbook", "--out", str(out), "--lang", "both"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764066001", "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("lang", list(Lang))
def test_the_order_numbers_no_step_that_adds_nothing_and_still_reaches_the_whole(report, lang):
    found, some = report.contribution, replace(report)
    idle = replace(found.order[-1], unit="dt753-ma-da", gain=0.0)
    some.__dict__["contribution"] = replace(found, order=(*found.order, idle))
    rows = [*drawn(lambda s: fill_order(s, some, lang))["x"].iter_rows(values_only=True)]
    steps = [row for row in rows if isinstance(row[2], (int, float))]
    assert [row[0] for row in steps] == [1, 2, 3, None]
    assert all(row[2] > 0 for row in steps[:-1])
    assert steps[-1][1] == say("slides.order_rest", lang, names=report.world.projects["dt753-ma-da"].text("name", lang))
    assert sum(row[2] for row in steps) == pytest.approx(found.total, abs=1)


def test_a_road_has_one_cost_where_sentences_tell_one(values, report):
    """Two sources round Ring Road 4 differently; cells had 132155 and 132156 where every sentence has 132.155."""
    for name, first in (("routes", "cost_low"), ("worth", "worth_cost_low")):
        sheet = values[say(f"workbook.sheet_{name}", Lang.EN)]
        at = next(c for r in sheet.iter_rows() for c in r if one_line(c.value) == say(f"workbook.{first}", Lang.EN))
        rows = [
            (sheet.cell(r, at.column).value, sheet.cell(r, at.column + 1).value)
            for r in range(at.row + 1, sheet.max_row + 1)
        ]
        ring = report.world.projects["ring-road-4"]
        assert (project_cost(ring).low_bn,) * 2 in rows, name
        assert (project_cost(ring).low_bn, project_cost(ring).high_bn) not in rows, name


@pytest.mark.parametrize("lang", list(Lang))
def test_sheets_of_one_way_say_so(values, lang):
    """−54,0 to Long Thành beside −53,9 on page and sheet: one way, and the mean of both."""
    both = {Lang.VI: "bình quân hai chiều", Lang.EN: "the mean of both ways"}[lang]
    for name in ("time", "pairs", "access", "communes"):
        sheet = values[say(f"workbook.sheet_{name}", lang)]
        notes = " ".join(str(c.value) for r in sheet.iter_rows(max_row=8) for c in r if c.data_type == "s")
        assert both in " ".join(notes.split()), name
