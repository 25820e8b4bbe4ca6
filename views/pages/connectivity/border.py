"""The Cambodia border: how far it lies from roads, gates among each other, border communes, the road along it; the map and its sheets."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import commune_name, study
from layers.symbology import strip_layer, time_layer
from views import cache
from views.components import (
    Column,
    downloads,
    explain,
    from_list,
    guarded,
    note,
    scenario_panel,
    table,
    text,
    workspace,
)
from views.pages.connectivity import tab_frame
from views.pages.connectivity.tab_frame import linked
from views.state import BORDER_LOOKS, BORDER_SHEETS, STATES, TARGETS, data, session_view
from words import InputError, Lang, change, number, say, span, text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from analysis.accessibility import BorderAccess, GateFigures, HypothesisRange
    from analysis.scenarios import Scenario
    from layers.symbology import ResultLayer
    from views.state import Columns, View

_TOLD_KM: Final = 5.0  # the limit of the sentence


def show_sheet(view: View, scenario: Scenario) -> None:
    """Draw the sheet chosen, then how to read it and the files."""
    sheets: dict[str, Callable[[View, Scenario], str]] = {
        "length": _length,
        "gates": _gates,
        "trips": _trips,
        "border-road": _border_road,
        "communes": _communes,
    }
    sheet = open_sheet(view)
    with st.spinner(say("border_view.working", view.lang)):
        digest = sheets[sheet](view, scenario)
    note(say(f"border_view.read_{sheet}", view.lang))
    explain("border_view", view.lang, digest=digest)
    _downloads(view, scenario, digest, sheet=sheet)


def open_sheet(view: View) -> str:
    """The sheet that is looked at; the first where this region has none of that name."""
    asked = view.connectivity.border_sheet
    return asked if asked in offered() else BORDER_SHEETS[0]


def offered() -> tuple[str, ...]:
    """The sheets of this region: one of a road along the border where there is one."""
    road = study().border_road
    return tuple(s for s in BORDER_SHEETS if s != "border-road" or road is not None)


def _local(word: str) -> str:
    """What files here call the city and the road along the border."""
    return study().local_words.get(word, word)


def both(scenario: Scenario) -> tuple[BorderAccess, BorderAccess]:
    """How far the border is from roads, before and after; kept."""
    from analysis.accessibility import border_access

    before, after = (border_access(data.world(), s) for s in (scenario.baseline(), scenario))
    return before, after


def _length(view: View, scenario: Scenario) -> str:
    """Kilometres of border near a road, both provinces and each."""
    lang = view.lang
    before, after = both(scenario)
    st.html(f'<div class="lt-verdict" role="status">{text(length_sentence(before, after, lang))}</div>')
    _opened([after], lang)
    names = cache.province_names(lang)
    heads = [
        Column("km"),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after", "difference")),
    ]
    for province in (None, *study().codes):
        title = say("access_view.both", lang) if province is None else names[province]
        km = number(before.length_km(province), lang, decimals=1)
        caption = say("border_view.length_of", lang, name=title, km=km)
        downloads.table(
            table(heads, length_rows(before, after, province, lang), caption=caption),
            name="border_part" if province else "border_both",
            part=province or "",
            lang=lang,
            digest=after.digest,
        )
    return after.digest


def _opened(found: Sequence[BorderAccess], lang: Lang) -> None:
    """Why an upgrade brings a road nearer to the border although it makes no new one."""
    if km := max(one.opened_km for one in found):
        note(say("border_view.opened", lang, km=number(km, lang, decimals=1)))


def length_sentence(before: BorderAccess, after: BorderAccess, lang: Lang) -> str:
    """How much of the border lies near a road, and near a national road before and after."""
    near = {
        f"{column}_{when}": number(found.within_km(_TOLD_KM, f"{column}_km"), lang, decimals=1)
        for column in ("road", "national")
        for when, found in (("before", before), ("after", after))
    }
    whole = number(before.length_km(), lang, decimals=1)
    return say("border_view.summary", lang, length=whole, limit=number(_TOLD_KM, lang), **near)


def length_rows(before: BorderAccess, after: BorderAccess, province: str | None, lang: Lang) -> list[tuple[str, ...]]:
    """Kilometres within each limit of a road and of a national road."""
    from analysis.accessibility import BORDER_BREAKS_KM

    return [
        (say(f"border_view.near_{column}", lang, km=number(limit, lang)), *_three(was, now, lang))
        for column in ("road", "national")
        for limit in BORDER_BREAKS_KM
        for was, now in [[found.within_km(limit, f"{column}_km", province) for found in (before, after)]]
    ]


def _three(before: float | None, after: float | None, lang: Lang) -> tuple[str, str, str]:
    return _or_none(before, lang), _or_none(after, lang), change(before, after, lang, decimals=1)


def _or_none(value: float | None, lang: Lang, decimals: int = 1) -> str:
    """A figure; in words where no road leads."""
    if value is None or isnan(value):
        return say("compare.not_connected", lang)
    return number(value, lang, decimals=decimals)


def _place(place_id: str, lang: Lang) -> str:
    place = data.world().places[place_id]
    return place.name(lang)


def _figures(scenario: Scenario) -> tuple[GateFigures, GateFigures]:
    from analysis.accessibility import gate_figures

    before, after = (gate_figures(data.world(), s) for s in (scenario.baseline(), scenario))
    return before, after


def _gates(view: View, scenario: Scenario) -> str:
    """Neighbouring gates: along the border against by road."""
    from analysis.accessibility import unplaced_gates

    lang = view.lang
    before, after = _figures(scenario)
    _verdict(gates_sentence(after, lang))
    names = ("along", "by_road", "ratio", "min_before", "min_after")
    heads = [
        Column(say("border_view.pair", lang)),
        *(Column(say(f"border_view.{n}", lang), figures=True) for n in names),
    ]
    rows = [
        (
            f"{_place(now.origin, lang)} – {_place(now.destination, lang)}",
            number(now.border_km, lang, decimals=1),
            _or_none(now.road.km, lang),
            _or_none(now.ratio, lang, 2),
            _or_none(was.road.minutes, lang),
            _or_none(now.road.minutes, lang),
        )
        for was, now in zip(before.pairs, after.pairs, strict=True)
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("border_view.gates_title", lang),
            kind="tight wide",
            features=[f"gate:{p.origin} gate:{p.destination}" for p in after.pairs],
        ),
        name="gates_table",
        lang=lang,
        digest=after.digest,
    )
    if unplaced := [text_in(gate, "name", lang) for gate in unplaced_gates(data.world())]:
        note(say("border_view.unplaced", lang, names="; ".join(unplaced)))
    return after.digest


def _verdict(sentence: str) -> None:
    if sentence:
        st.html(f'<div class="lt-verdict" role="status">{text(sentence)}</div>')


def gates_sentence(figures: GateFigures, lang: Lang) -> str:
    """The neighbouring gates worst joined by road; nothing where none are joined."""
    joined = [p for p in figures.pairs if p.ratio is not None and not isnan(p.ratio)]
    if not joined:
        return ""
    worst = max(joined, key=lambda p: p.ratio or 0.0)
    return say(
        "border_view.summary_gates",
        lang,
        a=_place(worst.origin, lang),
        b=_place(worst.destination, lang),
        road=_or_none(worst.road.km, lang),
        border=number(worst.border_km, lang, decimals=1),
        ratio=_or_none(worst.ratio, lang, 2),
    )


def trips_sentence(figures: GateFigures, target: str, lang: Lang) -> str:
    """The gate farthest from its nearest target, and the nearest one; nothing where no gate is joined."""
    found = [t for t in figures.trips if t.target == target and t.way.minutes is not None and not isnan(t.way.minutes)]
    if not found:
        return ""
    found.sort(key=lambda t: t.way.minutes or 0.0)
    ends = {"near": found[0], "far": found[-1]}
    told = {name: _place(trip.gate, lang) for name, trip in ends.items()}
    told |= {f"{name}_min": _or_none(trip.way.minutes, lang) for name, trip in ends.items()}
    return say("border_view.summary_trips", lang, target=say(f"border_view.target_{target}", lang), **told)


def communes_sentence(frame: gpd.GeoDataFrame, lang: Lang) -> str:
    """The border commune farthest from its hospital, after."""
    reached = frame[frame["hospital_after"].notna()]
    if reached.empty:
        return ""
    worst = reached.loc[reached["hospital_after"].idxmax()]
    return say(
        "border_view.summary_communes",
        lang,
        count=len(frame),
        name=commune_name(worst["full_name"], lang),
        minutes=_or_none(worst["hospital_after"], lang),
        before=_or_none(worst["hospital_before"], lang),
    )


def _trips(view: View, scenario: Scenario) -> str:
    """From every gate to one of the targets."""
    lang, target = view.lang, view.connectivity.gate_target
    from_list(
        say("border_view.target", lang),
        TARGETS,
        target,
        names=lambda t: say(f"border_view.target_{t}", lang),
        key="border-target",
        choose=lambda t: session_view.change_connectivity(gate_target=t),
    )
    before, after = _figures(scenario)
    _verdict(trips_sentence(after, target, lang))
    names = ("by_road", "min_before", "min_after")
    heads = [
        Column(say("border_view.gate", lang)),
        Column(say("border_view.place", lang)),
        *(Column(say(f"border_view.{n}", lang), figures=True) for n in names),
    ]
    rows = [
        (
            _place(now.gate, lang),
            _place(now.place_id, lang) if now.place_id else say("compare.not_connected", lang),
            _or_none(now.way.km, lang),
            _or_none(was.way.minutes, lang),
            _or_none(now.way.minutes, lang),
        )
        for was, now in zip(before.trips, after.trips, strict=True)
        if now.target == target
    ]
    keys = [f"gate:{t.gate}" for t in after.trips if t.target == target]
    downloads.table(
        table(heads, rows, kind="tight", features=keys), name=f"gate_{target}", lang=lang, digest=after.digest
    )
    return after.digest


def _border_road(view: View, scenario: Scenario) -> str:
    """What the road along the border would change, over its hypotheses."""
    lang, world = view.lang, data.world()
    cases, ranges = border_road(scenario)
    projects = {p.id: p.text("name", lang) for p in data.projects()}
    st.html(f'<div class="lt-verdict" role="status">{text(border_road_sentence(ranges, lang))}</div>')
    note(say("border_view.hypotheses", lang, names="; ".join(projects.get(i, i) for i in cases)))
    _opened(_with_border_road(scenario), lang)
    heads = [
        Column(say("compare.figure", lang)),
        Column(say("border_view.without", lang), figures=True),
        Column(say("border_view.with", lang), figures=True),
    ]
    for unit in ("km", "min"):
        rows = [
            (_range_name(r, lang), _or_none(r.without, lang), _range(r, lang))
            for r in ranges
            if r.unit == unit and not (unit == "km" and "_" not in r.name)
        ]
        downloads.table(
            table(heads, rows, caption=say(f"border_view.border_road_{unit}", lang), kind="tight"),
            name=f"border_road_{unit}",
            part=_local("border-road"),
            lang=lang,
            digest=world.digest(scenario),
        )
    return world.digest(scenario)


def border_road_sentence(ranges: Sequence[HypothesisRange], lang: Lang) -> str:
    """Border near a national road and the time from gate to gate, without the road along it and over its hypotheses."""
    told = {(r.name, r.unit): r for r in ranges}
    near, whole = told[f"national_{_TOLD_KM:g}", "km"], told["all_pairs", "min"]
    return say(
        "border_view.border_road_summary",
        lang,
        limit=number(_TOLD_KM, lang),
        without=_or_none(near.without, lang),
        near=_range(near, lang),
        min_without=_or_none(whole.without, lang),
        min_with=_range(whole, lang),
    )


def _with_border_road(scenario: Scenario) -> list[BorderAccess]:
    """How far the border is from roads with each hypothesis."""
    from analysis.accessibility import border_access, hypotheses

    world = data.world()
    return [border_access(world, one) for one in hypotheses(world, scenario).values()]


def border_road(scenario: Scenario) -> tuple[tuple[str, ...], tuple[HypothesisRange, ...]]:
    """Hypotheses of the road along the border and the figures that each would change; kept."""
    from analysis.accessibility import border_road_ranges

    world = data.world()
    return data.kept(("border road", world.digest(scenario)), lambda: border_road_ranges(world, scenario))


def _range_name(found: HypothesisRange, lang: Lang) -> str:
    if found.name == "all_pairs":
        return say("border_view.all_pairs", lang)
    if "~" in found.name:
        return " – ".join(_place(i, lang) for i in found.name.split("~"))
    column, _, limit = found.name.partition("_")
    return say(f"border_view.near_{column}", lang, km=limit)


def _range(found: HypothesisRange, lang: Lang) -> str:
    known = found.low is not None and found.high is not None
    return span(found.low, found.high, lang, decimals=1) if known else say("compare.not_connected", lang)


def communes_on_border(scenario: Scenario) -> gpd.GeoDataFrame:
    """Communes on the border with their access before and after; kept."""
    from analysis.accessibility import border_communes

    world = data.world()
    return data.kept(
        ("border communes", world.digest(scenario)),
        lambda: border_communes(world, before=scenario.baseline(), after=scenario),
    )


def _communes(view: View, scenario: Scenario) -> str:
    """Border communes: minutes to their capital, to a gate, to a hospital."""
    lang, frame = view.lang, communes_on_border(scenario)
    targets = ("capital", "gate", "hospital")
    _verdict(communes_sentence(frame, lang))
    heads = [
        Column(say("gains_view.commune", lang)),
        Column(say("border_view.border_km", lang), figures=True),
        *(Column(say(f"border_view.to_{t}", lang), figures=True) for t in targets),
    ]
    rows = [
        (
            commune_name(row["full_name"], lang),
            number(row["border_km"], lang, decimals=1),
            *(f"{_or_none(row[f'{t}_before'], lang)} → {_or_none(row[f'{t}_after'], lang)}" for t in targets),
        )
        for row in frame.to_dict("records")
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("border_view.communes_title", lang),
            kind="tight wide",
            features=[f"commune:{code}" for code in frame["code"]],
        ),
        name="border_communes_table",
        lang=lang,
        digest=_communes_digest(frame, scenario),
    )
    return _communes_digest(frame, scenario)


def _communes_digest(frame: gpd.GeoDataFrame, scenario: Scenario) -> str:
    return str(frame["digest"].iloc[0]) if len(frame) else data.world().digest(scenario)


def _downloads(view: View, scenario: Scenario, digest: str, *, sheet: str) -> None:
    """The strip as a layer, the sheet's rows as the command line prints them."""
    from analysis.accessibility import border_access
    from analysis.cli import BORDER_COLUMNS, border_rows

    lang, world = view.lang, data.world()  # here: files are made outside this session
    communes = communes_on_border(scenario) if sheet == "communes" else None
    name = "border" if communes is None else "border_communes"
    with st.container(horizontal=True, gap="small"):
        downloads.layer(
            lambda: border_access(world, scenario).frame if communes is None else communes,
            name=name,
            digest=digest,
            lang=lang,
        )
        downloads.rows(
            lambda: border_rows(world, scenario, sheet),
            BORDER_COLUMNS[sheet],
            name=f"border_rows_{sheet}",
            digest=digest,
            lang=lang,
            world=world,
        )


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, scenario = view.lang, columns.scenario(view)
    _choices(view, columns)
    if none := _no_border():
        note(none.text(lang))
        return
    left, right = workspace.beside()
    with left, guarded("border.map", lang=lang):
        linked(view, "border_look", BORDER_LOOKS, words="border_view.look", key="border-look", hidden=True)
        _map(view, scenario)
    with right, guarded("border.sheet", lang=lang):
        linked(view, "border_sheet", offered(), words="border_view.sheet", key="border-sheet", hidden=True)
        with workspace.scrolling("sheet"):
            show_sheet(view, scenario)


def _no_border() -> InputError | None:
    """What is said of a region without a border on land."""
    from analysis.accessibility import border_line

    try:
        border_line(data.world())
    except InputError as fault:
        return fault
    return None


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and which state the map shows."""
    left, right = st.columns(tab_frame.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "shown_state", STATES, words="border_view.when", key="border-when")


def _map(view: View, scenario: Scenario) -> None:
    shown_state = scenario if view.connectivity.shown_state == "after" else scenario.baseline()
    with st.spinner(say("border_view.working", view.lang)):
        layer = (
            _commune_layer(view, scenario) if view.connectivity.border_look == "communes" else _strip(view, shown_state)
        )
    tab_frame.show(view, layer, of=shown_state, kinds={"gate"})


def _strip(view: View, scenario: Scenario) -> ResultLayer:
    from analysis.accessibility import BORDER_BREAKS_KM, border_access, border_classes

    world, of = data.world(), view.connectivity.border_look
    frame, digest = data.kept(
        ("border strip", world.digest(scenario), of),
        lambda: (border_classes(found := border_access(world, scenario), column=f"{of}_km"), found.digest),
    )
    return strip_layer(
        frame, BORDER_BREAKS_KM, key=digest, of=of, names=cache.province_names(view.lang), lang=view.lang
    )


def _commune_layer(view: View, scenario: Scenario) -> ResultLayer:
    frame = communes_on_border(scenario)
    digest = str(frame["digest"].iloc[0]) if len(frame) else "none"
    goal = say("border_view.own_capital", view.lang)
    lang, column = view.lang, f"capital_{view.connectivity.shown_state}"
    return data.kept(
        ("border layer", column, digest, lang), lambda: time_layer(frame, column, key=digest, goal=goal, lang=lang)
    )
