"""Bringing in a file: read it, see it on the map, match its columns, choose what of it, take that over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely
import streamlit as st

from intake import lies_outside, shown_name
from layers import RouteFields, UserData
from views.components import long_work, map_panel, plain, stay, tell, text, warn_of
from views.pages.user_data import feature_choice, layer_choice, system, understanding
from views.state import MOST, data, keeping, session_view, user_data
from words import Lang, LinkError, number, say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from intake import Offer, PlacedFeature
    from user_data import Taken
    from words import Lettering

_SLOT: Final = "own_offer"  # (id of the upload, offer or refusal, digest of the file)
_TAKEN: Final = "own_taken_files"  # digest of a file taken over: what came from it
_UPLOAD: Final = "own_upload"
_HEIGHT: Final = 430
_NAMES: Final = 10  # to look at before a lettering is chosen
_LOOKED: Final = "own_looked"
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
        told = understanding.ask(found, features, slot=file_id, lang=lang)
    with right:
        _preview(found, chosen, features, told, lang)


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
    told: understanding.Told,
    lang: Lang,
) -> None:
    """The map, what is left out, what is doubtful and the button, and the table in which features are chosen."""
    from user_data import take

    layers = "+".join(f"{layer.name}:{len(layer.geometry)}" for layer in found.layers)  # other layers, another table
    slot = f"{st.session_state[_SLOT][0]}-{layers}"
    above, at_button, below = st.container(), st.container(), st.container()
    with below:
        picked = told.of(feature_choice.choose(found, features, slot=f"{slot}-{chosen.candidate.key}", lang=lang))
    with at_button:  # what a doubtful number means is settled where it is taken over, not below many fields
        notations = understanding.notations(picked, told, slot=slot, lang=lang)
    with above:
        try:
            fields = RouteFields(**{**told.defaults, "name": "–"})
            name = found.name.rpartition(".")[0]
            taken = take(picked, told.fields, defaults=fields, file_name=name, notations=notations)
        except LinkError as fault:
            _refuse(fault, lang)
            return
        _map(found, taken, lang)
        doubts = (*found.left_out, *found.misplaced(chosen.candidate), *taken.left_out)
        warn_of([fault.text(lang) for fault in doubts], lang)
        understanding.show(picked, notations, lang)
    with at_button:
        instead = _same_file(lang)
        snap = st.checkbox(say("own.snap", lang), value=False, key="own-upload-snap", help=say("own.snap_help", lang))
        looked = not chosen.to_check or st.checkbox(
            say("own.system_looked", lang), key=f"own-looked-{slot}-{chosen.candidate.key}"
        )
        st.button(
            say("own.accept", lang),
            type="primary",
            width="stretch",
            key="own-accept",
            disabled=not (looked and taken),
            on_click=_take,
            args=(found.name, taken),
            kwargs={"snap": snap, "instead": instead, "lang": lang},
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
    st.session_state[_SLOT] = (file_id, found, hashlib.sha256(content).hexdigest())
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


def _same_file(lang: Lang) -> frozenset[str]:
    """Say that this file was taken over before, and ask what for; gives the things that the new ones stand in place of."""
    before: dict[str, frozenset[tuple[str, str]]] = st.session_state.get(_TAKEN, {})
    still = before.get(st.session_state[_SLOT][2], frozenset()) & user_data.shapes()
    there = frozenset(item_id for item_id, _ in still)
    if not there:
        return frozenset()
    st.warning(plain(say("own.same_file", lang, count=number(len(there), lang))))
    ways = {name: say(f"own.same_{name}", lang) for name in ("replace", "again")}
    stay(f"own-same-{st.session_state[_SLOT][0]}", list(ways.values()))
    chosen = st.radio(
        say("own.same_what", lang),
        list(ways),
        format_func=ways.__getitem__,
        key=f"own-same-{st.session_state[_SLOT][0]}",
    )
    return there if chosen == "replace" else frozenset()


def _take(name: str, taken: Taken, *, snap: bool, instead: frozenset[str], lang: Lang) -> None:
    """Take over what was chosen.

    A callback of the button: it runs to its end, whatever the page is asked for meanwhile.
    """
    from analysis.scenarios import align_route

    try:
        world = data.world() if taken.routes else None
        routes = [align_route(world, route, snap=snap) for route in taken.routes] if world else []
        there = {shape for shape in user_data.shapes() if shape[0] not in instead}
        user_data.add(routes, taken.places, taken.zones, instead_of=instead)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    before: dict[str, frozenset[tuple[str, str]]] = st.session_state.setdefault(_TAKEN, {})
    before[st.session_state[_SLOT][2]] = user_data.shapes() - there
    _forget()
    st.session_state[_UPLOAD] = st.session_state.get(_UPLOAD, 0) + 1  # an empty field for the next file
    user_data.tell(say("own.taken", lang, count=len(taken), file=name))
    user_data.open_part("items")
