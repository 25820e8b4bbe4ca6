"""True to scale and to the north: measured on the sheet, not asserted."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings, strategies as st
from PIL import Image
from printed import TOWNS, VIEW, WORLD, request, texts
from pyproj import Proj

from briefing import draw, render
from briefing.map.extent import fit, round_up
from briefing.map.marginalia import degrees, grid_step, north_angle, scale_bar_km
from briefing.map.print_map import require_room
from briefing.map.sheet import Box
from layers.geodesy import distance_m
from layers.study_area import study
from words import Lang
from words.errors import InputError

CAPITAL_RED = (192, 57, 43)
NEARLY = 3  # of 255: readers round colours differently
HAIR_MM = 0.01  # a tenth of the finest line


@pytest.fixture(scope="module")
def drawing():
    return draw(request(), source=WORLD)


def measured_mm(picture: Image.Image, drawing) -> float:
    """The way on paper between the red squares of the two capitals, in a picture of 300 dpi."""
    red = np.abs(np.asarray(picture.convert("RGB")).astype(int) - CAPITAL_RED).max(axis=2) <= NEARLY
    red[:, int(drawing.sheet.map.right / 25.4 * 300) :] = False  # the legend has such a square too
    rows, columns = np.nonzero(red)
    east = columns > columns.mean()
    (x0, y0), (x1, y1) = ((columns[w].mean(), rows[w].mean()) for w in (~east, east))
    return float(np.hypot(x1 - x0, y1 - y0)) / 300 * 25.4


def as_png() -> Image.Image:
    return Image.open(io.BytesIO(render(request(format="png"), source=WORLD)))


def as_pdf() -> Image.Image:
    """The PDF as poppler, a reader of another house, prints it."""
    if shutil.which("pdftoppm") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no pdftoppm on this machine")
    content = render(request(format="pdf"), source=WORLD)
    done = subprocess.run(["pdftoppm", "-r", "300", "-png"], input=content, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))


@pytest.mark.parametrize("picture", [as_png, as_pdf], ids=["png", "pdf"])
def test_distance_between_two_towns_is_true_on_the_printed_sheet(drawing, picture) -> None:
    (_, lon0, lat0), (_, lon1, lat1) = TOWNS.values()
    ground_m = measured_mm(picture(), drawing) / 1000 * drawing.extent.scale
    assert ground_m == pytest.approx(distance_m(lon0, lat0, lon1, lat1), rel=0.005)


def test_scale_bar_is_as_long_as_it_says(drawing) -> None:
    km = scale_bar_km(drawing.extent, longest=40.0)
    x, y = drawing.extent.box.centre
    half = km * 1e6 / drawing.extent.scale / 2
    (lon0, lat0), (lon1, lat1) = drawing.extent.to_ground(np.array([[x - half, y], [x + half, y]]))
    assert distance_m(lon0, lat0, lon1, lat1) == pytest.approx(km * 1000, rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(
    west=st.floats(study().extent[0], study().extent[2] - 0.02),
    south=st.floats(study().extent[1], study().extent[3] - 0.02),
    width=st.floats(0.001, 2.5),
    height=st.floats(0.001, 2.0),
)
def test_the_frame_holds_the_view_asked_for(west: float, south: float, width: float, height: float) -> None:
    view = (west, south, min(west + width, study().extent[2]), min(south + height, study().extent[3]))
    extent = fit(view, box=Box(10, 10, 200, 150))
    corners = shapely.get_coordinates(shapely.segmentize(shapely.box(*view), 0.02))
    paper = extent.to_paper(corners)
    assert (paper >= 10 - HAIR_MM).all()
    assert (paper <= (210 + HAIR_MM, 160 + HAIR_MM)).all()


def test_paper_and_ground_are_inverse(drawing) -> None:
    points = np.array([[106.2, 11.1], [107.1, 11.9]])
    assert drawing.extent.to_ground(drawing.extent.to_paper(points)) == pytest.approx(
        points, abs=1e-8
    )  # a millimetre on the ground


def test_chosen_scale_is_kept() -> None:
    assert fit(VIEW, box=Box(0, 0, 100, 100), scale=250_000).scale == 250_000


@pytest.mark.parametrize(
    ("needed", "given"),
    [
        (1_050_321, 1_250_000),
        (700_000, 750_000),
        (260_000, 400_000),
        (1_000_000, 1_000_000),
        (4_310, 10_000),
        (99_000, 100_000),
    ],
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
    [
        (106.5, Lang.VI, "east", "106°30′Đ"),
        (106.5, Lang.EN, "east", "106°30′E"),
        (11.0, Lang.VI, "north", "11°B"),
        (11 + 1 / 12, Lang.EN, "north", "11°05′N"),
    ],
)
def test_degrees_are_written_as_the_language_does(value: float, lang: Lang, axis: str, text: str) -> None:
    assert degrees(value, lang, axis=axis) == text


def test_graticule_has_lines_in_both_directions(drawing) -> None:
    grid = texts(drawing, "grid")
    assert grid_step(drawing.extent) == 0.25
    assert "106°30′Đ" in grid
    assert "11°30′B" in grid


@pytest.mark.parametrize(
    ("paper", "dpi", "fits"),
    [("A1", 300, True), ("A1", 600, False), ("A0", 300, True), ("A0", 600, False), ("A3", 600, True)],
)
def test_a_picture_too_large_for_the_memory_is_refused_with_the_remedy(paper, dpi, fits) -> None:
    wanted = request(format="png", paper=paper, dpi=dpi)
    if fits:
        require_room(wanted)
        return
    with pytest.raises(InputError, match="PDF") as caught:
        require_room(wanted)
    require_room(replace(wanted, dpi=caught.value.values["most"]))
    require_room(replace(wanted, format="pdf"))
