"""Whether the judgement of projects survives its assumptions.

The central case is changed in one assumption at a time: speeds low or high, access low or high,
weights of destinations by population or gravity. Connectors are the same before and after and drop
out of every saving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from analysis.scenarios import Access, Scenario
from analysis.speeds import SpeedCase
from analysis.valuation import Question, portfolios
from analysis.variants import Weighting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from analysis.world import World


MOST_JUDGED: Final = 15  # units that matter, above which valuing every case again takes minutes


@dataclass(frozen=True)
class Judged:
    """The Shapley value and the rank of one project over all cases.

    Parameters
    ----------
    central, low, high
        Shapley value in the central case, and its lowest and highest, in the unit of the benefit.
    best_rank, worst_rank
        Its place among the projects by Shapley value, 1 is first.
    """

    project: str
    central: float
    low: float
    high: float
    best_rank: int
    worst_rank: int

    @property
    def firm(self) -> bool:
        """Whether its rank is the same in every case."""
        return self.best_rank == self.worst_rank


def cases(scenario: Scenario, question: Question) -> list[tuple[Scenario, Question]]:
    """The central case first, then each assumption changed by itself."""
    speeds = [(replace(scenario, speeds=s), question) for s in SpeedCase if s is not scenario.speeds]
    access = [(replace(scenario, access=a), question) for a in Access if a is not scenario.access]
    weights = [(scenario, replace(question, weighting=w)) for w in Weighting if w is not question.weighting]
    return [(scenario, question), *speeds, *access, *(weights if question.kind.value.startswith("person_") else [])]


def judge(
    world: World, scenario: Scenario, question: Question, *, cache: Path | None = None
) -> list[dict[str, Judged]]:
    """For each portfolio (one for each choice among exclusions) every project over all cases.

    Raises
    ------
    InputError
        As ``valuation.portfolios``.
    """
    valued = [portfolios(world, s, q, cache=cache) for s, q in cases(scenario, question)]
    return [over_cases([p.shapley() for p in same]) for same in zip(*valued, strict=True)]


def over_cases(shares: Sequence[Mapping[str, float]]) -> dict[str, Judged]:
    """Ranges and ranks of Shapley values, the central case first; equal values rank by id."""
    ranks = [{p: n for n, p in enumerate(sorted(s, key=lambda p: (-s[p], p)), start=1)} for s in shares]
    return {
        p: Judged(
            project=p,
            central=shares[0][p],
            low=min(s[p] for s in shares),
            high=max(s[p] for s in shares),
            best_rank=min(r[p] for r in ranks),
            worst_rank=max(r[p] for r in ranks),
        )
        for p in shares[0]
    }
