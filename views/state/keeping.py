"""What a session keeps on this machine: the file for the library, and its own data for a reloaded page.

Own data survive a reload on a personal machine only, found again by the digest in the address. What the page
promises is what was done: that the data are kept is said once they are, and where they cannot be kept, the page
says that and why.
"""

from __future__ import annotations

import logging
import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from views.state import data, scenarios, session_view, story, user_data
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from layers import UserData

_ASKED: Final = (
    "LIEN_TINH_LIBRARY"  # set by the starter: "on", "off"; for a network "read", or "shared" where all may change it
)
_HERE: Final = ("127.0.0.1", "localhost", "::1")
_WRITTEN: Final = "own_written"


def library_allowed() -> bool:
    """On a personal machine; open to a network only where it was asked for."""
    asked = os.environ.get(_ASKED, "")
    return asked in ("on", "read", "shared") if asked else st.get_option("server.address") in _HERE


def library_open_to_all() -> bool:
    """Whether everybody in the network sees the library."""
    return os.environ.get(_ASKED) in ("read", "shared")


def library_read_only() -> bool:
    """Whether they may look at it only."""
    return os.environ.get(_ASKED) in ("read", "off")


def whole() -> UserData:
    """The data of this session with its saved scenarios and kept views: what is saved."""
    return replace(user_data.current(), scenarios=_scenarios())


def library_file() -> bytes:
    """The file of this session's data and saved scenarios; made once for each state of them."""
    from user_data import write_file

    own = whole()
    kept: tuple[str, str, bytes] | None = st.session_state.get(_WRITTEN)
    if kept is None or kept[:2] != (own.digest, own.scenarios):
        kept = (own.digest, own.scenarios, write_file(own))
        st.session_state[_WRITTEN] = kept
    return kept[2]


def anything_to_keep() -> bool:
    """Whether there is anything to keep."""
    return bool(user_data.current()) or bool(session_view.current().compare.saved) or bool(story.current())


def _scenarios() -> str:
    """Scenarios and kept views of this session as a scenario file holds them; empty while there are none."""
    view = session_view.current()
    if not view.compare.saved and not story.current():
        return ""
    from analysis.scenarios import write_set

    columns = scenarios.columns(view)
    world, subject = data.world(), columns.subject(view).key
    text = write_set(
        columns.scenario_set, data_digest=world.data_digest, data_date=world.data.study.data_date, subject=subject
    )
    return story.with_story(text)


_TRIED: Final = "own_autosaved"
_AGAIN_S: Final = 20.0  # until it is tried anew: a disk may have been cleared
_REASONS: Final = {
    "own.disk_full": "own.kept_full",
    "own.no_temporary": "own.kept_full",
    "own.library_busy": "own.kept_busy",
    "own.held_elsewhere": "own.kept_busy",
}
_LOG: Final = logging.getLogger("lien_tinh")


@dataclass(frozen=True)
class _Tried:
    """The last try: of which data, when, and what went wrong."""

    digest: str
    at_s: float
    fault: LinkError | None = None


def autosave_allowed() -> bool:
    """Where nobody else sees what is kept."""
    return library_allowed() and not library_open_to_all()


def keep() -> None:
    """Keep the data if they changed; the last step of a run."""
    own = user_data.current()
    if not own or not autosave_allowed():
        return
    last: _Tried | None = st.session_state.get(_TRIED)
    if last and last.digest == own.digest and (last.fault is None or time.monotonic() - last.at_s < _AGAIN_S):
        return
    from user_data import autosave

    fault: LinkError | None = None
    try:
        autosave.keep(own, autosave.FOLDER)
    except LinkError as error:
        _LOG.warning("own data were not kept for a reloaded page: %s", error)
        fault = error
    st.session_state[_TRIED] = _Tried(own.digest, time.monotonic(), fault)


def kept() -> bool:
    """Whether a reloaded page has the present data again."""
    last = _last()
    return last is not None and last.fault is None


def why_not_kept(lang: Lang) -> str:
    """Why the present data could not be kept, and what that means; empty where they were, or need not be."""
    last = _last()
    if last is None or last.fault is None:
        return ""
    return say("own.not_kept", lang, reason=say(_REASONS.get(last.fault.key, "own.kept_refused"), lang))


def _last() -> _Tried | None:
    """The last try with the present data."""
    last: _Tried | None = st.session_state.get(_TRIED)
    own = user_data.current()
    return last if last and own and autosave_allowed() and last.digest == own.digest else None


def keep_brought(name: str, content: bytes) -> str:
    """Keep a file that was chosen and not yet taken over; gives the digest for the address, empty for none."""
    if not autosave_allowed():
        return ""
    from user_data import autosave

    return autosave.keep_brought(name, content, autosave.FOLDER)


def brought(digest: str) -> tuple[str, bytes] | None:
    """Name and content of such a file."""
    if not digest or not autosave_allowed():
        return None
    from user_data import autosave

    return autosave.brought(digest, autosave.FOLDER)


_STORIES: Final = "stories"


def keep_story(name: str, content: bytes) -> str:
    """Keep the presentation of this session; gives the digest for the address, empty for none."""
    if not autosave_allowed():
        return ""
    from user_data import autosave

    return autosave.keep_brought(name, content, autosave.FOLDER / _STORIES, most=autosave.KEPT)


def kept_story(digest: str) -> bytes | None:
    """The presentation kept under this digest; ``None`` if it was not."""
    if not digest or not autosave_allowed():
        return None
    from user_data import autosave

    found = autosave.brought(digest, autosave.FOLDER / _STORIES)
    return None if found is None else found[1]


def last_story() -> tuple[str, float] | None:
    """The digest of the presentation this machine kept last, and when (seconds since 1970)."""
    if not autosave_allowed():
        return None
    from user_data import autosave

    return autosave.latest_brought(autosave.FOLDER / _STORIES)


def last_data() -> tuple[UserData, float] | None:
    """The own data this machine kept last, and when (seconds since 1970)."""
    if not autosave_allowed():
        return None
    from user_data import autosave

    return autosave.latest(autosave.FOLDER)


_TABLES: Final = "tables"


def table_digest(name: str, content: bytes) -> str:
    """The digest that a table is found by."""
    from user_data import autosave

    return autosave.digest_of(name, content)


def keep_table(name: str, content: bytes) -> None:
    """Keep a table of this session for a reloaded page, where own data are kept."""
    if autosave_allowed():
        from user_data import autosave

        autosave.keep_brought(name, content, autosave.FOLDER / _TABLES, most=autosave.KEPT)


def kept_table(digest: str) -> bytes | None:
    """The table kept under this digest; ``None`` if it was not."""
    if not digest or not autosave_allowed():
        return None
    from user_data import autosave

    found = autosave.brought(digest, autosave.FOLDER / _TABLES)
    return None if found is None else found[1]


def restore(digest: str) -> bool:
    """Take over what was kept under this digest, if anything."""
    if not autosave_allowed():
        return False
    from user_data import autosave

    own = autosave.kept(digest, autosave.FOLDER)
    if own is None:
        return False
    user_data.put(own)
    st.session_state[_TRIED] = _Tried(own.digest, time.monotonic())
    return True
