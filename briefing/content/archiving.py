"""Files with the same bytes each time: the timestamp they carry, and ZIP files with entries in order and no trace of the machine.

The timestamp is fixed by ``SOURCE_DATE_EPOCH`` (seconds since 1970-01-01 UTC, reproducible-builds.org/specs/source-date-epoch); without
it the clock of the machine is asked, once for each file. Times are UTC. Office files (PPTX, XLSX) are ZIP files too; ``settled``
rewrites what a library wrote.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, TypeVar

from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")

VARIABLE: Final = "SOURCE_DATE_EPOCH"
_FIRST_OF_ZIP: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the format counts from here …
_LAST_OF_ZIP: Final = dt.datetime(2107, 12, 31, 23, 59, 58, tzinfo=dt.UTC)  # … to here, in steps of two seconds

ZipTime = tuple[int, int, int, int, int, int]


def timestamp() -> dt.datetime:
    """The moment to write into a file, UTC, whole seconds.

    Raises
    ------
    InputError
        If ``SOURCE_DATE_EPOCH`` is set to anything but a number of seconds that a calendar holds.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError) as cause:
        raise InputError("briefing.bad_epoch", value=text) from cause


def fixed() -> bool:
    """Whether the moment is given from outside."""
    return bool(os.environ.get(VARIABLE, "").strip())


def zip_time(moment: dt.datetime | None = None) -> ZipTime:
    """The moment as an entry of a ZIP file carries it: year, month, day, hour, minute, even second."""
    t = min(max(moment or timestamp(), _FIRST_OF_ZIP), _LAST_OF_ZIP)
    return t.year, t.month, t.day, t.hour, t.minute, t.second // 2 * 2


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


_CREATED: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_CORE: Final = "docProps/core.xml"


def steady(content: bytes, when: dt.datetime) -> bytes:
    """An office file with one time throughout, that of the workbooks behind its charts too."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries = {n: _steady_workbook(c, when) if n.endswith(".xlsx") else c for n, c in entries.items()}
    return archive(entries, time=zip_time(when))


def _steady_workbook(content: bytes, when: dt.datetime) -> bytes:
    iso = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    if _CORE in entries:
        entries[_CORE] = _CREATED.sub(rb"\g<1>" + iso + rb"\g<3>", entries[_CORE])
    return archive(entries, time=zip_time(when))


def settled(content: bytes, *, time: ZipTime | None = None) -> bytes:
    """The same ZIP with its entries in order and at one time."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    return archive(entries, time=time)


_LARGEST: Final = 400_000_000  # bytes unpacked: more is no template
_DAMAGED: Final = (  # what zipfile, lxml and readers of office files stumble over; a file asking for a password is no ZIP
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    ValueError,
    AttributeError,
    TypeError,
    OSError,
    SyntaxError,
    RuntimeError,
)


def template_of(
    content: bytes, read: Callable[[io.BytesIO], _T], *, name: str, program: str, fault: type[Exception]
) -> _T:
    """A user's template as ``read`` makes of it, which raises ``fault`` besides what damaged files raise of themselves.

    Parameters
    ----------
    name
        How its file is called.
    program
        A key of the words that say what it must be: ``word`` or ``slides``.

    Raises
    ------
    InputError
        If it would fill the memory when unpacked, or cannot be read.
    """
    try:
        _check_size(content, name)
        return read(io.BytesIO(content))
    except InputError:
        raise
    except (*_DAMAGED, fault) as cause:
        raise InputError(f"exports.template_damaged_{program}", file=name, detail=type(cause).__name__) from cause


def _check_size(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
            raise InputError("exports.template_large", file=name, most=_LARGEST // 1_000_000)
