"""Access: who reaches a place of a kind within some minutes, how evenly, and who gains.

For every commune of 2025 in the two provinces (edition 2022) the fastest minutes to the nearest place
of a kind, before and after; people are those of the census of 2019. Figures of groups count one for
each inhabitant. A commune counts to the district of 2022 in which most of its people of 2019 lived
(column ``district_2022_people``), as a whole: communes of 2025 were joined across old limits, so a
district here is not exactly the district of 2022. Communes without a figure of people stay out of every
group; ``Accessibility.coverage`` tells how many, and the share of the census total that is held.
Measure: cumulative opportunities seen from the origin (Geurs and van Wee 2004,
doi:10.1016/j.jtrangeo.2003.10.005). Limits: one point a commune; no congestion, no public transport;
a park counts alike whatever its size; of the hospitals the general ones count, alike whatever their size,
and the list is incomplete.

How evenly minutes are spread: weighted quantiles (the inverse of the weighted distribution function, type 1 of
Hyndman and Fan 1996, doi:10.2307/2684934), the Gini coefficient (1912) by the trapezoids of the Lorenz curve
(Lorenz 1905, doi:10.2307/2276207), the mean of the worst-off tenth. These functions take one value and one number
of people a group, (n,); groups with NaN or without people do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.accessibility.origins import Communes, communes, minutes_to_nearest
from layers import goals, text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

WORST_SHARE: Final = 0.1
_ROUNDING: Final = 1e-12  # shares of people that differ by less are equal


def weighted_mean(values: Floats, people: Floats) -> float:
    """Mean for each inhabitant; NaN if nobody counts."""
    values, people = _counted(values, people)
    return float(values @ people / people.sum()) if len(values) else float("nan")


def weighted_quantile(values: Floats, people: Floats, share: float) -> float:
    """Smallest value that at least ``share`` (0 to 1) of the people do not exceed; NaN if nobody counts."""
    values, people = _counted(values, people)
    if not len(values):
        return float("nan")
    reached = np.cumsum(people) / people.sum()
    return float(values[min(int(np.searchsorted(reached, share - _ROUNDING)), len(values) - 1)])


def gini(values: Floats, people: Floats) -> float:
    """Gini coefficient, 0 (all alike) to 1; NaN if nobody counts or all values are zero.

    Equals Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| ÷ (2 W² x̄) for values that are not negative.
    """
    values, people = _counted(values, people)
    total = float(values @ people)
    if not len(values) or total <= 0:
        return float("nan")
    share = people / people.sum()
    lorenz = np.concatenate([[0.0], np.cumsum(values * people) / total])
    return float(1.0 - share @ (lorenz[1:] + lorenz[:-1]))


def worst_mean(values: Floats, people: Floats, share: float = WORST_SHARE) -> float:
    """Mean of the ``share`` of people with the largest values; a group on the edge counts in part."""
    values, people = _counted(values, people)
    if not len(values):
        return float("nan")
    wanted = share * people.sum()
    before = np.cumsum(people[::-1]) - people[::-1]
    taken = np.clip(wanted - before, 0.0, people[::-1])
    return float(values[::-1] @ taken / wanted)


def _counted(values: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Groups that count, in order of their values."""
    counts = np.isfinite(values) & (np.nan_to_num(people) > 0)
    order = np.argsort(values[counts], kind="stable")
    return values[counts][order], people[counts][order]


ACCESS_KINDS: Final = goals()
ACCESS_LIMITS_MIN: Final = (30, 60, 90, 120)
ACCESS_NOTABLE_MIN: Final = 0.5
BOTH_PROVINCES: Final = "both"
_KEPT: Final = (
    "code",
    "full_name",
    "province_2022",
    "district",
    "people",
    "before_min",
    "after_min",
    "saved_min",
    "state",
)


@dataclass(frozen=True)
class Coverage:
    """What the figures of people hold: communes with a figure, communes, their people, people of the census."""

    with_figure: int
    communes: int
    people: int
    census: int

    @property
    def share(self) -> float:
        """People counted ÷ people of the census, 0 to 1."""
        return self.people / self.census if self.census else float("nan")


@dataclass(frozen=True)
class Group:
    """Figures of one group of communes in one state (``before`` or ``after``); minutes, people of 2019.

    Parameters
    ----------
    code
        ``both``, a province or a district of 2022.
    level
        ``both``, ``province`` or ``district``.
    within
        People within each of ``ACCESS_LIMITS_MIN``.
    cut_off
        People of communes that reach no such place.
    """

    code: str
    level: str
    name: str
    when: str
    people: float
    within: tuple[float, ...]
    cut_off: float
    mean_min: float
    median_min: float
    ninth_tenth_min: float
    gini: float
    worst_tenth_min: float


@dataclass(frozen=True)
class Accessibility:
    """Access to the nearest place of a kind, or to one place.

    Parameters
    ----------
    kind
        One of ``ACCESS_KINDS``, or the id of the place.
    frame
        Communes of the two provinces, EPSG:4326: ``code``, ``full_name``, ``province_2022``, ``district``
        (code of 2022), ``people`` (NaN without a figure), ``before_min``, ``after_min``, ``saved_min``
        (NaN where not connected), ``state``, ``digest``.
    groups
        Both provinces together, each province, each district; before and after.
    """

    kind: str
    place_ids: tuple[str, ...]
    frame: gpd.GeoDataFrame
    groups: tuple[Group, ...]
    coverage: Coverage
    digest: str

    def group(self, code: str, when: str) -> Group:
        """The figures of a group."""
        return next(g for g in self.groups if (g.code, g.when) == (code, when))

    def spread(self, breaks_min: Sequence[float]) -> dict[tuple[str, str], tuple[float, ...]]:
        """People in classes of minutes, by code of the group and ``before`` or ``after``.

        A value on a break belongs to the class above it, as on the map; the last figure counts those not connected.
        """
        people, found = self.frame["people"].fillna(0.0).to_numpy(), {}
        for when in ("before", "after"):
            minutes = self.frame[f"{when}_min"].to_numpy()
            number = np.where(
                np.isnan(minutes), len(breaks_min) + 1, np.searchsorted(breaks_min, minutes, side="right")
            )
            for group in (g for g in self.groups if g.when == when):
                chosen = np.ones(len(people), dtype=bool)
                if group.level != BOTH_PROVINCES:
                    column = "province_2022" if group.level == "province" else "district"
                    chosen = (self.frame[column] == group.code).to_numpy()
                counted = np.bincount(number[chosen], weights=people[chosen], minlength=len(breaks_min) + 2)
                found[group.code, when] = tuple(counted.tolist())
        return found

    def winners(self, most: int = 12) -> gpd.GeoDataFrame:
        """Communes that save at least half a minute, largest saving first."""
        gains = self.frame[self.frame["saved_min"] >= ACCESS_NOTABLE_MIN]
        return gains.sort_values(["saved_min", "code"], ascending=[False, True]).head(most)

    def left_behind(self, most: int = 12) -> gpd.GeoDataFrame:
        """Communes among the farthest (the worst-off tenth of people after) that save less than half a minute."""
        edge = weighted_quantile(self.frame["after_min"].to_numpy(), self.frame["people"].to_numpy(), 0.9)
        cut_off = self.frame["after_min"].isna()
        far = (self.frame["after_min"] >= edge) & ~(self.frame["saved_min"] >= ACCESS_NOTABLE_MIN)
        return (
            self.frame[cut_off | far]
            .sort_values(["after_min", "code"], ascending=[False, True], na_position="first")
            .head(most)
        )


def places_of_kind(world: World, kind: str) -> tuple[str, ...]:
    """Ids of all places of a kind that stand on the roads; of a place's id, that place alone.

    Raises
    ------
    InputError
        If it is none of ``ACCESS_KINDS``, has no place, or is no place.
    """
    if kind in world.places:
        return (kind,)
    found = _standing(world, kind)
    if kind not in ACCESS_KINDS or not found:
        raise InputError("access.unknown_kind", kind=kind, known=", ".join(kinds_there(world)))
    return found


def kinds_there(world: World) -> tuple[str, ...]:
    """Those of ``ACCESS_KINDS`` of which the region has a place on the roads: not every region has gates or hospitals."""
    return tuple(kind for kind in ACCESS_KINDS if _standing(world, kind))


def _standing(world: World, kind: str) -> tuple[str, ...]:
    return tuple(i for i in world.of_kind(kind) if np.isfinite(world.places[i].snap_m))


def accessibility(world: World, *, before: Scenario, after: Scenario, kind: str) -> Accessibility:
    """Access of every commune of the two provinces to the nearest place, before and after.

    Parameters
    ----------
    kind
        One of ``ACCESS_KINDS``, or the id of a place.

    Raises
    ------
    InputError
        If the kind is unknown or a scenario not feasible.
    """
    place_ids, found = places_of_kind(world, kind), communes(world)
    digest = text_digest(["access", world.digest(before), world.digest(after), kind, *place_ids])
    was, now = (_nearest(world, s, found, kind, place_ids) for s in (before, after))
    frame = _frame(found, was, now, digest)
    groups = tuple(
        _group(frame, code=code, level=level, name=name, chosen=chosen, when=when)
        for code, level, name, chosen in _divisions(
            frame, world.data.study.codes, world.keep(("names of divisions",), lambda: _names(world))
        )
        for when in ("before", "after")
    )
    return Accessibility(
        kind, place_ids, frame, groups, _coverage(frame, world.keep(("census",), lambda: _census(world))), digest
    )


def _nearest(world: World, scenario: Scenario, found: Communes, kind: str, place_ids: tuple[str, ...]) -> Floats:
    return world.keep(("access", scenario, kind), lambda: minutes_to_nearest(world, scenario, found, place_ids))


def _frame(found: Communes, was: Floats, now: Floats, digest: str) -> gpd.GeoDataFrame:
    frame = found.frame.copy()
    frame["district"], frame["people"] = frame["district_2022_people"].fillna(frame["district_2022"]), found.people
    frame["before_min"], frame["after_min"], frame["saved_min"] = was, now, was - now
    states = np.array([["not_connected", "newly_connected"], ["cut_off", "connected"]], dtype=object)
    frame["state"] = states[np.isfinite(was).astype(int), np.isfinite(now).astype(int)]
    kept = frame.loc[found.study, [*_KEPT, "geometry"]].reset_index(drop=True)
    kept["digest"] = digest
    return kept


def _names(world: World) -> dict[str, dict[str, str]]:
    """Names by code of the provinces and districts of 2022; reading them takes longer than all minutes."""
    layers = ("provinces_2022", "districts_2022")
    return {layer: dict(world.data.read(layer).set_index("code")["name"]) for layer in layers}


def _divisions(
    frame: gpd.GeoDataFrame, codes: Sequence[str], names: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str, NDArray[np.bool_]]]:
    """Code, level, name and communes of each group."""
    yield BOTH_PROVINCES, BOTH_PROVINCES, "", np.ones(len(frame), dtype=bool)
    for code in codes:
        yield code, "province", names["provinces_2022"][code], (frame["province_2022"] == code).to_numpy()
    keys = frame[["province_2022", "district"]].dropna().drop_duplicates().sort_values(["province_2022", "district"])
    for code in dict.fromkeys(keys["district"]):
        yield str(code), "district", names["districts_2022"][code], (frame["district"] == code).to_numpy()


def _group(frame: gpd.GeoDataFrame, *, code: str, level: str, name: str, chosen: NDArray[np.bool_], when: str) -> Group:
    minutes, people = (frame.loc[chosen, c].to_numpy(dtype=np.float64) for c in (f"{when}_min", "people"))
    return Group(
        code=code,
        level=level,
        name=name,
        when=when,
        people=float(np.nansum(people)),
        within=tuple(float(np.nansum(people[minutes <= limit])) for limit in ACCESS_LIMITS_MIN),
        cut_off=float(np.nansum(people[np.isnan(minutes)])),
        mean_min=weighted_mean(minutes, people),
        median_min=weighted_quantile(minutes, people, 0.5),
        ninth_tenth_min=weighted_quantile(minutes, people, 0.9),
        gini=gini(minutes, people),
        worst_tenth_min=worst_mean(minutes, people),
    )


def _census(world: World) -> int:
    """People of the two provinces in 2019."""
    provinces = world.data.read("provinces_2022").set_index("code")
    return int(provinces["population_2019"][list(world.data.study.codes)].sum())


def _coverage(frame: gpd.GeoDataFrame, census: int) -> Coverage:
    return Coverage(
        with_figure=int(frame["people"].notna().sum()),
        communes=len(frame),
        people=int(frame["people"].sum()),
        census=census,
    )
