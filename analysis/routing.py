"""Shortest and fastest ways through a scenario's network: figures, skims and paths."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StretchKind(StrEnum):
    """What a stretch of a path runs on."""

    ROAD = "road"
    PROJECT = "project"
    ACCESS = "access"  # link between a project and the base network, or between two projects
    CONNECTOR = "connector"  # assumed link between a place and the nearest road


@dataclass(frozen=True)
class Figures:
    """The four figures that always stand together; ``None`` where no road leads.

    Parameters
    ----------
    shortest_m
        Length of the shortest way in metres.
    fastest_min
        Time of the fastest way in minutes.
    fastest_length_m
        Length of that fastest way in metres: it may rise when time falls.
    detour_index
        Shortest way ÷ geodesic distance (≥ 1).
    """

    shortest_m: float | None
    fastest_min: float | None
    fastest_length_m: float | None
    detour_index: float | None


@dataclass(frozen=True)
class RoadStretch:
    """Consecutive links of a path on one road.

    Parameters
    ----------
    ref, name
        Road number and name, empty if none is known; of a project, its section's names are looked
        up by ``project_id`` and ``section_id``.
    road_class
        motorway, trunk, primary, secondary or tertiary; empty for connectors.
    length_m, time_min
        Of the stretch, in metres and minutes.
    project_id, section_id
        Empty on the base network. On an upgraded stretch both the road's ``ref`` and the project.
    """

    kind: StretchKind
    ref: str
    name: str
    road_class: str
    length_m: float
    time_min: float
    project_id: str = ""
    section_id: str = ""


@dataclass(frozen=True)
class PathResult:
    """One way through the network.

    Parameters
    ----------
    coordinates
        (longitude, latitude) pairs from origin to destination, EPSG:4326.
    stretches
        The roads in order of travel, consecutive links of one road merged.
    length_m, time_min
        Of the whole way, connectors included.
    """

    coordinates: tuple[tuple[float, float], ...]
    stretches: tuple[RoadStretch, ...]
    length_m: float
    time_min: float
