"""Writes a drawn sheet as PNG, PDF or SVG: exact size, embedded fonts, the same bytes each time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from briefing.formats import MAP_FORMATS
from briefing.map.leaves import PRODUCT, about, leaf_of
from briefing.pdf import finished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.map.composition import Drawing
    from briefing.map.print_request import PrintRequest

SETTINGS: Final[Any] = {  # Any: matplotlib's own type lists every name it knows
    "pdf.fonttype": 42,  # TrueType, so that text can be searched and copied
    "pdf.compression": 6,
    "svg.fonttype": "path",  # a sheet looks alike where DejaVu Sans is not installed
    "svg.hashsalt": PRODUCT,
    "text.hinting": "none",  # print is fine enough without, and letters stand where they were measured
    "path.simplify": True,
    "path.simplify_threshold": 0.1,
}


def write(drawing: Drawing) -> bytes:
    """The bytes of the sheet."""
    with mpl.rc_context(SETTINGS):
        return MAP_FORMATS[drawing.request.format].write(drawing)


def write_png(drawing: Drawing) -> bytes:
    """The sheet in pixels."""
    dpi = drawing.request.dpi
    figure = drawing.canvas.figure
    # Whole pixels: 297 mm at 300 dpi are 3507.9. The page grows by a fraction of one; nothing on it moves.
    across, up = (round(mm / 25.4 * dpi) for mm in (drawing.sheet.width, drawing.sheet.height))
    drawing.canvas.resize(across / dpi * 25.4, up / dpi * 25.4)
    figure.set_dpi(dpi)
    figure.set_size_inches((across + 0.01) / dpi, (up + 0.01) / dpi)  # the drawing surface rounds down
    drawing.canvas.surface.draw()
    image = Image.frombuffer("RGBA", (across, up), drawing.canvas.surface.buffer_rgba(), "raw", "RGBA", 0, 1)
    image = image.convert("L" if drawing.request.greyscale else "RGB")
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi), compress_level=4, pnginfo=_png_text(drawing.request))
    return out.getvalue()


def _png_text(request: PrintRequest) -> PngInfo:
    info = PngInfo()
    for key, value in _metadata(request).items():
        info.add_itxt(key, value)
    return info


def pdf_of(drawings: Iterable[Drawing], *, request: PrintRequest, archival: bool = False) -> bytes:
    """Drawings one after another as the pages of one PDF named after ``request``; each is freed when written."""
    out, leaves = io.BytesIO(), []
    with mpl.rc_context(SETTINGS), PdfPages(out, metadata={"CreationDate": None}) as pdf:
        for drawing in drawings:
            pdf.savefig(drawing.canvas.figure)
            leaves.append(leaf_of(drawing))
    return finished(out.getvalue(), about=about(request), leaves=leaves, archival=archival)


def write_pdf(drawing: Drawing) -> bytes:
    """The sheet as a page."""
    return pdf_of([drawing], request=drawing.request)


def write_pdfa(drawing: Drawing) -> bytes:
    """The sheet as a page to be archived: PDF/A-2b."""
    return pdf_of([drawing], request=drawing.request, archival=True)


def write_svg(drawing: Drawing) -> bytes:
    """The sheet as a drawing, its letters as shapes."""
    out = io.BytesIO()
    metadata = _metadata(drawing.request)
    drawing.canvas.figure.savefig(
        out,
        format="svg",
        metadata={
            "Title": metadata["Title"],
            "Creator": metadata["Author"],
            "Description": metadata["Description"],
            "Date": None,
        },
    )
    return out.getvalue()


def _metadata(request: PrintRequest) -> dict[str, str]:
    """What a picture says of itself."""
    told = about(request)
    return {"Title": told.title, "Author": told.author, "Subject": told.subject, "Description": told.rights}
