"""The reading process: ``python -m intake.reader FOLDER`` reads what lies there and leaves the result beside it.

``FOLDER`` holds ``task.json`` (format, limits) and the file under the name ``upload``. The result is
``result.json``: layers and notes, or a refusal.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from intake.by_format import Read, read_file
from intake.files.formats import Kind
from intake.files.layer import Layer, usable
from intake.files.limits import Limits
from intake.files.refusal import RefusedError
from intake.plain_rows import sheets
from words import as_bytes, hidden_lettering

_NEARLY: Final = 0.8  # of the memory allowed: a driver that asks for more at once gets none
NO_ROOM: Final = 28  # exit code where the disk is full
TASK, UPLOAD, RESULT = "task.json", "upload", "result.json"


def read(kind: Kind, folder: Path, *, limits: Limits) -> Read:
    """Read the file ``upload`` of a folder.

    Raises
    ------
    RefusedError
        If it cannot be used, whole or at all.
    """
    content = (folder / UPLOAD).read_bytes()
    found = read_file(kind, content, folder, limits=limits)
    layers = tuple(_with_bytes(layer) for layer in found.layers if len(layer.geometry))
    return Read(usable(layers, limits=limits), found.links)


def _with_bytes(layer: Layer) -> Layer:
    """The layer; with its letters as bytes where a font of an old office makes other letters of them."""
    if layer.lettering is not None or hidden_lettering(layer.texts) is None:
        return layer
    raw = tuple(tuple(as_bytes(v) if isinstance(v, str) else v for v in row) for row in layer.rows)
    return replace(layer, columns=tuple(map(as_bytes, layer.columns)), rows=raw, lettering="")


def limit_memory(limits: Limits) -> bool:
    """Hold this process to its limits of memory and file size; whether the system can.

    The module is looked up by name: Windows has none, and the program says so to the user.
    """
    if importlib.util.find_spec("resource") is None:
        return False
    resource: Any = importlib.import_module("resource")
    for name, most in (
        ("RLIMIT_AS", limits.memory_megabytes << 20),
        ("RLIMIT_FSIZE", 2 * limits.unpacked_megabytes << 20),
        ("RLIMIT_CORE", 0),
    ):
        resource.setrlimit(getattr(resource, name), (most, most))
    return True


def work(folder: Path) -> None:
    """Do the task of a folder; the result lies there afterwards."""
    task = json.loads((folder / TASK).read_text(encoding="utf-8"))
    limits = Limits(**task["limits"])
    result: dict[str, Any]
    try:
        if task.get("rows"):
            content = (folder / UPLOAD).read_bytes()
            result = {"sheets": [s.record() for s in sheets(Kind(task["kind"]), content, limits=limits)]}
        else:
            found = read(Kind(task["kind"]), folder, limits=limits)
            result = {"layers": [layer.record() for layer in found.layers], "links": found.links}
    except RefusedError as refusal:
        # a driver that got no memory says only that it cannot read the file
        short = refusal.key == "intake.unreadable" and _near_limit(limits)
        told = RefusedError("intake.memory", most=limits.memory_megabytes) if short else refusal
        result = {"refusal": told.record()}
    except MemoryError:
        result = {"refusal": RefusedError("intake.memory", most=limits.memory_megabytes).record()}
    (folder / RESULT).write_text(json.dumps(result), encoding="utf-8")


def _near_limit(limits: Limits) -> bool:
    """Whether this process once held nearly all the memory it may (Linux tells; elsewhere nothing is limited)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        peak_kb = int(status.partition("VmPeak:")[2].split()[0])
    except (OSError, ValueError, IndexError):
        return False
    return peak_kb > _NEARLY * limits.memory_megabytes * 1024


def _end(error: OSError) -> int:
    """The exit code for a refusal of the operating system."""
    return NO_ROOM if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)) else 1


def _confined(folder: Path) -> None:
    """Do the task of a folder in this process, whose only work it is."""
    limit_memory(Limits(**json.loads((folder / TASK).read_text(encoding="utf-8"))["limits"]))
    for heavy in ("geopandas", "pandas"):  # a reading library would load them unasked: a second each
        sys.modules.setdefault(heavy, None)  # type: ignore[arg-type]
    try:
        work(folder)
    except OSError as error:
        sys.exit(_end(error))


if __name__ == "__main__":
    _confined(Path(sys.argv[1]))
