"""The groups of projects, in the order of legends: those that the region's data name, the user's own routes last.

Another group is another entry ``[[groups]]`` of ``study.toml``, with its colour and titles.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from layers.study_area import ProjectGroup, told
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.projects import Project

USER_GROUP: Final = "own"  # in no file of ours
_USER_COLOUR: Final = "#001999"
_NO_COLOUR: Final = "#4d565c"  # of a group that the data do not name, or cannot tell


def project_groups() -> tuple[ProjectGroup, ...]:
    """All groups of the region that texts tell of; the user's alone where the data cannot be read."""
    try:
        return _with_own(told().groups)
    except LinkError:
        return _with_own(())


@lru_cache(maxsize=8)
def _with_own(groups: tuple[ProjectGroup, ...]) -> tuple[ProjectGroup, ...]:
    title_vi, title_en = (say("layers.project_group_own", lang) for lang in (Lang.VI, Lang.EN))
    return (*groups, ProjectGroup(USER_GROUP, _USER_COLOUR, title_vi, title_en))


def group_colour(key: str) -> str:
    """The colour of a group, hexadecimal."""
    return next((group.colour for group in project_groups() if group.key == key), _NO_COLOUR)


def group_title(key: str, lang: Lang) -> str:
    """The title of a group; its key where the data do not name it."""
    return next((getattr(g, f"title_{lang.value}") for g in project_groups() if g.key == key), key)


def grouped(projects: Iterable[Project]) -> dict[str, list[Project]]:
    """The projects by group, groups in their order, those the data do not name last; none without a project."""
    listed = list(projects)
    keys = dict.fromkeys([*(group.key for group in project_groups()), *(p.group for p in listed)])
    return {key: own for key in keys if (own := [p for p in listed if p.group == key])}


def group_rank(key: str) -> int:
    """The place of a group in that order."""
    keys = [group.key for group in project_groups()]
    return keys.index(key) if key in keys else len(keys)
