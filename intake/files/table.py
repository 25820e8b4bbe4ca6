"""Rows of cells with a column of WKT, or with one of longitude (east) and one of latitude (north); a title may stand above.

Where the cells come from, ``csv_text`` and ``spreadsheet`` know. A cell is text, or a number where the file holds numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from intake.files.layer import Layer, Value
from intake.files.refusal import RefusedError, Spot
from words import Notation, column_notation, plain, read_angle, read_number

TITLES: Final = 20  # rows that may stand above the heading
_WKT: Final = ("wkt", "geom", "geometry", "the_geom", "wkt_geom", "hinh_hoc")
# headings without their units; "B" and "L" (Breite, Länge) are latitude and longitude in Vietnamese geodesy
_EAST: Final = ("lon", "long", "lng", "longitude", "kinh_do", "kinhdo", "kd", "x", "easting", "east", "e", "dong", "l")
_NORTH: Final = ("lat", "latitude", "vi_do", "vido", "vd", "y", "northing", "north", "n", "bac", "b")
_PAIRED: Final = frozenset({"e", "n", "l", "b"})  # of one letter that says so only beside the other
_AROUND: Final = re.compile(r"^(toa_do|toado|td|point|coord|coordinate)_(?=.)|(?<=.)_(m|met|deg|dd|wgs_?84|vn_?2000)$")
_UNIT: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_NUMBERED: Final = re.compile(r"[(\[]?(\d{1,2})[)\].]?(?:\.0)?")
_SRID: Final = re.compile(r"\s*SRID\s*=\s*(\d{4,6})\s*;", re.IGNORECASE)
_LON, _LAT = 180.0, 90.0
Row = tuple[int, list[Value]]  # its line in the file, its cells


@dataclass(frozen=True)
class _Columns:
    """Numbers of the columns with the geometry; −1 for none."""

    wkt: int
    east: int
    north: int

    @property
    def used(self) -> set[int]:
        return {self.wkt, self.east, self.north}


def layer_of_rows(rows: list[Row], *, read: Callable[[str], str | None] | None = None) -> Layer:
    """The layer that rows of cells make.

    Parameters
    ----------
    read
        How the letters of a heading are read, where they are bytes.

    Raises
    ------
    RefusedError
        If no row names a column of geometry, or none below can be used; with the line.
    """
    if len(rows) < 2:  # noqa: PLR2004 - a heading and a row
        raise RefusedError("intake.nothing")
    texts = [[str(cell if cell is not None else "") for cell in row] for _, row in rows[:TITLES]]
    at, where = _heading([[read(cell) or "" for cell in row] if read else row for row in texts])
    heading = _trimmed(_with_those_above(texts, at), 0)
    below = at + 1 + _counts(texts[at + 1 : at + 2])
    skipped = [(line, row) for n, (line, row) in enumerate(rows[:below]) if n != at]
    titles = [
        RefusedError("intake.title_row", spot=Spot(line=line), found=" ".join(_text(c) for c in row if _text(c))[:60])
        for line, row in skipped
    ]
    layer = _layer(heading, [(line, _trimmed(row, len(heading))) for line, row in rows[below:]], where)
    return replace(layer, left_out=(*titles, *layer.left_out))


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()


def _trimmed(row: list[Any], width: int) -> list[Any]:
    """A row without the empty cells behind its last one that says something, beyond a width."""
    end = max((i + 1 for i, cell in enumerate(row) if _text(cell)), default=0)
    return row[: max(end, width)]


def _with_those_above(texts: list[list[str]], at: int) -> list[str]:
    """Headings on two lines, as cells joined in a spreadsheet give them: a blank one is the one above it."""
    heading = list(texts[at])
    above = texts[at - 1] if at else []
    if sum(bool(cell) for cell in above) > 1:
        wide = max(len(heading), len(_trimmed(above, 0)))
        pairs = zip(heading + [""] * (wide - len(heading)), above + [""] * wide, strict=False)
        heading = [own or other for own, other in pairs]
    return heading


def _counts(rows: list[list[str]]) -> bool:
    """Whether the row below the headings only numbers the columns: (1) (2) (3)."""
    found = [_NUMBERED.fullmatch(cell) for cell in (rows[0] if rows else []) if cell]
    numbers = [int(one[1]) for one in found if one]
    return len(numbers) == len(found) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))  # noqa: PLR2004


def _heading(rows: list[list[str]]) -> tuple[int, _Columns]:
    """The row of headings, below a title perhaps, and where the geometry stands.

    Raises
    ------
    RefusedError
        If no row names a column of geometry.
    """
    for at, row in enumerate(rows[:-1] or rows):
        found = _columns(row)
        if found.wkt >= 0 or min(found.east, found.north) >= 0:
            return at, found
    raise RefusedError("intake.csv_columns", spot=Spot(line=1), found=", ".join(_trimmed(rows[0], 0))[:120])


def _columns(heading: list[str]) -> _Columns:
    names = [_AROUND.sub("", plain_name(_UNIT.sub("", name))) for name in heading]

    def first(known: tuple[str, ...]) -> int:
        return next((names.index(name) for name in known if name in names), -1)

    east, north = first(_EAST), first(_NORTH)
    alone = [names[i] in _PAIRED for i in (east, north) if i >= 0]
    if any(alone) and not all(alone):
        east = north = -1
    return _Columns(first(_WKT), east, north)


def plain_name(name: str) -> str:
    """A heading in plain small letters: "Kinh độ" gives ``kinh_do``."""
    return re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")


def _layer(heading: list[str], rows: list[Row], where: _Columns) -> Layer:
    kept = [i for i in range(len(heading)) if i not in where.used or (where.wkt >= 0 and i != where.wkt)]
    shapes: list[Any] = []
    named: set[str] = set()
    used: list[Row] = []
    left_out: list[RefusedError] = []
    whole = [row for _, row in rows if len(row) == len(heading)]
    pairs = [(row[where.east], row[where.north]) for row in whole if where.wkt < 0]
    notation = _notation(pairs) if where.wkt < 0 else Notation.POINT
    for line, row in rows:
        try:
            if len(row) != len(heading):
                raise RefusedError("intake.csv_width", spot=Spot(line=line), found=len(row), wanted=len(heading))  # noqa: TRY301 - gathered below
            shapes.append(_shape(row, _At(line, heading), where, named, notation))
        except RefusedError as fault:
            left_out.append(fault)
        else:
            used.append((line, row))
    if left_out and not used:
        raise left_out[0]
    if len(named) > 1:
        raise RefusedError("intake.several_crs", found=", ".join(sorted(named)))
    degrees = where.wkt < 0 and all(abs(s.x) <= _LON and abs(s.y) <= _LAT for s in shapes)
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return Layer(
        name="",
        crs=next(iter(named), "EPSG:4326" if degrees else ""),
        columns=tuple(heading[i] or f"column_{i + 1}" for i in kept),
        rows=tuple(tuple(_kept(row[i]) for i in kept) for _, row in used),
        geometry=geometry,
        numbers=tuple(line for line, _ in used),
        by_line=True,
        left_out=tuple(left_out),
    )


def _kept(cell: Value) -> Value:
    return cell.strip() or None if isinstance(cell, str) else cell


@dataclass(frozen=True)
class _At:
    """Where a cell stands: the line of its row, and the headings."""

    line: int
    heading: list[str]


def _shape(row: list[Value], at: _At, where: _Columns, named: set[str], notation: Notation) -> shapely.Geometry | None:
    """A row's geometry; errors as ``_from_wkt`` and ``_number``."""
    if where.wkt >= 0:
        return _from_wkt(_text(row[where.wkt]), at.line, named)
    if not (_text(row[where.east]) or _text(row[where.north])):
        columns = {"east": at.heading[where.east], "north": at.heading[where.north]}
        raise RefusedError("intake.no_position", spot=Spot(line=at.line), **columns)
    return shapely.Point(*(_number(row[i], at, i, notation) for i in (where.east, where.north)))


def _from_wkt(text: str, line: int, named: set[str]) -> shapely.Geometry | None:
    """A cell's geometry; ``named`` gathers the coordinate systems of ``SRID=…;``."""
    if not text.strip():
        return None
    if match := _SRID.match(text):
        named.add(f"EPSG:{match[1]}")
        text = text[match.end() :]
    try:
        return shapely.force_2d(shapely.from_wkt(text))
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise RefusedError("intake.wkt", spot=Spot(line=line), found=text[:40]) from error


def _notation(pairs: list[tuple[Value, Value]]) -> Notation:
    """How the coordinates are written; where no cell tells, as degrees if that gives degrees, else with thousands."""
    told = column_notation((cell for pair in pairs for cell in pair), Notation.POINT)
    if not told.doubtful:
        return told.notation
    parts_decimals = min(told.readings().items(), key=lambda reading: reading[1])[0]
    read = [tuple(parts_decimals.read(_text(cell)) or 0.0 for cell in pair) for pair in pairs]
    degrees = all(abs(x) <= _LON and abs(y) <= _LAT for x, y in read)
    return parts_decimals if degrees else parts_decimals.other


def _number(cell: Value, at: _At, column: int, notation: Notation) -> float:
    if isinstance(cell, (int, float)):
        return float(cell)
    text = _text(cell)
    if not text:
        raise RefusedError("intake.empty_cell", spot=Spot(line=at.line), column=at.heading[column])
    try:
        value = read_number(text, notation)
    except ValueError:
        value = read_angle(text)
    if not math.isfinite(value):
        raise RefusedError("intake.bad_cell", spot=Spot(line=at.line), found=text[:40], column=at.heading[column])
    return value
