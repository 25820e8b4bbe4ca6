"""Slides before they are set: text that fits, rows that flow, templates that are refused."""

from __future__ import annotations

import pytest
from office import template

from briefing.__main__ import main
from briefing.lettering import Letters, break_lines
from briefing.slides_tables import Cell, Column, TableSheet
from briefing.slides_text import fitted, line_mm
from words import Lang
from words.errors import InputError


def test_a_title_of_300_letters_is_made_to_fit():
    text, size = fitted("Đường " * 50, sizes=(26.0, 16.0), width=300.0, height=20.0, bold=True)
    assert size == 16.0
    assert len(break_lines(text, letters=Letters(size, bold=True), width=300.0)) * line_mm(size) <= 20.0
    assert text.endswith("…")


ROWS = [[f"{n}", "x"] for n in range(11)]


def test_rows_flow_evenly_onto_as_few_slides_as_they_need():
    table = TableSheet([Column("a", 1), Column("b", 1)], ROWS, described="")
    high = table.row_height(ROWS[0], 200.0)
    parts = table.parts(200.0, table.head_height(200.0) + 10 * high)
    assert [len(p) for p in parts] == [6, 5]
    assert [row for part in parts for row in part] == ROWS


def test_a_heading_stays_with_its_rows():
    rows = [*ROWS[:3], [Cell("Nhóm")], *ROWS[3:6]]
    table = TableSheet([Column("a", 1), Column("b", 1)], rows, described="")
    high = table.row_height(ROWS[0], 200.0)
    parts = table.parts(200.0, table.head_height(200.0) + 5 * high)
    assert [len(p) for p in parts] == [3, 4]


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (b"", "slides.template_damaged"),
        (b"PK\x03\x04 cut", "slides.template_damaged"),
        (template()[:-400], "slides.template_damaged"),
        (template(layouts=("Blank",), slides_in=0), "slides.template_bare"),
        (template(width_mm=150), "slides.template_narrow"),
    ],
)
def test_a_faulty_template_is_refused_with_the_reason(file, key):
    from briefing.slides_template import opened  # noqa: PLC0415

    with pytest.raises(InputError) as refused:
        opened(file, name="mẫu.pptx")
    assert refused.value.key == key
    assert "mẫu.pptx" in refused.value.text(Lang.VI)


def test_nothing_is_left_behind_when_the_template_is_no_file(tmp_path, capsys):
    assert main(["slides", "--out", str(tmp_path / "a.pptx"), "--template", str(tmp_path / "none.pptx")]) == 2
    assert "none.pptx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
