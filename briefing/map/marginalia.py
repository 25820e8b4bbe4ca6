"""What makes a drawing a map: degrees around the frame, scale bar, arrow to the north, locator; title block, sources, licences, legal note, dates and digests."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing.content import Letters, break_lines, fit_lines, literal, shorten
from briefing.map.base_map import lay, onto_paper, shared_lines
from briefing.map.extent import OPERATION, fit
from briefing.map.sheet import LEAST_PT, READ_PT, Box
from layers import VN2000_UTM48N, Edition, altered_sentence, legal_note, provinces_layer, study, units_note
from layers.symbology import Label, centred, paper, place, roomy, style
from words import Lang, day, field_in, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import geopandas as gpd

    from briefing.map.base_map import Reader
    from briefing.map.canvas import Canvas
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest

INK: Final = style.INK
_STEPS_MINUTES: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_GRID: Final = "#7c93a3"
_DEGREE: Final = "#3d5466"
_BAR_STEPS: Final = (1, 2, 5, 4, 3, 2.5, 1.5, 6, 8, 1.2)  # times powers of ten, the best liked first
_BAR_LEAST: Final = 0.745  # of the room of a bar that it takes at least
_GROUND: Final = 10  # height of what stands in the margin


def degrees(value: float, lang: Lang, *, axis: str) -> str:
    """A round degree as the language writes it: 106°30′Đ, 11°B; 106°30′E, 11°N."""
    minutes = round(value * 60)
    whole, rest = divmod(minutes, 60)
    text = f"{whole}°{rest:02d}′" if rest else f"{whole}°"
    return text + say(f"briefing.{axis}", lang)


def grid_step(extent: Extent, *, apart: float = 27.0) -> float:
    """Degrees between two lines of the graticule, so that they stand at least ``apart`` millimetres apart."""
    west, south, east, north = extent.bounds()
    per_mm = max((east - west) / extent.box.width, (north - south) / extent.box.height)
    return next((m for m in _STEPS_MINUTES if m / 60 >= per_mm * apart), _STEPS_MINUTES[-1]) / 60


def draw_graticule(
    canvas: Canvas, extent: Extent, *, lang: Lang, letters: float, reserved: Sequence[Box] = ()
) -> list[Box]:
    """Meridians and parallels, their degrees inside the frame, and the frame itself; gives what the degrees cover.

    They keep off what is ``reserved``. They stand inside, below and to the left, because outside they would cost the map a twentieth of the paper.
    """
    west, south, east, north = extent.bounds()
    step = grid_step(extent, apart=27.0 * letters)
    b, cut = extent.box, Letters(LEAST_PT * letters)
    covered: list[Box] = []
    kept_off = shapely.MultiPolygon([shapely.box(*box.bounds) for box in reserved])
    for axis, low, high in ((0, west, east), (1, south, north)):
        for value in _multiples(low, high, step):
            _draw_degree_line(canvas, extent, value, axis=axis)
            at = _crossing(extent, value, axis=axis, fixed=b.y if axis == 0 else b.x)
            if at is not None:
                text = degrees(value, lang, axis=("east", "north")[axis])
                place = _degree_box(b, cut.width(text), at, axis=axis, cut=cut)
                if b.holds(place) and not shapely.intersects(kept_off, shapely.box(*place.bounds)):
                    _write_degree(canvas, place, text, axis=axis, cut=cut)
                    covered.append(place)
    canvas.rectangle(b, edge=INK, width=0.4 * letters, z=74)
    return covered


def _draw_degree_line(canvas: Canvas, extent: Extent, value: float, *, axis: int) -> None:
    """A meridian (axis 0) or parallel (axis 1) across the frame."""
    west, south, east, north = extent.bounds()
    low, high = ((south, north), (west, east))[axis]
    run, same = np.linspace(low - 0.1, high + 0.1, 40), np.full(40, value)
    line = np.column_stack([same, run] if axis == 0 else [run, same])
    shape = shapely.LineString(extent.to_paper(line))
    canvas.lines([shape], colour=_GRID, width=0.1, z=68, alpha=0.55, clip=extent.box)


def _degree_box(b: Box, width: float, at: float, *, axis: int, cut: Letters) -> Box:
    """Where degrees stand at the foot (axis 0) or the left of a frame, beside their line."""
    gap = 0.25 * cut.capital
    if axis == 0:
        return Box(at + gap, b.y + gap, width, cut.ascent)
    return Box(b.x + gap, at + gap, cut.ascent, width)


def _write_degree(canvas: Canvas, place: Box, text: str, *, axis: int, cut: Letters) -> None:
    x, y = (place.x, place.y) if axis == 0 else (place.x + cut.capital, place.y)
    halo, turn = 0.3 * cut.capital, 90 if axis else 0
    canvas.text(x, y, text, letters=cut, colour=_DEGREE, turn=turn, halo=halo, z=73, where="grid")


def scale_bar_km(extent: Extent, *, longest: float) -> float:
    """The roundest number of kilometres between three quarters of ``longest`` millimetres and all of it."""
    reach = longest * extent.scale / 1e6
    power = 10.0 ** math.floor(math.log10(reach))
    fitting = [step * tens for step in _BAR_STEPS for tens in (power / 10, power) if step * tens <= reach * (1 + 1e-9)]
    return next(km for km in fitting if km >= _BAR_LEAST * reach)


def draw_scale(canvas: Canvas, extent: Extent, box: Box, *, lang: Lang, letters: float, z: float = 10) -> None:
    """The scale in figures and as a bar of four fields; the arrow to the north stands to the right of them.

    ``z`` is the height of the letters, which on a plate within the map stand above it.
    """
    title, small = Letters(8.0 * letters, bold=True), Letters(READ_PT * letters)
    arrow = 4.6 * letters
    text = f"{say('briefing.scale', lang)} 1:{number(extent.scale, lang)}"
    canvas.text(box.x, box.top - title.ascent, text, letters=title, where="panel", z=z)
    x, thick = box.x + 0.8 * letters, 1.1 * letters
    y = box.top - title.line - 0.4 * letters - small.line - thick
    _draw_bar(canvas, extent, Box(x, y, box.width - arrow - 1.2 * letters, thick), lang=lang, cut=small, z=z)
    size = min(box.height, 10.0 * letters)
    draw_north(canvas, extent, box.right - arrow / 2, box.top - size / 2, size=size, lang=lang, z=z)


def _draw_bar(canvas: Canvas, extent: Extent, room: Box, *, lang: Lang, cut: Letters, z: float) -> None:
    """The bar at the left of its room, its figures above, the unit behind the last."""
    km = scale_bar_km(extent, longest=room.width)
    length = km * 1e6 / extent.scale
    for k in range(4):
        fill = INK if k % 2 == 0 else style.PAPER
        field = Box(room.x + k * length / 4, room.y, length / 4, room.height)
        canvas.rectangle(field, fill=fill, edge=INK, width=0.18, z=76)
    decimals = next(d for d in (0, 1, 2) if (km / 2 * 10**d).is_integer() or d == 2)  # noqa: PLR2004 - no finer bar
    base = room.y + room.height + 0.3 * cut.capital
    for part, align in ((0.0, "left"), (0.5, "center"), (1.0, "right")):
        value = km * part
        text = number(value, lang, decimals=0 if float(value).is_integer() else decimals)
        text = f"{text} km" if part == 1 else text
        canvas.text(room.x + part * length, base, text, letters=cut, align=align, where="panel", z=z)


def north_angle(extent: Extent) -> float:
    """Direction of true north at the centre of the map: degrees counter-clockwise from up on the paper."""
    lon, lat = extent.to_ground(np.array([extent.box.centre]))[0]
    (x0, y0), (x1, y1) = extent.to_paper(np.array([[lon, lat - 0.01], [lon, lat + 0.01]]))
    return math.degrees(math.atan2(-(x1 - x0), y1 - y0))


def draw_north(canvas: Canvas, extent: Extent, x: float, y: float, *, size: float, lang: Lang, z: float = 10) -> None:
    """An arrow to true north, ``size`` millimetres high with its letter, centred on x, y."""
    cut = Letters(size * 0.78, bold=True)
    height = size - cut.capital - 0.6
    foot = y - size / 2
    a = math.radians(north_angle(extent))
    turn = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    half = np.array([(0.0, height), (-0.3 * height, 0.0), (0.0, 0.2 * height)])
    for side, ink in ((1, INK), (-1, "#ffffff")):
        ring = (half * (side, 1.0) - (0, height / 2)) @ turn + (x, foot + height / 2)
        canvas.polygon(np.vstack([ring, ring[:1]]), fill=ink, edge=INK, width=0.2, z=76)
    canvas.text(
        x - math.sin(a) * height / 2,
        foot + height + 0.6,
        say("briefing.north_letter", lang),
        letters=cut,
        align="center",
        where="panel",
        z=z,
    )


def draw_locator(
    canvas: Canvas, extent: Extent, box: Box, *, reader: Reader, edition: Edition, lang: Lang, letters: float
) -> None:
    """Where the sheet lies in the region; the region only, never the whole country."""
    region = fit(study().extent, box=box)
    canvas.rectangle(box, fill=style.fill("land", "abroad").fill, z=20)
    sea = onto_paper(np.array([shapely.Polygon(study().sea)], dtype=object), extent=region)
    canvas.areas(sea, fill=style.fill("water", "water").fill, z=20.5, clip=box)
    provinces = lay(reader(provinces_layer(edition)), extent=region, layer="provinces")
    focus = provinces["code"].astype(str).isin(study().focus(edition))
    canvas.areas(provinces.geometry[~focus], fill="#ffffff", z=21, clip=box)
    canvas.areas(provinces.geometry[focus], fill="#f3dfa8", z=21, clip=box)
    canvas.lines([shared_lines(provinces)], colour="#a9a2ae", width=0.13 * letters, z=22, clip=box)
    border = lay(reader("border"), extent=region, layer="border")
    canvas.lines(border.geometry, colour=style.line("border", "national").colour, width=0.3 * letters, z=23, clip=box)
    column = field_in(provinces.columns, "name", lang)
    _name_region(canvas, provinces, box, edition=edition, column=column, cut=Letters(READ_PT * letters))
    frame = shapely.Polygon(region.to_paper(extent.outline())).intersection(
        shapely.box(box.x, box.y, box.right, box.top)
    )
    canvas.areas([frame], fill=None, edge="#c0392b", width=0.45 * letters, z=27)
    canvas.rectangle(box, edge=INK, width=0.2, z=28)


def _name_region(
    canvas: Canvas, provinces: gpd.GeoDataFrame, box: Box, *, edition: Edition, column: str, cut: Letters
) -> None:
    """Names of the two provinces, where they have room."""
    labels = []
    focus = set(study().focus(edition))
    for row in provinces[provinces["code"].astype(str).isin(focus)].itertuples():
        text = str(getattr(row, column))
        height = cut.ascent + cut.descent
        points = roomy(row.geometry, width=cut.width(text), height=height)
        spots = centred(points, width=cut.width(text), height=height, step=0.008)
        labels.append(Label(text, "province", 0.0, spots))
    for one in place(labels, metric=replace(paper(), gap=(0.4, 0.1)), frame=box.inset(0.5).bounds):
        left, low, _, _ = one.spot.footprint[0]
        canvas.text(
            left, low + cut.descent, one.label.text, letters=cut, colour="#4d5860", halo=0.25, z=26, where="locator"
        )


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _crossing(extent: Extent, value: float, *, axis: int, fixed: float) -> float | None:
    """Where a meridian (axis 0) or parallel (axis 1) meets a horizontal or vertical side of the frame."""
    b = extent.box
    run = np.linspace(b.x, b.right, 60) if axis == 0 else np.linspace(b.y, b.top, 60)
    points = np.column_stack([run, np.full(60, fixed)] if axis == 0 else [np.full(60, fixed), run])
    seen = extent.to_ground(points)[:, axis]
    return float(np.interp(value, seen, run)) if seen[0] <= value <= seen[-1] else None


def _held(middle: float, width: float, low: float, high: float) -> float:
    """The middle moved so that a text of ``width`` stays between low and high."""
    return min(max(middle, low + width / 2), high - width / 2)


_TITLE_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_BESIDE_TITLE: Final = 62.0  # millimetres on A4 kept for edition and date
_HOUSE_PT, _BESIDE_PT = 6.8, 6.4
_SIGN_MM: Final = (31.0, 15.0)  # a box to sign
ACCENT: Final = "#8c2f39"
_QUIET: Final = "#4d5a63"


@dataclass(frozen=True)
class TitleBlock:
    """Title, subtitle and the house above them, broken into lines; heights in millimetres."""

    lines: list[str]
    cut: Letters
    below: list[str]
    below_cut: Letters
    above: list[tuple[str, Letters]]
    right: list[str]
    height: float


def set_title(request: PrintRequest, *, width: float, letters: float) -> TitleBlock:
    """Break the title block for a sheet ``width`` millimetres wide inside its margins."""
    room = width - _BESIDE_TITLE * letters
    lines, cut = _set_heading(literal(request.title) or say("briefing.default_title", request.lang), room, letters)
    plain, official = Letters(8.0 * letters), request.official
    below, below_cut = fit_lines(request.subtitle, sizes=[plain, plain.scaled(0.85)], width=room, most=2)
    houses = ((official.superior, False), (request.organisation, True))
    above = [(literal(text), Letters(_HOUSE_PT * letters, bold=bold)) for text, bold in houses if text]
    above = [(shorten(text, letters=one, width=room), one) for text, one in above]
    small = Letters(_BESIDE_PT * letters)
    right = break_lines(official.annex, letters=small, width=_BESIDE_TITLE * letters)
    right.append(say(f"layers.edition_{request.edition.value}", request.lang))
    if request.date or official.place:
        right.append(_dated_at(request))
    height = sum(one.line for _, one in above) + len(lines) * cut.line + len(below) * below_cut.line
    height = max(height, len(right) * small.line, 6.6 * letters) + 1.6 * letters
    return TitleBlock(lines, cut, below, below_cut, above, right, height)


def _dated_at(request: PrintRequest) -> str:
    """The day, and where the sheet is dated; a place without a day keeps the room to write it by hand, as the report does."""
    lang, place = request.lang, literal(request.official.place)
    if not request.date:
        return f"{place}, {say('document.day_open', lang)}"
    dated = say("briefing.dated", lang, day=day(request.date, lang))
    return say("briefing.dated_at", lang, place=place, day=day(request.date, lang)) if place else dated


def _set_heading(title: str, room: float, letters: float) -> tuple[list[str], Letters]:
    """One line in large letters, else two, else three in the smallest: it grows down before it shrinks away."""
    sizes = [Letters(s * letters, bold=True) for s in _TITLE_SIZES]
    for most, choice in ((1, sizes[:5]), (2, sizes[3:])):
        lines, cut = fit_lines(title, sizes=choice, width=room, most=most)
        if len(break_lines(title, letters=cut, width=room)) <= most:
            return lines, cut
    return fit_lines(title, sizes=sizes[-2:], width=room, most=3)


def draw_title(canvas: Canvas, box: Box, block: TitleBlock, *, letters: float) -> None:
    """The title block with a rule under it."""
    y = box.top
    for text, cut in block.above:
        canvas.text(box.x, y - cut.ascent, text, letters=cut, colour=ACCENT, where="title")
        y -= cut.line
    for line in block.lines:
        canvas.text(box.x, y - block.cut.ascent, line, letters=block.cut, where="title_main")
        y -= block.cut.line
    for line in block.below:
        canvas.text(
            box.x, y - block.below_cut.capital - 0.3, line, letters=block.below_cut, colour=_QUIET, where="title"
        )
        y -= block.below_cut.line
    small = Letters(_BESIDE_PT * letters)
    foot = box.y + 1.3 * letters + small.descent
    for n, line in enumerate(reversed(block.right)):
        canvas.text(box.right, foot + n * small.line, line, letters=small, colour=_QUIET, align="right", where="title")
    canvas.segment(box.x, box.y, box.right, box.y, colour=ACCENT, width=0.7 * letters)


@dataclass(frozen=True)
class Foot:
    """The foot broken into lines, each of pieces that follow each other; its height in millimetres."""

    lines: list[list[tuple[str, Letters]]]
    height: float
    boxes: tuple[tuple[str, str], ...] = ()


def foot_paragraphs(
    request: PrintRequest, *, manifest: Mapping[str, Mapping[str, Any]], said: Sequence[str]
) -> list[list[tuple[str, bool]]]:
    """What every map says of itself, in paragraphs of pieces, each with whether it is set bold.

    ``said`` goes before how it was made: what this sheet leaves out.
    """
    lang = request.lang
    made = [say("briefing.crs_short", lang, epsg=VN2000_UTM48N), say("briefing.scale_note", lang)]
    made += [dates_note(request, manifest), *digests(request)]
    made += [say("briefing.printed", lang, day=day(request.date, lang))] if request.date else []
    made += (
        [say("briefing.page", lang, page=request.page[0], of=request.page[1])]
        if request.page and request.page[0]
        else []
    )
    return [
        *([[(altered_sentence(request.altered, lang), True)]] if request.altered else []),
        [(legal_note(lang), True), (credits_note(lang), False)],
        [*((text, True) for text in said), (" · ".join(text.rstrip(".") for text in made), False)],
    ]


def credits_note(lang: Lang) -> str:
    """Where the data come from, with their licences."""
    return f"{say('briefing.sources', lang)} {say('briefing.credits', lang)}"


def dates_note(request: PrintRequest, manifest: Mapping[str, Mapping[str, Any]]) -> str:
    """The days of which roads and projects are told."""
    days = {layer: _dated(manifest, layer, request) for layer in ("roads", "projects")}
    return say("briefing.data_date", request.lang, **days)


def digests(request: PrintRequest) -> list[str]:
    """What the sheet was made from, and by whom."""
    lang = request.lang
    made = [say("briefing.data_digest", lang, digest=request.data_digest)] if request.data_digest else []
    made += [say("briefing.scenario_digest", lang, digest=request.scenario_digest)] if request.scenario_digest else []
    return made + ([say("briefing.author", lang, author=request.author)] if request.author else [])


def method_notes(request: PrintRequest) -> list[str]:
    """How the map is drawn, and of which administrative map, in whole sentences."""
    lang = request.lang
    return [
        say("briefing.crs", lang, epsg=VN2000_UTM48N, operation=OPERATION),
        f"{say(f'briefing.edition_note_{request.edition.value}', lang)} {units_note(lang, request.edition)}".strip(),
    ]


def sign_boxes(request: PrintRequest) -> tuple[tuple[str, str], ...]:
    """The boxes to sign, each with its heading and the name under it, where they are asked for."""
    official = request.official
    names = {"drawn_by": request.author, "checked_by": official.checker, "approved_by": official.approver}
    return tuple((say(f"briefing.{k}", request.lang), literal(n)) for k, n in names.items()) if official.boxes else ()


def set_foot(
    paragraphs: list[list[tuple[str, bool]]], *, width: float, letters: float, boxes: tuple[tuple[str, str], ...] = ()
) -> Foot:
    """The foot broken into lines, beside the boxes to sign: a piece begins where the one before ends."""
    width -= len(boxes) * _SIGN_MM[0] * letters + (2.0 * letters if boxes else 0.0)
    lines: list[list[tuple[str, Letters]]] = []
    for pieces in paragraphs:
        left, line = width, []
        for text, bold in pieces:
            cut = Letters(LEAST_PT * letters, bold=bold)
            begin, rest = first_line(text, letters=cut, width=left)
            line += [(begin, cut)] if begin else []
            left -= cut.width(begin + "  ")
            for further in break_lines(rest, letters=cut, width=width):
                lines.append(line)
                line, left = [(further, cut)], width - cut.width(further + "  ")
        lines.append(line)
    line_mm = Letters(LEAST_PT * letters).line
    height = max(len(lines) * line_mm + 0.8 * letters, (_SIGN_MM[1] + 1.2) * letters if boxes else 0.0)
    return Foot(lines, height, boxes)


def first_line(text: str, *, letters: Letters, width: float) -> tuple[str, str]:
    """What of a text fits into the rest of a line, and what is left of it."""
    words = literal(text).split()
    fitting = 0
    while fitting < len(words) and letters.width(" ".join(words[: fitting + 1])) <= width:
        fitting += 1
    return " ".join(words[:fitting]), " ".join(words[fitting:])


def draw_foot(canvas: Canvas, box: Box, foot: Foot, *, letters: float) -> None:
    """The foot under a hair line."""
    canvas.segment(box.x, box.top, box.right, box.top, colour="#9aa5ad", width=0.15)
    y = box.top - 0.5 * letters
    for line in foot.lines:
        x = box.x
        for text, cut in line:
            shade = style.INK if cut.bold else _QUIET
            canvas.text(x, y - cut.capital - 0.3 * letters, text, letters=cut, colour=shade, where="foot")
            x += cut.width(text + "  ")
        y -= Letters(LEAST_PT * letters).line
    _draw_boxes(canvas, box, foot, letters=letters)


def _draw_boxes(canvas: Canvas, box: Box, foot: Foot, *, letters: float) -> None:
    """The boxes to sign in the right corner: who, room for a name in ink, the name in print."""
    width, height = (side * letters for side in _SIGN_MM)
    bold, plain = Letters(_BESIDE_PT * letters, bold=True), Letters(_BESIDE_PT * letters)
    for n, (head, name) in enumerate(reversed(foot.boxes), start=1):
        own = Box(box.right - n * width, box.top - 1.2 * letters - height, width, height)
        canvas.rectangle(own, edge=style.INK, width=0.2)
        middle = own.centre[0]
        canvas.text(middle, own.top - bold.ascent - 0.5 * letters, head, letters=bold, align="center", where="foot")
        line = shorten(name, letters=plain, width=width - 2 * letters)
        canvas.text(middle, own.y + plain.descent + 0.5 * letters, line, letters=plain, align="center", where="foot")


def _dated(manifest: Mapping[str, Mapping[str, Any]], layer: str, request: PrintRequest) -> str:
    """The reference date of a layer in the reader's language."""
    value = manifest.get(layer, {}).get("reference_date", "")
    return day(str(value), request.lang)
