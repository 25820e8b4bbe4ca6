"""The official form of a sheet, and the office's profile that is kept on this machine for sheets and letters."""

from __future__ import annotations

import tomllib

import pytest
import shapely
from opening import opened
from printed import WORLD, request, texts

from briefing import draw
from briefing.cli import parser
from briefing.content.letter import Official, keep_profile, kept_profile, profile_file
from briefing.map.marginalia import sign_boxes
from words import Lang, say
from words.errors import InputError

FULL = Official(
    superior="UBND TỈNH TÂY NINH",
    place="Tây Ninh",
    annex="Phụ lục 1 (kèm theo Báo cáo số 12/BC-SXD)",
    boxes=True,
    checker="Trần Thị Bình $x$",
    approver="Lê Văn Cường",
)
FILLED = {
    "organisation": "Sở Xây dựng",
    "author": "Ông A",
    "superior": 'UBND tỉnh "Tây Ninh" \\ C:',
    "copies": "Như trên; Lưu: VT",
}


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """Nothing of the machine's own is read or written."""
    monkeypatch.setattr("layers.kept_folder", lambda: tmp_path / "var")
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "heads"), [(Lang.VI, ["Người lập", "Kiểm tra", "Duyệt"]), (Lang.EN, ["Drawn by", "Checked", "Approved"])]
)
def test_a_sheet_bears_the_bodies_the_place_the_annex_and_boxes_to_sign(lang, heads):
    drawing = draw(request(lang=lang, organisation="SỞ XÂY DỰNG", author="Nguyễn Văn An", official=FULL), source=WORLD)
    title, foot = texts(drawing, "title"), texts(drawing, "foot")
    assert title.index(FULL.superior) < title.index("SỞ XÂY DỰNG")
    assert FULL.annex in title
    assert "Tây Ninh, ngày 23/11/2026" in title if lang is Lang.VI else "Tây Ninh, 23 Nov 2026" in title
    written = [w.text for w in drawing.canvas.written if w.where == "foot"]
    for text in (*heads, "Nguyễn Văn An", FULL.checker, FULL.approver):
        assert text in written
    assert "không có giá trị pháp lý" in foot or "without legal value" in foot


@pytest.mark.parametrize("lang", Lang)
def test_a_place_without_a_day_leaves_room_to_write_it(lang):
    """A place stood alone in the corner, below the edition of the boundaries, as if it were one of them."""
    drawing = draw(request(lang=lang, date="", official=FULL), source=WORLD)
    assert f"Tây Ninh, {say('document.day_open', lang)}" in texts(drawing, "title")


def test_nothing_of_it_stands_on_a_sheet_that_did_not_ask():
    drawing = draw(request(), source=WORLD)
    assert sign_boxes(drawing.request) == ()
    assert "Kiểm tra" not in texts(drawing)
    assert "Ngày 23/11/2026" in texts(drawing, "title")


@pytest.mark.parametrize("paper", ["A4", "A0"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_boxes_and_long_names_cover_nothing(paper, orientation):
    long = Official(
        **vars(FULL) | {"checker": "Tên rất dài " * 12, "superior": "Ủy ban " * 40, "annex": FULL.annex * 2}
    )
    drawing = draw(request(paper=paper, orientation=orientation, official=long, organisation="Sở " * 60), source=WORLD)
    boxes = [w.box for w in drawing.canvas.written if w.where in {"title", "title_main", "foot"}]
    shapes = [shapely.box(b.x, b.y + 0.25 * b.height, b.right, b.top - 0.3 * b.height) for b in boxes]
    tree = shapely.STRtree(shapes)
    assert [pair for pair in tree.query(shapes, "intersects").T.tolist() if pair[0] < pair[1]] == []
    assert all(drawing.sheet.paper.inset(3).holds(box) for box in boxes)
    assert all(not box.y > drawing.sheet.map.y or box.y > drawing.sheet.map.top for box in boxes)


# The profile


def test_a_profile_is_kept_and_read_again():
    assert kept_profile() == {}
    keep_profile(FILLED | {"signer": "", "unknown": "x"})
    assert kept_profile() == FILLED
    assert tomllib.loads(profile_file().read_text(encoding="utf-8")) == FILLED
    keep_profile({"place": "Tây Ninh"})
    assert kept_profile() == {"place": "Tây Ninh"}
    assert [path.name for path in profile_file().parent.iterdir()] == [profile_file().name]


def test_a_damaged_profile_is_named_and_a_folder_that_cannot_be_written_is_told(folder):
    keep_profile(FILLED)
    profile_file().write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match=profile_file().name):
        kept_profile()
    profile_file().unlink()
    profile_file().parent.rmdir()
    (folder / "var").write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        keep_profile(FILLED)


def test_a_map_takes_the_kept_profile_and_options_before_it(monkeypatch, folder):
    keep_profile({"organisation": "Sở Xây dựng", "superior": "UBND tỉnh", "checker": "Bà B", "signer": "Ông C"})
    seen = []
    monkeypatch.setattr("briefing.cli.commands.DataSource.of_folder", lambda: WORLD)
    monkeypatch.setattr("briefing.cli.commands.layers.data_digest", lambda: "0123456789ab")
    monkeypatch.setattr("briefing.cli.commands.render", lambda sheet, *, source: seen.append(sheet) or b"")
    given = [
        "map",
        "--out",
        str(folder / "a.pdf"),
        "--profile",
        "kept",
        "--checker",
        "Bà D",
        "--boxes",
        "--annex",
        "Phụ lục 2",
    ]
    assert parser.main(given) == 0
    (sheet,) = seen
    assert (sheet.organisation, sheet.official) == (
        "Sở Xây dựng",
        Official(superior="UBND tỉnh", checker="Bà D", boxes=True, annex="Phụ lục 2"),
    )


def test_the_page_keeps_the_profile_and_fills_it_in_again(monkeypatch):
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    page = opened("briefing", lang=Lang.VI)
    page.text_input(key="print-superior").set_value("UBND tỉnh Tây Ninh").run()
    page.text_input(key="print-approver").set_value("Ông Duyệt").run()
    page.button(key="profile-keep").click().run()
    assert kept_profile()["approver"] == "Ông Duyệt"
    other = opened("briefing", lang=Lang.VI)
    assert other.text_input(key="print-superior").value == ""
    other.button(key="profile-take").click().run()
    assert other.text_input(key="print-superior").value == "UBND tỉnh Tây Ninh"
    assert other.text_input(key="print-approver").value == "Ông Duyệt"
    assert not other.exception
