"""Damaged files made from good ones, read one after another in a process that watches itself.

``python tests/damage.py FOLDER FIRST LAST`` reads the damaged files of the seeds FIRST to LAST − 1 and
prints one JSON line for each breach: a crash, a hang, a file or socket opened elsewhere, a half read.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import brought
import numpy as np
import shapely

from intake import LIMITS, RefusedError
from intake.files.formats import EXTENSIONS, named
from intake.offer import offer_of
from intake.reader import UPLOAD, read
from words import Lang

SLOW_S = 5.0
WORTHWHILE = [
    b"\x00",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"<",
    b">",
    b"{",
    b"]",
    b'"',
    b",",
    b"1e999",
    b"-",
    b"NaN",
    b"../",
    b"&a;",
    b"=1+1",
]


PACKED = ("zip", "kmz", "xlsx")
WHOLE_OR_NOT = ("geojson", "kml", "kmz", "gpx", "gml", "fgb", "dgn", "dxf", "xlsx")  # a cut is told by the end
SHAPES = {
    "geojson": 4,
    "kml": 3,
    "kmz": 3,
    "gpx": 2,
    "csv": 4,
    "gpkg": 4,
    "zip": 2,
    "gml": 4,
    "fgb": 4,
    "dgn": 4,
    "dxf": 3,
    "mif": 2,
    "xlsx": 4,
    "xls": 5,
}


def damaged(good: dict[str, bytes], seed: int) -> tuple[str, bytes, str]:
    """Extension, content and kind of damage; the same for the same seed."""
    dice = random.Random(seed)
    extension = sorted(good)[seed % len(good)]
    content = good[extension]
    if extension in PACKED and dice.random() < 0.7:  # inside the archive: its checksums are right
        return extension, *_inside(content, dice)
    return extension, *_hurt(content, dice)


def _hurt(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    kind = dice.choice(["cut", "flip", "flip", "insert", "drop", "double", "number"])
    data, at = bytearray(content), dice.randrange(len(content))
    if kind == "cut":
        del data[at:]
    elif kind == "flip":
        for _ in range(dice.choice([1, 1, 4, 40])):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif kind == "insert":
        data[at:at] = dice.choice(WORTHWHILE) * dice.choice([1, 1, 3000])
    elif kind == "drop":
        del data[at : at + dice.choice([1, 8, 200])]
    elif kind == "double":
        data[at:at] = data[at : at + 300]
    else:
        data[at : at + 4] = dice.choice([b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"9999"])
    return bytes(data), kind


def _inside(content: bytes, dice: random.Random) -> tuple[bytes, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(files))
    files[name], kind = _hurt(files[name], dice) if files[name] else (b"x", "insert")
    return brought.zipped(files), kind


def breach(folder: Path, good: dict[str, bytes], seed: int) -> str:
    """What went wrong with one damaged file; empty if it was refused, or read whole but for what it names."""
    extension, content, kind = damaged(good, seed)
    for old in folder.iterdir():
        old.unlink()
    if extension == "xls" and hasattr(os, "fork"):
        return _apart(folder, content, kind)
    return _read(folder, extension, content, kind)


def _apart(folder: Path, content: bytes, kind: str) -> str:
    """As ``_read`` in a process of its own: on some damage the library asks for more memory or time than there is.

    The program reads every file so, ends it after a time, and says that its reader stopped
    (``test_a_reader_that_takes_too_long_or_dies_is_ended``).
    """
    told = folder / "breach"
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, SLOW_S)
        told.write_text(_read(folder, "xls", content, kind), encoding="utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    return told.read_text(encoding="utf-8") if told.is_file() else ""


def _read(folder: Path, extension: str, content: bytes, kind: str) -> str:
    began = time.process_time()  # others may keep the machine busy
    try:
        what = named(f"a.{extension}", content)
        (folder / UPLOAD).write_bytes(content)
        found = read(what.kind, folder, limits=LIMITS)
        offer = offer_of(what.name, found.layers, links=found.links, letters=LIMITS.letters)
        placed = offer.placed(offer.candidates[0])
    except RefusedError as refusal:
        sentences = [refusal.text(lang) for lang in Lang]
        return "" if all(sentences) else "no sentence"
    except Exception as error:  # noqa: BLE001 - what this looks for
        return f"{extension} {kind}: {type(error).__name__}: {error}"
    if time.process_time() - began > SLOW_S:
        return f"{extension} {kind}: slow"
    if not np.isfinite(shapely.get_coordinates([f.geometry for f in placed])).all():
        return f"{extension} {kind}: coordinates that are none"
    exact = (kind == "cut" and extension in WHOLE_OR_NOT) or extension in ("gpkg", "zip")
    told = [*offer.left_out, *offer.misplaced(offer.candidates[0])]
    named_out = [fault for fault in told if fault.spot.feature]  # what is left out is named, one by one
    if exact and kind not in ("double", "insert", "drop") and len(placed) + len(named_out) != SHAPES[extension]:
        return f"{extension} {kind}: half accepted, {len(placed)} of {SHAPES[extension]}"
    return ""


def tell(line: dict) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(folder: Path, first: int, last: int) -> None:
    place = folder / "work"
    place.mkdir()
    good = brought.good(folder) | brought.further(folder)
    assert set(good) == set(SHAPES) <= set(EXTENSIONS)
    opened: list[str] = []

    def watch(event: str, arguments: tuple) -> None:
        if event.startswith(("socket.", "subprocess.", "os.system")):
            opened.append(event)
        if (
            event == "open"
            and isinstance(arguments[0], str)
            and isinstance(arguments[1], str)
            and arguments[1][0] in "wax"
        ):
            opened.extend([arguments[0]] if not arguments[0].startswith(str(place)) else [])

    for seed in range(-len(good), 0):  # everything imported before the watch begins
        breach(place, good, seed)
    sys.addaudithook(watch)
    for seed in range(first, last):
        tell({"seed": seed})  # the last line names a seed that crashed
        if fault := breach(place, good, seed):
            tell({"seed": seed, "fault": fault})
    if opened:
        tell({"fault": f"opened {sorted(set(opened))[:5]}"})
    tell({"done": last - first})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
