"""Critical roads: what the trips between the provinces lose if a road closes, before and after.

Beside the map stand the worst of them, each project's part, and several closed at once, as a flood or works do.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import text_digest
from layers.symbology import change_layer, critical_layer, in_language, road_name
from views.components import (
    Column,
    Markup,
    downloads,
    explain,
    guarded,
    info,
    lines,
    long_work,
    note,
    scenario_panel,
    several,
    table,
    tag,
    text,
    workspace,
)
from views.pages.connectivity import tab_frame
from views.pages.connectivity.between import some_districts
from views.pages.connectivity.tab_frame import linked
from views.state import CRITICAL_LOOKS, CRITICAL_SHEETS, TRIPS, data, session_view
from words import Lang, change, number, say

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from analysis.cli import Row
    from analysis.resilience import Criticality, JointClosure, ProjectFragility
    from analysis.scenarios import Assumptions, Scenario
    from layers.symbology import ResultLayer
    from views.components import Progress, Work
    from views.state import Columns, View

_MILLION, _SECONDS = 1_000_000, 60
_KEY, _EACH = "links-critical", "fragility"  # of what is worked on beside the page
CHOSEN: Final = "chosen"
_SETS: Final = (CHOSEN, "boundary", "river")


def show_closed_at_once(view: View, columns: Columns, found: Both) -> None:
    """The choice of roads, and what each set costs before and after."""
    lang, scenario = view.lang, columns.scenario(view)
    names = offered(found, lang)
    chosen = [i for i in view.connectivity.closed_links if i in names]
    several(
        say("criticality.shut", lang),
        list(names),
        chosen,
        names=names.__getitem__,
        key="blocked",
        empty=say("criticality.shut_none", lang),
        choose=lambda ids: session_view.change_connectivity(closed_links=tuple(ids)),
    )
    heads = [
        Column(say("criticality.column_set", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("minutes", "alone", "cut")),
    ]
    for when, state_ in (("before", scenario.baseline()), ("after", scenario)):
        with st.spinner(say("compare.loading", lang)):
            sets = {name: closed(view, columns.assumptions, state_, links_of(state_, name, chosen)) for name in _SETS}
        people = found[0].demand.trips.sum()
        rows = [(say(f"criticality.set_{name}", lang), *_cells(one, people, lang)) for name, one in sets.items() if one]
        downloads.table(
            table(heads, rows, caption=say(f"border_view.when_{when}", lang), kind="tight"),
            name=f"closed_jointly_{when}",
            lang=lang,
            digest=text_digest([one.digest for one in sets.values() if one]),
        )
    note(say("criticality.read_together", lang))


def offered(found: Both, lang: Lang) -> dict[str, str]:
    """Links of the base network among the most critical roads of both states, by number."""
    names: dict[str, str] = {}
    for one in found:
        for r in named(top_of(one), lang).to_dict("records"):
            if r["link_id"] >= 0:
                place = f" ({r['commune']})" if r["commune"] else ""
                names.setdefault(r["id"], f"{_road(r, lang)}{place}")
    return names


def links_of(scenario: Scenario, name: str, chosen: list[str]) -> frozenset[int]:
    """Base links of a set; none where a line is not crossed or not known. Projects over it stay open."""
    from analysis.resilience import boundary_crossings, river_crossings
    from words import UnknownError

    if name == CHOSEN:
        return frozenset(map(int, chosen))
    try:
        crossings = (boundary_crossings if name == "boundary" else river_crossings)(data.world(), scenario)
    except UnknownError:
        return frozenset()
    return frozenset(i for c in crossings.found for i in c.link_ids)


def closed(view: View, weights: Assumptions, scenario: Scenario, links: frozenset[int]) -> JointClosure | None:
    """What closing links at once costs; ``None`` for none; kept."""
    from analysis.resilience import close_jointly

    if not links:
        return None
    world = data.world()
    key = ("together", world.digest(scenario), view.connectivity.critical_trips, weights.weights, sorted(links))
    return data.kept(
        key, lambda: close_jointly(world, scenario, links, source=view.connectivity.critical_trips, assumptions=weights)
    )


def _cells(one: JointClosure, people: float, lang: Lang) -> tuple[str, str, str]:
    lost, alone = (_each_trip(x, people, lang) for x in (one.lost_person_min, one.alone_person_min))
    return lost, alone, number(one.cut_people, lang)


_FLAGS: Final = ("no_way_round", "on_place", "schematic")
_COMPUTED: Final = "critical-projects"  # sessions that asked for every project


def show_sheet(view: View, columns: Columns, found: Both) -> None:
    """Draw the sheet chosen, then how to read it and the files."""
    lang = view.lang
    sheets: dict[str, Callable[[View, Columns, Both], None]] = {
        "top": _top,
        "projects": _projects,
        "together": show_closed_at_once,
    }
    sheets[view.connectivity.critical_sheet](view, columns, found)
    digest = text_digest([found[0].digest, found[1].digest])
    explain("criticality", lang, digest=digest)
    _downloads(view, found)


def top_of(found: Criticality) -> gpd.GeoDataFrame:
    """The twenty most critical roads of a result; kept."""
    from analysis.resilience import most_critical

    return data.kept(_name_of_top(found), lambda: most_critical(found.demand.world, found))


def _name_of_top(found: Criticality) -> tuple[str, str]:
    return "most critical", found.digest


def shown_of(view: View, found: Both) -> Criticality:
    """The state that the table tells: that of the map, after where the map shows the change."""
    return found[0 if view.connectivity.critical_look == "before" else 1]


def _top(view: View, columns: Columns, found: Both) -> None:
    lang, one = view.lang, shown_of(view, found)
    frame, people = named(top_of(one), lang), one.demand.trips.sum()
    _verdict(summary(found, lang))
    heads = [
        Column(say("criticality.column_road", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("minutes", "km")),
    ]
    rows = [
        (
            lines([f"{n}. {_road(r, lang)}", _where(r), *_flags(r, lang)]),
            _each_trip(r["lost_person_min"], people, lang),
            _each_trip(r["lost_person_km"], people, lang),
        )
        for n, r in enumerate(frame.to_dict("records"), start=1)
    ]
    if rows:
        downloads.table(
            table(
                heads,
                rows,
                caption=say("criticality.top", lang) + some_districts(columns, lang),
                kind="tight",
                features=[f"link:{i}" for i in frame["id"]],
            ),
            name="critical_table",
            lang=lang,
            digest=one.digest,
        )
    note(say("criticality.read_loss", lang))
    tags = {name: say(f"criticality.tag_{name}", lang) for name in ("no_way_round", "on_place")}
    note(say("criticality.read_bridge", lang, **tags))
    st.html(info(in_millions(found, lang), lang).html)


def summary(found: Both, lang: Lang) -> str:
    """The most critical road before and after."""
    before, after = (named(top_of(one), lang) for one in found)
    if before.empty or after.empty:
        return say("criticality.summary_none", lang)
    was, now = before.iloc[0], after.iloc[0]
    people = found[1].demand.trips.sum()
    return say(
        "criticality.summary",
        lang,
        road=_road(now, lang),
        commune=now["commune"] or "–",
        minutes=_each_trip(now["lost_person_min"], people, lang),
        road_before=_road(was, lang),
        commune_before=was["commune"] or "–",
        minutes_before=_each_trip(was["lost_person_min"], people, lang),
    )


def in_millions(found: Both, lang: Lang) -> str:
    """The same of the most critical road, summed over all trips, for those who count in it."""
    sums = {w: top_of(one)["lost_person_min"].max() for w, one in zip(("before", "after"), found, strict=True)}
    told = {w: number(x / _MILLION, lang, decimals=2) for w, x in sums.items()}
    return say("criticality.in_millions", lang, people=number(found[0].demand.trips.sum(), lang), **told)


def _road(row: Row, lang: Lang) -> str:
    """Number and name of a road."""
    return road_name(row["ref"], row["name"], lang, joins=row["joins"])


def named(frame: gpd.GeoDataFrame, lang: Lang) -> gpd.GeoDataFrame:
    """The rows with the names of projects in the language of the page."""
    return in_language(frame, {p.id: p for p in data.projects()}, lang)


def _where(row: Row) -> Markup:
    """The commune and the rivers of a road, in small print."""
    told = "; ".join(x for x in (row["commune"], row["river"]) if x)
    return Markup(f"<small>{text(told)}</small>") if told else Markup("")


def _verdict(sentence: str) -> None:
    st.html(f'<div class="lt-verdict" role="status">{text(sentence)}</div>')


def _flags(row: Row, lang: Lang) -> list[Markup]:
    return [tag(say(f"criticality.tag_{flag}", lang), warn=flag == "no_way_round") for flag in _FLAGS if row[flag]]


def _each_trip(value: float, people: float, lang: Lang) -> str:
    """Minutes or kilometres of a trip, mean of all of them."""
    return number(value / people if people else None, lang, decimals=2)


def _projects(view: View, columns: Columns, found: Both) -> None:
    """Every project alone on the base network; computed when asked for."""
    lang = view.lang
    asked = (view.connectivity.critical_trips, found[0].digest)
    if st.session_state.get(_COMPUTED) != asked:
        note(say("criticality.projects_hint", lang))
        if not st.button(say("criticality.compute_projects", lang), key="compute-projects"):
            note(say("criticality.read_projects", lang))
            return
        st.session_state[_COMPUTED] = asked
    work, bare = _each(view, columns), found[0]
    if work.result is not None:
        with long_work.part(_EACH):
            _project_table(work.result, bare, lang)
    note(say("criticality.read_projects", lang))


def _project_table(parts: tuple[ProjectFragility, ...], bare: Criticality, lang: Lang) -> None:
    heads = [
        Column(say("criticality.column_project", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("fragility", "change", "trip")),
    ]
    names = {p.id: p.text("name", lang) for p in data.projects()}
    people = bare.demand.trips.sum() / _SECONDS
    rows = [
        (
            say("criticality.baseline", lang),
            _each_trip(bare.fragility, people, lang),
            "",
            number(bare.closed_min, lang, decimals=1),
        )
    ]
    rows += [
        (
            names.get(f.project_id, f.project_id),
            _each_trip(f.fragility, people, lang),
            change(bare.fragility / people, f.fragility / people, lang, decimals=2),
            number(f.closed_min, lang, decimals=1),
        )
        for f in parts
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("criticality.projects", lang),
            kind="tight",
            features=["", *(f"project:{f.project_id}" for f in parts)],
        ),
        name="critical_projects",
        lang=lang,
        digest=bare.digest,
    )


def _each(view: View, columns: Columns) -> Work[tuple[ProjectFragility, ...]]:
    from analysis.resilience import project_fragility

    world, scenario, trips = data.world(), columns.scenario(view), view.connectivity.critical_trips
    weights = columns.assumptions
    return long_work.awaited(
        _EACH,
        (world.digest(scenario.baseline()), scenario.access, trips, weights.weights),
        lambda progress: jobs.run(
            project_fragility,
            world,
            scenario,
            source=trips,
            assumptions=weights,
            progress=progress,
            lasting=True,
        ),
        words="criticality.computing_projects",
        lang=view.lang,
    )


def _downloads(view: View, found: Both) -> None:
    """Every link with its loss, as a layer and as the rows that the command line prints."""
    from analysis.cli import LINK_COLUMNS, link_rows, road_rows
    from analysis.resilience import critical_links

    lang, one = view.lang, shown_of(view, found)

    def frame() -> gpd.GeoDataFrame:
        return critical_links(one.demand.world, one)

    with st.container(horizontal=True, gap="small"):
        downloads.layer(frame, name="critical_layer", digest=one.digest, lang=lang)
        downloads.rows(
            lambda: road_rows(top_of(one)),
            LINK_COLUMNS["roads"],
            name="critical_roads",
            digest=one.digest,
            lang=lang,
            world=one.demand.world,
        )
        downloads.rows(
            lambda: link_rows(frame()),
            LINK_COLUMNS["links"],
            name="critical_links",
            digest=one.digest,
            lang=lang,
            world=one.demand.world,
            label="criticality.rows_links",
        )


Both = tuple["Criticality", "Criticality"]


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang = view.lang
    _choices(view, columns)
    left, right = workspace.beside()
    work: Work[Both] | None = None
    seen, of = view, columns
    with left, guarded("critical.map", lang=lang):
        linked(view, "critical_look", CRITICAL_LOOKS, words="criticality.look", key="critical-look", hidden=True)
        work = measured(view, columns)
        if work.context is not None:
            seen, of = _as_asked(view, work.context[0]), work.context[1]
        layer = _layer(seen, work.result) if work.result else tab_frame.nothing(lang)
        scenario = of.scenario(seen)
        drawn = scenario.baseline() if view.connectivity.critical_look == "before" else scenario
        tab_frame.show(view, layer, of=drawn, kinds={"district_capital"})
    with right, guarded("critical.sheet", lang=lang):
        linked(view, "critical_sheet", CRITICAL_SHEETS, words="criticality.sheet", key="critical-sheet", hidden=True)
        with workspace.scrolling("sheet"), long_work.part(_KEY):
            if work is not None and work.result is not None:
                show_sheet(seen, of, work.result)


def _as_asked(view: View, told: View) -> View:
    """The view as it is, but for what a result was asked for with: an old one is told as what it is."""
    connectivity = replace(view.connectivity, critical_trips=told.connectivity.critical_trips)
    return replace(told, lang=view.lang, connectivity=connectivity)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and between what trips lead."""
    left, right = st.columns(tab_frame.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "critical_trips", TRIPS, words="criticality.trips", key="critical-trips")


def measured(view: View, columns: Columns) -> Work[Both]:
    """The losses before and after; worked on beside the page."""
    world, scenario, keep = data.world(), columns.scenario(view), data.keeper()
    trips, weights = view.connectivity.critical_trips, columns.assumptions

    def make(progress: Progress) -> Both:
        from analysis.resilience import criticality, most_critical

        progress(0, 1, "criticality.placing")
        found = []
        for state_, start in ((scenario.baseline(), 0.2), (scenario, 0.6)):
            tell = progress.part(start, start + 0.3, "criticality.computing")
            one = jobs.run(criticality, world, state_, source=trips, assumptions=weights, progress=tell, lasting=True)
            progress.part(start + 0.3, start + 0.4, "criticality.sorting")
            keep(_name_of_top(one), partial(jobs.run, most_critical, world, one, still=progress.still, lasting=True))
            found.append(one)
        return found[0], found[1]

    name = (world.digest(scenario), world.digest(scenario.baseline()), trips, weights.weights)
    return long_work.awaited(_KEY, name, make, words="criticality.computing", lang=view.lang, context=(view, columns))


def stretches(found: Criticality) -> gpd.GeoDataFrame:
    """The stretches of a result as lines; kept."""
    from analysis.resilience import critical_stretches

    return data.kept(("critical stretches", found.digest), lambda: critical_stretches(found.demand.world, found))


def _layer(view: View, found: Both) -> ResultLayer:
    lang = view.lang
    if view.connectivity.critical_look == "change":
        frame, key = changed(found), f"{found[0].digest}{found[1].digest}"
        people = found[0].demand.trips.sum()
        return data.kept(
            ("change layer", key, lang), lambda: change_layer(named(frame, lang), people=people, key=key, lang=lang)
        )
    one = found[0 if view.connectivity.critical_look == "before" else 1]
    frame = stretches(one)
    people = one.demand.trips.sum()
    return data.kept(
        ("critical layer", one.digest, lang),
        lambda: critical_layer(named(frame, lang), people=people, key=one.digest, lang=lang),
    )


def changed(found: Both) -> gpd.GeoDataFrame:
    """What the scenario changes at each link; kept."""
    from analysis.resilience import criticality_change

    before, after = found
    world = after.demand.world
    return data.kept(
        ("criticality change", before.digest, after.digest), lambda: criticality_change(world, before, after)
    )
