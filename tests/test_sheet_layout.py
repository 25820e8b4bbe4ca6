"""Nothing overlaps and nothing runs off, whatever is typed and however large the paper is."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image
from printed import WORLD, request, shipped, texts
from tiers import LONG, sample

from briefing import PrintRequest, draw, render
from briefing.content import lettering
from briefing.content.bounds import area_bounds, holding, province_bounds, route_bounds
from briefing.content.data_source import DataSource
from briefing.map.base_map import Scene
from briefing.map.composition import plan
from briefing.map.extent import cut_off, fit
from briefing.map.legend import KeyFigures
from briefing.map.picture import map_picture
from briefing.map.sheet import PAPERS
from layers.catalogue import Edition, provinces_layer
from layers.study_area import study
from layers.symbology.labels import Label, Spot, paper, place
from words import Lang, say

GATE = (106.1, 11.8)
GOLDEN = Path(__file__).parent / "golden" / "sheet.png"


@pytest.fixture(scope="module")
def drawing():
    return draw(request(), source=WORLD)


def boxes_of(drawing) -> list[shapely.Geometry]:
    return [shapely.union_all([shapely.box(*b) for b in one.spot.footprint]) for one in drawing.placed]


def test_labels_do_not_overlap_nor_leave_the_frame(drawing) -> None:
    shapes = boxes_of(drawing)
    assert len(shapes) > 40
    tree = shapely.STRtree(shapes)
    pairs = [(a, b) for a, b in tree.query(shapes, predicate="intersects").T if a < b]
    assert pairs == []
    b = drawing.sheet.map
    window = shapely.box(b.x, b.y, b.right, b.top)
    assert all(window.contains(s) for s in shapes)


def test_every_capital_is_named(drawing) -> None:
    named = {one.label.text for one in drawing.placed}
    assert {"Tây Ninh", "Đồng Xoài", "Xa Mát"} <= named


@pytest.mark.parametrize(("below_frame_mm", "classes"), [(0.5, set()), (3.0, {"international"})])
def test_a_sign_on_the_frame_is_left_out_and_not_explained(below_frame_mm: float, classes: set[str]) -> None:
    """The map is moved until the gate of 3.6 mm lies so far below the upper side of the frame."""
    view = {"bounds": (106.1, 11.4, 106.2, 11.5), "scale": 500_000}
    extent = draw(request(**view), source=WORLD).extent
    (x, _), _ = extent.to_paper(np.array([GATE, GATE]))
    height = extent.to_ground(np.array([[x, extent.box.top - below_frame_mm]]))[0, 1]
    view["bounds"] = (106.1, 11.4 + GATE[1] - height, 106.2, 11.5 + GATE[1] - height)
    assert draw(request(**view), source=WORLD).shown.gate_classes == classes


TITLES = {
    "long": "Bản đồ hiện trạng và quy hoạch kết nối giao thông liên tỉnh " * 5,
    "one word": "Ả" * 300,
    "blank": "   \n ",
    "lines": "Dòng một\nDòng hai\tcột",
    "decomposed": "Ta\u0302y Ninh",
    "foreign": "Map 地図 🚧 \u202eabc",
}


@pytest.mark.parametrize(("kind", "orientation"), sample(TITLES, ["landscape", "portrait"]))
def test_any_title_stays_in_its_block(kind: str, orientation: str) -> None:
    sheet = draw(
        request(
            title=TITLES[kind][:300], subtitle=TITLES[kind][:300], organisation=TITLES["long"], orientation=orientation
        ),
        source=WORLD,
    )
    for w in sheet.canvas.written:
        if w.where == "title":
            assert sheet.sheet.title.holds(w.box, slack=0.2), w
        assert sheet.sheet.paper.inset(3).holds(w.box, slack=0.2) or w.where in {"grid", "map"}, w
    assert "Tây Ninh" in texts(sheet)


def test_decomposed_letters_are_composed() -> None:
    sheet = draw(request(title=TITLES["decomposed"]), source=WORLD)
    assert texts(sheet, "title").startswith("Tây Ninh")


def test_a_word_without_end_is_read_letter_by_letter_not_by_all_its_beginnings(monkeypatch) -> None:
    """A title of ten thousand letters took seventeen seconds."""
    looked_at, advance = [], lettering._advance
    monkeypatch.setattr(lettering, "_advance", lambda *one: (looked_at.append(one), advance(*one))[1])
    lines = lettering.break_lines("x" * 2_000, letters=lettering.Letters(10.0), width=100.0)
    assert "".join(lines) == "x" * 2_000
    assert len(looked_at) < 3 * 2_000
    assert lettering.break_lines("WW", letters=lettering.Letters(10.0), width=0.1) == ["W", "W"]
    begun = lettering.shorten("x y" * 2_000, letters=lettering.Letters(10.0), width=100.0)
    assert 95.0 < lettering.Letters(10.0).width(begun) <= 100.0
    assert len(looked_at) < 9 * 2_000


@pytest.mark.parametrize(("paper", "orientation"), sample(("A4", "A3", "A1", "16:9"), ("landscape", "portrait")))
def test_legend_stays_in_the_panel(paper: str, orientation: str) -> None:
    sheet = draw(request(paper=paper, orientation=orientation), source=WORLD)
    outside = [w for w in sheet.canvas.written if w.where == "panel" and not sheet.sheet.panel.holds(w.box, slack=0.4)]
    assert outside == []


def test_greedy_placing_takes_the_free_spot() -> None:
    """Two labels want the same box; the less important one moves to its second."""
    here, there = Spot(0, 0, ((0, 0, 4, 2),)), Spot(10, 0, ((0, 0, 4, 2),), cost=0.5)
    labels = [Label("B", "town", 2, (here, there)), Label("A", "town", 1, (here,)), Label("C", "town", 3, (here,))]
    placed = place(labels, metric=paper(), frame=(0, 0, 20, 20))
    assert [(p.label.text, p.spot.x) for p in placed] == [("A", 0), ("B", 10)]


# The shipped data


@pytest.mark.parametrize("frame", ["both", pytest.param("both in 2025", marks=LONG)])
def test_names_of_the_shipped_data_do_not_overlap(frame: str) -> None:
    source, sheet = SOURCE, framed(frame)
    shapes = boxes_of(sheet)
    tree = shapely.STRtree(shapes)
    assert [(a, b) for a, b in tree.query(shapes, predicate="intersects").T if a < b] == []
    named = {one.label.text for one in sheet.placed}
    places = source.layer("places")
    capitals = places[places["district_capital_of"].notna()]
    assert len(capitals) == 20
    assert set(capitals["name_vi"]) - named == set()


def _frames(source: DataSource) -> dict[str, PrintRequest]:
    """The frames a sheet of the shipped data is asked for: both provinces, each of them, one route, a district."""
    projects = frozenset(p.id for p in source.projects())
    district = source.layer("districts_2022").set_index("name").loc[["Hớn Quản"]]
    return {
        "both": PrintRequest(bounds=province_bounds(source), project_ids=projects),
        "both of 2025": PrintRequest(
            bounds=province_bounds(source, edition=Edition.Y2025), edition=Edition.Y2025, project_ids=projects
        ),
        "first in English": PrintRequest(
            bounds=province_bounds(source, codes=["72"]), project_ids=projects, lang=Lang.EN
        ),
        "second, portrait": PrintRequest(
            bounds=province_bounds(source, codes=["70"]), project_ids=projects, orientation="portrait"
        ),
        "route": PrintRequest(bounds=route_bounds(source, ["ring-road-4"]), project_ids=projects),
        "district": PrintRequest(bounds=area_bounds(district), project_ids=projects),
        "both in 2025": PrintRequest(bounds=province_bounds(source), edition=Edition.Y2025, project_ids=projects),
        "all the data": PrintRequest(bounds=study().extent, project_ids=projects),
    }


SOURCE = shipped()
FRAMES = _frames(SOURCE)


@cache
def framed(frame: str):
    """A sheet of the shipped data, drawn once."""
    return draw(FRAMES[frame], source=SOURCE)


@pytest.mark.parametrize("frame", sample(FRAMES))
def test_the_name_of_a_province_lies_inside_it_and_inside_the_data(frame: str) -> None:
    sheet, found = framed(frame), 0
    edition, column = sheet.request.edition, "name" if sheet.request.lang is Lang.VI else "name_en"
    provinces = shipped().layer(provinces_layer(edition))
    scene = Scene(sheet.extents[0], shipped().frame)
    areas = dict(zip(provinces[column].str.upper(), provinces.geometry, strict=True))
    for one in sheet.placed:
        if one.label.kind != "province":
            continue
        found += 1
        inside = shapely.transform(areas[one.label.text.replace("\n", " ")], sheet.extents[0].to_paper)
        box = shapely.box(*one.spot.footprint[0])
        held = shapely.intersection(box, shapely.intersection(inside, scene.covered)).area / box.area
        assert held >= 0.9, (one.label.text, held)
    assert found


@pytest.mark.parametrize("frame", sample(FRAMES))
def test_every_number_of_the_legend_stands_on_the_map(frame: str) -> None:
    sheet = framed(frame)
    assert sheet.shown.projects
    on_map = {one.label.text for one in sheet.placed if one.label.kind == "badge"}
    assert on_map == {str(drawn.number) for drawn in sheet.shown.projects}


def test_a_needed_label_is_placed_where_it_covers_least_and_others_are_left_out() -> None:
    def spot(x: float) -> Spot:
        return Spot(x, 0, ((0, 0, 4, 4),))

    first = [Label("A", "town", 1, (spot(0),)), Label("B", "town", 1, (spot(6),))]
    frame = (0, 0, 20, 20)
    left_out = place([*first, Label("C", "town", 2, (spot(1), spot(3)))], metric=paper(), frame=frame)
    assert [p.label.text for p in left_out] == ["A", "B"]
    placed = place([*first, Label("C", "town", 2, (spot(1), spot(3)), needed=True)], metric=paper(), frame=frame)
    assert [(p.label.text, p.spot.x) for p in placed] == [("C", 3)]  # covers 1 and 1, not 3 of 4; what it covers goes
    far = Label("D", "town", 1, (spot(12),))
    placed = place([*first, far, Label("C", "town", 2, (spot(1), spot(3)), needed=True)], metric=paper(), frame=frame)
    assert [p.label.text for p in placed] == ["D", "C"]


def test_a_compared_way_lies_whole_in_a_named_frame_and_a_frame_of_ones_own_says_what_it_cuts() -> None:
    way = ((106.4, 11.4), (107.3, 12.4))
    grown = holding((106.0, 11.0, 107.0, 12.0), (), way)
    assert grown[:2] == (106.0, 11.0)
    assert grown[2] > 107.3
    assert grown[3] > 12.4
    assert holding((106.0, 11.0, 107.0, 12.0), (), ()) == (106.0, 11.0, 107.0, 12.0)
    said = {}
    for name, bounds in (("whole", grown), ("cut", (106.0, 11.0, 106.6, 11.6))):
        sheet = draw(request(bounds=bounds, path_after=way, lang=Lang.VI), source=WORLD)
        assert cut_off(sheet.extent, way) == (name == "cut")
        said[name] = say("briefing.way_cut", Lang.VI)[:30] in " ".join(
            one.text for one in sheet.canvas.written if one.where == "foot"
        )
    assert said == {"whole": False, "cut": True}


def test_the_sheet_looks_as_it_did() -> None:
    """A sheet at a third of its size against the picture kept; delete the picture to have a new one taken."""
    large = Image.open(io.BytesIO(render(request(format="png", dpi=150, route_facts=True), source=WORLD)))
    small = large.resize((large.width // 3, large.height // 3), Image.Resampling.BOX)
    if not GOLDEN.exists():
        small.save(GOLDEN, optimize=True)
        pytest.fail(f"a new picture was taken: look at {GOLDEN.name} and keep it")
    kept = np.asarray(Image.open(GOLDEN).convert("RGB")).astype(float)
    apart = np.abs(np.asarray(small).astype(float) - kept).max(axis=2)
    assert apart.mean() < 1.0
    assert (apart > 60).mean() < 0.002


def test_two_small_maps_name_both_provinces_and_lie_within_the_data() -> None:
    """At 1 to 1,500,000 the towns leave a province's name no room unless they make some."""
    source = shipped()
    ids = frozenset(p.id for p in source.projects())
    sheet = draw(PrintRequest(bounds=province_bounds(source), project_ids=ids, pair=True, format="png"), source=source)
    assert len(sheet.extents) == 2
    names = [one.label.text.replace("\n", " ") for one in sheet.placed if one.label.kind == "province"]
    assert (names.count("TÂY NINH"), names.count("BÌNH PHƯỚC")) == (2, 2)
    scenes = [Scene(extent, source.frame) for extent in sheet.extents]
    assert all(shapely.covers(scene.covered, scene.window) for scene in scenes)


@pytest.mark.parametrize(("lang", "paper"), [(Lang.VI, "A4"), (Lang.EN, "A4"), (Lang.EN, "16:9"), (Lang.VI, "A1")])
def test_figures_and_legend_below_two_maps_stand_clear_of_each_other(lang: Lang, paper: str) -> None:
    """The last row of the figures ran on in the next column, wider than it, into the legend of the third."""
    source = shipped()
    ids = frozenset(p.id for p in source.projects())
    numbers = ("106,4", "128,4", "−22,3")
    told = ("shortest", "time", "fastest_length", "detour")
    rows = tuple((say(f"compare.figure_{key}", lang), *numbers) for key in told)
    west, south, east, north = route_bounds(source, ids)
    bounds = holding(province_bounds(source), [(west, south), (east, north)])
    base = PrintRequest(bounds=bounds, project_ids=ids, pair=True, format="pdf", paper=paper, lang=lang)
    sheet = draw(
        replace(
            base, figures=KeyFigures("Tây Ninh – Đồng Xoài", rows, say("briefing.figures_note", lang, mode="ô tô"))
        ),
        source=source,
    )
    written = [one for one in sheet.canvas.written if one.where == "panel"]
    told_on_it = " ".join(one.text for one in written).count("−22,3")
    assert told_on_it in ({len(rows)} if paper != "16:9" else {0, len(rows)})  # all of them, or all on the next page
    boxes = [shapely.box(*one.box.inset(0.05).bounds) for one in written]
    tree = shapely.STRtree(boxes)
    meet = {(written[a].text, written[b].text) for a, b in tree.query(boxes, predicate="intersects").T if a < b}
    assert meet == set()


def test_a_frame_ends_where_the_data_do_and_no_name_stands_beyond() -> None:
    """Two maps of all there is: at most the corners of a frame are white, and the paper left over is the panel's."""
    source = shipped()
    ids = frozenset(p.id for p in source.projects())
    sheet = draw(PrintRequest(bounds=study().extent, project_ids=ids, pair=True, format="png"), source=source)
    scenes = [Scene(extent, source.frame) for extent in sheet.extents]
    assert all(scene.covered.area / scene.window.area > 0.98 for scene in scenes)
    assert sheet.sheet.panel.top == pytest.approx(sheet.sheet.map.y - 1.8)
    for one in sheet.placed:
        if one.label.kind not in {"badge", "schematic"}:
            box = shapely.union_all(shapely.box(*np.array(one.spot.footprint).T))
            held = max(shapely.intersection(box, scene.covered).area for scene in scenes) / box.area
            assert held >= 0.9, (one.label.text, held)


@pytest.mark.parametrize(("paper", "orientation"), sample(PAPERS, ("landscape", "portrait")))
def test_no_strip_beyond_the_data_is_left_in_a_frame(paper: str, orientation: str) -> None:
    """All routes on one map or two: a wide sheet held white at its sides, which now is the panel's."""
    bounds = route_bounds(SOURCE, {p.id for p in SOURCE.projects()})
    for pair in (False, True):
        request_ = PrintRequest(bounds=bounds, paper=paper, orientation=orientation, pair=pair)
        sheet = plan(request_, SOURCE, []).sheet
        for box in sheet.maps:
            scene = Scene(fit(bounds, box=box), SOURCE.frame)
            assert scene.covered.area > scene.window.area * (1 - 1e-9)
        assert not any(
            shapely.intersects(shapely.box(*box.bounds), shapely.box(*sheet.panel.bounds)) for box in sheet.maps
        )


def test_a_picture_ends_where_the_data_do() -> None:
    asked = request(bounds=study().extent, edition=Edition.Y2022)
    picture = map_picture(asked, source=WORLD, width_mm=300.0, height_mm=120.0, letters=1.0, dpi=50)
    assert picture.width_mm < 160
    assert 90 < picture.height_mm <= 120
    pixels = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L")).astype(int)
    inside = pixels[8:-8, -8:-4]  # within the line of the frame
    assert (inside > 250).mean() < 0.5
    near = map_picture(request(), source=WORLD, width_mm=100.0, height_mm=60.0, letters=1.0, dpi=50)
    assert (near.width_mm, near.height_mm) == (100.0, 60.0)
