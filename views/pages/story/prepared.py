"""The kept views made ready beside the page: what presenting shows, and a small picture of each for the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import jobs
from views import cache
from views.components import long_work
from views.state import data, story, user_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.scenarios import ScenarioSet, Slide
    from views.components import Progress, Work
    from words import Lang

KEY: Final = "story"


@dataclass(frozen=True)
class Ready:
    """A story ready to be shown.

    Attributes
    ----------
    key
        Names story, language and data.
    html
        The whole presentation.
    thumbnails
        A small picture of each view, as SVG, by what it shows.
    """

    key: str
    html: str
    thumbnails: Mapping[str, str]


def shown(slide: Slide) -> str:
    """Names what a view shows, whatever words it has."""
    from analysis.scenarios import story_digest

    return story_digest((replace(slide, title="", sentence="", proposed=frozenset()),))


def awaited(lang: Lang, present: ScenarioSet, *, patience: float = 1.0) -> Work[Ready]:
    """The present story, worked on beside the page where it takes longer; both pages of it share the work."""
    from analysis.scenarios import story_digest

    world, own, kept, state = data.world(), user_data.current(), story.current(), cache.stamp_of_all()
    key = f"{story_digest(kept)}{lang}{present.digest(world.data_digest)}{own.digest}{state}"

    def make(progress: Progress) -> Ready:
        from briefing.web.presented import presented

        html, pictures = jobs.run(
            presented, kept, state=state, world=world, own=own, lang=lang, present=present, progress=progress
        )
        return Ready(key, html, dict(zip(map(shown, kept), pictures, strict=True)))

    return long_work.awaited(KEY, (key,), make, words="story.preparing", lang=lang, patience=patience)
