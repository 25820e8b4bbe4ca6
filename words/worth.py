"""The sentence that says whether roads are worth their money: every surface that tells it asks this function.

What it needs of an appraisal is written down as a protocol, as in ``words.ranking``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from words.errors import told_in
from words.figures import MISSING, number
from words.texts import say

if TYPE_CHECKING:
    from words.texts import Lang

_SURE, _UNSURE = 0.9, 0.1  # probabilities above and below which the sentence decides
_LEAST_BN: Final = 0.5  # what rounds to nothing
_PERCENT: Final = 100.0
_NAMED: Final = 3  # roads named in a sentence


class Appraised(Protocol):
    """A scenario appraised: figures of its central case by name; ``None`` where there is none."""

    @property
    def costed(self) -> bool:
        """Whether every unit has a cost."""

    @property
    def counted(self) -> str:
        """Which trips count."""

    @property
    def priced_bn(self) -> tuple[float, float] | None:
        """Capital of the roads with a cost, and the net present value if the others cost nothing; ``None``: all or none have one."""

    def figure(self, name: str) -> float | None:
        """A figure of the central case."""


class Drawn(Protocol):
    """What draws of the assumptions tell."""

    @property
    def positive(self) -> float:
        """Share of the draws with a net present value above 0."""

    def range_of(self, name: str) -> tuple[float, float] | None:
        """Between which a figure lies in nine of ten draws."""


def amount(value: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """A figure, or the mark for none."""
    return MISSING if value is None else number(value, lang, decimals=decimals)


def worth_gains(found: Appraised) -> bool:
    """Whether there is a benefit that shows."""
    return (found.figure("benefits_bn") or 0.0) >= _LEAST_BN


def worth_sentence(found: Appraised, drawn: Drawn | None, title: str, lang: Lang, *, longest: int | None = None) -> str:
    """What the figures say, break-even first, with the trips that count.

    Parameters
    ----------
    longest
        Letters there is room for: what is longer leaves ranges and explanations out, never what may be concluded.
    """
    if not worth_gains(found):
        return say("worth_view.none_gains", lang, title=title)
    trips = say(f"worth_view.with_{found.counted}", lang)
    told = f"{trips} {_break_even(found, drawn, title, lang)}"
    if longest is None or len(told) <= longest:
        return told
    if found.costed:
        return f"{trips} {worth_verdict(found, drawn, lang)}"
    return f"{trips} {_break_even(found, None, title, lang, brief=True)}"


def _break_even(found: Appraised, drawn: Drawn | None, title: str, lang: Lang, *, brief: bool = False) -> str:
    if not found.costed:
        affordable = amount(found.figure("break_even_capital_bn"), lang)
        ends = None if drawn is None else drawn.range_of("break_even_capital_bn")
        if ends is None:
            told = say("worth_view.no_cost", lang, title=title, affordable=affordable)
        else:
            low, high = (number(end, lang) for end in ends)
            told = say("worth_view.no_cost_range", lang, title=title, affordable=affordable, low=low, high=high)
        return f"{told} {priced_sentence(found, lang, brief=brief)}"
    told = say(
        "worth_view.breaks_even",
        lang,
        title=title,
        needed=amount(found.figure("break_even_users_day"), lang),
        users=amount(found.figure("users_day"), lang),
    )
    return f"{told} {worth_verdict(found, drawn, lang)}"


def priced_sentence(found: Appraised, lang: Lang, *, brief: bool = False) -> str:
    """What may be concluded though a road has no cost: what the others cost already says something.

    Brief, it does not explain in which prices.
    """
    if found.priced_bn is None:
        return say("worth_view.no_npv", lang)
    capital, most = found.priced_bn
    affordable = found.figure("break_even_capital_bn") or 0.0
    told = {"priced": number(capital, lang), "most": number(most, lang)}
    times = number(capital / affordable, lang, decimals=1) if affordable > 0 else ""
    case = "leaves" if most >= 0 else "too_dear" if times else "without_gain"
    return say(f"worth_view.priced_{case}{'_brief' if brief else ''}", lang, times=times, **told)


def capital_bridge(found: Appraised, lang: Lang) -> str:
    """What stands between benefits and the larger capital that they cover, in a sentence; nothing without either.

    The break-even capital is the benefits divided by the present value that each đồng of capital costs under the phasing.
    """
    benefits, affordable = found.figure("benefits_bn"), found.figure("break_even_capital_bn")
    if not benefits or not affordable:
        return ""
    told = {"benefits": number(benefits, lang), "affordable": number(affordable, lang)}
    return say("value.bridge", lang, each=number(benefits / affordable, lang, decimals=3), **told)


def worth_verdict(found: Appraised, drawn: Drawn | None, lang: Lang) -> str:
    """The net present value with its range, and what may be concluded; of the central case alone, no conclusion."""
    npv = amount(found.figure("npv_bn"), lang)
    ends = None if drawn is None else drawn.range_of("npv_bn")
    if drawn is None or ends is None:
        return say("worth_view.central", lang, npv=npv)
    kind = "worth" if drawn.positive >= _SURE else "not" if drawn.positive <= _UNSURE else "open"
    low, high = (number(end, lang) for end in ends)
    percent = number(_PERCENT * drawn.positive, lang)
    return say(f"worth_view.verdict_{kind}", lang, npv=npv, low=low, high=high, percent=percent)


class Begun(Protocol):
    """An item of a programme: what it is called."""

    @property
    def called(self) -> object:
        """Its title, or its id."""


class Tasked(Protocol):
    """The task of a programme."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years whose benefits count."""

    def item(self, unit: str) -> Begun:
        """The item of a unit."""


class Planned(Protocol):
    """A programme by year."""

    @property
    def task(self) -> Tasked:
        """What was asked."""

    @property
    def starts(self) -> tuple[tuple[str, int], ...]:
        """Units that are built, each with the year it begins in."""

    @property
    def spent_bn(self) -> float:
        """All money spent."""

    @property
    def yearly(self) -> list[float]:
        """The worth of each year."""

    @property
    def value(self) -> float:
        """What all of it is worth."""

    @property
    def money(self) -> bool:
        """Whether its worth is money."""

    @property
    def proved(self) -> bool:
        """Whether no programme of the task is worth more."""

    @property
    def gap(self) -> float:
        """By how much a better one could be worth more, as a share."""

    def nearest(self) -> tuple[str, float] | None:
        """The unit that alone is worth most, and that worth."""

    def adds(self) -> dict[str, float]:
        """What the programme loses without each unit."""


def plan_sentence(best: Planned, lang: Lang) -> str:
    """What begins first and what all of it gives."""
    if not best.starts:
        nearest = best.nearest() if best.money else None
        if nearest is None:
            return say("plan_view.nothing", lang)
        name = told_in(best.task.item(nearest[0]).called, lang)
        return say("plan_view.nothing_npv", lang, name=name, npv=number(nearest[1], lang))
    order = _begun(best)
    told = say(
        "plan_view.sentence_npv" if best.money else "plan_view.sentence",
        lang,
        npv=number(best.value, lang),
        names=funded_first(best, lang),
        count=number(len(order), lang),
        spent=number(best.spent_bn, lang),
        year=best.task.years[-1] if best.money else _complete(best),
        gain=number(best.yearly[-1], lang, decimals=0 if best.money else 1),
    )
    return f"{told} {plan_proof(best, lang)}"


def _complete(best: Planned) -> int:
    """The first year that is worth as much as the last."""
    return next(y for y, worth in zip(best.task.years, best.yearly, strict=True) if worth == best.yearly[-1])


def funded_first(best: Planned, lang: Lang) -> str:
    """The first roads of a programme, each with the year in which it begins."""
    return "; ".join(f"“{told_in(best.task.item(unit).called, lang)}” ({year})" for unit, year in _begun(best)[:_NAMED])


def _begun(best: Planned) -> list[tuple[str, int]]:
    """Roads with their first year, the earliest first, of one year the one that adds most."""
    adds = best.adds()
    return sorted(best.starts, key=lambda s: (s[1], -adds[s[0]]))


def plan_proof(best: Planned, lang: Lang) -> str:
    """Whether the programme is proved best, or by how much one could be better."""
    if best.proved:
        return say("programme.proved_npv" if best.money else "programme.proved", lang)
    return say("programme.not_proved", lang, percent=number(_PERCENT * best.gap, lang, decimals=2))
