"""What people will ask first, worked out while nobody asks: after a start with a new version or new data, on a server for an office.

The server's own visitor looks at the roads of the agreement, at each route alone, then at two of the agreement's together, on the pages
that compare and measure, so that their results are kept on disk. Once a version and a state of the data: then a note is made beside the results. Whoever clicks goes first:
the visitor begins no page until nobody has asked for anything for a while, and ends what is worked on when somebody comes. After each
scenario the memory is handed back: whoever comes reads from disk what they ask for.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from server.log import LOG
from server.settings import Settings
from server.visits.visitor import Visitor, visitor
from words import LinkError

# pages that compare and measure a scenario, the lightest and most asked for first
PAGES: Final = (
    ("", ""), ("compare", "part=pair"), ("compare", "part=overview"), ("connectivity", "tab=access"), ("compare", "part=gains"),
    ("compare", "part=shares"), ("connectivity", "tab=between"), ("connectivity", "tab=critical"), ("worth", ""),
)  # fmt: skip
# what keeps more than all others together: not of two roads, lest it push out what people asked for themselves
LARGE: Final = {("connectivity", "tab=critical")}
JOIN: Final = "~"  # of an address
_QUIET_S: Final = 10.0  # since anybody has asked for anything
_NAP_S: Final = 0.5
_PAUSE_S: Final = 0.2  # between two pages


@dataclass
class Asked:
    """How many runs of pages all sessions have asked for; the server counts them as they come."""

    count: int = 0

    def one_more(self) -> None:
        """Count one."""
        self.count += 1


@dataclass
class Errand:
    """The way of the visitor through the pages, out of the way of everybody else.

    Parameters
    ----------
    own
        The visitor.
    asked
        Counts what everybody asks for, the visitor too.
    ends
        Whether the server ends.
    quiet_s
        Seconds for which nobody else must have asked for anything before a page is begun.
    clock_s, nap
        Tell the time and let it pass.
    """

    own: Visitor
    asked: Asked
    ends: Callable[[], bool] = bool
    quiet_s: float = _QUIET_S
    clock_s: Callable[[], float] = time.monotonic
    nap: Callable[[float], None] = time.sleep
    _heard: int = field(default=-1, init=False)  # how much others had asked for when nobody had asked for a while

    def go(self, views: Iterable[tuple[str, str]]) -> bool:
        """See each page to the end of what it works on; whether all were seen."""
        for page, parameters in views:
            done = False
            while not done:
                if (heard := self._quiet(self._heard)) is None:
                    return False
                self._heard = heard
                self.own.look(page, parameters)
                done = self.own.stay(lambda heard=heard: self._others() == heard and not self.ends())  # type: ignore[misc]
            self.nap(_PAUSE_S)
        return True

    def _others(self) -> int:
        return self.asked.count - self.own.asked

    def _quiet(self, others: int) -> int | None:
        """Wait until nobody else asks for more than they had; what they have asked for, ``None`` if the server ends."""
        since_s = self.clock_s() if self._others() != others else float("-inf")
        while not self.ends():
            if (now := self._others()) != others:
                others, since_s = now, self.clock_s()
            if self.clock_s() - since_s >= self.quiet_s:
                return others
            self.nap(_NAP_S)
        return None


def go_ahead(settings: Settings, address: str, asked: Asked, *, ends: Callable[[], bool]) -> None:
    """Work out what people will ask first, if that was not done; whatever goes wrong, they wait as ever.

    Parameters
    ----------
    address
        Of this machine, on which the server listens.
    """
    from websockets.exceptions import WebSocketException  # noqa: PLC0415 - the server starts without

    import jobs  # noqa: PLC0415
    from layers import data_digest  # noqa: PLC0415

    with contextlib.suppress(LinkError, OSError, TimeoutError, WebSocketException):
        name = f"ahead {data_digest()}"
        if jobs.noted(name):
            return
        began_s = time.monotonic()
        with visitor(settings, address) as own:
            errand = Errand(own, asked, ends)
            if all(_seen(errand, scenario) for scenario in views()):
                jobs.note(name)
                LOG.info("ahead", extra={"facts": {"seconds": round(time.monotonic() - began_s)}})


def _seen(errand: Errand, scenario: Iterable[tuple[str, str]]) -> bool:
    from jobs import give_back  # noqa: PLC0415

    try:
        return errand.go(scenario)
    finally:
        give_back()


def views() -> Iterator[list[tuple[str, str]]]:
    """Pages and parameters, scenario by scenario: the roads of the agreement, which the pages show by themselves, each route alone, two of the agreement's together."""
    from layers import path_of, read_projects  # noqa: PLC0415

    projects = read_projects(path_of("projects"))
    yield list(PAGES)
    for project in projects:
        yield _of(f"routes={project.id}", PAGES)
    agreed = [project.id for project in projects if project.role == "agreement"]
    for two in combinations(agreed, 2):
        yield _of(f"routes={JOIN.join(two)}", [view for view in PAGES if view not in LARGE])


def _of(scenario: str, pages: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(page, "&".join(filter(None, (scenario, parameters)))) for page, parameters in pages]
