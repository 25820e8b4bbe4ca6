"""Own data that survive a reloaded page: on a personal machine only, found again by the digest in the address.

What the page promises is what was done: that the data are kept is said once they are, and where they
cannot be kept, the page says that and why.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Final

import streamlit as st

from views import own_data, own_library
from words import Lang, say
from words.errors import LinkError

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


def allowed() -> bool:
    """Where nobody else sees what is kept."""
    return own_library.allowed() and not own_library.open_to_all()


def keep() -> None:
    """Keep the data if they changed; the last step of a run."""
    own = own_data.current()
    if not own or not allowed():
        return
    last: _Tried | None = st.session_state.get(_TRIED)
    if last and last.digest == own.digest and (last.fault is None or time.monotonic() - last.at_s < _AGAIN_S):
        return
    from own import autosave

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


def sentence(lang: Lang) -> str:
    """Why the present data could not be kept, and what that means; empty where they were, or need not be."""
    last = _last()
    if last is None or last.fault is None:
        return ""
    return say("own.not_kept", lang, reason=say(_REASONS.get(last.fault.key, "own.kept_refused"), lang))


def _last() -> _Tried | None:
    """The last try with the present data."""
    last: _Tried | None = st.session_state.get(_TRIED)
    own = own_data.current()
    return last if last and own and allowed() and last.digest == own.digest else None


def keep_brought(name: str, content: bytes) -> str:
    """Keep a file that was chosen and not yet taken over; gives the digest for the address, empty for none."""
    if not allowed():
        return ""
    from own import autosave

    return autosave.keep_brought(name, content, autosave.FOLDER)


def brought(digest: str) -> tuple[str, bytes] | None:
    """Name and content of such a file."""
    if not digest or not allowed():
        return None
    from own import autosave

    return autosave.brought(digest, autosave.FOLDER)


def restore(digest: str) -> bool:
    """Take over what was kept under this digest, if anything."""
    if not allowed():
        return False
    from own import autosave

    own = autosave.kept(digest, autosave.FOLDER)
    if own is None:
        return False
    own_data.put(own)
    st.session_state[_TRIED] = _Tried(own.digest, time.monotonic())
    return True
