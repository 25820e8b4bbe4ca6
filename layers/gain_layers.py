"""Gains as layers to draw: communes by minutes saved, lines of desire, isochrones before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from layers import style
from layers.legend import LegendRow
from layers.results import ResultLayer, ResultShape, classed
from words import Lang, say
from words.figures import number, saved

if TYPE_CHECKING:
    import geopandas as gpd

_BREAKS: Final = (0.5, 5.0, 10.0, 20.0, 30.0, 45.0)  # minutes


def commune_layer(frame: gpd.GeoDataFrame, *, key: str, lang: Lang) -> ResultLayer:
    """Communes in classes of minutes saved: columns of ``analysis.gains.commune_gains``, EPSG:4326."""
    ends = [number(b, lang, decimals=1 if b < 1 else 0) for b in _BREAKS]
    names = [
        say("gains_view.class_none", lang, to=ends[0]),
        *(say("gains_view.class_between", lang, low=a, high=b) for a, b in pairwise(ends)),
        say("gains_view.class_more", lang, low=ends[-1]),
    ]

    def tip(row: Any) -> Sequence[str]:
        lines = {k: number(v, lang, decimals=1) for k, v in (("before", row.before_min), ("after", row.after_min))}
        lines["saved"] = saved(row.before_min, row.after_min, lang, decimals=1)
        return (
            str(row.full_name),
            *(say(f"gains_view.tip_{k}", lang, minutes=told) for k, told in lines.items()),
            say("gains_view.tip_people", lang, people=number(row.people, lang)),
        )

    return classed(
        frame, "saved_min", key=f"gains{key}{lang.value}", heading=say("gains_view.heading", lang),
        scale="gain", breaks=_BREAKS, names=names, tip=tip, id_column="code",
    )  # fmt: skip


def desire_layer(frame: gpd.GeoDataFrame, *, key: str, names: Mapping[str, str], lang: Lang) -> ResultLayer:
    """Lines of desire, as broad as they save person-minutes: columns of ``analysis.gains.desire_lines``.

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
        )
        for row in frame.itertuples()
    )
    rows = (LegendRow(say("gains_view.heading", lang), say("gains_view.line_row", lang), sign),)
    return ResultLayer(f"desire{key}{lang.value}", shapes, rows)


def isochrone_layer(frame: gpd.GeoDataFrame, *, key: str, place: str, lang: Lang) -> ResultLayer:
    """Areas of the limits: after in colour, before as a dashed rim; columns of ``analysis.isochrones``.

    Parameters
    ----------
    place
        Name of the place reached.
    """
    limits = sorted(set(frame["limit_min"]))
    signs = dict(zip(limits, reversed(style.scale("time", len(limits) + 2)[1:-1]), strict=True))
    rim = replace(style.line("path", "before"), width_px=1.6, width_mm=0.35, casing=None)
    areas, rims = [], []
    for row in frame[~frame.geometry.is_empty].itertuples():
        words = (
            say(f"gains_view.iso_{row.when}", lang, minutes=row.limit_min),
            say("gains_view.iso_people", lang, people=number(row.people, lang), area=number(row.area_km2, lang)),
        )
        if row.when == "after":
            areas.append(ResultShape(row.geometry, signs[row.limit_min], words, f"iso-{row.limit_min}"))
        else:
            rims.append(ResultShape(row.geometry.boundary, rim, words, f"iso-before-{row.limit_min}"))
    heading = say("gains_view.iso_heading", lang, place=place)
    rows = [LegendRow(heading, say("gains_view.iso_after", lang, minutes=m), sign) for m, sign in signs.items()]
    rows.append(LegendRow(heading, say("gains_view.iso_rim", lang), rim))
    return ResultLayer(f"iso{key}{lang.value}", (*areas, *rims), tuple(rows))
