"""The workbook: every figure of a briefing as XLSX, numbers as numbers, sums as formulas.

``workbook(report)`` gives the bytes of the file; with ``SOURCE_DATE_EPOCH`` the same report gives the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from briefing.content import literal, settled, timestamp, zip_time
from briefing.workbook.about import PAGES_AT, fill_about, ranged
from briefing.workbook.appraisal import fill_value
from briefing.workbook.facts import fill_assumptions, fill_places, fill_routes, fill_sources
from briefing.workbook.metrics import fill_metrics, fill_order, fill_worth
from briefing.workbook.programme import fill_programme
from briefing.workbook.sheet import Looks, Sheet, new_book
from briefing.workbook.trips import fill_access, fill_communes, fill_matrix, fill_pairs
from layers.symbology import style
from words import Lang, say

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from briefing.content import ReportData

_LONGEST_NAME: Final = 31  # characters of a sheet's name
_LONGEST_PROPERTY: Final = 255
_DATA_TAB: Final = "#9aa7b0"
_Fill = Callable[["Sheet", "ReportData", "Lang"], None]
_READ: Final[dict[str, _Fill]] = {  # what is read and printed, the first sheet before it
    "metrics": fill_metrics,
    "worth": fill_worth,
    "order": fill_order,
    "appraisal": fill_value,
    "programme": fill_programme,
    "routes": fill_routes,
    "access": fill_access,
    "assumptions": fill_assumptions,
}
_DATA: Final[dict[str, _Fill]] = {  # raw rows: in small letters, marked, behind what is read
    "time": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="fastest_min"),
    "distance": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="shortest_km"),
    "length": lambda sheet, report, lang: fill_matrix(sheet, report, lang, figure="fastest_length_km"),
    "pairs": fill_pairs,
    "communes": fill_communes,
    "places": fill_places,
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
    names, page = set[str](), 1
    for lang in request.langs:
        page = _fill_language(book, report, lang, names, page=page)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))


def _fill_language(book: Workbook, report: ReportData, lang: Lang, names: set[str], *, page: int) -> int:
    """All sheets of a language, the first of which tells what the others hold and on which pages; gives the page after the last.

    Parameters
    ----------
    names
        Those that the sheets bear so far; these join them.
    page
        Of the whole workbook, that with which the first sheet begins.
    """
    looks = Looks(book, lang)
    made = {key: book.add_worksheet(_name(say(f"workbook.sheet_{key}", lang), names)) for key in _keys()}
    pages: dict[str, int] = {}
    for key, fill in (_READ | _DATA).items():
        filled = Sheet(book, made[key], looks, units_below=True)
        filled.printing.dense = key in _DATA
        filled.printing.mark = say("workbook.data_sheet", lang) if key in _DATA else ""
        made[key].set_tab_color(_DATA_TAB if key in _DATA else style.INK)
        fill(filled, report, lang)
        pages[key] = filled.printing.settle(book, made[key])
    about = Sheet(book, made["about"], looks, units_below=True)
    told = {key: made[key].get_name() for key in pages}
    rows = fill_about(about, report, lang, read={k: told[k] for k in _READ}, data={k: told[k] for k in _DATA})
    page += about.printing.settle(book, made["about"])
    for key, row in rows.items():
        about.cell(row, PAGES_AT, pages[key], looks.get("year"))
        about.cell(row, PAGES_AT + 1, ranged(page, page + pages[key] - 1), looks.get(align="right"))
        page += pages[key]
    return page


def _keys() -> list[str]:
    return ["about", *_READ, *_DATA]


def sheet_names(lang: Lang) -> list[str]:
    """The names of the sheets in a language, in their order."""
    return [say(f"workbook.sheet_{key}", lang) for key in _keys()]


def _name(wanted: str, taken: set[str]) -> str:
    """A name the format takes and no other sheet bears."""
    name, n = wanted[:_LONGEST_NAME], 2
    while name.casefold() in taken:
        name, n = f"{wanted[: _LONGEST_NAME - 4]} ({n})", n + 1
    taken.add(name.casefold())
    return name


def _property(text: str) -> str:
    return literal(text)[:_LONGEST_PROPERTY]
