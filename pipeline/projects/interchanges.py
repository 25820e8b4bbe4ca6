"""Where expressways and rings may be entered: published points, listed junctions, assumed crossings with the main roads of the base network."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from layers import VN2000_UTM48N, WGS84
from pipeline.files import OSM_2026, Built
from pipeline.projects.geometry import chainages_m, locate_m, points_at, to_plane

if TYPE_CHECKING:
    from pipeline.projects.geometry import Line

Both = tuple[str, str]  # Vietnamese, English
_NOTHING: Final = ("", "")
LINK_M: Final = 500  # longest link that needs no entry in the list
_FAR_M: Final = 2_000.0
_RANK: Final = {"trunk": 0, "primary": 1, "secondary": 2}


class Base:
    """Motorways, ordinary roads and numbered main roads of the base network, indexed."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        plane = roads.geometry.to_crs(VN2000_UTM48N).to_numpy()
        ramp = roads["ramp"].to_numpy(dtype=bool)
        motorway = (roads["road_class"] == "motorway").to_numpy()
        self._trees = {True: shapely.STRtree(plane[motorway & ~ramp]), False: shapely.STRtree(plane[~motorway & ~ramp])}
        numbered = roads["ref"].str.contains("QL|ĐT").to_numpy() & roads["road_class"].isin(list(_RANK)).to_numpy()
        self._main = roads[numbered & ~ramp]
        self._main_tree = shapely.STRtree(self._main.geometry.to_numpy())

    def link_m(self, lon_lat: Line, *, motorway: bool = False) -> tuple[int, Both]:
        """The longest link allowed from this point, and a remark where it is not the usual 500 m."""
        tree = self._trees[motorway]
        spot = shapely.Point(to_plane(np.array([lon_lat]))[0])
        away_m = float(spot.distance(tree.geometries[tree.nearest(spot)]))
        if away_m <= LINK_M:
            return LINK_M, _NOTHING
        if away_m <= _FAR_M:
            long_m = int(np.ceil(away_m / 100) * 100)
            return long_m, (
                f"; đường nền gần nhất cách {away_m:.0f} m, chấp nhận đoạn nối dài hơn 500 m",
                f"; the nearest road of the base network is {away_m:.0f} m away, a link longer than 500 m is accepted",
            )
        return LINK_M, (
            f"; không có đường nền trong phạm vi 2 km (gần nhất {away_m / 1e3:.1f} km): chưa nối được",
            f"; no road of the base network within 2 km (the nearest at {away_m / 1e3:.1f} km): not joined yet",
        )

    def crossings(self, line: Line, own: list[tuple[float, float]]) -> list[tuple[float, str]]:
        """Chainage and number of each crossing with a national or main provincial road, main roads first.

        Crossings on the stretches ``own``, where the project is itself a base road, are left out.
        """
        path = shapely.LineString(line)
        found: list[tuple[Any, ...]] = []
        for index in sorted(self._main_tree.query(path, predicate="intersects")):
            row = self._main.iloc[index]
            ref = next(ref for ref in row["ref"].split(";") if ref.startswith(("QL", "ĐT")))
            for point in shapely.get_parts(shapely.intersection(path, row.geometry)):
                at_m, _ = locate_m(line, (point.centroid.x, point.centroid.y))
                if not any(a <= at_m <= b for a, b in own):
                    found.append((_RANK[row["road_class"]], 0 if ref.startswith("QL") else 1, at_m, ref))
        return [(at_m, ref) for _, _, at_m, ref in sorted(found)]


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.files import Context
    from pipeline.projects.geometry import Line

    Table = dict[str, Any]

APART_M: Final = 5_000.0
_SAME_M: Final = 1_000.0  # a listed point and an end nearer than this are one interchange
_BESIDE_M: Final = 2_000.0  # a main road this near to a junction of two expressways is taken to join there
_ASSUMED: Final = ("giả định", "assumed")
_END: Final = ("điểm đầu, điểm cuối của tuyến", "one of the two ends of the road")


@dataclass(frozen=True)
class Point:
    """An interchange on its project's line, by chainage."""

    at_m: float
    name_vi: str
    name_en: str
    connects_to: str
    kind: str
    source: str
    source_en: str
    max_link_m: int = LINK_M
    opening: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Road:
    """A project as interchanges see it: its line and the stretches (chainages) that are base roads."""

    line: Line
    on_base: list[tuple[float, float]]

    @classmethod
    def from_sections(cls, sections: gpd.GeoDataFrame) -> Road:
        """From a project's sections, in any order."""
        ordered = sections.sort_values("order")
        parts = [shapely.get_coordinates(g) for g in ordered.geometry]
        ends = ordered["length_km"].cumsum().to_numpy() * 1e3
        starts = ends - ordered["length_km"].to_numpy() * 1e3
        along = ordered["upgrade"].to_numpy(dtype=bool)
        line = np.vstack([parts[0], *(part[1:] for part in parts[1:])])
        return cls(line, list(zip(starts[along].tolist(), ends[along].tolist(), strict=True)))


def built(context: Context, sections: gpd.GeoDataFrame, tables: Sequence[Table], roads: gpd.GeoDataFrame) -> Built:
    """The layer ``interchanges`` for every project entered at interchanges only, and what is listed for others."""
    listed = tomllib.loads(context.text("interchanges.toml"))
    projects = {str(key): Road.from_sections(part) for key, part in sections.groupby("project_id")}
    base = Base(roads)
    rows = [
        row for table in tables for row in _rows(table, points(table, projects, listed, base), projects[table["id"]])
    ]
    columns = ["id", "project_id", *(field.name for field in fields(Point) if field.name != "at_m"), "geometry"]
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
        frame=gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84),
        sort_by=("id",),
    )


def points(table: Table, projects: Mapping[str, Road], listed: Mapping[str, Any], base: Base) -> list[Point]:
    """Listed points first, then the ends, then assumed crossings as far as the published number allows."""
    own = projects[table["id"]]
    found = [_listed(row, own.line, base) for row in listed["points"] if row["project"] == table["id"]]
    if table["access"] == "crossing":
        return found  # it joins other roads wherever they cross
    for pair in listed["junctions"]:
        if table["id"] in pair["projects"]:
            found += _junction(pair, table["id"], projects)
    found += _ends(own.line, found, base)
    most = listed["published_number"].get(table["id"])
    for at_m, ref in base.crossings(own.line, own.on_base):
        near = [p for p in found if abs(p.at_m - at_m) < APART_M]
        beside = near and all(p.kind == "project" and abs(p.at_m - at_m) < _BESIDE_M for p in near)
        if beside or (not near and (most is None or _places(found) < most)):
            names = (f"Nút giao {ref} (giả định)", f"{ref} interchange (assumed)")
            found.append(Point(at_m, *names, ref, "base", *_ASSUMED, assumed=True))
    return found


def _places(found: Sequence[Point]) -> int:
    """How many places the points make up: those within 1 km are one interchange."""
    at = sorted(p.at_m for p in found)
    return sum(i == 0 or at_m - at[i - 1] > _SAME_M for i, at_m in enumerate(at))


def _rows(table: Mapping[str, Any], found: Sequence[Point], road: Road) -> Iterator[Table]:
    """The layer's rows of one project in the order of chainage."""
    ordered = sorted(found, key=lambda p: (p.at_m, p.kind, p.connects_to))
    for number, point in enumerate(ordered, start=1):
        told = {key: value for key, value in vars(point).items() if key != "at_m"}
        place = shapely.Point(points_at(road.line, [point.at_m])[0])
        yield {"id": f"{table['id']}/i{number:02d}", "project_id": table["id"], **told, "geometry": place}


def _ends(line: Line, found: Sequence[Point], base: Base) -> list[Point]:
    """Both ends of the road, unless a listed point with the base network stands there."""
    total = float(chainages_m(line)[-1])
    ends = []
    for at_m, vi, en in ((0.0, "Điểm đầu tuyến", "Start of the road"), (total, "Điểm cuối tuyến", "End of the road")):
        if min((abs(p.at_m - at_m) for p in found if p.kind == "base"), default=total) > _SAME_M:
            link_m, remark = base.link_m(points_at(line, [at_m])[0])
            ends.append(Point(at_m, vi, en, "", "base", *_with(_END, remark), link_m))
    return ends


def _listed(row: Mapping[str, Any], line: Line, base: Base) -> Point:
    """A point of the list, moved onto the line.

    Raises
    ------
    ValueError
        If it lies more than 500 m from its project.
    """
    at_m, away_m = locate_m(line, (row["lon"], row["lat"]))
    if away_m > LINK_M:
        raise ValueError(f"{row['name_en']} lies {away_m:.0f} m from {row['project']}")
    link_m, remark = base.link_m(points_at(line, [at_m])[0], motorway=row.get("motorway", False))
    names = (row["name_vi"], row["name_en"], row["connects_to"])
    told = _with(_source(row), remark)
    return Point(at_m, *names, "base", *told, link_m, row.get("opening", ""), row.get("assumed", False))


def _source(row: Mapping[str, Any]) -> Both:
    """The source of an entry of the list: an address reads the same in both languages."""
    return row["source"], row.get("source_en", row["source"])


def _with(source: Both, remark: Both) -> Both:
    return source[0] + remark[0], source[1] + remark[1]


def _junction(pair: Mapping[str, Any], project: str, projects: Mapping[str, Road]) -> list[Point]:
    """The point where ``project`` comes nearest to the other project of the pair, around ``near``.

    Where the other project is there an existing road, the point joins that road of the base too.

    Raises
    ------
    ValueError
        If the two lie farther apart than the pair allows.
    """
    other = next(p for p in pair["projects"] if p != project)
    place = tuple(pair["near"])
    for _ in range(40):  # projecting to and fro ends where the two lines cross or come nearest
        other_m, _ = locate_m(projects[other].line, place)
        place = tuple(points_at(projects[other].line, [other_m])[0])
        at_m, apart_m = locate_m(projects[project].line, place)
        place = tuple(points_at(projects[project].line, [at_m])[0])
    if apart_m > pair.get("within_m", LINK_M):
        raise ValueError(f"{project} and {other} lie {apart_m:.0f} m apart")
    link_m = LINK_M if apart_m <= LINK_M else int(np.ceil(apart_m / 100) * 100)
    remark = _NOTHING
    if apart_m > LINK_M:
        remark = (
            f"; hai tim tuyến cách nhau {apart_m:.0f} m: {pair['why']}",
            f"; the two centrelines are {apart_m:.0f} m apart: {pair['why_en']}",
        )
    told = _with(_source(pair), remark)
    point = Point(at_m, pair["name_vi"], pair["name_en"], other, "project", *told, link_m)
    if any(a <= other_m <= b for a, b in projects[other].on_base):
        return [point, replace(point, connects_to="", kind="base")]
    return [point]
