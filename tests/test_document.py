"""The written report: whole by the rules of its format and of the decree, edited with ease, nothing told that the figures do not hold."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from copy import copy
from dataclasses import replace

import opening
import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm
from office import docx_faults, faults, schema_faults
from PIL import Image

from analysis.measures.metrics import Cell
from briefing.content.data import ReportData
from briefing.content.letter import LETTER_LINES, Letter, read_profile
from briefing.content.lettering import Letters
from briefing.content.notes import cost_amount, cost_notes
from briefing.content.project_rows import route_rows, step_name, still_to_build, unit_name
from briefing.document import figures
from briefing.document.form import number_text, place_line
from briefing.document.judgement import proposals, risks, unverified
from briefing.document.parts import change_cells, in_short
from briefing.document.report import report as written
from briefing.document.tables import Column, Grid, widths_mm
from briefing.document.template import PLACEHOLDERS, missing
from briefing.value import value_of
from layers import altered_sentence
from words import InputError, Lang, number, say, worth_sentence

LETTER = Letter(
    superior="UBND tỉnh Tây Ninh", number="7", sign="BC-SXD", place="Tây Ninh", recipient="Ủy ban nhân dân tỉnh",
    copies="Như trên; Lưu: VT", position="KT. Giám đốc; Phó Giám đốc", signer="Nguyễn Văn A",
)  # fmt: skip
MONTHS = re.compile(r"ngày \d\d tháng \d+ năm \d{4}")


@pytest.fixture(scope="module")
def kept() -> dict[tuple[str, Lang], object]:
    """The maps as they came into the file, so that further files need not draw them."""
    return {}


@pytest.fixture(scope="module")
def content(report, fixed_moment, kept) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("projects_map", "gains_map"):
            draw = getattr(figures, name)

            def drawn(data, writer, *, name=name, draw=draw):
                kept[name, writer.lang] = draw(data, writer)
                return kept[name, writer.lang]

            patch.setattr(f"briefing.document.parts.{name}", drawn)
        return written(report, letter=LETTER)


@pytest.fixture
def drawn_once(monkeypatch, content, kept):
    for name in ("projects_map", "gains_map"):
        monkeypatch.setattr(f"briefing.document.parts.{name}", lambda _, writer, name=name: kept[name, writer.lang])


@pytest.fixture(scope="module")
def doc(content):
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def alone(report) -> ReportData:
    """The same report in Vietnamese alone, its figures known."""
    one = replace(report, request=replace(report.request, langs=(Lang.VI,)))
    for name in ("contribution", "judged", "table", "trips", "gains"):
        one.__dict__[name] = getattr(report, name)
    return one


def said(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def lines(doc) -> list[str]:
    return [said(p) for p in doc.element.body.iter(qn("w:p"))]


def data_tables(doc) -> list:
    return [t for t in doc.element.body.iter(qn("w:tbl")) if t.tblPr.find(qn("w:tblStyle")) is not None]


def test_the_file_keeps_the_rules_of_its_format(content):
    assert faults(content) == []
    assert docx_faults(content) == []
    assert schema_faults(content, "docx") == []


def test_no_column_breaks_a_figure():
    """ "1.356.6/92" stood in a column that was shared out without regard to its figures."""
    columns = [Column("Chỉ tiêu", 80), Column("Trước", 5, "right"), Column("Sau", 5, "right")]
    grid = Grid(columns, [["Dân số trong phạm vi tiếp cận", "1.356.692", "−1.356.692…−1.200"]], "x")
    widths = widths_mm(grid, 164.0)
    assert sum(widths) == pytest.approx(164.0)
    assert all(
        w > Letters(11.0).width(text) for w, text in zip(widths, grid.rows[0], strict=True) if text[-1].isdigit()
    )


def test_what_is_open_is_not_proposed(report):
    """Two roads opened in 2022 and 2024 were to be built once more: the base network is that of 2021."""
    opened = [u for u in report.world.projects if step_name(report, u, Lang.VI).endswith("(đã thông xe)")]
    assert len(opened) > 1
    told = still_to_build(report, sorted(report.world.projects), Lang.VI)
    names = {u: unit_name(report, u, Lang.VI) for u in opened}
    assert not set(names.values()) & set(told)
    assert any(t.endswith("(phần chưa thông xe)") for t in told)
    for lang in Lang:  # neither to build, nor to ask a cost or an alignment for
        asked = " ".join(proposals(doubtful(report, opened), lang))
        assert not [u for u in opened if unit_name(report, u, lang) in asked]
        assert unit_name(report, "ql14c-border-line", lang) in asked


def doubtful(report, opened):
    """The report on all projects, where nobody knows a cost or an alignment of those that are open."""
    projects = [
        replace(p, costs=(), quality_km={"schematic": p.computed_length_km}) if p.id in opened else p
        for p in report.world.projects.values()
    ]
    found = copy(report)
    found.__dict__["projects"] = tuple(projects)
    return found


def test_the_search_for_faults_sees_elements_in_another_order(content):
    from office import entries  # noqa: PLC0415

    from briefing.content.archiving import archive  # noqa: PLC0415

    parts = entries(content)
    first = parts["word/document.xml"]
    turned = first.replace(
        b"<w:cantSplit/><w:tblHeader/>", b"<w:tblHeader/><w:cantSplit/>"
    )  # these may stand either way
    assert docx_faults(archive({**parts, "word/document.xml": turned})) == []
    keep = re.compile(rb'(<w:pStyle w:val="Caption"/>)(<w:keepNext/>)')
    assert keep.search(first)
    broken = {**parts, "word/document.xml": keep.sub(rb"\2\1", first, count=1)}
    assert any("pStyle behind keepNext" in f for f in docx_faults(archive(broken)))
    twice = {**parts, "word/document.xml": re.sub(rb'(<wp:docPr id=")\d+', rb"\g<1>1", first)}
    assert any("docPr 1 twice" in f for f in docx_faults(archive(twice)))


def test_the_form_is_that_of_the_decree(doc):
    section = doc.sections[0]
    sides = [round(side / Mm(1)) for side in (section.page_width, section.page_height)]
    assert sides == [210, 297]
    top, bottom, left, right = (
        side / Mm(1) for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    )
    assert 20 <= top <= 25
    assert 20 <= bottom <= 25
    assert 30 <= left <= 35
    assert 15 <= right <= 20
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.first_page_header._element.xpath(".//w:instrText") == []
    fonts = {f.get(qn("w:ascii")) for f in doc.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts"))}
    assert fonts == {"Times New Roman"}
    head = doc.tables[0]
    told = [[p for p in cell.paragraphs if p.text] for row in head.rows for cell in row.cells]
    assert [p.text for p in told[0]] == ["UBND TỈNH TÂY NINH", "SỞ GTVT"]
    assert [p.runs[0].bold for p in told[0]] == [None, True]
    assert [p.text for p in told[1]] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert [p.runs[0].font.size.pt for p in told[1]] == [12, 13]
    assert told[2][0].text == "Số: 07/BC-SXD"
    assert told[3][0].text == "Tây Ninh, ngày 25 tháng 11 năm 2026"
    assert told[3][0].runs[0].italic
    signed = next(t for t in doc.tables if "Nơi nhận" in t.cell(0, 0).text)
    assert [p.text for p in signed.cell(0, 0).paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert [p.text for p in signed.cell(0, 1).paragraphs if p.text] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn A"]


def test_no_letter_is_smaller_than_nine_points(doc):
    sizes = [int(s.get(qn("w:val"))) for s in doc.element.body.iter(qn("w:sz"))]
    used = {p.style.name for p in doc.paragraphs} | {"LienTinh Cell"}
    sizes += [round(2 * doc.styles[name].font.size.pt) for name in used - {"Normal"}]
    assert min(sizes) >= 18


def test_headings_are_real_and_the_contents_list_them(doc):
    for lang in Lang:
        own = [p for p in doc.paragraphs if f"_Toc_{lang.value}_" in p._p.xml]
        headings = [p for p in own if p.style.name.startswith("Heading")]
        entries = [p for p in own if p.style.name.startswith("toc")]
        assert len(headings) == len(entries) >= 10
        for heading, entry in zip(headings, entries, strict=True):
            assert entry.text.endswith(heading.text)
            assert re.match(r"([IVX]+|\d)\. ", entry.text)
            (mark,) = (m.get(qn("w:name")) for m in heading._p.iter(qn("w:bookmarkStart")))
            (link,) = (found.get(qn("w:anchor")) for found in entry._p.iter(qn("w:hyperlink")))
            assert link == mark
    numbers = {doc.styles[f"Heading {n}"].element.pPr.numPr.numId.val for n in (1, 2, 3)}
    assert len(numbers) == 1  # so that a heading added in the office is counted too


def test_nothing_asks_word_to_update_fields_when_it_opens_the_file(doc):
    """It would answer with a question that frightens people."""
    assert "w:dirty" not in doc.element.xml
    assert doc.settings.element.find(qn("w:updateFields")) is None
    for name in ("toc 1", "toc 2"):  # for the page numbers, once a person updates the contents
        (stop,) = doc.styles[name].paragraph_format.tab_stops
        assert (stop.alignment, stop.leader) == (WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def test_every_reference_shows_what_it_leads_to(doc):
    root = doc.element.body
    marks = {}
    for start in root.iter(qn("w:bookmarkStart")):
        text, after = "", start.getnext()
        while after is not None and after.tag != qn("w:bookmarkEnd"):
            text, after = text + said(after), after.getnext()
        marks[start.get(qn("w:name"))] = text
    shown = Counter()
    for paragraph in root.iter(qn("w:p")):
        code, result, open_ = "", "", False
        for run in paragraph.iter(qn("w:r")):
            kind = next((c.get(qn("w:fldCharType")) for c in run.iter(qn("w:fldChar"))), "")
            code += "".join(i.text for i in run.iter(qn("w:instrText")))
            if kind == "separate":
                open_ = True
            elif kind == "end":
                found = re.match(r"\s*REF (\S+)", code)
                if found:
                    shown[found[1]] += 1
                    assert marks[found[1]] == result, found[1]
                code, result, open_ = "", "", False
            elif open_:
                result += said(run)
    assert len(shown) >= 12
    captions = [p.text for p in doc.paragraphs if p.style.name == "Caption" and "SEQ" in p._p.xml]
    for word in ("Bảng", "Hình", "Table", "Figure"):
        told = [int(c.split()[1].rstrip(".")) for c in captions if c.startswith(f"{word} ")]
        assert told == list(range(1, len(told) + 1)) != []


def test_tables_repeat_their_headings_keep_their_rows_whole_and_fit(doc):
    tables, room = data_tables(doc), 164.0 * 1440 / 25.4
    assert len(tables) >= 16
    for table in tables:
        first, *rows = table.iter(qn("w:tr"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert rows
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (first, *rows))
        assert sum(int(c.get(qn("w:w"))) for c in table.iter(qn("w:gridCol"))) <= room + 10
        assert table.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_a_table_of_high_rows_begins_where_its_caption_is_due(doc):
    """Half a page stood empty before them: kept whole, the tables of layers and of documents moved to the next page."""
    heads = {say(f"document.col_{key}", lang) for lang in Lang for key in ("licence", "legal")}
    high = [t for t in doc.tables if heads & {c.text for c in t.rows[0].cells}]
    assert len(high) == 4
    for table in high:
        kept = [bool(row._tr.findall(".//" + qn("w:keepNext"))) for row in table.rows]
        assert not any(kept[2:-3]), "only the first row stays with the headings, and the last ones together"


def test_no_signature_stands_alone_on_a_page(doc):
    signed = next(table for table in doc.element.body.iter(qn("w:tbl")) if LETTER.signer in said(table))
    space, last = list(signed.itersiblings(qn("w:p"), preceding=True))[:2]
    assert said(last) and all(p.pPr.find(qn("w:keepNext")) is not None for p in (last, space))  # noqa: PT018


def test_maps_are_sharp_and_everything_drawn_is_described(doc, content):
    drawn = list(doc.element.body.iter(qn("wp:inline")))
    assert all(d.docPr.get("descr") for d in drawn)
    wide = [d for d in drawn if d.extent.cx > Mm(100)]
    assert len(wide) == 8  # two maps and two charts in each language; no chart of what has no cost
    sharp = 0
    for inline in wide:
        relation = re.search(r'r:embed="(\w+)"', inline.xml)
        if relation:
            image = Image.open(io.BytesIO(doc.part.related_parts[relation[1]].blob))
            assert image.width / (inline.extent.cx / Mm(25.4)) >= 200
            sharp += 1
    assert sharp == 4


def test_the_file_says_what_it_is(doc, report):
    about = doc.core_properties
    assert about.title.startswith("BÁO CÁO: ")
    assert about.author == "Phòng Quy hoạch"
    assert about.language == "vi-VN"
    assert about.keywords == f"{report.digest} {report.data_digest}"
    english = [r for r in doc.element.body.iter(qn("w:lang")) if r.get(qn("w:val")) == "en-GB"]
    assert len(english) > 300  # the second language is named where it is spoken


def test_the_figures_are_those_of_the_table(doc, report):
    cells = [[said(c) for c in row.iter(qn("w:tc"))] for table in data_tables(doc) for row in table.iter(qn("w:tr"))]
    for lang in Lang:
        for metric in report.table.metrics:
            if metric.group not in {"roads", "money"}:
                assert change_cells(report, metric, lang) in cells, metric.key
        for row in route_rows(report.projects):
            if row.cost:
                assert [row.name(lang), row.cost_text(lang), row.scope_text(lang)] in [c[1:] for c in cells]
    text = "\n".join(lines(doc))
    total = say("document.cost_total", Lang.VI, amount=cost_amount(report, Lang.VI), kind="đã công bố")
    assert " ".join([total, *cost_notes(report, Lang.VI)]) in text
    assert f"{total[:-1]} (chưa gồm 1 tuyến chưa có chi phí công bố" in text  # in short, the same limits in brackets
    assert all(digest in text for digest in (report.digest, report.data_digest))
    assert text.count(f"{report.table.variants[0].title(Lang.VI)}: thời gian") == 1  # named once for all times on it


def test_what_was_typed_stands_as_typed(doc):
    text = "\n".join(lines(doc))
    assert "“Ưu tiên <2030> & sau”" in text
    assert "Báo cáo <b>đậm</b> & $x$ =1+1" in text
    assert MONTHS.search(text)


def test_the_same_report_gives_the_same_bytes(report, content, drawn_once):
    assert written(report, letter=LETTER) == content


def test_the_office_goes_on_editing_it(content):
    doc = Document(io.BytesIO(content))
    doc.add_heading("Ý kiến của Sở", level=1)
    doc.add_paragraph("Bổ sung.", style="Body Text")
    doc.tables[2].add_row().cells[0].text = "Tuyến khác"
    out = io.BytesIO()
    doc.save(out)
    again = Document(io.BytesIO(out.getvalue()))
    assert again.paragraphs[-1].text == "Bổ sung."
    assert faults(out.getvalue()) == []
    assert docx_faults(out.getvalue()) == []
    assert schema_faults(out.getvalue(), "docx") == []


@pytest.fixture(scope="module")
def printed(content, tmp_path_factory) -> str:
    """The text of the pages as LibreOffice prints them."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "report.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    told = subprocess.run(["pdftotext", str(folder / "report.pdf"), "-"], check=True, capture_output=True)
    return told.stdout.decode("utf-8")


def test_libreoffice_prints_every_word_of_it(printed, doc):
    pages = printed.split("\f")[:-1]
    assert len(pages) >= 10
    there = Counter(re.findall(r"\w+", printed))
    wanted = Counter(re.findall(r"\w+", " ".join(line for line in lines(doc) if "http" not in line)))
    lost = wanted - there
    assert sum(lost.values()) <= 0.01 * sum(wanted.values()), lost.most_common(20)  # a word broken over two lines
    assert "Error" not in printed


# ---- what may be said: cases


def undone(report) -> ReportData:
    """The report where other assumptions undo every change."""
    cells = dict(report.table._cells)
    for metric in report.table.metrics:
        cells["own-1", metric.key] = Cell(200.0, 100.0, -10.0, 500.0)
        cells["baseline", metric.key] = Cell(100.0)
    wide = replace(report)
    wide.__dict__["table"] = replace(report.table, _cells=cells)
    for name in ("contribution", "judged", "trips", "gains"):
        wide.__dict__[name] = getattr(report, name)
    return wide


@pytest.mark.parametrize("lang", Lang)
def test_what_the_assumptions_can_undo_is_told_as_such(report, lang):
    wide = undone(report)
    slight = say("document.risk_slight", lang, names="").rstrip(".")
    assert any(r.startswith(slight) for r in risks(wide, lang))
    assert not any(r.startswith(slight) for r in risks(bare(report), lang))
    told = in_short(wide, lang)[1]
    assert told.startswith(say("finding.not_significant", lang, **dict.fromkeys(FIGURES, "")).partition("“")[0])
    assert not re.search("rút ngắn|shorter", told)
    assert "°" in "".join(change_cells(wide, wide.table.metrics[1], lang))


def test_value_for_money_is_told_in_short_in_the_words_of_its_part(doc, report):
    for lang in Lang:
        value = value_of(report)
        told = worth_sentence(value.found, value.drawn, report.request.variant.title(lang), lang)
        assert in_short(report, lang)[-1] == told
        assert sum(line == told for line in lines(doc)) == 2, lang


FIGURES = (
    "title", "trips", "minutes", "km", "signed_min", "signed_km", "before_min", "after_min", "before_km", "after_km", "range",
    "longer",
)  # fmt: skip


def bare(report) -> ReportData:
    """The base network alone."""
    found = ReportData.of(
        replace(report.request, main="baseline", langs=(Lang.VI,)), world=report.world, source=report.source
    )
    found.__dict__["table"] = report.table
    return found


def test_a_report_without_projects_tells_what_there_is(report, fixed_moment, drawn_once):
    found = bare(report)
    content = written(found)
    assert docx_faults(content) == []
    text = "\n".join(lines(Document(io.BytesIO(content))))
    for part in ("routes", "changes", "order", "cost"):
        assert say(f"document.part_{part}", Lang.VI) not in text
    for part in ("short", "basis", "state", "risks", "proposals"):
        assert say(f"document.part_{part}", Lang.VI) in text
    assert not any("không đồng ý …] với phương án" in p for p in proposals(found, Lang.VI))


def test_a_scenario_without_a_cost_says_so_and_asks_for_one(report):
    own = replace(report.request.variant, units=frozenset({"ql14c-border-line"}))
    request = replace(
        report.request,
        scenario_set=replace(report.request.scenario_set, variants=(report.request.scenario_set.variants[0], own)),
    )
    found = ReportData.of(request, world=report.world, source=report.source)
    found.__dict__["table"] = replace(
        report.table,
        variants=request.scenario_set.variants,
        _costs={**report.table._costs, own.key: replace(report.table.cost(own.key), low_bn=None, high_bn=None)},
    )
    found.__dict__.update(gains=report.gains, contribution=None)  # one project: nothing to share out
    found.further["value"] = (None, None)  # its appraisal has tests of its own
    assert say("document.cost_nothing", Lang.VI) in in_short(found, Lang.VI)
    (name,) = (p.name_vi for p in found.projects)
    assert any(p.startswith("Giao") and name in p for p in proposals(found, Lang.VI))
    assert any(r.startswith("Chưa có chi phí công bố") for r in risks(found, Lang.VI))
    assert unverified(found, Lang.VI) == [name]
    assert not any("(1)" in p for p in proposals(found, Lang.VI))  # one project has no order


def test_altered_layers_are_named_among_the_risks(alone):
    changed = replace(alone)
    for name in ("contribution", "judged", "table", "trips", "gains"):
        changed.__dict__[name] = getattr(alone, name)
    changed.__dict__["altered"] = ("roads",)
    assert altered_sentence(("roads",), Lang.VI) in risks(changed, Lang.VI)


def test_dots_stand_for_what_was_not_given():
    assert number_text(Letter(), Lang.VI) == "………/BC-………"
    assert number_text(Letter(kind="submission", number="12"), Lang.VI) == "12/TTr-………"
    assert place_line(Letter(), None, Lang.VI) == "………, ngày … tháng … năm …"


def test_a_kind_of_letter_that_is_none_is_refused():
    with pytest.raises(InputError, match="nghi-quyet"):
        Letter(kind="nghi-quyet")


# ---- the office's own template


def office_template(*extra: str, body: str = "{{noi_dung}}") -> bytes:
    """A letter with placeholders, one of them split over runs as word processors do, one in the header."""
    doc = Document()
    doc.sections[0].header.paragraphs[0].text = "{{ten_co_quan}}"
    split = doc.add_paragraph()
    for part in ("Số: {{so_", "ky", "_hieu}} – {{ dia_danh_ngay }}"):
        split.add_run(part)
    cell = doc.add_table(rows=1, cols=2).rows[0].cells[0]
    cell.text = "{{ten_loai}}: {{trich_yeu}}"
    for line in (*extra, body, "{{noi_nhan}}", "{{nguoi_ky}}"):
        doc.add_paragraph(line)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def test_a_template_of_the_offices_own_is_filled(alone, fixed_moment, drawn_once):
    own = replace(LETTER, template=office_template("Kính gửi: {{kinh_gui}}"), template_name="mau.docx")
    content = written(alone, letter=own)
    assert faults(content) == []
    assert docx_faults(content) == []
    assert schema_faults(content, "docx") == []
    doc = Document(io.BytesIO(content))
    told = lines(doc)
    assert told[0] == "Số: 07/BC-SXD – Tây Ninh, ngày 25 tháng 11 năm 2026"
    assert doc.sections[0].header.paragraphs[0].text == "SỞ GTVT"
    assert doc.tables[0].cell(0, 0).text.startswith("BÁO CÁO: Báo cáo <b>đậm</b>")
    assert "{{" not in "".join(told)
    first, last = told.index("Tóm tắt"), told.index("Nguyễn Văn A")
    annex = told.index("Phụ lục")
    assert told.index("Kính gửi: Ủy ban nhân dân tỉnh") < first < last < annex
    assert say("document.nation", Lang.VI) not in told  # the head is the office's own
    assert {"Heading 1", "Caption", "LienTinh Table"} <= {s.name for s in doc.styles}


def test_an_unknown_placeholder_is_named_and_a_missing_one_is_told(alone):
    with pytest.raises(InputError) as told:
        written(alone, letter=Letter(template=office_template("{{ten_tinh}} {{so_ky_hieu}}"), template_name="a.docx"))
    assert "{{ten_tinh}}" in told.value.text(Lang.VI)
    assert "{{so_ky_hieu}}, {{dia_danh_ngay}}" in told.value.text(Lang.VI)  # what may be used instead
    assert missing(office_template(), name="a.docx") == ["{{kinh_gui}}"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (office_template(body="Nội dung: {{noi_dung}}"), "{{noi_dung}}"),
        (b"PK no zip", "mau.docx"),
        (b"", "mau.docx"),
    ],
    ids=["no line for the report", "damaged", "empty"],
)
def test_a_template_that_cannot_be_used_is_refused_with_the_remedy(alone, content, word):
    with pytest.raises(InputError) as told:
        written(alone, letter=Letter(template=content, template_name="mau.docx"))
    for lang in Lang:
        assert word in told.value.text(lang)


def test_the_placeholders_are_those_of_the_manual():
    from pathlib import Path  # noqa: PLC0415

    manual = (Path(__file__).parent.parent / "docs" / "briefing.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\{\{(\w+)\}\}", manual)) == set(PLACEHOLDERS)


# ---- profile and command


def test_a_profile_gives_the_form_and_names_what_it_does_not_know():
    told = read_profile('place = "Tây Ninh"\ncopies = ["Như trên", "Lưu: VT"]\n', name="a.toml")
    assert told == {"place": "Tây Ninh", "copies": "Như trên; Lưu: VT"}
    with pytest.raises(InputError, match="noi_ky"):
        read_profile('noi_ky = "Tây Ninh"', name="a.toml")
    with pytest.raises(InputError, match=r"a\.toml"):
        read_profile("place = Tây Ninh", name="a.toml")


def test_the_command_takes_the_profile_and_options_before_it(monkeypatch, tmp_path, world, capsys):
    from briefing.cli import parser  # noqa: PLC0415

    asked = {}
    monkeypatch.setattr("analysis.scenarios.load_world", lambda: world)
    monkeypatch.setattr(
        "briefing.document.report.report",
        lambda data, *, letter: asked.update(letter=letter, request=data.request) or b"made",
    )
    (tmp_path / "so.toml").write_text('place = "Tây Ninh"\nsigner = "A"\norganisation = "Sở"\n', encoding="utf-8")
    (tmp_path / "mau.docx").write_bytes(office_template())
    given = ["report", "--out", str(tmp_path / "a.docx"), "--profile", str(tmp_path / "so.toml"), "--signer", "B"]
    given += ["--word-template", str(tmp_path / "mau.docx"), "--kind", "submission", "--projects", "ring-road-4"]
    assert parser.main(given) == 0
    letter = asked["letter"]
    assert (letter.place, letter.signer, letter.kind) == ("Tây Ninh", "B", "submission")
    assert asked["request"].organisation == "Sở"
    assert "{{kinh_gui}}" in capsys.readouterr().err


def test_numbers_are_written_as_the_language_writes_them(doc):
    cells = [said(c) for t in data_tables(doc) for c in t.iter(qn("w:tc"))]
    half = next(n for n, c in enumerate(cells) if c == say("slides.col_route", Lang.EN))
    assert [c for c in cells[:half] if re.fullmatch(r"\d+\.\d{1,2}", c)] == []
    assert [c for c in cells[half:] if re.fullmatch(r"\d+,\d{1,2}", c)] == []
    assert number(1234.5, Lang.VI, decimals=1) == "1.234,5"


def test_the_page_asks_for_the_form_and_its_address_keeps_it():
    at = opening.opened("briefing", file="report", signer="Nguyễn Văn A", letter="submission")
    assert not at.exception
    fields = {box.key: box.value for box in at.text_input}
    assert fields["print-signer"] == "Nguyễn Văn A"
    assert {f"print-{name}" for name in LETTER_LINES} <= fields.keys()
