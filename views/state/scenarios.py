"""The scenarios of a session: the choices of the view as a set that the analysis can compute.

The columns are the baseline, the ready scenarios shown, those the user saved, and last the one at
work, the draft: the ticked routes in the year chosen. Before the first tick there is none at work, and
one that equals another column takes none of its own. What a choice, a file or an address replaces can
be brought back as long as nothing else was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from analysis.scenarios import AGREEMENT, DRAFT, Assumptions, Variant, ready_keys, ready_variants
from layers import text_digest
from views.shared_results import shared
from views.state import data, session_view, undo
from views.state.compare_settings import CompareSettings, Part
from views.state.scenario_codec import MOST_SAVED, apart, own_key, unlike, usable_name
from words import InputError, Lang, LinkError, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.scenarios import OpenedSet, Scenario, ScenarioSet
    from views.state.session_view import View

_REPLACED: Final = ("routes", "year")  # with the settings of the compare page
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
        asked = view.compare.subject if view.compare.subject != DRAFT else self.working
        wanted = [asked, self.working, AGREEMENT, *reversed(keys)]
        return self.scenario_set.variant(next(key for key in wanted if key in keys))

    def scenario(self, view: View) -> Scenario:
        """The subject as a state of the network."""
        return self.subject(view).scenario(self.assumptions)


def columns(view: View) -> Columns:
    """The scenarios of a view; what cannot stand is mended and told."""
    routes = None if view.routes is None else frozenset(view.routes)
    of = view.compare
    hangs_on = (view.lang, routes, view.year, of.saved, of.ready, of.assumptions, of.shut, of.closed, of.stretches)
    return _columns(data.world_stamp(), hangs_on, view)


def bare() -> Columns:
    """The baseline alone: what the controls stand on where the scenarios themselves cannot be made."""
    from analysis.scenarios import ScenarioSet

    return Columns(ScenarioSet(), ())


@shared(most=200, passing=True)
def _columns(stamp: str, hangs_on: tuple[object, ...], _view: View) -> Columns:  # noqa: ARG001 - the key
    from analysis.scenarios import MOST_VARIANTS, ScenarioSet, mend_variant

    settings, world = _view.compare, data.world()
    own: list[Variant] = []
    faults: list[LinkError] = []
    for variant in (*_saved(settings.saved), *_draft(_view)):
        made, more = mend_variant(world, variant)
        own.append(made)
        faults += more
    given = [v for v in ready_variants(world) if v.key not in ready_keys() or v.key in settings.ready]
    working = ""
    if own and own[-1].key == DRAFT:
        draft, others = own[-1], [*own[:-1], *given]
        twin = next((v for v in others if _same(v, draft)), draft)
        working = twin.key
        if twin is not draft:
            own.pop()
    room = MOST_VARIANTS - len(own)
    spare = [v for v in given[1:] if v.key != working]
    gone = spare[: max(len(given) - room, 0)]  # own ones go first
    shown = [v for v in given if v not in gone] + own
    return Columns(ScenarioSet(tuple(shown), _assumptions(settings)), tuple(faults), working, tuple(gone))


def _saved(saved: Sequence[Variant]) -> list[Variant]:
    """Kept scenarios as columns, no two of one name."""
    return [replace(v, name=name) for v, name in zip(saved, apart(v.name for v in saved), strict=True)]


def _draft(view: View) -> list[Variant]:
    """The scenario at work, once something is chosen; one of a single route goes by its name, if no other does.

    A route is single also with the one it upgrades, which comes with it.
    """
    if view.routes is None and view.year is None:
        return []
    from analysis.scenarios import mend_variant

    draft = session_view.draft(view)
    units = mend_variant(data.world(), draft)[0].units  # a road and a part of it are one
    below = {found.upgrade_of for route in units if (found := data.project(route))}
    above = [route for route in units if route not in below]
    only = data.project(above[0]) if len(above) == 1 else None
    name = only.text("name", view.lang) if only else ""
    taken = {v.name.casefold() for v in view.compare.saved}
    return [replace(draft, name="" if name.casefold() in taken else name)]


def _same(one: Variant, other: Variant) -> bool:
    """Whether two columns would hold the same figures by their own words."""
    return replace(one, key=other.key, name=other.name) == other


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
    names = {p.id: p.text("name", lang) for p in data.projects()}
    named = {k: names.get(str(v), v) for k, v in fault.values.items() if k in {"id", "base", "other"}}
    if fault.values.get("where") == DRAFT:
        named["where"] = say("scenarios.draft_told", lang)
    return say(fault.key, lang, **{**fault.values, **named})


def _assumptions(settings: CompareSettings) -> Assumptions:
    """The assumptions chosen; of the districts those that the data hold."""
    from analysis.scenarios import district_capitals

    chosen = settings.assumptions
    return replace(chosen, districts=chosen.districts & frozenset(district_capitals(data.world())))


def save(name: str) -> None:
    """Keep the scenario at work under a name.

    Raises
    ------
    InputError
        If the name is empty, too long, taken or reserved, or four are kept already.
    """
    _keep(replace(session_view.draft(session_view.current()), name=name))


def keep_closed(name: str, units: tuple[str, ...], year: int | None) -> None:
    """Keep a scenario with the roads closed on the page under a name like this one; errors as ``save``."""
    settings = session_view.current().compare
    name = unlike(name, [v.name for v in settings.saved])
    _keep(Variant(DRAFT, name, frozenset(units), year, frozenset(settings.closed), frozenset(settings.stretches)))


def _keep(variant: Variant) -> None:
    kept = session_view.current().compare.saved
    _require_room(kept, variant.name)
    session_view.change_compare(saved=(*kept, variant), subject=own_key(len(kept) + 1))


def duplicate(index: int) -> None:
    """Keep a copy of a saved scenario under the next free name."""
    kept = session_view.current().compare.saved
    name = unlike(kept[index].name, [s.name for s in kept])
    _require_room(kept, name)
    session_view.change_compare(saved=(*kept, replace(kept[index], name=name)))


def rename(index: int, name: str) -> None:
    """Give a saved scenario another name; errors as ``save``."""
    before = session_view.current()
    saved = list(session_view.current().compare.saved)
    saved[index] = replace(saved[index], name=name)
    _require_name([*saved[:index], *saved[index + 1 :]], saved[index].name)
    session_view.change_compare(saved=tuple(saved))
    _remember(before, "compare.undo_rename", name=before.compare.saved[index].name)


def remove(index: int) -> None:
    """Drop a saved scenario; ``undo`` has it again."""
    before = session_view.current()
    saved = before.compare.saved
    session_view.change_compare(saved=saved[:index] + saved[index + 1 :], subject="")
    _remember(before, "compare.undo_remove", name=saved[index].name)


def edit(index: int) -> None:
    """Make a saved scenario the one at work; ``undo`` has the one before."""
    before = session_view.current()
    saved = before.compare.saved[index]
    settings = replace(_closing(before.compare, saved), subject=DRAFT)
    session_view.change(routes=tuple(sorted(saved.units)), year=saved.year, compare=settings)
    if not any(v.key == DRAFT for v in columns(before).scenario_set.variants):
        return  # nothing of its own was at work
    _remember(before, "compare.undo_edit")


def of_one_route(view: View, project_id: str) -> View:
    """The view that shows what one route changes alone, against the baseline."""
    settings = replace(view.compare, ready=(), subject=DRAFT, part=Part.OVERVIEW, shut=False)
    return replace(view, routes=(project_id,), year=None, compare=settings)


def _closing(settings: CompareSettings, variant: Variant) -> CompareSettings:
    """The settings with the closures of a scenario that is to be at work."""
    links, stretches = tuple(sorted(variant.closed_links)), tuple(sorted(variant.closed_stretches))
    return replace(settings, closed=links, stretches=stretches, shut=bool(links or stretches))


def adopt(opened: OpenedSet) -> tuple[LinkError, ...]:
    """Show exactly the scenarios and assumptions of a file; gives what of it found no room.

    What was on screen before can be brought back.
    """
    if opened.scenario_set is None:
        return ()
    before, found = session_view.current(), opened.scenario_set
    own = [v for v in found.variants if v.own and v.key != DRAFT]
    names = apart(v.named(before.lang) for v in own)
    saved = tuple(replace(v, name=name) for v, name in zip(own, names, strict=True))
    keys = {v.key: own_key(n) for n, v in enumerate(own, start=1)}
    draft = next((v for v in found.variants if v.key == DRAFT), None)
    closed = draft is not None and bool(draft.closed_links or draft.closed_stretches)
    settings = _closing(before.compare, draft) if draft and closed else replace(before.compare, shut=False)
    shown = {v.key for v in found.variants}
    session_view.change(
        compare=replace(
            settings,
            saved=saved[:MOST_SAVED],
            ready=tuple(key for key in ready_keys() if key in shown),
            subject=keys.get(opened.subject, opened.subject) or (own_key(1) if saved else ""),
            assumptions=found.assumptions,
        ),
        routes=None if draft is None else tuple(sorted(draft.units)),
        year=None if draft is None else draft.year,
    )
    _remember(before, "compare.undo_file")
    lost = "; ".join(f"“{v.name}”" for v in saved[MOST_SAVED:])
    return (InputError("compare.file_most", names=lost, most=MOST_SAVED),) if lost else ()


def show_kept(view: View) -> None:
    """Show a kept view in the language of now; scenarios saved since stay where there is room. It can be taken back."""
    before = session_view.current()
    kept = view.compare.saved
    since = [v for v in before.compare.saved if not any(_same(v, k) and v.name == k.name for k in kept)]
    saved = (*kept, *since)[:MOST_SAVED]
    names = apart(v.name for v in saved)
    named = tuple(replace(v, name=name) for v, name in zip(saved, names, strict=True))
    choices = {f.name: getattr(view, f.name) for f in fields(view)}
    session_view.change(
        **choices | {"lang": before.lang, "briefing": before.briefing, "compare": replace(view.compare, saved=named)}
    )
    _remember(before, "story.undo_open")


def _remember(before: View, key: str, **told: str) -> None:
    """Offer to show again the scenarios and assumptions that a choice replaced, if it replaced any."""
    if _of_scenarios(before) == _of_scenarios(session_view.current()):
        return  # as a field of a name that was left as it was

    def back() -> None:
        session_view.change(**{name: getattr(before, name) for name in _REPLACED}, compare=before.compare)

    undo.remember("scenarios", key, facts=lambda: _of_scenarios(session_view.current()), back=back, **told)


def _of_scenarios(view: View) -> tuple[object, ...]:
    """What a set of scenarios consists of."""
    settings = view.compare
    of_page = (settings.saved, settings.ready, settings.shut, settings.assumptions)
    return (*of_page, *(getattr(view, name) for name in _REPLACED))


def defaults() -> None:
    """All assumptions as they were at the start."""
    before = session_view.current()
    session_view.change_compare(assumptions=Assumptions())
    _remember(before, "compare.undo_defaults")


def _require_room(kept: Sequence[Variant], name: str) -> None:
    if len(kept) >= MOST_SAVED:
        raise InputError("compare.no_room", most=MOST_SAVED)
    _require_name(kept, name)


def _require_name(others: Sequence[Variant], name: str) -> None:
    if not usable_name(name):
        raise InputError("compare.bad_name")
    if unlike(name, [v.name for v in others]) != name:
        raise InputError("compare.name_taken", name=name)
