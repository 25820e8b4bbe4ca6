"""Who gains: communes by minutes saved, isochrones before and after on the map and in figures, lines of the largest gains."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import Role, commune_name, place_kinds
from layers.symbology import commune_layer, desire_layer, isochrone_layer
from views.components import (
    Column,
    downloads,
    from_list,
    in_a_row,
    info,
    map_panel,
    note,
    one_of,
    table,
    text,
    workspace,
)
from views.pages.compare.pair import place_names, say_alike
from views.state import data, session_view
from words import Lang, difference, number, saved, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.accessibility import Isochrones
    from analysis.measures import Gains
    from analysis.scenarios import Scenario
    from layers.symbology import ResultLayer
    from views.state import Columns, View


def isochrones_to(scenario: Scenario, near: str) -> Isochrones:
    """Areas within the limits of a place or of the nearest of a kind, before and after; kept."""
    from analysis.accessibility import isochrones

    world = data.world()
    return data.kept(
        ("isochrones", world.digest(scenario), near),
        lambda: isochrones(world, before=scenario.baseline(), after=scenario, place_id=near),
    )


def show_isochrones(found: Isochrones, lang: Lang) -> None:
    """Draw the table, how to read it, and the files."""
    heads = [
        Column(say("access_view.iso_limit", lang)),
        *(
            Column(say(f"access_view.iso_{name}", lang), figures=True)
            for name in ("people_before", "people_after", "km2_before", "km2_after")
        ),
    ]
    downloads.table(
        table(heads, isochrone_rows(found, lang), caption=say("access_view.iso_title", lang), kind="tight"),
        name="isochrones_table",
        lang=lang,
        digest=found.digest,
    )
    note(say("access_view.iso_read", lang))
    st.html(info(say("compare.digest", lang, digest=found.digest), lang).html)
    with st.container(horizontal=True, gap="small"):
        downloads.layer(lambda: found.frame, name="isochrones", digest=found.digest, lang=lang)


def isochrone_rows(found: Isochrones, lang: Lang) -> list[tuple[str, ...]]:
    """One row a limit, smallest first."""
    cells = found.frame.set_index(["limit_min", "when"])
    return [
        (
            say("access_view.limit", lang, minutes=limit),
            *(
                number(cells.loc[(limit, when), column], lang)
                for column in ("people", "area_km2")
                for when in ("before", "after")
            ),
        )
        for limit in sorted(set(found.frame["limit_min"]))
    ]


_LOOKS: Final = ("communes", "isochrones", "lines")
_MEAN: Final = ""
_LISTED: Final = 12


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang, scenario = view.lang, columns.scenario(view)
    look = _choices(view)
    left, right = workspace.beside()
    with left:
        with st.spinner(say("gains_view.working", lang)):
            layer = _layer(view, columns, look)
        shown = replace(
            map_panel.map_view(view, of=scenario),
            results=(layer,),
            place_kinds=frozenset(place_kinds(Role.SEAT)),
            highlight_id=None,
        )
        map_panel.frame("gains", scenario)
        map_panel.fragment(shown, name="gains", memory="lienTinhGains")
        st.html(in_a_row(layer.rows).html)
    with right:
        _beside(view, columns, look)


def _choices(view: View) -> str:
    """What is drawn, and to which place."""
    lang = view.lang
    names = {_MEAN: say("gains_view.mean", lang), **place_names(lang)}
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
    with left:
        from_list(
            say("gains_view.goal", lang),
            list(names),
            view.compare.goal,
            names=names.__getitem__,
            key="goal",
            choose=lambda goal: session_view.change_compare(goal=goal),
        )
        say_alike(view.compare.goal, lang)
    with right:
        look = str(st.session_state.get("gains-look-chosen", _LOOKS[0]))
        one_of(
            say("gains_view.look", lang),
            _LOOKS,
            look,
            names=lambda name: say(f"gains_view.look_{name}", lang),
            key="gains-look",
            choose=lambda name: st.session_state.update({"gains-look-chosen": name}),
        )
    return look


def places_of(view: View) -> tuple[str, ...]:
    """The destinations of the gains: the place chosen, or all district capitals."""
    from analysis.scenarios import district_capitals

    return (view.compare.goal,) if view.compare.goal else tuple(district_capitals(data.world()))


def of_communes(view: View, columns: Columns) -> Gains:
    """What the scenario looked at saves each commune, in minutes; kept."""
    scenario = columns.scenario(view)
    made = _reckoned(view, columns, km=False)
    return data.kept(("gains", data.world().digest(scenario), places_of(view)), made)


def _reckoned(view: View, columns: Columns, *, km: bool) -> Callable[[], Gains]:
    """What reckons it, in this session or outside: a file is written when somebody takes it away."""
    from analysis.measures import commune_gains

    after = columns.scenario(view)
    told = {"before": after.baseline(), "after": after}
    return partial(jobs.recalled, commune_gains, data.world(), place_ids=places_of(view), km=km, **told)


def _layer(view: View, columns: Columns, look: str) -> ResultLayer:
    if look == "lines":
        return _lines(view, columns)
    if look == "isochrones":
        return _isochrones(view, columns)
    return layer_of(of_communes(view, columns), view.lang)


def layer_of(gains: Gains, lang: Lang) -> ResultLayer:
    """Communes by minutes saved, as they are drawn; kept."""
    return data.kept(
        ("gains layer", gains.digest, lang), lambda: commune_layer(gains.frame, key=gains.digest, lang=lang)
    )


def goal_name(view: View) -> str:
    """To which place or places the gains are meant."""
    return place_names(view.lang)[view.compare.goal] if view.compare.goal else say("dashboard.goal_mean", view.lang)


def _lines(view: View, columns: Columns) -> ResultLayer:
    gains, lang = _desire(view, columns), view.lang
    return desire_layer(gains.frame, key=gains.digest, names=_names(lang), lang=lang)


def _desire(view: View, columns: Columns) -> Gains:
    from analysis.measures import desire_lines

    scenario, shared = columns.scenario(view), columns.assumptions
    return data.kept(
        ("desire", data.world().digest(scenario), shared),
        lambda: desire_lines(data.world(), before=scenario.baseline(), after=scenario, assumptions=shared),
    )


def _isochrones(view: View, columns: Columns) -> ResultLayer:
    lang, goal = view.lang, view.compare.goal or view.destination
    found = isochrones_to(columns.scenario(view), goal)
    return isochrone_layer(found.frame, key=found.digest, place=_names(lang)[goal], lang=lang)


def _names(lang: Lang) -> dict[str, str]:
    """Plain names of all places by id."""
    return {i: p.name(lang) for i, p in data.world().places.items()}


def _beside(view: View, columns: Columns, look: str) -> None:
    """In words and a table: who gains most; the layer to take away."""
    lang, gains = view.lang, of_communes(view, columns)
    mean_min, people = gains.mean_saved_min
    said = say("gains_view.summary", lang, minutes=number(mean_min, lang, decimals=1), people=number(people, lang))
    st.html(f'<div class="lt-verdict">{text(said)}</div>')
    if look == "lines":
        _line_table(view, columns)
    else:
        _commune_table(gains, lang)
    st.html(f'<p class="lt-note">{text(say("gains_view.read", lang))}</p>')
    with st.container(horizontal=True, gap="small"):  # the difference for a geographic information system
        whole = _reckoned(view, columns, km=True)  # a file has the kilometres too
        downloads.layer(lambda: whole().frame, name="gains", digest=gains.digest, lang=lang)
    st.html(info(say("compare.digest", lang, digest=gains.digest), lang).html)


def _commune_table(gains: Gains, lang: Lang) -> None:
    heads = [
        Column(say("gains_view.commune", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    most = [*gains.study.nlargest(_LISTED, "saved_min").itertuples()]
    most.sort(key=lambda row: difference(row.before_min, row.after_min, decimals=1) or 0.0)  # as it is printed
    rows = [(commune_name(r.full_name, lang), *_three(r.before_min, r.after_min, lang)) for r in most]
    shown = table(heads, rows, caption=say("gains_view.most", lang), features=[f"commune:{r.code}" for r in most])
    downloads.table(shown, name="gains_communes", lang=lang, digest=gains.digest)


def _three(before_min: float, after_min: float, lang: Lang) -> tuple[str, str, str]:
    """Minutes before, after, and saved as printed."""
    was, now = (number(v, lang, decimals=1) for v in (before_min, after_min))
    return was, now, saved(before_min, after_min, lang, decimals=1)


def _line_table(view: View, columns: Columns) -> None:
    lang, names, found = view.lang, _names(view.lang), _desire(view, columns)
    heads = [
        Column(say("gains_view.pair", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    rows = [
        (
            f"{names[r.origin]} – {names[r.destination]}",
            *_three(r.before_min, r.after_min, lang),
        )
        for r in found.frame.itertuples()
    ]
    downloads.table(
        table(
            heads,
            rows,
            caption=say("gains_view.lines_title", lang),
            features=[f"pair:{r.origin}~{r.destination}" for r in found.frame.itertuples()],
        ),
        name="gains_pairs",
        lang=lang,
        digest=found.digest,
    )
