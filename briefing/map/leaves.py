"""What the pages of a PDF tell beside what they show, taken from the drawn sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from briefing.content import literal
from briefing.imprint import About, Frame, Leaf, Said
from briefing.map.canvas import PRODUCT
from layers import legal_note
from words import number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.map.canvas import Written
    from briefing.map.composition import Drawing
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest

_READ: Final = {
    "title_main": "H1",
    "title": "P",
    "panel": "P",
    "foot": "P",
}  # what else is written names things on the map


def about(request: PrintRequest) -> About:
    """What the file says of itself; no time, so that the same request gives the same bytes."""
    return About(
        title=literal(request.title or say("briefing.default_title", request.lang)),
        author=literal(request.author or request.organisation) or PRODUCT,
        subject=literal(request.subtitle),
        rights=f"{say('briefing.credits', request.lang)} {legal_note(request.lang)}",
        language=request.lang.value,
        creator=PRODUCT,
    )


def leaf_of(drawing: Drawing) -> Leaf:
    """The page of a sheet."""
    request = drawing.request
    title, page = about(request).title, request.page
    captions = [written.text for written in drawing.canvas.written if written.where == "caption"] or [title]
    return Leaf(
        title=title,
        label=say("briefing.index_label", request.lang) if request.frames else str(page[0]) if page else "1",
        alt=_alt(drawing, title),
        texts=read(drawing.canvas.written),
        frames=tuple(_frame(extent, name) for extent, name in zip(drawing.extents, captions, strict=True)),
    )


def leaves_of(drawing: Drawing) -> list[Leaf]:
    """The page of a sheet and those after it."""
    first, told = leaf_of(drawing), say("briefing.overleaf", drawing.request.lang)
    return [
        first,
        *(
            Leaf(title=told, label=f"{first.label}+{n}", alt=told, texts=read(page.written))
            for n, page in enumerate(drawing.annex, start=1)
        ),
    ]


def read(written: Sequence[Written]) -> tuple[Said, ...]:
    """The texts of a sheet in the order of reading: title, then the names on the map, the panel, the foot."""
    order = list(_READ)
    told = [(order.index(text.where) if text.where in order else -1, n) for n, text in enumerate(written)]
    return tuple(Said(_READ.get(written[n].where, "Figure"), n) for _, n in sorted(told))


def _alt(drawing: Drawing, title: str) -> str:
    """The map in words: what, how large, which routes under which number."""
    lang = drawing.request.lang
    routes = "; ".join(f"{p.number} – {p.project.text('name', lang)}" for p in drawing.shown.projects)
    told = say("briefing.alt_map", lang, title=title, scale=number(drawing.extent.scale, lang))
    return f"{told} {say('briefing.alt_routes', lang, routes=routes)}" if routes else told


def _frame(extent: Extent, name: str) -> Frame:
    b = extent.box
    ring = np.array([(b.x, b.y), (b.x, b.top), (b.right, b.top), (b.right, b.y)])
    first, second, third, last = ((float(lon), float(lat)) for lon, lat in extent.to_ground(ring))
    return Frame(name=name, box_mm=b.bounds, corners=(first, second, third, last))
