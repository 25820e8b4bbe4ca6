"""What own data cost: ``python -m benchmarks.own_data`` writes ``benchmarks/own_data.md``.

Wall seconds and, beside them, CPU seconds of this process and of the reading processes it started.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from analysis.scenarios.loading import align_route, load_world, with_user_data
from intake import read_upload
from layers.user_items import RouteFields, UserData
from user_data.fields import take
from user_data.file import read_file, write_file
from user_data.meaning import guess

REPORT = Path(__file__).with_suffix(".md")
VERTICES = 50_000
LIMIT_S = 3.0
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """A result, its wall seconds and its CPU seconds, children included."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    result = work()
    return result, time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def big_file() -> bytes:
    """A route of 50,000 vertices across both provinces, as GeoJSON."""
    along = np.linspace(0, 1, VERTICES)
    points = np.column_stack([106.1 + 0.8 * along, 11.3 + 0.23 * along + 0.01 * np.sin(60 * along)])
    feature = {
        "type": "Feature",
        "properties": {"ten": "x"},
        "geometry": {"type": "LineString", "coordinates": points.round(7).tolist()},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def accept(content: bytes) -> UserData:
    """Read a file, match its columns, and take it over, without the network."""
    offer = read_upload("a.geojson", content)
    features = offer.placed(offer.candidates[0])
    taken = take(features, guess(offer.columns), defaults=RouteFields("–"), file_name=offer.name)
    return UserData().added(routes=taken.routes, places=taken.places, zones=taken.zones)


def main() -> None:
    content = big_file()
    own, *reading = timed(lambda: accept(content))
    world, *loading = timed(load_world)
    route, *setting = timed(lambda: align_route(world, own.routes[0], snap=False))
    placed = UserData(routes=(route,))
    _, *joining = timed(lambda: with_user_data(world, placed))
    file, *writing = timed(lambda: write_file(placed))
    _, *opening = timed(lambda: read_file("a.gpkg", file))
    assert shapely.get_num_coordinates(own.routes[0].geometry) == VERTICES
    rows = {
        f"a file of {VERTICES:,} vertices read, checked and accepted (limit {LIMIT_S:g} s)": reading,
        "the route set on the network: stretches along roads": setting,
        "the network cut anew with it": joining,
        "the own-data file written": writing,
        "the own-data file opened": opening,
        "for comparison: the world loaded from `data/geo`": loading,
    }
    lines = [
        "# Own data",
        "",
        f"Written by `python -m benchmarks.own_data`; Python {platform.python_version()}, {os.cpu_count()} cores.",
        "",
        "| step | wall, s | CPU, s |",
        "|---|---|---|",
        *(f"| {name} | {wall:.2f} | {cpu:.2f} |" for name, (wall, cpu) in rows.items()),
    ]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
