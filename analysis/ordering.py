"""A further door of the library: how sure an order of roads is; see ``analysis.library``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.cli import order_rows
from analysis.economics import DRAWS, ORDERED_BY, SEED, Request, TripChoice, order_certainty, read_sheet
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.scenarios import Scenario, World


def order(
    world: World,
    scenario: Scenario,
    *,
    by: str = "npv_bn",
    trips: TripChoice | str = TripChoice.REGION,
    assumptions: Mapping[str, float] | None = None,
    costs_bn: Mapping[str, float] | None = None,
    against_today: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """In which order the roads of a scenario are worth their money, each by itself, and how probable it is that it holds.

    Parameters
    ----------
    by
        ``npv_bn`` or ``bcr``.
    trips, assumptions, costs_bn, against_today, draws, seed
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
    sheet = read_sheet(world)
    for key, value in (assumptions or {}).items():
        sheet = sheet.set_to(key, value)
    if by not in ORDERED_BY:
        raise InputError("options.choice", name="by", value=repr(by), known=", ".join(map(repr, ORDERED_BY)))
    request = Request(TripChoice(trips), own_costs=tuple(sorted((costs_bn or {}).items())))
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
