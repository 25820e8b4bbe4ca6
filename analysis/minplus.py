"""Min-plus algebra on distance tables: sums instead of products, the least instead of the sum.

Tables are float64 with infinity for "no way".
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.lines import Floats

_AT_ONCE: Final = 60_000  # sums made in one step: for small tables calls cost more than sums
_BLOCK: Final = 50_000  # sums between two looks at the table: 0.4 MB, what a processor holds close by
_LONG: Final = 96  # entries of a row from which numpy's buffer costs more than it saves; measured
_SMALLEST: Final = 16  # entries: the least buffer numpy takes


def product(a: Floats, b: Floats) -> Floats:
    """Min-plus product: least of ``a[i, q] + b[q, j]`` over q, shape (rows of a, columns of b)."""
    return relax(np.full((a.shape[0], b.shape[1]), np.inf), a, b)


def relax(table: Floats, a: Floats, b: Floats) -> Floats:
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


def closure(table: Floats) -> Floats:
    """Least ways through any number of steps (Floyd and Warshall), a new (n, n) table with zero diagonal."""
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
