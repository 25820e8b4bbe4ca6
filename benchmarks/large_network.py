"""A real network of half a million nodes for the benchmark: main and minor roads of August 2021.

A benchmark's shortcut, not the product's build: a junction is a vertex two lines share to 1e-7
degrees; attributes are the class alone.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis.network.roads import Roads

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "geo-sources" / "osm-2021-08"
CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary")


def available() -> bool:
    """Whether the two source files are there."""
    return all((SOURCES / name).is_file() for name in ("roads_main.gpkg", "roads_minor.parquet"))


def large_roads() -> Roads:
    """Links between shared vertices, the largest strongly connected part; minor roads as tertiary."""
    main = gpd.read_file(SOURCES / "roads_main.gpkg", columns=["class", "oneway"])
    main = main[main["class"].isin(CLASSES)]
    minor = gpd.read_parquet(SOURCES / "roads_minor.parquet", columns=["oneway", "geometry"]).assign(
        **{"class": "tertiary"}
    )
    lines = pd.concat([main, minor], ignore_index=True)
    lines = gpd.GeoDataFrame(lines, geometry="geometry", crs=4326).explode(ignore_index=True)
    parts, owner, ends = _split(lines.geometry.to_numpy())
    oneway = (lines["oneway"].fillna(0).to_numpy() != 0)[owner]
    keep = _strong(ends, oneway)
    frame = gpd.GeoDataFrame(
        {
            "link_id": np.arange(int(keep.sum())),
            "from_node": ends[keep, 0],
            "to_node": ends[keep, 1],
            "road_class": lines["class"].to_numpy(dtype=object)[owner][keep],
            "oneway": oneway[keep],
            "ref": "",
            "name": "",
            "length_m": 0.0,
            **dict.fromkeys(("ramp", "bridge", "urban", "closed"), False),
        },
        geometry=parts[keep],
        crs=4326,
    )
    return Roads.from_frame(frame)


def _split(geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines cut at shared vertices: parts, the line of each, and the numbers of its two ends."""
    points, line = shapely.get_coordinates(geometries, return_index=True)
    grid = np.rint(points * 1e7).astype(np.int64)
    _, vertex, uses = np.unique(grid[:, 0] * 4_000_000_000 + grid[:, 1], return_inverse=True, return_counts=True)
    edge = np.append(True, line[1:] != line[:-1]) | np.append(line[1:] != line[:-1], True)
    cut = edge | (uses[vertex] > 1)
    begin = np.flatnonzero(cut[:-1] & (line[1:] == line[:-1]))
    stops = np.flatnonzero(cut)
    end = stops[np.searchsorted(stops, begin, side="right")]
    length = end - begin + 1
    part = np.repeat(np.arange(len(begin)), length)
    taken = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(begin, length)
    parts = shapely.linestrings(points[taken], indices=part)
    return np.asarray(parts, dtype=object), line[begin], np.column_stack([vertex[begin], vertex[end]])


def _strong(ends: np.ndarray, oneway: np.ndarray) -> np.ndarray:
    """Parts whose two ends lie in the largest strongly connected component."""
    tail = np.concatenate([ends[:, 0], ends[~oneway, 1]])
    head = np.concatenate([ends[:, 1], ends[~oneway, 0]])
    nodes = int(ends.max()) + 1
    _, label = connected_components(
        csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes)), connection="strong"
    )
    largest = np.bincount(label).argmax()
    return (label[ends] == largest).all(axis=1)
