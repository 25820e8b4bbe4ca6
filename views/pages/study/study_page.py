"""The page of studies: choose provinces, build with progress, see what was built, open, delete; national expressways."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import Edition, data_digest, data_folder, lengths_text, path_of, read, read_projects, study
from layers.symbology import named_roads_layer
from views.components import (
    Cell,
    Column,
    downloads,
    guarded,
    in_a_row,
    long_work,
    map_panel,
    page_links,
    plain,
    table,
    tag,
    tell,
    text,
)
from views.pages.study import other_study, preview_map
from views.state import session_view
from words import MISSING, Lang, LinkError, day, findable, month, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from country import Built, Pair, Stretch, Unit
    from layers import Project

_ASKED: Final = "study-asked"
_FAULT: Final = "study-fault"
_MB: Final = 1_000_000
_MAP_PX: Final = 460
_EXPRESSWAY_COLUMNS: Final = ("road", "length", "network", "status", "source")


def show() -> None:
    """Draw the page."""
    lang, chosen = session_view.current().lang, None
    page_links.to("sources", session_view.current(), label=say("study_view.back", lang))
    st.html(f'<p class="lt-note">{text(say("study_view.about", lang))}</p>')
    with guarded("study.choose", lang=lang):
        chosen = _choose(lang)
    with guarded("study.built", lang=lang):
        _built(lang)
    with guarded("study.expressways", lang=lang):
        _expressways(chosen, lang)


def _choose(lang: Lang) -> Pair | None:
    """Edition, provinces, the button, and how far the build is; what is chosen, if it can be built."""
    from country import notes, pair_of

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
    *boxes, button = st.columns([0.28, 0.28, 0.28, 0.16], vertical_alignment="bottom")
    codes = _codes(boxes, edition, lang)
    pair = fault = None
    try:
        pair = pair_of(codes, edition)
    except LinkError as error:
        fault = error
    if button.button(
        say("study_view.build", lang), type="primary", key="study-build", width="stretch", disabled=fault is not None
    ):
        st.session_state[_ASKED] = (edition, codes, st.session_state.get(_ASKED, (0, 0, 0))[2] + 1)
    if fault is not None:
        tell("study", fault, lang=lang)
    for told in notes(pair, lang) if pair is not None else ():
        st.info(plain(told))
    _under_way(lang)
    if pair is not None:
        preview_map.show(pair, lang)
    return pair


def _codes(boxes: Sequence[DeltaGenerator], edition: Edition, lang: Lang) -> tuple[str, ...]:
    """The provinces chosen: one, and up to two more of a list that begins with its neighbours."""
    from country import touching, units

    every = {unit.code: unit for unit in units(edition)}
    region = study()
    usual = region.focus(edition) if edition in region.editions else ()
    first = boxes[0].selectbox(
        say("study_view.first", lang),
        list(every),
        index=next((n for n, code in enumerate(every) if code in usual[:1]), 0),
        format_func=lambda code: _findable(every[code], lang),
        key=f"study-first-{edition.value}",
    )
    near = [code for code in every if code in touching(edition)[first]]
    others = [code for code in every if code != first and code not in near]
    fresh = [code for code in near if code not in usual] or near

    def told(code: str) -> str:
        if not code:
            return say("study_view.no_more", lang)
        name = _findable(every[code], lang)
        return say("study_view.neighbour", lang, name=name) if code in near else name

    listed = ["", *near, *others]
    more = [
        box.selectbox(
            say(f"study_view.{which}", lang),
            listed,
            index=at,
            format_func=told,
            key=f"study-{which}-{edition.value}-{first}",
        )
        for box, which, at in ((boxes[1], "second", listed.index(fresh[0])), (boxes[2], "third", 0))
    ]
    return (first, *(code for code in more if code))


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
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(plain(say("study_view.done", lang, title=pair.title(lang))))
            if work.result.is_dir():  # it may have been deleted below
                other_study.opener(work.result.name, work.result, lang, where="built")


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
    elif told := other_study.told(lang):
        st.html(f'<p class="lt-note">{text(told)}</p>')
    for one in every:
        with st.container(horizontal=True, vertical_alignment="center", key=f"study-row-{one.name}"):
            _told(one, lang, stale=one.pack != now, shown=one.folder.resolve() == opened)
            if one.folder.resolve() != opened:
                other_study.opener(one.name, one.folder, lang, where="list")
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


def _expressways(chosen: Pair | None, lang: Lang) -> None:
    """The national list for the region that is open, or for the provinces chosen above; what the network holds on a map."""
    from country import expressways

    title = say("study_view.expressways", lang)
    st.subheader(title)
    titles = {"open": say("app.name_short", lang), "chosen": chosen.title(lang) if chosen else ""}
    which = st.segmented_control(
        title,
        [key for key, name in titles.items() if name],
        default="open",
        format_func=lambda key: say(f"study_view.of_{key}", lang, title=titles[key]),
        key="study-expressways",
        label_visibility="collapsed",
        required=True,
    )
    st.html(f'<p class="lt-note">{text(say("study_view.expressways_note", lang))}</p>')
    picked = chosen if which == "chosen" else None
    found = expressways({part for unit in picked.units for part in unit.parts} if picked else _parts_shown())
    if not found:
        st.html(f'<p class="lt-note">{text(say("study_view.no_expressways", lang))}</p>')
        return
    columns = [
        Column(say(f"study_view.column_{name}", lang), figures=name in {"length", "network"})
        for name in _EXPRESSWAY_COLUMNS
    ]
    lines = {} if picked else _lines(found)
    projects = () if picked else read_projects(path_of("projects"))
    own = [_project_of(one, projects) for one in found]
    downloads.table(
        table(
            columns,
            [_stretch(one, project, lang) for one, project in zip(found, own, strict=True)],
            features=[_key(n) if n in lines else "" for n in range(len(found))],
        ),
        name="expressways",
        digest="",
        lang=lang,
        title=title,
    )
    if any(not one.aligned and project is None for one, project in zip(found, own, strict=True)):
        page_links.to("own", session_view.current(), label=say("study_view.to_own", lang))
    if lines:
        _drawn(found, lines, lang)


def _parts_shown() -> set[str]:
    """Codes of 2022 of the provinces of the data shown."""
    from country import units

    region = study()
    codes = set(region.codes)
    if region.editions == (Edition.Y2025,):
        return {part for unit in units(Edition.Y2025) if unit.code in codes for part in unit.parts}
    return codes


def _project_of(one: Stretch, projects: Sequence[Project]) -> Project | None:
    """The project of the region that is this expressway: its number in the name, and most of the places it joins."""
    from country import folded

    ends = [folded(part) for part in one.name.split("–")]
    joined = [
        (sum(end in folded(project.text("name", Lang.VI)) for end in ends), -n, project)
        for n, project in enumerate(projects)
        if one.code in project.text("name", Lang.VI)
    ]
    count, _, best = max(joined, key=lambda found: found[:2], default=(0, 0, None))
    return best if count else None


def _key(number_: int) -> str:
    """What ties the row of an expressway to its line on the map."""
    return f"expressway:{number_}"


def _lines(found: Sequence[Stretch]) -> dict[int, gpd.GeoSeries]:
    """The links of the region's network that bear a name of each expressway, by its place in the list."""
    named = {name: n for n, one in enumerate(found) for name in one.network_names}
    roads = read("roads")
    roads = roads[roads["name"].isin(named)]
    return {int(n): part.geometry for n, part in roads.groupby(roads["name"].map(named))}


def _drawn(found: Sequence[Stretch], lines: Mapping[int, gpd.GeoSeries], lang: Lang) -> None:
    roads = [
        (_key(n), links, (f"{found[n].code} {found[n].name}", str(_stretch(found[n], None, lang)[3])))
        for n, links in lines.items()
    ]
    layer = named_roads_layer(
        roads,
        heading=say("study_view.drawn_heading", lang),
        row=say("study_view.drawn", lang),
        key=f"{data_digest()}{lang.value}",
    )
    view = session_view.current()
    shown = replace(
        map_panel.map_view(view, routes=()), results=(layer,), place_kinds=frozenset({"provincial_capital"})
    )
    map_panel.show(shown, name="study", memory="lienTinhStudy", height=_MAP_PX)
    st.html(in_a_row(layer.rows, heading=layer.rows[0].heading).html)


def _stretch(one: Stretch, project: Project | None, lang: Lang) -> tuple[Cell, ...]:
    length = MISSING if one.length_km is None else number(one.length_km, lang, decimals=1)
    held = number(one.network_km, lang, decimals=1) if one.aligned else say("study_view.no_alignment", lang)
    status = (
        say(f"study_view.status_{one.status}", lang, date=day(one.status_date, lang))
        if one.status
        else say("study_view.status_none", lang)
    )
    if one.opened and project is None:
        source = one.opened_source or say("study_view.opened_known", lang)
        part = (
            ""
            if one.opened_km is None
            else say("study_view.opened_part", lang, km=number(one.opened_km, lang, decimals=1))
        )
        status += ". " + say("study_view.opened_later", lang, month=month(one.opened, lang), source=source, part=part)
    if project is not None:
        held = say("study_view.as_project", lang, length=lengths_text(project, lang))
        status = say("study_view.status_project", lang, name=project.text("name", lang))
    return f"{one.code} {one.name}", length, held, status, say("study_view.list_source", lang)


def _name(unit: Unit, lang: Lang) -> str:
    return unit.name_en if lang is Lang.EN else unit.name_vi


def _findable(unit: Unit, lang: Lang) -> str:
    return findable(_name(unit, lang))
