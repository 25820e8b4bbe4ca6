"""An empty table to be filled in, with a second sheet of the names that it may hold."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from briefing.content import settled, timestamp, zip_time
from briefing.workbook.sheet import Cell, Head, Looks, Sheet, new_book

if TYPE_CHECKING:
    from collections.abc import Sequence


def names_and_table(
    heads: Sequence[Head],
    rows: Sequence[Sequence[Cell]],
    name_heads: Sequence[Head] = (),
    names: Sequence[Sequence[Cell]] = (),
    *,
    title: str,
    sheets: tuple[str, str],
    notes: Sequence[str] = (),
) -> bytes:
    """The bytes of an XLSX file: a table with some rows to begin with, and the names it may hold on a sheet of their own.

    Parameters
    ----------
    sheets
        Names of the two sheets.
    """
    out, when = io.BytesIO(), timestamp()
    book = new_book(out)
    book.set_properties({"title": title, "created": when.replace(tzinfo=None)})
    looks = Looks(book)
    told = [(sheets[0], heads, rows, notes)] + ([(sheets[1], name_heads, names, ())] if names else [])
    for name, of, cells, above in told:
        sheet = book.add_worksheet(name)
        filled = Sheet(book, sheet, looks)
        filled.title(title if of is heads else name, *above)
        filled.table(of, cells, freeze=1)
        filled.printing.settle(book, sheet)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))
