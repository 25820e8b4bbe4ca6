"""The workbook: every figure of a briefing as XLSX, numbers as numbers, sums as formulas.

``workbook(report)`` gives the bytes of the file; with ``SOURCE_DATE_EPOCH`` the same report gives the
same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from briefing.content import literal, settled, timestamp, zip_time
from briefing.workbook.appraisal import fill_value
from briefing.workbook.facts import fill_about, fill_assumptions, fill_places, fill_routes, fill_sources
from briefing.workbook.metrics import fill_metrics, fill_order, fill_worth
from briefing.workbook.programme import fill_programme
from briefing.workbook.sheet import Looks, Sheet, new_book
from briefing.workbook.trips import fill_access, fill_communes, fill_matrix, fill_pairs
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.content import ReportData

_LONGEST_NAME: Final = 31  # characters of a sheet's name
_LONGEST_PROPERTY: Final = 255
_SHEETS: Final[dict[str, Callable[[Sheet, ReportData, Lang], None]]] = {
    "about": lambda sheet, report, lang: fill_about(sheet, report, lang, others=sheet_names(lang)[1:]),
    "metrics": fill_metrics,
    "time": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="fastest_min"),
    "distance": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="shortest_km"),
    "length": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="fastest_length_km"),
    "pairs": fill_pairs,
    "routes": fill_routes,
    "access": fill_access,
    "communes": fill_communes,
    "worth": fill_worth,
    "order": fill_order,
    "appraisal": fill_value,
    "programme": fill_programme,
    "places": fill_places,
    "assumptions": fill_assumptions,
    "sources": fill_sources,
}


def workbook(report: ReportData) -> bytes:
    """The workbook of a report; all sheets in each of its languages, one language after the other."""
    out, when = io.BytesIO(), timestamp()
    report.progress("briefing.step_workbook")
    book = new_book(out)
    request = report.request
    book.set_properties(
        {
            "title": _property(request.title) or say("slides.default_title", request.lang),
            "subject": _property(request.subtitle),
            "author": _property(request.author or request.organisation) or "lien-tinh",
            "company": _property(request.organisation),
            "keywords": f"{report.digest} {report.data_digest}",
            "comments": say("slides.map_credits", request.lang),
            "created": when.replace(tzinfo=None),
        }
    )
    looks, names = Looks(book), set[str]()
    for lang in request.langs:
        for key, fill in _SHEETS.items():
            sheet = book.add_worksheet(_name(say(f"workbook.sheet_{key}", lang), names))
            filled = Sheet(book, sheet, looks)
            fill(filled, report, lang)
            filled.printing.settle(sheet)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))


def sheet_names(lang: Lang) -> list[str]:
    """The names of the sheets in a language, in their order."""
    return [say(f"workbook.sheet_{key}", lang) for key in _SHEETS]


def _name(wanted: str, taken: set[str]) -> str:
    """A name the format takes and no other sheet bears."""
    name, n = wanted[:_LONGEST_NAME], 2
    while name.casefold() in taken:
        name, n = f"{wanted[: _LONGEST_NAME - 4]} ({n})", n + 1
    taken.add(name.casefold())
    return name


def _property(text: str) -> str:
    return literal(text)[:_LONGEST_PROPERTY]
