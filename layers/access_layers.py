"""Access as a layer to draw: communes in classes of minutes to the nearest place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from layers import style
from layers.legend import LegendRow
from layers.results import ResultLayer, ResultShape, classed
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    import geopandas as gpd

BREAKS_MIN: Final = (15.0, 30.0, 60.0, 90.0, 120.0)


def time_layer(frame: gpd.GeoDataFrame, column: str, *, key: str, goal: str, lang: Lang) -> ResultLayer:
    """Communes by minutes, the darker the farther; those not connected in grey.

    Parameters
    ----------
    frame
        Columns ``code``, ``full_name``, ``people`` and the minutes before and after; EPSG:4326.
    column
        The minutes drawn: ``before_min`` or ``after_min``, or others with ``before`` or ``after`` in the name.
    key
        Names the content.
    goal
        What is reached, such as "the nearest gate".
    """
    heading = say("access_view.heading", lang, goal=goal)

    def tip(row: Any) -> Sequence[str]:
        return (str(row.full_name), *_times(row, column, lang), _people(row.people, lang))

    layer = classed(
        frame, column, key=f"time{key}{column.replace('_', '')}{lang.value}", heading=heading, scale="time",
        breaks=BREAKS_MIN, names=class_names(lang), tip=tip, id_column="code",
    )  # fmt: skip
    cut_off = frame[frame[column].isna() & ~frame.geometry.is_empty]
    if cut_off.empty:
        return layer
    sign = style.fill("access", "not_connected")
    shapes = tuple(ResultShape(row.geometry, sign, tuple(tip(row)), str(row.code)) for row in cut_off.itertuples())
    row = LegendRow(heading, say("compare.not_connected", lang), sign)
    return replace(layer, shapes=(*layer.shapes, *shapes), rows=(*layer.rows, row))


def class_names(lang: Lang) -> list[str]:
    """What the classes of minutes are called, nearest first."""
    ends = [number(b, lang) for b in BREAKS_MIN]
    return [
        say("access_view.class_below", lang, to=ends[0]),
        *(say("gains_view.class_between", lang, low=a, high=b) for a, b in pairwise(ends)),
        say("gains_view.class_more", lang, low=ends[-1]),
    ]


def _times(row: Any, column: str, lang: Lang) -> list[str]:
    """Minutes before and after, whichever of the two is drawn."""
    drawn = "before" if "before" in column else "after"
    lines = []
    for when in ("before", "after"):
        minutes = getattr(row, column.replace(drawn, when))
        shown = say(f"gains_view.tip_{when}", lang, minutes=number(minutes, lang, decimals=1))
        lines.append(say(f"access_view.tip_{when}_none", lang) if isnan(minutes) else shown)
    return lines


def _people(people: float, lang: Lang) -> str:
    known = say("gains_view.tip_people", lang, people=number(people, lang))
    return say("app.no_figure", lang) if isnan(people) else known
