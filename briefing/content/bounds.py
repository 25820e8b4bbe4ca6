"""Which part of the country to show: both provinces, one of them, or the routes chosen, as bounds in degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from layers import Edition, provinces_layer, study
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import geopandas as gpd

    from briefing.content.data_source import DataSource
    from layers import Project

LonLat = tuple[float, float]
Bounds = tuple[float, float, float, float]
_MARGIN: Final = 0.04  # of width and height, left free on each side


def province_bounds(source: DataSource, *, codes: Collection[str] = (), edition: Edition = Edition.Y2022) -> Bounds:
    """Bounds of the provinces with these codes; of the two provinces of the briefing if none is given.

    Raises
    ------
    InputError
        If the edition has no such province.
    """
    provinces = source.layer(provinces_layer(edition))
    wanted = set(codes) or set(study().focus(edition))
    rows = provinces[provinces["code"].astype(str).isin(wanted)]
    if missing := wanted - set(rows["code"].astype(str)):
        raise InputError("briefing.province_unknown", code=", ".join(sorted(missing)), edition=edition.value)
    return area_bounds(rows)


def area_bounds(areas: gpd.GeoDataFrame) -> Bounds:
    """Bounds of some areas (EPSG:4326) with a little room around them."""
    west, south, east, north = areas.total_bounds
    return _with_margin(float(west), float(south), float(east), float(north))


def route_bounds(source: DataSource, ids: Collection[str], *, aims: bool = True) -> Bounds:
    """Bounds of all sections of the projects with these ids, and with ``aims`` of the places that their groups are to lead to.

    Raises
    ------
    InputError
        If there is no such project.
    """
    source.require_projects(ids)
    projects = [p for p in source.projects() if p.id in ids]
    if not projects:
        raise InputError("briefing.extent_no_routes")
    lines = [s.geometry for p in projects for s in p.sections]
    west, south, east, north = shapely.total_bounds([*lines, *(_aims(source, projects) if aims else ())])
    return _with_margin(float(west), float(south), float(east), float(north))


def _aims(source: DataSource, projects: Sequence[Project]) -> list[shapely.Point]:
    """The places that the groups of these projects are to lead to."""
    places = source.layer("places")
    return list(places.geometry[places["id"].isin(aims_of(projects))])


def aims_of(projects: Sequence[Project]) -> frozenset[str]:
    """Ids of the places that the groups of these projects are to lead to."""
    groups = {p.group for p in projects}
    return frozenset({group.aim for group in study().groups if group.key in groups} - {""})


def holding(bounds: Bounds, *ways: Sequence[LonLat]) -> Bounds:
    """The bounds, grown where needed so that compared ways (longitude, latitude) lie whole inside, with room around."""
    points = [point for way in ways for point in way]
    if not points:
        return bounds
    lon, lat = zip(*points, strict=True)
    needed = _with_margin(min(lon), min(lat), max(lon), max(lat))
    low = map(min, bounds[:2], needed[:2])
    high = map(max, bounds[2:], needed[2:])
    west, south, east, north = (*low, *high)
    return west, south, east, north


def _with_margin(west: float, south: float, east: float, north: float) -> Bounds:
    across, up = _MARGIN * (east - west), _MARGIN * (north - south)
    return west - across, south - up, east + across, north + up
