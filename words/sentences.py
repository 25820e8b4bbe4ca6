"""Sentences and figures that several surfaces tell of one result, each made by one function.

Results of the analysis carry codes and numbers. Pages, slides, sheets, the offline page and the commands ask these
functions for the words, so that all tell the same. What they need of a result is written down as a protocol: this
room imports none of the others. Differences are those of the figures as printed beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from words.figures import MISSING, change, difference, number, range_around
from words.texts import say

if TYPE_CHECKING:
    from words.texts import Lang

NOT_NOTABLE: Final = "°"  # behind a difference that may not be called one; explained by ``metrics.not_notable``
_KM: Final = 1e-3
_LONGER_KM: Final = 0.5  # the fastest route is called longer from here on


class FourFigures(Protocol):
    """Metres, minutes, metres and an index; ``None`` where the places are not connected."""

    @property
    def shortest_m(self) -> float | None:
        """Of the shortest way."""

    @property
    def fastest_min(self) -> float | None:
        """Of the fastest way."""

    @property
    def fastest_length_m(self) -> float | None:
        """Of that fastest way."""

    @property
    def detour_index(self) -> float | None:
        """Shortest way ÷ straight distance."""


class Titled(Protocol):
    """What bears a name in each language."""

    def title(self, lang: Lang, /) -> str:
        """Its name."""


class Found(Protocol):
    """What may be said of a scenario against the baseline, for one group of trips."""

    @property
    def case(self) -> str:
        """``finding.<case>`` in the catalogue."""

    @property
    def variant(self) -> Titled:
        """The scenario."""

    @property
    def group(self) -> str:
        """``finding.trips_<group>``."""

    @property
    def before(self) -> FourFigures:
        """At the baseline."""

    @property
    def after(self) -> FourFigures:
        """With the scenario."""

    @property
    def minutes(self) -> tuple[float, float] | None:
        """Lowest and highest saving over the assumptions; ``None`` without ranges."""

    @property
    def some(self) -> bool:
        """Whether only a choice of districts counts."""


class Printed(Protocol):
    """A metric as far as it is printed."""

    @property
    def decimals(self) -> int:
        """Places shown."""


class Changes(Protocol):
    """Differences of metrics to the baseline, rounded as printed; ``None`` where there is none."""

    def change(self, variant_key: str, metric: Any, /) -> float | None:
        """The difference."""

    def change_range(self, variant_key: str, metric: Any, /) -> tuple[float, float] | None:
        """The ends of its range under other assumptions."""

    def slight(self, variant_key: str, metric: Any, /) -> bool:
        """Whether it is a difference that may not be called one."""


class PrintedFigure(NamedTuple):
    """One of the four figures as printed: its name in the catalogue (``compare.figure_<name>``), before, after, change."""

    name: str
    before: str
    after: str
    change: str


_FOUR: Final = (  # name, field, its share of the unit printed, decimals: those of the table of metrics
    ("shortest", "shortest_m", _KM, 1),
    ("time", "fastest_min", 1.0, 1),
    ("fastest_length", "fastest_length_m", _KM, 1),
    ("detour", "detour_index", 1.0, 2),
)


def four_figures(before: FourFigures, after: FourFigures, lang: Lang, *, nothing: str = MISSING) -> list[PrintedFigure]:
    """The four figures that always stand together, as every surface prints them.

    Kilometres, minutes and the index, in the decimals of the table of metrics; the change is that of the
    figures printed. ``nothing`` stands for a figure where the places are not connected.
    """
    rows = []
    for name, field, scale, decimals in _FOUR:
        was, now = (None if v is None else v * scale for v in (getattr(before, field), getattr(after, field)))
        told = [nothing if v is None else number(v, lang, decimals=decimals) for v in (was, now)]
        rows.append(PrintedFigure(name, told[0], told[1], change(was, now, lang, decimals=decimals)))
    return rows


def change_text(table: Changes, variant_key: str, metric: Printed, lang: Lang, *, ranges: bool = True) -> str:
    """The difference of a metric with its sign, ``NOT_NOTABLE`` behind one that may not be called one, and its range."""
    text = number(table.change(variant_key, metric), lang, decimals=metric.decimals, sign=True)
    text += NOT_NOTABLE if table.slight(variant_key, metric) else ""
    ends = table.change_range(variant_key, metric) if ranges else None
    if ends is None:
        return text
    low, high = (number(end, lang, decimals=metric.decimals, sign=True) for end in ends)
    return f"{text}; {low}…{high}"


def finding_text(found: Found, lang: Lang, *, second: bool = False) -> str:
    """The main finding in one plain sentence; the user's own title of a scenario stands as written.

    Parameters
    ----------
    second
        Whether it stands behind another one on the same scenario: the baseline is not named twice.
    """
    whose = f"{found.group}_some" if found.some else found.group
    case = "baseline_second" if second and found.case == "baseline" else found.case
    return _found(found, lang, key=f"finding.{case}", trips=f"finding.trips_{whose}")


def finding_headline(found: Found, lang: Lang) -> str:
    """The main finding as the title of a slide: at most fifteen words, without the scenario's own title."""
    return _found(found, lang, key=f"headline.{found.case}", trips=f"headline.trips_{found.group}")


def _found(found: Found, lang: Lang, *, key: str, trips: str) -> str:
    """The sentence of a case, under its key in the catalogue."""
    saved_min, saved_km = _saved(found)
    return say(
        key,
        lang,
        title=found.variant.title(lang),
        trips=say(trips, lang),
        minutes=number(abs(saved_min), lang, decimals=1),
        km=number(abs(saved_km), lang, decimals=1),
        signed_min=number(-saved_min, lang, decimals=1, sign=True),
        signed_km=number(-saved_km, lang, decimals=1, sign=True),
        before_min=number(found.before.fastest_min, lang, decimals=1),
        after_min=number(found.after.fastest_min, lang, decimals=1),
        before_km=number(_in_km(found.before.shortest_m), lang, decimals=1),
        after_km=number(_in_km(found.after.shortest_m), lang, decimals=1),
        range=_range(found, lang),
        longer=_longer(found, lang),
    )


def _range(found: Found, lang: Lang) -> str:
    """What the assumptions make of the minutes: of a gain how much is saved, else the change with its sign."""
    if found.minutes is None:
        return ""
    gain = found.case in ("faster", "shorter_faster")
    ends = found.minutes if gain else (-found.minutes[1], -found.minutes[0])
    middle = _saved(found)[0] if gain else -_saved(found)[0]
    held = range_around(middle, *ends, decimals=1)
    if held is None:
        return ""
    low, high = (number(m, lang, decimals=1, sign=not gain) for m in held)
    return say("finding.range", lang, low=low, high=high)


def _saved(found: Found) -> tuple[float, float]:
    """Minutes and kilometres saved as printed; 0 where a side is not connected and the sentence names neither."""
    saved_min = difference(found.after.fastest_min, found.before.fastest_min, decimals=1)
    saved_km = difference(_in_km(found.after.shortest_m), _in_km(found.before.shortest_m), decimals=1)
    return saved_min or 0.0, saved_km or 0.0


def _longer(found: Found, lang: Lang) -> str:
    """That the fastest route grows longer, where it does by half a kilometre or more."""
    longer = difference(_in_km(found.before.fastest_length_m), _in_km(found.after.fastest_length_m), decimals=1)
    if longer is None or longer < _LONGER_KM:
        return ""
    return say("finding.longer", lang, km=number(longer, lang, decimals=1))


def _in_km(metres: float | None) -> float | None:
    return None if metres is None else metres / 1000.0
