"""The user's own table of trips: brought in as a file, told in short, taken out again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import Column, downloads, note, plain, table
from views.pages.worth import brought, steps
from views.state import data, worth_tables
from words import Lang, notation, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.choices import WorthTables
    from analysis.economics import TableRead
    from analysis.scenarios import World
    from intake import SheetRows
    from views.components import Table

Row = tuple[str, str, str, float]
_MODES: Final = ("car", "motorcycle", "truck")


def show(lang: Lang) -> None:
    """Draw the part: what is in use, the field for a file, the template."""
    tables, world = worth_tables.current(), data.world()
    if worth_tables.missing():
        st.warning(plain(say("worth_view.tables_elsewhere", lang)))
    note(say("worth_view.own_read", lang))
    brought.template(partial(_template, world, lang), name="worth_trips_template", lang=lang)
    found = brought.file_field(
        say("worth_view.own_file", lang), name="trips", read=partial(_read, world, lang), lang=lang
    )
    if found and found[1].found:
        note(say("worth_view.own_offer", lang, file=found[0], **_sums(found[1].found, lang)))
        st.button(
            say("worth_view.own_use", lang),
            type="primary",
            key="worth-own-use",
            on_click=_use,
            args=(found[1].found,),
        )
    elif found:
        st.error(plain(say("worth.no_trips", lang)))
    if tables.trips:
        note(say("worth_view.own_used", lang, **_sums(tables.trips, lang)))
        st.button(say("worth_view.own_drop", lang), key="worth-own-drop", on_click=_drop, type="tertiary")
        downloads.table(
            rows(world, tables.trips, lang), name="worth_trips", digest=worth_tables.digest_of(tables), lang=lang
        )
    elif not found:
        st.info(plain(say("worth.no_own_trips", lang)))


def _read(world: World, lang: Lang, sheets: Sequence[SheetRows]) -> TableRead[Row]:
    from analysis.economics import first_table, read_trips

    return first_table(sheets, partial(read_trips, world, notation=notation(lang)))


def _sums(trips: Sequence[Row], lang: Lang) -> dict[str, str]:
    """How many pairs, and vehicles a day by mode."""
    sums = {m: sum(n for *_, mode, n in trips if mode == m) for m in _MODES}
    pairs = len({row[:2] for row in trips})
    return {"pairs": number(pairs, lang), **{m: number(n, lang) for m, n in sums.items()}}


def rows(world: World, trips: Sequence[Row], lang: Lang) -> Table:
    """The pairs with the most vehicles first."""
    from analysis.economics import with_zones

    places = with_zones(world).places
    by_pair: dict[tuple[str, str], dict[str, float]] = {}
    for origin, destination, mode, n in trips:
        of = by_pair.setdefault((origin, destination), dict.fromkeys(_MODES, 0.0))
        of[mode] = of.get(mode, 0.0) + n
    heads = [Column(say(f"worth_view.tpl_{name}", lang)) for name in ("origin", "destination")]
    heads += [Column(say(f"worth_view.tpl_{m}", lang), figures=True) for m in _MODES]
    order = sorted(by_pair, key=lambda pair: (-sum(by_pair[pair].values()), pair))
    cells = [
        (*(places[p].name(lang) if p in places else p for p in pair), *(number(by_pair[pair][m], lang) for m in _MODES))
        for pair in order
    ]
    return table(heads, cells, caption=say("worth_view.own_table", lang), kind="tight")


def _use(found: tuple[Row, ...]) -> None:
    kept = replace(worth_tables.current(), trips=found)
    steps.change("undo.worth_table", tables=worth_tables.digest_of(kept), trips="own")
    brought.taken("trips")


def _drop() -> None:
    kept: WorthTables = replace(worth_tables.current(), trips=())
    steps.change("undo.worth_table", tables=worth_tables.digest_of(kept))


def _template(world: World, lang: Lang) -> bytes:
    from analysis.economics import with_zones
    from briefing.workbook import Head, names_and_table
    from layers import study

    places = with_zones(world).places
    zones = [p for p in places.values() if p.district or p.kind in ("zone", "gate", "airport", "port")]
    names = [
        [p.name(lang), _province(world, p.province), p.place_id]
        for p in sorted(zones, key=lambda p: (p.province, p.kind, p.name_vi))
    ]
    ends = [places[c].name(lang) for c in study().ends]
    heads = [Head(say(f"worth_view.tpl_{n}", lang), "text", 26.0) for n in ("origin", "destination")]
    heads += [Head(say(f"worth_view.tpl_{m}", lang), "whole", 16.0) for m in _MODES]
    return names_and_table(
        heads,
        [[*ends, None, None, None], [*ends[::-1], None, None, None]],
        [Head(say(f"worth_view.tpl_{n}", lang), "text", 30.0) for n in ("name", "province", "id")],
        names,
        title=say("worth_view.own_table", lang),
        sheets=(say("worth_view.tpl_sheet", lang), say("worth_view.tpl_names", lang)),
        notes=(say("worth_view.tpl_read", lang),),
    )


def _province(world: World, code: str) -> str:
    names = {str(r["code"]): str(r["name"]) for r in world.data.read("provinces_2022").to_dict("records")}
    return names.get(code, "")
