"""What the compare page adds to the view: saved scenarios, assumptions, what its parts look at.

``views.state.scenarios`` makes a set of them that the analysis can compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from analysis.choices import (
    JOIN,
    NONE,
    Known,
    Parameter,
    Table,
    covers,
    flag,
    joined,
    of_text,
    one_of,
    parameters as address,
    place,
)
from analysis.scenarios import DRAFT, READY_SCENARIOS, Assumptions, Variant, ready_keys
from views.state.scenario_codec import (
    ASSUMPTIONS,
    MOST_SAVED,
    own_key,
    read_links,
    read_saved,
    read_stretches,
    write_saved,
)

_OLD_DRAFT: Final = "own-6"  # as older addresses name it


class Part(StrEnum):
    """The parts of the page."""

    OVERVIEW = "overview"
    PAIR = "pair"
    MATRIX = "matrix"
    GAINS = "gains"
    SHARES = "shares"
    CLOSURE = "closure"


class Measure(StrEnum):
    """How the matrix counts a saving."""

    MINUTES = "min"
    KM = "km"
    PERCENT = "percent"


@dataclass(frozen=True)
class CompareSettings:
    """Choices of the compare page beside the ticked routes, the year and the pair of places.

    Parameters
    ----------
    ready
        Keys of the ready scenarios shown.
    saved
        The scenarios a user has kept, their keys ``own-1`` … ``own-4`` in this order.
    subject
        Key of the scenario that every part but the overview looks at; empty: the one at work, before
        any tick those of the talks.
    closed, stretches
        ``link_id`` of base links, and names of stretches of projects, closed to see who loses what.
    shut
        Whether these roads are closed in the scenario at work too: so after a scenario with closures is
        opened to be edited.
    assumptions
        What all scenarios share.
    goal
        Id of the place to which gains are drawn; empty: the mean over all district capitals.
    benefit
        What shares and the best order count, by the keys of ``analysis.appraisal.BENEFITS``.
    """

    ready: tuple[str, ...] = field(default_factory=ready_keys)
    saved: tuple[Variant, ...] = ()
    subject: str = ""
    part: Part = Part.OVERVIEW
    closed: tuple[int, ...] = ()
    stretches: tuple[str, ...] = ()
    shut: bool = False
    assumptions: Assumptions = field(default_factory=Assumptions)
    goal: str = ""
    measure: Measure = Measure.MINUTES
    benefit: str = "person_min"

    def __post_init__(self) -> None:
        keyed = (replace(v, key=own_key(n)) for n, v in enumerate(self.saved, start=1))
        object.__setattr__(self, "saved", tuple(keyed))


def write(settings: CompareSettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return address.write(settings, _TABLE) | address.write(settings.assumptions, ASSUMPTIONS)


def read(parameters: Mapping[str, str], known: Known) -> tuple[CompareSettings, list[str]]:
    """The choices of an address and what could not be used, as ``name=value``."""
    choices, refused = address.read(parameters, _TABLE, known)
    assumed, more = address.read(parameters, ASSUMPTIONS, known)
    return CompareSettings(**choices, assumptions=Assumptions(**assumed)), [*refused, *more]


def _subject(text: str) -> str:
    key = DRAFT if text == _OLD_DRAFT else text
    if key not in (*READY_SCENARIOS, DRAFT, *map(own_key, range(1, MOST_SAVED + 1))):
        raise ValueError(text)
    return key


def _ready(text: str) -> tuple[str, ...]:
    keys = () if text == NONE else text.split(JOIN)
    if not set(keys) <= set(ready_keys()):
        raise ValueError(text)
    return tuple(key for key in ready_keys() if key in keys)


def _benefit(text: str) -> str:
    from analysis.appraisal import BENEFITS  # an address without it need not wait for the engine

    if text not in BENEFITS:
        raise ValueError(text)
    return text


_TABLE: Final[Table] = {
    "cols": Parameter("ready", of_text(_ready), joined),
    "own": Parameter("saved", read_saved, write_saved),
    "on": Parameter("subject", of_text(_subject)),
    "part": Parameter("part", one_of(Part)),
    "shut": Parameter("closed", of_text(read_links), joined),
    "cut": Parameter("stretches", of_text(read_stretches), joined),
    "shutin": flag("shut"),
    "goal": Parameter("goal", place),
    "unit": Parameter("measure", one_of(Measure)),
    "benefit": Parameter("benefit", of_text(_benefit)),
}
assert covers(_TABLE, CompareSettings, others=("assumptions",))
