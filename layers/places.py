"""Places and gates: what kinds there are, one row each, and everything that can be the origin or destination of a trip.

Another kind is another row here and its words (``docs/extending.md``): legends, switches, lists of places, the
web map, the printed sheets, access to the nearest, exports and commands ask this table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from layers.reading import read
from layers.signs import LabelStyle, PointStyle

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


class Role(StrEnum):
    """Where a kind of places counts."""

    SHOWN = "shown"  # on maps from the start
    OVERVIEW = "overview"  # on the small map that opens a deck
    SEAT = "seat"  # a capital: it carries the people of its district
    CENTRE = "centre"  # a town: centre of its commune, end of a missing link, built-up around
    CHECKED = "checked"  # its pairs are looked through for ways that differ by direction
    EXPORTED = "exported"  # in the geodata beside the projects


@dataclass(frozen=True)
class PlaceKind:
    """One kind.

    Attributes
    ----------
    key
        Ascii name: the column ``kind`` of the places, and the end of its words (``layers.kind_<key>``).
    sign, letters
        How it is drawn and named; None for gates, which are drawn by class.
    roles
        Where it counts.
    listed
        Its place in the list of places to choose from.
    goal
        Its place among the kinds to the nearest of which access is told; None for none.
    tabled
        Whether the workbook tells every commune's way to the nearest.
    first
        On a map, before the other labels: the smaller the earlier; None for the order of ``letters``.
    """

    key: str
    sign: PointStyle | None = None
    letters: LabelStyle | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    listed: int = 99
    goal: int | None = None
    tabled: bool = False
    first: float | None = None


USER_KIND: Final = "own"
_ALL: Final = frozenset(Role)
_ROWS: Final = (
    PlaceKind(
        "provincial_capital", PointStyle("square", "#c0392b", "#ffffff", 11, 2.4, order=62),
        LabelStyle("#1f2a30", 13, 9, weight=700, priority=2), _ALL, listed=1, goal=1, first=-9.0,
    ),
    PlaceKind(
        "district_capital", PointStyle("circle", "#ffffff", "#3b3b3b", 8, 1.7, edge_px=2, edge_mm=0.4, order=61),
        LabelStyle("#2b353b", 12, 8, weight=600, priority=6), _ALL, listed=2, first=-7.0,
    ),
    PlaceKind(
        "town", PointStyle("circle", "#6b6b6b", "#ffffff", 6, 1.2, order=60, min_zoom=9),
        LabelStyle("#4a545a", 11, 7.5, priority=25, min_zoom=9), frozenset({Role.SHOWN, Role.CENTRE, Role.CHECKED}), listed=8,
    ),
    PlaceKind(
        "gate", roles=frozenset({Role.SHOWN, Role.OVERVIEW, Role.CHECKED}), listed=3, goal=2, tabled=True,
    ),
    PlaceKind(
        "airport", PointStyle("plane", "#37548c", "#ffffff", 15, 3.2, order=61),
        LabelStyle("#2f4a80", 12, 8, weight=600, priority=7),
        frozenset({Role.SHOWN, Role.OVERVIEW, Role.CHECKED, Role.EXPORTED}), listed=4, goal=3, tabled=True, first=-5.5,
    ),
    PlaceKind(
        "port", PointStyle("anchor", "#37548c", "#ffffff", 14, 3.0, order=60),
        LabelStyle("#2f4a80", 11, 7.5, priority=22, min_zoom=9), frozenset({Role.CHECKED, Role.EXPORTED}),
        listed=5, goal=4, tabled=True,
    ),
    PlaceKind(
        "tourism", PointStyle("star", "#8a5a00", "#ffffff", 13, 2.8, order=60),
        LabelStyle("#74500f", 11, 7.5, priority=21, min_zoom=9), frozenset({Role.EXPORTED}), listed=7, goal=7,
    ),
    PlaceKind(
        "industrial_park", PointStyle("factory", "#5d5470", "#ffffff", 13, 2.8, order=60),
        LabelStyle("#5d5470", 10.5, 7, priority=40, min_zoom=10), frozenset({Role.EXPORTED}), listed=6, goal=6, tabled=True,
    ),
    PlaceKind(
        "hospital", PointStyle("cross", "#b3261e", "#ffffff", 12, 2.6, order=60),
        LabelStyle("#9c2b24", 10.5, 7, priority=60, min_zoom=12), listed=9, goal=5, tabled=True,
    ),
    PlaceKind(  # of the user: in no file of ours
        USER_KIND, PointStyle("diamond", "#001999", "#ffffff", 12, 2.6, order=63),
        LabelStyle("#001999", 12, 8, weight=700, priority=14), frozenset({Role.SHOWN}), first=-5.7,
    ),
)  # fmt: skip
PLACE_KINDS: Final[dict[str, PlaceKind]] = {kind.key: kind for kind in _ROWS}


def place_kinds(role: Role) -> tuple[str, ...]:
    """The kinds that count somewhere, in the order of the table."""
    return tuple(key for key, kind in PLACE_KINDS.items() if role in kind.roles)


def shown_kinds() -> frozenset[str]:
    """The kinds that maps show from the start."""
    return frozenset(place_kinds(Role.SHOWN))


def goals(*, tabled: bool = False) -> tuple[str, ...]:
    """The kinds to the nearest of which access is told, in that order; those of the workbook alone if ``tabled``."""
    found = {k.goal: key for key, k in PLACE_KINDS.items() if k.goal is not None and (k.tabled or not tabled)}
    return tuple(found[n] for n in sorted(found))


def read_gates(*, folder: Path | None = None) -> gpd.GeoDataFrame:
    """All border gates, also those published without a position (``position`` is ``unknown``); EPSG:4326, errors as in ``read``."""
    return read("gates", folder=folder)


def read_places(*, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Places and the gates whose position is known, in one frame of points, EPSG:4326; errors as in ``read``.

    Gates carry ``kind`` = ``gate`` and keep their own columns (``class``, ``position`` …), which
    are empty for other places; the index runs from 0.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy
    import pandas as pd  # noqa: PLC0415

    gate_rows = read_gates(folder=folder)
    placed = gate_rows[gate_rows["position"] != "unknown"].assign(kind="gate")
    own = read("places", folder=folder)
    columns = [*own.columns, *(c for c in placed.columns if c not in own.columns)]
    records = own.astype(object).to_dict("records") + placed.astype(object).to_dict("records")
    joined = pd.DataFrame.from_records(records).reindex(columns=columns)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=own.crs)
