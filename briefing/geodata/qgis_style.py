"""How QGIS calls its layers (ids, titles, where they lie) and draws them: QML of 3.22 and later, rules by the column ``sign``.

Widths are the millimetres of the style table, so that a layout prints like our sheets. A dash is written in millimetres.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pyproj

from briefing.geodata.aliases import alias_elements
from briefing.geodata.looks import LAND
from briefing.geodata.xml_tree import child
from layers import FillStyle, LineStyle, PointStyle
from layers.symbology import SYMBOLS, svg_path
from words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook, Look, Names, Sign
    from layers import LabelStyle
    from words import Lang

VERSION: Final = "3.22.0"
DATA: Final = "du-lieu.gpkg"
FONT: Final = "Tahoma"  # with Vietnamese letters on Windows and macOS; QGIS takes its own where it is missing
# how a symbol of the style table is called among the plain markers of QGIS and of SLD; the others go as pictures
MARKERS: Final = {"circle": "circle", "ring": "circle", "square": "square", "diamond": "diamond", "star": "star"}
_GEOMETRY: Final = {LineStyle: "line", FillStyle: "fill", PointStyle: "marker"}
_SCALE_AT_ZOOM_0: Final = 559_082_264  # denominator of a web map at the equator, dots of 0.28 mm
_BOLD, _REGULAR = 75, 50  # weights as Qt counts them
_BOLD_FROM: Final = 600
_PX: Final = 64  # side of a symbol kept as a picture


def style_elements(parent: ET.Element, look: LayerLook) -> None:
    """Renderer and names of a layer, below an element of QML or of a project."""
    _renderer(parent, look.looks)
    if look.names:
        _labeling(parent, look)
    child(parent, "blendMode", "0")
    child(parent, "featureBlendMode", "0")
    child(parent, "layerOpacity", "1")


def qml(look: LayerLook, columns: list[str], lang: Lang) -> str:
    """A style as a GeoPackage keeps it beside its tables, with the words of its ``columns``."""
    root = ET.Element(
        "qgis", version=VERSION, labelsEnabled=str(int(bool(look.names))), styleCategories="Symbology|Labeling|Fields"
    )
    style_elements(root, look)
    alias_elements(root, columns, lang)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def _renderer(parent: ET.Element, looks: Iterable[Look]) -> None:
    """One rule a class, below its heading; cores above all rims, so that crossing lines run into each other."""
    renderer = child(parent, "renderer-v2", type="RuleRenderer", symbollevels=1, forceraster=0, enableorderby=0)
    rules, symbols = child(renderer, "rules", key="{root}"), child(renderer, "symbols")
    parts: dict[str, ET.Element] = {"": rules}
    for number, look in enumerate(looks):
        if look.heading not in parts:
            parts[look.heading] = child(rules, "rule", key=f"{{part{len(parts)}}}", label=look.heading)
        rule = child(
            parts[look.heading], "rule", key=f"{{{number}}}", symbol=number, label=look.text, filter=_is(look.key)
        )
        if look.sign.min_zoom:
            rule.attrib |= {"scalemindenom": "1", "scalemaxdenom": str(denominator(look.sign.min_zoom))}
        add_symbol(symbols, look.sign, name=str(number))


def denominator(zoom: int) -> int:
    """The scale at which a zoom of the web map begins, with half a step of room."""
    return round(_SCALE_AT_ZOOM_0 / 2 ** (zoom - 0.5))


def _is(key: str) -> str:
    return f"\"sign\" = '{key}'" if key else ""


def add_symbol(parent: ET.Element, sign: Sign, *, name: str) -> ET.Element:
    """A symbol of QGIS that draws a sign of the style table."""
    symbol = child(parent, "symbol", type=_GEOMETRY[type(sign)], name=name, alpha=1, clip_to_extent=1, force_rhr=0)
    if isinstance(sign, LineStyle):
        _line(symbol, sign)
    elif isinstance(sign, FillStyle):
        fill = {
            "color": rgba(sign.fill, sign.opacity),
            "style": "solid" if sign.opacity else "no",
            "outline_style": "no",
        }
        add_layer(symbol, "SimpleFill", fill)
        if sign.outline is not None:
            _line(symbol, sign.outline)
    else:
        _marker(symbol, sign)
    return symbol


def _line(symbol: ET.Element, sign: LineStyle) -> None:
    if sign.casing is not None:
        add_layer(symbol, "SimpleLine", _stroke(sign.casing, sign.casing_mm))
    dash = ";".join(f"{part * sign.width_mm:.3g}" for part in sign.dash)
    core = _stroke(sign.colour, sign.width_mm, sign.opacity)
    if dash:
        core |= {"use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM", "capstyle": "flat"}
    add_layer(symbol, "SimpleLine", core, level=1)


def _stroke(colour: str, width_mm: float, opacity: float = 1.0) -> dict[str, str]:
    drawn = {
        "line_color": rgba(colour, opacity),
        "line_style": "solid",
        "line_width": f"{width_mm:g}",
        "line_width_unit": "MM",
    }
    return drawn | {"joinstyle": "round", "capstyle": "round"}


def _marker(symbol: ET.Element, sign: PointStyle) -> None:
    size = {
        "size": f"{sign.size_mm:g}",
        "size_unit": "MM",
        "outline_width": f"{sign.edge_mm:g}",
        "outline_width_unit": "MM",
    }
    colours = {"color": rgba(sign.fill), "outline_color": rgba(sign.edge)}
    if sign.symbol in MARKERS:
        add_layer(symbol, "SimpleMarker", size | colours | {"name": MARKERS[sign.symbol], "outline_style": "solid"})
    else:
        add_layer(symbol, "SvgMarker", size | colours | {"name": f"base64:{svg_sign(sign.symbol)}"})


def svg_sign(symbol: str) -> str:
    """A symbol of the style table as a picture (SVG, base64) whose colours QGIS fills in."""
    assert symbol in SYMBOLS
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {_PX + 8} {_PX + 8}" width="{_PX}" height="{_PX}">'
        f'<path d="{svg_path(symbol, size_px=_PX)}" fill="param(fill)" stroke="param(outline)" stroke-width="4"/></svg>'
    )
    return base64.b64encode(drawn.encode("ascii")).decode("ascii")


def add_layer(symbol: ET.Element, kind: str, values: Mapping[str, str], *, level: int = 0) -> None:
    """A layer of a symbol; those of a higher level are drawn after all of the lower."""
    layer = child(symbol, "layer", class_=kind, enabled=1, locked=0, pass_=level)
    options = child(layer, "Option", type="Map")
    for name, value in values.items():
        child(options, "Option", type="QString", name=name, value=value)


def rgba(colour: str, opacity: float = 1.0) -> str:
    """A hexadecimal colour as QGIS writes it: red, green, blue, alpha."""
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _labeling(parent: ET.Element, look: LayerLook) -> None:
    labeling = child(parent, "labeling", type="rule-based")
    rules = child(labeling, "rules", key="{names}")
    shape = _GEOMETRY[type(look.looks[0].sign)]
    for number, names in enumerate(look.names):
        rule = child(rules, "rule", key=f"{{name{number}}}", filter=_where(names), description=names.sign)
        if names.letters.min_zoom > _ALWAYS:
            rule.attrib |= {"scalemindenom": "1", "scalemaxdenom": str(denominator(names.letters.min_zoom))}
        settings = child(rule, "settings", calloutType="simple")
        text_style(settings, names.letters, expression=_text(names))
        child(settings, "text-format", multilineAlign=3, autoWrapLength=22 if shape == "marker" else 0, wrapChar="")
        _placement(settings, shape, names)


_LEAST_MM: Final = 9  # a shorter line bears no number
_ALWAYS: Final = 8  # the zoom at which the web map begins


def _where(names: Names) -> str:
    wanted = [_is(names.sign)] if names.sign else []
    if names.begin:
        wanted.append("(" + " OR ".join(f"\"{names.column}\" LIKE '{begin}%'" for begin in names.begin) + ")")
    return " AND ".join(wanted)


def _text(names: Names) -> str:
    """What is written: of several road numbers the first."""
    return f"array_first(string_to_array(\"{names.column}\", ';'))" if names.begin else f'"{names.column}"'


def text_style(parent: ET.Element, letters: LabelStyle, *, expression: str = "") -> ET.Element:
    """Letters of a label, with their rim or their box."""
    text = child(
        parent, "text-style", fontFamily=FONT, fontSize=f"{letters.size_pt:g}", fontSizeUnit="Point",
        fontWeight=_BOLD if letters.weight >= _BOLD_FROM else _REGULAR, fontItalic=int(letters.italic),
        namedStyle="Bold" if letters.weight >= _BOLD_FROM else "Italic" if letters.italic else "Regular",
        textColor=rgba(letters.colour), textOpacity=1, capitalization=int(letters.capitals), multilineHeight=1,
        fontLetterSpacing=f"{letters.spacing_em * letters.size_pt:g}", fieldName=expression, isExpression=1,
    )  # fmt: skip
    child(
        text, "text-buffer", bufferDraw=int(letters.shield is None), bufferSize="0.5", bufferSizeUnits="MM",
        bufferColor=rgba(letters.halo), bufferOpacity=1, bufferNoFill=1, bufferJoinStyle=128,
    )  # fmt: skip
    child(
        text, "background", shapeDraw=int(letters.shield is not None), shapeType=0, shapeSizeType=0, shapeSizeX="0.7", shapeSizeY="0.4",
        shapeSizeUnit="MM", shapeFillColor=rgba(letters.shield or "#ffffff"), shapeBorderColor=rgba("#ffffff"), shapeBorderWidth="0.2",
        shapeBorderWidthUnit="MM", shapeRadiiX="0.6", shapeRadiiY="0.6", shapeRadiiUnit="MM", shapeOpacity=1,
    )  # fmt: skip
    return text


def _placement(settings: ET.Element, shape: str, names: Names) -> None:
    """Beside a point, on a line, within an area; the smaller the rank, the sooner it is placed."""
    priority = max(0, 10 - names.letters.priority // 3)
    where = {"marker": 6, "line": 4, "fill": 1}[shape]  # around a point, level on the line, at the point inside
    child(
        settings, "placement", placement=where, priority=priority, dist="0.6", distUnits="MM", placementFlags=9 if shape == "line" else 10,
        predefinedPositionOrder="R,TR,BR,L,TL,BL,TSR,BSR", offsetType=1, quadOffset=4, centroidInside=1, centroidWhole=1,
        repeatDistance=60 if names.begin else 0, repeatDistanceUnits="MM", polygonPlacementFlags=2, fitInPolygonOnly=0,
    )  # fmt: skip
    child(
        settings, "rendering", drawLabels=1, mergeLines=int(shape == "line"), obstacle=1, obstacleFactor=1, scaleVisibility=0,
        labelPerPart=0, displayAll=0, minFeatureSize=_LEAST_MM if shape == "line" else 0,
    )  # fmt: skip


def layer_id(name: str) -> str:
    """How the project calls a layer inside."""
    return f"lien_tinh_{name}"


def add_tree_layer(parent: ET.Element, look: LayerLook, report: ReportData) -> None:
    """A layer in a tree of layers."""
    child(
        parent, "layer-tree-layer", id=layer_id(look.name), name=layer_title(look.name, report), source=source(look.name),
        providerKey="ogr", checked="Qt::Checked" if look.shown else "Qt::Unchecked", expanded=int(look.name == "routes"),
    )  # fmt: skip


def layer_title(name: str, report: ReportData) -> str:
    """The title of a layer in the language of the report."""
    return say(f"geodata.layer_{name}", report.request.lang)


def source(name: str) -> str:
    """Where a layer lies, from the folder of the project."""
    return f"./{DATA}|layername={'provinces' if name == LAND else name}"


def crs_element(parent: ET.Element, code: int) -> None:
    """A CRS by its EPSG code, below the element that holds it."""
    crs = pyproj.CRS.from_epsg(code)
    system = child(parent, "spatialrefsys", nativeFormat="Wkt")
    child(system, "wkt", crs.to_wkt())
    child(system, "srid", str(code))
    child(system, "authid", f"EPSG:{code}")
    child(system, "description", crs.name)
    child(system, "geographicflag", str(crs.is_geographic).lower())
