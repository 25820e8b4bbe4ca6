"""Shapes of the national map as short SVG paths: one plane for all of the country, the two archipelagos in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from country.pack import shapes
from layers import simple_coverage, simple_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_BOX: Final = (101.9, 6.2, 118.1, 23.6)  # degrees: the mainland, Hoàng Sa and Trường Sa
_MIDDLE_LAT: Final = 16.0
_UNITS: Final = 100.0  # of the drawing in a degree of latitude
_AREAS_M: Final = 900.0
_LINES_M: Final = 400.0
_LETTER, _NAME = 26.0, 190.0  # height and breadth that a name takes
_ACROSS: Final = _UNITS * float(np.cos(np.radians(_MIDDLE_LAT)))
WIDTH: Final = round((_BOX[2] - _BOX[0]) * _ACROSS)
HEIGHT: Final = round((_BOX[3] - _BOX[1]) * _UNITS)


@dataclass(frozen=True)
class Ground:
    """What every map shows: paths of communes by code, and of provinces' boundaries, the land border and seats."""

    communes: dict[str, str]
    provinces: str
    seats: tuple[tuple[str, float, float], ...]


def ground() -> Ground:
    """The units of 2025, simplified together so that no gap opens between them."""
    units = shapes("communes_2025")
    areas = simple_coverage(units.geometry, tolerance_m=_AREAS_M)
    rims = simple_coverage(shapes("provinces_2025").geometry, tolerance_m=_AREAS_M)
    places = shapes("places")
    seats = places[places["capital_2025"]].sort_values(["population_2019", "id"], ascending=[False, True])
    spots = placed(shapely.get_coordinates(seats.geometry.to_numpy()))
    named = _apart(spots)
    seats, spots = seats.iloc[named], spots[named]
    return Ground(
        dict(zip(units["code"], map(area_path, areas), strict=True)),
        "".join(map(area_path, rims)),
        tuple((name, float(x), float(y)) for name, (x, y) in zip(seats["name_vi"], spots, strict=True)),
    )


def _apart(spots: NDArray[np.float64]) -> list[int]:
    """Which of the seats, the largest first, bear their name: none too near to another one's."""
    kept: list[int] = []
    for n, (x, y) in enumerate(spots):
        if all(abs(y - spots[k][1]) > _LETTER or abs(x - spots[k][0]) > _NAME for k in kept):
            kept.append(n)
    return kept


def placed(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees (n, 2) in units of the drawing, y downwards."""
    across = (lon_lat[:, 0] - _BOX[0]) * _ACROSS
    drawn: NDArray[np.float64] = np.column_stack([across, (_BOX[3] - lon_lat[:, 1]) * _UNITS])
    return drawn.round(1)


def area_path(area: shapely.Geometry) -> str:
    """The rings of an area; those too small to see are left out, but never the largest."""
    rings = [placed(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shapely.get_parts(area))]
    seen = [ring for ring in rings if np.ptp(ring, axis=0).max() >= 1.0]
    return "".join(f"{_steps(ring[:-1])}z" for ring in (seen or rings[:1]))


def line_path(lines: gpd.GeoSeries) -> str:
    """Lines joined and simplified."""
    return "".join(_steps(placed(shapely.get_coordinates(line))) for line in simple_lines(lines, tolerance_m=_LINES_M))


def _steps(points: NDArray[np.float64]) -> str:
    """A path in tenths of a unit, each step from the last: a third of the letters."""
    tenths = np.rint(points * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    return f"M{_told(tenths[:1])}" + (f"l{_told(steps)}" if len(steps) else "h1")


def _told(pairs: Iterable[Iterable[int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in pairs)
