"""What a page says when something fails: one sentence, and the rest of the page goes on.

Only the family ``LinkError`` carries a sentence for users. Everything else is a fault of the
program: it goes to the log with its traceback, and the page says so calmly.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from words import Lang, say
from words.errors import LinkError

_LOG = logging.getLogger("lien_tinh")


@contextmanager
def guarded(part: str, *, lang: Lang) -> Iterator[None]:
    """Run a part of a page; on failure show one sentence in its place.

    Parameters
    ----------
    part
        Name of the part for the log.
    """
    try:
        yield
    except LinkError as fault:
        _LOG.warning("%s: %s", part, fault)
        st.error(plain(fault.text(lang)))
    except Exception:  # noqa: BLE001 - a page is where the program ends
        _LOG.exception("fault in %s", part)
        st.error(say("app.fault", lang))


def plain(text: str) -> str:
    """The text with every sign that Streamlit's Markdown would read as markup switched off."""
    return "".join("\\" + c if c in _MARKUP else c for c in text)


_MARKUP = frozenset("\\`*_{}[]<>#$~|:")
