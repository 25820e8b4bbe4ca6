"""The heat map of savings between pairs of places, and the same as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from layers import style
from views.charts import INK, finished, numbers_axis
from views.study import Measure
from words import Lang, say
from words.figures import number, saved

if TYPE_CHECKING:
    import pandas as pd

    from analysis.pair_matrix import PairMatrix

SHOWN_MIN: Final = 0.05  # smaller savings round to nothing
_CELL: Final = 30  # pixels
_PADDING: Final = {"left": 5, "top": 5, "right": 30, "bottom": 5}  # the last slanted name reaches beyond the cells


def values(found: PairMatrix, measure: Measure) -> np.ndarray:
    """The savings in minutes, kilometres or percent of the time, (origins, destinations)."""
    if measure is Measure.KM:
        return found.saved_m / 1000
    return found.saved_min if measure is Measure.MINUTES else found.saved_percent


def heat_map(found: PairMatrix, names: Mapping[str, str], measure: Measure, chosen: tuple[str, str], lang: Lang) -> Any:
    """One cell a pair, darker the more it saves; a pair cut off is told in words."""
    import altair as alt
    import pandas as pd

    table = values(found, measure)
    rows: list[dict[str, Any]] = [
        {
            "from": a, "to": b, "origin": names[a], "destination": names[b],
            "value": None if np.isnan(table[i, j]) else float(table[i, j]),
            "text": _text(table[i, j], found, i, j, lang, measure=measure), "picked": {a, b} == set(chosen),
            "before": number(_none(found.before_min[i, j]), lang, decimals=1),
            "after": number(_none(found.after_min[i, j]), lang, decimals=1),
        }
        for i, a in enumerate(found.origins) for j, b in enumerate(found.destinations) if a != b
    ]  # fmt: skip
    top = max((r["value"] for r in rows if r["value"] is not None), default=0.0)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X(
            "destination:N",
            title=None,
            sort=[names[b] for b in found.destinations],
            axis=alt.Axis(labelAngle=-40, labelLimit=140, labelOverlap=False, orient="top"),
        ),
        y=alt.Y("origin:N", title=None, sort=[names[a] for a in found.origins], axis=alt.Axis(labelLimit=150)),
        tooltip=[
            alt.Tooltip(f"{f}:N", title=say(f"matrix.tip_{f}", lang))
            for f in ("origin", "destination", "before", "after", "text")
        ],
    )
    click = alt.selection_point(name="cell", fields=["from", "to"], on="click", empty=False)
    colour = alt.Color(
        "value:Q",
        title=say(f"matrix.measure_{measure.value}", lang),
        scale=alt.Scale(domain=[0, max(top, 1.0)], range=list(style.SCALES["gain"]), clamp=True),
        legend=alt.Legend(orient="bottom", labelExpr=numbers_axis(lang), gradientLength=220),
    )
    cells = (
        base.mark_rect(stroke="#ffffff", strokeWidth=1)
        .encode(
            color=alt.condition("isValid(datum.value)", colour, alt.value("#e6e3dc")),
            stroke=alt.condition("datum.picked", alt.value("#d08700"), alt.value("#ffffff")),
            strokeWidth=alt.condition("datum.picked", alt.value(3), alt.value(1)),
        )
        .add_params(click)
    )
    words = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=alt.condition(
            f"isValid(datum.value) && datum.value > {0.55 * max(top, 1.0)}", alt.value("#ffffff"), alt.value(INK)
        ),
    )
    told = "; ".join(f"{r['origin']} – {r['destination']}: {r['text']}" for r in rows)
    chart = (cells + words).properties(padding=_PADDING)
    return finished(chart, f"{say('matrix.read', lang)} {told}", len(found.origins) + 4, row=_CELL)


def _text(value: float, found: PairMatrix, i: int, j: int, lang: Lang, *, measure: Measure) -> str:
    if np.isnan(value):
        return say("matrix.cut_off" if found.cut_off[i, j] else "matrix.unconnected", lang)
    if measure is Measure.MINUTES:  # before and after stand beside it
        return saved(float(found.before_min[i, j]), float(found.after_min[i, j]), lang, decimals=1)
    return number(float(value), lang, decimals=1)


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def as_frame(found: PairMatrix, names: Mapping[str, str], lang: Lang) -> pd.DataFrame:
    """One row a pair, numbers as numbers."""
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {
            say("matrix.tip_origin", lang): names[a],
            say("matrix.tip_destination", lang): names[b],
            **{
                say(f"matrix.number_{name}", lang): _none(getattr(found, field)[i, j] / scale)
                for name, field, scale in (
                    ("before_min", "before_min", 1), ("after_min", "after_min", 1), ("saved_min", "saved_min", 1),
                    ("before_km", "before_m", 1000), ("after_km", "after_m", 1000), ("saved_km", "saved_m", 1000),
                    ("length_km", "after_length_m", 1000),
                )
            },
        }
        for i, a in enumerate(found.origins) for j, b in enumerate(found.destinations) if a != b
    ]  # fmt: skip
    return pd.DataFrame(rows)
