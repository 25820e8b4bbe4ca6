"""Processes of this machine that do jobs: started when first needed, ended when idle, each lane with its own.

The standard library's pools start the calling program anew on Windows, know no progress, and one killed process breaks them; so a
process here is a plain interpreter that reads jobs (``worker``), watched by a thread that mostly waits.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jobs.frames import receive, send
from jobs.job import Job, Lane
from jobs.ticket import ElsewhereError, LostError, Ticket, take

if TYPE_CHECKING:
    from typing import IO

_ROOT: Final = Path(__file__).resolve().parent.parent
_IDLE_S: Final = 180.0  # what a process holds costs a small machine memory
_GRACE_S: Final = 3.0  # for a dropped job to hear of it
_TRIES: Final = 2
# whoever clicks waits for the pages' process: it goes first, then what a page waits for
_NICE: Final = {Lane.PAGE: 5, Lane.FILES: 15}
_MOST: Final = 8
_SOME, _MANY = 2, 3  # jobs that wait for each process, from which on nothing is done at once, or in a while


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def sizes(workers: int | None = None) -> dict[Lane, int]:
    """Processes of each lane: as many for pages as there are processors to spare, half as many for files."""
    pages = workers or min(max(processors() - 1, 1), _MOST)
    return {Lane.PAGE: pages, Lane.FILES: max(1, pages // 2)}


class Pool:
    """A backend of processes.

    Parameters
    ----------
    most
        Processes of each lane.
    idle_s
        Seconds without a job after which a process ends.
    """

    def __init__(self, most: Mapping[Lane, int] | None = None, *, idle_s: float = _IDLE_S) -> None:
        self._most = dict(most or sizes())
        self._idle_s = idle_s
        self._waiting: dict[Lane, deque[Ticket]] = {lane: deque() for lane in Lane}
        self._change = threading.Condition()
        self._there, self._idle = Counter[Lane](), Counter[Lane]()
        self._doing: dict[int, Worker] = {}  # by identity of the ticket
        self._closed = False

    @property
    def there(self) -> int:
        """Processes at the moment."""
        return self._there.total()

    def submit(self, job: Job) -> Ticket:
        """Have a job done; one that no process can do ends with ``ElsewhereError``."""
        ticket, lane = Ticket(job), job.lane
        if None in job.parcel.references:
            ticket.failed(ElsewhereError())
            return ticket
        with self._change:
            self._waiting[lane].append(ticket)
            if self._idle[lane] < len(self._waiting[lane]) and self._there[lane] < self._most[lane]:
                self._there[lane] += 1
                threading.Thread(target=self._watch, args=(lane,), name=f"jobs {lane}", daemon=True).start()
            self._change.notify_all()
        return ticket

    def behind(self, lane: Lane, *, some: bool = False) -> bool:
        """Whether so much waits in a lane that what is asked now takes its while; ``some``: that it is not done at once."""
        with self._change:
            return len(self._waiting[lane]) >= (_SOME if some else _MANY) * self._most[lane]

    def drop(self, ticket: Ticket) -> None:
        """End a job: at its next word on how far it is, by force where none comes."""
        with self._change:
            ticket.dropped = True
            if ticket in self._waiting[ticket.job.lane]:
                self._waiting[ticket.job.lane].remove(ticket)
                ticket.ended.set()
            elif (worker := self._doing.get(id(ticket))) is not None:
                worker.drop(ticket)

    def close(self) -> None:
        """End all processes."""
        with self._change:
            self._closed = True
            for worker in self._doing.values():
                worker.kill()
            self._change.notify_all()

    def _watch(self, lane: Lane) -> None:
        """One process of a lane and its jobs, until it has been idle for long."""
        worker: Worker | None = None
        while (ticket := self._next(lane)) is not None:
            worker = self._do(ticket, worker)
        if worker is not None:
            worker.end()

    def _next(self, lane: Lane) -> Ticket | None:
        waiting = self._waiting[lane]
        with self._change:
            self._idle[lane] += 1
            self._change.wait_for(lambda: waiting or self._closed, timeout=self._idle_s)
            self._idle[lane] -= 1
            if self._closed or not waiting:
                self._there[lane] -= 1
                return None
            return waiting.popleft()

    def _do(self, ticket: Ticket, worker: Worker | None) -> Worker | None:
        """Have a job done, again if the process ends in the midst of it; the process, if it is still there."""
        for _ in range(_TRIES):
            try:
                worker = worker or Worker(ticket.job.lane)
            except OSError:
                ticket.failed(ElsewhereError())
                return None
            with self._change:
                self._doing[id(ticket)] = worker
            try:
                take(ticket, *worker.do(ticket))
            except (EOFError, OSError):
                worker.end()
                worker = None
            finally:
                with self._change:
                    del self._doing[id(ticket)]
            if ticket.ended.is_set() or ticket.dropped or self._closed:
                break
        if not ticket.ended.is_set():
            ticket.failed(LostError("work.lost"))
        return worker


class Worker:
    """One process, from outside."""

    _numbers = count()

    def __init__(self, lane: Lane) -> None:
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no black window on Windows
        hidden |= getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
            [sys.executable, "-m", "jobs.worker", str(_NICE[lane])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
            creationflags=hidden,
        )
        self._writing = threading.Lock()
        self._number = -1

    def do(self, ticket: Ticket) -> tuple[Any, ...]:
        """The message that ends a job; what is told until then goes to the ticket.

        Raises
        ------
        EOFError, OSError
            If the process ends in the midst of it.
        """
        parcel = ticket.job.parcel
        with self._writing:
            self._number = next(self._numbers)
            send(self._in, "job", self._number, parcel.references, parcel.content)
        if ticket.dropped:
            self.drop(ticket)
        while (message := receive(self._out))[0] == "progress":
            ticket.tell(*message[1:])
        return message

    def drop(self, ticket: Ticket) -> None:
        """Tell the process that its job is not wanted any more; if it does not listen, end it."""
        with contextlib.suppress(OSError, ValueError), self._writing:  # it may have ended, its pipes be closed
            send(self._in, "drop", self._number)
        timer = threading.Timer(_GRACE_S, self._insist, args=(ticket,))
        timer.daemon = True
        timer.start()

    def _insist(self, ticket: Ticket) -> None:
        if not ticket.ended.is_set():
            self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def end(self) -> None:
        """End the process and leave nothing of it open."""
        for channel in (self._in, self._out):
            with contextlib.suppress(OSError):
                channel.close()
        try:
            self._process.wait(timeout=_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def _in(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _out(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout
