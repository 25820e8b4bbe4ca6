"""What a study covers: its extent, the provinces in it, the large city and the airport that sentences tell of.

All inside the extent is drawn and routed: the provinces with a margin, widened so that the nearest large city
and the nearest civil airport lie in it, and around one province alone the capitals of its neighbours. Islands and the schematic areas of the two archipelagos widen nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from country.choice import touching
from country.pack import shapes
from layers import VN2000_UTM48N, WGS84, Edition, provinces_layer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from country.choice import Pair

Box = tuple[float, float, float, float]
MARGIN_DEG: Final = 0.4  # some 40 km around the two provinces
_ROOM_DEG: Final = 0.1  # around the city and the airport
_VIEW_DEG: Final = 0.06
_METROPOLIS: Final = 800_000  # people of a city that sentences name for a whole region
_CITY_M: Final = 200_000
_AIRPORT_M: Final = 250_000
_NEIGHBOUR_M: Final = (
    120_000  # of the capital of one province alone: its neighbours' capitals within it are looked at too
)
OFFSHORE_LON: Final = 110.5  # east of it lie the two archipelagos alone
_ISLAND_SHARE: Final = 0.05  # a part of a province smaller than this of it is an island or an enclave


@dataclass(frozen=True)
class Area:
    """The area of a pair. Ids are those of the pack's places; boxes are west, south, east, north in degrees."""

    pair: Pair
    extent: Box
    view: Box
    city: str
    airport: str

    @cached_property
    def plane(self) -> shapely.Geometry:
        """The extent in VN-2000 metres, its sides bent as they are there."""
        outline = gpd.GeoSeries([shapely.segmentize(shapely.box(*self.extent), 0.05)], crs=WGS84)
        area: shapely.Geometry = outline.to_crs(VN2000_UTM48N)[0]
        return area

    @property
    def box(self) -> shapely.Geometry:
        """The extent in degrees."""
        return shapely.box(*self.extent)

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The maps that can show them: provinces of 2025 are on the map of 2025 alone, those that were merged on that of 2022."""
        if self.pair.edition is Edition.Y2025:
            return (Edition.Y2025,)
        merged = len({unit.now for unit in self.pair.units}) < len(self.pair.units)
        return (Edition.Y2022,) if merged else (Edition.Y2022, Edition.Y2025)


def area_of(pair: Pair) -> Area:
    """The area of a pair; DataError as for the pack."""
    view = _around([_mainland(pair.edition, unit.code) for unit in pair.units], _VIEW_DEG)
    extent = _around([shapely.box(*view)], MARGIN_DEG - _VIEW_DEG)
    places = shapes("places")
    seat = places[places[f"capital_{pair.edition.value}"]]
    own = seat[seat[f"province_{pair.edition.value}"].isin(pair.codes)]
    middle = gpd.GeoSeries([shapely.MultiPoint(own.geometry.to_list()).centroid], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    others = seat[~seat["id"].isin(own["id"])]
    city = _nearest(others[others["population_2019"] >= _METROPOLIS], middle, within_m=_CITY_M)
    inside = others[shapely.within(others.geometry.to_numpy(), shapely.box(*extent))]
    if not city and len(inside):
        city = str(inside.sort_values(["population_2019", "id"], ascending=[False, True])["id"].iloc[0])
    city = city or _nearest(others, middle)
    flown = places[(places["kind"] == "airport") & places["civil"]]
    flown = flown[on_mainland(flown.geometry.to_numpy())]
    airport = _nearest(flown, middle, within_m=_AIRPORT_M) or _nearest(flown, middle)
    around = _capitals_around(pair, others, middle) if pair.alone else []
    named = places[places["id"].isin((city, airport, *around))].geometry.to_list()
    wide = _around([shapely.box(*extent), *(shapely.buffer(p, _ROOM_DEG) for p in named)], 0)
    return Area(pair, wide, view, city, airport)


def _capitals_around(pair: Pair, capitals: gpd.GeoDataFrame, middle: shapely.Geometry) -> list[str]:
    """Ids of the capitals of the neighbours that are near."""
    near = capitals.to_crs(VN2000_UTM48N).distance(middle) <= _NEIGHBOUR_M
    codes = capitals[f"province_{pair.edition.value}"]
    return list(capitals["id"][near & codes.isin(touching(pair.edition)[pair.first.code])])


def _around(areas: list[shapely.Geometry], margin: float) -> Box:
    west, south, east, north = shapely.total_bounds(areas)
    sides = (west - margin, south - margin, east + margin, north + margin)
    return tuple(round(float(side), 2) for side in sides)  # type: ignore[return-value]


def _mainland(edition: Edition, code: str) -> shapely.Geometry:
    """A province without its small islands and enclaves."""
    frame = shapes(provinces_layer(edition)).set_index("code")
    parts = shapely.get_parts(frame.geometry[code])
    size = shapely.area(parts)
    kept = parts[(size >= _ISLAND_SHARE * size.sum()) & (shapely.bounds(parts)[:, 0] < OFFSHORE_LON)]
    return np.asarray(shapely.multipolygons(kept)).item()  # type: ignore[no-any-return]


def on_mainland(points: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which points in degrees lie on the largest part of the country, or within 2 km of it."""
    parts = shapely.get_parts(shapely.union_all(shapes("provinces_2025").geometry.to_numpy()))
    main = max(parts, key=lambda part: part.area)
    shapely.prepare(main)
    return np.asarray(shapely.dwithin(main, points, 0.02))


def _nearest(places: gpd.GeoDataFrame, middle: shapely.Geometry, *, within_m: float = np.inf) -> str:
    if places.empty:
        return ""
    metres = places.to_crs(VN2000_UTM48N).distance(middle)
    return str(places["id"][metres.idxmin()]) if metres.min() <= within_m else ""
