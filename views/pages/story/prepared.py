"""The kept views made ready beside the page: what presenting shows, and a small picture of each for the list."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import cache
from views.components import long_work
from views.state import data, story

if TYPE_CHECKING:
    from analysis.scenarios import ScenarioSet
    from briefing.content import Step
    from views.components import Progress, Work
    from words import Lang

KEY: Final = "story"
_STEPS: Final = "story-steps"  # steps by what they show, so that new words or another order cost no figures
_MOST: Final = 80
_DRAWN: Final = 0.9  # share of the work that is figures and maps; the page is written in the rest


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
        A small picture of each view, as SVG.
    """

    key: str
    html: str
    thumbnails: tuple[str, ...]


def awaited(lang: Lang, present: ScenarioSet, *, patience: float = 1.0) -> Work[Ready]:
    """The present story, worked on beside the page where it takes longer; both pages of it share the work."""
    from analysis.scenarios import story_digest

    world, source, kept = data.world(), data.source(), story.current()
    stamp = f"{lang}{present.digest(world.data_digest)}{cache.stamp_of_all()}"
    key = f"{story_digest(kept)}{stamp}"
    known: OrderedDict[str, Step] = st.session_state.setdefault(_STEPS, OrderedDict())

    def make(progress: Progress) -> Ready:
        from briefing.content import steps_of
        from briefing.web.story import story_page
        from briefing.web.thumbnail import thumbnail

        steps = []
        for n, slide in enumerate(kept):
            progress(round(100 * _DRAWN * n / len(kept)), 100)
            name = story_digest((replace(slide, title="", sentence="", proposed=frozenset()),)) + stamp
            if name not in known:
                (known[name],) = steps_of((slide,), world=world, source=source, lang=lang, present=present)
            while len(known) > _MOST:
                known.popitem(last=False)
            steps.append(replace(known[name], slide=slide, number=n + 1, count=len(kept)))
        progress(round(100 * _DRAWN), 100)
        return Ready(key, story_page(steps, lang=lang), tuple(thumbnail(step) for step in steps))

    return long_work.awaited(KEY, (key,), make, words="story.preparing", lang=lang, patience=patience)
