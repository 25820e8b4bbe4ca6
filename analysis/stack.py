"""Many tables of least ways at once: one numpy step serves the tables of many subsets.

The last players of a walk are added most often. Table by table that costs mostly the calls around
short rows; here the tables stand side by side along the *last* axis, (n, n, tables), so that one step
runs over the same entry of all of them in memory order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints


def add_layer_to_all(stack: Floats, at: Ints, own: Floats, *, size: int) -> Floats:
    """The first ``size`` rows and columns of each table with a layer added, as ``engine.add_layer`` does for one.

    Parameters
    ----------
    stack
        (n, n, tables).
    at, own
        Rows of the layer's portals, and its own table among them.
    """
    result = stack[:size, :size].copy()
    entries = stack[at[:, None], at]
    if not (own[:, :, None] < entries).any():  # every way of the layer has one as short already
        return result
    among = np.minimum(entries, own[:, :, None])
    among[np.arange(len(at)), np.arange(len(at))] = 0.0
    _relax(among, among, among)
    here, before = np.ascontiguousarray(stack[:size, at]), stack[at, :size]
    onward = np.full_like(before, np.inf)
    _relax(onward, among, before)
    needed = _boarding_somewhere(here, among) & (onward < before).any(axis=(1, 2))
    sums = np.empty_like(result[0])
    for row in np.flatnonzero(needed.any(axis=1)).tolist():
        for portal in np.flatnonzero(needed[row]).tolist():
            np.add(here[row, portal], onward[portal], out=sums)
            np.minimum(result[row], sums, out=result[row])
    return result


def _boarding_somewhere(here: Floats, among: Floats) -> NDArray[np.bool_]:
    """Whether an origin may have to enter at a portal in any of the tables: (origins, q), see ``engine.boarding``."""
    others = among.copy()
    others[np.arange(len(among)), np.arange(len(among))] = np.inf
    sooner = np.full_like(here, np.inf)
    _relax(sooner, here, others)
    return np.asarray((sooner >= here).any(axis=2))


def _relax(tables: Floats, a: Floats, b: Floats) -> None:
    """Lower each table in place to the min-plus product of its ``a`` and ``b``, one rank after the other.

    The sums go into one buffer: fresh memory for each of them would cost more than the sums.
    """
    sums = np.empty_like(tables)
    for q in range(a.shape[1]):
        np.add(a[:, q, None], b[None, q], out=sums)
        np.minimum(tables, sums, out=tables)
