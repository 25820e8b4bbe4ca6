"""The communes of 2025 as origins: their people of 2019, and their minutes to any place.

A commune stands at its representative point (a point surely inside it, not the middle of its
people), joined to the roads as a place is. Communes are no places: lists of places stay as they are.
Only the seven provinces of the study have figures of people; communes without a figure stay out of
every sum, and ``Communes.covered`` tells their share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.attachment import Attached, attach, costs_to, costs_to_nearest
from analysis.benefits import BINH_PHUOC, TAY_NINH
from analysis.routing import Impedance
from layers.geodesy import require_crs
from layers.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.world import World

LAYER: Final = "communes_2025"
_KEPT: Final = "communes"


@dataclass(frozen=True)
class Communes:
    """Communes on the network, ordered by code.

    Parameters
    ----------
    frame
        The layer ``communes_2025`` (EPSG:4326), index from 0.
    people
        Inhabitants of 2019, NaN without a figure: (communes,).
    study
        Those of the two provinces of the agreement (edition 2022): (communes,).
    attached
        How each is joined to the roads.
    """

    frame: gpd.GeoDataFrame
    people: Floats
    study: NDArray[np.bool_]
    attached: Attached

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, world: World) -> Communes:
        """Join the communes of a layer to the network of a world."""
        frame = require_crs(frame, layer=LAYER).sort_values("code").reset_index(drop=True)
        points = frame[["centre_lon", "centre_lat"]].to_numpy(dtype=np.float64)
        return cls(
            frame=frame,
            people=frame["population_2019"].to_numpy(dtype=np.float64, na_value=np.nan),
            study=frame["province_2022"].isin([TAY_NINH, BINH_PHUOC]).to_numpy(dtype=bool),
            attached=attach(world.network, points),
        )

    @property
    def covered(self) -> float:
        """Share of communes with a figure of people, 0 to 1."""
        return float(np.isfinite(self.people).mean()) if len(self.people) else 0.0


def communes(world: World, *, folder: Path | None = None) -> Communes:
    """The communes of ``data/geo`` on the network of a world; joined once and kept with it.

    Raises
    ------
    DataError
        If the layer is missing or damaged.
    """
    return world.keep((_KEPT, str(folder)), lambda: Communes.from_frame(read(LAYER, folder=folder), world))


def minutes_to(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Fastest minutes from each commune to each place: (communes, places), NaN where not connected.

    Raises
    ------
    InputError
        If a place is unknown or the scenario is not feasible.
    """
    return costs_to(world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.TIME)


def metres_to(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Shortest metres, as ``minutes_to``."""
    return costs_to(world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.DISTANCE)


def minutes_to_nearest(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Fastest minutes from each commune to the nearest of several places: (communes,), NaN where not connected."""
    return costs_to_nearest(world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.TIME)


def people_within(found: Communes, minutes: Floats, limit_min: float) -> float:
    """Inhabitants of the communes whose minutes (communes,) are at most a limit."""
    return float(np.nansum(found.people[minutes <= limit_min]))
