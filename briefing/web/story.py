"""A presentation as HTML: kept views one after another over the whole window, turned by keys or a tap; no network needed.

The same markup stands in the offline page, behind a button, and in the dashboard, where it fills the window.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from layers import Edition, legal_note, study
from webmap import MapView, bare_map, legend_rows, numbered_roads, script_json, short_name, story_maps, swatch_svg
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import Bar, Step

CSP: Final = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
_HERE: Final = Path(__file__).parent
_FEW_ROWS: Final = 10  # of a table in letters for a hall; more are written smaller rather than cut
_UNTOLD: Final = ("base", "admin", "places")  # headings of the legend that a hall need not read


def story_page(steps: Sequence[Step], *, lang: Lang) -> str:
    """The presentation alone, as one HTML document that begins at once; there is at least one step."""
    bare = bare_map(lang=lang, edition=study().editions[0])
    return (
        f'<!DOCTYPE html>\n<html lang="{lang.value}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{CSP}'
        f"<title>{escape(steps[0].slide.title)}</title>{bare.head}<style>{story_css()}</style></head>"
        f'<body class="story-alone"><div class="map">{bare.body}</div>{story_body(steps, lang=lang)}'
        f"{bare.scripts}{story_scripts(steps, lang=lang, edition=study().editions[0])}</body></html>\n"
    )


def story_css() -> str:
    """The style of a presentation."""
    return (_HERE / "story.css").read_text(encoding="utf-8")


def story_body(steps: Sequence[Step], *, lang: Lang) -> str:
    """The empty frame that the script fills, and the help that stands in it."""
    legal, credit = escape(legal_note(lang)), escape(say("story.credit", lang))
    words = {name: escape(say(f"story.{name}", lang)) for name in ("previous", "next", "end")}
    previous, following, end = (
        f'<button type="button" class="story-{name}" aria-label="{words[name]}" title="{words[name]}">{sign}</button>'
        for name, sign in (("previous", "‹"), ("next", "›"), ("end", "×"))
    )
    return (
        f'<section class="story" id="story" hidden tabindex="-1" aria-label="{escape(say("story.present", lang, count=len(steps)))}">'
        '<header><div><h1 id="story-title"></h1><p id="story-sentence"></p><p id="story-doubt" hidden></p></div>'
        f'{end}</header><div class="story-stage"><div class="story-map"></div>'
        f'<div class="story-side" tabindex="0"><div class="story-figures"></div><div class="story-legend"></div></div>{previous}{following}</div>'
        f'<footer><p>{legal}</p><p>{credit}</p><p id="story-source"></p><p id="story-number" aria-live="polite"></p></footer></section>'
    )


def story_scripts(steps: Sequence[Step], *, lang: Lang, edition: Edition) -> str:
    """What is shown, and the script that turns it; language and edition are those of the page around it."""
    maps = story_maps([_map_view(step) for step in steps if step.has_map], lang=lang, edition=edition)
    views = iter(maps.views)
    slides = [_slide(step) | ({"map": next(views)} if step.has_map else {}) for step in steps]
    told = {"pool": maps.pool, "own": maps.own, "slides": slides}
    script = (_HERE / "story.js").read_text(encoding="utf-8")
    return f"<script>window.lienTinhStory = {script_json(told)};</script><script>{script}</script>"


def _slide(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": step.slide.title,
        "sentence": step.slide.sentence,
        "doubt": step.doubt,
        "lang": step.lang.value,
        "source": step.source_line(),
        "number": say("story.count", step.lang, number=step.number, count=step.count),
        "figures": _tiles(step) + _bars(step) + _table(step),
    }
    if step.has_map and step.report is not None:
        told |= {"bounds": step.report.bounds, "legend": _legend(step)}
    return told


def _map_view(step: Step) -> MapView:
    """What the map of a step draws."""
    shows, report = step.slide.shows, step.report
    assert shows is not None
    assert report is not None
    return MapView(
        lang=shows.lang,
        edition=shows.edition,
        layers=shows.layers,
        project_ids=frozenset(p.id for p in report.projects),
        statuses=shows.statuses,
        place_kinds=shows.places,
        highlight_id=shows.mark or None,
        path_before=step.ways[0],
        path_after=step.ways[1],
        results=() if step.layer is None else (step.layer,),
        own=report.source.own,
        year=shows.year,
        popups=False,
    )


def _legend(step: Step) -> str:
    """What is on the map but its ground: in a hall few lines can be read."""
    untold = (*_UNTOLD, "status") if step.tiles or step.layer else _UNTOLD
    plain = {say(f"layers.legend_heading_{name}", step.lang) for name in untold}
    view = _map_view(step)
    rows = [row for row in legend_rows(view) if row.heading not in plain]
    heading = step.year_told
    parts = [f"<h2>{escape(heading)}</h2>"] if heading else []
    if roads := numbered_roads(view):
        names = (
            f"<p><b>{n}</b><span>{escape(short_name(p.text('name', step.lang)))}</span></p>" for n, p in roads.items()
        )
        parts += [f"<h2>{escape(say('story.roads', step.lang))}</h2>", *names]
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            parts.append(f"<h2>{escape(heading)}</h2>")
        parts.append(f"<p>{swatch_svg(row.sign)}<span>{escape(row.text)}</span></p>")
    return "".join(parts)


def _tiles(step: Step) -> str:
    tiles = "".join(
        f"<div><dt>{escape(t.name)}</dt><dd><b>{escape(t.value)}</b><span>{escape(t.change)}</span><small>{escape(t.before)}</small></dd></div>"
        for t in step.tiles
    )
    return f'<p class="story-of">{escape(step.tiles_of)}</p><dl class="story-tiles">{tiles}</dl>' if tiles else ""


def _bars(step: Step) -> str:
    """Minutes saved by scenario: a bar, the whisker of its range, and the figures beside it."""
    if not step.bars:
        return ""
    ends = [v for bar in step.bars for v in (bar.value, bar.low, bar.high, 0.0) if v is not None]
    low, high = min(ends), max(ends)
    room = (high - low) or 1.0
    rows = "".join(_bar(bar, low, room) for bar in step.bars)
    return f'<figure class="story-bars"><figcaption>{escape(say("story.saved_bars", step.lang))}</figcaption>{rows}</figure>'


def _bar(bar: Bar, low: float, room: float) -> str:
    def at(value: float) -> float:
        return 100 * (value - low) / room

    drawn = ""
    if bar.value is not None:
        left, right = sorted((at(0.0), at(bar.value)))
        drawn = f'<i style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
        if bar.low is not None and bar.high is not None:
            drawn += f'<u style="left:{at(bar.low):.2f}%;width:{at(bar.high) - at(bar.low):.2f}%"></u>'
    main = ' class="main"' if bar.main else ""
    return (
        f'<div{main}><span>{escape(bar.name)}</span><em aria-hidden="true">{drawn}</em><b>{escape(bar.text)}</b></div>'
    )


def _table(step: Step) -> str:
    if not step.heads:
        return ""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in step.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(c)}</td>" for c in row[1:])}</tr>'
        for row in step.rows
    )
    remark = f"<p>{escape(step.remark)}</p>" if step.remark else ""
    many = " many" if len(step.rows) > _FEW_ROWS else ""
    return f'<table class="story-table{many}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{remark}'
