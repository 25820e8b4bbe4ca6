"""Links from one page to another that carry the whole view in their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components.errors import plain
from views.state import View, address, session_view
from words import Lang, say

if TYPE_CHECKING:
    from layers import Project

_SLOT: Final = "pages"
_WANTED: Final = "page_wanted"
_LOST: Final = "page_lost"
_IN_BAND: Final = {
    "agreement": "app.band_agreement"
}  # names too long for the band, which holds all of them in one line


def register(pages: dict[str, Any]) -> None:
    """Tell which pages there are; the first step of every run."""
    st.session_state[_SLOT] = pages


def in_header(lang: Lang) -> None:
    """A link to each page, in the order of the navigation."""
    for name, page in st.session_state.get(_SLOT, {}).items():
        if page.visibility != "hidden":
            st.page_link(page, label=say(_IN_BAND.get(name, f"app.page_{name}"), lang))


def want(page: str, view: View) -> None:
    """Have the page open with this view as soon as a run may leave the one it draws."""
    session_view.change(**{field.name: getattr(view, field.name) for field in fields(view)})
    st.session_state[_WANTED] = page


def go_where_wanted() -> None:
    """Open the page that is wanted, if one is and it is not open."""
    wanted = st.session_state.get(_SLOT, {}).get(st.session_state.pop(_WANTED, ""))
    if wanted is not None:
        st.switch_page(wanted)


def stranger(path: str) -> Any:
    """A page for an address that has none: it leads to the map and says so there."""

    def show() -> None:
        st.session_state[_LOST] = path
        st.switch_page(st.session_state[_SLOT]["browse"])

    return st.Page(show, title=path, url_path=path, visibility="hidden")


def lost() -> str:
    """The address that led nowhere, told until the user makes a choice."""
    if session_view.touched():
        st.session_state.pop(_LOST, None)
    return str(st.session_state.get(_LOST, ""))


def to(page: str, view: View, *, label: str) -> None:
    """A link to a page that opens with ``view``, also in a new tab."""
    target = st.session_state.get(_SLOT, {}).get(page)
    if target is not None:
        st.page_link(target, label=label, query_params=address.write(view), width="content")


def switch(page: str) -> None:
    """Go to a page in this session; ends the run."""
    target = st.session_state.get(_SLOT, {}).get(page)
    if target is not None:
        st.switch_page(target)


def go(page: str, label: str, *, key: str, before: Callable[[], None], primary: bool = False) -> None:
    """A button that does something and goes to a page in this session."""
    if st.button(label, key=key, type="primary" if primary else "secondary"):
        before()
        switch(page)


def to_route(project: Project, *, lang: Lang) -> None:
    """A link that shows a project on the map, ticked and marked."""
    view = session_view.current()
    ticked = tuple(dict.fromkeys([*session_view.ticked_routes(view), project.id]))
    shown = replace(view, routes=ticked, focus=f"route:{project.id}", bounds=None)
    to("browse", shown, label=say("agreement.show_route", lang, name=plain(project.text("name", lang))))


def to_theme(*, switches: Iterable[str], routes: Iterable[str], label: str) -> None:
    """A link that switches on the layers of a theme, beside those already on."""
    view = session_view.current()
    own = frozenset(switches) & frozenset(session_view.switches())
    ticked = tuple(dict.fromkeys([*session_view.ticked_routes(view), *routes]))
    to("browse", replace(view, switches=view.switches | own, routes=ticked, focus=""), label=label)
