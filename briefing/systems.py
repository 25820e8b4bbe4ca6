"""Coordinate systems a file may be asked in, and the one datum operation that leads to each.

pyproj offers two operations between WGS 84 and VN-2000 that are equally accurate and differ by
0.8 m; the first it lists is taken, named in every file, and pinned by a test.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.transformer import TransformerGroup

from layers.geodesy import VN2000_UTM48N, WGS84, require_crs
from layers.study import study
from words import Lang, say
from words.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd


def systems() -> tuple[int, ...]:
    """EPSG codes of the systems offered: WGS 84, the region's zones of VN-2000, its UTM zone."""
    return WGS84, *(zone.epsg for zone in study().zones), VN2000_UTM48N


def require_system(code: int) -> int:
    """The code of a system offered.

    Raises
    ------
    InputError
        If it is none of ``systems``.
    """
    if code not in systems():
        raise InputError("geodata.system_unknown", code=code, known=", ".join(map(str, systems())))
    return code


def system_name(code: int, lang: Lang) -> str:
    """Its name, with the meridian of its zone."""
    zone = next((zone for zone in study().zones if zone.epsg == code), None)
    if zone is None:
        return say(f"geodata.system_{code}", lang)
    return say("geodata.system_zone", lang, meridian=zone.meridian, where=getattr(zone, f"where_{lang.value}"))


def operation(code: int) -> str:
    """Name of the operation from WGS 84; empty for WGS 84 itself."""
    return "" if code == WGS84 else str(_transformer(code).description)


def in_system(frame: gpd.GeoDataFrame, code: int) -> gpd.GeoDataFrame:
    """A frame in EPSG:4326 turned into a system; metres except in WGS 84.

    Raises
    ------
    InputError, DataError
        If the system is not offered, or the frame is not in EPSG:4326.
    """
    frame = require_crs(frame, layer="geodata")
    if require_system(code) == WGS84:
        return frame
    turn = _transformer(code)
    turned = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))
    )
    return frame.set_geometry(turned, crs=code)


@cache
def _transformer(code: int) -> Transformer:
    return TransformerGroup(WGS84, code, always_xy=True).transformers[0]
