"""What this session would save and what somebody saved meanwhile, side by side: keep one's own, take theirs, or save as new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components import tell, text
from views.shelf import take_over
from views.state import keeping, user_data
from words import Lang, LinkError, moment, say

if TYPE_CHECKING:
    from layers import UserData
    from store import Opened, Store, Work

_TITLE: Final = "own_conflict"  # the name under which both stand
_KEPT_AS: Final = "own_kept_as"  # (name, version) that this session opened or saved last
_FAULT: Final = "own_conflict_fault"
_MOST_NAMED: Final = 5
_MOST_TRIES: Final = 100


def begin(title: str) -> None:
    """Somebody saved under this name since: both are shown from now on."""
    st.session_state[_TITLE] = title


def end(work: Work) -> None:
    """What is on screen is this work."""
    st.session_state.pop(_TITLE, None)
    st.session_state[_KEPT_AS] = (work.name, work.version)
    user_data.settle()


def opened_as(title: str) -> str | None:
    """The version that this session opened or saved last under a name; ``None`` if it did neither."""
    from user_data import library

    name, version = st.session_state.get(_KEPT_AS, ("", ""))
    return version if name == library.file_of(title) else None


def show(store: Store, lang: Lang) -> None:
    """Draw both, where there are two."""
    from user_data import library

    title: str = st.session_state.get(_TITLE, "")
    if fault := st.session_state.pop(_FAULT, None):
        tell("own-conflict", fault, lang=lang)
    if not title:
        return
    try:
        theirs = store.load(library.file_of(title))
    except LinkError as fault:  # it was removed meanwhile: the next save is a new one
        del st.session_state[_TITLE]
        st.session_state.pop(_KEPT_AS, None)
        tell("own-conflict", fault, lang=lang)
        return
    key = "store.conflict_by" if theirs.work.saved_by else "store.conflict"
    told = say(key, lang, title=title, name=theirs.work.saved_by, when=moment(theirs.work.saved_at, lang))
    with st.container(border=True, key="own-conflict"):
        st.html(f'<p role="alert">{text(told)}</p>{_table(keeping.whole(), theirs.own, lang)}')
        with st.container(horizontal=True, gap="small"):
            for act in (_keep_mine, _take_theirs, _save_as_new):
                name = act.__name__.strip("_")
                st.button(
                    say(f"store.{name}", lang), key=f"own-{name}", on_click=act, args=(store, title, theirs, lang)
                )


def _keep_mine(store: Store, title: str, theirs: Opened, lang: Lang) -> None:
    """Save over what was shown; what was saved after that is a conflict again."""
    try:
        work = store.save(title, keeping.whole(), opened=theirs.work.version)
    except LinkError as fault:
        if fault.key != "own.changed_elsewhere":
            st.session_state[_FAULT] = fault
        return
    end(work)
    user_data.tell(say("store.kept_mine", lang, title=title))


def _take_theirs(_store: Store, title: str, theirs: Opened, lang: Lang) -> None:
    """Open what was shown; taking back the last change brings one's own again."""
    try:
        take_over(title, theirs.own, theirs.faults, lang)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    end(theirs.work)


def _save_as_new(store: Store, title: str, _theirs: Opened, lang: Lang) -> None:
    """Save under the next free name."""
    for number in range(2, _MOST_TRIES):
        name = say("store.new_title", lang, title=title[:50], number=number)
        try:
            work = store.save(name, keeping.whole(), opened=None)
        except LinkError as fault:
            if fault.key == "own.changed_elsewhere":
                continue
            st.session_state[_FAULT] = fault
            return
        end(work)
        st.session_state["own_title"] = name
        user_data.tell(say("own.library_saved", lang, file=name))
        return


def _table(mine: UserData, theirs: UserData, lang: Lang) -> str:
    """Kinds of things by row, the two by column: how many, and which stand in one alone."""
    head = "".join(f'<th scope="col">{text(say(f"store.column_{side}", lang))}</th>' for side in ("mine", "theirs"))
    rows = ""
    here, there = _things(mine), _things(theirs)
    for kind in here:
        cells = ((here[kind], there[kind]), (there[kind], here[kind]))
        told = "".join(f"<td>{text(_cell(one, other, lang))}</td>" for one, other in cells)
        rows += f'<tr><th scope="row">{text(say(f"store.row_{kind}", lang))}</th>{told}</tr>'
    return f'<table class="lt"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _things(own: UserData) -> dict[str, dict[str, Any]]:
    """Kind of things to name to content."""
    from store import content_of

    content = content_of(own.scenarios) or {}
    scenarios = [s for s in content.get("scenarios", ()) if isinstance(s, dict) and s.get("name")]
    slides = [s for s in content.get("story", ()) if isinstance(s, dict)]
    return {
        "routes": _named((r.fields.name, (r.fields, r.along_m, r.geometry.wkb)) for r in own.routes),
        "places": _named((p.name, p) for p in own.places),
        "zones": _named((z.name, (z.note, z.geometry.wkb)) for z in own.zones),
        "scenarios": _named((s["name"], s) for s in scenarios),
        "slides": _named((s.get("title", ""), s) for s in slides),
    }


def _named(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """By name; a second of one name bears its number."""
    found: dict[str, Any] = {}
    for name, content in pairs:
        number = sum(known.partition("\0")[0] == name for known in found)
        found[f"{name}\0{number}" if number else name] = content
    return found


def _cell(one: dict[str, Any], other: dict[str, Any], lang: Lang) -> str:
    odd = [name.partition("\0")[0] for name, content in one.items() if name not in other or other[name] != content]
    if not odd:
        key = "store.same" if len(one) == len(other) else "store.fewer"
        return say(key, lang, count=len(one)) if one or other else "–"
    names = "; ".join(odd[:_MOST_NAMED]) + (" …" if len(odd) > _MOST_NAMED else "")
    return say("store.only_here", lang, count=len(one), names=names)
