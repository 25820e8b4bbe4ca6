"""The user's routes, places and zones: look through, use, change, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import UserRoute, UserZone
from views.components import Column, Markup, ask_first, page_links, plain, sure, table, text
from views.pages.user_data import draw, edit_table, zones
from views.state import Part, session_view, user_data
from words import MISSING, Lang, cost_span, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Project

_EACH: Final = 8  # things with buttons of their own


def show(lang: Lang) -> None:
    """Draw the part."""
    own = user_data.current()
    if not own:
        st.html(f'<p class="lt-note">{text(say("own.none_yet", lang))}</p>')
        return
    if own.routes:
        st.html(_routes(own.projects, own.routes, lang).html)
        edit_table.show(lang)
        _ticks(lang)
    else:
        page_links.to("browse", session_view.current(), label=say("own.to_map", lang))
    for kind, items in (("routes", own.routes), ("places", own.places), ("zones", own.zones)):
        if items and kind != "routes":  # their table bears the heading
            st.html(f'<p class="lt-group">{text(say(f"own.group_{kind}", lang))}</p>')
        for item in items if len(items) <= _EACH else _one_of(kind, items, lang):
            _row(item, lang)
    if own.zones:
        zones.kilometres(lang)
    ask_first(say("undo.clear", lang), key="clear-own")
    sure(say("undo.clear_sure", lang), key="clear-own", act=user_data.clear, lang=lang)


def _routes(projects: tuple[Project, ...], routes: tuple[UserRoute, ...], lang: Lang) -> Markup:
    """What is known of each route."""
    columns = [
        Column(say("own.field_name", lang)),
        Column(say("own.field_road_class", lang)),
        Column(say("own.field_status", lang)),
        Column(say("own.new_km", lang), figures=True),
        Column(say("own.upgrade_km", lang), figures=True),
        Column(say("own.cost", lang), figures=True),
    ]
    rows = [
        (
            route.fields.name,
            say(f"layers.road_{route.fields.road_class}", lang),
            say(f"layers.status_{route.fields.status}", lang),
            number(project.computed_new_km, lang, decimals=1),
            number(project.computed_upgrade_km, lang, decimals=1),
            _cost(route, lang),
        )
        for project, route in zip(projects, routes, strict=True)
    ]
    return table(columns, rows, caption=say("own.group_routes", lang))


def _cost(route: UserRoute, lang: Lang) -> str:
    low, high = route.fields.cost_low_bn, route.fields.cost_high_bn
    return MISSING if low is None or high is None else cost_span(low, high, lang)


def _ticks(lang: Lang) -> None:
    """Whether the routes stand among the ticked ones of map and comparison."""
    view = session_view.current()
    ticked = [i for i in session_view.ticked_routes(view) if i in user_data.route_ids()]
    st.html(f'<p class="lt-note">{text(say("own.ticked", lang, count=len(ticked)))}</p>')
    with st.container(horizontal=True, gap="medium"):
        page_links.to("browse", view, label=say("own.to_map", lang))
        answer = replace(view, compare=replace(view.compare, part=Part.OVERVIEW))
        page_links.to("compare", answer, label=say("own.to_compare", lang))


def _one_of(kind: str, items: Sequence[Any], lang: Lang) -> list[Any]:
    """One of many things, chosen from a list: buttons for each would make the page slow and long."""
    names = {item.id: _name(item) for item in items}
    chosen = st.selectbox(
        say("own.which_one", lang), list(names), format_func=names.__getitem__, key=f"own-one-of-{kind}"
    )
    return [item for item in items if item.id == chosen]


def _name(item: Any) -> str:
    return str(item.fields.name if isinstance(item, UserRoute) else item.name)


def _row(item: Any, lang: Lang) -> None:
    name = _name(item)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(plain(name))
        st.button(say("own.edit", lang), key=f"edit-{item.id}", on_click=draw.edit, args=(item.id,), type="tertiary")
        if isinstance(item, UserZone):
            zones.closing(item, lang)
        ask_first(say("own.remove", lang), key=f"remove-{item.id}")
    if isinstance(item, UserZone):
        zones.told(item, lang)
    sure(
        say("undo.item_sure", lang, name=name),
        key=f"remove-{item.id}",
        act=user_data.remove,
        args=(item.id,),
        lang=lang,
    )
