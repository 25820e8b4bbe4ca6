"""What ties the two provinces, as page and kept view draw it: smallest cuts, largest detours, missing links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from layers.symbology import ResultLayer, cut_layer, straight_layer
from words import Lang, number, say

if TYPE_CHECKING:
    from analysis.measures import Connectivity
    from analysis.resilience import DisjointRoutes, MissingLinks
    from analysis.scenarios import World

LINKS_LISTED: Final = 20
OWN_CAPITALS, BOTH_PROVINCES = "capitals", "provinces"  # pairs that are not two ids


def pair_key(origin: str, destination: str) -> str:
    """What ties the row of a pair to its line on the map."""
    return f"pair:{origin}~{destination}"


def cuts_of(found: Connectivity, pair: str) -> tuple[DisjointRoutes | None, DisjointRoutes | None]:
    """Smallest cuts of a pair before and after: the capitals, the provinces, or two ids with ``~`` between."""
    if pair == OWN_CAPITALS:
        return found.capitals[0], found.capitals[1]
    if pair == BOTH_PROVINCES:
        return found.provinces[0], found.provinces[1]
    ends = set(pair.split("~"))
    both = [next((c for c in cuts if {c.origin, c.destination} == ends), None) for cuts in found.cuts]
    return both[0], both[1]


def cut_drawn(world: World, found: Connectivity, pair: str, *, when: str, lang: Lang) -> ResultLayer:
    """The roads whose closing parts a pair; nothing where it is parted already."""
    from analysis.measures import cut_lines  # noqa: PLC0415 - the network code where figures are told

    cut = cuts_of(found, pair)[1 if when == "after" else 0]
    if cut is None:
        return straight_layer([], key=found.digest, what="detours", lang=lang)
    return cut_layer(cut_lines(world, cut), key=cut.digest, lang=lang)


def detours_drawn(world: World, found: Connectivity, *, when: str, lang: Lang) -> ResultLayer:
    """Straight lines between the pairs that must go the longest way round."""
    pairs = [
        (
            pair_key(r["origin"], r["destination"]),
            _straight(world, r["origin"], r["destination"]),
            (r[f"detour_{when}"] - 1.0) ** 2,
            (
                _named(world, r["origin"], r["destination"], lang),
                f"{say('connectivity.column_detour', lang)}: {number(r[f'detour_{when}'], lang, decimals=2)}",
            ),
        )
        for r in found.worst(when=when).to_dict("records")
        if r["origin"] in world.places
    ]
    return straight_layer(pairs, key=f"{found.digest}{when}", what="detours", lang=lang)


def missing_drawn(world: World, links: MissingLinks, *, lang: Lang) -> ResultLayer:
    """Straight lines between the pairs that a direct road would help most."""
    pairs = [
        (
            pair_key(m.origin, m.destination),
            _straight(world, m.origin, m.destination),
            max(m.saved_person_min, 0.0),
            (
                _named(world, m.origin, m.destination, lang),
                f"{say('connectivity.column_detour', lang)}: {number(m.detour, lang, decimals=2)}",
                f"{say('connectivity.column_saved', lang)}: {number(m.saved_min, lang, decimals=1)}",
            ),
        )
        for m in links.found[:LINKS_LISTED]
    ]
    return straight_layer(pairs, key=links.digest, what="missing", lang=lang)


def _named(world: World, origin: str, destination: str, lang: Lang) -> str:
    return f"{world.places[origin].name(lang)} – {world.places[destination].name(lang)}"


def _straight(world: World, origin: str, destination: str) -> shapely.LineString:
    return shapely.LineString([(world.places[p].lon, world.places[p].lat) for p in (origin, destination)])
