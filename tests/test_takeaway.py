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
    {"name": "Đồng Xoài", "road_km": 1234.4999, "people": 2163844.0, "note": "=1+1"},
    {"name": "B", "road_km": None, "people": 0.0, "note": ""},
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


@pytest.mark.parametrize(
    ("lang", "mark", "heads", "file"),
    [
        (Lang.VI, ";", ["Tên", "Đường bộ (km)", "Dân số 2019", "Ghi chú"], "lien-ket-thieu_abc.csv"),
        (Lang.EN, ",", ["Name", "By road (km)", "Population 2019", "Note"], "missing-links_abc.csv"),
    ],
)
def test_csv_of_a_page_is_in_the_notation_and_the_words_of_the_page(offered, lang, mark, heads, file):
    downloads.rows(lambda: ROWS, ["name", "road_km", "people", "note"], name="missing", digest="abc", lang=lang)
    content = offered[file]
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=mark))
    assert read == [
        heads,
        ["Đồng Xoài", "1234,5" if lang is Lang.VI else "1234.5", "2163844", "=1+1"],
        ["B", "", "0", ""],
    ]


def test_the_workbook_beside_it_holds_numbers_as_numbers_and_no_formula(offered):
    downloads.frame(pd.DataFrame(ROWS).round(1), name="matrix", digest="abc", lang=Lang.VI)
    sheet = openpyxl.load_workbook(io.BytesIO(offered["ma-tran_abc.xlsx"])).active
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    head = cells.index(list(ROWS[0]))
    assert cells[head + 1] == ["Đồng Xoài", 1234.5, 2163844, "=1+1"]
    assert sheet.cell(head + 2, 4).data_type == "s"
    assert [sheet.cell(head + 2, n).number_format for n in (2, 3)] == ["#,##0.0", "#,##0"]
    assert any("abc" in str(row[0]) for row in cells[:head])


@pytest.mark.parametrize(
    ("lang", "km", "change"), [(Lang.VI, "1.234,5", "\u22120,25"), (Lang.EN, "1,234.5", "\u22120.25")]
)
def test_a_table_as_shown_is_taken_away_with_the_figures_shown(offered, lang, km, change):
    columns = [Column("Tuyến"), Column("km", figures=True), Column("±", figures=True), Column("năm", figures=True)]
    shown = table(
        columns, [(lines([Markup("<b>A &amp; B</b>"), tag("dự kiến")]), km, change, "2030"), ("C", "–", "", None)]
    )
    downloads.table(shown, name="closure", lang=lang, title="Bảng", digest="abc")
    sheet = openpyxl.load_workbook(
        io.BytesIO(offered["dong-duong_abc.xlsx" if lang is Lang.VI else "closure_abc.xlsx"])
    ).active
    rows = [list(row) for row in sheet.iter_rows()]
    first = next(row for row in rows if row[1].value == 1234.5)
    assert [c.value for c in first] == ["A & B\ndự kiến", 1234.5, -0.25, 2030]
    assert [c.number_format for c in first[1:]] == ["#,##0.0", "#,##0.00", "0"]
    assert [c.value for c in rows[rows.index(first) + 1]] == ["C", "–", None, None]
