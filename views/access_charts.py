"""A chart of how people spread over minutes to the nearest place, before and after, by area.

Classes and colours are those of the map beside it: one hue, the darker the farther, so that they read in
grey and for every eye; those not connected are named in words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from layers import style
from layers.access_layers import BREAKS_MIN, class_names
from layers.legend import LegendRow
from views.charts import finished
from views.signs import in_a_row
from words import Lang, say
from words.figures import number, percents, with_percent

if TYPE_CHECKING:
    from analysis.accessibility import Accessibility
    from views.markup import Markup

_ROW: Final = 27  # pixels: two bars and the air between areas
_LABEL: Final = 150


def spread(found: Accessibility, lang: Lang) -> Any:
    """Two bars an area, before above after: shares of its people by class of minutes."""
    import altair as alt
    import pandas as pd

    rows = _rows(found, lang)
    areas = list(dict.fromkeys(r["area"] for r in rows))
    whens = [say("compare.before", lang), say("compare.after", lang)]
    names = [*class_names(lang), say("compare.not_connected", lang)]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(stroke="#ffffff", strokeWidth=0.4)
        .encode(
            y=alt.Y("area:N", title=None, sort=areas, axis=alt.Axis(labelLimit=_LABEL)),
            yOffset=alt.YOffset("when:N", sort=whens, scale=alt.Scale(domain=whens, paddingInner=0.1)),
            x=alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(labelExpr=f"datum.value + '{with_percent('', lang)}'")),
            color=alt.Color("class:N", legend=None, scale=alt.Scale(domain=names, range=_colours())),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip(f"{field}:N", title=say(f"access_view.tip_{field}", lang))
                for field in ("area", "when", "class", "people", "percent")
            ],
        )
    )  # fmt: skip
    return finished(chart, _told(rows, lang), len(areas), row=_ROW)


def spread_key(lang: Lang) -> Markup:
    """What the colours mean."""
    names = [*class_names(lang), say("compare.not_connected", lang)]
    signs = [replace(style.fill("access", "not_connected"), fill=colour, opacity=1.0) for colour in _colours()]
    return in_a_row(LegendRow("", name, sign) for name, sign in zip(names, signs, strict=True))


def _colours() -> list[str]:
    return [
        *(sign.fill for sign in style.scale("time", len(BREAKS_MIN) + 1)),
        style.fill("access", "not_connected").fill,
    ]


def _rows(found: Accessibility, lang: Lang) -> list[dict[str, Any]]:
    names = [*class_names(lang), say("compare.not_connected", lang)]
    shares = found.spread(BREAKS_MIN)
    rows = []
    for group in found.groups:
        people = shares[group.code, group.when]
        parts = zip(names, people, percents(people, decimals=1), strict=True)
        for order, (name, counted, share) in enumerate(parts):
            if counted <= 0:
                continue
            rows.append({
                "area": say(f"access_view.level_{group.level}", lang, name=group.name),
                "when": say(f"compare.{group.when}", lang), "class": name, "order": order, "share": share,
                "people": number(counted, lang), "percent": with_percent(number(share, lang, decimals=1), lang),
            })  # fmt: skip
    return rows


def _told(rows: list[dict[str, Any]], lang: Lang) -> str:
    """The chart in words, for screen readers."""
    told = "; ".join(f"{r['area']}, {r['when']}, {r['class']}: {r['percent']}" for r in rows)
    return f"{say('access_view.spread_title', lang)}. {told}"
