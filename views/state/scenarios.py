"""The scenarios of a session: the choices of the view as a set that the analysis can compute.

The columns are the baseline, the ready scenarios shown, those the user saved, and last the one at
work, the draft: the ticked routes in the year chosen. Before the first tick there is none at work, and
one that equals another column takes none of its own. What a choice, a file or an address replaces can
be brought back as long as nothing else was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.scenarios import ready_keys
from layers import text_digest
from views.state import data, session_view
from views.state.compare_settings import MOST_SAVED, WORKING, CompareSettings, Saved, apart, unlike, usable_name
from views.state.connectivity_settings import ConnectivitySettings
from words import InputError, Lang, LinkError, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.scenarios import Assumptions, OpenedSet, Scenario, ScenarioSet, Variant
    from views.state.session_view import View

_BEFORE: Final = "scenarios-before"  # what is on screen since a replacement, the view before it, what it was
_REPLACED: Final = ("routes", "year", "travel")  # with the study
_MOST_TOLD: Final = 12


@dataclass(frozen=True)
class Columns:
    """The scenarios of a view, and what had to be mended in them.

    Parameters
    ----------
    working
        Key of the column that shows the scenario at work: its own, or that of an equal one; empty before
        the first tick.
    left_out
        Ready scenarios for which there is no room.
    """

    scenario_set: ScenarioSet
    faults: tuple[LinkError, ...]
    working: str = ""
    left_out: tuple[Variant, ...] = ()

    @property
    def assumptions(self) -> Assumptions:
        """What all of them share."""
        return self.scenario_set.assumptions

    @property
    def digest(self) -> str:
        """Names the figures and the columns they stand in: the same figures under other names are another table."""
        named = [f"{v.key} {v.name}" for v in self.scenario_set.variants]
        return text_digest([self.scenario_set.digest(data.world().data_digest), *named])

    def subject(self, view: View) -> Variant:
        """The scenario that the parts of the page look at."""
        keys = [v.key for v in self.scenario_set.variants]
        asked = view.study.subject if view.study.subject != WORKING else self.working
        wanted = [asked, self.working, "agreement", *reversed(keys)]
        return self.scenario_set.variant(next(key for key in wanted if key in keys))

    def scenario(self, view: View) -> Scenario:
        """The subject as a state of the network."""
        return self.subject(view).scenario(self.assumptions)


def columns(view: View) -> Columns:
    """The scenarios of a view; what cannot stand is mended and told."""
    return _columns(
        data.world_stamp(),
        replace(
            view,
            origin="",
            destination="",
            focus="",
            title="",
            subtitle="",
            bounds=None,
            linking=ConnectivitySettings(),
        ),  # what the columns do not hang on
    )


def bare() -> Columns:
    """The baseline alone: what the controls stand on where the scenarios themselves cannot be made."""
    from analysis.scenarios import ScenarioSet

    return Columns(ScenarioSet(), ())


@st.cache_resource(show_spinner=False, max_entries=200)
def _columns(stamp: str, view: View) -> Columns:  # noqa: ARG001 - the state of the data is part of the key
    from analysis.scenarios import MOST_VARIANTS, ScenarioSet, mend_variant, ready_variants

    study, world = view.study, data.world()
    own: list[Variant] = []
    faults: list[LinkError] = []
    for variant in (*_saved(study.saved), *_draft(view)):
        made, more = mend_variant(world, variant)
        own.append(made)
        faults += more
    given = [v for v in ready_variants(world) if v.key not in ready_keys() or v.key in study.ready]
    working = ""
    if own and own[-1].key == WORKING:
        draft, others = own[-1], [*own[:-1], *given]
        twin = next((v for v in others if _same(v, draft)), draft)
        working = twin.key
        if twin is not draft:
            own.pop()
    room = MOST_VARIANTS - len(own)
    spare = [v for v in given[1:] if v.key != working]
    gone = spare[: max(len(given) - room, 0)]  # own ones go first
    shown = [v for v in given if v not in gone] + own
    return Columns(
        ScenarioSet(tuple(shown), assumptions(study, view.travel.value)), tuple(faults), working, tuple(gone)
    )


def _saved(saved: Sequence[Saved]) -> list[Variant]:
    """Kept scenarios as columns, no two of one name."""
    from analysis.scenarios import Variant

    names = apart(s.name for s in saved)
    return [
        Variant(f"own-{n}", name, frozenset(s.units), s.year, frozenset(s.closed), frozenset(s.stretches))
        for n, (s, name) in enumerate(zip(saved, names, strict=True), start=1)
    ]


def _draft(view: View) -> list[Variant]:
    """The scenario at work, once something is chosen."""
    from analysis.scenarios import Variant

    if view.routes is None and view.year is None:
        return []
    return [
        Variant(
            WORKING,
            units=frozenset(session_view.ticked_routes(view)),
            year=view.year,
            closed_links=frozenset(view.study.closed if view.study.shut else ()),
            closed_stretches=frozenset(view.study.stretches if view.study.shut else ()),
        )
    ]


def _same(one: Variant, other: Variant) -> bool:
    """Whether two columns would hold the same figures by their own words."""
    parts = ("units", "year", "closed_links", "closed_stretches")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def told(columns: Columns, lang: Lang) -> list[str]:
    """What had to be mended in the scenarios of a page, and what is not shown for want of room."""
    from analysis.scenarios import MOST_VARIANTS

    said = [sentence(fault, lang) for fault in columns.faults]
    if columns.left_out:
        names = "; ".join(f"“{v.title(lang)}”" for v in columns.left_out)
        said.insert(0, say("compare.columns_full", lang, most=MOST_VARIANTS, names=names))
    return shortened(said, lang)


def shortened(said: list[str], lang: Lang) -> list[str]:
    """The first sentences, and how many more there are: a long list must not bury the page."""
    rest = len(said) - _MOST_TOLD
    return said if rest <= 0 else [*said[:_MOST_TOLD], say("compare.more_told", lang, count=rest)]


def sentence(fault: LinkError, lang: Lang) -> str:
    """What was wrong in a scenario, with projects and scenarios by their names rather than their keys."""
    from analysis.scenarios import Variant

    names = {p.id: p.text("name", lang) for p in data.projects()}
    named = {k: names.get(str(v), v) for k, v in fault.values.items() if k in {"id", "base", "other"}}
    if fault.values.get("where") == WORKING:
        named["where"] = Variant(WORKING).title(lang)
    return say(fault.key, lang, **{**fault.values, **named})


def assumptions(study: CompareSettings, travel: str) -> Assumptions:
    """The assumptions chosen."""
    from analysis.network import Mode, SpeedCase
    from analysis.scenarios import Access, Assumptions, Weighting, district_capitals

    beta = {} if study.beta is None else {"beta_per_min": study.beta}
    return Assumptions(
        mode=Mode(travel),
        speeds=SpeedCase(study.speeds),
        access=Access(study.access),
        restricted_links=study.restricted,
        weighting=Weighting(study.weights),
        districts=frozenset(study.counted) & frozenset(district_capitals(data.world())),
        **beta,
    )


def save(name: str) -> None:
    """Keep the scenario at work under a name.

    Raises
    ------
    InputError
        If the name is empty, too long, taken or reserved, or four are kept already.
    """
    view = session_view.current()
    closed = (view.study.closed, view.study.stretches) if view.study.shut else ()
    _keep(Saved(name, session_view.ticked_routes(view), view.year, *closed))


def keep_closed(name: str, units: tuple[str, ...], year: int | None) -> None:
    """Keep a scenario with the roads closed on the page under a name like this one; errors as ``save``."""
    view = session_view.current()
    name = unlike(name, [s.name for s in view.study.saved])
    _keep(Saved(name, units, year, view.study.closed, view.study.stretches))


def _keep(saved: Saved) -> None:
    kept = session_view.current().study.saved
    _require_room(kept, saved.name)
    session_view.change_compare(saved=(*kept, saved), subject=f"own-{len(kept) + 1}")


def duplicate(index: int) -> None:
    """Keep a copy of a saved scenario under the next free name."""
    kept = session_view.current().study.saved
    name = unlike(kept[index].name, [s.name for s in kept])
    _require_room(kept, name)
    session_view.change_compare(saved=(*kept, replace(kept[index], name=name)))


def rename(index: int, name: str) -> None:
    """Give a saved scenario another name; errors as ``save``."""
    saved = list(session_view.current().study.saved)
    saved[index] = replace(saved[index], name=name)
    _require_name([*saved[:index], *saved[index + 1 :]], saved[index].name)
    session_view.change_compare(saved=tuple(saved))


def remove(index: int) -> None:
    """Drop a saved scenario; ``bring_back`` has it again."""
    before = session_view.current()
    saved = before.study.saved
    session_view.change_compare(saved=saved[:index] + saved[index + 1 :], subject="")
    _remember(before, say("compare.undo_remove", before.lang, name=saved[index].name))


def edit(index: int) -> None:
    """Make a saved scenario the one at work; ``bring_back`` has the one before."""
    before = session_view.current()
    saved = before.study.saved[index]
    study = replace(
        before.study,
        closed=saved.closed,
        stretches=saved.stretches,
        shut=bool(saved.closed or saved.stretches),
        subject=WORKING,
    )
    session_view.change(routes=saved.units, year=saved.year, study=study)
    if not any(v.key == WORKING for v in columns(before).scenario_set.variants):
        return  # nothing of its own was at work
    _remember(before, say("compare.undo_edit", before.lang))


def adopt(opened: OpenedSet) -> tuple[LinkError, ...]:
    """Show exactly the scenarios and assumptions of a file; gives what of it found no room.

    What was on screen before can be brought back.
    """
    if opened.scenario_set is None:
        return ()
    from analysis.network import SpeedCase
    from analysis.scenarios import Access, Assumptions

    before, found, usual = session_view.current(), opened.scenario_set, opened.scenario_set.assumptions
    own = [v for v in found.variants if v.own and v.key != WORKING]
    names = apart(v.title(before.lang) for v in own)
    saved = tuple(
        Saved(name, tuple(sorted(v.units)), v.year, tuple(sorted(v.closed_links)), tuple(sorted(v.closed_stretches)))
        for v, name in zip(own, names, strict=True)
    )
    keys = {v.key: f"own-{n}" for n, v in enumerate(own, start=1)}
    draft = next((v for v in found.variants if v.key == WORKING), None)
    shown = {v.key for v in found.variants}
    subject = keys.get(opened.subject, opened.subject)
    shut = () if draft is None else (*draft.closed_links, *draft.closed_stretches)
    study = replace(
        before.study,
        closed=tuple(sorted(draft.closed_links)) if draft and shut else before.study.closed,
        stretches=tuple(sorted(draft.closed_stretches)) if draft and shut else before.study.stretches,
        shut=bool(shut),
        saved=saved[:MOST_SAVED],
        ready=tuple(key for key in ready_keys() if key in shown),
        subject=subject or ("own-1" if saved else ""),
        speeds=SpeedCase(usual.speeds).value,
        access=Access(usual.access).value,
        restricted=usual.restricted_links,
        weights=usual.weighting.value,
        beta=None if usual.beta_per_min == Assumptions().beta_per_min else usual.beta_per_min,
        counted=tuple(sorted(usual.districts)),
    )
    session_view.change(
        study=study,
        travel=session_view.Travel(usual.mode.value),
        routes=None if draft is None else tuple(sorted(draft.units)),
        year=None if draft is None else draft.year,
    )
    _remember(before, say("compare.undo_file", before.lang))
    lost = "; ".join(f"“{s.name}”" for s in saved[MOST_SAVED:])
    return (InputError("compare.file_most", names=lost, most=MOST_SAVED),) if lost else ()


def _remember(before: View, label: str) -> None:
    """Keep what a choice replaced, under the words of the button that brings it back."""
    st.session_state[_BEFORE] = (_of_scenarios(session_view.current()), before, label)


def replaced() -> str:
    """The words of the button that brings back what was replaced last; empty once something else was changed."""
    after, _, label = st.session_state.get(_BEFORE, (None, None, ""))
    return str(label) if after == _of_scenarios(session_view.current()) else ""


def bring_back() -> None:
    """Show the scenarios and assumptions again that were replaced last."""
    if not replaced():
        return
    _, before, _ = st.session_state.pop(_BEFORE)
    session_view.change(**{name: getattr(before, name) for name in _REPLACED}, study=before.study)


def _of_scenarios(view: View) -> tuple[object, ...]:
    """What a set of scenarios consists of."""
    study = view.study
    assumed = (study.speeds, study.access, study.restricted, study.weights, study.beta, study.counted)
    return (study.saved, study.ready, study.shut, *assumed, *(getattr(view, name) for name in _REPLACED))


def defaults() -> None:
    """All assumptions as they were at the start."""
    usual: Any = CompareSettings()
    names = ("speeds", "access", "restricted", "weights", "beta", "counted")
    session_view.change_compare(**{name: getattr(usual, name) for name in names})
    session_view.change(travel=session_view.View().travel)


def _require_room(kept: Sequence[Saved], name: str) -> None:
    if len(kept) >= MOST_SAVED:
        raise InputError("compare.no_room", most=MOST_SAVED)
    _require_name(kept, name)


def _require_name(others: Sequence[Saved], name: str) -> None:
    if not usable_name(name):
        raise InputError("compare.bad_name")
    if unlike(name, [s.name for s in others]) != name:
        raise InputError("compare.name_taken", name=name)
