"""Average travel speeds: a table of assumptions, never a number in the code.

The table ``data/geo/speeds.csv`` has one row for each mode, road class, ramp and setting, with low,
central and high speeds in km/h and the source or "giả định". A missing row or an empty or zero
speed means: this mode may not use such a road.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from words.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_COLUMNS = ("mode", "road_class", "ramp", "urban", "low_kmh", "central_kmh", "high_kmh")


class Mode(StrEnum):
    """Who travels; motorcycles are barred from motorways and expressways."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    TRUCK = "truck"


class SpeedCase(StrEnum):
    """Which column of the table of travel speeds is used."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True)
class SpeedTable:
    """Speeds in km/h keyed by (mode, case, road class, ramp, urban)."""

    kmh: dict[tuple[Mode, SpeedCase, str, bool, bool], float]

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> SpeedTable:
        """From the columns of ``speeds.csv``.

        Raises
        ------
        DataError
            If columns are missing or, on a row, low ≤ central ≤ high does not hold.
        """
        missing = [c for c in _COLUMNS if c not in frame.columns]
        if missing:
            raise DataError("errors.columns_missing", file="speeds.csv", columns=", ".join(missing))
        kmh: dict[tuple[Mode, SpeedCase, str, bool, bool], float] = {}
        for row in frame[list(_COLUMNS)].to_dict("records"):  # some sixty rows
            triple = [float(row[f"{case}_kmh"]) for case in SpeedCase]
            if not np.isnan(triple).any() and triple != sorted(triple):
                raise DataError("analysis.speeds_unordered", row=f"{row['mode']} {row['road_class']}")
            for case, value in zip(SpeedCase, triple, strict=True):
                if value > 0:
                    kmh[Mode(row["mode"]), case, row["road_class"], bool(row["ramp"]), bool(row["urban"])] = value
        return cls(kmh)

    def look_up(
        self,
        road_class: NDArray[np.object_],
        *,
        mode: Mode,
        case: SpeedCase,
        ramp: NDArray[np.bool_],
        urban: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Speed in km/h of each link, NaN where the mode is barred: (n,)."""
        result = np.full(len(road_class), np.nan)
        for (row_mode, row_case, row_class, row_ramp, row_urban), value in self.kmh.items():
            if row_mode is mode and row_case is case:
                result[(road_class == row_class) & (ramp == row_ramp) & (urban == row_urban)] = value
        return result
