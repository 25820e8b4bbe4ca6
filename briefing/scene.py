"""What a sheet shows: the layers cut to its frame, in millimetres of the paper.

Each layer is filtered by its bounds, projected, cut a little outside the frame and thinned to what a
printer can show; so a sheet of two provinces carries a tenth of the vertices of the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from briefing.sheet import Box
from layers.geodesy import require_crs
from layers.study import study

if TYPE_CHECKING:
    from briefing.extent import Extent

Reader = Callable[[str], gpd.GeoDataFrame]
BLEED_MM: Final = 3.0  # drawn beyond the frame and clipped there: no line ends visibly short of it
FINEST_MM: Final = 0.03  # below the width of the finest line


@dataclass
class Scene:
    """The layers of a sheet, each read once.

    Parameters
    ----------
    extent
        The frame.
    reader
        Gives a layer by its name in EPSG:4326.
    """

    extent: Extent
    reader: Reader
    _laid: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)

    @property
    def frame(self) -> Box:
        """The map's box on the sheet."""
        return self.extent.box

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """What the frame shows of a layer; its geometry is in millimetres on the sheet, without CRS."""
        if name not in self._laid:
            self._laid[name] = lay(self.reader(name), extent=self.extent, layer=name)
        return self._laid[name]

    @cached_property
    def window(self) -> shapely.Polygon:
        """The frame as a polygon, millimetres."""
        b = self.frame
        return shapely.box(b.x, b.y, b.right, b.top)

    @cached_property
    def covered(self) -> shapely.Geometry:
        """What of the frame the layers cover, millimetres: beyond it the paper is white."""
        ring = shapely.segmentize(shapely.box(*study().extent), 0.1)
        return shapely.intersection(self.window, shapely.transform(ring, self.extent.to_paper))


def lay(frame: gpd.GeoDataFrame, *, extent: Extent, layer: str) -> gpd.GeoDataFrame:
    """A layer on the paper: only what the frame shows, in millimetres.

    Raises
    ------
    DataError
        If the layer is not in EPSG:4326.
    """
    require_crs(frame, layer=layer)
    west, south, east, north = extent.bounds(margin_mm=BLEED_MM)
    bounds = frame.bounds.to_numpy()
    seen = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    frame = frame[seen]
    shapes = onto_paper(frame.geometry.to_numpy(), extent=extent)
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    plain = frame[kept].drop(columns=frame.geometry.name).reset_index(drop=True)
    return gpd.GeoDataFrame(plain, geometry=shapes[kept], crs=None)


def onto_paper(shapes: np.ndarray, *, extent: Extent, bleed: float = BLEED_MM) -> np.ndarray:
    """Geometries in degrees as cut and thinned geometries in millimetres."""
    if len(shapes) == 0:
        return shapes
    b = extent.box
    paper = shapely.transform(shapes, extent.to_paper)
    if shapely.get_dimensions(paper).max() == 0:
        inside = shapely.intersects(shapely.box(b.x, b.y, b.right, b.top), paper)
        paper[~inside] = shapely.Point()
        return paper
    cut = shapely.clip_by_rect(paper, b.x - bleed, b.y - bleed, b.right + bleed, b.top + bleed)
    thin = shapely.simplify(cut, FINEST_MM, preserve_topology=False)
    thin[~(shapely.length(thin) > 0)] = shapely.Point()  # a small loop can shrink to nothing
    return thin


def shared_lines(areas: gpd.GeoDataFrame) -> shapely.Geometry:
    """The edges of neighbouring areas, each once: a dash drawn twice would close its own gaps.

    The areas are a coverage (neighbours share their vertices), so that they can be thinned together.
    """
    if areas.empty:
        return shapely.MultiLineString()
    edges = shapely.boundary(shapely.make_valid(areas.geometry.to_numpy()))
    return shapely.line_merge(shapely.union_all(edges))


def inner_points(area: shapely.Geometry, *, many: int = 12) -> np.ndarray:
    """Points well inside an area, the one farthest from its edge first: (≤ many, 2)."""
    if shapely.is_empty(area):
        return np.empty((0, 2))
    part = max(shapely.get_parts(area), key=lambda p: p.area)
    west, south, east, north = part.bounds
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25)))
    within = shapely.contains_xy(part, x, y)
    points = np.column_stack([x, y])[within]
    if not len(points):
        return shapely.get_coordinates(part.representative_point())
    far = shapely.distance(shapely.points(points), part.exterior)
    apart = 0.08 * float(np.hypot(east - west, north - south))
    chosen: list[np.ndarray] = []
    while len(chosen) < many and far.max() > 0:
        chosen.append(points[np.argmax(far)])
        far[np.hypot(*(points - chosen[-1]).T) < apart] = 0
    return np.array(chosen).reshape(-1, 2)
