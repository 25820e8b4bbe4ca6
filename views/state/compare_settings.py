"""What the compare page adds to the view: saved scenarios, assumptions, what its parts look at.

Plain values without the network behind them, so that the view stays light; ``views.state.scenarios`` turns
them into sets of scenarios. The address holds them as short texts, checked on the way back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from analysis.scenarios import READY_SCENARIOS, ready_keys
from layers import FIRST_YEAR, LAST_YEAR
from views.state.parameters import among, chosen, matching
from words import clean, clean_fields

MOST_SAVED: Final = 4  # with the baseline and the scenario at work six columns
LONGEST_NAME: Final = 80
WORKING: Final = "draft"  # key of the scenario at work; saved ones are own-1 … own-4
_OLD_WORKING: Final = "own-6"  # as older addresses name it
_JOIN, _NEXT, _PART, _NONE = "~", "!", "*", "-"
UNIT: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,2000}")  # sections bundled to a unit make a long one
_STRETCH: Final = re.compile(r"[a-z0-9][a-z0-9._/-]{0,120}@[0-9]{1,9}")
_LONGEST_OWN: Final = 60_000  # four scenarios of all sections one by one, each with all closures
_MOST_LINKS: Final = 60
_MOST_BETA: Final = 1.0
_place: Final = matching(UNIT)

E = TypeVar("E", bound=StrEnum)


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
class Saved:
    """A scenario the user has kept.

    Parameters
    ----------
    units
        Ids of projects, sections or bundles, in the order of ticking.
    closed, stretches
        ``link_id`` of closed base links, and names of closed stretches of projects, ascending.
    """

    name: str
    units: tuple[str, ...] = ()
    year: int | None = None
    closed: tuple[int, ...] = ()
    stretches: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        clean_fields(self, "name")


@dataclass(frozen=True)
class CompareSettings:
    """Choices of the compare page beside the ticked routes, the year and the pair of places.

    Parameters
    ----------
    ready
        Keys of the ready scenarios shown.
    subject
        Key of the scenario that every part but the overview looks at; empty: the one at work, before
        any tick those of the talks.
    closed, stretches
        ``link_id`` of base links, and names of stretches of projects, closed to see who loses what.
    shut
        Whether these roads are closed in the scenario at work too: so after a scenario with closures is
        opened to be edited.
    speeds, access, restricted, weights, beta
        Assumptions, by the values of ``analysis``; no ``beta``: the usual one.
    counted
        Ids of the district capitals whose people count; none: all.
    goal
        Id of the place to which gains are drawn; empty: the mean over all district capitals.
    """

    ready: tuple[str, ...] = field(default_factory=ready_keys)
    saved: tuple[Saved, ...] = ()
    subject: str = ""
    part: Part = Part.OVERVIEW
    closed: tuple[int, ...] = ()
    stretches: tuple[str, ...] = ()
    shut: bool = False
    speeds: str = "central"
    access: str = "high"
    restricted: bool = False
    weights: str = "population"
    beta: float | None = None
    counted: tuple[str, ...] = ()
    goal: str = ""
    measure: Measure = Measure.MINUTES
    benefit: str = "person_min"


def write(study: CompareSettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    usual = CompareSettings()
    texts = {
        "cols": _JOIN.join(study.ready) or _NONE,
        "own": _NEXT.join(map(_text_of, study.saved)),
        "shut": _JOIN.join(map(str, study.closed)),
        "cut": _JOIN.join(study.stretches),
        "beta": "" if study.beta is None else repr(study.beta),
        "count": _JOIN.join(study.counted),
    }
    texts |= {name: str(getattr(study, field)) for name, (field, _) in _WORDS.items()}
    texts |= {name: "1" if getattr(study, field) else "" for name, field in _FLAGS.items()}
    same = {"cols": _JOIN.join(usual.ready)} | {name: str(getattr(usual, field)) for name, (field, _) in _WORDS.items()}
    return {name: text for name, text in texts.items() if text and text != same.get(name)}


def _text_of(saved: Saved) -> str:
    parts = (
        quote(saved.name, safe=""),
        _JOIN.join(saved.units),
        str(saved.year or ""),
        _JOIN.join(map(str, saved.closed)),
        *([_JOIN.join(saved.stretches)] if saved.stretches else []),
    )
    return _PART.join(parts)


def read(
    parameters: Mapping[str, str], *, units: Collection[str] | None, places: Collection[str] | None
) -> tuple[CompareSettings, list[str]]:
    """The choices of an address and what could not be used, as ``name=value``.

    Parameters
    ----------
    units, places
        Ids that the data on this machine hold; ``None`` where the file cannot be read.
    """
    choices, refused = chosen(parameters, _READERS)
    if places is not None and choices.get("goal", "") not in {"", *places}:
        refused.append(f"goal={choices.pop('goal')}")
    if places is not None:
        refused += [f"count={i}" for i in choices.get("counted", ()) if i not in places]
        choices["counted"] = tuple(i for i in choices.get("counted", ()) if i in places)
    if units is not None:
        choices["saved"] = tuple(_known(s, units, refused) for s in choices.get("saved", ()))
    return CompareSettings(**choices), refused


def _known(saved: Saved, units: Collection[str], refused: list[str]) -> Saved:
    """A saved scenario without the units that the data do not hold."""
    strangers = [u for u in saved.units if not is_known(u, units)]
    refused += [f"own={u}" for u in strangers]
    return replace(saved, units=tuple(u for u in saved.units if u not in strangers))


def is_known(unit: str, known: Collection[str]) -> bool:
    """Whether all parts of a unit are projects or sections that the data hold."""
    return all(part in known for part in unit.split("+"))


def _saved(text: str) -> tuple[Saved, ...]:
    found = _as_given(text)
    return tuple(replace(s, name=name) for s, name in zip(found, apart(s.name for s in found), strict=True))


def _as_given(text: str) -> tuple[Saved, ...]:
    if len(text) > _LONGEST_OWN:
        raise ValueError(text)
    found = tuple(_one_saved(part) for part in text.split(_NEXT))
    if len(found) > MOST_SAVED:
        raise ValueError(text)
    return found


def renamed(parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of an address that could not stay, each with the one it was given."""
    try:
        names = [s.name for s in _as_given(parameters["own"])]
    except (KeyError, ValueError):
        return []
    return [(name, new) for name, new in zip(names, apart(names), strict=True) if name != new]


def apart(names: Iterable[str]) -> list[str]:
    """The names, with a number behind one that is reserved or stands before it."""
    taken: list[str] = []
    for name in names:
        taken.append(unlike(name, taken))
    return taken


def unlike(name: str, others: Collection[str]) -> str:
    """The name, with a number behind it if it is reserved or one of the others."""
    from analysis.scenarios import reserved_names  # seconds that an address without scenarios need not wait

    taken = {o.casefold() for o in others} | reserved_names()
    tries = [name, *(f"{name[: LONGEST_NAME - 5].strip()} ({n})" for n in range(2, len(taken) + 3))]
    return next(t for t in tries if t.casefold() not in taken)


def _one_saved(text: str) -> Saved:
    name, units, year, closed, *rest = text.split(_PART)
    (stretches,) = rest or [""]
    name = clean(unquote(name))
    if not usable_name(name):
        raise ValueError(text)
    ids = tuple(dict.fromkeys(units.split(_JOIN))) if units else ()
    if not all(UNIT.fullmatch(i) for i in ids):
        raise ValueError(text)
    return Saved(
        name,
        ids,
        _year(year) if year else None,
        _links(closed) if closed else (),
        _stretches(stretches) if stretches else (),
    )


def usable_name(name: str) -> bool:
    """Whether a scenario may bear this name: not empty, printable, at most 80 characters."""
    return bool(name.strip()) and len(name) <= LONGEST_NAME and name.isprintable()


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValueError(text)
    return int(text)


def _links(text: str) -> tuple[int, ...]:
    parts = text.split(_JOIN)
    if len(parts) > _MOST_LINKS or not all(p.isascii() and p.isdigit() and len(p) < 12 for p in parts):  # noqa: PLR2004
        raise ValueError(text)
    return tuple(sorted(set(map(int, parts))))


def _stretches(text: str) -> tuple[str, ...]:
    parts = text.split(_JOIN)
    if len(parts) > _MOST_LINKS or not all(_STRETCH.fullmatch(p) for p in parts):
        raise ValueError(text)
    return tuple(sorted(set(parts)))


def _beta(text: str) -> float:
    value = float(text)
    if not 0 <= value <= _MOST_BETA:  # NaN fails too
        raise ValueError(text)
    return value


def _subject(text: str) -> str:
    own = (f"own-{n}" for n in range(1, MOST_SAVED + 1))
    return WORKING if text == _OLD_WORKING else among(*READY_SCENARIOS, *own, WORKING)(text)


def _benefit(text: str) -> str:
    from analysis.appraisal import BENEFITS  # an address without it need not wait for the engine

    return among(*BENEFITS)(text)


def _ready(text: str) -> tuple[str, ...]:
    keys = () if text == _NONE else tuple(text.split(_JOIN))
    if not set(keys) <= set(ready_keys()):
        raise ValueError(text)
    return tuple(key for key in ready_keys() if key in keys)


def _several(text: str) -> tuple[str, ...]:
    return tuple(sorted({_place(part) for part in text.split(_JOIN)}))


_FLAGS: Final = {"restricted": "restricted", "shutin": "shut"}  # parameter: field
# parameter: field of ``Study`` and how its text is read
_WORDS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "on": ("subject", _subject),
    "part": ("part", Part),
    "speeds": ("speeds", among("low", "central", "high")),
    "access": ("access", among("low", "high")),
    "weights": ("weights", among("population", "gravity")),
    "goal": ("goal", _place),
    "unit": ("measure", Measure),
    "benefit": ("benefit", _benefit),
}
_READERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = _WORDS | {
    "cols": ("ready", _ready),
    "own": ("saved", _saved),
    "shut": ("closed", _links),
    "cut": ("stretches", _stretches),
    "beta": ("beta", _beta),
    "count": ("counted", _several),
    **{name: (field, lambda text: among("1")(text) == "1") for name, field in _FLAGS.items()},
}
PARAMETERS: Final = frozenset(_READERS)
assert {field for field, _ in _READERS.values()} == {f.name for f in fields(CompareSettings)}
