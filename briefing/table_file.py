"""One table as a workbook: what a page shows, to go on calculating with."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from xlsxwriter.workbook import Workbook

from briefing.archive import settled
from briefing.moment import now, zip_time
from briefing.workbook_sheet import Head, Looks, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.workbook_sheet import Cell

_A4 = 9  # the format's number of the paper
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def table_file(
    heads: Sequence[Head], rows: Sequence[Sequence[Cell]], *, title: str, notes: Sequence[str] = ()
) -> bytes:
    """The bytes of an XLSX file with one sheet.

    Parameters
    ----------
    rows
        Numbers as numbers; text stays text whatever it begins with.
    notes
        Lines between the title and the table: digest, sources.
    """
    out, when = io.BytesIO(), now()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": title, "created": when.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    filled = Sheet(book, sheet, Looks(book))
    filled.title(title, *notes)
    filled.table(heads, rows, freeze=1)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))
