"""What must hold of the national pack: numbers of units, people, kilometres and kilometres between capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from layers import file_digest
from pipeline.files import read_manifest

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES: Final = 45_000_000
_UNITS: Final = {"provinces_2022": 63, "provinces_2025": 34, "communes_2025": 3_321}
_CENSUS_2019: Final = 96_208_984  # people on 1 April 2019, rounded by province in the source
_PEOPLE_OFF: Final = 100
_KM: Final = (85_000.0, 110_000.0)  # of the routed classes, carriageways counted each


def faults(folder: Path) -> list[str]:
    """Everything in which the pack of a folder is not as it must be; empty if it is whole."""
    rows = read_manifest(folder)
    found = [f"{name}: not the file of the manifest" for name, row in rows.items() if not _as_listed(folder, row)]
    size = sum((folder / row["file"]).stat().st_size for row in rows.values())
    if size > LARGEST_BYTES:
        found.append(f"{size / 1e6:.1f} MB")
    for name, number in _UNITS.items():
        units = gpd.read_parquet(folder / rows[name]["file"])
        if len(units) != number or not units.geometry.is_valid.all():
            found.append(f"{name}: {len(units)} units, {(~units.geometry.is_valid).sum()} shapes invalid")
        people = int(units["population_2019"].sum())
        if abs(people - _CENSUS_2019) > _PEOPLE_OFF:
            found.append(f"{name}: {people:,} people of 2019")
    return found + _of_roads(pd.read_parquet(folder / rows["roads"]["file"]))


def _as_listed(folder: Path, row: dict[str, str]) -> bool:
    path = folder / row["file"]
    return path.is_file() and file_digest(path) == row["sha256"]


def _of_roads(roads: pd.DataFrame) -> list[str]:
    km = float(roads["length_m"].sum() / 1000)
    nodes = np.unique(roads[["from_node", "to_node"]].to_numpy())
    found = [] if _KM[0] <= km <= _KM[1] else [f"roads: {km:,.0f} km"]
    return found if len(nodes) == nodes.max() + 1 else [*found, "roads: nodes are not numbered through"]
