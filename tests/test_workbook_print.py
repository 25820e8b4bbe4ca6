"""The workbook on paper: letters of at least 7 points, headings on every page, nothing cut between two pages; measured in what LibreOffice prints."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from itertools import pairwise

import openpyxl
import pypdf
import pytest
from hypothesis import given, strategies as st

from briefing.workbook.book import sheet_names, workbook
from briefing.workbook.printing import FONT_PT, LEAST_PT, Printing, fitted
from words import Lang, say

PAGE_MM = 297.0


@pytest.fixture(scope="module")
def content(report) -> bytes:
    return workbook(report)


@pytest.fixture(scope="module")
def pages(content, tmp_path_factory) -> list[tuple[str, list[float]]]:
    """Text of each page and the sizes of its letters in points."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "a.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    told = subprocess.run(["pdftotext", "-layout", str(folder / "a.pdf"), "-"], check=True, capture_output=True).stdout
    found = []
    for text, page in zip(told.decode("utf-8").split("\f"), pypdf.PdfReader(folder / "a.pdf").pages, strict=False):
        sizes: list[float] = []

        def note(part, cm, tm, _font, size, sizes=sizes):
            if part.strip():
                sizes.append(abs(size * tm[3] * cm[3]))

        page.extract_text(visitor_text=note)
        found.append((text, sizes))
    return found


def test_every_letter_can_be_read(pages):
    assert min(size for _, sizes in pages for size in sizes) >= LEAST_PT


def test_every_page_names_its_sheet_and_itself(pages):
    names = [name for lang in Lang for name in sheet_names(lang)]
    for number, (text, _) in enumerate(pages, start=1):
        assert any(name in text for name in names), text[-80:]
        assert re.search(rf"\b{number}\s*/\s*{len(pages)}\b", text)


def test_a_long_table_has_its_headings_on_every_page(pages):
    communes = [text for text, _ in pages if re.search(r"\n *\d{5} +(Xã|Phường) ", text)]
    assert len(communes) >= 3
    named = (r"\s+".join(map(re.escape, say("workbook.commune", lang).split())) for lang in Lang)
    heading = re.compile("|".join(named))
    assert [text[:900] for text in communes if not heading.search(text)] == []


def test_sheets_say_how_they_are_printed(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert 100 >= (sheet.page_setup.scale or 100) >= 100 * LEAST_PT / FONT_PT
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.col_breaks.brk:
            assert sheet.print_title_cols
    assert any(sheet.col_breaks.brk for sheet in book)
    assert any(sheet.print_title_rows for sheet in book)


@given(st.lists(st.floats(15, 115), min_size=2, max_size=30), st.integers(1, 2))
def test_columns_are_shared_over_pages_without_tearing_one(columns, kept):
    scale, breaks = fitted(columns, kept=kept)
    assert LEAST_PT / FONT_PT <= scale <= 1
    assert breaks == sorted(set(breaks))
    assert all(kept < n < len(columns) for n in breaks)
    for begin, end in pairwise([0, *breaks, len(columns)]):
        width = sum(columns[begin:end]) + (sum(columns[:kept]) if begin else 0)
        alone = end - begin == 1 or (begin == 0 and end == kept + 1)
        assert width * scale <= PAGE_MM or alone


def test_a_title_stands_whole_in_the_columns_that_every_page_repeats(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))[say("workbook.sheet_communes", Lang.VI)]
    text = say("workbook.title_communes", Lang.VI)
    assert sheet.col_breaks.brk
    assert sheet["A1"].value == text
    assert sheet["A1"].alignment.wrap_text
    assert "A1:B1" in {str(area) for area in sheet.merged_cells.ranges}
    across = sum(sheet.column_dimensions[letter].width for letter in "AB") * 2.0  # about millimetres
    assert sheet.row_dimensions[1].height >= 18.0 * len(text) * 3.3 / across
    noted = [area for area in sheet.merged_cells.ranges if area.min_row > 1]
    assert noted
    assert all(area.min_col == 3 for area in noted)  # a sentence in repeated columns would be cut on the next page


def test_a_chart_is_not_torn_by_the_foot_of_a_page(content):
    """Half of its bars stood on one page, their names alone under repeated headings on another."""
    torn, whole = Printing(tables=[(1, 28)]), Printing(tables=[(1, 28)])
    torn.drawn(30, 320)
    assert torn._whole_tables(1.0) == [30]
    whole.drawn(30, 60)
    assert whole._whole_tables(1.0) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for chart in sheet._charts:
            first, high = chart.anchor._from.row, chart.height / 25.4 * 10 * 72 / 15  # centimetres, rows of 15 points
            assert not [b for b in sheet.row_breaks.brk if first < b.id < first + high], sheet.title
