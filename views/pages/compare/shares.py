"""What to build first, and what each road of the scenario contributes: the order, then charts and figures behind folds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import jobs
from layers import study, unit_name
from views.components import (
    INK,
    downloads,
    finished,
    from_list,
    guarded,
    in_lines,
    info,
    lines,
    long_work,
    map_panel,
    name_axis,
    name_row,
    numbers_axis,
    text,
    unfolded,
)
from views.pages.compare import order
from views.state import data, session_view
from words import InputError, Lang, number, percents, rounded, say, with_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from analysis.appraisal import Contribution, Question
    from views.state import Columns, View

_GAIN, _NEED, _REPLACE = "#1f5a8c", "#2f7ea8", "#c9822b"
_MOST_PAIRS: Final = 10
_MAP: Final = 470  # pixels
_BEYOND: Final = 1.25  # times the longest bar: room for "34,49 (58,3 %)" on a narrow screen


def bars(found: Contribution, names: Mapping[str, str], lang: Lang) -> Any:
    """Shapley values, largest first."""
    import altair as alt

    places = order.decimals(found)
    ordered = sorted(found.shapley, key=lambda u: (-found.shapley[u], u))
    shares = percents([found.shapley[u] for u in ordered], decimals=1)  # as in the files
    rows: list[dict[str, Any]] = [
        {
            "name": names[u],
            "label": in_lines([names[u]]),
            "value": order.for_each(found, found.shapley[u]),
            "text": f"{number(order.for_each(found, found.shapley[u]), lang, decimals=places)}{_error(found, u, lang)} "
            f"({with_percent(number(percent, lang, decimals=1), lang)})",
            "first": number(order.for_each(found, found.first[u]), lang, decimals=places),
            "last": number(order.for_each(found, found.last[u]), lang, decimals=places),
        }
        for u, percent in zip(ordered, shares, strict=True)
    ]
    base = alt.Chart(_frame(rows)).encode(
        y=_names(rows),
        x=alt.X("value:Q", title=_unit(found, lang), axis=_axis(lang), scale=_room(rows)),
        tooltip=_tips(lang, name="unit", text="share", first="first", last="last"),
    )
    chart = base.mark_bar(color=_GAIN, height=14) + _words(base)
    return finished(chart, _told(rows, say("shares.bars", lang)), len(rows), row=name_row(r["label"] for r in rows))


def _unit(found: Contribution, lang: Lang) -> str:
    return say(f"shares.unit_{found.question.benefit.unit}", lang)


def _error(found: Contribution, unit: str, lang: Lang) -> str:
    """The standard error behind a share that is an estimate."""
    if found.exact:
        return ""
    return f" ± {number(order.for_each(found, found.errors[unit]), lang, decimals=order.decimals(found))}"


def interactions(found: Contribution, names: Mapping[str, str], lang: Lang) -> Any | None:
    """The largest interactions: to the right pairs that need each other, to the left those that replace each other."""
    import altair as alt

    places = order.decimals(found)
    rows: list[dict[str, Any]] = [
        {
            "name": f"{names[x.one]} + {names[x.other]}",
            "label": in_lines([f"{names[x.one]} +", names[x.other]]),
            "value": order.for_each(found, x.value),
            "kind": say("shares.need" if x.value > 0 else "shares.replace", lang),
            "text": number(order.for_each(found, x.value), lang, decimals=places, sign=True),
        }
        for x in found.interactions[:_MOST_PAIRS]
    ]
    if not rows:
        return None
    kinds = [say("shares.need", lang), say("shares.replace", lang)]
    base = alt.Chart(_frame(rows)).encode(
        y=_names(rows),
        x=alt.X("value:Q", title=_unit(found, lang), axis=_axis(lang)),
        tooltip=_tips(lang, name="pair", kind="kind", text="value"),
    )
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=kinds, range=[_NEED, _REPLACE]),
        legend=alt.Legend(orient="top", labelFontSize=12),
    )
    chart = base.mark_bar(height=12).encode(color=colour) + base.mark_rule(color=INK).encode(
        x=alt.datum(0), y=alt.value(0), y2=alt.value("height")
    )
    row = name_row(r["label"] for r in rows)
    return finished(chart, _told(rows, say("shares.interactions", lang)), len(rows) + 1, row=row)


def front(found: Contribution, names: Mapping[str, str], lang: Lang) -> Any | None:
    """Sets that no cheaper one beats: worth against published cost, low to high."""
    import altair as alt

    places = order.decimals(found)
    rows: list[dict[str, Any]] = [
        {
            "name": " + ".join(names[u] for u in sorted(c.units)) or say("shares.nothing", lang),
            "cost": c.cost / 1e3,
            "high": sum(found.cost_bn_vnd[u][1] for u in c.units) / 1e3,
            "value": order.for_each(found, c.value),
            "text": number(order.for_each(found, c.value), lang, decimals=places),
            "cost_text": number(c.cost, lang),
        }
        for c in found.front
    ]
    if len(rows) < 2:  # noqa: PLR2004 - nothing alone is no front
        return None
    base = alt.Chart(_frame(rows)).encode(
        x=alt.X("cost:Q", title=say("shares.cost_axis", lang), axis=_axis(lang)),
        y=alt.Y("value:Q", title=_unit(found, lang), axis=_axis(lang)),
        tooltip=_tips(lang, name="set", cost_text="cost", text="value"),
    )
    spread = base.mark_rule(color=_GAIN, strokeWidth=2, opacity=0.5).encode(x2="high:Q")
    line = base.mark_line(interpolate="step-after", color=_GAIN, strokeWidth=1.5)
    chart = line + spread + base.mark_point(filled=True, size=80, color=_GAIN, opacity=1)
    return finished(chart, _told(rows, say("shares.front", lang)), 8)


def _frame(rows: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows)


def _names(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Y("label:N", title=None, sort=[r["label"] for r in rows], axis=name_axis())


def _axis(lang: Lang) -> Any:
    import altair as alt

    return alt.Axis(labelExpr=numbers_axis(lang, decimals=1), tickCount=5)


def _room(rows: list[dict[str, Any]]) -> Any:
    """A scale that ends beyond the longest bar, so that the figure behind it is not cut."""
    import altair as alt

    values = [r["value"] for r in rows]
    return alt.Scale(domain=[min(0.0, *values), max(0.0, *values) * _BEYOND or 1.0], nice=False)


def _words(base: Any, x: str = "value:Q") -> Any:
    return base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="text:N", x=x)


def _tips(lang: Lang, **titles: str) -> list[Any]:
    import altair as alt

    return [alt.Tooltip(f"{field}:N", title=say(f"shares.tip_{title}", lang)) for field, title in titles.items()]


def _told(rows: list[dict[str, Any]], what: str) -> str:
    """The chart in words, for screen readers."""
    return f"{what}: " + "; ".join(f"{r['name']}: {r['text']}" for r in rows)


_KEY: Final = "shares"


def show(view: View, columns: Columns) -> None:
    """Draw the part: at the left the answer and what it stands on, at the right the roads on the map."""
    from analysis.appraisal import contribution_digest, contributions

    world, scenario = data.world(), columns.scenario(view)
    question = _question(view, columns)
    if not scenario.projects:
        raise InputError("compare.no_units")
    left, right = st.columns([0.56, 0.44], gap="small")
    with right, guarded("compare.order_map", lang=view.lang):
        shown = replace(map_panel.map_view(view, of=scenario), highlight_id=None)
        map_panel.frame("order", scenario)
        map_panel.fragment(shown, name="order", height=_MAP, memory="lienTinhOrder")
    with left:
        work = long_work.awaited(
            _KEY,
            (contribution_digest(world, scenario, question),),
            lambda progress: jobs.run(contributions, world, scenario, question, progress=progress, lasting=True),
            words="shares.working",
            lang=view.lang,
        )
        if work.result is not None:
            with long_work.part(_KEY):
                _draw(work.result, view.lang)


def _question(view: View, columns: Columns) -> Question:
    """The benefit chosen, with the weights of the assumptions."""
    from analysis.appraisal import BENEFITS, Question

    with st.container(key="ltsubject-benefit"):
        from_list(
            say("shares.benefit", view.lang),
            list(BENEFITS),
            view.compare.benefit,
            names=lambda k: say(f"shares.benefit_{k}", view.lang),
            key="benefit",
            choose=lambda k: session_view.change_compare(benefit=k),
        )
    kind, shared = view.compare.benefit, columns.assumptions
    # of "people within 60 minutes", where no other goal was chosen, the first of the two capitals
    place = (view.compare.goal or study().first.capital) if BENEFITS[kind].needs_place else ""
    return Question(kind, shared.weighting, shared.beta_per_min, place, shared.districts)


def _draw(found: tuple[Contribution, ...], lang: Lang) -> None:
    """Each portfolio; several where units exclude each other."""
    for n, one in enumerate(found, start=1):
        if len(found) > 1:
            st.html(f'<h2 class="lt-h2">{text(say("shares.choice", lang, number=n, of=len(found)))}</h2>')
        _one(one, lang, number_=n)


def _one(found: Contribution, lang: Lang, *, number_: int) -> None:
    """The sentence, the steps, what adds nothing; behind folds what they stand on."""
    key = f"{found.digest}{number_}"
    names = names_of_units(found.portfolio.units, lang)
    steps_named, left = order.standing(found, lang)
    said = order.sentence(found, names, left, lang)
    st.html(f'<div class="lt-verdict" role="status">{text(said)}</div>')
    if order.gains(found):
        steps = order.steps(found, steps_named, lang)
        downloads.table(steps, name="order", part=str(number_), digest=found.digest, lang=lang)
    st.html(f'<div class="lt-note">{order.without_gain(found, steps_named, lang).html}</div>')
    if found.without_cost:
        said = say("metrics.cost_without", lang, names="; ".join(names[u] for u in found.without_cost))
        st.html(f'<p class="lt-note">{text(said)}</p>')
    basis = "" if len(left) == len(steps_named) else f" {say('slides.order_basis', lang)}"
    st.html(f'<p class="lt-note">{text(say("shares.note", lang) + basis)}</p>')
    st.html(info(lines(_behind(found, names, lang)), lang).html)
    charts = {"bars": bars} | ({"interactions": interactions, "front": front} if found.exact else {})
    for name, chart in charts.items():  # orders drawn at random tell the bars alone
        if (box := unfolded(say(f"shares.{name}", lang), key=f"shares-{name}{number_}")) is not None:
            with box:
                _chart(name, chart(found, names, lang), lang, key)
    if (box := unfolded(say("compare.as_numbers", lang), key=f"shares-numbers{number_}")) is not None:
        with box:
            _as_numbers(found, steps_named, key, lang, number_=number_)


def _as_numbers(found: Contribution, steps_named: dict[str, str], key: str, lang: Lang, *, number_: int) -> None:
    """The figures to sort, copy and take away."""
    frame = as_frame(found, steps_named, lang)
    st.dataframe(frame, hide_index=True, key=f"shares{key}")
    downloads.frame(frame, name="shares", part=str(number_), digest=found.digest, lang=lang)


def _chart(name: str, chart: Any, lang: Lang, key: str) -> None:
    """A chart with one line on how to read it."""
    if chart is None:
        st.html(f'<p class="lt-note">{text(say(f"shares.{name}_none", lang))}</p>')
        return
    st.altair_chart(chart, key=f"{name}{key}", width="stretch")
    st.html(f'<p class="lt-note">{text(say(f"shares.{name}_read", lang))}</p>')


def _behind(found: Contribution, names: dict[str, str], lang: Lang) -> list[str]:
    """How the order was found, the whole benefit in its own unit, and the digest."""
    unit = found.question.benefit.unit
    total = f"{number(found.total / order.SCALES[unit], lang, decimals=2)} {say(f'shares.whole_{unit}', lang)}"
    each = say(f"shares.each_{unit}", lang, value=number(found.each, lang, decimals=1)) if unit != "people" else ""
    said = [say("shares.waterfall_read", lang), say("shares.method", lang)]
    said.append(say("shares.total", lang, total=total, each=each, digest=found.digest))
    if not found.exact:
        said.append(_sampled(found, lang))
    if found.portfolio.idle:
        said.append(say("shares.idle", lang, names="; ".join(names[u] for u in sorted(found.portfolio.idle))))
    if found.exact:  # orders drawn at random do not tell the smallest set
        enough = "; ".join(names[u] for u in sorted(found.enough)) or say("shares.nothing", lang)
        said.append(say("shares.enough", lang, names=enough))
    return said


def _sampled(found: Contribution, lang: Lang) -> str:
    """That the shares are estimates, and from what."""
    from analysis.appraisal import SAMPLED_ORDERS

    return say("shares.sampled", lang, count=len(found.portfolio.counted), orders=SAMPLED_ORDERS)


def names_of_units(units: Iterable[str], lang: Lang) -> dict[str, str]:
    """Names of units: projects, and sections with their project's."""
    projects = {p.id: p for p in data.projects()}
    return {u: unit_name(projects, u, lang) for u in units}


def as_frame(found: Contribution, names: dict[str, str], lang: Lang) -> pd.DataFrame:
    """The contributions as whole numbers of their unit, in the best order; without a rank what adds nothing that shows."""
    import pandas as pd

    told = order.steps_shown(found)
    unit = say(f"analysis.unit_{found.question.benefit.unit}", lang)
    shares = {i: rounded(share) for i, share in found.shapley.items()}
    rows = [
        {
            say("shares.tip_order", lang): n if n <= told else None,
            say("shares.tip_unit", lang): names[s.unit],
            f"{say('shares.tip_share', lang)} ({unit})": shares[s.unit],
            **({} if found.exact else {f"{say('shares.tip_error', lang)} ({unit})": rounded(found.errors[s.unit])}),
            f"{say('shares.tip_first', lang)} ({unit})": rounded(found.first[s.unit]),
            f"{say('shares.tip_last', lang)} ({unit})": rounded(found.last[s.unit]),
            f"{say('shares.tip_gain', lang)} ({unit})": rounded(s.gain),
            say("shares.cost_low", lang): found.cost_bn_vnd.get(s.unit, (None, None))[0],
            say("shares.cost_high", lang): found.cost_bn_vnd.get(s.unit, (None, None))[1],
        }
        for n, s in enumerate(found.order, start=1)
    ]
    frame, rank = pd.DataFrame(rows), say("shares.tip_order", lang)
    return frame.astype({rank: "Int64"}) if rows else frame
