"""Where the sea is: the layers hold no coast of their own, only provinces that end at it."""

from __future__ import annotations

from typing import Final

import shapely

# South-east of this line, what is no province is sea (degrees, EPSG:4326); elsewhere it is land beyond the sources.
SEAWARD: Final = shapely.Polygon(
    [
        (106.6, 10.75),
        (106.6, 10.34),
        (106.76, 10.25),
        (106.8, 10.1),
        (106.8, 9),
        (110, 9),
        (110, 11.6),
        (108.4, 11.3),
        (107.2, 10.75),
    ]
)
