"""How sure an order of roads is: each road appraised alone under the same draws, and which place it takes in each.

The draws are those of ``uncertainty``, and in each draw all roads have the same values, speeds and access: what moves all of
them alike moves no place. A road stands with what it upgrades, which stands before it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.economics.appraise import Question, central, open_today
from analysis.economics.sheet import read_sheet
from analysis.economics.uncertainty import DRAWS, SEED, draw, valued
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.economics.request import Request
    from analysis.economics.sheet import Sheet
    from analysis.network import Floats
    from analysis.scenarios import Assumptions, Scenario, World

ORDERED_BY: Final = ("npv_bn", "bcr")
_LEAST_UNITS: Final = 2


@dataclass(frozen=True)
class OrderCertainty:
    """An order of roads and how often draws agree with it.

    Parameters
    ----------
    figure
        Of ``ORDERED_BY``: what they are ordered by.
    units
        In the order of the central case, the best first.
    central
        Their figures in it, (units,).
    shares
        Share of the draws in which each takes each place, (units, places).
    ahead
        Share of the draws in which each stands before each other, (units, units).
    holds
        Share of the draws that give just this order.
    without_cost
        Roads that have no cost, and so no place.
    """

    figure: str
    units: tuple[str, ...]
    central: tuple[float, ...]
    shares: Floats
    ahead: Floats
    holds: float
    without_cost: tuple[str, ...]
    draws: int
    seed: int
    digest: str

    def at_place(self, n: int) -> float:
        """Share of the draws in which the road at a place (from 0) takes it."""
        return float(self.shares[n, n])

    def before_next(self, n: int) -> float | None:
        """Share of the draws in which it stands before the next one; ``None`` for the last."""
        return float(self.ahead[n, n + 1]) if n + 1 < len(self.units) else None


def order_certainty(
    world: World,
    scenario: Scenario,
    units: Sequence[str],
    request: Request,
    *,
    figure: str = ORDERED_BY[0],
    assumptions: Assumptions | None = None,
    sheet: Sheet | None = None,
    against_today: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> OrderCertainty:
    """The order of some roads by a figure of each alone, and how sure it is.

    Raises
    ------
    InputError
        If fewer than two roads have a cost, the draws are too few or too many, or as ``Question.of``.
    """
    used = sheet or read_sheet(world)
    values, case_of = draw(used, draws, seed)
    bare = open_today(world, scenario) if against_today else scenario.baseline()
    asked = [
        Question.of(world, after, request, reference=before, assumptions=assumptions, sheet=used)
        for before, after in (_alone(world, replace(bare, access=scenario.access), u) for u in units)
    ]
    kept = [(u, q) for u, q in zip(units, asked, strict=True) if all(c.known for c in q.units)]
    if len(kept) < _LEAST_UNITS:
        raise InputError("worth.order_few")
    drawn, middle, digests = [], [], []
    for n, (_, question) in enumerate(kept):
        if progress is not None:
            progress(n, len(kept))
        found = valued(question, values, case_of)[0]
        drawn.append(np.nan_to_num(getattr(found, figure), nan=-np.inf))
        middle.append(central(world, question).figure(figure) or 0.0)
        digests.append(question.digest(world))
    order = sorted(range(len(kept)), key=lambda i: (-middle[i], kept[i][0]))
    shares, ahead, holds = _places(np.array(drawn)[order])
    return OrderCertainty(
        figure=figure,
        units=tuple(kept[i][0] for i in order),
        central=tuple(middle[i] for i in order),
        shares=shares,
        ahead=ahead,
        holds=holds,
        without_cost=tuple(u for u, q in zip(units, asked, strict=True) if not all(c.known for c in q.units)),
        draws=draws,
        seed=seed,
        digest=text_digest(["order", figure, str(draws), str(seed), *sorted(digests)]),
    )


def _places(drawn: Floats) -> tuple[Floats, Floats, float]:
    """What the draws tell of an order: figures by road and draw, in the order of the central case."""
    count, draws = drawn.shape
    by_place = np.argsort(-drawn, axis=0, kind="stable")  # at each place the road; of equals the first in the order
    shares = np.array([np.bincount(by_place[p], minlength=count) for p in range(count)]).T / draws
    ahead = (drawn[:, None, :] > drawn[None, :, :]).mean(axis=2)
    return shares, ahead, float((by_place == np.arange(count)[:, None]).all(axis=0).mean())


def _alone(world: World, bare: Scenario, unit: str) -> tuple[Scenario, Scenario]:
    """The network before and with a road alone; what it upgrades stands before it."""
    owners = {str(i) for i in world.links.sections.project_id[world.unit_sections(unit)]}
    bases = frozenset(str(b) for p in owners if (b := world.projects[p].upgrade_of))
    before = replace(bare, projects=bare.projects | bases)
    return before, replace(before, projects=before.projects | {unit})
