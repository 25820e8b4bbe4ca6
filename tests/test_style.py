"""The style table: told apart by readers with red-green blindness, by dash, and complete for every class."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from layers.catalogue import CATALOGUE, GATE_CLASSES, ROAD_CLASSES, STATUSES
from layers.places import PLACE_KINDS
from layers.projects import project_groups
from layers.signs import LineStyle, PointStyle
from layers.symbology import style
from layers.symbology.legend import legend_rows
from layers.symbology.symbols import SYMBOLS, svg_path
from words import Lang

GROUP_COLOURS = {group.key: group.colour for group in project_groups()}
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
VISION = {
    "usual": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
JUST_TOLD_APART = 2.3  # of CIELAB; the table keeps ten times that


def linear(colour: str) -> np.ndarray:
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear(colour), 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    low, high = sorted((TO_XYZ @ linear(colour))[1] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_colour_distance_is_right_where_it_is_known():
    assert lab("#ffffff", "usual") == pytest.approx([100, 0, 0], abs=0.02)
    assert np.linalg.norm(lab("#000000", "usual") - lab("#ffffff", "usual")) == pytest.approx(100, abs=0.01)
    # a red and a green that only red-green blindness brings together
    apart, together = (np.linalg.norm(lab("#c05050", v) - lab("#788020", v)) for v in ("usual", "deuteranopia"))
    assert together < 0.35 * apart


@pytest.mark.parametrize("vision", VISION)
def test_project_groups_keep_apart(vision):
    distances = {
        (a, b): np.linalg.norm(lab(GROUP_COLOURS[a], vision) - lab(GROUP_COLOURS[b], vision))
        for a, b in combinations(GROUP_COLOURS, 2)
    }
    assert min(distances.values()) > 10 * JUST_TOLD_APART, min(distances, key=distances.get)


def test_project_groups_keep_apart_in_grey():
    light = sorted(lab(colour, "usual")[0] for colour in GROUP_COLOURS.values())
    assert min(b - a for a, b in pairwise(light)) > 2 * JUST_TOLD_APART


def in_grey(look: LineStyle) -> tuple[np.ndarray, np.ndarray]:
    """Lightness along the middle of a line, sixty pixels of it, and across it, twelve pixels."""
    ground = lab(style.LAND, "usual")[0]
    core, edge = lab(look.colour, "usual")[0], lab(look.casing, "usual")[0]
    along = np.arange(0, 60, 0.1) / look.width_px % (sum(look.dash) or 1.0)
    ends = np.cumsum(look.dash or (1.0,))
    drawn = np.searchsorted(ends, along, side="right") % 2 == 0
    across = np.abs(np.arange(-6, 6, 0.1))
    inner = np.where(across <= look.width_px / 2, core, edge)
    return np.where(drawn, core, edge), np.where(across <= look.casing_px / 2, inner, ground)


def test_every_two_statuses_differ_in_grey_and_the_illustrative_from_all():
    for group in GROUP_COLOURS:
        signs = {status: in_grey(style.project_line(group, status)) for status in STATUSES}
        later = {status: in_grey(style.project_line(group, status, schematic=True)) for status in STATUSES[2:]}
        for (one, a), (other, b) in combinations([*signs.items(), *later.items()], 2):
            apart = max(np.abs(x - y).mean() for x, y in zip(a, b, strict=True))
            assert apart > 2 * JUST_TOLD_APART, (group, one, other, apart)


@pytest.mark.parametrize("ground", [style.fill("province", tone).fill for tone in ("focus", "study", "context")])
def test_routes_stand_out_from_the_land(ground):
    # 3 : 1 on the land of the study area; a little less on the dimmed land around it, where a white casing helps
    assert min(contrast(colour, ground) for colour in GROUP_COLOURS.values()) >= 2.8
    assert contrast(style.line("path", "after").colour, style.line("path", "after").casing) > 10


def test_labels_can_be_read_on_their_ground():
    # labels of neighbouring countries and regions stand back on purpose
    back = {"cambodia_province", "country", "province_context"}
    weak = {k: contrast(look.colour, look.shield or look.halo) for k, look in style.LABELS.items() if k not in back}
    assert {k for k, value in weak.items() if value < 4.0} == set()


def test_status_is_told_by_the_dash_alone():
    dashes = [style.STATUS_DASHES[status] for status in STATUSES]
    assert dashes[0] == dashes[1] == ()  # told by the width
    before, opened = (style.project_line("direct", status) for status in STATUSES[:2])
    assert opened.width_px >= 2 * before.width_px
    assert opened.width_mm >= 2 * before.width_mm
    assert len(set(dashes)) == len(STATUSES) - 1
    lengths = [dash[0] for dash in dashes if dash]
    assert all(before > after for before, after in pairwise(lengths))


@pytest.mark.parametrize("group", GROUP_COLOURS)
def test_a_closed_road_is_taken_for_no_project_whatever_its_status(group):
    closed = style.line("closure", "closed")
    for status in STATUSES:
        route = style.project_line(group, status)
        assert closed.casing_px > route.casing_px  # it covers the route it lies on
        for vision in VISION:  # what frames the line differs, and so does what is framed
            assert np.linalg.norm(lab(closed.casing, vision) - lab(route.casing, vision)) > 20 * JUST_TOLD_APART
            assert np.linalg.norm(lab(closed.colour, vision) - lab(route.colour, vision)) > 10 * JUST_TOLD_APART
    assert contrast(closed.casing, style.fill("province", "context").fill) > 4


@pytest.mark.parametrize("status", STATUSES)
def test_a_schematic_stretch_is_always_dashed(status):
    assert style.project_line("direct", status, schematic=True).dash
    assert style.project_line("direct", status, schematic=True).width_px < style.project_line("direct", status).width_px


def test_dashes_count_in_widths():
    assert LineStyle("#000000", 2.0, 0.5, dash=(4, 1.5)).dash_px == "8 3"


def test_every_class_of_the_catalogue_has_its_sign():
    for group, colour in GROUP_COLOURS.items():
        assert style.project_line(group, "open").colour == colour
    for kind in ROAD_CLASSES:
        assert style.line("road", kind).order > style.line("road_cambodia", kind).order
    for kind in set(PLACE_KINDS) - {"gate"}:
        style.point("place", kind)
        style.label(kind)
    for kind in GATE_CLASSES:
        style.point("gate", kind)
        style.label(f"gate_{kind}")
    drawn = {layer for layer, _ in style.every_style()} | {"project", "label"}
    assert {row.style for row in CATALOGUE.values() if row.style} <= drawn


def test_colours_are_six_digits_and_symbols_exist():
    for look in style.every_style().values():
        names = ("colour", "casing", "fill", "edge")
        colours = [value for name in names if (value := getattr(look, name, None)) is not None]
        assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)
        if isinstance(look, PointStyle):
            assert look.symbol in {*SYMBOLS, "circle", "ring"}


def test_a_symbol_fills_its_square():
    assert svg_path("diamond", size_px=10) == "M5 0L10 5L5 10L0 5Z"


@pytest.mark.parametrize("lang", Lang)
def test_the_legend_has_one_row_a_sign_and_none_for_what_is_not_shown(lang):
    rows = legend_rows(
        lang, layers={"border", "water"}, project_groups={"direct"}, statuses={"planned"}, schematic=True
    )
    assert [row.sign for row in rows][-2:] == [style.line("border", "national"), style.fill("water", "water")]
    assert [row.sign.dash for row in rows if row.heading == rows[1].heading] == [
        style.STATUS_DASHES["planned"],
        style.SCHEMATIC_DASH,
    ]
    assert rows[0].sign.colour == GROUP_COLOURS["direct"]
    assert len(rows) == 5
    assert legend_rows(lang, layers=()) == ()
