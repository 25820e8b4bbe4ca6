"""Where expressways and rings may be entered: published points, listed junctions, assumed crossings.

``data/build/input/interchanges.toml`` lists what is known: points named in the collected facts,
junctions of two projects, and how many interchanges are published. Elsewhere crossings with
national and main provincial roads are taken as candidates, at least 5 km apart and never more than
the published number, each marked as assumed. Every point lies on its project's line.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from data.build.built import Built
from data.build.project_geometry import chainages_m, locate_m, points_at, to_plane
from data.build.sources import OSM_2026
from layers.geodesy import VN2000_UTM48N, WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.build.built import Context
    from data.build.project_geometry import Line

    Table = dict[str, Any]

APART_M: Final = 5_000.0
LINK_M: Final = 500
_SAME_M: Final = 1_000.0  # a listed point and an end nearer than this are one interchange
_BESIDE_M: Final = 2_000.0  # a main road this near to a junction of two expressways is taken to join there
_FAR_M: Final = 2_000.0
_RANK: Final = {"trunk": 0, "primary": 1, "secondary": 2}
_ASSUMED: Final = "giả định"


@dataclass(frozen=True)
class Point:
    """An interchange on its project's line, by chainage."""

    at_m: float
    name_vi: str
    name_en: str
    connects_to: str
    kind: str
    opening: str
    source: str
    assumed: bool
    max_link_m: int


def built(context: Context, sections: gpd.GeoDataFrame, tables: Sequence[Table], roads: gpd.GeoDataFrame) -> Built:
    """The layer ``interchanges`` for every project entered at interchanges only."""
    listed = tomllib.loads((context.tables / "interchanges.toml").read_text(encoding="utf-8"))
    reach = Reach(roads)
    lines = {str(key): project_line(part) for key, part in sections.groupby("project_id")}
    rows = [
        row
        for table in tables
        if table["access"] == "interchange" or any(row["project"] == table["id"] for row in listed["points"])
        for row in _rows(table, _points(table, lines, listed, sections, reach), lines[table["id"]])
    ]
    return Built(
        name="interchanges",
        file="interchanges.geojson",
        title_vi="Nút giao của các dự án",
        title_en="Interchanges of the projects",
        origin=OSM_2026,
        steps=(
            "points named in the facts, put on the project's line",
            "junctions of two projects where listed",
            "assumed crossings with national and main provincial roads, 5 km apart",
        ),
        steps_vi=(
            "Điểm nêu trong nguồn, chiếu lên tim tuyến của dự án",
            "Nút giữa hai dự án theo danh mục",
            "Giả định tại chỗ cắt quốc lộ, đường tỉnh chính, cách nhau ít nhất 5 km",
        ),
        quality="listed points by source; all others are assumptions, marked so",
        quality_vi="Điểm trong danh mục theo nguồn; các điểm khác là giả định và được ghi rõ",
        frame=gpd.GeoDataFrame(rows, crs=WGS84),
        sort_by=("id",),
    )


def project_line(sections: gpd.GeoDataFrame) -> Line:
    """All sections of a project as one line, (n, 2) degrees."""
    parts = [shapely.get_coordinates(g) for g in sections.sort_values("order").geometry]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _rows(table: Mapping[str, Any], points: Sequence[Point], line: Line) -> Iterator[Table]:
    """The layer's rows of one project in the order of chainage."""
    for number, point in enumerate(sorted(points, key=lambda p: p.at_m), start=1):
        told = {key: value for key, value in vars(point).items() if key != "at_m"}
        place = shapely.Point(points_at(line, [point.at_m])[0])
        yield {"id": f"{table['id']}/i{number:02d}", "project_id": table["id"], **told, "geometry": place}


def _points(
    table: Table, lines: Mapping[str, Line], listed: Mapping[str, Any], sections: gpd.GeoDataFrame, reach: Reach
) -> list[Point]:
    """Listed points first, then the ends, then assumed crossings as far as the number allows."""
    project = table["id"]
    line = lines[project]
    points = [_listed(row, line, reach) for row in listed["points"] if row["project"] == project]
    if table["access"] == "crossing":
        return points  # it joins other roads wherever they cross
    points += [_junction(pair, project, lines) for pair in listed["junctions"] if project in pair["projects"]]
    points += _ends(line, points, reach)
    most = listed["published_number"].get(project, len(points) + 1_000)
    for at_m, ref in _crossings(line, sections[sections["project_id"] == project], reach.roads):
        near = [p for p in points if abs(p.at_m - at_m) < APART_M]
        beside = near and all(p.kind == "project" and abs(p.at_m - at_m) < _BESIDE_M for p in near)
        if beside or (not near and len(points) < most):
            points.append(
                Point(
                    at_m,
                    f"Nút giao {ref} (giả định)",
                    f"{ref} interchange (assumed)",
                    ref,
                    "base",
                    "",
                    _ASSUMED,
                    True,
                    LINK_M,
                )
            )
    return points


def _ends(line: Line, points: Sequence[Point], reach: Reach) -> list[Point]:
    """Both ends of the road, unless a listed point with the base network stands there."""
    total = float(chainages_m(line)[-1])
    ends = []
    for at_m, vi, en in ((0.0, "Điểm đầu tuyến", "Start of the road"), (total, "Điểm cuối tuyến", "End of the road")):
        if min((abs(p.at_m - at_m) for p in points if p.kind == "base"), default=total) > _SAME_M:
            link_m, remark = reach.link_m(points_at(line, [at_m])[0])
            ends.append(Point(at_m, vi, en, "", "base", "", "điểm đầu, điểm cuối của tuyến" + remark, False, link_m))
    return ends


def _listed(row: Mapping[str, Any], line: Line, reach: Reach) -> Point:
    """A point of the list, moved onto the line."""
    at_m, away_m = locate_m(line, (row["lon"], row["lat"]))
    if away_m > LINK_M:
        raise ValueError(f"{row['name_en']} lies {away_m:.0f} m from {row['project']}")
    link_m, remark = reach.link_m(points_at(line, [at_m])[0], motorway=row.get("motorway", False))
    names = (row["name_vi"], row["name_en"], row["connects_to"])
    return Point(
        at_m, *names, "base", row.get("opening", ""), row["source"] + remark, row.get("assumed", False), link_m
    )


def _junction(pair: Mapping[str, Any], project: str, lines: Mapping[str, Line]) -> Point:
    """The point on ``project`` where it comes nearest to the other project of the pair, around ``near``."""
    other = next(p for p in pair["projects"] if p != project)
    place = tuple(pair["near"])
    for _ in range(40):  # projecting to and fro ends where the two lines cross or come nearest
        for line in (lines[other], lines[project]):
            at_m, apart_m = locate_m(line, place)
            place = tuple(points_at(line, [at_m])[0])
    if apart_m > pair.get("within_m", LINK_M):
        raise ValueError(f"{project} and {other} lie {apart_m:.0f} m apart")
    link_m = LINK_M if apart_m <= LINK_M else int(np.ceil(apart_m / 100) * 100)
    remark = f"; hai tim tuyến cách nhau {apart_m:.0f} m: {pair['why']}" if apart_m > LINK_M else ""
    return Point(at_m, pair["name_vi"], pair["name_en"], other, "project", "", pair["source"] + remark, False, link_m)


class Reach:
    """How far a point lies from the base network."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        self.roads = roads.assign(plane=roads.geometry.to_crs(VN2000_UTM48N).to_numpy())
        motorway = (roads["road_class"] == "motorway").to_numpy() & ~roads["ramp"].to_numpy(dtype=bool)
        ordinary = ~((roads["road_class"] == "motorway").to_numpy() | roads["ramp"].to_numpy(dtype=bool))
        self._trees = {
            flag: shapely.STRtree(self.roads["plane"].to_numpy()[own])
            for flag, own in ((True, motorway), (False, ordinary))
        }

    def link_m(self, lon_lat: Line, *, motorway: bool = False) -> tuple[int, str]:
        """The longest link allowed from this point, and a remark where it is above or beyond the usual 500 m."""
        tree = self._trees[motorway]
        spot = shapely.Point(to_plane(np.array([lon_lat]))[0])
        away_m = float(spot.distance(tree.geometries[tree.nearest(spot)]))
        if away_m <= LINK_M:
            return LINK_M, ""
        if away_m <= _FAR_M:
            return int(
                np.ceil(away_m / 100) * 100
            ), f"; đường nền gần nhất cách {away_m:.0f} m, chấp nhận đoạn nối dài hơn 500 m"
        return LINK_M, f"; không có đường nền trong phạm vi 2 km (gần nhất {away_m / 1e3:.1f} km): chưa nối được"


def _crossings(line: Line, sections: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> list[tuple[float, str]]:
    """Chainage and number of each crossing with a national or main provincial road, main roads first."""
    wanted = roads[roads["road_class"].isin(list(_RANK)) & ~roads["ramp"] & roads["ref"].str.contains("QL|ĐT")]
    plane = shapely.LineString(to_plane(line))
    geometry = wanted["plane"].to_numpy()
    hit = shapely.STRtree(geometry).query(plane, predicate="intersects")
    total = float(chainages_m(line)[-1])
    along = [(float(row.start), float(row.end)) for row in _upgraded(sections)]
    found = []
    for index in sorted(hit):
        row = wanted.iloc[index]
        for point in shapely.get_parts(shapely.intersection(plane, geometry[index])):
            at_m = total * float(shapely.line_locate_point(plane, point.centroid, normalized=True))
            if not any(a <= at_m <= b for a, b in along):
                found.append(
                    (
                        _RANK[row["road_class"]],
                        0 if "QL" in row["ref"] else 1,
                        round(at_m),
                        row["ref"].split(";")[0],
                        at_m,
                    )
                )
    return [(at_m, ref) for *_, ref, at_m in sorted(found)]


def _upgraded(sections: gpd.GeoDataFrame) -> Iterator[Any]:
    """Chainages of the sections that follow a base road: crossings there are not of this project."""
    ordered = sections.sort_values("order")
    ends = ordered["length_km"].cumsum() * 1e3
    frame = ordered.assign(start=ends - ordered["length_km"] * 1e3, end=ends)
    yield from frame[frame["upgrade"]].itertuples()
