"""What is held of a job under way: how far it is, and its end."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from jobs.parcel import Parcel, unpack, worlds_of
from words import LinkError

if TYPE_CHECKING:
    from jobs.job import Job


class LostError(LinkError):
    """The processes that did the job ended in the midst of it, twice."""


class ElsewhereError(Exception):
    """The job cannot be done away from the page: no process can be started, or the world is on no disk."""


@dataclass
class Ticket:
    """A job that was handed in.

    Attributes
    ----------
    at
        Steps done, steps in all, what is worked on; ``None`` until it is told.
    size
        Bytes of the result.
    content, references
        The result as it came and the worlds in it, of one that is to last.
    """

    job: Job
    at: tuple[int, int, str] | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    result: Any = None
    size: int = 0
    content: bytes = b""
    references: Any = ()
    fault: BaseException | None = None

    def tell(self, done: int, total: int, step: str = "") -> None:
        """Note how far it is."""
        self.at = (done, total, step or (self.at[2] if self.at else ""))

    def made(self, references: Any, content: bytes) -> None:
        """Take in the result."""
        try:
            self.result = unpack(content, worlds_of(references, given=self.job.parcel.worlds))
            self.size = len(content)
            if self.job.lasting:
                self.content, self.references = content, references
        except Exception as fault:  # noqa: BLE001 - told to who waits
            self.fault = fault
        self.ended.set()

    def made_here(self, made: Parcel) -> None:
        """Take in what this very process made."""
        self.result, self.size = unpack(made.content, made.worlds), len(made.content)
        self.ended.set()

    def failed(self, fault: BaseException) -> None:
        """Take in that there is no result."""
        self.fault = fault
        self.ended.set()


def take(ticket: Ticket, what: str, *told: Any) -> None:
    """Note the end of a job, as its process tells it."""
    if what == "done":
        ticket.made(*told)
    elif what == "failed":
        fault = unpack(told[0], ())
        fault.add_note(told[1])
        ticket.failed(fault)
    elif what == "strange":
        ticket.failed(ElsewhereError())
    else:
        ticket.ended.set()


class Backend(Protocol):
    """Who does jobs."""

    def submit(self, job: Job) -> Ticket:
        """Have a job done; returns at once."""

    def drop(self, ticket: Ticket) -> None:
        """End a job whose result nobody wants."""

    def close(self) -> None:
        """End all that was started."""
