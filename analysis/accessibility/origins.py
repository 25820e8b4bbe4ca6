"""The communes of 2025 as origins: their people of 2019, and their minutes to any place.

A commune stands where its people are known to be centred: at a capital or town of our places inside
it, else at a town of the map, else at a village of the commune's own name, else at its representative
point (a point surely inside it). From there it is joined to the roads as a place is. Communes are no places: lists of places stay as they are.
Only the seven provinces of the study have figures of people; communes without a figure stay out of
every sum, and ``Communes.covered`` tells their share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from analysis.network import AccessLinks, Impedance, costs_to_nearest_node, costs_to_nodes, find_access_links
from analysis.scenarios import kept_arrays
from layers import Role, place_kinds, require_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

COMMUNE_LAYER: Final = "communes_2025"
_KEPT: Final = "communes"
_CENTRES: Final = place_kinds(Role.CENTRE)


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
    lon_lat
        Where each stands, in degrees: (communes, 2).
    reference
        What that point is: ``place``, ``town``, ``village`` or ``middle``: (communes,).
    attached
        How each is joined to the roads.
    """

    frame: gpd.GeoDataFrame
    people: Floats
    study: NDArray[np.bool_]
    lon_lat: Floats
    reference: NDArray[np.object_]
    attached: AccessLinks

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, world: World, *, labels: gpd.GeoDataFrame | None = None) -> Communes:
        """Join the communes of a layer to the network of a world; ``labels`` are the names of the base map."""
        frame = require_crs(frame, layer=COMMUNE_LAYER).sort_values("code").reset_index(drop=True)
        points, reference = _points(frame, world, labels)
        return cls(
            frame=frame,
            people=frame["population_2019"].to_numpy(dtype=np.float64, na_value=np.nan),
            study=frame["province_2022"].isin(world.data.study.codes).to_numpy(dtype=bool),
            lon_lat=points,
            reference=reference,
            attached=_attached(world, points),
        )

    @property
    def covered(self) -> float:
        """Share of communes with a figure of people, 0 to 1."""
        return float(np.isfinite(self.people).mean()) if len(self.people) else 0.0


def communes(world: World) -> Communes:
    """The communes of a world's data on its network; joined once and kept with it.

    Raises
    ------
    DataError
        If the layer is missing or damaged.
    """
    return world.keep((_KEPT,), partial(_read, world))


def _read(world: World) -> Communes:
    return Communes.from_frame(world.data.read(COMMUNE_LAYER), world, labels=world.data.read("labels"))


def _attached(world: World, points: Floats) -> AccessLinks:
    """How the points are joined to the roads, on disk as a core is."""
    network, data = world.network, np.frombuffer(world.data_digest.encode(), dtype=np.uint8)
    told: dict[str, NDArray[Any]] = {
        "data": data,
        "points": points,
        "link": network.link,
        "from_m": network.from_m,
        "tail": network.tail,
    }

    def make() -> dict[str, NDArray[Any]]:
        return dict(vars(find_access_links(network, points)))

    return AccessLinks(**kept_arrays(world, "communes", told, make))


def _points(
    frame: gpd.GeoDataFrame, world: World, labels: gpd.GeoDataFrame | None
) -> tuple[Floats, NDArray[np.object_]]:
    """Where each commune stands and what that point is; the best known settlement inside it comes last and stays."""
    points = frame[["centre_lon", "centre_lat"]].to_numpy(dtype=np.float64).copy()
    reference = np.full(len(frame), "middle", dtype=object)
    tree, names = shapely.STRtree(frame.geometry.to_numpy()), frame["name"].to_numpy(dtype=object)
    for what, name, spot in _settlements(world, labels):
        for at in tree.query(shapely.Point(spot), predicate="within"):
            if what != "village" or (name and name == names[at]):
                points[at], reference[at] = spot, what
    return points, reference


def _settlements(world: World, labels: gpd.GeoDataFrame | None) -> list[tuple[str, str, tuple[float, float]]]:
    """Villages and towns of the map, then towns, district and provincial capitals of our places."""
    found: list[tuple[str, str, tuple[float, float]]] = []
    if labels is not None:
        rows = list(zip(labels["kind"], labels["name"].fillna(""), labels.geometry, strict=True))
        for kinds, what in ((("village",), "village"), (("town", "city"), "town")):
            found += [(what, str(name), (g.x, g.y)) for kind, name, g in rows if kind in kinds]
    places = [p for p in world.places.values() if p.kind in _CENTRES]
    places.sort(key=lambda p: (-_CENTRES.index(p.kind), p.place_id))
    return [*found, *(("place", p.name_vi, (p.lon, p.lat)) for p in places)]


def minutes_to(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Fastest minutes from each commune to each place: (communes, places), NaN where not connected.

    Raises
    ------
    InputError
        If a place is unknown or the scenario is not feasible.
    """
    return costs_to_nodes(world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.TIME)


def metres_to(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Shortest metres, as ``minutes_to``."""
    return costs_to_nodes(world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.DISTANCE)


def minutes_to_nearest(world: World, scenario: Scenario, found: Communes, place_ids: Sequence[str]) -> Floats:
    """Fastest minutes from each commune to the nearest of several places: (communes,), NaN where not connected."""
    return costs_to_nearest_node(
        world.graph(scenario), found.attached, world.nodes(place_ids), impedance=Impedance.TIME
    )


def people_within(found: Communes, minutes: Floats, limit_min: float) -> float:
    """Inhabitants of the communes whose minutes (communes,) are at most a limit."""
    return float(np.nansum(found.people[minutes <= limit_min]))
