"""Workbooks (XLSX, XLS): each sheet with columns of coordinates is a layer; sheets without are named.

The reading library computes nothing, follows no link to another workbook and runs no macro: cells come as they were saved.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from typing import Any, Final

import python_calamine as calamine

from intake.files import archives
from intake.files.layer import Layer, Value
from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from intake.files.table import TITLES, Row, layer_of_rows
from words import as_bytes, clean, hidden_lettering

_HOUR_S, _MINUTE_S = 3600, 60
_ONE_SHEET: Final = 1
_PACKED: Final = b"PK"
_CELL: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_MOST_CELLS: Final = 20_000_000  # a whole column's height of sixteen columns


def read_workbook(content: bytes, *, limits: Limits) -> tuple[list[Layer], list[RefusedError]]:
    """The layers of a workbook, and what was left out.

    Raises
    ------
    RefusedError
        If it is damaged, has a password, or no sheet can be used.
    """
    sheets = _sheets(content, limits)
    layers: list[Layer] = []
    left_out: list[RefusedError] = []
    for name, rows in sheets:
        shown = name if len(sheets) > _ONE_SHEET else ""
        try:
            layers.append(_layer(shown, rows))
        except RefusedError as fault:
            if rows:  # an empty sheet is no news
                left_out.append(fault.within(layer=shown))
    if not layers:
        raise left_out[0] if left_out else RefusedError("intake.nothing")
    return layers, [_in_short(fault) for fault in left_out]


def read_rows(content: bytes, *, limits: Limits) -> list[tuple[str, list[Row]]]:
    """Name and rows of every sheet, in readable letters; errors as ``read_workbook``."""
    return [(name, _readable(rows)) for name, rows in _sheets(content, limits)]


def _readable(rows: list[Row]) -> list[Row]:
    """Rows with the fonts of old offices read as letters."""
    found = hidden_lettering(cell for _, row in rows for cell in row if isinstance(cell, str))
    if found is None:
        return rows
    return [(line, [found.read(as_bytes(c)) if isinstance(c, str) else c for c in row]) for line, row in rows]


def _in_short(fault: RefusedError) -> RefusedError:
    """Beside sheets that are read, one without columns of coordinates needs no advice."""
    plain = fault.key in ("intake.csv_columns", "intake.nothing")
    return RefusedError("intake.sheet_without", spot=Spot(layer=fault.spot.layer)) if plain else fault


def _require_dense(content: bytes, limits: Limits) -> None:
    """Check what an XLSX holds before it is unpacked elsewhere; a cell far off the others would fill all memory with empty ones."""
    for name, data in archives.look_through(content, limits=limits):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            corners = [(int(row), _column(letters)) for letters, row in set(_CELL.findall(data))]
            rows, columns = (max((corner[axis] for corner in corners), default=0) for axis in (0, 1))
            if rows * columns > _MOST_CELLS:
                raise RefusedError("intake.sheet_wide", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    """Number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _layer(name: str, rows: list[Row]) -> Layer:
    """A sheet as a layer; text of the fonts of old offices keeps its bytes."""
    found = hidden_lettering(cell for _, row in rows for cell in row if isinstance(cell, str))
    if found is not None:
        rows = [(line, [as_bytes(cell) if isinstance(cell, str) else cell for cell in row]) for line, row in rows]
    layer = layer_of_rows(rows, read=found.read if found else None)
    left_out = tuple(fault.within(layer=name) for fault in layer.left_out)
    return replace(layer, name=name, left_out=left_out, lettering="" if found else None)


def _sheets(content: bytes, limits: Limits) -> list[tuple[str, list[Row]]]:
    """Name and rows of every sheet that is shown and holds something."""
    if content.startswith(_PACKED):
        _require_dense(content, limits)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is calamine.SheetTypeEnum.WorkSheet and sheet.visible is calamine.SheetVisibleEnum.Visible
        ]
        return [(clean(name)[:60], _rows(book.get_sheet_by_name(name), limits)) for name in shown]
    except RefusedError:
        raise
    except calamine.PasswordError as error:
        raise RefusedError("intake.password") from error
    except MemoryError:
        raise
    except BaseException as error:  # what the library cannot read may end in a panic, which is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise RefusedError("intake.workbook_damaged") from error


def _rows(sheet: Any, limits: Limits) -> list[Row]:
    """The rows that hold something, each with its number in the sheet."""
    rows: list[Row] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_value(cell) for cell in row]
        if any(cell is not None for cell in cells):
            rows.append((number, cells))
        if len(rows) > limits.features + TITLES:
            spot = Spot(layer=clean(sheet.name)[:60])
            raise RefusedError("intake.features", spot=spot, count=f"> {limits.features}", most=limits.features)
    return rows


def _value(cell: object) -> Value:
    """A cell as text or a number; degrees kept as hours are degrees, minutes and seconds again."""
    if isinstance(cell, dt.timedelta):
        seconds = cell.total_seconds()
        return f"{int(seconds // _HOUR_S)}:{int(seconds % _HOUR_S // _MINUTE_S):02d}:{seconds % _MINUTE_S:09.6f}"
    if isinstance(cell, dt.time):
        return cell.isoformat()
    if isinstance(cell, (dt.datetime, dt.date)):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, int):  # truth values too
        return int(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    return str(cell).strip() or None if cell is not None else None
