"""What a report is asked for: one frozen request, the same for all formats, and the names of the files made of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing.content.letter import Official
from layers import STATUSES, Edition, shown_kinds, study
from words import InputError, Lang, clean_fields, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.economics import Request, Sheet
    from analysis.programme import Wishes
    from analysis.scenarios import ScenarioSet, Story, Variant
    from briefing.content.bounds import Bounds

_LONGEST: Final = 60  # letters of each part: the whole stays below what old systems and e-mail take

_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def file_name(title: str, *, kind: str, scenario: str = "", day: dt.date | None = None, otherwise: str = "") -> str:
    """``tuyen-hcm_thoa-thuan-2022_2026-11-25.pptx``: parts that are empty are left out.

    Parameters
    ----------
    title
        What the file shows, in the user's words: title, route or place.
    kind
        The ending, without a dot.
    scenario
        Name or key of the scenario.
    day
        The day of the briefing.
    otherwise
        Takes the place of a title without one usable letter.
    """
    parts = [ascii_words(title) or ascii_words(otherwise) or "lien-tinh", ascii_words(scenario)]
    parts += [day.isoformat()] if day else []
    stem = "_".join(part for part in parts if part)
    return f"{'file-' if stem in _RESERVED else ''}{stem}.{kind}"


def ascii_words(text: str) -> str:
    """The words of a text in lower case without diacritics, joined by hyphens; at most 60 characters.

    Nothing but a–z, 0–9 and hyphens remains, so that neither a path nor a reserved character can slip in.
    """
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain(text))
    return "-".join(kept.split())[:_LONGEST].rstrip("-")


ATLAS_BY: Final = ("route", "district", "commune")  # by what a set of sheets goes on
EXTENTS: Final = ("both", "first", "second", "routes", "view")
_SHOWN: Final = frozenset({"provinces", "places", "projects"})
TYPED: Final = ("title", "subtitle", "organisation", "author")  # lines a user types for a file


@dataclass(frozen=True, kw_only=True)
class ValueAsked:
    """What is asked of value for money, as chosen on its page; what is left out is as that page begins.

    Attributes
    ----------
    request
        Trips, year of works, options, costs of the user's own.
    sheet
        The assumptions, with the user's changes.
    against_today
        Whether the scenario is held against what is open today.
    wishes
        Money and years of a programme.
    objective
        What a programme is best in: ``minutes`` or ``npv``.
    members
        What a scenario file keeps of these choices: the pack's holds it, so that it makes the same again.
    """

    request: Request | None = None
    sheet: Sheet | None = None
    against_today: bool = False
    wishes: Wishes | None = None
    objective: str = "minutes"
    members: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
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
    place
        Where it is presented, before the day.
    project_ids
        Projects drawn and listed; those of the main scenario if None.
    bounds
        West, south, east, north in degrees (EPSG:4326) of the maps; the two provinces if None.
    origin, destination
        The two places of the comparison.
    story
        Views kept for the meeting, in their order: further slides, and the presentation in the offline page.
    value
        What is asked of value for money.
    """

    scenario_set: ScenarioSet
    main: str = ""
    langs: tuple[Lang, ...] = (Lang.VI,)
    edition: Edition = field(default_factory=lambda: study().editions[0])
    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    author: str = ""
    date: dt.date | None = None
    place: str = ""
    project_ids: frozenset[str] | None = None
    bounds: Bounds | None = None
    origin: str = field(default_factory=lambda: study().ends[0])
    destination: str = field(default_factory=lambda: study().ends[1])
    story: Story = ()
    value: ValueAsked = field(default_factory=ValueAsked)

    def __post_init__(self) -> None:
        clean_fields(self, *TYPED, "place")

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

    def under_title(self, lang: Lang) -> str:
        """The line under the title: as typed, else the scenario; a year that limits the scenario always stands in it."""
        told = self.variant.title(lang)
        if self.subtitle and told != self.variant.named(lang):
            return f"{self.subtitle} – {told}"
        return self.subtitle or told

    def file_name(self, kind: str, *, sheet: str = "", what: str = "") -> str:
        """A name in the language of the file that says what, which scenario, which day.

        ``sheet`` is the map on its paper, which goes before a title; ``what`` stands for a title that nobody typed.
        """
        scenario = self.variant.title(self.lang)
        return file_name(f"{sheet} {self.title}", kind=kind, scenario=scenario, day=self.date, otherwise=what)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How a sheet is made.

    Attributes
    ----------
    format, paper, orientation, dpi, scale, greyscale, pair
        As in ``PrintRequest``.
    route_facts, figures
        Whether facts of the routes and key figures stand beside the map.
    layers, statuses, place_kinds
        What is drawn, as in ``PrintRequest``.
    official
        How it is headed and signed.
    extent
        ``both`` provinces, the ``first`` or the ``second``, the ``routes``, or the ``view``: the bounds of the report.
    """

    format: str = "pdf"
    paper: str = "A4"
    orientation: str = "landscape"
    dpi: int = 300
    scale: int | None = None
    greyscale: bool = False
    pair: bool = False
    route_facts: bool = True
    figures: bool = True
    layers: frozenset[str] = _SHOWN
    statuses: frozenset[str] = frozenset(STATUSES)
    place_kinds: frozenset[str] = field(default_factory=shown_kinds)
    extent: str = "both"
    official: Official = field(default_factory=Official)


def languages(text: str) -> tuple[Lang, ...]:
    """The languages of the code of one, or of ``both``: Vietnamese, then English.

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
