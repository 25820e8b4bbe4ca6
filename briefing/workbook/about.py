"""The first sheet: what the other sheets hold and on which pages they are printed, the scenario, digests, licence, legal note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import assumption_line
from briefing.workbook.sheet import Cell, Day, Head
from layers import altered_sentence, legal_note, units_note
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet

PAGES_AT: Final = 2  # column of the number of pages; which they are follows


def fill_about(
    sheet: Sheet, report: ReportData, lang: Lang, *, read: Mapping[str, str], data: Mapping[str, str]
) -> dict[str, int]:
    """Fill the sheet; gives the row of each other sheet, where the number of its pages and which they are stand once they are known."""
    request = report.request
    sheet.title(request.title or say("slides.default_title", lang), request.subtitle or request.organisation)
    about: dict[str, Cell] = {
        "organisation": request.organisation,
        "author": request.author,
        "date": Day(request.date, lang) if request.date else "",
        "scenario": request.variant.title(lang),
        "scenario_digest": report.digest,
        "data_digest": report.data_digest,
        "altered": altered_sentence(report.altered, lang),
        "edition": " – ".join(
            filter(None, [say(f"layers.edition_{request.edition.value}", lang), units_note(lang, request.edition)])
        ),
        "assumptions": assumption_line(report, lang),
        "method": say("workbook.method", lang),
        "licence": say("workbook.licence", lang),
        "credits": say("briefing.credits", lang),
        "legal": legal_note(lang),
    }
    sheet.columns(26.0, 84.0, 8.0, 9.0)
    at = _contents(sheet, "sheets_read", read, lang) | _contents(sheet, "sheets_data", data, lang)
    rows: list[list[Cell]] = [[say(f"workbook.about_{key}", lang), cell] for key, cell in about.items() if cell]
    sheet.table([Head(say("workbook.about_what", lang)), Head(say("workbook.about_value", lang), span=3)], rows)
    return at


def _contents(sheet: Sheet, which: str, names: Mapping[str, str], lang: Lang) -> dict[str, int]:
    """Sheets with what they hold; the row of each by its key, where the pages are yet to be told."""
    heads = [Head(say(f"workbook.{which}", lang)), Head(say("workbook.holds", lang))]
    heads += [Head(say("workbook.pages", lang), "year"), Head(say("workbook.on_pages", lang), "text")]
    rows: list[list[Cell]] = [[name, say(f"workbook.holds_{key}", lang), None, None] for key, name in names.items()]
    first, _ = sheet.table(heads, rows)
    return {key: first + n for n, key in enumerate(names)}


def ranged(first: int, last: int) -> str:
    """Pages from one to another, as a reader looks for them."""
    return str(first) if first == last else f"{first}–{last}"
