"""The map page: switch layers and routes, search, click, read the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import PLACE_KINDS, STATUSES, Edition, kind_text, study
from views.components import guarded, map_panel, map_strings, route_list, stay, sync, text, tick, workspace, year
from views.pages.browse import facts, search
from views.shelf import kept_last
from views.state import ADMIN, BACKGROUND, NETWORK, ONE_EDITION, View, session, session_view
from words import Lang, say

if TYPE_CHECKING:
    from webmap import MapView

TABS: Final = "browse-tab"
_KINDS: Final = {
    "project": "route",
    "place": "place",
    "gate": "gate",
    "province": "province",
    "district": "district",
    "commune": "commune",
    "interchange": "interchange",
}


def show() -> None:
    """Draw the page."""
    view = session_view.current()
    left, main = workspace.areas("browse")
    with main:  # sent first: the browser draws the map while the choices are still on their way
        _open_focus(view)
        _map_and_facts()
    with left:
        with guarded("browse.search", lang=view.lang):
            search.show(view.lang, view.edition)
        kept_last.offer()
        _choices(view)


def _choices(view: View) -> None:
    """The open tab's choices; the other's are not sent, which halves what a run costs."""
    lang = view.lang
    names = [say("browse.tab_routes", lang), say("browse.tab_layers", lang)]
    routes, layers = st.tabs(names, key=f"{TABS}-{lang.value}", on_change="rerun")
    if routes.open:
        with routes, guarded("browse.routes", lang=lang):
            year.show(view)
            route_list.show(lang)
    if not layers.open:
        return
    with layers:
        _edition(view)
        _switches("statuses", STATUSES, view)
        _switches("places", tuple(PLACE_KINDS), view)
        _switches("admin", (*ADMIN, *NETWORK), view)
        _switches("background", BACKGROUND, view)
        st.html(f'<p class="lt-note">{text(say("browse.online_note", lang))}</p>')


def _edition(view: View) -> None:
    """The switch between the provinces of 2022 and those of 2025."""

    def choose() -> None:
        if chosen := st.session_state["edition"]:
            edition = Edition(chosen)
            gone = session_view.current().focus.partition(":")[0] in {"province", "district", "commune"}
            session_view.change(edition=edition, **({"focus": ""} if gone else {}))

    sync("edition", view.edition.value)
    stay("edition", [say(f"browse.edition_{e}", view.lang) for e in study().editions])
    st.segmented_control(
        say("browse.edition", view.lang),
        [e.value for e in study().editions],
        format_func=lambda e: say(f"browse.edition_{e}", view.lang),
        key="edition",
        on_change=choose,
        width="stretch",
    )


def _switches(group: str, names: tuple[str, ...], view: View) -> None:
    st.html(f'<p class="lt-group">{text(say(f"browse.group_{group}", view.lang))}</p>')
    for name in names:
        if ONE_EDITION.get(name, view.edition) is view.edition:
            _switch(name, "statuses" if group == "statuses" else "switches", view)


def _switch(name: str, field: str, view: View) -> None:
    """One tick box of a set of the view."""

    def choose(wanted: bool) -> None:  # noqa: FBT001 - what the box says
        others = getattr(session_view.current(), field) - {name}
        session_view.change(**{field: others | {name} if wanted else others})

    label, on = _name(name, view.lang, view.edition), name in getattr(view, field)
    tick(label, on, key=f"on-{field}-{name}", choose=choose)


def _name(name: str, lang: Lang, edition: Edition) -> str:
    if name in STATUSES:
        return say(f"layers.status_{name}", lang)
    if name in PLACE_KINDS:
        return kind_text(name, lang, edition)
    return say(f"browse.switch_{name}", lang)


def _open_focus(view: View) -> None:
    """Move the map to what an address names, once, when the address arrives."""
    if session.arrived() and view.focus:
        with guarded("browse.focus", lang=view.lang):
            if bounds := search.bounds_of(view.focus, view.lang, view.edition):
                map_panel.look_at(bounds)


@st.fragment
def _map_and_facts() -> None:
    """The map with its facts: a click runs this part only."""
    view = session_view.current()
    lang = view.lang
    middle, right = workspace.beside()
    shown = None
    with middle, guarded("browse.map", lang=lang):
        shown = map_panel.map_view(view)
        map_panel.show(shown, name="browse", memory="lienTinh", on_change=_clicked)
    with right:
        if view.focus:
            st.button(say("browse.close", lang), key="close", on_click=_close, type="tertiary")
            with guarded("browse.facts", lang=lang):
                facts.show(view.focus, edition=view.edition, lang=lang)
        else:
            st.html(f'<p class="lt-note">{text(say("browse.hint", lang))}</p>')
        if shown is not None:
            with guarded("browse.legend", lang=lang):
                _legend(shown, lang, folded=bool(view.focus))
    session.show_in_address()


def _legend(shown: MapView, lang: Lang, *, folded: bool) -> None:
    """The signs on the map; folded away while facts are read."""
    with st.container(key="ltlegend"), st.expander(say("browse.legend", lang), expanded=not folded):
        st.html(map_strings.legend(shown))


def _close() -> None:
    session_view.change(focus="")


def _clicked(feature: Any) -> None:
    """Open the facts of what was clicked; a path or the open map changes nothing."""
    properties = feature.get("properties", {}) if isinstance(feature, dict) else {}
    kind = _KINDS.get(str(properties.get("kind")))
    if kind and properties.get("id"):
        session_view.change(focus=f"{kind}:{properties['id']}")
