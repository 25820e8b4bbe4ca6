"""Checks of a layer on reading: every fault of a file at once, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.catalogue import WHOLE, Layer, Shape
from layers.geodesy import require_crs
from words import DataError, Lang

_GATE_WITHOUT_POSITION = "unknown"
_LON, _LAT = 180.0, 90.0
Frame = TypeVar("Frame", bound=pd.DataFrame)


class DataFaultsError(DataError):
    """Several faults of the data, told together.

    Parameters
    ----------
    faults
        What is wrong, one error each; at least one.
    """

    def __init__(self, faults: Iterable[DataError]) -> None:
        self.faults = tuple(faults)
        super().__init__("layers.faults")

    def text(self, lang: Lang) -> str:
        """All sentences in the language asked for, one a line."""
        return "\n".join(fault.text(lang) for fault in self.faults)


def check(frame: pd.DataFrame, layer: Layer) -> None:
    """Hold a layer to its row of the catalogue.

    Raises
    ------
    DataFaultsError
        With every missing column, wrong coordinate system, wrong kind of geometry and geometry that is none.
    """
    checks = (_columns, _crs, _shapes, _sound)
    faults = [fault for fault in (one(frame, layer) for one in checks) if fault]
    if faults:
        raise DataFaultsError(faults)


def whole(frame: Frame) -> Frame:
    """The frame with the columns of ``WHOLE`` as whole numbers, missing ones allowed: pandas makes 2.0 of a 2 beside a gap.

    A column that holds anything else stays as it is.
    """
    loose = [
        c
        for c in WHOLE.intersection(frame.columns)
        if pd.api.types.is_float_dtype(frame[c]) and (frame[c].dropna() % 1 == 0).all()
    ]
    return frame.astype(dict.fromkeys(sorted(loose), "Int64")) if loose else frame


def _columns(frame: pd.DataFrame, layer: Layer) -> DataError | None:
    missing = [column for column in layer.columns if column not in frame.columns]
    return DataError("errors.columns_missing", file=layer.file, columns=", ".join(missing)) if missing else None


def _crs(frame: pd.DataFrame, layer: Layer) -> DataError | None:
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    try:
        require_crs(frame, layer=layer.name)
    except DataError as fault:
        return fault
    return None


def _shapes(frame: pd.DataFrame, layer: Layer) -> DataError | None:
    """Whether a feature has no geometry or one of another kind; gates may lack a position."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    kinds = frame.geometry.geom_type.fillna("").str.removeprefix("Multi")
    wrong = kinds != layer.shape.value
    if "position" in frame.columns:
        wrong &= frame["position"] != _GATE_WITHOUT_POSITION
    if layer.shape is Shape.NONE or not wrong.any():
        return None
    return DataError("layers.wrong_shape", file=layer.file, count=int(wrong.sum()), wanted=layer.shape.value)


def _sound(frame: pd.DataFrame, layer: Layer) -> DataError | None:
    """Whether a shape crosses itself or leaves the globe, as in a file with a wrong byte: no operation could be trusted."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    shapes = frame.geometry.to_numpy()
    there = ~shapely.is_missing(shapes)
    bounds = shapely.bounds(shapes[there])
    inside = (np.abs(bounds) <= np.array([_LON, _LAT, _LON, _LAT])).all(axis=1)
    wrong = ~(inside & shapely.is_valid(shapes[there]))
    if not wrong.any():
        return None
    return DataError("layers.wrong_geometry", file=layer.file, count=int(wrong.sum()))
