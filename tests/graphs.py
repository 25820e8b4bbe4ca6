"""Small worlds that can be drawn on paper: nodes on a grid of 0.01 degrees near 106 E, 11 N."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.network.roads import Roads
from analysis.network.speeds import SpeedTable, UrbanArea
from analysis.scenarios.loading import build_world, load_world
from analysis.scenarios.places import Place
from analysis.scenarios.project_links import Interchange
from analysis.scenarios.world import World
from layers.dataset import Dataset
from layers.geodesy import length_m
from layers.projects import Project, Section
from layers.reading import data_folder

STEP = 0.01  # degrees: about 1.1 km


def spot(x: float, y: float) -> tuple[float, float]:
    """Degrees of a grid point."""
    return 106.0 + x * STEP, 11.0 + y * STEP


def metres(*points: tuple[float, float]) -> float:
    """Geodesic length along grid points."""
    return float(length_m(np.array([shapely.LineString([spot(*p) for p in points])], dtype=object))[0])


@dataclass(frozen=True)
class Road:
    """A link along grid points; only shared end points are junctions."""

    points: tuple[tuple[float, float], ...]
    road_class: str = "secondary"
    ref: str = ""
    oneway: bool = False
    ramp: bool = False
    bridge: bool = False
    closed: bool = False
    urban: bool = False


def roads(*links: Road) -> Roads:
    ends = sorted({p for link in links for p in (link.points[0], link.points[-1])})
    number = {p: i for i, p in enumerate(ends)}
    rows = [
        {
            "link_id": i,
            "from_node": number[link.points[0]],
            "to_node": number[link.points[-1]],
            "road_class": link.road_class,
            "ref": link.ref,
            "name": None,
            "ramp": link.ramp,
            "bridge": link.bridge,
            "oneway": link.oneway,
            "urban": link.urban,
            "closed": link.closed,
            "length_m": metres(*link.points),
            "geometry": shapely.LineString([spot(*p) for p in link.points]),
        }
        for i, link in enumerate(links)
    ]
    return Roads.from_frame(gpd.GeoDataFrame(rows, geometry="geometry", crs=4326))


def speeds() -> SpeedTable:
    """60 km/h on secondary roads (a kilometre a minute), 90 on primary, 120 on motorways; urban half."""
    rows = []
    for road_class, kmh in {"motorway": 120, "trunk": 90, "primary": 90, "secondary": 60, "tertiary": 40}.items():
        for mode in ("car", "motorcycle", "truck"):
            if (mode, road_class) == ("motorcycle", "motorway"):
                continue
            for ramp in (0, 1):
                for urban in (0, 1):
                    v = (40 if ramp else kmh) / (1 + urban)
                    rows.append((mode, road_class, ramp, urban, v * 0.8, v, v * 1.1))
    columns = ["mode", "road_class", "ramp", "urban", "low_kmh", "central_kmh", "high_kmh"]
    return SpeedTable.from_frame(pd.DataFrame(rows, columns=columns))


def place(place_id: str, x: float, y: float, *, population: int | None = None) -> Place:
    return Place(place_id, "town", place_id, place_id, *spot(x, y), np.nan, "", population)


@dataclass(frozen=True)
class Stretch:
    """One section of a project along grid points."""

    points: tuple[tuple[float, float], ...]
    upgrade: bool = False
    status: str = "planned"
    opened: object = None
    expected_year: int | None = None
    road_class: str = ""
    design_speed_kmh: int | None = None


def project(
    project_id: str,
    *stretches: Stretch,
    access: str = "crossing",
    upgrade_of: str | None = None,
    excludes: tuple[str, ...] = (),
) -> Project:
    road_class = "motorway" if access == "interchange" else "primary"
    sections = tuple(
        Section(
            section_id=f"{project_id}/{i}",
            project_id=project_id,
            order=i,
            name_vi="",
            name_en="",
            length_km=metres(*s.points) / 1000,
            by_province_km={},
            quality="mapped",
            status=s.status,
            status_date="",
            status_source="",
            opened=s.opened,
            expected_year=s.expected_year,
            expected_source="",
            lanes=None,
            design_speed_kmh=s.design_speed_kmh,
            road_class=s.road_class or road_class,
            upgrade=s.upgrade,
            gap_bridge=False,
            geometry=shapely.LineString([spot(*p) for p in s.points]),
        )
        for i, s in enumerate(stretches, start=1)
    )
    texts = {f: "" for f in Project.__dataclass_fields__ if f.endswith(("_vi", "_en"))}
    numbers = {f: 0.0 for f in Project.__dataclass_fields__ if f.startswith("computed")}
    rest = {
        "group": "direct",
        "role": "related",
        "kind": "national",
        "unit": True,
        "status_date": "",
        "opening_expected_year": None,
    }
    empty = {"phases": (), "costs": (), "published_lengths": (), "sources": (), "unverified": (), "quality_km": {}}
    own = {"id": project_id, "access": access, "upgrade_of": upgrade_of, "excludes": excludes, "sections": sections}
    return Project(**{**texts, **numbers, **rest, **empty, "computed_by_province_km": {}, **own})


def built_up(west: float, south: float, east: float, north: float) -> UrbanArea:
    """A built-up area between grid lines."""
    box = shapely.box(*spot(west, south), *spot(east, north))
    return UrbanArea.from_frame(gpd.GeoDataFrame({"part": [0]}, geometry=[box], crs=4326))


def interchange(
    project_id: str, x: float, y: float, *connects_to: str, assumed: bool = False, max_link_m: float = 500.0
) -> Interchange:
    return Interchange(project_id, *spot(x, y), tuple(connects_to), assumed, max_link_m)


def world(
    base: Roads,
    *,
    places: list[Place],
    projects: list[Project] = (),
    interchanges: list[Interchange] = (),
    urban: UrbanArea | None = None,
) -> World:
    return build_world(
        base,
        speeds(),
        places=places,
        projects=list(projects),
        interchanges=list(interchanges),
        data=Dataset(data_folder()),
        digest="test",
        urban=urban,
    )


@cache
def real_world() -> World:
    """The world of ``data/geo``, loaded once a test run."""
    return load_world()
