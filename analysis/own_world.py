"""The common world with a user's routes and places in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.loading import extend
from analysis.own_alignment import snap_line, stretches_along
from analysis.world import Place, World
from words import Lang, say

if TYPE_CHECKING:
    import shapely

    from layers.own import OwnData, OwnPlace, OwnRoute

KIND = "own"


def with_own(world: World, own: OwnData) -> World:
    """The world with a user's data; zones change nothing in it."""
    places = [_place(place) for place in own.places]
    return extend(world, projects=own.projects, places=places, own_digest=own.digest)


def aligned(world: World, route: OwnRoute, *, snap: bool) -> OwnRoute:
    """A route set on the network: its ends and bends snapped if asked for, its stretches along roads found."""
    roads = world.network.roads
    line: shapely.LineString = snap_line(roads, route.geometry).line if snap else route.geometry
    return replace(route, geometry=line, along_m=stretches_along(roads, line))


def _place(place: OwnPlace) -> Place:
    name = {lang: say("own.marked", lang, name=place.name) for lang in Lang}
    return Place(
        place_id=place.id,
        kind=KIND,
        name_vi=name[Lang.VI],
        name_en=name[Lang.EN],
        lon=place.lon,
        lat=place.lat,
        snap_m=np.nan,
        district="",
        population=None,
    )
