"""The national sources: where their content comes from, and the tables read by several steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from layers import WGS84
from pipeline.files import ADMIN, OSM_2021, Origin, clean, source_path

if TYPE_CHECKING:
    from pipeline.files import Context

OSM: Final = replace(
    OSM_2021,
    source="OpenStreetMap, vector tiles of 6 August 2021 (tokenless-tiles/vietnam @dcfed9ab, /cambodia @6b7d93d9, /laos @a7654fd4)",
    source_vi="OpenStreetMap, mảnh bản đồ véc tơ ngày 06/8/2021 (tokenless-tiles/vietnam @dcfed9ab, /cambodia @6b7d93d9, /laos @a7654fd4)",
)
UNITS: Final = ADMIN
UNITS_2022: Final = replace(ADMIN, reference_date="2022-06-30")
PEOPLE: Final = (
    " · 2019: hgscarlette/vn-demographic @bfc55081, quanvoct/sapnhap @20dfc6c6"
    " · 2025: thienchi2109/dvhcvn-new @4d330e63, openhay-ai/openhay @110f32f0"
)
COMMUNES: Final = replace(ADMIN, source=ADMIN.source + PEOPLE, source_vi=ADMIN.source_vi + PEOPLE)
GATES: Final = Origin(
    source="vi.wikipedia, table of border gates of 5 August 2020 (izisoft/yii2 @6e3239c1); position: road x border line",
    source_url="https://vi.wikipedia.org/wiki/C%E1%BB%ADa_kh%E1%BA%A9u_Vi%E1%BB%87t_Nam",
    licence="CC-BY-SA-4.0; positions ODbL-1.0",
    attribution="vi.wikipedia (CC BY-SA 4.0) · © OpenStreetMap contributors (ODbL 1.0)",
    reference_date="2020-08-05",
    source_vi="vi.wikipedia, bảng cửa khẩu ngày 05/8/2020 (izisoft/yii2 @6e3239c1); vị trí: đường cắt đường biên giới",
)
PLACES: Final = replace(
    OSM,
    source=f"{OSM.source}; sea ports: searoute 1.6.0 and general knowledge; people: census 2019",
    source_vi=f"{OSM.source_vi}; cảng biển: searoute 1.6.0 và hiểu biết chung; dân số: Tổng điều tra 2019",
    licence="ODbL-1.0; ports Apache-2.0",
)
EXPRESSWAYS: Final = Origin(
    source="List after vi.wikipedia (repository and date unknown); status: hoavu2491/caotocvn.github.io @fb0a7669 (21 October 2025)",
    source_url="https://github.com/hoavu2491/caotocvn.github.io",
    licence="facts",
    attribution="vi.wikipedia; caotocvn",
    reference_date="2025-10-21",
    source_vi="Danh mục theo vi.wikipedia (không rõ kho lưu và ngày); hiện trạng: hoavu2491/caotocvn.github.io @fb0a7669 (21/10/2025)",
    licence_vi="số liệu công bố",
)
_CODES: Final = ("prov2022", "prov2025")


def places(context: Context) -> gpd.GeoDataFrame:
    """The points of ``places.csv``, codes as text, names tidied, EPSG:4326."""
    table = pd.read_csv(source_path(context, "places.csv"), dtype=dict.fromkeys(_CODES, str), encoding="utf-8")
    points = gpd.points_from_xy(table["lon"], table["lat"], crs=WGS84)
    named = table.assign(name=table["name"].map(clean)).drop(columns=["lon", "lat"])
    return gpd.GeoDataFrame(named, geometry=points)


def towns(context: Context) -> gpd.GeoDataFrame:
    """Capitals, other cities and towns."""
    known = places(context)
    return known[known["category"].isin(("capital", "city", "town"))]
