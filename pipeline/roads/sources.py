"""Where the lines of the base network come from: the vector tiles of August 2021, or an extract of OpenStreetMap.

An extract is read through GDAL in portions. Classes motorway to tertiary and their links; construction,
proposals and ferries have other values of ``highway`` or none and are never read. What the tags mean here:

- ``oneway``: yes, true or 1 in the line's direction, -1 or reverse against it (the line is turned);
  a roundabout and a motorway are one way unless they say no;
- the nearest of ``motorcar``, ``motor_vehicle``, ``vehicle`` and ``access`` decides: private, no and
  the like close a road to through trips;
- ``surface``: earth, gravel and the like are unpaved; ``lanes``: a number; a two-way road of one lane
  is narrow;
- ``maxspeed``: whole km/h; anything else ("50 mph", "signals") is counted and not used.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from layers import ROAD_CLASSES, VN2000_UTM48N, WGS84
from pipeline.files import INPUT, OSM_2021, TILES, Origin, read_source
from pipeline.roads.built_up import StreetGrid
from pipeline.roads.junctions import EXACT_M, SAME_M, planar
from words import InputError

if TYPE_CHECKING:
    from pipeline.files import Box, Context, Extract

STREETS: Final = ("unclassified", "residential", "living_street")
PORTION: Final = 20_000  # features held at a time beside the roads kept
MEMORY_MB: Final = 100  # GDAL's index of nodes: what is larger goes to a temporary file
_LINKS: Final = tuple(f"{name}_link" for name in ROAD_CLASSES)
_ROUNDABOUT: Final = ("roundabout", "circular")
_FORWARD: Final = ("yes", "true", "1")
_BACKWARD: Final = ("-1", "reverse")
_ACCESS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")  # the nearest to a car first
_SHUT: Final = (
    "no",
    "private",
    "military",
    "agricultural",
    "forestry",
    "delivery",
    "customers",
    "permit",
    "destination",
)
_UNPAVED: Final = (
    "unpaved",
    "compacted",
    "fine_gravel",
    "gravel",
    "pebblestone",
    "rock",
    "dirt",
    "earth",
    "ground",
    "grass",
    "mud",
    "sand",
    "clay",
    "laterite",
)
_TAGS: Final = [
    "highway",
    "ref",
    "name",
    "oneway",
    "junction",
    "bridge",
    "maxspeed",
    "lanes",
    "surface",
    *_ACCESS,
    "construction",
]
_SLOWEST_KMH, _FASTEST_KMH, _MOST_LANES = 5, 150, 16


@dataclass(frozen=True)
class Found:
    """What was read: the roads as ``from_tags`` gives them, and the grid of minor streets.

    ``unread`` counts values of ``maxspeed`` that are no number of km/h.
    """

    roads: gpd.GeoDataFrame
    streets: StreetGrid
    unread: int


def read(extract: Extract, *, area: shapely.Geometry) -> Found:
    """The roads and streets of the extract that meet the box around ``area`` (VN-2000 metres).

    Raises
    ------
    InputError
        If GDAL cannot read the file, or no road of the routed classes meets the area.
    """
    west, south, east, north = gpd.GeoSeries([area], crs=VN2000_UTM48N).to_crs(WGS84).total_bounds.tolist()
    streets = StreetGrid(tuple(shapely.bounds(area).tolist()))
    kept, unread, seen = [], 0, 0
    for portion in _portions(extract, (west, south, east, north)):
        seen += len(portion)
        minor = portion["highway"].isin(STREETS).to_numpy()
        streets.add(planar(portion.geometry.to_numpy()[minor]))
        main = portion[~minor & portion["construction"].isna().to_numpy()]
        roads = from_tags(main)
        unread += int((main["maxspeed"].notna().to_numpy() & roads["maxspeed_kmh"].isna().to_numpy()).sum())
        kept.append(roads)
        print(f"  {seen:,} ways read, {sum(map(len, kept)):,} of them roads", flush=True)
    roads = gpd.GeoDataFrame(pd.concat(kept, ignore_index=True), crs=WGS84) if kept else None
    if roads is None or not shapely.intersects(area, planar(roads.geometry.to_numpy())).any():
        raise InputError("build.osm_no_roads", file=extract.path.name)
    return Found(roads, streets, unread)


def from_tags(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The columns of the builder from the tags of OpenStreetMap.

    Parameters
    ----------
    ways
        LineStrings in degrees with one column a tag, missing where the tag is.

    Returns
    -------
    Frame with ``road_class``, ``raw_ref``, ``name``, ``ramp``, ``bridge``, ``oneway``, ``closed``,
    ``condition`` ("", "unpaved" or "one_lane"), ``lanes`` and ``maxspeed_kmh`` (None where unknown);
    one-way lines in the direction of travel.
    """
    ways = ways.reset_index(drop=True)
    road_class = ways["highway"].str.removesuffix("_link").to_numpy()
    oneway, against = _directions(ways)
    lines = ways.geometry.to_numpy().copy()
    lines[against] = shapely.reverse(lines[against])
    lanes = _whole(ways["lanes"], least=1, most=_MOST_LANES)
    narrow = (lanes == 1).to_numpy(dtype=bool, na_value=False) & ~oneway
    unpaved = ways["surface"].isin(_UNPAVED).to_numpy()
    return gpd.GeoDataFrame(
        {
            "road_class": road_class,
            "raw_ref": _text(ways["ref"]),
            "name": _text(ways["name"]),
            "ramp": ways["highway"].str.endswith("_link").to_numpy(),
            "bridge": (ways["bridge"].notna() & (ways["bridge"] != "no")).to_numpy(),
            "oneway": oneway,
            "closed": _closed(ways),
            "condition": np.where(unpaved, "unpaved", np.where(narrow, "one_lane", "")).astype(object),
            "lanes": _or_none(lanes),
            "maxspeed_kmh": _or_none(_whole(ways["maxspeed"], least=_SLOWEST_KMH, most=_FASTEST_KMH)),
        },
        geometry=lines,
        crs=WGS84,
    )


def _directions(ways: gpd.GeoDataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each way is one way, and whether it runs against its line."""
    said = ways["oneway"]
    implied = ways["junction"].isin(_ROUNDABOUT) | (ways["highway"] == "motorway")
    against = said.isin(_BACKWARD)
    return (said.isin(_FORWARD) | against | (implied & said.isna())).to_numpy(), against.to_numpy()


def _closed(ways: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether a car may not pass, by the nearest tag that says something."""
    said = ways[_ACCESS[0]]
    for tag in _ACCESS[1:]:
        said = said.where(said.notna(), ways[tag])
    shut: NDArray[np.bool_] = said.isin(_SHUT).to_numpy()
    return shut


def _whole(column: pd.Series, *, least: int, most: int) -> pd.Series:
    """Whole numbers of a tag, missing where it says anything else."""
    digits = column.astype("string").str.fullmatch(r"\d{1,3}( ?km/?h)?").fillna(value=False)
    value = pd.to_numeric(column.astype("string").str.extract(r"(\d+)", expand=False).where(digits)).astype("Int64")
    return value.where(value.between(least, most).fillna(value=False))


def _or_none(column: pd.Series) -> pd.Series:
    return pd.Series([None if pd.isna(value) else int(value) for value in column], index=column.index, dtype=object)


def _text(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), None)


def _portions(extract: Extract, bounds: Box) -> Iterator[gpd.GeoDataFrame]:
    """The ways of the classes wanted, some thousand at a time."""
    classes = ", ".join(f"'{name}'" for name in (*ROAD_CLASSES, *_LINKS, *STREETS))
    try:
        with (
            _gdal(),
            pyogrio.open_arrow(
                extract.path,
                layer="lines",
                columns=_TAGS,
                where=f"highway IN ({classes})",
                bbox=bounds,
                batch_size=PORTION,
                use_pyarrow=True,
            ) as (about, reader),
        ):
            for batch in reader:
                table = batch.to_pandas()
                shapes = shapely.from_wkb(table.pop(about["geometry_name"] or "wkb_geometry").to_numpy())
                frame = gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)
                yield frame[shapely.get_num_points(shapes) > 1]
    except (DataSourceError, DataLayerError) as cause:
        raise InputError("build.osm_unreadable", file=extract.path.name) from cause


@contextmanager
def _gdal() -> Iterator[None]:
    """GDAL told which tags to read and how much memory it may take; afterwards as it was."""
    ours = {
        "OSM_CONFIG_FILE": os.fspath(INPUT / "osmconf.ini"),
        "OSM_MAX_TMPFILE_SIZE": str(MEMORY_MB),
        "CPL_TMPDIR": tempfile.gettempdir(),
    }
    before = {name: pyogrio.get_gdal_config_option(name) for name in ours}
    pyogrio.set_gdal_config_options(ours)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


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
    found = read(context.osm, area=area)
    return RoadSource(found.roads, context.osm.origin, EXACT_M, streets=found.streets, unread=found.unread)


def _tiles(context: Context) -> gpd.GeoDataFrame:
    raw = read_source(context, f"{TILES}/roads_main.gpkg")
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
