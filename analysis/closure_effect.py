"""What is lost when roads close: pairs of districts, person-minutes, people cut off; and which road lies where.

Before is a scenario as it stands, after the same with links closed by hand: recomputed on the explicit
network, both carriageways of a bridge and every project stretch on a closed link closed with it. Equal
to the engine's closures (links that may be closed as a layer that stands unless closed).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.closures import closed_together
from analysis.lines import planar
from analysis.metric_figures import tables, trips, yardstick
from layers.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from analysis.world import World

WITHIN_M: Final = 400.0
_LEAST_MIN: Final = 0.01


@dataclass(frozen=True)
class RoadAt:
    """A link of the base network that may be closed.

    Parameters
    ----------
    link_ids
        Its ``link_id`` and, of a bridge, that of the other carriageway.
    ref, name, road_class
        As mapped; number and name may be empty.
    bridge
        Whether it is a bridge.
    length_m
        Geodesic length of the link asked for.
    lines
        Vertices of each link, (longitude, latitude) in degrees.
    """

    link_ids: tuple[int, ...]
    ref: str
    name: str
    road_class: str
    bridge: bool
    length_m: float
    lines: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class PairLoss:
    """Two districts, mean of both directions; ``after_min`` is ``None`` where a direction is cut off."""

    origin_id: str
    destination_id: str
    before_min: float
    after_min: float | None
    longer_km: float | None

    @property
    def lost_min(self) -> float | None:
        """Minutes more than before."""
        return None if self.after_min is None else self.after_min - self.before_min


@dataclass(frozen=True)
class ClosureEffect:
    """What a closure costs.

    Parameters
    ----------
    digest
        Names data, scenario and closed links.
    roads
        What is closed, both carriageways together.
    pairs
        Districts of the two provinces that lose, cut off first, then the most minutes first.
    lost_person_min, lost_person_km
        For one trip of each inhabitant to the other province, trips as in ``benefits``; those cut off are
        not in the sums.
    trips_cut_off
        Trips without a way left.
    """

    digest: str
    roads: tuple[RoadAt, ...]
    pairs: tuple[PairLoss, ...]
    lost_person_min: float
    lost_person_km: float
    trips_cut_off: float

    @property
    def cut_off(self) -> tuple[PairLoss, ...]:
        """Pairs without a way left."""
        return tuple(p for p in self.pairs if p.after_min is None)


def road_at(world: World, lon: float, lat: float, *, within_m: float = WITHIN_M) -> RoadAt | None:
    """The link nearest to a point in degrees (EPSG:4326) within ``within_m`` metres; ``None`` if there is none."""
    roads = world.network.roads
    spot = shapely.Point(planar(np.array([[lon, lat]]))[0])
    found = roads.tree.query_nearest(spot, max_distance=within_m * 1.01, all_matches=False)
    if not len(found):
        return None
    row = int(found[0])
    at_m = roads.lines.locate(row, planar(np.array([[lon, lat]])))
    there = roads.lines.at(row, at_m)[0]
    if distance_m(lon, lat, float(there[0]), float(there[1])) > within_m:
        return None
    return road_of(world, int(roads.link_id[row]))


def road_of(world: World, link_id: int) -> RoadAt:
    """A link by its ``link_id``.

    Raises
    ------
    InputError
        If there is none.
    """
    world.link_ids(str(link_id))
    roads = world.network.roads
    rows = closed_together(roads, [link_id])
    own = int(np.flatnonzero(roads.link_id == link_id)[0])
    lines = tuple(_vertices(world, int(r)) for r in rows)
    return RoadAt(
        link_ids=tuple(sorted(int(i) for i in roads.link_id[rows])),
        ref=str(roads.ref[own]),
        name=str(roads.name[own]),
        road_class=str(roads.road_class[own]),
        bridge=bool(roads.bridge[own]),
        length_m=float(roads.length_m[own]),
        lines=lines,
    )


def _vertices(world: World, row: int) -> tuple[tuple[float, float], ...]:
    lines = world.network.roads.lines
    part = lines.lon_lat[lines.offset[row] : lines.offset[row + 1]]
    return tuple((float(x), float(y)) for x, y in part)


def closure_effect(
    world: World, scenario: Scenario, links: Iterable[int], *, assumptions: Assumptions
) -> ClosureEffect:
    """What the districts of the two provinces lose when links close under a scenario.

    Raises
    ------
    InputError
        If a link is unknown or the scenario not feasible.
    """
    closed = scenario.closed_links | world.link_ids(",".join(map(str, links)))
    after = replace(scenario, closed_links=closed)
    rod = yardstick(world)
    ends = len(rod.origins)
    was, now = (tables(world, s).ways for s in (scenario, after))
    counted = trips(world, scenario.baseline(), assumptions).trips
    minutes, km = (
        _lost(a[:, :ends], b[:, :ends])
        for a, b in ((was.fastest_min, now.fastest_min), (was.fastest_length_m / 1e3, now.fastest_length_m / 1e3))
    )
    roads = {r.link_ids: r for r in (road_of(world, i) for i in sorted(closed - scenario.closed_links))}
    gone = np.isfinite(was.fastest_min[:, :ends]) & ~np.isfinite(now.fastest_min[:, :ends])
    return ClosureEffect(
        digest=world.digest(after),
        roads=tuple(roads.values()),
        pairs=_pairs(rod.origins, was.fastest_min[:, :ends], now.fastest_min[:, :ends], km),
        lost_person_min=float((counted * np.nan_to_num(minutes)).sum()),
        lost_person_km=float((counted * np.nan_to_num(km)).sum()),
        trips_cut_off=float(counted[gone].sum()),
    )


def _lost(before: Floats, after: Floats) -> Floats:
    """After − before; NaN where either is not connected."""
    return np.where(np.isfinite(before) & np.isfinite(after), after - before, np.nan)


def _pairs(origins: tuple[str, ...], before: Floats, after: Floats, longer_km: Floats) -> tuple[PairLoss, ...]:
    losses = []
    for i, j in zip(*np.triu_indices(len(origins), k=1), strict=True):  # some two hundred pairs
        was, now = (before[i, j] + before[j, i]) / 2, (after[i, j] + after[j, i]) / 2
        km = (longer_km[i, j] + longer_km[j, i]) / 2
        if not np.isfinite(was) or (np.isfinite(now) and now - was < _LEAST_MIN):
            continue
        cut = not np.isfinite(now)
        losses.append(
            PairLoss(origins[i], origins[j], float(was), None if cut else float(now), None if cut else float(km))
        )
    return tuple(
        sorted(losses, key=lambda x: (x.lost_min is not None, -(x.lost_min or 0.0), x.origin_id, x.destination_id))
    )
