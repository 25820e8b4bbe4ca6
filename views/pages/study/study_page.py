"""The page of studies: choose two provinces, build with progress, see what was built, open, delete; national expressways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import Edition, data_folder, study
from views.components import Cell, Column, downloads, guarded, long_work, plain, table, tag, tell, text
from views.pages.study import other_study
from views.state import session_view
from words import MISSING, Lang, LinkError, day, number, say

if TYPE_CHECKING:
    from country import Built, Stretch, Unit

_ASKED: Final = "study-asked"
_FAULT: Final = "study-fault"
_MB: Final = 1_000_000
_EXPRESSWAY_COLUMNS: Final = ("road", "length", "network", "status", "source")


def show() -> None:
    """Draw the page."""
    lang = session_view.current().lang
    st.html(f'<p class="lt-note">{text(say("study_view.about", lang))}</p>')
    with guarded("study.choose", lang=lang):
        _choose(lang)
    with guarded("study.built", lang=lang):
        _built(lang)
    with guarded("study.expressways", lang=lang):
        _expressways(lang)


def _choose(lang: Lang) -> None:
    """Edition, two provinces, the button, and how far the build is."""
    from country import pair_of, units

    st.subheader(say("study_view.choose", lang))
    edition = Edition(
        st.segmented_control(
            say("browse.edition", lang),
            [e.value for e in Edition],
            default=Edition.Y2022.value,
            format_func=lambda e: say(f"browse.edition_{e}", lang),
            key="study-edition",
            required=True,
        )
        or Edition.Y2022.value
    )
    every = {unit.code: unit for unit in units(edition)}
    left, right, button = st.columns([0.4, 0.4, 0.2], vertical_alignment="bottom")
    codes = [
        column.selectbox(
            say(f"study_view.{which}", lang),
            list(every),
            index=n,
            format_func=lambda code: _name(every[code], lang),
            key=f"study-{which}-{edition.value}",
        )
        for n, (column, which) in enumerate(((left, "first"), (right, "second")))
    ]
    try:
        pair = pair_of(codes, edition)
    except LinkError as error:
        tell("study", error, lang=lang)
        return
    if not pair.touch:
        st.info(plain(say("country.apart", lang, first=_name(pair.first, lang), second=_name(pair.second, lang))))
    if button.button(say("study_view.build", lang), type="primary", key="study-build", width="stretch"):
        st.session_state[_ASKED] = (pair.edition, tuple(codes), st.session_state.get(_ASKED, (0, 0, 0))[2] + 1)
    _under_way(lang)


def _under_way(lang: Lang) -> None:
    """The build that was asked for last: its progress, its end, or why there is none."""
    from country import build, pair_of

    asked = st.session_state.get(_ASKED)
    if asked is None:
        return
    pair = pair_of(asked[1], asked[0])
    try:
        work = long_work.awaited(
            "study",
            asked,
            lambda progress: build(pair, told=progress),
            words="study_view.building",
            lang=lang,
            former=False,
        )
    except LinkError as error:
        del st.session_state[_ASKED]
        tell("study", error, lang=lang)
        return
    if work.result is not None:
        st.success(plain(say("study_view.done", lang, title=f"{_name(pair.first, lang)} – {_name(pair.second, lang)}")))


def _built(lang: Lang) -> None:
    """The list of studies, each to be opened or deleted; what is open now is said."""
    from country import pack_digest, studies

    st.subheader(say("study_view.built", lang))
    if (fault := st.session_state.pop(_FAULT, None)) is not None:
        tell("study", fault, lang=lang)
    every, now = studies(), pack_digest()
    opened = data_folder().resolve()
    if not every:
        st.html(f'<p class="lt-note">{text(say("country.none_built", lang))}</p>')
    for one in every:
        with st.container(horizontal=True, vertical_alignment="center", key=f"study-row-{one.name}"):
            _told(one, lang, stale=one.pack != now, shown=one.folder.resolve() == opened)
            if one.folder.resolve() != opened:
                other_study.opener(one.name, one.folder, lang)
                _deleter(one, lang)


def _told(one: Built, lang: Lang, *, stale: bool, shown: bool) -> None:
    record = one.record
    said = say(
        "study_view.row",
        lang,
        edition=one.edition.value,
        km=number(record["km"], lang),
        connected=number(record["connected"] * 100, lang, decimals=1),
        size=number(one.size / _MB, lang, decimals=1),
        digest=one.digest,
    )
    tags = [tag(say("study_view.open_now", lang))] if shown else []
    tags += [tag(say("study_view.stale", lang), warn=True)] if stale else []
    marks = " ".join(mark.html for mark in tags)
    st.html(f"<b>{text(one.title(lang))}</b> {marks}<br><span>{text(said)}</span>", width="stretch")


def _deleter(one: Built, lang: Lang) -> None:
    from country import delete

    def gone() -> None:
        try:
            other_study.close(one.name)
            delete(one.name)
        except LinkError as error:
            st.session_state[_FAULT] = error

    with st.popover(say("study_view.delete", lang)):
        st.html(f"<p>{text(say('study_view.sure', lang, title=one.title(lang)))}</p>")
        st.button(say("study_view.delete_now", lang), key=f"study-delete-{one.name}", on_click=gone)


def _expressways(lang: Lang) -> None:
    """The national list for the two provinces of the data shown."""
    from country import expressways, units

    region = study()
    both = {region.first.code, region.second.code}
    if region.editions == (Edition.Y2025,):
        both = {part for unit in units(Edition.Y2025) if unit.code in both for part in unit.parts}
    st.subheader(say("study_view.expressways", lang))
    st.html(f'<p class="lt-note">{text(say("study_view.expressways_note", lang))}</p>')
    columns = [
        Column(say(f"study_view.column_{name}", lang), figures=name in {"length", "network"})
        for name in _EXPRESSWAY_COLUMNS
    ]
    rows = [_stretch(one, lang) for one in expressways(both)]
    if not rows:
        st.html(f'<p class="lt-note">{text(say("study_view.no_expressways", lang))}</p>')
        return
    downloads.table(
        table(columns, rows), name="expressways", digest="", lang=lang, title=say("study_view.expressways", lang)
    )


def _stretch(one: Stretch, lang: Lang) -> tuple[Cell, ...]:
    length = MISSING if one.length_km is None else number(one.length_km, lang, decimals=1)
    held = number(one.network_km, lang, decimals=1) if one.aligned else say("study_view.no_alignment", lang)
    status = (
        say(f"study_view.status_{one.status}", lang, date=day(one.status_date, lang))
        if one.status
        else say("study_view.status_none", lang)
    )
    return f"{one.code} {one.name}", length, held, status, say("study_view.list_source", lang)


def _name(unit: Unit, lang: Lang) -> str:
    return unit.name_en if lang is Lang.EN else unit.name_vi
