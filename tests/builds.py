"""What the tests of the build share: the small sources in the formats the build reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd

from pipeline.__main__ import run_step
from pipeline.files.context import INPUT, Context

SMALL = Path(__file__).parent / "sources"
GEOPACKAGES = ("lake_names", "landcover", "landuse", "parks", "peaks", "poi", "rivers", "roads_main", "water")
STEPS = ("study", "admin", "border", "roads", "waters", "gates", "places", "basemap", "published")


def small_sources(folder: Path) -> Path:
    """A folder laid out as the real sources, from the plain files in ``tests/sources``."""
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("*.py", "*.md", "__pycache__", "input"))
    osm = folder / "osm-2021-08"
    for name in GEOPACKAGES:
        gpd.read_file(osm / f"{name}.geojson").to_file(osm / f"{name}.gpkg")
    gpd.read_file(osm / "roads_minor.geojson").to_parquet(osm / "roads_minor.parquet")
    return folder


def small_tables(folder: Path) -> Path:
    """The product's hand-made tables with the shorter ones of ``tests/sources/input`` in their stead."""
    shutil.copytree(INPUT, folder)
    shutil.copytree(SMALL / "input", folder, dirs_exist_ok=True)
    return folder


def small_build(folder: Path, *, out: str = "geo") -> Context:
    """Every step that the small sources can feed, run once; the context of the result."""
    sources, tables = folder / "sources", folder / "tables"
    if not sources.exists():
        small_sources(sources)
        small_tables(tables)
    context = Context(sources=sources, facts=sources, out=folder / out, tables=tables)
    for step in STEPS:
        run_step(step, context)
    return context
