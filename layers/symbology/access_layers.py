"""Access as layers to draw: communes by minutes and by minutes saved, desire lines, isochrones before and after, a round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import shapely

from layers.edition import commune_name
from layers.symbology import style
from layers.symbology.legend import LegendRow
from layers.symbology.results import ResultLayer, ResultShape, classed
from words import Lang, minutes, number, saved, say

if TYPE_CHECKING:
    import geopandas as gpd

TIME_BREAKS_MIN: Final = (15.0, 30.0, 60.0, 90.0, 120.0)


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
        return (commune_name(str(row.full_name), lang), *_times(row, column, lang), _people(row.people, lang))

    layer = classed(
        frame,
        column,
        key=f"time{key}{column.replace('_', '')}{lang.value}",
        heading=heading,
        scale="time",
        breaks=TIME_BREAKS_MIN,
        names=time_class_names(lang),
        tip=tip,
        id_column="code",
        key_of="commune",
    )
    cut_off = frame[frame[column].isna() & ~frame.geometry.is_empty]
    if cut_off.empty:
        return layer
    sign = style.fill("access", "not_connected")
    shapes = tuple(
        ResultShape(row.geometry, sign, tuple(tip(row)), str(row.code), key=f"commune:{row.code}")
        for row in cut_off.itertuples()
    )
    row = LegendRow(heading, say("compare.not_connected", lang), sign)
    return replace(layer, shapes=(*layer.shapes, *shapes), rows=(*layer.rows, row))


def time_class_names(lang: Lang) -> list[str]:
    """What the classes of minutes are called, nearest first."""
    ends = [number(b, lang) for b in TIME_BREAKS_MIN]
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


_GAIN_BREAKS_MIN: Final = (0.5, 5.0, 10.0, 20.0, 30.0, 45.0)  # minutes


def commune_layer(frame: gpd.GeoDataFrame, *, key: str, lang: Lang) -> ResultLayer:
    """Communes in classes of minutes saved: columns of ``analysis.measures.gains.commune_gains``, EPSG:4326."""
    ends = [number(b, lang, decimals=1 if b < 1 else 0) for b in _GAIN_BREAKS_MIN]
    names = [
        say("gains_view.class_none", lang, to=ends[0]),
        *(say("gains_view.class_between", lang, low=a, high=b) for a, b in pairwise(ends)),
        say("gains_view.class_more", lang, low=ends[-1]),
    ]

    def tip(row: Any) -> Sequence[str]:
        lines = {k: number(v, lang, decimals=1) for k, v in (("before", row.before_min), ("after", row.after_min))}
        lines["saved"] = saved(row.before_min, row.after_min, lang, decimals=1)
        return (
            commune_name(str(row.full_name), lang),
            *(say(f"gains_view.tip_{k}", lang, minutes=told) for k, told in lines.items()),
            say("gains_view.tip_people", lang, people=number(row.people, lang)),
        )

    return classed(
        frame,
        "saved_min",
        key=f"gains{key}{lang.value}",
        heading=say("gains_view.heading", lang),
        scale="gain",
        breaks=_GAIN_BREAKS_MIN,
        names=names,
        tip=tip,
        id_column="code",
        key_of="commune",
    )


def desire_layer(frame: gpd.GeoDataFrame, *, key: str, names: Mapping[str, str], lang: Lang) -> ResultLayer:
    """Lines of desire, as broad as they save person-minutes: columns of ``analysis.measures.gains.desire_lines``.

    Parameters
    ----------
    names
        Names of places by id.
    """
    sign = style.line("desire", "gain")
    most = max(frame["saved_person_min"], default=1.0)
    shapes = tuple(
        ResultShape(
            row.geometry,
            replace(sign, width_px=1.5 + 5.5 * row.saved_person_min / most, casing=None),
            (
                f"{names[row.origin]} – {names[row.destination]}",
                say("gains_view.tip_saved", lang, minutes=number(row.saved_min, lang, decimals=1)),
            ),
            f"{row.origin}~{row.destination}",
            key=f"pair:{row.origin}~{row.destination}",
        )
        for row in frame.itertuples()
    )
    rows = (LegendRow(say("gains_view.heading", lang), say("gains_view.line_row", lang), sign),)
    return ResultLayer(f"desire{key}{lang.value}", shapes, rows)


def isochrone_layer(frame: gpd.GeoDataFrame, *, key: str, place: str, lang: Lang) -> ResultLayer:
    """Areas of the limits: after in colour, before as a rim with a dash for each limit; columns of ``analysis.accessibility.isochrone_areas``.

    Parameters
    ----------
    place
        Name of the place reached.
    """
    limits = sorted(set(frame["limit_min"]))
    signs = dict(zip(limits, reversed(style.scale("time", len(limits) + 2)[1:-1]), strict=True))
    rims_of = dict(zip(limits, style.rims(len(limits)), strict=True))
    areas, rims = [], []
    for row in frame[~frame.geometry.is_empty].itertuples():
        words = (
            say(f"gains_view.iso_{row.when}", lang, minutes=row.limit_min),
            say("gains_view.iso_people", lang, people=number(row.people, lang), area=number(row.area_km2, lang)),
        )
        if row.when == "after":
            areas.append(ResultShape(row.geometry, signs[row.limit_min], words, f"iso-{row.limit_min}"))
        else:
            rims.append(
                ResultShape(row.geometry.boundary, rims_of[row.limit_min], words, f"iso-before-{row.limit_min}")
            )
    heading = say("gains_view.iso_heading", lang, place=place)
    rows = [LegendRow(heading, say("gains_view.iso_after", lang, minutes=m), sign) for m, sign in signs.items()]
    rows += [LegendRow(heading, say("gains_view.iso_before", lang, minutes=m), rim) for m, rim in rims_of.items()]
    return ResultLayer(f"iso{key}{lang.value}", (*areas, *rims), tuple(rows))


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
            key=f"leg:{when}~{number_}",
        )
        for number_, leg in enumerate(legs, start=1)
        if len(leg.lon_lat) > 1
    ]


def _stop(number_: int, leg: Leg, lang: Lang) -> ResultShape:
    """The beginning of a leg."""
    tip = (leg.origin, say("tourism_view.stop_number", lang, number=number_))
    point = shapely.Point(leg.lon_lat[0])
    return ResultShape(point, style.point("trip", "stop"), tip, f"stop-{number_}", str(number_))
