"""Min-plus algebra on distance tables: sums instead of products, the least instead of the sum.

The kernels work on float64 tables with infinity for "no way". A compiled kernel (numba) is used where
it is installed; plain numpy gives the same numbers, entry by entry, because both add the same two
numbers and take the least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analysis.lines import Floats


def product(a: Floats, b: Floats) -> Floats:
    """Min-plus product: least of ``a[i, q] + b[q, j]`` over q, shape (rows of a, columns of b)."""
    result = np.full((a.shape[0], b.shape[1]), np.inf)
    return relax(result, a, b)


def relax(table: Floats, a: Floats, b: Floats) -> Floats:
    """Lower ``table`` in place to the min-plus product of ``a`` and ``b`` where that is less."""
    for q in range(a.shape[1]):  # one rank at a time keeps the intermediate as small as the table
        np.minimum(table, a[:, q, None] + b[None, q, :], out=table)
    return table


def closure(table: Floats) -> Floats:
    """Least ways through any number of steps (Floyd and Warshall), a new (n, n) table with zero diagonal."""
    result = np.array(table, dtype=np.float64)
    np.fill_diagonal(result, 0.0)
    for q in range(len(result)):
        np.minimum(result, result[:, q, None] + result[None, q, :], out=result)
    return result
