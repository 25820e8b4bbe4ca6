"""A presentation from the kept views alone, wherever it is made: the whole page, and a small picture of each view."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from analysis.scenarios import story_digest
from briefing.content import DataSource, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.scenarios import ScenarioSet, Slide, Story, World
    from briefing.content import Step
    from layers import UserData
    from words import Lang

_MOST: Final = 80  # steps kept by what they show, so that new words or another order cost no figures
_DRAWN: Final = 0.9  # share of the work that is figures and maps; the page is written in the rest
_STEPS: Final = OrderedDict[tuple[str, ...], "Step"]()


def presented(
    story: Story,
    *,
    state: str,
    world: World,
    own: UserData,
    lang: Lang,
    present: ScenarioSet,
    progress: Callable[[int, int], None],
) -> tuple[str, tuple[str, ...]]:
    """The presentation as one HTML document, and the pictures as SVG.

    Parameters
    ----------
    state
        Of the layers' files, so that nothing is taken from those of before.
    present
        The scenarios at hand, to tell which were changed since.
    """
    from briefing.web.story import story_page  # noqa: PLC0415 - the map's files, a second to load
    from briefing.web.thumbnail import thumbnail  # noqa: PLC0415

    source = _with_own(_source(world.data.folder, state), own)
    stamp = (state, world.data_digest, own.digest, lang.value, present.digest(world.data_digest))
    steps = []
    for n, slide in enumerate(story):
        progress(round(100 * _DRAWN * n / len(story)), 100)
        key = (*stamp, story_digest((replace(slide, title="", sentence="", proposed=frozenset()),)))
        step = _kept(key, slide, world=world, source=source, lang=lang, present=present)
        steps.append(replace(step, slide=slide, number=n + 1, count=len(story)))
    progress(round(100 * _DRAWN), 100)
    return story_page(steps, lang=lang), tuple(thumbnail(step) for step in steps)


def _kept(
    key: tuple[str, ...], slide: Slide, *, world: World, source: DataSource, lang: Lang, present: ScenarioSet
) -> Step:
    found = _STEPS.get(key)
    if found is None:
        (found,) = steps_of((slide,), world=world, source=source, lang=lang, present=present)
        _STEPS[key] = found
    _STEPS.move_to_end(key)
    while len(_STEPS) > _MOST:
        _STEPS.popitem(last=False)
    return found


@lru_cache(maxsize=1)
def _source(folder: Path, state: str) -> DataSource:
    """The layers of a folder, each read once while its files stay as they are."""
    del state
    source = DataSource.of_folder(folder)
    return replace(source, layer=cache(source.layer), projects=cache(source.projects), manifest=cache(source.manifest))


def _with_own(source: DataSource, own: UserData) -> DataSource:
    return replace(source, projects=lambda: (*source.projects(), *own.projects), own=own)
