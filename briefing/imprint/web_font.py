"""The sheet's font inside an SVG, no more of it than is written: its letters stay text and look alike where the font is not installed."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from briefing.content import FONT, Letters

if TYPE_CHECKING:
    from collections.abc import Iterable

CUTS: Final = tuple(Letters(1.0, bold=bold, italic=italic) for bold in (False, True) for italic in (False, True))


def with_font(svg: bytes, texts: Iterable[str]) -> bytes:
    """The drawing with the four cuts of the font, of the letters of these texts."""
    letters = "".join(sorted(set().union(*texts)))
    style = "".join(_face(cut, letters) for cut in CUTS)
    return svg.replace(b"<defs>", f"<defs>\n  <style>{style}</style>".encode("ascii"), 1)


@lru_cache(maxsize=16)
def _face(cut: Letters, letters: str) -> str:
    font = TTFont(cut.font().get_file(), recalcTimestamp=False)  # the hour of writing is told nowhere
    options = Options()
    options.flavor = "woff"
    options.drop_tables += ["FFTM"]  # when the font was edited
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    how = f"font-weight:{'bold' if cut.bold else 'normal'};font-style:{'italic' if cut.italic else 'normal'}"
    return f"@font-face{{font-family:'{FONT}';{how};src:url(data:font/woff;base64,{data}) format('woff')}}"
