"""Styles as Styled Layer Descriptors (OGC SLD 1.1 with Symbology Encoding): for programs that do not read those of QGIS.

Sizes are the pixels of the style table. A symbol that the standard does not name is drawn as the nearest it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from briefing.geodata.qgis_style import MARKERS, denominator
from briefing.geodata.xml_tree import child
from layers import FillStyle, LineStyle, PointStyle

if TYPE_CHECKING:
    from briefing.geodata.looks import LayerLook, Look

_SPACES: Final = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:se": "http://www.opengis.net/se",
    "xmlns:ogc": "http://www.opengis.net/ogc",
}
# marks of the standard that stand for those it does not name
_NEAREST: Final = {
    "diamond": "square",
    "plane": "triangle",
    "anchor": "triangle",
    "factory": "square",
    "gate": "square",
}


def sld(look: LayerLook) -> str:
    """The style of a layer, one rule a class."""
    root = ET.Element("StyledLayerDescriptor", _SPACES | {"version": "1.1.0"})
    named = child(root, "NamedLayer")
    child(named, "se:Name", look.name)
    style = child(child(named, "UserStyle"), "se:FeatureTypeStyle")
    for one in look.looks:
        _rule(style, one)
    return ET.tostring(root, encoding="unicode")


def _rule(parent: ET.Element, look: Look) -> None:
    rule = child(parent, "se:Rule")
    child(rule, "se:Name", look.whole)
    if look.key:
        equal = child(child(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
        child(equal, "ogc:PropertyName", "sign")
        child(equal, "ogc:Literal", look.key)
    if look.sign.min_zoom:
        child(rule, "se:MaxScaleDenominator", str(denominator(look.sign.min_zoom)))
    if isinstance(look.sign, LineStyle):
        _line(rule, look.sign)
    elif isinstance(look.sign, FillStyle):
        area = child(rule, "se:PolygonSymbolizer")
        if look.sign.opacity:
            _parameters(child(area, "se:Fill"), {"fill": look.sign.fill, "fill-opacity": f"{look.sign.opacity:g}"})
        if look.sign.outline is not None:
            _stroke(area, look.sign.outline)
    else:
        _point(rule, look.sign)


def _line(rule: ET.Element, sign: LineStyle) -> None:
    if sign.casing is not None:
        rim = {"stroke": sign.casing, "stroke-width": f"{sign.casing_px:g}", "stroke-linejoin": "round"}
        _parameters(child(child(rule, "se:LineSymbolizer"), "se:Stroke"), rim)
    _stroke(child(rule, "se:LineSymbolizer"), sign)


def _stroke(parent: ET.Element, sign: LineStyle) -> None:
    drawn = {"stroke": sign.colour, "stroke-width": f"{sign.width_px:g}", "stroke-opacity": f"{sign.opacity:g}"}
    drawn |= {"stroke-dasharray": sign.dash_px} if sign.dash else {}
    _parameters(child(parent, "se:Stroke"), drawn | {"stroke-linejoin": "round"})


def _point(rule: ET.Element, sign: PointStyle) -> None:
    graphic = child(child(rule, "se:PointSymbolizer"), "se:Graphic")
    mark = child(graphic, "se:Mark")
    child(mark, "se:WellKnownName", _NEAREST.get(sign.symbol, MARKERS.get(sign.symbol, sign.symbol)))
    _parameters(child(mark, "se:Fill"), {"fill": sign.fill})
    _parameters(child(mark, "se:Stroke"), {"stroke": sign.edge, "stroke-width": f"{sign.edge_px:g}"})
    child(graphic, "se:Size", f"{sign.size_px:g}")


def _parameters(parent: ET.Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        child(parent, "se:SvgParameter", value, name=name)
