"""Access: minutes of every commune to the nearest place of a kind, or to one place, before and after.

Beside the map stand the figures, how people spread over the minutes, the communes, and all kinds of places.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import jobs
from layers import commune_name, text_digest
from layers.symbology import (
    TIME_BREAKS_MIN,
    LegendRow,
    commune_layer,
    isochrone_layer,
    style,
    time_class_names,
    time_layer,
)
from views.components import (
    Column,
    Markup,
    Table,
    downloads,
    explain,
    finished,
    from_list,
    guarded,
    in_a_row,
    long_work,
    scenario_panel,
    table,
    text,
    workspace,
)
from views.pages.compare import gains, place_names, say_alike
from views.pages.connectivity import tab_frame
from views.pages.connectivity.tab_frame import linked
from views.state import ACCESS_LOOKS, ACCESS_SHEETS, BOTH, KINDS, data, session_view
from words import Lang, change, difference, number, percents, saved, say, with_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from analysis.accessibility import Accessibility, Group
    from layers.symbology import ResultLayer
    from views.components import Progress, Work
    from views.state import Columns, View

_ROW: Final = 27  # pixels: two bars and the air between areas
_LABEL: Final = 150


def spread(found: Accessibility, lang: Lang) -> Any:
    """Two bars an area, before above after: shares of its people by class of minutes."""
    import altair as alt
    import pandas as pd

    rows = _rows(found, lang)
    areas = list(dict.fromkeys(r["area"] for r in rows))
    whens = [say("compare.before", lang), say("compare.after", lang)]
    names = [*time_class_names(lang), say("compare.not_connected", lang)]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(stroke="#ffffff", strokeWidth=0.4)
        .encode(
            y=alt.Y("area:N", title=None, sort=areas, axis=alt.Axis(labelLimit=_LABEL)),
            yOffset=alt.YOffset("when:N", sort=whens, scale=alt.Scale(domain=whens, paddingInner=0.1)),
            x=alt.X(
                "share:Q",
                title=None,
                scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(labelExpr=f"datum.value + '{with_percent('', lang)}'"),
            ),
            color=alt.Color("class:N", legend=None, scale=alt.Scale(domain=names, range=_colours())),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip(f"{field}:N", title=say(f"access_view.tip_{field}", lang))
                for field in ("area", "when", "class", "people", "percent")
            ],
        )
    )
    return finished(chart, _told(rows, lang), len(areas), row=_ROW)


def spread_key(lang: Lang) -> Markup:
    """What the colours mean."""
    names = [*time_class_names(lang), say("compare.not_connected", lang)]
    signs = [replace(style.fill("access", "not_connected"), fill=colour, opacity=1.0) for colour in _colours()]
    return in_a_row(LegendRow("", name, sign) for name, sign in zip(names, signs, strict=True))


def _colours() -> list[str]:
    return [
        *(sign.fill for sign in style.scale("time", len(TIME_BREAKS_MIN) + 1)),
        style.fill("access", "not_connected").fill,
    ]


def _rows(found: Accessibility, lang: Lang) -> list[dict[str, Any]]:
    names = [*time_class_names(lang), say("compare.not_connected", lang)]
    shares = found.spread(TIME_BREAKS_MIN)
    rows = []
    for group in found.groups:
        people = shares[group.code, group.when]
        parts = zip(names, people, percents(people, decimals=1), strict=True)
        for order, (name, counted, share) in enumerate(parts):
            if counted <= 0:
                continue
            rows.append(
                {
                    "area": say(f"access_view.level_{group.level}", lang, name=group.name),
                    "when": say(f"compare.{group.when}", lang),
                    "class": name,
                    "order": order,
                    "share": share,
                    "people": number(counted, lang),
                    "percent": with_percent(number(share, lang, decimals=1), lang),
                }
            )
    return rows


def _told(rows: list[dict[str, Any]], lang: Lang) -> str:
    """The chart in words, for screen readers."""
    told = "; ".join(f"{r['area']}, {r['when']}, {r['class']}: {r['percent']}" for r in rows)
    return f"{say('access_view.spread_title', lang)}. {told}"


_KINDS: Final = "kinds"  # of what is worked on beside the page
_GINI: Final = "gini"
_DECIMALS: Final = {"mean_min": 1, "median_min": 1, "ninth_tenth_min": 1, "worst_tenth_min": 1, _GINI: 3}
_TOLD_LIMIT: Final = 1  # of LIMITS_MIN: 60 minutes


def show_sheet(view: View, columns: Columns, found: Accessibility) -> None:
    """Draw the sheet chosen, then how to read it and the files."""
    sheets: dict[str, Callable[[View, Columns, Accessibility], None]] = {
        "summary": _summary,
        "spread": _spread,
        "communes": _communes,
        "kinds": _kinds,
    }
    sheets[view.connectivity.access_sheet](view, columns, found)
    if view.connectivity.access_look == "isochrones":
        gains.show_isochrones(gains.isochrones_to(columns.scenario(view), found.kind), view.lang)
    from analysis.cli import coverage_text

    explain("access_view", view.lang, notes=[coverage_text(found, view.lang)], digest=found.digest)
    _downloads(found, view.lang)


def _summary(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001 - as its neighbours
    """The sentence, and every figure of an area before and after."""
    lang = view.lang
    names = {g.code: g.name or say("access_view.both", lang) for g in found.groups}
    area = view.connectivity.access_area if view.connectivity.access_area in names else BOTH
    from_list(
        say("access_view.area", lang),
        list(names),
        area,
        names=lambda code: _area_name(found, code, lang),
        key="access-area",
        choose=lambda code: session_view.change_connectivity(access_area=code),
    )
    before, after = found.group(area, "before"), found.group(area, "after")
    st.html(f'<div class="lt-verdict" role="status">{text(sentence(found, area, lang))}</div>')
    heads = [
        Column(say("compare.figure", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after", "difference")),
    ]
    downloads.table(
        table(heads, figure_rows(before, after, lang)),
        name="access_table",
        lang=lang,
        title=sentence(found, area, lang),
        digest=found.digest,
    )


def _area_name(found: Accessibility, code: str, lang: Lang) -> str:
    group = found.group(code, "after")
    return say(f"access_view.level_{group.level}", lang, name=group.name)


def sentence(found: Accessibility, area: str, lang: Lang) -> str:
    """People within an hour and the mean, before and after."""
    before, after = found.group(area, "before"), found.group(area, "after")
    within = after.within[_TOLD_LIMIT]
    return say(
        "access_view.summary",
        lang,
        goal=goal_name(found.kind, lang),
        before=number(before.within[_TOLD_LIMIT], lang),
        after=number(within, lang),
        percent=number(100 * within / after.people if after.people else None, lang, decimals=1),
        mean_before=_mean(before, lang),
        mean_after=_mean(after, lang),
    )


def _mean(group: Group, lang: Lang) -> str:
    known = say("access_view.minutes", lang, minutes=number(group.mean_min, lang, decimals=1))
    return say("compare.not_connected", lang) if isnan(group.mean_min) else known


def figure_rows(before: Group, after: Group, lang: Lang) -> list[tuple[str, ...]]:
    """People within each limit, minutes, and how evenly they are spread."""
    from analysis.accessibility import ACCESS_LIMITS_MIN

    rows: list[tuple[str, ...]] = [
        (say("access_view.within", lang, minutes=limit), *_three(was, now, lang, 0))
        for limit, was, now in zip(ACCESS_LIMITS_MIN, before.within, after.within, strict=True)
    ]
    rows.append((say("access_view.cut_off", lang), *_three(before.cut_off, after.cut_off, lang, 0)))
    for name, decimals in _DECIMALS.items():
        rows.append(
            (say(f"access_view.{name}", lang), *_three(getattr(before, name), getattr(after, name), lang, decimals))
        )
    return rows


def _three(before: float, after: float, lang: Lang, decimals: int) -> tuple[str, str, str]:
    shown = change(before, after, lang, decimals=decimals)
    return _reached(before, lang, decimals), _reached(after, lang, decimals), shown


def _spread(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """How people spread over minutes, by province and district."""
    lang = view.lang
    st.html(f'<p class="lt-charttitle">{text(say("access_view.spread_title", lang))}</p>')
    st.html(spread_key(lang).html)
    st.altair_chart(spread(found, lang), key=f"spread-{found.digest}-{lang.value}")
    st.html(f'<p class="lt-note">{text(say("access_view.spread_read", lang))}</p>')


def _communes(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """Communes that gain most, and those left behind."""
    lang = view.lang
    for name, rows in (("winners", found.winners()), ("left_behind", found.left_behind())):
        caption = say(f"access_view.{name}", lang)
        if rows.empty:
            st.html(
                f'<p class="lt-charttitle">{text(caption)}</p><p class="lt-note">{text(say(f"access_view.no_{name}", lang))}</p>'
            )
        else:
            downloads.table(
                _commune_table(rows, caption, lang), name=f"communes_{name}", lang=lang, digest=found.digest
            )
    st.html(f'<p class="lt-note">{text(say("access_view.left_behind_read", lang))}</p>')


def _commune_table(rows: pd.DataFrame, caption: str, lang: Lang) -> Table:
    heads = [
        Column(say("gains_view.commune", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    cells = [
        (
            commune_name(name, lang),
            _reached(before_min, lang),
            _reached(after_min, lang),
            saved(before_min, after_min, lang, decimals=1),
        )
        for name, before_min, after_min in zip(rows["full_name"], rows["before_min"], rows["after_min"], strict=True)
    ]
    return table(heads, cells, caption=caption, features=[f"commune:{code}" for code in rows["code"]])


def _reached(value: float, lang: Lang, decimals: int = 1) -> str:
    return say("compare.not_connected", lang) if isnan(value) else number(value, lang, decimals=decimals)


def _kinds(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """Every kind of place in one table: people within each limit after, and the change."""
    lang = view.lang
    work = _every_kind(view, columns)
    if work.result is not None:
        with long_work.part(_KINDS):
            _kind_table(work.result, lang)


def _every_kind(view: View, columns: Columns) -> Work[list[Accessibility]]:
    """Access to every kind of place; worked on beside the page."""
    from analysis.accessibility import accessibility

    world, scenario, keep = data.world(), columns.scenario(view), data.keeper()

    def make(progress: Progress) -> list[Accessibility]:
        found = []
        for done, kind in enumerate(KINDS):
            progress(done, len(KINDS))
            of_kind = partial(
                jobs.run,
                accessibility,
                world,
                before=scenario.baseline(),
                after=scenario,
                kind=kind,
                still=progress.still,
            )
            found.append(keep(("access", world.digest(scenario), kind), of_kind))
        return found

    return long_work.awaited(_KINDS, (world.digest(scenario),), make, words="access_view.working", lang=view.lang)


def _kind_table(every: Sequence[Accessibility], lang: Lang) -> None:
    from analysis.accessibility import ACCESS_LIMITS_MIN

    heads = [
        Column(say("access_view.nearest", lang)),
        *(Column(say("access_view.limit", lang, minutes=m), figures=True) for m in ACCESS_LIMITS_MIN),
        Column(say("access_view.mean_short", lang), figures=True),
    ]
    rows: list[Sequence[str | Markup]] = [
        (sentence_case(say(f"access_view.to_{one.kind}", lang)), *_kind_cells(one, lang)) for one in every
    ]
    downloads.table(
        table(heads, rows, caption=say("access_view.kinds_title", lang), kind="tight wide"),
        name="kinds_table",
        lang=lang,
        digest=text_digest([one.digest for one in every]),
    )
    st.html(f'<p class="lt-note">{text(say("access_view.kinds_read", lang))}</p>')
    _all_rows(every, lang)


def _kind_cells(one: Accessibility, lang: Lang) -> list[Markup]:
    before, after = one.group(BOTH, "before"), one.group(BOTH, "after")
    people = [_changed(b / 1000, a / 1000, lang, more=True) for b, a in zip(before.within, after.within, strict=True)]
    return [*people, _changed(before.mean_min, after.mean_min, lang, more=False)]


def _changed(before: float, after: float, lang: Lang, *, more: bool) -> Markup:
    """A figure after, and the change below it, marked good where ``more`` (or less) is better."""
    by = difference(before, after, decimals=1)
    kind = "same" if not by else "good" if (by > 0) is more else "bad"
    shown = change(before, after, lang, decimals=1)
    return Markup(f'{text(number(after, lang, decimals=1))}<br><span class="d {kind}">{text(shown)}</span>')


def _all_rows(every: Sequence[Accessibility], lang: Lang) -> None:
    from analysis.cli import GROUP_COLUMNS, access_rows

    downloads.rows(
        lambda: [row for one in every for row in access_rows(one, "groups")],
        GROUP_COLUMNS,
        name="kinds_rows",
        digest=text_digest([one.digest for one in every]),
        lang=lang,
        world=data.world(),
        label="access_view.rows_kinds",
    )


def _downloads(found: Accessibility, lang: Lang) -> None:
    """The communes as a layer, the groups as rows."""
    from analysis.cli import GROUP_COLUMNS, access_rows

    with st.container(horizontal=True, gap="small"):
        downloads.layer(lambda: found.frame, name="access", digest=found.digest, lang=lang)
        downloads.rows(
            lambda: access_rows(found, "groups"),
            GROUP_COLUMNS,
            name="groups",
            digest=found.digest,
            lang=lang,
            world=data.world(),
            label="access_view.rows_groups",
        )


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang = view.lang
    _choices(view, columns)
    left, right = workspace.beside()
    found: Accessibility | None = None
    with left, guarded("access.map", lang=lang):
        _look(view)
        with st.spinner(say("access_view.working", lang)):
            found = access(view, columns, _near(view))
            layer = _layer(view, columns, found)
        _map(view, columns, found, layer)
    with right, guarded("access.sheet", lang=lang):
        _sheet(view)
        with workspace.scrolling("sheet"):
            if found is not None:
                show_sheet(view, columns, found)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and what is to be reached."""
    left, right = st.columns(tab_frame.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        names = {kind: sentence_case(say(f"access_view.to_{kind}", view.lang)) for kind in _kinds_there()}
        names |= place_names(view.lang)
        from_list(
            say("access_view.near", view.lang),
            list(names),
            _near(view),
            names=names.__getitem__,
            key="near",
            choose=lambda near: session_view.change_connectivity(access_to=near),
        )
        say_alike(_near(view), view.lang)


def sentence_case(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _near(view: View) -> str:
    """What is to be reached; a place that is no longer there gives way to the start."""
    near = view.connectivity.access_to
    kinds = _kinds_there()
    return near if near in {*kinds, *data.world().places} else kinds[0]


def _kinds_there() -> list[str]:
    """The kinds of which the region has a place."""
    from analysis.accessibility import kinds_there

    there = kinds_there(data.world())
    return [kind for kind in KINDS if kind in there]


def access(view: View, columns: Columns, near: str) -> Accessibility:
    """Access to a kind or a place under the scenario looked at; kept."""
    from analysis.accessibility import accessibility

    world, scenario = data.world(), columns.scenario(view)
    return data.kept(
        ("access", world.digest(scenario), near),
        lambda: jobs.recalled(accessibility, world, before=scenario.baseline(), after=scenario, kind=near),
    )


def goal_name(near: str, lang: Lang) -> str:
    """What is reached, as it stands inside a sentence."""
    if near in KINDS:
        return say(f"access_view.to_{near}", lang)
    place = data.world().places[near]
    return place.name(lang)


def _look(view: View) -> None:
    linked(view, "access_look", ACCESS_LOOKS, words="access_view.look", key="access-look", hidden=True)


def _sheet(view: View) -> None:
    linked(view, "access_sheet", ACCESS_SHEETS, words="access_view.sheet", key="access-sheet", hidden=True)


def _map(view: View, columns: Columns, found: Accessibility, layer: ResultLayer) -> None:
    near, scenario = found.kind, columns.scenario(view)
    known = near in KINDS
    tab_frame.show(
        view,
        layer,
        of=scenario.baseline() if view.connectivity.access_look == "before" else scenario,
        kinds={near if known else data.world().places[near].kind},
        highlight=None if known else near,
    )


def _layer(view: View, columns: Columns, found: Accessibility) -> ResultLayer:
    """What is drawn; kept, because naming and classing each commune again takes longer than the rest of a run."""
    lang, look, goal = view.lang, view.connectivity.access_look, goal_name(found.kind, view.lang)
    frame, key = found.frame, found.digest
    make = partial(time_layer, frame, f"{look}_min", key=key, goal=goal, lang=lang)
    if look == "saved":
        make = partial(commune_layer, frame, key=key, lang=lang)
    elif look == "isochrones":
        areas = gains.isochrones_to(columns.scenario(view), found.kind)
        make = partial(isochrone_layer, areas.frame, key=areas.digest, place=goal, lang=lang)
    return data.kept(("access layer", look, key, lang), make)
