"""The appraisal of a briefing's scenario and the programme by year, asked of the functions of the page and kept with the world."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from words import InputError, worth_gains

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from analysis.economics import Appraisal, Certainty, Question, UnitShare
    from analysis.programme import Asked, Programme
    from briefing.content import ReportData

    _Found = TypeVar("_Found")


@dataclass(frozen=True)
class Value:
    """A scenario appraised.

    Parameters
    ----------
    drawn
        What the draws tell; ``None`` where no benefit shows. Without a cost only the ends of what needs none.
    """

    question: Question
    found: Appraisal
    drawn: Certainty | None

    @property
    def gains(self) -> bool:
        """Whether there is a benefit that shows, and so a break-even."""
        return worth_gains(self.found)


def value_of(report: ReportData) -> Value | None:
    """The appraisal of the main scenario; ``None`` where it adds no road or nothing can be appraised (``value_fault`` says why)."""
    return _made(report, "value", _value)[0]


def value_fault(report: ReportData) -> InputError | None:
    """Why a scenario with roads cannot be appraised."""
    return _made(report, "value", _value)[1]


def shares_of(report: ReportData) -> tuple[UnitShare, ...]:
    """What each road is worth by itself; none of one alone, which has it all, and of a reference with projects of its own."""
    if "shares" not in report.further:
        report.further["shares"] = _shares(report)
    found: tuple[UnitShare, ...] = report.further["shares"]
    return found


def alone_bcr(report: ReportData, unit: str) -> float | None:
    """Benefits ÷ costs of a road chosen alone, as its page tells them; ``None`` where it cannot stand alone or has no cost."""
    key = f"alone {unit}"
    if key not in report.further:
        report.further[key] = _alone(report, unit)
    found: float | None = report.further[key]
    return found


def _alone(report: ReportData, unit: str) -> float | None:
    from analysis.economics import central  # noqa: PLC0415 - where figures are told

    projects = report.world.projects
    if unit not in projects or projects[unit].upgrade_of is not None:
        return None
    found = central(report.world, _question(report, frozenset({unit})))
    return found.figure("bcr") if found.costed else None


def programme_of(report: ReportData) -> tuple[Asked, Programme] | None:
    """The programme by year of the roads still to be built; ``None`` for a scenario without roads, or where none is possible."""
    return _made(report, "programme", _programme)[0]


def programme_fault(report: ReportData) -> InputError | None:
    """Why no programme is possible."""
    return _made(report, "programme", _programme)[1]


def _made(
    report: ReportData, name: str, make: Callable[[ReportData], _Found]
) -> tuple[_Found | None, InputError | None]:
    """What is made, or why it cannot be; once for a report."""
    if name not in report.further:
        report.further[name] = _tried(report, name, make)
    found: tuple[_Found | None, InputError | None] = report.further[name]
    return found


def _tried(
    report: ReportData, name: str, make: Callable[[ReportData], _Found]
) -> tuple[_Found | None, InputError | None]:
    if not report.scenario.projects:
        return None, None
    report.progress(f"briefing.step_{name}")
    try:
        return make(report), None
    except InputError as fault:
        return None, fault


def _value(report: ReportData) -> Value:
    from analysis.economics import central  # noqa: PLC0415 - where figures are told

    question = _question(report, report.scenario.projects)
    found = central(report.world, question)
    return Value(question, found, _drawn(question) if worth_gains(found) else None)


def _question(report: ReportData, projects: frozenset[str]) -> Question:
    """What is asked of these projects as the briefing appraises its scenario."""
    from analysis.economics import Request, question_of  # noqa: PLC0415 - where figures are told

    asked = report.request.value
    return question_of(
        report.world,
        replace(report.scenario, projects=projects, year=None),  # the cost is that of the whole road
        asked.request or Request(),
        assumptions=report.request.scenario_set.assumptions,
        sheet=asked.sheet,
        against_today=asked.against_today,
    )


def _drawn(question: Question) -> Certainty:
    from analysis.economics import kept_certainty  # noqa: PLC0415

    return kept_certainty(question)


def _shares(report: ReportData) -> tuple[UnitShare, ...]:
    from analysis.economics import unit_shares  # noqa: PLC0415

    value = value_of(report)
    if value is None or not value.gains or len(value.found.units) < 2 or value.question.reference.projects:  # noqa: PLR2004
        return ()
    key = ("unit shares", value.found.digest)
    return report.world.keep(key, lambda: unit_shares(value.question, value.found))


def _programme(report: ReportData) -> tuple[Asked, Programme]:
    from analysis.appraisal import Question  # noqa: PLC0415
    from analysis.economics import Request, read_sheet  # noqa: PLC0415
    from analysis.programme import NPV, Money, planned, usual_wishes  # noqa: PLC0415

    asked, world = report.request.value, report.world
    scenario = replace(report.scenario, projects=frozenset(), year=None)
    money = Money(asked.request or Request(), asked.sheet or read_sheet(world), report.request.scenario_set.assumptions)
    question = money if asked.objective == NPV else Question()
    return planned(world, scenario, asked.wishes or usual_wishes(world), question)
