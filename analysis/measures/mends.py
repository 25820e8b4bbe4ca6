"""Which proposal mends a badly tied pair: of all projects, the one that alone on the base network saves it most.

Projects are ranked by the pair's fastest time, those that save none by its shortest distance; what is told of the
first is the comparison of the pair itself, and one whose saving may be nothing (``Effect``) gives way to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.measures.comparison import FASTER_MIN, SHORTER_M, Effect, PairComparison, compare_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

Pair = tuple[str, str]
Mends = Mapping[Pair, "Mend | None"]
Progress = Callable[[int, int], None]
_MENDED = (Effect.CONNECTED, Effect.FASTER, Effect.SHORTER)


@dataclass(frozen=True)
class Mend:
    """A project that mends a pair.

    Parameters
    ----------
    project_id
        The project; what it upgrades is built with it.
    comparison
        The pair before and after it.
    """

    project_id: str
    comparison: PairComparison


def mending_projects(
    world: World, scenario: Scenario, pairs: Sequence[Pair], *, progress: Progress | None = None
) -> Mends:
    """For each pair the project that mends it, or ``None``; kept with the world.

    Parameters
    ----------
    scenario
        Gives the assumptions; its projects and closures do not count.
    pairs
        Ids of places.
    progress
        Called with (steps done, steps in all); may raise to stop.

    Raises
    ------
    InputError
        If a place is unknown.
    """
    alone = replace(scenario.baseline(), access=scenario.access)
    return world.keep(("mends", alone, tuple(pairs)), lambda: _mending(world, alone, pairs, progress))


def _mending(world: World, alone: Scenario, pairs: Sequence[Pair], progress: Progress | None) -> Mends:
    ids = sorted({end for pair in pairs for end in pair})
    at = [(ids.index(a), ids.index(b)) for a, b in pairs]
    steps = len(world.projects) + len(pairs)
    bare_min, bare_m = _of_pairs(world, alone.baseline(), ids, at)
    saved = {}
    for done, project in enumerate(world.projects.values()):
        if progress:
            progress(done, steps)
        on = replace(alone, projects=world.bases(project.id) | {project.id})
        minutes, metres = _of_pairs(world, on, ids, at)
        saved[project.id] = on, bare_min - minutes, bare_m - metres
    found: dict[Pair, Mend | None] = {}
    for n, pair in enumerate(pairs):
        if progress:
            progress(len(world.projects) + n, steps)
        ranked = [(name, on, float(minutes[n]), float(metres[n])) for name, (on, minutes, metres) in saved.items()]
        found[pair] = _first(world, pair, ranked)
    return found


def _of_pairs(world: World, state: Scenario, ids: list[str], at: list[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Fastest minutes and shortest metres of each pair, means of both directions; not connected is far."""
    nodes = world.nodes(ids)
    ways = world.skim(state, nodes, nodes)
    both = [np.nan_to_num((t + t.T) / 2, nan=1e9) for t in (ways.fastest_min, ways.shortest_m)]
    return np.array([both[0][i] for i in at]), np.array([both[1][i] for i in at])


def _first(world: World, pair: Pair, ranked: list[tuple[str, Scenario, float, float]]) -> Mend | None:
    """The first whose saving holds; of equals the one with fewer projects, then the first name."""
    worth = [r for r in ranked if r[2] >= FASTER_MIN or r[3] >= SHORTER_M]
    worth.sort(key=lambda r: (-r[2] if r[2] >= FASTER_MIN else 0.0, -r[3], len(r[1].projects), r[0]))
    for name, on, _, _ in worth:
        compared = compare_pair(world, on, *pair)
        if compared.effect in _MENDED:
            return Mend(name, compared)
    return None
