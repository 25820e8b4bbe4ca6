"""ZIP files with the same bytes each time: entries in order, one fixed time, no trace of the machine.

Office files (PPTX, XLSX) are ZIP files too; ``settled`` rewrites what a library wrote.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from briefing.moment import zip_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.moment import ZipTime

_FIRST: Final = ("[Content_Types].xml", "_rels/.rels", "mimetype")  # readers that stream expect these in front
_STORED: Final = (".png", ".jpg", ".jpeg", ".zip", ".pptx", ".xlsx", ".kmz", ".gpkg.zip")  # packed already
_PLAIN_FILE: Final = 0o644 << 16
_UNIX: Final = 3


def archive(entries: Mapping[str, bytes], *, time: ZipTime | None = None) -> bytes:
    """A ZIP of named contents; ``time`` defaults to the moment of ``SOURCE_DATE_EPOCH`` or now."""
    out, stamp = io.BytesIO(), time or zip_time()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in sorted(entries, key=lambda n: (_FIRST.index(n) if n in _FIRST else len(_FIRST), n)):
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.compress_type = zipfile.ZIP_STORED if name.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            packed.writestr(entry, entries[name])
    return out.getvalue()


def settled(content: bytes, *, time: ZipTime | None = None) -> bytes:
    """The same ZIP with its entries in order and at one time."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    return archive(entries, time=time)
