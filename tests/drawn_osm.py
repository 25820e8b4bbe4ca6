"""A small OpenStreetMap extract drawn on paper at the gate Mộc Bài: metres east and north of 106.18 E, 11.09 N."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

DATE = "2026-10-31"
LON, LAT = 106.18, 11.09
_M = 1 / 111_000  # about a metre in degrees

# Vietnam lies north and east of the border line, which runs through (-730, -1550) towards (-1600, -350).
WAYS = (
    ({"highway": "primary", "ref": "22"}, [(0, 0), (-1000, -1000), (-3000, -3000)]),  # goes over into Cambodia
    ({"highway": "secondary", "maxspeed": "30", "lanes": "2"}, [(0, 0), (500, 0), (800, 0), (1000, 0)]),
    ({"highway": "secondary", "surface": "unpaved"}, [(1000, 0), (1000, 500), (1000, 1000)]),
    ({"highway": "tertiary", "maxspeed": "50 mph"}, [(1000, 1000), (500, 1000), (0, 1000)]),
    ({"highway": "tertiary", "oneway": "-1", "name": "Đường Một Chiều"}, [(0, 1000), (0, 0)]),  # driven northwards
    ({"highway": "tertiary", "access": "private"}, [(500, 0), (500, 1000)]),
    ({"highway": "tertiary", "motor_vehicle": "no"}, [(0, 1000), (-200, 1000)]),
    ({"highway": "secondary", "junction": "roundabout"}, [(1000, 0), (1100, -100), (1200, 0), (1100, 100), (1000, 0)]),
    ({"highway": "tertiary"}, [(1200, 0), (1600, 0), (1600, 250), (1100, 250)]),
    ({"highway": "tertiary", "bridge": "yes", "layer": "1"}, [(1100, 250), (900, 250)]),  # over the unpaved road
    ({"highway": "tertiary", "lanes": "1"}, [(900, 250), (800, 250), (800, 0)]),
    ({"highway": "secondary_link", "oneway": "yes"}, [(1100, -100), (1600, -200), (1600, 0)]),
    ({"highway": "tertiary", "oneway": "yes"}, [(1600, 0), (1900, 0)]),  # leads nowhere
    ({"highway": "tertiary"}, [(0, 2500), (300, 2500)]),  # an island
    ({"highway": "tertiary"}, [(1000, 1000), (1000, 1300)]),
    (
        {"highway": "tertiary", "access": "no", "motor_vehicle": "yes"},
        [(1000, 1306), (1000, 1600)],
    ),  # after a hole of 6 m
    ({"highway": "tertiary"}, [(1000, 1650), (1000, 1900)]),  # after one of 50 m
    ({"highway": "construction", "construction": "primary"}, [(1000, 500), (1500, 500)]),
    ({"highway": "proposed", "proposed": "trunk"}, [(0, 1000), (1000, 1900)]),
    ({"route": "ferry"}, [(0, 1000), (0, 2500)]),
    ({"highway": "residential"}, [(0, 1000), (0, 2500)]),
)


def osm_file(path: Path, ways=WAYS, *, head: str = f' timestamp="{DATE}T20:21:02Z"') -> Path:
    """Write the ways as an ``.osm`` file; points that are equal are one node."""
    numbers: dict[tuple[float, float], int] = {}
    for _, points in ways:
        for point in points:
            numbers.setdefault(point, len(numbers) + 1)
    lines = [f"<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\"{head}>"]
    for (x, y), number in numbers.items():
        lon, lat = LON + x * _M / np.cos(np.radians(LAT)), LAT + y * _M
        lines.append(f'<node id="{number}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"/>')
    for number, (tags, points) in enumerate(ways, start=1):
        nodes = "".join(f'<nd ref="{numbers[point]}"/>' for point in points)
        said = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
        lines.append(f'<way id="{number}" version="1">{nodes}{said}</way>')
    path.write_text("\n".join([*lines, "</osm>\n"]), encoding="utf-8", newline="\n")
    return path
