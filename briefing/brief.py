"""What a briefing is asked for: one frozen request, the same for slides, workbook, web page, geodata and pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from analysis.scenario_set import DRAFT
from briefing import naming
from layers.catalogue import Edition
from layers.study import study
from words import Lang
from words.errors import InputError
from words.spelling import clean_fields

if TYPE_CHECKING:
    import datetime as dt

    from analysis.scenario_set import ScenarioSet, Variant
    from briefing.framing import Bounds

TYPED: Final = ("title", "subtitle", "organisation", "author")  # lines a user types for a file


@dataclass(frozen=True, kw_only=True)
class BriefingRequest:
    """What a briefing shall tell.

    Attributes
    ----------
    scenario_set
        The scenarios compared, the baseline first, with their common assumptions.
    main
        Key of the scenario that maps, tables of trips and the order of building are about; the last of
        the set if left out.
    langs
        Languages in the order they follow each other in the files.
    edition
        Administrative map on which it is drawn.
    title, subtitle, organisation, author
        As typed; an empty title takes the product's own.
    date
        Day of the briefing; none is printed if left out.
    project_ids
        Projects drawn and listed; those of the main scenario if None.
    bounds
        West, south, east, north in degrees (EPSG:4326) of the maps; the two provinces if None.
    origin, destination
        The two places of the comparison.
    """

    scenario_set: ScenarioSet
    main: str = ""
    langs: tuple[Lang, ...] = (Lang.VI,)
    edition: Edition = Edition.Y2022
    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    author: str = ""
    date: dt.date | None = None
    project_ids: frozenset[str] | None = None
    bounds: Bounds | None = None
    origin: str = field(default_factory=lambda: study().first.capital)
    destination: str = field(default_factory=lambda: study().second.capital)

    def __post_init__(self) -> None:
        clean_fields(self, *TYPED)

    @property
    def lang(self) -> Lang:
        """The first language."""
        return self.langs[0]

    @property
    def variant(self) -> Variant:
        """The main scenario.

        Raises
        ------
        InputError
            If the set has none of that key.
        """
        return self.scenario_set.variant(self.main) if self.main else self.scenario_set.variants[-1]

    def file_name(self, kind: str) -> str:
        """A name for a file of this briefing that says what, which scenario, which day."""
        scenario = self.variant.title(self.lang) if self.variant.key == DRAFT else self.variant.name or self.variant.key
        return naming.file_name(self.title, kind=kind, scenario=scenario, day=self.date, otherwise="bao-cao")


def languages(text: str) -> tuple[Lang, ...]:
    """The languages of ``vi``, ``en`` or ``both`` (Vietnamese first).

    Raises
    ------
    InputError
        If it is none of them.
    """
    if text == "both":
        return Lang.VI, Lang.EN
    try:
        return (Lang(text),)
    except ValueError as cause:
        raise InputError("briefing.bad_option", detail=f"--lang {text}") from cause
