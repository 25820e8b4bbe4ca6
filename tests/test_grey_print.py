"""Sheets for black-and-white printers: groups and statuses are told apart without colour, on the map as in the legend."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from printed import WORLD, request

from briefing import draw, render
from briefing.map.annotations import BADGE_MM, draw_badge
from briefing.map.canvas import Canvas, grey
from layers import STATUSES, group_rank, project_groups
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


def test_a_grey_sheet_has_no_colour():
    image = Image.open(io.BytesIO(render(request(format="tif", dpi=150, greyscale=True), source=WORLD)))
    assert image.mode == "L"
