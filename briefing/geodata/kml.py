"""KML for map programs and phones: styled by the style table, routes in folders by status (OGC KML 2.2)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import shapely

from briefing.content import archive, data_source
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from briefing.content import ReportData

_SPACE: Final = "http://www.opengis.net/kml/2.2"
_DIGITS: Final = 7
_POINTS: Final = ("interchanges", "gates", "places", data_source.PLACES)
_HIDDEN: Final = ("communes", "projects")  # there, but not switched on: the sections lie on the same lines


def write_kml(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The layers (EPSG:4326) as one document."""
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
    groups = {p.id: p.group for p in report.projects}
    _styles(document, set(groups.values()))
    for name, table in tables.items():
        folder = _folder(document, say(f"geodata.layer_{name}", lang), shown=name not in _HIDDEN)
        if name == "routes":
            _routes(folder, table, groups)
        else:
            for row in table.to_dict("records"):
                _placemark(folder, row, style_id=_style_of(name, row, groups))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def write_kmz(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The same document packed."""
    return archive({"doc.kml": write_kml(tables, facts, report)})


def _routes(folder: ET.Element, table: gpd.GeoDataFrame, groups: Mapping[str, str]) -> None:
    rows = sorted(table.to_dict("records"), key=lambda r: (r["status"], r["section_id"]))
    for status, own in groupby(rows, key=lambda r: r["status"]):
        inner = _folder(folder, status, shown=True)
        for row in own:
            kind = "schematic" if row["schematic"] else "mapped"
            _placemark(
                inner,
                row | {"name": f"{row['project']}: {row['section']}"},
                style_id=f"{groups[row['project_id']]}-{kind}",
            )


def _styles(document: ET.Element, groups: Iterable[str]) -> None:
    """Lines by group, thinner and paler where illustrative (KML knows no dashes); ways; areas."""
    for group in sorted(groups):
        for kind in ("mapped", "schematic"):
            look = style.project_line(group, "open", schematic=kind == "schematic")
            _line_style(document, f"{group}-{kind}", look.colour, look.width_px, 0.6 if kind == "schematic" else 1.0)
    for when in ("before", "after"):
        look = style.line("path", when)
        _line_style(document, f"way-{when}", look.colour, look.width_px, 1.0)
    look = style.line("border", "national")
    _line_style(document, "border", look.colour, look.width_px, 1.0)
    rim = style.line("province", "boundary")
    for name in ("provinces", "communes"):
        element = _line_style(document, name, rim.colour, rim.width_px, 0.9)
        _add(_add(element, "PolyStyle"), "fill", "0")
    zone = style.fill("zone", data_source.KIND)
    element = _line_style(document, data_source.ZONES, zone.fill, 1.6, 1.0)
    _add(_add(element, "PolyStyle"), "color", _kml_colour(zone.fill, zone.opacity))


def _line_style(document: ET.Element, name: str, colour: str, width: float, opacity: float) -> ET.Element:
    element = _add(document, "Style")
    element.set("id", name)
    line = _add(element, "LineStyle")
    _add(line, "color", _kml_colour(colour, opacity))
    _add(line, "width", f"{width:g}")
    return element


def _kml_colour(colour: str, opacity: float) -> str:
    """Alpha, blue, green, red."""
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _style_of(name: str, row: Mapping[str, Any], groups: Mapping[str, str]) -> str:
    if name == "projects":
        return f"{groups[row['project_id']]}-mapped"
    if name in {"ways", "way_links"}:
        return f"way-{row['when']}"
    return "" if name in _POINTS else name


def _folder(parent: ET.Element, name: str, *, shown: bool) -> ET.Element:
    folder = _add(parent, "Folder")
    _add(folder, "name", name)
    _add(folder, "visibility", "1" if shown else "0")
    return folder


def _placemark(folder: ET.Element, row: Mapping[str, Any], *, style_id: str) -> None:
    mark = _add(folder, "Placemark")
    _add(mark, "name", str(row.get("name") or row.get("when") or row.get("code") or ""))
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
        for tag, rings in (("outerBoundaryIs", [shape.exterior]), ("innerBoundaryIs", shape.interiors)):  # type: ignore[attr-defined]
            for ring in rings:
                _add(_add(_add(polygon, tag), "LinearRing"), "coordinates", _coordinates(ring))
    else:
        _add(_add(parent, kind), "coordinates", _coordinates(shape))


def _coordinates(shape: shapely.Geometry) -> str:
    return " ".join(f"{x:.{_DIGITS}f},{y:.{_DIGITS}f}" for x, y in shapely.get_coordinates(shape))


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_SPACE}}}{tag}")
    if text is not None:
        element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """The text without control characters, which XML forbids."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 0x20)  # noqa: PLR2004 - the first printable sign
