"""A user's own data as rows of an edition, and back: geometry as it is, scenarios and kept views each on a row of its own."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

import shapely
from psycopg import sql
from psycopg.types.json import Jsonb

from layers import WGS84, BroughtFile, RouteFields, UserData, UserPlace, UserRoute, UserZone
from store.work import content_of
from words import InputError, LinkError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.database import Connection

_FIELDS: Final = tuple(field.name for field in fields(RouteFields))
_NAMED: Final = ("name", "note")
_Shape = TypeVar("_Shape", bound=shapely.Geometry)
_SETS: Final = {"scenario": "scenarios", "presentation": "story"}  # table: member of the scenario file


def write(connection: Connection, edition: int, own: UserData) -> None:
    """Insert all rows of an edition."""
    route = ("item", *_FIELDS, "along_m", "drawn", "geom")
    routes = (
        (r.id, *asdict(r.fields).values(), Jsonb(r.along_m), r.drawn, shapely.to_wkb(r.geometry)) for r in own.routes
    )
    _insert(connection, "route", route, edition, routes)
    points = ((p.id, p.name, p.note, shapely.to_wkb(shapely.Point(p.lon, p.lat))) for p in own.places)
    _insert(connection, "place", ("item", *_NAMED, "geom"), edition, points)
    zones = ((z.id, z.name, z.note, shapely.to_wkb(z.geometry)) for z in own.zones)
    _insert(connection, "zone", ("item", *_NAMED, "geom"), edition, zones)
    content = content_of(own.scenarios) or {}
    told = (
        (str(s.get("key", "")), str(s.get("name", "")), Jsonb(s))
        for s in content.get("scenarios", ())
        if isinstance(s, dict)
    )
    _insert(connection, "scenario", ("key", "name", "spec"), edition, told)
    slides = ((str(s.get("title", "")), Jsonb(s)) for s in content.get("story", ()) if isinstance(s, dict))
    _insert(connection, "presentation", ("title", "spec"), edition, slides)


def _insert(
    connection: Connection, table: str, columns: Sequence[str], edition: int, rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows in their order; the last column ``geom`` comes as WKB."""
    marks = [
        sql.SQL("ST_GeomFromWKB({}, {})").format(sql.Placeholder(), WGS84) if c == "geom" else sql.Placeholder()
        for c in columns
    ]
    command = sql.SQL("INSERT INTO {} (edition_id, place, {}) VALUES ({}, {}, {})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Placeholder(),
        sql.Placeholder(),
        sql.SQL(", ").join(marks),
    )
    with connection.cursor() as cursor:
        cursor.executemany(command, [(edition, at, *row) for at, row in enumerate(rows)])


def read(
    connection: Connection, edition: int, brought: Sequence[Any], rest: dict[str, Any] | None
) -> tuple[UserData, list[LinkError]]:
    """The data of an edition; a row that was changed so that it cannot be used is left out and told."""
    faults: list[LinkError] = []

    def rows(table: str, columns: Sequence[str]) -> list[Any]:
        command = sql.SQL("SELECT {} FROM {} WHERE edition_id = %s ORDER BY place").format(
            sql.SQL(", ").join(sql.SQL("ST_AsBinary(geom)") if c == "geom" else sql.Identifier(c) for c in columns),
            sql.Identifier(table),
        )
        return connection.execute(command, (edition,)).fetchall()

    own = UserData(
        routes=_made(_route, rows("route", ("item", *_FIELDS, "along_m", "drawn", "geom")), faults),
        places=_made(_place, rows("place", ("item", *_NAMED, "geom")), faults),
        zones=_made(_zone, rows("zone", ("item", *_NAMED, "geom")), faults),
        scenarios=_scenarios(
            rest, {member: [spec for (spec,) in rows(table, ("spec",))] for table, member in _SETS.items()}
        ),
        brought=tuple(BroughtFile(file["digest"], file["day"], file["items"]) for file in brought),
    )
    return own, faults


def _made(make: Callable[[Any], Any], rows: Iterable[Any], faults: list[LinkError]) -> tuple[Any, ...]:
    found = []
    for row in rows:
        try:
            found.append(make(row))
        except LinkError as fault:
            faults.append(InputError("own.left_out", reason=fault))
    return tuple(found)


def _route(row: Sequence[Any]) -> UserRoute:
    item, *told, along, drawn, shape = row
    line = _shape(shape, shapely.LineString)
    runs = tuple((float(a), float(b)) for a, b in along)
    return UserRoute(item, RouteFields(**dict(zip(_FIELDS, told, strict=True))), line, along_m=runs, drawn=drawn)


def _place(row: Sequence[Any]) -> UserPlace:
    item, name, note, shape = row
    point = _shape(shape, shapely.Point)
    return UserPlace(item, name, note, point.x, point.y)


def _zone(row: Sequence[Any]) -> UserZone:
    item, name, note, shape = row
    return UserZone(item, name, note, _shape(shape, shapely.Polygon))


def _shape(content: Any, kind: type[_Shape]) -> _Shape:
    found = shapely.from_wkb(bytes(content))
    if not isinstance(found, kind) or found.is_empty:
        raise InputError("own.file_row")
    return found


def rest_of(text: str) -> dict[str, Any] | None:
    """The members that stand with the edition itself."""
    content = content_of(text)
    return None if content is None else {k: v for k, v in content.items() if k not in _SETS.values()}


def _scenarios(rest: dict[str, Any] | None, lists: dict[str, list[Any]]) -> str:
    if rest is None:
        return ""
    told = {member: specs for member, specs in lists.items() if specs or member == "scenarios"}
    return json.dumps({**rest, **told}, ensure_ascii=False, indent=1) + "\n"
