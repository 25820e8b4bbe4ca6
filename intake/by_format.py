"""Each format by its own reader: a check of ours, then the one driver; what does not fit the limits is named and left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import shapely

from intake import kml_names
from intake.files import archives, drawing, geopackage, json_check, mapinfo, shapefile_check, xml_check
from intake.files.csv_text import read_csv
from intake.files.formats import DRIVERS, EXTENSIONS, Kind
from intake.files.layer import Layer
from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from words import BYTE_LETTERS, clean

_GPX_LAYERS: Final = ("waypoints", "routes", "tracks")
_OF_GML: Final = frozenset({"gml_id", "lowerCorner", "upperCorner"})  # of every feature, told by nobody
_STEM: Final = "layer"
# in an archive, what may stand beside the data to tell of it: read only where nothing else is
_BESIDE: Final = ("csv", "json")
_PACKED: Final = ("tab", *(ending for ending in EXTENSIONS if ending not in ("zip", "txt")))


@dataclass(frozen=True)
class Read:
    """What a file holds, and how many links to other documents were not followed."""

    layers: tuple[Layer, ...]
    links: int = 0


def read_file(kind: Kind, content: bytes, folder: Path, *, limits: Limits) -> Read:
    """Read a file of a known format; ``folder`` is for what a driver needs as files.

    Raises
    ------
    RefusedError
        If it cannot be used, whole or at all.
    """
    return _READERS[kind](content, folder, limits)


@dataclass
class _Gathered:
    """Layers of several files or tables, as far as the limits go; what fails or is too much is named."""

    limits: Limits
    layers: list[Layer] = field(default_factory=list)
    faults: list[RefusedError] = field(default_factory=list)
    links: int = 0
    large: list[int] = field(default_factory=list)

    def add(self, read: Callable[[], Read], *, member: str = "", layer: str = "") -> None:
        """Take what a reader gives."""
        try:
            found = read()
        except RefusedError as fault:
            self.faults.append(fault.within(member=member))
            return
        count = sum(len(one.geometry) for one in [*self.layers, *found.layers])
        vertices = sum(int(shapely.get_num_coordinates(one.geometry).sum()) for one in [*self.layers, *found.layers])
        if count > self.limits.features or vertices > self.limits.vertices:
            own = sum(len(one.geometry) for one in found.layers)
            self.leave(own, member=member, layer=layer)
            return
        self.layers += found.layers
        self.links += found.links

    def leave(self, count: int, *, member: str = "", layer: str = "") -> None:
        """Name what is too much beside the rest."""
        self.large.append(count)
        spot = Spot(member=member, layer=layer)
        self.faults.append(RefusedError("intake.layer_large", spot=spot, count=count, most=self.limits.features))

    def whole(self) -> Read:
        """All layers, the first with what was left out; errors if there is none."""
        if self.large and not any(len(layer.geometry) for layer in self.layers):
            _require_few(max(self.large), self.limits)
            raise RefusedError("intake.vertices", most=self.limits.vertices)
        return Read(_telling(self.layers, self.faults), self.links)


def _geojson(content: bytes, folder: Path, limits: Limits) -> Read:
    found = json_check.check_json(content, limits=limits)
    layers = _through_gdal(Kind.GEOJSON, found.content, folder, limits, count=found.features)
    return Read(_telling(layers, found.left_out))


def _gpkg(content: bytes, folder: Path, limits: Limits) -> Read:
    path = _put(folder, Kind.GPKG, content)
    views = geopackage.without_views(path)
    tables = geopackage.feature_tables(path)
    gathered = _Gathered(limits)
    for name, count in sorted(tables.items(), key=lambda one: one[1]):  # small ones first: a network leaves no room

        def read(name: str = name, count: int = count) -> Read:
            from intake.files.vector import read_layers, require_shapes  # noqa: PLC0415 - GDAL only where it is needed

            layers = read_layers(path, driver=DRIVERS[Kind.GPKG], layers=(name,), limits=limits)
            require_shapes(layers, count=count)
            return Read(tuple(layers))

        if count > limits.features:
            gathered.leave(count, layer=clean(name)[:60])
        else:
            gathered.add(read, layer=clean(name)[:60])
    order = list(tables)
    gathered.layers.sort(key=lambda layer: order.index(layer.name))
    gathered.faults += [RefusedError("intake.view_left_out", name=clean(view)[:60]) for view in views]
    return gathered.whole()


def _kml(content: bytes, folder: Path, limits: Limits) -> Read:
    found = xml_check.check_xml(content, root="kml", limits=limits)
    content, own = kml_names.with_plain_names(content)
    layers = _through_gdal(Kind.KML, content, folder, limits, count=found.features)
    return Read(tuple(kml_names.renamed(layer, own) for layer in layers), found.links)


def _kmz(content: bytes, folder: Path, limits: Limits) -> Read:
    return _kml(archives.unpack_kmz(content, limits=limits), folder, limits)


def _gpx(content: bytes, folder: Path, limits: Limits) -> Read:
    found = xml_check.check_xml(content, root="gpx", limits=limits)
    layers = _through_gdal(Kind.GPX, found.content, folder, limits, count=found.features, layers=_GPX_LAYERS)
    return Read(_telling(layers, found.left_out))


def _gml(content: bytes, folder: Path, limits: Limits) -> Read:
    found = xml_check.check_xml(content, root="FeatureCollection", limits=limits)
    layers = _through_gdal(Kind.GML, found.content, folder, limits, count=found.features)
    named = (replace(layer, name=layer.name if len(layers) > 1 else "") for layer in layers)
    return Read(tuple(layer.without(_OF_GML) for layer in named))


def _flatgeobuf(content: bytes, folder: Path, limits: Limits) -> Read:
    from intake.files import vector  # noqa: PLC0415

    path = _put(folder, Kind.FLATGEOBUF, content)
    count = vector.count_features(path)
    _require_few(count, limits)
    layers = vector.read_layers(path, driver=DRIVERS[Kind.FLATGEOBUF], limits=limits)
    vector.require_features(layers, count=count)
    return Read(tuple(replace(layer, name="") for layer in layers))


def _zip(content: bytes, folder: Path, limits: Limits) -> Read:
    """An archive with all that lies in it: shapefiles, MapInfo tables, files of the other formats."""
    held = archives.endings(content, limits=limits)
    gathered = _Gathered(limits)
    if "shp" in held or not held & set(_PACKED):
        for name, path in archives.unpack_shapefiles(content, folder, limits=limits):
            gathered.add(lambda name=name, path=path: _shapefile(name, path, limits), member=name)  # type: ignore[misc]
    if held & {"tab", "mif"}:
        for name, path in archives.unpack_tables(content, folder, limits=limits):
            gathered.add(lambda name=name, path=path: _table(name, path, limits), member=name)  # type: ignore[misc]
    inner = [ending for ending in _PACKED if ending in held and ending not in ("tab", "mif")]
    data = [ending for ending in inner if ending not in _BESIDE]
    for ending in data or ([] if gathered.layers or gathered.faults else inner):
        for name, file in archives.unpack_files(content, ending, limits=limits):
            gathered.add(lambda e=ending, n=name, f=file: _inner(e, n, f, folder, limits), member=name)  # type: ignore[misc]
    return gathered.whole()


def _inner(ending: str, name: str, content: bytes, folder: Path, limits: Limits) -> Read:
    """A file of an archive: its layers bear its name too where they have one."""
    found = read_file(EXTENSIONS[ending], content, folder, limits=limits)
    many = len(found.layers) > 1
    named = (f"{name}: {layer.name}" if many and layer.name else name for layer in found.layers)
    return Read(tuple(map(lambda layer, new: replace(layer, name=new), found.layers, named)), found.links)


def _shapefile(name: str, path: Path, limits: Limits) -> Read:
    count = shapefile_check.check_shapefile(path, name=name)
    _require_few(count, limits)
    told = shapefile_check.as_bytes(path)
    from intake.files.vector import read_layers, require_shapes  # noqa: PLC0415

    found = read_layers(path, driver=DRIVERS[Kind.ZIP], limits=limits)
    require_shapes(found, count=count)
    return Read(tuple(replace(layer, name=name, lettering=told) for layer in found))  # the name on disk is ours


def _table(name: str, path: Path, limits: Limits) -> Read:
    told = mapinfo.as_bytes(path)
    from intake.files.vector import read_layers  # noqa: PLC0415

    found = read_layers(path, driver=DRIVERS[Kind.MIF], limits=limits)
    return Read(tuple(replace(layer, name=name, lettering=told) for layer in found))


def _mif(content: bytes, folder: Path, limits: Limits) -> Read:
    found = _table("", _put(folder, Kind.MIF, content), limits)
    return Read(_telling(found.layers, [RefusedError("intake.mid_missing")]))


def _dxf(content: bytes, folder: Path, limits: Limits) -> Read:
    import pyogrio  # noqa: PLC0415

    from intake.files import vector  # noqa: PLC0415

    drawing.require_drawing(content)
    page = drawing.code_page(content)
    pyogrio.set_gdal_config_options(drawing.driver_settings(page))
    path = _put(folder, Kind.DXF, content)
    found = vector.read_layers(path, driver=DRIVERS[Kind.DXF], layers=(drawing.ENTITIES,), limits=limits)
    _require_few(sum(len(layer.geometry) for layer in found), limits)
    told = [drawing.with_signs(x) if page is None else drawing.with_bytes(x, page) for x in found]
    return Read(tuple(layer for entities in told for layer in drawing.by_layer(entities)))


def _dgn(content: bytes, folder: Path, limits: Limits) -> Read:
    from intake.files import vector  # noqa: PLC0415

    drawing.require_design(content)
    path = _put(folder, Kind.DGN, content)
    found = vector.read_layers(path, driver=DRIVERS[Kind.DGN], limits=limits, encoding=BYTE_LETTERS.upper())
    _require_few(sum(len(layer.geometry) for layer in found), limits)
    told = (replace(layer, lettering="", crs="") for layer in found)
    return Read(tuple(layer for elements in told for layer in drawing.by_level(elements)))


def _csv(content: bytes, _folder: Path, limits: Limits) -> Read:
    return Read((read_csv(content, limits=limits),))


def _workbook(content: bytes, _folder: Path, limits: Limits) -> Read:
    from intake.files.spreadsheet import read_workbook  # noqa: PLC0415

    layers, left_out = read_workbook(content, limits=limits)
    gathered = _Gathered(limits, faults=left_out)
    for layer in layers:
        gathered.add(lambda layer=layer: Read((layer,)), layer=layer.name)  # type: ignore[misc]
    return gathered.whole()


_READERS: Final = {
    Kind.GEOJSON: _geojson,
    Kind.GPKG: _gpkg,
    Kind.KML: _kml,
    Kind.KMZ: _kmz,
    Kind.GPX: _gpx,
    Kind.GML: _gml,
    Kind.FLATGEOBUF: _flatgeobuf,
    Kind.ZIP: _zip,
    Kind.DXF: _dxf,
    Kind.DGN: _dgn,
    Kind.MIF: _mif,
    Kind.CSV: _csv,
    Kind.XLSX: _workbook,
    Kind.XLS: _workbook,
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
