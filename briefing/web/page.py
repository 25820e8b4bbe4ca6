"""One HTML file for a USB stick: the interactive map, layers, legend, key figures, sources; no network needed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.content import RouteRow, fixed, numbers_note, steps_of, timestamp
from briefing.web.story import CSP, story_body, story_css, story_scripts
from layers import Group, altered_sentence, legal_note, shown_kinds, shown_layers, tick_boxes, units_note
from words import Lang, day, finding_text, four_figures, say

if TYPE_CHECKING:
    from analysis.network import Figures
    from briefing.content import ReportData
    from webmap import MapView, OfflineMap

_SHEET: Final = Path(__file__).with_name("web_page.css")
_PRINT: Final = _SHEET.with_name("print.js")


def web_page(report: ReportData) -> bytes:
    """The page, one section a language; UTF-8. The map speaks the first language."""
    from webmap import offline_map  # noqa: PLC0415 - folium is loaded when a page is asked for

    report.progress("page.step")
    request = report.request
    shown = offline_map(_view(report), off=frozenset({"results", "industrial_park", "hospital", "interchange"}))
    title = request.title or say("app.name", request.lang)
    parts = "".join(_section(report, lang) for lang in request.langs)
    story = _story(report)
    html = (
        f'<!DOCTYPE html>\n<html lang="{request.lang.value}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{CSP}'
        f"<title>{escape(title)}</title>{shown.head}<style>{_SHEET.read_text(encoding='utf-8')}{story.style}</style></head><body>"
        f"<header><h1>{escape(title)}</h1>{_under_title(report)}{story.opener}</header>"
        f'<main><div class="map">{shown.body}</div><aside>{_switches(shown, request.lang)}{_legend(report)}{parts}</aside></main>'
        f"<footer>{_foot(report)}</footer>{story.body}{shown.scripts}{_print_script()}{story.scripts}</body></html>\n"
    )
    return html.encode("utf-8")


def _print_script() -> str:
    return f"<script>{_PRINT.read_text(encoding='utf-8')}</script>"


@dataclass(frozen=True)
class _StoryParts:
    """What a presentation adds to the page; nothing where no view was kept."""

    style: str = ""
    opener: str = ""
    body: str = ""
    scripts: str = ""


def _story(report: ReportData) -> _StoryParts:
    request, lang = report.request, report.request.lang
    if not request.story:
        return _StoryParts()
    steps = list(
        steps_of(
            request.story,
            world=report.world,
            source=report.source,
            lang=lang,
            present=request.scenario_set,
            tell=lambda _number, _count: report.progress("page.step_story"),
        )
    )
    opener = f'<button type="button" id="story-open">{escape(say("story.present", lang, count=len(steps)))}</button>'
    scripts = story_scripts(steps, lang=lang, edition=request.edition)
    return _StoryParts(story_css(), opener, story_body(steps, lang=lang), scripts)


def _view(report: ReportData) -> MapView:
    from webmap import MapView  # noqa: PLC0415

    pair = report.pair.forward
    ways = [path.coordinates if path else () for path in (pair.fastest_before, pair.fastest_after)]
    return MapView(
        lang=report.request.lang,
        edition=report.request.edition,
        layers=shown_layers() | tick_boxes(*(group for group in Group if group is not Group.ADMIN)).keys(),
        project_ids=frozenset(p.id for p in report.projects),
        place_kinds=shown_kinds(),
        path_before=ways[0],
        path_after=ways[1],
        results=(report.gains.layer(report.request.lang),),
        own=report.source.own,
    )


def _under_title(report: ReportData) -> str:
    request, lang = report.request, report.request.lang
    lines = [
        request.under_title(lang),
        request.organisation,
        request.author,
        day(request.date, lang) if request.date else "",
    ]
    said = " · ".join(escape(line) for line in lines if line)
    return f"<p>{said}</p>" if said else ""


def _switches(shown: OfflineMap, lang: Lang) -> str:
    boxes = "".join(
        f'<li><label><input type="checkbox" data-switch="{escape(s.tag)}"{" checked" if s.on else ""}> {escape(s.text)}</label></li>'
        for s in shown.switches
    )
    return f'<details open class="switch-list"><summary>{escape(say("page.layers", lang))}</summary><ul class="switches">{boxes}</ul></details>'


def _legend(report: ReportData) -> str:
    """The legend of the map; the classes of the communes stand in it while the map shows them (see ``web_page.css``)."""
    from webmap import legend_html  # noqa: PLC0415

    return f"<details class='legend'><summary>{escape(say('page.legend', report.request.lang))}</summary>{legend_html(_view(report))}</details>"


def _section(report: ReportData, lang: Lang) -> str:
    """Key figures, routes and method in one language."""
    from analysis.measures import finding  # noqa: PLC0415

    request = report.request
    said = finding_text(finding(report.table, request.variant.key), lang)
    heads = [say("compare.figure", lang), *(say(f"compare.{n}", lang) for n in ("before", "after", "difference"))]
    pair = f"{_name(report, request.origin, lang)} – {_name(report, request.destination, lang)} ({say('compare.mean', lang).lower()})"
    return (
        f'<section lang="{lang.value}"><h2>{escape(say("page.figures", lang))}</h2><p class="finding">{escape(said)}</p>'
        f"{_table(heads, _figure_rows(report.pair.before, report.pair.after, lang), caption=pair)}"
        f"<p class='small'>{escape(say('compare.baseline', lang))} · {escape(say('compare.scenario_digest', lang, digest=report.digest))}</p>"
        f"<h2>{escape(say('page.routes', lang))}</h2>{_routes(report, lang)}"
        f"<p class='small'>{escape(say('page.method', lang))}</p></section>"
    )


def _figure_rows(before: Figures, after: Figures, lang: Lang) -> list[list[str]]:
    nothing = say("compare.not_connected", lang)
    return [[say(f"compare.figure_{r.name}", lang), *r[1:]] for r in four_figures(before, after, lang, nothing=nothing)]


def _routes(report: ReportData, lang: Lang) -> str:
    heads = [say(f"page.{name}", lang) for name in ("route", "length", "status", "cost")]
    rows = []
    for row in map(RouteRow.of, report.projects):
        name = f"{report.numbers[row.project.id]}. {row.name(lang)}"
        name += f" ({row.alignment_text(lang)})" if row.alignment_text(lang) else ""
        cost = "\n".join(filter(None, [row.cost_text(lang), row.scope_text(lang)]))
        rows.append([name, row.length_text(lang), row.status_text(lang), cost])
    told = " ".join(filter(None, [say("page.measured", lang), numbers_note(report, lang)]))
    return _table(heads, rows, caption="", kind="routes") + f"<p class='small'>{escape(told)}</p>"


def _table(heads: list[str], rows: list[list[str]], *, caption: str, kind: str = "figures") -> str:
    """A table; each cell bears its heading too, which a phone shows where the row stands as a card."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(f'<tr><th scope="row">{escape(row[0])}</th>{_cells(heads, row)}</tr>' for row in rows)
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<table class="{kind}">{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cells(heads: list[str], row: list[str]) -> str:
    told = zip(heads[1:], row[1:], strict=True)
    return "".join(f'<td data-head="{escape(head)}">{_lines(cell)}</td>' for head, cell in told)


def _lines(text: str) -> str:
    """A cell; what stands on further lines of it in small letters."""
    first, *rest = map(escape, text.split("\n"))
    return first + "".join(f"<br><small>{line}</small>" for line in rest)


def _name(report: ReportData, place_id: str, lang: Lang) -> str:
    place = report.world.place(place_id)
    return place.name(lang)


def _foot(report: ReportData) -> str:
    """Legal note, sources, licence, scenario, digests, edition; the moment only where it is not fixed."""
    request, lang = report.request, report.request.lang
    lines = [
        legal_note(lang),
        say("briefing.credits", lang),
        say("geodata.licence", lang),
        say("page.digests", lang, scenario=request.variant.title(lang), digest=report.digest, data=report.data_digest),
        say(f"layers.edition_{request.edition.value}", lang),
        units_note(lang, request.edition),
    ]
    if report.altered:
        lines.append(altered_sentence(report.altered, lang))
    if not fixed():
        lines.append(say("page.made", lang, day=day(timestamp().date(), lang)))
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)
