"""The reading process seen from outside: started confined, waited for, its result checked.

The process sees one file under a generated name in a folder of its own, one driver, no address of any
network, and ends after a time. Where the system lacks limits of memory (Windows) the page says so.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from intake.files.formats import ALLOWED, Kind, Named, named
from intake.files.layer import Layer, usable
from intake.files.limits import LIMITS, Limits
from intake.files.refusal import RefusedError
from intake.offer import Offer, offer_of
from intake.plain_rows import SheetRows
from intake.reader import NO_ROOM, RESULT, TASK, UPLOAD

_ROOT: Final = Path(__file__).resolve().parents[1]
_KEPT: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL", "PROJ_DATA", "LD_LIBRARY_PATH")
_LOOK_S: Final = 0.1  # how often is asked whether the file is still wanted
_CLOSED: Final = "http://127.0.0.1:9"  # the discard port: nothing answers


def memory_is_limited() -> bool:
    """Whether this system can hold a process to a limit of memory."""
    return importlib.util.find_spec("resource") is not None


def read_upload(
    name: str, content: bytes, *, limits: Limits = LIMITS, waiting: Callable[[], None] | None = None
) -> Offer:
    """Read a user's file.

    Parameters
    ----------
    name
        As the browser tells it: shown, and its extension decides the format. Never used as a path.
    waiting
        Called again and again while the file is read; may raise to stop.

    Raises
    ------
    RefusedError
        If the file cannot be used; nothing of it is taken over.
    """
    what, layers, links = read_layers(name, content, limits=limits, waiting=waiting)
    return offer_of(what.name, layers, links=links, letters=limits.letters)


def read_layers(
    name: str, content: bytes, *, limits: Limits = LIMITS, waiting: Callable[[], None] | None = None
) -> tuple[Named, tuple[Layer, ...], int]:
    """The layers of a user's file as they stand in it, and the number of links in it that were not followed.

    Parameters and errors as ``read_upload``; for a reader that knows which layers to expect.
    """
    what, result = _read(name, content, limits=limits, waiting=waiting)
    with _whole():
        layers, links = tuple(map(Layer.from_record, result["layers"])), int(result["links"])
    return what, usable(layers, limits=limits), links


def read_rows(
    name: str, content: bytes, *, limits: Limits = LIMITS, waiting: Callable[[], None] | None = None
) -> tuple[SheetRows, ...]:
    """The rows of the sheets of a user's CSV or workbook; parameters and errors as ``read_upload``."""
    _, result = _read(name, content, limits=limits, waiting=waiting, rows=True)
    with _whole():
        return tuple(map(SheetRows.from_record, result["sheets"]))


def _read(
    name: str, content: bytes, *, limits: Limits, waiting: Callable[[], None] | None, rows: bool = False
) -> tuple[Named, dict[str, Any]]:
    """What the reading process finds in a file, in a folder of its own."""
    if not content:
        raise RefusedError("intake.empty")
    if len(content) > limits.megabytes << 20:
        raise RefusedError("intake.too_large", found=f"{len(content) / (1 << 20):.1f}", most=limits.megabytes)
    what = named(name, content)
    try:
        with tempfile.TemporaryDirectory(prefix="intake-", ignore_cleanup_errors=True) as place:
            folder = Path(place)
            (folder / UPLOAD).write_bytes(content)
            task = json.dumps({"kind": what.kind.value, "limits": asdict(limits), "rows": rows})
            (folder / TASK).write_text(task, encoding="utf-8")
            return what, _result(_run(folder, what.kind, limits, waiting or (lambda: None)), folder)
    except OSError as error:
        raise RefusedError("intake.no_room", folder=tempfile.gettempdir()) from error


def _run(folder: Path, kind: Kind, limits: Limits, waiting: Callable[[], None]) -> int:
    """Run the reading process; its exit code."""
    command = [sys.executable, "-m", "intake.reader", str(folder)]
    until_s = time.monotonic() + limits.seconds
    process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        command,
        cwd=_ROOT,
        env=_environment(folder, *ALLOWED[kind]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() < until_s:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=_LOOK_S)
            waiting()
    finally:
        process.kill()  # nothing if it has ended
        process.wait()
    raise RefusedError("intake.time", most=limits.seconds)


def _environment(folder: Path, *allowed: str) -> dict[str, str]:
    """Nothing of the program's own environment but what a Python needs to start."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    others = ",".join(other for other in _drivers() if other not in allowed)
    return kept | {
        "GDAL_SKIP": others,
        "GDAL_DATA": os.environ.get("GDAL_DATA", ""),
        "GDAL_HTTP_PROXY": _CLOSED,
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_TMPDIR": str(folder),
        "HTTP_PROXY": _CLOSED,
        "HTTPS_PROXY": _CLOSED,
        "PROJ_NETWORK": "OFF",
        "LIBKML_RESOLVE_STYLE": "NO",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "SHAPE_RESTORE_SHX": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }


@cache
def _drivers() -> tuple[str, ...]:
    """Every driver there is."""
    import pyogrio  # noqa: PLC0415 - a second, and only where a file is read

    return tuple(pyogrio.list_drivers())


def _result(code: int, folder: Path) -> dict[str, Any]:
    """What the process left; a process that died left nothing that is used."""
    path = folder / RESULT
    if code == NO_ROOM:
        raise RefusedError("intake.no_room", folder=folder.parent)
    if code or not path.is_file():
        raise RefusedError("intake.died")
    with _whole():
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "refusal" in result:
            raise RefusedError.from_record(result["refusal"])
    return result


@contextmanager
def _whole() -> Iterator[None]:
    """What a process left is as it should be, or it died."""
    try:
        yield
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError("intake.died") from error
