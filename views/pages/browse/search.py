"""Search for a place, gate, route or province; found also without diacritics."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import UserPlace, place_name, place_text, provinces_layer, study
from views import cache
from views.components import map_panel
from views.shared_results import shared
from views.state import data, session_view, user_data
from words import DataError, Lang, field_in, say, text_in

if TYPE_CHECKING:
    from layers import Edition

Bounds = tuple[float, float, float, float]
_AROUND_POINT: Final = 0.06  # degrees: a point is shown with about 6 km on each side
_KIND: Final = " – "  # between a name and what it names
_KEY: Final = "search"
_HERE: Final = Path(__file__)


@dataclass(frozen=True)
class Entry:
    """Something to find: what the facts panel calls it, its name, and where it lies.

    Parameters
    ----------
    also
        Its names in other languages: a road is found by either.
    """

    focus: str
    name: str
    bounds: Bounds
    also: tuple[str, ...] = ()


def show(lang: Lang, edition: Edition) -> None:
    """The search field; a choice marks the thing, moves the map and opens its facts.

    Names are sought in the browser (``finder.js``) while they are typed; only what was chosen comes back.
    """
    entries = {entry.focus: entry for entry in index(lang, edition)}

    def choose() -> None:
        if found := entries.get(str((st.session_state.get(_KEY) or {}).get("picked", ""))):
            go_to(found)

    html, css, js = _files()
    st.components.v2.component("lien_tinh_finder", html=html, css=css, js=js)(
        key=_KEY,
        data={
            "entries": [{"focus": e.focus, "name": e.name, "also": e.also} for e in entries.values()],
            "label": say("browse.search", lang),
            "hint": say("browse.search_hint", lang),
            "none": say("browse.search_none", lang, typed="{typed}"),
        },
        on_picked_change=choose,
    )


@functools.cache
def _files() -> tuple[str, str, str]:
    """The field's markup, look and behaviour."""
    field = '<input type="text" role="combobox" autocomplete="off" spellcheck="false" aria-expanded="false" aria-controls="found" aria-autocomplete="list">'
    css, js = (_HERE.with_name(f"finder.{ending}").read_text(encoding="utf-8") for ending in ("css", "js"))
    return f'<div>{field}<ul id="found" role="listbox" hidden></ul><p role="status"></p></div>', css, js


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


def index(lang: Lang, edition: Edition) -> tuple[Entry, ...]:
    """Everything that can be found, places of a layer that cannot be read left out."""
    return _index(
        cache.stamp("projects", "places", "gates", provinces_layer(edition)) + user_data.stamp(), lang, edition
    )


@shared(most=8)
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
        name = f"{place_name(row, lang, edition)}{_KIND}{kind}"
        around = (shape.x - _AROUND_POINT, shape.y - _AROUND_POINT, shape.x + _AROUND_POINT, shape.y + _AROUND_POINT)
        also = tuple(place_name(row, one, edition) for one in Lang if one is not lang)
        if row["id"] == study().airport:  # who types only its town's name is shown it next to the town
            also += (text_in(study().airport_name, "name", lang),)
        found.append(Entry(focus, name, around, also))
    return found


def _own(lang: Lang) -> list[Entry]:
    """The user's places and zones."""
    found, margin = [], _AROUND_POINT
    for item in user_data.places_and_zones():
        kind = "layers.kind_own" if isinstance(item, UserPlace) else "layers.zone_own"
        name = f"{item.name}{_KIND}{say(kind, lang)}"
        at = (item.lon, item.lat) * 2 if isinstance(item, UserPlace) else item.geometry.bounds
        w, s, e, n = at
        found.append(Entry(f"place:{item.id}", name, (w - margin, s - margin, e + margin, n + margin)))
    return found


def _routes(lang: Lang) -> list[Entry]:
    import shapely

    return [
        Entry(
            f"route:{p.id}",
            p.text("name", lang),
            tuple(shapely.total_bounds([s.geometry for s in p.sections])),
            tuple(p.text("name", one) for one in Lang if one is not lang),
        )
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
