"""A way through the network told: its line on the map and its roads in order."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from analysis.network import ArcKind, Impedance, PathResult, RoadLink, RoadStretch, StretchKind, arcs_of_way

if TYPE_CHECKING:
    from analysis.network import Floats, Graph, Ints
    from analysis.scenarios.scenario import Scenario
    from analysis.scenarios.world import World

_Road = tuple[StretchKind, str, str, str, str, str]  # kind, ref, name, class, project, section


def find_path(
    world: World, scenario: Scenario, origin_id: str, destination_id: str, *, impedance: Impedance
) -> PathResult | None:
    """The least-cost path from one place to another; ``None`` if none leads.

    Raises
    ------
    InputError
        If a place is unknown or the scenario is not feasible.
    """
    graph = world.graph(scenario)
    arcs = arcs_of_way(graph, world.node(origin_id), world.node(destination_id), impedance=impedance)
    return None if arcs is None else tell(world, graph, arcs)


def tell(world: World, graph: Graph, arcs: Ints) -> PathResult:
    """The line and the roads of consecutive arcs."""
    lines = [line_of_arc(world, graph, int(a)) for a in arcs]
    vertices = np.vstack(lines)
    distinct = np.append(True, (np.diff(vertices, axis=0) != 0).any(axis=1))
    length_m, time_min = graph.arcs.length_m[arcs], graph.arcs.time_min[arcs]
    roads = [_road(world, graph, int(a)) for a in arcs]
    return PathResult(
        coordinates=tuple((float(x), float(y)) for x, y in vertices[distinct]),
        stretches=_stretches(roads, length_m, time_min),
        length_m=float(length_m.sum()),
        time_min=float(time_min.sum()),
        links=_links(world, graph, arcs, roads, lines),
    )


def line_of_arc(world: World, graph: Graph, arc: int) -> Floats:
    """Vertices of one arc in degrees, in the direction of travel."""
    arcs, network = graph.arcs, world.network
    kind, item = ArcKind(arcs.kind[arc]), arcs.item[arc]
    if kind in {ArcKind.ROAD, ArcKind.UPGRADE}:
        lines, row, a, b = network.roads.lines, network.link[item], network.from_m[item], network.to_m[item]
    elif kind is ArcKind.PROJECT:
        segments = world.links.segments
        lines, row, a, b = (
            world.links.sections.lines,
            segments.section[item],
            segments.from_m[item],
            segments.to_m[item],
        )
    else:
        return graph.lon_lat[[arcs.tail[arc], arcs.head[arc]]]
    return lines.cut(int(row), a, b) if arcs.forward[arc] else lines.cut(int(row), b, a)


def _road(world: World, graph: Graph, arc: int) -> _Road:
    """What road an arc runs on."""
    kind, item, section = ArcKind(graph.arcs.kind[arc]), graph.arcs.item[arc], graph.arcs.section[arc]
    project_id, section_id, road_class, ref, name = "", "", "", "", ""
    if section >= 0:
        table = world.links.sections
        project_id, section_id, road_class = (
            str(c[section]) for c in (table.project_id, table.section_id, table.road_class)
        )
    if kind in {ArcKind.ROAD, ArcKind.UPGRADE}:
        roads, link = world.network.roads, world.network.link[item]
        ref, name = str(roads.ref[link]), str(roads.name[link])
        road_class = road_class or str(roads.road_class[link])
    told = {
        ArcKind.ROAD: StretchKind.ROAD,
        ArcKind.ACCESS: StretchKind.ACCESS,
        ArcKind.CONNECTOR: StretchKind.CONNECTOR,
    }
    return told.get(kind, StretchKind.PROJECT), ref, name, road_class, project_id, section_id


def link_of_arc(world: World, graph: Graph, arc: int) -> int:
    """``link_id`` of the base link an arc runs on, −1 for none."""
    if ArcKind(graph.arcs.kind[arc]) not in {ArcKind.ROAD, ArcKind.UPGRADE}:
        return -1
    return int(world.network.roads.link_id[world.network.link[graph.arcs.item[arc]]])


def about_arc(world: World, graph: Graph, arc: int) -> dict[str, object]:
    """Link, number, name, class and section of the road an arc runs on, as columns of an export."""
    _, ref, name, road_class, project_id, section_id = _road(world, graph, arc)
    return {
        "link_id": link_of_arc(world, graph, arc),
        "ref": ref,
        "name": _named(world, name, ref, project_id),
        "road_class": road_class,
        "section": section_id,
    }


def _named(world: World, name: str, ref: str, project_id: str) -> str:
    """The name of a road; one without any takes that of its project."""
    return name or (world.projects[project_id].name_vi if project_id and not ref else "")


def _links(world: World, graph: Graph, arcs: Ints, roads: list[_Road], lines: list[Floats]) -> tuple[RoadLink, ...]:
    """Consecutive arcs of one link, or of one section's new road, made one."""
    ids = [link_of_arc(world, graph, int(a)) for a in arcs]
    keys = [(i, r[0], r[4], r[5]) for i, r in zip(ids, roads, strict=True)]
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(keys), start=1) if a != b), len(keys)]
    found = []
    for a, b in pairwise(starts):
        kind, ref, name, road_class, project_id, section_id = roads[a]
        vertices = np.vstack(lines[a:b])
        distinct = np.append(True, (np.diff(vertices, axis=0) != 0).any(axis=1))
        found.append(
            RoadLink(
                kind,
                ids[a],
                ref,
                _named(world, name, ref, project_id),
                road_class,
                tuple((float(x), float(y)) for x, y in vertices[distinct]),
                float(graph.arcs.length_m[arcs[a:b]].sum()),
                float(graph.arcs.time_min[arcs[a:b]].sum()),
                project_id,
                section_id,
            )
        )
    return tuple(found)


def _stretches(roads: list[_Road], length_m: Floats, time_min: Floats) -> tuple[RoadStretch, ...]:
    """Merge neighbours on one road: the same number, or without a number the same name."""
    keys = [_same_road(r) for r in roads]
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(keys), start=1) if a != b), len(roads)]
    merged = []
    for a, b in pairwise(starts):
        main = a + int(np.argmax(length_m[a:b]))  # class and name as on the longest link
        kind, ref, name, road_class, project_id, section_id = roads[main]
        merged.append(
            RoadStretch(
                kind,
                ref,
                name,
                road_class,
                float(length_m[a:b].sum()),
                float(time_min[a:b].sum()),
                project_id,
                section_id,
            )
        )
    return tuple(merged)


def _same_road(road: _Road) -> tuple[str, ...]:
    kind, ref, name, road_class, project_id, _ = road
    return kind, ref, "" if ref else name, "" if ref or name else road_class, project_id
