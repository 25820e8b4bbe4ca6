"""Which names and road numbers a map carries, and which of them come first: one rule for screen and paper."""

from __future__ import annotations

from typing import Final

from layers.places import PLACE_KINDS
from layers.symbology import style

_NUMBERS: Final = {"CT": "shield_motorway", "QL": "shield_trunk", "AH": "shield_trunk"}
# Names bound to a point and wanted by every reader go first; numbers and names of areas can move and follow.
_FIRST: Final = {
    "gate_international": -8.0,
    "gate_main": -6.0,
    **{key: kind.first for key, kind in PLACE_KINDS.items() if kind.first is not None},
}

SUBJECT: Final = -7.5  # the names of the two provinces a map is about: before the towns that leave them no room


def number_kind(number: str) -> str:
    """The kind of label a road number is written with: provincial whatever is no expressway and no national road."""
    return _NUMBERS.get(number[:2], "shield_provincial")


def road_numbers(ref: str | None) -> list[str]:
    """The numbers of a stretch of road as the data give them: none, one, or several parted by semicolons."""
    return [number for number in (ref or "").split(";") if number]


def priority(kind: str) -> float:
    """When the labels of a kind are placed: the smaller, the sooner."""
    return _FIRST.get(kind, float(style.label(kind).priority))
