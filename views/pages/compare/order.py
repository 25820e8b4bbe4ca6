"""What to build first: a sentence, then the steps of the best order with what each adds and costs, what adds nothing last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers import step_after, step_name, still_to_build, study
from views.components import Bar, Cell, Column, Markup, Table, bar_cells, fold, join, lines, table, text, unverified
from views.state import data
from words import MISSING, Lang, adding_up, cost_span, number, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from analysis.appraisal import Contribution

SCALES: Final = {"person_min": 1e6, "person_km": 1e6, "people": 1e3}  # of the whole benefit, told on demand
_SHOWS: Final = 0.005  # what two decimals show
_ALL, _NINE_TENTHS = 100, 90  # percent


def steps_shown(found: Contribution) -> int:
    """How many steps of the best order add what shows, to an inhabitant as on the slide and in the unit of the page."""
    from analysis.appraisal import steps_told

    unit = found.question.benefit.unit
    each = 0.0 if unit == "people" else found.people
    return steps_told(found.order, least=_SHOWS * max(SCALES[unit], each))


def for_each(found: Contribution, value: float) -> float:
    """A benefit as a page tells it: minutes or kilometres for each inhabitant, of people their number."""
    return value if found.question.benefit.unit == "people" or not found.people else value / found.people


def decimals(found: Contribution) -> int:
    """Places of such a figure."""
    return 0 if found.question.benefit.unit == "people" else 2


def gain_text(found: Contribution, value: float, lang: Lang) -> str:
    """A gain with its unit."""
    return f"{_saved(found, value, lang)} {say(f'shares.unit_{found.question.benefit.unit}', lang)}"


def _saved(found: Contribution, value: float, lang: Lang) -> str:
    """Minutes and kilometres as saved: with a plus they read as more of them."""
    places = decimals(found)
    if not saves(found) or value < 0:
        return number(value, lang, decimals=places, sign=True)
    return say("shares.saves", lang, value=number(value, lang, decimals=places))


def saves(found: Contribution) -> bool:
    """Whether a benefit is less of something: minutes or kilometres, not people reached."""
    return found.question.benefit.unit != "people"


def gains(found: Contribution) -> list[float]:
    """What the steps shown add, as printed: they add up."""
    told = [for_each(found, s.gain) for s in found.order[: steps_shown(found)]]
    return adding_up(told, decimals=decimals(found))


def standing(found: Contribution, lang: Lang) -> tuple[dict[str, str], dict[str, str]]:
    """The units of the order by name: all, each with whether it is open already; and what is still to be built of them."""
    projects, when = {p.id: p for p in data.projects()}, study().data_date
    units = [step.unit for step in found.order]
    names = {u: step_name(projects, u, lang, data_date=when) for u in units}
    return names, still_to_build(projects, units, lang, data_date=when)


def sentence(found: Contribution, names: Mapping[str, str], left: Mapping[str, str], lang: Lang) -> str:
    """What to build first and what follows, from the best order and nothing else.

    Parameters
    ----------
    names, left
        Names of all units, and of those still to be built. What is open is told as such, never as a thing to build.
    """
    added = gains(found)
    if not added:
        return say("shares.first_none", lang)
    steps = [*zip((s.unit for s in found.order), added, strict=False)]
    if len(found.order) == 1:
        name = left.get(steps[0][0]) or say("layers.step_open", lang, name=names[steps[0][0]])
        return say("shares.first_single", lang, first=name, gain=_trip_gain(found, added[0], lang))
    count = next(n for n, s in enumerate(found.order, start=1) if _ALL * s.value / found.total >= _NINE_TENTHS)
    sampled = "" if found.exact else say("shares.first_sampled", lang)
    told = _first(found, steps[:count], steps[count:], names=names, left=left, lang=lang)
    return sampled + told + _of_the_whole(names, left, [u for u, _ in steps[:count]], lang)


def _of_the_whole(names: Mapping[str, str], left: Mapping[str, str], units: Sequence[str], lang: Lang) -> str:
    """What the figures of a road are for of which a part is open."""
    return say("shares.first_partly", lang) if any(left.get(u, names[u]) != names[u] for u in units) else ""


def _trip_gain(found: Contribution, value: float, lang: Lang) -> str:
    """A gain with its unit, and what a time or a way is counted for."""
    told = gain_text(found, value, lang)
    return told if found.question.benefit.unit == "people" else say("shares.trip_gain", lang, gain=told)


def _following(found: Contribution, unit: str, gain: float, before: Collection[str], lang: Lang) -> str:
    """The gain of a later step; of an upgrade, which may well be the larger one, why it is not sooner."""
    base = next((p.upgrade_of for p in data.projects() if p.id == unit), None)
    told = _saved(found, gain, lang)
    return say("shares.first_upgrade", lang, gain=told) if base in before else told


def _first(
    found: Contribution,
    steps: list[tuple[str, float]],
    further: list[tuple[str, float]],
    *,
    names: Mapping[str, str],
    left: Mapping[str, str],
    lang: Lang,
) -> str:
    """The sentence of the steps that reach nine tenths, each a unit with its gain, and of the first of the others."""
    done = [(names[u], gain) for u, gain in steps if u not in left]
    build = [(u, gain) for u, gain in steps if u in left]
    ahead = build or [(u, gain) for u, gain in further if u in left][:1]
    told: dict[str, object] = {"count": number(len(steps), lang), "share": _share(found, len(steps), lang)}
    if ahead:
        told |= {"first": left[ahead[0][0]], "gain": _trip_gain(found, ahead[0][1], lang)}
        units = [u for u, _ in ahead]
        told["then"] = "; ".join(f"“{left[u]}” ({_following(found, u, gain, units, lang)})" for u, gain in ahead[1:])
    told["done"] = "; ".join(f"“{name}” ({gain_text(found, gain, lang)})" for name, gain in done)
    key = ("one" if len(build) == 1 else "some") + ("_after" if done else "")
    return say(f"shares.first_{key if build else 'next' if ahead else 'done'}", lang, **told)


def _share(found: Contribution, count: int, lang: Lang) -> str:
    """The share of the first steps in percent; not called the whole where others still add."""
    reached = _ALL * found.order[count - 1].value / found.total
    rest = count < len(found.order) and reached < _ALL
    return number(reached, lang, decimals=1 if round(reached) == _ALL and rest else 0)


def steps(found: Contribution, names: Mapping[str, str], lang: Lang) -> Table:
    """The steps that add something: what each adds, what is reached by then, and its published cost."""
    added, total = gains(found), 0.0
    unit = say(f"shares.unit_{found.question.benefit.unit}", lang)
    adds = "step_saves" if saves(found) else "step_gain"
    heads = [
        Column(say("shares.step", lang)),
        Column(""),
        *(Column(say(f"shares.{name}", lang, unit=unit), figures=True) for name in (adds, "step_sum")),
        Column(say("shares.step_cost", lang), figures=True),
    ]
    rows: list[tuple[Cell, ...]] = []
    shown = found.order[: len(added)]
    for n, (step, gain, bar) in enumerate(zip(shown, added, bar_cells([*map(Bar, added)]), strict=True), start=1):
        total += gain
        signs = ((gain, not saves(found)), (total, False))
        figures = (number(v, lang, decimals=decimals(found), sign=sign) for v, sign in signs)
        rows.append((_named(n, step.unit, names, lang), bar, *figures, cost(found, step.unit, lang)))
    return table(
        heads,
        rows,
        caption=say("shares.waterfall", lang),
        kind="bars steps tight",
        features=[feature(s.unit) for s in shown],
    )


def _named(step: int, unit: str, names: Mapping[str, str], lang: Lang) -> Cell:
    """A step by number and name; of an upgrade why it is not sooner, whatever it adds."""
    projects = {p.id: p for p in data.projects()}
    after = step_after(projects, unit, lang, among=names, data_date=study().data_date)
    shown = f"{step}. {names[unit]}"
    return lines([shown, Markup(f"<small>{text(after)}</small>")]) if after else shown


def without_gain(found: Contribution, names: Mapping[str, str], lang: Lang) -> Markup:
    """The roads that add nothing that shows, together and folded."""
    rest = found.order[steps_shown(found) :]
    if not rest:
        return Markup("")
    heads = [Column(say("shares.tip_unit", lang)), Column(say("shares.step_cost", lang), figures=True)]
    rows = [(names[s.unit], cost(found, s.unit, lang)) for s in rest]
    inside = table(heads, rows, features=[feature(s.unit) for s in rest])
    return fold(say("shares.no_gain", lang, count=number(len(rest), lang)), inside)


def feature(unit: str) -> str:
    """What a unit is on the map: a project, or the first section of a bundle."""
    first = unit.split("+", maxsplit=1)[0]
    return f"section:{first}" if "/" in first else f"project:{first}"


def cost(found: Contribution, unit: str, lang: Lang) -> Cell:
    """The published cost of a unit in billions of đồng; marked where nobody could check it."""
    from analysis.appraisal import units_cost

    if unit not in found.cost_bn_vnd:
        return MISSING
    shown = cost_span(*found.cost_bn_vnd[unit], lang)
    return join([shown, unverified(lang)]) if units_cost(data.world(), [unit]).unverified else shown
