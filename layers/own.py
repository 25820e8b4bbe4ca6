"""A user's own routes, places and zones: plain values, and the digest that names them.

They belong to one browser session and never lie in ``data/geo``. A route becomes a ``Project`` of the
group ``own`` (``layers.own_projects``) and then stands in every page and export like the built-in ones,
marked as the user's. Coordinates are EPSG:4326, lengths WGS 84 geodesic.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import shapely

from layers.digest import text_digest
from layers.own_projects import project_of
from layers.own_route import LONGEST_NAME, LONGEST_NOTE
from layers.own_route import OwnRoute as OwnRoute  # noqa: PLC0414 - told on
from layers.own_route import RouteFields as RouteFields  # noqa: PLC0414
from words.spelling import clean_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.projects import Project

MOST_ROUTES: Final = 40
MOST_PLACES: Final = 200
MOST_ZONES: Final = 100
_ROUTE, _PLACE, _ZONE = "own-route-", "own-place-", "own-zone-"


@dataclass(frozen=True)
class OwnPlace:
    """A point of interest: an origin or destination like every other."""

    id: str
    name: str
    note: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        _clean(self)


@dataclass(frozen=True)
class OwnZone:
    """An area of interest, drawn on the maps."""

    id: str
    name: str
    note: str
    geometry: shapely.Polygon

    def __post_init__(self) -> None:
        _clean(self)


@dataclass(frozen=True)
class OwnData:
    """Everything of one user; two of one content are equal.

    Parameters
    ----------
    scenarios
        The user's scenarios as a scenario file holds them (JSON), empty if there are none.
    """

    routes: tuple[OwnRoute, ...] = field(default=(), compare=False, repr=False)
    places: tuple[OwnPlace, ...] = field(default=(), compare=False, repr=False)
    zones: tuple[OwnZone, ...] = field(default=(), compare=False, repr=False)
    scenarios: str = field(default="", compare=False, repr=False)
    digest: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self._digest())

    def __bool__(self) -> bool:
        return bool(self.routes or self.places or self.zones)

    def _digest(self) -> str:
        """Names routes, places and zones; empty for none. Scenarios have digests of their own."""
        if not (self.routes or self.places or self.zones):
            return ""
        items = [_canonical(item) for group in (self.routes, self.places, self.zones) for item in group]
        return text_digest(items)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """The routes as projects."""
        return tuple(project_of(route) for route in self.routes)

    def added(
        self, *, routes: Sequence[OwnRoute] = (), places: Sequence[OwnPlace] = (), zones: Sequence[OwnZone] = ()
    ) -> OwnData:
        """With more of each; ids are given anew, so that none occurs twice."""
        return replace(
            self,
            routes=(*self.routes, *_numbered(routes, _ROUTE, self.routes)),
            places=(*self.places, *_numbered(places, _PLACE, self.places)),
            zones=(*self.zones, *_numbered(zones, _ZONE, self.zones)),
        )

    def without(self, item_id: str) -> OwnData:
        """Without one route, place or zone."""
        return replace(
            self,
            routes=tuple(x for x in self.routes if x.id != item_id),
            places=tuple(x for x in self.places if x.id != item_id),
            zones=tuple(x for x in self.zones if x.id != item_id),
        )

    def changed(self, item: OwnRoute | OwnPlace | OwnZone) -> OwnData:
        """With the item of the same id replaced."""

        def exchange(items: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(item if x.id == item.id else x for x in items)

        return replace(self, routes=exchange(self.routes), places=exchange(self.places), zones=exchange(self.zones))


def _clean(item: OwnPlace | OwnZone) -> None:
    clean_fields(item, "name", longest=LONGEST_NAME)
    clean_fields(item, "note", longest=LONGEST_NOTE, lines=True)


def _numbered(items: Sequence[Any], prefix: str, taken: Sequence[Any]) -> list[Any]:
    """The items with the first free ids; a removed one's id is used again only when it was the last."""
    last = max((int(x.id.removeprefix(prefix)) for x in taken), default=0)
    return [replace(item, id=f"{prefix}{last + i}") for i, item in enumerate(items, 1)]


def _canonical(item: OwnRoute | OwnPlace | OwnZone) -> str:
    """An item as text that is the same wherever it was written and read."""
    values = asdict(item)
    shape = values.pop("geometry", None)
    if shape is not None:
        values["wkt"] = shapely.to_wkt(shape, rounding_precision=7)
    for name in ("lon", "lat"):
        if name in values:
            values[name] = round(values[name], 7)
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
