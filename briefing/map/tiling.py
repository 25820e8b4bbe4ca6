"""A view too wide for one sheet of the scale asked for, shared out over several that overlap a little."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from briefing.map.extent import check_scale, fit, planar_bounds
from briefing.map.layout import plan
from words import InputError

if TYPE_CHECKING:
    from briefing.content import DataSource
    from briefing.map.print_request import PrintRequest

_OVERLAP: Final = 0.05  # of a frame, shared with the next
_HELD: Final = 0.97  # of a frame that its own bounds take, so that they fit at the scale
MOST_SHEETS: Final = 60


def tile_sheets(base: PrintRequest, *, source: DataSource) -> list[PrintRequest]:
    """One request for each sheet, by rows from the north-west; the scale is that of ``base``.

    Raises
    ------
    InputError
        If no scale is chosen, or there would be more sheets than anyone joins.
    """
    if base.scale is None:
        raise InputError("briefing.tiles_scale")
    check_scale(base.scale)
    base = replace(base, pair=False, format="pdf")
    box = plan(replace(base, scale=None, page=(1, 1)), source, []).sheet.maps[0]
    extent = fit(base.bounds, box=box, scale=base.scale)
    west, south, east, north = planar_bounds(base.bounds)
    width, height = (side / extent.mm_per_m * (1 - _OVERLAP) for side in (box.width, box.height))
    across, up = max(math.ceil((east - west) / width), 1), max(math.ceil((north - south) / height), 1)
    if across * up > MOST_SHEETS:
        raise InputError("briefing.tiles_many", count=across * up, most=MOST_SHEETS)
    sheets: list[PrintRequest] = []
    for row in range(up):
        for column in range(across):
            x = (west + east) / 2 + (column - (across - 1) / 2) * width
            y = (south + north) / 2 + ((up - 1) / 2 - row) * height
            own = replace(
                extent, west_m=x - box.width / extent.mm_per_m / 2, south_m=y - box.height / extent.mm_per_m / 2
            )
            half_x, half_y = box.width * _HELD / 2, box.height * _HELD / 2
            corners = np.array([box.centre]) + np.array([(-half_x, -half_y), (half_x, half_y)])
            (left, low), (right, top) = own.to_ground(corners).tolist()
            page = len(sheets) + 1, across * up
            sheets.append(replace(base, bounds=(left, low, right, top), page=page))
    return sheets
