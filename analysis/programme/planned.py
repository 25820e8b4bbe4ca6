"""The best programme of some wishes, made once for a world: pages, commands and files show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.programme.asking import asked
from analysis.programme.best import best_programme
from analysis.programme.money import Money, asked_npv

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.appraisal import Question
    from analysis.programme.asking import Asked, Wishes
    from analysis.programme.best import Programme
    from analysis.scenarios import Scenario, World


def planned(
    world: World,
    scenario: Scenario,
    wishes: Wishes,
    question: Question | Money,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Asked, Programme]:
    """Task and best programme, kept with the world; errors as ``asked`` and ``best_programme``.

    Parameters
    ----------
    scenario
        Its assumptions count; which projects stand is said by the wishes.
    question
        A benefit of the portfolio, or how money is counted.
    """

    def make() -> tuple[Asked, Programme]:
        found: Asked
        if isinstance(question, Money):
            found = asked_npv(world, scenario, wishes, question, progress=progress)
        else:
            found = asked(world, scenario, wishes, question, progress=progress)
        return found, best_programme(found.task, found.stakes, digest=found.digest, progress=progress)

    named = question.name if isinstance(question, Money) else repr(question)
    return world.keep(("programme", world.digest(scenario), repr(wishes), named), make)
