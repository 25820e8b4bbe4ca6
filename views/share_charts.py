"""Charts of what each unit contributes: bars, interactions, the steps of an order, benefit against cost.

Colours differ in lightness too and each sign is named in words, so that they read in grey and on a
projector; old charts are drawn in grey while the new ones are computed.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from views.charts import INK, finished, numbers_axis
from words import Lang, say
from words.figures import adding_up, number, percents, with_percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.contribution import Contribution
    from analysis.portfolio import Step

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


def told(found: Contribution, unit: str) -> int:
    """How many steps of the best order add what shows, to an inhabitant as on the slide and in the unit of the page."""
    from analysis.contribution import steps_told

    each = 0.0 if unit == "people" else found.people
    return steps_told(found.order, least=_SHOWS * max(SCALES[unit], each))


def waterfall(steps: Sequence[Step], names: Mapping[str, str], lang: Lang, *, unit: str, old: bool) -> Any | None:
    """The worth growing step by step along an order; nothing without steps."""
    import altair as alt

    scale = SCALES[unit]
    gains = adding_up([s.gain / scale for s in steps], decimals=_DECIMALS)
    rows: list[dict[str, Any]] = [
        {
            "name": f"{n}. {names[s.player]}",
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
            "name": " + ".join(names[u] for u in sorted(c.players)) or say("shares.nothing", lang),
            "cost": c.cost / 1e3,
            "high": sum(found.cost_bn_vnd[u][1] for u in c.players) / 1e3,
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
