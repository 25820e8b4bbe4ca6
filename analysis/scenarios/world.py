"""Everything an analysis needs, loaded once: places, projects, network, speeds."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from analysis.network import Arcs, Core, Graph, UrbanArea, skim
from analysis.runtime import cache_folder, content_digest, keep_newest, named, read_archive, write_archive
from analysis.scenarios.places import Place, require_place
from analysis.scenarios.scenario import require_year
from analysis.scenarios.supply import ClosedRoads, Supply, closed_roads, known_stretch
from layers import State
from words import InputError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
    from weakref import ReferenceType

    from numpy.typing import NDArray

    from analysis.network import Ints, Mode, Network, Skim, SpeedCase, SpeedTable
    from analysis.runtime import Arrays
    from analysis.scenarios.alignment import UpgradedStretch
    from analysis.scenarios.project_links import Interchange, ProjectLinks
    from analysis.scenarios.scenario import Scenario
    from layers import Dataset, Project, Section

_ARRAYS_KEPT = (
    80  # of a kind: of modes, cases, prices and editions of the data, a megabyte each at most; of scenarios, a kilobyte
)
_WORTH_KEEPING = 5_000  # pieces of road below which what hangs on them is made faster than read
_GRAPHS_KEPT = 12  # graphs of scenarios held in memory, about 5 MB each
_LINK_DIGITS = 18  # longer numbers are no links
_RESULTS_KEPT = 400  # tables of figures and the like, some kilobytes each
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Extension:
    """Another world and what was added to it, from which ``extend`` makes the same again; it keeps that world from nothing."""

    of: ReferenceType[World]
    projects: tuple[Project, ...]
    places: tuple[Place, ...]
    own_digest: str


@dataclass(frozen=True)
class World:
    """Places, projects and network; read-only once loaded and safe to share between sessions.

    Parameters
    ----------
    data
        The folder everything of this world is read from, with its region.
    interchanges, urban
        Where expressways may be entered, and what is built up: kept so that a world can be extended.
    along
        The roads beneath the projects, by which a larger world need not look for them again.
    private
        Holds things of one user: engines made from it are not kept on disk.
    extension
        What it was made of, where it is another world with more in it.
    """

    data_digest: str
    places: Mapping[str, Place]
    projects: Mapping[str, Project]
    network: Network
    links: ProjectLinks
    connectors: Arcs
    speeds: SpeedTable
    data: Dataset
    interchanges: tuple[Interchange, ...] = ()
    urban: UrbanArea = field(default_factory=UrbanArea.none, repr=False)
    along: tuple[UpgradedStretch, ...] = field(default=(), repr=False)
    private: bool = False
    extension: Extension | None = field(default=None, repr=False)
    _supplies: dict[tuple[Mode, SpeedCase], Supply] = field(default_factory=dict, repr=False)
    _graphs: dict[Scenario, Graph] = field(default_factory=dict, repr=False)
    _results: dict[tuple[Hashable, ...], object] = field(default_factory=dict, repr=False)

    def digest(self, scenario: Scenario) -> str:
        """Sixteen hexadecimal digits that name this scenario on this data."""
        return scenario.digest(self.data_digest)

    def place(self, place_id: str) -> Place:
        """A place by its id.

        Raises
        ------
        InputError
            If there is none; the sentence names those with a similar id.
        """
        return require_place(self.places, place_id)

    def node(self, place_id: str) -> int:
        """Node number of a place in every graph of this world."""
        first = len(self.network.lon_lat) + len(self.links.lon_lat)
        return first + list(self.places).index(self.place(place_id).place_id)

    def nodes(self, place_ids: Sequence[str]) -> Ints:
        """Node numbers of several places."""
        return np.array([self.node(i) for i in place_ids], dtype=np.int64)

    def of_kind(self, kind: str) -> list[str]:
        """Ids of the places that count as one of a kind, in their order: of the hospitals, the general ones."""
        return [p.place_id for p in self.places.values() if p.kind == kind and p.counted]

    def unit_sections(self, unit: str, *, year: int | None = None) -> NDArray[np.bool_]:
        """Mask over sections: those of a unit, in a year only those open or expected by then.

        Raises
        ------
        InputError
            If the unit names an unknown project or section.
        """
        table = self.links.sections
        mask = np.zeros(len(table.section_id), dtype=bool)
        for part in unit.split("+"):
            found = (table.section_id == part) | (table.project_id == part)
            if not found.any():
                named = {str(i): (s.name_vi, s.name_en) for i, s in self._projects_and_sections.items()}
                raise UnknownError("analysis.unknown_project", part, named)
            mask |= found
        if year is not None:
            mask &= self.keep(("sections of a year", year), partial(self._sections_by, year))
        return mask

    def owners(self, unit: str) -> frozenset[str]:
        """Projects that a unit is all or a part of; errors as ``unit_sections``."""
        return frozenset(str(i) for i in self.links.sections.project_id[self.unit_sections(unit)])

    def bases(self, unit: str) -> frozenset[str]:
        """Projects that a unit upgrades: it does not stand without them; errors as ``unit_sections``."""
        return frozenset(base for i in self.owners(unit) if (base := self.projects[i].upgrade_of))

    def require_bases(self, projects: Collection[str], *, among: Collection[str]) -> None:
        """Check that what projects upgrade is among those that stand or may be built.

        Raises
        ------
        InputError
            With the first, by id, that lacks what it upgrades; the sentence names the remedy.
        """
        for project in (self.projects[i] for i in sorted(projects)):
            if project.upgrade_of and project.upgrade_of not in among:
                raise InputError("analysis.needs_base", id=project.id, base=project.upgrade_of)

    def _sections_by(self, year: int) -> NDArray[np.bool_]:
        """Mask over sections: those open or expected by the end of a year."""
        day = self.data.study.data_date
        states = (s.state(year, data_date=day) for p in self.projects.values() for s in p.sections)
        return np.array([s in {State.OPEN, State.EXPECTED} for s in states], dtype=bool)

    def fallen(self, scenario: Scenario) -> ClosedRoads:
        """Links and segments of projects that a scenario closes, with all that falls with them."""
        return closed_roads(self.network.roads, self.links, scenario)

    def open_roads(self, scenario: Scenario) -> NDArray[np.bool_]:
        """Mask over rows of ``Roads``: neither closed, nor fallen with what is closed, nor barred by an override."""
        roads = self.network.roads
        mask = np.ones(len(roads.link_id), dtype=bool) if scenario.restricted_links else ~roads.closed
        mask[self.fallen(scenario).roads] = False
        return mask

    def built_sections(self, scenario: Scenario) -> NDArray[np.bool_]:
        """Mask over sections that stand in a scenario; errors as ``unit_sections``."""
        none = np.zeros(len(self.links.sections.section_id), dtype=bool)
        units = (self.unit_sections(u, year=scenario.year) for u in scenario.projects)
        mask: NDArray[np.bool_] = np.logical_or.reduce([none, *units])
        return mask

    def link_ids(self, text: str) -> frozenset[int]:
        """Base links from a comma-separated list of ``link_id``.

        Raises
        ------
        InputError
            If one is no number or no link.
        """
        parts = [p.strip() for p in text.split(",") if p.strip()]
        known = set(self.network.roads.link_id.tolist())
        for part in parts:
            if not (part.isdecimal() and len(part) <= _LINK_DIGITS and int(part) in known):
                raise InputError("analysis.unknown_link", id=part[:80])
        return frozenset(map(int, parts))

    def stretches(self, text: str) -> frozenset[str]:
        """Stretches of projects from a comma-separated list of their names.

        Raises
        ------
        InputError
            If one names no section, or no place on it.
        """
        found = {p.strip(): known_stretch(self.links, p.strip()) for p in text.split(",") if p.strip()}
        for part, name in found.items():
            if name is None:
                raise InputError("analysis.unknown_stretch", id=part)
        return frozenset(name for name in found.values() if name is not None)

    def require_feasible(self, scenario: Scenario) -> None:
        """Check a scenario.

        Raises
        ------
        InputError
            If its year is none of the base network or after, it names an unknown project or section, lacks the
            project another one upgrades, or holds two that exclude each other; the sentence names the remedy.
        """
        require_year(scenario.year)
        chosen = frozenset[str]().union(*(self.owners(u) for u in sorted(scenario.projects)))
        self.require_bases(chosen, among=chosen)
        for project in (self.projects[i] for i in sorted(chosen)):
            for other in project.excludes:
                if other in chosen:
                    raise InputError("analysis.excluded", id=project.id, other=other)

    @property
    def _projects_and_sections(self) -> dict[str, Project | Section]:
        return dict(self.projects) | {s.section_id: s for p in self.projects.values() for s in p.sections}

    def supply(self, mode: Mode, case: SpeedCase) -> Supply:
        """All arcs of a mode and a case of speeds."""
        key = (mode, case)
        if key not in self._supplies:
            self._supplies[key] = Supply.build(self.network, self.links, self.speeds, mode=mode, case=case)
        return self._supplies[key]

    def graph(self, scenario: Scenario) -> Graph:
        """The explicit network of a scenario; kept for the next call.

        Raises
        ------
        InputError
            If the scenario is not feasible.
        """
        if (kept := self._graphs.get(scenario)) is not None:
            return kept
        graph = self.passing_graph(scenario)
        while len(self._graphs) >= _GRAPHS_KEPT:
            self._graphs.pop(next(iter(self._graphs), scenario), None)  # another thread may have let go of all
        self._graphs[scenario] = graph
        return graph

    def forget(self) -> None:
        """Let go of the graphs and results kept for the next call; what is asked again is made again."""
        self._graphs.clear()
        self._results.clear()

    def passing_graph(self, scenario: Scenario) -> Graph:
        """As ``graph``, for what asks once and keeps its answer: one that was not kept before is not kept now."""
        return self._graphs.get(scenario) or Graph(self.lon_lat, self._arcs(scenario))

    def keep(self, key: tuple[Hashable, ...], make: Callable[[], _Kept]) -> _Kept:
        """The result of this key if it was made before, else made and kept for the next call.

        The key names everything the result depends on besides this world; its first entry says what
        it is, and so of which type. What is kept must not be changed. Two sessions may make the same
        result at once; it is the same result.
        """
        kept = self._results.get(key)
        if kept is None:
            kept = make()
            while len(self._results) >= _RESULTS_KEPT:
                self._results.pop(next(iter(self._results), ()), None)  # another thread may have let go of all
            self._results[key] = kept
        return cast("_Kept", kept)

    @property
    def lon_lat(self) -> NDArray[np.float64]:
        """All nodes in degrees: base network, projects, places."""
        own = np.array([(p.lon, p.lat) for p in self.places.values()]).reshape(-1, 2)
        return np.vstack([self.network.lon_lat, self.links.lon_lat, own])

    def skim(self, scenario: Scenario, origins: Ints, destinations: Ints) -> Skim:
        """``network.skim`` between nodes of places; on the smaller network where nothing of the base is closed or opened.

        Raises
        ------
        InputError
            If the scenario is not feasible.
        """
        added = self.added_to_base(scenario)
        if added is None:
            return skim(self.graph(scenario), origins, destinations)
        core = self._core(scenario.mode, scenario.speeds)
        told = {"from": origins, "to": destinations, "tail": added.tail, "head": added.head, "metres": added.length_m}
        key = ("shortest", content_digest(told | core.by_length.arrays("base")))
        shortest_m = self.keep(key, partial(core.shortest_m, added, origins, destinations))  # the same for all speeds
        return core.skim(added, origins, destinations, shortest_m=shortest_m)

    def added_to_base(self, scenario: Scenario) -> Arcs | None:
        """What a scenario adds to the base network, whose nodes are known; ``None`` where it closes or opens something of the base.

        Raises
        ------
        InputError
            If the scenario is not feasible.
        """
        gone = self.fallen(scenario)
        if scenario.restricted_links or len(gone.roads) or len(gone.segments):
            return None
        self.require_feasible(scenario)
        return self._added(scenario, self.supply(scenario.mode, scenario.speeds), gone)

    def kept_nodes(self, mode: Mode, case: SpeedCase) -> Ints:
        """Nodes of places, and those at which a project may join: what a smaller network must keep."""
        added = self.supply(mode, case).added
        return np.unique(np.concatenate([self.nodes(list(self.places)), added.tail, added.head]))

    def _core(self, mode: Mode, case: SpeedCase) -> Core:
        """The base network among places and all nodes of projects, as it was made before if it was."""
        return self.keep(("core", mode, case), partial(kept_core, self, mode, case))

    def _arcs(self, scenario: Scenario) -> Arcs:
        self.require_feasible(scenario)
        supply, gone = self.supply(scenario.mode, scenario.speeds), self.fallen(scenario)
        base = supply.base_arcs(fallen=gone, restricted=scenario.restricted_links)
        return Arcs.join([base, self.connectors, self._added(scenario, supply, gone)])

    def _added(self, scenario: Scenario, supply: Supply, gone: ClosedRoads) -> Arcs:
        """What the units of a scenario add to the base network."""
        units = [self.unit_sections(u, year=scenario.year) for u in sorted(scenario.projects)]
        active = self.built_sections(scenario)
        none = supply.added.keep(np.zeros(len(supply.added), dtype=bool))
        return Arcs.join(
            [none, *(supply.unit_arcs(u, active=active, access=scenario.access, fallen=gone) for u in units)]
        )


def kept_core(world: World, mode: Mode, case: SpeedCase) -> Core:
    """The core of a world, kept as ``kept_arrays`` says."""
    supply, none = world.supply(mode, case), np.array([], dtype=np.int64)
    roads = supply.base_arcs(fallen=ClosedRoads(none, none), restricted=False)
    base = Graph(world.lon_lat, Arcs.join([roads, world.connectors]))
    keep = world.kept_nodes(mode, case)
    made = kept_arrays(world, "core", {"keep": keep} | vars(base.arcs), lambda: Core.of(base, keep).arrays())
    return Core.from_arrays(made)


def kept_arrays(world: World, name: str, told: Arrays, make: Callable[[], Arrays]) -> Arrays:
    """What ``make`` gives, from disk if it was made before; that of a user's own world or of a small one is never kept.

    Parameters
    ----------
    name
        Of the folder below ``var``.
    told
        All that the result hangs on, apart from the program.
    """
    if world.private or len(world.network.tail) < _WORTH_KEEPING:
        return make()
    path = named(cache_folder(name), [content_digest(told)])
    if (kept := read_archive(path)) is not None:
        return kept[0]
    made = make()
    with contextlib.suppress(OSError):
        write_archive(path, made, {})
        keep_newest(path.parent, _ARRAYS_KEPT)
    return made
