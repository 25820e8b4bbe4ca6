"""Slides before they are set: text that fits, rows that flow, templates that are refused."""

from __future__ import annotations

import io
import re
import unicodedata
from types import SimpleNamespace

import pytest
from office import BRAND, branded, template
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from briefing.cli.parser import main
from briefing.content import lettering
from briefing.content.lettering import Letters, break_lines
from briefing.slides.charts import Groups, fits_groups, set_groups
from briefing.slides.deck import fitted, line_mm
from briefing.slides.layout import Area, content_area
from briefing.slides.tables import Cell, Column, TableSheet
from briefing.slides.template import FONT, content_layout, mend, opened, unable
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
    high = table.heights(200.0)[1][0]
    parts = table.parts(200.0, table.heights(200.0)[0] + 10 * high)
    assert [len(p) for p in parts] == [6, 5]
    assert [row for part in parts for row in part] == ROWS


def test_a_heading_stays_with_its_rows():
    rows = [*ROWS[:3], [Cell("Nhóm")], *ROWS[3:6]]
    table = TableSheet([Column("a", 1), Column("b", 1)], rows, described="")
    high = table.heights(200.0)[1][0]
    parts = table.parts(200.0, table.heights(200.0)[0] + 5 * high)
    assert [len(p) for p in parts] == [3, 4]


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (b"", "exports.template_damaged_slides"),
        (b"PK\x03\x04 cut", "exports.template_damaged_slides"),
        (template()[:-400], "exports.template_damaged_slides"),
        (template(layouts=("Blank",), slides_in=0), "slides.template_bare"),
        (template(width_mm=150), "slides.template_narrow"),
    ],
)
def test_a_faulty_template_is_refused_with_the_reason(file, key):
    with pytest.raises(InputError) as refused:
        opened(file, name="mẫu.pptx")
    assert refused.value.key == key
    assert "mẫu.pptx" in refused.value.text(Lang.VI)


def old_template() -> bytes:
    """A template in fonts of the time before Unicode: in the theme, in the master, in a layout; with a bullet of signs."""
    slides = Presentation(io.BytesIO(template()))
    theme = slides.slide_master.part.part_related_by(RT.THEME)
    theme._blob = re.sub(rb'(<a:latin typeface=")[^"]*', rb"\1.VnTime", theme.blob)
    run = slides.slide_master._element.find(".//" + qn("a:defRPr"))
    run.append(run.makeelement(qn("a:latin"), {"typeface": "VNI-Times"}))
    layout = slides.slide_layouts[0]._element
    level = layout.find(".//" + qn("a:lstStyle"))
    level.append(level.makeelement(qn("a:buFont"), {"typeface": "Wingdings"}))
    kept = io.BytesIO()
    slides.save(kept)
    return kept.getvalue()


def test_fonts_without_vietnamese_give_way_and_signs_of_lists_stay():
    slides = opened(old_template(), name="cũ.pptx")
    theme = slides.slide_master.part.part_related_by(RT.THEME).blob.decode("utf-8")
    assert ".VnTime" not in theme
    assert f'<a:latin typeface="{FONT}"' in theme
    faces = [e.get("typeface") for e in slides.slide_master._element.iter() if e.get("typeface")]
    assert FONT in faces
    assert "VNI-Times" not in faces
    assert [e.get("typeface") for e in slides.slide_layouts[0]._element.iter(qn("a:buFont"))][-1:] == ["Wingdings"]
    assert mend(slides, font=FONT) == frozenset()


@pytest.mark.parametrize("face", [".VnArialH", "VNI-Helve", "vni times", "VPS Times", "Symbol", "Wingdings 2"])
def test_fonts_known_to_lack_the_letters(face):
    assert unable(face)


@pytest.mark.parametrize(
    "face", ["Arial", "UVN Ba Le", "Times New Roman", "+mn-lt", "Segoe UI Symbol", "Be Vietnam Pro"]
)
def test_fonts_not_known_to_lack_them(face):
    assert not unable(face)


def test_the_fonts_of_the_sheets_have_every_vietnamese_letter():
    marks = [
        unicodedata.normalize("NFC", c + t) for c in "aăâeêioôơuưy" for t in ("", *"\u0300\u0301\u0303\u0309\u0323")
    ]
    text = "".join(marks) + "đ₫"
    assert lettering.literal(text + text.upper()) == text + text.upper()
    assert lettering.literal("\u1780") not in {"", "\u1780"}  # a Khmer letter shows as unknown, never as nothing


def test_nothing_is_left_behind_when_the_template_is_no_file(tmp_path, capsys):
    assert main(["slides", "--out", str(tmp_path / "a.pptx"), "--template", str(tmp_path / "none.pptx")]) == 2
    assert "none.pptx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_long_names_leave_the_columns_their_height_and_the_legend_lies_beside_them():
    """Five scenarios below a table: programs left alone gave names and legend nearly all of the chart."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    names = [
        f"Dân số trong phạm vi {m} phút từ {place} (người)" for place in ("Đồng Xoài", "Tây Ninh") for m in (60, 90)
    ]
    scenarios = [
        "Mạng lưới nền 8/2021 (trước chủ trương hợp tác 3/2022)",
        "Hiện trạng theo dữ liệu đến 27/11/2026",
        "Kế hoạch đến năm 2030 (theo dự kiến thông xe)",
        "Toàn bộ các tuyến theo chủ trương hợp tác tháng 3/2022",
        "A",
    ]
    groups = Groups(
        names, {name: [0.5, 1.4, 1.0, 1.5] for name in scenarios}, "x", ["#445660"] * 5, decimals=2, size=12
    )
    assert not fits_groups(Area(15, 130, 300, 36), groups)  # then the chart is left out
    room = Area(15, 130, 300, 50)
    assert fits_groups(room, groups)
    set_groups(SimpleNamespace(slide=slide, deck=SimpleNamespace(lang=Lang.VI)), room, groups)
    chart = slide.shapes[0].chart
    assert chart.font.size.pt >= 12
    area, legend = (
        e.find(qn("c:layout")).find(qn("c:manualLayout"))
        for e in (chart._chartSpace.chart.plotArea, chart.legend._element)
    )
    box, beside = ({k: float(e.find(qn(f"c:{k}")).get("val")) for k in "xywh"} for e in (area, legend))
    assert box["h"] > 0.45
    assert box["x"] + box["w"] < beside["x"]
    assert beside["x"] + beside["w"] <= 1


def test_what_a_template_draws_and_where_it_wants_content_is_heeded():
    slides = opened(branded(), name="m.pptx")
    area = content_area(slides, content_layout(slides))
    left, top, width, height = 34, 36, 236, 119
    logo = BRAND["Logo"]
    assert area.left >= left
    assert area.top >= top
    assert area.right <= logo[0]
    assert area.bottom <= top + height
    assert area.size > 0.6 * width * height
    beside = opened(branded(side_title=True), name="m.pptx")
    area = content_area(beside, content_layout(beside))
    assert area.left >= 28 + 62
    assert area.right <= logo[0]
    assert area.height > 100


def test_a_table_of_many_columns_is_parted_where_its_words_would_break():
    columns = [Column("Chỉ tiêu", 30), *(Column(f"Phương án {n} – mạng lưới", 10, "right") for n in range(9))]
    table = TableSheet(columns, [["Dân số", *["12.345.678"] * 9]], described="", size=12.0)
    parts = table.split(150.0)
    assert len(parts) > 1
    assert all(part.columns[0] == columns[0] and part.rows[0][0] == "Dân số" for part in parts)
    assert [c for part in parts for c in part.columns[1:]] == columns[1:]
    assert all(sum(part._least()) <= 150.0 for part in parts)
    assert table.split(1000.0) == [table]
