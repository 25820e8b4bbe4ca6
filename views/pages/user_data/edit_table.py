"""The user's routes as a table to change: name, class, state, year and costs, where they stand.

What was typed stays in the table until all of it can be used: a road that is called open needs its year, and both may
be typed one after the other. Each change can be taken back; the line of a road is never touched here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import ROAD_CLASSES, USER_STATUSES
from views.components import plain
from views.state import user_data
from words import MISSING, Lang, LinkError, say

if TYPE_CHECKING:
    from layers import RouteFields, UserData, UserRoute

_FIELDS: Final = (
    "name",
    "road_class",
    "status",
    "year",
    "speed_kmh",
    "lanes",
    "cost_low_bn",
    "cost_high_bn",
    "price_year",
)
_WORDS: Final = {"road_class": (ROAD_CLASSES, "layers.road_"), "status": (USER_STATUSES, "layers.status_")}
_DRAWN: Final = "own_table"
_ROW_PX, _TABLE_PX = 35, 420


@dataclass
class _Drawn:
    """The table that the browser has: what it was drawn with, and the state of the data that its changes led to."""

    routes: tuple[UserRoute, ...]
    digest: str
    number: int

    @property
    def key(self) -> str:
        """Of the widget; another one is another table."""
        return f"own-table-{self.number}"


def show(lang: Lang) -> None:
    """Draw the table, and what of the changes cannot be used."""
    drawn = _drawn(user_data.current())
    with st.expander(say("own.table_edit", lang)):
        st.data_editor(
            {_label(f, lang): [_cell(getattr(r.fields, f), f, lang) for r in drawn.routes] for f in _FIELDS},
            hide_index=True,
            width="stretch",
            height=min(_ROW_PX * (len(drawn.routes) + 1) + 3, _TABLE_PX),
            column_config={_label(f, lang): _column(f, lang) for f in _FIELDS},
            num_rows="fixed",
            placeholder=MISSING,
            key=drawn.key,
            on_change=_changed,
            args=(drawn, lang),
        )
        for name, fault in _applied(_typed(drawn), drawn, user_data.current(), lang)[1]:
            st.error(plain(f"{name}: {fault.text(lang)}"))


def _drawn(own: UserData) -> _Drawn:
    """The table as the browser has it, or a new one where the data were changed elsewhere."""
    kept: _Drawn | None = st.session_state.get(_DRAWN)
    if kept is None or kept.digest != own.digest:
        kept = _Drawn(own.routes, own.digest, kept.number + 1 if kept else 0)
        st.session_state[_DRAWN] = kept
    return kept


def _changed(drawn: _Drawn, lang: Lang) -> None:
    """Take over what can be used: a callback, which runs to its end."""
    own = user_data.current()
    after, _ = _applied(_typed(drawn), drawn, own, lang)
    if after.digest == own.digest:
        return
    before = {route.id: route for route in own.routes}
    names = [route.fields.name for route in after.routes if route != before.get(route.id)]
    user_data.change(after, done="changed", name=names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})")
    drawn.digest = after.digest


def _typed(drawn: _Drawn) -> dict[int, dict[str, Any]]:
    """What was typed into the table: cells by title of the column, by row."""
    typed: dict[int, dict[str, Any]] = (st.session_state.get(drawn.key) or {}).get("edited_rows", {})
    return typed


def _applied(
    typed: dict[int, dict[str, Any]], drawn: _Drawn, own: UserData, lang: Lang
) -> tuple[UserData, list[tuple[str, LinkError]]]:
    """The data with the changes of the table, and those that cannot be used, with the name of the road."""
    faults: list[tuple[str, LinkError]] = []
    now = {route.id: route for route in own.routes}
    for row, cells in typed.items():
        was = drawn.routes[int(row)]
        if was.id not in now:
            continue
        try:
            own = own.changed(replace(now[was.id], fields=_fields(was.fields, cells, lang)))
        except LinkError as fault:
            faults.append((was.fields.name, fault))
    return own, faults


def _fields(start: RouteFields, cells: dict[str, Any], lang: Lang) -> RouteFields:
    """The fields with what was typed; one cost alone is both.

    Raises
    ------
    InputError
        If they cannot be used.
    """
    told = {f: _value(cells[_label(f, lang)], f, lang) for f in _FIELDS if _label(f, lang) in cells}
    for one, other in (("cost_low_bn", "cost_high_bn"), ("cost_high_bn", "cost_low_bn")):
        alone = other not in told and getattr(start, one) in (None, getattr(start, other))
        if one in told and alone:
            told[other] = told[one]
    return replace(start, **told)


def _label(field: str, lang: Lang) -> str:
    return say(f"own.field_{field}", lang)


def _cell(value: Any, field: str, lang: Lang) -> Any:
    return say(f"{_WORDS[field][1]}{value}", lang) if field in _WORDS else value


def _value(cell: Any, field: str, lang: Lang) -> Any:
    if field in _WORDS:
        keys, prefix = _WORDS[field]
        return next((key for key in keys if say(f"{prefix}{key}", lang) == cell), str(cell))
    if field == "name":
        return str(cell or "")
    if cell is None or field.startswith("cost"):
        return cell
    return int(cell)


def _column(field: str, lang: Lang) -> Any:
    if field in _WORDS:
        keys, prefix = _WORDS[field]
        return st.column_config.SelectboxColumn(required=True, options=[say(f"{prefix}{key}", lang) for key in keys])
    if field == "name":
        return st.column_config.TextColumn(required=True)
    if field.startswith("cost"):
        return st.column_config.NumberColumn(min_value=0, format="localized")
    return st.column_config.NumberColumn(min_value=0, step=1, format="%d")
