"""Many tables of least ways at once: one numpy step serves the tables of many subsets.

The last players of a walk are added most often. Table by table that costs mostly the calls around
short rows; here the tables stand side by side along the *last* axis, (n, n, tables), so that one step
runs over the same entry of all of them in memory order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.minplus import straight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints


def add_layer_to_all(stack: Floats, at: Ints, own: Floats, *, out: Floats) -> None:
    """Write the first rows and columns of each table with a layer added, as ``engine.add_layer`` does for one.

    Parameters
    ----------
    stack
        (n, n, tables).
    at, own
        Rows of the layer's portals, and its own table among them.
    out
        (rows, rows, tables) with at most n rows; may be a part of a larger array, but not of ``stack``.
    """
    size = len(out)
    entries = stack[at[:, None], at]
    if not (own[:, :, None] < entries).any():  # every way of the layer has one as short already
        out[:] = stack[:size, :size]
        return
    among = np.minimum(entries, own[:, :, None])
    among[np.arange(len(at)), np.arange(len(at))] = 0.0
    _relax(among, among, among)
    here, before = np.ascontiguousarray(stack[:size, at]), stack[at, :size]
    onward = np.full_like(before, np.inf)
    _relax(onward, among, before)
    needed = _boarding_somewhere(here, among) & (onward < before).any(axis=(1, 2))
    with straight(stack.shape[2]):
        _by_rows(stack, here, onward, needed, out=out)


def _by_rows(stack: Floats, here: Floats, onward: Floats, needed: NDArray[np.bool_], *, out: Floats) -> None:
    """Each origin's ways by way of the portals it may need, one row after the other: a row stays at hand meanwhile."""
    size, ahead = len(out), list(onward)
    best, sums = np.empty((2, *onward.shape[1:]))
    for row in range(size):
        portals = np.flatnonzero(needed[row]).tolist()
        if not portals:
            out[row] = stack[row, :size]
            continue
        np.copyto(best, stack[row, :size])
        to_portal = here[row]
        for portal in portals[:-1]:
            np.add(to_portal[portal], ahead[portal], out=sums)
            np.minimum(best, sums, out=best)
        np.add(to_portal[portals[-1]], ahead[portals[-1]], out=sums)
        np.minimum(best, sums, out=out[row])


def _boarding_somewhere(here: Floats, among: Floats) -> NDArray[np.bool_]:
    """Whether an origin may have to enter at a portal in any of the tables: (origins, q), see ``engine.boarding``."""
    others = among.copy()
    others[np.arange(len(among)), np.arange(len(among))] = np.inf
    sooner = np.full_like(here, np.inf)
    _relax(sooner, here, others)
    later = sooner >= here
    helped = ~np.asarray(later.all(axis=(1, 2)))[:, None]  # who reaches no portal sooner is helped nowhere
    return np.asarray(later.any(axis=2) & helped)


def _relax(tables: Floats, a: Floats, b: Floats) -> None:
    """Lower each table in place to the min-plus product of its ``a`` and ``b``, one rank after the other.

    The sums go into one buffer: fresh memory for each of them would cost more than the sums.
    """
    sums = np.empty_like(tables)
    with straight(tables.shape[2]):
        for q in range(a.shape[1]):
            np.add(a[:, q, None], b[None, q], out=sums)
            np.minimum(tables, sums, out=tables)
