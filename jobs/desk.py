"""Where pages hand in jobs: who does them is chosen once, results are kept by digest, the same question is worked on once.

``LIEN_TINH_JOBS`` says who: ``here`` (this process; what is not told does so), ``processes`` or ``processes:4`` of this machine,
``tcp://…`` a dask scheduler, ``dask:4`` a dask cluster of this machine's own.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from jobs import lasting as lasting_results
from jobs.given_back import lets_go
from jobs.job import Job, Lane, done
from jobs.parcel import pack
from jobs.pool import Pool, sizes
from jobs.ticket import Backend, ElsewhereError, Ticket
from jobs.turns import away
from words import InputError

T = TypeVar("T")

VARIABLE: Final = "LIEN_TINH_JOBS"
HERE: Final = "here"
_LOOK_S: Final = 0.2  # between two looks at how far a job is
_KEPT_BYTES: Final = 48 * 2**20
_LARGEST: Final = 12 * 2**20  # of one result; files are taken away once


def run(
    function: Callable[..., T],
    *given: Any,
    progress: Callable[..., None] | None = None,
    still: Callable[[], None] | None = None,
    lane: Lane = Lane.PAGE,
    lasting: bool = False,
    **options: Any,
) -> T:
    """``function(*given, **options)``, done by whoever does jobs; waits for the result, so call it beside the page.

    Parameters
    ----------
    function
        Public, of a module of the program; the result is read-only, since others may have it too.
    progress
        Told how far it is, if the function takes such; what it raises ends the job.
    still
        Of a function that takes none: called now and then, and what it raises ends the job.
    lasting
        Whether the result is kept on disk for after the next start; never one in which a user's own data stand.

    Raises
    ------
    Exception
        What the function fails with, ``LostError`` if the processes end in the midst of it, or what ``progress`` or ``still`` raises.
    """
    job = Job.of(function, *given, tells=progress is not None, lane=lane, lasting=lasting, **options)
    heard = progress or (lambda *_: still() if still is not None else None)
    return cast("T", _DESK.result(job, heard))


def recalled(function: Callable[..., T], *given: Any, **options: Any) -> T:
    """``function(*given, **options)``, made in this process or read as it was made before the last start: for what takes less than a look at it would.

    Of what tells nothing of a user's own, and reads the world alone, as with ``lasting``.
    """
    job = Job.of(function, *given, lasting=True, **options)
    if _DESK.makes_here() or job.parcel.private or None in job.parcel.references:
        return function(*given, **options)
    found = lasting_results.read(job)
    if found is not None:
        return cast("T", found[0])
    result = function(*given, **options)
    made = pack(result)
    lasting_results.keep(job, made.references, made.content)
    return result


def use(who: str) -> None:
    """Choose who does jobs from now on, as the variable names it."""
    _DESK.use(_backend(who))


def behind(*, some: bool = False) -> bool:
    """Whether so many pages wait for work that what is asked now takes its while; ``some``: that it is not done at once."""
    return _DESK.behind(some=some)


@lets_go
def forget() -> None:
    """Let go of the results kept in memory; those on disk stay."""
    _DESK.forget()


class _Desk:
    """Jobs under way and results kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._backend: Backend | None = None
        self._chosen = False
        self._flights: dict[str, Ticket] = {}
        self._waiting = Counter[str]()
        self._kept = OrderedDict[str, tuple[Any, int]]()

    def use(self, backend: Backend | None) -> None:
        with self._lock:
            former, self._backend, self._chosen = self._backend, backend, True
            self._kept.clear()
        if former is not None:
            former.close()

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def result(self, job: Job, progress: Callable[..., None]) -> Any:
        """The result of a job: kept, worked on already, or worked on now."""
        backend = self._doer()
        if backend is None:
            return _here(job, progress)
        if (found := self._found(job)) is not None:
            return found[0]
        with self._lock:
            if job.digest in self._kept:  # made meanwhile
                return self._kept[job.digest][0]
            ticket = self._flights.get(job.digest)
            if ticket is None or ticket.dropped:
                ticket = self._flights[job.digest] = backend.submit(job)
            self._waiting[job.digest] += 1
        try:
            with away():
                while not ticket.ended.wait(_LOOK_S):
                    progress(*ticket.at[:2], *filter(None, ticket.at[2:])) if ticket.at else progress(0, 0)
        finally:
            self._left(job, ticket, backend)
        if isinstance(ticket.fault, ElsewhereError):
            return _here(job, progress)
        if ticket.fault is not None:
            raise ticket.fault
        return ticket.result

    def behind(self, *, some: bool) -> bool:
        """Whether the queue of the pages is long."""
        return isinstance(self._backend, Pool) and self._backend.behind(Lane.PAGE, some=some)

    def makes_here(self) -> bool:
        """Whether there is no process but this one: then nothing is kept on disk."""
        return self._doer() is None

    def _found(self, job: Job) -> tuple[Any, int] | None:
        """What is kept of a job here or, unless somebody works on it already, on disk."""
        with self._lock:
            if job.digest in self._kept:
                self._kept.move_to_end(job.digest)
                return self._kept[job.digest]
            if not job.lasting or job.parcel.private or job.digest in self._flights:
                return None
        found = lasting_results.read(job)
        if found is not None:
            with self._lock:
                self._keep(job.digest, *found)
        return found

    def _left(self, job: Job, ticket: Ticket, backend: Backend) -> None:
        """One waits no longer; the last one ends the job, or keeps its result."""
        with self._lock:
            self._waiting[job.digest] -= 1
            if self._waiting[job.digest]:
                return
            del self._waiting[job.digest]
            if self._flights.get(job.digest) is ticket:
                del self._flights[job.digest]
            done = ticket.ended.is_set() and ticket.fault is None and not ticket.dropped and not job.parcel.private
            if done:
                self._keep(job.digest, ticket.result, ticket.size)
        if done and ticket.content:
            lasting_results.keep(job, ticket.references, ticket.content)
        if not ticket.ended.is_set():
            backend.drop(ticket)

    def _keep(self, digest: str, result: Any, size: int) -> None:
        if size > _LARGEST:
            return
        self._kept[digest] = (result, size)
        while sum(one for _, one in self._kept.values()) > _KEPT_BYTES:
            self._kept.popitem(last=False)

    def _doer(self) -> Backend | None:
        if not self._chosen:
            with self._lock:
                if not self._chosen:
                    self._backend, self._chosen = _backend(os.environ.get(VARIABLE, HERE)), True
        return self._backend


def _backend(who: str) -> Backend | None:
    """What a name stands for; ``None``: this process.

    Raises
    ------
    InputError
        If it stands for nothing.
    """
    kind, _, number = who.partition(":")
    if who == HERE:
        return None
    if kind == "processes" and (number.isdecimal() or not number):
        return Pool(sizes(int(number) if number else None))
    if kind in {"dask", "tcp", "tls"}:
        from jobs.cluster import Cluster  # noqa: PLC0415 - installed where it is used

        return Cluster(who)
    raise InputError("work.unknown_jobs", name=who)


def _here(job: Job, progress: Callable[..., None]) -> Any:
    """The job done in this process: by the same way, so that what passes here passes to any other."""
    ticket = Ticket(job)
    ticket.made_here(done(job.parcel.content, job.parcel.worlds, progress))
    return ticket.result


_DESK: Final = _Desk()
