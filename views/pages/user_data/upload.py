"""Bringing in a file: read it, see it on the map, match its columns, choose what of it, take that over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

from intake import lies_outside, shown_name
from layers import RouteFields, UserData
from views.components import long_work, map_panel, plain, tell, text, warn_of, widget_sync
from views.pages.user_data import layer_choice, route_fields, system
from views.state import MOST, data, keeping, session_view, user_data
from words import Lang, LinkError, number, say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from intake import Offer, PlacedFeature
    from user_data import Taken
    from words import Lettering, Notation

_SLOT: Final = "own_offer"  # (id of the upload, offer or refusal)
_UPLOAD: Final = "own_upload"
_HEIGHT: Final = 430
_ROW_PX, _TABLE_PX = 35, 280
_COLUMNS: Final = 12
_NAMES: Final = 10  # to look at before a lettering is chosen
_LOOKED: Final = "own_looked"
_NONE: Final = ""
_FAULT: Final = "own_upload_fault"


def show(lang: Lang) -> None:
    """Draw the part."""
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        found = _file(lang)
        if found is None:
            return
        file_id = str(st.session_state[_SLOT][0])
        found = layer_choice.choose(found, file_id=file_id, lang=lang)
        if found is None:
            return
        found = _lettering(found, lang)
        for note in found.notes:
            st.info(plain(note.text(lang)))
        chosen = system.choose(found, file_id=file_id, lang=lang)
    if chosen is None:
        return
    try:
        features = found.placed(chosen.candidate)
    except LinkError as fault:
        with left:
            _refuse(fault, lang)
        return
    with left:
        columns, defaults = _mapping(found, features, lang)
    with right:
        _preview(found, chosen, features, _Told(columns, defaults), lang)


@dataclass(frozen=True)
class _Told:
    """Which column holds which field, and what stands where a cell is empty."""

    columns: dict[str, str]
    defaults: dict[str, Any]


def _file(lang: Lang) -> Offer | None:
    """The field for a file, and what the file offers; a refusal is told below the field."""
    from intake import ANSWERED, EXTENSIONS, LIMITS, memory_is_limited

    file = st.file_uploader(
        say("own.upload", lang), type=[*EXTENSIONS, *ANSWERED], key=f"{_UPLOAD}{st.session_state.get(_UPLOAD, 0)}"
    )
    most = {name: number(getattr(LIMITS, name), lang) for name in ("features", "vertices", "seconds")}
    limits = say("own.limits", lang, mb=LIMITS.megabytes, **most, **MOST)
    unlimited = "" if memory_is_limited() else say("own.no_memory_limit", lang)
    st.html(f'<p class="lt-note">{text(limits)} {text(unlimited)}</p>')
    found = _read(file.file_id, file.name, file.getvalue(), lang) if file else _again(lang)
    if isinstance(found, LinkError):
        _refuse(found, lang)
        return None
    return found


def _refuse(fault: LinkError, lang: Lang) -> None:
    tell("own.upload", fault, lang=lang)
    st.html(f'<p class="lt-note">{text(say("own.nothing_taken", lang))}</p>')


def _preview(
    found: Offer,
    chosen: system.Chosen,
    features: tuple[PlacedFeature, ...],
    told: _Told,
    lang: Lang,
) -> None:
    """The map, what is left out, what is doubtful and the button, and the table in which features are chosen."""
    from user_data import take

    above, at_button, below = st.container(), st.container(), st.container()
    with below:
        picked = _rows(found, features, key=chosen.candidate.key, lang=lang)
    with at_button:  # what a doubtful number means is settled where it is taken over, not below many fields
        notations = _notations(features, told.columns, lang)
    with above:
        try:
            fields = RouteFields(**{**told.defaults, "name": "–"})
            name = found.name.rpartition(".")[0]
            taken = take(picked, told.columns, defaults=fields, file_name=name, notations=notations)
        except LinkError as fault:
            _refuse(fault, lang)
            return
        _map(found, taken, lang)
        doubts = (*found.left_out, *found.misplaced(chosen.candidate), *taken.left_out)
        warn_of([fault.text(lang) for fault in doubts], lang)
    with at_button:
        snap = st.checkbox(say("own.snap", lang), value=False, key="own-upload-snap", help=say("own.snap_help", lang))
        looked = not chosen.to_check or st.checkbox(
            say("own.system_looked", lang), key=f"own-looked-{st.session_state[_SLOT][0]}-{chosen.candidate.key}"
        )
        st.button(
            say("own.accept", lang),
            type="primary",
            width="stretch",
            key="own-accept",
            disabled=not (looked and taken),
            on_click=_take,
            args=(found.name, taken),
            kwargs={"snap": snap, "lang": lang},
        )
        if refused := st.session_state.pop(_FAULT, None):
            _refuse(refused, lang)


def _again(lang: Lang) -> Offer | LinkError | None:
    """The file that was chosen before the page was reloaded, if this machine kept it."""
    digest = st.session_state.get(user_data.BROUGHT, "")
    slot = st.session_state.get(_SLOT)
    if slot and slot[0] != digest:  # its field was emptied
        _forget()
        return None
    kept = keeping.brought(digest)
    if kept is None:
        return None
    name, content = kept
    st.html(f'<p class="lt-note">{text(say("own.chosen_before", lang, file=shown_name(name)))}</p>')
    st.button(say("own.chosen_drop", lang), key="own-chosen-drop", on_click=_forget, type="tertiary")
    return _read(digest, name, content, lang)


def _forget() -> None:
    """No file is chosen any more."""
    st.session_state.pop(_SLOT, None)
    st.session_state.pop(user_data.BROUGHT, None)


def _read(file_id: str, name: str, content: bytes, lang: Lang) -> Offer | LinkError | None:
    """The offer of a file; read once, and kept for a reloaded page until it is taken over. ``None`` while it is read."""
    from intake import read_upload

    kept = st.session_state.get(_SLOT)
    if kept and kept[0] == file_id:
        found: Offer | LinkError = kept[1]
        return found
    try:
        work = long_work.awaited(
            "upload",
            (file_id,),
            lambda progress: read_upload(name, content, waiting=lambda: progress(0, 0)),
            words="own.reading",
            lang=lang,
            former=False,
        )
    except LinkError as fault:
        found = fault
    else:
        if work.result is None:
            return None
        found = work.result
    st.session_state[_SLOT] = (file_id, found)
    st.session_state[user_data.BROUGHT] = keeping.keep_brought(name, content)
    return found


def _lettering(offer: Offer, lang: Lang) -> Offer:
    """The file with its text read as chosen: each choice shows what it makes of a name, and the names stand below."""
    if len(offer.letterings) < 2:  # noqa: PLR2004 - nothing to choose
        return offer
    read = {x: offer.read_as(x) for x in offer.letterings}
    chosen: Lettering = st.selectbox(
        say("own.lettering", lang),
        list(read),
        format_func=lambda x: f"{x.label}: {', '.join(read[x].marked(most=1))}",
        key=f"own-lettering-{st.session_state[_SLOT][0]}",
    )
    names = " · ".join(read[chosen].marked(most=_NAMES))
    st.html(f'<p class="lt-note">{text(say("own.lettering_names", lang, names=names))}</p>')
    return read[chosen]


def _mapping(offer: Offer, features: tuple[PlacedFeature, ...], lang: Lang) -> tuple[dict[str, str], dict[str, Any]]:
    """Which column holds which field, and what stands where a cell is empty."""
    from user_data import FIELDS, guess

    st.html(f'<p class="lt-group">{text(say("own.columns", lang))}</p>')
    lines = any(f.kind == "line" for f in features)
    wanted = [field for field in FIELDS if lines or field in ("name", "note")]
    guessed, columns = guess(offer.columns), {}
    boxes = st.columns(2, gap="small")
    for i, field in enumerate(wanted):
        choices = [_NONE, *offer.columns]
        with boxes[i % 2]:
            chosen = st.selectbox(
                say(f"own.field_{field}", lang),
                choices,
                choices.index(guessed.get(field, _NONE)),
                lambda column: column or say("own.no_column", lang),
                key=f"own-column-{field}-{st.session_state[_SLOT][0]}",
            )
        if chosen:
            columns[field] = chosen
    if not lines:
        return columns, {}
    with st.expander(say("own.defaults", lang)):
        return columns, route_fields.ask("own-default", None, lang=lang) | route_fields.ask_more(
            "own-default", None, lang=lang
        )


def _notations(features: tuple[PlacedFeature, ...], columns: dict[str, str], lang: Lang) -> dict[str, Notation]:
    """How the numbers of each column are read; asked where no cell of a column tells."""
    from user_data import column_notations
    from words import notation

    found = column_notations(features, columns, notation(lang))
    return {
        column: widget_sync.ask(
            told, column=column, key=f"own-notation-{column}-{st.session_state[_SLOT][0]}", lang=lang
        )
        for column, told in found.items()
    }


def _map(offer: Offer, taken: Taken, lang: Lang) -> None:
    """What of the file can be taken over, on the map."""
    counts = {"line": len(taken.routes), "point": len(taken.places), "polygon": len(taken.zones)}
    st.html(f'<p class="lt-note">{text(say("own.offer", lang, file=offer.name, **counts))}</p>')
    shapes: list[BaseGeometry] = [
        *(x.geometry for x in taken.routes),
        *(x.geometry for x in taken.zones),
        *(shapely.Point(p.lon, p.lat) for p in taken.places),
    ]
    st.html(system.orientation(shapes, lang))
    if outside := lies_outside(shapes):
        st.warning(plain(say("own.outside", lang, count=outside)))
    shown = UserData().added(routes=taken.routes, places=taken.places, zones=taken.zones)
    view = map_panel.map_view(session_view.current(), routes=[route.id for route in shown.routes])
    if shapes and st.session_state.get(_LOOKED) != shown.digest:
        st.session_state[_LOOKED] = shown.digest
        west, south, east, north = shapely.total_bounds(shapes)
        map_panel.look_at((west, south, east, north))
    # in a room of fixed height: a map that grows would push the button from under the hand
    map_panel.show(replace(view, own=shown), name="preview", height=_HEIGHT, memory="lienTinhPreview")


def _rows(offer: Offer, features: tuple[PlacedFeature, ...], *, key: str, lang: Lang) -> list[PlacedFeature]:
    """The table as text, each row with a tick; gives the ticked features. At first as many are ticked as there is room."""
    room, ticks = user_data.room(), []
    for feature in features:
        ticks.append(room[feature.kind] > 0)
        room[feature.kind] -= 1
    if not all(ticks):
        st.warning(plain(say("own.ticked_some", lang, ticked=sum(ticks), count=len(ticks), **MOST)))
    take_it, where, kind = (say(f"own.table_{name}", lang) for name in ("take", "where", "kind"))
    cells: dict[str, list[Any]] = {
        take_it: ticks,
        where: [_cell(f.spot.text(lang)) for f in features],
        kind: [say(f"own.kind_{f.kind}", lang) for f in features],
    }
    for column in offer.columns[:_COLUMNS]:
        cells[column if column not in cells else f"{column} "] = [_cell(f.values.get(column)) for f in features]
    told = st.data_editor(
        cells,
        hide_index=True,
        width="stretch",
        height=min(_ROW_PX * (len(features) + 1) + 3, _TABLE_PX),
        disabled=[c for c in cells if c != take_it],
        key=f"own-rows-{st.session_state[_SLOT][0]}-{key}-{lang.value}",
    )
    return [feature for feature, ticked in zip(features, told[take_it], strict=True) if ticked]


def _cell(value: object) -> str:
    return "" if value is None else str(value)[:120]


def _take(name: str, taken: Taken, *, snap: bool, lang: Lang) -> None:
    """Take over what was chosen.

    A callback of the button: it runs to its end, whatever the page is asked for meanwhile.
    """
    from analysis.scenarios import align_route

    try:
        world = data.world() if taken.routes else None
        routes = [align_route(world, route, snap=snap) for route in taken.routes] if world else []
        user_data.add(routes, taken.places, taken.zones)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    _forget()
    st.session_state[_UPLOAD] = st.session_state.get(_UPLOAD, 0) + 1  # an empty field for the next file
    user_data.tell(say("own.taken", lang, count=len(taken), file=name))
    user_data.open_part("items")
