"""The section of ``docs/data.md`` that says for each project what it changes, or why nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.effects import NOTABLE_MIN, PairEffect, ProjectEffect, Reason, project_effects
from analysis.prepared import load_world
from words import Lang
from words.figures import change, number

if TYPE_CHECKING:
    from analysis.world import World
    from data.build.context import Context

_REASONS: Final = {
    Reason.EXISTING: "nothing: every section was open in August 2021 and is part of the base network",
    Reason.APART: "nothing: it joins neither the base network nor another project within the limits",
    Reason.NO_GAIN: "nothing between these places: no fastest or shortest way leads over it",
}


def section(context: Context) -> str:
    """Markdown with one table row for each project and pair."""
    world = load_world(context.out)
    effects = project_effects(world)
    considered = max((e.considered for e in effects), default=0)
    lines = [
        "## What each project changes",
        "",
        (
            "Each project alone, all its sections built, on the base network of August 2021; an upgrade of another "
            "project stands on that project. Car, central speeds, every candidate interchange. Pairs: the capitals of "
            f"the 9 + 11 districts with each other, with the border gates and the airports ({considered} pairs); means of "
            "both directions. Shown are the largest savings of time, no place twice, and the largest fall of distance. No forecast of traffic, no tolls."
        ),
        "",
        f"| project | pairs that save ≥ {NOTABLE_MIN} min | pair | shortest, km | fastest, min |",
        "|---|---|---|---|---|",
        *(row for effect in effects for row in _rows(world, effect)),
    ]
    return "\n".join(lines) + "\n"


def _rows(world: World, effect: ProjectEffect) -> list[str]:
    """The rows of one project: its largest savings of time, then the largest fall of distance."""
    project = world.projects[effect.project_id]
    title = f"{project.name_vi} (`{effect.project_id}`)" + (f" on `{effect.on}`" if effect.on else "")
    if effect.reason is not None:
        return [f"| {title} | 0 | {_REASONS[effect.reason]} | | |"]
    shown = list(effect.pairs)
    if effect.shortened is not None and effect.shortened not in shown:
        shown.append(effect.shortened)
    heads = [f"{title} | {effect.notable}", *([" | "] * (len(shown) - 1))]
    return [f"| {head} | {_pair(world, pair)} |" for head, pair in zip(heads, shown, strict=True)]


def _pair(world: World, pair: PairEffect) -> str:
    names = " – ".join(world.places[i].name_vi for i in (pair.origin_id, pair.destination_id))
    km = _before_after(pair.before_m / 1000, pair.after_m / 1000)
    return f"{names} | {km} | {_before_after(pair.before_min, pair.after_min)}"


def _before_after(before: float, after: float) -> str:
    """Both with one decimal, and the change of what is printed; plain zero where it is none."""
    was, now = (number(v, Lang.EN, decimals=1) for v in (before, after))
    told = change(before, after, Lang.EN, decimals=1)
    return f"{was} → {now} ({'0' if told == '0.0' else told})"
