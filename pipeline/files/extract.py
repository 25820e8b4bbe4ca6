"""An OpenStreetMap extract as a source: the file, its digest, and the date its content describes.

A ``.osm.pbf`` file begins with a header block in which the provider notes the moment of the data;
an ``.osm`` file carries it as an attribute of its first element, or of ``meta`` behind it; the moment
of a single node is not that of the data. Nothing else is read here: the roads come through GDAL
(``osm_lines``).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from layers import file_digest
from pipeline.files.writing import Origin
from words import InputError

Box = tuple[float, float, float, float]

LICENCE: Final = "ODbL-1.0"
ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL 1.0)"
_URL: Final = "https://www.openstreetmap.org/copyright"
_HEAD_BYTES: Final = 4096  # of a text file: its first element lies within
_LARGEST_HEADER: Final = 64 * 1024  # bytes; the format's own limit for the head of a block
_LARGEST_BLOCK: Final = 32 * 1024 * 1024
_XML_DATE: Final = re.compile(
    rb'(?:<osm\b[^>]*\b(?:osmosis_replication_)?timestamp|<meta\b[^>]*\bosm_base)="(\d{4}-\d\d-\d\d)T'
)
# numbers of the fields in fileformat.proto and osmformat.proto
_TYPE, _DATA_SIZE, _RAW, _ZLIB, _TIMESTAMP = 1, 3, 1, 3, 32
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True)
class Extract:
    """An extract that was looked at and can be read.

    Parameters
    ----------
    path
        The ``.osm.pbf`` or ``.osm`` file.
    date
        The day its content describes (ISO).
    digest
        SHA-256 of the file.
    bbox
        West, south, east, north in degrees: nothing outside is used; None for the whole study area.
    """

    path: Path
    date: str
    digest: str
    bbox: Box | None = None

    @classmethod
    def of(cls, path: Path, *, date: str = "", bbox: str = "") -> Extract:
        """From a file and what the command line says of it.

        Raises
        ------
        InputError
            If the file is missing or no OpenStreetMap file, carries no date and none is given, or the
            date or the box cannot be understood.
        """
        if not path.is_file():
            raise InputError("build.osm_missing", file=path)
        found = _header_date(path)
        return cls(path, _day(date) if date else _told(found, path), file_digest(path), _box(bbox) if bbox else None)

    @property
    def origin(self) -> Origin:
        """The provenance every layer made from the extract carries."""
        return Origin(
            source=f"OpenStreetMap, extract {self.path.name} (sha256 {self.digest[:12]}…)",
            source_url=_URL,
            licence=LICENCE,
            attribution=ATTRIBUTION,
            reference_date=self.date,
            source_vi=f"OpenStreetMap, trích xuất {self.path.name} (sha256 {self.digest[:12]}…)",
        )


def _told(found: str, path: Path) -> str:
    if not found:
        raise InputError("build.osm_undated", file=path.name)
    return found


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("build.date_wrong", value=text) from None


def _box(text: str) -> Box:
    """``W,S,E,N`` in degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError("build.bbox_wrong", value=text) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees of the globe
        raise InputError("build.bbox_wrong", value=text)
    return west, south, east, north


def _header_date(path: Path) -> str:
    """The date in the file's head, "" if it carries none; refuses what is no whole OpenStreetMap file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if b"<osm" in head:
            file.seek(max(size - _HEAD_BYTES, 0))
            if b"</osm>" not in file.read():
                raise InputError("build.osm_unreadable", file=path.name)
            found = _XML_DATE.search(head)
            return found[1].decode() if found else ""
        file.seek(0)
        try:
            header = _header(file)
            while file.tell() < size:  # a broken download ends within a block
                _next_block(file, size)
        except (ValueError, KeyError, IndexError, TypeError, zlib.error):
            raise InputError("build.osm_unreadable", file=path.name) from None
    seconds = header.get(_TIMESTAMP)
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC).date().isoformat() if seconds else ""


def _header(file: BinaryIO) -> dict[int, bytes | int]:
    """The fields of the header block with which a ``.osm.pbf`` file begins."""
    kind, length = _block_head(file)
    if kind != b"OSMHeader":
        raise ValueError(kind)
    blob = dict(_fields(_read(file, length, most=_LARGEST_BLOCK)))
    packed = blob[_RAW] if _RAW in blob else blob[_ZLIB]
    if not isinstance(packed, bytes):
        raise TypeError(packed)
    return dict(_fields(packed if _RAW in blob else zlib.decompress(packed)))


def _next_block(file: BinaryIO, size: int) -> None:
    """Pass over a block of data, which must end within the file of ``size`` bytes."""
    kind, length = _block_head(file)
    end = file.seek(length, os.SEEK_CUR)
    if kind != b"OSMData" or length > _LARGEST_BLOCK or end > size:
        raise ValueError(kind)


def _block_head(file: BinaryIO) -> tuple[object, int]:
    """Kind and length in bytes of the block that begins here."""
    head = dict(_fields(_read(file, int.from_bytes(_read(file, 4, most=4), "big"), most=_LARGEST_HEADER)))
    return head.get(_TYPE), int(head[_DATA_SIZE])


def _read(file: BinaryIO, size: int, *, most: int) -> bytes:
    """The next ``size`` bytes; a size beyond the format's limit, or beyond the file, is no size."""
    found = file.read(size) if size <= most else b""
    if len(found) < size:
        raise ValueError(size)
    return found


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Number and value of each field of a protocol buffer message."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        size, at = _varint(message, at) if kind == _BYTES else ({_FIXED64: 8, _FIXED32: 4}[kind], at)
        if at + size > len(message):
            raise ValueError(size)
        yield key >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, and where the next field begins."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:  # noqa: PLR2004 - the mark of the last group
            return value, at
