"""What makes an Office file whole: the rules of the package format that ask for repair when broken."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from xml.etree import ElementTree as ET

from pptx import Presentation
from pptx.util import Mm

RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DRAWN = "{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


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
