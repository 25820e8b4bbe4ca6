"""The Cambodia border of the two provinces, and how far it lies from roads.

The border is walked in stretches of at most 100 m. A stretch is as far from a road as its middle;
lengths are geodesic, distances to roads planar in VN-2000 / UTM 48N (scale error below 0.06 %). Roads are
those that are routed (tertiary and above, in Vietnam, not closed to through trips) and the sections of the
scenario's projects; national roads are those numbered QL or CT. A road's distance says nothing of rivers,
forest or leave to pass in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.lines import Floats, MeasuredLines, planar
from analysis.stretches import strip_of
from analysis.upgrades import WIDE_M
from layers.digest import text_digest
from layers.geodesy import WGS84, require_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.scenarios import Scenario
    from analysis.world import World
    from layers.dataset import Dataset

NEAR_KM: Final = (2.0, 5.0, 10.0)
STEP_M: Final = 100.0
_SAME_DEG: Final = 1e-9
_NATIONAL: Final = ("QL", "CT")
_NATIONAL_KINDS: Final = ("national", "expressway")


@dataclass(frozen=True)
class BorderLine:
    """The border of the two provinces as one line, from the south-west of the first to the north-east of the second.

    Parameters
    ----------
    lines
        Parts in the order of the walk, each in its direction; small gaps between parts have no length.
    province
        Code of the province of each part.
    """

    lines: MeasuredLines
    province: NDArray[np.object_]

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, codes: Sequence[str]) -> BorderLine:
        """From the layer ``border`` (EPSG:4326): the parts of the provinces ``codes``, joined end to nearest end."""
        frame = require_crs(frame, layer="border")
        parts: list[tuple[str, Floats]] = []
        for code in codes:
            chosen = frame.geometry[frame["province_code"] == code].to_numpy()
            pieces = [
                shapely.get_coordinates(p) for p in shapely.get_parts(shapely.line_merge(shapely.union_all(chosen)))
            ]
            if not pieces:
                continue  # a province that does not reach the border
            start = parts[-1][1][-1] if parts else _south_west(pieces)
            parts += [(code, line) for line in _walked(pieces, start)]
        shapes = np.array([shapely.LineString(line) for _, line in parts], dtype=object)
        return cls(MeasuredLines.from_geometries(shapes), np.array([code for code, _ in parts], dtype=object))

    @property
    def begin_m(self) -> Floats:
        """Metres from the beginning of the border to the beginning of each part: (parts,)."""
        return np.concatenate([[0.0], np.cumsum(self.lines.length_m)[:-1]])

    def locate(self, lon_lat: Floats) -> Floats:
        """Metres along the border of the point of it that is nearest to each place (n, 2) in degrees."""
        flat = np.asarray(shapely.points(planar(lon_lat)))
        part = np.array([int(np.argmin(shapely.distance(self.lines.shapes, p))) for p in flat], dtype=np.int64)
        begin = self.begin_m
        return np.array(
            [begin[i] + self.lines.locate(i, shapely.get_coordinates(p))[0] for i, p in zip(part, flat, strict=True)]
        )


def _south_west(pieces: list[Floats]) -> Floats:
    """The end of some lines that lies farthest to the south-west."""
    ends = np.vstack([line[[0, -1]] for line in pieces])
    return np.asarray(ends[ends.sum(axis=1).argmin()])


def _walked(pieces: list[Floats], start: Floats) -> list[Floats]:
    """Lines in the order in which they are met from a point, each turned to lead on."""
    left, at, found = list(pieces), start, []
    while left:
        gaps = np.array([[np.hypot(*(line[end] - at)) for end in (0, -1)] for line in left])
        number, end = np.unravel_index(int(gaps.argmin()), gaps.shape)
        line = left.pop(int(number))
        found.append(line[::-1] if end else line)
        at = found[-1][-1]
    return found


@dataclass(frozen=True)
class BorderAccess:
    """How far the border lies from roads in one scenario.

    Parameters
    ----------
    frame
        Stretches in order, EPSG:4326: ``province``, ``length_m``, ``road_km``, ``national_km`` (distance of
        its middle to the nearest road and national road), ``digest``.
    """

    frame: gpd.GeoDataFrame
    digest: str

    def length_km(self, province: str | None = None) -> float:
        """Length of the border of a province, or of both."""
        return float(self._chosen(province)["length_m"].sum()) / 1000

    def within_km(self, limit_km: float, column: str, province: str | None = None) -> float:
        """Kilometres of border at most ``limit_km`` from a road (``road_km``) or national road (``national_km``)."""
        chosen = self._chosen(province)
        return float(chosen.loc[chosen[column] <= limit_km, "length_m"].sum()) / 1000

    def _chosen(self, province: str | None) -> gpd.GeoDataFrame:
        return self.frame if province is None else self.frame[self.frame["province"] == province]


def border_line(world: World) -> BorderLine:
    """The border of the two provinces; read once and kept with the world."""
    make = partial(_border_line, world.data)
    return world.keep(("border line",), make)


def _border_line(data: Dataset) -> BorderLine:
    return BorderLine.from_frame(data.read("border"), data.study.codes)


def border_access(world: World, scenario: Scenario) -> BorderAccess:
    """The stretches of the border with their distances to roads in a scenario."""
    return world.keep(("border access", scenario), lambda: _measured(world, scenario, border_line(world)))


def _measured(world: World, scenario: Scenario, border: BorderLine) -> BorderAccess:
    middles, stretches, length_m, province = [], [], [], []
    for part, whole_m in enumerate(border.lines.length_m):
        cuts = np.linspace(0.0, whole_m, max(int(np.ceil(whole_m / STEP_M)), 1) + 1)
        middles.append(border.lines.at(part, (cuts[1:] + cuts[:-1]) / 2))
        length_m.append(np.diff(cuts))
        province += [border.province[part]] * (len(cuts) - 1)
        stretches += [shapely.LineString(border.lines.cut(part, a, b)) for a, b in pairwise(cuts)]
    flat = np.asarray(shapely.points(planar(np.vstack(middles))))
    roads, national = _roads(world, scenario)
    digest = text_digest(["border", world.digest(scenario)])
    columns = {
        "province": province,
        "length_m": np.concatenate(length_m),
        "road_km": _gap_m(roads, flat) / 1000,
        "national_km": _gap_m(roads[national], flat) / 1000,
        "digest": digest,
    }
    return BorderAccess(gpd.GeoDataFrame(columns, geometry=np.array(stretches, dtype=object), crs=WGS84), digest)


def _gap_m(roads: NDArray[np.object_], points: NDArray[np.object_]) -> Floats:
    """Planar metres from each point to the nearest line; infinite if there is none."""
    roads = roads[~shapely.is_empty(roads)]  # of a section that fell as a whole nothing is left
    if not len(roads):
        return np.full(len(points), np.inf)
    _, gaps = shapely.STRtree(roads).query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(gaps, dtype=np.float64)


def _roads(world: World, scenario: Scenario) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Roads of the scenario in planar metres, and which of them are national."""
    roads, table = world.network.roads, world.links.sections
    open_ = world.open_roads(scenario)
    built = world.built_sections(scenario) & ~table.existing
    kinds = [world.projects[str(i)].kind in _NATIONAL_KINDS for i in table.project_id[built]]
    numbered = np.array([_is_national(ref) for ref in roads.ref[open_]], dtype=bool)
    shapes = np.concatenate([roads.lines.shapes[open_], _standing(world, scenario, built)])
    return shapes, np.concatenate([numbered, np.array(kinds, dtype=bool)])


def _standing(world: World, scenario: Scenario, built: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Lines of the sections built, without what the scenario closes: of an upgrade where its road falls."""
    roads, table = world.network.roads, world.links.sections
    shapes = table.lines.shapes[built].copy()
    gone, upgrades = world.fallen(scenario), ~table.new[built]
    if len(gone.roads) and upgrades.any():
        fallen = shapely.buffer(shapely.union_all(roads.lines.shapes[gone.roads]), WIDE_M)
        shapes[upgrades] = shapely.difference(shapes[upgrades], fallen)
    if len(gone.segments):
        strips = [strip_of(world.links, gone.segments, int(s)) for s in np.flatnonzero(built)]
        shapes = np.asarray(shapely.difference(shapes, strips), dtype=object)
    return shapes


def _is_national(ref: str) -> bool:
    return any(part.strip().startswith(_NATIONAL) and not part.strip().startswith("QLN") for part in ref.split(";"))


def drawn(access: BorderAccess, breaks_km: Sequence[float] = NEAR_KM, column: str = "road_km") -> gpd.GeoDataFrame:
    """Neighbouring stretches of one class joined for drawing: ``class_number``, ``province``, ``length_km``."""
    frame = access.frame
    number = np.searchsorted(np.asarray(breaks_km), frame[column].to_numpy(), side="left")
    lines = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    begins = lines[0][np.append(True, np.diff(lines[1]) > 0)]
    ends = lines[0][np.append(np.diff(lines[1]) > 0, True)]
    apart = (number[1:] != number[:-1]) | (frame["province"].to_numpy()[1:] != frame["province"].to_numpy()[:-1])
    apart |= (np.abs(begins[1:] - ends[:-1]) > _SAME_DEG).any(axis=1)
    run = np.concatenate([[0], np.cumsum(apart)])
    joined = gpd.GeoDataFrame(
        {"run": run, "class_number": number, "province": frame["province"], "length_km": frame["length_m"] / 1000},
        geometry=frame.geometry, crs=WGS84,
    ).dissolve("run", aggfunc={"class_number": "first", "province": "first", "length_km": "sum"})  # fmt: skip
    joined["geometry"] = shapely.line_merge(joined.geometry.to_numpy())
    joined["digest"] = access.digest
    return joined.reset_index(drop=True)
