"""Finishes a PDF that matplotlib wrote: language, XMP, bookmarks, page labels, tags, places on the earth; on request as PDF/A-2b.

pikepdf writes it. Nothing in the file tells when or where it was made: the same pages give the same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String, pdfa

from briefing.imprint.geo import viewports
from briefing.imprint.tags import tag
from briefing.imprint.xmp import packet
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.imprint.leaf import Leaf
    from briefing.imprint.xmp import About

PRODUCER: Final = f"matplotlib {mpl.__version__}, pikepdf {pikepdf.__version__}"
_FLAVOUR: Final = "2b"
_HOW: Final[dict[str, Any]] = {
    "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    "deterministic_id": True,
    "min_version": "1.7",  # viewports
}


def finished(content: bytes, *, about: About, leaves: Sequence[Leaf], archival: bool = False) -> bytes:
    """The file with all that a viewer, a reader aloud and a map program ask for.

    Parameters
    ----------
    content
        A PDF whose texts are ``MarkedText``.
    leaves
        Its pages, in their order.
    archival
        As PDF/A-2b (ISO 19005-2), checked before it is given away.

    Raises
    ------
    InputError
        If it cannot be made to conform to PDF/A.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if archival:
            pdfa.prepare(pdf, _FLAVOUR)  # colours are sRGB; what it writes of the hour is written anew below
        _describe(pdf, about, archival=archival)
        _name_pages(pdf, leaves)
        tag(pdf, leaves)
        for page, leaf in zip(pdf.pages, leaves, strict=True):
            if "/Annots" in page.obj and not len(page.obj.Annots):
                del page.obj["/Annots"]
            for kind in (
                "/Pattern",
                "/Shading",
                "/XObject",
            ):  # what is empty is missed by none, and no rule looks into it
                if kind in page.obj.Resources and not len(page.obj.Resources[kind]):
                    del page.obj.Resources[kind]
            if leaf.frames:
                page.obj.VP = viewports(leaf.frames)
        return _saved(pdf, archival=archival)


def _saved(pdf: Pdf, *, archival: bool) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **(pdfa.resolve_save_kwargs(_FLAVOUR, **_HOW) if archival else _HOW))
    if archival:
        faults = archival_faults(out.getvalue())
        if faults:
            raise InputError("briefing.not_archival", detail=faults[0])
    return out.getvalue()


def archival_faults(content: bytes) -> list[str]:
    """What keeps a file from being PDF/A-2b, by the rules of veraPDF.

    The file is judged without its viewports (ISO 32000-1, 8.8): PDF/A-2 forbids them nowhere, but the rules stop at a page that has
    what they do not know, and look at none of its letters.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            if "/VP" in page.obj:
                del page.obj["/VP"]
        pdf.save(out, **pdfa.resolve_save_kwargs(_FLAVOUR, **_HOW))
    report = pdfa.validate_written(out, _FLAVOUR)
    return [f"{f.rule}: {f.message}" for f in report.findings]


def _describe(pdf: Pdf, about: About, *, archival: bool) -> None:
    told = {"Title": about.title, "Author": about.author, "Subject": about.subject, "Keywords": about.rights}
    told |= {"Creator": about.creator, "Producer": PRODUCER}
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for key, value in told.items():
        if value:
            pdf.docinfo[f"/{key}"] = String(value)
    pdf.Root.Lang = String(about.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = pdf.make_stream(packet(about, producer=PRODUCER, archival=archival))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata


def _name_pages(pdf: Pdf, leaves: Sequence[Leaf]) -> None:
    """A bookmark for each page, and its label."""
    with pdf.open_outline() as outline:
        outline.root.extend(OutlineItem(leaf.title, number) for number, leaf in enumerate(leaves))
    labels: list[Any] = []
    for number, leaf in enumerate(leaves):
        labels += [number, Dictionary(P=String(leaf.label))]
    pdf.Root.PageLabels = Dictionary(Nums=Array(labels))
    if len(leaves) > 1:
        pdf.Root.PageMode = Name.UseOutlines
