"""What a programme is made of, as tables to change: cost, duration, phases, fixed year, order and alternatives of each road; money of each year.

What was typed stays in the table until it can be used; each change can be taken back. The table is drawn anew
only where the choices were changed elsewhere: by a step back, a file, another language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from layers import unit_name
from views.components import note, plain, several
from views.pages.worth import steps
from views.state import session_view
from words import MISSING, InputError, Lang, notation, number, read_number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.choices import WorthSettings
    from analysis.programme import Wishes
    from analysis.scenarios import World
    from views.state import View

T = TypeVar("T")
FIELDS: Final = ("cost", "years", "phases", "start", "after", "either")
_SLOT: Final = "plan-drawn"
_ROW_PX, _TABLE_PX = 35, 460
_PERCENT: Final = 100.0
_WHOLE: Final = 0.05  # percent: what rounding of thirds leaves


@dataclass
class _Drawn:
    """A table that the browser has: the choices it was drawn with, those its changes led to, its number."""

    start: WorthSettings
    now: WorthSettings
    lang: Lang
    number: int


def show(view: View, world: World, wishes: Wishes) -> None:
    """Draw both tables, folded away, with what cannot be used below each."""
    lang, chosen = view.lang, view.worth
    changed = sum(len(x) for x in (chosen.fixed, chosen.durations, chosen.phases, chosen.after, chosen.exclusive))
    with st.expander(say("plan_view.roads_edit", lang, count=number(changed, lang))):
        _units(view, world, wishes)
        note(say("plan_view.roads_read", lang))
        drawn = _drawn("roads", chosen, lang)
        if wishes.units:  # an empty table has columns of no kind
            _roads(world, wishes, drawn, lang)
    with st.expander(say("plan_view.money_edit", lang, count=number(len(chosen.money), lang))):
        note(say("plan_view.money_edit_read", lang))
        _money(wishes, _drawn("money", chosen, lang), lang)


def _units(view: View, world: World, wishes: Wishes) -> None:
    """Which roads may be built."""
    from analysis.programme import MOST_UNITS, usual_wishes

    lang, usual = view.lang, usual_wishes(world)
    known = [p for p in world.projects if p not in usual.standing]

    def choose(units: list[str]) -> None:
        kept = tuple(u for u in known if u in units)[:MOST_UNITS]
        steps.change("undo.worth_plan", units=() if kept == usual.units else kept)

    several(
        say("plan_view.units", lang, most=MOST_UNITS),
        known,
        [u for u in wishes.units if u in known],
        names=lambda u: plain(unit_name(world.projects, u, lang)),
        key="plan-units",
        empty=say("plan_view.units_empty", lang),
        choose=choose,
    )


def _drawn(name: str, chosen: WorthSettings, lang: Lang) -> _Drawn:
    slots: dict[str, _Drawn] = st.session_state.setdefault(_SLOT, {})
    kept = slots.get(name)
    if kept is None or kept.lang is not lang or _facts(kept.now) != _facts(chosen):
        kept = _Drawn(chosen, chosen, lang, kept.number + 1 if kept else 0)
        slots[name] = kept
    return kept


def _facts(chosen: WorthSettings) -> tuple[object, ...]:
    """What the tables show."""
    return (
        chosen.costs, chosen.durations, chosen.phases, chosen.fixed, chosen.after, chosen.exclusive,
        chosen.units, chosen.money, chosen.budget_bn, chosen.first_year, chosen.budget_years,
    )  # fmt: skip


def _typed(key: str) -> dict[int, dict[str, Any]]:
    """What was typed into a table: cells by title of the column, by row."""
    typed: dict[int, dict[str, Any]] = (st.session_state.get(key) or {}).get("edited_rows", {})
    return {int(row): cells for row, cells in typed.items()}


def _roads(world: World, wishes: Wishes, drawn: _Drawn, lang: Lang) -> None:
    units = wishes.units
    names = {u: unit_name(world.projects, u, lang) for u in units}
    key = f"plan-roads-{drawn.number}"
    rows = [cells_of(world, drawn.start, u, names, lang) for u in units]
    columns: dict[str, list[Any]] = {say("shares.tip_unit", lang): list(names.values())}
    columns[say("plan_view.cost_published", lang)] = [_published(world, u, lang) for u in units]
    columns |= {label(f, lang): [row[f] for row in rows] for f in FIELDS}
    first, last = wishes.first_year, wishes.first_year + len(wishes.budget_bn) - 1
    kinds: dict[str, Any] = {
        "cost": st.column_config.NumberColumn(min_value=0, format="localized"),
        "years": st.column_config.NumberColumn(min_value=1, step=1, format="%d"),
        "phases": st.column_config.TextColumn(max_chars=80),
        "start": st.column_config.NumberColumn(min_value=first, max_value=last, step=1, format="%d"),
        "after": st.column_config.MultiselectColumn(options=list(names.values())),
        "either": st.column_config.MultiselectColumn(options=list(names.values())),
    }
    st.data_editor(
        columns,
        hide_index=True,
        width="stretch",
        height=min(_ROW_PX * (len(units) + 1) + 3, _TABLE_PX),
        column_config={label(f, lang): kind for f, kind in kinds.items()},
        disabled=[say("shares.tip_unit", lang), say("plan_view.cost_published", lang)],
        num_rows="fixed",
        placeholder=MISSING,
        key=key,
        on_change=_roads_changed,
        args=(key, drawn, names, lang),
    )
    for name, fault in applied(drawn.start, _typed(key), names, lang)[1]:
        st.error(plain(f"{name}: {fault.text(lang)}"))


def _roads_changed(key: str, drawn: _Drawn, names: Mapping[str, str], lang: Lang) -> None:
    """Take over what can be used: a callback, which runs to its end."""
    made, _ = applied(drawn.start, _typed(key), names, lang)
    _take(drawn, made, "costs", "durations", "phases", "fixed", "after", "exclusive")


def _take(drawn: _Drawn, made: WorthSettings, *fields: str) -> None:
    steps.change("undo.worth_plan", **{f: getattr(made, f) for f in fields})
    drawn.now = session_view.current().worth


def label(field: str, lang: Lang) -> str:
    """Title of a column."""
    return say(f"plan_view.edit_{field}", lang)


def _published(world: World, unit: str, lang: Lang) -> str:
    from analysis.appraisal import units_cost

    high = units_cost(world, [unit]).high_bn
    return MISSING if high is None else number(high, lang)


def cells_of(world: World, chosen: WorthSettings, unit: str, names: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """The cells of a road that can be changed."""
    del world
    pairs = [set(pair) for pair in chosen.exclusive if unit in pair]
    return {
        "cost": dict(chosen.costs).get(unit),
        "years": dict(chosen.durations).get(unit),
        "phases": shares_text(dict(chosen.phases).get(unit, ()), lang) or None,
        "start": dict(chosen.fixed).get(unit),
        "after": [names[b] for a, b in chosen.after if a == unit and b in names],
        "either": [names[b] for pair in pairs for b in sorted(pair - {unit}) if b in names],
    }


def shares_text(shares: Sequence[float], lang: Lang) -> str:
    """Shares of a cost as they are typed: ``20; 30; 50``."""
    return "; ".join(number(round(_PERCENT * s, 2), lang, decimals=_places(_PERCENT * s)) for s in shares)


def _places(value: float) -> int:
    return next(n for n in range(3) if n == 2 or round(value, n) == round(value, 2))  # noqa: PLR2004 - two decimals at most


def applied(
    chosen: WorthSettings, typed: Mapping[int, Mapping[str, Any]], names: Mapping[str, str], lang: Lang
) -> tuple[WorthSettings, list[tuple[str, InputError]]]:
    """The choices with what was typed, and what of it cannot be used, with the name of the road.

    Parameters
    ----------
    typed
        Cells by title of their column, by row.
    names
        Names of the roads by unit, in the order of the rows.
    """
    units, faults = list(names), list[tuple[str, InputError]]()
    for row, cells in typed.items():
        for field in FIELDS:
            if label(field, lang) not in cells:
                continue
            try:
                chosen = _SET[field](chosen, units[row], cells[label(field, lang)], names, lang)
            except InputError as fault:
                faults.append((names[units[row]], fault))
    return chosen, faults


def _with(entries: tuple[tuple[str, T], ...], unit: str, value: T | None) -> tuple[tuple[str, T], ...]:
    kept = {u: v for u, v in entries if u != unit} | ({} if value is None else {unit: value})
    return tuple(sorted(kept.items()))


def _set_cost(chosen: WorthSettings, unit: str, cell: Any, names: Mapping[str, str], _: Lang) -> WorthSettings:
    if cell is not None and not cell > 0:
        raise InputError("worth.bad_cost", unit=names[unit], found=f"{cell:g}")
    return replace(chosen, costs=_with(chosen.costs, unit, None if cell is None else float(cell)))


def _set_years(chosen: WorthSettings, unit: str, cell: Any, names: Mapping[str, str], _: Lang) -> WorthSettings:
    from analysis.economics import MOST_WORKS_YEARS

    if cell is not None and not 1 <= cell <= MOST_WORKS_YEARS:
        raise InputError("programme.bad_years", name=names[unit], most=MOST_WORKS_YEARS)
    shares = dict(chosen.phases).get(unit, ())
    if cell is not None and shares and len(shares) != cell:
        raise InputError("programme.bad_phases", name=names[unit], years=int(cell))
    return replace(chosen, durations=_with(chosen.durations, unit, None if cell is None else int(cell)))


def _set_phases(chosen: WorthSettings, unit: str, cell: Any, _: Mapping[str, str], lang: Lang) -> WorthSettings:
    return with_phases(chosen, unit, str(cell or ""), lang)


def with_phases(chosen: WorthSettings, unit: str, typed: str, lang: Lang) -> WorthSettings:
    """The choices with the phases of a road's cost as they were typed, in percent of each year; none: evenly.

    Raises
    ------
    InputError
        If they cannot be read, or are not all of it.
    """
    from analysis.economics import MOST_WORKS_YEARS

    parts = [p for p in typed.replace("%", " ").replace(";", " ").replace("+", " ").split() if p]
    if not parts:
        return replace(chosen, phases=_with(chosen.phases, unit, None))
    try:
        shares = [read_number(p, notation(lang)) for p in parts]
    except ValueError as fault:
        raise InputError("programme.phases_unread", found=typed[:60]) from fault
    whole = abs(sum(shares) - _PERCENT) <= _WHOLE and all(s >= 0 for s in shares)
    if not whole or len(shares) > MOST_WORKS_YEARS:
        raise InputError("programme.phases_unread", found=typed[:60])
    told = tuple(s / sum(shares) for s in shares)
    kept = dict(chosen.durations).get(unit)
    durations = chosen.durations if kept in (None, len(told)) else _with(chosen.durations, unit, len(told))
    return replace(chosen, phases=_with(chosen.phases, unit, told), durations=durations)


def _set_start(chosen: WorthSettings, unit: str, cell: Any, _: Mapping[str, str], __: Lang) -> WorthSettings:
    return replace(chosen, fixed=_with(chosen.fixed, unit, None if cell is None else int(cell)))


def _set_after(chosen: WorthSettings, unit: str, cell: Any, names: Mapping[str, str], _: Lang) -> WorthSettings:
    others = [u for u, name in names.items() if name in (cell or [])]
    if unit in others:
        raise InputError("programme.after_itself", name=names[unit])
    kept = [pair for pair in chosen.after if pair[0] != unit or pair[1] not in names]
    return replace(chosen, after=tuple(sorted([*kept, *((unit, other) for other in others)])))


def _set_either(chosen: WorthSettings, unit: str, cell: Any, names: Mapping[str, str], _: Lang) -> WorthSettings:
    others = [u for u, name in names.items() if name in (cell or [])]
    if unit in others:
        raise InputError("programme.after_itself", name=names[unit])
    kept = [pair for pair in chosen.exclusive if unit not in pair or not set(pair) <= set(names)]
    made = {tuple(sorted((unit, other))) for other in others}
    return replace(chosen, exclusive=tuple(sorted({*kept, *((a, b) for a, b in made)})))


_SET: Final[dict[str, Callable[[WorthSettings, str, Any, Mapping[str, str], Lang], WorthSettings]]] = {
    "cost": _set_cost,
    "years": _set_years,
    "phases": _set_phases,
    "start": _set_start,
    "after": _set_after,
    "either": _set_either,
}


def _money(wishes: Wishes, drawn: _Drawn, lang: Lang) -> None:
    years = range(wishes.first_year, wishes.first_year + len(wishes.budget_bn))
    single, key = dict(drawn.start.money), f"plan-money-{drawn.number}"
    st.data_editor(
        {
            say("columns.year", lang): [str(y) for y in years],
            say("plan_view.money_each", lang): [single.get(y) for y in years],
        },
        hide_index=True,
        width=420,
        column_config={
            say("plan_view.money_each", lang): st.column_config.NumberColumn(min_value=0, format="localized")
        },
        disabled=[say("columns.year", lang)],
        num_rows="fixed",
        placeholder=number(drawn.start.budget_bn, lang),
        key=key,
        on_change=_money_changed,
        args=(key, drawn, list(years), lang),
    )
    for year, fault in money_applied(drawn.start, _typed(key), list(years), lang)[1]:
        st.error(plain(f"{year}: {fault.text(lang)}"))


def _money_changed(key: str, drawn: _Drawn, years: list[int], lang: Lang) -> None:
    made, _ = money_applied(drawn.start, _typed(key), years, lang)
    _take(drawn, made, "money")


def money_applied(
    chosen: WorthSettings, typed: Mapping[int, Mapping[str, Any]], years: list[int], lang: Lang
) -> tuple[WorthSettings, list[tuple[int, InputError]]]:
    """The choices with the money of single years, and what of it cannot be used, with the year."""
    single, faults = dict(chosen.money), list[tuple[int, InputError]]()
    for row, cells in typed.items():
        if say("plan_view.money_each", lang) not in cells:
            continue
        cell, year = cells[say("plan_view.money_each", lang)], years[row]
        if cell is None:
            single.pop(year, None)
        elif cell >= 0:
            single[year] = float(cell)
        else:
            faults.append((year, InputError("programme.bad_budget", year=year, amount=f"{cell:g}")))
    return replace(chosen, money=tuple(sorted(single.items()))), faults
