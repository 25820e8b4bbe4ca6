"""How a QGIS project calls its layers: ids, titles, where they lie; and a layer in a tree of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.geodata.looks import LAND
from briefing.geodata.xml_tree import child
from words import say

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook

DATA: Final = "du-lieu.gpkg"


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
