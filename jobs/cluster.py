"""Jobs done by dask (https://distributed.dask.org): a scheduler and machines of the office, or a cluster of this machine.

Each machine of a cluster has the program installed and the same data; one whose data differ says so, and the job is done where it was
asked for. A process that is killed is a task that dask gives to another.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from jobs.job import Job, Lane
from jobs.ticket import ElsewhereError, LostError, Ticket, take
from jobs.worker import OFTEN_S, DroppedError, answer
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Client, Future

    from jobs.parcel import Reference

_PRIORITY: Final = {Lane.PAGE: 0, Lane.FILES: -10}
_WAIT_S: Final = 20  # for the scheduler to answer


class Cluster:
    """A backend of dask.

    Parameters
    ----------
    who
        Address of a scheduler, or ``dask`` with a number of processes behind a colon.

    Raises
    ------
    InputError
        If dask is not installed, or the scheduler does not answer.
    """

    def __init__(self, who: str) -> None:
        try:
            from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra
        except ImportError as fault:
            raise InputError("work.no_dask") from fault
        kind, _, number = who.partition(":")
        try:
            self._own: LocalCluster | None = None
            if kind == "dask":
                self._own = LocalCluster(
                    n_workers=int(number) if number else None,
                    threads_per_worker=1,
                    dashboard_address=None,
                    host="127.0.0.1",
                )
            self._client: Client = Client(self._own or who, timeout=_WAIT_S, set_as_default=False)
        except (OSError, ValueError) as fault:
            raise InputError("work.no_scheduler", name=who) from fault
        self._doing: dict[int, Future[Any]] = {}

    def submit(self, job: Job) -> Ticket:
        """Have a job done; one whose world is on no disk ends with ``ElsewhereError``."""
        ticket, topic = Ticket(job), f"lien-tinh-{uuid4().hex}"
        references = job.parcel.references
        if None in references:
            ticket.failed(ElsewhereError())
            return ticket
        self._client.subscribe_topic(topic, lambda event: ticket.tell(*event[1]))
        future = self._client.submit(
            work, references, job.parcel.content, topic, key=topic, pure=False, priority=_PRIORITY[job.lane]
        )
        self._doing[id(ticket)] = future
        future.add_done_callback(partial(self._ended, ticket, topic))
        return ticket

    def drop(self, ticket: Ticket) -> None:
        """End a job: at its next word on how far it is."""
        ticket.dropped = True
        if (future := self._doing.get(id(ticket))) is not None:
            future.cancel()
        ticket.ended.set()

    def close(self) -> None:
        """Leave the cluster, and end that of this machine."""
        self._client.close()
        if self._own is not None:
            self._own.close()

    def _ended(self, ticket: Ticket, topic: str, future: Future[Any]) -> None:
        self._doing.pop(id(ticket), None)
        self._client.unsubscribe_topic(topic)
        if ticket.ended.is_set():
            return
        if future.status == "finished":
            take(ticket, *future.result())
        else:  # dask gave it to other processes, and they ended too
            ticket.failed(LostError("work.lost"))


def work(references: Sequence[Reference | None], content: bytes, topic: str) -> tuple[Any, ...]:
    """Do a job on a machine of the cluster; the message that ends it."""
    from distributed import get_worker  # noqa: PLC0415

    worker, last_s = get_worker(), 0.0

    def tell(done: int, total: int, step: str = "") -> None:
        nonlocal last_s
        task = worker.state.tasks.get(topic)
        if task is None or task.state == "cancelled":
            raise DroppedError
        now_s = time.monotonic()
        if step or now_s - last_s >= OFTEN_S:
            last_s = now_s
            worker.log_event(topic, (int(done), int(total), step))

    return answer(references, content, tell)
