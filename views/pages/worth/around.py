"""The tabs of land and risk, and of rural access."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

import jobs
from layers import commune_name, marked_name, unit_name
from layers.symbology import LegendRow, ResultLayer, ResultShape, style
from views.components import (
    Cell,
    Column,
    Table,
    downloads,
    explain,
    in_a_row,
    long_work,
    map_panel,
    note,
    one_of,
    plain,
    table,
    text,
)
from views.state import data, session_view, user_data
from words import Lang, adding_up, number, say, span

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from analysis.scenarios import Scenario, World
    from analysis.surroundings import Hazard, HazardRoad, Helps, LandUse, RuralAccess
    from views.components import Progress
    from views.state import Columns, View

_PERCENT: Final = 100.0
_MAP_PX: Final = 380
_LOOKED: Final = "danger-looked"
_SCOPES: Final = ("to_build", "whole")


def land(view: View, columns: Columns) -> None:
    """Draw the tab of land and risk."""
    from analysis.cli import land_notes
    from analysis.surroundings import Scope, land_use

    lang, world = view.lang, data.world()
    one_of(
        say("plan_view.part", lang),
        _SCOPES,
        view.worth.scope,
        names=lambda s: say(f"surroundings.scope_{s}", lang),
        key="land-scope",
        choose=lambda s: session_view.change_worth(scope=s),
    )
    scope, units = Scope(view.worth.scope), list(world.projects)

    def make(progress: Progress) -> tuple[LandUse, ...]:
        found: list[LandUse] = []
        for n, unit in enumerate(units):
            progress(n, len(units))
            found += jobs.run(land_use, world, [unit], scope, still=progress.still)
        return tuple(found)

    work = long_work.awaited(
        "land", (world.data_digest, scope.value, *units), make, words="plan_view.land_working", lang=lang
    )
    if not units:
        note(say("country.doubt_projects", lang))
    elif work.result is not None:
        with long_work.part("land"):
            st.html(f'<div class="lt-verdict" role="status">{text(land_sentence(world, work.result, lang))}</div>')
            made, digest = land_table(world, work.result, lang), work.result[0].digest
            downloads.table(made, name="land", digest=digest, lang=lang)
            note(say("plan_view.land_read", lang))
    explain("land_view", lang, notes=land_notes(world, lang))
    st.subheader(say("plan_view.danger", lang))
    _danger(view, columns)


def land_sentence(world: World, found: Sequence[LandUse], lang: Lang) -> str:
    """The road with most kilometres through protected land and forest."""
    worst = max(found, key=lambda f: (f.protected_km + f.forest_km, f.unit))
    touching = sum(f.protected_km + f.forest_km > 0.05 for f in found)  # noqa: PLR2004 - what one decimal shows
    km = number(worst.protected_km + worst.forest_km, lang, decimals=1)
    name = marked_name(world.projects, worst.unit, lang)
    return say("plan_view.land_sentence", lang, count=number(touching, lang), name=name, km=km)


def land_table(world: World, found: Sequence[LandUse], lang: Lang) -> Table:
    """A row a road that has a part to look at."""
    names = (
        "length_km",
        "new_km",
        "protected_km",
        "forest_km",
        "water",
        "near_100_km",
        "near_500_km",
        "near_100_people",
        "near_500_people",
    )
    heads = [Column(say("shares.tip_unit", lang)), *(Column(say(f"columns.{c}", lang), figures=True) for c in names)]
    rows: list[Sequence[Cell]] = []
    kept = [f for f in found if f.length_km > 0]
    for f in kept:
        km = [number(v, lang, decimals=1) for v in (f.length_km, f.new_km, f.protected_km, f.forest_km)]
        near = [number(v, lang, decimals=1) for v in f.near_km]
        people = [number(round(v, -2), lang) for v in f.near_people]
        rows.append((marked_name(world.projects, f.unit, lang), *km, number(f.water, lang), *near, *people))
    features = [f"project:{f.unit.partition('/')[0]}" for f in kept]
    return table(heads, rows, caption=say("plan_view.land", lang), kind="tight wide broad", features=features)


def _danger(view: View, columns: Columns) -> None:
    """The user's zones: what closes, what it costs, which projects help."""
    from analysis.surroundings import hazard, project_helps

    lang, world, zones = view.lang, data.world(), user_data.current().zones
    if not zones:
        st.info(plain(say("surroundings.no_areas", lang)))
        return
    scenario = replace(columns.scenario(view), year=None)
    bare = replace(scenario, projects=frozenset())
    areas = [z.geometry for z in zones]

    def make(progress: Progress) -> tuple[Hazard, Helps]:
        closed = jobs.run(hazard, world, bare, areas, still=progress.still)
        return closed, jobs.run(project_helps, world, bare, areas, list(world.projects), progress=progress)

    name = (world.digest(bare), user_data.current().digest)
    work = long_work.awaited("danger", name, make, words="plan_view.danger_working", lang=lang)
    if work.result is None:
        return
    found, helps = work.result
    with long_work.part("danger"):
        st.html(f'<div class="lt-verdict" role="status">{text(danger_sentence(world, found, helps, lang))}</div>')
        _danger_map(view, bare, found)
        if found.roads:
            downloads.table(roads_under(world, found, lang), name="danger", digest=found.digest, lang=lang)
            note(say("plan_view.under_read", lang))
        downloads.table(help_table(world, helps, lang), name="helps", digest=helps.digest, lang=lang)
        note(say("plan_view.helps_read", lang))
        explain("danger_view", lang, digest=helps.digest)


def _danger_map(view: View, bare: Scenario, found: Hazard) -> None:
    """The zones, and the roads under them, which are taken as closed."""
    lang, own = view.lang, user_data.current()
    layer = under_layer(data.world(), found, lang)
    shown = replace(map_panel.map_view(view, of=bare), results=(layer,), own=own)
    if st.session_state.get(_LOOKED) != own.digest:
        st.session_state[_LOOKED] = own.digest
        west, south, east, north = shapely.total_bounds([z.geometry for z in own.zones]).tolist()
        map_panel.look_at((west, south, east, north))
    map_panel.fragment(shown, name="danger", memory="lienTinhDanger", height=_MAP_PX)
    if layer.rows:
        st.html(in_a_row(layer.rows, heading=layer.rows[0].heading).html)


def under_layer(world: World, found: Hazard, lang: Lang) -> ResultLayer:
    """The roads under the zones, each as one thing on the map."""
    sign = style.line("closure", "closed")
    shapes = tuple(
        ResultShape(
            road.line,
            sign,
            (
                under_name(world, road, lang),
                say("plan_view.under_tip", lang, km=number(road.under_km, lang, decimals=1)),
            ),
            key=f"under:{n}",
        )
        for n, road in enumerate(found.roads)
    )
    row = LegendRow(say("plan_view.danger", lang), say("plan_view.under_row", lang), sign)
    return ResultLayer(f"under{found.digest}{lang.value}", shapes, (row,) if shapes else ())


def under_name(world: World, road: HazardRoad, lang: Lang) -> str:
    """Number of a road, or its project, or its class."""
    if road.project_id:
        return unit_name(world.projects, road.project_id, lang)
    return road.ref or say(f"layers.road_{road.road_class}", lang)


def roads_under(world: World, found: Hazard, lang: Lang) -> Table:
    """The roads under the zones, the longest first; totals are those of the sentence above."""
    heads = [Column(say("worth_view.count_road", lang)), Column(say("columns.road_class", lang))]
    heads += [Column(say("columns.under_km", lang), figures=True)]
    shown = adding_up([r.under_km for r in found.roads], decimals=1)
    rows = [
        (under_name(world, r, lang), say(f"layers.road_{r.road_class}", lang), number(km, lang, decimals=1))
        for r, km in zip(found.roads, shown, strict=True)
    ]
    features = [f"under:{n}" for n in range(len(rows))]
    return table(heads, rows, caption=say("plan_view.under", lang), kind="tight", features=features)


def danger_sentence(world: World, found: Hazard, helps: Helps, lang: Lang) -> str:
    """Kilometres under the zones, what closing them costs, which projects make the network stand."""
    if found.loss is None:
        return say("plan_view.danger_none", lang)
    told = say(
        "plan_view.danger_sentence",
        lang,
        km=number(found.under_km, lang, decimals=1),
        minutes=number(helps.without.lost_min_each, lang, decimals=1),
        people=number(helps.without.cut_people, lang),
    )
    names = "; ".join(f"“{unit_name(world.projects, h.unit, lang)}”" for h in helps.standing)
    return (
        f"{told} {say('plan_view.danger_stands', lang, names=names) if names else say('plan_view.danger_falls', lang)}"
    )


def help_table(world: World, found: Helps, lang: Lang) -> Table:
    """The network closed, without a project and with each."""
    names = ("lost_min_each", "than_now_min", "cut_people", "under_km")
    heads = [
        Column(say("shares.tip_unit", lang)),
        *(Column(say(f"columns.{c}", lang), figures=True) for c in names),
        Column(say("columns.stands", lang)),
    ]
    rows = [
        (
            unit_name(world.projects, h.unit, lang) if h.unit else say("columns.is_project_baseline", lang),
            number(h.lost_min_each, lang, decimals=1),
            number(h.than_now_min, lang, decimals=1, sign=True),
            number(h.cut_people, lang),
            number(h.under_km, lang, decimals=1),
            say("app.yes" if h.stands(found.without) else "app.no", lang),
        )
        for h in (found.without, *found.found)
    ]
    return table(heads, rows, caption=say("plan_view.helps", lang), kind="tight broad")


def rural(view: View, columns: Columns) -> None:
    """Draw the tab of rural access."""
    from analysis.surroundings import rural_access

    lang, world = view.lang, data.world()
    scenario = columns.scenario(view)

    def make(progress: Progress) -> RuralAccess:
        progress(0, 0)
        return jobs.run(rural_access, world, before=scenario.baseline(), after=scenario, still=progress.still)

    work = long_work.awaited("rural", (world.digest(scenario),), make, words="plan_view.rural_working", lang=lang)
    if work.result is None:
        return
    found = work.result
    with long_work.part("rural"):
        st.html(f'<div class="lt-verdict" role="status">{text(rural_sentence(found, lang))}</div>')
        downloads.table(rural_table(world, scenario, found, lang), name="rural", digest=found.digest, lang=lang)
        note(say("plan_view.rural_read", lang))
        downloads.table(communes(found, lang), name="rural_communes", digest=found.digest, lang=lang)
    explain("rural_view", lang, digest=found.digest)


def _range(low: float, high: float, lang: Lang) -> str:
    return span(_PERCENT * low, _PERCENT * high, lang, decimals=1)


def rural_sentence(found: RuralAccess, lang: Lang) -> str:
    """The share before and after, as a range."""
    was, now = (found.share("both", w) for w in ("before", "after"))
    before, after = (_range(s.low, s.high, lang) for s in (was, now))
    key = "plan_view.rural_same" if before == after else "plan_view.rural_sentence"
    told = say(key, lang, people=number(now.people, lang), before=before, after=after)
    return f"{told} {say('plan_view.rural_ends', lang)}"


def rural_table(world: World, scenario: Scenario, found: RuralAccess, lang: Lang) -> Table:
    """Both provinces and each: people, share before and after."""
    from analysis.cli import Names

    names = Names(lang, world)
    heads = [Column(say("columns.province", lang)), Column(say("columns.people", lang), figures=True)] + [
        Column(say(f"plan_view.rural_{w}", lang), figures=True) for w in ("before", "after")
    ]
    rows = []
    for code in dict.fromkeys(s.code for s in found.shares):
        both = [found.share(code, w) for w in ("before", "after")]
        name = names.of(code) or say("columns.is_level_both", lang)
        rows.append((name, number(both[0].people, lang), *(_range(s.low, s.high, lang) for s in both)))
    del scenario
    return table(heads, rows, caption=say("plan_view.rural", lang))


def _ends(row: dict[Hashable, Any], when: str) -> tuple[float, float]:
    low, high = sorted((float(row[f"even_{when}"]), float(row[f"built_{when}"])))
    return low, high


def communes(found: RuralAccess, lang: Lang) -> Table:
    """The rural communes with the smallest share after, by the smaller of its two figures, as a reader meets them."""
    lowest = found.frame[["even_after", "built_after"]].min(axis=1)
    worst = found.frame.assign(lowest=lowest).sort_values(["lowest", "code"]).head(12)
    heads = [Column(say("columns.full_name", lang)), Column(say("columns.people", lang), figures=True)] + [
        Column(say(f"plan_view.rural_{w}", lang), figures=True) for w in ("before", "after")
    ]
    rows = [
        (
            commune_name(str(r["full_name"]), lang),
            number(r["people"], lang),
            *(_range(*_ends(r, w), lang) for w in ("before", "after")),
        )
        for r in worst.to_dict("records")
    ]
    return table(
        heads, rows, caption=say("plan_view.rural_worst", lang), features=[f"commune:{c}" for c in worst["code"]]
    )
