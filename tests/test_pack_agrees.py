"""One pack, read back file by file: every project and every key figure is the same wherever it is told.

Nothing here asks the code that made the files: each surface is read by itself (the text of the PDF, the tables of the slides, the cells
of the workbook, the attributes of the geodata, the HTML of the page, the scenario file, what the app and the command line show).
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import ezdxf
import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from docx import Document
from office import one_line
from pptx import Presentation

from analysis.cli.output import Format
from analysis.cli.scenarios import compare_text
from analysis.cli.tables import project_rows
from analysis.measures.metrics import metric_table
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant, ready_variants
from briefing.content.data import ReportData
from briefing.content.request import ReportRequest
from briefing.formats import REPORT_FORMATS
from briefing.geodata.files import geodata
from briefing.pack import SCENARIO_FILE, pack
from layers import path_of
from layers.catalogue import STATUSES
from views.components.route_list import label as route_label
from views.pages.browse import facts as project_facts
from views.pages.compare import overview, pair
from webmap.popups import lengths_line, project_foot
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterable

LANG = Lang.VI
STATUS = {say(f"briefing.status_{s}", LANG): s for s in STATUSES}
DOUBT = say("layers.cost_unverified", LANG)
FOUR = ("shortest", "time", "fastest_length", "detour")
PROJECTS = path_of("projects")
FIGURE = r"[−+]?\d[\d.]*(?:,\d+)?"


@dataclass(frozen=True)
class Told:
    """What one surface tells of a project; fields it does not tell are empty."""

    length_km: float | None = None
    measured_km: float | None = None
    status_km: dict[str, float | None] = field(default_factory=dict)  # of a single status no kilometres are told
    cost: tuple[float, float] | None = None
    years: str = ""
    doubt: bool = False
    scope: str = ""


def number(text: str) -> float:
    """A figure as Vietnamese writes it."""
    return float(text.replace("−", "-").replace("+", "").replace(".", "").replace(",", "."))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def status_of(text: str) -> dict[str, float | None]:
    """``hiện hữu 34,2 km; đang thi công 39,0 km``, or a status alone."""
    told = {}
    for part in re.split(r"; ?", text):
        found = re.fullmatch(rf"(.+?) ?({FIGURE}) ?km", part)
        name, km = (found[1], number(found[2])) if found else (part, None)
        match = next((s for vi, s in STATUS.items() if squeezed(vi) == squeezed(name)), None)
        if match:
            told[match] = km
    return told


def cost_of(text: str) -> tuple[tuple[float, float] | None, str, bool]:
    """``khoảng 17.800–22.060 (2025), chưa kiểm chứng``: low and high, years, doubt."""
    found = re.match(rf"(?:khoảng)?({FIGURE})(?:–({FIGURE}))?(?:tỷđồng)?(?:\(([\d,]+)\))?", squeezed(text))
    if not found:
        return None, "", False
    low = number(found[1])
    return (low, number(found[2]) if found[2] else low), (found[3] or "").replace(",", ", "), DOUBT in text


def as_told(low: float, high: float) -> tuple[float, float]:
    """What a text makes of a published range: four digits of each end, of ends that agree to one per cent the middle.

    Ends that agree to one in ten thousand are one figure that sources rounded differently: the lower.
    """
    low, high = round(low), round(high)
    if high - low <= 0.0001 * high:
        return low, low
    ends = ((low + high) / 2,) * 2 if high - low <= 0.01 * high else (low, high)
    return tuple(float(f"{end:.4g}") for end in ends)


def lengths_of(text: str) -> tuple[float, float]:
    """``51,0 (49,2*)`` as published and as measured; ``41,4*`` measured alone."""
    found = re.fullmatch(rf"({FIGURE})(?: \(({FIGURE})\*\)|\*)", text)
    return number(found[1]), number(found[2] or found[1])


class Tables(HTMLParser):
    """The tables of a page as lists of rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables:
            self.tables[-1][-1].append("")
            self._open = True
        elif tag == "br" and self._open:
            self.tables[-1][-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.tables[-1][-1][-1] += data


ENDED = "the pack is made"


@pytest.fixture(scope="module")
def told_steps() -> list[str]:
    """What the making of the pack told."""
    return []


@pytest.fixture(scope="module")
def report(world, told_steps) -> ReportData:
    base, *_, agreed = ready_variants(world)
    own = Variant("own-1", name="Toàn bộ", units=agreed.units)  # of one's own, so that the file lists its projects
    request = ReportRequest(scenario_set=ScenarioSet((base, own)), langs=(LANG,), title="Họp")
    return ReportData.of(request, world=world, progress=told_steps.append)


@pytest.fixture(scope="module")
def files(report, fixed_moment, told_steps) -> dict[str, bytes]:
    """The files of the pack by their ending."""
    content = pack(report)
    told_steps.append(ENDED)  # what other tests ask of the report is told after it
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name.partition(".")[2] if name != SCENARIO_FILE else name: packed.read(name) for name in packed.namelist()
        }


@pytest.fixture(scope="module")
def book(files):
    return openpyxl.load_workbook(io.BytesIO(files["xlsx"]), data_only=True)


@pytest.fixture(scope="module")
def printed(files, tmp_path_factory) -> str:
    """The text of the sheet in the order in which it was drawn, without blanks."""
    return squeezed(pdftotext(files["pdf"], tmp_path_factory.mktemp("sheet"), "-raw"))


@pytest.fixture(scope="module")
def printed_after(files, tmp_path_factory) -> str:
    """The text of the pages after the sheet, without blanks."""
    return squeezed(pdftotext(files["pdf"], tmp_path_factory.mktemp("after"), "-raw", "-f", "2"))


@pytest.fixture(scope="module")
def printed_lines(files, tmp_path_factory) -> list[str]:
    """What stands on one line of the pages after the sheet from each word on: the number of a project, then its name."""
    told = pdftotext(files["pdf"], tmp_path_factory.mktemp("words"), "-bbox", "-f", "2")
    words = [
        (*map(float, found[:4]), html.unescape(found[4]))
        for found in re.findall(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<', told)
    ]
    lines = []
    for x, top, right, bottom, text in words:
        after = [w for w in words if w[0] > x and abs(w[1] + w[3] - top - bottom) < bottom - top and w[0] - right < 90]
        lines.append(" ".join([text, *(w[4] for w in sorted(after))][:4]))
    return lines


def pdftotext(pdf: bytes, folder: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no pdftotext on this machine")
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftotext", *options, str(folder / "sheet.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")


@pytest.fixture(scope="module")
def slide_tables(files) -> list[list[list[str]]]:
    slides = Presentation(io.BytesIO(files["pptx"])).slides
    tables = [s.table for slide in slides for s in slide.shapes if s.has_table]
    return [[[c.text for c in row.cells] for row in table.rows] for table in tables]


@pytest.fixture(scope="module")
def document_tables(files) -> list[list[list[str]]]:
    return [[[c.text for c in row.cells] for row in t.rows] for t in Document(io.BytesIO(files["docx"])).tables]


def cells_of(book, key: str, head: str) -> list[dict[str, object]]:
    """The rows of a sheet's table under the heading ``head``, by column."""
    rows = [tuple(map(one_line, r)) for r in book[say(f"workbook.sheet_{key}", LANG)].iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if head in row)
    body = iter(rows[top + 1 :])
    return [dict(zip(rows[top], row, strict=True)) for row in iter(lambda: next(body), (None,) * len(rows[top]))]


def of_workbook(book) -> dict[str, Told]:
    told = {}
    for row in cells_of(book, "routes", say("workbook.id", LANG)):
        km = {s: row[say("workbook.status_km", LANG, status=vi)] for vi, s in STATUS.items()}
        km = {s: v for s, v in km.items() if v}
        published, measured = row[say("workbook.published_km", LANG)], row[say("workbook.measured_km", LANG)]
        assert measured == pytest.approx(sum(km.values()))
        low, high = row[say("workbook.cost_low", LANG)], row[say("workbook.cost_high", LANG)]
        told[row[say("slides.col_route", LANG)]] = Told(
            length_km=round(measured, 1) if published is None else published,
            measured_km=round(measured, 1),
            status_km=km if len(km) > 1 else dict.fromkeys(km),
            cost=None if low is None else as_told(low, high),
            years=row[say("workbook.price_year", LANG)] or "",
            doubt=row[say("workbook.cost_checked", LANG)] == say("workbook.unverified", LANG),
            scope=row[say("workbook.cost_scope", LANG)] or "",
        )
    return told


def of_slides(tables) -> tuple[dict[str, Told], dict[str, str]]:
    """Projects by name, and the number each bears."""
    heads = {key: say(f"slides.col_{key}", LANG) for key in ("route", "length", "status", "cost", "scope")}
    told, numbers = {}, {}
    for head, *rows in tables:
        columns = {key: head.index(text) for key, text in heads.items() if text in head}
        for row in rows:
            if "route" not in columns or not row[0].isdigit():
                continue
            if "length" in columns:
                name = row[columns["route"]]
                numbers[name] = row[0]
                told[name] = Told(*lengths_of(row[columns["length"]]), status_of(row[columns["status"]]))
            elif "cost" in columns:
                name = row[columns["route"]]
                assert numbers[name] == row[0]
                cost, years, doubt = cost_of(row[columns["cost"]])
                base = told[name]
                told[name] = Told(
                    base.length_km, base.measured_km, base.status_km, cost, years, doubt, row[columns["scope"]]
                )
    return told, numbers


def of_page(text: str) -> dict[str, Told]:
    table = next(t for t in Tables(text).tables if t and t[0][0] == say("page.route", LANG))
    told = {}
    for name, length, status, told_cost in table[1:]:
        cost, _, scope = told_cost.partition("\n")
        plain = re.sub(r"^\d+\. | \((?:một phần là )?hướng tuyến minh họa\)$", "", name)
        told[plain] = Told(*lengths_of(length), status_of(status), *cost_of(cost), scope)
    return told


def of_attributes(rows: list[dict[str, object]]) -> dict[str, Told]:
    """The table ``projects`` of a file of geodata, with its full or its shortened names."""
    told = {}
    for row in rows:
        value = {k: v for k, v in row.items() if k != "geometry" and not (pd.isna(v) or v == "")}

        def figure(*names: str, value=value) -> float | None:
            found = next((value[n] for n in names if n in value), None)
            return None if found is None else float(found)

        low, high = figure("cost_low_bn_vnd", "cost_lo_bn"), figure("cost_high_bn_vnd", "cost_hi_bn")
        published = figure("published_km", "publish_km")
        told[value["name"]] = Told(
            length_km=round(figure("length_km"), 1) if published is None else published,
            measured_km=round(figure("length_km"), 1),
            status_km=status_of(value["status"]),
            cost=None if low is None else as_told(low, high),
            years=value.get("cost_price_year") or value.get("price_year") or "",
            doubt=bool(value.get("cost_note")),
            scope=value.get("cost_scope") or "",
        )
    return told


def kml_rows(kmz: bytes) -> list[dict[str, object]]:
    with zipfile.ZipFile(io.BytesIO(kmz)) as packed:
        root = ET.fromstring(packed.read("doc.kml"))
    space = {"k": "http://www.opengis.net/kml/2.2"}
    folder = next(
        f
        for f in root.iter(f"{{{space['k']}}}Folder")
        if f.findtext("k:name", "", space) == say("geodata.layer_projects", LANG)
    )
    return [
        {"name": mark.findtext("k:name", "", space)}
        | {d.get("name"): d.findtext("k:value", "", space) for d in mark.iterfind(".//k:Data", space)}
        for mark in folder.iterfind("k:Placemark", space)
    ]


def of_sheet(text: str, names: list[str]) -> dict[str, Told]:
    """What the pages after the printed sheet tell under each name."""
    told = {}
    ends = sorted((text.index(squeezed(name)), name) for name in names)
    for n, (start, name) in enumerate(ends):
        rest = text[start + len(squeezed(name)) : ends[n + 1][0] if n + 1 < len(ends) else start + 500]
        rest = re.sub(r"^\((?:mộtphầnlà)?hướngtuyếnminhhọa\)", "", rest)
        length = re.match(rf"({FIGURE})km\((?:đotrênbảnđồ|bảnđồ({FIGURE})km)\)·", rest)
        status, _, cost = rest[length.end() :].partition("·")
        priced = re.match(rf"(?:khoảng)?{FIGURE}(?:–{FIGURE})?tỷđồng(?:\([\d,]+\))?", cost)
        status = status if priced else next(s for s in map(squeezed, STATUS) if status.startswith(s))
        told[name] = Told(
            number(length[1]),
            number(length[2] or length[1]),
            status_of(status),
            *(cost_of(priced[0])[:2] if priced else (None, "")),
            doubt=bool(priced) and squeezed(DOUBT) in cost,
            scope=cost[priced.end() :].lstrip("–") if priced else "",
        )
    return told


def test_the_files_of_a_pack_tell_the_same_of_every_project(files, book, slide_tables, printed_after, tmp_path):
    told = of_workbook(book)
    assert len(told) >= 8
    assert sum(bool(t.cost) for t in told.values()) >= 6
    assert any(t.doubt for t in told.values())
    assert of_slides(slide_tables)[0] == told
    assert of_page(files["html"].decode("utf-8")) == told
    (tmp_path / "a.shp.zip").write_bytes(files["shp.zip"])
    with zipfile.ZipFile(io.BytesIO(files["qgis.zip"])) as project:
        project.extract("du-lieu.gpkg", tmp_path)
    assert of_attributes(gpd.read_file(tmp_path / "du-lieu.gpkg", layer="projects").to_dict("records")) == told
    assert of_attributes(gpd.read_file(f"/vsizip/{tmp_path}/a.shp.zip/projects.shp").to_dict("records")) == told
    assert of_attributes(kml_rows(files["kmz"])) == told
    for name, one in of_sheet(printed_after, list(told)).items():
        other = told[name]
        assert (one.length_km, one.measured_km, one.status_km, one.cost, one.years, one.doubt) == (
            other.length_km,
            other.measured_km,
            other.status_km,
            other.cost,
            other.years,
            other.doubt,
        ), name
        if one.scope:  # in short: the first clause of each part
            first = squeezed(re.split(r"[,;(:]", other.scope)[0])
            assert one.scope.startswith(first), name


def test_the_written_report_tells_of_every_project_what_the_slides_tell(slide_tables, document_tables):
    told, numbers = of_slides(document_tables)
    assert len(told) >= 8
    assert (told, numbers) == of_slides(slide_tables)


def numbered(pairs: Iterable[tuple[str, object]]) -> dict[str, int]:
    """Names without what is said of the line, and their numbers."""
    return {re.sub(r" \((?:một phần là )?hướng tuyến minh họa\)$", "", name): int(number) for name, number in pairs}


@pytest.fixture(scope="module")
def office_numbers(book, slide_tables, document_tables) -> dict[str, dict[str, int]]:
    """Office file → the number of each project by name."""
    rows = cells_of(book, "routes", say("workbook.id", LANG))
    return {
        "slides": numbered(of_slides(slide_tables)[1].items()),
        "report": numbered(of_slides(document_tables)[1].items()),
        "workbook": numbered((r[say("slides.col_route", LANG)], r[say("slides.col_number", LANG)]) for r in rows),
    }


@pytest.fixture(scope="module")
def geodata_numbers(report, files, tmp_path_factory) -> dict[str, dict[str, int]]:
    """File or table of geodata → the number of each project by name."""
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "a.shp.zip").write_bytes(files["shp.zip"])
    with zipfile.ZipFile(io.BytesIO(files["qgis.zip"])) as project:
        project.extract("du-lieu.gpkg", folder)
        with zipfile.ZipFile(io.BytesIO(project.read("ban-do.qgz"))) as inner:
            layout = ET.fromstring(next(inner.read(n) for n in inner.namelist() if n.endswith(".qgs")))
    listed = next(i for i in layout.iter("LayoutItem") if i.get("id") == "numbers").get("labelText").split("\n")[1:]
    told = {"layout": numbered(line.split("  ", 1)[::-1] for line in listed)}
    for name, column in (("projects", "name"), ("routes", "project")):
        for kind, path in (("gpkg", folder / "du-lieu.gpkg"), ("shp", f"/vsizip/{folder}/a.shp.zip/{name}.shp")):
            frame = gpd.read_file(path, layer=name)
            told[f"{kind} {name}"] = numbered(zip(frame[column], frame["number"], strict=True))
    told["kmz"] = numbered((row["name"], row["number"]) for row in kml_rows(files["kmz"]))
    drawing = ezdxf.read(io.StringIO(geodata(report, kind="dxf", crs=9210).decode("utf-8")))
    texts = (re.fullmatch(r"\((\d+)\) (.+)", e.dxf.text) for e in drawing.modelspace().query("TEXT"))
    return told | {"dxf": numbered((found[2], found[1]) for found in texts if found)}


def test_a_project_bears_one_number_in_every_file(report, files, office_numbers, geodata_numbers, printed_lines):
    """Its place in the data, whatever else a file lists: those of this pack are numbered with gaps."""
    place = {p["name_vi"]: n for n, p in enumerate(json.loads(PROJECTS.read_bytes())["projects"], start=1)}
    wanted = {p.name_vi: place[p.name_vi] for p in report.projects}
    assert sorted(wanted.values()) != list(range(1, len(wanted) + 1))
    page = html.unescape(files["html"].decode("utf-8"))
    table = next(t for t in Tables(page).tables if t and t[0][0] == say("page.route", LANG))
    on_page = {"page": numbered(row[0].split(". ", 1)[::-1] for row in table[1:])}
    told = office_numbers | geodata_numbers | on_page
    assert told == dict.fromkeys(told, wanted)
    for name, number_ in wanted.items():
        begins = " ".join([str(number_), *name.split()[:3]])
        assert begins in printed_lines, begins
        assert say("webmap.project_number", LANG, number=number_) in page
    label = route_label(report.projects[-1], wanted[report.projects[-1].name_vi], LANG)
    assert label.startswith(f"{max(wanted.values())} · ")


def test_the_app_the_map_and_the_command_line_tell_the_same_of_every_project(report, files, book):
    told = of_workbook(book)
    rows = {row["name_vi"]: row for row in project_rows(report.world)}
    page = html.unescape(files["html"].decode("utf-8"))
    openings = {r[say("slides.col_route", LANG)]: r for r in cells_of(book, "routes", say("workbook.id", LANG))}
    for project in report.projects:
        name = project.name_vi
        one, row = told[name], rows[name]
        facts = html.unescape(project_facts.facts(project, lang=LANG).html)
        assert openings[name][say("workbook.opening", LANG)] in facts
        assert openings[name][say("workbook.status_now", LANG)] in facts
        assert (row["cost_price_years"].replace(";", ", "), bool(row["cost_unverified"])) == (one.years, one.doubt)
        length = number(re.search(rf"Chiều dài \w+ \w+: ({FIGURE}) km", lengths_line(project, LANG))[1])
        assert length == one.length_km  # the published one stands first
        in_list = re.search(
            rf"· ({FIGURE})\skm \((?:đo trên bản đồ|bản đồ ({FIGURE})\skm)\)$", route_label(project, 1, LANG)
        )
        assert (number(in_list[1]), number(in_list[2] or in_list[1])) == (one.length_km, one.measured_km)
        if row["published_length_km"] is not None:
            assert row["published_length_km"] == one.length_km
        foot = html.unescape(project_foot(project, 1, LANG))
        line = re.search(r"Chi phí cả dự án: (.*?)</p>", foot)[1]
        assert line in page  # the pop-up of the offline map
        assert cost_of(line) == (one.cost, one.years, one.doubt)
        if one.cost is None:
            assert row["cost_low_bn_vnd"] is None
            continue
        assert as_told(row["cost_low_bn_vnd"], row["cost_high_bn_vnd"]) == one.cost
        assert row["cost_scope_vi"] == one.scope
        assert one.scope in line
        in_short = re.search(r"Chi phí của dự án: (.*?)</p>", facts)[1]
        assert cost_of(in_short) == (one.cost, one.years, one.doubt)


def test_the_scenario_file_holds_the_projects_of_the_workbook(report, files, book):
    held = json.loads(files[SCENARIO_FILE])
    ids = {row[say("workbook.id", LANG)] for row in cells_of(book, "routes", say("workbook.id", LANG))}
    assert ids == {p.id for p in report.projects}
    assert all(f'"{i}"' in json.dumps(held, ensure_ascii=False) for i in ids)
    about = dict(book[say("workbook.sheet_about", LANG)].iter_rows(max_col=2, values_only=True))
    assert about[say("workbook.about_scenario_digest", LANG)] == report.digest


def four_of_table(rows: list[list[str]]) -> dict[str, tuple[float, float, float]]:
    """The four figures of a table whose rows are name, before, after, change."""
    names = {say(f"compare.figure_{k}", LANG): k for k in FOUR}
    return {names[r[0]]: tuple(number(c) for c in r[1:4]) for r in rows if r[0] in names}


def four_on_sheet(text: str) -> dict[str, tuple[float, float, float]]:
    told = {}
    for key in FOUR:
        label = squeezed(say(f"compare.figure_{key}", LANG))
        start = text.index(label) + len(label)
        decimals = 2 if key == "detour" else 1
        one = rf"\d+,\d{{{decimals}}}"
        found = re.match(rf"({one})→?({one})([−+]?{one})", text[start:])
        told[key] = tuple(number(found[n]) for n in (1, 2, 3))
    return told


def metrics_in_workbook(book, report) -> dict[str, tuple[float, float, float | None]]:
    """Each metric by title: before, after, change as the sheet shows them."""
    title = report.request.variant.title(LANG)
    told = {}
    for row in cells_of(book, "metrics", say("slides.col_metric", LANG)):
        first = row[report.table.variants[0].title(LANG)]
        told[row[say("slides.col_metric", LANG)]] = (
            first,
            row[title],
            row[say("workbook.change_of", LANG, name=title)],
        )
    return told


def metrics_on_slides(tables, report) -> dict[str, tuple[float, float, float]]:
    """Metrics of the tables that set all scenarios side by side: before, after, the change in brackets."""
    told = {}
    for head, *rows in tables:
        if head[0] != say("slides.col_metric", LANG) or len(head) != 3:
            continue
        for row in rows:
            found = re.match(rf"({FIGURE})(?: \(({FIGURE}))?", row[2])
            if found and re.match(FIGURE, row[1]):
                told[row[0]] = (
                    number(re.match(FIGURE, row[1])[0]),
                    number(found[1]),
                    number(found[2]) if found[2] else 0.0,
                )
    return told


def test_the_key_figures_of_the_main_pair_are_the_same_everywhere(report, files, book, slide_tables, printed):
    page = next(t for t in Tables(files["html"].decode("utf-8")).tables if len(t) == 5 and len(t[1]) == 4)
    told = four_of_table(page)
    assert list(told) == list(FOUR)
    for before, after, change in told.values():
        assert after - before == pytest.approx(change), "what stands there adds up"
    assert four_on_sheet(printed) == told
    shown = pair.figures_table(report.pair.before, report.pair.after, lang=LANG, caption="")
    assert four_of_table(Tables(shown.html).tables[0]) == told
    capitals = {m.key.removeprefix("capitals_"): m for m in report.table.metrics if m.group == "capitals"}
    keys = {"shortest_km": "shortest", "fastest_min": "time", "fastest_length_km": "fastest_length", "detour": "detour"}
    in_book = metrics_in_workbook(book, report)
    for name, metric in capitals.items():
        before, after, change = in_book[metric.title(LANG, report.world)]
        assert (round(before, metric.decimals), round(after, metric.decimals)) == told[keys[name]][:2]
        assert change == pytest.approx(told[keys[name]][2])
    on_slides = [v for k, v in metrics_on_slides(slide_tables, report).items()]
    for figures in told.values():
        assert any(figures == pytest.approx(v) for v in on_slides), figures


def test_people_in_reach_are_the_same_everywhere(report, book, slide_tables):
    in_book = metrics_in_workbook(book, report)
    on_slides = metrics_on_slides(slide_tables, report)
    page = {
        row[0]: row[1:]
        for row in Tables(overview.as_html(report.table, "people", report.table.variants, LANG).html).tables[0]
        if len(row) > 2
    }
    lines = compare_text(
        report.world, report.request.scenario_set, ranges=True, form=Format.TABLE, lang=LANG
    ).splitlines()
    people = [m for m in report.table.metrics if m.limit_min]
    assert len(people) == 4
    for metric in people:
        title = metric.title(LANG, report.world)
        before, after, change = in_book[title]
        assert change == after - before
        name = f"{title} ({metric.unit_text(LANG)})"
        assert on_slides[name] == (before, after, change)
        cells = next(v for k, v in page.items() if k.startswith(title))
        assert [number(c.partition("\n")[0]) for c in cells] == [before, after]
        shown = cells[1].split("\n")
        assert (number(shown[1]) if len(shown) > 1 else 0.0) == change
        line = next(x for x in lines if x.startswith(title))
        figures = [number(x) for x in re.findall(FIGURE, line.removeprefix(title))]
        assert figures[:3] == [before, after, change]


def test_costs_of_the_whole_scenario_are_the_sum_of_its_projects(report, book, slide_tables):
    told = of_workbook(book)
    row = next(r for t in slide_tables for r in t if r[0].startswith(say("metrics.cost", LANG)))
    total = cost_of(row[2])[0]
    priced = [t.cost for t in told.values() if t.cost]
    last_place = 100  # of the total, and of a part of its size
    assert (sum(c[0] for c in priced), sum(c[1] for c in priced)) == pytest.approx(total, abs=last_place)
    again = metric_table(report.world, report.request.scenario_set).cost(report.request.variant.key)
    assert as_told(again.low_bn, again.high_bn) == total


@pytest.mark.usefixtures("files")
def test_the_progress_of_a_pack_counts_what_it_tells(report, files, told_steps):
    form = REPORT_FORMATS["pack"]
    assert told_steps.index(ENDED) == form.steps + form.steps_a_language * len(report.request.langs)
