"""The presentation: for each language the slides to decide by, the kept views, and an appendix of tables.

``slides(data)`` gives the bytes of a PPTX, 16:9, whose tables and charts stay editable; with ``SOURCE_DATE_EPOCH`` the same data give the
same bytes.
"""

from __future__ import annotations

import io
from functools import partial
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
from briefing.slides.appendix import add_contributions, add_routes, add_steps
from briefing.slides.changes import add_changes, add_gains, changes_order, gains_order
from briefing.slides.comparison import add_comparison
from briefing.slides.decision import add_decision, add_doubts, add_more_doubts
from briefing.slides.deck import Deck, largest
from briefing.slides.opening import add_situation, add_title, situation_order
from briefing.slides.order import add_order, add_worth
from briefing.slides.story import add_step
from briefing.slides.template import house, opened
from briefing.slides.value import add_programme, add_programme_tables, add_value, add_value_and_doubts, add_value_tables
from layers import legal_note, told_provenance, units_note
from words import InputError, Lang, day, say, text_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from pptx.presentation import Presentation as Slides

    from briefing.content import ReportData
    from briefing.map import Order, Picture

    Begun = Callable[[], Picture]
    Maps = dict[str, Begun]  # begun, by the slide they are for
    Fillers = dict[str, Callable[[Picture], None]]  # that set them there

_SOURCES: Final = ("roads", "projects", "people", "borders", "licence")


def add_sources(deck: Deck, report: ReportData) -> None:
    """Sources and licences; legal note, assumptions and digests at the foot, every layer in the notes."""
    lang = deck.lang
    notes = [*figure_notes(report, lang), *layer_sources(report, lang)]
    page = deck.page(say("headline.sources", lang), notes=notes)
    foot = [legal_note(lang), units_note(lang, report.request.edition), assumption_line(report, lang)]
    room = page.area.above(page.foot(" ".join([*filter(None, foot), f"{digest_line(report, lang)}."])))
    page.text(room, largest([say(f"headline.source_{key}", lang) for key in _SOURCES], room, bullet=True), name="Text")


def add_method(deck: Deck, report: ReportData) -> None:
    """How the figures are made."""
    lang = deck.lang
    page = deck.page(say("headline.method", lang), notes=figure_notes(report, lang))
    page.text(page.area, largest(method_lines(report, lang), page.area, bullet=True), name="Text")


def layer_sources(report: ReportData, lang: Lang) -> list[str]:
    """Each layer with its source, licence and date, for the notes and the workbook."""
    rows = []
    for name, row in sorted(report.manifest.items()):
        title = text_in(row, "title", lang) or name
        rows.append(
            f"{title}: {told_provenance(row, 'source', lang)} · {told_provenance(row, 'licence', lang)} · {_dated(row, lang)}"
        )
    return rows


def _dated(row: Mapping[str, Any], lang: Lang) -> str:
    return day(str(row.get("reference_date", "")), lang)


_LONGEST_PROPERTY = 255


def slides(
    report: ReportData,
    *,
    template: bytes | None = None,
    template_name: str = "",
    short: bool = False,
    begin: Callable[[Order], Begun] | None = None,
) -> bytes:
    """The deck of a report, in each of its languages.

    Parameters
    ----------
    template
        A user's PPTX whose master and theme are used; the house's own if None.
    template_name
        How its file is called, for the sentence about a faulty one.
    short
        Title and five slides at most instead of the whole deck: no sources but in the notes, no kept views, no appendix.
    begin
        Begins a map beside the rest and gives what waits for it; if left out, each is drawn when its slide asks for it.

    Raises
    ------
    InputError
        If the template cannot be used, or something in the request cannot.
    """
    deck_file = house() if template is None else opened(template, name=template_name)
    report.progress("briefing.step_slides")
    decks = [Deck(deck_file, lang=lang, house=template is None, short=short) for lang in report.request.langs]
    maps = _begun(begin or partial(_here, report), decks, report)
    wanting = [(_fill_short if short else _fill)(deck, report) for deck in decks]
    for begun, fillers in zip(maps, wanting, strict=True):
        report.progress("briefing.step_maps")
        for name, fill in fillers.items():
            fill(begun[name]())
    return _written(deck_file, report)


def _here(report: ReportData, order: Order) -> Begun:
    """A map that is drawn in this process."""

    def draw() -> Picture:
        from briefing.map import drawn  # noqa: PLC0415 - matplotlib loads where a map is drawn

        return drawn(order, source=report.source, laid=report.laid)

    return draw


def _begun(begin: Callable[[Order], Begun], decks: Sequence[Deck], report: ReportData) -> list[Maps]:
    """The maps of each deck, begun before all else: those first that wait for no figure."""
    maps: list[Maps] = [{"situation": begin(situation_order(report, deck))} for deck in decks]
    if changes(report):
        for deck, begun in zip(decks, maps, strict=True):
            begun["changes"] = begin(changes_order(report, deck))
            if not deck.short:
                begun["gains"] = begin(gains_order(report, deck))
    return maps


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


def _fill(deck: Deck, report: ReportData) -> Fillers:
    """The slides of one language: at most twelve to decide by, the kept views, the appendix; gives what sets their maps."""
    fillers = _open(deck, report)
    if changes(report):
        fillers["gains"] = add_gains(deck, report)
    numbers = _numbers(report)
    add_order(deck, report, numbers)
    add_worth(deck, report)
    add_value(deck, report)
    add_programme(deck, report)
    unsaid = add_doubts(deck, report)
    add_sources(deck, report)
    if report.request.story and deck.lang is report.request.lang:
        deck.divider(say("headline.views", deck.lang), notes=figure_notes(report, deck.lang))
        _add_story(deck.slides, report, house_style=deck.house)
    _append(deck, report, numbers, unsaid)
    return fillers


def _fill_short(deck: Deck, report: ReportData) -> Fillers:
    """Those without which nothing can be decided: figures, map, what changes, which first, worth and what is not known."""
    fillers = _open(deck, report)
    add_order(deck, report, _numbers(report))
    add_value_and_doubts(deck, report)
    return fillers


def _open(deck: Deck, report: ReportData) -> Fillers:
    """Title, figures to decide by, the map, what changes."""
    add_title(deck, report)
    add_decision(deck, report)
    fillers = {"situation": add_situation(deck, report)}
    if changes(report):
        fillers["changes"] = add_changes(deck, report)
    return fillers


def _numbers(report: ReportData) -> Mapping[str, str]:
    """The numbers of the projects on the map."""
    return {key: str(number) for key, number in report.numbers.items()}


def _append(deck: Deck, report: ReportData, numbers: Mapping[str, str], unsaid: Sequence[str]) -> None:
    """The appendix: every table, the doubts that had no room, and the method."""
    deck.divider(say("headline.appendix", deck.lang), notes=figure_notes(report, deck.lang))
    if report.projects:
        add_routes(deck, report, numbers)
    add_comparison(deck, report)
    add_contributions(deck, report, numbers)
    add_steps(deck, report, numbers)
    add_value_tables(deck, report)
    add_programme_tables(deck, report)
    add_more_doubts(deck, report, unsaid)
    add_method(deck, report)


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
