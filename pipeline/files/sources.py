"""The sources of the build: where each file lies, and the provenance its layers carry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from layers import require_crs
from pipeline.files.writing import Origin
from words import DataError

if TYPE_CHECKING:
    from pipeline.files.context import Context

TILES: Final = "osm-2021-08"  # folders of the sources, by the day they describe
EXTRACTS: Final = "osm-2026-07"
_OSM = "© OpenStreetMap contributors (ODbL 1.0) · © OpenMapTiles"

OSM_2021: Final = Origin(
    source="OpenStreetMap, vector tiles of 6 August 2021 (tokenless-tiles/vietnam @dcfed9ab, /cambodia @6b7d93d9)",
    source_url="https://github.com/tokenless-tiles/vietnam",
    licence="ODbL-1.0",
    attribution=_OSM,
    reference_date="2021-08-06",
    source_vi="OpenStreetMap, mảnh bản đồ véc tơ ngày 06/8/2021 (tokenless-tiles/vietnam @dcfed9ab, /cambodia @6b7d93d9)",
)
OSM_2026: Final = Origin(
    source="OpenStreetMap, extract of 31 July – 1 August 2026 (nhhoang220204-beep/ban-do-metro-tphcm @d3ed8c31, @9939515a)",
    source_url="https://github.com/nhhoang220204-beep/ban-do-metro-tphcm",
    licence="ODbL-1.0",
    attribution="© OpenStreetMap contributors (ODbL 1.0)",
    reference_date="2026-08-01",
    source_vi="OpenStreetMap, trích xuất ngày 31/7 – 01/8/2026 (nhhoang220204-beep/ban-do-metro-tphcm @d3ed8c31, @9939515a)",
)
ADMIN: Final = Origin(
    source="Administrative units of Vietnam (thanglequoc/vietnamese-provinces-database @cd580632, upstream sapnhap.bando.com.vn)",
    source_url="https://github.com/thanglequoc/vietnamese-provinces-database",
    licence="MIT",
    attribution="Boundaries: thanglequoc/vietnamese-provinces-database (MIT per repository; terms of the upstream portal not verified)",
    reference_date="2025-07-01",
    source_vi="Đơn vị hành chính Việt Nam (thanglequoc/vietnamese-provinces-database @cd580632, nguồn gốc sapnhap.bando.com.vn)",
    attribution_vi="Ranh giới: thanglequoc/vietnamese-provinces-database (MIT theo kho dữ liệu; điều khoản của cổng thông tin gốc chưa được kiểm chứng)",
)
CAMBODIA: Final = Origin(
    source="geoBoundaries KHM ADM1 (OpenStreetMap 2017), via SopheaEVC/Rong-ARG @4537d0d9, edge matched to Vietnam",
    source_url="https://www.geoboundaries.org",
    licence="ODbL-1.0",
    attribution="© OpenStreetMap contributors (ODbL 1.0), via geoBoundaries",
    reference_date="2017-01-01",
    source_vi="geoBoundaries KHM ADM1 (OpenStreetMap 2017), qua SopheaEVC/Rong-ARG @4537d0d9, biên giới khớp với Việt Nam",
    attribution_vi="© OpenStreetMap contributors (ODbL 1.0), qua geoBoundaries",
)
FACTS: Final = Origin(
    source="Facts collected from the pages named in each row",
    source_url="",
    licence="facts; compilation MIT",
    attribution="Sources named in each row",
    reference_date="2026-11-27",
    source_vi="Số liệu thu thập từ các trang ghi ở từng dòng",
    licence_vi="số liệu công bố; bản tổng hợp: MIT",
    attribution_vi="Nguồn ghi ở từng dòng",
)


def read_source(context: Context, file: str) -> gpd.GeoDataFrame:
    """A source file by its path inside the sources folder, EPSG:4326.

    Raises
    ------
    DataError
        If the file is missing or names another coordinate system.
    """
    path = source_path(context, file)
    frame = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    return require_crs(frame, layer=file)


def boundary(context: Context, layer: str, *, file: str) -> gpd.GeoDataFrame:
    """A boundary of the region, EPSG:4326: the source file, or the layer made of it where no sources are given.

    Raises
    ------
    DataError
        If neither is there: nobody knows where the region lies.
    """
    if context.sources is not None:
        return read_source(context, file)
    if not context.has(layer):
        raise DataError("build.no_boundary", layer=layer, folder=str(context.out))
    return context.read(layer)


def source_path(context: Context, file: str) -> Path:
    """The path of a source file; DataError if it is not there, or no folder was given."""
    if context.sources is None:
        raise DataError("build.no_sources", file=file)
    return _checked(context.sources / file)


def facts_path(context: Context, file: str) -> Path:
    """The path of a file of collected facts; DataError if it is not there, or no folder was given."""
    if context.facts is None:
        raise DataError("build.no_sources", file=file)
    return _checked(context.facts / file)


def _checked(path: Path) -> Path:
    if not path.exists():
        raise DataError("errors.file_missing", file=str(path))
    return path
