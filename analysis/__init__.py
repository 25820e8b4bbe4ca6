"""What changes between two places when a road opens: exact, repeatable, without any interface.

Shortest distances and fastest times on the directed road network of ``data/geo`` with any set of
projects added. Nothing here forecasts demand, congestion or tolls. The door, ``analysis.library``, gives
DataFrames, GeoDataFrames and frozen results: ``places``, ``projects``, ``skim``, ``path``, ``compare``, ``access``,
``isochrones``, ``portfolio``, ``plan``, ``ranking``, ``appraise``, ``criticality``, ``connectivity``;
``docs/library.md`` shows each.

>>> from analysis import Scenario, compare_pair, load_world, skim
>>> world = load_world()
>>> scenario = Scenario(projects=frozenset({"ring-road-4"}))
>>> skim(world, scenario, "dist-chon-thanh", "cap-tan-an").columns.tolist()
['origin', 'destination', 'shortest_m', 'fastest_min', 'fastest_length_m']
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

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
