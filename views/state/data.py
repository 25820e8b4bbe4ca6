"""Layers and results as the pages of one session take them: the common ones with the user's own among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import jobs
from layers import data_folder
from views import cache
from views.shared_results import shared
from views.state import user_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.measures import PairComparison
    from analysis.scenarios import Scenario, World
    from briefing.content import DataSource
    from layers import Project

T = TypeVar("T")


def projects() -> tuple[Project, ...]:
    """All projects with their sections, the user's own last; errors as in ``read_projects``."""
    return (*cache.projects(), *user_data.current().projects)


def project(project_id: str) -> Project | None:
    """The project of this id, if there is one."""
    return next((p for p in projects() if p.id == project_id), None)


def source() -> DataSource:
    """Where printed maps and exports take their data from: these caches, and the user's own data."""
    from briefing.content import DataSource, without_decoration

    found, own = projects(), user_data.current()  # of this session: a file is made outside it
    reader = without_decoration(cache.layer)
    return DataSource(reader, projects=lambda: found, manifest=cache.manifest, own=own, folder=data_folder())


def world() -> World:
    """Network, places and projects for routing, the user's own among them; seconds the first time."""
    return user_data.joined()


def world_stamp() -> str:
    """What tells one state of everything that is routed on from another; one session's own data from all else."""
    return cache.world_stamp() + user_data.stamp()


def comparison(scenario: Scenario, origin: str, destination: str) -> PairComparison:
    """The comparison of a pair, kept under the digest of data, scenario and assumptions."""
    return _comparison(world().digest(scenario) + user_data.stamp(), origin, destination, scenario)


@shared(most=200, passing=True)
def _comparison(digest: str, origin: str, destination: str, _scenario: Scenario) -> PairComparison:  # noqa: ARG001
    from analysis.measures import compare_pair

    return jobs.recalled(compare_pair, world(), _scenario, origin, destination)


def kept(name: tuple[Any, ...], make: Callable[[], T]) -> T:
    """A result that lasts while the data stay as they are; ``name`` holds its digest and every choice in it."""
    found: T = keeper()(name, make)
    return found


def keeper() -> Callable[[tuple[Any, ...], Callable[[], Any]], Any]:
    """What ``kept`` does, for work outside this session: the state of its data is that of now."""
    stamp = world_stamp()
    return lambda name, make: cache.kept(stamp, repr(name), make)
