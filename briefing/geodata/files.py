"""Geodata files: GeoPackage, GeoJSON, Shapefile, KML and KMZ, with digests and licence inside, in the CRS asked for.

GeoJSON and Shapefile come as a ZIP of one file a layer. The same report gives the same bytes under ``SOURCE_DATE_EPOCH``, but for the
GeoPackage, whose content is the same (SQLite pages are not). One datum operation leads to each CRS, and the files name it.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.transformer import TransformerGroup

from briefing.content import archive, timestamp
from briefing.geodata.kml import kml
from briefing.geodata.tables import SHORT, about, geolayers
from layers import VN2000_UTM48N, WGS84, require_crs, study
from words import InputError, Lang, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from briefing.content import ReportData


def systems() -> tuple[int, ...]:
    """EPSG codes of the systems offered: WGS 84, the region's zones of VN-2000, its UTM zone."""
    return WGS84, *(zone.epsg for zone in study().zones), VN2000_UTM48N


def require_system(code: int) -> int:
    """The code of a system offered.

    Raises
    ------
    InputError
        If it is none of ``systems``.
    """
    if code not in systems():
        raise InputError("geodata.system_unknown", code=code, known=", ".join(map(str, systems())))
    return code


def system_name(code: int, lang: Lang) -> str:
    """Its name, with the meridian of its zone."""
    zone = next((zone for zone in study().zones if zone.epsg == code), None)
    if zone is None:
        return say(f"geodata.system_{code}", lang)
    return say("geodata.system_zone", lang, meridian=zone.meridian, where=getattr(zone, f"where_{lang.value}"))


def operation(code: int) -> str:
    """Name of the operation from WGS 84; empty for WGS 84 itself."""
    return "" if code == WGS84 else str(_transformer(code).description)


def in_system(frame: gpd.GeoDataFrame, code: int) -> gpd.GeoDataFrame:
    """A frame in EPSG:4326 turned into a system; metres except in WGS 84.

    Raises
    ------
    InputError, DataError
        If the system is not offered, or the frame is not in EPSG:4326.
    """
    frame = require_crs(frame, layer="geodata")
    if require_system(code) == WGS84:
        return frame
    turn = _transformer(code)
    turned = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))
    )
    return frame.set_geometry(turned, crs=code)


@cache
def _transformer(code: int) -> Transformer:
    return TransformerGroup(WGS84, code, always_xy=True).transformers[0]


FORMATS: Final = ("gpkg", "geojson", "shp", "kml", "kmz")
ENDINGS: Final = {"gpkg": "gpkg", "geojson": "geojson.zip", "shp": "shp.zip", "kml": "kml", "kmz": "kmz"}
_WGS84_ONLY: Final = ("geojson", "kml", "kmz")
_DIGITS: Final = 7  # of a degree: a centimetre
_LONGEST_FIELD: Final = 10

Tables = dict[str, "gpd.GeoDataFrame"]


def geodata(report: ReportData, *, kind: str = "gpkg", crs: int = WGS84) -> bytes:
    """The layers of a briefing in one file.

    Parameters
    ----------
    kind
        One of ``FORMATS``.
    crs
        EPSG code, one of ``systems.systems()``.

    Raises
    ------
    InputError
        If format or system is unknown, or the format knows WGS 84 only.
    """
    if kind not in FORMATS:
        raise InputError("briefing.format_unknown", format=kind, known=", ".join(FORMATS))
    if require_system(crs) != WGS84 and kind in _WGS84_ONLY:
        raise InputError("geodata.wgs84_only", format=kind.upper())
    report.progress("geodata.step")
    tables = {name: in_system(table, crs) for name, table in geolayers(report).items()}
    facts = about(report, system=f"EPSG:{crs} {system_name(crs, report.request.lang)}", operation=operation(crs))
    return _WRITERS[kind](tables, facts, report)


def _gpkg(tables: Tables, facts: Mapping[str, str], _: ReportData) -> bytes:
    title = facts["title"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.gpkg"
        for name, table in tables.items():
            table.to_file(
                path, layer=name, driver="GPKG", mode="a" if path.exists() else "w", layer_metadata=dict(facts),
                dataset_metadata=dict(facts), layer_options={"IDENTIFIER": name, "DESCRIPTION": f"{title}. {_line(facts)}"},
            )  # fmt: skip
        return path.read_bytes()


def _geojson(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    files = {f"{name}.geojson": collection(table, name, facts) for name, table in tables.items()}
    return archive({**files, "README.txt": readme(tables, facts, report, short=False)})


def collection(table: gpd.GeoDataFrame, name: str, facts: Mapping[str, str]) -> bytes:
    """A layer as a GeoJSON FeatureCollection (RFC 7946), facts as a member of its own."""
    columns = [c for c in table.columns if c != "geometry"]
    features = [
        {
            "type": "Feature",
            "properties": {c: _value(row[c]) for c in columns},
            "geometry": shapely.geometry.mapping(
                shapely.set_precision(row["geometry"], 10.0**-_DIGITS, mode="pointwise")
            ),
        }
        for row in table.to_dict("records")
    ]
    content = {"type": "FeatureCollection", "name": name, "about": dict(facts), "features": features}
    return (json.dumps(content, ensure_ascii=False) + "\n").encode("utf-8")


def _value(value: Any) -> Any:
    """A cell as JSON takes it; a missing figure is null."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return None
    return value.item() if hasattr(value, "item") else value


def _shp(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    files: dict[str, bytes] = {"README.txt": readme(tables, facts, report, short=True)}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            short = table.rename(columns={c: short_name(c) for c in table.columns if c != "geometry"})
            short.to_file(
                Path(folder) / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8",
                layer_options={"DBF_DATE_LAST_UPDATE": f"{timestamp():%Y-%m-%d}"},
            )  # fmt: skip
        files |= {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    return archive(files)


def short_name(column: str) -> str:
    """The name of a column in a Shapefile: at most ten letters."""
    name = SHORT.get(column, column)
    assert len(name) <= _LONGEST_FIELD, column
    return name


def _kml(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    return kml(tables, facts, report)


def _kmz(tables: Tables, facts: Mapping[str, str], report: ReportData) -> bytes:
    return archive({"doc.kml": kml(tables, facts, report)})


def readme(tables: Tables, facts: Mapping[str, str], report: ReportData, *, short: bool) -> bytes:
    """What the files are: facts, layers, and of Shapefiles what each short name means."""
    lang = report.request.lang
    lines = [
        facts["title"],
        "",
        *(f"{say(f'geodata.about_{k}', lang)}: {v}" for k, v in facts.items() if k != "title"),
        "",
    ]
    for name, table in tables.items():
        lines.append(f"{name}: {say(f'geodata.layer_{name}', lang)} ({len(table)})")
        if short:
            named = {c: short_name(c) for c in table.columns if c != "geometry" and short_name(c) != c}
            lines += [f"    {new} = {old}" for old, new in named.items()]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _line(facts: Mapping[str, str]) -> str:
    return "; ".join(f"{k}: {v}" for k, v in facts.items() if k != "title")


_WRITERS: Final[dict[str, Callable[[Tables, Mapping[str, str], Any], bytes]]] = {
    "gpkg": _gpkg, "geojson": _geojson, "shp": _shp, "kml": _kml, "kmz": _kmz,
}  # fmt: skip
