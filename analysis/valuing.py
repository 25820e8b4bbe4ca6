"""A further door of the library: what roads are worth, and how sure their order is; see ``analysis.library``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.cli import appraisal_rows, order_rows
from analysis.economics import (
    DRAWS,
    ORDERED_BY,
    SEED,
    START_YEAR,
    OwnTrips,
    Request,
    Sheet,
    TripChoice,
    central,
    certainty,
    order_certainty,
    question_of,
    read_sheet,
)
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.scenarios import Scenario, World

TripRow = tuple[str, str, str, float]


def money_asked(
    world: World,
    *,
    trips: TripChoice | str | None = None,
    own_trips: Iterable[TripRow] = (),
    assumptions: Mapping[str, float] | None = None,
    costs_bn: Mapping[str, float] | None = None,
    phases: Mapping[str, Sequence[float]] | None = None,
) -> tuple[Request, Sheet]:
    """Trips, costs and assumptions as the functions of the library take them; see ``appraise``.

    Raises
    ------
    InputError
        If one of them cannot be used.
    """
    own = OwnTrips(tuple((str(o), str(d), str(m), float(n)) for o, d, m, n in own_trips))
    named = trips or (TripChoice.OWN if own.rows else TripChoice.REGION)
    if named not in set(TripChoice):
        raise InputError(
            "options.choice", name="trips", value=repr(trips), known=", ".join(repr(t.value) for t in TripChoice)
        )
    sheet = read_sheet(world)
    for key, value in (assumptions or {}).items():
        sheet = sheet.set_to(key, value)
    request = Request(
        TripChoice(named),
        own_costs=tuple(sorted((costs_bn or {}).items())),
        own_trips=own if own.rows else None,
        phases=tuple(sorted((unit, tuple(map(float, shares))) for unit, shares in (phases or {}).items())),
    )
    return request, sheet


def appraise(
    world: World,
    scenario: Scenario,
    *,
    trips: TripChoice | str | None = None,
    own_trips: Iterable[TripRow] = (),
    assumptions: Mapping[str, float] | None = None,
    costs_bn: Mapping[str, float] | None = None,
    phases: Mapping[str, Sequence[float]] | None = None,
    start_year: int = START_YEAR,
    tolls: bool = False,
    against_today: bool = False,
    draws: int = 0,
    seed: int = SEED,
) -> pd.DataFrame:
    """Whether a scenario is worth its money: break-even, net present value, rate of return; no forecast of traffic.

    Parameters
    ----------
    trips
        ``between`` (the two provinces), ``region`` (gravity over the study area, the usual one) or ``own``.
    own_trips
        Origin and destination (ids), mode (``car``, ``motorcycle``, ``truck``), vehicles a day this way.
    assumptions
        Values in place of those of the sheet (``economics.toml``), by key: ``{"discount": 0.08}``.
    costs_bn
        Capital cost of units in billions of đồng, in place of published ones or where there is none.
    phases
        Share of the cost of units in each year of their works, summing to 1; by default even ones.
    start_year, tolls
        First year of works; whether expressways are tolled.
    against_today
        Held against the network with what is open by the data's date; by default against the base network.
    draws, seed
        Of a Latin hypercube over all uncertain assumptions, speeds and access; 0 for none.

    Returns
    -------
    One row a figure, indexed by name: ``central``, ``p05`` and ``p95`` (the ends of nine of ten draws, NaN without), ``unit``
    and ``trips_counted``. Without a cost of every unit only the benefits and the break-even cost are told.
    ``attrs["digest"]``.

    Raises
    ------
    InputError
        If the scenario adds nothing or cannot stand, or an assumption or cost cannot be used.
    """
    request, sheet = money_asked(
        world, trips=trips, own_trips=own_trips, assumptions=assumptions, costs_bn=costs_bn, phases=phases
    )
    request = replace(request, start_year=start_year, tolls=tolls)
    question = question_of(world, scenario, request, sheet=sheet, against_today=against_today)
    found = central(world, question)
    drawn = certainty(question, draws=draws, seed=seed) if draws else None
    frame = pd.DataFrame(appraisal_rows(found, drawn)).set_index("figure").drop(columns="digest")
    frame = frame.astype(dict.fromkeys(("central", "p05", "p95"), float))
    frame.attrs["digest"] = found.digest
    return frame


def order(
    world: World,
    scenario: Scenario,
    *,
    by: str = "npv_bn",
    trips: TripChoice | str | None = None,
    own_trips: Iterable[TripRow] = (),
    assumptions: Mapping[str, float] | None = None,
    costs_bn: Mapping[str, float] | None = None,
    phases: Mapping[str, Sequence[float]] | None = None,
    against_today: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """In which order the roads of a scenario are worth their money, each by itself, and how probable it is that it holds.

    Parameters
    ----------
    by
        ``npv_bn`` or ``bcr``.
    trips, own_trips, assumptions, costs_bn, phases, against_today, draws, seed
        As in ``appraise``; in one draw all roads have the same values, speeds and access.

    Returns
    -------
    One row a road with a cost: ``rank``, ``project``, its figure, and in percent of the draws ``place_share`` (it takes this
    place), ``best_share`` (the first), ``next_share`` (it stands before the next), ``order_share`` (the whole order holds).

    Raises
    ------
    InputError
        If fewer than two roads have a cost, or as ``appraise``.
    """
    if by not in ORDERED_BY:
        raise InputError("options.choice", name="by", value=repr(by), known=", ".join(map(repr, ORDERED_BY)))
    request, sheet = money_asked(
        world, trips=trips, own_trips=own_trips, assumptions=assumptions, costs_bn=costs_bn, phases=phases
    )
    found = order_certainty(
        world,
        replace(scenario, projects=frozenset()),
        sorted(scenario.projects),
        request,
        sheet=sheet,
        figure=by,
        against_today=against_today,
        draws=draws,
        seed=seed,
    )
    return pd.DataFrame(order_rows(found))
