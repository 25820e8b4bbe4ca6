"""For sheets: a country drawn by hand (two provinces side by side, a border in the north, two towns, four projects), and the shipped data."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import geopandas as gpd
import shapely

from briefing import PrintRequest
from briefing.content.data_source import DataSource
from layers.projects import Cost, Project, PublishedLength, Section

VIEW = (106.0, 11.0, 107.2, 12.0)
TOWNS = {"cap-tay-ninh": ("Tây Ninh", 106.1, 11.31), "cap-dong-xoai": ("Đồng Xoài", 106.9, 11.53)}


def frame(rows: list[dict], shapes: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


def section(project_id: str, order: int, status: str, quality: str, geometry: shapely.LineString) -> Section:
    opened = dt.date(2025, 8, 19) if status == "open" else None
    return Section(
        f"{project_id}/{order}", project_id, order, "Đoạn", "Section", 10.0, {}, quality, status, "2026-08-01", "", opened,
        None, "", 4, 100, "motorway", False, False, geometry,
    )  # fmt: skip


def project(project_id: str, name_vi: str, name_en: str, group: str, *sections: Section) -> Project:
    km = 10.0 * len(sections)
    schematic = 10.0 * sum(s.quality == "schematic" for s in sections)
    return Project(
        id=project_id, name_vi=name_vi, name_en=name_en, group=group, role="agreement", kind="expressway", access="crossing",
        upgrade_of=None, excludes=(), unit=True, status_2022_vi="", status_2022_en="", status_now_vi="", status_now_en="",
        status_date="", opening_vi="", opening_en="", opening_expected_year=None, phases=(), costs=(Cost(1000.0, 1200.0, "", "", None, 2025, "", True),), legal_vi="", legal_en="",
        published_lengths=(PublishedLength(72.75, "total", "", "", ""),), computed_length_km=km, computed_by_province_km={}, computed_new_km=km, computed_upgrade_km=0.0,
        quality_km={"mapped": km - schematic, "schematic": schematic}, sources=(), notes_vi="", notes_en="", unverified=(),
        sections=sections,
    )  # fmt: skip


def world() -> DataSource:
    """Tây Ninh and Bình Phước as two squares, Cambodia north of them."""
    west, east, north = (
        shapely.box(105.8, 10.8, 106.5, 11.8),
        shapely.box(106.5, 10.8, 107.5, 11.8),
        shapely.box(105.8, 11.8, 107.5, 12.5),
    )
    empty = {"kind": [], "name": [], "rank": [], "area_km2": []}
    places = [
        {"id": i, "kind": "provincial_capital", "name_vi": name, "name_en": name, "geometry": shapely.Point(x, y)}
        for i, (name, x, y) in TOWNS.items()
    ]
    towns = [(f"Thị trấn số {n}", 106.05 + 0.09 * (n % 12), 11.05 + 0.08 * (n // 12)) for n in range(108)]
    layers = {
        "provinces_2022": frame([{"code": c, "name": n, "name_en": n, "in_study": True} for c, n in (("72", "Tây Ninh"), ("70", "Bình Phước"))], [west, east]),
        "provinces_2025": frame([{"code": c, "name": n, "name_en": n, "in_study": True} for c, n in (("80", "Tây Ninh"), ("75", "Đồng Nai"))], [west, east]),
        "districts_2022": frame([{"code": "703", "kind_vi": "thành phố", "name": "Tây Ninh", "province_code": "72"}], [shapely.box(106.0, 11.2, 106.3, 11.4)]),
        "cambodia_provinces": frame([{"code": "KH-25", "name": "Tbong Khmum"}], [north]),
        "border": frame([{"province_code": "72"}, {"province_code": "70"}], [line((105.8, 11.8), (106.5, 11.8)), line((106.5, 11.8), (107.5, 11.8))]),
        "roads": frame(
            [{"road_class": c, "ref": r, "ramp": False} for c, r in (("trunk", "QL22B"), ("primary", "ĐT741"), ("tertiary", ""))],
            [line((106.1, 10.9), (106.1, 11.8)), line((106.9, 10.9), (106.9, 11.7)), line((106.1, 11.31), (106.9, 11.53))],
        ),
        "roads_cambodia": frame([{"road_class": "primary", "ref": "7"}], [line((106.1, 11.8), (106.3, 12.4))]),
        "rivers": frame([{"kind": "river", "name": "Sông Sài Gòn", "rank": 1}], [line((106.5, 11.8), (106.45, 11.4), (106.48, 10.9))]),
        "water": frame([{"kind": "lake", "name": "Hồ Dầu Tiếng", "rank": 1, "area_km2": 270.0}], [shapely.box(106.3, 11.3, 106.4, 11.5)]),
        "labels": frame(
            [
                {"name": "Sông Sài Gòn", "name_en": "Sài Gòn river", "kind": "river", "rank": 1},
                *({"name": n, "name_en": n, "kind": "town", "rank": 3} for n, _, _ in towns),
            ],
            [shapely.Point(106.45, 11.4), *(shapely.Point(x, y) for _, x, y in towns)],
        ),
        "places": gpd.GeoDataFrame(places, crs=4326),
        "gates": frame([{"name_vi": "Xa Mát", "name_en": "Xa Mát", "class": "international"}, {"name_vi": "Hưng Điền", "name_en": "Hưng Điền", "class": "secondary"}], [shapely.Point(106.1, 11.8), None]),
        "interchanges": frame([{"project_id": "ring-road", "assumed": True}], [shapely.Point(106.5, 11.2)]),
        **{name: gpd.GeoDataFrame(empty, geometry=[], crs=4326) for name in ("forest", "parks", "builtup", "industrial")},
    }  # fmt: skip
    projects = (
        project("hcm-road", "Đường Hồ Chí Minh", "Ho Chi Minh Road", "hcm_road", section("hcm-road", 1, "construction", "mapped", line((106.2, 11.1), (106.8, 11.5)))),
        project("ring-road", "Đường Vành đai 4", "Ring Road 4", "ring_roads", section("ring-road", 1, "open", "mapped", line((106.1, 11.2), (106.6, 11.2))), section("ring-road", 2, "planned", "schematic", line((106.6, 11.2), (107.0, 11.3)))),
        project("ql14c", "Quốc lộ 14C", "National Road 14C", "ql14c", section("ql14c", 1, "proposed", "schematic", line((106.1, 11.75), (107.0, 11.72)))),
        project("far-road", "Đường ở xa", "Far road", "expressways", section("far-road", 1, "open", "mapped", line((105.0, 10.3), (105.3, 10.4)))),
    )  # fmt: skip
    manifest = {"roads": {"reference_date": "2021-08-06"}, "projects": {"reference_date": "2026-08-01"}}
    return DataSource(layer=layers.__getitem__, projects=lambda: projects, manifest=lambda: manifest)


@cache
def shipped() -> DataSource:
    """The data the program ships, each layer read once in a process: a sheet changes none of them."""
    files = DataSource.of_folder()
    return replace(files, layer=cache(files.layer), projects=cache(files.projects), manifest=cache(files.manifest))


ALL = frozenset({"hcm-road", "ring-road", "ql14c", "far-road"})
WORLD = world()


def request(**more: object) -> PrintRequest:
    """A sheet of all of it."""
    return PrintRequest(**{"bounds": VIEW, "project_ids": ALL, "date": dt.date(2026, 11, 23)} | more)


def texts(drawing: object, where: str | None = None) -> str:
    """All that is written on the sheet, or what is written in one part of it."""
    return " ".join(w.text for w in drawing.canvas.written if where is None or w.where.startswith(where))


def overleaf(drawing: object) -> str:
    """All that is written on the pages after the sheet."""
    return " ".join(w.text for page in drawing.annex for w in page.written)
