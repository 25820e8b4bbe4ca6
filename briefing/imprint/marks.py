"""Text that says in a PDF which piece of the document it is, so that it can be read aloud in order.

A page of a PDF is a stream of strokes and letters. Between ``BDC`` and ``EMC`` a piece bears a number (MCID), under which the tree of
the document finds it. matplotlib draws by height, not in the order of reading: so each text bears the number of its writing, and what
is drawn between two texts belongs to the drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.backends.backend_pdf import PdfFile, Verbatim
from matplotlib.font_manager import get_font
from matplotlib.text import Text

from briefing.imprint.web_font import CUTS

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.backends.backend_pdf import PdfPages

OPENED: Final = b"/Figure <</MCID 0>> BDC\n"  # before the first stroke of a page
CLOSED: Final = b"EMC\n"
_NOBODYS: Final = "\U000f0000"  # for private use


def text_mark(number: int) -> int:
    """The MCID of the n-th text of a page, from 0."""
    return 2 * number + 1


def drawing_marks(texts: int) -> range:
    """The MCIDs of a page's drawing: before, between and after so many texts."""
    return range(0, 2 * texts + 1, 2)


class MarkedText(Text):
    """A text of matplotlib that bears its number in a PDF; other formats show no difference."""

    def __init__(self, x: float, y: float, text: str, *, number: int, **how: Any) -> None:
        super().__init__(x, y, text, **how)
        self._mark = text_mark(number)

    def draw(self, renderer: RendererBase, *rest: Any, **how: Any) -> None:
        """Draw the text between its marks."""
        file = getattr(renderer, "file", None)
        if not isinstance(file, PdfFile):
            super().draw(renderer, *rest, **how)
            return
        _turn(file, "P", self._mark)
        super().draw(renderer, *rest, **how)
        _turn(file, "Figure", self._mark + 1)


def _turn(file: PdfFile, role: str, mark: int) -> None:
    """End the piece before and begin another."""
    file.output(Verbatim(f"EMC /{role} <</MCID {mark}>> BDC".encode("ascii")))


def spare_first_code(pages: PdfPages) -> None:
    """Keep code 0 of every font from being written: by the rules of PDF/A it is no letter.

    matplotlib counts letters that are put together of several marks in a font of their own, from 0; here a letter that nobody writes
    comes first.
    """
    tracker = pages._ensure_file()._character_tracker  # noqa: SLF001 (it has no other door)
    for cut in CUTS:
        tracker.track_glyph(get_font(str(cut.font().get_file())), _NOBODYS, 0)
