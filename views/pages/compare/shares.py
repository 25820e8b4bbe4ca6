"""What each unit of the scenario contributes, and in which order to build; as charts and as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import study
from views.components import INK, downloads, finished, from_list, guarded, numbers_axis, text
from views.state import data, session_view
from words import InputError, Lang, adding_up, number, percents, rounded, say, with_percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from analysis.appraisal import Contribution, Question, Step
    from views.state import Columns, View

_GAIN, _NEED, _REPLACE, _OLD = "#1f5a8c", "#2f7ea8", "#c9822b", "#b9c4cc"
_LABEL: Final = 420  # pixels for the names
_MOST_PAIRS: Final = 10
_DECIMALS: Final = 2  # of figures in the units of ``SCALES``
_SHOWS: Final = 0.005  # what two decimals show
_BEYOND: Final = 1.18  # times the longest bar: room for "34,49 (58 %)" on a narrow screen
SCALES: Final = {"person_min": 1e6, "person_km": 1e6, "people": 1e3}


def bars(found: Contribution, names: Mapping[str, str], lang: Lang, *, unit: str, old: bool) -> Any:
    """Shapley values, largest first."""
    import altair as alt

    scale = SCALES[unit]
    ordered = sorted(found.shapley, key=lambda u: (-found.shapley[u], u))
    values = [found.shapley[u] for u in ordered]
    printed = adding_up([value / scale for value in values], decimals=_DECIMALS)
    rows: list[dict[str, Any]] = [
        {
            "name": names[u],
            "value": found.shapley[u] / scale,
            "text": f"{number(part, lang, decimals=_DECIMALS)}{_error(found, u, scale, lang)} ({with_percent(number(percent, lang), lang)})",
            "first": number(found.first[u] / scale, lang, decimals=2),
            "last": number(found.last[u] / scale, lang, decimals=2),
        }
        for u, part, percent in zip(ordered, printed, percents(values), strict=True)
    ]
    base = alt.Chart(_frame(rows)).encode(
        y=_names([r["name"] for r in rows]),
        x=alt.X("value:Q", title=say(f"shares.unit_{unit}", lang), axis=_axis(lang), scale=_room(rows)),
        tooltip=_tips(lang, name="unit", text="share", first="first", last="last"),
    )
    chart = base.mark_bar(color=_OLD if old else _GAIN, height=14) + _words(base)
    return finished(chart, _told(rows, say("shares.bars", lang)), len(rows))


def _error(found: Contribution, unit: str, scale: float, lang: Lang) -> str:
    """The standard error behind a share that is an estimate."""
    return "" if found.exact else f" ± {number(found.errors[unit] / scale, lang, decimals=2)}"


def interactions(found: Contribution, names: Mapping[str, str], lang: Lang, *, unit: str, old: bool) -> Any | None:
    """The largest interactions: to the right pairs that need each other, to the left those that replace each other."""
    import altair as alt

    scale = SCALES[unit]
    rows: list[dict[str, Any]] = [
        {
            "name": f"{names[x.one]} + {names[x.other]}",
            "value": x.value / scale,
            "kind": say("shares.need" if x.value > 0 else "shares.replace", lang),
            "text": number(x.value / scale, lang, decimals=2, sign=True),
        }
        for x in found.interactions[:_MOST_PAIRS]
    ]
    if not rows:
        return None
    kinds = [say("shares.need", lang), say("shares.replace", lang)]
    base = alt.Chart(_frame(rows)).encode(
        y=_names([r["name"] for r in rows]),
        x=alt.X("value:Q", title=say(f"shares.unit_{unit}", lang), axis=_axis(lang)),
        tooltip=_tips(lang, name="pair", kind="kind", text="value"),
    )
    colour = alt.Color(
        "kind:N", title=None, scale=alt.Scale(domain=kinds, range=[_OLD, _OLD] if old else [_NEED, _REPLACE]),
        legend=alt.Legend(orient="top", labelFontSize=12),
    )  # fmt: skip
    chart = base.mark_bar(height=12).encode(color=colour) + base.mark_rule(color=INK).encode(
        x=alt.datum(0), y=alt.value(0), y2=alt.value("height")
    )
    return finished(chart, _told(rows, say("shares.interactions", lang)), len(rows) + 1)


def interactions_in_words(found: Contribution, unit: str) -> int:
    """How many steps of the best order add what shows, to an inhabitant as on the slide and in the unit of the page."""
    from analysis.appraisal import steps_told

    each = 0.0 if unit == "people" else found.people
    return steps_told(found.order, least=_SHOWS * max(SCALES[unit], each))


def waterfall(steps: Sequence[Step], names: Mapping[str, str], lang: Lang, *, unit: str, old: bool) -> Any | None:
    """The worth growing step by step along an order; nothing without steps."""
    import altair as alt

    scale = SCALES[unit]
    gains = adding_up([s.gain / scale for s in steps], decimals=_DECIMALS)
    rows: list[dict[str, Any]] = [
        {
            "name": f"{n}. {names[s.unit]}",
            "start": (s.value - s.gain) / scale,
            "value": s.value / scale,
            "text": number(gain, lang, decimals=_DECIMALS, sign=True),
            "sum": number(reached, lang, decimals=_DECIMALS),
        }
        for n, (s, gain, reached) in enumerate(zip(steps, gains, accumulate(gains), strict=True), start=1)
    ]
    if not rows:
        return None
    base = alt.Chart(_frame(rows)).encode(
        y=_names([r["name"] for r in rows]), tooltip=_tips(lang, name="unit", text="gain", sum="sum")
    )
    chart = base.mark_bar(color=_OLD if old else _GAIN, height=14).encode(
        x=alt.X("start:Q", title=say(f"shares.unit_{unit}", lang), axis=_axis(lang), scale=_room(rows)), x2="value:Q"
    )
    return finished(chart + _words(base, "value:Q"), _told(rows, say("shares.waterfall", lang)), len(rows))


def front(found: Contribution, names: Mapping[str, str], lang: Lang, *, unit: str, old: bool) -> Any | None:
    """Sets that no cheaper one beats: worth against published cost, low to high."""
    import altair as alt

    scale = SCALES[unit]
    rows: list[dict[str, Any]] = [
        {
            "name": " + ".join(names[u] for u in sorted(c.units)) or say("shares.nothing", lang),
            "cost": c.cost / 1e3,
            "high": sum(found.cost_bn_vnd[u][1] for u in c.units) / 1e3,
            "value": c.value / scale,
            "text": number(c.value / scale, lang, decimals=2),
            "cost_text": number(c.cost, lang),
        }
        for c in found.front
    ]
    if len(rows) < 2:  # noqa: PLR2004 - nothing alone is no front
        return None
    base = alt.Chart(_frame(rows)).encode(
        x=alt.X("cost:Q", title=say("shares.cost_axis", lang), axis=_axis(lang)),
        y=alt.Y("value:Q", title=say(f"shares.unit_{unit}", lang), axis=_axis(lang)),
        tooltip=_tips(lang, name="set", cost_text="cost", text="value"),
    )
    colour = _OLD if old else _GAIN
    spread = base.mark_rule(color=colour, strokeWidth=2, opacity=0.5).encode(x2="high:Q")
    line = base.mark_line(interpolate="step-after", color=colour, strokeWidth=1.5)
    chart = line + spread + base.mark_point(filled=True, size=80, color=colour, opacity=1)
    return finished(chart, _told(rows, say("shares.front", lang)), 8)


def _frame(rows: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows)


def _names(names: list[str]) -> Any:
    import altair as alt

    return alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=_LABEL, labelFontSize=12))


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


_KEPT: Final = "shares-kept"


def show(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the part: kept results at once, or the old ones in grey and what is to be computed."""
    from analysis.appraisal import contribution_digest

    lang, scenario = view.lang, columns.scenario(view)
    question = _question(view, columns)
    if not scenario.projects:
        raise InputError("compare.no_units")
    digest = contribution_digest(data.world(), scenario, question)
    kept: tuple[Contribution, ...] | None = st.session_state.get(_KEPT)
    ready = kept is not None and kept[0].digest == digest
    place = st.empty()
    if kept is not None:
        with place.container():
            _draw(kept, lang, old=not ready)
    if ready:
        return None

    def later() -> None:
        with guarded("compare.shares", lang=lang):
            found = _compute(view, columns, question)
            st.session_state[_KEPT] = found
            with place.container():
                _draw(found, lang, old=False)

    return later


def _question(view: View, columns: Columns) -> Question:
    """The benefit chosen, with the weights of the assumptions."""
    from analysis.appraisal import BENEFITS, Question

    from_list(
        say("shares.benefit", view.lang), list(BENEFITS), view.compare.benefit,
        names=lambda k: say(f"shares.benefit_{k}", view.lang), key="benefit",
        choose=lambda k: session_view.change_compare(benefit=k),
    )  # fmt: skip
    kind, shared = view.compare.benefit, columns.assumptions
    # of "people within 60 minutes", where no other goal was chosen, the first of the two capitals
    place = (view.compare.goal or study().first.capital) if BENEFITS[kind].needs_place else ""
    return Question(kind, shared.weighting, shared.beta_per_min, place, shared.districts)


def _compute(view: View, columns: Columns, question: Question) -> tuple[Contribution, ...]:
    """Every feasible set valued; a choice made meanwhile ends it and the old charts stay."""
    from analysis.appraisal import contributions

    bar = st.progress(0.0, text=say("shares.working", view.lang, percent=0))

    def tell(done: int, all_: int) -> None:
        bar.progress(done / all_, text=say("shares.working", view.lang, percent=100 * done // all_))

    try:
        return contributions(data.world(), columns.scenario(view), question, progress=tell)
    finally:
        bar.empty()


def _draw(found: tuple[Contribution, ...], lang: Lang, *, old: bool) -> None:
    """Each portfolio; several where units exclude each other."""
    with st.container(height=510, border=False):
        for n, one in enumerate(found, start=1):
            if len(found) > 1:
                st.html(f'<h2 class="lt-h2">{text(say("shares.choice", lang, number=n, of=len(found)))}</h2>')
            _one(one, lang, old=old, number_=n)


def _one(found: Contribution, lang: Lang, *, old: bool, number_: int) -> None:
    unit, key = found.question.benefit.unit, f"{found.digest}{number_}{old}"
    names = names_of_units(found.portfolio.units, lang)
    st.html(f'<p class="lt-note">{text(_head(found, unit, lang, old=old))}</p>')
    _chart("bars", bars(found, names, lang, unit=unit, old=old), lang, key)
    if not found.exact:
        st.html(f'<p class="lt-note">{text(_sampled(found, lang))}</p>')
    _order(found, names, lang, old=old, key=key)
    if found.exact:  # orders drawn at random tell neither
        _chart("interactions", interactions(found, names, lang, unit=unit, old=old), lang, key)
        _chart("front", front(found, names, lang, unit=unit, old=old), lang, key)
    for line in _notes(found, names, lang):
        st.html(f'<p class="lt-note">{text(line)}</p>')
    with st.expander(say("compare.as_numbers", lang)):
        frame = as_frame(found, names, lang)
        st.dataframe(frame, hide_index=True, key=f"shares{key}")
        downloads.frame(frame, name="shares", part=str(number_), digest=found.digest, lang=lang)


def _order(found: Contribution, names: dict[str, str], lang: Lang, *, old: bool, key: str) -> None:
    """The steps of the best order; what adds nothing that shows has no rank and is named below."""
    unit = found.question.benefit.unit
    count = interactions_in_words(found, unit)
    _chart("waterfall", waterfall(found.order[:count], names, lang, unit=unit, old=old), lang, key)
    if count and (rest := [names[s.unit] for s in found.order[count:]]):
        st.html(f'<p class="lt-note">{text(say("slides.order_rest", lang, names="; ".join(rest)))}</p>')


def _chart(name: str, chart: Any, lang: Lang, key: str) -> None:
    """A chart under its title, with one line on how to read it."""
    st.html(f'<p class="lt-charttitle">{text(say(f"shares.{name}", lang))}</p>')
    if chart is None:
        st.html(f'<p class="lt-note">{text(say(f"shares.{name}_none", lang))}</p>')
        return
    st.altair_chart(chart, key=f"{name}{key}", width="stretch")
    st.html(f'<p class="lt-note">{text(say(f"shares.{name}_read", lang))}</p>')


def _head(found: Contribution, unit: str, lang: Lang, *, old: bool) -> str:
    scale = SCALES[unit]
    total = f"{number(found.total / scale, lang, decimals=2)} {say(f'shares.unit_{unit}', lang)}"
    each = say(f"shares.each_{unit}", lang, value=number(found.each, lang, decimals=1)) if unit != "people" else ""
    said = say("shares.total", lang, total=total, each=each, digest=found.digest)
    return say("shares.old", lang, digest=found.digest) if old else said


def _notes(found: Contribution, names: dict[str, str], lang: Lang) -> list[str]:
    said = []
    if found.portfolio.idle:
        said.append(say("shares.idle", lang, names="; ".join(names[u] for u in sorted(found.portfolio.idle))))
    if found.exact:  # orders drawn at random do not tell the smallest set
        enough = "; ".join(names[u] for u in sorted(found.enough)) or say("shares.nothing", lang)
        said.append(say("shares.enough", lang, names=enough))
    if found.without_cost:
        said.append(say("metrics.cost_without", lang, names="; ".join(names[u] for u in found.without_cost)))
    return [*said, say("shares.note", lang)]


def _sampled(found: Contribution, lang: Lang) -> str:
    """That the shares are estimates, and from what."""
    from analysis.appraisal import SAMPLED_ORDERS

    return say("shares.sampled", lang, count=len(found.portfolio.counted), orders=SAMPLED_ORDERS)


def names_of_units(units: Iterable[str], lang: Lang) -> dict[str, str]:
    """Names of units: projects, and sections with their project's."""
    projects = {p.id: p for p in data.projects()}
    sections = {s.section_id: s for p in projects.values() for s in p.sections}

    def one(part: str) -> str:
        if part in projects:
            return projects[part].text("name", lang)
        section = sections.get(part)
        return f"{projects[section.project_id].text('name', lang)}: {section.name(lang)}" if section else part

    return {u: " + ".join(one(part) for part in u.split("+")) for u in units}


def as_frame(found: Contribution, names: dict[str, str], lang: Lang) -> pd.DataFrame:
    """The contributions as whole numbers of their unit, in the best order; without a rank what adds nothing that shows."""
    import pandas as pd

    told = interactions_in_words(found, found.question.benefit.unit)
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
    frame, order = pd.DataFrame(rows), say("shares.tip_order", lang)
    return frame.astype({order: "Int64"}) if rows else frame
