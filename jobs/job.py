"""A job: which public function of the program, on what. Whoever does it, the result is the same."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jobs.naming import name_of
from jobs.parcel import Parcel, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.scenarios import World

Tell = Callable[..., None]


class Lane(StrEnum):
    """Who waits: each lane has processes of its own, so that files never keep a page waiting."""

    PAGE = "page"  # somebody looks at the page; what answers clicks goes first
    FILES = "files"  # a file or a pack, which takes its while; the system lets all else go first


@dataclass(frozen=True)
class Job:
    """One piece of work.

    Parameters
    ----------
    function
        ``module:name`` of a public function of the program.
    given, options
        Its arguments: plain values, frozen records, worlds.
    tells
        Whether it takes ``progress``: called with steps done, steps in all, and perhaps what is worked on.
    lasting
        Whether its result outlasts the program: nothing in it is a user's own, and it takes its while.
    """

    function: str
    given: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    tells: bool = False
    lane: Lane = Lane.PAGE
    lasting: bool = False

    @classmethod
    def of(
        cls,
        function: Callable[..., Any],
        *given: Any,
        tells: bool = False,
        lane: Lane = Lane.PAGE,
        lasting: bool = False,
        **options: Any,
    ) -> Job:
        """A job from the function itself.

        Raises
        ------
        ValueError
            If it cannot be found again by its name.
        """
        name = f"{function.__module__}:{function.__qualname__}"
        if function.__name__.startswith("_") or pkgutil.resolve_name(name) is not function:
            raise ValueError(f"{name} is not a public function of a module")
        return cls(name, given, options, tells, lane, lasting)

    @cached_property
    def parcel(self) -> Parcel:
        """The job as it is sent; worlds go by their names."""
        return pack((self.function, self.given, dict(self.options), self.tells))

    @cached_property
    def digest(self) -> str:
        """Names function, arguments and data: jobs of one digest have one result."""
        return name_of((self.function, self.given, dict(sorted(self.options.items())), self.tells))


def done(content: bytes, worlds: Sequence[World], tell: Tell) -> Parcel:
    """Do the job of a parcel here, whichever process this is.

    Parameters
    ----------
    content, worlds
        Of the job's parcel.

    Raises
    ------
    Exception
        Whatever the function fails with.
    """
    function, given, options, tells = unpack(content, worlds)
    if tells:
        options["progress"] = tell
    return pack(pkgutil.resolve_name(function)(*given, **options))
