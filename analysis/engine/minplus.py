"""Min-plus algebra on distance tables: sums instead of products, the least instead of the sum.

Tables are float64 with infinity for "no way". The last units of a walk over subsets are added most often;
table by table that costs mostly the calls around short rows. So many tables also stand side by side along
the *last* axis, (n, n, tables): one numpy step runs over the same entry of all of them in memory order.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints

_AT_ONCE: Final = 60_000  # sums made in one step: for small tables calls cost more than sums
_BLOCK: Final = 50_000  # sums between two looks at the table: 0.4 MB, what a processor holds close by
_LONG: Final = 96  # entries of a row from which numpy's buffer costs more than it saves; measured
_SMALLEST: Final = 16  # entries: the least buffer numpy takes


def minplus_product(a: Floats, b: Floats) -> Floats:
    """Min-plus product: least of ``a[i, q] + b[q, j]`` over q, shape (rows of a, columns of b)."""
    return minplus_relax(np.full((a.shape[0], b.shape[1]), np.inf), a, b)


def minplus_relax(table: Floats, a: Floats, b: Floats) -> Floats:
    """Lower ``table`` in place to the min-plus product of ``a`` and ``b`` where that is less."""
    if 0 < a.size * b.shape[1] <= _AT_ONCE:
        np.minimum(table, (a[:, :, None] + b[None, :, :]).min(axis=1), out=table)
        return table
    with straight(b.shape[1]):
        _by_ranks(table, a, b)
    return table


def _by_ranks(table: Floats, a: Floats, b: Floats) -> None:
    """``relax`` one rank after the other."""
    step = max(1, _BLOCK // max(1, b.shape[1]))
    sums = np.empty((min(step, len(table)), b.shape[1]))  # fresh memory for each rank would cost more than the sums
    for begin in range(0, len(table), step):
        part = table[begin : begin + step]
        for q in range(a.shape[1]):
            np.add(a[begin : begin + step, q, None], b[q], out=sums[: len(part)])
            np.minimum(part, sums[: len(part)], out=part)


def shortest_path_closure(table: Floats) -> Floats:
    """Least-cost paths through any number of steps (Floyd and Warshall), a new (n, n) table with zero diagonal."""
    result = np.array(table, dtype=np.float64)
    np.fill_diagonal(result, 0.0)
    sums = np.empty_like(result)
    with straight(len(result)):
        for q in range(len(result)):
            np.add(result[:, q, None], result[q], out=sums)
            np.minimum(result, sums, out=result)
    return result


@contextmanager
def straight(row: int) -> Iterator[None]:
    """Let numpy read operands where they lie, for rows of ``row`` entries.

    Whatever is repeated along an axis goes through numpy's buffer, a copy that costs more than the sum
    itself, but for rows longer than the buffer. So the buffer is made as small as can be while long
    rows are worked on; for short ones it is of use. The setting is this thread's alone.
    """
    if row < _LONG:
        yield
        return
    before = np.setbufsize(_SMALLEST)
    try:
        yield
    finally:
        np.setbufsize(before)


def add_layer_to_all(stack: Floats, at: Ints, own: Floats, *, out: Floats) -> None:
    """Write the first rows and columns of each table with a layer added, as ``engine.add_layer`` does for one.

    Parameters
    ----------
    stack
        (n, n, tables).
    at, own
        Rows of the layer's boundary nodes, and its own table among them.
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
    _relax_all(among, among, among)
    here, before = np.ascontiguousarray(stack[:size, at]), stack[at, :size]
    onward = np.full_like(before, np.inf)
    _relax_all(onward, among, before)
    needed = _boarding_somewhere(here, among) & (onward < before).any(axis=(1, 2))
    with straight(stack.shape[2]):
        _by_rows(stack, here, onward, needed, out=out)


def _by_rows(stack: Floats, here: Floats, onward: Floats, needed: NDArray[np.bool_], *, out: Floats) -> None:
    """Each origin's ways by way of the boundary nodes it may need, one row after the other: a row stays at hand meanwhile."""
    size, ahead = len(out), list(onward)
    best, sums = np.empty((2, *onward.shape[1:]))
    for row in range(size):
        boundary = np.flatnonzero(needed[row]).tolist()
        if not boundary:
            out[row] = stack[row, :size]
            continue
        np.copyto(best, stack[row, :size])
        to_node = here[row]
        for node in boundary[:-1]:
            np.add(to_node[node], ahead[node], out=sums)
            np.minimum(best, sums, out=best)
        np.add(to_node[boundary[-1]], ahead[boundary[-1]], out=sums)
        np.minimum(best, sums, out=out[row])


def _boarding_somewhere(here: Floats, among: Floats) -> NDArray[np.bool_]:
    """Whether an origin may have to enter at a boundary node in any of the tables: (origins, q), see ``engine.boarding``."""
    others = among.copy()
    others[np.arange(len(among)), np.arange(len(among))] = np.inf
    sooner = np.full_like(here, np.inf)
    _relax_all(sooner, here, others)
    later = sooner >= here
    helped = ~np.asarray(later.all(axis=(1, 2)))[:, None]  # who reaches no boundary node sooner is helped nowhere
    return np.asarray(later.any(axis=2) & helped)


def _relax_all(tables: Floats, a: Floats, b: Floats) -> None:
    """Lower each table in place to the min-plus product of its ``a`` and ``b``, one rank after the other.

    The sums go into one buffer: fresh memory for each of them would cost more than the sums.
    """
    sums = np.empty_like(tables)
    with straight(tables.shape[2]):
        for q in range(a.shape[1]):
            np.add(a[:, q, None], b[None, q], out=sums)
            np.minimum(tables, sums, out=tables)
