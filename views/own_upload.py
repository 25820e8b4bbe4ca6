"""Bringing in a file: read it, see it on the map, match its columns, take it over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

from layers.own import OwnData, RouteFields
from views import data, map_panel, own_data, own_fields, own_page, reading, state
from views.markup import text
from views.page_errors import plain, tell
from words import Lang, say
from words.errors import LinkError
from words.figures import number

if TYPE_CHECKING:
    from intake import Candidate, Offer, PlacedFeature
    from words.numerals import Notation

_SLOT: Final = "own_offer"  # (id of the upload, offer or refusal)
_UPLOAD: Final = "own_upload"
_HEIGHT: Final = 430
_ROWS: Final = 6
_COLUMNS: Final = 12
_LOOKED: Final = "own_looked"
_NONE: Final = ""
_FAULT: Final = "own_upload_fault"


def show(lang: Lang) -> None:
    """Draw the part."""
    from intake import EXTENSIONS, LIMITS, memory_is_limited

    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        file = st.file_uploader(
            say("own.upload", lang), type=list(EXTENSIONS), key=f"{_UPLOAD}{st.session_state.get(_UPLOAD, 0)}"
        )
        most = {name: number(getattr(LIMITS, name), lang) for name in ("features", "vertices", "seconds")}
        limits = say("own.limits", lang, mb=LIMITS.megabytes, **most)
        unlimited = "" if memory_is_limited() else say("own.no_memory_limit", lang)
        st.html(f'<p class="lt-note">{text(limits)} {text(unlimited)}</p>')
        found = _read(file, lang) if file else None
        if isinstance(found, LinkError):
            tell("own.upload", found, lang=lang)
            st.html(f'<p class="lt-note">{text(say("own.nothing_taken", lang))}</p>')
            return
        if found is None:
            return
        candidate = _system(found, lang)
    try:
        features = found.placed(candidate)
    except LinkError as fault:
        tell("own.upload", fault, lang=lang)
        return
    with left:
        columns, defaults = _mapping(found, features, lang)
        notations = _notations(features, columns, lang)
    with right:
        _map(found, features, lang)
        snap = st.checkbox(say("own.snap", lang), value=False, key="own-upload-snap", help=say("own.snap_help", lang))
        st.button(
            say("own.accept", lang), type="primary", width="stretch", key="own-accept",
            on_click=_take, args=(found, features, columns, defaults, notations), kwargs={"snap": snap, "lang": lang},
        )  # fmt: skip
        if fault := st.session_state.pop(_FAULT, None):
            tell("own.upload", fault, lang=lang)
            st.html(f'<p class="lt-note">{text(say("own.nothing_taken", lang))}</p>')
        _rows(found, features)


def _read(file: Any, lang: Lang) -> Offer | LinkError:
    """The offer of a file; read once."""
    from intake import read_upload

    kept = st.session_state.get(_SLOT)
    if kept and kept[0] == file.file_id:
        found: Offer | LinkError = kept[1]
        return found
    with st.spinner(say("own.reading", lang)):
        try:
            found = read_upload(file.name, file.getvalue())
        except LinkError as fault:
            found = fault
    st.session_state[_SLOT] = (file.file_id, found)
    return found


def _system(offer: Offer, lang: Lang) -> Candidate:
    """The coordinate system: the one named, or one to choose with the map before the eyes."""
    for note in offer.notes:
        st.info(plain(note.text(lang)))
    if len(offer.candidates) == 1:
        st.html(f'<p class="lt-note">{text(say("own.system_is", lang, name=offer.candidates[0].name))}</p>')
        return offer.candidates[0]
    st.warning(plain(say("own.system_choose", lang)))
    names = {c.key: f"{c.name}{say('own.swapped', lang) if c.swapped else ''}" for c in offer.candidates}
    key = st.selectbox(say("own.system", lang), list(names), format_func=names.__getitem__, key="own-system")
    return next(c for c in offer.candidates if c.key == key)


def _mapping(offer: Offer, features: tuple[PlacedFeature, ...], lang: Lang) -> tuple[dict[str, str], dict[str, Any]]:
    """Which column holds which field, and what stands where a cell is empty."""
    from own.mapping import FIELDS, guess

    st.html(f'<p class="lt-group">{text(say("own.columns", lang))}</p>')
    lines = any(f.kind == "line" for f in features)
    wanted = [field for field in FIELDS if lines or field in ("name", "note")]
    guessed, columns = guess(offer.columns), {}
    boxes = st.columns(2, gap="small")
    for i, field in enumerate(wanted):
        choices = [_NONE, *offer.columns]
        with boxes[i % 2]:
            chosen = st.selectbox(
                say(f"own.field_{field}", lang), choices, choices.index(guessed.get(field, _NONE)),
                lambda column: column or say("own.no_column", lang), key=f"own-column-{field}-{st.session_state[_SLOT][0]}",
            )  # fmt: skip
        if chosen:
            columns[field] = chosen
    if not lines:
        return columns, {}
    with st.expander(say("own.defaults", lang)):
        return columns, own_fields.ask("own-default", None, lang=lang) | own_fields.ask_more(
            "own-default", None, lang=lang
        )


def _notations(features: tuple[PlacedFeature, ...], columns: dict[str, str], lang: Lang) -> dict[str, Notation]:
    """How the numbers of each column are read; asked where no cell of a column tells."""
    from own.mapping import column_notations
    from words.numerals import notation

    found = column_notations(features, columns, notation(lang))
    return {
        column: reading.ask(told, column=column, key=f"own-notation-{column}-{st.session_state[_SLOT][0]}", lang=lang)
        for column, told in found.items()
    }


def _map(offer: Offer, features: tuple[PlacedFeature, ...], lang: Lang) -> None:
    """What the file holds, on the map."""
    from intake.offer import lies_outside
    from own.mapping import take

    counts = {kind: sum(f.kind == kind for f in features) for kind in ("line", "point", "polygon")}
    st.html(f'<p class="lt-note">{text(say("own.offer", lang, file=offer.name, **counts))}</p>')
    if outside := lies_outside(features):
        st.warning(plain(say("own.outside", lang, count=outside)))
    taken = take(features, {}, defaults=RouteFields("–"), file_name=offer.name)
    shown = OwnData().added(routes=taken.routes, places=taken.places, zones=taken.zones)
    view = map_panel.map_view(state.current(), routes=[route.id for route in shown.routes])
    west, south, east, north = shapely.total_bounds([f.geometry for f in features])
    if st.session_state.get(_LOOKED) != shown.digest:
        st.session_state[_LOOKED] = shown.digest
        map_panel.look_at((west, south, east, north), width=600, height=_HEIGHT)
    map_panel.show(
        replace(view, own=shown),
        name="preview",
        height=_HEIGHT,
        memory="lienTinhPreview",
        returned="last_active_drawing",
    )


def _rows(offer: Offer, features: tuple[PlacedFeature, ...]) -> None:
    """The first rows of the table, as text."""
    if offer.columns:
        rows = [dict(f.values) for f in features[:_ROWS]]
        cells = {column: [_cell(row.get(column)) for row in rows] for column in offer.columns[:_COLUMNS]}
        st.dataframe(cells, hide_index=True, width="stretch")


def _cell(value: object) -> str:
    return "" if value is None else str(value)[:120]


def _take(
    offer: Offer,
    features: tuple[PlacedFeature, ...],
    columns: dict[str, str],
    defaults: dict[str, Any],
    notations: dict[str, Notation],
    *,
    snap: bool,
    lang: Lang,
) -> None:
    """Take the file over, whole or not at all.

    A callback of the button: it runs to its end, whatever the page is asked for meanwhile.
    """
    from analysis.own_world import aligned
    from own.mapping import take

    name = offer.name.rpartition(".")[0]
    try:
        taken = take(
            features, columns, defaults=RouteFields(**{**defaults, "name": "–"}), file_name=name, notations=notations
        )
        world = data.world() if taken.routes else None
        routes = [aligned(world, route, snap=snap) for route in taken.routes] if world else []
        own_data.add(routes, taken.places, taken.zones)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    st.session_state.pop(_SLOT, None)
    st.session_state[_UPLOAD] = st.session_state.get(_UPLOAD, 0) + 1  # an empty field for the next file
    own_page.tell(say("own.taken", lang, count=len(taken), file=offer.name))
    own_page.go_to("items")
