"""The print layout of the QGIS project: an A3 sheet with map, legend, numbers of the projects, scale, north, sources and notes.

It is drawn in metres at a round scale, whatever the project is in. A legend that has no room beside the map stands whole on a second page.
"""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING, Any, Final

from briefing.content import numbers_note, route_rows
from briefing.geodata.qgis_style import FONT, add_symbol, add_tree_layer, crs_element, text_style
from briefing.geodata.xml_tree import child
from layers import FillStyle, LabelStyle, LineStyle, legal_note
from layers.symbology import style
from words import day, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree import ElementTree as ET

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook
    from words import Lang

_PAGE_MM: Final = (420.0, 297.0)
_MAP_MM: Final = (10.0, 28.0, 292.0, 240.0)  # x, y, width, height
_SIDE_MM: Final = (306.0, 104.0)  # where the panel begins, and its width
_LONG: Final = 70  # letters of a line of that list
_PAGE, _LABEL, _MAP, _PICTURE, _LEGEND, _SCALE = "65638", "65641", "65639", "65640", "65642", "65646"
_BETWEEN_MM: Final = 10.0  # QGIS lays pages below each other
_IN_LEGEND: Final = (
    "ways",
    "routes",
    "gates",
    "places",
    "border",
    "provinces",
    "base_roads",
)  # what has no room stands on the second page, the last first
_NAME_MM, _ROW_MM = 3.4, 3.4  # height of a line of the list of names, of a row of the legend …
_TITLE_MM: Final = 6.3  # … and of the name of a layer above its rows
_FOOT_MM: Final = 246.0  # down to which the legend may reach
_SECOND_MM: Final = (10.0, 28.0, 400.0, 240.0)  # of the legend on a page of its own
_SECOND_COLUMNS: Final = 3
_ARROW: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30"><path d="M10 0L18 28L10 22L2 28Z" fill="#22303a"/></svg>'
_NAMES: Final = uuid.UUID("6f0b3a52-7d0c-4a6e-9a35-0d7e5f6a4b11")  # of the names of items below


def add_layout(
    root: ET.Element,
    looks: list[LayerLook],
    facts: Mapping[str, str],
    report: ReportData,
    *,
    extent: tuple[float, float, float, float],
    code: int,
) -> None:
    """Add the layout to a project; its map shows the extent in the plane of ``code`` (EPSG), metres."""
    lang = report.request.lang
    layout = child(child(root, "Layouts"), "Layout", name=say("geodata.layout", lang), units="mm", printResolution=300)
    pages = child(layout, "PageCollection")
    add_symbol(pages, FillStyle(style.PAPER), name="")
    x, width = _SIDE_MM
    numbers = _numbers(report)
    below = _MAP_MM[1] + _NAME_MM * (sum(1 + len(n) // _LONG for n in numbers) + 1)
    known = {look.name: look for look in looks}
    explained = [known[name] for name in _IN_LEGEND if name in known]
    beside = _that_fit(explained, room_mm=_FOOT_MM - below)
    for n in range(1 if len(beside) == len(explained) else 2):
        page = _item(pages, _PAGE, f"page{n or ''}", (0, 0, *_PAGE_MM), page=n)
        add_symbol(page, FillStyle(style.PAPER), name="")
    _map(layout, extent, code)
    _text(layout, "title", facts["title"], (10, 8, 400, 10), size=18, bold=True)
    _text(layout, "subtitle", _under_title(report), (10, 18, 400, 8), size=11)
    _text(layout, "numbers", "\n".join(numbers), (x, _MAP_MM[1], width, below - _MAP_MM[1]), size=8)
    _legend(layout, beside, report, (x, below, width, _FOOT_MM - below))
    if len(beside) < len(explained):
        _text(layout, "more", say("geodata.layout_more", lang), (x, _FOOT_MM, width, 5), size=7)
        _text(layout, "title_more", facts["title"], (10, 8, 400, 10), size=18, bold=True, page=1)
        _legend(layout, explained, report, _SECOND_MM, page=1, columns=_SECOND_COLUMNS)
    _scale_bar(layout, (x, 252, 80, 14))
    _scale_in_figures(layout, (x, 262, 80, 6), lang)
    arrow = base64.b64encode(_ARROW.encode("ascii")).decode("ascii")
    _item(
        layout, _PICTURE, "north", (x + 90, 249, 12, 18), file=f"base64:{arrow}", mode=0, northMode=1, mapUuid=_uuid("map"),
        anchorPoint=4, svgFillColor="34,48,58,255", svgBorderColor="34,48,58,255", resizeMode=0,
    )  # fmt: skip
    _text(layout, "notes", _notes(facts, report), (10, 271, 400, 22), size=7)


def _under_title(report: ReportData) -> str:
    request = report.request
    parts = [request.under_title(request.lang), request.organisation, request.author]
    parts.append(day(request.date, request.lang) if request.date else "")
    return " · ".join(part for part in parts if part)


def _numbers(report: ReportData) -> list[str]:
    """The projects by the numbers that stand on their lines."""
    lang = report.request.lang
    rows = [f"{report.numbers[row.project.id]}  {row.name(lang)}" for row in route_rows(report.projects)]
    return [say("layers.legend_heading_projects", lang), *rows]


def _notes(facts: Mapping[str, str], report: ReportData) -> str:
    lang, request = report.request.lang, report.request
    digests = say(
        "page.digests", lang, scenario=request.variant.title(lang), digest=report.digest, data=report.data_digest
    )
    edition = say(f"layers.edition_{request.edition.value}", lang)
    told = [legal_note(lang), f"{edition}. {facts['system']}. {facts['credits']}", facts["licence"], digests]
    return "\n".join(filter(None, [*told, numbers_note(report, lang)]))


def _uuid(name: str) -> str:
    return f"{{{uuid.uuid5(_NAMES, name)}}}"


def _item(
    parent: ET.Element, kind: str, name: str, box: tuple[float, ...], *, page: int = 0, **more: Any
) -> ET.Element:
    """An item of a layout by its place on a page: left, top, width, height in millimetres."""
    x, y, width, height = box
    down = y + page * (_PAGE_MM[1] + _BETWEEN_MM)
    about = {
        "type": kind, "uuid": _uuid(name), "templateUuid": _uuid(name), "id": name, "position": f"{x:g},{down:g},mm",
        "positionOnPage": f"{x:g},{y:g},mm", "size": f"{width:g},{height:g},mm", "referencePoint": 0, "visibility": 1, "opacity": 1,
        "itemRotation": 0, "positionLock": "false", "frame": "false", "background": "false", "outlineWidthM": "0.3,mm",
        "zValue": len(parent), "excludeFromExports": 0, "blendMode": 0,
    }  # fmt: skip
    item = child(parent, "LayoutItem", None, **(about | more))
    child(item, "FrameColor", red=34, green=48, blue=58, alpha=255)
    child(item, "BackgroundColor", red=255, green=255, blue=255, alpha=255)
    return item


def _map(layout: ET.Element, extent: tuple[float, float, float, float], code: int) -> None:
    """The map; its extent is grown to the shape of its frame at the next round scale."""
    from briefing.map import round_up  # noqa: PLC0415 - what draws is heavy

    item = _item(
        layout, _MAP, "map", _MAP_MM, frame="true", background="true", keepLayerSet="false", followPreset="false", mapRotation=0,
        drawCanvasItems="true", labelMargin="0,mm", mapFlags=0, isTemporal=0,
    )  # fmt: skip
    ground = item.find("BackgroundColor")
    assert ground is not None
    for name, k in (("red", 1), ("green", 3), ("blue", 5)):
        ground.set(name, str(int(style.ABROAD[k : k + 2], 16)))
    west, south, east, north = extent
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    per_mm = round_up(1000 * max((east - west) / _MAP_MM[2], (north - south) / _MAP_MM[3])) / 1000
    half_x, half_y = per_mm * _MAP_MM[2] / 2, per_mm * _MAP_MM[3] / 2
    child(
        item, "Extent", xmin=middle_x - half_x, ymin=middle_y - half_y, xmax=middle_x + half_x, ymax=middle_y + half_y
    )
    crs_element(child(item, "crs"), code)
    child(item, "AtlasMap", atlasDriven=0, margin="0.1", scalingMode=2)


def _text(
    layout: ET.Element, name: str, text: str, box: tuple[float, ...], *, size: float, bold: bool = False, page: int = 0
) -> None:
    how = {"htmlState": 0, "halign": 1, "valign": 32, "marginX": 0, "marginY": 0}
    item = _item(layout, _LABEL, name, box, page=page, labelText=text, **how)
    _font(child(item, "LabelFont"), size, bold=bold)
    child(item, "FontColor", red=34, green=48, blue=58, alpha=255)


def _font(element: ET.Element, size: float, *, bold: bool = False) -> None:
    element.set("description", f"{FONT},{size:g},-1,5,{75 if bold else 50},0,0,0,0,0")
    element.set("style", "Bold" if bold else "Regular")


def _legend(
    layout: ET.Element,
    looks: list[LayerLook],
    report: ReportData,
    box: tuple[float, ...],
    *,
    page: int = 0,
    columns: int = 1,
) -> None:
    """What is on the map; the table of layers beside it would tell of everything there is."""
    item = _item(
        layout, _LEGEND, f"legend{page or ''}", box, page=page, map_uuid=_uuid("map"), title="", columnCount=columns, splitLayer=1, equalColumnWidth=0, boxSpace=0,
        columnSpace=4, symbolWidth=8, symbolHeight="2.8", symbolAlignment=1, titleAlignment=1, lineSpacing="0.3", wrapChar="",
        fontColor="#22303a", resizeToContents=0, legendFilterByAtlas=0,
    )  # fmt: skip
    styles = child(item, "styles")
    for name, size, above in (
        ("title", 10, 0),
        ("group", 8.5, 2),
        ("subgroup", 8, 1.6),
        ("symbol", 7, 0.5),
        ("symbolLabel", 7, 0.5),
    ):
        own = child(
            styles,
            "style",
            name=name,
            marginTop=above,
            marginBottom=1.2 if name == "subgroup" else 0,  # the first class below it may be a heading without a sign
            marginLeft=1.5 if name == "symbolLabel" else 0,
            alignment=1,
            indent=0,
        )
        _font(child(own, "styleFont"), size, bold=name in {"group", "subgroup", "title"})
    tree = child(item, "layer-tree-group")
    for look in looks:
        add_tree_layer(tree, look, report)


def _that_fit(looks: list[LayerLook], *, room_mm: float) -> list[LayerLook]:
    """The layers that have room below each other, in their order; one that has none is passed over."""
    kept: list[LayerLook] = []
    for look in looks:
        headings = {one.heading for one in look.looks if one.heading}
        needed = _TITLE_MM + _ROW_MM * (len(look.looks) + len(headings))
        if needed <= room_mm:
            kept.append(look)
            room_mm -= needed
    return kept


def _scale_bar(layout: ET.Element, box: tuple[float, ...]) -> None:
    kilometres = 10
    item = _item(
        layout, _SCALE, "scale", box, mapUuid=_uuid("map"), style="Single Box", unitType="km", unitLabel="km",
        numMapUnitsPerScaleBarUnit=1, numUnitsPerSegment=kilometres, numSegments=2, numSegmentsLeft=0, segmentSizeMode=0, height=2,
        labelBarSpace=1, boxContentSpace=1, alignment=0, minBarWidth=30, maxBarWidth=80, segmentMillimeters=50,
    )  # fmt: skip
    text_style(item, LabelStyle(style.INK, 8, 8))
    thin = LineStyle(style.INK, 1, 0.2)
    for name in ("lineSymbol", "divisionLineSymbol", "subdivisionLineSymbol"):
        add_symbol(child(item, name), thin, name="")
    for name, colour in (("fillSymbol1", style.INK), ("fillSymbol2", style.PAPER)):
        add_symbol(child(item, name), FillStyle(colour), name="")


def _scale_in_figures(layout: ET.Element, box: tuple[float, ...], lang: Lang) -> None:
    """The scale as it is at any time: a reader may draw the map at another one."""
    item = _item(
        layout, _SCALE, "scale_figures", box, mapUuid=_uuid("map"), style="Numeric", alignment=0, boxContentSpace=1
    )
    text_style(item, LabelStyle(style.INK, 8, 8))
    written = child(child(item, "numericFormat", id="basic"), "Option", type="Map")
    commas = str("," in number(1000, lang)).lower()  # QGIS sets them apart by no other mark
    for name, kind, value in (
        ("decimals", "int", "0"),
        ("rounding_type", "int", "0"),
        ("show_thousand_separator", "bool", commas),
        ("show_trailing_zeros", "bool", "false"),
    ):
        child(written, "Option", name=name, type=kind, value=value)
