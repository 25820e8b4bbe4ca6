"""The last slide: how the figures were made, where they come from, what they do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.slides_notes import assumption_line, digest_line, figure_notes
from briefing.slides_text import BODY_PT, Line, text_height
from layers import provenance
from layers.edition import units_note
from words import Lang, say

if TYPE_CHECKING:
    from briefing.dossier import Dossier
    from briefing.slides_deck import Area, Deck, Page

_METHOD: Final = ("network", "figures", "worth", "limits", "schematic")
_SOURCES: Final = ("roads", "projects", "people", "borders", "licence")
_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0)  # below 14 only on templates narrower than 16:9


def add_sources(deck: Deck, dossier: Dossier) -> None:
    """Method to the left, sources and licences to the right; legal note, assumptions and digests at the foot."""
    lang = deck.lang
    notes = [*figure_notes(dossier, lang), *layer_sources(dossier, lang)]
    page = deck.page(say("slides.sources_title", lang), notes=notes)
    foot = page.foot(
        " ".join(
            [
                say("briefing.legal", lang),
                units_note(lang, dossier.request.edition),
                assumption_line(dossier, lang),
                digest_line(dossier, lang) + ".",
            ]
        ).replace("  ", " ")
    )
    method, sources = page.area.above(foot).columns(1.0, 1.0, gap=12.0)
    _column(page, method, "slides.method", [say(f"slides.method_{key}", lang) for key in _method(dossier)])
    _column(page, sources, "slides.sources", [say(f"slides.source_{key}", lang) for key in _SOURCES])


def _method(dossier: Dossier) -> list[str]:
    """What the method is, told of a portfolio by sampled orders where it is one."""
    found = dossier.contribution
    sampled = found is not None and not found.exact
    return ["worth_sampled" if key == "worth" and sampled else key for key in _METHOD]


def _column(page: Page, area: Area, heading: str, points: list[str]) -> None:
    for size in _SIZES:
        lines = [Line(say(heading, page.deck.lang), size=min(size + 3, BODY_PT + 2), bold=True)]
        lines += [Line(text, size=size, bullet=True, space_mm=2.6) for text in points]
        if text_height(lines, area.width) <= area.height:
            break
    page.text(area, lines, name="Text")


def layer_sources(dossier: Dossier, lang: Lang) -> list[str]:
    """Each layer with its source, licence and date, for the notes and the workbook."""
    rows = []
    for name, row in sorted(dossier.manifest.items()):
        title = row.get(f"title_{lang.value}") or name
        rows.append(
            f"{title}: {provenance(row, 'source', lang)} · {provenance(row, 'licence', lang)} · {row.get('reference_date', '')}"
        )
    return rows
