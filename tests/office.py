"""What makes an Office file whole: the rules of the package format that ask for repair when broken."""

from __future__ import annotations

import io
import itertools
import posixpath
import tempfile
import zipfile
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.util import Mm

from briefing.map.base_map import Shown
from briefing.map.picture import Picture

RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DRAWN = "{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@contextmanager
def no_maps_drawn(scale: int = 1_000_000):
    """Slides with stand-ins for their maps while the block runs: a map takes a second or two and has tests of its own."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "png")
    picture = Picture(drawn.getvalue(), 40.0, 30.0, Shown(), scale)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefing.slides.presentation._here", lambda *_: lambda: picture)
        patch.setattr("briefing.beside.slides.painting", lambda _: nullcontext(lambda _: lambda: picture))
        yield


def entries(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        assert len(set(packed.namelist())) == len(packed.namelist()), "an entry twice"
        return {name: packed.read(name) for name in packed.namelist()}


def faults(content: bytes) -> list[str]:
    """Every breach: unread XML, parts without a type, relations that lead nowhere, parts nobody refers to, ids twice."""
    parts = entries(content)
    found, reached = [], {"[Content_Types].xml"}
    trees = {}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ET.fromstring(data)
            except ET.ParseError as fault:
                found.append(f"{name}: {fault}")
    types = trees["[Content_Types].xml"]
    by_name = {e.get("PartName").lstrip("/") for e in types.iter(f"{TYPES}Override")}
    by_end = {e.get("Extension").lower() for e in types.iter(f"{TYPES}Default")}
    found += [f"{name}: declared and absent" for name in by_name - set(parts)]
    for name in parts:
        if name != "[Content_Types].xml" and name not in by_name and name.rpartition(".")[2].lower() not in by_end:
            found.append(f"{name}: no content type")
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder, _, file = name.rpartition("_rels/")
        ids = [r.get("Id") for r in trees[name].iter(RELS)]
        found += [f"{name}: {i} twice" for i, n in Counter(ids).items() if n > 1]
        for relation in trees[name].iter(RELS):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)
            reached.add(path)
            if path not in parts:
                found.append(f"{name}: {path} absent")
        owner = folder + file.removesuffix(".rels")
        if owner in trees:
            used = {v for e in trees[owner].iter() for k, v in e.attrib.items() if k.startswith(R) and v}
            found += [f"{owner}: {i} leads nowhere" for i in used - set(ids)]
    found += [f"{name}: nobody refers to it" for name in set(parts) - reached]
    for name, tree in trees.items():
        if name.startswith("ppt/slides/") and name.endswith(".xml"):
            ids = Counter(e.get("id") for e in tree.iter(DRAWN))
            found += [f"{name}: shape id {i} twice" for i, n in ids.items() if n > 1]
    return found


def schema_faults(content: bytes, ending: str) -> list[str]:
    """Breaches of the schemas of Office 2010 (ISO/IEC 29500, transitional) and of what the Open XML SDK checks beyond them, by a validator apart from what wrote the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{ending}"
        path.write_bytes(content)
        found = OpenXmlValidator(file_format=FileFormat.OFFICE_2010, max_errors=0).validate(path)
    return [f"{e.part_uri} {e.path}: {e.description}" for e in found.errors]


def template(
    *, layouts: tuple[str, ...] = ("Title Slide", "Title Only"), slides_in: int = 2, width_mm: int = 254
) -> bytes:
    """An office's template with slides of its own in it."""
    own = Presentation()
    own.slide_width = Mm(width_mm)
    for layout in list(own.slide_layouts):
        if layout.name not in layouts:
            own.slide_layouts.remove(layout)
    for _ in range(slides_in):
        own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Trang cũ"
    out = io.BytesIO()
    own.save(out)
    return out.getvalue()


_DRAWN: Final = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<p:nvSpPr><p:cNvPr id="{id}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{0}" y="{1}"/>'
    '<a:ext cx="{2}" cy="{3}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="AA2222"/></a:solidFill>'
    "</p:spPr></p:sp>"
)
BRAND: Final = {"Band": (0, 0, 24, 175), "Strip": (24, 158, 256, 3), "Logo": (250, 36, 24, 30)}  # millimetres
_PLACES: Final = {
    PP_PLACEHOLDER.TITLE: (34, 8, 210, 24),
    PP_PLACEHOLDER.CENTER_TITLE: (60, 40, 180, 40),
    PP_PLACEHOLDER.SUBTITLE: (60, 84, 180, 20),
    PP_PLACEHOLDER.BODY: (34, 36, 236, 119),
    PP_PLACEHOLDER.SLIDE_NUMBER: (240, 163, 30, 8),
    PP_PLACEHOLDER.DATE: (34, 163, 40, 8),
    PP_PLACEHOLDER.FOOTER: (90, 163, 100, 8),
}


def branded(*, side_title: bool = False) -> bytes:
    """An office's template of 16:10 with a band at the left, a logo inside the body box at the right, a strip at the foot.

    ``side_title``: the title stands at the left side, from top to foot.
    """
    own = Presentation()
    own.slide_width, own.slide_height = Mm(280), Mm(175)
    master = own.slide_master
    places = _PLACES | ({PP_PLACEHOLDER.TITLE: (28, 10, 62, 140)} if side_title else {})
    for owner in (master, *own.slide_layouts):
        for shape in owner.placeholders:
            if box := places.get(shape.placeholder_format.type):
                shape.left, shape.top, shape.width, shape.height = (Mm(side) for side in box)
    for number, (name, box) in enumerate(BRAND.items(), start=90):
        shape = _DRAWN.format(*(int(Mm(side)) for side in box), id=number, name=name)
        master.shapes._spTree.append(parse_xml(shape))
    out = io.BytesIO()
    own.save(out)
    return out.getvalue()


def standing(shape) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in millimetres; a table is as high as its rows."""
    high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
    left, top, wide, high = (side / 36_000 for side in (shape.left, shape.top, shape.width, high))
    return left, top, left + wide, top + high


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two of them share more than a tenth of a millimetre."""
    across, down = (min(one[n + 2], other[n + 2]) - max(one[n], other[n]) for n in (0, 1))
    return across > 0.1 and down > 0.1


def covered(slide) -> list[tuple[str, str]]:
    """Names of the shapes of a slide of which one lies over the other."""
    pairs = itertools.combinations(slide.shapes, 2)
    return [(one.name, other.name) for one, other in pairs if overlap(standing(one), standing(other))]


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# children in the order of the transitional schema (ECMA-376-1, annex A); Word asks for repair, or drops what stands elsewhere
ORDER = {
    f"{W}pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid"
    " spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl"
    " divId cnfStyle rPr sectPr pPrChange",
    f"{W}rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish"
    " webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"
    " eastAsianLayout specVanish oMath",
    f"{W}tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd"
    " tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    f"{W}tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    f"{W}tbl": "tblPr tblGrid tr",
    f"{W}tr": "tblPrEx trPr tc",
    f"{W}style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal"
    " personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    f"{W}lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    f"{W}abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    f"{W}num": "abstractNumId lvlOverride",
    f"{W}numPr": "ilvl numId",
    f"{W}numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    f"{W}sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType"
    " cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    f"{W}docDefaults": "rPrDefault pPrDefault",
    f"{W}tblBorders": "top left start bottom right end insideH insideV",
    f"{W}tblCellMar": "top left start bottom right end",
    f"{W}tblStylePr": "pPr rPr tblPr trPr tcPr",
    f"{W}pBdr": "top left bottom right between bar",
    f"{WP}inline": "extent effectExtent docPr cNvGraphicFramePr graphic",
}
_RANK = {tag: {name: n for n, name in enumerate(names.split())} for tag, names in ORDER.items()}


def docx_faults(content: bytes) -> list[str]:
    """Breaches of WordprocessingML: children in another order, numbers twice, styles, lists and bookmarks that lead nowhere."""
    trees = {
        name: ET.fromstring(data)
        for name, data in entries(content).items()
        if name.startswith("word/") and name.endswith(".xml") and "/charts/" not in name and "/theme/" not in name
    }
    found = [fault for name, tree in trees.items() for fault in _misplaced(name, tree)]
    body, styles, lists = (trees[f"word/{name}.xml"] for name in ("document", "styles", "numbering"))
    for what, elements, key in (
        ("docPr", body.iter(f"{WP}docPr"), "id"),
        ("bookmark", body.iter(f"{W}bookmarkStart"), f"{W}id"),
        ("bookmark", body.iter(f"{W}bookmarkStart"), f"{W}name"),
        ("style", styles.iter(f"{W}style"), f"{W}styleId"),
        ("list", lists.iter(f"{W}num"), f"{W}numId"),
    ):
        found += [f"{what} {i} twice" for i, n in Counter(e.get(key) for e in elements).items() if n > 1]
    known = {e.get(f"{W}styleId") for e in styles.iter(f"{W}style")}
    used = {e.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for e in body.iter(f"{W}{tag}")}
    found += [f"style {name} absent" for name in used - known]
    numbered = {e.get(f"{W}val") for tree in (body, styles) for e in tree.iter(f"{W}numId")} - {"0"}
    found += [f"list {name} absent" for name in numbered - {e.get(f"{W}numId") for e in lists.iter(f"{W}num")}]
    starts, ends = (Counter(e.get(f"{W}id") for e in body.iter(f"{W}bookmark{x}")) for x in ("Start", "End"))
    found += [f"bookmark {i} not closed" for i in (starts - ends) + (ends - starts)]
    names = {e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    found += [f"bookmark name {n} too long" for n in names if len(n) > 40]
    found += [
        f"link to {a} leads nowhere" for e in body.iter(f"{W}hyperlink") if (a := e.get(f"{W}anchor")) not in names
    ]
    begun = Counter(e.get(f"{W}fldCharType") for e in body.iter(f"{W}fldChar"))
    if len(set(begun.values())) > 1:
        found.append(f"fields open: {begun}")
    return found


def _misplaced(name: str, tree: ET.Element) -> list[str]:
    found = []
    for parent in tree.iter():
        if parent.tag == f"{W}tc" and parent[-1].tag != f"{W}p":
            found.append(f"{name}: a cell ends without a paragraph")
        ranks = _RANK.get(parent.tag)
        if ranks is None:
            continue
        before = ""
        for child in parent:
            space, _, local = child.tag.rpartition("}")
            if f"{space}}}" not in {W, WP} and local != "graphic":
                continue  # extensions of later versions
            if local not in ranks:
                found.append(f"{name}: {local} does not belong into {parent.tag.rpartition('}')[2]}")
            elif before and ranks[local] < ranks[before]:
                found.append(f"{name}: {local} behind {before}")
            before = local if local in ranks else before
    return found


def one_line(value):
    """A heading as words tell it: in a sheet its unit stands on a line of its own."""
    return " ".join(value.split()) if isinstance(value, str) else value
