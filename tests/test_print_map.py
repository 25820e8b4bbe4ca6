"""Sheets of a country drawn by hand: two provinces side by side, a river border in the north, three towns."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pyproj import Proj

from briefing import PrintRequest, draw, render
from briefing.extent import COVERED, fit, round_up
from briefing.furniture import degrees, grid_step, north_angle, scale_bar_km
from briefing.labels import Label, Spot, place
from briefing.sheet import PAPERS, Box
from briefing.shelf import Shelf
from layers.catalogue import Edition
from layers.geodesy import distance_m
from layers.projects import Project, Section
from words import Lang
from words.errors import InputError

VIEW = (106.0, 11.0, 107.2, 12.0)
TOWNS = {"cap-tay-ninh": ("Tây Ninh", 106.1, 11.31), "cap-dong-xoai": ("Đồng Xoài", 106.9, 11.53)}
CAPITAL_RED = (192, 57, 43)


def frame(rows: list[dict], shapes: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


def section(project_id: str, order: int, status: str, quality: str, geometry: shapely.LineString) -> Section:
    opened = dt.date(2025, 8, 19) if status == "open" else None
    return Section(
        f"{project_id}/{order}", project_id, order, "Đoạn", "Section", 10.0, {}, quality, status, "2026-08-01", "", opened,
        None, "", 4, 100, "motorway", False, False, geometry,
    )  # fmt: skip


def project(project_id: str, name_vi: str, name_en: str, group: str, *sections: Section) -> Project:
    km = 10.0 * len(sections)
    schematic = 10.0 * sum(s.quality == "schematic" for s in sections)
    return Project(
        id=project_id, name_vi=name_vi, name_en=name_en, group=group, role="agreement", kind="expressway", access="crossing",
        upgrade_of=None, excludes=(), unit=True, status_2022_vi="", status_2022_en="", status_now_vi="", status_now_en="",
        status_date="", opening_vi="", opening_en="", opening_expected_year=None, phases=(), costs=(), legal_vi="", legal_en="",
        published_lengths=(), computed_length_km=km, computed_by_province_km={}, computed_new_km=km, computed_upgrade_km=0.0,
        quality_km={"mapped": km - schematic, "schematic": schematic}, sources=(), notes_vi="", notes_en="", unverified=(),
        sections=sections,
    )  # fmt: skip


def world() -> Shelf:
    """Tây Ninh and Bình Phước as two squares, Cambodia north of them."""
    west, east, north = (
        shapely.box(105.8, 10.8, 106.5, 11.8),
        shapely.box(106.5, 10.8, 107.5, 11.8),
        shapely.box(105.8, 11.8, 107.5, 12.5),
    )
    empty = {"kind": [], "name": [], "rank": [], "area_km2": []}
    places = [
        {"id": i, "kind": "provincial_capital", "name_vi": name, "name_en": name, "geometry": shapely.Point(x, y)}
        for i, (name, x, y) in TOWNS.items()
    ]
    towns = [(f"Thị trấn số {n}", 106.05 + 0.09 * (n % 12), 11.05 + 0.08 * (n // 12)) for n in range(108)]
    layers = {
        "provinces_2022": frame([{"code": c, "name": n, "name_en": n, "in_study": True} for c, n in (("72", "Tây Ninh"), ("70", "Bình Phước"))], [west, east]),
        "provinces_2025": frame([{"code": c, "name": n, "name_en": n, "in_study": True} for c, n in (("80", "Tây Ninh"), ("75", "Đồng Nai"))], [west, east]),
        "districts_2022": frame([{"code": "703"}], [shapely.box(106.0, 11.2, 106.3, 11.4)]),
        "cambodia_provinces": frame([{"code": "KH-25", "name": "Tbong Khmum"}], [north]),
        "border": frame([{"province_code": "72"}, {"province_code": "70"}], [line((105.8, 11.8), (106.5, 11.8)), line((106.5, 11.8), (107.5, 11.8))]),
        "roads": frame(
            [{"road_class": c, "ref": r, "ramp": False} for c, r in (("trunk", "QL22B"), ("primary", "ĐT741"), ("tertiary", ""))],
            [line((106.1, 10.9), (106.1, 11.8)), line((106.9, 10.9), (106.9, 11.7)), line((106.1, 11.31), (106.9, 11.53))],
        ),
        "roads_cambodia": frame([{"road_class": "primary", "ref": "7"}], [line((106.1, 11.8), (106.3, 12.4))]),
        "rivers": frame([{"kind": "river", "name": "Sông Sài Gòn", "rank": 1}], [line((106.5, 11.8), (106.45, 11.4), (106.48, 10.9))]),
        "water": frame([{"kind": "lake", "name": "Hồ Dầu Tiếng", "rank": 1, "area_km2": 270.0}], [shapely.box(106.3, 11.3, 106.4, 11.5)]),
        "labels": frame([{"name": n, "name_en": n, "kind": "town", "rank": 3} for n, _, _ in towns], [shapely.Point(x, y) for _, x, y in towns]),
        "places": gpd.GeoDataFrame(places, crs=4326),
        "gates": frame([{"name_vi": "Xa Mát", "name_en": "Xa Mát", "class": "international"}, {"name_vi": "Hưng Điền", "name_en": "Hưng Điền", "class": "secondary"}], [shapely.Point(106.1, 11.8), None]),
        "interchanges": frame([{"project_id": "ring-road", "assumed": True}], [shapely.Point(106.5, 11.2)]),
        **{name: gpd.GeoDataFrame(empty, geometry=[], crs=4326) for name in ("forest", "parks", "builtup", "industrial")},
    }  # fmt: skip
    projects = (
        project("hcm-road", "Đường Hồ Chí Minh", "Ho Chi Minh Road", "hcm_road", section("hcm-road", 1, "construction", "mapped", line((106.2, 11.1), (106.8, 11.5)))),
        project("ring-road", "Đường Vành đai 4", "Ring Road 4", "ring_roads", section("ring-road", 1, "open", "mapped", line((106.1, 11.2), (106.6, 11.2))), section("ring-road", 2, "planned", "schematic", line((106.6, 11.2), (107.0, 11.3)))),
        project("ql14c", "Quốc lộ 14C", "National Road 14C", "ql14c", section("ql14c", 1, "proposed", "schematic", line((106.1, 11.75), (107.0, 11.72)))),
        project("far-road", "Đường ở xa", "Far road", "expressways", section("far-road", 1, "open", "mapped", line((105.0, 10.3), (105.3, 10.4)))),
    )  # fmt: skip
    manifest = {"roads": {"reference_date": "2021-08-06"}, "projects": {"reference_date": "2026-08-01"}}
    return Shelf(layer=layers.__getitem__, projects=lambda: projects, manifest=lambda: manifest)


ALL = frozenset({"hcm-road", "ring-road", "ql14c", "far-road"})
WORLD = world()


def request(**more: object) -> PrintRequest:
    return PrintRequest(**{"bounds": VIEW, "project_ids": ALL, "date": dt.date(2026, 11, 23)} | more)


def texts(drawing: object, where: str | None = None) -> str:
    return " ".join(w.text for w in drawing.canvas.written if where is None or w.where.startswith(where))


def pdf_text(data: bytes) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


@pytest.fixture(scope="module")
def drawing():
    return draw(request(), shelf=WORLD)


@pytest.fixture(scope="module")
def png() -> Image.Image:
    return Image.open(io.BytesIO(render(request(format="png"), shelf=WORLD)))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(request(title="Giá $x^2$ <b>đậm</b> & 100%"), shelf=WORLD)


# The paper


def test_png_has_the_pixels_of_a4_and_says_its_resolution(png: Image.Image) -> None:
    assert png.size == (3508, 2480)
    assert png.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@pytest.mark.parametrize(
    ("paper", "orientation"),
    [("A4", "landscape"), ("A4", "portrait"), ("A3", "landscape"), ("A1", "portrait"), ("16:9", "landscape")],
)
def test_pdf_has_the_size_of_the_paper(paper: str, orientation: str) -> None:
    data = render(request(paper=paper, orientation=orientation), shelf=WORLD)
    box = re.search(rb"/MediaBox \[ ?([^\]]+)\]", data)
    assert box is not None
    _, _, width, height = (float(v) * 25.4 / 72 for v in box[1].split())
    long_side, short_side = PAPERS[paper]
    expected = (long_side, short_side) if orientation == "landscape" else (short_side, long_side)
    assert (width, height) == pytest.approx(expected, abs=0.01)


def test_boxes_of_the_sheet_do_not_overlap(drawing) -> None:
    boxes = [drawing.sheet.title, drawing.sheet.map, drawing.sheet.panel, drawing.sheet.foot]
    shapes = [shapely.box(b.x, b.y, b.right, b.top) for b in boxes]
    assert all(a.intersection(b).area == 0 for a, b in itertools.combinations(shapes, 2))
    assert all(drawing.sheet.paper.inset(5).holds(b) for b in boxes)


# Scale, extent, north


def test_distance_between_two_towns_is_true_on_the_printed_sheet(png: Image.Image, drawing) -> None:
    """Measured in the pixels of the PNG: the red squares of the two capitals."""
    red = np.all(np.asarray(png) == CAPITAL_RED, axis=2)
    b = drawing.sheet.map
    red[:, int(b.right / 25.4 * 300) :] = False  # the legend has such a square too
    rows, columns = np.nonzero(red)
    east = columns > columns.mean()
    (x0, y0), (x1, y1) = ((columns[w].mean(), rows[w].mean()) for w in (~east, east))
    on_paper_mm = np.hypot(x1 - x0, y1 - y0) / 300 * 25.4
    (_, lon0, lat0), (_, lon1, lat1) = TOWNS.values()
    assert on_paper_mm / 1000 * drawing.extent.scale == pytest.approx(distance_m(lon0, lat0, lon1, lat1), rel=0.005)


def test_scale_bar_is_as_long_as_it_says(drawing) -> None:
    km = scale_bar_km(drawing.extent, longest=40.0)
    x, y = drawing.extent.box.centre
    half = km * 1e6 / drawing.extent.scale / 2
    (lon0, lat0), (lon1, lat1) = drawing.extent.to_ground(np.array([[x - half, y], [x + half, y]]))
    assert distance_m(lon0, lat0, lon1, lat1) == pytest.approx(km * 1000, rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(
    west=st.floats(COVERED[0], COVERED[2] - 0.02),
    south=st.floats(COVERED[1], COVERED[3] - 0.02),
    width=st.floats(0.001, 2.5),
    height=st.floats(0.001, 2.0),
)
def test_the_frame_holds_the_view_asked_for(west: float, south: float, width: float, height: float) -> None:
    view = (west, south, min(west + width, COVERED[2]), min(south + height, COVERED[3]))
    extent = fit(view, box=Box(10, 10, 200, 150))
    corners = shapely.get_coordinates(shapely.segmentize(shapely.box(*view), 0.02))
    paper = extent.to_paper(corners)
    assert (paper >= 10 - 1e-6).all()
    assert (paper <= (210 + 1e-6, 160 + 1e-6)).all()


def test_paper_and_ground_are_inverse(drawing) -> None:
    points = np.array([[106.2, 11.1], [107.1, 11.9]])
    assert drawing.extent.to_ground(drawing.extent.to_paper(points)) == pytest.approx(
        points, abs=1e-8
    )  # a millimetre on the ground


def test_chosen_scale_is_kept() -> None:
    assert fit(VIEW, box=Box(0, 0, 100, 100), scale=250_000).scale == 250_000


@pytest.mark.parametrize(
    ("needed", "given"), [(1_050_321, 1_100_000), (1_000_000, 1_000_000), (4_310, 10_000), (99_000, 100_000)]
)
def test_scale_is_rounded_up(needed: float, given: int) -> None:
    assert round_up(needed) == given


def test_arrow_points_to_true_north(drawing) -> None:
    lon, lat = drawing.extent.to_ground(np.array([drawing.extent.box.centre]))[0]
    convergence = Proj("EPSG:3405").get_factors(lon, lat).meridian_convergence
    assert convergence > 0.2  # east of the central meridian true north leans to the left
    assert north_angle(drawing.extent) == pytest.approx(convergence, abs=0.01)


@pytest.mark.parametrize(
    ("value", "lang", "axis", "text"),
    [(106.5, Lang.VI, "east", "106°30′Đ"), (106.5, Lang.EN, "east", "106°30′E"), (11.0, Lang.VI, "north", "11°B"), (11 + 1 / 12, Lang.EN, "north", "11°05′N")],
)  # fmt: skip
def test_degrees_are_written_as_the_language_does(value: float, lang: Lang, axis: str, text: str) -> None:
    assert degrees(value, lang, axis=axis) == text


def test_graticule_has_lines_in_both_directions(drawing) -> None:
    grid = texts(drawing, "grid")
    assert grid_step(drawing.extent) == 0.25
    assert "106°30′Đ" in grid
    assert "11°30′B" in grid


# What the sheet says


def test_vietnamese_text_is_text_in_the_pdf(pdf: bytes) -> None:
    found = pdf_text(pdf)
    for text in (
        "TâyNinh",
        "ĐồngXoài",
        "CHÚGIẢI",
        "hướngtuyếnminhhọa",
        "Tỷlệ1:",
        "khôngcógiátrịpháplý",
        "©OpenStreetMapcontributors(ODbL1.0)",
    ):
        assert text in found


def test_fonts_are_embedded_as_truetype(pdf: bytes) -> None:
    pypdf = pytest.importorskip("pypdf")
    fonts = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    for name in fonts:
        inner = fonts[name].get_object()["/DescendantFonts"][0].get_object()
        assert inner["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in inner["/FontDescriptor"]


def test_markup_and_formulas_are_printed_as_typed(pdf: bytes) -> None:
    assert "Giá$x^2$<b>đậm</b>&100%" in pdf_text(pdf)


@pytest.mark.parametrize(
    ("lang", "edition", "expected", "absent"),
    [
        (
            Lang.VI,
            Edition.Y2022,
            ["BÌNH PHƯỚC", "Địa giới hành chính năm 2022", "Tỷ lệ 1:", "CHÚ GIẢI", "CAM-PU-CHIA"],
            ["ĐỒNG NAI"],
        ),
        (Lang.VI, Edition.Y2025, ["ĐỒNG NAI", "Nghị quyết 202/2025/QH15"], ["BÌNH PHƯỚC"]),
        (
            Lang.EN,
            Edition.Y2022,
            ["LEGEND", "Scale 1:", "have no legal value", "CAMBODIA", "illustrative alignment"],
            ["CHÚ GIẢI", "Tỷ lệ"],
        ),
        (Lang.EN, Edition.Y2025, ["Resolution 202/2025/QH15", "ĐỒNG NAI"], ["hướng tuyến"]),
    ],
)
def test_languages_and_editions(lang: Lang, edition: Edition, expected: list[str], absent: list[str]) -> None:
    said = texts(draw(request(lang=lang, edition=edition, title="T"), shelf=WORLD))
    assert [t for t in expected if t not in said] == []
    assert [t for t in absent if t in said] == []


def test_foot_names_sources_law_projection_dates_digests_and_author(drawing) -> None:
    full = draw(request(author="Nguyễn Văn A", data_digest="0123456789ab", scenario_digest="fedcba98"), shelf=WORLD)
    foot = texts(full, "foot")
    for text in (
        "ODbL 1.0",
        "không có giá trị pháp lý",
        "EPSG:3405",
        "EPSG:6960",
        "06/8/2021",
        "01/8/2026",
        "0123456789ab",
        "fedcba98",
        "Nguyễn Văn A",
        "23/11/2026",
    ):
        assert text in foot
    assert "Mã kịch bản" not in texts(drawing, "foot")


def test_legend_holds_only_what_is_on_the_sheet(drawing) -> None:
    legend = texts(drawing, "panel")
    for text in ("Đường Hồ Chí Minh", "Quốc lộ 14C", "Đã thông xe", "Đang thi công", "Cửa khẩu quốc tế", "Mặt nước"):
        assert text in legend
    for text in ("Đường ở xa", "Rừng", "Cửa khẩu phụ", "Đường cao tốc", "Nút giao"):
        assert text not in legend


def test_schematic_alignments_are_named_so(drawing) -> None:
    legend = texts(drawing, "panel")
    assert "Quốc lộ 14C (hướng tuyến minh họa)" in legend
    assert "hướng tuyến minh họa" in texts(drawing, "map")
    assert "minh họa" not in texts(draw(request(project_ids=frozenset({"hcm-road"})), shelf=WORLD), "panel")


def test_statuses_switched_off_are_not_drawn() -> None:
    some = draw(request(statuses=frozenset({"open"})), shelf=WORLD)
    assert [p.project.id for p in some.shown.projects] == ["ring-road"]
    assert "Đang thi công" not in texts(some, "panel")


def test_optional_layers_come_on_request() -> None:
    full = draw(
        request(layers=frozenset({"provinces", "places", "projects", "interchanges", "districts_2022"})), shelf=WORLD
    )
    assert "Nút giao giả định" in texts(full, "panel")
    assert "cấp huyện" in texts(full, "panel")
    bare = draw(request(layers=frozenset({"provinces"})), shelf=WORLD)
    assert bare.shown.projects == []
    assert "Xa Mát" not in texts(bare, "map")


def test_paths_are_drawn_and_explained() -> None:
    paths = draw(
        request(
            path_before=((106.1, 11.31), (106.9, 11.53)), path_after=((106.1, 11.31), (106.5, 11.5), (106.9, 11.53))
        ),
        shelf=WORLD,
    )
    legend = texts(paths, "panel")
    assert "Lộ trình trước khi có tuyến mới" in legend
    assert "Lộ trình khi có tuyến mới" in legend


# Nothing overlaps, nothing runs off


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


TITLES = {
    "long": "Bản đồ hiện trạng và quy hoạch kết nối giao thông liên tỉnh " * 5,
    "one word": "Ả" * 300,
    "blank": "   \n ",
    "lines": "Dòng một\nDòng hai\tcột",
    "decomposed": "Ta\u0302y Ninh",
    "foreign": "Map 地図 🚧 \u202eabc",
}


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_any_title_stays_in_its_block(kind: str, orientation: str) -> None:
    sheet = draw(
        request(
            title=TITLES[kind][:300], subtitle=TITLES[kind][:300], organisation=TITLES["long"], orientation=orientation
        ),
        shelf=WORLD,
    )
    for w in sheet.canvas.written:
        if w.where == "title":
            assert sheet.sheet.title.holds(w.box, slack=0.2), w
        assert sheet.sheet.paper.inset(3).holds(w.box, slack=0.2) or w.where in {"grid", "map"}, w
    assert "Tây Ninh" in texts(sheet)


def test_decomposed_letters_are_composed() -> None:
    sheet = draw(request(title=TITLES["decomposed"]), shelf=WORLD)
    assert texts(sheet, "title").startswith("Tây Ninh")


@pytest.mark.parametrize(
    ("paper", "orientation"), [*itertools.product(("A4", "A3", "A1", "16:9"), ("landscape", "portrait"))]
)
def test_legend_stays_in_the_panel(paper: str, orientation: str) -> None:
    sheet = draw(request(paper=paper, orientation=orientation), shelf=WORLD)
    outside = [w for w in sheet.canvas.written if w.where == "panel" and not sheet.sheet.panel.holds(w.box, slack=0.4)]
    assert outside == []


def test_greedy_placing_takes_the_free_spot() -> None:
    """Two labels want the same box; the less important one moves to its second."""
    here, there = Spot(0, 0, ((0, 0, 4, 2),)), Spot(10, 0, ((10, 0, 14, 2),), cost=0.5)
    labels = [Label("B", "town", 2, (here, there)), Label("A", "town", 1, (here,)), Label("C", "town", 3, (here,))]
    placed = place(labels, frame=Box(0, 0, 20, 20))
    assert [(p.label.text, p.spot.x) for p in placed] == [("A", 0), ("B", 10)]


# The same bytes, whatever the thread or the hash seed


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_same_request_same_bytes(kind: str) -> None:
    first = render(request(format=kind, dpi=150), shelf=world())
    assert render(request(format=kind, dpi=150), shelf=world()) == first


def test_bytes_do_not_hang_on_the_hash_seed() -> None:
    code = "import sys, hashlib; sys.path[:0] = ['.', 'tests']; import test_print_map as t; print(hashlib.sha256(t.render(t.request(), shelf=t.WORLD)).hexdigest())"
    root = Path(__file__).parent.parent
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout


def test_two_threads_do_not_disturb_each_other() -> None:
    alone = [render(request(lang=lang, dpi=150, format="png"), shelf=WORLD) for lang in Lang]
    together: dict[Lang, bytes] = {}

    def run(lang: Lang) -> None:
        together[lang] = render(request(lang=lang, dpi=150, format="png"), shelf=WORLD)

    threads = [threading.Thread(target=run, args=(lang,)) for lang in Lang]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [together[lang] for lang in Lang] == alone


def test_greyscale_png_is_grey_and_pdf_has_no_colour() -> None:
    image = Image.open(io.BytesIO(render(request(format="png", dpi=150, greyscale=True), shelf=WORLD)))
    assert image.mode == "L"
    svg = render(request(format="svg", greyscale=True), shelf=WORLD).decode()
    assert {c for c in re.findall(r"#[0-9a-f]{6}", svg) if not c[1:3] == c[3:5] == c[5:7]} == set()


# Bad input


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"bounds": (106.0, 11.0, 106.0, 12.0)}, "briefing.extent_empty"),
        ({"bounds": (107.0, 11.0, 106.0, 12.0)}, "briefing.extent_empty"),
        ({"bounds": (float("nan"), 11.0, 106.0, 12.0)}, "briefing.extent_empty"),
        ({"bounds": (110.0, 15.0, 113.0, 17.0)}, "briefing.extent_outside"),
        ({"paper": "A9"}, "briefing.paper_unknown"),
        ({"orientation": "diagonal"}, "briefing.orientation_unknown"),
        ({"format": "bmp"}, "briefing.format_unknown"),
        ({"dpi": 5000}, "briefing.dpi_outside"),
    ],
)
def test_bad_input_is_told_in_both_languages(more: dict, key: str) -> None:
    with pytest.raises(InputError) as told:
        render(request(**more), shelf=WORLD)
    assert told.value.key == key
    assert told.value.text(Lang.VI) != told.value.text(Lang.EN)


def test_a_view_beyond_the_data_is_cut_to_them() -> None:
    wide = draw(request(bounds=(95.0, 5.0, 120.0, 24.0)), shelf=WORLD)
    near = draw(request(bounds=COVERED), shelf=WORLD)
    assert wide.extent == near.extent


def test_importing_the_room_does_not_load_matplotlib() -> None:
    code = "import sys; sys.path.insert(0, '.'); import briefing; print('matplotlib' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "False"
