"""Where a sheet takes its data from: by default ``data/geo``, in the pages a cached reader; and the user's own places and zones as layers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

import layers
from layers import WGS84, Project, UserData, read_projects
from words import DataError, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

PLACES, ZONES = "own_places", "own_zones"
NAMES: Final = (PLACES, ZONES)
KIND: Final = "own"


def tables(own: UserData) -> dict[str, gpd.GeoDataFrame]:
    """Own places and zones by the name of a layer: ``id``, ``kind``, ``name_vi``, ``name_en``, ``note``; EPSG:4326."""
    points: list[shapely.Geometry] = [shapely.Point(place.lon, place.lat) for place in own.places]
    return {
        PLACES: _table([(p.id, p.name, p.note) for p in own.places], points),
        ZONES: _table([(z.id, z.name, z.note) for z in own.zones], [z.geometry for z in own.zones]),
    }


def _table(facts: list[tuple[str, str, str]], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    rows = [{"id": i, "kind": KIND, "name_vi": name, "name_en": name, "note": note} for i, name, note in facts]
    columns = ["id", "kind", "name_vi", "name_en", "note"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs=WGS84)


def without_decoration(reader: Callable[[str], gpd.GeoDataFrame]) -> Callable[[str], gpd.GeoDataFrame]:
    """A reader that gives an empty layer for one of the base map that cannot be read: the sheet is whole without it.

    What the figures rest on still raises; that a layer is missing is said by ``layers.integrity``.
    """

    def read(name: str) -> gpd.GeoDataFrame:
        try:
            return reader(name)
        except DataError:
            if layers.CATALOGUE[name].group is not layers.Group.BASE:
                raise
            columns: dict[str, list[object]] = {column: [] for column in layers.CATALOGUE[name].columns}
            return gpd.GeoDataFrame(columns, geometry=[], crs=WGS84)

    return read


@dataclass(frozen=True)
class DataSource:
    """Three ways to ask for data.

    Attributes
    ----------
    layer
        Gives a layer by its name in the catalogue, EPSG:4326; never changed by a sheet.
    projects
        Gives all projects.
    manifest
        Gives the manifest, one record a layer.
    own
        The user's own data; their routes are among ``projects`` too.
    folder
        Where another process finds the same layers; ``None`` if they stand in no folder.
    """

    layer: Callable[[str], gpd.GeoDataFrame]
    projects: Callable[[], tuple[Project, ...]]
    manifest: Callable[[], Mapping[str, Mapping[str, Any]]]
    own: UserData = UserData()  # noqa: RUF009 - frozen and empty
    folder: Path | None = None

    def frame(self, name: str) -> gpd.GeoDataFrame:
        """A layer of the catalogue, or the user's own places or zones as one (``own_things``); EPSG:4326."""
        return tables(self.own)[name] if name in NAMES else self.layer(name)

    def require_projects(self, ids: Collection[str]) -> None:
        """Check ids of projects.

        Raises
        ------
        InputError
            If one is unknown; the sentence names similar ones.
        """
        named = {p.id: (p.name_vi, p.name_en) for p in self.projects()}
        for strange in sorted(set(ids) - set(named)):
            raise UnknownError("briefing.project_unknown", strange, named)

    @classmethod
    def of_folder(cls, folder: Path | None = None) -> DataSource:
        """The layers of a folder (``data/geo`` by default), read anew each time."""
        return cls(
            layer=without_decoration(lambda name: layers.read(name, folder=folder)),
            projects=lambda: read_projects(layers.path_of("projects", folder=folder)),
            manifest=lambda: layers.manifest(folder=folder),
            folder=folder or layers.data_folder(),
        )
