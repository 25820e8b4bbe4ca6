"""A user's table of trips or of traffic counts: rows of a sheet as what the appraisal asks, with a fault for each row that cannot be used.

Trips: origin, destination, then one column of vehicles a day for each mode, or one of the mode and one of vehicles.
Counts: longitude, latitude, vehicles a day of both directions. Headings are known in Vietnamese and English; above
them a title may stand. Places go by id or by name; a district by its name, with its province where two bear it.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from analysis.economics.counts import MOST_COUNTS, Count
from analysis.economics.trips import ZONE, with_zones
from analysis.network import Mode
from words import InputError, Notation, column_notation, plain, read_angle

if TYPE_CHECKING:
    from analysis.scenarios import World

T = TypeVar("T")
Cell = str | float | int | None
Line = tuple[int, Sequence[Cell]]
TripRow = tuple[str, str, str, float]  # origin, destination (place ids), mode, vehicles a day

MOST_TRIPS: Final = 5_000
MOST_VEHICLES: Final = 1_000_000.0  # a day on one pair or road: more is a slip of the pen
_TITLES: Final = 20  # rows that may stand above the headings
_LON, _LAT = 180.0, 90.0
_ORIGIN: Final = ("diem di", "noi di", "di tu", "tu", "xuat phat", "o", "origin", "from")
_DESTINATION: Final = ("diem den", "noi den", "den", "d", "destination", "to")
_MODE: Final = ("phuong tien", "loai xe", "mode", "vehicle", "vehicle type")
_VEHICLES: Final = (
    "so xe", "so xe ngay", "luu luong", "xe ngay", "xe ngay dem", "so xe ngay dem", "so xe moi ngay", "aadt", "count",
    "vehicles", "vehicles a day", "vehicles day", "traffic",
)  # fmt: skip
_MODES: Final = {
    Mode.CAR: ("o to", "oto", "xe con", "o to con", "xe o to", "car", "cars"),
    Mode.MOTORCYCLE: ("xe may", "mo to", "xe mo to", "motorcycle", "motorcycles"),
    Mode.TRUCK: ("xe tai", "tai", "truck", "trucks"),
}
_EAST: Final = ("kinh do", "lon", "long", "lng", "longitude", "kd")
_NORTH: Final = ("vi do", "lat", "latitude", "vd")
_POSITIONS: Final = {"east": 0, "north": 1, "vehicles": 2}
_UNIT: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_KINDS: Final = re.compile(r"^(thanh pho|thi xa|huyen|tp|tx|h|quan|district|town|city)\.? (?=\D)")
_COUNTED: Final = ("district_capital", "provincial_capital", ZONE)  # of places of one name these are meant


@dataclass(frozen=True)
class TableRead(Generic[T]):
    """What a table holds.

    Parameters
    ----------
    found
        Rows that can be used.
    faults
        One for each row that cannot, with its line.
    unused
        Headings of columns that nobody asks for.
    """

    found: tuple[T, ...]
    faults: tuple[InputError, ...]
    unused: tuple[str, ...] = ()

    def whole(self) -> tuple[T, ...]:
        """All rows.

        Raises
        ------
        InputError
            The first fault, if there is one.
        """
        if self.faults:
            raise self.faults[0]
        return self.found


def read_trips(world: World, rows: Sequence[Line], *, notation: Notation = Notation.POINT) -> TableRead[TripRow]:
    """The trips of a table of vehicles between places.

    Parameters
    ----------
    rows
        Line in the file and cells of each row.
    notation
        How numbers are read where the table leaves it open.

    Raises
    ------
    InputError
        If no row names the columns needed, or there are too many rows.
    """
    at, columns, unused = _headed(rows, _trip_columns)
    body = rows[at + 1 :]
    if len(body) > MOST_TRIPS:
        raise InputError("worth.many_trips", count=len(body), most=MOST_TRIPS)
    wide = {m: columns[m.value] for m in Mode if m.value in columns}
    read = _numbers(body, [*wide.values()] or [columns["vehicles"]], notation)
    places, found, faults = _Places.of(world), list[TripRow](), list[InputError]()
    for line, cells in body:
        ends = [_text(cells, columns[name]) for name in ("origin", "destination")]
        if not any(_text(cells, n) for n in columns.values()):
            continue
        try:
            origin, destination = (places.named(line, end) for end in ends)
            _require_apart(line, origin, destination, ends[0])
            found += [(origin, destination, mode, n) for mode, n in _vehicles(line, cells, columns, wide, read)]
        except InputError as fault:
            faults.append(fault)
    return TableRead(tuple(found), tuple(faults), unused)


def _require_apart(line: int, origin: str, destination: str, name: str) -> None:
    if origin == destination:
        raise InputError("worth.row_same_place", line=line, place=name)


def _vehicles(
    line: int, cells: Sequence[Cell], columns: dict[str, int], wide: dict[Mode, int], read: Notation
) -> list[tuple[str, float]]:
    """Modes of a row and their vehicles, those above nothing."""
    if wide:
        told = [(mode.value, _number(line, cells, n, read, empty=0.0)) for mode, n in wide.items()]
        return [(mode, n) for mode, n in told if n]
    name = _text(cells, columns["mode"])
    mode = next((m for m, names in _MODES.items() if _head(name) in (*names, m.value)), None)
    if mode is None:
        raise InputError("worth.row_mode", line=line, found=name[:40])
    n = _number(line, cells, columns["vehicles"], read)
    return [(mode.value, n)] if n else []


def read_count_rows(rows: Sequence[Line], *, notation: Notation = Notation.POINT) -> TableRead[Count]:
    """The counts of a table: with headings, or longitude, latitude, vehicles in this order.

    Raises
    ------
    InputError
        If there is no row, or too many.
    """
    at, columns, unused = _counted_columns(rows)
    body = [row for row in rows[at + 1 :] if any(_said(c) for c in row[1])]
    if not body:
        raise InputError("worth.no_counts")
    if len(body) > MOST_COUNTS:
        raise InputError("worth.many_counts", count=len(body), most=MOST_COUNTS)
    read = _numbers(body, [columns["vehicles"]], notation)
    found, faults = list[Count](), list[InputError]()
    for line, cells in body:
        try:
            found.append(_count(line, cells, columns, read))
        except InputError as fault:
            faults.append(fault)
    return TableRead(tuple(found), tuple(faults), unused)


def _counted_columns(rows: Sequence[Line]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """As ``_headed``; three cells in a row need no headings."""
    if not rows:
        raise InputError("worth.no_counts")
    try:
        return _headed(rows, _count_columns)
    except InputError:
        first = [_said(c) for c in rows[0][1]]
        words = not any(c[:1].isdigit() for c in first)
        if words and len(first) != len(_POSITIONS):
            raise
        return (0 if words else -1), _POSITIONS, ()


def _count(line: int, cells: Sequence[Cell], columns: dict[str, int], read: Notation) -> Count:
    lon, lat = (_degrees(cells, columns[name], read) for name in ("east", "north"))
    vehicles = _number(line, cells, columns["vehicles"], read)
    if lon is None or lat is None or not (abs(lon) <= _LON and abs(lat) <= _LAT):
        raise InputError("worth.row_degrees", line=line, found="; ".join(map(_said, cells))[:60])
    if not vehicles:
        raise InputError("worth.row_vehicles", line=line, found=_text(cells, columns["vehicles"])[:40])
    return Count(lon, lat, vehicles)


def _degrees(cells: Sequence[Cell], column: int, read: Notation) -> float | None:
    cell = cells[column] if column < len(cells) else None
    if not isinstance(cell, str):
        return None if cell is None else float(cell)
    value = read.read(cell)
    if value is not None and abs(value) <= _LON:
        return float(value)
    other = read.other.read(cell)  # 106.35 stands in many a Vietnamese table
    if other is not None and abs(other) <= _LON:
        return float(other)
    return read_angle(cell)


def _number(line: int, cells: Sequence[Cell], column: int, read: Notation, *, empty: float | None = None) -> float:
    cell = cells[column] if column < len(cells) else None
    if not _said(cell) and empty is not None:
        return empty
    value = read.read(cell) if isinstance(cell, str) else cell
    if value is None or not (math.isfinite(value) and 0 <= value <= MOST_VEHICLES):
        raise InputError("worth.row_vehicles", line=line, found=_said(cell)[:40])
    return float(value)


def _numbers(rows: Iterable[Line], columns: Sequence[int], notation: Notation) -> Notation:
    """How the numbers of some columns are written."""
    cells = (cells[n] for _, cells in rows for n in columns if n < len(cells))
    return column_notation(cells, notation).notation


def read_counts(text: str, *, notation: Notation = Notation.POINT) -> TableRead[Count]:
    """Counts from lines ``longitude; latitude; vehicles a day`` (or with tabs or commas); a line of words above is passed over.

    Raises
    ------
    InputError
        If there is none, or too many.
    """
    mark = "\t" if "\t" in text else ";" if ";" in text else ","
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    kept = [(n, [c.strip() for c in cells]) for n, cells in enumerate(rows, start=1) if any(c.strip() for c in cells)]
    return read_count_rows(kept, notation=Notation.POINT if mark == "," else notation)


class Rows(Protocol):
    """A sheet of a file, as ``intake`` gives it."""

    @property
    def rows(self) -> Sequence[Line]:
        """Line and cells of each row."""
        ...


def first_table(sheets: Sequence[Rows], read: Callable[[Sequence[Line]], TableRead[T]]) -> TableRead[T]:
    """What the first sheet holds that has the columns.

    Raises
    ------
    InputError
        That of the first sheet, if none has them.
    """
    faults = []
    for sheet in sheets:
        try:
            return read(sheet.rows)
        except InputError as fault:
            faults.append(fault)
    raise faults[0]


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _text(cells: Sequence[Cell], column: int) -> str:
    return _said(cells[column]) if column < len(cells) else ""


def _head(text: str) -> str:
    """A heading without its unit, in plain letters."""
    return " ".join(re.findall(r"[a-z0-9]+", plain(_UNIT.sub(" ", text))))


def _headed(
    rows: Sequence[Line], columns_of: Callable[[list[str]], dict[str, int] | None]
) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """Which row holds the headings, the column of each, and headings nobody asks for.

    Raises
    ------
    InputError
        If none does.
    """
    for at, (_, cells) in enumerate(rows[:_TITLES]):
        columns = columns_of([_head(_said(c)) for c in cells])
        if columns is not None:
            rest = [_said(c) for n, c in enumerate(cells) if n not in columns.values() and _said(c)]
            return at, columns, tuple(rest)
    first = ", ".join(_said(c) for _, cells in rows[:1] for c in cells if _said(c))
    raise InputError("worth.no_columns" if columns_of is _trip_columns else "worth.no_count_columns", found=first[:120])


def _column(heads: list[str], names: Iterable[str]) -> int | None:
    return next((n for n, head in enumerate(heads) if head in names), None)


def _trip_columns(heads: list[str]) -> dict[str, int] | None:
    found = {name: _column(heads, names) for name, names in (("origin", _ORIGIN), ("destination", _DESTINATION))}
    modes = {m.value: _column(heads, names) for m, names in _MODES.items()}
    long = {"mode": _column(heads, _MODE), "vehicles": _column(heads, _VEHICLES)}
    known = {m: n for m, n in modes.items() if n is not None} or long
    every = found | known
    return None if None in every.values() else {name: n for name, n in every.items() if n is not None}


def _count_columns(heads: list[str]) -> dict[str, int] | None:
    every = {
        "east": _column(heads, _EAST),
        "north": _column(heads, _NORTH),
        "vehicles": _column(heads, _VEHICLES),
    }
    return None if None in every.values() else {name: n for name, n in every.items() if n is not None}


@dataclass(frozen=True)
class _Places:
    """Ids of places by what people call them."""

    world: World
    by_name: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, world: World) -> _Places:
        larger = with_zones(world)
        provinces = {
            str(row["code"]): _head(str(row["name"])) for row in world.data.read("provinces_2022").to_dict("records")
        }
        names: dict[str, list[str]] = {}
        for place in larger.places.values():
            own = {_bare(place.name_vi), _bare(place.name_en)}
            own |= {f"{name} {provinces[place.province]}" for name in own if place.province in provinces}
            for name in own:
                names.setdefault(name, []).append(place.place_id)
        return cls(larger, {name: _meant(larger, ids) for name, ids in names.items()})

    def named(self, line: int, text: str) -> str:
        """The id of a place.

        Raises
        ------
        InputError
            If nothing or several bear the name.
        """
        if text in self.world.places:
            return text
        ids = self.by_name.get(_bare(text), ())
        if not ids:
            raise InputError("worth.row_place" if text else "worth.row_no_place", line=line, found=text[:60])
        if len(ids) > 1:
            raise InputError("worth.row_places", line=line, found=text[:60], ids=", ".join(ids[:6]))
        return ids[0]


def _bare(name: str) -> str:
    return _KINDS.sub("", _head(name))


def _meant(world: World, ids: list[str]) -> tuple[str, ...]:
    """Of places of one name the districts, where there are some."""
    districts = [i for i in ids if world.places[i].kind in _COUNTED]
    return tuple(sorted(set(districts or ids)))
