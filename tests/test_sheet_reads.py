"""What a leader holds reads at arm's length: letters, the map's share, frames and scales, measured in the finished PDF."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace

import numpy as np
import pypdf
import pytest
import shapely
from printed import ALL as ALL_DRAWN, VIEW, WORLD, frame, overleaf, request, shipped, texts
from test_sheet_sets import FASTER
from tiers import sample

from briefing import PrintRequest, draw, render
from briefing.content.bounds import province_bounds, route_bounds
from briefing.map.atlas import render_set, route_sheets, tile_sheets
from briefing.map.extent import no_wider
from briefing.map.legend import key_figures
from briefing.map.sheet import PAPERS, Box, letters_on
from layers.projects import project_numbers
from layers.study_area import study
from layers.symbology import legend_rows, style
from words import Lang, say
from words.errors import InputError

SOURCE = shipped()
ALL = frozenset(p.id for p in SOURCE.projects())
BOTH = PrintRequest(bounds=province_bounds(SOURCE), project_ids=ALL)


@dataclass(frozen=True)
class Run:
    """A piece of text of a page, its size in points and where it begins."""

    text: str
    size: float
    x_mm: float
    y_mm: float


def runs(page: pypdf.PageObject) -> list[Run]:
    """What another reader finds on a page."""
    found: list[Run] = []

    def note(text: str, ctm: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            whole = np.array(matrix).reshape(3, 2) @ np.array(ctm[:4]).reshape(2, 2) + [(0, 0), (0, 0), ctm[4:]]
            x_mm, y_mm = whole[2] * 25.4 / 72
            found.append(Run(text, size * math.sqrt(abs(np.linalg.det(whole[:2]))), x_mm, y_mm))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize(
    ("paper", "orientation", "lang"),
    [
        *sample(("A4",), ("landscape", "portrait"), Lang),
        *sample([(p, "landscape", Lang.VI) for p in PAPERS if p != "A4"]),
    ],
)
def test_no_letter_is_smaller_than_six_points_times_the_paper(paper: str, orientation: str, lang: Lang) -> None:
    """A wall sheet of A0 is read from 1.5 m: its least capitals stand 5 mm high, a three hundredth of that."""
    asked = request(
        paper=paper,
        orientation=orientation,
        lang=lang,
        figures=key_figures(FASTER, origin="A", destination="B", lang=lang),
    )
    pages = pypdf.PdfReader(io.BytesIO(render(asked, source=WORLD))).pages
    assert len(pages) > 1
    for page in pages:
        sizes = [run.size for run in runs(page)]
        assert len(sizes) > 20
        assert min(sizes) >= 6.0 * letters_on(paper) - 0.01
    assert letters_on("A0") * 6 * 0.729 * 25.4 / 72 >= 5.0
    grown = [letters_on(p) for p in ("A4", "A3", "A2", "A1", "A0")]
    assert grown == sorted(grown)


@pytest.mark.parametrize("paper", ["A4", "A0"])
def test_figures_and_legend_have_seven_points(paper: str) -> None:
    figures = key_figures(FASTER, origin="Tây Ninh", destination="Đồng Xoài", lang=Lang.VI)
    asked = request(paper=paper, figures=figures)
    panel = draw(asked, source=WORLD).sheet.panel
    page = pypdf.PdfReader(io.BytesIO(render(asked, source=WORLD))).pages[0]
    told = [run for run in runs(page) if panel.x <= run.x_mm <= panel.right and panel.y <= run.y_mm <= panel.top]
    assert len(told) > 30
    assert min(run.size for run in told) >= 7.0 * letters_on(paper) - 0.01


def share(box: Box, sheet: Box) -> float:
    return box.area / sheet.area


@pytest.mark.parametrize(("orientation", "lang"), sample(("landscape", "portrait"), Lang))
def test_the_map_has_68_hundredths_of_an_a4_sheet(orientation: str, lang: Lang) -> None:
    """By the frame that is drawn: the largest rectangle of the page below the whole of it."""
    sheet = draw(replace(BOTH, orientation=orientation, lang=lang, format="png"), source=SOURCE).sheet
    assert share(sheet.map, sheet.paper) >= 0.68
    assert sheet.paper.inset(4.9).holds(sheet.map)


@pytest.mark.parametrize(("paper", "orientation"), sample(PAPERS, ("landscape", "portrait")))
def test_each_map_of_a_pair_has_35_hundredths_of_the_sheet(paper: str, orientation: str) -> None:
    """Less only where the land ends before: then the frame is as wide or as high as there is land at its scale."""
    drawn = draw(request(pair=True, paper=paper, orientation=orientation, format="png", dpi=150), source=WORLD)
    sheet = drawn.sheet
    assert len(sheet.maps) == 2
    land = no_wider(drawn.request.bounds, box=sheet.paper, scale=drawn.extent.scale)
    for box in sheet.maps:
        ends = box.width == pytest.approx(land.width) or box.height == pytest.approx(land.height)
        assert share(box, sheet.paper) >= 0.35 or ends


@pytest.mark.parametrize(
    ("paper", "scale"), sample(["A4", "A1", "16:9"], [10_000, 75_000, 125_000, 400_000, 2_000_000], every=3)
)
def test_the_scale_bar_is_at_least_30_mm_long(paper: str, scale: int) -> None:
    sheet = draw(request(paper=paper, bounds=(106.5, 11.4, 106.51, 11.41), scale=scale, format="png", dpi=150), source=WORLD)  # fmt: skip
    panel = [w.text for w in sheet.canvas.written if w.where == "panel"]
    km = next(float(text[:-3].replace(".", "").replace(",", ".")) for text in panel if text.endswith(" km"))
    assert 30.0 * letters_on(paper) <= km * 1e6 / scale <= sheet.sheet.panel.width


# What has no room goes on


def test_the_next_page_tells_routes_facts_legend_and_sources() -> None:
    sheet = draw(request(), source=WORLD)
    more = overleaf(sheet)
    for text in (
        "72,75 km (bản đồ 20,0 km) · đã thông xe 10,0 km; quy hoạch 10,0 km",
        "Đường Hồ Chí Minh",
        "Cửa khẩu quốc tế",
        "EPSG:6960",
        "Trang 2/2",
    ):
        assert text in more
    assert "72,75 km" not in texts(sheet)
    for kind in ("png", "svg"):
        assert draw(request(format=kind, dpi=150), source=WORLD).annex == ()


def test_a_long_legend_is_shortened_and_says_where_the_rest_stands() -> None:
    told = {kind: texts(draw(replace(BOTH, format=kind), source=SOURCE), "panel") for kind in ("pdf", "png")}
    assert say("briefing.more_overleaf", Lang.VI) in told["pdf"]
    assert say("briefing.more_in_pdf", Lang.VI) in told["png"]
    assert "Hướng tuyến minh họa" in told["pdf"]  # what the lines mean stays on the sheet


def test_nothing_of_the_pages_after_the_sheet_overlaps_or_runs_off() -> None:
    for page in draw(replace(BOTH, route_facts=True), source=SOURCE).annex:
        boxes = [shapely.box(*w.box.inset(0.15).bounds) for w in page.written if w.where != "badge"]
        tree = shapely.STRtree(boxes)
        assert [(a, b) for a, b in tree.query(boxes, predicate="intersects").T if a < b] == []
        paper = Box(0, 0, page.width, page.height).inset(4.9)
        assert all(paper.holds(w.box, slack=0.2) for w in page.written)


@pytest.mark.parametrize(
    ("paper", "orientation", "count", "lang"),
    sample(["A4", "A3", "A0"], ["landscape", "portrait"], [1, 6, 22], Lang, every=5),
)
def test_the_page_after_the_sheet_is_used(paper: str, orientation: str, count: int, lang: Lang) -> None:
    """Letters grow until the text takes the page: no half of it stays white, whether there is one route or all."""
    chosen = frozenset([p.id for p in SOURCE.projects()][:count])
    asked = replace(BOTH, paper=paper, orientation=orientation, project_ids=chosen, lang=lang, route_facts=True)
    pages = draw(asked, source=SOURCE).annex
    assert len(pages) == 1
    told = [w.box for w in pages[0].written if w.where == "panel"]
    assert 1 - min(box.y for box in told) / pages[0].height > 0.7
    assert max(box.right for box in told) / pages[0].width > 0.9
    assert pages[0].pen >= letters_on(paper) * (1.05 if count == 22 else 1.25)


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_no_number_of_a_road_lies_on_that_of_another(orientation: str) -> None:
    """19 lay on 16 where two roads end at the lower frame: the short one takes its place first."""
    way = ((106.10, 11.31), (106.4, 11.1), (106.89, 11.53))
    asked = replace(BOTH, pair=True, orientation=orientation, path_before=way, path_after=way)
    numbers = [one for one in draw(asked, source=SOURCE).placed if one.label.kind == "badge"]
    assert {one.label.text for one in numbers} >= {"1", "2", "16", "19"}
    boxes = [shapely.box(*np.array(one.spot.footprint[0])).buffer(-0.05) for one in numbers]
    tree = shapely.STRtree(boxes)
    met = [
        (numbers[a].label.text, numbers[b].label.text) for a, b in tree.query(boxes, predicate="intersects").T if a < b
    ]
    assert met == []


# The right place


def test_a_sheet_says_which_routes_its_frame_cuts_and_which_it_leaves_out() -> None:
    def foot(sheet) -> str:
        return texts(sheet, "foot")

    assert say("briefing.routes_out", Lang.VI, routes="4") in foot(draw(request(), source=WORLD))
    cut = draw(request(bounds=(106.3, 11.1, 106.6, 11.3), project_ids=ALL_DRAWN - {"far-road"}), source=WORLD)
    assert say("briefing.routes_cut", Lang.VI, routes="1, 2") in foot(cut)
    whole = request(project_ids=ALL_DRAWN - {"far-road"})
    assert "ngoài khung" not in foot(draw(whole, source=WORLD))


def test_routes_to_the_airport_are_framed_with_it() -> None:
    places = SOURCE.layer("places").set_index("id").geometry
    airport = places[study().airport]
    for route in ("dt753-ma-da", "ql22c", "dong-phu-binh-duong"):
        west, south, east, north = route_bounds(SOURCE, [route])
        assert west < airport.x < east, route
        assert south < airport.y < north, route
    assert route_bounds(SOURCE, ["dt794"])[1] > airport.y


def test_the_sheet_of_one_road_is_framed_by_it_and_not_by_its_way_to_the_airport() -> None:
    asked = request(project_ids=frozenset({"ql22c", "dong-phu-binh-duong"}))
    for sheet in route_sheets(asked, source=SOURCE):
        (route,) = sheet.project_ids
        lines = [s.geometry for p in SOURCE.projects() if p.id == route for s in p.sections]
        west, south, east, north = shapely.total_bounds(lines)
        assert (east - west) > 0.8 * (sheet.bounds[2] - sheet.bounds[0]), route
        assert (north - south) > 0.8 * (sheet.bounds[3] - sheet.bounds[1]), route


@pytest.mark.parametrize("scale", [9_999, 2_000_001])
def test_a_scale_outside_the_limits_is_refused_with_them(scale: int) -> None:
    with pytest.raises(InputError) as told:
        draw(request(scale=scale), source=WORLD)
    assert "1:10.000" in told.value.text(Lang.VI)
    assert "1:2,000,000" in told.value.text(Lang.EN)


def test_a_scale_at_which_the_view_does_not_fit_is_refused_with_one_that_does() -> None:
    fitting = draw(request(), source=WORLD).extent.scale
    with pytest.raises(InputError) as told:
        draw(request(scale=500_000), source=WORLD)
    assert f"1:{fitting:,}" in told.value.text(Lang.EN)
    assert draw(request(scale=fitting), source=WORLD).extent.scale == fitting


def test_tiles_cover_the_view_at_the_scale_and_overlap() -> None:
    sheets = tile_sheets(request(scale=250_000), source=WORLD)
    assert [s.page for s in sheets] == [(n, len(sheets)) for n in range(1, len(sheets) + 1)]
    frames = []
    for sheet in sheets:
        drawn = draw(sheet, source=WORLD)
        assert drawn.extent.scale == 250_000
        frames.append(shapely.Polygon(drawn.extent.outline()))
    west, south, east, north = VIEW
    assert shapely.covers(shapely.union_all(frames), shapely.box(west, south, east, north))
    assert shapely.area(frames).sum() > 1.03 * shapely.union_all(frames).area
    pages = pypdf.PdfReader(io.BytesIO(render_set(sheets, source=WORLD))).pages
    assert len(pages) == len(sheets) + 1
    with pytest.raises(InputError, match="several sheets"):
        tile_sheets(request(), source=WORLD)
    with pytest.raises(InputError, match="more than"):
        tile_sheets(request(scale=10_000), source=WORLD)


# Cartography


def test_a_project_has_one_number_on_all_sheets() -> None:
    numbers = project_numbers(WORLD.projects())
    for ids in (ALL_DRAWN, {"ring-road"}, {"ql14c", "hcm-road"}):
        sheet = draw(request(project_ids=frozenset(ids)), source=WORLD)
        assert {p.project.id: p.number for p in sheet.shown.projects} == {i: numbers[i] for i in ids if i != "far-road"}
        on_map = {one.label.text for one in sheet.placed if one.label.kind == "badge"}
        assert on_map == {str(p.number) for p in sheet.shown.projects}


def test_lakes_are_named_where_they_can_be_seen_and_specks_are_not_drawn() -> None:
    pond = {"kind": "lake", "name": None, "rank": 5, "area_km2": 0.01}
    speck, lake = shapely.box(106.7, 11.2, 106.701, 11.201), shapely.box(106.3, 11.3, 106.4, 11.5)
    named = frame([pond, {**pond, "name": "Hồ Dầu Tiếng"}, {**pond, "name": "Hồ Con"}], [speck, lake, shapely.box(106.75, 11.2, 106.755, 11.205)])  # fmt: skip
    labels = frame([{"name": n, "name_en": n, "kind": "lake", "rank": 1} for n in ("Hồ Dầu Tiếng", "Hồ Con")], [shapely.Point(106.35, 11.4), shapely.Point(106.752, 11.202)])  # fmt: skip
    own = {"water": named, "labels": labels}
    source = replace(WORLD, layer=lambda name: own.get(name, WORLD.layer(name)))
    said = texts(draw(request(project_ids=frozenset()), source=source), "map")
    assert "Hồ Dầu Tiếng" in said
    assert "Hồ Con" not in said
    only = replace(source, layer=lambda name: named[:1] if name == "water" else own.get(name, WORLD.layer(name)))
    assert "water" not in draw(request(), source=only).shown.layers
    near = draw(request(bounds=(106.69, 11.19, 106.71, 11.21)), source=only)
    assert "water" in near.shown.layers


def test_numbers_of_roads_keep_apart_and_stand_on_roads_that_are_seen() -> None:
    sheet = draw(BOTH, source=SOURCE)
    at = np.array([(one.spot.x, one.spot.y) for one in sheet.placed if one.label.kind.startswith("shield")])
    assert 20 < len(at) < 80
    apart = np.hypot(*(at[:, None] - at).transpose(2, 0, 1)) + np.eye(len(at)) * 99
    assert apart.min() >= 13.0


def test_the_sign_of_what_has_opened_is_not_that_of_what_was_there() -> None:
    existing, opened = (style.project_line("expressways", status) for status in ("existing", "open"))
    assert opened.width_mm >= 2 * existing.width_mm
    legend = {row.text: row.sign for row in legend_rows(Lang.VI, layers=(), statuses=("existing", "open"))}
    assert len(legend) == len({(sign.width_mm, sign.dash) for sign in legend.values()}) == 2
