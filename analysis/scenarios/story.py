"""Kept views in order, each with a title and a sentence, as the scenario file holds them under ``story``.

A slide names the page it was kept on by its address, for who opens it in the dashboard again, and says in ``Shows`` what was
seen there in words that need no page: so slides, the offline page and the command line draw the same. It holds choices and
the two texts, never results; the digests tell whether the figures in the texts are those of the data and scenario at hand.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from analysis.scenarios.scenario_set import (
    MOST_VARIANTS,
    OpenedSet,
    ScenarioSet,
    checked_assumptions,
    checked_variants,
    content_of,
    read_set,
    write_set,
)
from analysis.scenarios.variants import Variant
from layers import PLACE_KINDS, STATUSES, Edition, optional_layers, shown_kinds, shown_layers, text_digest
from words import InputError, Lang, LinkError, clean, clean_fields

if TYPE_CHECKING:
    from analysis.scenarios.world import World

MOST_SLIDES: Final = 40
LONGEST_TITLE, LONGEST_SENTENCE = 120, 400  # letters
LONGEST_ADDRESS: Final = 16_000
PAGES: Final = ("browse", "compare", "connectivity", "worth")
_PLAIN: Final = re.compile(r"[\x21-\x7e]*")  # as a browser writes an address
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/+-]{0,3000}")  # ids, several joined by ~
_CORNERS: Final = 4
_Record = dict[str, Any]


WORTH_ASKED: Final = re.compile(r"(between|region)~(none|current)~([0-9]{4})~([01])([01])([01])")
"""Trips, reference, first year of works; whether tolls, accidents and CO₂ count."""


class What(StrEnum):
    """What a kept view is about: the part of its page."""

    MAP = "map"
    OVERVIEW = "overview"
    PAIR = "pair"
    MATRIX = "matrix"
    GAINS = "gains"
    SHARES = "shares"
    CLOSURE = "closure"
    ACCESS = "access"
    BORDER = "border"
    TOURISM = "tourism"
    BETWEEN = "between"
    CRITICAL = "critical"
    WORTH = "worth"
    PLAN = "plan"
    RANKS = "ranks"
    LAND = "land"
    RURAL = "rural"


@dataclass(frozen=True, kw_only=True)
class Shows:
    """What was seen on a kept view.

    Parameters
    ----------
    scenarios, subject
        The columns with their assumptions, and the key of the one looked at.
    layers, statuses, places
        Switches of the catalogue, states of sections and kinds of places that were drawn.
    routes
        Ids of the projects drawn.
    mark
        Id of the thing that was marked; empty for none.
    origin, destination
        Ids of the two places compared; empty for the capitals of the data's two provinces.
    goal
        Id or kind of the places reached, where the view has any; of value for money in files of before what is asked
        (``WORTH_ASKED``).
    asked
        Of value for money its choices, as parameters of an address; empty: as the page begins.
    look
        Which of several drawings of one result: ``saved``, ``isochrones`` …; empty for the first.
    year
        Sections not open by the end of this year are drawn pale; ``None``: all alike.
    """

    what: What = What.MAP
    lang: Lang = Lang.VI
    edition: Edition = Edition.Y2022
    scenarios: ScenarioSet = field(default_factory=ScenarioSet)
    subject: str = ""
    routes: frozenset[str] = frozenset()
    layers: frozenset[str] = field(default_factory=shown_layers)
    statuses: frozenset[str] = frozenset(STATUSES)
    places: frozenset[str] = field(default_factory=shown_kinds)
    mark: str = ""
    origin: str = ""
    destination: str = ""
    goal: str = ""
    asked: str = ""
    look: str = ""
    year: int | None = None

    @property
    def variant(self) -> Variant:
        """The scenario looked at; the last of the set where the key names none."""
        found = [v for v in self.scenarios.variants if v.key == self.subject]
        return found[0] if found else self.scenarios.variants[-1]


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One kept view.

    Parameters
    ----------
    page, address
        Name of the page and what follows the question mark in its address; empty if it cannot be opened again.
    bounds
        West, south, east, north in degrees (EPSG:4326) of the map as it was kept; ``None``: as maps open.
    shows
        ``None`` where a file does not say, or not so that it can be used: the texts stand alone.
    proposed
        Which of title and sentence are still as the program proposed them.
    data_digest, data_date, digest
        Of the data and of the scenario that title and sentence were proposed from; empty if nothing was proposed.
    """

    title: str
    sentence: str = ""
    page: str = ""
    address: str = ""
    bounds: tuple[float, float, float, float] | None = None
    shows: Shows | None = None
    data_digest: str = ""
    data_date: str = ""
    digest: str = ""
    proposed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        clean_fields(self, "title", longest=LONGEST_TITLE)
        clean_fields(self, "sentence", longest=LONGEST_SENTENCE)


Story = tuple[Slide, ...]


class Stale(StrEnum):
    """Why the figures of a slide may no longer be those of today."""

    NO = ""
    DATA = "data"
    SCENARIO = "scenario"


def stale(slide: Slide, world: World, present: ScenarioSet | None = None) -> Stale:
    """Whether data or scenario changed since the texts of a slide were proposed.

    Parameters
    ----------
    present
        The scenarios at hand: one of the same name that consists of something else now was changed.
    """
    if slide.shows is None or not slide.digest:
        return Stale.NO
    kept = slide.shows.variant
    if slide.digest != figures_digest(slide.shows, world):
        return Stale.DATA
    for now in present.variants if present else ():
        if now.own and kept.own and (now.name, now.key == "draft") == (kept.name, kept.key == "draft"):
            return Stale.NO if replace(now, key=kept.key) == kept else Stale.SCENARIO
    return Stale.NO


def figures_digest(shows: Shows, world: World) -> str:
    """Names every figure that may stand in the texts of a view: data, scenario, assumptions."""
    return shows.variant.digest(shows.scenarios.assumptions, world.data_digest)


def story_digest(story: Story) -> str:
    """Names the content of a story; empty for none."""
    return text_digest([json.dumps(_record(slide), sort_keys=True) for slide in story]) if story else ""


def write_story(text: str, story: Story) -> str:
    """The text of a scenario file with the kept views in it; that of ``write_set`` alone where there are none."""
    if not story:
        return text
    content = json.loads(text) | {"story": [_record(slide) for slide in story]}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _record(slide: Slide) -> _Record:
    record: _Record = {"title": slide.title, "sentence": slide.sentence, "page": slide.page, "address": slide.address}
    record |= {"bounds": list(slide.bounds) if slide.bounds else None}
    record |= {name: getattr(slide, name) for name in ("data_digest", "data_date", "digest")}
    record |= {"proposed": sorted(slide.proposed)} if slide.proposed else {}
    return record | ({} if slide.shows is None else {"shows": _shown(slide.shows)})


def _shown(shows: Shows) -> _Record:
    inner = json.loads(write_set(shows.scenarios, data_digest=""))
    texts = {name: getattr(shows, name) for name in _TEXTS}
    lists = {name: sorted(getattr(shows, name)) for name in _LISTS}
    return (
        {"year": shows.year, "what": shows.what.value, "lang": shows.lang.value, "edition": shows.edition.value}
        | {"subject": shows.subject, "scenarios": inner["scenarios"], "assumptions": inner["assumptions"]}
        | lists
        | texts
        | ({"asked": shows.asked} if shows.asked else {})
    )


_TEXTS: Final = ("mark", "origin", "destination", "goal", "look")
_LISTS: Final = ("routes", "layers", "statuses", "places")


def read_with_story(text: str, world: World) -> tuple[OpenedSet, Story | None]:
    """A scenario file and its kept views; ``None`` where it says nothing of views, as files of before.

    What of a view cannot be used is told and left out, its title and sentence stay; faults stand among those of the set.
    """
    opened = read_set(text, world)
    content = content_of(text)
    if opened.scenario_set is None or isinstance(content, LinkError) or content.get("story") is None:
        return opened, None
    records, faults = content["story"], list[LinkError]()
    if not isinstance(records, list):
        return replace(opened, faults=(*opened.faults, InputError("story.no_list"))), None
    if len(records) > MOST_SLIDES:
        faults.append(InputError("story.too_many", count=len(records), most=MOST_SLIDES))
    story = [_slide(r, number, world, faults) for number, r in enumerate(records[:MOST_SLIDES], start=1)]
    return replace(opened, faults=(*opened.faults, *faults)), tuple(s for s in story if s is not None)


def _slide(record: object, number: int, world: World, faults: list[LinkError]) -> Slide | None:
    """One view of a file; nothing is left of a record without a title and a sentence."""
    texts = {n: clean(v) for n in ("title", "sentence") if isinstance(v := _of(record, n), str)}
    if not isinstance(record, dict) or not any(texts.values()):
        faults.append(InputError("story.not_a_view", number=number))
        return None
    for name, most in (("title", LONGEST_TITLE), ("sentence", LONGEST_SENTENCE)):
        if len(texts.get(name, "")) > most:
            faults.append(InputError(f"story.long_{name}", number=number, most=most))
    page, address = record.get("page", ""), record.get("address", "")
    if (page, address) != ("", "") and not (page in PAGES and _is_address(address)):
        faults.append(InputError("story.no_page", number=number, title=texts.get("title", "")))
        page, address = "", ""
    bounds = _bounds(record.get("bounds"), world)
    if bounds is None and record.get("bounds") is not None:
        faults.append(InputError("story.bounds", number=number))
    digests = {n: str(record[n])[:16] for n in ("data_digest", "data_date", "digest") if _is_word(record.get(n))}
    shows = _shows(record.get("shows"), number, world, faults)
    listed = record.get("proposed")
    proposed = frozenset({"title", "sentence"} & set(map(str, listed)) if isinstance(listed, list) else ())
    return Slide(
        proposed=proposed,
        title=texts.get("title", ""),
        sentence=texts.get("sentence", ""),
        page=page,
        address=address,
        bounds=bounds,
        shows=shows,
        **digests,
    )


def _of(record: object, name: str) -> object:
    return record.get(name) if isinstance(record, dict) else None


def _is_address(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ADDRESS and bool(_PLAIN.fullmatch(value))


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2200  # noqa: PLR2004 - any of a plan


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(_WORD.fullmatch(value))


def _bounds(value: object, world: World) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list) or len(value) != _CORNERS:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in value):
        return None
    west, south, east, north = map(float, value)
    left, low, right, high = world.data.study.extent
    meets = west < east and south < north and west < right and east > left and south < high and north > low
    return (west, south, east, north) if meets else None


def _shows(value: object, number: int, world: World, faults: list[LinkError]) -> Shows | None:
    """What a view of a file shows; what cannot be used is told once and takes its default."""
    if value is None:
        return None
    records = value.get("scenarios") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(records, list):
        faults.append(InputError("story.shows", number=number))
        return None
    assumptions, wrong = checked_assumptions(world, value.get("assumptions"))
    variants, keys, more = checked_variants(world, records, most=MOST_VARIANTS)
    faults += [InputError("story.within", number=number, fault=fault) for fault in (*wrong, *more)]
    known = {
        "routes": frozenset(world.projects),
        "layers": frozenset(optional_layers()),
        "statuses": frozenset(STATUSES),
        "places": frozenset(PLACE_KINDS),
    }
    chosen: _Record = {
        name: frozenset(v for v in value[name] if isinstance(v, str)) & known[name]
        for name in _LISTS
        if isinstance(value.get(name), list)
    }
    kinds: dict[str, type[StrEnum]] = {"what": What, "lang": Lang, "edition": Edition}
    chosen |= {
        n: kind(value[n]) for n, kind in kinds.items() if isinstance(value.get(n), str) and value[n] in set(kind)
    }
    chosen |= {name: value[name] for name in _TEXTS if _is_word(value.get(name))}
    ends: _Record = {n: chosen.pop(n) for n in ("origin", "destination") if n in chosen}
    if len(ends) == len(set(ends.values()) & set(world.places)):
        chosen |= ends
    odd = [n for n in (*_LISTS, *kinds) if n not in chosen or (n in known and len(chosen[n]) < len(value[n]))]
    if (year := value.get("year")) is not None:
        chosen["year"] = year if _is_year(year) else None
        odd += [] if _is_year(year) else ["year"]
    if "asked" in value:
        chosen["asked"] = value["asked"] if _is_address(value["asked"]) else ""
        odd += [] if chosen["asked"] else ["asked"]
    if odd:
        faults.append(InputError("story.odd", number=number, members=", ".join(odd)))
    subject = value.get("subject")
    looked_at = keys.get(subject, "") if isinstance(subject, str) else ""
    return Shows(scenarios=ScenarioSet(variants, assumptions), subject=looked_at, **chosen)
