"""What the legend will have to explain, told from bounding boxes before anything is drawn.

The panel must be chosen before the map, because it takes room from it; the legend is made after the map,
of what really came onto the sheet. This guess, a little too long rather than too short, joins the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from briefing.groundwork import AREAS, DrawnProject, Shown, zoom
from briefing.own_things import KIND, PLACES, ZONES
from layers import style
from layers.catalogue import GATE_CLASSES, ROAD_CLASSES, provinces_layer
from layers.edition import in_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from briefing.extent import Extent
    from briefing.print_request import PrintRequest
    from briefing.shelf import Shelf
    from layers.projects import Project


def expect(request: PrintRequest, shelf: Shelf, projects: list[Project], *, extent: Extent) -> Shown:
    """The longest legend a sheet of this extent can need."""
    near = _near(extent)
    level = zoom(extent.scale) + 1
    roads, places, gates = near(shelf.layer("roads")), near(shelf.layer("places")), near(shelf.layer("gates"))
    places = in_edition(places, request.edition)
    with_places = "places" in request.layers
    own = {KIND} if KIND in request.place_kinds and not near(shelf.frame(PLACES)).empty else set()
    kinds = {k for k in set(places["kind"]) & request.place_kinds if level >= style.point("place", k).min_zoom}
    with_gates = with_places and "gate" in request.place_kinds
    crossings = near(shelf.layer("interchanges")) if "interchanges" in request.layers else None
    lines = ["border", "roads", "roads_cambodia", provinces_layer(request.edition)]
    lines += [
        name
        for name in ("districts_2022", "communes_2025")
        if name in request.layers and name.endswith(request.edition.value)
    ]
    return Shown(
        layers={name for name in (*lines, *(name for name, _ in AREAS)) if not near(shelf.layer(name)).empty},
        road_classes={
            k for k in set(roads["road_class"]) & set(ROAD_CLASSES) if level >= style.line("road", k).min_zoom
        },
        place_kinds=kinds | own if with_places else set(),
        gate_classes=set(gates["class"]) & set(GATE_CLASSES) if with_gates else set(),
        interchanges={"assumed" if a else "known" for a in crossings["assumed"]} if crossings is not None else set(),
        statuses={s.status for p in projects for s in p.sections} & request.statuses,
        projects=_numbered(projects, request, extent),
        paths=(bool(request.path_before), bool(request.path_after)),
        zones=not near(shelf.frame(ZONES)).empty,
    )


def _near(extent: Extent) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    west, south, east, north = extent.bounds()

    def near(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        b = frame.bounds.to_numpy()
        return frame[(b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)]

    return near


def _numbered(projects: list[Project], request: PrintRequest, extent: Extent) -> list[DrawnProject]:
    view = shapely.box(*extent.bounds())
    seen = [
        p for p in projects if any(s.status in request.statuses and s.geometry.intersects(view) for s in p.sections)
    ]
    return [
        DrawnProject(
            n + 1, p, shapely.LineString(), p.quality_km.get("schematic", 0.0) / max(p.computed_length_km, 1e-9)
        )
        for n, p in enumerate(seen)
    ]
