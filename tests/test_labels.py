"""Placing labels: nothing is buried, important names come first, widths are those of the real font."""

from __future__ import annotations

from dataclasses import replace

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
from layers.symbology.labels import Label, OccupancyGrid, Placed, Sign, Spot, paper, place
from layers.symbology.naming import SUBJECT, number_kind, priority, road_numbers
from layers.symbology.screen import SCREEN, ZOOMS, degrees, level_of, pixels, text_size_px, width_em, wrap
from layers.symbology.spots import along, around, roomy
from layers.symbology.style import LABELS, label
from webmap.labels import base_placed, short_name, view_placed
from webmap.prepared import coverage, frame
from words import Lang

ALL_ZOOMS = range(8, 15)
DISTRICT = "district_capital"
SIDES = {"r": (1, 0), "l": (-1, 0), "t": (0, -1), "b": (0, 1), "c": (0, 0)}


def at(text, lon, lat, *, kind=DISTRICT, anchors="r", clear=0.0, **more):
    """A label of the screen with spots to the right of a point, left, on top, below, centred: two pixels away."""
    (x, y), (width, height) = pixels(lon, lat), text_size_px(text, label(kind))
    spots = []
    for right, down in (SIDES[anchor] for anchor in anchors):
        left = right * (width / 2 + clear + 2) - width / 2
        top = down * (height / 2 + clear + 2) - height / 2
        spots.append(Spot(x, y, ((left, top, left + width, top + height),)))
    return Label(text, kind, label(kind).priority, tuple(spots), first=level_of(label(kind).min_zoom), **more)


def on_screen(labels, **more):
    return place(labels, metric=SCREEN, **more)


def zoom_of(one):
    """The zoom from which a placed label shows."""
    return ZOOMS[one.level]


def boxes_px(placed, zoom):
    """The boxes of the labels shown at a zoom, in pixels of the web map: (n, 4)."""
    shown = [one.spot for one in placed if zoom_of(one) <= zoom]
    boxes = [np.array(s.boxes[0]) + np.array([s.x, s.y, s.x, s.y]) * 2**zoom for s in shown]
    return np.array(boxes).reshape(-1, 4)


def overlaps(boxes, *, slack_px=1e-6):
    """Pairs of boxes that cover each other by more than ``slack_px`` in both directions."""
    left, top, right, bottom = boxes.T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left) > slack_px
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top) > slack_px
    first, second = np.nonzero(np.triu(across & down, k=1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def test_pixels_are_those_of_every_web_map():
    x, y = pixels(np.array([0.0, 180.0]), np.array([0.0, 85.0511287798066]), 0)
    assert x == pytest.approx([128, 256])
    assert y == pytest.approx([128, 0], abs=1e-6)


def test_a_lone_label_shows_from_the_lowest_zoom_of_its_kind():
    (one,) = on_screen([at("Lộc Ninh", 106.6, 11.85)])
    assert zoom_of(one) == 8
    assert one.spot.boxes[0][:2] == pytest.approx((2.0, -label(DISTRICT).size_px * 1.2 / 2))
    assert zoom_of(on_screen([at("Xã", 106.6, 11.85, kind="village")])[0]) == label("village").min_zoom


def test_two_on_one_line_part_at_the_zoom_that_gives_them_room():
    # The first is w pixels wide and begins 2 right of its point; the second needs that and 2 + 2 more to the right.
    first, second = at("Lộc Ninh", 106.0, 11.0), at("Lộc Tấn", 106.1, 11.0, rank=1)
    width, _ = text_size_px("Lộc Ninh", label(DISTRICT))
    apart = {zoom: 0.1 / 360 * 256 * 2**zoom for zoom in ALL_ZOOMS}
    expected = min(zoom for zoom in ALL_ZOOMS if apart[zoom] >= width + 2)
    placed = {one.label.text: zoom_of(one) for one in on_screen([second, first])}
    assert placed == {"Lộc Ninh": 8, "Lộc Tấn": expected}


def test_another_side_of_the_point_is_taken_before_a_higher_zoom():
    first, second = at("Lộc Ninh", 106.0, 11.0), at("Lộc Tấn", 106.0, 11.0, anchors="rb", rank=1, clear=8)
    placed = {one.label.text: one for one in on_screen([first, second])}
    assert zoom_of(placed["Lộc Tấn"]) == 8
    assert placed["Lộc Tấn"].spot.boxes[0][1] > 0


def test_of_spots_that_show_alike_the_cheapest_is_taken_and_ink_costs():
    wanted = [
        Spot(0, 0, ((0, 0, 4, 2),), cost=0.3),
        Spot(10, 0, ((0, 0, 4, 2),), cost=0.1),
        Spot(5, 5, ((0, 0, 4, 2),), cost=0.2),
    ]
    (one,) = place([Label("A", "town", 1, tuple(wanted))], metric=paper())
    assert one.spot.x == 10
    grid = OccupancyGrid((0, 0, 20, 20))
    grid.add([shapely.LineString([(9, 1), (15, 1)])], weight=3.0)
    (one,) = place([Label("A", "town", 1, tuple(wanted))], metric=paper(), grid=grid)
    assert one.spot.x == 5


def test_what_never_finds_room_is_left_out():
    assert [one.label.text for one in on_screen([at("A", 106, 11), at("B", 106, 11, rank=1)])] == ["A"]


def test_a_series_keeps_its_distance():
    shields = [
        at("QL13", 106.6, 11 + 0.05 * i, kind="shield_trunk", anchors="c", rank=i, series="QL13") for i in range(8)
    ]
    placed = on_screen(shields)
    for zoom in ALL_ZOOMS:
        middles = boxes_px(placed, zoom)[:, [1, 3]].mean(axis=1)
        assert len(middles)
        assert (np.diff(np.sort(middles)) >= 260).all()
    assert len(boxes_px(placed, 14)) > len(boxes_px(placed, 8))


def test_labels_keep_off_signs():
    def sign(first):
        x, y = pixels(106.02, 11)
        return Sign(x, y, (-5, -5, 5, 5), first=first)

    blocked = on_screen([at("Lộc Ninh", 106, 11)], signs=[sign(0)])
    free = on_screen([at("Lộc Ninh", 106, 11)], signs=[sign(level_of(15))])
    assert zoom_of(blocked[0]) > zoom_of(free[0]) == 8


def test_a_name_may_stand_exactly_as_near_to_its_own_sign_as_it_may():
    """At every zoom: half a thousand places, whose pixels round this way and that, lose no spot by it."""
    for number in range(500):
        lon, lat = 105.5 + number * 0.00317, 10.7 + number * 0.00271
        x, y = pixels(lon, lat)
        sign = Sign(x, y, (-4, -4, 4, 4))
        (one,) = on_screen([at("Lộc Ninh", lon, lat, clear=4)], signs=[sign])
        assert zoom_of(one) == 8


def test_a_needed_label_drives_others_away_at_every_zoom_at_which_it_covers_them():
    first = [at("Lộc Ninh", 106.0, 11.0), at("Bù Đăng", 107.2, 11.8)]
    needed = replace(at("Lộc Tấn", 106.0, 11.0, rank=1), needed=True)
    assert {one.label.text for one in on_screen([*first, needed])} == {"Lộc Tấn", "Bù Đăng"}


def test_no_label_leaves_the_frame():
    inside, outside = Spot(0, 0, ((0, 0, 4, 2),), cost=1), Spot(8, 0, ((0, 0, 4, 2),))
    (one,) = place([Label("A", "town", 1, (outside, inside))], metric=paper(), frame=(0, 0, 10, 10))
    assert one.spot == inside


def test_spots_around_a_sign_keep_off_it_and_stand_alike_on_screen_and_paper():
    on_paper = around(0.0, 0.0, width=10.0, height=2.0, radius=1.0)
    for spot in on_paper:
        left, low, right, top = spot.boxes[0]
        assert (right - left, top - low) == pytest.approx((10, 2))
        assert left >= 1 or right <= -1 or low >= 1 or top <= -1
    for up, down in zip(on_paper, around(0.0, 0.0, width=10.0, height=2.0, radius=1.0, up=-1), strict=True):
        left, low, right, top = up.boxes[0]
        assert down.boxes[0] == pytest.approx((left, -top, right, -low))
        assert up.cost == down.cost
    assert on_paper[0].boxes == ((1, -1, 11, 1),)  # right and level: liked best


def test_a_name_along_a_line_is_turned_with_it_and_covered_by_its_boxes():
    spots = along(shapely.LineString([(0, 0), (30, 30)]), width=20.0, ascent=2.0, descent=1.0)
    assert {round(spot.turn) for spot in spots} == {45}
    corners = np.array([[0, -1], [20, -1], [20, 2], [0, 2]]) @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    for spot in spots:
        text = shapely.Polygon(corners + np.array([spot.x, spot.y]))
        assert shapely.covers(shapely.union_all([shapely.box(*b) for b in spot.footprint]).buffer(1e-9), text)
    assert along(shapely.LineString([(0, 0), (0, 10), (10, 10), (10, 0)]), width=15.0, ascent=2.0, descent=1.0) == ()


def test_the_plane_of_labels_goes_to_degrees_and_back():
    lon, lat = np.array([104.8, 106.123456, 107.8]), np.array([10.2, 11.654321, 12.6])
    there = pixels(lon, lat)
    assert np.array(degrees(*there)) == pytest.approx(np.array([lon, lat]), abs=1e-11)


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
    placed = on_screen(
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
    at_nine = {one.label.owner for one in view if zoom_of(one) <= 9}
    gates = {"gate-moc-bai", "gate-xa-mat", "gate-hoa-lu", "gate-tan-nam"}
    assert gates | {"cap-tay-ninh", "cap-dong-xoai", "cap-hcmc", "air-long-thanh", "province"} <= at_nine
    everywhere = (*view, *base_placed(Lang.VI, Edition.Y2022))
    texts = {one.label.text.replace("\n", " ") for one in everywhere if zoom_of(one) <= 11}
    assert {"QL13", "QL14", "QL22", "QL22B", "ĐT741", "Hồ Trị An", "Sông Bé", "Đường Hồ Chí Minh"} <= texts


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("lang", Lang)
def test_the_first_view_names_the_two_provinces_and_what_was_a_capital(lang, edition):
    """Not below the first view, where the credits stand, and not from the next zoom on only."""
    west, south, east, north = study().view
    view = view_placed(lang, edition, owners=owners())
    assert {"cap-tay-ninh", "cap-dong-xoai", "cap-thu-dau-mot", "cap-bien-hoa"} <= {
        one.label.owner for one in view if zoom_of(one) <= 9
    }
    named = {one.label.text.replace("\n", " "): one for one in view if one.label.kind == "province"}
    rows, column = frame(provinces_layer(edition)).set_index("code"), "name" if lang is Lang.VI else "name_en"
    for code in study().focus(edition):
        name = named[rows.loc[code, column]]
        assert zoom_of(name) <= (9 if code in {"72", "80"} else 10)  # "TP. Đồng Nai" is long
        lon, lat = degrees(name.spot.x, name.spot.y)
        assert west < lon < east
        assert south < lat < north


def test_what_is_off_takes_no_room():
    capitals = [one for one in layers.read("places").itertuples() if one.kind == "district_capital"]
    alone = view_placed(Lang.VI, Edition.Y2022, owners=frozenset(one.id for one in capitals))
    beside = view_placed(Lang.VI, Edition.Y2022, owners=owners())
    shown = [
        sum(one.label.owner.startswith("dist-") and zoom_of(one) <= 8 for one in labels) for labels in (alone, beside)
    ]
    assert shown[0] > shown[1]


def test_overlaps_are_found_where_they_are():
    boxes = np.array([[0, 0, 10, 10], [9, 9, 20, 20], [10, 0, 12, 5]])
    assert overlaps(boxes) == [(0, 1)]
    assert overlaps(boxes, slack_px=1) == []


def test_boxes_stand_where_the_label_stands():
    one = Placed(Label("A", DISTRICT, 1, ()), Spot(*pixels(0.0, 0.0), ((3.0, -4.0, 23.0, 4.0),)), level_of(9))
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
        text, kind = one.label.text.replace("\n", " "), one.label.kind
        if one.label.owner not in {"province", "cambodia"} or (
            one.label.owner == "province" and not kind.startswith("province")
        ):
            continue
        found.add(text)
        for zoom in (z for z in ALL_ZOOMS if z >= zoom_of(one)):
            area = shapely.transform((named | cambodia)[text], lambda at, z=zoom: np.column_stack(pixels(*at.T, z)))
            box = shapely.box(*boxes_px([one], zoom)[0])
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


def test_screen_and_paper_number_the_same_roads_and_name_the_same_things_first():
    """One rule (``layers.symbology.naming``): what only one of the two would number or put first is a second rule."""
    assert [number_kind(n) for n in ("CT.31", "QL14", "AH17", "ĐT741", "TL7", "ĐH19", "HL10", "23A")] == [
        "shield_motorway",
        *["shield_trunk"] * 2,
        *["shield_provincial"] * 5,
    ]
    assert road_numbers("QL14;ĐT741") == ["QL14", "ĐT741"]
    assert [road_numbers(none) for none in (None, "", ";")] == [[], [], []]
    numbered = {ref for refs in frame("roads")["ref"] for ref in road_numbers(refs)}
    drawn = {one.label.text for one in base_placed(Lang.VI, Edition.Y2022) if one.label.kind.startswith("shield")}
    assert {number[:2] for number in drawn} >= {"CT", "QL", "ĐT", "TL", "ĐH", "HL"}
    assert drawn <= numbered
    shown = view_placed(Lang.VI, Edition.Y2022, owners=owners())
    sooner = {
        " ".join(one.text.split()): one.priority
        for one in (p.label for p in shown)
        if one.priority != priority(one.kind)
    }
    assert sooner == {"Tây Ninh": SUBJECT, "Bình Phước": SUBJECT}
    assert sorted(("provincial_capital", "gate_international", DISTRICT, "project"), key=priority) == [
        "provincial_capital",
        "gate_international",
        DISTRICT,
        "project",
    ]


def test_what_is_remembered_of_spots_changes_no_placing() -> None:
    random = np.random.default_rng(4)
    frame = (0.0, 0.0, 60.0, 40.0)
    grid, signs = OccupancyGrid(frame), [Sign(30.0, 20.0, (-2.0, -2.0, 2.0, 2.0))]
    grid.add([shapely.LineString([(0, 0), (60, 40)])], weight=1.0)
    labels = [
        Label(f"n{n}", DISTRICT, float(random.integers(5)), around(*at, width=9.0, height=3.0, radius=0.5), rank=n)
        for n, at in enumerate(random.uniform(0, (60, 40), (40, 2)))
    ]
    memory: dict = {}
    for first in range(0, 40, 7):  # another one sooner each time, as where a name that must stand is tried
        tried = [replace(one, priority=SUBJECT) if n == first else one for n, one in enumerate(labels)]
        told = {"metric": paper(), "frame": frame, "signs": signs, "grid": grid}
        assert place(tried, **told, memory=memory) == place(tried, **told)
    assert len(memory) == len(labels)
