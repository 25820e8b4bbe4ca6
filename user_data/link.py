"""Drawn routes in the address of a page, only where the user asks for it, and at most four kilobytes."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

import shapely

from layers import MOST_ROUTES, RouteFields, UserRoute, require_near
from words import InputError

LONGEST: Final = 4_096  # letters
_UNPACKED: Final = 65_536  # bytes
_DIGITS: Final = 5  # of a degree: about a metre


def write_link(routes: Sequence[UserRoute]) -> str:
    """Routes as letters that an address may hold.

    Raises
    ------
    InputError
        If they need more than four kilobytes; the sentence tells what to do.
    """
    rows = [_row(route) for route in routes if route.drawn]
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    text = base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
    if len(text) > LONGEST:
        raise InputError("own.link_too_long", length=len(text), most=LONGEST)
    return text


def read_link(text: str) -> tuple[UserRoute, ...]:
    """The routes of an address.

    Raises
    ------
    InputError
        If the text is none that ``write_link`` wrote.
    """
    if len(text) > LONGEST:
        raise InputError("own.link_damaged")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, _UNPACKED)
        if not unpacker.eof:
            raise InputError("own.link_damaged")  # noqa: TRY301 - one family of faults
        rows = json.loads(plain)
        routes = tuple(_route(row) for row in rows[:MOST_ROUTES])
        for route in routes:
            require_near(route.geometry)
        if not routes:
            raise InputError("own.link_damaged")  # noqa: TRY301
    except InputError:
        raise
    except (
        binascii.Error,
        zlib.error,
        AttributeError,
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise InputError("own.link_damaged") from error
    return routes


def _row(route: UserRoute) -> dict[str, Any]:
    start = asdict(RouteFields("-"))
    told = {name: value for name, value in asdict(route.fields).items() if value != start[name]}
    points = [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in route.geometry.coords]
    return {"f": told, "p": points, "a": [[round(a), round(b)] for a, b in route.along_m]}


def _route(row: dict[str, Any]) -> UserRoute:
    points = [_point(point) for point in row["p"]]
    runs = tuple((float(a), float(b)) for a, b in row["a"])
    return UserRoute("", RouteFields(**row["f"]), shapely.LineString(points), along_m=runs, drawn=True)


def _point(point: Iterable[float]) -> tuple[float, float]:
    lon, lat = (float(value) for value in point)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees; NaN fails too
        raise InputError("own.link_damaged")
    return lon, lat
