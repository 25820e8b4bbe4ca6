"""Sheets of a country drawn by hand: two provinces side by side, a river border in the north, three towns."""

from __future__ import annotations

import base64
import gc
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import shapely
from fontTools.ttLib import TTFont
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from PIL import Image
from printed import WORLD, overleaf, request, texts, world
from tiers import sample

from briefing import draw, render
from briefing.content.lettering import Letters
from briefing.map.sheet import PAPERS
from layers.catalogue import STATUSES, Edition
from layers.projects import group_colour
from layers.study_area import study
from layers.symbology import style
from words import Lang, say
from words.errors import InputError


def pdf_text(data: bytes) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


@pytest.fixture(scope="module")
def drawing():
    return draw(request(), source=WORLD)


@pytest.fixture(scope="module")
def png() -> Image.Image:
    return Image.open(io.BytesIO(render(request(format="png"), source=WORLD)))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(request(title="Giá $x^2$ <b>đậm</b> & 100%"), source=WORLD)


# Names


def test_a_river_is_called_as_the_language_of_the_sheet_calls_it():
    told = {lang: texts(draw(request(lang=lang), source=WORLD)) for lang in Lang}
    assert "Sông Sài Gòn" in told[Lang.VI]
    assert "Sài Gòn river" in told[Lang.EN]
    assert "Sông" not in told[Lang.EN]


# The paper


def test_png_has_the_pixels_of_a4_and_says_its_resolution(png: Image.Image) -> None:
    assert png.size == (3508, 2480)
    assert png.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@pytest.mark.parametrize(
    ("paper", "orientation"),
    sample([("A4", "landscape"), ("A3", "landscape"), ("A1", "portrait"), ("A4", "portrait"), ("16:9", "landscape")]),
)
def test_pdf_has_the_size_of_the_paper(paper: str, orientation: str) -> None:
    data = render(request(paper=paper, orientation=orientation), source=WORLD)
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
            ["BÌNH PHƯỚC", "Địa giới hành chính năm 2022", "Tỷ lệ 1:", "CHÚ GIẢI", "CAMPUCHIA"],
            ["ĐỒNG NAI"],
        ),
        (Lang.VI, Edition.Y2025, ["ĐỒNG NAI", "Nghị quyết 202/2025/QH15"], ["BÌNH PHƯỚC"]),
        (
            Lang.EN,
            Edition.Y2022,
            ["LEGEND", "Scale 1:", "without legal value", "CAMBODIA", "illustrative alignment"],
            ["CHÚ GIẢI", "Tỷ lệ"],
        ),
        (Lang.EN, Edition.Y2025, ["Resolution 202/2025/QH15", "ĐỒNG NAI"], ["hướng tuyến"]),
    ],
)
def test_languages_and_editions(lang: Lang, edition: Edition, expected: list[str], absent: list[str]) -> None:
    sheet = draw(request(lang=lang, edition=edition, title="T"), source=WORLD)
    said = f"{texts(sheet)} {overleaf(sheet)}"
    assert [t for t in expected if t not in said] == []
    assert [t for t in absent if t in said] == []


def test_foot_and_second_page_name_sources_law_projection_dates_digests_and_author(drawing) -> None:
    full = draw(request(author="Nguyễn Văn A", data_digest="0123456789ab", scenario_digest="fedcba98"), source=WORLD)
    foot = texts(full, "foot")
    law, crs = ("ODbL 1.0", "không có giá trị pháp lý"), ("EPSG:3405", "06/8/2021", "01/8/2026")
    made = ("0123456789ab", "fedcba98", "Nguyễn Văn A")
    for text in (*law, *crs, *made, "23/11/2026"):
        assert text in foot
    for text in (*law, *crs, *made, "EPSG:6960", "trước khi sắp xếp từ ngày 01/7/2025"):
        assert text in overleaf(full)
    assert "Mã phương án" not in texts(drawing, "foot")


def test_legend_holds_only_what_is_on_the_sheet(drawing) -> None:
    legend = texts(drawing, "panel")
    for text in ("Đường Hồ Chí Minh", "Quốc lộ 14C", "Đã thông xe", "Đang thi công", "Cửa khẩu quốc tế", "Mặt nước"):
        assert text in legend
    for text in ("Đường ở xa", "Rừng", "Cửa khẩu phụ", "Đường cao tốc", "Nút giao"):
        assert text not in legend


def test_a_sheet_of_a_year_explains_what_is_pale() -> None:
    told = draw(request(year=2026), source=WORLD)
    assert say("webmap.legend_closed", Lang.VI) in texts(told, "panel")
    assert say("webmap.legend_year", Lang.VI, year=2026) in texts(told, "panel")
    far = draw(request(year=2026, project_ids=frozenset({"far-road"})), source=WORLD)  # beyond the frame
    assert say("webmap.legend_year", Lang.VI, year=2026) not in texts(far, "panel")
    assert say("webmap.legend_closed", Lang.VI) not in texts(draw(request(), source=WORLD), "panel")


def test_schematic_alignments_are_named_so(drawing) -> None:
    assert "Quốc lộ 14C (hướng tuyến minh họa)" in overleaf(drawing)
    assert "Hướng tuyến minh họa" in texts(drawing, "panel")
    assert "hướng tuyến minh họa" in texts(drawing, "map")
    assert "minh họa" not in texts(draw(request(project_ids=frozenset({"hcm-road"})), source=WORLD), "panel")


def test_statuses_switched_off_are_not_drawn() -> None:
    some = draw(request(statuses=frozenset({"open"})), source=WORLD)
    assert [p.project.id for p in some.shown.projects] == ["ring-road"]
    assert "Đang thi công" not in texts(some, "panel")


def test_optional_layers_come_on_request() -> None:
    full = draw(
        request(layers=frozenset({"provinces", "places", "projects", "interchanges", "districts_2022"})), source=WORLD
    )
    assert "Nút giao giả định" in texts(full, "panel")
    assert "cấp huyện" in texts(full, "panel")
    bare = draw(request(layers=frozenset({"provinces"})), source=WORLD)
    assert bare.shown.projects == []
    assert "Xa Mát" not in texts(bare, "map")


def test_paths_are_drawn_and_explained() -> None:
    paths = draw(
        request(
            path_before=((106.1, 11.31), (106.9, 11.53)), path_after=((106.1, 11.31), (106.5, 11.5), (106.9, 11.53))
        ),
        source=WORLD,
    )
    legend = texts(paths, "panel")
    assert "Lộ trình trước khi có tuyến mới" in legend
    assert "Lộ trình khi có tuyến mới" in legend


def test_the_road_that_a_path_uses_is_seen_on_it() -> None:
    """The band lies below colour, dash and number of every project, and is broader than what is drawn upon it."""
    way = ((106.1, 11.31), (106.5, 11.5), (106.9, 11.53))
    drawn = draw(request(path_before=way, path_after=way), source=WORLD)
    look = {when: style.line("path", when) for when in ("before", "after")}
    z: dict[str, list[float]] = {}
    for one in drawn.canvas.figure.axes[0].collections:
        # lines of the map: no signs of points, none of the legend
        if isinstance(one, PathCollection) and len(one.get_edgecolors()) and 30 < one.get_zorder() < 60:
            z.setdefault(to_hex(one.get_edgecolors()[0]), []).append(one.get_zorder())
    colours = {group_colour(p.project.group) for p in drawn.shown.projects}
    assert colours
    lowest = min(min(z[colour]) for colour in colours)
    assert max(z[look["before"].colour] + z[look["after"].colour]) < lowest
    for status in STATUSES:
        for sign in (style.project_line("direct", status), style.upgrade_band("direct", status)):
            casing_order = sign.order - 1.5 if sign.casing else sign.order
            assert look["before"].order < look["after"].order < casing_order
            seen_mm = look["after"].width_mm - (sign.casing_mm if sign.casing else sign.width_mm)
            assert round(seen_mm, 2) >= 0.4, (status, seen_mm)


# The same bytes, whatever the thread or the hash seed


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_same_request_same_bytes(kind: str) -> None:
    first = render(request(format=kind, dpi=150), source=world())
    assert render(request(format=kind, dpi=150), source=world()) == first


def test_the_font_in_a_drawing_tells_no_hour() -> None:
    drawn = render(request(format="svg"), source=WORLD)
    fonts = [base64.b64decode(data) for data in re.findall(rb"data:font/woff;base64,([^)]+)", drawn)]
    hours = {TTFont(io.BytesIO(font))["head"].modified for font in fonts}
    cuts = [Letters(1.0, bold=bold, italic=italic) for bold in (False, True) for italic in (False, True)]
    assert hours == {TTFont(cut.font().get_file())["head"].modified for cut in cuts}


def test_a_font_is_read_whole_and_keeps_its_name(tmp_path: Path) -> None:
    file = tmp_path / "chữ.ttf"
    shutil.copy(Letters(1.0).font().get_file(), file)
    font = get_font(str(file))
    file.write_bytes(b"")  # nothing is read from it any more
    font.set_size(10, 72)
    assert font.load_char(ord("Ễ"), LoadFlags.NO_HINTING).linearHoriAdvance > 0
    assert str(font.fname) == str(file)


def test_garbage_is_looked_for_again_once_a_sheet_is_drawn_or_refused() -> None:
    render(request(format="png"), source=WORLD)
    with pytest.raises(InputError):
        render(request(bounds=(0.0, 0.0, 1.0, 1.0)), source=WORLD)
    assert gc.isenabled()


def test_bytes_do_not_hang_on_the_hash_seed() -> None:
    code = "import sys, hashlib; sys.path[:0] = ['.', 'tests']; from briefing import render; import printed as p; print(hashlib.sha256(render(p.request(), source=p.WORLD)).hexdigest())"
    root = Path(__file__).parent.parent
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=root, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE
        )
        for seed in ("1", "2")
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert said[0] == said[1] != b""


def test_two_threads_do_not_disturb_each_other() -> None:
    alone = [render(request(lang=lang, dpi=150, format="png"), source=WORLD) for lang in Lang]
    together: dict[Lang, bytes] = {}

    def run(lang: Lang) -> None:
        together[lang] = render(request(lang=lang, dpi=150, format="png"), source=WORLD)

    threads = [threading.Thread(target=run, args=(lang,)) for lang in Lang]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [together[lang] for lang in Lang] == alone


def test_greyscale_png_is_grey_and_pdf_has_no_colour() -> None:
    image = Image.open(io.BytesIO(render(request(format="png", dpi=150, greyscale=True), source=WORLD)))
    assert image.mode == "L"
    svg = render(request(format="svg", greyscale=True), source=WORLD).decode()
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
        render(request(**more), source=WORLD)
    assert told.value.key == key
    assert told.value.text(Lang.VI) != told.value.text(Lang.EN)


def test_a_view_beyond_the_data_is_cut_to_them() -> None:
    wide = draw(request(bounds=(95.0, 5.0, 120.0, 24.0)), source=WORLD)
    near = draw(request(bounds=study().extent), source=WORLD)
    assert wide.extent == near.extent


def test_importing_the_room_does_not_load_matplotlib() -> None:
    code = "import sys; sys.path.insert(0, '.'); import briefing; print('matplotlib' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "False"
