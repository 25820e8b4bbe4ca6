"""The Cambodia border as a layer to draw: a strip in classes of the distance to the nearest road."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from layers import style
from layers.legend import LegendRow
from layers.results import ResultLayer, ResultShape
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.signs import LineStyle

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
    texts, signs = class_names(breaks_km, lang), _signs()
    shapes = tuple(
        ResultShape(
            row.geometry,
            signs[row.class_number],
            (
                texts[row.class_number],
                say(
                    "border_view.tip_length", lang, km=number(row.length_km, lang, decimals=1),
                    province=names.get(row.province, row.province),
                ),
            ),
            f"strip-{number_}",
        )
        for number_, row in enumerate(frame.itertuples())
    )  # fmt: skip
    rows = tuple(LegendRow(heading, text, sign) for text, sign in zip(texts, signs, strict=True))
    return ResultLayer(f"strip{key}{of}{lang.value}", shapes, rows)


def class_names(breaks_km: Sequence[float], lang: Lang) -> list[str]:
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
