"""What a page says when something fails: one sentence, and the rest of the page goes on.

Only the family ``LinkError`` carries a sentence for users. Everything else is a fault of the
program: it goes to the log with its traceback, and the page says so calmly.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from words import Lang, LinkError, say

_TOLD = "page_errors_told"
_MOST_DOUBTS = 12
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
        tell(part, fault, lang=lang)
    except Exception:  # noqa: BLE001 - a page is where the program ends
        _LOG.exception("fault in %s", part)
        _tell(part, say("app.fault", lang))


@contextmanager
def both_languages(part: str) -> Iterator[None]:
    """Run what stands around the pages; on failure say why in both languages, as the one chosen may not be known."""
    try:
        yield
    except LinkError as fault:
        _LOG.warning("%s: %s", part, fault)
        sentences = [fault.text(lang) for lang in Lang]
    except Exception:  # noqa: BLE001 - a page is where the program ends
        _LOG.exception("fault in %s", part)
        sentences = [say("app.fault", lang) for lang in Lang]
    else:
        return
    st.error(plain("\n\n".join(sentences)))


def forget() -> None:
    """Begin a run of the page: nothing has been said yet."""
    st.session_state[_TOLD] = {}


def tell(part: str, fault: LinkError, *, lang: Lang) -> None:
    """Log a fault that a user can mend and show its sentence."""
    _LOG.warning("%s: %s", part, fault)
    _tell(part, fault.text(lang))


def _tell(part: str, sentence: str) -> None:
    """Show a sentence once a page: one missing file fails several parts alike."""
    told: dict[str, str] = st.session_state.setdefault(_TOLD, {})
    if told.setdefault(sentence, part) == part:
        st.error(plain(sentence))


def warn_of(doubts: Sequence[str], lang: Lang) -> None:
    """Sentences on what was left out or changed, one below the other; a long list ends with how many more."""
    if not doubts:
        return
    lines = [plain(say("own.doubts", lang)), "", *(f"- {plain(doubt)}" for doubt in doubts[:_MOST_DOUBTS])]
    if len(doubts) > _MOST_DOUBTS:
        lines.append(f"- {plain(say('own.and_more', lang, count=len(doubts) - _MOST_DOUBTS))}")
    st.warning("\n".join(lines))


def plain(text: str) -> str:
    """The text with every sign that Streamlit's Markdown would read as markup switched off."""
    return _MARKUP.sub(r"\\\g<0>", text)


_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>#$~|]|:(?=\S)"
)  # a colon before a blank is none: a name is read out as it is written
