"""What own data cost: ``python -m benchmarks.own_data`` writes ``benchmarks/own_data.md``.

Wall seconds and, beside them, CPU seconds of this process and of the reading processes it started. Files of an office are
read here through the checks and the process of their own, and by the library that reads them unchecked; the ratio is of CPU seconds.
"""

from __future__ import annotations

import io
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis.scenarios.loading import align_route, load_world, with_user_data
from benchmarks.waits.felt import own_data
from intake import read_upload
from layers import WGS84
from layers.user_items import RouteFields, UserData
from user_data.fields import take
from user_data.file import read_file, write_file
from user_data.meaning import guess

REPORT = Path(__file__).with_suffix(".md")
VERTICES = 50_000
LIMIT_S = 2.0
THINGS, CHANGE_LIMIT_S, READ_S = 40, 1.2, 10
OWN = "my data"
CHANGES = ("compare", "map", "connectivity")
DRAWING_LIMIT_S = 6.0
TICK_S = 0.01  # of the clock of CPU seconds
PEERS = {
    "big.geojson": "GeoJSON",
    "big.gpkg": "GPKG",
    "big.fgb": "FlatGeobuf",
    "big.gml": "GML",
    "big.dxf": "DXF",
    "big.xlsx": "openpyxl",
}
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


def big_drawing() -> bytes:
    """A drawing of nearly the 20 MB allowed: 4,900 polylines with 32 vertices of the old kind, each an entity of its own."""
    paper = ezdxf.new("R2000")
    space = paper.modelspace()
    dice = np.random.default_rng(0)
    for n in range(4_900):
        steps = dice.random((32, 2)) * (3, 2) - (0, 1)
        space.add_polyline2d(
            (np.cumsum(steps, axis=0) + np.array([600_000, 1_250_000 + n])).round(3).tolist(),
            dxfattribs={"layer": f"L{n % 20}"},
        )
    stream = io.StringIO()
    paper.write(stream)
    return stream.getvalue().encode("cp1252")


def big_table() -> bytes:
    """A sheet of 5,000 rows and ten columns."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append(["Tên", "Kinh độ", "Vĩ độ", *(f"c{i}" for i in range(7))])
    for n in range(5_000):
        sheet.append([f"Điểm {n}", 106.1 + n / 10_000, 11.3 + n / 10_000, *range(7)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def beside_peers(folder: Path) -> list[str]:
    """Rows of formats: read as the program does, and by the library alone."""
    line = shapely.from_geojson(json.dumps(json.loads(big_file())["features"][0]["geometry"]))
    table = gpd.GeoDataFrame({"ten": ["x"]}, geometry=[line], crs=WGS84)
    for name in ("big.gpkg", "big.fgb", "big.gml", "big.geojson"):
        table.to_file(folder / name, driver=PEERS[name])
    (folder / "big.dxf").write_bytes(big_drawing())
    (folder / "big.xlsx").write_bytes(big_table())
    rows = []
    for name, peer in PEERS.items():
        path = folder / name
        content = path.read_bytes()
        alone = (
            (lambda path=path: pd.read_excel(path, engine="openpyxl"))
            if peer == "openpyxl"
            else (lambda path=path: gpd.read_file(path))
        )
        _, _, own_s = timed(lambda content=content, name=name: read_upload(name, content))
        _, _, peer_s = timed(alone)
        megabytes = len(content) / 2**20
        by = "pandas with openpyxl" if peer == "openpyxl" else "geopandas"
        rows.append(
            f"| `{name}` | {megabytes:.1f} | {own_s:.2f} | {by} | {peer_s:.2f} | {own_s / max(peer_s, TICK_S):.1f} |"
        )
    return rows


def draw() -> None:
    """Draw the page that the session asks for, as the program does, without the list of pages; notes its CPU seconds."""
    from views.components import shell  # noqa: PLC0415 - pages only where they are measured
    from views.pages.browse import browse_page  # noqa: PLC0415
    from views.pages.compare import compare_page  # noqa: PLC0415
    from views.pages.connectivity import connectivity_page  # noqa: PLC0415
    from views.pages.user_data import user_data_page  # noqa: PLC0415
    from views.state import session  # noqa: PLC0415

    pages = {OWN: user_data_page, "map": browse_page, "compare": compare_page, "connectivity": connectivity_page}
    began_s = time.thread_time()
    session.restore()
    shell.header()
    pages[st.session_state.get("page", OWN)].show()
    shell.footer()
    session.show_in_address()
    st.session_state["spent"] = time.thread_time() - began_s


def page_changes() -> list[str]:
    """Rows of changes from "my data", with 40 things of one's own, to another page: CPU seconds until it stands answered."""
    at = AppTest.from_string("from benchmarks.own_data import draw\ndraw()", default_timeout=300)

    def spent(page: str) -> float:
        at.session_state["page"] = page
        at.run()
        assert not at.exception
        return float(at.session_state["spent"])

    for page in (*CHANGES, OWN):  # what all sessions share is there
        spent(page)
    own = own_data(THINGS)
    at.session_state["own_data"] = own
    at.session_state["view"] = replace(at.session_state["view"], routes=tuple(route.id for route in own.routes))
    rows = []
    for page in CHANGES:
        spent(OWN)
        time.sleep(READ_S)  # the list is looked at
        rows.append(f"| {page} | {spent(page):.2f} | {spent(page):.2f} |")
    return rows


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
    drawing = big_drawing()
    _, *drawn = timed(lambda: read_upload("a.dxf", drawing))
    rows = {
        f"a file of {VERTICES:,} vertices read, checked and accepted (limit {LIMIT_S:g} s)": reading,
        f"a drawing (DXF) of {len(drawing) / 2**20:.0f} MB read and checked (limit {DRAWING_LIMIT_S:g} s)": drawn,
        "the route set on the network: stretches along roads": setting,
        "the network cut anew with it": joining,
        "the own-data file written": writing,
        "the own-data file opened": opening,
        "for comparison: the world loaded from `data/geo`": loading,
    }
    with tempfile.TemporaryDirectory() as folder:
        peers = beside_peers(Path(folder))
    lines = [
        "# Own data",
        "",
        f"Written by `python -m benchmarks.own_data`; Python {platform.python_version()}, {os.cpu_count()} cores.",
        f"Load of the machine while this was measured: {os.getloadavg()[0]:.1f}; above {os.cpu_count()} the wall seconds say little, CPU seconds count.",
        "",
        "| step | wall, s | CPU, s |",
        "|---|---|---|",
        *(f"| {name} | {wall:.2f} | {cpu:.2f} |" for name, (wall, cpu) in rows.items()),
        "",
        f"Page changes with {THINGS} things of one's own (limit {CHANGE_LIMIT_S:g} s): CPU seconds of the run until the page stands answered. What the",
        f"comparison stands on is made beside the page of own data, whose list was looked at for {READ_S} seconds before the first change; ranges follow the answer.",
        "",
        "| to | first, s | again, s |",
        "|---|---|---|",
        *page_changes(),
        "",
        "A line of 50,000 vertices, the drawing above, a sheet of 5,000 rows; CPU seconds. Here a process starts (0.4 s), the file is looked",
        "through, read by one driver, checked, and its coordinate system is told; the peers read it as it is, in the process that runs.",
        "",
        "| file | MB | read here | peer | peer, s | ratio |",
        "|---|---|---|---|---|---|",
        *peers,
    ]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
