"""Results that all sessions share: a function's, kept by its arguments, made once however many ask at the same moment.

Streamlit's own cache names an entry by a digest of all arguments and looks at the function's signature for each question: a tenth of
what a page costs was that. Here the arguments themselves are the name, so they must be hashable; those whose names begin with an
underscore do not count, as there.
"""

from __future__ import annotations

import inspect
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Final, Generic, ParamSpec, TypeVar, cast

import jobs

P = ParamSpec("P")
T = TypeVar("T")

_NOTHING: Final = object()


class Shared(Generic[P, T]):
    """A function whose results are kept; what it fails with is not.

    Parameters
    ----------
    most
        So many results are kept; the one not asked for longest goes.
    passing
        Whether they are of what somebody looks at, and go when nobody does.
    """

    def __init__(self, make: Callable[P, T], *, most: int, passing: bool = False) -> None:
        update_wrapper(self, make)
        if passing:
            jobs.lets_go(self.clear)
        self._make, self._most = make, most
        names = list(inspect.signature(make).parameters)
        self._named = tuple(n for n, name in enumerate(names) if not name.startswith("_"))
        self._kept = OrderedDict[Hashable, T]()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(self, *given: P.args, **none: P.kwargs) -> T:
        """The result for these arguments, given by place."""
        assert not none, "by place, so that one question has one name"
        name = tuple(given[n] for n in self._named)
        found = self._found(name)
        if found is not _NOTHING:
            return cast("T", found)
        with self._lock:
            making = self._making.setdefault(name, threading.Lock())
        if not making.acquire(blocking=False):
            with jobs.away():
                making.acquire()
        try:
            found = self._found(name)
            return self._made(name, given) if found is _NOTHING else cast("T", found)  # who asked first has made it
        finally:
            making.release()

    def _made(self, name: Hashable, given: tuple[object, ...]) -> T:
        try:
            made = self._make(*given)  # type: ignore[arg-type, call-arg]
            with self._lock:
                self._kept[name] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return made
        finally:
            with self._lock:
                self._making.pop(name, None)

    def _found(self, name: Hashable) -> object:
        with self._lock:
            found: object = self._kept.get(name, _NOTHING)
            if found is not _NOTHING:
                self._kept.move_to_end(name)
            return found

    def values(self) -> list[T]:
        """All results kept."""
        with self._lock:
            return list(self._kept.values())

    def clear(self) -> None:
        """Forget all results."""
        with self._lock:
            self._kept.clear()


def shared(*, most: int, passing: bool = False) -> Callable[[Callable[P, T]], Shared[P, T]]:
    """Keep so many results of a function for all sessions; ``passing`` ones only while somebody is there."""
    return lambda make: Shared(make, most=most, passing=passing)
