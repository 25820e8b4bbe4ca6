"""CSV with a column of WKT, or with one of longitude (east) and one of latitude (north); a title may stand above."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from intake.files.layer import Layer
from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from words import BYTE_LETTERS, Notation, column_notation, likely_letterings, plain, read_angle, read_number

_DELIMITERS: Final = ",;\t|"
_WKT: Final = ("wkt", "geom", "geometry", "the_geom", "wkt_geom", "hinh_hoc")
# headings without their units; "B" and "L" (Breite, Länge) are latitude and longitude in Vietnamese geodesy
_EAST: Final = ("lon", "long", "lng", "longitude", "kinh_do", "kinhdo", "kd", "x", "easting", "east", "e", "dong", "l")
_NORTH: Final = ("lat", "latitude", "vi_do", "vido", "vd", "y", "northing", "north", "n", "bac", "b")
_PAIRED: Final = frozenset({"e", "n", "l", "b"})  # of one letter that says so only beside the other
_AROUND: Final = re.compile(r"^(toa_do|toado|td|point|coord|coordinate)_(?=.)|(?<=.)_(m|met|deg|dd|wgs_?84|vn_?2000)$")
_UNIT: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_SEPARATOR: Final = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
_TITLES: Final = 20  # rows that may stand above the heading
_SRID: Final = re.compile(r"\s*SRID\s*=\s*(\d{4,6})\s*;", re.IGNORECASE)
_LON, _LAT = 180.0, 90.0


@dataclass(frozen=True)
class _Columns:
    """Numbers of the columns with the geometry; −1 for none."""

    wkt: int
    east: int
    north: int

    @property
    def used(self) -> set[int]:
        return {self.wkt, self.east, self.north}


def read_table(content: bytes, *, limits: Limits) -> Layer:
    """The one layer of a CSV file.

    Raises
    ------
    RefusedError
        If it is no table, has no column of geometry, or no row can be used; with the line. Rows that
        cannot be used beside others that can are named and left out.
    """
    text, lettering = _decoded(content)
    rows = _grid(text, limits)
    if len(rows) < 2:  # noqa: PLR2004 - a heading and a row
        raise RefusedError("intake.nothing")
    best = likely_letterings(cell for _, row in rows for cell in row) if lettering is not None else ()
    at, where = _heading([[best[0].read(cell) or "" for cell in row] if best else row for _, row in rows[:_TITLES]])
    heading = _trimmed(rows[at][1], 0)
    titles = [
        RefusedError("intake.title_row", spot=Spot(line=line), found=" ".join(filter(None, row))[:60])
        for line, row in rows[:at]
    ]
    layer = _layer(heading, [(line, _trimmed(row, len(heading))) for line, row in rows[at + 1 :]], where)
    return replace(layer, lettering=lettering, left_out=(*titles, *layer.left_out))


def _grid(text: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its line; Excel's own line "sep=;" tells the separator."""
    first = _SEPARATOR.fullmatch(text.split("\n", 1)[0].rstrip("\r"))
    lines = [line for line in text.split("\n", _TITLES)[:_TITLES] if line.strip()]
    delimiter = first[1] if first else max(_DELIMITERS, key=lambda each: _regularity(each, lines))
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not (first and reader.line_num == 1):
                rows.append((reader.line_num, [cell.strip() for cell in row]))
            if len(rows) > limits.features + _TITLES:
                raise RefusedError("intake.features", count=f"> {limits.features}", most=limits.features)
    except csv.Error as error:
        raise RefusedError("intake.csv_syntax", spot=Spot(line=reader.line_num)) from error
    return rows


def _regularity(delimiter: str, lines: list[str]) -> tuple[int, int]:
    """How many lines a sign parts into equally many cells, and into how many."""
    counts = Counter(found for line in lines if (found := line.count(delimiter)))
    return max(((number, cells) for cells, number in counts.items()), default=(0, 0))


def _trimmed(row: list[str], width: int) -> list[str]:
    """A row without the empty cells behind its last one that says something, beyond a width."""
    end = max((i + 1 for i, cell in enumerate(row) if cell), default=0)
    return row[: max(end, width)]


def _decoded(content: bytes) -> tuple[str, str | None]:
    """The text, and whether its letters are bytes (a layer's ``lettering``)."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lettering = None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise RefusedError("intake.encoding", spot=Spot(line=content.count(b"\n", 0, error.start) + 1)) from error
        text, lettering = content.decode(BYTE_LETTERS), ""
    if "\0" in text:
        raise RefusedError("intake.encoding", spot=Spot(line=text.count("\n", 0, text.index("\0")) + 1))
    return text, lettering


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


def _layer(heading: list[str], rows: list[tuple[int, list[str]]], where: _Columns) -> Layer:
    kept = [i for i in range(len(heading)) if i not in where.used or (where.wkt >= 0 and i != where.wkt)]
    shapes: list[Any] = []
    named: set[str] = set()
    used: list[tuple[int, list[str]]] = []
    left_out: list[RefusedError] = []
    whole = [row for _, row in rows if len(row) == len(heading)]
    pairs = [(row[where.east], row[where.north]) for row in whole if where.wkt < 0]
    notation = _notation(pairs) if where.wkt < 0 else Notation.POINT
    for line, row in rows:
        try:
            if len(row) != len(heading):
                raise RefusedError("intake.csv_width", spot=Spot(line=line), found=len(row), wanted=len(heading))  # noqa: TRY301 - gathered below
            shapes.append(_shape(row, line, where, named, notation))
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
        rows=tuple(tuple(row[i].strip() or None for i in kept) for _, row in used),
        geometry=geometry,
        numbers=tuple(line for line, _ in used),
        by_line=True,
        left_out=tuple(left_out),
    )


def _shape(row: list[str], line: int, where: _Columns, named: set[str], notation: Notation) -> shapely.Geometry | None:
    """A row's geometry; errors as ``_from_wkt`` and ``_number``."""
    if where.wkt >= 0:
        return _from_wkt(row[where.wkt], line, named)
    if not (row[where.east].strip() or row[where.north].strip()):
        raise RefusedError("intake.no_position", spot=Spot(line=line))
    return shapely.Point(*(_number(row[i], line, notation) for i in (where.east, where.north)))


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


def _notation(pairs: list[tuple[str, str]]) -> Notation:
    """How the coordinates are written; where no cell tells, as degrees if that gives degrees, else with thousands."""
    told = column_notation((cell for pair in pairs for cell in pair), Notation.POINT)
    if not told.doubtful:
        return told.notation
    parts_decimals = min(told.readings().items(), key=lambda reading: reading[1])[0]
    read = [(parts_decimals.read(x), parts_decimals.read(y)) for x, y in pairs]
    degrees = all(abs(x or 0.0) <= _LON and abs(y or 0.0) <= _LAT for x, y in read)
    return parts_decimals if degrees else parts_decimals.other


def _number(text: str, line: int, notation: Notation) -> float:
    try:
        value = read_number(text, notation)
    except ValueError:
        value = read_angle(text)
    if not math.isfinite(value):
        raise RefusedError("intake.not_a_number", spot=Spot(line=line), found=text[:40])
    return value
