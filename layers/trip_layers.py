"""A round trip as a layer to draw: its legs after, the way before as a dashed line, numbered stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from layers import style
from layers.legend import LegendRow
from layers.results import ResultLayer, ResultShape
from words import Lang, say
from words.figures import minutes, number

_TOLERANCE_DEG: Final = 0.00003  # about 3 m, as routes are drawn


@dataclass(frozen=True)
class Leg:
    """A leg to draw: the names of its ends, its vertices (longitude, latitude), metres and minutes."""

    origin: str
    destination: str
    lon_lat: tuple[tuple[float, float], ...]
    length_m: float
    time_min: float


def trip_layer(*, before: Sequence[Leg], after: Sequence[Leg], key: str, lang: Lang) -> ResultLayer:
    """The trip in both states; stops are numbered in the order of ``after``, or of ``before`` where there is none."""
    told = after or before
    shapes = [*_lines(before, "before", lang), *_lines(after, "after", lang)]
    shapes += [_stop(number_, leg, lang) for number_, leg in enumerate(told, start=1)]
    heading = say("tourism_view.heading", lang)
    shown = [when for when, legs in (("before", before), ("after", after)) if legs]
    rows = [LegendRow(heading, say(f"tourism_view.trip_{when}", lang), style.line("path", when)) for when in shown]
    if told:
        rows.append(LegendRow(heading, say("tourism_view.stop_row", lang), style.point("trip", "stop")))
    return ResultLayer(f"trip{key}{lang.value}", tuple(shapes), tuple(rows))


def _lines(legs: Sequence[Leg], when: str, lang: Lang) -> list[ResultShape]:
    return [
        ResultShape(
            shapely.simplify(shapely.LineString(leg.lon_lat), _TOLERANCE_DEG),
            style.line("path", when),
            (
                f"{number_}. {leg.origin} → {leg.destination}",
                f"{number(leg.length_m / 1000, lang, decimals=1)} km · {minutes(leg.time_min, lang)}",
                say(f"tourism_view.trip_{when}", lang),
            ),
            f"trip-{when}-{number_}",
        )
        for number_, leg in enumerate(legs, start=1)
        if len(leg.lon_lat) > 1
    ]


def _stop(number_: int, leg: Leg, lang: Lang) -> ResultShape:
    """The beginning of a leg."""
    tip = (leg.origin, say("tourism_view.stop_number", lang, number=number_))
    point = shapely.Point(leg.lon_lat[0])
    return ResultShape(point, style.point("trip", "stop"), tip, f"stop-{number_}", str(number_))
