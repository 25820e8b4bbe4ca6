"""The questions, each with its finding."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import platform
import re
import shutil
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

import layers
from words import DataError, InputError

_ROOT: Final = Path(__file__).resolve().parent.parent
_PINS: Final = _ROOT / "requirements.txt"
_OLDEST, _NEWEST = (3, 11), (3, 13)
_FREE_GB, _MEMORY_GB = 1.0, 2.0
_PORT: Final = 8501
_DATABASE: Final = "LIEN_TINH_DATABASE"
_FONT: Final = Path("mpl-data", "fonts", "ttf", "DejaVuSans.ttf")
_MAP: Final = _ROOT / "assets" / "leaflet" / "leaflet" / "leaflet.js"
_GIGA: Final = 1e9


class State(StrEnum):
    """How a finding reads."""

    GOOD = "good"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """The answer to one question.

    Parameters
    ----------
    key
        Of its sentence, ``doctor.<key>``.
    values
        What fills the sentence.
    """

    key: str
    state: State
    values: dict[str, Any] = field(default_factory=dict)


def findings(*, port: int = _PORT) -> Iterator[Finding]:
    """All questions, one after the other; none of them changes anything or asks another machine."""
    for ask in (_python, _packages, _map_files, _fonts, _data, _writing, _disk, _memory, lambda: _port(port), _cluster):
        yield ask()
    yield _database()


def _python() -> Finding:
    good = _OLDEST <= sys.version_info[:2] <= _NEWEST
    told = {"version": platform.python_version(), "system": platform.platform(terse=True), "count": os.cpu_count()}
    return Finding("python", State.GOOD if good else State.FAULT, told)


def _packages() -> Finding:
    """Whether what is pinned is installed as it is pinned; of an installed library, whether all is there."""
    wrong, count = [], 0
    for name, wanted in _wanted():
        count += 1
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "–"
        if found == "–" or (wanted and found != wanted):
            wrong.append(f"{name} {found}" + (f" ≠ {wanted}" if wanted else ""))
    if wrong:
        return Finding("packages_wrong", State.FAULT, {"names": "; ".join(wrong)})
    return Finding("packages", State.GOOD, {"count": count})


def _wanted() -> Iterator[tuple[str, str]]:
    """Names and versions; without a list of pins, what the library itself declares."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - told as missing where it is

    with suppress(OSError):
        lines = _PINS.read_text(encoding="utf-8").splitlines()
        named = (re.split(r"[#\\]", line, maxsplit=1)[0].strip() for line in lines)  # hashes follow behind a backslash
        for text in (one for one in named if one and not one.startswith("-")):
            asked = Requirement(text)
            if asked.marker is None or asked.marker.evaluate():
                yield asked.name, next((s.version for s in asked.specifier), "")
        return
    with suppress(PackageNotFoundError):
        for text in requires("lien-tinh") or ():
            asked = Requirement(text)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                yield asked.name, ""


def _map_files() -> Finding:
    good = _MAP.is_file() or not _PINS.is_file()  # an installed library brings its own
    return Finding("map_files" if good else "map_files_missing", State.GOOD if good else State.FAULT)


def _fonts() -> Finding:
    """Whether the font of printed maps is where the drawing library keeps it."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return Finding("fonts_none", State.NOTE)
    good = (Path(found.origin).parent / _FONT).is_file()
    return Finding("fonts" if good else "fonts_missing", State.GOOD if good else State.FAULT)


def _data() -> Finding:
    try:
        altered, digest = layers.altered_layers(), layers.data_digest()
    except DataError as fault:
        return Finding("data_faulty", State.FAULT, {"fault": fault})
    folder = layers.data_folder()
    if altered:
        return Finding("data_altered", State.NOTE, {"names": ", ".join(altered), "folder": folder})
    return Finding("data", State.GOOD, {"digest": digest, "folder": folder})


def _writing() -> Finding:
    folder = layers.kept_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-"):
            pass
    except OSError as fault:
        return Finding("not_writable", State.FAULT, {"folder": folder, "detail": fault.strerror or str(fault)})
    return Finding("writable", State.GOOD, {"folder": folder})


def _disk() -> Finding:
    free_gb = shutil.disk_usage(_ROOT).free / _GIGA
    return Finding("disk", State.GOOD if free_gb >= _FREE_GB else State.FAULT, {"free": free_gb, "needed": _FREE_GB})


def _memory() -> Finding:
    free = _free_memory()
    if free is None:
        return Finding("memory_unknown", State.NOTE)
    good = free / _GIGA >= _MEMORY_GB
    return Finding("memory", State.GOOD if good else State.NOTE, {"free": free / _GIGA, "needed": _MEMORY_GB})


def _free_memory() -> int | None:
    """Bytes that programs may still have, as the system tells it."""
    with suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("MemAvailable")).split()[1])
    if sys.platform == "win32":
        return _windows_memory()
    return None


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of Windows."""

    _fields_ = [
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "free", "pages", "pages_free", "room", "room_free", "more")),
    ]


def _windows_memory() -> int | None:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - of Windows alone
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _port(port: int) -> Finding:
    """Whether the program, or another one, listens on its port."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        if probe.connect_ex(("127.0.0.1", port)):
            return Finding("port_free", State.GOOD, {"port": port})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError, ValueError), opener.open(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
        told = json.loads(answer.read())
        return Finding("port_ours", State.GOOD, {"port": port, "pages": told["pages"]})
    return Finding("port_taken", State.NOTE, {"port": port})


def _cluster() -> Finding:
    try:
        return Finding("cluster", State.GOOD, {"version": version("distributed")})
    except PackageNotFoundError:
        return Finding("no_cluster", State.GOOD)


def _database() -> Finding:
    """Whether the shared database answers, where one is named."""
    url = os.environ.get(_DATABASE, "")
    if not url:
        return Finding("no_database", State.GOOD)
    try:
        from store import database  # noqa: PLC0415 - a driver that few have

        return Finding("database", State.GOOD, {"version": database.checked(url)})
    except ModuleNotFoundError:
        return Finding("database_driver", State.FAULT)
    except InputError as fault:
        return Finding("database_faulty", State.FAULT, {"fault": fault})
