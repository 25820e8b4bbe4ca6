"""Everything an analysis needs, loaded once: places, projects, network, speeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analysis.scenarios import Scenario


@dataclass(frozen=True)
class Place:
    """An origin or destination.

    Parameters
    ----------
    lon, lat
        Reference point in degrees, EPSG:4326.
    snap_m
        Geodesic distance in metres to the nearest suitable link.
    district
        Code of the district of 2022 whose capital it is; empty otherwise.
    population
        People of that district in 2019, ``None`` without a figure.
    """

    place_id: str
    kind: str
    name_vi: str
    name_en: str
    lon: float
    lat: float
    snap_m: float
    district: str
    population: int | None


class World:
    """Places, projects and network; read-only once loaded and safe to share between sessions."""

    places: Mapping[str, Place]
    data_digest: str

    def require_feasible(self, scenario: Scenario) -> None:
        """Check a scenario.

        Raises
        ------
        InputError
            If it names an unknown project or section, lacks the project another one upgrades, or
            holds two projects that exclude each other; the sentence names the remedy.
        """
        raise NotImplementedError

    def digest(self, scenario: Scenario) -> str:
        """Sixteen hexadecimal digits that name this scenario on this data."""
        return scenario.digest(self.data_digest)


def load_world(folder: Path | None = None) -> World:
    """Load everything from ``data/geo`` (or another folder of the same layout)."""
    raise NotImplementedError
