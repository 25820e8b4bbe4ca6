"""Trips held against traffic counts: what the trips put on a counted road at the base network, and the factor that fits best.

A trip uses an arc from u to v if d(i, u) + c(u, v) + d(v, j) = d(i, j): so the flow on a counted road is exact, without
assigning anything to the others. A count is vehicles a day of both directions together, all modes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from analysis.economics.appraise import vehicles_per_trip
from analysis.economics.request import TripChoice
from analysis.economics.savings import tariff
from analysis.economics.trips import RATES, trips
from analysis.economics.ways import costed
from analysis.network import Mode, planar
from analysis.scenarios import Assumptions, Scenario
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics.request import Request
    from analysis.economics.sheet import Sheet
    from analysis.economics.trips import Trips
    from analysis.network import Floats, Graph, Ints
    from analysis.scenarios import World

NEAR_M: Final = 300.0  # a count lies on the nearest road within this
_BESIDE_M: Final = 60.0  # the other carriageway
MOST_COUNTS: Final = 200
_SAME: Final = 1e-9
_AWAY: Final = 3.0  # a count that differs from the fit by more than this factor contradicts the others
_TO_KNOW: Final = 2  # counts of which a range can be told


@dataclass(frozen=True)
class Count:
    """Vehicles a day counted at a point (degrees), both directions together."""

    lon: float
    lat: float
    vehicles_day: float


@dataclass(frozen=True)
class Fitted:
    """One count beside what the trips put there.

    Parameters
    ----------
    ref, name, road_class
        Of the road it was found on.
    modelled_day
        Vehicles a day at the rate of the sheet, before the factor.
    """

    count: Count
    ref: str
    name: str
    road_class: str
    modelled_day: float


@dataclass(frozen=True)
class Fit:
    """The factor by which trips fit the counts best, by least squares.

    Parameters
    ----------
    key
        Assumption that the factor belongs to.
    rate, low, high
        What that assumption becomes, with the range that single counts ask for.
    """

    rows: tuple[Fitted, ...]
    factor: float
    key: str
    rate: float
    low: float
    high: float

    @property
    def mean_error(self) -> float:
        """Mean of |fitted − counted| ÷ counted."""
        return float(np.mean([abs(self.fitted(r) - r.count.vehicles_day) / r.count.vehicles_day for r in self.rows]))

    def fitted(self, row: Fitted) -> float:
        """Vehicles a day at a count with the factor."""
        return row.modelled_day * self.factor

    def contradicts(self, row: Fitted) -> bool:
        """Whether a count is more than three times the fit, or less than a third."""
        ratio = self.fitted(row) / row.count.vehicles_day
        return not 1 / _AWAY <= ratio <= _AWAY


def fit_counts(
    world: World, counts: Sequence[Count], request: Request, sheet: Sheet, *, assumptions: Assumptions | None = None
) -> Fit:
    """What the trips of a request put on counted roads of the base network, and the factor that fits.

    Raises
    ------
    InputError
        If a count lies on no road, the trips are the user's own, or no counted road carries any of them.
    """
    if request.trips is TripChoice.OWN:
        raise InputError("worth.own_are_counted")
    usual = assumptions or Assumptions()
    found = trips(world, usual, sheet, request)
    places = [_roads_at(found.world, count) for count in counts]
    flows = np.zeros(len(counts))
    for mode in Mode:
        flows += _flows(found, places, mode, usual=usual, request=request, sheet=sheet)
    roads, key = found.world.network.roads, RATES[request.trips]
    rows = tuple(
        Fitted(count, str(roads.ref[at[0]]), str(roads.name[at[0]] or ""), str(roads.road_class[at[0]]), float(flow))
        for count, (at, _), flow in zip(counts, places, flows, strict=True)
    )
    counted = np.array([c.vehicles_day for c in counts])
    if not flows.any():
        raise InputError("worth.counts_apart")
    factor = float(counted @ flows / (flows @ flows))
    ratios = (counted[flows > 0] / flows[flows > 0]).tolist()
    row = sheet.row(key)
    ends = (min(*ratios, factor), max(*ratios, factor)) if len(ratios) >= _TO_KNOW else (
        row.low / row.value * factor, row.high / row.value * factor
    )  # fmt: skip
    rate, low, high = (min(max(x * row.value, row.least), row.most) for x in (factor, *ends))
    return Fit(rows, factor, key, rate, low, high)


def _roads_at(world: World, count: Count) -> tuple[Ints, Ints]:
    """Rows of ``Roads`` at a count, the other carriageway among them, and the piece of each that holds the point."""
    roads, network = world.network.roads, world.network
    at = planar(np.array([[count.lon, count.lat]]))
    spot = shapely.Point(at[0]) if np.isfinite(at).all() else shapely.Point()
    near = roads.tree.query(spot, predicate="dwithin", distance=NEAR_M)
    near = near[~roads.ramp[near]]
    if not len(near):
        raise InputError("worth.count_off_road", lon=f"{count.lon:g}", lat=f"{count.lat:g}", most=f"{NEAR_M:g}")
    gaps = shapely.distance(roads.lines.shapes[near], spot)
    first = near[np.argmin(gaps)]
    same = (roads.ref[near] == roads.ref[first]) & (gaps <= gaps.min() + _BESIDE_M) & roads.oneway[near]
    rows = np.append(first, near[same & (near != first)]) if roads.oneway[first] else np.array([first])
    pieces = []
    for row in rows.tolist():
        mileage = float(roads.lines.locate(row, at)[0])
        own = np.arange(network.first_piece[row], network.first_piece[row + 1])
        inside = own[(network.from_m[own] <= mileage) & (network.to_m[own] >= mileage)]
        pieces.append(int(inside[0]))
    return rows, np.array(pieces)


def _flows(
    found: Trips,
    places: Sequence[tuple[Ints, Ints]],
    mode: Mode,
    *,
    usual: Assumptions,
    request: Request,
    sheet: Sheet,
) -> Floats:
    """Vehicles of a mode a day at each count."""
    paid = tariff(mode, sheet, tolls=request.tolls)
    base = Scenario(mode=mode, speeds=usual.speeds, restricted_links=usual.restricted_links)
    graph = costed(found.world, paid, usual.speeds).graph(base)
    nodes = found.world.nodes(found.places)
    per_trip = float(vehicles_per_trip(sheet.values)[mode][0]) * sheet[RATES[request.trips]]
    cost = dijkstra(graph.by_time.matrix, indices=nodes)
    flows = [_on_pieces(found, graph, cost, nodes, pieces) for _, pieces in places]
    return np.array(flows) * per_trip


def _on_pieces(found: Trips, graph: Graph, cost: Floats, nodes: Ints, pieces: Ints) -> float:
    """Trips of people on some pieces, in both directions."""
    network, total = found.world.network, 0.0
    for piece in pieces.tolist():
        ends = (int(network.tail[piece]), int(network.head[piece]))
        for one, other in (ends, ends[::-1]):
            arc = float(graph.by_time.matrix[one, other])
            if arc <= 0:  # a one-way road the other way, or one the mode may not use
                continue
            onward = dijkstra(graph.by_time.matrix, indices=other)[nodes]
            through = cost[:, one][:, None] + arc + onward[None, :]
            direct = cost[:, nodes]
            uses = np.isfinite(direct) & (through <= direct * (1 + _SAME) + _SAME)
            total += float(found.persons[uses].sum())
    return total


def with_fit(sheet: Sheet, fit: Fit) -> Sheet:
    """The sheet with the rate of trips that fits the counts."""
    return replace(sheet, rows=sheet.set_to(fit.key, fit.rate, fit.low, fit.high).rows)
