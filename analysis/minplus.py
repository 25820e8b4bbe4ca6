"""Min-plus algebra on distance tables: sums instead of products, the least instead of the sum.

Tables are float64 with infinity for "no way". Where the optional package numba is installed, a
compiled kernel does the same additions and comparisons as the numpy one, so that both give the same
bits; without it everything works, several times slower on large tables.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.lines import Floats

PLAIN_VARIABLE: Final = "LIEN_TINH_PLAIN"  # set to anything: never compile


def product(a: Floats, b: Floats) -> Floats:
    """Min-plus product: least of ``a[i, q] + b[q, j]`` over q, shape (rows of a, columns of b)."""
    return relax(np.full((a.shape[0], b.shape[1]), np.inf), a, b)


def relax(table: Floats, a: Floats, b: Floats) -> Floats:
    """Lower ``table`` in place to the min-plus product of ``a`` and ``b`` where that is less."""
    kernel(os.environ.get(PLAIN_VARIABLE, ""))(table, a, b)
    return table


def closure(table: Floats) -> Floats:
    """Least ways through any number of steps (Floyd and Warshall), a new (n, n) table with zero diagonal."""
    result = np.array(table, dtype=np.float64)
    np.fill_diagonal(result, 0.0)
    for q in range(len(result)):
        np.minimum(result, result[:, q, None] + result[None, q, :], out=result)
    return result


@cache
def kernel(plain: str = "") -> Callable[[Floats, Floats, Floats], None]:
    """The compiled kernel where numba is installed and ``plain`` is empty, else the numpy one."""
    if not plain:
        try:
            numba: Any = importlib.import_module("numba")
        except ImportError:
            return _relax_plain
        return numba.njit(_relax_loops)  # type: ignore[no-any-return]
    return _relax_plain


def _relax_plain(table: Floats, a: Floats, b: Floats) -> None:
    for q in range(a.shape[1]):  # one rank at a time keeps the intermediate as small as the table
        np.minimum(table, a[:, q, None] + b[None, q, :], out=table)


def _relax_loops(table: Floats, a: Floats, b: Floats) -> None:
    """Compiled: rows outermost, so that the inner loop runs along memory."""
    for i in range(table.shape[0]):
        for q in range(a.shape[1]):
            first = a[i, q]
            if first == np.inf:
                continue
            for j in range(table.shape[1]):
                total = first + b[q, j]
                table[i, j] = min(table[i, j], total)
