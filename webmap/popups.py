"""Tooltips and pop-ups: short facts as HTML, every name and address escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from layers import cost_text
from words import Lang, as_published, day, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers import Project, Section

_SHOWN_SOURCES = 3


def tip(title: str, *lines: str) -> str:
    """A tooltip: the name in bold, one fact a line; empty lines are left out."""
    return "<br>".join([f"<b>{escape(title)}</b>", *(escape(line) for line in lines if line)])


def popup(title: str, lines: Iterable[str], *, foot: str = "") -> str:
    """A pop-up: heading, one fact a line, then ``foot`` (HTML, see ``sources``)."""
    facts = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f"<h4>{escape(title)}</h4>{facts}{foot}"


def sources(addresses: Iterable[str], lang: Lang) -> str:
    """The foot of a pop-up: links to the sources; empty if there is no address."""
    links = _links(addresses)
    return f"<p><i>{escape(say('webmap.sources', lang))}:</i> {links}</p>" if links else ""


def project_foot(project: Project, number: int, lang: Lang) -> str:
    """The foot of every section of a project: its number in all files, what the whole of it costs, and the sources."""
    numbered = escape(say("webmap.project_number", lang, number=number))
    cost = escape(say("webmap.cost_project", lang, cost=cost_text(project, lang)))
    return f"<p>{numbered}</p><p>{cost}</p>" + sources((source.url for source in project.sources), lang)


def _links(addresses: Iterable[str]) -> str:
    """The first few addresses as links named by their host; anything that is no web address is left out."""
    safe = [url for url in dict.fromkeys(addresses) if urlsplit(url).scheme in {"http", "https"}]
    return " · ".join(
        f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(urlsplit(url).netloc)}</a>'
        for url in safe[:_SHOWN_SOURCES]
    )


def section_facts(project: Project, section: Section, lang: Lang) -> list[str]:
    """What a section of a project is, in short lines."""
    return [
        section.name(lang) if section.name(lang) != project.text("name", lang) else "",
        status_line(project, section, lang),
        _expected(section, lang),
        say("webmap.length_section", lang, km=number(section.length_km, lang, decimals=1)),
        lengths_line(project, lang),
        _doubt(project, _lanes(section, lang), ("lanes", "design_speed_kmh"), lang),
        _doubt(project, say("webmap.schematic", lang) if section.quality == "schematic" else "", ("alignment",), lang),
    ]


def status_line(project: Project, section: Section, lang: Lang) -> str:
    """The section's status, with its date where known."""
    if section.opened:
        return say("webmap.opened", lang, date=day(section.opened, lang))
    status = say(f"layers.status_{section.status}", lang)
    if section.status_date:
        line = say("webmap.status_at", lang, status=status, date=day(section.status_date, lang))
    else:
        line = say("webmap.status", lang, status=status)
    return _doubt(project, line, ("status",), lang)


def _doubt(project: Project, line: str, fields: tuple[str, ...], lang: Lang) -> str:
    """The line, marked as not verified if one of the fields behind it is general knowledge only."""
    if not line or not any(name.startswith(fields) for name in project.unverified):
        return line
    return say("webmap.unverified", lang, line=line)


def lengths_line(project: Project, lang: Lang) -> str:
    """Published and computed length of the whole project, side by side."""
    computed = say("webmap.length_computed", lang, km=number(project.computed_length_km, lang, decimals=1))
    published = project.published_km()
    if published is None:
        return computed
    return f"{say('webmap.length_published', lang, km=as_published(published, lang))} · {computed}"


def _expected(section: Section, lang: Lang) -> str:
    return say("webmap.expected", lang, year=section.expected_year) if section.expected_year else ""


def _lanes(section: Section, lang: Lang) -> str:
    if section.lanes is None:
        return ""
    if section.design_speed_kmh is None:
        return say("webmap.lanes", lang, lanes=section.lanes)
    return say("webmap.lanes_speed", lang, lanes=section.lanes, speed=section.design_speed_kmh)


def people_line(value: Any, lang: Lang, *, of: str = "unit") -> str:
    """Population of 2019 of the ``unit`` itself or of the ``district`` around a place, or that there is no figure."""
    if missing(value):
        return say(f"webmap.population_missing_{of}", lang)
    return say(f"webmap.population_2019_{of}", lang, people=number(float(value), lang))


def area_lines(row: Any, lang: Lang) -> list[str]:
    """Computed area, and the published one where there is one."""
    lines = [say("webmap.area_computed", lang, area=number(row.area_km2, lang, decimals=1))]
    if not missing(getattr(row, "area_official_km2", None)):
        lines.append(say("webmap.area_official", lang, area=number(row.area_official_km2, lang, decimals=1)))
    return lines


def missing(value: Any) -> bool:
    """Whether a cell is empty."""
    return bool(pd.isna(value)) or value == ""
