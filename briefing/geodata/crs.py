"""Coordinate reference systems (CRS) a file may be asked in, and the one datum operation that leads to each.

pyproj offers two operations between WGS 84 and VN-2000 that are equally accurate and differ by
0.8 m; the first it lists is taken, named in every file, and pinned by a test.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.transformer import TransformerGroup

from briefing.map import of_each_thread
from layers import VN2000_UTM48N, WGS84, require_crs, study
from words import InputError, Lang, say, text_in

if TYPE_CHECKING:
    import geopandas as gpd


def crs_codes() -> tuple[int, ...]:
    """EPSG codes of the CRS offered: WGS 84, the region's zones of VN-2000, its UTM zone."""
    return WGS84, *(zone.epsg for zone in study().zones), VN2000_UTM48N


def checked_crs(code: int) -> int:
    """The code of a CRS offered.

    Raises
    ------
    InputError
        If it is none of ``crs_codes``.
    """
    if code not in crs_codes():
        raise InputError("geodata.system_unknown", code=code, known=", ".join(map(str, crs_codes())))
    return code


def crs_name(code: int, lang: Lang) -> str:
    """Its name, with the meridian of its zone."""
    zone = next((zone for zone in study().zones if zone.epsg == code), None)
    if zone is None:
        return say(f"geodata.system_{code}", lang)
    return say("geodata.system_zone", lang, meridian=zone.meridian, where=text_in(zone, "where", lang))


def datum_operation(code: int) -> str:
    """Name of the operation from WGS 84; empty for WGS 84 itself."""
    return "" if code == WGS84 else str(_operation(code).description)


def nearest_zone(lon: float) -> int:
    """EPSG code of the zone of VN-2000 of three degrees in the region whose meridian is nearest to a longitude."""
    return min((zone.epsg for zone in study().zones), key=lambda code: abs(_meridian(code) - lon))


@cache
def _meridian(code: int) -> float:
    operation = CRS.from_epsg(code).coordinate_operation
    assert operation is not None
    return next(float(p.value) for p in operation.params if p.name == "Longitude of natural origin")


def datum_shift(code: int) -> tuple[float, ...]:
    """The shift from VN-2000 to WGS 84 of that operation, as a position vector: metres, seconds of arc, parts per million.

    EPSG gives it as the rotation of the frame of coordinates, whose angles have the other sign.
    """
    (shift,) = (o for o in _operation(code).operations or () if "Coordinate Frame" in str(o.method_name))
    x, y, z, turn_x, turn_y, turn_z, scale = (float(p.value) for p in shift.params)
    return x, y, z, -turn_x, -turn_y, -turn_z, scale


def in_crs(frame: gpd.GeoDataFrame, code: int) -> gpd.GeoDataFrame:
    """A frame in EPSG:4326 turned into a CRS; metres except in WGS 84.

    Raises
    ------
    InputError, DataError
        If the CRS is not offered, or the frame is not in EPSG:4326.
    """
    frame = require_crs(frame, layer="geodata")
    if checked_crs(code) == WGS84:
        return frame
    turn = _transformer(code)
    turned = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))
    )
    return frame.set_geometry(turned, crs=code)


@cache
def _transformer(code: int) -> Transformer:
    return of_each_thread(_operation(code))


@cache
def _operation(code: int) -> Transformer:
    """What is done, to read of it: only one thread at a time could turn coordinates with it."""
    return TransformerGroup(WGS84, code, always_xy=True).transformers[0]
