"""Who gains: communes by minutes saved to a place, and lines of desire of the largest gains.

Everything is a GeoDataFrame in EPSG:4326 with the digest beside it, for map, print and download.
Minutes lead from the commune to the place; several places count by the people of their districts,
or alike where one has no figure. Not connected is empty (NaN).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.accessibility import communes, metres_to, minutes_to
from analysis.appraisal import district_trips, yardstick, yardstick_tables
from analysis.scenarios import Assumptions, write_layer
from layers import WGS84, text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from analysis.accessibility import Communes
    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

MOST_LINES: Final = 12
NOTABLE_MIN: Final = 0.5
_KM: Final = 1e-3
_ABOUT: Final = ("code", "name", "full_name", "province_2025", "province_2022", "district_2022")


@dataclass(frozen=True)
class Gains:
    """One layer of results.

    Parameters
    ----------
    frame
        The rows, EPSG:4326; the column ``digest`` repeats the digest.
    digest
        Names data, both scenarios, places and weights.
    place_ids
        The destinations.
    """

    frame: gpd.GeoDataFrame
    digest: str
    place_ids: tuple[str, ...]

    @property
    def study(self) -> gpd.GeoDataFrame:
        """Communes of the two provinces with a saving; of ``commune_gains`` only."""
        return self.frame[self.frame["study"] & self.frame["saved_min"].notna()]

    @cached_property
    def mean_saved_min(self) -> tuple[float | None, float]:
        """Minutes saved for each inhabitant of those communes, and how many people are counted."""
        people = self.study["people"].fillna(0.0)
        counted = float(people.sum())
        return (float((self.study["saved_min"] * people).sum()) / counted if counted else None), counted

    @cached_property
    def people(self) -> tuple[float, float]:
        """People of those communes who gain half a minute or more, and who lose as much."""
        saved_min, people = self.study["saved_min"], self.study["people"].fillna(0.0)
        return float(people[saved_min >= NOTABLE_MIN].sum()), float(people[saved_min <= -NOTABLE_MIN].sum())


def commune_gains(
    world: World, *, before: Scenario, after: Scenario, place_ids: Sequence[str], km: bool = True
) -> Gains:
    """Communes with minutes and kilometres to the places before and after.

    Columns: those of the commune, ``people``, ``study`` (in the two provinces), ``before_min``,
    ``after_min``, ``saved_min`` (fastest time), ``before_km``, ``after_km``, ``saved_km`` (shortest
    distance), ``state`` (``connected``, ``cut_off``, ``newly_connected``, ``not_connected``), ``digest``.

    Parameters
    ----------
    km
        Whether the columns of kilometres are wanted too: half of the work.

    Raises
    ------
    InputError
        If no place is named, a place is unknown or a scenario not feasible.
    """
    if not place_ids:
        raise InputError("gains.no_place")
    found = communes(world)
    digest = text_digest(["commune gains", world.digest(before), world.digest(after), *place_ids])
    frame = found.frame[[*_ABOUT, "geometry"]].copy()
    frame["people"], frame["study"] = found.people, found.study
    minutes = [_mean_to(world, s, place_ids, minutes_to) for s in (before, after)]
    means = {"min": minutes}
    if km:
        means["km"] = [_mean_to(world, s, place_ids, metres_to) * _KM for s in (before, after)]
    for unit, (was, now) in means.items():
        frame[f"before_{unit}"], frame[f"after_{unit}"], frame[f"saved_{unit}"] = was, now, was - now
    frame["state"] = _state(*(np.isfinite(m) for m in minutes))
    frame["digest"] = digest
    return Gains(frame, digest, tuple(place_ids))


def _mean_to(
    world: World,
    scenario: Scenario,
    place_ids: Sequence[str],
    read: Callable[[World, Scenario, Communes, Sequence[str]], Floats],
) -> Floats:
    """Weighted mean to the places for each commune, kept with the world: most scenarios are held against one baseline."""
    return world.keep(
        ("mean to", read.__name__, scenario, tuple(place_ids)),
        lambda: read(world, scenario, communes(world), place_ids) @ _weights(world, place_ids),
    )


def _weights(world: World, place_ids: Sequence[str]) -> Floats:
    """Shares of the places: by the people of their districts, or alike where one has no figure."""
    people = [world.place(p).population for p in place_ids]
    weights = np.array([1.0 if None in people else float(p or 0) for p in people])
    return np.asarray(weights / weights.sum())


def _state(was: NDArray[np.bool_], now: NDArray[np.bool_]) -> NDArray[np.object_]:
    states = np.array([["not_connected", "newly_connected"], ["cut_off", "connected"]], dtype=object)
    return np.asarray(states[was.astype(int), now.astype(int)])


def desire_lines(
    world: World, *, before: Scenario, after: Scenario, assumptions: Assumptions | None = None, most: int = MOST_LINES
) -> Gains:
    """Straight lines between the districts of the two provinces that gain most, largest first.

    Pairs are ordered by person-minutes saved, both directions together, trips as in ``district_trips``.
    Columns: ``origin``, ``destination`` (place ids), ``before_min``, ``after_min``, ``saved_min`` (mean of both
    directions), ``trips`` and ``saved_person_min`` (sum of both directions), ``digest``. Pairs that save
    less than half a minute, or that are not connected, are left out.
    """
    weights = assumptions or Assumptions()
    rod = yardstick(world)
    counted = district_trips(world, before.baseline(), weights).trips
    was, now = (yardstick_tables(world, s).ways.fastest_min[:, : len(rod.origins)] for s in (before, after))
    saved = counted * (was - now)
    total, both = saved + saved.T, ((was + was.T) / 2, (now + now.T) / 2)
    pairs = np.argwhere(np.triu((counted + counted.T > 0) & (both[0] - both[1] >= NOTABLE_MIN), k=1))
    pairs = pairs[np.argsort(-total[pairs[:, 0], pairs[:, 1]], kind="stable")][:most]
    i, j = pairs[:, 0], pairs[:, 1]
    ends = np.array([(world.places[p].lon, world.places[p].lat) for p in rod.origins]).reshape(-1, 2)
    digest = text_digest(["desire lines", world.digest(before), world.digest(after), *weights.weights])
    columns = {
        "origin": [rod.origins[n] for n in i],
        "destination": [rod.origins[n] for n in j],
        "before_min": both[0][i, j],
        "after_min": both[1][i, j],
        "saved_min": (both[0] - both[1])[i, j],
        "trips": (counted + counted.T)[i, j],
        "saved_person_min": total[i, j],
        "digest": digest,
    }
    lines = shapely.linestrings(np.stack([ends[i], ends[j]], axis=1)) if len(pairs) else np.array([], dtype=object)
    return Gains(gpd.GeoDataFrame(columns, geometry=lines, crs=WGS84), digest, ())


def write_gains(gains: Gains, path: Path, *, layer: str = "communes", fresh: bool = True) -> int:
    """Write a layer as GeoPackage or GeoJSON with digest and licence inside; the number of rows.

    ``fresh`` replaces the file; else the layer is added to a GeoPackage.

    Raises
    ------
    InputError
        If the file has another ending or cannot be written.
    """
    return write_layer(gains.frame, path, digest=gains.digest, layer=layer, fresh=fresh)
