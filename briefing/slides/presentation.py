"""The presentation: all slides in their order, for each language, and the last slide with method and sources.

``slides(data)`` gives the bytes of a PPTX, 16:9, whose tables and charts stay editable; with ``SOURCE_DATE_EPOCH`` the same data give the
same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from briefing.content import (
    assumption_line,
    changes,
    digest_line,
    figure_notes,
    literal,
    method_lines,
    steady,
    steps_of,
    timestamp,
)
from briefing.slides.comparison import add_comparison
from briefing.slides.contributions import add_contributions, add_order
from briefing.slides.deck import BODY_PT, Deck, Line, text_height
from briefing.slides.gains import add_gains, gains_picture
from briefing.slides.opening import add_situation, add_title, situation_picture
from briefing.slides.routes import add_routes
from briefing.slides.story import add_step
from briefing.slides.template import house, opened
from layers import legal_note, provenance, units_note
from words import InputError, Lang, say, text_in

if TYPE_CHECKING:
    import datetime as dt

    from pptx.presentation import Presentation as Slides

    from briefing.content import ReportData
    from briefing.slides.deck import Area, Page

_SOURCES: Final = ("roads", "projects", "people", "borders", "licence")
_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0)  # below 14 only on templates narrower than 16:9


def add_sources(deck: Deck, report: ReportData) -> None:
    """Method to the left, sources and licences to the right; legal note, assumptions and digests at the foot."""
    lang = deck.lang
    notes = [*figure_notes(report, lang), *layer_sources(report, lang)]
    page = deck.page(say("slides.sources_title", lang), notes=notes)
    foot = page.foot(
        " ".join(
            [
                legal_note(lang),
                units_note(lang, report.request.edition),
                assumption_line(report, lang),
                digest_line(report, lang) + ".",
            ]
        ).replace("  ", " ")
    )
    method, sources = page.area.above(foot).columns(1.0, 1.0, gap=12.0)
    _column(page, method, "slides.method", method_lines(report, lang))
    _column(page, sources, "slides.sources", [say(f"slides.source_{key}", lang) for key in _SOURCES])


def _column(page: Page, area: Area, heading: str, points: list[str]) -> None:
    for size in _SIZES:
        lines = [Line(say(heading, page.deck.lang), size=min(size + 3, BODY_PT + 2), bold=True)]
        lines += [Line(text, size=size, bullet=True, space_mm=2.6) for text in points]
        if text_height(lines, area.width) <= area.height:
            break
    page.text(area, lines, name="Text")


def layer_sources(report: ReportData, lang: Lang) -> list[str]:
    """Each layer with its source, licence and date, for the notes and the workbook."""
    rows = []
    for name, row in sorted(report.manifest.items()):
        title = text_in(row, "title", lang) or name
        rows.append(
            f"{title}: {provenance(row, 'source', lang)} · {provenance(row, 'licence', lang)} · {row.get('reference_date', '')}"
        )
    return rows


_LONGEST_PROPERTY = 255


def slides(report: ReportData, *, template: bytes | None = None, template_name: str = "") -> bytes:
    """The deck of a report, in each of its languages.

    Parameters
    ----------
    template
        A user's PPTX whose master and theme are used; the house's own if None.
    template_name
        How its file is called, for the sentence about a faulty one.

    Raises
    ------
    InputError
        If the template cannot be used, or something in the request cannot.
    """
    deck_file = house() if template is None else opened(template, name=template_name)
    report.progress("briefing.step_slides")
    for lang in report.request.langs:
        deck = Deck(deck_file, lang=lang, house=template is None)
        add_title(deck, report)
        if lang is report.request.lang:
            _add_story(deck_file, report, house_style=template is None)
        _fill(deck, report)
    return _written(deck_file, report)


def story_slides(report: ReportData, *, template: bytes | None = None, template_name: str = "") -> bytes:
    """The kept views alone, between a title and the sources; parameters and errors as of ``slides``.

    Raises
    ------
    InputError
        If no view was kept, too.
    """
    if not report.request.story:
        raise InputError("story.empty")
    deck_file = house() if template is None else opened(template, name=template_name)
    deck = Deck(deck_file, lang=report.request.lang, house=template is None)
    add_title(deck, report)
    _add_story(deck_file, report, house_style=template is None)
    add_sources(deck, report)
    return _written(deck_file, report)


def _add_story(deck_file: Slides, report: ReportData, *, house_style: bool) -> None:
    """One slide for each kept view, in the language it was kept in."""
    request = report.request
    steps = steps_of(
        request.story, world=report.world, source=report.source, lang=request.lang, present=request.scenario_set
    )
    for step in steps:
        report.progress("page.step_story")
        add_step(Deck(deck_file, lang=step.lang, house=house_style), step)


def _written(deck_file: Slides, report: ReportData) -> bytes:
    """The bytes of a deck, with what it says of itself."""
    when = timestamp()
    _set_properties(deck_file, report, when)
    out = io.BytesIO()
    deck_file.save(out)
    return steady(out.getvalue(), when)


def _fill(deck: Deck, report: ReportData) -> None:
    """The slides of one language after its title."""
    report.progress("briefing.step_maps")
    picture = situation_picture(report, deck)
    add_situation(deck, report, picture)
    if report.projects:
        add_routes(deck, report, picture.shown)
    add_comparison(deck, report)
    if changes(report):
        add_gains(deck, report, gains_picture(report, deck))
    add_contributions(deck, report)
    add_order(deck, report)
    add_sources(deck, report)


def _set_properties(deck_file: Slides, report: ReportData, when: dt.datetime) -> None:
    """What the file says of itself."""
    request, about = report.request, deck_file.core_properties
    about.title = _property(request.title) or say("slides.default_title", request.lang)
    about.subject = _property(request.subtitle)
    about.author = about.last_modified_by = _property(request.author or request.organisation) or "lien-tinh"
    about.keywords = f"{report.digest} {report.data_digest}"
    about.comments = say("slides.map_credits", request.lang)
    about.language = say("language.tag", request.lang)
    about.created = about.modified = when.replace(tzinfo=None)
    about.revision = 1


def _property(text: str) -> str:
    """A text as the format takes it among the properties of a file."""
    return literal(text)[:_LONGEST_PROPERTY]
