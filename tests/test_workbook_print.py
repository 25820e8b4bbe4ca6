"""The workbook on paper: letters of at least 7 points, headings on every page, nothing cut between two pages; measured in what LibreOffice prints."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from itertools import pairwise

import numpy as np
import openpyxl
import pypdf
import pytest
from hypothesis import given, strategies as st
from openpyxl.utils import range_boundaries

from briefing.workbook.book import sheet_names, workbook
from briefing.workbook.measure import lines
from briefing.workbook.printing import FONT_PT, LEAST_PT, fitted
from words import Lang, say

PAGE_MM = 297.0


@pytest.fixture(scope="module")
def content(report) -> bytes:
    return workbook(report)


@pytest.fixture(scope="module")
def pdf(content, tmp_path_factory):
    """The workbook as LibreOffice prints it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "a.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / "a.pdf"


@pytest.fixture(scope="module")
def pages(pdf) -> list[tuple[str, list[float]]]:
    """Text of each page and the sizes of its letters in points."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout
    found = []
    for text, page in zip(told.decode("utf-8").split("\f"), pypdf.PdfReader(pdf).pages, strict=False):
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
    # a heading of several lines: its words stand apart in the text of a page
    assert [t[:600] for t in communes if not all(word in t for word in say("workbook.commune", Lang.VI).split())] == []


def areas(book: openpyxl.Workbook) -> dict[str, list[tuple[int, int, int, int]]]:
    """The pages of each sheet as they are laid out: first column, first row, last column, last row."""
    return {
        s.title: [range_boundaries(part.rpartition("!")[2].replace("$", "")) for part in _parts(str(s.print_area))]
        for s in book
    }


def _parts(told: str) -> list[str]:
    return re.findall(r"(?:'[^']*'!)?\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", told)


def test_sheets_say_how_they_are_printed(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert 100 >= (sheet.page_setup.scale or 100) >= 100 * LEAST_PT / FONT_PT
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
        if any(left > 1 for left, *_ in areas(book)[sheet.title]):
            assert sheet.print_title_cols
    assert any(sheet.print_title_rows for sheet in book)


def test_another_program_prints_the_pages_that_were_laid_out(content, pages):
    """Breaks left to programs fell elsewhere: columns went on alone, and the book took 150 pages."""
    laid_out = areas(openpyxl.load_workbook(io.BytesIO(content)))
    assert sum(map(len, laid_out.values())) == len(pages)
    at = iter(pages)
    for name, of_sheet in laid_out.items():
        for _ in of_sheet:
            assert name in next(at)[0]


def test_every_cell_stands_on_one_page_and_on_no_other(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, pages_ in areas(book).items():
        for row in book[name].iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    on = [1 for a, b, c, d in pages_ if a <= cell.column <= c and b <= cell.row <= d]
                    assert len(on) == 1, (name, cell.coordinate)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_first_sheet_tells_what_prints_on_which_pages(content, lang):
    book = openpyxl.load_workbook(io.BytesIO(content))
    laid_out, about = areas(book), book[say("workbook.sheet_about", lang)]
    rows = [row[:4] for row in about.iter_rows(values_only=True) if row[0] in laid_out and row[3]]
    told = {row[0]: row[2:] for row in rows}
    assert list(told) == sheet_names(lang)[1:]
    before = 0
    for name, of_sheet in laid_out.items():
        if name in told:
            first, last = before + 1, before + len(of_sheet)
            assert told[name] == (len(of_sheet), str(first) if first == last else f"{first}–{last}"), name
        before += len(of_sheet)


@pytest.mark.parametrize("lang", list(Lang))
def test_what_a_leader_reads_takes_thirty_pages_at_most_and_stands_before_the_data(content, lang):
    names = sheet_names(lang)
    book = openpyxl.load_workbook(io.BytesIO(content))
    data = [n for n in names if book[n].oddFooter.center.text == say("workbook.data_sheet", lang)]
    read = names[: names.index(data[0])]
    assert data == names[len(read) :]
    assert len(data) > 3
    laid_out = areas(book)
    assert sum(len(laid_out[name]) for name in read) <= 30


def test_no_text_is_cut_at_the_edge_of_its_cell(pdf, content):
    """Each word of a cell, read back by another program from what a third one printed."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    printed = Counter(_words("\n".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)))
    written: Counter[str] = Counter()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "s":
                    written.update(_words(cell.value))
    missing = {w: (n, printed[w]) for w, n in written.items() if len(w) < 16 and printed[w] < n}
    assert missing == {}


def test_no_two_texts_stand_on_each_other(pdf):
    """What is higher than its row, or wider than its cell, would reach into the next."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode("utf-8")
    faults = []
    for number, page in enumerate(told.split("<page ")[1:], start=1):
        found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page)
        boxes = np.array([list(map(float, box[:4])) for box in found])
        left, top, right, bottom = boxes.T
        across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
        down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
        high = np.minimum((bottom - top)[:, None], bottom - top)
        meet = np.argwhere(np.triu((across > 1.0) & (down > 0.35 * high), k=1))
        faults += [(number, found[a][4], found[b][4]) for a, b in meet]
    assert faults == []


def _words(text: str) -> list[str]:
    """Words; parts of codes and addresses, which may be broken, are none."""
    plain = re.sub(r"\S*(?:://|\d[a-f]+\d|\w\.\w)\S*", " ", unicodedata.normalize("NFC", text))
    return re.findall(r"[^\W\d_]{2,}", plain)


def test_figures_are_set_apart_as_the_language_does(pages):
    """Thousands had the separators of the machine that printed them."""
    for lang, people in ((Lang.VI, "2.163.844"), (Lang.EN, "2,163,844")):
        access = [t for t, _ in pages if say("workbook.mean_people", lang) in t]
        assert access
        assert all(people in t for t in access)
    assert not [t for t, _ in pages if "###" in t]


@given(st.lists(st.floats(15, 115), min_size=2, max_size=30), st.integers(1, 2), st.sampled_from([0.72, 0.95]))
def test_columns_are_shared_over_pages_without_tearing_one(columns, kept, scale):
    breaks = fitted(columns, kept=kept, scale=scale)
    assert breaks == sorted(set(breaks))
    assert all(kept < n < len(columns) for n in breaks)
    for begin, end in pairwise([0, *breaks, len(columns)]):
        width = sum(columns[begin:end]) + (sum(columns[:kept]) if begin else 0)
        alone = end - begin == 1 or (begin == 0 and end <= kept + 1)
        assert width * scale <= PAGE_MM or alone


def test_a_chart_is_not_torn_by_the_foot_of_a_page(content):
    """Half of its bars stood on one page, their names alone under repeated headings on another."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = 0
    for sheet in book:
        for chart in sheet._charts:
            start, end = chart.anchor._from, chart.anchor.to
            on = [
                1
                for left, top, right, bottom in areas(book)[sheet.title]
                if left - 1 <= start.col and end.col <= right and top - 1 <= start.row and end.row <= bottom
            ]
            assert len(on) == 1, sheet.title
            found += 1
    assert found >= 4


def test_sentences_and_titles_lie_over_the_columns_of_one_page(content):
    """A title ran over the edge of the first page, and a sentence was cut where the next began."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, of_sheet in areas(book).items():
        for merged in book[name].merged_cells.ranges:
            assert any(
                left <= merged.min_col and merged.max_col <= right and top <= merged.min_row <= bottom
                for left, top, right, bottom in of_sheet
            ), (name, str(merged))


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("một hai", 20.0, 1),
        ("một hai", 6.0, 2),
        ("a\nb", 20.0, 2),
        ("m" * 40, 12.0, 6),
        ("", 10.0, 1),
    ],
)
def test_lines_of_a_cell_are_counted_as_it_breaks_them(text, width, count):
    assert lines(text, width) == count
