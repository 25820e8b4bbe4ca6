"""Drawings (DXF, DGN of version 7): one layer a layer of the drawing, texts as names, blocks as points, extended data as columns.

The drivers know all of a drawing as one layer. What our own export hangs on lines and points (LIEN_TINH: key=value)
becomes columns again. A hatch that fills what a closed line of its layer bounds says nothing new and is passed over.
Both kinds keep text of the fonts of old offices as bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from intake.files.layer import Layer, Value
from intake.files.refusal import RefusedError
from words import BYTE_LETTERS

ENTITIES: Final = "entities"  # the one layer of a DXF, beside the blocks
ELEMENTS: Final = "elements"  # the one layer of a DGN
_UNICODE_SINCE: Final = b"AC1021"  # versions from 2007 on are UTF-8, whatever code page they name
_BINARY: Final = b"AutoCAD Binary DXF"
_DWG: Final = b"AC10"
_DGN_7: Final = (
    b"\x08\x05",
    b"\xc8\x05",
    b"\x08\x09",
    b"\xc8\x09",
)  # of two and three dimensions; last two: element first
_DGN_END: Final = b"\xff\xff"  # in place of a further element; each tells in words of two bytes how much of it follows
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # of DGN since version 8, and of the old office files
_APPLICATION, _TEXT_CODE = "1001 LIEN_TINH", "1000 "
_SYSTEM: Final = re.compile(r"1000 crs=(EPSG:\d{4,5})\b")  # of our own drawings; others name none
_BY_NUMBER: Final = re.compile(r"\\U\+([0-9A-Fa-f]{4})")  # as drawing programs write what their code page lacks
_HATCH: Final = "AcDbHatch"


def require_drawing(content: bytes) -> None:
    """Check that a drawing is a DXF in text.

    Raises
    ------
    RefusedError
        If it is a DWG or a binary DXF, with how to save it, or none of these.
    """
    if content.startswith((_BINARY, _DWG)):
        raise RefusedError("intake.save_as_dxf")
    head = content[:4096].replace(b"\r", b"\n").split(b"\n")
    if b"SECTION" not in [line.strip() for line in head]:
        raise RefusedError("intake.other_content", extension="dxf")
    if content[-64:].split()[-1:] != [b"EOF"]:
        raise RefusedError("intake.drawing_cut")


def require_design(content: bytes) -> None:
    """Check that a design file is of version 7; errors as ``require_drawing``."""
    if content.startswith(_COMPOUND):
        raise RefusedError("intake.save_as_dgn7")
    if not content.startswith(_DGN_7):
        raise RefusedError("intake.other_content", extension="dgn")
    at = 0
    while content[at : at + 2] != _DGN_END:
        if at + 4 > len(content):
            raise RefusedError("intake.drawing_cut")
        at += 4 + 2 * int.from_bytes(content[at + 2 : at + 4], "little")


def code_page(content: bytes) -> str | None:
    """The code page that a drawing names for its text; ``None`` where its version has UTF-8."""
    version = re.search(rb"\$ACADVER\s+1\s+(AC\d{4})", content[:8192])
    if version is not None and version[1] >= _UNICODE_SINCE:
        return None
    named = re.search(rb"\$DWGCODEPAGE\s+3\s+([\w-]{1,20})", content[:8192])
    return named[1].decode("ascii") if named else ""


def driver_settings(page: str | None) -> dict[str, str | None]:
    """How the driver is to read a drawing: blocks as points, closed lines as areas, extended data kept, text as bytes or UTF-8."""
    return {
        "DXF_INLINE_BLOCKS": "FALSE",
        "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
        "DXF_INCLUDE_RAW_CODE_VALUES": "TRUE",
        "DXF_ENCODING": "UTF-8" if page is None else BYTE_LETTERS.upper(),
    }


def with_bytes(layer: Layer, page: str) -> Layer:
    """A layer whose letters are bytes; as text of its code page where signs beyond it are written out by their number."""
    if not any(max(text, default="") > "\xff" or _BY_NUMBER.search(text) for text in layer.texts):
        return replace(layer, lettering=page)
    codec = f"cp{page.removeprefix('ANSI_')}" if page in ("ANSI_1258", "ANSI_1252") else "cp1252"

    def read(value: Value) -> Value:
        if not isinstance(value, str):
            return value
        return "".join(c.encode(BYTE_LETTERS).decode(codec, "replace") if "\x7f" < c <= "\xff" else c for c in value)

    return with_signs(replace(layer, rows=tuple(tuple(map(read, row)) for row in layer.rows)))


def with_signs(layer: Layer) -> Layer:
    """A layer of text with the signs that are written out by their number."""

    def read(value: Value) -> Value:
        return _BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value

    return replace(layer, rows=tuple(tuple(map(read, row)) for row in layer.rows))


def by_level(elements: Layer) -> tuple[Layer, ...]:
    """The elements of a design file as its levels, in the order of their numbers."""
    return _parted(elements, "Level", sort=lambda level: int(str(level or 0)))


def by_layer(entities: Layer) -> tuple[Layer, ...]:
    """The entities of a drawing as its layers, in the order in which these first occur."""
    systems = [match[1] for raw in _cells(entities, "RawCodeValues") if (match := _SYSTEM.search(str(raw or "")))]
    return _parted(replace(entities, crs=systems[0] if systems else ""), "Layer")


def _parted(entities: Layer, column: str, *, sort: Callable[[Value], int] | None = None) -> tuple[Layer, ...]:
    names = _cells(entities, column)
    kinds = [str(kind or "") for kind in _cells(entities, "SubClasses")]
    different = dict.fromkeys(names)
    found = []
    for name in sorted(different, key=sort) if sort else different:
        rows = [n for n, own in enumerate(names) if own == name]
        bounded = any(_HATCH not in kinds[n] and _is_area(entities, n) for n in rows)
        kept = [n for n in rows if not (bounded and _HATCH in kinds[n])]
        found.append(_drawn(entities, "" if name is None else str(name), kept))
    return tuple(found)


def _is_area(layer: Layer, row: int) -> bool:
    shape = layer.geometry[row]
    return shape is not None and "Polygon" in shape.geom_type


def _drawn(entities: Layer, name: str, rows: Sequence[int]) -> Layer:
    """Some entities as a layer: what is told of each, its text, its block."""
    texts, blocks, raw = (_cells(entities, column) for column in ("Text", "BlockName", "RawCodeValues"))
    told = [_told(str(raw[n] or "")) for n in rows]
    for n, own in zip(rows, told, strict=True):
        own.setdefault("name", str(texts[n] or ""))
        if blocks[n]:
            own["block"] = str(blocks[n])
    columns = tuple(dict.fromkeys(key for own in told for key in own))
    return replace(
        entities,
        name=name,
        columns=columns,
        rows=tuple(tuple(own.get(column) or None for column in columns) for own in told),
        geometry=entities.geometry[np.array(rows, dtype=int)],
        numbers=tuple(entities.numbers[n] for n in rows),
    )


def _told(raw: str) -> dict[str, str]:
    """What our extended data say of an entity, from its group codes one a line."""
    _, _, own = raw.partition(_APPLICATION)
    found = {}
    for line in own.split("\n"):
        key, equal, value = line.removeprefix(_TEXT_CODE).partition("=")
        if line.startswith(_TEXT_CODE) and equal and key.isidentifier():
            found[key] = value.strip()
    return found


def _cells(layer: Layer, name: str) -> list[Value]:
    if name not in layer.columns:
        return [None] * len(layer.geometry)
    at = layer.columns.index(name)
    return [row[at] for row in layer.rows]
