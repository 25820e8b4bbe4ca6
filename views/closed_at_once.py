"""Several roads closed at once, as a flood or works do: those chosen, all over the boundary, all over the river."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.digest import text_digest
from layers.link_layers import road_name
from views import critical_sheets, data, session_view, takeaway
from views.choosing import several
from views.explaining import note
from views.markup import Column, table
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from analysis.closing import Together
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from views.connectivity_critical import Both
    from views.scenarios import Columns
    from views.session_view import View

_MILLION: Final = 1_000_000
CHOSEN: Final = "chosen"
_SETS: Final = (CHOSEN, "boundary", "river")


def show(view: View, columns: Columns, found: Both) -> None:
    """The choice of roads, and what each set costs before and after."""
    lang, scenario = view.lang, columns.scenario(view)
    names = offered(found, lang)
    chosen = [i for i in view.linking.blocked if i in names]
    several(
        say("criticality.shut", lang), list(names), chosen, names=names.__getitem__, key="blocked",
        empty=say("criticality.shut_none", lang), choose=lambda ids: session_view.change_linking(blocked=tuple(ids)),
    )  # fmt: skip
    heads = [
        Column(say("criticality.column_set", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("minutes", "alone", "cut")),
    ]
    for when, state_ in (("before", scenario.baseline()), ("after", scenario)):
        with st.spinner(say("compare.loading", lang)):
            sets = {name: closed(view, columns.assumptions, state_, links_of(state_, name, chosen)) for name in _SETS}
        rows = [(say(f"criticality.set_{name}", lang), *_cells(one, lang)) for name, one in sets.items() if one]
        takeaway.table(
            table(heads, rows, caption=say(f"border_view.when_{when}", lang), kind="tight"), name=f"dong-nhieu-{when}",
            lang=lang, digest=text_digest([one.digest for one in sets.values() if one]),
        )  # fmt: skip
    note(say("criticality.read_together", lang))


def offered(found: Both, lang: Lang) -> dict[str, str]:
    """Links of the base network among the most critical roads of both states, by number."""
    names: dict[str, str] = {}
    for one in found:
        for r in critical_sheets.top_of(one).to_dict("records"):
            if r["link_id"] >= 0:
                place = f" ({r['commune']})" if r["commune"] else ""
                names.setdefault(r["id"], f"{road_name(r['ref'], r['name'], lang)}{place}")
    return names


def links_of(scenario: Scenario, name: str, chosen: list[str]) -> frozenset[int]:
    """Base links of a set; none where a line is not crossed or not known. Projects over it stay open."""
    from analysis.crossings import boundary_crossings, river_crossings
    from words.errors import UnknownError

    if name == CHOSEN:
        return frozenset(map(int, chosen))
    try:
        crossings = (boundary_crossings if name == "boundary" else river_crossings)(data.world(), scenario)
    except UnknownError:
        return frozenset()
    return frozenset(i for c in crossings.found for i in c.link_ids)


def closed(view: View, weights: Assumptions, scenario: Scenario, links: frozenset[int]) -> Together | None:
    """What closing links at once costs; ``None`` for none; kept."""
    from analysis.closing import together

    if not links:
        return None
    world = data.world()
    key = ("together", world.digest(scenario), view.linking.trips, weights.weights, sorted(links))
    return data.kept(key, lambda: together(world, scenario, links, source=view.linking.trips, assumptions=weights))


def _cells(one: Together, lang: Lang) -> tuple[str, str, str]:
    lost, alone = (number(x / _MILLION, lang, decimals=2) for x in (one.lost_person_min, one.alone_person_min))
    return lost, alone, number(one.cut_people, lang)
