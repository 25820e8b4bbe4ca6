"""What changes between two places when a road opens: exact, repeatable, without any interface.

Shortest distances and fastest times on the directed road network of ``data/geo`` with any set of
projects added. Nothing here forecasts demand, congestion or tolls. Typical use:

>>> from analysis import Scenario, compare_pair, load_world
>>> world = load_world()
>>> scenario = Scenario(projects=frozenset({"ring-road-4"}))
>>> result = compare_pair(world, scenario, "dist-chon-thanh", "cap-tan-an")
>>> result.after.fastest_min < result.before.fastest_min
True
>>> str(result.effect)
'faster'
>>> compare_pair(world, Scenario(), "cap-hcmc", "cap-tan-am")
Traceback (most recent call last):
    ...
words.errors.UnknownError: There is no place “cap-tan-am”. Similar ones: cap-tan-an.

Everything that travels is a frozen dataclass; lengths are WGS 84 geodesic metres, times minutes,
coordinates EPSG:4326 (longitude, latitude). "Not connected" is ``None``, never 0 or infinity.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.comparison import DirectionComparison, Effect, PairComparison, compare_pair
    from analysis.prepared import load_world
    from analysis.routing import Figures, PathResult, RoadStretch, StretchKind
    from analysis.scenarios import Access, Scenario
    from analysis.speeds import Mode, SpeedCase
    from analysis.world import Place, World

_HOMES = {  # each name is loaded when it is asked for: a list of places need not wait for the router
    "comparison": ("DirectionComparison", "Effect", "PairComparison", "compare_pair"),
    "prepared": ("load_world",),
    "routing": ("Figures", "PathResult", "RoadStretch", "StretchKind"),
    "scenarios": ("Access", "Scenario"),
    "speeds": ("Mode", "SpeedCase"),
    "world": ("Place", "World"),
}

__all__ = [
    "Access",
    "DirectionComparison",
    "Effect",
    "Figures",
    "Mode",
    "PairComparison",
    "PathResult",
    "Place",
    "RoadStretch",
    "Scenario",
    "SpeedCase",
    "StretchKind",
    "World",
    "compare_pair",
    "load_world",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"analysis.{home}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
