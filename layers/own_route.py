"""A route of a user: its line and the fields that were filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely

from layers.catalogue import ROAD_CLASSES
from layers.projects import ACCESSES, QUALITIES
from layers.study import study
from words.errors import InputError, Word
from words.spelling import clean_fields

OWN_STATUSES: Final = ("proposed", "planned", "construction", "open")
_SPEEDS: Final = range(10, 131)
_LANES: Final = range(1, 17)
_YEARS: Final = range(2021, 2101)
_MOST_BN: Final = 10_000_000.0
LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 1_000
_AROUND_DEG: Final = 0.5  # around the sources' extent: about 55 km


def field_word(name: str) -> Word:
    """A field as the page names it."""
    return Word(f"own.field_{name}")


def require_near(shape: shapely.Geometry) -> None:
    """Check that every vertex lies in the surroundings of the map; one mistyped digit sends a road around the world.

    Raises
    ------
    InputError
        With the number (from 1) and the place of the first vertex that does not.
    """
    west, south, east, north = study().extent
    points = shapely.get_coordinates(shape)
    low, high = (west - _AROUND_DEG, south - _AROUND_DEG), (east + _AROUND_DEG, north + _AROUND_DEG)
    outside = np.flatnonzero(~((points >= low) & (points <= high)).all(axis=1))  # NaN is outside too
    if len(outside):
        lon, lat = points[outside[0]]
        raise InputError("own.wild_vertex", number=int(outside[0]) + 1, lon=f"{lon:.6g}", lat=f"{lat:.6g}")


@dataclass(frozen=True)
class RouteFields:
    """What is told of a route; ``None`` for what is not.

    Parameters
    ----------
    access
        ``crossing``: joins every road it crosses; ``interchange``: joins at its two ends only.
    speed_kmh
        Design speed.
    year
        Expected opening; of an open route, the year it opened.
    cost_low_bn, cost_high_bn
        Billions of đồng.
    quality
        Of the alignment: ``schematic`` unless the user says that it was surveyed or mapped.

    Raises
    ------
    InputError
        If a value is none of those allowed; the sentence names the field.
    """

    name: str
    road_class: str = "primary"
    access: str = "crossing"
    status: str = "proposed"
    year: int | None = None
    speed_kmh: int | None = None
    lanes: int | None = None
    cost_low_bn: float | None = None
    cost_high_bn: float | None = None
    price_year: int | None = None
    quality: str = "schematic"
    note: str = ""

    def __post_init__(self) -> None:
        words = {"road_class": ROAD_CLASSES, "access": ACCESSES, "status": OWN_STATUSES, "quality": QUALITIES}
        clean_fields(self, "name")
        clean_fields(self, "note", lines=True)
        numbers = {"speed_kmh": _SPEEDS, "lanes": _LANES, "year": _YEARS, "price_year": _YEARS}
        if not self.name.strip():
            raise InputError("own.needs_name")
        for name, limit in (("name", LONGEST_NAME), ("note", LONGEST_NOTE)):
            if len(getattr(self, name)) > limit:
                raise InputError("own.too_long", field=field_word(name), most=limit)
        for name, allowed in words.items():
            if getattr(self, name) not in allowed:
                raise InputError(
                    "own.bad_word", field=field_word(name), found=getattr(self, name), known=", ".join(allowed)
                )
        for name, span in numbers.items():
            if getattr(self, name) is not None and getattr(self, name) not in span:
                raise InputError("own.bad_number", field=field_word(name), low=span.start, high=span.stop - 1)
        self._require_cost()
        if self.status == "open" and self.year is None:
            raise InputError("own.open_needs_year")

    def _require_cost(self) -> None:
        low, high = self.cost_low_bn, self.cost_high_bn
        for name in ("cost_low_bn", "cost_high_bn"):
            if isinstance(found := getattr(self, name), str):  # typed, and no number
                raise InputError("own.not_a_number", field=field_word(name), found=found[:40])
        if (low is None) != (high is None) or (
            low is not None and high is not None and not 0 < low <= high <= _MOST_BN
        ):
            raise InputError("own.bad_cost")


@dataclass(frozen=True)
class OwnRoute:
    """A route.

    Parameters
    ----------
    geometry
        The line, EPSG:4326.
    along_m
        Stretches along existing roads, as geodesic mileages of the line in metres: there the route is an
        upgrade, never new road.
    drawn
        Whether it was drawn on the map: only such a route may go into a link.
    """

    id: str
    fields: RouteFields
    geometry: shapely.LineString
    along_m: tuple[tuple[float, float], ...] = field(default=())
    drawn: bool = False
