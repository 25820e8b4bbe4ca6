"""The workbook of an appraisal: its formulas, computed by another program, give our figures, also after a change."""

from __future__ import annotations

import io
import os
import shutil
import subprocess

import openpyxl
import pytest
from test_economics import BUILT, asked, drawn  # noqa: F401 - the fixture

from analysis.economics.appraise import appraise
from analysis.economics.sheet import read_sheet
from briefing.workbook.appraisal import appraisal_book
from words import say
from words.texts import Lang

FIGURES = ("benefits_bn", "costs_bn", "npv_bn", "bcr", "eirr", "break_even_users_day", "break_even_capital_bn")


def told(sheet):
    """Value beside each label."""
    return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value}


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


@pytest.mark.parametrize("changes", [{}, {"discount": 0.07, "works_years": 2.0, "growth": 0.03, "maintenance": 0.02}])
def test_another_program_computes_the_same(drawn, tmp_path, changes):  # noqa: F811
    """The formulas are live: a file whose assumptions were changed gives the appraisal under these."""
    found = appraise(drawn, BUILT, asked())
    book = openpyxl.load_workbook(io.BytesIO(appraisal_book(drawn, found, "p", Lang.EN)))
    sheet, usual = book.worksheets[0], read_sheet(drawn)
    at = {row[0].value: row[1] for row in sheet.iter_rows(max_col=2) if row[0].value}
    for key, value in changes.items():
        at[usual.row(key).name(Lang.EN)].value = value
        usual = usual.set_to(key, value)
    book.save(tmp_path / "changed.xlsx")
    kept = told(openpyxl.load_workbook(recalculated(tmp_path), data_only=True).worksheets[0])
    wanted = appraise(drawn, BUILT, asked(), sheet=usual)
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
