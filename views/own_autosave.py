"""Own data that survive a reloaded page: on a personal machine only, found again by the digest in the address."""

from __future__ import annotations

import logging
from typing import Final

import streamlit as st

from views import own_data, own_library
from words.errors import LinkError

_KEPT: Final = "own_autosaved"  # digest of what was kept last
_LOG: Final = logging.getLogger("lien_tinh")


def allowed() -> bool:
    """Where nobody else sees what is kept."""
    return own_library.allowed() and not own_library.open_to_all()


def keep() -> None:
    """Keep the data if they changed; the last step of a run."""
    own = own_data.current()
    if not own or st.session_state.get(_KEPT) == own.digest or not allowed():
        return
    st.session_state[_KEPT] = own.digest  # also where it fails: once is enough to say so
    from own import autosave

    try:
        autosave.keep(own, autosave.FOLDER)
    except LinkError as fault:
        _LOG.warning("own data were not kept for a reloaded page: %s", fault)


def restore(digest: str) -> bool:
    """Take over what was kept under this digest, if anything."""
    if not allowed():
        return False
    from own import autosave

    own = autosave.kept(digest, autosave.FOLDER)
    if own is None:
        return False
    own_data.put(own)
    return True
