"""The user's own places and zones of interest as tables, as if they were layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from layers.geodesy import WGS84

if TYPE_CHECKING:
    from layers.own import OwnData

PLACES, ZONES = "own_places", "own_zones"
NAMES: Final = (PLACES, ZONES)
KIND: Final = "own"


def tables(own: OwnData) -> dict[str, gpd.GeoDataFrame]:
    """Own places and zones by the name of a layer: ``id``, ``kind``, ``name_vi``, ``name_en``, ``note``; EPSG:4326."""
    points: list[shapely.Geometry] = [shapely.Point(place.lon, place.lat) for place in own.places]
    return {
        PLACES: _table([(p.id, p.name, p.note) for p in own.places], points),
        ZONES: _table([(z.id, z.name, z.note) for z in own.zones], [z.geometry for z in own.zones]),
    }


def _table(facts: list[tuple[str, str, str]], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    rows = [{"id": i, "kind": KIND, "name_vi": name, "name_en": name, "note": note} for i, name, note in facts]
    columns = ["id", "kind", "name_vi", "name_en", "note"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs=WGS84)
