"""The table ``layer_styles`` of a GeoPackage: the style of each layer as QGIS (QML) and others (SLD) read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from briefing.content import timestamp
from briefing.geodata.aliases import columns_of
from briefing.geodata.looks import layer_look
from briefing.geodata.qgis_style import qml
from briefing.geodata.sld import sld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from briefing.content import ReportData

TABLE: Final = "layer_styles"
# as QGIS makes it: it looks for the style of a layer by the names of table and geometry column
_MAKE: Final = f"""CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
_LIST: Final = "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES (?, 'attributes', ?, '', ?, 0)"
_ADD: Final = (
    f"INSERT INTO {TABLE} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "  # noqa: S608
    "useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '', NULL, ?)"
)


def add_styles(path: Path, tables: Mapping[str, gpd.GeoDataFrame], report: ReportData, *, description: str) -> None:
    """Add the table to a GeoPackage with these tables."""
    when = f"{timestamp():%Y-%m-%dT%H:%M:%S.000Z}"
    with closing(sqlite3.connect(path)) as base, base:
        columns = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        base.execute(_MAKE)
        base.execute(_LIST, (TABLE, TABLE, when))
        for name, table in tables.items():
            look = layer_look(name, table, report)
            base.execute(
                _ADD,
                (
                    name,
                    columns[name],
                    name[:30],
                    qml(look, columns_of(table), report.request.lang),
                    sld(look),
                    description,
                    when,
                ),
            )
