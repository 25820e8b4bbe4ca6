"""Long work beside the page: it says how far it is, can be cancelled, and locks nothing.

``awaited`` starts the work in a thread of its own and gives what there is: the result, or that of the former choice
until then. What waits is drawn in one place: share, seconds, a button "Cancel". A click elsewhere leaves the work
running; another question under the same key ends it. Work never reads the session: give it what it needs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import streamlit as st

import jobs
from views.components.errors import plain
from words import Lang, number, say

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")

PATIENCE_S = 0.6  # what is done by then shows no bar
_GLANCE_S: Final = 0.1  # what is kept is there by then
_BEAT_S, _SLOW_BEAT_S = (
    0.5,
    2.0,
)  # between two looks at how far it is; the latter while many wait, for each look is a run
_FINE: Final = 1000  # steps of a whole made of parts
_SLOTS: Final = "long_work"


class CancelledError(Exception):
    """The work is no longer wanted; raised by ``Progress`` in the midst of it."""


@dataclass
class Progress:
    """What work is told to call now and then: how far it is. Raises once nobody wants the result any more."""

    share: float | None = None
    step: str = ""
    began_s: float = field(default_factory=time.monotonic)
    unwanted: threading.Event = field(default_factory=threading.Event)

    def __call__(self, done: int, total: int, step: str = "") -> None:
        """Note steps done, steps in all (0: nobody can tell) and perhaps what is worked on, a key of the words.

        Raises
        ------
        CancelledError
            If the user cancelled, or asked something else.
        """
        self.share = min(max(done / total, 0.0), 1.0) if total else None
        self.step = step or self.step
        self.still()

    def still(self) -> None:
        """Go on only while somebody wants the result; errors as the call."""
        if self.unwanted.is_set():
            raise CancelledError

    def part(self, start: float, end: float, step: str = "") -> Callable[[int, int], None]:
        """What tells the progress of one part, which takes the work from one share of the whole to another; begins it."""

        def tell(done: int, total: int) -> None:
            self(round(_FINE * (start + (end - start) * (done / total if total else 0.0))), _FINE, step)

        tell(0, 1)
        return tell


@dataclass
class _Job:
    """One piece of work: what it answers, how far it is, and its end; whether a run has waited for it."""

    name: str
    waited: bool = False
    progress: Progress = field(default_factory=Progress)
    ended: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    fault: Exception | None = None

    def begin(self, make: Callable[[Progress], Any]) -> None:
        """Do it in a thread of its own, which does not keep the program from ending."""

        def run() -> None:
            try:
                self.result = make(self.progress)
            except Exception as fault:  # noqa: BLE001 - told where the page asks for the result
                self.fault = fault
            finally:
                self.ended.set()

        threading.Thread(target=run, name=f"long work {self.name[:40]}", daemon=True).start()


@dataclass
class _Slot:
    """What one session has under a key: the work at hand, and what was shown last."""

    job: _Job | None = None
    shown: tuple[Any, Any] | None = None


@dataclass(frozen=True)
class Work(Generic[T]):
    """What a page has of a piece of work.

    Parameters
    ----------
    result
        ``None`` while there is none, not even a former one.
    context
        What the page gave along when it asked for this result.
    old
        Whether it answers the former choice: shown greyed, as long as the present one is worked on.
    """

    result: T | None
    context: Any
    old: bool


def awaited(
    key: str,
    name: tuple[Any, ...],
    make: Callable[[Progress], T],
    *,
    words: str,
    lang: Lang,
    context: Any = None,
    former: bool = True,
    patience: float = 1.0,
) -> Work[T]:
    """The result of some work, or what there is until then; draws how far it is where it is called.

    Parameters
    ----------
    key
        Of the place on the page; every ``part`` of a key with the same first word is greyed while the result is old.
    name
        Digests and choices: everything the result depends on.
    make
        Gives the result; called in a thread, so it must not read the session.
    words
        Key of what is said beside the share.
    context
        Kept with the result, so that an old one can be drawn as it was.
    former
        Whether the page shows the result of the former choice, greyed, while the present one is worked on.
    patience
        Share of ``PATIENCE_S`` for which one run waits: less where the page has an answer without the result.

    Raises
    ------
    Exception
        Whatever the work failed with; asked again it is tried again.
    """
    slot, job = _begun(key, name, make)
    if not job.waited:
        job.waited = True
        _wait(job, patience * PATIENCE_S)
    place = st.container(gap=None)
    if job.ended.is_set() and not job.progress.unwanted.is_set():
        if job.fault is not None:
            slot.job = None
            raise job.fault
        slot.shown = (job.result, context) if former else None
        return Work(job.result, context, old=False)
    with place:
        _waiting(slot, key, words=words, lang=lang)
    shown, asked_with = slot.shown or (None, None)
    return Work(shown, asked_with, old=True)


def in_turn() -> AbstractContextManager[None]:
    """A run's turn (``jobs.turn``): what waits for work leaves it to others meanwhile."""
    return jobs.turn()


def _wait(job: _Job, longest_s: float) -> None:
    """Give work the time in which what is quick is done; behind a long queue nothing is, and the page goes on."""
    if job.ended.is_set():
        return
    with jobs.away():
        if not job.ended.wait(min(longest_s, _GLANCE_S)) and not jobs.behind(some=True):
            job.ended.wait(max(longest_s - _GLANCE_S, 0.0))


def begin(key: str, name: tuple[Any, ...], make: Callable[[Progress], Any]) -> None:
    """Begin what the run ``awaited`` further down, so that it is done while the rest of the page is drawn; parameters as there."""
    _begun(key, name, make)


def _begun(key: str, name: tuple[Any, ...], make: Callable[[Progress], Any]) -> tuple[_Slot, _Job]:
    """The slot of a key and the work of this name in it, which ends any other."""
    slot, wanted = _slot(key), repr(name)
    job = slot.job
    if job is None or job.name != wanted:
        cancel(key)
        job = slot.job = _Job(wanted)
        job.begin(make)
    return slot, job


def part(key: str, name: str = "") -> DeltaGenerator:
    """A container for what shows the result of a key: greyed while that is old."""
    return st.container(key=f"ltwork-{key}{f'-{name}' if name else ''}", gap="small")


def running(key: str) -> bool:
    """Whether something is worked on under a key."""
    job = _slot(key).job
    return job is not None and not job.ended.is_set() and not job.progress.unwanted.is_set()


def cancel(key: str) -> None:
    """End the work of a key; its result is not wanted any more. Work that is done stays done."""
    job = _slot(key).job
    if job is not None and not job.ended.is_set():
        job.progress.unwanted.set()


def _slot(key: str) -> _Slot:
    slots: dict[str, _Slot] = st.session_state.setdefault(_SLOTS, {})
    return slots.setdefault(key, _Slot())


def _again(slot: _Slot) -> None:
    slot.job = None


def _waiting(slot: _Slot, key: str, *, words: str, lang: Lang) -> None:
    """Why there is no result yet, and that what is seen is the former one."""
    if slot.shown is not None:
        st.html(
            f'<style>[class*="st-key-ltwork-{key.partition("-")[0]}"] {{ opacity: 0.45; filter: grayscale(1); }}</style>'
        )
    job = slot.job
    if job is not None and job.progress.unwanted.is_set():
        said = say("work.cancelled", lang) + (f" {say('work.old', lang)}" if slot.shown is not None else "")
        with st.container(horizontal=True, vertical_alignment="center", key=f"ltworkbar-{key}"):
            st.warning(plain(said))
            st.button(say("work.again", lang), key=f"work-again-{key}", on_click=_again, args=(slot,))
        return
    _bar(slot, key, words=words, lang=lang)


def _bar(slot: _Slot, key: str, *, words: str, lang: Lang) -> None:
    """How far it is, looked at now and then."""
    st.fragment(_beat, run_every=_SLOW_BEAT_S if jobs.behind() else _BEAT_S)(slot, key, words=words, lang=lang)


def _beat(slot: _Slot, key: str, *, words: str, lang: Lang) -> None:
    """How far it is, with the button that ends it; once it is at its end the page is drawn anew."""
    job = slot.job
    if job is None or job.ended.is_set() or job.progress.unwanted.is_set():
        st.rerun()
        return
    at = job.progress
    seconds = number(time.monotonic() - at.began_s, lang)
    said = say(at.step or words, lang).rstrip(" …")
    with st.container(horizontal=True, vertical_alignment="center", key=f"ltworkbar-{key}"):
        share = at.share  # None: nobody can tell
        percent = number(100 * (share or 0.0), lang)
        told = say(
            "work.share" if share is not None else "work.seconds", lang, what=said, percent=percent, seconds=seconds
        )
        st.progress(share or 0.0, text=plain(told))
        st.button(say("work.cancel", lang), key=f"work-cancel-{key}", on_click=cancel, args=(key,))
    if slot.shown is not None:
        st.html(f'<p class="lt-note">{say("work.old", lang)}</p>')
