"""The presentation of a session: kept views in order, what can be done with them, and the last step back.

It stands beside the view, not in it: an address could not hold it. Where a session's own data survive a reload, so does it,
found again by a digest in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.scenarios import LONGEST_ADDRESS, MOST_SLIDES
from views.state import data, session_view, undo
from words import InputError, LinkError

if TYPE_CHECKING:
    from analysis.scenarios import Slide, Story

_STORY: Final = "story"
_FOUND: Final = "story-found"  # what an address led to and was not read yet: reading needs the network
_KEPT: Final = "story-kept"  # the story that was kept last, and the digest it is found by
_AT: Final = "story-at"
DIGEST, _SLIDE = "story", "slide"  # parameters of the address
_FILE: Final = "story.json"


def current() -> Story:
    """The kept views of this session; what an address led to is read when they are first asked for."""
    if not st.session_state.get(_STORY) and (waiting := st.session_state.pop(_FOUND, None)):
        st.session_state[_STORY] = _restored(*waiting)
    found: Story = st.session_state.get(_STORY, ())
    return found


def count() -> int:
    """How many views are known to be kept; those an address led to count once they were read."""
    return len(st.session_state.get(_STORY, ()))


def put(story: Story, key: str = "", *, title: str = "") -> None:
    """Replace the kept views.

    Parameters
    ----------
    key
        Words of the button that brings the former ones back, with the title of the view concerned; none if left out.
    """
    before = current()
    st.session_state[_STORY] = story
    session_view.touch()
    if key:
        undo.remember("story", key, facts=current, back=lambda: put(before), title=title)


def add(slide: Slide) -> int:
    """Keep one view more, as the last; gives its number.

    Raises
    ------
    InputError
        If there are forty, its address is too long, or it has no title.
    """
    _require(slide)
    story = current()
    if len(story) >= MOST_SLIDES:
        raise InputError("story.full", most=MOST_SLIDES)
    put((*story, slide), "story.undo_add", title=slide.title)
    return len(story) + 1


def change(index: int, slide: Slide) -> None:
    """Put another view, or other words, in the place of one; errors as ``add``."""
    _require(slide)
    story = list(current())
    before, story[index] = story[index], slide
    if slide != before:
        put(tuple(story), "story.undo_change", title=before.title)


def _require(slide: Slide) -> None:
    if not slide.title:
        raise InputError("story.untitled")
    if len(slide.address) > LONGEST_ADDRESS:
        raise InputError("story.long_address", most=LONGEST_ADDRESS)


def move(index: int, by: int) -> None:
    """Let a view and its neighbour change places; nothing at the ends."""
    story, other = list(current()), index + by
    if 0 <= other < len(story):
        story[index], story[other] = story[other], story[index]
        put(tuple(story), "story.undo_move", title=story[other].title)


def remove(index: int) -> None:
    """Drop a view."""
    story = current()
    put(story[:index] + story[index + 1 :], "story.undo_remove", title=story[index].title)


def duplicate(index: int) -> None:
    """Put a copy behind a view; errors as ``add``."""
    story = current()
    if len(story) >= MOST_SLIDES:
        raise InputError("story.full", most=MOST_SLIDES)
    put((*story[: index + 1], *story[index:]), "story.undo_add", title=story[index].title)


def adopt(story: Story | None) -> None:
    """Take over the kept views of a file; a file without any leaves those at hand."""
    if story and story != current():
        put(story, "story.undo_file" if current() else "")


def with_story(text: str) -> str:
    """The text of a scenario file with the kept views of this session in it."""
    from analysis.scenarios import write_story

    return write_story(text, current())


def place() -> int:
    """Which view is presented, from 1."""
    return min(max(int(st.session_state.get(_AT, 1)), 1), max(len(current()), 1))


def turn(number: int) -> None:
    """Note which view is presented."""
    st.session_state[_AT] = number


def parameters() -> dict[str, str]:
    """The parameters to add to the address of this session: where its story is kept, and the place in it."""
    kept = st.session_state.get(_FOUND) or st.session_state.get(_KEPT)
    digest = kept[1] if kept and (_FOUND in st.session_state or kept[0] == st.session_state.get(_STORY)) else ""
    found = {DIGEST: digest} if digest else {}
    number = int(st.session_state.get(_AT, 1))
    return found | ({_SLIDE: str(number)} if number > 1 else {})


def restore(given: Mapping[str, str], find: Callable[[str], bytes | None]) -> None:
    """Note what an address tells of a story; ``find`` gives what was kept under a digest."""
    digest, number = given.get(DIGEST, ""), given.get(_SLIDE, "")
    if not st.session_state.get(_STORY) and (content := find(digest)) is not None:
        st.session_state[_FOUND] = (content, digest)
    if number.isascii() and number.isdigit() and len(number) < 4:  # noqa: PLR2004 - no story is as long
        turn(int(number))


def read(content: bytes) -> Story:
    """The story of a kept file; none if it cannot be read any more."""
    from analysis.scenarios import read_with_story

    try:
        return read_with_story(content.decode("utf-8"), data.world())[1] or ()
    except (LinkError, UnicodeDecodeError):
        return ()


def keep(write: Callable[[str, bytes], str]) -> None:
    """Keep the story for a reloaded page if it changed; ``write`` gives the digest it is found by, empty for none."""
    story = st.session_state.get(_STORY, ())
    if story and st.session_state.get(_KEPT, (None,))[0] != story:
        st.session_state[_KEPT] = (story, write(_FILE, _text(story)))


def is_kept() -> bool:
    """Whether a reloaded page has the present views again."""
    kept = st.session_state.get(_KEPT, (None, ""))
    return bool(kept[1]) and kept[0] == current()


def _text(story: Story) -> bytes:
    from analysis.scenarios import ScenarioSet, write_set, write_story

    return write_story(write_set(ScenarioSet(), data_digest=""), story).encode("utf-8")


def _restored(content: bytes, digest: str) -> Story:
    """The story an address led to; noted as kept where it can be read."""
    if story := read(content):
        st.session_state[_KEPT] = (story, digest)
    return story
