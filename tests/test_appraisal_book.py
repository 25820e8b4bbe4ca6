"""The workbook of an appraisal: its formulas, computed by another program, give our figures, also after a change."""

from __future__ import annotations

import io
import os
import shutil
import subprocess

import graphs
import openpyxl
import pytest
from graphs import Road, Stretch
from test_economics import BUILT, LONG, STRAIGHT, asked, drawn  # noqa: F401 - the fixture

from analysis.economics.appraise import appraise
from analysis.economics.sheet import read_sheet
from analysis.scenarios import Scenario
from briefing.workbook.appraisal import _VALUE, appraisal_book
from words import say
from words.texts import Lang

FIGURES = ("benefits_bn", "costs_bn", "npv_bn", "bcr", "eirr", "break_even_users_day", "break_even_capital_bn")


def told(sheet):
    """Value beside each label."""
    return {label: cell.value for label, cell in values(sheet).items()}


def values(sheet):
    """The cell of the value beside each label, which lies over the columns before it."""
    return {row[0].value: row[_VALUE] for row in sheet.iter_rows(max_col=_VALUE + 1) if row[0].value}


def label(name):
    return say(f"worth.figure_{'eirr_percent' if name == 'eirr' else name}", Lang.EN)


def test_what_stands_in_the_cells_is_what_we_found(drawn, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    found = appraise(drawn, BUILT, asked())
    content = appraisal_book(drawn, found, "p", Lang.EN)
    assert content == appraisal_book(drawn, found, "p", Lang.EN)
    kept = told(openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0])
    for name in FIGURES:
        assert kept[label(name)] == pytest.approx(found.figure(name)), name


CHANGES = {"discount": 0.07, "works_years": 2.0, "growth": 0.03, "maintenance": 0.02}


@pytest.mark.parametrize("phases", [(), (("p", (0.2, 0.5, 0.3)),)])
def test_another_program_computes_the_same(tmp_path, phases):
    """The formulas are live: a file whose assumptions were changed gives the appraisal under these."""
    both = graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[graphs.project("p", Stretch(STRAIGHT)), graphs.project("u", Stretch(LONG, upgrade=True))],
    )
    roads = Scenario(projects=frozenset({"p", "u"}))
    request = asked(own_costs=(("p", 30.0), ("u", 5.0)), phases=phases)
    found = appraise(both, roads, request)
    book = openpyxl.load_workbook(io.BytesIO(appraisal_book(both, found, "p", Lang.EN)))
    sheet, usual = book.worksheets[0], read_sheet(both)
    at = values(sheet)
    for key, value in CHANGES.items():
        at[usual.row(key).name(Lang.EN)].value = value
        usual = usual.set_to(key, value)
    book.save(tmp_path / "changed.xlsx")
    kept = told(openpyxl.load_workbook(recalculated(tmp_path), data_only=True).worksheets[0])
    wanted = appraise(both, roads, request, sheet=usual)
    for name in FIGURES:
        assert kept[label(name)] == pytest.approx(wanted.figure(name), rel=1e-6), name


def recalculated(folder):
    """The file as LibreOffice writes it after computing every formula anew."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        assert not os.environ.get("CI"), "LibreOffice is not installed"
        pytest.skip("no LibreOffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    made = folder / "out"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(made),
        str(folder / "changed.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return made / "changed.xlsx"
