"""What a web map shows: one frozen value that travels from the page to the map."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers import STATUSES, Edition, UserData, shown_kinds, shown_layers
from layers.symbology import ResultLayer
from words import Lang

LonLat = tuple[float, float]


@dataclass(frozen=True)
class MapView:
    """Everything that changes on the web map; hashable and picklable, so that pages can cache by it.

    Attributes
    ----------
    lang
        Language of names, tooltips and pop-ups.
    edition
        Whose provinces are drawn.
    layers
        Which switches of the catalogue are on. The base map (land, water, forest, roads, border) is
        always there; a layer of one edition shows in that edition only.
    project_ids
        Ids of the projects drawn.
    statuses
        Sections of a status not in here are left out.
    place_kinds
        Kinds of places drawn, ``gate`` among them.
    highlight_id
        Id of the project, place, gate or interchange that is marked, or None.
    path_before, path_after
        Vertices of the two compared paths, (longitude, latitude) in degrees; empty for none.
    results
        Layers of results, drawn above the provinces and below the routes.
    year
        Sections not open by the end of this year are drawn pale; ``None``: all alike.
    own
        The user's own routes (drawn if among ``project_ids``), places and zones.
    tiles
        Whether tiles of openstreetmap.org are asked for (off by default: they need the internet).
    popups
        Whether a click opens what is known of a thing; off where a click does something else.
    closing
        Whether a click closes a road: the browser paints it red at once, until the page has answered.
    """

    lang: Lang = Lang.VI
    edition: Edition = Edition.Y2022
    layers: frozenset[str] = shown_layers()
    project_ids: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset(STATUSES)
    place_kinds: frozenset[str] = field(default_factory=shown_kinds)
    highlight_id: str | None = None
    path_before: tuple[LonLat, ...] = ()
    path_after: tuple[LonLat, ...] = ()
    results: tuple[ResultLayer, ...] = ()
    year: int | None = None
    own: UserData = UserData()  # noqa: RUF009 - frozen and empty
    tiles: bool = False
    popups: bool = True
    closing: bool = False
