"""What people saved in the shared database as collections: own routes, places and zones, and the roads of every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from interface.features import CRS84, Kept, Window, link, page
from interface.people import database
from layers import WGS84, read, study
from words import Lang, say

if TYPE_CHECKING:
    from store import Who

SCENARIOS: Final = "scenario_roads"
NAMES: Final = ("own_routes", "own_places", "own_zones", SCENARIOS)
_LICENCE: Final = "ODbL-1.0"  # of the alignments that come from OpenStreetMap; what people drew is theirs


def collection(name: str, who: Who, base: str, lang: Lang) -> dict[str, Any]:
    """What is told of a collection. Errors as ``store.shown.table``."""
    at, layer = f"{base}/collections/{name}", _kept(name, who)
    return {
        "id": name,
        "title": say(f"interface.shared_{name}", lang),
        "description": say("interface.shared_about", lang),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [layer.extent if layer.ids else list(study().extent)], "crs": CRS84}},
        "links": [link(at, "self", "application/json"), link(f"{at}/items", "items", "application/geo+json")],
    }


def items(name: str, who: Who, window: Window, base: str) -> dict[str, Any]:
    """A page of a collection as GeoJSON. Errors as ``collection``."""
    return page(
        _kept(name, who),
        window,
        f"{base}/collections/{name}",
        licence=_LICENCE if name == SCENARIOS else "",
        attribution="",
    )


def item(name: str, who: Who, feature_id: str, base: str) -> dict[str, Any] | None:
    """One feature, ``None`` if there is none of this id. Errors as ``collection``."""
    return _kept(name, who).one(feature_id, f"{base}/collections/{name}")


def _kept(name: str, who: Who) -> Kept:
    from store import shown  # noqa: PLC0415 - the interface is there without a store

    return Kept(_roads(who) if name == SCENARIOS else shown.table(database(), who, name))


def _roads(who: Who) -> gpd.GeoDataFrame:
    """A row for each section of each scenario: of the projects of the data, and of own routes."""
    from store import shown  # noqa: PLC0415

    sections, own = read("projects"), shown.table(database(), who, "own_routes")
    parts = []
    for found in shown.scenarios(database(), who):
        told = {name: value for name, value in found.items() if name not in ("scenario_id", "units")}
        ours = sections[sections["project_id"].isin(found["units"]) | sections["section_id"].isin(found["units"])]
        theirs = own[
            (own["work"] == found["work"]) & (own["workspace"] == found["workspace"]) & own["item"].isin(found["units"])
        ]
        rows = [(r.section_id, r.project_id, r.geometry) for r in ours.itertuples()]
        rows += [(r.item, r.item, r.geometry) for r in theirs.itertuples()]
        parts += [
            {"id": f"{found['scenario_id']}-{section}", **told, "project_id": project, "geometry": shape}
            for section, project, shape in rows
        ]
    columns = None if parts else ["id", "scenario", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(parts, columns=columns), geometry="geometry", crs=WGS84)
