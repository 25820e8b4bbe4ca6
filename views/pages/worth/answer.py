"""The answer: a sentence, four tiles, one picture; then every figure, where the benefits come from, what moves the result."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import open_part, unit_name
from views.components import INK, Cell, Column, Table, finished, numbers_axis, table, text
from views.state import data
from words import Lang, amount, number, say, worth_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.economics import Appraisal, Certainty, Sheet, UnitShare
    from analysis.scenarios import World

_TOLD_SWINGS: Final = 10
_PERCENT: Final = 100.0
_ROWS: Final = 9  # of the picture, in rows of a chart
_NAME_LETTERS: Final = 24  # on a line of an axis
WRAPPED_ROWS: Final = 1.9  # height of a row whose name may have three lines
WRAPPED: Final = "split(datum.label, '\\n')"  # lines of a name on an axis
_BAND = {"wide": "#cfe0ec", "narrow": "#8fb6d3"}


def tiles(found: Appraisal, drawn: Certainty | None, lang: Lang) -> str:
    """Break-even trips, break-even cost, net present value, chance, each with its range; what is missing is said in words."""
    missing, npv = _missing(found, lang), found.figure("npv_bn")
    users, capital = amount(found.figure("users_day"), lang), found.figure("capital_bn")
    at_hand = say("worth_view.now_capital", lang, capital=amount(capital, lang)) if capital is not None else missing
    most = ""
    if found.priced_bn is not None:
        at_hand = say("worth_view.priced_capital", lang, capital=number(found.priced_bn[0], lang))
        most = say("worth_view.at_most", lang, npv=number(found.priced_bn[1], lang)) if found.priced_bn[1] < 0 else ""
    shown = {
        "break_even_users_day": ("vehicles_day", say("worth_view.now_users", lang, users=users), ""),
        "break_even_capital_bn": ("bn_vnd", at_hand, ""),
        "npv_bn": ("bn_vnd", "", "" if npv is None else "good" if npv > 0 else "bad"),
    }
    made = [_figure_tile(name, found, drawn, told, lang) for name, told in shown.items()]
    if most:
        made[-1] = _tile("npv_bn", most, "bn_vnd", say("worth_view.others_free", lang), "bad", lang=lang)
    chance = say("worth_view.drawing", lang)
    if not found.costed:
        chance = missing
    elif drawn:
        chance = number(_PERCENT * drawn.positive, lang)
    made.append(_tile("positive_percent", chance, "percent", _rates(found, lang), "", lang=lang))
    return f'<div class="lt-tiles">{"".join(made)}</div>'


def _figure_tile(name: str, found: Appraisal, drawn: Certainty | None, said: tuple[str, str, str], lang: Lang) -> str:
    """A figure with the ends of nine of ten draws; said: its unit, what else is told, its kind."""
    unit, more, kind = said
    value, ends = found.figure(name), drawn.range_of(name) if drawn and found.told(name) else None
    between = say("worth_view.drawing", lang) if drawn is None and value is not None else ""
    if ends:
        between = say("worth_view.between", lang, low=number(ends[0], lang), high=number(ends[1], lang))
    missing = say("worth_view.no_break_even", lang) if found.told(name) else _missing(found, lang)
    told = "; ".join(part for part in (between, more) if part)
    return _tile(name, missing if value is None else number(value, lang), unit, told, kind, lang=lang)


def open_sentence(world: World, found: Appraisal, lang: Lang) -> str:
    """That roads in use already are counted as if they began later, by name; nothing where none is."""
    when = world.data.study.data_date
    names = [
        unit_name(world.projects, u.unit, lang)
        for u in found.units
        if open_part(world.projects, u.unit, data_date=when)
    ]
    if not names:
        return ""
    return say("worth_view.open_counted", lang, start=found.request.start_year, names="; ".join(names))


def _missing(found: Appraisal, lang: Lang) -> str:
    """That no road, or not every road, has a cost."""
    return say("worth_view.no_cost_short" if found.priced_bn is None else "worth_view.no_cost_some", lang)


def _rates(found: Appraisal, lang: Lang) -> str:
    """Ratio and rate of return, or in words that there is none."""
    if not found.costed:
        return say("worth_view.no_rates", lang)
    bcr, eirr = amount(found.figure("bcr"), lang, decimals=2), _percent(found.figure("eirr"))
    if eirr is None:
        return say("worth_view.bcr_no_eirr", lang, bcr=bcr)
    return say("worth_view.bcr_eirr", lang, bcr=bcr, eirr=number(eirr, lang, decimals=1))


def _tile(name: str, value: str, unit: str, told: str, kind: str, *, lang: Lang) -> str:
    label, of = say(f"worth.figure_{name}", lang), say(f"worth.unit_{unit}", lang)
    figure = any(sign.isdigit() for sign in value)
    shown = (
        f'<p class="v {kind}">{text(value)} <small>{text(of)}</small></p>' if figure else f"<p><b>{text(value)}</b></p>"
    )
    return f'<div class="lt-tile"><p>{text(label)}</p>{shown}<p>{text(told)}</p></div>'


def _percent(value: float | None) -> float | None:
    return None if value is None else _PERCENT * value


def chart(name: str, found: Appraisal, drawn: Certainty | None, lang: Lang, make: Callable[[], Any]) -> Any:
    """A chart of the result, made once: altair takes twenty milliseconds for each, in every run."""
    of = (found.digest, drawn and (drawn.draws, drawn.seed), lang)
    return data.kept(("worth chart", name, *of), make)


def picture(found: Appraisal, drawn: Certainty | None, lang: Lang) -> Any:
    """Cumulative discounted net benefit by year: nine of ten draws, half of them, the central case."""
    import altair as alt
    import pandas as pd

    from analysis.economics import cumulative

    years, central = found.stream.years.tolist(), cumulative(found).tolist()
    axis_x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(nice=False))
    axis_y: dict[str, Any] = {
        "title": say("worth_view.picture_axis", lang),
        "axis": alt.Axis(labelExpr=numbers_axis(lang)),
    }
    layers: list[Any] = []
    if drawn is not None:
        fan = pd.DataFrame(drawn.fan.T, columns=["p05", "p25", "p50", "p75", "p95"])
        fan["year"] = drawn.years
        for low, high, colour in (("p05", "p95", _BAND["wide"]), ("p25", "p75", _BAND["narrow"])):
            layers.append(
                alt.Chart(fan).mark_area(color=colour).encode(x=axis_x, y=alt.Y(f"{low}:Q", **axis_y), y2=high)
            )
    line = pd.DataFrame({"year": years, "value": central})
    line["told"] = [number(v, lang) for v in central]
    layers.append(
        alt.Chart(line)
        .mark_line(color="#0f3b57", strokeWidth=2.5)
        .encode(
            x=axis_x,
            y=alt.Y("value:Q", **axis_y),
            tooltip=[alt.Tooltip("year:Q", title=say("worth_view.year", lang), format="d"), alt.Tooltip("told:N", title=say("worth_view.picture_axis", lang))],
        )
    )  # fmt: skip
    layers.append(alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(y="y:Q"))
    told = say("worth_view.picture_alt", lang, first=years[0], last=years[-1], end=number(central[-1], lang))
    return finished(alt.layer(*layers), told, _ROWS)


def figures(found: Appraisal, drawn: Certainty | None, lang: Lang) -> Table:
    """Every indicator with the ends of nine of ten draws."""
    from analysis.cli import APPRAISAL_DECIMALS, appraisal_rows

    heads = [Column(say("columns.figure", lang))] + [
        Column(say(f"columns.{c}", lang), figures=True) for c in ("central", "p05", "p95")
    ]
    rows: list[Sequence[Cell]] = []
    for row in appraisal_rows(found, drawn):
        if row["central"] is None and not found.costed:  # what needs a cost is said above
            continue
        places = APPRAISAL_DECIMALS[row["unit"]]
        figure, unit = say(f"worth.figure_{row['figure']}", lang), say(f"worth.unit_{row['unit']}", lang)
        rows.append(
            (f"{figure} ({unit})", *(amount(row.get(c), lang, decimals=places) for c in ("central", "p05", "p95")))
        )
    return table([*heads], rows, caption=say("worth_view.figures", lang))


def parts(found: Appraisal, lang: Lang) -> Table:
    """Present values of benefits and costs by part, and those of the first year of operation; totals are those of the rows."""
    from analysis.economics import BENEFITS, COSTS, part_values

    rows: list[Sequence[Cell]] = []
    values = part_values(found)
    first_sum = total = 0.0
    signs = dict.fromkeys(BENEFITS, 1) | {"capital": -1, "maintenance": -1, "residual": 1}
    for name in (*BENEFITS, *COSTS):
        if name in COSTS and not found.costed:
            continue
        of_year, discounted = (round(signs[name] * v, 1) for v in values[name])
        if not of_year and not discounted:
            continue
        first_sum, total = first_sum + of_year, total + discounted
        rows.append((say(f"worth.part_{name}", lang), *(number(v, lang, decimals=1) for v in (of_year, discounted))))
    rows.append((say("worth_view.sum", lang), *(number(v, lang, decimals=1) for v in (first_sum, total))))
    year = str(int(found.stream.opening[0]))
    heads = [Column(say("worth_view.part", lang))] + [
        Column(say(f"worth_view.{name}", lang, year=year), figures=True) for name in ("first_year", "discounted")
    ]
    return table(heads, rows, caption=say("worth_view.parts", lang))


def parts_read(found: Appraisal, lang: Lang) -> str:
    """How to read the parts that the table holds: it leaves out those that are nought."""
    from analysis.economics import part_values

    told = ["parts_read"]
    if found.costed:
        told.append("parts_costs")
    if any(round(value, 1) for value in part_values(found)["tolls"]):
        told.append("parts_tolls")
    return " ".join(say(f"worth_view.{key}", lang) for key in told)


def shares(found: Sequence[UnitShare], lang: Lang) -> Table:
    """Each road's Shapley share of the benefits, its own costs, and what is left."""
    from briefing.value import share_heads, share_rows

    roads = data.world().projects
    heads = [Column(say("compare.project", lang)), *(Column(head, figures=True) for head in share_heads(lang))]
    features = [f"project:{one.unit}" if one.unit in roads else "" for one in found]
    return table(heads, share_rows(found, roads, lang), features=features)


def shares_sentence(found: Sequence[UnitShare], lang: Lang) -> str:
    """Which roads pay by themselves within the scenario, which comes nearest, and which cannot be judged."""
    from briefing.value import shares_sentence as told

    return told(found, data.world().projects, lang)


def swings(drawn: Certainty, sheet: Sheet, lang: Lang) -> Any:
    """What one assumption alone does to the net present value, widest first."""
    import altair as alt
    import pandas as pd

    rows = []
    for swing in drawn.swings[:_TOLD_SWINGS]:
        low, high = sorted((swing.npv_low_bn, swing.npv_high_bn))
        name = wrapped(swing_name(swing.key, sheet, lang))
        rows.append({"name": name, "low": low, "high": high, "told": f"{number(low, lang)} … {number(high, lang)}"})
    frame = pd.DataFrame(rows)
    bars = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelExpr=WRAPPED, labelLimit=190, labelOverlap=False)),
        x=alt.X("low:Q", title=say("worth.figure_npv_bn", lang), axis=alt.Axis(labelExpr=numbers_axis(lang), tickCount=6)),
        x2="high",
        tooltip=[alt.Tooltip("name:N", title=say("worth_view.assumption", lang)), alt.Tooltip("told:N", title=say("worth.figure_npv_bn", lang))],
    )  # fmt: skip
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    told = "; ".join(f"{r['name']}: {r['told']}" for r in rows).replace("\n", " ")
    return finished(alt.layer(bars.mark_bar(color="#2f7ea8", height=13), zero), told, round(WRAPPED_ROWS * len(rows)))


def wrapped(name: str) -> str:
    """A name on as many lines as leave room for a chart beside it on a small screen."""
    return textwrap.fill(name, _NAME_LETTERS)


def swing_name(key: str, sheet: Sheet, lang: Lang) -> str:
    """What an assumption is called; speeds and access are those of the network."""
    return say(f"worth_view.swing_{key}", lang) if key in ("speeds", "access") else sheet.row(key).name(lang)


def show(found: Appraisal, drawn: Certainty | None, title: str, lang: Lang) -> None:
    """Draw sentence, tiles and picture."""
    st.html(f'<div class="lt-verdict" role="status">{text(worth_sentence(found, drawn, title, lang))}</div>')
    st.html(tiles(found, drawn, lang))
    if found.costed:
        st.altair_chart(chart("picture", found, drawn, lang, lambda: picture(found, drawn, lang)), width="stretch")
        st.html(f'<p class="lt-note">{text(say("worth_view.picture_read", lang))}</p>')
