"""The page that follows what the provinces asked for: asked, then, now, next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from layers import has_talks, lengths_text
from views import cache
from views.components import (
    Cell,
    Column,
    Markup,
    charts,
    downloads,
    guarded,
    lines,
    link,
    page_links,
    plain,
    source_list,
    table,
    tag,
    text,
    unverified,
)
from views.state import data, session_view
from words import Lang, day, number, say, text_in

if TYPE_CHECKING:
    from layers import Project


def told() -> bool:
    """Whether the page has something to tell: not in a region that held no such talks."""
    return has_talks()


def show() -> None:
    """Draw the page."""
    lang = session_view.current().lang
    document = cache.document("agreement")
    roads = {project.id: project for project in data.projects()}
    _meeting(document.get("meeting", {}), lang)
    requests = document.get("requests", [])
    with guarded("agreement.overview", lang=lang):
        _overview(requests, roads, lang)
    st.subheader(say("agreement.requests", lang))
    for request in requests:
        with guarded(f"agreement.{request.get('id')}", lang=lang):
            _request(request, roads, lang)
    st.subheader(say("agreement.themes", lang))
    st.html(f'<p class="lt-note">{text(say("agreement.themes_note", lang))}</p>')
    for row in _in_threes(document.get("themes", [])):
        for column, theme in zip(st.columns(3), row, strict=False):
            with column, guarded(f"agreement.{theme.get('id')}", lang=lang):
                _theme(theme, lang)
    _unplaced(document.get("unplaced", []), lang)


def _unplaced(works: list[Mapping[str, Any]], lang: Lang) -> None:
    """Works named by the sources that have no alignment in the data."""
    if not works:
        return
    st.subheader(say("agreement.unplaced", lang))
    st.html(f'<p class="lt-note">{text(say("agreement.unplaced_note", lang))}</p>')
    for work in works:
        with guarded(f"agreement.{work.get('id')}", lang=lang), st.container(border=True):
            st.html(_told(work, lang))


def _meeting(meeting: Mapping[str, Any], lang: Lang) -> None:
    """What was agreed, when, and who reports it."""
    title, words = text_in(meeting, "title", lang), text_in(meeting, "text", lang)
    links_ = source_list(_sources(meeting), lang=lang).html
    st.html(f'<div class="lt-facts"><h2 class="lt-h2">{text(title)}</h2><p>{text(words)}</p>{links_}</div>')


def _overview(requests: list[Mapping[str, Any]], roads: Mapping[str, Project], lang: Lang) -> None:
    """All roads of the requests: kilometres by status, and the years of opening."""
    ids = dict.fromkeys(name for request in requests for name in request.get("projects", []) if name in roads)
    chosen = [roads[name] for name in ids]
    drawn = (
        ("bar_title", charts.status_key(lang), charts.status_bars(chosen, lang)),
        ("timeline_title", charts.timeline_key(lang), charts.timeline(chosen, lang)),
    )
    sides = "".join(
        f'<div><p class="lt-charttitle">{text(say(f"agreement.{title}", lang))}</p>{key.html}{chart.html}</div>'
        for title, key, chart in drawn
    )
    st.html(f'<div class="lt-sides">{sides}</div>')


def _request(request: Mapping[str, Any], roads: Mapping[str, Project], lang: Lang) -> None:
    """One request with its roads."""
    own = [roads[name] for name in request.get("projects", []) if name in roads]
    with st.container(border=True):
        st.html(_request_head(request, lang))
        downloads.table(
            table(_columns(lang), [_road(project, lang) for project in own], kind="roads"),
            name="request",
            part=str(request["id"]),
            digest="",
            lang=lang,
            title=text_in(request, "title", lang),
        )
        with st.container(horizontal=True, gap="small"):
            for project in own:
                page_links.to_route(project, lang=lang)
        with st.expander(say("app.sources", lang)):
            pages = [*_sources(request), *((s.url, s.date, s.title) for project in own for s in project.sources)]
            st.html(source_list(dict.fromkeys(pages), lang=lang).html)


def _request_head(request: Mapping[str, Any], lang: Lang) -> str:
    by = tag(say(f"agreement.by_{request.get('by', 'both')}", lang)).html
    milestone = text_in(request, "milestone", lang)
    url = str(request.get("milestone_source", ""))
    source = f" {link(url, say('agreement.milestone_source', lang)).html}" if url else ""
    kind = "past" if is_past(str(request.get("milestone_date", "")), dt.datetime.now().astimezone().date()) else "next"
    label = text(say(f"agreement.milestone_{kind}", lang))
    next_ = f"<p><b>{label}:</b> {text(milestone)}{source}</p>" if milestone else ""
    return (
        f'<div class="lt-facts"><h3>{text(text_in(request, "title", lang))} {by}</h3>'
        f"<p><b>{text(say('agreement.asked', lang))}:</b> {text(text_in(request, 'asked', lang))}</p>{next_}</div>"
    )


def is_past(told: str, today: dt.date) -> bool:
    """Whether a year, a month or a day (ISO) is over; not if none is told."""
    return bool(told) and today.isoformat()[: len(told)] > told


def _columns(lang: Lang) -> list[Column]:
    names = ("road", "then", "now", "opening")
    figures = ("open", "construction", "planned")
    return [Column(say(f"agreement.column_{n}", lang)) for n in names] + [
        Column(say(f"agreement.column_{n}", lang), figures=True) for n in figures
    ]


def _road(project: Project, lang: Lang) -> tuple[Cell, ...]:
    """Status then and now, the opening, kilometres open, under construction, planned."""
    km = project.status_km()
    groups = (("existing", "open"), ("construction",), ("planned", "proposed"))
    figures = [number(sum(km.get(s, 0.0) for s in group), lang, decimals=1) for group in groups]
    name: list[Cell] = [project.text("name", lang)]
    if project.schematic:
        name.append(tag(say("layers.quality_schematic", lang), warn=True))
    name.append(Markup(f'<span class="lt-note">{text(lengths_text(project, lang))}</span>'))
    return (
        lines(name),
        lines([project.text("status_2022", lang), _caution(project, "status_2022", lang)]),
        lines(
            [
                project.text("status_now", lang),
                f"({day(project.status_date, lang)})",
                _caution(project, "status_now", lang),
            ]
        ),
        lines([project.text("opening", lang), _caution(project, "opening", lang)]),
        *figures,
    )


def _caution(project: Project, field: str, lang: Lang) -> Cell:
    """The mark of a field that is general knowledge, in either language's spelling of its name."""
    return unverified(lang) if any(name.startswith(field) for name in project.unverified) else None


def _theme(theme: Mapping[str, Any], lang: Lang) -> None:
    """A theme beside the roads, with a link that switches on what serves it."""
    with st.container(border=True):
        st.html(_told(theme, lang))
        page_links.to_theme(
            switches=theme.get("switches", []),
            routes=theme.get("projects", []),
            label=say("agreement.show_layers", lang, title=plain(text_in(theme, "title", lang))),
        )


def _told(record: Mapping[str, Any], lang: Lang) -> str:
    """A title, its text and its sources."""
    title, words = text_in(record, "title", lang), text_in(record, "text", lang)
    pages = source_list(_sources(record), lang=lang).html
    return f'<div class="lt-facts"><h3>{text(title)}</h3><p>{text(words)}</p>{pages}</div>'


def _sources(record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(str(s["url"]), str(s.get("date", "")), str(s.get("title", ""))) for s in record.get("sources", [])]


def _in_threes(items: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    return [items[i : i + 3] for i in range(0, len(items), 3)]
