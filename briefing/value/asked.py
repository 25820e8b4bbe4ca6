"""What the files of a briefing are asked of value for money: the choices of its page, or of a scenario file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.content import ValueAsked
from words import InputError

if TYPE_CHECKING:
    from analysis.choices import TripRow, WorthSettings
    from analysis.scenarios import World


def value_asked(world: World, chosen: WorthSettings, *, own_trips: tuple[TripRow, ...] = ()) -> ValueAsked:
    """What is asked by the choices of the page; assumptions that cannot be used are told there.

    Own trips that are not on this machine give way to those of the whole area, whose name stands beside every figure.
    """
    from analysis.choices import (  # noqa: PLC0415 - the network code where figures are told
        WorthTables,
        against_today,
        request_of,
        sheet_of,
        wishes_of,
        with_settings,
    )
    from analysis.economics import TripChoice, read_sheet  # noqa: PLC0415

    missing = chosen.trips == TripChoice.OWN and not own_trips
    chosen = replace(chosen, trips=TripChoice.REGION.value) if missing else chosen
    sheet = sheet_of(read_sheet(world), chosen)[0]
    tables = WorthTables(own_trips if chosen.trips == TripChoice.OWN else ())
    return ValueAsked(
        request=request_of(chosen, own_trips=own_trips),
        sheet=sheet,
        against_today=against_today(chosen),
        wishes=wishes_of(world, chosen),
        objective=chosen.objective,
        members=json.loads(with_settings("{}", chosen, tables)),
    )


def value_of_file(world: World, text: str) -> tuple[ValueAsked, list[InputError]]:
    """What a scenario file asks, and what of it cannot be used; as the page begins where it says nothing."""
    from analysis.choices import WorthSettings, settings_in, sheet_of, tables_of_file  # noqa: PLC0415
    from analysis.economics import TripChoice, read_sheet  # noqa: PLC0415

    (chosen, odd), (tables, more) = settings_in(text), tables_of_file(text)
    faults = [InputError("worth.file_member", member=m) for m in dict.fromkeys((*odd, *more))]
    if chosen is None:
        chosen = WorthSettings()
    faults += sheet_of(read_sheet(world), chosen)[1]
    if chosen.trips == TripChoice.OWN and not tables.trips:
        faults.append(InputError("worth.file_no_trips"))
    return value_asked(world, chosen, own_trips=tables.trips), faults
