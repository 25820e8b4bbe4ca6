"""The best programme of some wishes, made once for a world: pages, commands and files show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.programme.asking import asked
from analysis.programme.best import best_programme

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
    question: Question,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Asked, Programme]:
    """Task and best programme, kept with the world; errors as ``asked`` and ``best_programme``.

    Parameters
    ----------
    scenario
        Its assumptions count; which projects stand is said by the wishes.
    """

    def make() -> tuple[Asked, Programme]:
        found = asked(world, scenario, wishes, question, progress=progress)
        return found, best_programme(found.task, found.stakes, digest=found.digest, progress=progress)

    return world.keep(("programme", world.digest(scenario), repr(wishes), repr(question)), make)
