"""The door of the library: what a researcher asks of the network, in the shapes of pandas and geopandas.

Each function takes the world and a scenario, asks the package that computes it, and gives a DataFrame, a
GeoDataFrame or a frozen result: a notebook shows the same figures as the dashboard and the command line.

Columns end in their unit: ``_m`` and ``_km`` are WGS 84 geodesic lengths, ``_min`` minutes, ``people``
inhabitants of the census of 2019. Geometry is EPSG:4326 (longitude, latitude). "Not connected" is NaN, never
0 or infinity. A digest (the column ``digest``, or ``frame.attrs["digest"]``) names data, scenario and
assumptions: figures of two digests do not belong in one table.

Places are named by id (``cap-tan-an``) or by kind (``gate``, ``district_capital``), several as a list or
separated by commas. ``before`` is the state a scenario is held against, by default the base network
under the same assumptions. What cannot be used is an ``InputError`` (a ``ValueError``) whose
sentence says how to mend it; a damaged file is a ``DataError``.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from analysis.accessibility import ISOCHRONE_LIMITS_MIN, accessibility, isochrones as isochrones_of
from analysis.appraisal import DISTRICTS, PERSON_MIN, Question
from analysis.cli import (
    COMPARE_COLUMNS,
    PLAN_COLUMNS,
    RANGES,
    RANK_COLUMNS,
    TABLE_COLUMNS,
    compare_rows,
    plan_rows,
    portfolio_rows,
    project_rows,
    ranking_rows,
    require_path,
)
from analysis.measures import connectivity as connectivity_of, metric_table
from analysis.network import Impedance
from analysis.programme import NPV, Money, planned, usual_wishes
from analysis.resilience import TOWN_RADIUS_M, critical_links, criticality as criticality_of
from analysis.scenarios import (
    BASELINE,
    GRAVITY_PER_MIN,
    OWN_PREFIX,
    Assumptions,
    ScenarioSet,
    Variant,
    Weighting,
    choose_places,
)
from analysis.valuing import TripRow, money_asked
from analysis.viewpoints import acceptability, criteria_table, rank, usual_weights
from layers import WGS84
from words import InputError, Lang

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from analysis.accessibility import Accessibility
    from analysis.economics import TripChoice
    from analysis.measures import Connectivity
    from analysis.scenarios import Scenario, World

_Choice = TypeVar("_Choice", bound=StrEnum)
_SHARED: Final = ("mode", "speeds", "access", "restricted_links")


def places(world: World, chosen: str | Sequence[str] = "") -> gpd.GeoDataFrame:
    """Where trips can begin and end.

    Parameters
    ----------
    chosen
        Ids or kinds; by default all.

    Returns
    -------
    One row a place, indexed by id: the fields of ``Place`` (``snap_m`` is the way to the nearest suitable road
    in metres, NaN where none is near) and the point, EPSG:4326.

    Raises
    ------
    InputError
        If an id or a kind is unknown; similar ones are named.
    """
    ids = _ids(world, chosen) if chosen else list(world.places)
    frame = pd.DataFrame([asdict(world.places[i]) for i in ids]).set_index("place_id")
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=WGS84)


def projects(world: World) -> gpd.GeoDataFrame:
    """The road projects that a scenario can hold, with what is published of them.

    Returns
    -------
    One row a project, indexed by id: names, kilometres computed and published, status, quality of the alignment
    (``schematic`` follows no official one), the project it upgrades, those it excludes, cost in billions of đồng
    with price years, scope and whether it is unverified (empty where none is published: never imputed); the
    lines of its sections, EPSG:4326.
    """
    frame = pd.DataFrame(project_rows(world), columns=TABLE_COLUMNS["projects"]).set_index("id")
    lines = [shapely.union_all([s.geometry for s in world.projects[i].sections]) for i in frame.index]
    return gpd.GeoDataFrame(frame, geometry=lines, crs=WGS84)


def skim(
    world: World, scenario: Scenario, origins: str | Sequence[str], destinations: str | Sequence[str] = ""
) -> pd.DataFrame:
    """Distances and times between many places at once, in the direction of travel.

    Shortest distance and fastest time are least ways of Dijkstra's algorithm (1959, doi:10.1007/BF01386390) on
    the directed network; free speeds by class of road, so no congestion.

    Parameters
    ----------
    origins, destinations
        Ids or kinds; without destinations the origins among each other.

    Returns
    -------
    One row a pair, origins first: ``origin``, ``destination``, ``shortest_m``, ``fastest_min`` and
    ``fastest_length_m``, the length of the fastest way; NaN where not connected. ``attrs["digest"]``.

    Raises
    ------
    InputError
        If a place is unknown, none is named, or the scenario is not feasible.
    """
    starts = _ids(world, origins)
    ends = _ids(world, destinations) if destinations else starts
    tables = world.skim(scenario, world.nodes(starts), world.nodes(ends))
    index = pd.MultiIndex.from_product([starts, ends], names=["origin", "destination"])
    columns = ("shortest_m", "fastest_min", "fastest_length_m")
    frame = pd.DataFrame({c: getattr(tables, c).ravel() for c in columns}, index=index).reset_index()
    frame.attrs["digest"] = world.digest(scenario)
    return frame


def path(
    world: World, scenario: Scenario, origin: str, destination: str, *, by: Impedance | str = Impedance.TIME
) -> gpd.GeoDataFrame:
    """The fastest or the shortest way from one place to another, link by link.

    Parameters
    ----------
    by
        ``time`` or ``distance``: what the way is least in.

    Returns
    -------
    One row a link in order of travel, EPSG:4326: ``kind`` (``road``, ``project``, ``access``, ``connector``),
    ``link_id`` (−1 off the base network), ``ref``, ``name``, ``road_class``, ``project``, ``section``,
    ``length_m``, ``time_min``. The sums of both are the way's own, connectors included. ``attrs["digest"]``.

    Raises
    ------
    InputError
        If a place is unknown, both are the same, or the scenario is not feasible.
    NotConnectedError
        If no road leads there.
    """
    found = require_path(world, scenario, origin, destination, impedance=_choice(Impedance, "by", by))
    links = [link for link in found.links if len(link.coordinates) > 1]  # a joint of no length has no line
    lines = [shapely.LineString(link.coordinates) for link in links]
    frame = gpd.GeoDataFrame([link.about for link in links], geometry=lines, crs=WGS84)
    frame.attrs["digest"] = world.digest(scenario)
    return frame


def compare(
    world: World,
    scenarios: Mapping[str, Scenario],
    *,
    weighting: Weighting | str = Weighting.POPULATION,
    beta_per_min: float = GRAVITY_PER_MIN,
    districts: Collection[str] = (),
    ranges: bool = False,
) -> pd.DataFrame:
    """Scenarios side by side in every metric, each held against the base network.

    Means over trips between the districts of the two provinces, and from the districts to the nearest gate,
    airport and port; people within an hour of the capitals; kilometres, cost, person-minutes saved. A benefit
    counts one trip for each inhabitant: it is no demand forecast.

    Parameters
    ----------
    scenarios
        Up to five by name, in the order of the rows. They share mode, speeds, access and restricted links.
    weighting, beta_per_min, districts
        Weights of the destinations (``population``, or ``gravity``: population × exp(−β × minutes of the base
        network)) and the ids of the districts that count; by default all.
    ranges
        Change one assumption at a time as well (speeds, access, weights), some eight times the work.

    Returns
    -------
    One row for each scenario and metric, the base network first as ``baseline``: ``scenario``, ``metric``,
    ``unit``, ``value``, ``difference`` (to the baseline), ``low`` and ``high`` (of the difference, with ranges; of
    a cost the published range), ``notable`` (whether the difference may be called one), ``digest``.

    Raises
    ------
    InputError
        If none or too many are given, one is not feasible, or their assumptions differ.
    """
    shared = _shared(scenarios)
    usual = Assumptions(
        **shared,
        weighting=_choice(Weighting, "weighting", weighting),
        beta_per_min=beta_per_min,
        districts=frozenset(districts),
    )
    own = [
        Variant(
            f"{OWN_PREFIX}{n}",
            name=name,
            units=s.projects,
            year=s.year,
            closed_links=s.closed_links,
            closed_stretches=s.closed_stretches,
        )
        for n, (name, s) in enumerate(scenarios.items(), start=1)
    ]
    table = metric_table(world, ScenarioSet((Variant(BASELINE), *own), usual), ranges=ranges)
    frame = pd.DataFrame(compare_rows(table, Lang.EN), columns=COMPARE_COLUMNS)
    frame["scenario"] = frame["scenario"].replace({v.key: v.name for v in own})
    return frame.drop(columns="title")


def _shared(scenarios: Mapping[str, Scenario]) -> dict[str, Any]:
    """The assumptions that all scenarios share."""
    told = [{name: getattr(s, name) for name in _SHARED} for s in scenarios.values()]
    if not told:
        raise InputError("analysis.no_scenarios")
    for name in _SHARED:
        if len({each[name] for each in told}) > 1:
            raise InputError("analysis.assumptions_differ", name=name)
    return told[0]


def access(world: World, scenario: Scenario, to: str, *, before: Scenario | None = None) -> Accessibility:
    """Who reaches the nearest place of a kind, or one place, within some minutes: before and after.

    Cumulative opportunities seen from the origin (Geurs and van Wee 2004, doi:10.1016/j.jtrangeo.2003.10.005);
    one point a commune, people of 2019, no congestion, no public transport.

    Parameters
    ----------
    to
        A kind (``provincial_capital``, ``gate``, ``airport``, ``port``, ``hospital``, ``industrial_park``,
        ``tourism``) or the id of a place.

    Returns
    -------
    A frozen result: ``frame`` holds the communes of the two provinces (EPSG:4326; ``people``, ``before_min``,
    ``after_min``, ``saved_min``), ``groups`` the figures of both, of each province and of each district,
    ``coverage`` how many people are held, ``winners()`` and ``left_behind()`` the communes at both ends.

    Raises
    ------
    InputError
        If it is neither a kind nor a place, or a scenario is not feasible.
    """
    return accessibility(world, before=before or scenario.baseline(), after=scenario, kind=to)


def isochrones(
    world: World,
    scenario: Scenario,
    to: str,
    *,
    limits_min: Sequence[int] = ISOCHRONE_LIMITS_MIN,
    before: Scenario | None = None,
) -> gpd.GeoDataFrame:
    """Areas from which a place is reached within some minutes, before and after.

    Minutes at points along the roads, spread over a grid of one kilometre up to 2 km off the road, outlined at
    the limit (contourpy).

    Parameters
    ----------
    to
        As in ``access``.
    limits_min
        Minutes.

    Returns
    -------
    One row for each limit and ``when`` (``before``, ``after``): ``place_id``, ``limit_min``, ``area_km2``,
    ``people``, ``digest``; polygons, EPSG:4326, large limits first so that small ones are drawn above.

    Raises
    ------
    InputError
        As ``access``.
    """
    base = before or scenario.baseline()
    return isochrones_of(world, before=base, after=scenario, place_id=to, limits_min=limits_min).frame


def portfolio(
    world: World,
    scenario: Scenario,
    *,
    benefit: str = PERSON_MIN,
    weighting: Weighting | str = Weighting.POPULATION,
    beta_per_min: float = GRAVITY_PER_MIN,
    place: str = "",
    districts: Collection[str] = (),
    ranges: bool = False,
) -> pd.DataFrame:
    """What each project of a scenario contributes, over every set of them, and the best order to build.

    Shapley value (1953) as the mean gain over all orders in which every upgrade follows what it upgrades,
    exact up to 21 projects that change anything; beyond that over sampled orders (Castro, Gómez and Tejada 2009,
    doi:10.1016/j.cor.2008.04.004) with a standard error. The best order has the largest sum of benefits over
    equal steps, without discounting.

    Parameters
    ----------
    benefit
        ``person_min``, ``person_km``, ``region_min``, ``people_60``, ``aim_min`` (to the airport of the study),
        ``gate_min``, ``airport_min`` (to the nearest), ``port_min`` or ``hospital_min``.
    weighting, beta_per_min, districts
        As in ``compare``.
    place
        The place of ``people_60``.
    ranges
        The lowest and highest share and rank under other assumptions as well.

    Returns
    -------
    One row for each portfolio and project, in the best order; projects that exclude each other stand in
    portfolios of their own. ``shapley``, ``standard_error`` (NaN: exact), ``share_percent``, ``first`` and ``last``
    (what it adds to nothing, to all others), ``order``, ``step_gain``, ``unit``; ``interactions`` as text
    (negative: one replaces the other). ``attrs["digest"]``.

    Raises
    ------
    InputError
        If a project or place is unknown, or one lacks the project it upgrades.
    """
    asked = Question(
        benefit,
        _choice(Weighting, "weighting", weighting),
        beta_per_min,
        place,
        frozenset(districts),
    )
    columns = TABLE_COLUMNS["portfolio"] + (RANGES if ranges else ())
    frame = pd.DataFrame(portfolio_rows(world, scenario, asked, ranges=ranges), columns=columns)
    frame["standard_error"] = frame["standard_error"].astype("float64")
    frame.attrs["digest"] = world.digest(scenario)
    return frame


def plan(
    world: World,
    scenario: Scenario,
    *,
    budget_bn: Sequence[float] = (),
    first_year: int | None = None,
    last_year: int | None = None,
    benefit: str = PERSON_MIN,
    trips: TripChoice | str | None = None,
    own_trips: Iterable[TripRow] = (),
    assumptions: Mapping[str, float] | None = None,
    costs_bn: Mapping[str, float] | None = None,
    phases: Mapping[str, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """What to build in which year with yearly money: the programme worth most, over every set of roads.

    Exact: dynamic programming, or mixed-integer programming (HiGHS) under cuts that become exact (after Nemhauser and
    Wolsey 1981); building times are assumptions by cost, the upper published cost is charged in full.

    Parameters
    ----------
    scenario
        Its projects may be built (by default those with a cost that are still to be built); its assumptions hold.
    budget_bn
        Billions of đồng in each year.
    last_year
        The last year whose benefits count.
    benefit
        As in ``portfolio``, without a place; ``npv``: net present value as ``appraise`` counts it.
    trips, own_trips, assumptions
        For ``npv``, as in ``appraise``.
    costs_bn, phases
        As in ``appraise``; as many phases as years of building.

    Returns
    -------
    One row a project, first those that are built by year: ``cost_bn``, ``build_start``, ``build_years``, ``opens``, ``adds``
    (what the programme loses without it), ``unit``, ``proved`` (nothing is worth more), ``digest``.

    Raises
    ------
    InputError
        If the money lets nothing begin, or conditions contradict each other.
    """
    usual = usual_wishes(world)
    first = usual.first_year if first_year is None else first_year
    money = tuple(budget_bn) or usual.budget_bn
    wishes = replace(
        usual,
        units=tuple(sorted(scenario.projects)) or usual.units,
        first_year=first,
        budget_bn=money,
        last_year=max(usual.last_year, first + len(money) - 1) if last_year is None else last_year,
        cost_bn=dict(costs_bn or {}),
        phases={unit: tuple(shares) for unit, shares in (phases or {}).items()},
    )
    asked = Money(*money_asked(world, trips=trips, own_trips=own_trips, assumptions=assumptions))
    question = asked if benefit == NPV else Question(benefit)
    found, best = planned(world, replace(scenario, projects=frozenset()), wishes, question)
    return pd.DataFrame(plan_rows(best, found), columns=PLAN_COLUMNS["plan"])


def ranking(world: World, scenario: Scenario, *, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Projects ranked by several criteria, and how firm each place is over all weights (SMAA).

    Each project of the scenario alone on the base network; a criterion counts 0 at the worst and 1 at the best
    figure among them. Acceptability after Lahdelma, Hokkanen and Salminen (1998).

    Parameters
    ----------
    weights
        By key of the criterion (``analysis.viewpoints.CRITERIA``), divided by their sum; by default all alike.

    Returns
    -------
    One row a project, the best first: ``rank``, ``score``, ``first_share`` and ``three_share`` (percent of all weights
    that put it first, among the first three; NaN where a figure is missing), ``behind``, ``digest``.

    Raises
    ------
    InputError
        If a weight cannot be used, or no project has figures in every criterion with weight.
    """
    table = criteria_table(world, scenario, sorted(scenario.projects))
    rows = ranking_rows(rank(table, weights or usual_weights()), acceptability(table))
    return pd.DataFrame(rows, columns=RANK_COLUMNS["ranking"])


def criticality(
    world: World, scenario: Scenario, *, trips: str = DISTRICTS, assumptions: Assumptions | None = None
) -> gpd.GeoDataFrame:
    """What closing each road would cost, exactly, one link at a time.

    Importance after Jenelius, Petersen and Mattsson (2006, doi:10.1016/j.tra.2005.11.003): trips keep their ends
    and take the least way left. No congestion and no change of destination, so a loss is a floor.

    Parameters
    ----------
    trips
        ``districts``, ``communes``, or ids of places separated by commas.
    assumptions
        Weights of the trips, as in ``compare``.

    Returns
    -------
    One row for each link or piece of a project whose closing costs something, least first, EPSG:4326: ``ref``,
    ``name``, ``road_class``, ``length_km``, ``lost_person_min``, ``lost_person_km``, ``cut_people`` (trips that find no
    way any more, as people), ``no_way_round``, ``on_place``, ``stretch`` (links of one stretch cost the same),
    ``digest``. Some seconds of work.

    Raises
    ------
    InputError
        If a place is unknown, fewer than two are named, or the scenario is not feasible.
    """
    return critical_links(world, criticality_of(world, scenario, source=trips, assumptions=assumptions))


def connectivity(
    world: World,
    scenario: Scenario,
    *,
    before: Scenario | None = None,
    near_m: float = TOWN_RADIUS_M,
    assumptions: Assumptions | None = None,
) -> Connectivity:
    """How well the two provinces are joined: detours, independent routes, crossings, before and after.

    Independent routes share no road (Menger 1927, by the largest flow).

    Parameters
    ----------
    near_m
        Surroundings of a town, in metres, in which routes may share a road.
    assumptions
        Weights of the trips, as in ``compare``, for the shares of the classes of road.

    Returns
    -------
    A frozen result: ``pairs`` is a DataFrame, one row for each district of one province and of the other (detour
    index, kilometres, minutes, routes); ``cuts`` the roads that part a pair, ``boundary`` and ``river`` the crossings,
    ``worst()`` the largest detours.

    Raises
    ------
    InputError
        If a scenario is not feasible.
    """
    base = before or scenario.baseline()
    return connectivity_of(world, before=base, after=scenario, near_m=near_m, assumptions=assumptions)


def _choice(kind: type[_Choice], name: str, value: str) -> _Choice:
    """A choice by its word.

    Raises
    ------
    InputError
        If there is none of that word; the sentence lists them.
    """
    known = list(kind)
    if value not in known:
        raise InputError("options.choice", name=name, value=repr(value), known=", ".join(map(repr, map(str, known))))
    return kind(value)


def _ids(world: World, chosen: str | Sequence[str]) -> list[str]:
    """Ids of the places meant."""
    return choose_places(world.places, chosen if isinstance(chosen, str) else ",".join(chosen))
