"""Pairs, sets, key figures, extents by name, and the command line."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from printed import ALL, VIEW, WORLD, frame, request, shipped, texts

from analysis import Effect, Figures
from analysis.network import Mode
from analysis.scenarios import Scenario
from briefing import PrintRequest, draw
from briefing.cli import parser
from briefing.cli.commands import bounds_of, write_whole
from briefing.content.bounds import province_bounds, route_bounds
from briefing.content.project_rows import route_fact
from briefing.map.atlas import atlas_sheets, district_sheets, render_set, route_sheets
from briefing.map.legend import Row, flow, key_figures
from briefing.map.sheet import Box
from layers.catalogue import Edition
from layers.symbology import style
from words import Lang
from words.errors import InputError

SHIPPED = shipped()


def compared(before: Figures, after: Figures) -> SimpleNamespace:
    return SimpleNamespace(
        scenario=Scenario(), before=before, after=after, effect=Effect.FASTER, saved_min_range=(20.04, 35.0)
    )


FASTER = compared(Figures(106_250.0, 150.4, 108_000.0, 1.19), Figures(106_230.0, 121.6, 112_400.0, 1.18))


# Key figures


def test_the_year_that_limits_a_scenario_stands_under_its_figures() -> None:
    """146.4 minutes by 2030 were printed under the words that all routes are complete."""
    by_year = SimpleNamespace(**vars(FASTER) | {"scenario": Scenario(year=2030)})
    assert (
        "phần thông xe đến hết năm 2030 của các tuyến đã chọn"
        in key_figures(by_year, origin="A", destination="B", lang=Lang.VI).note
    )
    assert "hoàn thành toàn bộ" in key_figures(FASTER, origin="A", destination="B", lang=Lang.VI).note


@pytest.mark.parametrize(("mode", "told"), [("car", "xe ô tô con"), ("motorcycle", "xe máy"), ("truck", "xe tải")])
def test_the_note_under_the_figures_tells_who_travels(mode, told) -> None:
    """It said "xe ô tô con" of motorcycles too."""
    for year in (None, 2030):
        of_mode = SimpleNamespace(**vars(FASTER) | {"scenario": Scenario(mode=Mode(mode), year=year)})
        note = key_figures(of_mode, origin="A", destination="B", lang=Lang.VI).note
        assert f"Trung bình hai chiều, {told};" in note


def test_key_figures_are_rounded_first_and_then_compared() -> None:
    """106.25 and 106.23 km print as 106.2 and 106.2: the change printed beside them is zero."""
    rows = key_figures(FASTER, origin="Tây Ninh", destination="Đồng Xoài", lang=Lang.VI).rows
    assert [row[1:] for row in rows] == [
        ("106,2", "106,2", "0,0"),
        ("150,4", "121,6", "−28,8"),
        ("108,0", "112,4", "+4,4"),
        ("1,19", "1,18", "−0,01"),
    ]


def test_what_may_be_said_stands_under_the_figures() -> None:
    note = key_figures(FASTER, origin="A", destination="B", lang=Lang.EN).note
    assert note.startswith("The time falls; the shortest distance does not change notably.")
    assert "With the assumptions varied, 20.0–35.0 min are saved." in note
    assert "not a demand forecast" in note


def test_a_pair_that_is_not_connected_has_no_change() -> None:
    nothing = Figures(None, None, None, None)
    rows = key_figures(compared(nothing, FASTER.after), origin="A", destination="B", lang=Lang.EN).rows
    assert rows[0][1:] == ("–", "106.2", "–")


def test_key_figures_stand_on_the_sheet_as_typed() -> None:
    figures = key_figures(FASTER, origin="$A$", destination="<b>", lang=Lang.VI, note="Câu kết luận.")
    panel = texts(draw(request(figures=figures), source=WORLD), "panel")
    for text in ("$A$ – <b>", "Thay đổi", "+4,4", "Câu kết luận."):
        assert text in panel


def test_facts_of_a_route_in_one_line() -> None:
    ring = next(p for p in WORLD.projects() if p.id == "ring-road")
    assert (
        route_fact(ring, Lang.VI)
        == "72,75 km (bản đồ 20,0 km) · đã thông xe 10,0 km; quy hoạch 10,0 km · 1.000–1.200 tỷ đồng (2025) – chưa kiểm chứng"
    )
    assert "72,75 km" in texts(draw(request(route_facts=True), source=WORLD), "panel")


# Two maps on a sheet


def test_a_pair_shows_projects_on_the_second_map_only() -> None:
    pair = draw(request(pair=True), source=WORLD)
    first, last = (e.box for e in pair.extents)
    assert pair.extents[0].scale == pair.extents[1].scale
    assert shapely.box(first.x, first.y, first.right, first.top).disjoint(
        shapely.box(last.x, last.y, last.right, last.top)
    )
    badges = [one.spot for one in pair.placed if one.label.kind == "badge"]
    assert badges
    assert all(last.x < spot.x < last.right and last.y < spot.y < last.top for spot in badges)
    captions = texts(pair, "caption")
    assert "Trước: mạng lưới nền tháng 8/2021" in captions
    assert "Sau: khi có các tuyến đã chọn" in captions


@pytest.mark.parametrize(("stacked", "expected"), [(False, (45.0, 50.0)), (True, (100.0, 20.0))])
def test_halves_share_a_box(*, stacked: bool, expected: tuple[float, float]) -> None:
    first, last = Box(0, 0, 100, 50).halves(gap=10, stacked=stacked)
    assert (first.width, first.height) == (last.width, last.height) == expected


# Sets


def test_one_page_for_each_route() -> None:
    pypdf = pytest.importorskip("pypdf")
    sheets = route_sheets(request(project_ids=ALL - {"far-road"}), source=WORLD)
    assert [s.title for s in sheets] == ["Đường Hồ Chí Minh", "Đường Vành đai 4", "Quốc lộ 14C"]
    pages = pypdf.PdfReader(io.BytesIO(render_set(sheets, source=WORLD))).pages
    assert len(pages) == 4  # the last tells of all of them
    assert all(f"Tờ{n}/3" in "".join(page.extract_text().split()) for n, page in enumerate(pages[:3], start=1))


def test_one_sheet_for_each_district_of_2022() -> None:
    (sheet,) = district_sheets(request(edition=Edition.Y2025), source=WORLD)
    assert (sheet.title, sheet.edition, sheet.page) == ("Thành phố Tây Ninh", Edition.Y2022, (1, 1))
    assert sheet.bounds == pytest.approx((106.0 - 0.012, 11.2 - 0.008, 106.3 + 0.012, 11.4 + 0.008))


def test_one_sheet_for_each_commune_of_2025_shaded_and_named() -> None:
    facts = [
        {
            "code": "25708",
            "name": "Tân Ninh",
            "full_name": "Phường Tân Ninh",
            "province_2022": "72",
            "district_2022": "703",
        },
        {
            "code": "25459",
            "name": "Bình Minh",
            "full_name": "Phường Bình Minh",
            "province_2022": "72",
            "district_2022": "703",
        },
        {"code": "26000", "name": "Ở xa", "full_name": "Xã Ở xa", "province_2022": "79", "district_2022": "760"},
    ]
    boxes = [
        shapely.box(106.0, 11.2, 106.1, 11.3),
        shapely.box(106.1, 11.2, 106.2, 11.3),
        shapely.box(106.3, 11.2, 106.4, 11.3),
    ]
    areas = frame(facts, boxes)
    world = replace(WORLD, layer=lambda name: areas if name == "communes_2025" else WORLD.layer(name))
    sheets = atlas_sheets(request(), by="commune", source=world)
    assert [s.title for s in sheets[1:]] == ["Phường Bình Minh", "Phường Tân Ninh"]  # the index goes before them
    outlines = [shapely.Polygon(ring) for _, ring in sheets[0].frames]  # not their frames, which overlap
    assert [shapely.equals(a, b) for a, b in zip(outlines, (boxes[1], boxes[0]), strict=True)] == [True, True]
    assert {(s.edition, s.page) for s in sheets[1:]} == {(Edition.Y2025, (1, 2)), (Edition.Y2025, (2, 2))}
    drawn = draw(sheets[1], source=world)
    assert [one.label.text for one in drawn.placed if one.label.kind == "district_own"] == ["Bình Minh"]
    assert "Đơn vị cấp xã của tờ bản đồ" in texts(drawn, "panel")
    assert "communes_2025" in drawn.shown.layers


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(InputError, match="no sheet"):
        render_set([], source=WORLD)


# Extents


def test_extents_have_names() -> None:
    both = bounds_of("both", source=WORLD, edition=Edition.Y2022, ids=ALL)
    assert both == province_bounds(WORLD)
    assert both == pytest.approx((105.8 - 0.068, 10.8 - 0.04, 107.5 + 0.068, 11.8 + 0.04))
    assert bounds_of("72", source=WORLD, edition=Edition.Y2022, ids=ALL)[2] < both[2]
    assert bounds_of("routes", source=WORLD, edition=Edition.Y2022, ids={"ql14c"}) == route_bounds(WORLD, {"ql14c"})
    assert bounds_of("106,11,107.2,12", source=WORLD, edition=Edition.Y2022, ids=ALL) == VIEW


@pytest.mark.parametrize(
    ("extent", "key"),
    [("99", "province_unknown"), ("a,b,c,d", "bad_extent"), ("107,10,105,11", "bad_extent"), ("both,72", "bad_extent")],
)
def test_unknown_extents_are_refused(extent: str, key: str) -> None:
    with pytest.raises(InputError) as told:
        bounds_of(extent, source=WORLD, edition=Edition.Y2022, ids=ALL)
    assert told.value.key == f"briefing.{key}"


def test_unknown_routes_are_refused() -> None:
    with pytest.raises(InputError, match="no-such-road"):
        route_bounds(WORLD, {"no-such-road"})


# The command line


@pytest.fixture
def hand_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.cli.commands.DataSource.of_folder", lambda: WORLD)
    monkeypatch.setattr("briefing.cli.commands.layers.data_digest", lambda: "0123456789ab")


@pytest.mark.usefixtures("hand_drawn")
def test_a_map_is_written_where_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "Sở GTVT" / "bản đồ.svg"
    out.parent.mkdir()
    assert parser.main(["map", "--out", str(out), "--lang", "en", "--title", "A $1 map", "--extent", "72"]) == 0
    assert out.read_bytes().startswith(b"<?xml")
    assert "Written:" in capsys.readouterr().out
    assert [p.name for p in out.parent.iterdir()] == [out.name]


@pytest.mark.usefixtures("hand_drawn")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--out", "x.bmp"], "no format bmp"),
        (["--out", "x.pdf", "--projects", "none", "--extent", "routes"], "No route is chosen"),
        (["--out", "x.pdf", "--projects", "nowhere"], "no project “nowhere”"),
        (["--out", "x"], "Give it one of: .png, .pdf"),
        (["--out", "x.pdf", "--format", "png"], "the ending .png"),
        (["--out", "x.pdf", "--date", "yesterday"], "Write year-month-day"),
        (["--out", "x.pdf", "--statuses", "dreamt"], "Choose one of: construction, existing"),
        (["--out", "x.pdf", "--extent", "there"], "Give both, routes, the code of a province"),
        (["--out", "x.pdf", "--pair", "cap-tay-ninh"], "Give two, separated by a comma"),
        (["--out", "x.pdf", "--scale", "many"], "The value 'many' of the option --scale"),
        (["--out", "no-such-folder/x.pdf"], "cannot be written"),
    ],
)
def test_bad_options_are_told_in_one_sentence(
    options: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parser.main(["map", "--lang", "en", *options]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "map.pdf"
    out.write_bytes(b"the old map")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        write_whole(out, b"the new map")
    assert out.read_bytes() == b"the old map"
    assert [p.name for p in tmp_path.iterdir()] == ["map.pdf"]


# Columns of the legend


def row(height: float, *, leads: bool = False) -> Row:
    return Row(height, lambda _canvas, _x, _top: None, leads)


def heights(spread: list[list[Row]] | None) -> list[list[float]] | None:
    return None if spread is None else [[r.height for r in column] for column in spread]


def test_rows_flow_and_headings_do_not_stand_alone() -> None:
    rows = [row(4), row(4), row(1, leads=True), row(3)]
    assert heights(flow(rows, [10, 10])) == [[4, 4], [1, 3]]
    assert heights(flow(rows, [12, 10])) == [[4, 4, 1, 3], []]
    assert flow(rows, [5, 5]) is None
    title = [row(4), row(1, leads=True), row(1, leads=True), row(3)]
    assert heights(flow(title, [8, 8])) == [[4], [1, 1, 3]]  # a title goes with the heading below it


def test_sections_are_kept_whole_on_request() -> None:
    rows = [row(1, leads=True), row(3), row(1, leads=True), row(3), row(3)]
    assert heights(flow(rows, [9, 9])) == [[1, 3, 1, 3], [3]]
    assert heights(flow(rows, [9, 9], parted=False)) == [[1, 3], [1, 3, 3]]


# Where the sheets of a set lie


@pytest.fixture(scope="module")
def routes():
    return atlas_sheets(request(project_ids=ALL - {"far-road"}, lang=Lang.EN, title="Atlas"), by="route", source=WORLD)


@pytest.fixture(scope="module")
def index(routes):
    return draw(routes[0], source=WORLD)


def test_the_first_sheet_of_a_set_shows_the_frames_of_the_others(routes) -> None:
    first, *others = routes
    assert [sheet.page for sheet in routes] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [name for name, _ in first.frames] == [sheet.title for sheet in others]
    for (_, ring), sheet in zip(first.frames, others, strict=True):
        drawn = draw(sheet, source=WORLD).extent.outline()
        assert shapely.hausdorff_distance(shapely.LineString(ring), shapely.LineString(drawn)) < 1e-9
    assert (first.title, first.subtitle) == ("Where the 3 sheets lie", "Atlas")


def test_every_frame_bears_its_number_inside_and_its_name_in_the_panel(routes, index) -> None:
    numbers = {one.label.text: one.spot for one in index.placed if one.label.kind == "shield_sheet"}
    assert set(numbers) == {"Sheet 1", "Sheet 2", "Sheet 3"}  # a bare number is that of a road
    for number, spot in numbers.items():
        ring = routes[0].frames[int(number.split()[1]) - 1][1]
        held = shapely.Polygon(index.extent.to_paper(np.array(ring)))
        assert held.buffer(0.5).contains(shapely.Point(spot.x, spot.y))
    told = texts(index, "panel")
    for n, (name, _) in enumerate(routes[0].frames, start=1):
        assert f"Sheet {n} – {name}" in told
    assert "Sheet 0/3" not in texts(index)


def test_numbers_of_frames_that_overlap_stand_in_their_corners_and_on_nothing() -> None:
    """Seventeen frames of the shipped roads over each other: nearly every number fills a corner of its own frame."""
    ids = frozenset(p.id for p in SHIPPED.projects())
    base = PrintRequest(bounds=province_bounds(SHIPPED), project_ids=ids)
    first = atlas_sheets(base, by="route", source=SHIPPED)[0]
    drawn = draw(first, source=SHIPPED)
    plates = [one for one in drawn.placed if one.label.kind == "shield_sheet"]
    assert len(plates) == len(first.frames) > 15
    numbers = [one for one in drawn.placed if one.label.kind in {"shield_sheet", "badge"}]
    boxes = [shapely.box(*np.array(one.spot.footprint[0])).buffer(-0.05) for one in numbers]
    over = [
        (numbers[a].label.text, numbers[b].label.text)
        for a, b in itertools.combinations(range(len(boxes)), 2)
        if boxes[a].intersects(boxes[b])
    ]
    assert over == []
    window, cornered = shapely.box(*drawn.sheet.map.bounds), 0
    for one in plates:
        ring = drawn.extent.to_paper(np.array(first.frames[int(one.label.owner) - 1][1]))
        frame = shapely.Polygon(ring).intersection(window)
        left, low, right, top = one.spot.footprint[0]
        near = [abs(a - b) < 1.8 for a, b in zip((left, low, right, top), frame.bounds, strict=True)]
        plate = shapely.box(left, low, right, top)
        small = frame.area < 25 * plate.area
        assert frame.buffer(1.0).covers(plate) or (small and frame.buffer(1.0).intersects(plate)), one.label.text
        cornered += (near[0] or near[2]) and (near[1] or near[3])
    assert cornered >= 0.75 * len(plates)
    assert len({style.sheet_colour(int(one.label.owner)) for one in plates}) == len(style.SHEET_COLOURS)


def test_the_index_has_its_own_label_and_the_file_the_name_of_the_set(routes) -> None:
    pypdf = pytest.importorskip("pypdf")
    read = pypdf.PdfReader(io.BytesIO(render_set(routes, source=WORLD)))
    assert read.page_labels[:4] == ["Index", "1", "2", "3"]
    assert read.metadata.title == "Atlas"
    last = read.pages[-1].extract_text()
    assert "Atlas" in last
    assert all(f"{n} – {title}" in last for n, title in enumerate(("Ho Chi Minh Road", "Ring Road 4"), start=1))


def test_one_sheet_alone_needs_no_index() -> None:
    assert [sheet.page for sheet in atlas_sheets(request(), by="district", source=WORLD)] == [(1, 1)]


def test_the_district_of_a_sheet_is_shaded_and_named_with_its_neighbours() -> None:
    districts = [
        {"code": "703", "kind_vi": "thành phố", "name": "Tây Ninh", "province_code": "72"},
        {"code": "704", "kind_vi": "huyện", "name": "Châu Thành", "province_code": "72"},
    ]
    areas = frame(districts, [shapely.box(106.0, 11.2, 106.3, 11.4), shapely.box(106.0, 11.0, 106.3, 11.2)])
    world = replace(WORLD, layer=lambda name: areas if name == "districts_2022" else WORLD.layer(name))
    sheet, other = district_sheets(request(lang=Lang.EN), source=world)
    drawn = draw(sheet, source=world)
    kinds = {one.label.kind: one.label.text.replace("\n", " ") for one in drawn.placed if "district" in one.label.kind}
    assert kinds["district_own"] == "Tây Ninh"
    assert drawn.shown.own_area == "district"
    assert "District of this sheet" in texts(drawn, "panel")
    assert {one.label.text for one in draw(other, source=world).placed if one.label.kind == "district_own"} == {
        "Châu Thành"
    }
    plain = draw(request(lang=Lang.EN), source=world)
    assert not plain.shown.own_area
    assert "District of this sheet" not in texts(plain)
