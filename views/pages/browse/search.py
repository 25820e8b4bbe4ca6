"""Search for a place, gate, route or province; found also without diacritics."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import UserPlace, place_name, place_text, provinces_layer
from views import cache
from views.components import map_panel, text
from views.state import data, session_view, user_data
from words import DataError, Lang, field_in, plain, say

if TYPE_CHECKING:
    from layers import Edition

Bounds = tuple[float, float, float, float]
_AROUND_POINT: Final = 0.06  # degrees: a point is shown with about 6 km on each side
_KEY: Final = "search"
_MISSED: Final = "search_missed"  # what was typed last and found nowhere


@dataclass(frozen=True)
class Entry:
    """Something to find: what the facts panel calls it, its name, and where it lies."""

    focus: str
    name: str
    bounds: Bounds


def show(lang: Lang, edition: Edition) -> None:
    """The search field; a choice marks the thing, moves the map and opens its facts."""
    entries = index(lang, edition)
    names = {entry.name: entry for entry in entries}

    def choose() -> None:
        typed = st.session_state[_KEY]
        found = names.get(typed) or best(typed, entries) if typed else None
        if found:
            go_to(found)
        st.session_state[_MISSED] = "" if found else typed or ""
        st.session_state[_KEY] = None

    st.selectbox(
        say("browse.search", lang),
        list(names),
        index=None,
        key=_KEY,
        on_change=choose,
        placeholder=say("browse.search_hint", lang),
        accept_new_options=True,
        label_visibility="collapsed",
    )
    if missed := st.session_state.pop(_MISSED, ""):
        st.html(f'<p class="lt-note" role="status">{text(say("browse.search_none", lang, typed=str(missed)[:60]))}</p>')


def go_to(entry: Entry) -> None:
    """Mark the thing and have the map move to it; a route is ticked so that it is seen."""
    choices: dict[str, object] = {"focus": entry.focus}
    kind, _, name = entry.focus.partition(":")
    if kind == "route":
        choices["routes"] = tuple(dict.fromkeys([*session_view.ticked_routes(session_view.current()), name]))
    session_view.change(**choices)
    map_panel.look_at(entry.bounds)


def bounds_of(focus: str, lang: Lang, edition: Edition) -> Bounds | None:
    """Where a thing lies, if it is one that can be searched for."""
    return next((entry.bounds for entry in index(lang, edition) if entry.focus == focus), None)


def best(typed: str, entries: tuple[Entry, ...]) -> Entry | None:
    """The entry whose name, without diacritics, begins with or else contains what was typed."""
    wanted = plain(typed)
    starts = (e for e in entries if plain(e.name).startswith(wanted))
    within = (e for e in entries if wanted in plain(e.name))
    return next(starts, None) or next(within, None) if wanted else None


def index(lang: Lang, edition: Edition) -> tuple[Entry, ...]:
    """Everything that can be found, places of a layer that cannot be read left out."""
    return _index(
        cache.stamp("projects", "places", "gates", provinces_layer(edition)) + user_data.stamp(), lang, edition
    )


@st.cache_resource(show_spinner=False, max_entries=8)
def _index(stamp: str, lang: Lang, edition: Edition) -> tuple[Entry, ...]:  # noqa: ARG001 - the stamp is the key
    entries: list[Entry] = []
    with contextlib.suppress(DataError):
        entries += _points("places", lang, edition)
    with contextlib.suppress(DataError):
        entries += _points("gates", lang, edition)
    with contextlib.suppress(DataError):
        entries += _routes(lang)
    with contextlib.suppress(DataError):
        entries += _provinces(lang, edition)
    entries += _own(lang)
    return tuple({entry.name: entry for entry in entries}.values())


def _points(layer: str, lang: Lang, edition: Edition) -> list[Entry]:
    found = []
    for row in cache.layer(layer).to_dict("records"):
        shape = row["geometry"]
        if shape is None or shape.is_empty:
            continue
        is_gate = layer == "gates"
        focus = f"{'gate' if is_gate else 'place'}:{row['id']}"
        kind = say("layers.kind_gate", lang) if is_gate else place_text(row, lang, edition)
        name = f"{place_name(row, lang, edition)} – {kind}"
        around = (shape.x - _AROUND_POINT, shape.y - _AROUND_POINT, shape.x + _AROUND_POINT, shape.y + _AROUND_POINT)
        found.append(Entry(focus, name, around))
    return found


def _own(lang: Lang) -> list[Entry]:
    """The user's places and zones."""
    found, margin = [], _AROUND_POINT
    for item in user_data.places_and_zones():
        kind = "layers.kind_own" if isinstance(item, UserPlace) else "layers.zone_own"
        name = f"{item.name} – {say(kind, lang)}"
        at = (item.lon, item.lat) * 2 if isinstance(item, UserPlace) else item.geometry.bounds
        w, s, e, n = at
        found.append(Entry(f"place:{item.id}", name, (w - margin, s - margin, e + margin, n + margin)))
    return found


def _routes(lang: Lang) -> list[Entry]:
    import shapely

    return [
        Entry(f"route:{p.id}", p.text("name", lang), tuple(shapely.total_bounds([s.geometry for s in p.sections])))
        for p in data.projects()
    ]


def _provinces(lang: Lang, edition: Edition) -> list[Entry]:
    frame = cache.layer(provinces_layer(edition))
    names = frame[field_in(frame.columns, "name", lang)]
    return [
        Entry(f"province:{code}", f"{name} – {say('browse.province', lang)}", tuple(shape.bounds))
        for code, name, shape, studied in zip(frame["code"], names, frame.geometry, frame["in_study"], strict=True)
        if studied
    ]
