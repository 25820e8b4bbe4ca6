"""The user's own places and zones of interest on a sheet: tables as of a layer, and the zones drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from layers import style
from layers.geodesy import WGS84

if TYPE_CHECKING:
    from briefing.canvas import Canvas
    from briefing.groundwork import Shown
    from briefing.labels import Ink
    from briefing.scene import Scene
    from layers.own import OwnData

PLACES, ZONES = "own_places", "own_zones"
NAMES: Final = (PLACES, ZONES)
KIND: Final = "own"


def tables(own: OwnData) -> dict[str, gpd.GeoDataFrame]:
    """Own places and zones by the name of a layer: ``id``, ``kind``, ``name_vi``, ``name_en``, ``note``; EPSG:4326."""
    points = [shapely.Point(place.lon, place.lat) for place in own.places]
    return {
        PLACES: _table([(p.id, p.name, p.note) for p in own.places], points),
        ZONES: _table([(z.id, z.name, z.note) for z in own.zones], [z.geometry for z in own.zones]),
    }


def _table(facts: list[tuple[str, str, str]], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    rows = [{"id": i, "kind": KIND, "name_vi": name, "name_en": name, "note": note} for i, name, note in facts]
    columns = ["id", "kind", "name_vi", "name_en", "note"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs=WGS84)


def draw_zones(canvas: Canvas, scene: Scene, *, ink: Ink, shown: Shown) -> None:
    """The user's zones of interest, pale over the ground, with their edge."""
    zones = scene.layer(ZONES)
    if zones.empty:
        return
    shown.zones = True
    sign = style.fill("zone", KIND)
    canvas.areas(zones.geometry, fill=sign.fill, alpha=sign.opacity, z=sign.order, clip=scene.frame)
    edges = shapely.boundary(zones.geometry.to_numpy())
    if edge := sign.outline:
        canvas.lines(
            edges, colour=edge.colour, width=edge.width_mm * canvas.pen, dash=edge.dash, z=edge.order, clip=scene.frame
        )
    ink.add(edges, weight=0.3)
