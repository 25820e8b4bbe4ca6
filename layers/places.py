"""Places and gates: everything that can be the origin or destination of a trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


def read_gates(*, folder: Path | None = None) -> gpd.GeoDataFrame:
    """All border gates, also those published without a position (``position`` is ``unknown``)."""
    return read("gates", folder=folder)


def read_places(*, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Places and the gates whose position is known, in one frame of points.

    Gates carry ``kind`` = ``gate`` and keep their own columns (``class``, ``position`` …), which
    are empty for other places; the index runs from 0.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy
    import pandas as pd  # noqa: PLC0415

    gate_rows = read_gates(folder=folder)
    placed = gate_rows[gate_rows["position"] != "unknown"].assign(kind="gate")
    own = read("places", folder=folder)
    columns = [*own.columns, *(c for c in placed.columns if c not in own.columns)]
    records = own.astype(object).to_dict("records") + placed.astype(object).to_dict("records")
    joined = pd.DataFrame.from_records(records).reindex(columns=columns)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=own.crs)
