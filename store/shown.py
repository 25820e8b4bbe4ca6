"""What a person may see in the database as tables with shapes, over all their workspaces: for QGIS by way of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from layers import WGS84
from store.database import transaction
from store.members import workspaces
from store.work import Desk, Who

if TYPE_CHECKING:
    from psycopg import Cursor

TABLES: Final = ("own_routes", "own_places", "own_zones")
_SPOKEN: Final = {
    "own_routes": "SELECT id, workspace, work, title, saved_at, saved_name, item, name, road_class, access, status, year, speed_kmh, lanes, "
    "cost_low_bn, cost_high_bn, price_year, quality, note, ST_AsBinary(geom) AS geometry FROM own_routes",
    "own_places": "SELECT id, workspace, work, title, saved_at, saved_name, item, name, note, ST_AsBinary(geom) AS geometry FROM own_places",
    "own_zones": "SELECT id, workspace, work, title, saved_at, saved_name, item, name, note, ST_AsBinary(geom) AS geometry FROM own_zones",
}


def table(url: str, who: Who, name: str) -> gpd.GeoDataFrame:
    """One of ``TABLES``, in EPSG:4326. Errors as ``transaction``."""
    mine = list(workspaces(Desk(url, who)))
    with transaction(url) as connection:
        found = connection.execute(f"{_SPOKEN[name]} WHERE workspace = ANY(%s) ORDER BY id", (mine,))
        return _frame(found)


def scenarios(url: str, who: Who) -> list[dict[str, Any]]:
    """Every scenario that stands, with the units it is made of: ``scenario_id``, workspace, work, name, year, units. Errors as ``transaction``."""
    mine = list(workspaces(Desk(url, who)))
    with transaction(url) as connection:
        found = connection.execute(
            "SELECT scenario.id, workspace, work, title, saved_at, saved_name, scenario.name, spec FROM scenario JOIN standing USING (edition_id) "
            "WHERE workspace = ANY(%s) AND scenario.name <> '' ORDER BY scenario.id",
            (mine,),
        ).fetchall()
    names = ("scenario_id", "workspace", "work", "title", "saved_at", "saved_name", "scenario")
    return [
        dict(zip(names, row[:-1], strict=True))
        | {"year": row[-1].get("year"), "units": tuple(row[-1].get("units", ()))}
        for row in found
    ]


def _frame(found: Cursor[Any]) -> gpd.GeoDataFrame:
    names = [column.name for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    shapes = [shapely.from_wkb(bytes(row.pop("geometry"))) for row in rows]
    return gpd.GeoDataFrame(rows, columns=names[:-1] if not rows else None, geometry=shapes, crs=WGS84)
