"""Ties between the two provinces: crossings, independent routes, detours, missing links, before and after."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from briefing.content import (
    LINKS_LISTED,
    crossing_road,
    crossing_sides,
    crossings_drawn,
    cut_drawn,
    cuts_of,
    detours_drawn,
    missing_drawn,
    pair_key,
)
from layers.symbology import road_name
from views import cache
from views.components import (
    Column,
    Markup,
    Table,
    downloads,
    explain,
    from_list,
    guarded,
    lines,
    long_work,
    note,
    on_map,
    scenario_panel,
    table,
    text,
    workspace,
)
from views.pages.connectivity import tab_frame
from views.pages.connectivity.tab_frame import linked
from views.state import CAPITALS, PROVINCES, STATES, TIES, data, session_view
from words import Lang, number, percents, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from analysis.cli import Row
    from analysis.measures import Connectivity, Mend, Mends
    from analysis.resilience import Crossing, DisjointRoutes, MissingLinks
    from layers.symbology import ResultLayer
    from views.components import Work
    from views.state import Columns, View

_KEY, _MENDS = "links-between", "mends"  # of what is worked on beside the page


def show_sheet(view: View, columns: Columns, found: Connectivity, mends: Mends | None = None) -> None:
    """Draw the sheet of what the map shows, then how to read it and the files."""
    lang, ties = view.lang, view.connectivity.between_sheet
    sheets: dict[str, Callable[[View, Columns, Connectivity], None]] = {
        "crossings": _crossing_sheet,
        "routes": _routes,
        "detours": _detour_sheet,
        "missing": partial(_missing_sheet, mends=mends),
    }
    sheets[ties](view, columns, found)
    links = missing(view, columns) if ties == "missing" else None
    digest = found.digest if links is None else links.digest
    explain("connectivity", lang, digest=digest)
    with st.container(horizontal=True, gap="small"):
        if ties == "routes":
            _cut_file(view, found)
        downloads.rows(*rows_of(ties, found, links), name=ties, digest=digest, lang=lang, world=data.world())


def crossings_of(found: Connectivity, *, after: bool) -> list[Crossing]:
    """Crossings of the boundary and then of the river, as they are numbered."""
    return [*found.boundary[after].found, *found.river[after].found]


def road(crossing: Crossing, lang: Lang) -> str:
    """Number and name of a road that crosses; of a project its name."""
    return crossing_road(crossing, {p.id: p for p in data.projects()}, lang)


def sides(crossing: Crossing, lang: Lang) -> str:
    """The provinces on both sides."""
    return crossing_sides(crossing, cache.province_names(lang))


def some_districts(columns: Columns, lang: Lang) -> str:
    """That only chosen districts count, where the assumptions say so."""
    return say("metrics.some_districts", lang) if columns.assumptions.districts else ""


def _verdict(sentence: str) -> None:
    st.html(f'<div class="lt-verdict" role="status">{text(sentence)}</div>')


def _crossing_sheet(view: View, columns: Columns, found: Connectivity) -> None:  # noqa: ARG001 - as its neighbours
    from analysis.resilience import river_of

    lang, after = view.lang, view.connectivity.shown_state == "after"
    counts = {
        f"{line}_{when}": len(getattr(found, line)[i].found)
        for line in ("boundary", "river")
        for i, when in enumerate(("before", "after"))
    }
    lines = ("boundary", "river") if river_of(data.world().data) else ("boundary",)
    _verdict(
        say("connectivity.summary_crossings" if "river" in lines else "connectivity.summary_boundary", lang, **counts)
    )
    heads = [Column(say(f"connectivity.column_{c}", lang)) for c in ("road", "class", "where")]
    first = 1
    for line in lines:
        listed = getattr(found, line)[after].found
        rows = [
            (f"{n}. {road(c, lang)}", say(f"layers.road_{c.road_class}", lang), sides(c, lang))
            for n, c in enumerate(listed, start=first)
        ]
        keys = [f"crossing:{n}" for n in range(first, first + len(listed))]
        first += len(listed)
        title = say(f"connectivity.crossings_{line}", lang)
        if rows:
            downloads.table(
                table(heads, rows, caption=title, kind="tight", features=keys),
                name=f"crossings_{line}",
                lang=lang,
                digest=found.digest,
            )
        else:
            note(f"{title}: {say('connectivity.none_found', lang)}")
    note(say("connectivity.read_crossings", lang))


def _routes(view: View, columns: Columns, found: Connectivity) -> None:  # noqa: ARG001
    from analysis.resilience import TOWN_RADIUS_M

    lang = view.lang
    both = cuts_of(found, chosen_pair(view))
    name = pair_names(lang)[chosen_pair(view)]
    counts = [say("compare.not_connected", lang) if c is None else number(c.count, lang) for c in both]
    _verdict(say("connectivity.summary_routes", lang, name=name, before=counts[0], after=counts[1]))
    cut = both[1 if view.connectivity.shown_state == "after" else 0]
    if cut is not None and cut.count:
        downloads.table(_cut_table(cut, lang), name="cut_table", lang=lang, digest=cut.digest)
    rows = [
        (say("connectivity.routes_capitals", lang), *_two(found.capitals)),
        (say("connectivity.routes_provinces", lang), *_two(found.provinces)),
    ]
    least = found.pairs.nsmallest(5, ["routes_after", "routes_before"], keep="first")
    rows += [
        (_pair_name(r, lang), number(r["routes_before"], lang), number(r["routes_after"], lang))
        for r in least.to_dict("records")
    ]
    heads = [
        Column(say("connectivity.pair", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]
    downloads.table(
        table(heads, rows, caption=say("connectivity.routes", lang), kind="tight"),
        name="routes_table",
        lang=lang,
        digest=found.digest,
    )
    note(say("connectivity.read_routes", lang, km=number(TOWN_RADIUS_M / 1000, lang)))


def _two(both: tuple[DisjointRoutes | None, ...]) -> tuple[str, ...]:
    return tuple("–" if c is None else str(c.count) for c in both)


_SHORT_KM: Final = 0.1  # a shorter road is told to ten metres


def _cut_table(cut: DisjointRoutes, lang: Lang) -> Table:
    from analysis.measures import cut_lines

    frame = cut_lines(data.world(), cut)
    heads = [
        Column(say("connectivity.column_road", lang)),
        Column(say("connectivity.column_length", lang), figures=True),
    ]
    rows, keys = [], []
    for number_, own in frame.groupby("number"):
        keys.append(f"cut:{number_}")
        ref, name = (next((str(v) for v in own[c] if v), "") for c in ("ref", "name"))
        km = float(own["length_km"].sum())
        shown = number(km, lang, decimals=1 if km >= _SHORT_KM else 2)
        rows.append((f"{number_}. {road_name(ref, name, lang)}", shown))
    return table(heads, rows, caption=say("connectivity.cut", lang), kind="tight", features=keys)


def _pair_name(row: Mapping[Any, Any], lang: Lang) -> str:
    return " – ".join(place_name(row[end], lang) for end in ("origin", "destination"))


def _detour_sheet(view: View, columns: Columns, found: Connectivity) -> None:
    lang = view.lang
    worst = found.worst(when="after" if view.connectivity.shown_state == "after" else "before").to_dict("records")
    if not worst:
        note(say("connectivity.none_found", lang))
        return
    first, pairs = worst[0], found.pairs
    means = {
        f"mean_{w}": number(pairs[f"detour_{w}"].mean(skipna=False), lang, decimals=2) for w in ("before", "after")
    }
    told = {w: number(first[f"detour_{w}"], lang, decimals=2) for w in ("before", "after")}
    _verdict(say("connectivity.summary_detours", lang, name=_pair_name(first, lang), count=len(pairs), **told, **means))
    heads = [
        Column(say("connectivity.column_pair", lang)),
        Column(say("connectivity.column_straight", lang), figures=True),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]
    rows = [
        (
            f"{n}. {_pair_name(r, lang)}",
            number(r["geodesic_km"], lang, decimals=1),
            *(number(r[f"detour_{w}"], lang, decimals=2) for w in ("before", "after")),
        )
        for n, r in enumerate(worst, start=1)
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("connectivity.detours", lang),
            kind="tight",
            features=[pair_key(r["origin"], r["destination"]) for r in worst],
        ),
        name="detours_table",
        lang=lang,
        digest=found.digest,
    )
    note(say("connectivity.read_detours", lang))
    _shares(found, lang, some_districts(columns, lang))


def _shares(found: Connectivity, lang: Lang, some: str) -> None:
    """On which ranks of roads trips run."""
    from analysis.measures import ROAD_RANKS

    heads = [
        Column(say("connectivity.shares", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after")),
    ]
    told = [_percents(s, lang) for s in found.shares]
    rows = [(say(f"connectivity.share_{rank}", lang), *(s[i] for s in told)) for i, rank in enumerate(ROAD_RANKS)]
    downloads.table(
        table(heads, rows, caption=say("connectivity.shares_title", lang), kind="tight"),
        name="ranks_table",
        digest=found.digest,
        lang=lang,
    )
    note(say("connectivity.read_shares", lang) + some)


def _percents(shares: Sequence[float | None], lang: Lang) -> list[str]:
    """The shares of the ranks, which add up to 100; nothing is shared out where no trip is connected."""
    known = iter(percents([share for share in shares if share is not None], decimals=1))
    return [
        say("compare.not_connected", lang) if share is None else number(next(known), lang, decimals=1)
        for share in shares
    ]


def _missing_sheet(view: View, columns: Columns, found: Connectivity, *, mends: Mends | None) -> None:  # noqa: ARG001
    lang = view.lang
    links = missing(view, columns)
    listed = links.found[:LINKS_LISTED]
    if not listed:
        _verdict(say("connectivity.summary_missing_none", lang))
        return
    best = listed[0]
    _verdict(
        say(
            "connectivity.summary_missing",
            lang,
            name=_pair_name(vars(best), lang),
            minutes=number(best.saved_min, lang, decimals=1),
            value=number(best.saved_person_min / links.people, lang, decimals=2),
        )
    )
    heads = [
        Column(say("connectivity.column_pair", lang)),
        *(
            Column(say(f"connectivity.column_{c}", lang), figures=True)
            for c in ("straight", "by_road", "detour", "saved", "value")
        ),
    ]
    rows = [
        (
            lines([f"{n}. {_pair_name(vars(m), lang)}", *_mended(mends, (m.origin, m.destination), lang)]),
            number(m.straight_km, lang, decimals=1),
            number(m.road_km, lang, decimals=1),
            number(m.detour, lang, decimals=2),
            number(m.saved_min, lang, decimals=1),
            number(m.saved_person_min / links.people, lang, decimals=2),
        )
        for n, m in enumerate(listed, start=1)
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("connectivity.missing", lang) + some_districts(columns, lang),
            kind="tight wide",
            features=[pair_key(m.origin, m.destination) for m in listed],
        ),
        name="missing_table",
        lang=lang,
        digest=links.digest,
    )
    asked = links.assumed
    if mends is not None:
        note(say("connectivity.read_mended", lang))
    note(
        say(
            "connectivity.read_missing",
            lang,
            near=number(asked.near_km, lang),
            speed=number(asked.speed_kmh, lang),
            detour=number(asked.least_detour, lang, decimals=1),
            road=number(asked.road_detour, lang, decimals=2),
        )
    )


def _mended(mends: Mends | None, pair: tuple[str, str], lang: Lang) -> list[Markup]:
    """The proposal that mends a pair, tied to its line on the map; nothing while that is worked on."""
    if mends is None or pair not in mends:
        return []
    mend = mends[pair]
    told, key = say("connectivity.mended_none", lang), ""
    if mend is not None:
        told = say("connectivity.mended", lang, name=proposal(mend, lang), **_figures(mend, lang))
        key = f"project:{mend.project_id}"
    return [Markup(f'<span class="lt-under"><small{on_map(key)}>{text(told)}</small></span>')]


def proposal(mend: Mend, lang: Lang) -> str:
    """Name of a project that mends a pair, with the one it upgrades, which is built with it."""
    project = data.project(mend.project_id)
    base = data.project(project.upgrade_of) if project is not None and project.upgrade_of else None
    name = mend.project_id if project is None else project.text("name", lang)
    return name if base is None else say("connectivity.mended_with", lang, name=name, base=base.text("name", lang))


def _figures(mend: Mend, lang: Lang) -> dict[str, str]:
    """Minutes, kilometres and detour of a pair before and after, as Compare tells them."""
    told = {}
    for when in STATES:
        found = getattr(mend.comparison, when)
        told[f"min_{when}"] = number(found.fastest_min, lang, decimals=1)
        told[f"km_{when}"] = number(None if found.shortest_m is None else found.shortest_m / 1000, lang, decimals=1)
        told[f"detour_{when}"] = number(found.detour_index, lang, decimals=2)
    return told


def mends_of(view: View, columns: Columns) -> Work[Mends]:
    """Which proposal alone mends each missing link that is listed; worked on beside the page."""
    from analysis.measures import mending_projects

    world, scenario = data.world(), columns.scenario(view)
    pairs = [(m.origin, m.destination) for m in missing(view, columns).found[:LINKS_LISTED]]
    return long_work.awaited(
        _MENDS,
        (world.digest(scenario.baseline()), scenario.access, pairs),
        lambda progress: jobs.run(mending_projects, world, scenario, pairs, progress=progress, lasting=True),
        words="connectivity.working_mends",
        lang=view.lang,
        former=False,
    )


def rows_of(
    ties: str, found: Connectivity, links: MissingLinks | None
) -> tuple[Callable[[], list[Row]], tuple[str, ...]]:
    """What makes the rows that the command line prints, and their columns."""
    from analysis.cli import LINK_COLUMNS, crossing_rows, detour_rows, missing_rows, pair_rows

    if links is not None:
        return lambda: missing_rows(links), LINK_COLUMNS["missing"]
    made: dict[str, tuple[Callable[[], list[Row]], str]] = {
        "crossings": (lambda: [*crossing_rows(found.boundary), *crossing_rows(found.river)], "river"),
        "routes": (lambda: pair_rows(found), "pairs"),
        "detours": (lambda: detour_rows(found), "detours"),
    }
    rows, columns = made[ties]
    return rows, LINK_COLUMNS[columns]


def _cut_file(view: View, found: Connectivity) -> None:
    """The smallest cut of the state shown as a layer."""
    from analysis.measures import cut_lines

    world = data.world()  # here: the file is made outside this session
    cut = cuts_of(found, chosen_pair(view))[1 if view.connectivity.shown_state == "after" else 0]
    if cut is not None and cut.count:
        downloads.layer(lambda: cut_lines(world, cut), name="cut", digest=cut.digest, lang=view.lang)


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang = view.lang
    _choices(view, columns)
    left, right = workspace.beside()
    work: Work[Connectivity] | None = None
    seen, of, mends = view, columns, None
    with left, guarded("between.map", lang=lang):
        linked(view, "between_sheet", TIES, words="connectivity.look", key="ties", hidden=True)
        work = measured(view, columns)
        if work.context is not None:  # an old result is told as what it is
            seen, of = replace(work.context[0], lang=lang, connectivity=view.connectivity), work.context[1]
    if work is not None and work.result is not None and view.connectivity.between_sheet == "missing":
        with right, guarded("between.mends", lang=lang):
            mends = mends_of(seen, of).result
    with left, guarded("between.map", lang=lang):
        layer = _layer(seen, of, work.result) if work and work.result else tab_frame.nothing(lang)
        scenario = of.scenario(seen)
        drawn = scenario if view.connectivity.shown_state == "after" else scenario.baseline()
        told = {m.project_id for m in (mends or {}).values() if m is not None}
        tab_frame.show(view, layer, of=drawn, kinds={"district_capital"}, told=told)
    with right, guarded("between.sheet", lang=lang):
        if view.connectivity.between_sheet == "routes":
            _pair(view)
        with workspace.scrolling("sheet"), long_work.part(_KEY):
            if work is not None and work.result is not None:
                show_sheet(seen, of, work.result, mends)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and which state the map shows."""
    left, right = st.columns(tab_frame.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "shown_state", STATES, words="connectivity.when", names="border_view.when", key="ties-when")


def measured(view: View, columns: Columns) -> Work[Connectivity]:
    """Everything about the ties before and after; worked on beside the page."""
    from analysis.measures import connectivity

    world, scenario, weights = data.world(), columns.scenario(view), columns.assumptions
    before = scenario.baseline()
    return long_work.awaited(
        _KEY,
        (world.digest(before), world.digest(scenario), weights),
        lambda progress: jobs.run(
            connectivity,
            world,
            before=before,
            after=scenario,
            assumptions=weights,
            progress=progress,
            lasting=True,
        ),
        words="connectivity.working",
        lang=view.lang,
        context=(view, columns),
    )


def missing(view: View, columns: Columns) -> MissingLinks:
    """Missing links of the state shown."""
    from analysis.resilience import missing_links

    scenario = columns.scenario(view)
    shown = scenario if view.connectivity.shown_state == "after" else scenario.baseline()
    return missing_links(data.world(), shown, assumptions=columns.assumptions)


def _pair(view: View) -> None:
    """Whose independent routes are shown."""
    names = pair_names(view.lang)
    from_list(
        say("connectivity.pair", view.lang),
        list(names),
        chosen_pair(view),
        names=names.__getitem__,
        key="ties-pair",
        choose=lambda pair: session_view.change_connectivity(route_pair=pair),
    )


def pair_names(lang: Lang) -> dict[str, str]:
    """The two capitals, the two provinces, and every pair of districts."""
    from analysis.measures import matrix_ends

    world = data.world()
    origins, destinations = matrix_ends(world, "other_province")
    names = {CAPITALS: say("connectivity.routes_capitals", lang), PROVINCES: say("connectivity.routes_provinces", lang)}
    return names | {f"{a}~{b}": f"{place_name(a, lang)} – {place_name(b, lang)}" for a in origins for b in destinations}


def chosen_pair(view: View) -> str:
    """The pair of the view; one that does not exist gives way to the capitals."""
    return view.connectivity.route_pair if view.connectivity.route_pair in pair_names(view.lang) else CAPITALS


def place_name(place_id: str, lang: Lang) -> str:
    """Name of a place."""
    place = data.world().places[place_id]
    return place.name(lang)


def _layer(view: View, columns: Columns, found: Connectivity) -> ResultLayer:
    lang, when = view.lang, "after" if view.connectivity.shown_state == "after" else "before"
    sheet, world = view.connectivity.between_sheet, data.world()
    if sheet == "routes":
        return cut_drawn(world, found, chosen_pair(view), when=when, lang=lang)
    if sheet == "detours":
        return detours_drawn(world, found, when=when, lang=lang)
    if sheet == "missing":
        return missing_drawn(world, missing(view, columns), lang=lang)
    key = f"{found.digest}{view.connectivity.shown_state}"
    make = partial(
        crossings_drawn,
        world,
        crossings_of(found, after=when == "after"),
        cache.layer("rivers"),
        projects={p.id: p for p in data.projects()},
        provinces=cache.province_names(lang),
        key=key,
        lang=lang,
    )
    return data.kept(
        ("crossings layer", key, lang), make
    )  # boundary and river are joined and simplified anew otherwise
