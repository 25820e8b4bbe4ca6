"""Where roads cross the boundary of the two provinces and the river, as page and kept view draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from layers.symbology import ResultLayer, crossing_layer, road_name
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from analysis.resilience import Crossing
    from analysis.scenarios import World
    from layers import Project

_TOLERANCE_DEG = 0.0003


def crossing_road(crossing: Crossing, projects: Mapping[str, Project], lang: Lang) -> str:
    """Number and name of a road that crosses; of a project its name."""
    if not crossing.section_id:
        return road_name(crossing.ref, crossing.name, lang, joins=crossing.joins)
    project = projects.get(crossing.section_id.rsplit("/", 1)[0])
    name = crossing.name if project is None else project.text("name", lang)
    return f"{name} ({say('connectivity.schematic', lang)})" if crossing.schematic else name


def crossing_sides(crossing: Crossing, provinces: Mapping[str, str]) -> str:
    """The provinces on both sides, by their names."""
    return " – ".join(provinces.get(code, code) for code in crossing.provinces)


def crossings_drawn(
    world: World,
    listed: Sequence[Crossing],
    rivers: gpd.GeoDataFrame,
    *,
    projects: Mapping[str, Project],
    provinces: Mapping[str, str],
    key: str,
    lang: Lang,
) -> ResultLayer:
    """The lines that are crossed and the crossings, numbered in their order.

    Parameters
    ----------
    rivers
        Layer of that name, longitude and latitude (WGS 84).
    key
        Names the result.
    """
    from analysis.resilience import common_boundary, river_of  # noqa: PLC0415 - the network code where figures are told

    spots = [(c.lon, c.lat, (crossing_road(c, projects, lang), crossing_sides(c, provinces))) for c in listed]
    river = shapely.union_all(rivers.geometry[rivers["name"] == river_of(world.data)].to_numpy())
    lines = {"connectivity.crossings_boundary": common_boundary(world.data), "connectivity.crossings_river": river}
    shown = {name: shapely.simplify(line, _TOLERANCE_DEG) for name, line in lines.items() if not shapely.is_empty(line)}
    return crossing_layer(spots, shown, key=key, lang=lang)
