"""``overrides.csv``: the only place where what the map says of a road is changed, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers import VN2000_UTM48N, WGS84
from pipeline.roads.bounds import cut_along

if TYPE_CHECKING:
    from pipeline.files import Context

# What a row may change: the class, whether the road is closed to through trips, whether it was open in August 2021,
# whether a road mapped as one-way is so ("false": it leads both ways).
COLUMNS: Final = ("road_class", "closed", "open_2021", "oneway")
OF_2021: Final = ("open_2021", "oneway")  # of the map of August 2021 alone: a later one answers for itself


@dataclass(frozen=True)
class Override:
    """One row: which roads, what changes, why.

    ``box`` is west, south, east, north in degrees; ``ref``, ``name`` and ``road_class`` narrow it
    down where they are not empty.
    """

    row: int
    ref: str
    name: str
    road_class: str
    box: tuple[float, float, float, float]
    column: str
    value: str

    def rows(self, roads: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        """Which roads it concerns: those whose middle lies inside the box and that match the rest."""
        middle = shapely.line_interpolate_point(roads.geometry.to_numpy(), 0.5, normalized=True)
        inside: NDArray[np.bool_] = self.named(roads) & shapely.within(middle, shapely.box(*self.box))
        return inside

    def named(self, roads: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        """Which roads match number, name and class and meet the box."""
        mask: NDArray[np.bool_] = shapely.intersects(roads.geometry.to_numpy(), shapely.box(*self.box))
        for column, wanted in (("ref", self.ref), ("name", self.name), ("road_class", self.road_class)):
            if wanted:
                mask &= (roads[column].fillna("") == wanted).to_numpy()
        return mask & roads["oneway"].to_numpy(dtype=bool) if self.column == "oneway" else mask


def read_overrides(context: Context) -> list[Override]:
    """The rows of ``overrides.csv`` in their order."""
    return parse(context.table("overrides"))


def parse(table: pd.DataFrame) -> list[Override]:
    """Overrides from a table whose ``where`` reads ``bbox W S E N[; class=…][; name=…]``.

    Raises
    ------
    ValueError
        If a row cannot be understood; it names the row.
    """
    found = []
    for row, entry in enumerate(table.to_dict("records")):
        head, *more = (part.strip() for part in entry["where"].split(";"))
        word, *corners = head.split()
        options = dict(part.split("=", 1) for part in more)
        if word != "bbox" or len(corners) != 4 or entry["column"] not in COLUMNS or options.keys() - {"class", "name"}:  # noqa: PLR2004
            raise ValueError(f"overrides.csv, row {row}: {entry['where']!r}, {entry['column']!r}")
        west, south, east, north = map(float, corners)
        found.append(
            Override(
                row,
                entry["ref"],
                options.get("name", ""),
                options.get("class", ""),
                (west, south, east, north),
                entry["column"],
                entry["value"],
            )
        )
    return found


def cut_at_boxes(roads: gpd.GeoDataFrame, overrides: list[Override]) -> gpd.GeoDataFrame:
    """The roads with those an override names cut at the edge of its box."""
    made = roads
    for change in overrides:
        named = change.named(made)
        box = gpd.GeoSeries([shapely.box(*change.box)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
        pieces, _ = cut_along(made[named], area=box)
        made = gpd.GeoDataFrame(pd.concat([made[~named], pieces], ignore_index=True), crs=WGS84)
    return made


def apply_overrides(roads: gpd.GeoDataFrame, overrides: list[Override], *, strict: bool = True) -> gpd.GeoDataFrame:
    """The roads with ``closed``, ``open_2021``, ``override`` added and the overrides applied, later rows last.

    A road that is ``closed`` already, by its own tags, stays so where no row says otherwise.

    Raises
    ------
    ValueError
        If ``strict`` and a row concerns no road: the source changed and the row must be looked at.
    """
    made = roads.copy()
    if "closed" not in made:
        made["closed"] = False
    made["open_2021"] = True
    made["override"] = -1
    for change in overrides:
        mask = change.rows(roads)
        if strict and not mask.any():
            raise ValueError(f"overrides.csv, row {change.row}: no road matches")
        made.loc[mask, change.column] = change.value if change.column == "road_class" else change.value == "true"
        made.loc[mask, "override"] = change.row
    return made.set_crs(WGS84)
