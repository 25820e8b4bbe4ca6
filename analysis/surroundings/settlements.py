"""Where the people of a commune live, as far as the map tells: on its built-up land, or anywhere in it.

No count of people below the commune is at hand. So its people of 2019 are spread evenly over the built-up land inside it,
the layer that decides between urban and rural speeds; a commune in which there is none spreads them over all of it. That
layer follows residential land and minor streets, not how many live there, so that what is read from it is an estimate.
Planar metres of VN-2000; shares of areas alone leave this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.accessibility import communes
from layers import VN2000_UTM48N

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.network import Floats, Ints
    from analysis.scenarios import World


BUILT_UP: Final = "urban_area"


@dataclass(frozen=True)
class Settled:
    """Inhabited land in pieces.

    Parameters
    ----------
    shapes
        Planar pieces, none in two communes: (pieces,).
    commune
        Position of each piece's commune in ``communes(world)``: (pieces,).
    people
        People of 2019 of each piece: (pieces,).
    drawn
        Whether built-up land is drawn in each commune: (communes,).
    """

    shapes: NDArray[np.object_]
    commune: Ints
    people: Floats
    drawn: NDArray[np.bool_]

    def people_in(self, area: shapely.Geometry) -> float:
        """People of the parts of the pieces that lie in a planar area."""
        shapely.prepare(area)
        near = shapely.STRtree(self.shapes).query(area, predicate="intersects")
        if not len(near):
            return 0.0
        inside = shapely.area(shapely.intersection(self.shapes[near], area)) / shapely.area(self.shapes[near])
        return float(inside @ self.people[near])


def planar_layer(world: World, layer: str) -> gpd.GeoDataFrame:
    """A layer in planar metres, valid shapes alone; kept with the world."""

    def make() -> gpd.GeoDataFrame:
        flat = world.data.read(layer).to_crs(VN2000_UTM48N)
        flat["geometry"] = shapely.make_valid(flat.geometry.to_numpy())
        return flat

    return world.keep(("planar layer", layer), make)


def planar_communes(world: World) -> NDArray[np.object_]:
    """The communes' polygons in planar metres, in the order of ``communes``."""
    return world.keep(
        ("planar communes",),
        lambda: np.asarray(shapely.make_valid(communes(world).frame.to_crs(VN2000_UTM48N).geometry.to_numpy())),
    )


def settled(world: World) -> Settled:
    """The inhabited land of a world, kept with it."""
    return world.keep(("settled",), lambda: _settled(world))


def _settled(world: World) -> Settled:
    found, areas = communes(world), planar_communes(world)
    built = planar_layer(world, BUILT_UP).geometry.to_numpy()
    one, other = shapely.STRtree(built).query(areas, predicate="intersects")
    pieces = shapely.intersection(areas[one], built[other])
    kept = shapely.area(pieces) > 1.0  # m²: what only touches is none
    one, pieces = one[kept], pieces[kept]
    drawn = np.isin(np.arange(len(areas)), one)
    shapes = np.concatenate([pieces, areas[~drawn]])
    commune = np.concatenate([one, np.flatnonzero(~drawn)]).astype(np.int64)
    size = shapely.area(shapes)
    whole = np.bincount(commune, weights=size, minlength=len(areas))
    return Settled(shapes, commune, np.nan_to_num(found.people)[commune] * size / whole[commune], drawn)
