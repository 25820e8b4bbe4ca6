"""Writes a drawn sheet as PNG, PDF or SVG: exact size, embedded fonts, the same bytes each time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from briefing.content import archive
from briefing.formats import MAP_FORMATS
from briefing.imprint import (
    Leaf,
    Placement,
    auxiliary_file,
    finished,
    projection_file,
    spare_first_code,
    tiff_tags,
    with_font,
    world_file,
)
from briefing.map.canvas import SETTINGS
from briefing.map.leaves import about, leaves_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.map.composition import Drawing
    from briefing.map.print_request import PrintRequest

_INCH_MM: Final = 25.4
_FIRST: Final = (1980, 1, 1, 0, 0, 0)  # where a ZIP begins to count: the same request gives the same bytes


def write(drawing: Drawing) -> bytes:
    """The bytes of the sheet."""
    with mpl.rc_context(SETTINGS):
        return MAP_FORMATS[drawing.request.format].write(drawing)


def write_png(drawing: Drawing) -> bytes:
    """The sheet in pixels."""
    out, dpi = io.BytesIO(), drawing.request.dpi
    _pixels(drawing).save(out, "PNG", dpi=(dpi, dpi), compress_level=4, pnginfo=_png_text(drawing.request))
    return out.getvalue()


def _pixels(drawing: Drawing) -> Image.Image:
    dpi = drawing.request.dpi
    figure = drawing.canvas.figure
    # Whole pixels: 297 mm at 300 dpi are 3507.9. The page grows by a fraction of one; nothing on it moves.
    across, up = (round(mm / _INCH_MM * dpi) for mm in (drawing.sheet.width, drawing.sheet.height))
    drawing.canvas.resize(across / dpi * _INCH_MM, up / dpi * _INCH_MM)
    figure.set_dpi(dpi)
    figure.set_size_inches((across + 0.01) / dpi, (up + 0.01) / dpi)  # the drawing surface rounds down
    drawing.canvas.surface.draw()
    image = Image.frombuffer("RGBA", (across, up), drawing.canvas.surface.buffer_rgba(), "raw", "RGBA", 0, 1)
    return image.convert("L" if drawing.request.greyscale else "RGB")


def write_png_placed(drawing: Drawing) -> bytes:
    """The sheet in pixels with what places it beside it: world file, ``.prj`` and ``.aux.xml``."""
    place, name = _placement(drawing), "sheet"
    beside = {"pgw": world_file(place), "prj": projection_file(), "png.aux.xml": auxiliary_file()}
    return archive(
        {f"{name}.png": write_png(drawing), **{f"{name}.{end}": c for end, c in beside.items()}}, time=_FIRST
    )


def write_tif(drawing: Drawing) -> bytes:
    """The sheet in pixels that know where they lie: GeoTIFF."""
    out, dpi = io.BytesIO(), drawing.request.dpi
    _pixels(drawing).save(
        out, "TIFF", compression="tiff_adobe_deflate", dpi=(dpi, dpi), tiffinfo=tiff_tags(_placement(drawing))
    )
    return out.getvalue()


def _placement(drawing: Drawing) -> Placement:
    """Where the page lies whose map is true; of two maps the second, which shows what the roads change."""
    extent, dpi = drawing.extents[-1], drawing.request.dpi
    top_mm = round(drawing.sheet.height / _INCH_MM * dpi) / dpi * _INCH_MM
    west = extent.west_m - extent.box.x / extent.mm_per_m
    north = extent.south_m + (top_mm - extent.box.y) / extent.mm_per_m
    return Placement(west, north, _INCH_MM / dpi / extent.mm_per_m)


def _png_text(request: PrintRequest) -> PngInfo:
    info = PngInfo()
    for key, value in _metadata(request).items():
        info.add_itxt(key, value)
    return info


def pdf_of(drawings: Iterable[Drawing], *, request: PrintRequest, archival: bool = False) -> bytes:
    """Drawings one after another as the pages of one PDF named after ``request``; each is freed when written."""
    out, leaves = io.BytesIO(), list[Leaf]()
    with mpl.rc_context(SETTINGS), PdfPages(out, metadata={"CreationDate": None}) as pdf:
        spare_first_code(pdf)
        for drawing in drawings:
            for page in drawing.pages:
                pdf.savefig(page.figure)
            leaves += leaves_of(drawing)
    return finished(out.getvalue(), about=about(request), leaves=leaves, archival=archival)


def write_pdf(drawing: Drawing) -> bytes:
    """The sheet and the pages after it."""
    return pdf_of([drawing], request=drawing.request)


def write_pdfa(drawing: Drawing) -> bytes:
    """The sheet and the pages after it to be archived: PDF/A-2b."""
    return pdf_of([drawing], request=drawing.request, archival=True)


def write_svg(drawing: Drawing) -> bytes:
    """The sheet as a drawing, its text as text, with the font inside."""
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
    return with_font(out.getvalue(), (written.text for written in drawing.canvas.written))


def _metadata(request: PrintRequest) -> dict[str, str]:
    """What a picture says of itself."""
    told = about(request)
    return {"Title": told.title, "Author": told.author, "Subject": told.subject, "Description": told.rights}
