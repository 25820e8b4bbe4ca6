"""Min-plus algebra on distance tables: sums instead of products, the least instead of the sum.

Tables are float64 with infinity for "no way". Where the optional package numba is installed, a
compiled kernel does the same additions and comparisons as the numpy one, so that both give the same
bits; without it everything works, several times slower on large tables.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from analysis.lines import Floats

_AT_ONCE: Final = 30_000  # sums made in one step by numpy: for small tables calls cost more than sums
PLAIN_VARIABLE: Final = "LIEN_TINH_PLAIN"  # set to anything: never compile


def product(a: Floats, b: Floats) -> Floats:
    """Min-plus product: least of ``a[i, q] + b[q, j]`` over q, shape (rows of a, columns of b)."""
    return relax(np.full((a.shape[0], b.shape[1]), np.inf), a, b)


def relax(table: Floats, a: Floats, b: Floats) -> Floats:
    """Lower ``table`` in place to the min-plus product of ``a`` and ``b`` where that is less."""
    kernels(os.environ.get(PLAIN_VARIABLE, "")).relax(table, a, b)
    return table


def closure(table: Floats) -> Floats:
    """Least ways through any number of steps (Floyd and Warshall), a new (n, n) table with zero diagonal."""
    result = np.array(table, dtype=np.float64)
    np.fill_diagonal(result, 0.0)
    kernels(os.environ.get(PLAIN_VARIABLE, "")).close(result)
    return result


class Kernels(NamedTuple):
    """The two loops everything rests on; both change their first argument in place."""

    relax: Callable[[Floats, Floats, Floats], None]
    close: Callable[[Floats], None]


@cache
def kernels(plain: str = "") -> Kernels:
    """The compiled kernels where numba is installed and ``plain`` is empty, else the numpy ones."""
    if not plain:
        try:
            numba: Any = importlib.import_module("numba")
        except ImportError:
            return Kernels(_relax_plain, _close_plain)
        return Kernels(numba.njit(_relax_loops), numba.njit(_close_loops))
    return Kernels(_relax_plain, _close_plain)


def _relax_plain(table: Floats, a: Floats, b: Floats) -> None:
    if 0 < a.size * b.shape[1] <= _AT_ONCE:
        np.minimum(table, (a[:, :, None] + b[None, :, :]).min(axis=1), out=table)
        return
    for q in range(a.shape[1]):  # one rank at a time keeps the intermediate as small as the table
        np.minimum(table, a[:, q, None] + b[None, q, :], out=table)


def _close_plain(table: Floats) -> None:
    for q in range(len(table)):
        np.minimum(table, table[:, q, None] + table[None, q, :], out=table)


def _relax_loops(table: Floats, a: Floats, b: Floats) -> None:
    """Compiled: along memory, four ranks in one pass, ranks without a way skipped."""
    near = np.empty(a.shape[1], dtype=np.int64)
    for i in range(table.shape[0]):
        n = 0
        for q in range(a.shape[1]):
            if a[i, q] < np.inf:
                near[n] = q
                n += 1
        k = 0
        while k + 4 <= n:
            q, r, s, t = near[k], near[k + 1], near[k + 2], near[k + 3]
            f, g, h, e = a[i, q], a[i, r], a[i, s], a[i, t]
            for j in range(table.shape[1]):
                # written so that it becomes one vector instruction each
                x, y, z, w = f + b[q, j], g + b[r, j], h + b[s, j], e + b[t, j]
                x = x if x < y else y  # noqa: FURB136
                z = z if z < w else w  # noqa: FURB136
                x = x if x < z else z  # noqa: FURB136
                old = table[i, j]
                table[i, j] = x if x < old else old  # noqa: FURB136
            k += 4
        while k < n:
            q = near[k]
            f = a[i, q]
            for j in range(table.shape[1]):
                x = f + b[q, j]
                old = table[i, j]
                table[i, j] = x if x < old else old  # noqa: FURB136
            k += 1


def _close_loops(table: Floats) -> None:
    """Compiled: one rank after the other, rows without a way to it skipped."""
    for q in range(table.shape[0]):
        for i in range(table.shape[0]):
            f = table[i, q]
            if f < np.inf:
                for j in range(table.shape[1]):
                    x = f + table[q, j]
                    old = table[i, j]
                    table[i, j] = x if x < old else old  # noqa: FURB136
