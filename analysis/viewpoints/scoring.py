"""Scores of projects under given weights: a weighted mean of places between the worst and the best figure.

A criterion counts 0 at the worst figure among the projects compared and 1 at the best, straight in between; the table
shows both ends, since another set of projects has others. A project without a figure in a criterion that has weight is
left out and named. One criterion never makes good for a law: what may not be built is no matter of weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from words import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.viewpoints.criteria import CriteriaTable


@dataclass(frozen=True)
class Ranked:
    """One project: its place, its score 0 to 1, and what each criterion gives of it (they add up to it)."""

    unit: str
    place: int
    score: float
    parts: tuple[float, ...]


@dataclass(frozen=True)
class Ranking:
    """Projects by score, the best first.

    Parameters
    ----------
    weights
        Shares of the criteria of the table, summing to 1.
    without
        Units that lack a figure in a criterion with weight, with the first such criterion.
    dominated
        Of each unit the others that are nowhere worse and somewhere better, over the criteria with weight.
    """

    table: CriteriaTable
    weights: tuple[float, ...]
    rows: tuple[Ranked, ...]
    without: Mapping[str, str]
    dominated: Mapping[str, tuple[str, ...]]


def scores(table: CriteriaTable) -> Floats:
    """Places between worst and best, 0 to 1: (units, criteria); 1 where all are alike, NaN without a figure."""
    ends = np.array([table.scale(i) for i in range(len(table.criteria))]).reshape(-1, 2)
    span = ends[:, 1] - ends[:, 0]
    with np.errstate(invalid="ignore"):
        placed = (table.values - ends[:, 0]) / np.where(span == 0, 1.0, span)
    return np.where(np.isfinite(table.values), np.where(span == 0, 1.0, placed), np.nan)


def rank(table: CriteriaTable, weights: Mapping[str, float]) -> Ranking:
    """Rank the projects of a table; equal scores by unit.

    Parameters
    ----------
    weights
        By key of the criterion, any numbers from 0 on; they are divided by their sum.

    Raises
    ------
    InputError
        If a weight is negative or no number, none is above zero, or no project has figures in all of them.
    """
    keys = [c.key for c in table.criteria]
    for key, weight in weights.items():
        if key not in keys:
            raise InputError("viewpoints.unknown", key=key, known=", ".join(keys))
        if not (math.isfinite(weight) and weight >= 0):
            raise InputError("viewpoints.bad_weight", key=key)
    given = np.array([float(weights.get(k, 0.0)) for k in keys])
    if not given.sum() > 0:
        raise InputError("viewpoints.no_weight")
    shares = given / given.sum()
    counts = shares > 0
    compared, without = comparable(table, counts)
    if not len(compared):
        raise InputError("viewpoints.nothing_left")
    kept = _some(table, compared)
    parts = np.where(counts, np.nan_to_num(scores(kept)) * shares, 0.0)
    total = parts.sum(axis=1)
    order = sorted(range(len(compared)), key=lambda i: (-round(float(total[i]), 12), kept.units[i]))
    rows = tuple(
        Ranked(kept.units[i], n, float(total[i]), tuple(parts[i].tolist())) for n, i in enumerate(order, start=1)
    )
    return Ranking(kept, tuple(shares.tolist()), rows, without, _dominated(kept, counts))


def comparable(table: CriteriaTable, counts: NDArray[np.bool_]) -> tuple[NDArray[np.intp], dict[str, str]]:
    """Positions of the units with figures in all criteria that count; the others with the first they lack."""
    lacks = ~np.isfinite(table.values) & counts
    without = {table.units[i]: table.criteria[int(lacks[i].argmax())].key for i in np.flatnonzero(lacks.any(axis=1))}
    return np.flatnonzero(~lacks.any(axis=1)), without


def _some(table: CriteriaTable, at: NDArray[np.intp]) -> CriteriaTable:
    return replace(table, units=tuple(table.units[i] for i in at), values=table.values[at])


def _dominated(table: CriteriaTable, counts: NDArray[np.bool_]) -> dict[str, tuple[str, ...]]:
    good = scores(table)[:, counts]
    beats: NDArray[np.bool_] = np.asarray(
        (good[:, None, :] >= good[None, :, :]).all(axis=2) & (good[:, None, :] > good[None, :, :]).any(axis=2)
    )
    return {u: tuple(table.units[i] for i in np.flatnonzero(beats[:, n])) for n, u in enumerate(table.units)}
