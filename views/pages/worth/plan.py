"""The tab of programmes: what begins when under yearly money, what each year gains and costs, what more money would buy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import jobs
from analysis.choices import LAST_YEARS, MOST_BUDGET_BN, OBJECTIVES, plan_question, request_of, sheet_of, wishes_of
from analysis.programme import NPV, MoneyAsked
from layers import open_part, unit_name
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
    guarded,
    info,
    long_work,
    note,
    numbers_axis,
    one_of,
    plain,
    table,
    text,
    tick,
)
from views.pages.worth import answer, plan_beside, plan_edit, steps
from views.state import data, session_view, worth_tables
from words import MISSING, Figure, InputError, Lang, adding_up, notation, number, plan_sentence, read_number, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.choices import WorthSettings
    from analysis.programme import Asked, Programme, ShadowPrice, Wishes
    from analysis.scenarios import Assumptions, Scenario, World
    from views.components import Progress
    from views.state import Columns, View

_SHADE: Final = {"build": "#e0a030", "serve": "#2f7ea8", "line": "#0f3b57"}
_ROWS: Final = 6  # of the chart of money
_RATES: Final = ("0", "0.03", "0.05", "0.08", "0.1", "0.12")
_SMALL: Final = 1e-9
_FIRST: Final = 2025
_BUDGET_FAULT: Final = "plan-budget-fault"


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, world = view.lang, data.world()
    scenario = replace(columns.scenario(view), projects=frozenset(), year=None)
    steps.offer(lang)
    _choices(view)
    wishes = wishes_of(world, view.worth)
    answer, below = st.container(), st.container()
    with (
        below,
        guarded("worth.plan_edit", lang=lang),
    ):  # stands whatever becomes of the answer: what is wrong is mended here
        plan_edit.show(view, world, wishes)
    with answer, guarded("worth.plan_answer", lang=lang):
        _found(view, scenario, wishes, columns.assumptions)
    explain("plan_view", lang)


def _found(view: View, scenario: Scenario, wishes: Wishes, assumptions: Assumptions) -> None:
    """The programme, and what follows from it."""
    from analysis.economics import read_sheet

    lang, world, own = view.lang, data.world(), worth_tables.current().trips
    sheet = sheet_of(read_sheet(world), view.worth)[0]
    question = plan_question(view.worth, sheet, assumptions, own_trips=own)
    money = view.worth.objective == NPV

    def make(progress: Progress) -> tuple[Asked, Programme]:
        from analysis.programme import planned

        return jobs.run(planned, world, scenario, wishes, question, progress=progress)

    name = (
        world.digest(scenario),
        repr(wishes),
        *((sheet.digest, repr(request_of(view.worth, own_trips=own)), *assumptions.weights) if money else ()),
    )
    work = long_work.awaited("plan", name, make, words="plan_view.working", lang=lang)
    if work.result is None:
        return
    asked, best = work.result
    with long_work.part("plan", "answer"):
        _answer(world, asked, best, lang)
    with long_work.part("plan", "rest"):
        _rest(world, asked, best, lang)
    if not work.old:
        if isinstance(asked, MoneyAsked) and best.starts:
            _checked(world, asked, best, lang)
        _shadow(world, asked, best, lang)
        with guarded("worth.plan_beside", lang=lang):
            plan_beside.show(view, scenario, best, sheet, assumptions)
    st.html(info(say("compare.digest", lang, digest=best.digest), lang).html)


def _checked(world: World, asked: MoneyAsked, best: Programme, lang: Lang) -> None:
    """The net present value once more, each set of roads appraised by itself."""

    def make(progress: Progress) -> float:
        from analysis.programme import checked_npv

        return jobs.run(checked_npv, world, asked, best, progress=progress)

    found = long_work.awaited(
        "plannpv", (best.digest,), make, words="plan_view.checking", lang=lang, former=False, patience=0.2
    ).result
    if found is not None:
        note(say("plan_view.checked", lang, npv=number(found, lang), search=number(best.value, lang)))


def _choices(view: View) -> None:
    """What it is best in and money of a year; years, money left over and discounting folded away."""
    lang, chosen = view.lang, view.worth
    one_of(
        say("plan_view.objective", lang),
        OBJECTIVES,
        chosen.objective,
        names=lambda o: say(f"plan_view.objective_{o}", lang),
        key="plan-objective",
        choose=lambda o: session_view.change_worth(objective=o),
    )
    note(say(f"plan_view.objective_{chosen.objective}_note", lang))
    if chosen.objective == NPV:
        note(say("plan_view.npv_slow", lang))
    _budget(chosen.budget_bn, lang)
    with st.expander(say("plan_view.options", lang)):
        _years(chosen, lang)
        tick(
            say("plan_view.keeps", lang),
            chosen.keeps,
            key="plan-keeps",
            choose=lambda on: session_view.change_worth(keeps=on),
        )
        if chosen.objective == NPV:
            note(say("plan_view.discount_sheet", lang))
        else:
            _discount(chosen.discount, lang)


def _years(chosen: WorthSettings, lang: Lang) -> None:
    """The last year that counts, the first with money, how many have it."""
    lists: tuple[tuple[str, list[str], str, Callable[[str], str]], ...] = (
        ("until", [str(y) for y in sorted({*LAST_YEARS, chosen.until})], "until", str),
        ("first_year", [str(y) for y in sorted({0, *range(_FIRST, _FIRST + 10), chosen.first_year})], "first", lambda y: say("plan_view.next_year", lang) if y == "0" else y),
        ("budget_years", [str(n) for n in sorted({5, 8, 10, 12, 15, 20, chosen.budget_years})], "budget_years", lambda n: say("plan_view.years_each", lang, count=n)),
    )  # fmt: skip
    for place, (field, options, word, names) in zip(st.columns(3), lists, strict=True):
        with place:
            from_list(
                say(f"plan_view.{word}", lang),
                options,
                str(getattr(chosen, field)),
                names=names,
                key=f"plan-{word}",
                choose=lambda value, field=field: session_view.change_worth(**{field: int(value)}),  # type: ignore[misc]
            )


def _discount(discount: float, lang: Lang) -> None:
    """The rate at which later minutes count less."""
    rate = f"{discount:.12g}"
    from_list(
        say("plan_view.discount", lang),
        sorted({*_RATES, rate}, key=float),
        rate,
        names=lambda r: say(
            "plan_view.discount_each",
            lang,
            percent=number(round(100 * float(r), 2), lang, decimals=0 if float(r) * 100 % 1 < _SMALL else 1),
        ),
        key="plan-discount",
        choose=lambda r: session_view.change_worth(discount=float(r)),
    )


def _budget(budget_bn: int, lang: Lang) -> None:
    """Money of every year, typed; what cannot be used is told below and the former amount stays."""
    slot = f"plan-budget-{lang.value}-{budget_bn}"
    st.text_input(
        say("plan_view.budget", lang), number(budget_bn, lang), key=slot, on_change=_budget_typed, args=(slot, lang)
    )
    if fault := st.session_state.get(_BUDGET_FAULT):
        st.error(plain(fault.text(lang)))


def _budget_typed(slot: str, lang: Lang) -> None:
    typed = st.session_state[slot].strip()
    st.session_state[_BUDGET_FAULT] = None
    try:
        amount = round(read_number(typed, notation(lang)))
    except ValueError:
        amount = 0
    if not 0 < amount <= MOST_BUDGET_BN:
        st.session_state[_BUDGET_FAULT] = InputError(
            "programme.bad_yearly", found=typed[:40], most=Figure(MOST_BUDGET_BN)
        )
        return
    session_view.change_worth(budget_bn=amount)


def _answer(world: World, asked: Asked, best: Programme, lang: Lang) -> None:
    said = f"{plan_sentence(best, lang)} {looked_at(world, best, lang)}"
    st.html(f'<div class="lt-verdict" role="status">{text(said)}</div>')
    if not best.starts:
        return
    built, most = len(best.starts), max(best.spending_bn, default=0.0)
    tiles = (
        ("built", number(built, lang), say("plan_view.of_roads", lang, count=number(len(best.task.items), lang))),
        ("spent", number(best.spent_bn, lang), say("plan_view.bn", lang)),
        ("peak", number(most, lang), say("plan_view.of_budget", lang, amount=number(max(best.task.budget_bn), lang))),
        _gain_tile(best, lang),
    )
    cells = (
        f'<div class="lt-tile"><p>{text(say(f"plan_view.tile_{k}", lang))}</p><p class="v">{text(v)}</p><p>{text(t)}</p></div>'
        for k, v, t in tiles
    )
    st.html(f'<div class="lt-tiles">{"".join(cells)}</div>')
    st.altair_chart(gantt(world, best, lang), key=f"gantt-{best.digest}-{lang.value}")
    note(say("plan_view.gantt_read", lang))
    del asked


def looked_at(world: World, best: Programme, lang: Lang) -> str:
    """How many roads were looked at, and which still to be built were not, for want of a cost."""
    from analysis.appraisal import units_cost

    when, units = world.data.study.data_date, best.task.units
    left = [
        p
        for p in world.projects
        if p not in units
        and open_part(world.projects, p, data_date=when) != "open"
        and units_cost(world, [p]).high_bn is None
    ]
    told = say("plan_view.looked_at", lang, count=number(len(units), lang))
    names = "; ".join(f"“{unit_name(world.projects, p, lang)}”" for p in left)
    return f"{told} {say('plan_view.not_looked_at', lang, names=names)}" if left else told


def _gain_tile(best: Programme, lang: Lang) -> tuple[str, str, str]:
    """What the programme gives: its net present value, or minutes once all of it serves."""
    if best.money:
        return "npv", number(best.value, lang), say("plan_view.bn", lang)
    return "gain", number(best.yearly[-1], lang, decimals=1), say("plan_view.each", lang)


def gantt(world: World, best: Programme, lang: Lang) -> Any:
    """A bar a road: built, then in use until the last year that counts."""
    import altair as alt
    import pandas as pd

    end = best.task.years[-1] + 1
    rows: list[dict[str, Any]] = []
    for unit, start in sorted(best.starts, key=lambda s: (s[1], best.opens[s[0]], s[0])):
        name, opens = answer.wrapped(unit_name(world.projects, unit, lang)), best.opens[unit]
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
            y=alt.Y("road:N", title=None, sort=names, axis=alt.Axis(labelExpr=answer.WRAPPED, labelLimit=190, labelOverlap=False)),
            x=alt.X("from:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(zero=False, nice=False)),
            x2="to:Q",
            color=alt.Color("phase:N", title=None, scale=alt.Scale(domain=phases, range=[_SHADE["build"], _SHADE["serve"]]), legend=alt.Legend(orient="top")),
            tooltip=[alt.Tooltip("road:N", title=say("shares.tip_unit", lang)), alt.Tooltip("phase:N", title=say("plan_view.phase", lang)), alt.Tooltip("from:Q", format="d", title=say("plan_view.from", lang))],
        )
    )  # fmt: skip
    told = "; ".join(f"{r['road']}: {r['phase']} {r['from']}" for r in rows).replace("\n", " ")
    return finished(chart, f"{say('plan_view.gantt', lang)}. {told}", round(answer.WRAPPED_ROWS * len(names)) + 2)


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
    places = 0 if best.money else 2
    shown = [round(v, places) for v in best.yearly]
    heads = [
        Column(say("columns.year", lang)),
        Column(say("columns.spent_bn", lang), figures=True),
        Column(say("columns.opening", lang)),
        Column(say("plan_view.worth_npv" if best.money else "plan_view.worth", lang), figures=True),
        Column(say("columns.worth_gain", lang), figures=True),
    ]
    rows: list[Sequence[Cell]] = []
    for n, year in enumerate(best.task.years):
        names = "; ".join(unit_name(world.projects, u, lang) for u in best.task.units if opens.get(u) == year)
        gain = shown[n] - (shown[n - 1] if n else 0.0)
        if n < len(spent) or names:
            paid = number(spent[n], lang) if n < len(spent) else MISSING
            rows.append(
                (
                    str(year),
                    paid,
                    names,
                    number(shown[n], lang, decimals=places),
                    number(gain, lang, decimals=places),
                )
            )
    return table(heads, rows, caption=say("plan_view.years", lang))


def _rest(world: World, asked: Asked, best: Programme, lang: Lang) -> None:
    from analysis.cli import PLAN_COLUMNS, plan_cost_notes, plan_notes, plan_rows

    if not best.starts:  # nothing but zeros to show
        for told in (*plan_notes(world, asked, lang), *([say("plan_view.search_limits", lang)] if best.money else ())):
            note(told)
        return
    st.html(f'<p class="lt-charttitle">{text(say("plan_view.money", lang))}</p>')
    st.altair_chart(money(best, lang), key=f"money-{best.digest}-{lang.value}")
    note(say("plan_view.money_read", lang))
    downloads.table(years(world, best, lang), name="plan_years", digest=best.digest, lang=lang)
    note(say("plan_view.years_read_npv" if best.money else "plan_view.years_read", lang))
    downloads.rows(
        lambda: plan_rows(best, asked), PLAN_COLUMNS["plan"], name="plan", digest=best.digest, lang=lang, world=world
    )
    if best.left_out:
        names = "; ".join(unit_name(world.projects, i.unit, lang) for i in best.left_out)
        st.html(fold(say("plan_view.left_out", lang, count=number(len(best.left_out), lang)), names).html)
    for told in (*plan_notes(world, asked, lang), *plan_cost_notes(world, asked, lang)):
        note(told)
    if best.money:
        note(say("plan_view.search_limits", lang))


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
        Column(say("plan_view.worth_more_npv" if best.money else "plan_view.worth_more", lang), figures=True),
        Column(say("columns.moved", lang)),
    ]
    rows = [
        (
            str(p.year) if p.year is not None else say("plan_view.every_year", lang),
            number(p.gain, lang, decimals=0 if best.money else 2),
            "; ".join(unit_name(world.projects, u, lang) for u in p.changes(best)) or MISSING,
        )
        for p in work.result
    ]
    downloads.table(
        table(heads, rows, caption=say("plan_view.shadow", lang)), name="plan_shadow", digest=best.digest, lang=lang
    )
    note(say("plan_view.shadow_read", lang))
