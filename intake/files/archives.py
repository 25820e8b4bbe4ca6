"""Archives: looked through before anything is unpacked, and unpacked under names of our own.

Only entries a shapefile or a KMZ needs are taken out; names inside an archive choose which, and never
where to. Sizes are held while unpacking: what an archive states of itself is not believed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from words import clean

_NEEDED: Final = ("shp", "shx", "dbf")
_TAKEN: Final = (*_NEEDED, "prj", "cpg")
_TABLE_HEADS: Final = {"tab": ("dat", "map", "id"), "mif": ("mid",)}  # a table and its other parts
_TABLE: Final = (*_TABLE_HEADS, *(part for parts in _TABLE_HEADS.values() for part in parts))
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
# what the standard library raises on archives that are none
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def unpack_shapefiles(content: bytes, folder: Path, *, limits: Limits) -> list[tuple[str, Path]]:
    """Every shapefile of an archive as (name to show, path of the ``.shp``).

    Raises
    ------
    RefusedError
        If the archive is damaged, a bomb, leads outside, or a shapefile lacks a part.
    """
    archive, entries = _open(content, limits)
    stems = _by_stem(entries, _TAKEN)
    found = {stem: parts for stem, parts in sorted(stems.items()) if "shp" in parts}
    if not found:
        raise RefusedError("intake.no_shapefile")
    made, left = [], limits.unpacked_megabytes << 20
    for number, (stem, parts) in enumerate(found.items(), 1):
        missing = [f".{extension}" for extension in _NEEDED if extension not in parts]
        if missing:
            raise RefusedError("intake.shapefile_part", spot=Spot(member=_short(stem)), missing=", ".join(missing))
        for extension, entry in parts.items():
            data = _content(archive, entry, limits=limits, most=left)
            left -= len(data)
            (folder / f"layer{number}.{extension}").write_bytes(data)
        made.append((PurePosixPath(stem).name, folder / f"layer{number}.shp"))
    return made


def endings(content: bytes, *, limits: Limits) -> set[str]:
    """What the names in an archive end with; errors as ``unpack_shapefiles``."""
    return {PurePosixPath(entry.filename).suffix.lower().lstrip(".") for entry in _open(content, limits)[1]}


def look_through(content: bytes, *, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Every entry of an archive that another library will unpack, as (name, content); errors as ``unpack_shapefiles``."""
    archive, entries = _open(content, limits)
    left = limits.unpacked_megabytes << 20
    for entry in entries:
        data = _content(archive, entry, limits=limits, most=left)
        left -= len(data)
        yield entry.filename, data


def unpack_files(content: bytes, ending: str, *, limits: Limits) -> list[tuple[str, bytes]]:
    """Every file of an archive with an ending as (name to show, content); errors as ``unpack_shapefiles``."""
    archive, entries = _open(content, limits)
    found, left = [], limits.unpacked_megabytes << 20
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix.lower() == f".{ending}" and not path.name.startswith("."):
            data = _content(archive, entry, limits=limits, most=left)
            left -= len(data)
            found.append((_short(path.stem), data))
    return found


def unpack_tables(content: bytes, folder: Path, *, limits: Limits) -> list[tuple[str, Path]]:
    """Every MapInfo table of an archive as (name to show, path of its ``.tab`` or ``.mif``).

    Raises
    ------
    RefusedError
        As ``unpack_shapefiles``.
    """
    archive, entries = _open(content, limits)
    stems = _by_stem(entries, _TABLE)
    made, left = [], limits.unpacked_megabytes << 20
    for number, (stem, parts) in enumerate(sorted(stems.items()), 1):
        head = next((name for name in _TABLE_HEADS if name in parts), None)
        if head is None:
            continue
        missing = [f".{extension}" for extension in _TABLE_HEADS[head] if extension not in parts]
        if missing:
            raise RefusedError("intake.table_part", spot=Spot(member=_short(stem)), missing=", ".join(missing))
        for extension, entry in parts.items():
            data = _content(archive, entry, limits=limits, most=left)
            left -= len(data)
            (folder / f"layer{number}.{extension}").write_bytes(data)
        made.append((_short(PurePosixPath(stem).name), folder / f"layer{number}.{head}"))
    return made


def unpack_kmz(content: bytes, *, limits: Limits) -> bytes:
    """The document of a KMZ: ``doc.kml``, else the first ``.kml`` at the top, else the first; errors as ``unpack_shapefiles``."""
    archive, entries = _open(content, limits)
    documents = [e for e in entries if e.filename.lower().endswith(".kml")]
    if not documents:
        raise RefusedError("intake.no_kml")
    document = min(documents, key=lambda e: (e.filename.lower() != "doc.kml", "/" in e.filename.replace("\\", "/")))
    return _content(archive, document, limits=limits, most=limits.unpacked_megabytes << 20)


def _by_stem(entries: Iterable[zipfile.ZipInfo], taken: Collection[str]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Files of one name, by it and by their extension; only those of the extensions ``taken``, none hidden."""
    stems: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        extension = path.suffix.lower().lstrip(".")
        if extension in taken and not path.name.startswith("."):
            stems.setdefault(path.with_suffix("").as_posix(), {})[extension] = entry
    return stems


def _open(content: bytes, limits: Limits) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive and its entries, after every check that needs no unpacking."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except _DAMAGED as error:
        raise RefusedError("intake.archive_damaged") from error
    if len(entries) > limits.members:
        raise RefusedError("intake.archive_members", count=len(entries), most=limits.members)
    for entry in entries:
        spot = Spot(member=_short(entry.filename))
        if _leads_outside(entry.filename):
            raise RefusedError("intake.archive_outside", spot=spot)
        if entry.flag_bits & _ENCRYPTED:
            raise RefusedError("intake.archive_locked", spot=spot)
        if entry.file_size > limits.ratio * max(entry.compress_size, 1024):
            raise RefusedError("intake.archive_bomb", spot=spot, most=limits.unpacked_megabytes)
    if sum(entry.file_size for entry in entries) > limits.unpacked_megabytes << 20:
        raise RefusedError("intake.archive_bomb", most=limits.unpacked_megabytes)
    return archive, entries


def _leads_outside(name: str) -> bool:
    """Whether an entry names a place outside the archive; such a file was made to do harm."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0] or "\x00" in name


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits, most: int) -> bytes:
    """An entry unpacked, never more than the limits allow."""
    spot = Spot(member=_short(entry.filename))
    most = min(most, limits.ratio * max(entry.compress_size, 1024))
    parts, size = [], 0
    try:
        with archive.open(entry) as stream:
            while part := stream.read(_CHUNK):
                size += len(part)
                parts.append(part)
                if size > most:
                    break
    except _DAMAGED as error:
        raise RefusedError("intake.archive_damaged", spot=spot) from error
    if size > most:
        raise RefusedError("intake.archive_bomb", spot=spot, most=limits.unpacked_megabytes)
    return b"".join(parts)


def _short(name: str) -> str:
    return clean(name)[-60:]
