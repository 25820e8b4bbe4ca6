"""The tree of a tagged PDF: for each page a section with its heading, its drawing with words in its place, and its texts in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Page, Pdf, String

from briefing.imprint.marks import CLOSED, OPENED, drawing_marks, text_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pikepdf import Object

    from briefing.imprint.leaf import Leaf


def tag(pdf: Pdf, leaves: Sequence[Leaf]) -> None:
    """Give the file its tree; pages are matched to leaves in their order."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(_element(root, "Document"))
    sections: list[Object] = []
    owners: list[Any] = []
    for number, (page, leaf) in enumerate(zip(pdf.pages, leaves, strict=True)):
        page.contents_add(OPENED, prepend=True)
        page.contents_add(CLOSED)
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        section, marked = _section(pdf, whole, page, leaf)
        sections.append(section)
        owners += [number, pdf.make_indirect(Array(marked))]
    whole.K = Array(sections)
    root.K = Array([whole])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(owners)))
    root.ParentTreeNextKey = len(sections)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(parent: Object, role: str, **more: Any) -> Dictionary:
    return Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, **more)


def _section(pdf: Pdf, parent: Object, page: Page, leaf: Leaf) -> tuple[Object, list[Object]]:
    """A page's part of the tree, and the owner of each of its marks."""
    section = pdf.make_indirect(_element(parent, "Sect", T=String(leaf.title)))
    figure = pdf.make_indirect(_element(section, "Figure", Pg=page.obj, Alt=String(leaf.alt)))
    figure.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=_box(page, leaf))
    strokes = list(drawing_marks(len(leaf.texts)))
    owner = dict.fromkeys(strokes, figure)
    first: list[Object] = []
    rest: list[Object] = []
    for said in leaf.texts:
        mark = text_mark(said.number)
        if said.role == "Figure":
            strokes.append(mark)
            owner[mark] = figure
            continue
        owner[mark] = pdf.make_indirect(_element(section, said.role, Pg=page.obj, K=Array([mark])))
        (first if said.role.startswith("H") else rest).append(owner[mark])
    figure.K = Array(sorted(strokes))
    section.K = Array([*first, figure, *rest])
    return section, [owner[mark] for mark in sorted(owner)]


def _box(page: Page, leaf: Leaf) -> Array:
    """Around all maps of a page; the page where there is none."""
    if not leaf.frames:
        return Array(list(page.mediabox))
    sides = [[72 / 25.4 * side for side in frame.box_mm] for frame in leaf.frames]
    left, low, right, top = zip(*sides, strict=True)
    return Array([round(side, 3) for side in (min(left), min(low), max(right), max(top))])
