"""The world, kept on disk as it is once joined: a command need not cut the network anew.

Kept are the roads, the cut network, the projects on it, connectors, speeds and places, under the bytes
of all layers an analysis reads and under the program that joined them; the projects' own records are read
from their file. What cannot be read, or is damaged, is joined anew from the layers; a folder that
cannot be written is no fault. A user's own world is never kept.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import shapely

from analysis.archive import Arrays, keep_newest, read_archive, world_file, write_archive
from analysis.barriers import Barriers
from analysis.graph import Arcs
from analysis.lines import MeasuredLines
from analysis.network import Network, Roads
from analysis.project_links import Joints, ProjectLinks, Segments
from analysis.sections import SectionTable
from analysis.speeds import Mode, SpeedCase, SpeedTable
from analysis.touches import Interchange
from analysis.urban import UrbanArea
from analysis.world import Place, World
from layers.dataset import Dataset
from layers.projects import FILE, read_projects

if TYPE_CHECKING:
    from pathlib import Path

_MOST_KEPT: Final = 4  # editions of the data and of the program
_PARTS: Final = {
    "barriers": Barriers,
    "roads": Roads,
    "lines": MeasuredLines,
    "sections": SectionTable,
    "segments": Segments,
    "joints": Joints,
}
_Made = TypeVar("_Made")


def load_world(folder: Path | None = None, *, cache: Path | None = None) -> World:
    """Everything from ``data/geo`` (or another folder of the same layout), as it was joined before if it was.

    Parameters
    ----------
    cache
        Where joined worlds are kept; by default ``var/world``.

    Raises
    ------
    DataError
        If a file is missing or damaged.
    """
    data = Dataset.of(folder)
    path = world_file(data, cache)
    kept = read_archive(path)
    if kept is not None:
        with contextlib.suppress(
            KeyError, TypeError, ValueError, IndexError, AttributeError, shapely.errors.ShapelyError
        ):
            return _restored(*kept, data)
    from analysis.loading import join_world  # noqa: PLC0415 - needed this once

    world = join_world(data)
    with contextlib.suppress(OSError):
        write_archive(path, *_flat(world))
        keep_newest(path.parent, _MOST_KEPT)
    return world


def _flat(world: World) -> tuple[Arrays, dict[str, object]]:
    """A world as arrays and a header."""
    arrays: Arrays = {"urban": np.frombuffer(shapely.to_wkb(world.urban.shape), dtype=np.uint8)}
    texts: dict[str, list[str]] = {}
    for name in ("network", "links", "connectors"):
        _flatten(name, getattr(world, name), arrays, texts)
    header: dict[str, object] = {
        "data_digest": world.data_digest,
        "texts": texts,
        "places": [asdict(p) for p in world.places.values()],
        "interchanges": [asdict(i) for i in world.interchanges],
        "speeds": [[*key, value] for key, value in world.speeds.kmh.items()],
    }
    return arrays, header


def _flatten(name: str, value: object, arrays: Arrays, texts: dict[str, list[str]]) -> None:
    """Every array of a dataclass of arrays under its path; texts as numbers of a list."""
    if is_dataclass(value):
        for field in fields(value):
            _flatten(f"{name}.{field.name}", getattr(value, field.name), arrays, texts)
        return
    array = np.asarray(value)
    if array.dtype == object:
        known = {text: number for number, text in enumerate(dict.fromkeys(array.tolist()))}
        texts[name] = list(known)
        array = np.array([known[text] for text in array.tolist()], dtype=np.int32)
    arrays[name] = array


def _restore(kind: type[_Made], name: str, arrays: Arrays, texts: dict[str, list[str]]) -> _Made:
    """The dataclass that ``_flatten`` took apart."""
    parts: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        at = f"{name}.{field.name}"
        if field.name in _PARTS:
            parts[field.name] = _restore(_PARTS[field.name], at, arrays, texts)
        elif at in texts:
            parts[field.name] = np.array([*texts[at], ""], dtype=object)[:-1][arrays[at]]
        else:
            parts[field.name] = arrays[at]
    return kind(**parts)


def _restored(arrays: Arrays, header: dict[str, Any], data: Dataset) -> World:
    """A world from what was kept of it and the projects' file."""
    texts = header["texts"]
    speeds = {(Mode(m), SpeedCase(c), str(k), bool(r), bool(u)): float(v) for m, c, k, r, u, v in header["speeds"]}
    interchanges = (Interchange(**{**i, "connects_to": tuple(i["connects_to"])}) for i in header["interchanges"])
    return World(
        data_digest=header["data_digest"],
        data=data,
        places={p["place_id"]: Place(**p) for p in header["places"]},
        projects={p.id: p for p in read_projects(data.folder / FILE.name)},
        network=_restore(Network, "network", arrays, texts),
        links=_restore(ProjectLinks, "links", arrays, texts),
        connectors=_restore(Arcs, "connectors", arrays, texts),
        speeds=SpeedTable(speeds),
        interchanges=tuple(interchanges),
        urban=UrbanArea(shapely.from_wkb(arrays["urban"].tobytes())),
    )
