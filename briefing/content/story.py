"""A kept view made ready to be shown again: what its map draws, tiles, bars and table, and what must be said of its age.

The presentation in the dashboard, the offline page and the slides all show these steps, so that they tell the same. A view
whose content cannot be made any more keeps its title and its sentence, and says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from analysis.scenarios import WORTH_ASKED, Stale, What, stale
from briefing.content.crossings import crossings_drawn
from briefing.content.data import ReportData
from briefing.content.project_rows import order_told, people_counted, step_gains, step_name
from briefing.content.request import ReportRequest
from briefing.content.ties import OWN_CAPITALS, cut_drawn, detours_drawn, missing_drawn
from layers import goals, marked_name, open_part, unit_name
from layers.symbology import (
    Leg,
    LegendRow,
    ResultLayer,
    ResultShape,
    commune_layer,
    critical_layer,
    desire_layer,
    in_language,
    isochrone_layer,
    strip_layer,
    style,
    time_layer,
    trip_layer,
)
from words import (
    MISSING,
    InputError,
    Lang,
    LinkError,
    amount,
    cost_span,
    day,
    difference,
    field_in,
    four_figures,
    number,
    say,
    span,
    worth_gains,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analysis.accessibility import RoundTrip
    from analysis.choices import WorthSettings
    from analysis.scenarios import ScenarioSet, Shows, Slide, Story, World
    from briefing.content.bounds import LonLat
    from briefing.content.data_source import DataSource


@dataclass(frozen=True)
class Tile:
    """A figure in large letters: what it is, its value now, the value before and the change, as printed."""

    name: str
    value: str
    before: str
    change: str


@dataclass(frozen=True)
class Bar:
    """A scenario by what it saves; the text tells value and range, and stands alone where there is no value."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    main: bool


@dataclass(frozen=True)
class Step:
    """One slide with everything that is shown on it.

    Attributes
    ----------
    number, count
        Which of how many.
    lang
        Of all words of the program on it.
    doubt
        What must be said of it: older figures, or content that is missing; empty for nothing.
    report
        The facts of its scenario; ``None`` where the words stand alone.
    layer, ways
        The result its map draws, and the ways before and after (longitude, latitude).
    tiles, tiles_of, bars, heads, rows, remark
        Figures beside or instead of the map; ``tiles_of`` says between which places and in which scenario the tiles are; the
        remark stands below the table.
    """

    slide: Slide
    number: int
    count: int
    lang: Lang
    doubt: str = ""
    report: ReportData | None = None
    layer: ResultLayer | None = None
    ways: tuple[tuple[LonLat, ...], tuple[LonLat, ...]] = ((), ())
    tiles: tuple[Tile, ...] = ()
    tiles_of: str = ""
    bars: tuple[Bar, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    remark: str = ""

    @property
    def shows(self) -> Shows | None:
        """What is shown; ``None`` where the words stand alone."""
        return self.slide.shows if self.report is not None else None

    @property
    def has_map(self) -> bool:
        """Whether a map is the body of it."""
        return self.report is not None and not (self.bars or self.heads)

    @property
    def year_told(self) -> str:
        """Names the year whose network is drawn; empty where all of it is."""
        year = self.shows.year if self.shows else None
        return say("webmap.legend_year", self.lang, year=year) if year else ""

    def source_line(self) -> str:
        """Names the figures: scenario and digest."""
        if self.report is None:
            return ""
        variant = self.report.request.variant
        return say("story.figures", self.lang, title=variant.title(self.lang), digest=self.report.digest)


def steps_of(
    story: Story,
    *,
    world: World,
    source: DataSource,
    lang: Lang,
    present: ScenarioSet | None = None,
    tell: Callable[[int, int], None] = lambda _number, _count: None,
) -> Iterator[Step]:
    """Each kept view in its order, made ready.

    Parameters
    ----------
    lang
        Of the words on a slide that does not say its language.
    present
        The scenarios at hand, to tell which were changed since.
    tell
        Told which slide begins, and of how many.
    """
    for n, slide in enumerate(story, start=1):
        tell(n, len(story))
        yield _step(slide, (n, len(story)), world=world, source=source, lang=lang, present=present)


def _step(
    slide: Slide, place: tuple[int, int], *, world: World, source: DataSource, lang: Lang, present: ScenarioSet | None
) -> Step:
    shows = slide.shows
    bare = partial(Step, slide, *place, shows.lang if shows else lang)
    if shows is None:
        return bare(doubt=say("story.words_only", lang) if slide.page else "")
    doubt = stale_sentence(slide, world, shows.lang, present=present)
    try:
        report = _report(slide, shows, world, source)
        return bare(doubt=doubt, report=report, **_CONTENT.get(shows.what, _nothing)(report, shows))  # type: ignore[arg-type]
    except LinkError as fault:
        return bare(doubt=say("story.not_drawn", shows.lang, fault=fault.text(shows.lang)))


def stale_sentence(slide: Slide, world: World, lang: Lang, *, present: ScenarioSet | None = None) -> str:
    """That data or scenario changed since the texts of a slide were written; empty if they did not."""
    why = stale(slide, world, present)
    if why is Stale.NO or slide.shows is None:
        return ""
    date = slide.data_date
    if why is Stale.DATA:
        return say("story.stale_data", lang, date=day(date, lang) if date else "?", digest=slide.data_digest or "?")
    return say("story.stale_scenario", lang, title=slide.shows.variant.title(lang))


def _report(slide: Slide, shows: Shows, world: World, source: DataSource) -> ReportData:
    request = ReportRequest(
        scenario_set=shows.scenarios,
        main=shows.variant.key,
        langs=(shows.lang,),
        edition=shows.edition,
        bounds=slide.bounds,
        **_ends(shows),
        project_ids=shows.routes & {p.id for p in source.projects()},  # a user's own roads may not be here
    )
    return ReportData.of(request, world=world, source=source)


def _ends(shows: Shows) -> dict[str, Any]:
    """The two places compared, where the view names them; the capitals stand in for those it does not."""
    return {name: found for name in ("origin", "destination") if (found := getattr(shows, name))}


Content = dict[str, object]


def _nothing(report: ReportData, shows: Shows) -> Content:  # noqa: ARG001 - as its neighbours
    return {}


def _overview(report: ReportData, shows: Shows) -> Content:
    """The four figures between the districts, and minutes saved by scenario with their ranges."""
    from analysis.measures import finding  # noqa: PLC0415 - the network code where figures are told

    table, lang, main = report.table, shows.lang, report.request.variant.key
    found = finding(table, main)
    bars = []
    for variant in table.variants[1:]:
        one = finding(table, variant.key)
        saved = difference(one.after.fastest_min, one.before.fastest_min, decimals=1)
        low, high = one.minutes or (None, None)
        text = say("story.bar_none", lang) if saved is None else number(saved, lang, decimals=1)
        if saved is not None and low is not None and high is not None and round(low, 1) != round(high, 1):
            text += f" ({span(low, high, lang, decimals=1)})"
        bars.append(Bar(variant.title(lang), saved, low, high, text, variant.key == main))
    tiles = _tiles(four_figures(found.before, found.after, lang), lang)
    told = say("story.tiles_districts", lang, title=report.request.variant.title(lang))
    return {"tiles": tiles, "tiles_of": told, "bars": tuple(bars)}


def _pair(report: ReportData, shows: Shows) -> Content:
    """The four figures between two places, and both ways."""
    pair, lang = report.pair, shows.lang
    way = shows.look or "fastest"
    found = [getattr(pair.forward, f"{way}_{when}") for when in ("before", "after")]
    ways = tuple(path.coordinates if path else () for path in found)
    nothing = say("compare.not_connected", lang)
    tiles = _tiles(four_figures(pair.before, pair.after, lang, nothing=nothing), lang)
    ends = {name: report.world.place(getattr(report.request, name)).name(lang) for name in ("origin", "destination")}
    told = say("story.tiles_pair", lang, title=report.request.variant.title(lang), **ends)
    return {"tiles": tiles, "tiles_of": told, "ways": ways}


def _tiles(rows: Sequence[tuple[str, ...]], lang: Lang) -> tuple[Tile, ...]:
    return tuple(
        Tile(say(f"compare.figure_{name}", lang), after, say("story.before", lang, value=before), change)
        for name, before, after, change in rows
    )


def _gains(report: ReportData, shows: Shows) -> Content:
    """Communes by minutes saved, isochrones, or the lines of the largest gains."""
    from analysis.accessibility import isochrones  # noqa: PLC0415
    from analysis.measures import commune_gains, desire_lines  # noqa: PLC0415
    from analysis.scenarios import district_capitals  # noqa: PLC0415

    world, lang, scenario = report.world, shows.lang, report.scenario
    before = scenario.baseline()
    names = {i: p.name(lang) for i, p in world.places.items()}
    if shows.look == "isochrones":
        goal = shows.goal or report.request.destination
        areas = isochrones(world, before=before, after=scenario, place_id=goal)
        return {"layer": isochrone_layer(areas.frame, key=areas.digest, place=names.get(goal, goal), lang=lang)}
    if shows.look == "lines":
        drawn = desire_lines(world, before=before, after=scenario, assumptions=shows.scenarios.assumptions)
        return {"layer": desire_layer(drawn.frame, key=drawn.digest, names=names, lang=lang)}
    ends = (shows.goal,) if shows.goal else tuple(district_capitals(world))
    gains = commune_gains(world, before=before, after=scenario, place_ids=ends, km=False)
    return {"layer": commune_layer(gains.frame, key=gains.digest, lang=lang)}


def _access(report: ReportData, shows: Shows) -> Content:
    """Minutes to the nearest of a kind or to a place, before, after or saved; or areas within the limits."""
    from analysis.accessibility import accessibility, isochrones  # noqa: PLC0415

    world, lang, scenario = report.world, shows.lang, report.scenario
    before, near = scenario.baseline(), shows.goal
    goal = say(f"access_view.to_{near}", lang) if near in goals() else world.place(near).name(lang)
    if shows.look == "isochrones":
        areas = isochrones(world, before=before, after=scenario, place_id=near)
        return {"layer": isochrone_layer(areas.frame, key=areas.digest, place=goal, lang=lang)}
    found = accessibility(world, before=before, after=scenario, kind=near)
    if shows.look == "saved":
        return {"layer": commune_layer(found.frame, key=found.digest, lang=lang)}
    column = "before_min" if shows.look == "before" else "after_min"
    return {"layer": time_layer(found.frame, column, key=found.digest, goal=goal, lang=lang)}


def _border(report: ReportData, shows: Shows) -> Content:
    """The strip along the border by its distance to a road, or the communes on it by minutes to their capital."""
    from analysis.accessibility import BORDER_BREAKS_KM, border_access, border_classes, border_communes  # noqa: PLC0415

    world, lang, scenario = report.world, shows.lang, report.scenario
    of, _, when = shows.look.partition("-")
    if of == "communes":
        frame = border_communes(world, before=scenario.baseline(), after=scenario)
        goal, digest = say("border_view.own_capital", lang), world.digest(scenario)
        return {"layer": time_layer(frame, f"capital_{when or 'after'}", key=digest, goal=goal, lang=lang)}
    found = border_access(world, scenario.baseline() if when == "before" else scenario)
    of = of or "road"
    frame = border_classes(found, column=f"{of}_km")
    names = _province_names(report, lang)
    return {"layer": strip_layer(frame, BORDER_BREAKS_KM, key=found.digest, of=of, names=names, lang=lang)}


def _province_names(report: ReportData, lang: Lang) -> dict[str, str]:
    rows = report.source.layer("provinces_2022")
    column = field_in(rows.columns, "name", lang)
    return dict(zip(rows["code"].astype(str), rows[column].astype(str), strict=True))


def _between(report: ReportData, shows: Shows) -> Content:
    """What the open sheet of the ties draws: crossings, smallest cut, largest detours, or missing links."""
    from analysis.measures import connectivity  # noqa: PLC0415
    from analysis.resilience import boundary_crossings, missing_links, river_crossings, river_of  # noqa: PLC0415

    sheet, _, state = shows.look.partition("-")
    world, lang, when = report.world, shows.lang, "before" if state == "before" else "after"
    before = report.scenario.baseline()
    scenario, assumptions = before if when == "before" else report.scenario, shows.scenarios.assumptions
    if sheet == "missing":
        return {"layer": missing_drawn(world, missing_links(world, scenario, assumptions=assumptions), lang=lang)}
    if sheet in ("routes", "detours"):
        found = connectivity(world, before=before, after=report.scenario, assumptions=assumptions)
        if sheet == "detours":
            return {"layer": detours_drawn(world, found, when=when, lang=lang)}
        return {"layer": cut_drawn(world, found, shows.goal or OWN_CAPITALS, when=when, lang=lang)}
    over = (boundary_crossings, river_crossings) if river_of(world.data) else (boundary_crossings,)
    listed = [c for crossings in over for c in crossings(world, scenario).found]
    drawn = crossings_drawn(
        world,
        listed,
        report.source.layer("rivers"),
        projects={p.id: p for p in report.source.projects()},
        provinces=_province_names(report, lang),
        key=f"{world.digest(scenario)}{when}",
        lang=lang,
    )
    return {"layer": drawn}


def _critical(report: ReportData, shows: Shows) -> Content:
    """Roads by what their closing costs the trips between the provinces."""
    from analysis.resilience import critical_stretches, criticality  # noqa: PLC0415

    world = report.world
    scenario = report.scenario.baseline() if shows.look == "before" else report.scenario
    assumptions = shows.scenarios.assumptions
    found = criticality(world, scenario, source=shows.goal or "districts", assumptions=assumptions)
    frame = in_language(critical_stretches(world, found), world.projects, shows.lang)
    people = found.demand.trips.sum()
    return {"layer": critical_layer(frame, people=people, key=found.digest, lang=shows.lang)}


def _closure(report: ReportData, shows: Shows) -> Content:
    """The roads that are closed in the scenario looked at."""
    import shapely  # noqa: PLC0415

    from analysis.resilience import closed_lines, link_of, stretch_of  # noqa: PLC0415
    from analysis.scenarios import segment_of  # noqa: PLC0415

    world, lang, scenario = report.world, shows.lang, report.scenario
    numbers = [segment_of(world.links, name) for name in sorted(scenario.closed_stretches)]
    roads = [link_of(world, i) for i in sorted(scenario.closed_links)]
    roads += [stretch_of(world, n) for n in numbers if n is not None]
    sign = style.line("closure", "closed")
    shapes = tuple(ResultShape(shapely.MultiLineString(closed_lines(world, road)), sign) for road in roads)
    rows = (LegendRow(say("closure.heading", lang), say("closure.closed", lang), sign),) if roads else ()
    return {"layer": ResultLayer(f"closed{report.digest}{lang}", shapes, rows)}


def _tourism(report: ReportData, shows: Shows) -> Content:
    """The least round trip over the stops, before and after."""
    from analysis.accessibility import round_trip, tourist_sites  # noqa: PLC0415
    from analysis.network import Impedance  # noqa: PLC0415

    world, lang, scenario = report.world, shows.lang, report.scenario
    stops = tuple(i for i in shows.goal.split("~") if i in world.places) or tourist_sites(world)
    trips = [
        round_trip(world, state, stops, impedance=Impedance(shows.look or "time"))
        for state in (scenario.baseline(), scenario)
    ]
    legs = [() if trip is None else tuple(_legs(trip, world, lang)) for trip in trips]
    key = "".join(trip.digest for trip in trips if trip is not None) or "none"
    return {"layer": trip_layer(before=legs[0], after=legs[1], key=key, lang=lang)}


def _legs(trip: RoundTrip, world: World, lang: Lang) -> Iterator[Leg]:
    names = [world.place(i).name(lang) for i in (*trip.place_ids, trip.place_ids[0])]
    for (start, end), leg in zip(pairwise(names), trip.legs, strict=True):
        yield Leg(start, end, leg.coordinates, leg.length_m, leg.time_min)


def _shares(report: ReportData, shows: Shows) -> Content:
    """The best order of building: what each step adds for each inhabitant, and its published cost."""
    lang, found = shows.lang, report.contribution
    if found is None:
        return {"heads": (say("story.order", lang),), "rows": ((say("story.order_none", lang),),)}
    people, rows = people_counted(report), []
    told = order_told(found.order, people)
    for n, (step, gain) in enumerate(zip(found.order, step_gains(report, found, lang), strict=False), start=1):
        cost = found.cost_bn_vnd.get(step.unit)
        rows.append(
            (
                f"{n}. {step_name(report, step.unit, lang)}",
                gain,
                cost_span(*cost, lang) if cost else say("compare.none", lang),
            )
        )
    rest = "; ".join(step_name(report, s.unit, lang) for s in found.order[told:])
    heads = tuple(say(f"story.order_column_{name}", lang) for name in ("unit", "gain", "cost"))
    return {"heads": heads, "rows": tuple(rows), "remark": say("story.order_rest", lang, names=rest) if rest else ""}


def _chosen(shows: Shows) -> WorthSettings:
    """The choices of value for money that a view was kept with.

    Raises
    ------
    InputError
        If they hold figures of the user's own that no view keeps.
    """
    from analysis.choices import Known, WorthSettings, worth_settings  # noqa: PLC0415 - the network code where figures are told
    from analysis.economics import TripChoice  # noqa: PLC0415
    from analysis.programme import NPV  # noqa: PLC0415

    chosen = worth_settings.read(dict(parse_qsl(shows.asked)), Known())[0]
    if shows.goal:  # a file of before
        if (asked := WORTH_ASKED.fullmatch(shows.goal)) is None:
            raise InputError("story.worth_own")
        trips, against, year, *options = asked.groups()
        tolls, accidents, carbon = (option == "1" for option in options)
        chosen = WorthSettings(trips, against, int(year), tolls, accidents, carbon)
    counted = shows.what is What.WORTH or (shows.what is What.PLAN and chosen.objective == NPV)
    if counted and chosen.trips == TripChoice.OWN:  # the table itself is no part of a view
        raise InputError("story.worth_own")
    return chosen


def _worth(report: ReportData, shows: Shows) -> Content:
    """Every indicator of the scenario appraised as the view asked, with the ends of nine of ten draws."""
    from analysis.choices import against_today, request_of, sheet_of  # noqa: PLC0415
    from analysis.cli import APPRAISAL_DECIMALS, appraisal_rows  # noqa: PLC0415
    from analysis.economics import central, kept_certainty, question_of, read_sheet  # noqa: PLC0415

    chosen, world, lang = _chosen(shows), report.world, shows.lang
    question = question_of(
        world,
        replace(report.scenario, year=None),  # the cost is that of the whole road
        request_of(chosen),
        assumptions=shows.scenarios.assumptions,
        sheet=sheet_of(read_sheet(world), chosen)[0],
        against_today=against_today(chosen),
    )
    found = central(world, question)
    drawn = kept_certainty(question) if found.costed or worth_gains(found) else None
    rows = []
    for row in appraisal_rows(found, drawn):
        if row["central"] is None:  # what cannot be told is said in the sentence, not by a dash
            continue
        places, figure = APPRAISAL_DECIMALS[row["unit"]], say(f"worth.figure_{row['figure']}", lang)
        told = (amount(row.get(c), lang, decimals=places) for c in ("central", "p05", "p95"))
        unit = say(f"worth.unit_{row['unit']}", lang)
        rows.append((f"{figure} ({unit})", *told))
    heads = tuple(say(f"columns.{c}", lang) for c in ("figure", "central", "p05", "p95"))
    trips = say("programme.trips_told", lang, trips=say(f"worth.trips_{chosen.trips}", lang))
    return {"heads": heads, "rows": tuple(rows), "remark": f"{trips} {say('story.worth_remark', lang)}"}


def _plan(report: ReportData, shows: Shows) -> Content:
    """What is built when by the programme that the view asked for."""
    from analysis.choices import plan_question, sheet_of, wishes_of  # noqa: PLC0415
    from analysis.cli import plan_notes, plan_rows  # noqa: PLC0415
    from analysis.economics import read_sheet  # noqa: PLC0415
    from analysis.programme import planned  # noqa: PLC0415

    chosen, world, lang = _chosen(shows), report.world, shows.lang
    question = plan_question(chosen, sheet_of(read_sheet(world), chosen)[0], shows.scenarios.assumptions)
    scenario = replace(report.scenario, projects=frozenset(), year=None)
    found, best = planned(world, scenario, wishes_of(world, chosen), question)
    names = ("road", "cost", "start", "opens", "adds_npv" if best.money else "adds")
    rows = [
        (
            unit_name(world.projects, row["project"], lang),
            number(row["cost_bn"], lang),
            str(row.get("build_start") or say("value.not_built", lang)),
            str(row.get("opens") or MISSING),
            amount(row.get("adds"), lang, decimals=0 if best.money else 2),
        )
        for row in plan_rows(best, found)
    ]
    heads = tuple(say(f"value.col_{name}", lang) for name in names)
    return {"heads": heads, "rows": tuple(rows), "remark": " ".join(plan_notes(world, found, lang))}


def _ranks(report: ReportData, shows: Shows) -> Content:
    """Roads still to be built by the weights of the view, and how firm each place is."""
    from analysis.cli import rank_notes, ranking_rows  # noqa: PLC0415
    from analysis.viewpoints import acceptability, criteria_table, rank, usual_weights  # noqa: PLC0415

    world, lang, when = report.world, shows.lang, report.world.data.study.data_date
    scenario = replace(report.scenario, projects=frozenset(), year=None)
    units = [p for p in world.projects if open_part(world.projects, p, data_date=when) != "open"]
    table = criteria_table(world, scenario, units, assumptions=shows.scenarios.assumptions)
    known = usual_weights()
    ranked = rank(table, known | {k: w for k, w in _chosen(shows).weights if k in known})
    rows = [
        (
            f"{row['rank']}. {unit_name(world.projects, row['project'], lang)}",
            number(row["score"], lang, decimals=2),
            *(amount(row[c], lang, decimals=1) for c in ("first_share", "three_share")),
        )
        for row in ranking_rows(ranked, acceptability(table))
    ]
    heads = (
        say("shares.tip_unit", lang),
        *(say(f"columns.{c}", lang) for c in ("score", "first_share", "three_share")),
    )
    remark = " ".join([*rank_notes(world, ranked, lang), say("viewpoints.limits", lang)])
    return {"heads": heads, "rows": tuple(rows), "remark": remark}


def _land(report: ReportData, shows: Shows) -> Content:
    """What every road runs through and past."""
    from analysis.surroundings import Scope, land_use  # noqa: PLC0415

    world, lang, scope = report.world, shows.lang, Scope(_chosen(shows).scope)
    kept = [one for one in land_use(world, list(world.projects), scope) if one.length_km > 0]
    rows = [
        (
            marked_name(world.projects, one.unit, lang),
            *(number(v, lang, decimals=1) for v in (one.length_km, one.protected_km, one.forest_km)),
            number(one.water, lang),
            number(round(one.near_people[1], -2), lang),
        )
        for one in kept
    ]
    names = ("length_km", "protected_km", "forest_km", "water", "near_500_people")
    heads = (say("shares.tip_unit", lang), *(say(f"columns.{c}", lang) for c in names))
    part = say(f"surroundings.scope_{scope.value}", lang)
    return {
        "heads": heads,
        "rows": tuple(rows),
        "remark": f"{part[:1].upper()}{part[1:]}. {say('surroundings.limits_land', lang)}",
    }


def _rural(report: ReportData, shows: Shows) -> Content:
    """Rural people within two kilometres of a road, before and after."""
    from analysis.surroundings import rural_access  # noqa: PLC0415

    lang, scenario, provinces = shows.lang, report.scenario, _province_names(report, shows.lang)
    found = rural_access(report.world, before=scenario.baseline(), after=scenario)
    rows = []
    for code in dict.fromkeys(share.code for share in found.shares):
        was, now = (found.share(code, when) for when in ("before", "after"))
        told = (span(100 * s.low, 100 * s.high, lang, decimals=1) for s in (was, now))
        rows.append((provinces.get(code) or say("columns.is_level_both", lang), number(was.people, lang), *told))
    heads = (
        say("columns.province", lang),
        say("columns.people", lang),
        *(say(f"plan_view.rural_{w}", lang) for w in ("before", "after")),
    )
    return {"heads": heads, "rows": tuple(rows), "remark": say("surroundings.limits_rural", lang)}


_CONTENT: Final = {
    What.OVERVIEW: _overview,
    What.MATRIX: _overview,
    What.PAIR: _pair,
    What.GAINS: _gains,
    What.SHARES: _shares,
    What.ACCESS: _access,
    What.BORDER: _border,
    What.BETWEEN: _between,
    What.CRITICAL: _critical,
    What.CLOSURE: _closure,
    What.TOURISM: _tourism,
    What.WORTH: _worth,
    What.PLAN: _plan,
    What.RANKS: _ranks,
    What.LAND: _land,
    What.RURAL: _rural,
}
