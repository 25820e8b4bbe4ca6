"""Roads between the provinces as layers to draw: critical roads and cuts as broad as they matter, crossings, the strip along the border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from layers.symbology import style
from layers.symbology.legend import LegendRow
from layers.symbology.results import ResultLayer, ResultShape
from words import Lang, change, number, say

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.projects import Project
    from layers.signs import LineStyle

LOSS_BREAKS_MIN: Final = (0.05, 0.25, 1.0, 2.5, 5.0)  # minutes, mean of all trips
CHANGE_BREAKS_MIN: Final = (-2.5, -0.25, -0.025, 0.025, 0.25, 2.5)
_WIDTHS: Final = (1.4, 2.2, 3.2, 4.4, 5.8, 7.4)  # pixels, one a class
_CHANGE_WIDTHS: Final = (6.5, 4.2, 2.4, 0.0, 2.4, 4.2, 6.5)
_TOLERANCE_DEG: Final = 0.00008  # about 9 m
_SPELT: Final = ("Quốc lộ", "Đường tỉnh", "Tỉnh lộ", "ĐT")  # how names repeat numbers of roads


def critical_layer(frame: gpd.GeoDataFrame, *, people: float, key: str, lang: Lang) -> ResultLayer:
    """Stretches in classes of the loss if closed: columns of ``analysis.resilience.critical_roads.critical_stretches``.

    The loss is told as minutes of a trip, mean of all: ``people`` is their number. What has no way round and cuts people off carries a sign of its own, whatever the minutes.
    """
    heading, signs = say("criticality.lost", lang), _loss_signs()
    cut, alone = style.line("critical", "cut_off"), style.line("critical", "no_way_round")
    shapes = []
    for row, line in zip(frame.itertuples(), _simple(frame), strict=True):
        tip, tied = _critical_tip(row, people, lang), f"link:{row.id}"
        if row.cut_people > 0:
            shapes.append(ResultShape(line, cut, tip, str(row.id), key=tied))
            continue
        number_ = int(np.searchsorted(LOSS_BREAKS_MIN, row.lost_person_min / people, side="right"))
        shapes.append(ResultShape(line, signs[number_], tip, str(row.id), key=tied))
        if row.no_way_round:
            shapes.append(ResultShape(line, alone, tip, str(row.id), key=tied))
    rows = [
        LegendRow(heading, name, sign)
        for name, sign in zip(loss_class_names(LOSS_BREAKS_MIN, lang), signs, strict=True)
    ]
    rows += [
        LegendRow(heading, say("criticality.row_cut_off", lang), cut),
        LegendRow(heading, say("criticality.row_no_way_round", lang), alone),
    ]
    return ResultLayer(f"critical{key}{lang.value}", tuple(shapes), tuple(rows))


def change_layer(frame: gpd.GeoDataFrame, *, people: float, key: str, lang: Lang) -> ResultLayer:
    """Links in classes of the change of their loss: columns of ``analysis.resilience.critical_roads.criticality_change``."""
    heading, signs = say("criticality.change", lang), _change_signs()
    number_of = np.searchsorted(CHANGE_BREAKS_MIN, frame["change_person_min"].to_numpy() / people, side="right")
    shapes = [
        ResultShape(line, signs[n], _change_tip(row, people, lang), str(row.id), key=f"link:{row.id}")
        for row, line, n in zip(frame.itertuples(), _simple(frame), number_of.tolist(), strict=True)
        if n != len(CHANGE_BREAKS_MIN) // 2
    ]
    names = loss_class_names(CHANGE_BREAKS_MIN, lang)
    rows = [
        LegendRow(heading, name, sign)
        for n, (name, sign) in enumerate(zip(names, signs, strict=True))
        if n != len(CHANGE_BREAKS_MIN) // 2
    ]
    return ResultLayer(f"change{key}{lang.value}", tuple(shapes), tuple(rows))


def loss_class_names(breaks: Sequence[float], lang: Lang) -> list[str]:
    """What classes of minutes are called, least first."""
    ends = [number(b, lang, decimals=3 if abs(b) < LOSS_BREAKS_MIN[0] else 2 if abs(b) < 1 else 1) for b in breaks]
    return [
        say("criticality.class_below", lang, to=ends[0]),
        *(say("criticality.class_between", lang, low=a, high=b) for a, b in pairwise(ends)),
        say("criticality.class_above", lang, low=ends[-1]),
    ]


def cut_layer(frame: gpd.GeoDataFrame, *, key: str, lang: Lang) -> ResultLayer:
    """The roads of a smallest cut: columns of ``analysis.measures.province_links.cut_lines``."""
    heading, sign = say("connectivity.cut", lang), style.line("tie", "cut")
    shapes = tuple(
        ResultShape(
            row.geometry,
            sign,
            (f"{row.number}. {road_name(row.ref, row.name, lang)}", say("connectivity.tip_cut", lang)),
            f"cut-{row.number}-{n}",
            key=f"cut:{row.number}",
        )
        for n, row in enumerate(frame.itertuples())
    )
    return ResultLayer(f"cut{key}{lang.value}", shapes, (LegendRow(heading, say("connectivity.row_cut", lang), sign),))


def crossing_layer(
    spots: Sequence[tuple[float, float, Sequence[str]]], lines: Mapping[str, shapely.Geometry], *, key: str, lang: Lang
) -> ResultLayer:
    """Numbered crossings (longitude, latitude, texts) and the lines that are crossed, by the key of their name."""
    over_river = "connectivity.crossings_river" in lines
    heading = say("connectivity.crossings" if over_river else "connectivity.over_boundary", lang)
    below, sign = style.line("tie", "line"), style.point("tie", "crossing")
    shapes = [ResultShape(line, below, (say(name, lang),), f"line-{n}") for n, (name, line) in enumerate(lines.items())]
    shapes += [
        ResultShape(shapely.Point(lon, lat), sign, tuple(tip), f"crossing-{n}", str(n), key=f"crossing:{n}")
        for n, (lon, lat, tip) in enumerate(spots, start=1)
    ]
    rows = (
        LegendRow(heading, say("connectivity.row_line" if over_river else "connectivity.row_boundary", lang), below),
        LegendRow(heading, say("connectivity.row_crossing", lang), sign),
    )
    return ResultLayer(f"crossings{key}{lang.value}", tuple(shapes), rows)


def straight_layer(
    pairs: Sequence[tuple[str, shapely.LineString, float, Sequence[str]]], *, key: str, what: str, lang: Lang
) -> ResultLayer:
    """Pairs of places as straight lines (id and key, line, weight, texts), as broad as their weight; ``what``: detours or missing."""
    sign = style.line("tie", "straight")
    most = max((weight for _, _, weight, _ in pairs), default=1.0) or 1.0
    shapes = tuple(
        ResultShape(line, replace(sign, width_px=1.5 + 4.5 * weight / most, casing=None), tuple(tip), name, key=name)
        for name, line, weight, tip in pairs
    )
    heading = say(f"connectivity.{what}", lang)
    return ResultLayer(
        f"{what}{key}{lang.value}", shapes, (LegendRow(heading, say(f"connectivity.row_{what}", lang), sign),)
    )


def named_roads_layer(
    roads: Sequence[tuple[str, gpd.GeoSeries, Sequence[str]]], *, heading: str, row: str, key: str
) -> ResultLayer:
    """Roads that a table lists (key, their links, texts), all in one sign."""
    sign = style.line("tie", "cut")
    shapes = tuple(
        ResultShape(shapely.line_merge(shapely.union_all(links.to_numpy())), sign, tuple(tip), name, key=name)
        for name, links, tip in roads
    )
    return ResultLayer(f"named{key}", shapes, (LegendRow(heading, row, sign),) if shapes else ())


def road_name(ref: str, name: str, lang: Lang, *, joins: str = "") -> str:
    """Number and name of a road, a name that only spells the number out left away; of one that has neither what it joins.

    Parameters
    ----------
    ref, joins
        Numbers of the road, and what the roads at its ends are known by; several parted by semicolons.
    """
    if ref and name.startswith(_SPELT):
        name = ""
    if ref or name:
        return " – ".join(dict.fromkeys(x for x in (" / ".join(ref.split(";")), name) if x))
    one, _, other = joins.partition("; ")
    key = "unnamed_between" if other else "unnamed_at" if one else "unnamed"
    return say(f"connectivity.{key}", lang, one=one, other=other)


def in_language(frame: gpd.GeoDataFrame, projects: Mapping[str, Project], lang: Lang) -> gpd.GeoDataFrame:
    """Rows of critical roads with the names of projects, which the analysis gives in Vietnamese, in the language asked for."""
    owners = [projects.get(section.rpartition("/")[0]) for section in frame["section_id"]]
    names = [
        owner.text("name", lang) if owner is not None and name == owner.name_vi else name
        for owner, name in zip(owners, frame["name"], strict=True)
    ]
    return frame.assign(name=names)


def _simple(frame: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    return list(shapely.simplify(frame.geometry.to_numpy(), _TOLERANCE_DEG))


def _loss_signs() -> list[LineStyle]:
    colours = style.SCALES["loss"]
    return [_sign(colours[i + 1], width, 30 + i) for i, width in enumerate(_WIDTHS)]


def _change_signs() -> list[LineStyle]:
    less, more = style.SCALES["gain"], style.SCALES["loss"]
    colours = (less[6], less[4], less[3], "#ffffff", more[2], more[3], more[5])
    return [_sign(c, w, 30 + abs(i - 3)) for i, (c, w) in enumerate(zip(colours, _CHANGE_WIDTHS, strict=True))]


def _sign(colour: str, width_px: float, order: int) -> LineStyle:
    return replace(
        style.line("desire", "gain"),
        colour=colour,
        width_px=width_px,
        width_mm=width_px * 0.22,
        casing=None,
        order=order,
        opacity=0.95,
    )


def _critical_tip(row: Any, people: float, lang: Lang) -> tuple[str, ...]:
    told = [
        road_name(row.ref, row.name, lang),
        say(
            "criticality.tip_lost",
            lang,
            minutes=number(row.lost_person_min / people, lang, decimals=2),
            km=number(row.lost_person_km / people, lang, decimals=2),
        ),
    ]
    if row.cut_people > 0:
        told.append(say("criticality.tip_cut", lang, people=number(row.cut_people, lang)))
    told += [
        say(f"criticality.{flag}", lang) for flag in ("no_way_round", "on_place", "schematic") if getattr(row, flag)
    ]
    return tuple(told)


def _change_tip(row: Any, people: float, lang: Lang) -> tuple[str, ...]:
    was, now = row.lost_person_min_before / people, row.lost_person_min_after / people
    return (
        road_name(row.ref, row.name, lang),
        say(
            "criticality.tip_change",
            lang,
            before=number(was, lang, decimals=2),
            after=number(now, lang, decimals=2),
            change=change(was, now, lang, decimals=2),
        ),
    )


_COLOURS: Final = (2, 3, 4, 6)  # of the scale "loss": far from a road is dark


def strip_layer(
    frame: gpd.GeoDataFrame, breaks_km: Sequence[float], *, key: str, of: str, names: dict[str, str], lang: Lang
) -> ResultLayer:
    """The strip of one state.

    Parameters
    ----------
    frame
        Columns ``class_number`` (0 within the first break), ``province``, ``length_km``; EPSG:4326.
    breaks_km
        Three limits of the classes, ascending.
    of
        ``road`` or ``national``: to what the distance is.
    names
        Names of the provinces by code.
    """
    heading = say(f"border_view.strip_{of}", lang)
    texts, signs = strip_class_names(breaks_km, lang), _signs()
    shapes = tuple(
        ResultShape(
            row.geometry,
            signs[row.class_number],
            (
                texts[row.class_number],
                say(
                    "border_view.tip_length",
                    lang,
                    km=number(row.length_km, lang, decimals=1),
                    province=names.get(row.province, row.province),
                ),
            ),
            f"strip-{number_}",
        )
        for number_, row in enumerate(frame.itertuples())
    )
    rows = tuple(LegendRow(heading, text, sign) for text, sign in zip(texts, signs, strict=True))
    return ResultLayer(f"strip{key}{of}{lang.value}", shapes, rows)


def strip_class_names(breaks_km: Sequence[float], lang: Lang) -> list[str]:
    """What the classes are called, nearest first."""
    ends = [number(b, lang) for b in breaks_km]
    return [
        say("border_view.class_within", lang, to=ends[0]),
        *(say("border_view.class_between", lang, low=a, high=b) for a, b in pairwise(ends)),
        say("border_view.class_beyond", lang, low=ends[-1]),
    ]


def _signs() -> list[LineStyle]:
    sign = style.line("border_strip", "near")
    return [replace(sign, colour=style.SCALES["loss"][number_]) for number_ in _COLOURS]
