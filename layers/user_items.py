"""A user's own routes, places and zones: plain values, the digest that names them, and a route as a project.

They belong to one browser session and never lie in ``data/geo``. A route becomes a ``Project`` of the
group ``own``, the same record as a built-in one, and then stands in every page and export like those,
marked as the user's. Coordinates are EPSG:4326, lengths WGS 84 geodesic.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from layers.catalogue import ROAD_CLASSES
from layers.digest import text_digest
from layers.geodesy import length_m, segment_lengths_m
from layers.projects import ACCESSES, QUALITIES, Cost, Project, Section
from layers.reading import read
from layers.study_area import study
from words import InputError, Lang, Word, clean_fields, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

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


USER_STATUSES: Final = ("proposed", "planned", "construction", "open")
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
        turned = low[0] <= lat <= high[0] and low[1] <= lon <= high[1]
        key = "own.wild_swapped" if turned else "own.wild_vertex"
        raise InputError(key, number=int(outside[0]) + 1, lon=f"{lon:.6g}", lat=f"{lat:.6g}")


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
        words = {"road_class": ROAD_CLASSES, "access": ACCESSES, "status": USER_STATUSES, "quality": QUALITIES}
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
        self._written_alike(numbers)
        if self.status == "open" and self.year is None:
            raise InputError("own.open_needs_year")

    def _written_alike(self, whole: Iterable[str]) -> None:
        """One kind of number for a field, as a file gives it back: the digest of the same data is then the same."""
        for name in (*whole, "cost_low_bn", "cost_high_bn"):
            if (found := getattr(self, name)) is not None:
                object.__setattr__(self, name, int(found) if name in whole else float(found))

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
class UserRoute:
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


GROUP: Final = "own"
_KINDS: Final = {"motorway": "expressway", "trunk": "national", "primary": "national"}
_LEAST_M: Final = 1.0  # a shorter remainder joins its neighbour


def is_own(project_id: str) -> bool:
    """Whether an id is one of a user's own things."""
    return project_id.startswith("own-")


def project_of(route: UserRoute) -> Project:
    """The project of a route; its stretches along existing roads are upgrades of those."""
    fields = route.fields
    sections = tuple(_sections(route))
    upgrade = sum(s.length_km for s in sections if s.upgrade)
    total = sum(s.length_km for s in sections)
    told = {lang: say("own.status_now", lang, status=say(f"layers.status_{fields.status}", lang)) for lang in Lang}
    source = {lang: say("own.source", lang) for lang in Lang}
    name = {lang: say("own.marked", lang, name=fields.name.strip()) for lang in Lang}
    opening = str(fields.year or "")
    return Project(
        id=route.id,
        name_vi=name[Lang.VI],
        name_en=name[Lang.EN],
        group=GROUP,
        role=GROUP,
        kind=_KINDS.get(fields.road_class, "provincial"),
        access=fields.access,
        upgrade_of=None,
        excludes=(),
        unit=True,
        status_2022_vi="",
        status_2022_en="",
        status_now_vi=told[Lang.VI],
        status_now_en=told[Lang.EN],
        status_date="",
        opening_vi=opening,
        opening_en=opening,
        opening_expected_year=None if fields.status == "open" else fields.year,
        phases=(),
        costs=_costs(route, source),
        legal_vi="",
        legal_en="",
        published_lengths=(),
        computed_length_km=total,
        computed_by_province_km={},
        computed_new_km=total - upgrade,
        computed_upgrade_km=upgrade,
        quality_km={fields.quality: total},
        sources=(),
        notes_vi=f"{source[Lang.VI]} {fields.note}".strip(),
        notes_en=f"{source[Lang.EN]} {fields.note}".strip(),
        unverified=(),
        sections=sections,
    )


def _costs(route: UserRoute, source: dict[Lang, str]) -> tuple[Cost, ...]:
    fields = route.fields
    if fields.cost_low_bn is None or fields.cost_high_bn is None:
        return ()
    return (
        Cost(
            low_bn_vnd=fields.cost_low_bn,
            high_bn_vnd=fields.cost_high_bn,
            scope_vi=source[Lang.VI],
            scope_en=source[Lang.EN],
            land_included=None,
            price_year=fields.price_year,
            source_url="",
            unverified=True,
        ),
    )


def _sections(route: UserRoute) -> list[Section]:
    fields = route.fields
    is_open = fields.status == "open"
    source = say("own.source", Lang.VI)
    found = []
    for order, (line, piece_m, upgrade) in enumerate(_pieces(route), 1):
        found.append(
            Section(
                section_id=f"{route.id}/{order}",
                project_id=route.id,
                order=order,
                name_vi=fields.name,
                name_en=fields.name,
                length_km=piece_m / 1000,
                by_province_km={},
                quality=fields.quality,
                status=fields.status,
                status_date="",
                status_source=source,
                opened=date(fields.year, 12, 31) if is_open and fields.year else None,
                expected_year=None if is_open else fields.year,
                expected_source=source if fields.year and not is_open else "",
                lanes=fields.lanes,
                design_speed_kmh=fields.speed_kmh,
                road_class=fields.road_class,
                upgrade=upgrade,
                gap_bridge=False,
                geometry=line,
            )
        )
    return found


def _pieces(route: UserRoute) -> list[tuple[shapely.LineString, float, bool]]:
    """The line cut where it joins and leaves existing roads: (line, metres, upgrade)."""
    points = shapely.get_coordinates(route.geometry)
    mileage = np.concatenate([[0.0], np.cumsum(segment_lengths_m(points))])
    total = float(mileage[-1])
    inner = {m for run in route.along_m for m in run if _LEAST_M < m < total - _LEAST_M}
    pieces = []
    for from_m, to_m in pairwise([0.0, *sorted(inner), total]):
        middle = (from_m + to_m) / 2
        upgrade = any(a <= middle <= b for a, b in route.along_m)
        pieces.append((_between(points, mileage, from_m, to_m), to_m - from_m, upgrade))
    return pieces


def _between(
    points: NDArray[np.float64], mileage: NDArray[np.float64], from_m: float, to_m: float
) -> shapely.LineString:
    inside = (mileage > from_m) & (mileage < to_m)
    ends = [[np.interp(m, mileage, points[:, axis]) for axis in (0, 1)] for m in (from_m, to_m)]
    return shapely.LineString(np.vstack([ends[0], points[inside], ends[1]]))


MOST_ROUTES: Final = 40
MOST_PLACES: Final = 200
MOST_ZONES: Final = 100
_MOST_FILES: Final = 50  # that are noticed when they come again
_ROUTE, _PLACE, _ZONE = "own-route-", "own-place-", "own-zone-"


@dataclass(frozen=True)
class UserPlace:
    """A point of interest: an origin or destination like every other."""

    id: str
    name: str
    note: str
    lon: float
    lat: float

    def __post_init__(self) -> None:
        _clean(self)


@dataclass(frozen=True)
class UserZone:
    """An area of interest, drawn on the maps."""

    id: str
    name: str
    note: str
    geometry: shapely.Polygon

    def __post_init__(self) -> None:
        _clean(self)


@dataclass(frozen=True)
class BroughtFile:
    """A file that was taken over, to notice it when it comes again.

    Parameters
    ----------
    digest
        Of its bytes.
    day
        When it was taken over, as YYYY-MM-DD.
    items
        Id of each thing that came from it, and the digest of its shape: an id may be given again once its thing is gone.
    """

    digest: str
    day: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class UserData:
    """Everything of one user; two of one content are equal.

    Parameters
    ----------
    scenarios
        The user's scenarios as a scenario file holds them (JSON), empty if there are none.
    brought
        The files that things came from, the latest last.
    """

    routes: tuple[UserRoute, ...] = field(default=(), compare=False, repr=False)
    places: tuple[UserPlace, ...] = field(default=(), compare=False, repr=False)
    zones: tuple[UserZone, ...] = field(default=(), compare=False, repr=False)
    scenarios: str = field(default="", compare=False, repr=False)
    brought: tuple[BroughtFile, ...] = field(default=(), compare=False, repr=False)
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

    @cached_property
    def shapes(self) -> dict[str, str]:
        """Id of each thing and the digest of its shape."""
        every: list[tuple[str, shapely.Geometry]] = [(route.id, route.geometry) for route in self.routes]
        every += [(zone.id, zone.geometry) for zone in self.zones]
        every += [(place.id, shapely.Point(place.lon, place.lat)) for place in self.places]
        return {name: text_digest([shapely.to_wkt(shape, rounding_precision=7)], length=12) for name, shape in every}

    def came_from(self, digest: str) -> frozenset[str]:
        """Ids of what came from a file and is still here as it came."""
        files = (file.items.items() for file in self.brought if file.digest == digest)
        return frozenset(name for items in files for name, shape in items if self.shapes.get(name) == shape)

    def with_file(self, digest: str, *, day: str, items: Collection[str]) -> UserData:
        """With a file that some of the things, by their ids, came from; the latest ones are kept."""
        earlier = [file for file in self.brought if file.digest != digest]
        all_of_it = {name: self.shapes[name] for name in (*sorted(self.came_from(digest)), *items)}
        return replace(self, brought=(*earlier, BroughtFile(digest, day, all_of_it))[-_MOST_FILES:])

    def added(
        self, *, routes: Sequence[UserRoute] = (), places: Sequence[UserPlace] = (), zones: Sequence[UserZone] = ()
    ) -> UserData:
        """With more of each; ids are given anew, so that none occurs twice."""
        return replace(
            self,
            routes=(*self.routes, *_numbered(routes, _ROUTE, self.routes)),
            places=(*self.places, *_numbered(places, _PLACE, self.places)),
            zones=(*self.zones, *_numbered(zones, _ZONE, self.zones)),
        )

    def without(self, *item_ids: str) -> UserData:
        """Without some routes, places or zones."""
        return replace(
            self,
            routes=tuple(x for x in self.routes if x.id not in item_ids),
            places=tuple(x for x in self.places if x.id not in item_ids),
            zones=tuple(x for x in self.zones if x.id not in item_ids),
        )

    def changed(self, item: UserRoute | UserPlace | UserZone) -> UserData:
        """With the item of the same id replaced."""

        def exchange(items: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(item if x.id == item.id else x for x in items)

        return replace(self, routes=exchange(self.routes), places=exchange(self.places), zones=exchange(self.zones))


def _clean(item: UserPlace | UserZone) -> None:
    clean_fields(item, "name", longest=LONGEST_NAME)
    clean_fields(item, "note", longest=LONGEST_NOTE, lines=True)


def _numbered(items: Sequence[Any], prefix: str, taken: Sequence[Any]) -> list[Any]:
    """The items with the first free ids; a removed one's id is used again only when it was the last."""
    last = max((int(x.id.removeprefix(prefix)) for x in taken), default=0)
    return [replace(item, id=f"{prefix}{last + i}") for i, item in enumerate(items, 1)]


def _canonical(item: UserRoute | UserPlace | UserZone) -> str:
    """An item as text that is the same wherever it was written and read."""
    values = asdict(item)
    shape = values.pop("geometry", None)
    if shape is not None:
        values["wkt"] = shapely.to_wkt(shape, rounding_precision=7)
    for name in ("lon", "lat"):
        if name in values:
            values[name] = round(values[name], 7)
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
