"""The ONE style table: web map, print map, slides and every legend take their signs from here.

A style is looked up by layer and class: ``line("road", "primary")``. Widths come twice, in pixels
for the screen and in millimetres for print; dashes are in multiples of the line's own width, so
that one pattern serves both (matplotlib scales dashes alike). Colours of the project groups keep
apart for readers with red-green blindness; a test simulates that after Machado, Oliveira and
Fernandes (2009, doi:10.1109/TVCG.2009.113), and step by step in grey. Status never hangs on colour
alone: it is the dash and the width.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from layers.places import PLACE_KINDS
from layers.projects import group_colour, group_rank
from layers.signs import FillStyle, Hatch, LabelStyle, LineStyle, PointStyle

Style = LineStyle | FillStyle | PointStyle

INK: Final = "#22303a"


@dataclass(frozen=True)
class GreyBadge:
    """A number's plate where there is no colour: ``sides`` (0 for a disc) turned by degrees, ``size`` times a disc's."""

    sides: int
    turn: float
    size: float
    fill: str
    ink: str


GREY_BADGES: Final = tuple(
    GreyBadge(sides, turn, size, fill, ink)
    for fill, ink in ((INK, "#ffffff"), ("#ffffff", INK), ("#b4bcc2", INK))
    for sides, turn, size in ((0, 0.0, 1.0), (4, 45.0, 1.22), (4, 0.0, 1.35))
)
# frames of the sheets of a set that lie over each other, one after the other; the plate of a number has its frame's colour
SHEET_COLOURS: Final = (INK, "#a3105f", "#00663a", "#7a4300")
LAND: Final = "#faf8f2"
PAPER: Final = "#ffffff"
ABROAD: Final = "#ecebe7"

# one hue each, growing steadily darker: classes stay apart in grey and for every eye
SCALES: Final[dict[str, tuple[str, ...]]] = {
    "gain": ("#edf5e1", "#c7e6c8", "#8fd0ac", "#4fb094", "#1f8a80", "#0b6268", "#063c4b"),
    "loss": ("#fdecd8", "#fbd0a2", "#f5a868", "#e07b39", "#bb5320", "#8a3a16", "#5a2510"),
    "time": ("#eaf3fb", "#c5dcf0", "#93bee0", "#5a9aca", "#2f74ae", "#174f86", "#0b2f58"),
}
SCALE_OPACITY: Final = 0.78

STATUS_DASHES: Final[dict[str, tuple[float, ...]]] = {
    "existing": (),
    "open": (),
    "construction": (4.5, 1.4),
    "planned": (2.2, 1.4),
    "proposed": (0.9, 1.3),
}
_NOT_OPEN: Final = 0.28  # opacity of what is not open in the year shown
SCHEMATIC_DASH: Final = (1.8, 1.8)
ROUTES_ORDER: Final = 39  # the projects and all that belongs to them, from their pale upgrades upwards
_SCHEMATIC_BAND: Final = "#b9c2c9"

_LINES: Final[dict[tuple[str, str], LineStyle]] = {
    ("river", "river"): LineStyle("#a9cbdf", 1.2, 0.25, order=6),
    ("river", "canal"): LineStyle("#b8d4e4", 0.8, 0.18, order=6, min_zoom=10),
    ("road_cambodia", "motorway"): LineStyle("#d3cdc3", 1.4, 0.3, order=10),
    ("road_cambodia", "trunk"): LineStyle("#d3cdc3", 1.2, 0.28, order=10),
    ("road_cambodia", "primary"): LineStyle("#d6d1c8", 1.0, 0.24, order=10),
    ("road_cambodia", "secondary"): LineStyle("#dcd8d0", 0.8, 0.18, order=10, min_zoom=9),
    ("road_cambodia", "tertiary"): LineStyle("#e0dcd5", 0.6, 0.14, order=10, min_zoom=11),
    ("road", "tertiary"): LineStyle("#d8cfc0", 0.9, 0.16, order=11, min_zoom=10),
    ("road", "secondary"): LineStyle("#cbbda6", 1.2, 0.24, order=12),
    ("road", "primary"): LineStyle("#fdfbf6", 1.5, 0.34, casing="#a3927a", casing_px=2.7, casing_mm=0.62, order=13),
    ("road", "trunk"): LineStyle("#f3e3c3", 2.0, 0.46, casing="#8d7654", casing_px=3.4, casing_mm=0.8, order=14),
    ("road", "motorway"): LineStyle("#e9d3a8", 2.4, 0.55, casing="#6f5a3a", casing_px=4.2, casing_mm=0.98, order=15),
    ("border", "national"): LineStyle(
        "#4a3357", 1.6, 0.4, dash=(6, 2.2, 1, 2.2), casing="#d9b9e6", casing_px=8, casing_mm=2.0, order=30
    ),
    ("province", "boundary"): LineStyle("#8a7796", 1.2, 0.28, dash=(5, 2, 1, 2), order=22),
    ("district", "boundary"): LineStyle("#8f7fa0", 1.1, 0.22, dash=(3, 2), order=21),
    ("commune", "boundary"): LineStyle("#a79db0", 0.9, 0.17, dash=(1.5, 1.6), order=20),
    ("cambodia", "boundary"): LineStyle("#c4bfb8", 0.8, 0.18, dash=(4, 2, 1, 2), order=19),
    ("index", "frame"): LineStyle(INK, 1.2, 0.3, casing="#ffffff", casing_px=3.2, casing_mm=0.8, order=53),
    # compared paths are bands below the projects' lines: colour, dash and number of the road
    # that a path uses stay to be seen; bars and an edge tell before and after apart in grey
    ("path", "before"): LineStyle(
        "#76818a", 8.0, 2.0, dash=(0.4, 0.35), casing="#ffffff", casing_px=10, casing_mm=2.5, order=36
    ),
    ("path", "after"): LineStyle("#ffd21f", 10.0, 2.6, casing="#111111", casing_px=13, casing_mm=3.2, order=37),
    # a barrier's bars on red: red dashes on white are what a project's road under construction looks like
    ("closure", "closed"): LineStyle(
        "#ffffff", 5.0, 1.1, dash=(1.2, 1.2), casing="#c8001e", casing_px=11, casing_mm=2.4, order=52
    ),
    ("closure", "left"): LineStyle(
        "#4d565c", 2.6, 0.6, dash=(2.0, 1.6), casing="#ffffff", casing_px=5.5, casing_mm=1.2, order=50
    ),
    ("closure", "detour"): LineStyle("#e08a00", 4.0, 0.9, casing="#4a2f00", casing_px=6.5, casing_mm=1.4, order=51),
    ("border_strip", "near"): LineStyle("#bb5320", 6.0, 1.4, casing="#ffffff", casing_px=8.5, casing_mm=1.9, order=47),
    ("desire", "gain"): LineStyle(
        "#0b6b70", 3.0, 0.7, casing="#ffffff", casing_px=5, casing_mm=1.1, order=48, opacity=0.85
    ),
    ("tie", "cut"): LineStyle("#8a3a16", 5.0, 1.1, casing="#ffffff", casing_px=8, casing_mm=1.8, order=47),
    ("tie", "line"): LineStyle(
        "#0a5e9c", 3.0, 0.7, dash=(2.5, 1.5), casing="#ffffff", casing_px=5, casing_mm=1.1, order=45, opacity=0.85
    ),
    ("tie", "straight"): LineStyle(
        "#0b6b70", 3.0, 0.7, dash=(2.5, 1.2), casing="#ffffff", casing_px=5, casing_mm=1.1, order=47, opacity=0.9
    ),
    ("critical", "no_way_round"): LineStyle("#111111", 1.6, 0.4, dash=(1.5, 1.5), order=49),
    ("critical", "cut_off"): LineStyle("#111111", 3.0, 0.7, casing="#ffffff", casing_px=5, casing_mm=1.1, order=48),
    ("highlight", "line"): LineStyle("#ffd21f", 12.0, 2.6, order=39, opacity=0.75),
    ("highlight", "point"): LineStyle("#ffd21f", 5.0, 1.2, order=59, opacity=0.9),
}

_FILLS: Final[dict[tuple[str, str], FillStyle]] = {
    ("land", "vietnam"): FillStyle(LAND, order=1),
    ("land", "abroad"): FillStyle(ABROAD, order=0),
    ("cambodia", "land"): FillStyle(ABROAD, order=1),
    ("province", "context"): FillStyle("#f2f0ea", order=2),
    ("province", "study"): FillStyle(LAND, order=2),
    ("province", "focus"): FillStyle("#fff9e3", order=2),
    ("district", "own"): FillStyle("#f2c14e", opacity=0.3, outline=LineStyle("#8c2f39", 2.4, 0.6, order=23), order=9),
    ("forest", "forest"): FillStyle("#dfe9d3", order=3, hatch=Hatch((45,), 1.1)),
    ("park", "park"): FillStyle(
        "#cfe0c0",
        opacity=0.55,
        outline=LineStyle("#9dbb87", 0.8, 0.18, dash=(3, 2), order=4),
        order=4,
        hatch=Hatch((135,), 1.1),
    ),
    ("builtup", "builtup"): FillStyle("#e9dfd3", order=4, hatch=Hatch((90,), 0.7)),
    ("industrial", "industrial"): FillStyle("#e3dbe0", order=5, hatch=Hatch((0, 90), 0.8)),
    ("water", "water"): FillStyle("#c3ddeb", order=6, hatch=Hatch((0,), 0.7)),
    ("access", "not_connected"): FillStyle("#8f8f8f", opacity=SCALE_OPACITY, order=8),
    ("zone", "own"): FillStyle(
        "#001999", opacity=0.14, outline=LineStyle("#001999", 1.6, 0.4, dash=(4, 2), order=25), order=9
    ),
}

_POINTS: Final[dict[tuple[str, str], PointStyle]] = {
    **{("place", key): kind.sign for key, kind in PLACE_KINDS.items() if kind.sign is not None},
    ("gate", "international"): PointStyle("gate", "#5b2a86", "#ffffff", 17, 3.6, order=64),
    ("gate", "main"): PointStyle("gate", "#8a5cb0", "#ffffff", 14, 3.0, order=63),
    ("gate", "secondary"): PointStyle("gate", "#ffffff", "#8a5cb0", 11, 2.4, order=62),
    ("interchange", "known"): PointStyle("circle", "#22303a", "#ffffff", 8, 1.6, order=56),
    ("interchange", "assumed"): PointStyle("ring", "#ffffff", "#22303a", 8, 1.6, edge_px=2, edge_mm=0.35, order=55),
    ("closure", "bridge"): PointStyle(
        "square", "#ffffff", "#c8001e", 8, 1.8, edge_px=2, edge_mm=0.4, order=57, min_zoom=10
    ),
    ("closure", "great_bridge"): PointStyle("square", "#ffffff", "#c8001e", 9, 2.0, edge_px=2, edge_mm=0.4, order=58),
    ("tie", "crossing"): PointStyle("circle", "#8a3a16", "#ffffff", 19, 4.0, edge_px=2, edge_mm=0.4, order=67),
    ("trip", "stop"): PointStyle("circle", "#ffd21f", "#111111", 19, 4.0, edge_px=2, edge_mm=0.4, order=67),
    ("path", "end"): PointStyle("circle", "#111111", "#ffd21f", 14, 3.0, edge_px=3, edge_mm=0.6, order=66),
}

LABELS: Final[dict[str, LabelStyle]] = {
    **{key: kind.letters for key, kind in PLACE_KINDS.items() if kind.letters is not None},
    "province": LabelStyle("#6d5a82", 14, 10.5, weight=600, capitals=True, spacing_em=0.14, priority=3),
    "province_context": LabelStyle("#9a8fa6", 12, 9, capitals=True, spacing_em=0.14, priority=3, halo="#f7f5f0"),
    "district_own": LabelStyle("#7a2530", 13, 9.5, weight=600, priority=0),
    "district": LabelStyle("#66587a", 11, 8, italic=True, priority=5),
    "shield_sheet": LabelStyle("#ffffff", 12, 9, weight=700, shield="#22303a", priority=0),
    "country": LabelStyle("#8d8796", 14, 10, capitals=True, spacing_em=0.35, priority=1, halo=ABROAD),
    "gate_international": LabelStyle("#5b2a86", 12, 8, weight=600, priority=4),
    "project": LabelStyle("#22303a", 11, 7.5, weight=600, shield="#ffffff", bar_px=4, priority=8),
    "cambodia_province": LabelStyle("#9a948c", 12, 8, italic=True, spacing_em=0.08, priority=9, halo=ABROAD),
    "shield_motorway": LabelStyle("#ffffff", 10, 6.5, weight=700, shield="#2c5a8c", priority=11),
    "shield_trunk": LabelStyle("#ffffff", 10, 6.5, weight=700, shield="#7d2f2f", priority=10),
    "shield_provincial": LabelStyle("#4d4638", 9.5, 6, weight=600, shield="#fdf6df", priority=20, min_zoom=10),
    "lake": LabelStyle("#3f7796", 11, 7.5, italic=True, priority=12, halo="#dcecf4"),
    "river": LabelStyle("#3f7492", 11, 7, italic=True, priority=15, halo="#f3f7f8"),
    "gate_main": LabelStyle("#6d4291", 11, 7.5, weight=600, priority=14, min_zoom=9),
    "gate_secondary": LabelStyle("#6d4291", 10.5, 7, priority=30, min_zoom=10),
    "city": LabelStyle("#3b464c", 12, 8, weight=600, priority=9),
    "village": LabelStyle("#6b747a", 10, 7, priority=70, min_zoom=12),
    "peak": LabelStyle("#6b5638", 10.5, 7, italic=True, priority=35, min_zoom=10),
    "forest": LabelStyle("#55743f", 11, 7.5, italic=True, priority=23, min_zoom=9),
}


def line(layer: str, kind: str) -> LineStyle:
    """The line style of a layer's class; KeyError for one the table does not have."""
    return _LINES[layer, kind]


def fill(layer: str, kind: str) -> FillStyle:
    """The area style of a layer's class."""
    return _FILLS[layer, kind]


def point(layer: str, kind: str) -> PointStyle:
    """The point style of a layer's class."""
    return _POINTS[layer, kind]


def label(kind: str) -> LabelStyle:
    """The label style of a kind of label."""
    return LABELS[kind]


def scale(name: str, classes: int) -> tuple[FillStyle, ...]:
    """The areas of a scale from least to most, ``classes`` of its colours spread over the whole scale."""
    colours = SCALES[name]
    last = max(classes - 1, 1)
    picked = [colours[round(i * (len(colours) - 1) / last)] for i in range(classes)]
    return tuple(FillStyle(colour, opacity=SCALE_OPACITY, order=8) for colour in picked)


def as_seen(sign: FillStyle) -> str:
    """The colour that an area has on a map: what lies below shows through, so that a chart or table must not be darker."""
    parts = zip(*(bytes.fromhex(ink.lstrip("#")) for ink in (sign.fill, PAPER)), strict=True)
    return "#" + bytes(round(sign.opacity * own + (1 - sign.opacity) * below) for own, below in parts).hex()


def project_line(group: str, status: str, *, schematic: bool = False) -> LineStyle:
    """The line of a project's section: colour by group, dash by status, white casing.

    What was there before the base network is half as wide as what has opened since.
    A schematic stretch is thin, always dashed, and lies in a grey band, whatever its status; its legend row and its
    tooltip say that the alignment is illustrative.
    """
    plain = LineStyle(
        group_colour(group),
        4.0,
        0.9,
        STATUS_DASHES[status],
        casing="#ffffff",
        casing_px=7.0,
        casing_mm=1.5,
        order=ROUTES_ORDER + 1,
    )
    if schematic:
        dash = STATUS_DASHES[status] or SCHEMATIC_DASH
        return replace(plain, dash=dash, width_px=2.2, width_mm=0.48, casing=_SCHEMATIC_BAND)
    if status == "existing":
        return replace(plain, width_px=2.4, width_mm=0.5, casing_px=5.0, casing_mm=1.1)
    return replace(plain, width_px=5.0, width_mm=1.1, casing_px=8.0, casing_mm=1.7) if status == "open" else plain


def group_badge(group: str) -> GreyBadge:
    """How a group's number stands on a map without colours: told apart by outline and by tone, of which no two groups have both."""
    return GREY_BADGES[group_rank(group) % len(GREY_BADGES)]


def sheet_colour(number: int) -> str:
    """The colour of a sheet's frame and of its number's plate, by its number from 1."""
    return SHEET_COLOURS[(number - 1) % len(SHEET_COLOURS)]


def rims(count: int) -> tuple[LineStyle, ...]:
    """Rims of areas within limits, told apart by ever longer dashes; the last, of the largest area, is the broadest."""
    plain = LineStyle("#4d565c", 1.4, 0.3, casing="#ffffff", casing_px=3.4, casing_mm=0.75, order=46)
    return tuple(
        replace(plain, width_px=1.4 + 0.4 * n, width_mm=0.3 + 0.09 * n, dash=(1.2 + 2.4 * n, 1.6)) for n in range(count)
    )


def upgrade_band(group: str, status: str) -> LineStyle:
    """The line of a later upgrade on the same road: a broad pale band below the road's own line."""
    return replace(
        project_line(group, status), width_px=10.0, width_mm=2.2, casing=None, opacity=0.38, order=ROUTES_ORDER
    )


def every_style() -> dict[tuple[str, str], Style]:
    """The whole table, for the tests and for the page that shows it."""
    return {**_LINES, **_FILLS, **_POINTS}


def not_open(look: LineStyle) -> LineStyle:
    """The sign of a section that is not open in the year shown: pale, its dash kept."""
    return replace(look, opacity=_NOT_OPEN, casing=None)
