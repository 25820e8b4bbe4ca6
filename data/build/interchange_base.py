"""The base network as interchanges see it: how far away it is, and where its main roads cross a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from data.build.project_geometry import locate_m, to_plane
from layers.geodesy import VN2000_UTM48N

if TYPE_CHECKING:
    import geopandas as gpd

    from data.build.project_geometry import Line

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

    def link_m(self, lon_lat: Line, *, motorway: bool = False) -> tuple[int, str]:
        """The longest link allowed from this point, and a remark where it is not the usual 500 m."""
        tree = self._trees[motorway]
        spot = shapely.Point(to_plane(np.array([lon_lat]))[0])
        away_m = float(spot.distance(tree.geometries[tree.nearest(spot)]))
        if away_m <= LINK_M:
            return LINK_M, ""
        if away_m <= _FAR_M:
            long_m = int(np.ceil(away_m / 100) * 100)
            return long_m, f"; đường nền gần nhất cách {away_m:.0f} m, chấp nhận đoạn nối dài hơn 500 m"
        return LINK_M, f"; không có đường nền trong phạm vi 2 km (gần nhất {away_m / 1e3:.1f} km): chưa nối được"

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
