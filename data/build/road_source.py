"""Where the lines of the base network come from: the vector tiles of August 2021, or an extract.

Both give the same columns; an OpenStreetMap extract also tells the surface, lanes, signed speeds and
who may drive, and brings its own minor streets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from data.build import osm_lines
from data.build.built import Origin
from data.build.junctions import EXACT_M, SAME_M
from data.build.sources import OSM_2021, read_source
from layers.catalogue import ROAD_CLASSES
from layers.geodesy import WGS84

if TYPE_CHECKING:
    import shapely

    from data.build.context import Context
    from data.build.street_grid import StreetGrid


@dataclass(frozen=True)
class RoadSource:
    """Lines of the routed classes, EPSG:4326, with what the rest of the build has to know of them.

    Parameters
    ----------
    lines
        ``road_class``, ``raw_ref``, ``name``, ``ramp``, ``bridge``, ``oneway``; of an extract also
        ``closed``, ``condition``, ``lanes``, ``maxspeed_kmh``.
    same_m
        Vertices closer than this are one junction.
    streets
        Minor streets of an extract; None: those of the sources.
    unread
        Signed speeds that are no number of km/h and were left out.
    """

    lines: gpd.GeoDataFrame
    origin: Origin
    same_m: float
    streets: StreetGrid | None = None
    unread: int = 0

    @property
    def tagged(self) -> bool:
        """Whether the lines carry their tags: then directions stand as mapped."""
        return self.streets is not None


def road_source(context: Context, *, area: shapely.Geometry) -> RoadSource:
    """The roads of the extract, if the build has one, else those of the tiles; ``area`` in VN-2000 metres."""
    if context.osm is None:
        return RoadSource(_tiles(context), OSM_2021, SAME_M)
    found = osm_lines.read(context.osm, area=area)
    return RoadSource(found.roads, context.osm.origin, EXACT_M, streets=found.streets, unread=found.unread)


def _tiles(context: Context) -> gpd.GeoDataFrame:
    raw = read_source(context, "osm-2021-08/roads_main.gpkg")
    raw = raw[raw["class"].isin(ROAD_CLASSES)]
    return gpd.GeoDataFrame(
        {
            "road_class": raw["class"],
            "raw_ref": raw["ref"].astype(object).where(raw["ref"].notna(), None),
            "name": raw["name"].astype(object).where(raw["name"].notna(), None),
            "ramp": raw["ramp"] == 1,
            "bridge": raw["brunnel"] == "bridge",
            "oneway": raw["oneway"] == 1,
        },
        geometry=raw.geometry,
        crs=WGS84,
    ).reset_index(drop=True)
