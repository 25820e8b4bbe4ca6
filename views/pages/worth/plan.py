"""The tab of programmes: what begins when under yearly money, what each year gains and costs, what more money would buy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import jobs
from layers import unit_name
from views.choices import BUDGETS_BN, LAST_YEARS, wishes_of
from views.components import (
    INK,
    Cell,
    Column,
    Table,
    downloads,
    explain,
    finished,
    fold,
    from_list,
    long_work,
    note,
    numbers_axis,
    table,
    text,
    tick,
)
from views.state import data, session_view
from words import MISSING, Lang, adding_up, number, plan_sentence, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.programme import Asked, Programme, ShadowPrice, Wishes
    from analysis.scenarios import World
    from views.components import Progress
    from views.state import Columns, View

_SHADE: Final = {"build": "#e0a030", "serve": "#2f7ea8", "line": "#0f3b57"}
_ROWS: Final = 6  # of the chart of money


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, world = view.lang, data.world()
    scenario = replace(columns.scenario(view), projects=frozenset(), year=None)
    wishes = wishes_of(world, view.worth)
    _choices(view)

    def make(progress: Progress) -> tuple[Asked, Programme]:
        from analysis.appraisal import Question
        from analysis.programme import planned

        return jobs.run(planned, world, scenario, wishes, Question(), progress=progress)

    name = (world.digest(scenario), repr(wishes))
    work = long_work.awaited("plan", name, make, words="plan_view.working", lang=lang)
    _fixed(view, world, wishes)
    if work.result is None:
        return
    asked, best = work.result
    with long_work.part("plan", "answer"):
        _answer(world, asked, best, lang)
    with long_work.part("plan", "rest"):
        _rest(world, asked, best, lang)
    if not work.old:
        _shadow(world, asked, best, lang)
    explain("plan_view", lang, notes=(say("compare.digest", lang, digest=best.digest),))


def _choices(view: View) -> None:
    """Money, the years that count, whether money is kept."""
    lang, chosen = view.lang, view.worth
    left, right = st.columns(2)
    with left:
        from_list(
            say("plan_view.budget", lang),
            [str(b) for b in sorted({*BUDGETS_BN, chosen.budget_bn})],
            str(chosen.budget_bn),
            names=lambda b: say("plan_view.budget_each", lang, amount=number(float(b), lang)),
            key="plan-budget",
            choose=lambda b: session_view.change_worth(budget_bn=int(b)),
        )
    with right:
        from_list(
            say("plan_view.until", lang),
            [str(y) for y in sorted({*LAST_YEARS, chosen.until})],
            str(chosen.until),
            names=str,
            key="plan-until",
            choose=lambda y: session_view.change_worth(until=int(y)),
        )
    tick(
        say("plan_view.keeps", lang),
        chosen.keeps,
        key="plan-keeps",
        choose=lambda on: session_view.change_worth(keeps=on),
    )


def _fixed(view: View, world: World, wishes: Wishes) -> None:
    """A fixed year for each road, folded away."""
    lang, fixed = view.lang, dict(view.worth.fixed)
    free, years = "0", range(wishes.first_year, wishes.first_year + len(wishes.budget_bn))

    def choose(unit: str, year: str) -> None:
        kept = {u: y for u, y in fixed.items() if u != unit} | ({} if year == free else {unit: int(year)})
        session_view.change_worth(fixed=tuple(sorted(kept.items())))

    with st.expander(say("plan_view.fixed", lang, count=number(len(wishes.start), lang))):
        for unit in wishes.units:
            from_list(
                unit_name(world.projects, unit, lang),
                [free, *map(str, years)],
                str(fixed.get(unit, free)),
                names=lambda y: say("plan_view.any_year", lang) if y == free else y,
                key=f"plan-fixed-{unit}",
                choose=lambda year, unit=unit: choose(unit, year),  # type: ignore[misc]
            )


def _answer(world: World, asked: Asked, best: Programme, lang: Lang) -> None:
    st.html(f'<div class="lt-verdict" role="status">{text(plan_sentence(best, lang))}</div>')
    built, most = len(best.starts), max(best.spending_bn, default=0.0)
    tiles = (
        ("built", number(built, lang), say("plan_view.of_roads", lang, count=number(len(best.task.items), lang))),
        ("spent", number(best.spent_bn, lang), say("plan_view.bn", lang)),
        ("peak", number(most, lang), say("plan_view.of_budget", lang, amount=number(max(best.task.budget_bn), lang))),
        ("gain", number(best.yearly[-1], lang, decimals=1), say("plan_view.each", lang)),
    )
    cells = (
        f'<div class="lt-tile"><p>{text(say(f"plan_view.tile_{k}", lang))}</p><p class="v">{text(v)}</p><p>{text(t)}</p></div>'
        for k, v, t in tiles
    )
    st.html(f'<div class="lt-tiles">{"".join(cells)}</div>')
    if best.starts:
        st.altair_chart(gantt(world, best, lang), key=f"gantt-{best.digest}-{lang.value}")
        note(say("plan_view.gantt_read", lang))
    del asked


def gantt(world: World, best: Programme, lang: Lang) -> Any:
    """A bar a road: built, then in use until the last year that counts."""
    import altair as alt
    import pandas as pd

    end = best.task.years[-1] + 1
    rows: list[dict[str, Any]] = []
    for unit, start in sorted(best.starts, key=lambda s: (s[1], best.opens[s[0]], s[0])):
        name, opens = unit_name(world.projects, unit, lang), best.opens[unit]
        rows += [
            {"road": name, "from": start, "to": opens, "phase": say("plan_view.building", lang)},
            {
                "road": name,
                "from": opens,
                "to": min(end, best.task.budget_years[-1] + 3),
                "phase": say("plan_view.serving", lang),
            },
        ]
    phases = [say(f"plan_view.{p}", lang) for p in ("building", "serving")]
    names = list(dict.fromkeys(r["road"] for r in rows))
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(height=16, stroke=INK, strokeWidth=0.4)
        .encode(
            y=alt.Y("road:N", title=None, sort=names, axis=alt.Axis(labelLimit=280, labelOverlap=False)),
            x=alt.X("from:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(zero=False, nice=False)),
            x2="to:Q",
            color=alt.Color("phase:N", title=None, scale=alt.Scale(domain=phases, range=[_SHADE["build"], _SHADE["serve"]]), legend=alt.Legend(orient="top")),
            tooltip=[alt.Tooltip("road:N", title=say("shares.tip_unit", lang)), alt.Tooltip("phase:N", title=say("plan_view.phase", lang)), alt.Tooltip("from:Q", format="d", title=say("plan_view.from", lang))],
        )
    )  # fmt: skip
    told = "; ".join(f"{r['road']}: {r['phase']} {r['from']}" for r in rows)
    return finished(chart, f"{say('plan_view.gantt', lang)}. {told}", len(names) + 2)


def money(best: Programme, lang: Lang) -> Any:
    """Spending by year as bars, the money there is as a line."""
    import altair as alt
    import pandas as pd

    rows = pd.DataFrame(
        {"year": [str(y) for y in best.task.budget_years], "spent": best.spending_bn, "has": list(best.task.budget_bn)}
    )
    rows["told"] = [number(v, lang) for v in rows["spent"]]
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("spent:Q", title=say("plan_view.bn", lang), axis=alt.Axis(labelExpr=numbers_axis(lang)))
    bars = alt.Chart(rows).mark_bar(color=_SHADE["build"]).encode(
        x=x, y=y, tooltip=[alt.Tooltip("year:O", title=say("columns.year", lang)), alt.Tooltip("told:N", title=say("columns.spent_bn", lang))]
    )  # fmt: skip
    line = alt.Chart(rows).mark_line(color=_SHADE["line"], strokeDash=[5, 3]).encode(x=x, y="has:Q")
    told = "; ".join(f"{year}: {said}" for year, said in zip(rows["year"], rows["told"], strict=True))
    return finished(alt.layer(bars, line), f"{say('plan_view.money', lang)}. {told}", _ROWS)


def years(world: World, best: Programme, lang: Lang) -> Table:
    """Every year: money, what opens, the gain; a gain is the difference of the figures shown."""
    opens, spent = best.opens, adding_up(best.spending_bn)
    shown = [round(v, 2) for v in best.yearly]
    heads = [
        Column(say("columns.year", lang)),
        Column(say("columns.spent_bn", lang), figures=True),
        Column(say("columns.opening", lang)),
        Column(say("plan_view.worth", lang), figures=True),
        Column(say("columns.worth_gain", lang), figures=True),
    ]
    rows: list[Sequence[Cell]] = []
    for n, year in enumerate(best.task.years):
        names = "; ".join(unit_name(world.projects, u, lang) for u in best.task.units if opens.get(u) == year)
        gain = shown[n] - (shown[n - 1] if n else 0.0)
        if n < len(spent) or names:
            paid = number(spent[n], lang) if n < len(spent) else MISSING
            rows.append(
                (str(year), paid, names, number(shown[n], lang, decimals=2), number(gain, lang, decimals=2, sign=True))
            )
    return table(heads, rows, caption=say("plan_view.years", lang))


def _rest(world: World, asked: Asked, best: Programme, lang: Lang) -> None:
    from analysis.cli import PLAN_COLUMNS, plan_notes, plan_rows

    st.html(f'<p class="lt-charttitle">{text(say("plan_view.money", lang))}</p>')
    st.altair_chart(money(best, lang), key=f"money-{best.digest}-{lang.value}")
    note(say("plan_view.money_read", lang))
    downloads.table(years(world, best, lang), name="plan_years", digest=best.digest, lang=lang)
    note(say("plan_view.years_read", lang))
    downloads.rows(
        lambda: plan_rows(best, asked), PLAN_COLUMNS["plan"], name="plan", digest=best.digest, lang=lang, world=world
    )
    if best.left_out:
        names = "; ".join(unit_name(world.projects, i.unit, lang) for i in best.left_out)
        st.html(fold(say("plan_view.left_out", lang, count=number(len(best.left_out), lang)), names).html)
    for told in plan_notes(world, asked, lang):
        note(told)


def _shadow(world: World, asked: Asked, best: Programme, lang: Lang) -> None:
    """What more money buys: asked for by a button, since every year is computed anew."""
    from analysis.programme import shadow_prices

    del asked
    if not st.toggle(say("plan_view.shadow_ask", lang), key="plan-shadow"):
        return

    def make(progress: Progress) -> tuple[ShadowPrice, ...]:
        return jobs.run(shadow_prices, best, progress=progress)

    work = long_work.awaited(
        "planmore", (best.digest,), make, words="plan_view.shadow_working", lang=lang, former=False
    )
    if work.result is None:
        return
    heads = [
        Column(say("columns.year", lang)),
        Column(say("plan_view.worth_more", lang), figures=True),
        Column(say("columns.moved", lang)),
    ]
    rows = [
        (
            str(p.year) if p.year is not None else say("plan_view.every_year", lang),
            number(p.gain, lang, decimals=2, sign=True),
            "; ".join(unit_name(world.projects, u, lang) for u in p.changes(best)) or MISSING,
        )
        for p in work.result
    ]
    downloads.table(
        table(heads, rows, caption=say("plan_view.shadow", lang)), name="plan_shadow", digest=best.digest, lang=lang
    )
    note(say("plan_view.shadow_read", lang))
