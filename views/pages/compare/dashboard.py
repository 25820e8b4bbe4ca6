"""The answer before the table: tiles of the scenario looked at, minutes saved by scenario as a picture, who gains on a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from layers import Role, place_kinds, project_cost
from views.components import (
    Bar,
    Cell,
    Column,
    Markup,
    Table,
    bar_cells,
    in_a_row,
    join,
    map_panel,
    table,
    tag,
    text,
    unverified,
)
from views.pages.compare import gains
from views.state import Part, data, session_view
from words import MISSING, Lang, cost_span, number, say

if TYPE_CHECKING:
    from analysis.measures import Gains, Metric, MetricTable
    from views.state import Columns, View

DISTRICTS, CAPITALS = "districts_fastest_min", "capitals_fastest_min"
_MAP: Final = 330  # pixels


@dataclass(frozen=True)
class Tile:
    """One figure in large type.

    Parameters
    ----------
    kind
        ``good``, ``bad`` or ``same``, empty where neither: as in the table.
    """

    label: str
    value: str
    unit: str
    notes: tuple[Cell, ...]
    kind: str = ""


def tiles(table_: MetricTable, key: str, who: Gains | None, lang: Lang, *, goal: str = "") -> list[Tile]:
    """Time between the districts and between the capitals, people who gain, cost: figures of the table and the map.

    Parameters
    ----------
    who
        Savings of communes; ``None`` where they cannot be had.
    goal
        Where they go: other pages and files count the people of other ways.
    """
    rows = {m.key: m for m in table_.metrics}
    return [
        *(_time(table_, key, rows[name], lang) for name in (DISTRICTS, CAPITALS)),
        *([_people(who, goal, lang)] if who is not None else []),
        _cost(table_, key, lang),
    ]


def as_html(found: list[Tile]) -> Markup:
    """The tiles side by side."""
    return Markup(f'<div class="lt-tiles">{"".join(map(_tile, found))}</div>')


def _tile(tile: Tile) -> str:
    notes = "".join(f"<p>{text(note)}</p>" for note in tile.notes if note)
    unit = f" <small>{text(tile.unit)}</small>" if tile.unit else ""
    return f'<div class="lt-tile"><p>{text(tile.label)}</p><p class="v {tile.kind}">{text(tile.value)}{unit}</p>{notes}</div>'


def _time(table_: MetricTable, key: str, metric: Metric, lang: Lang) -> Tile:
    """The change of a mean time, its range, before and after."""
    label = say(f"dashboard.{metric.key}", lang)
    change, base = table_.change(key, metric), table_.cell(table_.variants[0].key, metric.key).value
    if key == table_.variants[0].key and base is not None:  # a region without projects has nothing to set beside it
        figure, base_note = number(base, lang, decimals=metric.decimals), say("dashboard.on_base", lang)
        return Tile(label, figure, metric.unit_text(lang), (base_note,))
    if change is None:
        return Tile(label, say("compare.not_connected", lang), "", ())
    was, now = (number(v, lang, decimals=metric.decimals) for v in (base, table_.cell(key, metric.key).value))
    notes: list[Cell] = [say("dashboard.from_to", lang, before=was, after=now)]
    if ends := table_.change_range(key, metric):
        low, high = (number(end, lang, decimals=metric.decimals, sign=True) for end in ends)
        notes.append(say("dashboard.range", lang, low=low, high=high))
    kind = "good" if change < 0 else "bad"
    if not table_.notable(key, metric):
        kind = "same"
        notes.append(tag(say("dashboard.slight", lang)) if change else None)
    return Tile(
        label, number(change, lang, decimals=metric.decimals, sign=True), metric.unit_text(lang), tuple(notes), kind
    )


def _people(who: Gains, goal: str, lang: Lang) -> Tile:
    gaining, losing = who.people
    notes = [say("dashboard.people_of", lang, people=number(who.mean_saved_min[1], lang))]
    notes += [say("dashboard.people_goal", lang, goal=goal)] if goal else []
    if losing:
        notes.append(say("dashboard.people_losing", lang, people=number(losing, lang)))
    return Tile(say("dashboard.people", lang), number(gaining, lang), say("metrics.unit_people", lang), tuple(notes))


def _cost(table_: MetricTable, key: str, lang: Lang) -> Tile:
    """The cost with what of it the user entered, what it leaves out and what nobody checked."""
    cost = table_.cost(key)
    shown = MISSING if cost.low_bn is None else cost_span(cost.low_bn, cost.high_bn, lang)
    notes: list[Cell] = [_scope(table_, key, lang) if cost.low_bn is not None else None]
    if cost.own:
        notes.append(say("dashboard.cost_own", lang, amount=cost_span(cost.own_low_bn, cost.own_high_bn, lang)))
    without = doubts(table_, "without").get(key)
    priced = next(v.units for v in table_.variants if v.key == key).difference(without or ())
    if without and len(priced) == 1 and (only := data.project(*priced)):
        notes.append(say("dashboard.cost_of", lang, name=only.text("name", lang)))
    if without:
        left_out = "cost_none" if cost.low_bn is None else "cost_without"
        notes.append(say(f"dashboard.{left_out}", lang, count=number(len(without), lang)))
    if unsure := doubts(table_, "unverified").get(key):
        count = say("dashboard.cost_unverified", lang, count=number(len(unsure), lang))
        notes.append(join([unverified(lang), count]))
    unit = "" if cost.low_bn is None else say("metrics.unit_bn_vnd", lang)
    return Tile(say("dashboard.cost", lang, kind=cost.kind.text(lang)), shown, unit, tuple(notes))


def doubts(table_: MetricTable, field: Literal["without", "unverified", "own"]) -> dict[str, tuple[str, ...]]:
    """Units of each scenario without a cost, with one that nobody verified or that the user entered; scenarios that have none are left out."""
    found: dict[str, tuple[str, ...]] = {v.key: getattr(table_.cost(v.key), field) for v in table_.variants}
    return {key: units for key, units in found.items() if units}


def doubts_told(table_: MetricTable, field: Literal["without", "unverified", "own"], lang: Lang) -> list[str]:
    """The same in words, scenarios of one list together; scenarios are named, for the card speaks of one of them."""
    names = {p.id: p.text("name", lang) for p in data.projects()}
    titles: dict[tuple[str, ...], list[str]] = {}
    found = doubts(table_, field)
    for variant in table_.variants:
        if variant.key in found:
            titles.setdefault(found[variant.key], []).append(variant.title(lang))
    return [
        f"{', '.join(who)} – {say(f'metrics.cost_{field}', lang, names='; '.join(names.get(u, u) for u in units))}"
        for units, who in titles.items()
    ]


def _scope(table_: MetricTable, key: str, lang: Lang) -> str:
    """What the cost covers: of one project what is published, of several that each is counted in full."""
    units = next(v.units for v in table_.variants if v.key == key)
    project = data.project(next(iter(units))) if len(units) == 1 else None
    found = project_cost(project) if project else None
    scopes = dict.fromkeys(entry.scope(lang) for entry in found.entries) if found else ()
    return "; ".join(scopes) or say("dashboard.cost_full", lang)


def savings(table_: MetricTable, subject: str, lang: Lang) -> Table:
    """Minutes saved between the districts, a bar with its range for each scenario; the one looked at is set off."""
    metric = next(m for m in table_.metrics if m.key == DISTRICTS)
    others = table_.variants[1:]
    found = {v.key: bar for v in others if (bar := _bar(table_, v.key, metric, own=v.key == subject)) is not None}
    drawn = zip(found.items(), bar_cells([*found.values()]), strict=True)
    cells = {key: (cell, _saved(bar, lang)) for (key, bar), cell in drawn}
    nothing: tuple[Cell, Cell] = (None, say("compare.not_connected", lang))
    heads = [
        Column(say("dashboard.scenario", lang)),
        Column(""),
        Column(say("dashboard.saved_min", lang), figures=True),
    ]
    rows = [(_name(v.title(lang), lang, own=v.key == subject), *cells.get(v.key, nothing)) for v in others]
    return table(heads, rows, caption=say("dashboard.savings", lang), kind="bars tight")


def _name(title: str, lang: Lang, *, own: bool) -> Cell:
    return join([title, tag(say("dashboard.looked_at", lang))]) if own else title


def _bar(table_: MetricTable, key: str, metric: Metric, *, own: bool) -> Bar | None:
    """Minutes saved with their range, as printed; ``None`` where not connected."""
    change, ends = table_.change(key, metric), table_.change_range(key, metric)
    if change is None:
        return None
    low, high = (-ends[1], -ends[0]) if ends else (None, None)
    return Bar(-change, low, high, ("own" if own else "other") if table_.notable(key, metric) else "slight")


def _saved(bar: Bar, lang: Lang) -> Cell:
    shown = number(bar.value, lang, decimals=1)
    if bar.low is None or bar.high is None:
        return shown
    ends = {name: number(end, lang, decimals=1) for name, end in (("low", bar.low), ("high", bar.high))}
    return Markup(f"{text(shown)}<br><small>{text(say('compare.range_short', lang, **ends))}</small>")


def small_map(view: View, columns: Columns, who: Gains) -> None:
    """Who gains, as the tab of that name draws it, and the way there."""
    lang = view.lang
    layer = gains.layer_of(who, lang)
    shown = replace(
        map_panel.map_view(view, of=columns.scenario(view)),
        results=(layer,),
        place_kinds=frozenset(place_kinds(Role.SEAT)),
        highlight_id=None,
    )
    st.html(f'<p class="lt-charttitle">{text(say("dashboard.who", lang, goal=gains.goal_name(view)))}</p>')
    st.html(in_a_row(layer.rows).html)
    map_panel.frame("whogains", columns.scenario(view))
    map_panel.fragment(shown, name="whogains", height=_MAP, memory="lienTinhWhoGains")
    st.button(
        say("dashboard.open_gains", lang),
        key="open-gains",
        type="tertiary",
        on_click=_open_gains,
    )


def _open_gains() -> None:
    session_view.change_compare(part=Part.GAINS)


def who_gains(view: View, columns: Columns) -> Gains | None:
    """Savings of communes under the scenario looked at; ``None`` where it is the baseline itself."""
    scenario = columns.scenario(view)
    if data.world().digest(scenario) == data.world().digest(scenario.baseline()):
        return None
    return gains.of_communes(view, columns)
