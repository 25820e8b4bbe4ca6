"""Placing labels: nothing is buried, important names come first, widths are those of the real font."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from hypothesis import given, settings, strategies as st
from matplotlib.ft2font import FT2Font, LoadFlags

import layers
from layers import Edition
from layers.catalogue import provinces_layer
from layers.projects import read_projects
from layers.study_area import study
from layers.symbology.labels import (
    Candidate,
    Placed,
    Spot,
    Symbol,
    boxes_px,
    overlaps,
    pixels,
    place,
    roomy,
    text_size_px,
)
from layers.symbology.style import LABELS, label
from layers.symbology.text_width import width_em, wrap
from webmap.labels import base_placed, short_name, view_placed
from webmap.prepared import coverage, frame
from words import Lang

ALL_ZOOMS = range(8, 15)
DISTRICT = "district_capital"


def at(text, lon, lat, *, kind=DISTRICT, anchors="r", **more):
    return Candidate(text, kind, tuple(Spot(lon, lat, a) for a in anchors), **more)


def test_pixels_are_those_of_every_web_map():
    x, y = pixels(np.array([0.0, 180.0]), np.array([0.0, 85.0511287798066]), 0)
    assert x == pytest.approx([128, 256])
    assert y == pytest.approx([128, 0], abs=1e-6)


def test_a_lone_label_shows_from_the_lowest_zoom_of_its_kind():
    (one,) = place([at("Lộc Ninh", 106.6, 11.85)])
    assert (one.min_zoom, one.dx_px, one.dy_px) == (8, 2.0, -round(label(DISTRICT).size_px * 1.2 / 2, 1))
    assert place([at("Xã", 106.6, 11.85, kind="village")])[0].min_zoom == label("village").min_zoom


def test_two_on_one_line_part_at_the_zoom_that_gives_them_room():
    # The first is w pixels wide and begins 2 right of its point; the second needs that and 2 + 2 more to the right.
    first, second = at("Lộc Ninh", 106.0, 11.0), at("Lộc Tấn", 106.1, 11.0, rank=1)
    width, _ = text_size_px("Lộc Ninh", label(DISTRICT))
    apart = {zoom: 0.1 / 360 * 256 * 2**zoom for zoom in ALL_ZOOMS}
    expected = min(zoom for zoom in ALL_ZOOMS if apart[zoom] >= width + 2)
    placed = {one.text: one.min_zoom for one in place([second, first])}
    assert placed == {"Lộc Ninh": 8, "Lộc Tấn": expected}


def test_another_side_of_the_point_is_taken_before_a_higher_zoom():
    first, second = at("Lộc Ninh", 106.0, 11.0), at("Lộc Tấn", 106.0, 11.0, anchors="rb", rank=1, clear_px=8)
    placed = {one.text: one for one in place([first, second])}
    assert placed["Lộc Tấn"].min_zoom == 8
    assert placed["Lộc Tấn"].dy_px > 0


def test_what_never_finds_room_is_left_out():
    assert [one.text for one in place([at("A", 106, 11), at("B", 106, 11, rank=1)])] == ["A"]


def test_a_series_keeps_its_distance():
    shields = [
        at("QL13", 106.6, 11 + 0.05 * i, kind="shield_trunk", anchors="c", rank=i, series="QL13") for i in range(8)
    ]
    placed = place(shields)
    for zoom in ALL_ZOOMS:
        _, y = pixels(np.zeros(8), np.sort([one.lat for one in placed if one.min_zoom <= zoom] + [89.0] * 8)[:8], zoom)
        steps = np.abs(np.diff(y[: sum(one.min_zoom <= zoom for one in placed)]))
        assert (steps >= 260).all()


def test_labels_keep_off_symbols():
    blocked = place([at("Lộc Ninh", 106, 11)], symbols=[Symbol(106.02, 11, 5)])
    free = place([at("Lộc Ninh", 106, 11)], symbols=[Symbol(106.02, 11, 5, min_zoom=15)])
    assert blocked[0].min_zoom > free[0].min_zoom == 8


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(105.5, 107.5),
            st.floats(10.5, 12.3),
            st.sampled_from(sorted(LABELS)),
            st.text("aMilơ ", min_size=1, max_size=18),
        ),
        max_size=40,
    )
)
def test_no_label_ever_covers_another(rows):
    placed = place(
        [at(text, lon, lat, kind=kind, anchors="crltb", rank=i) for i, (lon, lat, kind, text) in enumerate(rows)]
    )
    for zoom in ALL_ZOOMS:
        assert overlaps(boxes_px(placed, zoom)) == []


def owners(*, with_projects=True):
    """Ids of everything a view could show."""
    ids = {"province", *layers.read_places()["id"]}
    return frozenset(ids | {project.id for project in read_projects()}) if with_projects else frozenset(ids)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("lang", Lang)
def test_the_shipped_labels_do_not_bury_each_other(lang, edition):
    for placed, least in ((base_placed(lang, edition), 10), (view_placed(lang, edition, owners=owners()), 20)):
        for zoom in ALL_ZOOMS:
            boxes = boxes_px(placed, zoom)
            assert len(boxes) > least
            assert overlaps(boxes) == [], zoom


def test_the_shipped_labels_hold_what_a_planner_looks_for():
    view = view_placed(Lang.VI, Edition.Y2022, owners=owners())
    at_nine = {one.owner for one in view if one.min_zoom <= 9}
    gates = {"gate-moc-bai", "gate-xa-mat", "gate-hoa-lu", "gate-tan-nam"}
    assert gates | {"cap-tay-ninh", "cap-dong-xoai", "cap-hcmc", "air-long-thanh", "province"} <= at_nine
    everywhere = (*view, *base_placed(Lang.VI, Edition.Y2022))
    texts = {one.text.replace("\n", " ") for one in everywhere if one.min_zoom <= 11}
    assert {"QL13", "QL14", "QL22", "QL22B", "ĐT741", "Hồ Trị An", "Sông Bé", "Đường Hồ Chí Minh"} <= texts


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("lang", Lang)
def test_the_first_view_names_the_two_provinces_and_what_was_a_capital(lang, edition):
    """Not below the first view, where the credits stand, and not from the next zoom on only."""
    west, south, east, north = study().view
    view = view_placed(lang, edition, owners=owners())
    assert {"cap-tay-ninh", "cap-dong-xoai", "cap-thu-dau-mot", "cap-bien-hoa"} <= {
        o.owner for o in view if o.min_zoom <= 9
    }
    named = {one.text.replace("\n", " "): one for one in view if one.kind == "province"}
    rows, column = frame(provinces_layer(edition)).set_index("code"), "name" if lang is Lang.VI else "name_en"
    for code in study().focus(edition):
        name = named[rows.loc[code, column]]
        assert name.min_zoom <= (9 if code in {"72", "80"} else 10)  # "TP. Đồng Nai" is long
        assert west < name.lon < east
        assert south < name.lat < north


def test_what_is_off_takes_no_room():
    capitals = [one for one in layers.read("places").itertuples() if one.kind == "district_capital"]
    alone = view_placed(Lang.VI, Edition.Y2022, owners=frozenset(one.id for one in capitals))
    beside = view_placed(Lang.VI, Edition.Y2022, owners=owners())
    shown = [sum(one.owner.startswith("dist-") and one.min_zoom <= 8 for one in labels) for labels in (alone, beside)]
    assert shown[0] > shown[1]


def test_overlaps_are_found_where_they_are():
    boxes = np.array([[0, 0, 10, 10], [9, 9, 20, 20], [10, 0, 12, 5]])
    assert overlaps(boxes) == [(0, 1)]
    assert overlaps(boxes, slack_px=1) == []


def test_boxes_stand_where_the_label_stands():
    one = Placed("A", DISTRICT, "", 0.0, 0.0, 3.0, -4.0, 20.0, 8.0, 9)
    assert boxes_px([one], 8).shape == (0, 4)
    assert boxes_px([one], 9).tolist() == [[65539.0, 65532.0, 65559.0, 65540.0]]


@pytest.mark.parametrize(("weight", "file"), [(400, "DejaVuSans.ttf"), (600, "DejaVuSans-Bold.ttf")])
@pytest.mark.parametrize(
    "text",
    [
        "Đường Hồ Chí Minh, đoạn Chơn Thành – Đức Hòa",
        "BÌNH PHƯỚC ƠN",
        "QL22B · ĐT741",
        "Cửa khẩu quốc tế Mộc Bài (70 %)",
    ],
)
def test_widths_are_those_of_the_font(weight, file, text):
    font = FT2Font(f"{mpl.get_data_path()}/fonts/ttf/{file}")
    font.set_size(100, 72)
    advance = sum(font.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100 for letter in text)
    assert width_em(text, weight=weight) == pytest.approx(advance, rel=0.01)


def test_long_names_break_evenly_at_blanks():
    assert wrap("Bà Rịa – Vũng Tàu", letters=12) == "Bà Rịa –\nVũng Tàu"
    assert wrap("Tây Ninh", letters=12) == "Tây Ninh"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Đường Hồ Chí Minh, đoạn Chơn Thành – Đức Hòa (2 làn xe)", "Đường Hồ Chí Minh"),
        ("Cao tốc Bắc – Nam phía Tây (CT.02), đoạn Chơn Thành – Đức Hòa", "Cao tốc Bắc – Nam phía Tây (CT.02)"),
        ("ĐT.794: ngã ba Kà Tum – Tân Hòa", "ĐT.794"),
        (
            "National Road 14C – hypothesis: new road along the border",
            "National Road 14C – hypothesis: new road along the border",
        ),
    ],
)
def test_project_names_are_short_on_the_map(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize("lang", list(Lang))
def test_the_name_of_an_area_lies_inside_it_at_every_zoom_that_shows_it(edition, lang):
    layer = provinces_layer(edition)
    rows, areas = frame(layer), coverage(layer)
    column = "name" if lang is Lang.VI else "name_en"
    named = dict(zip(rows[column], areas, strict=True))
    cambodia = {
        str(n): a for n, a in zip(frame("cambodia_provinces")["name"], coverage("cambodia_provinces"), strict=True)
    }
    found = set()
    shown = [*view_placed(lang, edition, owners=frozenset({"province"})), *base_placed(lang, edition)]
    for one in shown:
        text = one.text.replace("\n", " ")
        if one.owner not in {"province", "cambodia"} or (
            one.owner == "province" and not one.kind.startswith("province")
        ):
            continue
        found.add(text)
        for zoom in (z for z in ALL_ZOOMS if z >= one.min_zoom):
            area = shapely.transform((named | cambodia)[text], lambda at, z=zoom: np.column_stack(pixels(*at.T, z)))
            x, y = pixels(np.array([one.lon]), np.array([one.lat]), zoom)
            left, top = float(x[0]) + one.dx_px, float(y[0]) + one.dy_px
            box = shapely.box(left, top, left + one.width_px, top + one.height_px)
            assert shapely.intersection(box, area).area / box.area >= 0.89, (text, zoom)
    assert set(rows[column][rows["in_study"]]) <= found


def test_room_in_an_area_is_told_by_the_box():
    square, strip = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 1)
    assert roomy(square, width=4, height=2)[0] == pytest.approx([5, 5], abs=0.5)
    assert len(roomy(strip, width=4, height=2)) == 0
    assert len(roomy(strip, width=4, height=1.1)) > 0  # 1 of 1.1 lies inside
    both = shapely.union_all([shapely.box(0, 0, 2, 2), shapely.box(20, 0, 30, 10)])
    assert all(x > 20 for x, _ in roomy(both, width=4, height=2))
    assert len(roomy(shapely.Polygon(), width=4, height=2)) == 0
