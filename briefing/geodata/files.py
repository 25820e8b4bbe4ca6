"""Geodata files: GeoPackage, GeoJSON, Shapefile, KML and KMZ, with digests and licence inside, in the CRS asked for.

GeoJSON and Shapefile come as a ZIP of one file a layer. The same report gives the same bytes under ``SOURCE_DATE_EPOCH``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shapely

from briefing.content import archive, timestamp
from briefing.formats import GEODATA_FORMATS
from briefing.geodata.aliases import add_aliases, alias, columns_of
from briefing.geodata.crs import checked_crs, crs_name, datum_operation, in_crs, nearest_zone
from briefing.geodata.layer_styles import add_styles
from briefing.geodata.tables import SHORT, about, geolayers
from layers import WGS84
from words import InputError, say

if TYPE_CHECKING:
    import geopandas as gpd

    from briefing.content import ReportData
    from words import Lang


_DIGITS: Final = 7  # of a degree: a centimetre
_LONGEST_FIELD: Final = 10

Tables = Mapping[str, "gpd.GeoDataFrame"]


def geodata(report: ReportData, *, kind: str = "gpkg", crs: int = WGS84) -> bytes:
    """The layers of a briefing in one file.

    Parameters
    ----------
    kind
        One of ``GEODATA_FORMATS``.
    crs
        EPSG code, one of ``crs_codes()``.

    Raises
    ------
    InputError
        If format or system is unknown, or the format knows WGS 84 only.
    """
    if kind not in GEODATA_FORMATS:
        raise InputError("briefing.format_unknown", format=kind, known=", ".join(GEODATA_FORMATS))
    if checked_crs(crs) != WGS84 and GEODATA_FORMATS[kind].wgs84_only:
        raise InputError("geodata.wgs84_only", format=kind.upper())
    report.progress("geodata.step")
    crs = written_in(report, kind=kind, crs=crs)
    tables = geolayers(report, with_ground=GEODATA_FORMATS[kind].with_ground)
    tables = {name: in_crs(table, crs) for name, table in tables.items()}
    facts = about(report, system=f"EPSG:{crs} {crs_name(crs, report.request.lang)}", operation=datum_operation(crs))
    return GEODATA_FORMATS[kind].write(tables, facts, report)


def written_in(report: ReportData, *, kind: str, crs: int) -> int:
    """EPSG code of the CRS that a format is written in: the one asked for, or the zone nearest to the projects where it takes no degrees."""
    if crs != WGS84 or not GEODATA_FORMATS[kind].metres_only:
        return crs
    lines = [s.geometry for p in report.projects for s in p.sections]
    west, _, east, _ = shapely.total_bounds(lines) if lines else report.bounds
    return nearest_zone(float(west + east) / 2)


def write_gpkg(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    """One table a layer with its style, facts in the metadata."""
    title, lang = facts["title"], report.request.lang
    with tempfile.TemporaryDirectory() as folder, _dated():
        path = Path(folder) / "data.gpkg"
        for name, table in tables.items():
            called = say(f"geodata.layer_{name}", lang)
            table.to_file(
                path,
                layer=name,
                driver="GPKG",
                mode="a" if path.exists() else "w",
                VERSION="1.2",  # which every QGIS in use reads without a warning
                layer_metadata={**facts, "title": called},
                dataset_metadata=dict(facts),
                layer_options={"IDENTIFIER": called, "DESCRIPTION": f"{called}. {title}. {_line(facts, lang)}"},
            )
        add_styles(path, tables, report, description=title)
        add_aliases(path, tables, report.request.lang)
        return path.read_bytes()


@contextmanager
def _dated() -> Iterator[None]:
    """Let the driver of GeoPackages write the moment of the report in place of the clock's."""
    import pyogrio  # noqa: PLC0415 - as heavy as what it is needed for

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{timestamp():%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_geojson(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    """A ZIP of one file a layer."""
    files = {f"{name}.geojson": collection(table, name, facts) for name, table in tables.items()}
    return archive({**files, "README.txt": readme(tables, facts, report, short=False)})


def collection(table: gpd.GeoDataFrame, name: str, facts: Mapping[str, str]) -> bytes:
    """A layer as a GeoJSON FeatureCollection (RFC 7946: outer rings counter-clockwise), facts as a member of its own."""
    columns = [c for c in table.columns if c != "geometry"]
    shapes = shapely.orient_polygons(shapely.set_precision(table.geometry.to_numpy(), 10.0**-_DIGITS, mode="pointwise"))
    features = [
        {
            "type": "Feature",
            "properties": {c: _value(row[c]) for c in columns},
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(table.to_dict("records"), shapes, strict=True)
    ]
    box = [round(float(side), _DIGITS) for side in shapely.total_bounds(shapes)]
    content = {"type": "FeatureCollection", "name": name, "bbox": box, "about": dict(facts), "features": features}
    return (json.dumps(content, ensure_ascii=False) + "\n").encode("utf-8")


def _value(value: Any) -> Any:
    """A cell as JSON takes it; a missing figure is null."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return None
    return value.item() if hasattr(value, "item") else value


def write_shp(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    """A ZIP of one Shapefile a layer, with the full names of its columns."""
    files: dict[str, bytes] = {"README.txt": readme(tables, facts, report, short=True)}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            short = table.rename(columns={c: short_name(c) for c in table.columns if c != "geometry"})
            short.to_file(
                Path(folder) / f"{name}.shp",
                driver="ESRI Shapefile",
                encoding="UTF-8",
                layer_options={"DBF_DATE_LAST_UPDATE": f"{timestamp():%Y-%m-%d}"},
            )
        files |= {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    return archive(files)


def short_name(column: str) -> str:
    """The name of a column in a Shapefile: at most ten letters."""
    name = SHORT.get(column, column)
    assert len(name) <= _LONGEST_FIELD, column
    return name


def readme(tables: Tables, facts: Mapping[str, str], report: ReportData, *, short: bool, head: str = "") -> bytes:
    """What the files are: how to open them, facts, layers with what each column means, by its name in the file."""
    lang = report.request.lang
    lines = [
        facts["title"],
        "",
        *([head, ""] if head else []),
        *(f"{say(f'geodata.about_{k}', lang)}: {v}" for k, v in facts.items() if k != "title"),
        "",
    ]
    for name, table in tables.items():
        lines.append(f"{name}: {say(f'geodata.layer_{name}', lang)} ({len(table)})")
        for column in columns_of(table):
            names = dict.fromkeys([short_name(column) if short else column, column])
            lines.append(f"    {' = '.join([*names, alias(column, lang)])}")
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _line(facts: Mapping[str, str], lang: Lang) -> str:
    return "; ".join(f"{say(f'geodata.about_{k}', lang)}: {v}" for k, v in facts.items() if k != "title")
