"""What the choices of value for money ask of the engine: the page and the files of a briefing ask the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.economics import Request, TripChoice
from views.choices.worth_settings import AGAINST, with_settings
from words import InputError

if TYPE_CHECKING:
    from analysis.economics import Sheet
    from analysis.programme import Wishes
    from analysis.scenarios import World
    from briefing.content import ValueAsked
    from views.choices.worth_settings import WorthSettings


def request_of(chosen: WorthSettings) -> Request:
    """Trips, year of works, options, costs of the user's own."""
    return Request(
        trips=TripChoice(chosen.trips),
        start_year=chosen.start_year,
        tolls=chosen.tolls,
        accidents=chosen.accidents,
        carbon=chosen.carbon,
        own_costs=chosen.costs,
    )


def sheet_of(sheet: Sheet, chosen: WorthSettings) -> tuple[Sheet, list[InputError]]:
    """The sheet with the user's changes, and those that cannot be used."""
    faults = []
    for key, value, low, high in chosen.changes:
        try:
            sheet = sheet.set_to(key, value, low, high)
        except InputError as fault:
            faults.append(fault)
    return sheet, faults


def against_today(chosen: WorthSettings) -> bool:
    """Whether a scenario is held against what is open today."""
    return chosen.against != AGAINST[0]


def wishes_of(world: World, chosen: WorthSettings) -> Wishes:
    """Money, years that count and fixed years of a programme of the usual roads."""
    from analysis.programme import usual_wishes

    usual = usual_wishes(world)
    return replace(
        usual,
        budget_bn=(float(chosen.budget_bn),) * len(usual.budget_bn),
        last_year=max(chosen.until, usual.first_year + len(usual.budget_bn) - 1),
        start={unit: year for unit, year in chosen.fixed if unit in usual.units},
        keeps=chosen.keeps,
    )


def value_asked(world: World, chosen: WorthSettings) -> ValueAsked:
    """What the files of a briefing are asked for; assumptions that cannot be used are told on the page of value for money."""
    from analysis.economics import read_sheet
    from briefing.content import ValueAsked

    return ValueAsked(
        request=request_of(chosen),
        sheet=sheet_of(read_sheet(world), chosen)[0],
        against_today=against_today(chosen),
        wishes=wishes_of(world, chosen),
        members=json.loads(with_settings("{}", chosen)),
    )
