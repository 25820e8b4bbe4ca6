"""Which provinces: names as people write them, the edition they belong to, whether they touch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import shapely

from country.pack import pack_digest, shapes
from layers import VN2000_UTM48N, Edition, provinces_layer
from words import InputError, Lang, Told, UnknownError, say, text_in, unaccented

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 3  # provinces of a study
TOUCH_M: Final = 100.0  # shapes are simplified by 30 m
_KIND: Final = re.compile(r"^(?:tinh|thanh pho|tp)[. ]+(?=\w)")


@dataclass(frozen=True)
class Unit(Told):
    """A province of one edition; ``parts`` are the provinces of 2022 in it, ``now`` the one of 2025 it belongs to."""

    code: str
    name_vi: str
    name_en: str
    parts: tuple[str, ...]
    now: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two provinces of one edition, or three, from south-west to north-east; or one alone.

    Parameters
    ----------
    touch
        One can go from each to each without leaving them.
    """

    edition: Edition
    units: tuple[Unit, ...]
    touch: bool

    @property
    def alone(self) -> bool:
        """Whether it is one province."""
        return len(self.units) == 1

    @property
    def first(self) -> Unit:
        """The one farthest to the south-west."""
        return self.units[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the provinces in their edition."""
        return tuple(unit.code for unit in self.units)

    def title(self, lang: Lang) -> str:
        """All provinces."""
        return " – ".join(text_in(unit, "name", lang) for unit in self.units)

    @property
    def name(self) -> str:
        """What files and addresses call it: ``hai-phong_quang-ninh_2022``."""
        return "_".join([*(_slug(unit.name_vi) for unit in self.units), self.edition.value])


def units(edition: Edition) -> tuple[Unit, ...]:
    """The provinces of an edition, by name in the order of the Vietnamese alphabet without marks."""
    return _units(edition, pack_digest())


@lru_cache(maxsize=4)
def _units(edition: Edition, _: str) -> tuple[Unit, ...]:
    frame = shapes(provinces_layer(edition))
    now = frame["code_2025"] if edition is Edition.Y2022 else frame["code"]
    parts = frame["code"] if edition is Edition.Y2022 else frame["provinces_2022"]
    rows = zip(frame["code"], frame["name"], frame["name_en"], parts, now, frame["also"], strict=True)
    made = [Unit(c, vi, en, tuple(p.split(",")), n, tuple(filter(None, a.split(";")))) for c, vi, en, p, n, a in rows]
    return tuple(sorted(made, key=lambda unit: folded(unit.name_vi)))


def pair_of(names: Sequence[str], edition: Edition) -> Pair:
    """The provinces behind one, two or three names or codes.

    Raises
    ------
    InputError
        If they are none or too many, one is unknown (the sentence names those like it), or belongs to the other edition.
    """
    asked = [name.strip() for name in names if name.strip()]
    if not 1 <= len(asked) <= MOST:
        raise InputError("country.number_of", number=len(asked))
    found = [_unit(name, edition) for name in asked]
    for unit in found:
        if found.count(unit) > 1:
            raise InputError("country.same_twice", name=unit.name_vi)
    seats = _seats(edition)
    every = sorted(found, key=lambda unit: sum(seats[unit.code]))
    return Pair(edition, tuple(every), _in_one_piece({unit.code for unit in every}, edition))


def notes(pair: Pair, lang: Lang) -> list[str]:
    """What is said of a choice before it is built."""
    found = []
    if pair.alone:
        found.append(say("country.alone", lang, name=pair.title(lang)))
    if not pair.touch:
        found.append(say("country.apart", lang, title=pair.title(lang)))
    return found


def _in_one_piece(codes: set[str], edition: Edition) -> bool:
    """Whether provinces hang together by their boundaries."""
    near, reached = touching(edition), set[str]()
    todo = [min(codes)]
    while todo:
        code = todo.pop()
        reached.add(code)
        todo += [other for other in near[code] if other in codes - reached]
    return reached == codes


def touching(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Codes of the neighbours of each province, by code."""
    return _touching(edition, pack_digest())


@lru_cache(maxsize=4)
def _touching(edition: Edition, _: str) -> dict[str, tuple[str, ...]]:
    frame = shapes(provinces_layer(edition)).to_crs(VN2000_UTM48N)
    areas, codes = frame.geometry.to_numpy(), frame["code"].to_numpy()
    one, other = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=TOUCH_M)
    return {code: tuple(sorted(codes[other[(one == k) & (other != k)]])) for k, code in enumerate(codes)}


def folded(name: str) -> str:
    """A name as it is compared: small letters without marks, kinds of units and signs left out."""
    bare = unaccented(name.lower())
    return re.sub(r"[^a-z0-9]+", "", _KIND.sub("", bare.strip()))


def _unit(name: str, edition: Edition) -> Unit:
    known = _by_name(edition)
    found = known.get(folded(name))
    if found is not None:
        return found
    other = next(x for x in Edition if x is not edition)
    elsewhere = _by_name(other).get(folded(name))
    if elsewhere is not None and edition is Edition.Y2025:
        now = next(unit for unit in units(edition) if unit.code == elsewhere.now)
        raise InputError("country.other_edition", name=elsewhere.name_vi, now=now.name_vi)
    raise UnknownError("country.unknown", name, {unit.name_vi: (unit.name_vi, unit.name_en) for unit in units(edition)})


def _by_name(edition: Edition) -> dict[str, Unit]:
    every = units(edition)
    named = {folded(name): unit for unit in every for name in (*unit.also, unit.name_en, unit.name_vi)}
    return {unit.code: unit for unit in every} | named


@lru_cache(maxsize=4)
def _seats_of(edition: Edition, _: str) -> dict[str, tuple[float, float]]:
    places = shapes("places")
    seats = places[places[f"capital_{edition.value}"]]
    codes = seats[f"province_{edition.value}"]
    return {code: (point.x, point.y) for code, point in zip(codes, seats.geometry, strict=True)}


def _seats(edition: Edition) -> dict[str, tuple[float, float]]:
    return _seats_of(edition, pack_digest())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", unaccented(name.lower())).strip("-")
