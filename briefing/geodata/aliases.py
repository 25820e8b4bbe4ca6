"""What the columns of the tables are called in words: the aliases that map programs show in place of their names.

A GeoPackage keeps them as its extension *Schema* has it (OGC 12-128, annex F.9), a QGIS project and its styles among the fields of a layer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from briefing.geodata.xml_tree import child
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from xml.etree import ElementTree as ET

    import geopandas as gpd

    from words import Lang

# columns that mean here what they mean in the tables of the pages; the others have words of their own
_SHARED: Final = frozenset(
    {"id", "name", "kind", "length_km", "cost_low_bn_vnd", "cost_high_bn_vnd", "cost_scope", "origin", "destination", "order", "ref",
     "road_class", "length_m", "time_min", "project", "source", "note", "code", "people", "digest", "before_min", "after_min", "saved_min",
     "before_km", "after_km", "schematic"}
)  # fmt: skip
_SCHEMA: Final = (
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, "
    "mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), "
    "CONSTRAINT gdc_tn UNIQUE (table_name, name))"
)
_DEFINED: Final = "http://www.geopackage.org/spec121/#extension_schema"


def alias(column: str, lang: Lang) -> str:
    """The words for a column."""
    return say(f"{'columns' if column in _SHARED else 'geodata'}.{'' if column in _SHARED else 'field_'}{column}", lang)


def columns_of(table: gpd.GeoDataFrame) -> list[str]:
    """The columns of a table that hold facts, in their order."""
    return [str(column) for column in table.columns if column != "geometry"]


def add_aliases(path: Path, tables: Mapping[str, gpd.GeoDataFrame], lang: Lang) -> None:
    """Add the words of the columns to a GeoPackage with these tables."""
    rows = [
        (name, column, alias(column, lang), alias(column, lang))
        for name, t in tables.items()
        for column in columns_of(t)
    ]
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_SCHEMA)
        base.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
            "definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
        )
        base.execute(
            "INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', ?, 'read-write')",
            (_DEFINED,),
        )
        base.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)", rows
        )


def alias_elements(parent: ET.Element, columns: list[str], lang: Lang) -> None:
    """The words of the columns below a layer of a QGIS project, or a style; the first field is the number that the file gives."""
    listed = child(parent, "aliases")
    for index, column in enumerate(columns, start=1):
        child(listed, "alias", field=column, index=index, name=alias(column, lang))
