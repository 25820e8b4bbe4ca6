"""What is seen on a page, as a slide keeps it: the choices of the view in words that need no page, and the page's own answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from analysis.choices import (
    TABS,
    WorthSettings,
    against_today,
    plan_question,
    request_of,
    sheet_of,
    wishes_of,
    worth_settings,
)
from analysis.scenarios import (
    DRAFT,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    OWN_PREFIX,
    ScenarioSet,
    Shows,
    Slide,
    Variant,
    What,
    figures_digest,
)
from views.components import map_panel, year
from views.pages.compare import overview, pair
from views.pages.connectivity import access, border
from views.pages.worth import around, ranks
from views.state import Columns, Tab, View, address, data, scenarios, session_view, story, worth_tables
from words import LinkError, best_text, clean, number, plan_sentence, say, worth_gains, worth_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.content import Bounds
    from words import Lang

PAGES: Final = ("browse", "compare", "connectivity", "worth")
_OF_WORTH: Final = tuple(map(What, TABS))
_WITHOUT_MAP: Final = (What.OVERVIEW, What.MATRIX, What.SHARES, *_OF_WORTH)  # figures tell them
_OF_ALL_ROADS: Final = (What.PLAN, What.RANKS, What.LAND)  # whatever scenario is looked at
_WITH_YEAR: Final = (What.GAINS, What.CLOSURE)  # their maps draw the scenario in its year
_ENDED: Final = "."


def what(page: str, view: View) -> What:
    """What the open part of a page is about."""
    if page == "compare":
        return What(view.compare.part.value)
    if page == "worth":
        return What(view.worth.tab)
    return What(view.connectivity.tab.value) if page == "connectivity" else What.MAP


def has_map(page: str, view: View) -> bool:
    """Whether the map on the page is part of what is kept."""
    return what(page, view) not in _WITHOUT_MAP


def as_one(page: str, view: View) -> View:
    """The view with the road drawn whose facts stand beside the map, ticked or not: what is kept speaks of what it shows."""
    marked = view.focus.removeprefix("route:") if view.focus.startswith("route:") else ""
    drawn = session_view.ticked_routes(view)
    if what(page, view) is not What.MAP or data.project(marked) is None or marked in drawn:
        return view
    return replace(view, routes=(*drawn, marked), compare=replace(view.compare, subject=""))


def slide_of(page: str, view: View, *, bounds: Bounds | None, title: str, sentence: str) -> Slide:
    """The view as a slide with these words."""
    view = as_one(page, view)
    columns = scenarios.columns(view)
    shows, world = _shows(page, view, columns), data.world()
    return Slide(
        title=title,
        sentence=sentence,
        page=page,
        address=urlencode(address.write(view), safe="~!*,"),
        bounds=bounds,
        shows=shows,
        data_digest=world.data_digest,
        data_date=world.data.study.data_date.isoformat(),
        digest=figures_digest(shows, world),
    )


def view_of(slide: Slide) -> tuple[View, list[str]]:
    """The view that a slide was kept from, and what of its address cannot be used any more."""
    from views.state import session

    return address.read(dict(parse_qsl(slide.address, keep_blank_values=True)), known=session.known_ids())


def _shows(page: str, view: View, columns: Columns) -> Shows:
    kind = what(page, view)
    drawn = map_panel.map_view(view, of=None if kind is What.MAP else columns.scenario(view))
    kinds = drawn.place_kinds | ({"tourism"} if kind is What.TOURISM else set())
    goal, look = _goal_and_look(kind, view)
    chosen = _with_closed(view, columns) if kind is What.CLOSURE else columns.scenario_set
    subject = chosen.variants[-1].key if kind is What.CLOSURE else columns.subject(view).key
    if kind is What.MAP and columns.working:
        subject = columns.working  # the map draws what is ticked, whatever is looked at on other pages
    return Shows(
        year=view.year if kind is What.MAP else columns.scenario(view).year if kind in _WITH_YEAR else None,
        what=kind,
        lang=view.lang,
        edition=view.edition,
        scenarios=chosen,
        subject=subject,
        routes=drawn.project_ids,
        layers=drawn.layers,
        statuses=drawn.statuses,
        places=kinds,
        mark=drawn.highlight_id or "" if kind is What.MAP else "",
        origin=view.origin,
        destination=view.destination,
        goal=goal,
        asked=_worth_asked(view.worth) if kind in _OF_WORTH else "",
        look=look,
    )


def _goal_and_look(kind: What, view: View) -> tuple[str, str]:
    """To what a result leads, and which of its drawings is looked at."""
    ties = view.connectivity
    return {
        What.PAIR: ("", view.way.value),
        What.GAINS: (view.compare.goal, str(st.session_state.get("gains-look-chosen", ""))),
        What.ACCESS: (ties.access_to, ties.access_look),
        What.BORDER: ("", f"{ties.border_look}-{ties.shown_state}"),
        What.BETWEEN: (
            ties.route_pair if ties.between_sheet == "routes" else "",
            f"{ties.between_sheet}-{ties.shown_state}",
        ),
        What.CRITICAL: (ties.critical_trips, ties.critical_look),
        What.TOURISM: ("~".join(ties.stops or ()), ties.round_trip_by),
    }.get(kind, ("", ""))


def _worth_asked(chosen: WorthSettings) -> str:
    """What is asked of value for money, as parameters of an address; the open tab is told beside it."""
    return urlencode(worth_settings.write(replace(chosen, tab=TABS[0], held="", tables="")), safe="~:")


def _with_closed(view: View, columns: Columns) -> ScenarioSet:
    """The scenario looked at with the roads closed on the page, after the base network."""
    looked_at, settings = columns.subject(view), view.compare
    shut = Variant(
        f"{OWN_PREFIX}1",
        f"{looked_at.title(view.lang)[:50]} – {say('compare.part_closure', view.lang)}",
        looked_at.units,
        looked_at.year,
        looked_at.closed_links | set(settings.closed),
        looked_at.closed_stretches | set(settings.stretches),
    )
    return ScenarioSet((columns.scenario_set.variants[0], shut), columns.assumptions)


def answer(page: str, view: View) -> tuple[str, str]:
    """Title and sentence that the page itself would give; the sentence is empty where it has none of its own."""
    view = as_one(page, view)
    columns, kind = scenarios.columns(view), what(page, view)
    title = say(_TITLES.get(kind, f"story.title_{kind.value}"), view.lang)
    if kind not in {What.MAP, *_OF_ALL_ROADS}:
        title = f"{title} – {_called(view, columns)}"
    try:
        title, sentence = _ANSWERS.get(kind, _untold)(view, columns, title)
    except LinkError:  # the page says why; words of the user's own can be kept all the same
        sentence = ""
    title, sentence = clean(title), clean(sentence)
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rpartition(" ")[0] + "…"
    return title, whole(sentence, LONGEST_SENTENCE)


def whole(text: str, longest: int) -> str:
    """As many whole sentences of a text as fit, else clauses of the first; nothing where not even one fits.

    A clause ends at a semicolon outside quotation marks and brackets, where names may hold one.
    """
    if len(text) <= longest:
        return text
    depth, ends = 0, {".": 0, ";": 0}
    for n, sign in enumerate(text[:longest]):
        depth += (sign in "(“") - (sign in ")”")
        if depth or sign not in ends or text[n + 1 : n + 2] != " ":
            continue
        if sign == ";" or not text[:n].rpartition(" ")[2].isupper():  # a name shortened, as TP., ends no sentence
            ends[sign] = n
    end = ends["."] or ends[";"]
    return text[:end] + _ENDED if end else ""


def in_language(slide: Slide, lang: Lang) -> Slide:
    """A kept view with what the program says on it in this language; words of the user's own stay.

    Words told of data or of a scenario that are no more at hand stay too: written anew they would tell other figures.
    """
    if slide.shows is None or slide.shows.lang is lang or not slide.page:
        return slide
    view = replace(view_of(slide)[0], lang=lang)
    told = replace(slide, shows=replace(slide.shows, lang=lang), address=urlencode(address.write(view), safe="~!*,"))
    if (
        not slide.proposed
        or figures_digest(_shows(slide.page, view, scenarios.columns(view)), data.world()) != slide.digest
    ):
        return told
    words: dict[str, Any] = dict(zip(("title", "sentence"), answer(slide.page, view), strict=True))
    return replace(told, **{name: words[name] or getattr(slide, name) for name in slide.proposed})


def follow(lang: Lang) -> None:
    """Have the kept views follow the language of the page."""
    before = story.current()
    after = tuple(in_language(slide, lang) for slide in before)
    if after != before:
        story.put(after)


_TITLES: Final = {
    **{What(p): f"compare.part_{p}" for p in ("overview", "pair", "matrix", "gains", "shares", "closure")},
    **{What(tab.value): f"linking.tab_{tab.value}" for tab in Tab},
    **{kind: f"plan_view.tab_{kind.value}" for kind in _OF_WORTH},
    What.WORTH: "app.page_worth",
}


def _untold(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001 - as its neighbours
    return title, ""


def _map(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001
    """How far the routes on the map are; of one that is marked, its own length and state."""
    from briefing.content import standing_text

    lang, shown = view.lang, map_panel.map_view(view).project_ids
    marked = [p for p in data.projects() if view.focus == f"route:{p.id}"]
    told = marked or [p for p in data.projects() if p.id in shown]
    if view.year and shown:
        title = marked[0].text("name", lang) if marked else say("story.title_map_year", lang, year=view.year)
        return title, f"{year.meaning(view.year, lang)}. {year.figures(view, [p.id for p in told])}"
    return (marked[0].text("name", lang) if marked else title), standing_text(told, lang) + _ENDED if told else ""


def _overview(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001 - as its neighbours
    """The best scenario and by what, as the page opens with it."""
    from analysis.measures import best, metric_table

    world, chosen = data.world(), columns.scenario_set
    known = st.session_state.get(overview.RANGES)  # what the page has computed already
    table = (
        known[1]
        if known and known[0] == columns.digest
        else data.kept(("story table", columns.digest), lambda: metric_table(world, chosen, ranges=True))
    )
    ranked = best(table)
    brief, other = best_text(ranked, view.lang, brief=True), overview.elsewhere(table, view.lang)
    by_length = (best_text(ranked, view.lang) + other, brief + other, brief)
    told = next((one for one in by_length if len(one) <= LONGEST_SENTENCE), brief)
    return say("story.title_overview", view.lang), told


def _pair(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001
    result = data.comparison(columns.scenario(view), view.origin, view.destination)
    places = data.world().places
    return " – ".join(places[i].name(view.lang) for i in (view.origin, view.destination)), pair.sentence(
        result, view.lang
    )


def _gains(view: View, columns: Columns, title: str) -> tuple[str, str]:
    from analysis.measures import commune_gains
    from analysis.scenarios import district_capitals

    world, scenario = data.world(), columns.scenario(view)
    ends = (view.compare.goal,) if view.compare.goal else tuple(district_capitals(world))
    found = data.kept(
        ("gains", world.digest(scenario), ends),
        lambda: commune_gains(world, before=scenario.baseline(), after=scenario, place_ids=ends, km=False),
    )
    mean_min, people = found.mean_saved_min
    told = {"minutes": number(mean_min, view.lang, decimals=1), "people": number(people, view.lang)}
    return title, say("gains_view.summary", view.lang, **told)


def _worth(view: View, columns: Columns, title: str) -> tuple[str, str]:
    """Whether the scenario is worth its money, as the page says it; what it rests on is kept with the world."""
    from analysis.economics import central, kept_certainty, question_of, read_sheet

    world, scenario = data.world(), replace(columns.scenario(view), year=None)
    if not scenario.projects:
        return title, ""
    question = question_of(
        world,
        scenario,
        request_of(view.worth, own_trips=worth_tables.current().trips),
        assumptions=columns.assumptions,
        sheet=sheet_of(read_sheet(world), view.worth)[0],
        against_today=against_today(view.worth),
    )
    found = central(world, question)
    drawn = kept_certainty(question) if found.costed or worth_gains(found) else None
    subject = columns.subject(view).title(view.lang)
    return title, worth_sentence(found, drawn, subject, view.lang, longest=LONGEST_SENTENCE)


def _plan(view: View, columns: Columns, title: str) -> tuple[str, str]:
    """What begins first by the best programme."""
    from analysis.economics import read_sheet
    from analysis.programme import planned

    world = data.world()
    sheet = sheet_of(read_sheet(world), view.worth)[0]
    question = plan_question(view.worth, sheet, columns.assumptions, own_trips=worth_tables.current().trips)
    scenario = replace(columns.scenario(view), projects=frozenset(), year=None)
    best = planned(world, scenario, wishes_of(world, view.worth), question)[1]
    return title, plan_sentence(best, view.lang)


def _ranks(view: View, columns: Columns, title: str) -> tuple[str, str]:
    """Who leads under the weights, and in how many of all."""
    return title, ranks.answer(view, columns)


def _land(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001 - as its neighbours
    """The road with most kilometres through protected land and forest."""
    from analysis.surroundings import Scope, land_use

    world, scope = data.world(), Scope(view.worth.scope)
    return title, around.land_sentence(world, land_use(world, list(world.projects), scope), view.lang)


def _rural(view: View, columns: Columns, title: str) -> tuple[str, str]:
    """Rural people near a road, before and after."""
    from analysis.surroundings import rural_access

    scenario = columns.scenario(view)
    return title, around.rural_sentence(
        rural_access(data.world(), before=scenario.baseline(), after=scenario), view.lang
    )


def _access(view: View, columns: Columns, title: str) -> tuple[str, str]:
    found = access.access(view, columns, view.connectivity.access_to)
    return title, access.sentence(found, view.connectivity.access_area, view.lang)


def _border(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001 - as its neighbours
    """What the open sheet of the border says in a sentence; one that is only a table has none."""
    scenario, lang, sheet = columns.scenario(view), view.lang, border.open_sheet(view)
    sentence = ""
    if sheet == "length":
        sentence = border.length_sentence(*border.both(scenario), lang)
    elif sheet == "border-road":
        sentence = border.border_road_sentence(border.border_road(scenario)[1], lang)
    return f"{say(f'columns.title_border_rows_{sheet}', lang)} – {_called(view, columns)}", sentence


def _between(view: View, columns: Columns, title: str) -> tuple[str, str]:  # noqa: ARG001 - as its neighbours
    """Which sheet of the ties: four views of one name could not be told apart."""
    sheet = say(f"connectivity.look_{view.connectivity.between_sheet}", view.lang)
    return f"{sheet} – {_called(view, columns)}", ""


def _called(view: View, columns: Columns) -> str:
    """The scenario as a title names it: who reads it on a wall knows of no boxes to tick."""
    looked_at = columns.subject(view)
    kept = replace(looked_at, key=f"{OWN_PREFIX}1") if looked_at.key == DRAFT and looked_at.name else looked_at
    return kept.title(view.lang)


_ANSWERS: Final[dict[What, Callable[[View, Columns, str], tuple[str, str]]]] = {
    What.MAP: _map,
    What.OVERVIEW: _overview,
    What.PAIR: _pair,
    What.GAINS: _gains,
    What.ACCESS: _access,
    What.BORDER: _border,
    What.BETWEEN: _between,
    What.WORTH: _worth,
    What.PLAN: _plan,
    What.RANKS: _ranks,
    What.LAND: _land,
    What.RURAL: _rural,
}
