"""Slides: whole by the rules of the format, native and editable, nothing outside its box, the same bytes."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from office import faults, schema_faults, template
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Mm

from analysis.runtime import parallel
from briefing.content.data import ReportData
from briefing.content.lettering import Letters, break_lines
from briefing.formats import REPORT_FORMATS
from briefing.map.picture import Picture, drawn
from briefing.slides.deck import line_mm
from briefing.slides.presentation import slides
from briefing.value import value_of, value_title
from words import Lang, priced_sentence, say
from words.sentences import change_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.map.print_request import Order

ROOT = Path(__file__).resolve().parent.parent
CLUSTERED = {XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.COLUMN_CLUSTERED}


@pytest.fixture(scope="module")
def pictures() -> dict[tuple[str, Lang], Picture]:
    return {}


@pytest.fixture(scope="module")
def content(report, fixed_moment, pictures) -> bytes:
    def kept(order: Order) -> Callable[[], Picture]:
        return lambda: pictures.setdefault(_name(order), drawn(order, source=report.source, laid=report.laid))

    return slides(report, begin=kept)


def _name(order: Order) -> tuple[str, Lang]:
    """For which slide a map is ordered."""
    return ("gains" if order.theme else "changes" if order.request.path_after else "situation"), order.request.lang


@pytest.fixture(scope="module")
def deck(content):
    return Presentation(io.BytesIO(content))


def texts(slide) -> str:
    cells = [c.text for s in slide.shapes if s.has_table for r in s.table.rows for c in r.cells]
    return "\n".join([*(s.text_frame.text for s in slide.shapes if s.has_text_frame), *cells])


def test_the_file_keeps_the_rules_of_its_format(content):
    assert faults(content) == []
    assert schema_faults(content, "pptx") == []


def test_the_validator_finds_what_breaks_the_schema(content):
    from office import entries  # noqa: PLC0415

    from briefing.content.archiving import archive  # noqa: PLC0415

    parts = entries(content)
    chart = next(name for name in parts if name.startswith("ppt/charts/chart"))
    slide = parts["ppt/slides/slide2.xml"]
    assert schema_faults(archive({**parts, chart: parts[chart].replace(b'<c:axId val="', b'<c:axId val="-')}), "pptx")
    assert schema_faults(
        archive({**parts, "ppt/slides/slide2.xml": slide.replace(b"<a:ln>", b"<a:wide>")}), "pptx"
    ) or (
        schema_faults(
            archive({**parts, "ppt/slides/slide2.xml": slide.replace(b'anchor="t"', b'anchor="top"')}), "pptx"
        )
    )


def test_the_search_for_faults_finds_what_it_looks_for(content):
    from office import entries  # noqa: PLC0415

    from briefing.content.archiving import archive  # noqa: PLC0415

    parts = entries(content)
    first = parts["ppt/slides/slide1.xml"]
    broken = {**parts, "ppt/slides/slide1.xml": first.replace(b'id="3"', b'id="2"'), "ppt/media/left.png": b""}
    del broken["ppt/slides/slide2.xml"]
    told = "\n".join(faults(archive(broken)))
    assert "shape id 2 twice" in told
    assert "ppt/slides/slide2.xml absent" in told
    assert "left.png: nobody refers to it" in told


def test_every_part_is_there_in_both_languages(deck):
    slides = list(deck.slides)
    first, second = (n for n, s in enumerate(slides) if s.slide_layout.name == "Title Slide")
    for lang, some in ((Lang.VI, slides[first:second]), (Lang.EN, slides[second:])):
        told = "\n".join(texts(s) for s in some)
        for key in (
            "slides.col_route",
            "slides.col_step",
            "headline.worth_chart",
            "headline.source_people",
            "slides.method_limits",
            "slides.legend_projects",
        ):
            assert say(key, lang) in told
        assert say("layers.legal", lang) in told


def test_tables_and_charts_are_native_and_hold_the_figures(deck, report):
    charts = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    tables = [s for slide in deck.slides for s in slide.shapes if s.has_table]
    assert len(charts) >= 8
    assert len(tables) >= 8
    times = [report.table.cell(v.key, "capitals_fastest_min").value for v in report.table.variants]
    assert any([*c.plots[0].series[0].values] == pytest.approx(times) for c in charts)
    shares = sorted((v / 1e6 for v in report.contribution.shapley.values()), reverse=True)
    bars = next(
        c
        for c in charts
        if len(c.plots[0].categories) == len(report.scenario.projects) and max(c.plots[0].series[0].values) < 50
    )
    ratio = [v / shares[0] for v in shares]
    assert [v / max(bars.plots[0].series[0].values) for v in bars.plots[0].series[0].values] == pytest.approx(
        ratio, rel=1e-4
    )


def test_the_table_of_contributions_begins_with_the_project_that_contributes_most(deck, report):
    most = max(report.contribution.shapley, key=report.contribution.shapley.__getitem__)
    head = say("document.col_share", Lang.VI)
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    table = next(t for t in tables if head in [c.text for c in t.rows[0].cells])
    assert report.world.projects[most].name_vi in [c.text for c in table.rows[1].cells]


def test_every_slide_has_notes_with_digests_and_sources(deck, report):
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert report.digest in notes
        assert report.data_digest in notes
        assert "OpenStreetMap" in notes


def test_what_was_typed_stands_as_it_was_typed(deck, report):
    assert deck.slides[0].shapes.title.text_frame.text == report.request.title
    assert "Ưu tiên <2030> & sau" in texts(deck.slides[0])


def test_pictures_tables_and_charts_are_described_for_those_who_do_not_see_them(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0].strip()


def test_nothing_leaves_its_slide_and_no_text_its_box(deck):
    for number, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            assert shape.left >= 0, (number, shape.name)
            assert shape.left + shape.width <= deck.slide_width + 1, (number, shape.name)
            assert shape.top + shape.height <= deck.slide_height + 1, (number, shape.name)
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder and shape.name != "Number":
                frame = shape.text_frame
                room = (shape.width - frame.margin_left - frame.margin_right) / 36000
                need = sum(paragraph_mm(p, room) for p in frame.paragraphs)
                assert need <= shape.height / 36000 + 0.1, (number, shape.text_frame.text)
            if shape.has_table:
                assert sum(r.height for r in shape.table.rows) <= deck.slide_height - shape.top


def paragraph_mm(paragraph, width: float) -> float:
    """Height of a paragraph, measured apart from the code that set it; a unit behind a figure stands on its line if it fits."""
    first, *behind = paragraph.runs
    size = first.font.size.pt
    properties = paragraph._p.pPr
    indent = int(properties.get("marL", 0)) / 36000 if properties is not None else 0
    lines = len(break_lines(first.text, letters=Letters(size, bold=bool(first.font.bold)), width=width - indent))
    wide = sum(Letters(r.font.size.pt, bold=bool(r.font.bold)).width(r.text) for r in (first, *behind))
    lines += bool(behind) and wide > width
    return lines * line_mm(size) + (paragraph.space_before.pt * 25.4 / 72 if paragraph.space_before else 0)


def test_no_title_boasts_of_what_the_assumptions_can_undo(report):
    from analysis.measures.metrics import Cell  # noqa: PLC0415
    from briefing.content.findings import access_title, people_title  # noqa: PLC0415
    from briefing.content.headlines import access_headline, changes_title, people_headline  # noqa: PLC0415
    from briefing.content.judgement import big_figures, decision  # noqa: PLC0415

    cells = dict(report.table._cells)
    for metric in report.table.metrics:
        cells["own-1", metric.key] = Cell(200.0, 100.0, -10.0, 500.0)
        cells["baseline", metric.key] = Cell(100.0)
    wide = replace(report)
    wide.__dict__["table"] = replace(report.table, _cells=cells)
    assert people_title(wide, Lang.VI) == say("slides.sums_title", Lang.VI, count=2)
    assert access_title(wide, Lang.VI) == say("slides.access_plain", Lang.VI)
    assert people_headline(wide, Lang.VI) == say("headline.people_plain", Lang.VI, count=2)
    assert access_headline(wide, Lang.VI) == say("headline.access_plain", Lang.VI)
    assert "nhanh hơn" not in changes_title(wide, Lang.VI)
    assert not [f for f in big_figures(wide, Lang.VI) if f.unit == "phút"]
    assert decision(wide, Lang.VI) == say("headline.decide_loss", Lang.VI)
    told = change_text(wide.table, "own-1", report.table.metrics[1], Lang.EN)
    assert told == "+100.0°; −10.0…+500.0"


@pytest.fixture
def drawn_once(monkeypatch, content, pictures):
    """The maps as they came onto the deck: that drawing them again changes nothing has tests of its own."""
    monkeypatch.setattr("briefing.slides.presentation._here", lambda _, order: lambda: pictures[_name(order)])


def test_the_same_report_gives_the_same_bytes(report, content, drawn_once):
    assert slides(report) == content


def test_maps_drawn_in_another_process_give_the_same_bytes(report, content, monkeypatch):
    """The fixture draws them in this one; the other reads layers and fonts itself and has another order of its sets."""
    monkeypatch.setattr(parallel, "processors", lambda: 2)
    monkeypatch.setattr(parallel, "crowded", lambda: False)

    def not_here(*_, **__):
        raise AssertionError

    monkeypatch.setattr("briefing.map.picture.drawn", not_here)
    assert REPORT_FORMATS["slides"].write(report) == content


def test_where_the_other_process_ends_the_maps_are_drawn_here(report, content, pictures, monkeypatch):
    monkeypatch.setattr(parallel, "processors", lambda: 2)
    monkeypatch.setattr(parallel, "crowded", lambda: False)
    monkeypatch.setattr(parallel, "_CHILD", "raise SystemExit(1)")
    monkeypatch.setattr("briefing.map.picture.drawn", lambda order, **_: pictures[_name(order)])
    assert REPORT_FORMATS["slides"].write(report) == content


def test_a_template_of_ones_own_is_used_without_its_slides(report, fixed_moment, drawn_once):
    one = replace(report, request=replace(report.request, langs=(Lang.VI,)))
    for name in ("contribution", "judged", "table", "trips", "gains"):  # what is known need not be computed anew
        one.__dict__[name] = getattr(report, name)
    made = slides(one, template=template(), template_name="sở.pptx")
    assert faults(made) == []
    assert schema_faults(made, "pptx") == []
    deck = Presentation(io.BytesIO(made))
    assert (deck.slide_width, deck.slide_height) == (Mm(254), 6858000)
    assert "Trang cũ" not in "\n".join(texts(s) for s in deck.slides)
    test_nothing_leaves_its_slide_and_no_text_its_box(deck)


def test_a_briefing_without_projects_tells_what_there_is(report, fixed_moment, drawn_once):
    request = replace(report.request, main="baseline", langs=(Lang.VI,))
    bare = ReportData.of(request, world=report.world, source=report.source)
    bare.__dict__["table"] = report.table
    content = slides(bare)
    assert faults(content) == []
    told = "\n".join(texts(s) for s in Presentation(io.BytesIO(content)).slides)
    assert say("slides.col_step", Lang.VI) not in told
    assert say("slides.method_limits", Lang.VI) in told


@pytest.fixture(scope="module")
def as_pdf(content, tmp_path_factory) -> Path:
    """The deck as LibreOffice prints it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "deck.pptx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "deck.pptx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "deck.pdf"


def poppler(tool: str, *arguments: str) -> str:
    return subprocess.run([tool, *arguments], check=True, capture_output=True).stdout.decode("utf-8")


@pytest.fixture(scope="module")
def pages(as_pdf) -> list[str]:
    """The text of each page."""
    return poppler("pdftotext", "-layout", str(as_pdf), "-").split("\f")[:-1]


def test_libreoffice_opens_every_slide_with_its_text(pages, deck):
    assert len(pages) == len(deck.slides)
    for page, slide in zip(pages, deck.slides, strict=True):
        words = slide.shapes.title.text_frame.text.split()
        assert [w for w in words if w not in page] == []


def test_maps_are_printed_in_220_dots_an_inch_or_more(as_pdf, deck):
    rows = [line.split() for line in poppler("pdfimages", "-list", str(as_pdf)).splitlines()[2:]]
    dpi = [min(int(row[12]), int(row[13])) for row in rows if row[2] == "image"]
    assert len(dpi) == 3 * 2
    assert min(dpi) >= 219  # whole dots of a frame in millimetres


def test_letters_on_the_printed_pages_are_those_of_the_file_and_stand_on_the_page(as_pdf):
    """Measured by poppler, not by python-pptx: nothing is shrunk or pushed over an edge by the program that opens the deck."""
    found = ET.fromstring(
        re.sub(r"</?[abi]\b[^>]*>", "", poppler("pdftohtml", "-xml", "-i", "-zoom", "1", "-stdout", str(as_pdf)))
    )
    sizes = {font.get("id"): int(font.get("size")) for font in found.iter("fontspec")}
    for page in found.iter("page"):
        width, height = int(page.get("width")), int(page.get("height"))
        for text in page.iter("text"):
            left, top, wide, high = (int(text.get(side)) for side in ("left", "top", "width", "height"))
            told = (page.get("number"), text.text)
            assert left >= 0, told
            assert left + wide <= width + 1, told
            assert top >= 0, told
            assert top + high <= height + 1, told
            assert sizes[text.get("font")] >= 10, told


@pytest.mark.long
def test_two_processes_write_the_same_bytes(tmp_path):
    made = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.pptx"
        command = [sys.executable, "-m", "briefing", "slides", "--out", str(out), "--lang", "both"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764066001", "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_figures_at_the_bars_are_written_in_the_notation_of_the_deck(deck):
    """A number format would follow the office that opens the file: "100.0" in a Vietnamese deck."""
    written, slides_of = {lang: [] for lang in Lang}, list(deck.slides)
    for n_slide, slide in enumerate(slides_of):
        charts = [s.chart for s in slide.shapes if s.has_chart]
        for chart in (c for c in charts if c.chart_type in CLUSTERED):  # a timetable bears years on its axis
            for series in chart.plots[0].series:
                told = [n for n, value in enumerate(series.values) if value is not None]
                texts_at = [series.points[n].data_label.text_frame.text for n in told]
                assert all(texts_at), chart.plots[0].categories
                written[Lang.VI if n_slide < len(slides_of) // 2 else Lang.EN] += texts_at
    assert any("," in text for text in written[Lang.VI])
    assert [t for t in written[Lang.VI] if re.search(r"\d\.\d{1,2}$", t)] == []
    assert any("." in text for text in written[Lang.EN])
    assert [t for t in written[Lang.EN] if re.search(r"\d,\d{1,2}$", t)] == []


def test_where_some_roads_have_no_cost_the_others_are_judged_on_the_slide(deck, report):
    value = value_of(report)
    assert value.found.priced_bn is not None  # of the roads of the agreement two have no published cost
    page = next(texts(s) for s in deck.slides if value_title(value, Lang.VI) in texts(s))
    assert priced_sentence(value.found, Lang.VI) in " ".join(page.split())
