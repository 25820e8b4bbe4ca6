"""The reading process: ``python -m intake.reader FOLDER`` reads what lies there and leaves the result beside it.

``FOLDER`` holds ``task.json`` (format, limits) and the file under the name ``upload``. The result is
``result.json``: layers and notes, or a refusal.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shapely

from intake.files import archives, geopackage, json_check, shapefile_check, xml_check
from intake.files.formats import DRIVERS, Kind
from intake.files.layer import Layer, usable
from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from intake.files.table import read_table
from words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

_GPX_LAYERS: Final = ("waypoints", "routes", "tracks")
_STEM: Final = "layer"
_NEARLY: Final = 0.8  # of the memory allowed: a driver that asks for more at once gets none
NO_ROOM: Final = 28  # exit code where the disk is full
TASK, UPLOAD, RESULT = "task.json", "upload", "result.json"


@dataclass(frozen=True)
class Read:
    """What a file holds, and how many links to other documents were not followed."""

    layers: tuple[Layer, ...]
    links: int = 0


def read(kind: Kind, folder: Path, *, limits: Limits) -> Read:
    """Read the file ``upload`` of a folder.

    Raises
    ------
    RefusedError
        If it cannot be used, whole or at all.
    """
    content = (folder / UPLOAD).read_bytes()
    found = _READERS[kind](content, folder, limits)
    layers = tuple(layer for layer in found.layers if len(layer.geometry))
    return Read(usable(layers, limits=limits), found.links)


def _geojson(content: bytes, folder: Path, limits: Limits) -> Read:
    found = json_check.check_json(content, limits=limits)
    layers = _through_gdal(Kind.GEOJSON, found.content, folder, limits, count=found.features)
    return Read(_telling(layers, found.left_out))


def _gpkg(content: bytes, folder: Path, limits: Limits) -> Read:
    path = _put(folder, Kind.GPKG, content)
    views = geopackage.without_views(path)
    tables = geopackage.feature_tables(path)
    from intake.files.vector import read_layers, require_shapes  # noqa: PLC0415 - GDAL is loaded only where it is needed

    large: dict[str, RefusedError] = {}
    left, kept, vertices = limits.features, [], 0
    for name, count in sorted(
        tables.items(), key=lambda one: one[1]
    ):  # the small ones first: a network leaves them no room
        found = [] if count > left else read_layers(path, driver=DRIVERS[Kind.GPKG], layers=(name,), limits=limits)
        vertices += (more := sum(int(shapely.get_num_coordinates(layer.geometry).sum()) for layer in found))
        if count > left or vertices > limits.vertices:
            large[name] = RefusedError(
                "intake.layer_large", spot=Spot(layer=clean(name)[:60]), count=count, most=limits.features
            )
            vertices -= more
            continue
        require_shapes(found, count=count)
        left -= count
        kept += found
    if large and not any(len(layer.geometry) for layer in kept):
        _require_few(sum(tables.values()), limits)
        raise RefusedError("intake.vertices", most=limits.vertices)
    order = list(tables)
    kept.sort(key=lambda layer: order.index(layer.name))
    faults = [RefusedError("intake.view_left_out", name=clean(view)[:60]) for view in views]
    return Read(_telling(kept, [*large.values(), *faults]))


def _kml(content: bytes, folder: Path, limits: Limits) -> Read:
    found = xml_check.check_xml(content, root="kml", limits=limits)
    return Read(_through_gdal(Kind.KML, content, folder, limits, count=found.features), found.links)


def _kmz(content: bytes, folder: Path, limits: Limits) -> Read:
    return _kml(archives.unpack_kmz(content, limits=limits), folder, limits)


def _gpx(content: bytes, folder: Path, limits: Limits) -> Read:
    found = xml_check.check_xml(content, root="gpx", limits=limits)
    layers = _through_gdal(Kind.GPX, found.content, folder, limits, count=found.features, layers=_GPX_LAYERS)
    return Read(_telling(layers, found.left_out))


def _shapefile(content: bytes, folder: Path, limits: Limits) -> Read:
    layers: list[Layer] = []
    for name, path in archives.unpack_shapefiles(content, folder, limits=limits):
        count = shapefile_check.check_shapefile(path, name=name)
        _require_few(count, limits)
        told = shapefile_check.as_bytes(path)
        from intake.files.vector import read_layers, require_shapes  # noqa: PLC0415

        found = read_layers(path, driver=DRIVERS[Kind.SHAPEFILE], layers=None, limits=limits)
        require_shapes(found, count=count)
        layers += [replace(layer, name=name, lettering=told) for layer in found]  # the name on disk is ours
    return Read(tuple(layers))


def _zip(content: bytes, folder: Path, limits: Limits) -> Read:
    """An archive by what lies in it: shapefiles, MapInfo tables, or files of the other formats."""
    held = archives.endings(content, limits=limits)
    if "shp" not in held and held & {"tab", "mif"}:
        return _tables(content, folder, limits)
    for ending, read_one in (("gpkg", _gpkg), ("geojson", _geojson), ("json", _geojson), ("dxf", _dxf)):
        if "shp" not in held and ending in held:
            layers: list[Layer] = []
            for name, inner in archives.unpack_files(content, ending, limits=limits):
                found = read_one(inner, folder, limits).layers
                layers += [replace(layer, name=layer.name or name) for layer in found]
                _require_few(sum(len(layer.geometry) for layer in layers), limits)
            return Read(tuple(layers))
    return _shapefile(content, folder, limits)


def _tables(content: bytes, folder: Path, limits: Limits) -> Read:
    layers: list[Layer] = []
    large: list[RefusedError] = []
    from intake.files.vector import read_layers  # noqa: PLC0415

    for name, path in archives.unpack_tables(content, folder, limits=limits):
        found = read_layers(path, driver=DRIVERS[Kind.MIF], layers=None, limits=limits)
        if sum(len(layer.geometry) for layer in [*layers, *found]) > limits.features:
            large.append(
                RefusedError(
                    "intake.layer_large", spot=Spot(layer=name[:60]), count=f"> {limits.features}", most=limits.features
                )
            )
        else:
            layers += [replace(layer, name=name) for layer in found]  # the name on disk is ours
    return Read(_telling(layers, large))


def _mif(content: bytes, folder: Path, limits: Limits) -> Read:
    from intake.files.vector import read_layers  # noqa: PLC0415

    path = _put(folder, Kind.MIF, content)
    layers = read_layers(path, driver=DRIVERS[Kind.MIF], layers=None, limits=limits)
    return Read(tuple(replace(layer, name="") for layer in layers))


def _dxf(content: bytes, folder: Path, limits: Limits) -> Read:
    import pyogrio  # noqa: PLC0415

    from intake.files import vector  # noqa: PLC0415

    vector.require_drawing(content)

    pyogrio.set_gdal_config_options(vector.driver_settings(content))
    path = _put(folder, Kind.DXF, content)
    found = vector.read_layers(path, driver=DRIVERS[Kind.DXF], layers=(vector.ENTITIES,), limits=limits)
    _require_few(sum(len(layer.geometry) for layer in found), limits)
    return Read(tuple(layer for entities in found for layer in vector.by_layer(entities)))


def _csv(content: bytes, _folder: Path, limits: Limits) -> Read:
    return Read((read_table(content, limits=limits),))


_READERS: Final = {
    Kind.GEOJSON: _geojson,
    Kind.GPKG: _gpkg,
    Kind.KML: _kml,
    Kind.KMZ: _kmz,
    Kind.GPX: _gpx,
    Kind.SHAPEFILE: _zip,
    Kind.DXF: _dxf,
    Kind.MIF: _mif,
    Kind.CSV: _csv,
}


def _through_gdal(
    kind: Kind, content: bytes, folder: Path, limits: Limits, *, count: int, layers: tuple[str, ...] | None = None
) -> tuple[Layer, ...]:
    """The layers of a text whose own check counted ``count`` features."""
    from intake.files.vector import read_layers, require_features  # noqa: PLC0415

    _require_few(count, limits)
    found = read_layers(_put(folder, kind, content), driver=DRIVERS[kind], layers=layers, limits=limits)
    require_features(found, count=count)
    return tuple(replace(layer, name="" if layer.name == _STEM else layer.name) for layer in found)


def _telling(layers: Sequence[Layer], faults: Sequence[RefusedError]) -> tuple[Layer, ...]:
    """The layers, the first with what the whole file left out; a file with nothing else tells the first fault."""
    used = [layer for layer in layers if len(layer.geometry)]
    if faults and not used:
        raise faults[0]
    return (replace(used[0], left_out=(*used[0].left_out, *faults)), *used[1:]) if used else ()


def _require_few(count: int, limits: Limits) -> None:
    if count > limits.features:
        raise RefusedError("intake.features", count=count, most=limits.features)


def _put(folder: Path, kind: Kind, content: bytes) -> Path:
    """The content under a name of ours, with the extension its driver expects."""
    path = folder / f"{_STEM}.{kind.value}"
    path.write_bytes(content)
    return path


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
