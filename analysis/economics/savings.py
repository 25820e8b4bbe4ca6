"""What trips save in a year at the values of the price year: rule of a half, by part, for any number of draws.

Trips T before become T·(G₁/G₀)^e, G the generalised cost and e the elasticity; the gain is ½(T₀ + T₁)(G₀ − G₁). A
traveller for whom the new way would cost more at the values of a draw keeps the old one, where it still stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.economics.ways import Tariff
from analysis.network import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.economics.sheet import Sheet
    from analysis.economics.ways import Ways
    from analysis.network import Floats

MIN_PER_HOUR: Final = 60.0
_REFERENCE_KMH: Final = 60.0  # of the operating cost of the sheet
_NEAR: Final = 16_384  # draws × pairs at once: they stay in the processor's own memory
_SAME: Final = 1e-9  # minutes, kilometres: sums in another order differ by less


@dataclass(frozen=True)
class Prices:
    """What a vehicle of a mode pays: each (draws,).

    Parameters
    ----------
    time_min
        Value of a minute of everyone in it, đồng.
    run_min, run_km
        Operating cost by the minute and by the kilometre, đồng.
    toll_km
        Toll of a tolled kilometre, đồng; 0 with tolls off.
    """

    time_min: Floats
    run_min: Floats
    run_km: Floats
    toll_km: Floats


def prices(mode: Mode, values: Mapping[str, Floats], *, tolls: bool) -> Prices:
    """Of a mode: a minute is worth the people's time, business or not, or that of a truck with its goods.

    Operating cost per km is R·(1 − s/2 + s/2·60/v): R at 60 km/h, higher by the share s at 20 km/h. So a part of it
    goes by the minute, and the cost of a way follows from its minutes and kilometres.
    """
    run, slow = values[f"run_{mode.value}"], values["run_slow"]
    if mode is Mode.TRUCK:
        hour = values["time_truck"]
    else:
        work, other = (values[f"time_{mode.value}_{purpose}"] for purpose in ("work", "other"))
        hour = values[f"occupancy_{mode.value}"] * (work * values["work_share"] + other * (1.0 - values["work_share"]))
    charged = tolls and mode is not Mode.MOTORCYCLE  # motorcycles are barred from expressways
    return Prices(
        time_min=hour / MIN_PER_HOUR,
        run_min=run * slow / 2 * _REFERENCE_KMH / MIN_PER_HOUR,
        run_km=run * (1.0 - slow / 2),
        toll_km=values[f"toll_{mode.value}"] if charged else np.zeros_like(run),
    )


def tariff(mode: Mode, sheet: Sheet, *, tolls: bool) -> Tariff:
    """What decides the way of a mode: the central values of the sheet."""
    paid = prices(mode, sheet.values, tolls=tolls)
    minute = float(paid.time_min[0] + paid.run_min[0])
    if not minute > 0:  # time is worth nothing: ways are still those of least time
        return Tariff(mode, 0.0, 0.0)
    return Tariff(mode, float(paid.run_km[0]) / minute, float(paid.toll_km[0]) / minute)


@dataclass(frozen=True)
class Pairs:
    """Trips whose way changes, before and after, (pairs,) each.

    Parameters
    ----------
    trips
        A day, at a rate of one.
    total
        All trips a day at a rate of one, those whose way stays among them.
    cut_off
        Trips a day at a rate of one that had a way and lose it: in no sum.
    can_stay
        Whether the old way still stands, so that nobody must take a dearer one.
    """

    trips: Floats
    minutes: tuple[Floats, Floats]
    km: tuple[Floats, Floats]
    toll_km: tuple[Floats, Floats]
    total: float
    cut_off: float
    can_stay: bool


def changed_pairs(trips: Floats, before: Ways, after: Ways, *, can_stay: bool) -> Pairs:
    """The trips that a change of the network touches."""
    had, has = np.isfinite(before.minutes), np.isfinite(after.minutes)
    both = had & has & (trips > 0)
    same = np.ones_like(both)
    for one, other in ((before.minutes, after.minutes), (before.km, after.km), (before.toll_km, after.toll_km)):
        same &= np.abs(np.where(both, one, 0.0) - np.where(both, other, 0.0)) <= _SAME
    at = both & ~same
    return Pairs(
        trips=trips[at],
        minutes=(before.minutes[at], after.minutes[at]),
        km=(before.km[at], after.km[at]),
        toll_km=(before.toll_km[at], after.toll_km[at]),
        total=float(trips[had & (trips > 0)].sum()),
        cut_off=float(trips[had & ~has].sum()),
        can_stay=can_stay,
    )


@dataclass(frozen=True)
class Savings:
    """Of one mode, a day at a rate of one: đồng, or vehicles and vehicle-km, each (draws,).

    Parameters
    ----------
    time, operating, tolls
        Saved by travellers; tolls paid more are negative.
    revenue
        Tolls received more.
    vehicle_km
        Driven more.
    users
        Vehicles whose generalised cost falls.
    """

    time: Floats
    operating: Floats
    tolls: Floats
    revenue: Floats
    vehicle_km: Floats
    users: Floats


def savings(pairs: Pairs, paid: Prices, elasticity: Floats) -> Savings:
    """Savings of the pairs under each draw's prices."""
    drawn = (paid.time_min + paid.run_min, paid.run_km, paid.toll_km, elasticity)
    step = max(_NEAR // max(len(pairs.trips), 1), 1)
    blocks = [_sums(pairs, *(price[at : at + step, None] for price in drawn)) for at in range(0, len(elasticity), step)]
    minutes, km, toll, received, paid_before, after_km, before_km, users = np.concatenate(blocks, axis=1)
    return Savings(
        time=paid.time_min * minutes,
        operating=paid.run_min * minutes + paid.run_km * km,
        tolls=paid.toll_km * toll,
        revenue=paid.toll_km * (received - paid_before),
        vehicle_km=after_km - before_km,
        users=users,
    )


def _sums(pairs: Pairs, minute: Floats, km: Floats, toll: Floats, elasticity: Floats) -> Floats:
    """Over the pairs, of some draws: minutes, km, tolled km saved; tolled km after and before, km after and before; vehicles that gain.

    Summed by numpy alone: its BLAS shares a sum among threads, which takes twice the processor and gives other last
    digits by the number of cores.
    """
    cost = [minute * pairs.minutes[i] + km * pairs.km[i] + toll * pairs.toll_km[i] for i in (0, 1)]
    cheaper = (cost[1] < cost[0]).astype(float)
    moves = cheaper if pairs.can_stay else np.ones_like(cheaper)
    ratio = np.divide(cost[1], cost[0], out=np.ones_like(cheaper), where=(cost[0] > 0) & (cost[1] > 0))
    grown = np.where(moves > 0, ratio**elasticity, 1.0)
    existing = moves * pairs.trips
    mean, after = existing * (1.0 + grown) / 2, existing * grown
    saved = [before - after for before, after in (pairs.minutes, pairs.km, pairs.toll_km)]
    summed = [
        *((mean, one) for one in saved),
        (after, pairs.toll_km[1]),
        (existing, pairs.toll_km[0]),
        (after, pairs.km[1]),
        (existing, pairs.km[0]),
        (moves * cheaper, pairs.trips),
    ]
    return np.array([np.einsum("ij,j->i", rows, weights) for rows, weights in summed])
