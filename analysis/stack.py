"""Many small tables of least ways at once: one numpy step serves a whole stack of subsets.

The last players of a walk have few portals left, but nearly all subsets are theirs. Taken one by one
such tables cost mostly the calls around them; stacked, the same sums and comparisons run in one
step for all of them, with the same bits as one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.lines import Floats, Ints


def add_layer_to_all(stack: Floats, at: Ints, own: Floats, *, size: int) -> Floats:
    """The first ``size`` rows and columns of each table with a layer added, as ``engine.add_layer`` does for one.

    Parameters
    ----------
    stack
        (tables, n, n).
    at, own
        Rows of the layer's portals, and its own table among them.
    """
    result = stack[:, :size, :size].copy()
    among = stack[:, at[:, None], at]
    gains = (own < among).any(axis=(1, 2))  # elsewhere every way of the layer has one as short already
    if not gains.any():
        return result
    ways, among = stack[gains], np.minimum(among[gains], own)
    diagonal = np.arange(len(at))
    among[:, diagonal, diagonal] = 0.0
    _relax(among, among, among, range(len(at)))
    here = ways[:, :size, at]
    there = np.full_like(here, np.inf)
    _relax(there, here, among, range(len(at)))
    nearer = there < here
    rows, columns = np.flatnonzero(nearer.any(axis=(0, 2))), np.flatnonzero(nearer.any(axis=(0, 1)))
    there, onward = np.where(nearer, there, np.inf)[:, rows], ways[:, at, :size]
    at_gains = np.flatnonzero(gains)[:, None]
    gained = result[at_gains, rows]
    _relax(gained, there, onward, columns.tolist())
    result[at_gains, rows] = gained
    return result


def _relax(tables: Floats, a: Floats, b: Floats, ranks: Iterable[int]) -> None:
    """Lower each table in place to the min-plus product of its ``a`` and ``b`` over these ranks, one after the other.

    The sums go into one buffer: fresh memory for each of them would cost more than the sums.
    """
    sums = np.empty_like(tables)
    for q in ranks:
        np.add(a[:, :, q, None], b[:, q, None, :], out=sums)
        np.minimum(tables, sums, out=tables)
