"""Networks and layers of results as files for others, with digest and licence inside.

The network the engine routes on, for anyone to recompute: GeoPackage or GraphML (EPSG:4326).
GeoPackage: layer ``nodes`` (id, place) and layer ``links`` with one row for each direction, columns
``from``, ``to``, ``length_m``, ``time_min``, ``kind``, ``project``, ``link_id`` (of the layer ``roads``, −1 for
none), ``ref``, ``name``, ``road_class``, ``section``; parallel links are kept. GraphML: the same as a directed
multigraph. A place node carries the place's id, every other node a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import shapely
from pyogrio.errors import DataSourceError

from analysis.network import ArcKind
from analysis.scenarios.paths import about_arc, line_of_arc
from layers import WGS84
from words import InputError, whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.network import Graph
    from analysis.scenarios.scenario import Scenario
    from analysis.scenarios.world import World

_ABOUT: Final = ("link_id", "ref", "name", "road_class", "section")
LICENCE: Final = "ODbL 1.0; © OpenStreetMap contributors; © OpenMapTiles"


def write_network(world: World, scenario: Scenario, path: Path) -> int:
    """Write every node and arc of a scenario; the number of arcs.

    Raises
    ------
    InputError
        If the file is neither ``.gpkg`` nor ``.graphml``, or cannot be written.
    """
    writers = {".gpkg": _write_geopackage, ".graphml": _write_graphml}
    if path.suffix.lower() not in writers:
        raise InputError("analysis.bad_export", file=path.name)
    graph = world.graph(scenario)
    with whole_file(path) as beside:
        try:
            writers[path.suffix.lower()](world, graph, beside, world.digest(scenario))
        except DataSourceError as fault:
            raise InputError("errors.cannot_write", file=path, detail=str(fault)) from fault
    return len(graph.arcs)


def _names(world: World, graph: Graph) -> list[str]:
    """Node ids: numbers, and for places their id."""
    numbered = len(graph.lon_lat) - len(world.places)
    return [*map(str, range(numbered)), *world.places]


def _kinds(graph: Graph) -> list[str]:
    names = {kind.value: kind.name.lower() for kind in ArcKind}
    return [names[int(k)] for k in graph.arcs.kind]


def _projects(world: World, graph: Graph) -> list[str]:
    ids = world.links.sections.project_id
    return [str(ids[s]) if s >= 0 else "" for s in graph.arcs.section]


def _abouts(world: World, graph: Graph) -> dict[str, list[object]]:
    """What road each arc runs on, column by column."""
    rows = [about_arc(world, graph, i) for i in range(len(graph.arcs))]
    return {name: [row[name] for row in rows] for name in _ABOUT}


def _write_geopackage(world: World, graph: Graph, path: Path, digest: str) -> None:
    names = np.array(_names(world, graph), dtype=object)
    places = np.array([n if n in world.places else "" for n in names], dtype=object)
    nodes = gpd.GeoDataFrame({"id": names, "place": places}, geometry=shapely.points(graph.lon_lat), crs=WGS84)
    arcs = graph.arcs
    columns = {
        "from": names[arcs.tail],
        "to": names[arcs.head],
        "length_m": arcs.length_m,
        "time_min": arcs.time_min,
        "kind": _kinds(graph),
        "project": _projects(world, graph),
    } | _abouts(world, graph)
    lines = [shapely.LineString(line_of_arc(world, graph, i)) for i in range(len(arcs))]
    links = gpd.GeoDataFrame(columns, geometry=np.array(lines, dtype=object), crs=WGS84)
    about = {"DESCRIPTION": f"digest {digest}; {LICENCE}"}
    nodes.to_file(path, layer="nodes", driver="GPKG", layer_options=about)
    links.to_file(path, layer="links", driver="GPKG", layer_options=about)


_KEYS: Final = (
    ("lon", "node", "double"),
    ("lat", "node", "double"),
    ("length_m", "edge", "double"),
    ("time_min", "edge", "double"),
    ("kind", "edge", "string"),
    ("project", "edge", "string"),
    ("link_id", "edge", "long"),
    *((name, "edge", "string") for name in ("ref", "name", "road_class", "section")),
)


def _write_graphml(world: World, graph: Graph, path: Path, digest: str) -> None:
    names, arcs, abouts = _names(world, graph), graph.arcs, _abouts(world, graph)
    kinds, projects = _kinds(graph), _projects(world, graph)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n<!-- digest {digest}. {LICENCE} -->\n')
        for name, what, kind in _KEYS:
            file.write(f'<key id="{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        for name, (lon, lat) in zip(names, graph.lon_lat.tolist(), strict=True):
            file.write(
                f'<node id="{escape(name)}"><data key="lon">{lon!r}</data><data key="lat">{lat!r}</data></node>\n'
            )
        rows = zip(arcs.tail, arcs.head, arcs.length_m.tolist(), arcs.time_min.tolist(), kinds, projects, strict=True)
        for i, (tail, head, metres, minutes, kind, project) in enumerate(rows):
            values = {"length_m": repr(metres), "time_min": repr(minutes), "kind": kind, "project": escape(project)}
            values |= {name: escape(str(column[i])) for name, column in abouts.items()}
            data = "".join(f'<data key="{k}">{v}</data>' for k, v in values.items())
            file.write(f'<edge id="e{i}" source="{escape(names[tail])}" target="{escape(names[head])}">{data}</edge>\n')
        file.write("</graph>\n</graphml>\n")


DRIVERS: Final = {".gpkg": "GPKG", ".geojson": "GeoJSON"}


def write_layer(frame: gpd.GeoDataFrame, path: Path, *, digest: str, layer: str, fresh: bool = True) -> int:
    """Write a frame (EPSG:4326) as GeoPackage or GeoJSON; the number of rows.

    ``fresh`` replaces the file; else the layer is added to a GeoPackage.

    Raises
    ------
    InputError
        If the file has another ending or cannot be written.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise InputError("gains.bad_file", file=path.name)
    about = f"digest {digest}; {LICENCE}"
    options = {"DESCRIPTION": about} if driver == "GPKG" else {"DESCRIPTION": about, "RFC7946": "YES"}
    with whole_file(path, added=not fresh) as beside:
        try:
            frame.to_file(beside, layer=layer, driver=driver, layer_options=options)
        except DataSourceError as fault:
            raise InputError("errors.cannot_write", file=path, detail=str(fault)) from fault
    return len(frame)
