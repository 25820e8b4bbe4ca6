"""A shapefile looked through before a driver sees it: index, geometry and table must tell the same.

The layout is that of the ESRI Shapefile Technical Description (July 1998): big-endian record headers,
little-endian content, lengths in words of 16 bits.
"""

from __future__ import annotations

import struct
from pathlib import Path

from intake.files.refusal import RefusedError, Spot
from words import BYTE_LETTERS, clean

_CODE, _HEADER, _RECORD = 9994, 100, 8


def check_shapefile(path: Path, *, name: str) -> int:
    """Check the three parts of a shapefile and give its number of shapes that are not null.

    Raises
    ------
    RefusedError
        If a part is damaged or they disagree; with the record where one is at fault.
    """
    shapes, index = path.read_bytes(), path.with_suffix(".shx").read_bytes()
    table = path.with_suffix(".dbf").read_bytes()
    for part, content in ((".shp", shapes), (".shx", index)):
        whole = len(content) >= _HEADER and struct.unpack_from(">i", content)[0] == _CODE
        if not whole or 2 * struct.unpack_from(">i", content, 24)[0] != len(content):
            raise RefusedError("intake.shapefile_damaged", spot=Spot(member=name + part))
    count = (len(index) - _HEADER) // _RECORD
    if len(table) < _HEADER // 3 or struct.unpack_from("<I", table, 4)[0] != count:
        raise RefusedError("intake.shapefile_damaged", spot=Spot(member=f"{name}.dbf"))
    header, row = struct.unpack_from("<HH", table, 8)
    if len(table) < header + count * row:
        raise RefusedError("intake.shapefile_damaged", spot=Spot(member=f"{name}.dbf"))
    return sum(_stands(shapes, index, number, name) for number in range(count))


def _stands(shapes: bytes, index: bytes, number: int, name: str) -> bool:
    """Whether a record is a shape; refuses one that the index does not describe."""
    offset, length = (2 * value for value in struct.unpack_from(">ii", index, _HEADER + _RECORD * number))
    inside = offset >= _HEADER and length >= 4 and offset + _RECORD + length <= len(shapes)  # noqa: PLR2004
    if not inside or struct.unpack_from(">ii", shapes, offset) != (number + 1, length // 2):
        raise RefusedError("intake.shapefile_damaged", spot=Spot(member=f"{name}.shp", feature=number + 1))
    return bool(struct.unpack_from("<i", shapes, offset + _RECORD)[0])


def as_bytes(path: Path) -> str:
    """Have a driver hand out the bytes of the table, each as one letter; gives the lettering that the file names.

    A driver that believed a missing or wrong ``.cpg`` would garble the text, and cut it at its first strange byte.
    """
    named = path.with_suffix(".cpg")
    told = named.read_bytes()[:20].decode("ascii", errors="replace").strip() if named.is_file() else ""
    named.write_text(BYTE_LETTERS, encoding="ascii")
    return clean(told)
