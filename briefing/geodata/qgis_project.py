"""A QGIS project beside a GeoPackage: layers in groups, drawn and named like our map, with a print layout; nothing from outside.

``write_qgis`` gives a ZIP of the two files and a README; unpack it and open the ``.qgz``. Sources are named by relative paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from briefing.content import archive, timestamp
from briefing.geodata.aliases import alias_elements, columns_of
from briefing.geodata.crs import in_crs
from briefing.geodata.files import readme, write_gpkg
from briefing.geodata.looks import GROUPS, LAND, land_look, layer_look
from briefing.geodata.qgis_layout import add_layout
from briefing.geodata.qgis_style import (
    DATA,
    VERSION,
    add_tree_layer,
    crs_element,
    layer_id,
    layer_title,
    source,
    style_elements,
)
from briefing.geodata.xml_tree import child, document
from layers import VN2000_UTM48N, WGS84
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook

PROJECT, README = "ban-do.qgz", "README.txt"
_INSIDE: Final = "ban-do.qgs"
_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_KINDS: Final = {"Point": "Point", "LineString": "Line", "Polygon": "Polygon"}


def write_qgis(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The ZIP: project, data, and what they are."""
    project = qgs(tables, facts, report)
    files = {
        DATA: write_gpkg(tables, facts, report),
        PROJECT: archive({_INSIDE: project}),
        README: readme(
            tables, facts, report, short=False, head=say("geodata.qgis_how", report.request.lang, file=PROJECT)
        ),
    }
    return archive(files)


def qgs(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The project itself (XML of QGIS 3.22 and later)."""
    looks = _looks(tables, report)
    code = next(iter(tables.values())).crs.to_epsg()
    root = ET.Element(
        "qgis", version=VERSION, projectname=facts["title"], saveDateTime=f"{timestamp():%Y-%m-%dT%H:%M:%S}"
    )
    child(root, "homePath", path="")
    child(root, "title", facts["title"])
    crs_element(child(root, "projectCrs"), code)
    _tree(root, looks, report)
    _canvas(root, _extent(report, code), code)
    layers = child(root, "projectlayers")
    for look in looks:
        _map_layer(layers, look, tables["provinces" if look.name == LAND else look.name], report, facts)
    order = child(root, "layerorder")
    for look in looks:
        child(order, "layer", id=layer_id(look.name))
    _properties(root)
    metadata = child(root, "projectMetadata")
    child(metadata, "title", facts["title"])
    child(
        metadata,
        "abstract",
        "\n".join(f"{say(f'geodata.about_{k}', report.request.lang)}: {v}" for k, v in facts.items()),
    )
    child(metadata, "rights", facts["licence"])
    plane = VN2000_UTM48N if code == WGS84 else code
    add_layout(root, looks, facts, report, extent=_extent(report, plane), code=plane)
    return document(root, doctype=_DOCTYPE)


def _looks(tables: Mapping[str, gpd.GeoDataFrame], report: ReportData) -> list[LayerLook]:
    """All layers, what lies above first."""
    named = [name for names in GROUPS.values() for name in names]
    found = [layer_look(name, tables[name], report) for name in named if name in tables]
    return [*found, land_look(tables["provinces"], report)]


def _tree(root: ET.Element, looks: list[LayerLook], report: ReportData) -> None:
    tree = child(root, "layer-tree-group")
    for group in GROUPS:
        inside = [look for look in looks if look.group == group]
        if inside:
            shown = "Qt::Checked" if any(look.shown for look in inside) else "Qt::Unchecked"
            branch = child(
                tree,
                "layer-tree-group",
                name=say(f"geodata.group_{group}", report.request.lang),
                checked=shown,
                expanded=1,
            )
            for look in inside:
                add_tree_layer(branch, look, report)


def _map_layer(
    parent: ET.Element, look: LayerLook, table: gpd.GeoDataFrame, report: ReportData, facts: Mapping[str, str]
) -> None:
    kind = table.geom_type.iloc[0].removeprefix("Multi")
    layer = child(
        parent, "maplayer", type="vector", geometry=_KINDS[kind], wkbType=kind, labelsEnabled=int(bool(look.names)), readOnly=0,
        minScale=100_000_000, maxScale=0, hasScaleBasedVisibilityFlag=0, styleCategories="AllStyleCategories", simplifyDrawingHints=1,
        simplifyDrawingTol=1, simplifyLocal=1,
    )  # fmt: skip
    child(layer, "id", layer_id(look.name))
    child(layer, "datasource", source(look.name))
    child(layer, "layername", layer_title(look.name, report))
    child(layer, "abstract", f"{facts['licence']}. {facts['credits']}")
    crs_element(child(layer, "srs"), table.crs.to_epsg())
    child(layer, "provider", "ogr", encoding="UTF-8")
    style_elements(layer, look)
    alias_elements(layer, columns_of(table), report.request.lang)
    if "name" in table:
        child(layer, "previewExpression", '"name"')


def _extent(report: ReportData, code: int) -> tuple[float, float, float, float]:
    """What the map shows at first, in the project's CRS."""
    import geopandas as gpd  # noqa: PLC0415 - heavy

    west, south, east, north = report.bounds
    frame = shapely.segmentize(shapely.box(west, south, east, north), 0.05)
    turned = in_crs(gpd.GeoDataFrame(geometry=[frame], crs=WGS84), code)
    low_x, low_y, high_x, high_y = map(float, np.asarray(turned.total_bounds))
    return low_x, low_y, high_x, high_y


def _canvas(root: ET.Element, extent: tuple[float, float, float, float], code: int) -> None:
    canvas = child(root, "mapcanvas", name="theMapCanvas", annotationsVisible=1)
    child(canvas, "units", "degrees" if code == WGS84 else "meters")
    box = child(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        child(box, name, f"{value:.8g}")
    child(canvas, "rotation", "0")
    crs_element(child(canvas, "destinationsrs"), code)


def _properties(root: ET.Element) -> None:
    """Relative paths, lengths on the ellipsoid in metres, and land abroad as the ground of the canvas."""
    properties = child(root, "properties")
    child(child(properties, "SpatialRefSys"), "ProjectionsEnabled", "1", type="int")  # without it no CRS is read
    child(child(properties, "Measure"), "Ellipsoid", "EPSG:7030", type="QString")
    measured = child(properties, "Measurement")
    child(measured, "DistanceUnits", "meters", type="QString")
    child(measured, "AreaUnits", "km2", type="QString")
    child(child(properties, "Paths"), "Absolute", "false", type="bool")
    gui = child(properties, "Gui")
    for name, k in (("Red", 1), ("Green", 3), ("Blue", 5)):
        child(gui, f"CanvasColor{name}Part", str(int(style.ABROAD[k : k + 2], 16)), type="int")
