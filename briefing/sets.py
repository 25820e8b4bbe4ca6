"""Sets of sheets in one PDF: one for each route or each district, with page numbers."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.canvas import DRAWING
from briefing.framing import area_bounds, route_bounds
from briefing.output import pdf_pages
from briefing.print_map import draw
from layers.catalogue import Edition
from layers.study import study
from words import Lang
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.composition import Drawing
    from briefing.print_request import PrintRequest
    from briefing.shelf import Shelf


def route_sheets(base: PrintRequest, *, shelf: Shelf) -> list[PrintRequest]:
    """One sheet for each project of ``base``, in the order of the file, framed by the route and named after it."""
    projects = [p for p in shelf.projects() if p.id in base.project_ids]
    return [
        replace(
            base,
            title=p.text("name", base.lang),
            subtitle=base.subtitle or base.title,
            project_ids=frozenset({p.id}),
            bounds=route_bounds(shelf, {p.id}),
            route_facts=True,
            page=(n, len(projects)),
            format="pdf",
        )
        for n, p in enumerate(projects, start=1)
    ]


def district_sheets(base: PrintRequest, *, shelf: Shelf, provinces: Sequence[str] = ()) -> list[PrintRequest]:
    """One sheet for each district of 2022 of the provinces (codes; the two if none), with the projects of ``base``."""
    districts = shelf.layer("districts_2022")
    rows = districts[districts["province_code"].astype(str).isin(provinces or study().codes)].sort_values(
        ["province_code", "code"]
    )
    return [
        replace(
            base,
            title=_district_title(row.kind_vi, row.name, base.lang),
            subtitle=base.subtitle or base.title,
            edition=Edition.Y2022,
            layers=base.layers | {"districts_2022"},
            bounds=area_bounds(rows.loc[[row.Index]]),
            page=(n, len(rows)),
            format="pdf",
        )
        for n, row in enumerate(rows.itertuples(), start=1)
    ]


def _district_title(kind: str, name: str, lang: Lang) -> str:
    return f"{kind[:1].upper()}{kind[1:]} {name}" if lang is Lang.VI else name


def render_set(requests: Sequence[PrintRequest], *, shelf: Shelf) -> bytes:
    """One PDF with a page for each request; errors as in ``render``.

    Raises
    ------
    InputError
        If there is no sheet to draw.
    """
    if not requests:
        raise InputError("briefing.set_empty")

    def pages() -> Iterator[Drawing]:
        for request in requests:
            yield draw(request, shelf=shelf)

    out = io.BytesIO()
    with DRAWING:
        pdf_pages(out, pages(), request=requests[0])
    return out.getvalue()
