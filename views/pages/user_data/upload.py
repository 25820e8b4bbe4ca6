"""Bringing in a file: read it, see it on the map, match its columns, choose what of it, take that over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import shapely
import streamlit as st

from intake import lies_outside, shown_name
from layers import RouteFields, UserData
from views.components import long_work, map_panel, plain, stay, tell, text, warn_of
from views.pages.user_data import feature_choice, in_water, layer_choice, system, understanding
from views.state import MOST, data, keeping, session_view, user_data
from words import Lang, LinkError, day, number, say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from intake import Offer, PlacedFeature
    from user_data import Taken
    from words import Lettering

_SLOT: Final = "own_offer"
_KEPT: Final = "own_offer_kept"  # id of the upload that this machine was asked to keep
_ENTERED: Final = "own_offer_entered"  # what the widgets of the offer show, by their keys
_UPLOAD: Final = "own_upload"
_HEIGHT: Final = 430
_AIR: Final = 0.1  # around what is shown, as a share of it
_NAMES: Final = 10  # to look at before a lettering is chosen
_LOOKED: Final = "own_looked"
_FAULT: Final = "own_upload_fault"
_WIDGETS: Final = tuple(
    f"own-{name}-"
    for name in (
        *("layers", "layer", "lettering", "system", "code", "looked", "same", "join", "snap"),
        *("column", "word", "default", "notation", "seek"),
    )
)


@dataclass(frozen=True)
class _Slot:
    """The file that is looked at: id of the upload, offer or refusal, digest of its bytes, name."""

    id: str
    found: Offer | LinkError
    digest: str
    name: str


def show(lang: Lang) -> None:
    """Draw the part; what was entered stays when another part or page is opened in between."""
    _as_entered()
    _draw(lang)
    _remember_entered()


def _draw(lang: Lang) -> None:
    """The file, the map with what is taken of it, the fields: a narrow page has them in this order."""
    with st.container(key="ltoffer"):
        file, seen, fields = (st.container(key=f"ltoffer-{name}") for name in ("file", "seen", "fields"))
    with file:
        found = _chosen(lang)
        if found is None:
            return
        offer, chosen = found
        try:
            features = offer.placed(chosen.candidate)
        except LinkError as fault:
            _refuse(fault, lang)
            return
    with fields:
        told = understanding.ask(offer, features, slot=_slot().id, lang=lang)
    with seen:
        _preview(offer, chosen, features, told, lang)


def _chosen(lang: Lang) -> tuple[Offer, system.Chosen] | None:
    """The file with the layers, the letters and the system chosen; ``None`` while one of them is not."""
    found = _file(lang)
    found = found and layer_choice.choose(found, file_id=_slot().id, lang=lang)
    if found is None:
        return None
    found = _lettering(found, lang)
    for note in found.notes:
        st.info(plain(note.text(lang)))
    chosen = system.choose(found, file_id=_slot().id, lang=lang)
    return None if chosen is None else (found, chosen)


def _as_entered() -> None:
    """Have the widgets show what was entered: those of a page or part that was left are forgotten by the framework."""
    for key, value in st.session_state.get(_ENTERED, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def _remember_entered() -> None:
    found = {str(key): value for key, value in st.session_state.items() if str(key).startswith(_WIDGETS)}
    st.session_state[_ENTERED] = found


def _file(lang: Lang) -> Offer | None:
    """The field for a file, and what the file offers; a refusal is told below the field."""
    from intake import ANSWERED, EXTENSIONS, LIMITS, memory_is_limited

    key = f"{_UPLOAD}{st.session_state.get(_UPLOAD, 0)}"
    file = st.file_uploader(
        say("own.upload", lang), type=[*EXTENSIONS, *ANSWERED], key=key, on_change=_emptied, args=(key,)
    )
    most = {name: number(getattr(LIMITS, name), lang) for name in ("features", "vertices")}
    limits = say("own.limits", lang, mb=LIMITS.megabytes, **most, **MOST)
    unlimited = "" if memory_is_limited() else say("own.no_memory_limit", lang)
    st.html(f'<p class="lt-note">{text(limits)} {text(unlimited)}</p>')
    found = _read(file.file_id, file.name, file.getvalue(), lang) if file else _again(lang)
    if isinstance(found, LinkError):
        _refuse(found, lang)
        return None
    return found


def _emptied(key: str) -> None:
    """The field of this key was changed: an empty one means no file any more; leaving the page does not come by here."""
    if not st.session_state.get(key):
        _forget()


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
    slot = f"{_slot().id}-{layers}-{chosen.candidate.key}"
    above, joining, at_button, below = (st.container() for _ in range(4))
    with joining:
        features = _joined(features, told, slot=slot, lang=lang)
    with below:
        picked = told.of(feature_choice.choose(found, features, slot=f"{slot}-{len(features)}", lang=lang))
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
        _accept(found, chosen, taken, slot=slot, lang=lang)


def _joined(
    features: tuple[PlacedFeature, ...], told: understanding.Told, *, slot: str, lang: Lang
) -> tuple[PlacedFeature, ...]:
    """The features; with pieces that continue each other joined where that is wanted. How many is said before."""
    from user_data import WITHIN_M, join

    found = join(features, told.columns)
    if not found.roads:
        return features
    counts = {
        "pieces": number(found.pieces, lang),
        "roads": number(found.roads, lang),
        "within": number(WITHIN_M, lang),
    }
    wanted = st.checkbox(
        say("own.join", lang, **counts), value=False, key=f"own-join-{slot}", help=say("own.join_help", lang, **counts)
    )
    return found.features if wanted else features


def _accept(offer: Offer, chosen: system.Chosen, taken: Taken, *, slot: str, lang: Lang) -> None:
    """The button that takes over, and what must be settled before."""
    instead = _same_file(lang)
    snap = bool(taken.routes) and st.checkbox(
        say("own.snap", lang), value=False, key=f"own-snap-{_slot().id}", help=say("own.snap_help", lang)
    )
    looked = not chosen.to_check or st.checkbox(say("own.system_looked", lang), key=f"own-looked-{slot}")
    st.button(
        say("own.accept", lang),
        type="primary",
        width="stretch",
        key="own-accept",
        disabled=not (looked and taken),
        on_click=_take,
        args=(offer.name, taken),
        kwargs={"snap": snap, "instead": instead, "lang": lang},
    )
    if refused := st.session_state.pop(_FAULT, None):
        _refuse(refused, lang)


def _again(lang: Lang) -> Offer | LinkError | None:
    """The file that was chosen before another part or page was opened, or before a reload if this machine kept it."""
    slot: _Slot | None = st.session_state.get(_SLOT)
    digest = st.session_state.get(user_data.BROUGHT, "")
    kept = None if slot else keeping.brought(digest)
    if slot is None and kept is None:
        return None
    name = slot.name if slot else kept[0] if kept else ""
    st.html(f'<p class="lt-note">{text(say("own.chosen_before", lang, file=shown_name(name)))}</p>')
    st.button(say("own.chosen_drop", lang), key="own-chosen-drop", on_click=_forget, type="tertiary")
    return slot.found if slot else _read(digest, name, kept[1] if kept else b"", lang)


def _slot() -> _Slot:
    """The file that is looked at; only where there is one."""
    slot: _Slot = st.session_state[_SLOT]
    return slot


def _forget() -> None:
    """No file is chosen any more."""
    for name in (_SLOT, _KEPT, user_data.BROUGHT, _ENTERED):
        st.session_state.pop(name, None)


def _read(file_id: str, name: str, content: bytes, lang: Lang) -> Offer | LinkError | None:
    """The offer of a file; read once, and kept for a reloaded page until it is taken over. ``None`` while it is read."""
    from intake import read_upload

    slot: _Slot | None = st.session_state.get(_SLOT)
    if slot and slot.id == file_id:
        return slot.found
    if st.session_state.get(_KEPT) != file_id:  # before it is read: the page may be left meanwhile
        st.session_state[_KEPT] = file_id
        st.session_state[user_data.BROUGHT] = keeping.keep_brought(name, content)
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
        found: Offer | LinkError = fault
    else:
        if work.result is None:
            return None
        found = work.result
    st.session_state[_SLOT] = _Slot(file_id, found, hashlib.sha256(content).hexdigest(), name)
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
        key=f"own-lettering-{_slot().id}",
    )
    names = " · ".join(read[chosen].marked(most=_NAMES))
    st.html(f'<p class="lt-note">{text(say("own.lettering_names", lang, names=names))}</p>')
    return read[chosen]


def _map(offer: Offer, taken: Taken, lang: Lang) -> None:
    """What of the file can be taken over, on the map."""
    counts = {"line": len(taken.routes), "point": len(taken.places), "polygon": len(taken.zones)}
    parts = ", ".join(say(f"own.offer_{kind}", lang, count=number(n, lang)) for kind, n in counts.items() if n)
    said = say("own.offer" if parts else "own.offer_none", lang, file=offer.name, **({"parts": parts} if parts else {}))
    st.html(f'<p class="lt-note">{text(said)}</p>')
    shapes: list[BaseGeometry] = [
        *(x.geometry for x in taken.routes),
        *(x.geometry for x in taken.zones),
        *(shapely.Point(p.lon, p.lat) for p in taken.places),
    ]
    if beside := system.orientation(shapes, lang):
        st.html(beside)
    if outside := lies_outside(shapes):
        st.warning(plain(say("own.outside", lang, count=outside)))
    shown = UserData().added(routes=taken.routes, places=taken.places, zones=taken.zones)
    view = map_panel.map_view(session_view.current(), routes=[route.id for route in shown.routes])
    if shapes and st.session_state.get(_LOOKED) != shown.digest:
        st.session_state[_LOOKED] = shown.digest
        west, south, east, north = shapely.total_bounds(shapes)
        air = _AIR * max(east - west, north - south)  # else what lies at the edge is cut, and its name
        map_panel.look_at((west - air, south - air, east + air, north + air))
    # in a room of fixed height: a map that grows would push the button from under the hand
    map_panel.show(replace(view, own=shown), name="preview", height=_HEIGHT, memory="lienTinhPreview")


def _same_file(lang: Lang) -> frozenset[str]:
    """Say that this file was taken over before, and ask what for; gives the things that the new ones stand in place of."""
    own = user_data.current()
    there = own.came_from(_slot().digest)
    if not there:
        return frozenset()
    when = day(max(file.day for file in own.brought if file.digest == _slot().digest), lang)
    st.warning(plain(say("own.same_file", lang, count=number(len(there), lang), day=when)))
    ways = {name: say(f"own.same_{name}", lang) for name in ("replace", "again")}
    stay(f"own-same-{_slot().id}", list(ways.values()))
    chosen = st.radio(
        say("own.same_what", lang), list(ways), format_func=ways.__getitem__, key=f"own-same-{_slot().id}"
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
        user_data.add(routes, taken.places, taken.zones, instead_of=instead, file=_slot().digest)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    _forget()
    st.session_state[_UPLOAD] = st.session_state.get(_UPLOAD, 0) + 1  # an empty field for the next file
    user_data.tell(say("own.taken", lang, count=len(taken), file=name), *in_water.doubts(routes, lang))
    user_data.open_part("items")
