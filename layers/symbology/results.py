"""Results drawn over the map: areas and lines in classes, the same for the web map and the print map.

A result layer carries finished signs of the style table, texts and legend rows, so that no renderer
decides anything; it is named by a key made of the digest of what it was computed from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from layers.geodesy import require_crs
from layers.symbology import style
from layers.symbology.legend import LegendRow

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from layers.signs import FillStyle, LineStyle, PointStyle

BELOW: Final = -1  # class of a row without a figure: it is not drawn


@dataclass(frozen=True)
class ResultShape:
    """One thing drawn.

    Parameters
    ----------
    geometry
        Area, line or point, EPSG:4326; a point is drawn on the web map alone.
    sign
        From the style table.
    tip
        Lines of text that answer to the pointer.
    id
        What a click tells; empty: it does not answer.
    mark
        One or two letters or digits written on the sign of a point.
    key
        What elements of the page bear as ``data-map-feature`` that speak of it; empty: none does.
    """

    geometry: shapely.Geometry
    sign: LineStyle | FillStyle | PointStyle
    tip: tuple[str, ...] = ()
    id: str = ""
    mark: str = ""
    key: str = ""


@dataclass(frozen=True)
class ResultLayer:
    """Shapes in drawing order with their legend; two layers of one key are the same layer.

    Parameters
    ----------
    key
        Letters and digits that name the content: the digest of the result and the choices of drawing.
    rows
        The legend.
    """

    key: str
    shapes: tuple[ResultShape, ...] = field(compare=False, repr=False, default=())
    rows: tuple[LegendRow, ...] = field(compare=False, repr=False, default=())


def classes_of(values: Sequence[float], breaks: Sequence[float]) -> list[int]:
    """Number of the class of each value: 0 below the first break; ``BELOW`` for NaN.

    A value on a break belongs to the class above it.
    """
    numbers = np.asarray(values, dtype=float)
    found = np.searchsorted(np.asarray(breaks, dtype=float), numbers, side="right")
    return [BELOW if np.isnan(v) else int(c) for v, c in zip(numbers, found, strict=True)]


def classed(
    frame: gpd.GeoDataFrame,
    column: str,
    *,
    key: str,
    heading: str,
    scale: str,
    breaks: Sequence[float],
    names: Sequence[str],
    tip: Callable[[Any], Sequence[str]],
    id_column: str = "",
    key_of: str = "",
) -> ResultLayer:
    """A frame drawn by the classes of a column.

    Parameters
    ----------
    frame
        Areas or lines, EPSG:4326.
    scale
        Name of a scale of the style table; it must have one colour a class.
    breaks
        Ascending; one less than there are ``names``, the legend's texts of the classes.
    tip
        The texts of a row (as ``itertuples`` gives it).
    id_column
        Column with what a click tells; empty for none.
    key_of
        What a row is, such as ``commune``: with its id the key of its shape.

    Raises
    ------
    DataError
        If the frame is not in EPSG:4326.
    """
    frame = require_crs(frame, layer=key)
    signs = style.scale(scale, len(names))
    ids = frame[id_column].astype(str) if id_column else [""] * len(frame)
    shapes = [
        ResultShape(row.geometry, signs[number], tuple(tip(row)), id_, key=f"{key_of}:{id_}" if key_of else "")
        for row, number, id_ in zip(frame.itertuples(), classes_of(frame[column], breaks), ids, strict=True)
        if number != BELOW and not row.geometry.is_empty
    ]
    rows = tuple(LegendRow(heading, name, sign) for name, sign in zip(names, signs, strict=True))
    return ResultLayer(key, tuple(shapes), rows)
