"""Pieces of roads as files hold them: short ones, and those that continue each other and may be joined before they are taken.

A centreline is drawn in pieces: each block of a survey, each bridge, each line of a drawing is one. Two pieces are one road where
an end of one is the end of the other and of no third, or lies ahead of it within ``WITHIN_M`` with no third end about. A gap is
bridged by a straight line; no vertex moves. Only what says the same of itself is joined.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from layers import length_m

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from intake import PlacedFeature

SHORT_M: Final = 50.0
WITHIN_M: Final = 10.0
_METRES_A_DEGREE: Final = 111_320.0  # of latitude: a tolerance needs no better
_TOUCH_M: Final = 0.05  # ends as near as that are one
_BACK, _ONWARD = -0.5, 0.5  # cosines: what turns back is the other carriageway; over a gap a road goes on ahead


@dataclass(frozen=True)
class Joined:
    """Features with pieces joined: each road stands where its first piece stood.

    Parameters
    ----------
    pieces
        How many lines were joined.
    roads
        How many they have become.
    """

    features: tuple[PlacedFeature, ...]
    pieces: int = 0
    roads: int = 0


def are_short(features: Sequence[PlacedFeature]) -> list[bool]:
    """Of each feature, whether it is a line under ``SHORT_M``."""
    lines = [n for n, feature in enumerate(features) if feature.kind == "line"]
    short = [False] * len(features)
    for n, metres in zip(lines, length_m([features[n].geometry for n in lines]) if lines else (), strict=True):
        short[n] = bool(metres < SHORT_M)
    return short


def join(features: Sequence[PlacedFeature], columns: Mapping[str, Mapping[str, str]]) -> Joined:
    """Lines of one layer that continue each other and tell the same, each road as one line.

    Parameters
    ----------
    columns
        Of each layer, field to column. Notes may differ: they are put together.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, feature in enumerate(features):
        if feature.kind == "line":
            groups.setdefault(_told(feature, columns), []).append(n)
    instead: dict[int, PlacedFeature | None] = {}
    pieces = roads = 0
    for group in groups.values():
        for members, line in _merged([features[n].geometry for n in group]):
            own = [group[m] for m in members]
            instead |= dict.fromkeys(own)
            instead[own[0]] = _as_one([features[n] for n in own], line, columns)
            pieces, roads = pieces + len(own), roads + 1
    kept = (instead.get(n, feature) for n, feature in enumerate(features))
    return Joined(tuple(feature for feature in kept if feature is not None), pieces, roads)


def _told(feature: PlacedFeature, columns: Mapping[str, Mapping[str, str]]) -> tuple[object, ...]:
    """What pieces of one road have in common: layer and cells of every field but the note."""
    own = columns.get(feature.spot.layer, {})
    cells = (str(feature.values.get(column) or "").strip() for field, column in own.items() if field != "note")
    return feature.spot.member, feature.spot.layer, *cells


def _as_one(
    pieces: Sequence[PlacedFeature], line: shapely.LineString, columns: Mapping[str, Mapping[str, str]]
) -> PlacedFeature:
    """The first piece with the whole line and the notes of all."""
    first, note = pieces[0], columns.get(pieces[0].spot.layer, {}).get("note", "")
    values: dict[str, Any] = dict(first.values)
    if note:
        said = dict.fromkeys(str(piece.values.get(note) or "").strip() for piece in pieces)
        values[note] = "; ".join(text for text in said if text) or None
    one = len({piece.spot for piece in pieces}) == 1  # parts of one feature
    return replace(first, geometry=line, values=values, part=first.part if one else 0, pieces=len(pieces))


@dataclass(frozen=True)
class _Ends:
    """The two ends of each line, one behind the other: where they lie, in degrees and on a plane, and where their line points there."""

    degrees: NDArray[np.float64]
    metres: NDArray[np.float64]
    ahead: NDArray[np.float64]

    @classmethod
    def of(cls, lines: Sequence[shapely.LineString]) -> _Ends:
        points = [shapely.get_coordinates(line) for line in lines]
        ends = np.array([xy[[0, -1]] for xy in points]).reshape(-1, 2)
        scale = _METRES_A_DEGREE * np.array([np.cos(np.radians(ends[:, 1].mean())), 1.0])
        inner = np.array([xy[[1, -2]] for xy in points]).reshape(-1, 2)
        ahead = (ends - inner) * scale
        return cls(ends, ends * scale, ahead / np.maximum(np.hypot(*ahead.T), _TOUCH_M)[:, None])

    def within(self, metres: float, of: Sequence[int]) -> dict[int, list[int]]:
        """Of some ends, those of other lines among them that lie within a distance, the nearest first."""
        points = np.asarray(shapely.points(self.metres[list(of)]), dtype=object).reshape(-1)
        near: dict[int, list[int]] = {end: [] for end in of}
        for one, other in shapely.STRtree(points).query(points, predicate="dwithin", distance=metres).T:
            if of[one] // 2 != of[other] // 2:
                near[of[one]].append(of[other])
        return {a: sorted(others, key=lambda b: self.apart_m(a, b)) for a, others in near.items()}

    def apart_m(self, a: int, b: int) -> float:
        return float(np.hypot(*(self.metres[a] - self.metres[b])))

    def turn(self, a: int, b: int) -> float:
        """Cosine of the turn from one line into the other: 1 straight on, -1 back."""
        return float(-self.ahead[a] @ self.ahead[b])


def _merged(lines: Sequence[shapely.LineString]) -> list[tuple[list[int], shapely.LineString]]:
    """Lines made of several: the numbers of these, and the whole."""
    shapes = shapely.to_wkb(shapely.normalize(np.array(lines, dtype=object)))
    seen = Counter(shapes)  # one that is there twice would lead back to where it began
    usable = [n for n, shape in enumerate(shapes) if seen[shape] == 1 and not lines[n].is_ring]
    if len(usable) < 2:  # noqa: PLR2004 - nothing to join
        return []
    own = [lines[n] for n in usable]
    found = []
    for members, pairs in _chains(_continued(_Ends.of(own)), len(own)):
        gaps = (shapely.LineString([own[end // 2].coords[-(end % 2)] for end in pair]) for pair in pairs)
        whole = shapely.line_merge(
            shapely.MultiLineString([*(own[n] for n in members), *(g for g in gaps if g.length)])
        )
        if whole.geom_type == "LineString":
            found.append(([usable[n] for n in members], whole))
    return found


def _continued(ends: _Ends) -> list[tuple[int, int]]:
    """Pairs of ends at which one line goes on in another and in no third."""
    touching = ends.within(_TOUCH_M, range(len(ends.metres)))
    pairs = [
        (a, b[0])
        for a, b in touching.items()
        if len(b) == 1 and a < b[0] and touching[b[0]] == [a] and ends.turn(a, b[0]) > _BACK
    ]
    near = ends.within(WITHIN_M, [a for a, others in touching.items() if not others])
    for a, others in near.items():
        b = others[0] if others else -1
        two = {end // 2 for end in others + near.get(b, [])} == {a // 2, b // 2}
        if a < b and near[b][0] == a and two and ends.turn(a, b) > _ONWARD:
            pairs.append((a, b))
    return pairs


def _chains(pairs: Sequence[tuple[int, int]], count: int) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """Lines that hang together: their numbers in order, and the pairs of ends between them."""
    first = list(range(count))  # of each line, one of its chain; that of the chain itself in the end

    def head(n: int) -> int:
        while first[n] != n:
            first[n] = n = first[first[n]]
        return n

    for a, b in pairs:
        first[head(b // 2)] = head(a // 2)
    grouped: dict[int, tuple[list[int], list[tuple[int, int]]]] = {}
    for n in range(count):
        grouped.setdefault(head(n), ([], []))[0].append(n)
    for a, b in pairs:
        grouped[head(a // 2)][1].append((a, b))
    return [chain for chain in grouped.values() if chain[1]]
