"""The scenarios of a session: the choices of the view as a set that the analysis can compute.

The columns are the baseline, the ready scenarios shown, those the user saved, and last the one at
work: the ticked routes in the year chosen. Before the first tick there is none at work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from views import data, state
from views.linking import Linking
from views.study import MOST_SAVED, READY, WORKING, Saved, Study, usable_name
from words import Lang, say
from words.errors import InputError, LinkError
from words.spelling import clean

if TYPE_CHECKING:
    from analysis.scenario_set import Assumptions, OpenedSet, ScenarioSet, Variant
    from analysis.scenarios import Scenario
    from views.state import View


@dataclass(frozen=True)
class Columns:
    """The scenarios of a view, and what had to be mended in them."""

    scenario_set: ScenarioSet
    faults: tuple[LinkError, ...]

    @property
    def assumptions(self) -> Assumptions:
        """What all of them share."""
        return self.scenario_set.assumptions

    def subject(self, view: View) -> Variant:
        """The scenario that the parts of the page look at."""
        keys = [v.key for v in self.scenario_set.variants]
        wanted = [view.study.subject, WORKING, "agreement", *reversed(keys)]
        return self.scenario_set.variant(next(key for key in wanted if key in keys))

    def scenario(self, view: View) -> Scenario:
        """The subject as a state of the network."""
        return self.subject(view).scenario(self.assumptions)


def columns(view: View) -> Columns:
    """The scenarios of a view; what cannot stand is mended and told."""
    return _columns(
        data.world_stamp(),
        replace(
            view, origin="", destination="", focus="", title="", subtitle="", bounds=None, linking=Linking()
        ),  # what the columns do not hang on
    )


@st.cache_resource(show_spinner=False, max_entries=200)
def _columns(stamp: str, view: View) -> Columns:  # noqa: ARG001 - the state of the data is part of the key
    study, routes, year = view.study, view.routes, view.year
    from analysis.scenario_check import mended
    from analysis.scenario_set import MOST_VARIANTS, ScenarioSet, Variant, ready

    world = data.world()
    own: list[Variant] = []
    faults: list[LinkError] = []
    for n, saved in enumerate(study.saved, start=1):
        made, more = mended(
            world, Variant(f"own-{n}", saved.name, frozenset(saved.units), saved.year, frozenset(saved.closed))
        )
        own.append(made)
        faults += more
    if routes is not None or year is not None:
        units = frozenset(routes if routes is not None else data.agreement_routes())
        made, more = mended(world, Variant(WORKING, say("compare.working_name", view.lang), units, year))
        own.append(made)
        faults += more
    given = [v for v in ready(world) if v.key not in READY or v.key in study.ready]
    room = MOST_VARIANTS - len(own)
    if gone := given[1:][: max(len(given) - room, 0)]:  # own ones go first
        faults.append(
            InputError("compare.columns_full", most=MOST_VARIANTS, names="; ".join(v.title(view.lang) for v in gone))
        )
    shown = [v for v in given if v not in gone] + own
    return Columns(ScenarioSet(tuple(shown), assumptions(study, view.travel.value)), tuple(faults))


def sentence(fault: LinkError, lang: Lang) -> str:
    """What was wrong in a scenario, with projects by their names rather than their ids."""
    names = {p.id: p.text("name", lang) for p in data.projects()}
    named = {k: names.get(str(v), v) for k, v in fault.values.items() if k in {"id", "base", "other"}}
    return say(fault.key, lang, **{**fault.values, **named})


def assumptions(study: Study, travel: str) -> Assumptions:
    """The assumptions chosen."""
    from analysis.benefits import Weighting, district_capitals
    from analysis.scenario_set import Assumptions
    from analysis.scenarios import Access, Mode, SpeedCase

    return Assumptions(
        mode=Mode(travel),
        speeds=SpeedCase(study.speeds),
        access=Access(study.access),
        restricted_links=study.restricted,
        weighting=Weighting(study.weights),
        districts=frozenset(study.counted) & frozenset(district_capitals(data.world())),
    )


def save(name: str) -> None:
    """Keep the scenario at work under a name.

    Raises
    ------
    InputError
        If the name is empty, too long or taken, or four are kept already.
    """
    view = state.current()
    keep(name, data.routes(view), view.year, ())


def keep(name: str, units: tuple[str, ...], year: int | None, closed: tuple[int, ...]) -> None:
    """Keep a scenario under a name and look at it; errors as ``save``."""
    view = state.current()
    name = clean(name)
    _require_room(view, name)
    saved = Saved(name, units, year, closed)
    state.change_study(saved=(*view.study.saved, saved), subject=f"own-{len(view.study.saved) + 1}")


def duplicate(index: int) -> None:
    """Keep a copy of a saved scenario under the next free name."""
    view = state.current()
    source = view.study.saved[index]
    taken = {s.name.casefold() for s in view.study.saved}
    name = next(n for n in (f"{source.name[:70]} ({i})" for i in range(2, MOST_SAVED + 3)) if n.casefold() not in taken)
    _require_room(view, name)
    state.change_study(saved=(*view.study.saved, replace(source, name=name)))


def rename(index: int, name: str) -> None:
    """Give a saved scenario another name; errors as ``save``."""
    view = state.current()
    name = clean(name)
    others = view.study.saved[:index] + view.study.saved[index + 1 :]
    _require_name(others, name)
    saved = list(view.study.saved)
    saved[index] = replace(saved[index], name=name)
    state.change_study(saved=tuple(saved))


def remove(index: int) -> None:
    """Drop a saved scenario."""
    saved = state.current().study.saved
    state.change_study(saved=saved[:index] + saved[index + 1 :], subject="")


def edit(index: int) -> None:
    """Make a saved scenario the one at work."""
    view = state.current()
    saved = view.study.saved[index]
    state.change(routes=saved.units, year=saved.year, study=replace(view.study, closed=saved.closed, subject=WORKING))


def adopt(opened: OpenedSet) -> None:
    """Show the scenarios of a file in place of the saved ones; the one at work stays."""
    if opened.scenario_set is None:
        return
    from analysis.scenarios import Access, SpeedCase

    view, found = state.current(), opened.scenario_set
    own = [v for v in found.variants if v.own][:MOST_SAVED]
    saved = tuple(Saved(v.title(view.lang), tuple(sorted(v.units)), v.year, tuple(sorted(v.closed_links))) for v in own)
    shown = {v.key for v in found.variants}
    usual = found.assumptions
    study = replace(
        view.study,
        saved=saved,
        ready=tuple(key for key in READY if key in shown),
        subject="own-1" if saved else "",
        speeds=SpeedCase(usual.speeds).value,
        access=Access(usual.access).value,
        restricted=usual.restricted_links,
        weights=usual.weighting.value,
        counted=tuple(sorted(usual.districts)),
    )
    state.change(study=study, travel=state.Travel(usual.mode.value))


def defaults() -> None:
    """All assumptions as they were at the start."""
    usual: Any = Study()
    names = ("speeds", "access", "restricted", "weights", "counted")
    state.change_study(**{name: getattr(usual, name) for name in names})
    state.change(travel=state.View().travel)


def _require_room(view: View, name: str) -> None:
    if len(view.study.saved) >= MOST_SAVED:
        raise InputError("compare.no_room", most=MOST_SAVED)
    _require_name(view.study.saved, name)


def _require_name(others: tuple[Saved, ...], name: str) -> None:
    if not usable_name(name):
        raise InputError("compare.bad_name")
    if name.casefold() in {s.name.casefold() for s in others} | {
        say("compare.working_name", lang).casefold() for lang in Lang
    }:
        raise InputError("scenarios.same_name", name=name)
