"""The page: which trips and what it is held against, then the answer, then how it comes about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from analysis.choices import AGAINST, OFFERED, TABS, against_today, request_of, sheet_of
from views.components import (
    downloads,
    explain,
    from_list,
    guarded,
    info,
    long_work,
    note,
    one_of,
    parts,
    plain,
    scenario_panel,
    text,
    tick,
    workspace,
)
from views.pages.worth import answer, around, assumed, capital, counted, order, own_trips, plan, ranks, steps
from views.state import data, session_view, undo, worth_tables
from words import Lang, capital_bridge, number, say, worth_gains

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.economics import Appraisal, Certainty, Question, Request, Sheet, UnitShare
    from analysis.scenarios import Assumptions, Scenario, World
    from views.components import Progress
    from views.state import Columns, View

OWN: Final = "own"  # trips of the user's table
_STARTS: Final = tuple(str(year) for year in range(2020, 2041))


def show() -> None:
    """Draw the page."""
    scenario_panel.beside_panel("worth", _draw)


def _draw(view: View, columns: Columns) -> Callable[[], None] | None:
    lang = view.lang
    names = {tab: say(f"plan_view.tab_{tab}", lang) for tab in TABS}
    name, place = parts(
        names, view.worth.tab, key=f"worth-tab-{lang.value}", choose=lambda tab: session_view.change_worth(tab=tab)
    )
    with place, workspace.scrolling(f"worth-{name}"), guarded(f"worth.{name}", lang=lang):
        _TAB_SHOWS[name](view, columns)
    return None


def _worth(view: View, columns: Columns) -> None:
    """The appraisal of the scenario looked at."""
    from analysis.economics import read_sheet

    lang = view.lang
    scenario_panel.subject(view, columns)
    steps.offer(lang)
    _choices(view)
    sheet, faults = sheet_of(read_sheet(data.world()), view.worth)
    for fault in faults:
        st.warning(plain(fault.text(lang)))
    if view.worth.trips != OWN or worth_tables.current().trips:
        request = request_of(view.worth, own_trips=worth_tables.current().trips)
        with guarded("worth.answer", lang=lang):
            _answer(view, columns, sheet, request)
        with st.expander(say("worth_view.counts", lang)), guarded("worth.counts", lang=lang):
            counted.show(view, request, sheet, columns.assumptions)
    st.subheader(say("worth_view.assumptions", lang))
    with guarded("worth.assumptions", lang=lang):
        assumed.show(sheet, view)
    explain("worth_view", lang)


def _choices(view: View) -> None:
    """Trips, reference and year of works; options folded."""
    lang, chosen = view.lang, view.worth
    one_of(
        say("worth_view.trips", lang),
        OFFERED,
        chosen.trips,
        names=lambda name: say(f"worth.trips_{name}", lang),
        key="worth-trips",
        choose=lambda name: session_view.change_worth(trips=name),
    )
    note(say(f"worth.trips_{chosen.trips}_note", lang))
    if chosen.trips == OWN:
        with guarded("worth.trips", lang=lang):
            own_trips.show(lang)
    with st.expander(say("worth_view.options", lang)):
        one_of(
            say("worth_view.against", lang),
            AGAINST,
            chosen.against,
            names=lambda name: say(f"worth_view.against_{name}", lang),
            key="worth-against",
            choose=lambda name: session_view.change_worth(against=name),
        )
        from_list(
            say("worth_view.start", lang),
            sorted({*_STARTS, str(chosen.start_year)}),
            str(chosen.start_year),
            names=str,
            key="worth-start",
            choose=lambda year: session_view.change_worth(start_year=int(year)),
        )
        for option in ("tolls", "accidents", "carbon"):
            tick(
                say(f"worth_view.{option}", lang),
                getattr(chosen, option),
                key=f"worth-{option}",
                choose=lambda on, option=option: session_view.change_worth(**{option: on}),  # type: ignore[misc]
            )


@dataclass(frozen=True)
class _Asked:
    """What an appraisal of the page hangs on."""

    world: World
    scenario: Scenario
    against_today: bool
    request: Request
    assumptions: Assumptions
    sheet: Sheet

    @property
    def name(self) -> tuple[str, ...]:
        """Tells one question from another."""
        return (
            self.world.digest(self.scenario),
            str(self.against_today),
            self.request.digest,
            self.sheet.digest,
            *self.assumptions.weights,
        )

    @property
    def lasting(self) -> bool:
        """Whether no table of the user's stands in it."""
        return self.request.own_trips is None

    def question(self, still: Callable[[], None]) -> Question:
        """The question, with its trips; seconds the first time."""
        from analysis.economics import question_of

        return jobs.run(
            question_of,
            self.world,
            self.scenario,
            self.request,
            assumptions=self.assumptions,
            sheet=self.sheet,
            against_today=self.against_today,
            still=still,
            lasting=self.lasting,
        )


def _asked(view: View, columns: Columns, sheet: Sheet, request: Request) -> _Asked:
    # the cost is that of the whole road, so all of it stands, whatever the year of the scenario
    scenario = replace(columns.scenario(view), year=None)
    return _Asked(data.world(), scenario, against_today(view.worth), request, columns.assumptions, sheet)


def _answer(view: View, columns: Columns, sheet: Sheet, request: Request) -> None:
    lang, title = view.lang, columns.subject(view).title(view.lang)
    asked = _asked(view, columns, sheet, request)
    if not asked.scenario.projects:
        st.info(plain(say("worth_view.choose", lang)))
        return

    def make(progress: Progress) -> tuple[Question, Appraisal]:
        from analysis.economics import central

        question = asked.question(progress.still)
        return question, jobs.run(central, asked.world, question, progress=progress, lasting=asked.lasting)

    work = long_work.awaited("worth", asked.name, make, words="worth_view.working", lang=lang, context=title)
    if work.result is None:
        return
    question, found = work.result
    if not work.old:
        assumed.result_is(found)
    place = long_work.part("worth", "answer")
    drawn = None if work.old else _drawn(asked, question, found, lang)
    with place:
        answer.show(found, drawn, work.context, lang)
        _only_priced(found, lang)
        if told := answer.open_sentence(asked.world, found, lang):
            note(told)
    with long_work.part("worth", "rest"):
        _rest(question, found, drawn, work.context, (view, columns))


def _only_priced(found: Appraisal, lang: Lang) -> None:
    """A button that leaves the roads with a cost, where some have none."""
    if found.priced_bn is not None:
        st.button(
            say("worth_view.only_priced", lang),
            key="worth-only-priced",
            on_click=undo.change_routes,
            args=(tuple(u.unit for u in found.units if u.known),),
        )


def _drawn(asked: _Asked, question: Question, found: Appraisal, lang: Lang) -> Certainty | None:
    """The draws of the result on the page, once they are made; none where nothing gains and nothing is costed."""
    if not (found.costed or worth_gains(found)):
        return None

    def make(progress: Progress) -> Certainty:
        from analysis.economics import kept_certainty

        return jobs.run(kept_certainty, question, progress=progress, lasting=asked.lasting)

    return long_work.awaited(
        "worthdraws", (*asked.name, found.digest), make, words="worth_view.drawing", lang=lang, former=False
    ).result


def _shares(question: Question, found: Appraisal, view: View) -> None:
    """What each road of several is worth; told against the base network, where the game begins."""
    lang = view.lang
    if len(found.units) < 2:  # noqa: PLR2004 - one alone has it all
        note(say("worth_view.shares_alone", lang))
        return
    if question.reference.projects:
        return

    def make(progress: Progress) -> tuple[UnitShare, ...]:
        from analysis.economics import unit_shares

        return jobs.run(unit_shares, question, found, progress=progress, lasting=question.request.own_trips is None)

    st.html(f'<p class="lt-charttitle">{text(say("worth_view.shares", lang))}</p>')
    work = long_work.awaited(
        "worthshares", (found.digest,), make, words="worth_view.sharing", lang=lang, former=False, patience=0.2
    )
    if work.result is None:
        return
    st.html(f'<p role="status"><b>{text(answer.shares_sentence(work.result, lang))}</b></p>')
    downloads.table(
        answer.shares(work.result, lang),
        name="worth_shares",
        digest=found.digest,
        lang=lang,
        title=say("worth_view.shares", lang),
    )
    note(say("worth_view.shares_read", lang))
    note(say("worth_view.shares_alone", lang))
    note(say("worth_view.shares_order", lang))


def _book(world: World, found: Appraisal, title: str, lang: Lang) -> bytes:
    from briefing.workbook import appraisal_book

    return appraisal_book(world, found, title, lang)


def _rest(
    question: Question, found: Appraisal, drawn: Certainty | None, title: str, seen: tuple[View, Columns]
) -> None:
    view, columns = seen
    lang = view.lang
    for name, made in (("figures", answer.figures(found, drawn, lang)), ("parts", answer.parts(found, lang))):
        downloads.table(
            made, name=f"worth_{name}", digest=found.digest, lang=lang, title=say(f"worth_view.{name}", lang)
        )
        note(say("worth_view.figures_read", lang) if name == "figures" else answer.parts_read(found, lang))
        if name == "figures":
            for told in filter(None, (capital_bridge(found, lang), say("value.discounted", lang))):
                note(told)
    if drawn is not None and found.costed:
        st.html(f'<p class="lt-charttitle">{text(say("worth_view.swings", lang))}</p>')
        shown = answer.chart("swings", found, drawn, lang, lambda: answer.swings(drawn, found.sheet, lang))
        st.altair_chart(shown, width="stretch")
        note(say("worth_view.swings_read", lang, draws=number(drawn.draws, lang), seed=drawn.seed))
    st.html(info(say("compare.digest", lang, digest=found.digest), lang).html)
    world = data.world()
    downloads.workbook(
        lambda: _book(world, found, title, lang),
        name="worth_book",
        digest=found.digest,
        lang=lang,
        label="worth_view.book",
    )
    with guarded("worth.shares", lang=lang):
        _shares(question, found, view)
    with guarded("worth.order", lang=lang):
        order.show(world, question, assumptions=columns.assumptions, against_today=against_today(view.worth), lang=lang)
    with st.expander(say("worth_view.costs", lang), expanded=not found.costed):
        capital.show(found, view)


def _rural(view: View, columns: Columns) -> None:
    scenario_panel.subject(view, columns)
    around.rural(view, columns)


# the parts of the page by their tab: another one is a row here, a name in ``TABS`` and its word
_TAB_SHOWS: Final = {
    "worth": _worth,
    "plan": plan.show,
    "ranks": ranks.show,
    "land": around.land,
    "rural": _rural,
}
