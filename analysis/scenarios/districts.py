"""Which districts of the two provinces count: all of them, those at the border, the towns, or a choice.

A choice holds ids of district capitals. A province of which none is chosen counts as a whole, so that
trips between the two provinces always have two ends; the empty choice is all districts. Only weights
change: districts left out have no people, the network and its tables stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from layers import VN2000_UTM48N
from words import UnknownError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from analysis.network import Floats
    from analysis.scenarios.world import World

ALL, BORDER, TOWNS = "all", "border", "towns"
SETS: Final = (ALL, BORDER, TOWNS)
_TOUCHES_M: Final = 200.0  # limits of districts and the border come from two sources
_TOWN_KINDS: Final = frozenset({"thành phố", "thị xã"})


def counted(world: World, chosen: Collection[str]) -> frozenset[str]:
    """Ids of the district capitals that count under a choice.

    Raises
    ------
    InputError
        If an id is not a district capital of the two provinces; the sentence names similar ones.
    """
    known = district_capitals(world)
    for strange in sorted(set(chosen) - set(known)):
        named = {i: (world.places[i].name_vi, world.places[i].name_en) for i in known}
        raise UnknownError("analysis.unknown_district", strange, named)
    whole = {world.places[i].province for i in known} - {world.places[i].province for i in chosen}
    return frozenset(chosen) | {i for i in known if world.places[i].province in whole}


def counted_people(world: World, place_ids: Sequence[str], chosen: Collection[str]) -> Floats:
    """People of 2019 whose trips count, (places,): those of the district, 0 for a place left out.

    Raises
    ------
    InputError
        As ``counted``.
    """
    within = counted(world, chosen)
    return np.array([float(world.places[i].population or 0) if i in within else 0.0 for i in place_ids])


def named_set(world: World, name: str) -> frozenset[str]:
    """The choice that a name of ``SETS`` stands for; ``all`` is the empty choice."""
    return world.keep(("district set", name), lambda: _of(world, name))


def chosen_districts(world: World, text: str) -> frozenset[str]:
    """A choice as typed: a name of ``SETS``, or ids separated by commas; nothing is all.

    Raises
    ------
    InputError
        As ``counted``.
    """
    name = text.strip() or ALL
    if name in SETS:
        return named_set(world, name)
    chosen = frozenset(part.strip() for part in name.split(",") if part.strip())
    counted(world, chosen)
    return chosen


def name_of(world: World, chosen: frozenset[str]) -> str:
    """The name of a choice, empty if it bears none."""
    return next((name for name in SETS if named_set(world, name) == chosen), "")


def _of(world: World, name: str) -> frozenset[str]:
    if name == ALL:
        return frozenset()
    districts = world.data.read("districts_2022")
    if name == TOWNS:
        codes = set(districts.loc[districts["kind_vi"].str.lower().isin(_TOWN_KINDS), "code"])
    else:
        border = world.data.read("border").to_crs(VN2000_UTM48N).geometry.union_all()
        codes = set(districts.loc[districts.to_crs(VN2000_UTM48N).distance(border) <= _TOUCHES_M, "code"])
    return frozenset(i for i in district_capitals(world) if world.places[i].district in codes)


def district_capitals(world: World) -> list[str]:
    """The 9 + 11 district capitals of the two provinces with a population figure, by id."""
    return sorted(p.place_id for p in world.places.values() if p.district and p.population is not None)


def side_of(world: World, place_id: str) -> str:
    """What a place belongs to where trips go from one side to another: its province.

    In a region of one province the areas around its towns are the sides.
    """
    place, region = world.places[place_id], world.data.study
    return place.district if region.alone and place.district and place.province == region.first.code else place.province


def provinces_around(world: World) -> dict[str, float]:
    """Capitals of the other provinces that have a figure, and the people of 2019 of each province.

    No district of theirs has a place of its own, so a whole province stands at its capital.
    """
    table = world.data.read("provinces_2022").dropna(subset="population_2019")
    people = dict(zip(table["code"].astype(str), table["population_2019"].astype(float), strict=True))
    inside = {world.places[i].province for i in district_capitals(world)}
    return {
        i: people[p.province]
        for i, p in world.places.items()
        if p.kind == "provincial_capital" and p.province in people and p.province not in inside
    }
