"""Kilometres of a line by province of 2022, for lines that no build has measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.geodesy import length_m
from layers.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_KM = 0.005  # a line along a boundary touches the neighbour without running there


def km_by_province(lines: Sequence[shapely.LineString]) -> dict[str, float]:
    """Geodesic kilometres by province code (edition 2022); what lies in no province counts to none.

    Raises
    ------
    DataError
        If the layer of provinces cannot be read.
    """
    provinces = read("provinces_2022")
    found = {}
    for code, area in zip(provinces["code"].astype(str), provinces.geometry, strict=True):
        inside = shapely.intersection(area, np.asarray(lines, dtype=object))
        runs = [part for part in shapely.get_parts(inside) if part.geom_type == "LineString"]
        km = float(length_m(np.array(runs, dtype=object)).sum()) / 1000 if runs else 0.0
        if km >= _LEAST_KM:
            found[code] = km
    return found
