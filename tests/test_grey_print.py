"""Sheets for black-and-white printers: groups and statuses are told apart without colour, on the map as in the legend."""

from __future__ import annotations

import io
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from PIL import Image
from printed import WORLD, request

from briefing import draw, render
from briefing.map.annotations import BADGE_MM, badge_reach, draw_badge
from briefing.map.base_map import AREAS
from briefing.map.canvas import Canvas, grey, parallels
from layers import STATUSES, Hatch, group_rank, project_groups
from layers.symbology import style

GROUPS = [group.key for group in project_groups()]
APART = 0.12  # of the pixels of a plate, by more than a quarter of the way from black to white


def picture(group: str) -> np.ndarray:
    """A group's plate with a number, as the luminance of a printer without colour."""
    canvas = Canvas(10, 10, grey)
    draw_badge(canvas, 5, 5, "8", group=group, factor=1.0, z=5)
    canvas.figure.set_dpi(300)
    canvas.surface.draw()
    across, up = canvas.figure.canvas.get_width_height()
    image = Image.frombuffer("RGBA", (across, up), canvas.surface.buffer_rgba(), "raw", "RGBA", 0, 1)
    return np.asarray(image.convert("L")).astype(float)


def test_any_two_groups_have_plates_that_a_printer_without_colour_tells_apart():
    plate_px = np.pi * (BADGE_MM / 25.4 * 300) ** 2
    pictures = {group: picture(group) for group in GROUPS}
    for one, other in combinations(GROUPS, 2):
        differing = (np.abs(pictures[one] - pictures[other]) > 64).sum()
        assert differing > APART * plate_px, (one, other)


def test_the_number_can_be_read_on_every_plate():
    for plate in style.GREY_BADGES:
        ink, ground = (int(grey(colour)[1:3], 16) for colour in (plate.ink, plate.fill))
        assert abs(ink - ground) > 110


def test_any_two_statuses_differ_by_dash_or_width():
    for group in GROUPS:
        looks = {status: style.project_line(group, status) for status in STATUSES}
        for one, other in combinations(STATUSES, 2):
            assert looks[one].dash != looks[other].dash or abs(looks[one].width_mm - looks[other].width_mm) > 0.3


def test_plates_stand_on_the_map_and_in_the_legend_of_grey_sheets_alone(monkeypatch):
    seen = []
    real = style.group_badge
    monkeypatch.setattr(style, "group_badge", lambda group: seen.append(group) or real(group))
    drawing = draw(request(greyscale=True), source=WORLD)
    groups = {shown.project.group for shown in drawing.shown.projects}
    assert set(seen) == groups
    assert all(seen.count(group) >= 2 for group in groups)
    seen.clear()
    draw(request(), source=WORLD)
    assert seen == []


@pytest.mark.parametrize("group", ["hcm_road", "a group of the user's own"])
def test_a_group_that_nobody_knows_has_a_plate_too(group):
    assert style.group_badge(group) is style.GREY_BADGES[group_rank(group) % len(style.GREY_BADGES)]


HATCHED = [style.fill(kind, kind) for _, kind in AREAS]


def test_areas_of_the_ground_are_told_apart_by_their_lines():
    assert len({sign.hatch for sign in HATCHED}) == len(AREAS)
    assert None not in {sign.hatch for sign in HATCHED}


@pytest.mark.parametrize("turn", [0, 45, 90, 135])
def test_hatches_lie_inside_their_areas_evenly_apart(turn):
    lines = parallels(np.array([3.0, 4.0, 13.0, 9.0]), turn=turn, apart=0.7)
    assert np.allclose([shapely.distance(a, b) for a, b in pairwise(lines)], 0.7)
    canvas = Canvas(20, 20, grey)
    canvas.hatch([shapely.box(3, 4, 13, 9), shapely.box(13, 4, 16, 9)], Hatch((turn,), 0.7), z=1)
    (drawn,) = canvas.figure.axes[0].collections
    points = np.vstack([path.vertices for path in drawn.get_paths()])
    assert (points.min(axis=0) >= (3 - 1e-9, 4 - 1e-9)).all()
    assert (points.max(axis=0) <= (16 + 1e-9, 9 + 1e-9)).all()


def test_only_grey_sheets_have_hatches_on_the_map_and_in_the_legend(monkeypatch):
    seen = []
    real = Canvas.hatch
    monkeypatch.setattr(
        Canvas,
        "hatch",
        lambda self, shapes, hatch, **how: seen.append((hatch, self.grey)) or real(self, shapes, hatch, **how),
    )
    draw(request(greyscale=True), source=WORLD)
    water = style.fill("water", "water").hatch
    assert seen.count((water, True)) >= 3  # sea, lake, and its sign on the next page


@pytest.mark.parametrize("paper", ["A4", "A2"])
def test_plates_of_a_grey_legend_touch_neither_each_other_nor_a_text(paper):
    drawing = draw(request(paper=paper, greyscale=True), source=WORLD)
    groups = {str(shown.number): shown.project.group for shown in drawing.shown.projects}
    f = drawing.sheet.letters
    for page, boxes in ((drawing.canvas, [drawing.sheet.panel]), *((page, None) for page in drawing.annex)):
        plates, told = [], []
        for w in page.written:
            if boxes and not (boxes[0].x <= w.box.x <= boxes[0].right):
                continue
            if w.where == "badge":
                middle = shapely.box(*w.box.bounds).centroid
                plates.append(middle.buffer(badge_reach(groups[w.text], grey=True) * f, cap_style="square"))
            else:
                told.append(shapely.box(*w.box.bounds))
        assert plates
        assert not any(shapely.intersects(a, b) for a, b in combinations(plates, 2))
        tall = 0.6 * f  # room above and below a line that no letter fills
        assert not any(shapely.intersects(a, b.buffer(-tall / 2)) for a in plates for b in told)


def test_a_grey_sheet_has_no_colour():
    image = Image.open(io.BytesIO(render(request(format="tif", dpi=150, greyscale=True), source=WORLD)))
    assert image.mode == "L"
