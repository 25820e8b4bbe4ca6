"""Which systems the coordinates of a file may be in, the likeliest first.

Each zone puts the file somewhere else, some 27 km apart from the next. A place counts more in the two provinces than
in the others of the study area, there more than in their neighbours, and there more than in the rest of the extent; and more
where the province it falls into prescribes that very zone. What a file says of its system goes before all that.
The user chooses with the map before the eyes: taking one zone for another is wrong by up to some hundred kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from intake.described import projection, usable_name, zone_meant
from intake.zones import Candidate, Coordinates, by_code, plane_systems, prescribers, provinces, to_degrees
from layers import WGS84, distance_m, study
from words import Lang

_LON, _LAT = 180.0, 90.0
_SAMPLE: Final = 200  # vertices: enough to tell where a file lies
_MEASURED: Final = 20  # of them, to tell how far two systems lie apart
_LEAST_SHARE: Final = 0.5  # of degrees that are no metres
_IN_BOTH, _IN_STUDY, _BESIDE, _IN_EXTENT, _PRESCRIBED = 1.0, 0.8, 0.4, 0.1, 0.5
_MUCH_BETTER: Final = 0.3  # a third of the file, beside the provinces under one and in them under the other
_SIMPLE_DEG: Final = 0.002


def candidates(
    xy: Coordinates, *, named: int | None = None, wkt: str = "", each: bool = False
) -> tuple[Candidate, ...]:
    """Systems in which coordinates of a file (n, 2) may be, best first; those that put nothing into the area come last.

    Parameters
    ----------
    named
        The code that the file names: it is the first choice.
    wkt
        What the file says of its system, where that is none of the register.
    each
        Whether other layers of the file say their own system.
    """
    xy = _sample(xy)
    if named == WGS84:
        return (Candidate(WGS84),)
    if named is None and (in_degrees(xy) or in_degrees(xy[:, ::-1])):
        straight, turned = (_score(xy, Candidate(WGS84, swapped=swapped, each=each)) for swapped in (False, True))
        return (straight,) if straight.worth >= turned.worth else (turned, straight)
    name = usable_name(wkt)
    own = [Candidate(0, name, name, wkt=wkt, each=each)] if name else []
    systems = [*own, *(replace(system, each=each) for system in plane_systems())]
    scored = [_better(xy, system) for system in systems]
    meant, told = zone_meant(wkt), projection(wkt) if wkt else None
    order = sorted(scored, key=lambda one: (_said(one, meant), not one.share, _off(one, told), -one.worth))
    swapped = order[0].swapped
    order = [one if one.share else replace(one, swapped=swapped) for one in order]
    first = [_better(xy, by_code(named) or Candidate(named))] if named else []
    return _measured(xy, [*first, *(one for one in order if one.epsg != (named or -1))])


def best_axes(xy: Coordinates, system: Candidate) -> Candidate:
    """A system with its axes in the order that puts more of a file into the area."""
    return _better(_sample(xy), system)


def doubtful(found: tuple[Candidate, ...]) -> bool:
    """Whether another system places the file much better than the first choice."""
    return max((one.worth for one in found[1:]), default=0.0) > found[0].worth + _MUCH_BETTER


def fitting(found: tuple[Candidate, ...]) -> bool:
    """Whether the first choice puts anything into the area."""
    return bool(found) and bool(found[0].share)


def _better(xy: Coordinates, system: Candidate) -> Candidate:
    """A system with the axes in the order that puts more of the file into the area; straight where that is all the same."""
    both = [_score(xy, replace(system, swapped=swapped)) for swapped in (False, True)]
    return both[0] if system.wkt or both[0].worth >= both[1].worth else both[1]


def _score(xy: Coordinates, system: Candidate) -> Candidate:
    """How well a file lies under a system."""
    placed = to_degrees(xy, system)
    west, south, east, north = study().extent
    inside = ((placed >= (west, south)) & (placed <= (east, north))).all(axis=1)
    points = np.where(inside, _IN_EXTENT, 0.0)
    if inside.any():
        near = _provinces()
        prescribed = ", ".join(prescribers(system.epsg, Lang.VI)).split(", ")
        weights = near.weights + np.array([_PRESCRIBED if name in prescribed else 0.0 for name in near.names])
        dots, rows = near.tree.query(shapely.points(placed[inside]), predicate="intersects")
        points[np.flatnonzero(inside)[dots]] = weights[rows]
    share, worth = (float(np.mean(each)) if len(xy) else 0.0 for each in (inside, points))
    return replace(system, share=share, worth=worth)


@dataclass(frozen=True)
class _Provinces:
    tree: shapely.STRtree
    weights: NDArray[np.float64]
    names: tuple[str, ...]


@cache
def _provinces() -> _Provinces:
    """Provinces of the map with what a place in them is worth; in outline, since this ranks and does not measure."""
    rows = provinces()
    both = set(study().codes)
    weights = [_IN_BOTH if str(row["code"]) in both else _IN_STUDY if row["in_study"] else _BESIDE for row in rows]
    shapes = shapely.simplify(np.array([row["geometry"] for row in rows], dtype=object), _SIMPLE_DEG)
    shapely.prepare(shapes)
    return _Provinces(shapely.STRtree(shapes), np.array(weights), tuple(str(row["name"]) for row in rows))


def _said(system: Candidate, meant: int | None) -> int:
    """What a file says of its system goes before all guesses; its zone of the register before its own parameters."""
    if system.epsg == meant:
        return 0
    return 1 if system.wkt else 2


def _off(one: Candidate, told: object) -> bool:
    """Whether a system has another projection than the file tells."""
    return told is not None and projection(one.epsg) != told


def _measured(xy: Coordinates, systems: list[Candidate]) -> tuple[Candidate, ...]:
    """The systems with how far each lies from the first, where both give places."""
    few = _sample(xy, _MEASURED)
    first = to_degrees(few, systems[0])
    found = [systems[0]]
    for system in systems[1:]:
        pairs = np.column_stack([first, to_degrees(few, system)])
        pairs = pairs[np.isfinite(pairs).all(axis=1) & (np.abs(pairs) <= (_LON, _LAT, _LON, _LAT)).all(axis=1)]
        apart = float(np.mean([distance_m(*pair) for pair in pairs])) / 1000 if len(pairs) else None
        found.append(replace(system, apart_km=apart))
    return tuple(found)


def _sample(xy: Coordinates, most: int = _SAMPLE) -> Coordinates:
    return xy[:: -(-len(xy) // most) or 1]


def in_degrees(xy: Coordinates) -> bool:
    """Whether most coordinates can be longitude and latitude; one mistyped number does not make metres of them."""
    return bool(len(xy)) and float(np.mean((np.abs(xy) <= (_LON, _LAT)).all(axis=1))) >= _LEAST_SHARE
