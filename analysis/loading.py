"""Joining a world: files of ``data/geo`` made one cut network for every scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.barriers import Barriers
from analysis.connectors import connector_arcs, nearest_gap_m, snap_places
from analysis.network import Roads, cut_roads
from analysis.place_list import place_of
from analysis.project_links import link_projects
from analysis.sections import SectionTable
from analysis.speeds import SpeedTable
from analysis.touches import (
    Interchange,
    crossings,
    ends,
    interchange_junctions,
    interchange_touches,
    ordinary_junctions,
)
from analysis.upgrades import links_beneath, stretches
from analysis.urban import UrbanArea
from analysis.world import Place, World
from layers.digest import text_digest
from layers.places import places as read_places
from layers.projects import FILE, Project, read_projects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.snapping import Snaps
    from layers.dataset import Dataset


def join_world(data: Dataset) -> World:
    """Read all that is routed on from a folder of data, and join it; ``prepared.load_world`` keeps the result.

    Raises
    ------
    DataError
        If a file is missing or damaged.
    """
    roads = data.read("roads")
    around = {name: data.read(name) for name in ("water", "rivers", "border")}
    return build_world(
        Roads.from_frame(roads, barriers=Barriers.from_layers(roads=roads, **around)),
        SpeedTable.from_frame(data.read_table("speeds")),
        places=[
            place_of(row, lon=row["geometry"].x, lat=row["geometry"].y)
            for row in read_places(folder=data.folder).to_dict("records")
        ],
        projects=read_projects(data.folder / FILE.name),
        interchanges=read_interchanges(data),
        data=data,
        digest=data.digest,
        urban=UrbanArea.from_frame(data.read("urban_area")),
    )


def read_interchanges(data: Dataset) -> list[Interchange]:
    """The interchanges of a folder of data."""
    return [_interchange(row) for row in data.read("interchanges").to_dict("records")]


def build_world(
    roads: Roads,
    speeds: SpeedTable,
    *,
    places: Sequence[Place],
    projects: Sequence[Project],
    interchanges: Sequence[Interchange],
    data: Dataset,
    digest: str,
    urban: UrbanArea | None = None,
) -> World:
    """Join places and projects to the roads: one cut network for every scenario.

    Parameters
    ----------
    urban
        Where projects take the urban rows of the speeds; ``None``: nowhere.
    """
    area = urban or UrbanArea.none()
    sections = SectionTable.from_projects(projects)
    along = stretches(roads, sections)
    beneath = links_beneath(along, len(sections.section_id))
    touches = [
        *crossings(roads, sections),
        *ends(roads, sections, beneath=beneath),
        *interchange_touches(roads, sections, interchanges),
    ]
    snaps = snap_places(roads, np.array([(p.lon, p.lat) for p in places]).reshape(-1, 2))
    parts = [
        ([t.link for t in touches], [t.link_m for t in touches]),
        (snaps.link, snaps.chainage_m),
        ([x.link for x in along for _ in range(2)], [m for x in along for m in (x.from_m, x.to_m)]),
    ]
    link = np.concatenate([np.asarray(p[0], dtype=np.int64) for p in parts])
    network, node = cut_roads(roads, link, np.concatenate([np.asarray(p[1], dtype=np.float64) for p in parts]))
    junctions = [*ordinary_junctions(sections), *interchange_junctions(sections, interchanges)]
    links = link_projects(
        network,
        sections,
        touches=touches,
        touch_node=node[: len(touches)],
        junctions=junctions,
        stretches=along,
        area=area,
    )
    first = len(network.lon_lat) + len(links.lon_lat)
    snap_node = node[len(touches) : len(touches) + len(snaps.link)]
    connectors = connector_arcs(snaps, place_node=first + np.arange(len(places)), road_node=snap_node)
    return World(
        data_digest=digest,
        data=data,
        places=_with_gaps(places, snaps),
        projects={p.id: p for p in projects},
        network=network,
        links=links,
        connectors=connectors,
        speeds=speeds,
        interchanges=tuple(interchanges),
        urban=area,
    )


def extend(world: World, *, projects: Sequence[Project] = (), places: Sequence[Place] = (), own_digest: str) -> World:
    """A world with a user's own projects and places beside the built-in ones; takes about two seconds.

    The roads are cut anew, so that an own project is in every respect what a built-in one is.

    Parameters
    ----------
    own_digest
        Names what is added; enters the digest of every result. The new world is private: what is
        computed on it is kept in no cache that others read.
    """
    larger = build_world(
        world.network.roads,
        world.speeds,
        places=[*world.places.values(), *places],
        projects=[*world.projects.values(), *projects],
        interchanges=world.interchanges,
        data=world.data,
        digest=text_digest([world.data_digest, own_digest]),
        urban=world.urban,
    )
    return replace(larger, private=True)


def _with_gaps(places: Sequence[Place], snaps: Snaps) -> dict[str, Place]:
    gaps = nearest_gap_m(snaps, len(places))
    return {p.place_id: replace(p, snap_m=float(g)) for p, g in zip(places, gaps, strict=True)}


def _interchange(row: Mapping[str, Any]) -> Interchange:
    """From a row of ``interchanges.geojson``."""
    point = row["geometry"]
    return Interchange(
        project_id=str(row["project_id"]),
        lon=point.x,
        lat=point.y,
        connects_to=tuple(x.strip() for x in str(row["connects_to"] or "").split(";") if x.strip()),
        assumed=bool(row["assumed"]),
        max_link_m=float(str(row["max_link_m"] or 500)),
    )
