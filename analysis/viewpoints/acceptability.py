"""How firm a rank is over all weights: stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen 1998).

Nobody need agree on weights to learn this: weights are drawn evenly from all there are (the simplex), each
project's share of draws in which it comes first, second … is its acceptability, and the mean of the weights that put it
first says what one would have to value for it. The same seed gives the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.viewpoints.scoring import rank, scores

if TYPE_CHECKING:
    from analysis.network import Floats
    from analysis.viewpoints.criteria import CriteriaTable

DRAWS: Final = 10_000
SEED: Final = 2026


@dataclass(frozen=True)
class Acceptability:
    """Ranks over all weights.

    Parameters
    ----------
    units
        Projects with figures in every criterion looked at.
    shares
        Share of draws in which each comes at each place: (units, places).
    central
        Mean of the weights that put each first, (units, criteria); NaN where none did.
    draws, seed
        How many weights were drawn and from which seed.
    """

    units: tuple[str, ...]
    keys: tuple[str, ...]
    shares: Floats
    central: Floats
    draws: int
    seed: int

    def first(self, unit: str) -> float:
        """Share of all weights that put it first."""
        return float(self.shares[self.units.index(unit), 0])

    def among(self, unit: str, places: int) -> float:
        """Share of all weights that put it among the first few."""
        return float(self.shares[self.units.index(unit), :places].sum())

    @property
    def error(self) -> float:
        """The largest standard error of a share: that of one half."""
        return float(0.5 / np.sqrt(self.draws))


def acceptability(table: CriteriaTable, *, draws: int = DRAWS, seed: int = SEED) -> Acceptability:
    """Ranks of the projects of a table over all weights of its criteria; equal scores share no place: by unit.

    Raises
    ------
    InputError
        If no project has figures in all of them.
    """
    kept = rank(table, {c.key: 1.0 for c in table.criteria}).table
    order = np.argsort(np.array(kept.units, dtype=object), kind="stable")
    good = scores(kept)[order]
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(kept.criteria)), size=draws)
    total = np.round(weights @ good.T, 12)
    by_place = np.argsort(-total, axis=1, kind="stable")  # at each place the unit
    count = len(kept.units)
    shares = np.array([np.bincount(by_place[:, place], minlength=count) for place in range(count)]).T / draws
    firsts = [weights[by_place[:, 0] == u] for u in range(count)]
    central = np.array([w.mean(axis=0) if len(w) else np.full(len(kept.criteria), np.nan) for w in firsts])
    back = np.argsort(order)
    return Acceptability(kept.units, tuple(c.key for c in kept.criteria), shares[back], central[back], draws, seed)
