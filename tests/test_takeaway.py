"""What a page lets a reader take away opens right in the Excel of the page's language."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest
import streamlit as st

from views.components import downloads
from views.components.markup import Column, Markup, lines, table, tag
from words import Lang

ROWS = [
    {"name": "Đồng Xoài", "km": 1234.5, "count": 3, "note": "=1+1"},
    {"name": "B", "km": None, "count": 0, "note": ""},
]


@pytest.fixture
def offered(monkeypatch):
    """The files offered, by name."""
    files = {}

    def button(_label, content, name, mime, **_options):
        files[name] = content() if callable(content) else content
        assert mime

    monkeypatch.setattr(st, "download_button", button)
    monkeypatch.setattr(st, "html", lambda _html: None)
    return files


@pytest.mark.parametrize(("lang", "mark", "km"), [(Lang.VI, ";", "1234,5"), (Lang.EN, ",", "1234.5")])
def test_csv_of_a_page_is_in_the_notation_of_the_page(offered, lang, mark, km):
    downloads.rows(lambda: ROWS, ["name", "km", "count", "note"], name="thu", digest="abc", lang=lang)
    content = offered["thu_abc.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=mark))
    assert read == [["name", "km", "count", "note"], ["Đồng Xoài", km, "3", "=1+1"], ["B", "", "0", ""]]


def test_the_workbook_beside_it_holds_numbers_as_numbers_and_no_formula(offered):
    downloads.frame(pd.DataFrame(ROWS), name="thu", digest="abc", lang=Lang.VI)
    sheet = openpyxl.load_workbook(io.BytesIO(offered["thu_abc.xlsx"])).active
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    head = cells.index(["name", "km", "count", "note"])
    assert cells[head + 1] == ["Đồng Xoài", 1234.5, 3, "=1+1"]
    assert sheet.cell(head + 2, 4).data_type == "s"
    assert any("abc" in str(row[0]) for row in cells[:head])


@pytest.mark.parametrize(
    ("lang", "km", "change"), [(Lang.VI, "1.234,5", "\u22120,25"), (Lang.EN, "1,234.5", "\u22120.25")]
)
def test_a_table_as_shown_is_taken_away_with_the_figures_shown(offered, lang, km, change):
    columns = [Column("Tuyến"), Column("km", figures=True), Column("±", figures=True), Column("năm", figures=True)]
    shown = table(
        columns, [(lines([Markup("<b>A &amp; B</b>"), tag("dự kiến")]), km, change, "2030"), ("C", "–", "", None)]
    )
    downloads.table(shown, name="bang", lang=lang, title="Bảng", digest="abc")
    sheet = openpyxl.load_workbook(io.BytesIO(offered["bang_abc.xlsx"])).active
    rows = [list(row) for row in sheet.iter_rows()]
    first = next(row for row in rows if row[1].value == 1234.5)
    assert [c.value for c in first] == ["A & B\ndự kiến", 1234.5, -0.25, 2030]
    assert [c.number_format for c in first[1:]] == ["#,##0.0", "#,##0.00", "0"]
    assert [c.value for c in rows[rows.index(first) + 1]] == ["C", "–", None, None]
