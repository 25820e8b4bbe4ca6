"""How the small sources beside this file were cut from the real ones.

``python tests/sources/cut.py SOURCES FACTS`` writes them anew. Everything is GeoJSON, so that a person
can read it; the test turns each file back into the format the build reads.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

BOX = (106.14, 11.05, 106.20, 11.12)  # Mộc Bài gate, Bavet and Bến Cầu: 6.5 by 7.7 km
MINOR = (106.165, 11.065, 106.185, 11.085)  # minor roads are many: only those around the gate
HERE = Path(__file__).parent
VECTORS = (
    "admin/border_vn_kh.geojson",
    "admin/cambodia_provinces.geojson",
    "admin/communes_2025.geojson",
    "admin/provinces_2022.geojson",
    "admin/provinces_2025.geojson",
    "osm-2021-08/lake_names.gpkg",
    "osm-2021-08/landcover.gpkg",
    "osm-2021-08/landuse.gpkg",
    "osm-2021-08/parks.gpkg",
    "osm-2021-08/peaks.gpkg",
    "osm-2021-08/places.geojson",
    "osm-2021-08/poi.gpkg",
    "osm-2021-08/rivers.gpkg",
    "osm-2021-08/roads_main.gpkg",
    "osm-2021-08/roads_minor.parquet",
    "osm-2021-08/water.gpkg",
    "osm-2026-07/ports_industrial_parks.geojson",
)


def main(sources: Path, facts: Path) -> None:
    for file in VECTORS:
        cut_vector(sources / file, (HERE / file).with_suffix(".geojson"))
    communes = gpd.read_file(HERE / "admin/communes_2025.geojson")
    cut_table(sources / "population/commune_population_2019.csv", codes=set(communes["code"]))
    cut_table(sources / "population/district_population_2019.csv", codes=set(communes["dist2022"]))
    places = json.loads((facts / "places.json").read_text(encoding="utf-8"))["places"]
    west, south, east, north = BOX
    inside = [p for p in places if west <= p["lon"] <= east and south <= p["lat"] <= north]
    text = json.dumps({"places": inside}, ensure_ascii=False, indent=1) + "\n"
    (HERE / "places.json").write_text(text, encoding="utf-8", newline="\n")


def cut_vector(source: Path, target: Path) -> None:
    """Roads whole where they touch the box; all else clipped to it, or to the next wider box that holds something."""
    frame = gpd.read_parquet(source) if source.suffix == ".parquet" else gpd.read_file(source)
    if "roads" in source.name:
        box = MINOR if "minor" in source.name else BOX
        kept = frame[frame.intersects(shapely.box(*box))]
    else:
        kept = frame.iloc[:0]
        for wider in np.arange(0, 1, 0.1):
            cut = frame.clip_by_rect(BOX[0] - wider, BOX[1] - wider, BOX[2] + wider, BOX[3] + wider)
            kept = frame.set_geometry(cut)[~cut.is_empty]
            if len(kept):
                break
    rounded = shapely.transform(kept.geometry.to_numpy(), lambda c: np.round(c, 6))
    kept = kept.set_geometry(gpd.GeoSeries(rounded, index=kept.index, crs=4326)).sort_index()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(kept.to_json(drop_id=True, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def cut_table(source: Path, *, codes: set[str]) -> None:
    table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8")
    target = HERE / "population" / source.name
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        table[table["code"].isin(codes)].to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
