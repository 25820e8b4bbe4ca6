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
from briefing.map.sheet import Box
from layers import VN2000_UTM48N, Edition, altered_sentence, legal_note, provinces_layer, study, units_note
from layers.symbology import Label, centred, paper, place, roomy, style
from words import Lang, day, field_in, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import geopandas as gpd

    from briefing.map.base_map import Reader
    from briefing.map.canvas import Canvas
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest

INK: Final = style.INK
_STEPS_MINUTES: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_GRID: Final = "#7c93a3"


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


def draw_graticule(canvas: Canvas, extent: Extent, *, lang: Lang, letters: float) -> None:
    """Meridians and parallels, their degrees outside the frame, and the frame itself."""
    west, south, east, north = extent.bounds()
    step = grid_step(extent)
    cut, gap = Letters(5.4 * letters), 0.9 * letters
    b = extent.box
    for lon in _multiples(west, east, step):
        line = np.column_stack([np.full(40, lon), np.linspace(south - 0.1, north + 0.1, 40)])
        canvas.lines([shapely.LineString(extent.to_paper(line))], colour=_GRID, width=0.1, z=68, alpha=0.55, clip=b)
        text = degrees(lon, lang, axis="east")
        for y, up in ((b.y, -1), (b.top, 1)):
            x = _crossing(extent, lon, axis=0, fixed=y)
            if x is None:
                continue
            base = y + gap if up > 0 else y - gap - cut.capital
            canvas.segment(x, y, x, y + up * gap * 0.7, colour=INK, width=0.15, z=75)
            canvas.text(
                _held(x, cut.width(text), b.x, b.right),
                base,
                text,
                letters=cut,
                colour=INK,
                align="center",
                where="grid",
            )
    for lat in _multiples(south, north, step):
        line = np.column_stack([np.linspace(west - 0.1, east + 0.1, 40), np.full(40, lat)])
        canvas.lines([shapely.LineString(extent.to_paper(line))], colour=_GRID, width=0.1, z=68, alpha=0.55, clip=b)
        text = degrees(lat, lang, axis="north")
        for x, right in ((b.x, -1), (b.right, 1)):
            height = _crossing(extent, lat, axis=1, fixed=x)
            if height is None:
                continue
            y = height
            base = x - gap if right < 0 else x + gap + cut.capital
            canvas.segment(x, y, x + right * gap * 0.7, y, colour=INK, width=0.15, z=75)
            canvas.text(
                base,
                _held(y, cut.width(text), b.y, b.top),
                text,
                letters=cut,
                colour=INK,
                align="center",
                turn=90,
                where="grid",
            )
    canvas.rectangle(b, edge=INK, width=0.35, z=74)
    canvas.rectangle(b.inset(-3.2 * letters), edge=INK, width=0.15, z=74)


def scale_bar_km(extent: Extent, *, longest: float) -> float:
    """The longest round number of kilometres that is at most ``longest`` millimetres."""
    reach = longest * extent.scale / 1e6
    power = 10.0 ** math.floor(math.log10(reach))
    return max(step * power for step in (1, 2, 4, 5, 10) if step * power <= reach)


def draw_scale(canvas: Canvas, extent: Extent, box: Box, *, lang: Lang, letters: float, z: float = 10) -> None:
    """The scale in figures and as a bar of four fields; the arrow to the north stands to the right of them.

    ``z`` is the height of the letters, which on a plate within the map stand above it.
    """
    title, small = Letters(7.2 * letters, bold=True), Letters(5.6 * letters)
    arrow = 9.0 * letters
    canvas.text(
        box.x,
        box.top - title.ascent,
        f"{say('briefing.scale', lang)} 1:{number(extent.scale, lang)}",
        letters=title,
        where="panel",
        z=z,
    )
    km = scale_bar_km(extent, longest=box.width - arrow - 9 * letters)
    length = km * 1e6 / extent.scale
    x, y, thick = box.x + 0.8 * letters, box.top - title.line - 5.2 * letters, 1.1 * letters
    for k in range(4):
        canvas.rectangle(
            Box(x + k * length / 4, y, length / 4, thick),
            fill=INK if k % 2 == 0 else "#ffffff",
            edge=INK,
            width=0.18,
            z=76,
        )
    decimals = 0 if (km / 2).is_integer() else 1 if (km * 5).is_integer() else 2
    for part in (0, 0.5, 1):
        text = number(
            km * part, lang, decimals=decimals if part not in {0, 1} else 0 if float(km).is_integer() else decimals
        )
        canvas.text(
            x + part * length, y + thick + 0.8 * letters, text, letters=small, align="center", where="panel", z=z
        )
    canvas.text(x + length + 2.4 * letters, y, "km", letters=small, where="panel", z=z)
    note = Letters(4.9 * letters)
    canvas.text(
        box.x,
        y - 1.2 * letters - note.capital,
        say("briefing.scale_note", lang),
        letters=note,
        colour="#5a6670",
        where="panel",
        z=z,
    )
    draw_north(
        canvas,
        extent,
        box.right - arrow / 2,
        box.y + box.height / 2,
        size=min(box.height, 12.5 * letters),
        lang=lang,
        z=z,
    )


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
    _name_region(canvas, provinces, box, column=column, cut=Letters(min(4.4, box.width / letters / 10) * letters))
    frame = shapely.Polygon(region.to_paper(extent.outline())).intersection(
        shapely.box(box.x, box.y, box.right, box.top)
    )
    canvas.areas([frame], fill=None, edge="#c0392b", width=0.45 * letters, z=27)
    canvas.rectangle(box, edge=INK, width=0.2, z=28)


def _name_region(canvas: Canvas, provinces: gpd.GeoDataFrame, box: Box, *, column: str, cut: Letters) -> None:
    """Names of the provinces of the study area, where they have room."""
    labels = []
    focus = {code for edition in Edition for code in study().focus(edition)}
    for row in provinces[provinces["in_study"].astype(bool)].itertuples():
        text = str(getattr(row, column))
        height = cut.ascent + cut.descent
        points = roomy(row.geometry, width=cut.width(text), height=height)
        spots = centred(points, width=cut.width(text), height=height, step=0.008)
        labels.append(Label(text, "province", 0.0 if row.code in focus else 1.0, spots))
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
_ACCENT: Final = "#8c2f39"
_QUIET: Final = "#4d5a63"


@dataclass(frozen=True)
class TitleBlock:
    """Title, subtitle and the house above them, broken into lines; heights in millimetres."""

    lines: list[str]
    cut: Letters
    below: list[str]
    below_cut: Letters
    above: str
    above_cut: Letters
    right: list[str]
    height: float


def set_title(request: PrintRequest, *, width: float, letters: float) -> TitleBlock:
    """Break the title block for a sheet ``width`` millimetres wide inside its margins."""
    room = width - _BESIDE_TITLE * letters
    lines, cut = _set_heading(literal(request.title) or say("briefing.default_title", request.lang), room, letters)
    plain, above_cut = Letters(8.0 * letters), Letters(6.8 * letters, bold=True)
    below, below_cut = fit_lines(request.subtitle, sizes=[plain, plain.scaled(0.85)], width=room, most=2)
    above = shorten(literal(request.organisation), letters=above_cut, width=room)
    right = [say(f"layers.edition_{request.edition.value}", request.lang)]
    if request.date:
        right.append(say("briefing.dated", request.lang, day=day(request.date, request.lang)))
    height = (above_cut.line if above else 0) + len(lines) * cut.line + len(below) * below_cut.line + 1.6 * letters
    return TitleBlock(lines, cut, below, below_cut, above, above_cut, right, max(height, 10.5 * letters))


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
    if block.above:
        canvas.text(
            box.x, y - block.above_cut.ascent, block.above, letters=block.above_cut, colour=_ACCENT, where="title"
        )
        y -= block.above_cut.line
    for line in block.lines:
        canvas.text(box.x, y - block.cut.ascent, line, letters=block.cut, where="title_main")
        y -= block.cut.line
    for line in block.below:
        canvas.text(
            box.x, y - block.below_cut.capital - 0.3, line, letters=block.below_cut, colour=_QUIET, where="title"
        )
        y -= block.below_cut.line
    small = Letters(6.4 * letters)
    foot = box.y + 1.3 * letters + small.descent
    for n, line in enumerate(reversed(block.right)):
        canvas.text(box.right, foot + n * small.line, line, letters=small, colour=_QUIET, align="right", where="title")
    canvas.segment(box.x, box.y, box.right, box.y, colour=_ACCENT, width=0.7 * letters)


def foot_lines(
    request: PrintRequest, *, manifest: Mapping[str, Mapping[str, Any]], cut: bool
) -> list[tuple[str, bool]]:
    """The paragraphs of the foot, each with whether it is set bold; ``cut`` if a compared way leaves the frame."""
    lang = request.lang
    facts = [
        say("briefing.crs", lang, epsg=VN2000_UTM48N, operation=OPERATION),
        f"{say(f'briefing.edition_note_{request.edition.value}', lang)} {units_note(lang, request.edition)}".strip(),
        say(
            "briefing.data_date",
            lang,
            roads=_dated(manifest, "roads", request),
            projects=_dated(manifest, "projects", request),
        ),
    ]
    made = [say("briefing.data_digest", lang, digest=request.data_digest)] if request.data_digest else []
    made += [say("briefing.scenario_digest", lang, digest=request.scenario_digest)] if request.scenario_digest else []
    made += [say("briefing.author", lang, author=request.author)] if request.author else []
    made += [say("briefing.page", lang, page=request.page[0], of=request.page[1])] if request.page else []
    made += [say("briefing.printed", lang, day=day(request.date, lang))] if request.date else []
    return [
        *([(say("briefing.way_cut", lang), True)] if cut else []),
        *([(altered_sentence(request.altered, lang), True)] if request.altered else []),
        (legal_note(lang), True),
        (f"{say('briefing.sources', lang)} {say('briefing.credits', lang)}", False),
        (" ".join(facts), False),
        *([(" · ".join(made), False)] if made else []),
    ]


def set_foot(
    paragraphs: list[tuple[str, bool]], *, width: float, letters: float
) -> tuple[list[tuple[str, Letters]], float]:
    """The foot broken into lines, and the height it needs in millimetres."""
    lines = []
    for text, bold in paragraphs:
        cut = Letters(5.0 * letters, bold=bold)
        lines += [(line, cut) for line in break_lines(text, letters=cut, width=width)]
    return lines, sum(cut.line for _, cut in lines) + 1.0 * letters


def draw_foot(canvas: Canvas, box: Box, lines: list[tuple[str, Letters]]) -> None:
    """The foot under a hair line."""
    canvas.segment(box.x, box.top, box.right, box.top, colour="#9aa5ad", width=0.15)
    y = box.top - 0.8
    for text, cut in lines:
        canvas.text(
            box.x, y - cut.capital - 0.3, text, letters=cut, colour=style.INK if cut.bold else _QUIET, where="foot"
        )
        y -= cut.line


def _dated(manifest: Mapping[str, Mapping[str, Any]], layer: str, request: PrintRequest) -> str:
    """The reference date of a layer in the reader's language."""
    value = manifest.get(layer, {}).get("reference_date", "")
    return day(str(value), request.lang)
