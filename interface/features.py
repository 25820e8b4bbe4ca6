"""The layers as collections of features: OGC API – Features – Part 1: Core (https://docs.ogc.org/is/17-069r4/17-069r4.html).

By hand, since the core is small and the libraries that do it bring a web framework of their own. Requirements of the standard are named where
they shape the code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from layers import CATALOGUE, Shape, layer_state, manifest, provenance, read
from words import InputError, Lang, say

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Layer

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
USUAL, MOST = 100, 5000  # features of a page
_IDS: Final = ("section_id", "id", "link_id", "code", "province_code", "fid", "part")  # the first that is there
_LAYERS_KEPT: Final = 4
_DIGITS: Final = 1e-7  # of a degree, as the files have them


@dataclass(frozen=True)
class Window:
    """Which features of a collection are asked for.

    Parameters
    ----------
    bbox
        West, south, east, north in degrees; ``None``: everywhere.
    """

    bbox: tuple[float, float, float, float] | None = None
    limit: int = USUAL
    offset: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Window:
        """From the parameters of an address.

        Raises
        ------
        InputError
            If one means nothing.
        """
        limit = _whole(asked, "limit", USUAL, least=1)  # above the most: the most, as the standard has it
        return cls(_bbox(asked.get("bbox")), min(limit, MOST), _whole(asked, "offset", 0, least=0))


def _whole(asked: Mapping[str, str], name: str, usual: int, *, least: int) -> int:
    text = asked.get(name, str(usual))
    if not (text.isdecimal() and text.isascii() and len(text) < 10 and int(text) >= least):  # noqa: PLR2004 - digits of a count
        raise InputError("interface.bad_number", name=name, value=text, least=least)
    return int(text)


def _bbox(text: str | None) -> tuple[float, float, float, float] | None:
    """Four numbers, or six with heights, which say nothing here."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # noqa: PLR2004
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:  # noqa: PLR2004
        raise InputError("interface.bad_bbox", value=text)
    west, south, east, north = numbers
    return west, south, east, north


def names() -> tuple[str, ...]:
    """Ids of the collections: every layer with a geometry."""
    return tuple(name for name, row in CATALOGUE.items() if row.shape is not Shape.NONE)


def collection(name: str, base: str, lang: Lang) -> dict[str, Any]:
    """What is told of a collection; errors as ``items``."""
    row = _layer(name)
    facts, at = manifest().get(name, {}), f"{base}/collections/{name}"
    told = [provenance(facts, field, lang) for field in ("source", "licence", "attribution")]
    return {
        "id": name,
        "title": say(row.title_key, lang),
        "description": " · ".join(filter(None, told)),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [_extent(name, _state(name))], "crs": CRS84}},
        "links": [
            link(at, "self", "application/json"),
            link(f"{at}/items", "items", "application/geo+json", title=say(row.title_key, lang)),
            link(f"{base}/licences", "license", "text/markdown"),
        ],
    }


def items(name: str, window: Window, base: str) -> dict[str, Any]:
    """A page of a collection as GeoJSON; the licence stands inside.

    Raises
    ------
    UnknownCollectionError
        If there is no such layer.
    DataError
        If its file is missing or damaged.
    """
    _layer(name)
    layer, at = _kept(name, _state(name)), f"{base}/collections/{name}"
    facts = manifest().get(name, {})
    return page(layer, window, at, licence=facts.get("licence", ""), attribution=facts.get("attribution", ""))


def page(layer: Kept, window: Window, at: str, *, licence: str, attribution: str) -> dict[str, Any]:
    """A page of what was made ready, with the ways to the next and the one before.

    Parameters
    ----------
    at
        Address of the collection.
    """
    rows = layer.within(window.bbox)
    shown = rows[window.offset : window.offset + window.limit]
    links = [link(_page(at, window, window.offset), "self", "application/geo+json")]
    if window.offset + len(shown) < len(rows):
        links.append(link(_page(at, window, window.offset + window.limit), "next", "application/geo+json"))
    if window.offset:
        before = max(window.offset - window.limit, 0)
        links.append(link(_page(at, window, before), "prev", "application/geo+json"))
    return {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": len(rows),
        "numberReturned": len(shown),
        "licence": licence,
        "attribution": attribution,
        "links": [*links, link(at, "collection", "application/json")],
        "features": layer.features(shown),
    }


def item(name: str, feature_id: str, base: str) -> dict[str, Any] | None:
    """One feature, ``None`` if there is none of this id; errors as ``items``."""
    _layer(name)
    layer, at = _kept(name, _state(name)), f"{base}/collections/{name}"
    return layer.one(feature_id, at)


def link(href: str, rel: str, kind: str, *, title: str = "") -> dict[str, str]:
    """A link as the standard writes it."""
    return {"href": href, "rel": rel, "type": kind} | ({"title": title} if title else {})


class UnknownCollectionError(Exception):
    """There is no layer of this name."""


def _layer(name: str) -> Layer:
    if name not in names():
        raise UnknownCollectionError(name)
    return CATALOGUE[name]


def _page(at: str, window: Window, offset: int) -> str:
    box = f"&bbox={','.join(map(repr, window.bbox))}" if window.bbox else ""
    return f"{at}/items?limit={window.limit}&offset={offset}{box}"


class Kept:
    """Features made ready to be cut into pages."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        id_ = next((c for c in _IDS if c in frame.columns), "")
        ids = [str(x) for x in (frame[id_] if id_ else range(len(frame)))]
        self.ids = ids
        self.row = {id_: row for row, id_ in enumerate(ids)}
        self.shapes = np.asarray(frame.geometry)
        self.facts = frame.drop(columns=frame.geometry.name)
        self.tree = shapely.STRtree(self.shapes)
        west, south, east, north = frame.total_bounds.tolist()
        self.extent = [west, south, east, north]

    def within(self, bbox: tuple[float, float, float, float] | None) -> list[int]:
        """Rows whose shape meets the box; without one, all, those without a shape too."""
        if bbox is None:
            return list(range(len(self.ids)))
        west, south, east, north = bbox
        parts = [bbox] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]
        found = [self.tree.query(shapely.box(*part), predicate="intersects") for part in parts]
        return sorted(set(np.concatenate(found).tolist()))

    def features(self, rows: list[int]) -> list[dict[str, Any]]:
        """Rows as features."""
        facts = self.facts.iloc[rows]
        columns = {str(name): [_plain(value) for value in facts[name].tolist()] for name in facts.columns}
        shapes = shapely.set_precision(self.shapes[rows], _DIGITS, mode="pointwise")
        drawn = [None if text is None else json.loads(text) for text in shapely.to_geojson(shapes)]
        return [
            {
                "type": "Feature",
                "id": self.ids[row],
                "geometry": drawn[n],
                "properties": {name: values[n] for name, values in columns.items()},
            }
            for n, row in enumerate(rows)
        ]

    def one(self, feature_id: str, at: str) -> dict[str, Any] | None:
        """A feature with its links, ``None`` if there is none of this id."""
        row = self.row.get(feature_id)
        if row is None:
            return None
        links = [
            link(f"{at}/items/{feature_id}", "self", "application/geo+json"),
            link(at, "collection", "application/json"),
        ]
        return self.features([row])[0] | {"links": links}


def _plain(value: Any) -> Any:
    """A value as JSON has it: what is missing is null, a whole number has no point."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(v) for v in value]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else None
    return value if isinstance(value, (str, int, bool)) else str(value)


def _state(name: str) -> str:
    return repr(layer_state(name))


@lru_cache(maxsize=2 * len(CATALOGUE))
def _extent(name: str, state: str) -> list[float]:
    """West, south, east, north of a layer: four numbers are remembered longer than what they are of."""
    return _kept(name, state).extent


@lru_cache(maxsize=_LAYERS_KEPT)
def _kept(name: str, state: str) -> Kept:
    """A layer as its file is now."""
    del state
    return Kept(read(name))
