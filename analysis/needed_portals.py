"""Where what may be added can be entered or left by a way that beats one there is already.

Let F be the table with every layer standing, D the one with none, W a layer's own table. Whatever stands,
a way that runs on the layer from its portal a to its portal b is no shorter than
``F[i, a] + W[a, b] + F[b, j]``. Where that is no less than ``D[i, j]``, the way is not needed: one as short
leads there without the layer. A portal at which no needed way enters or leaves the layer can be forgotten,
and with it its row in every table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.engine import Layer, add_layer
from analysis.minplus import product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.engine import Engine
    from analysis.lines import Floats, Ints

_SAME: Final = 1 - 1e-12  # sums in another order differ by less: such a way is no nearer
_NEARLY: Final = 1 + 1e-9  # a portal is kept if it is this near to being needed: nothing hangs on a last digit


@dataclass(frozen=True)
class Use:
    """What a layer can do for some trips.

    Parameters
    ----------
    trips
        Whether it can shorten each, (trips,).
    portals
        Which of its portals it needs for that, (q,).
    """

    trips: NDArray[np.bool_]
    portals: NDArray[np.bool_]


def uses(engine: Engine, origin: Ints, destination: Ints, to_beat: Floats) -> Iterator[tuple[Layer, Use]]:
    """Each layer with what it can do for the trips from ``origin`` to ``destination``, places of the engine.

    Parameters
    ----------
    to_beat
        What a way of each trip must be less than to count, (trips,).
    """
    full = engine.base
    for layer in engine.layers:
        full = add_layer(full, layer.terminals, layer.table, size=len(full))
    for layer in engine.layers:
        at = layer.terminals
        shorter = layer.table < engine.base[at[:, None], at] * _SAME
        own = np.where(shorter, layer.table, np.inf)
        away, home = np.ascontiguousarray(full[: engine.places, at]), full[at, : engine.places]
        leaves = product(away, own)[origin] + home.T[destination]
        enters = away[origin] + product(own, home).T[destination]
        nearly = (to_beat * _NEARLY)[:, None]
        portals = (leaves < nearly).any(axis=0) | (enters < nearly).any(axis=0)
        trips = (leaves < to_beat[:, None]).any(axis=1)
        yield layer, Use(np.asarray(trips), np.asarray(portals))


def limited(layer: Layer, portals: NDArray[np.bool_]) -> Layer:
    """The layer with some of its portals."""
    kept = np.flatnonzero(portals)
    return Layer(layer.needs, layer.terminals[kept], layer.table[kept[:, None], kept])
