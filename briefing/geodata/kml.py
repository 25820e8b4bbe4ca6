"""KML for map programs and phones: styled by the style table, routes in folders by status (OGC KML 2.2)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import shapely

from briefing.content import archive, data_source
from briefing.geodata.looks import layer_look
from briefing.geodata.xml_tree import plain_text
from layers import FillStyle, PointStyle
from layers.symbology import LegendRow
from words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook, Sign

_SPACE: Final = "http://www.opengis.net/kml/2.2"
_DIGITS: Final = 7
_DASHED: Final = 0.7  # opacity of a line that is dashed on our map
_LEGEND: Final = "files/legend.png"
# KML knows no dashes: the legend tells of groups by the layer of whole projects, folders tell of statuses
_IN_LEGEND: Final = ("communes", "projects", "ways", "places", "gates", data_source.PLACES, data_source.ZONES)
_AREA: Final = 0.7  # of the opacity of our map, which lies on no photograph


def write_kml(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The layers (EPSG:4326) as one document."""
    return _document(tables, facts, report, pictures=False)


def write_kmz(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The same document packed, with a legend that lies over the map and the signs of places."""
    from briefing.map import legend_picture, sign_picture  # noqa: PLC0415 - what draws is heavy

    looks = [layer_look(name, table, report) for name, table in tables.items()]
    files = {
        _picture(look.name, number): sign_picture(one.sign)
        for look in looks
        for number, one in enumerate(look.looks)
        if isinstance(one.sign, PointStyle)
    }
    files[_LEGEND] = legend_picture(_legend_rows(looks, report))
    return archive({"doc.kml": _document(tables, facts, report, pictures=True), **files})


def _document(
    tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData, *, pictures: bool
) -> bytes:
    lang = report.request.lang
    ET.register_namespace("", _SPACE)
    root = ET.Element(f"{{{_SPACE}}}kml")
    document = _add(root, "Document")
    _add(document, "name", facts["title"])
    _add(
        document,
        "description",
        "\n".join(f"{say(f'geodata.about_{k}', lang)}: {v}" for k, v in facts.items() if k != "title"),
    )
    looks = {name: layer_look(name, table, report) for name, table in tables.items()}
    for look in looks.values():
        for number, one in enumerate(look.looks):
            _style(document, _style_id(look.name, number), one.sign, _picture(look.name, number) if pictures else "")
    if pictures:
        _overlay(document, say("page.legend", lang))
    for name, table in tables.items():
        folder = _folder(document, say(f"geodata.layer_{name}", lang), shown=_shown(looks[name]))
        ids = {one.key: _style_id(name, number) for number, one in enumerate(looks[name].looks)}
        if name == "routes":
            _routes(folder, table, ids)
        else:
            for row in table.to_dict("records"):
                _placemark(folder, row, style_id=ids.get(row["sign"], ids.get("", "")), shown=_shown(looks[name]))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _shown(look: LayerLook) -> bool:
    """Whether a layer is switched on: the communes too, since what they gain is what the file is opened for."""
    return look.shown or look.name == "communes"


def _style_id(name: str, number: int) -> str:
    return f"{name}-{number}"


def _picture(name: str, number: int) -> str:
    return f"files/{_style_id(name, number)}.png"


def _legend_rows(looks: Iterable[LayerLook], report: ReportData) -> list[LegendRow]:
    """What the document draws at first, and the classes of the communes."""
    lang = report.request.lang
    return [
        LegendRow(
            say(f"geodata.group_{look.group}" if look.name == "projects" else f"geodata.layer_{look.name}", lang),
            one.text,
            one.sign,
        )
        for look in looks
        if look.name in _IN_LEGEND
        for one in look.looks
    ]


def _overlay(document: ET.Element, name: str) -> None:
    """The legend at the lower left of the window, in its own size."""
    overlay = _add(document, "ScreenOverlay")
    _add(overlay, "name", name)
    _add(_add(overlay, "Icon"), "href", _LEGEND)
    for tag, x, y in (("overlayXY", 0, 0), ("screenXY", 0.01, 0.06), ("size", -1, -1)):
        units = "fraction" if tag != "size" else "pixels"
        _add(overlay, tag).attrib.update({"x": f"{x:g}", "y": f"{y:g}", "xunits": units, "yunits": units})


def _routes(folder: ET.Element, table: gpd.GeoDataFrame, ids: Mapping[str, str]) -> None:
    rows = sorted(table.to_dict("records"), key=lambda r: (r["status"], r["section_id"]))
    for status, own in groupby(rows, key=lambda r: r["status"]):
        inner = _folder(folder, status, shown=True)
        for row in own:
            _placemark(inner, row, style_id=ids[row["sign"]], shown=True)


def _style(document: ET.Element, name: str, sign: Sign, picture: str) -> None:
    """One class; KML knows no dashes, so that what is not a solid line is paler."""
    element = _add(document, "Style")
    element.set("id", name)
    if isinstance(sign, PointStyle):
        icon = _add(element, "IconStyle")
        if picture:
            _add(_add(icon, "Icon"), "href", picture)
        else:
            _add(icon, "color", _kml_colour(sign.edge if sign.fill == "#ffffff" else sign.fill, 1.0))
        _add(_add(element, "LabelStyle"), "scale", "0.8")
        return
    line = sign.outline if isinstance(sign, FillStyle) else sign
    if line is not None:
        stroke = _add(element, "LineStyle")
        _add(stroke, "color", _kml_colour(line.colour, line.opacity * (_DASHED if line.dash else 1.0)))
        _add(stroke, "width", f"{line.width_px:g}")
    if isinstance(sign, FillStyle):
        area = _add(element, "PolyStyle")
        _add(area, "color", _kml_colour(sign.fill, sign.opacity * _AREA))
        _add(area, "fill", str(int(sign.opacity > 0)))
        _add(area, "outline", str(int(line is not None)))


def _kml_colour(colour: str, opacity: float) -> str:
    """Alpha, blue, green, red."""
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _folder(parent: ET.Element, name: str, *, shown: bool) -> ET.Element:
    folder = _add(parent, "Folder")
    _add(folder, "name", name)
    _add(folder, "visibility", "1" if shown else "0")
    return folder


def _placemark(folder: ET.Element, row: Mapping[str, Any], *, style_id: str, shown: bool) -> None:
    mark = _add(folder, "Placemark")
    _add(mark, "name", str(row.get("name") or row.get("when") or row.get("code") or ""))
    if not shown:
        _add(mark, "visibility", "0")  # programs go by the feature, not by its folder
    if style_id:
        _add(mark, "styleUrl", f"#{style_id}")
    data = _add(mark, "ExtendedData")
    for column, value in row.items():
        if column not in {"geometry", "name"} and value is not None and value == value:  # noqa: PLR0124 - NaN
            entry = _add(data, "Data")
            entry.set("name", column)
            _add(entry, "value", str(value))
    _geometry(mark, row["geometry"])


def _geometry(parent: ET.Element, shape: shapely.Geometry) -> None:
    kind = str(shape.geom_type)  # type: ignore[attr-defined]  # of every kind, not of the base class
    if kind.startswith("Multi"):
        parent = _add(parent, "MultiGeometry")
        for part in shape.geoms:  # type: ignore[attr-defined]
            _geometry(parent, part)
    elif kind == "Polygon":
        polygon = _add(parent, "Polygon")
        _add(polygon, "tessellate", "1")
        for tag, rings in (("outerBoundaryIs", [shape.exterior]), ("innerBoundaryIs", shape.interiors)):  # type: ignore[attr-defined]
            for ring in rings:
                _add(_add(_add(polygon, tag), "LinearRing"), "coordinates", _coordinates(ring))
    else:
        element = _add(parent, kind)
        if kind != "Point":
            _add(element, "tessellate", "1")  # the line lies on the ground, not straight through it
        _add(element, "coordinates", _coordinates(shape))


def _coordinates(shape: shapely.Geometry) -> str:
    return " ".join(f"{x:.{_DIGITS}f},{y:.{_DIGITS}f}" for x, y in shapely.get_coordinates(shape))


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_SPACE}}}{tag}")
    if text is not None:
        element.text = plain_text(text)
    return element
