"""Every fact of a briefing, each computed once, when it is first asked for, and shared by all exports.

A page or the command line makes one ``Dossier`` and hands it to slides, workbook, web page, geodata and
pack; so all of them tell the same figures under the same digests, and nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd

import layers
from briefing.framing import province_bounds
from briefing.shelf import Shelf
from layers.integrity import altered_layers
from layers.projects import Project

if TYPE_CHECKING:
    from analysis import PairComparison, Scenario, World
    from analysis.contribution import Contribution
    from analysis.metrics import MetricTable
    from analysis.routing import Skim
    from analysis.sensitivity import Judged
    from analysis.valuation import Question
    from briefing.brief import BriefingRequest
    from briefing.framing import Bounds
    from briefing.gains import CommuneGains

Laid = dict[Hashable, dict[str, gpd.GeoDataFrame]]  # layers laid on the frame of a map, by name, for each extent
Progress = Callable[[str], None]  # told the word key of the step that begins


@dataclass(frozen=True)
class Trips:
    """Trips among the district capitals of the two provinces, before and after.

    Attributes
    ----------
    place_ids
        The capitals, those of the first province first.
    before, after
        Directed tables, (places, places); NaN where not connected.
    """

    place_ids: tuple[str, ...]
    before: Skim
    after: Skim


@dataclass(frozen=True)
class Dossier:
    """The facts behind one request.

    Attributes
    ----------
    request
        What is asked for.
    world
        Network, places, projects.
    shelf
        The layers to draw; each is read once.
    progress
        Told what is being worked on, by a key of the catalogue of words.
    """

    request: BriefingRequest
    world: World
    shelf: Shelf
    progress: Progress = lambda _step: None

    @classmethod
    def of(
        cls,
        request: BriefingRequest,
        *,
        world: World,
        shelf: Shelf | None = None,
        progress: Progress | None = None,
    ) -> Dossier:
        """A dossier on the layers of the world's own folder or on a page's cached reader, checked so that nothing fails half way.

        Raises
        ------
        InputError
            If the main scenario is unknown or not feasible, or a project or place is unknown.
        """
        shelf = shelf or Shelf.of_folder(world.data.folder)
        once = replace(shelf, layer=cache(shelf.layer), projects=cache(shelf.projects), manifest=cache(shelf.manifest))
        dossier = cls(request, world, once, progress or (lambda _step: None))
        world.require_feasible(dossier.scenario)
        for place_id in (request.origin, request.destination):
            world.place(place_id)
        once.require_projects(request.project_ids or ())
        return dossier

    @cached_property
    def scenario(self) -> Scenario:
        """The main scenario under the set's assumptions."""
        return self.request.variant.scenario(self.request.scenario_set.assumptions)

    @cached_property
    def digest(self) -> str:
        """Names the main scenario on this data."""
        return self.world.digest(self.scenario)

    @cached_property
    def data_digest(self) -> str:
        """Names the state of all layers, as on the printed map."""
        return layers.data_digest(folder=self.world.data.folder)

    @cached_property
    def altered(self) -> tuple[str, ...]:
        """Names of the layers that are missing or differ from those released: every file says so."""
        return altered_layers(folder=self.world.data.folder)

    @cached_property
    def laid(self) -> Laid:
        """Layers laid on the frames of maps already drawn, for the same map in the next language."""
        return {}

    @cached_property
    def bounds(self) -> Bounds:
        """What the maps show: west, south, east, north in degrees."""
        return self.request.bounds or province_bounds(self.shelf, edition=self.request.edition)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """The projects drawn and listed, in the order of the file."""
        wanted = self.request.project_ids
        if wanted is None:
            wanted = frozenset(part.partition("/")[0] for u in self.scenario.projects for part in u.split("+"))
        return tuple(p for p in self.shelf.projects() if p.id in wanted)

    @cached_property
    def manifest(self) -> Mapping[str, Mapping[str, Any]]:
        """One record a layer: source, licence, dates."""
        return self.shelf.manifest()

    @cached_property
    def table(self) -> MetricTable:
        """All metrics of all scenarios of the set."""
        from analysis.metrics import metric_table  # noqa: PLC0415 - lands the network code only where figures are told

        self.progress("briefing.step_metrics")
        # with ranges: what the assumptions can undo may not be called significant
        return metric_table(self.world, self.request.scenario_set, ranges=True)

    @cached_property
    def pair(self) -> PairComparison:
        """The two places of the request, before and after the main scenario."""
        from analysis import compare_pair  # noqa: PLC0415

        self.progress("briefing.step_pair")
        return compare_pair(self.world, self.scenario, self.request.origin, self.request.destination)

    @cached_property
    def trips(self) -> Trips:
        """Trips among the district capitals under the main scenario."""
        from analysis.district_sets import district_capitals  # noqa: PLC0415
        from analysis.routing import skim  # noqa: PLC0415

        self.progress("briefing.step_trips")
        places = self.world.places
        ids = sorted(district_capitals(self.world), key=lambda i: (places[i].province, places[i].district))
        nodes = self.world.nodes(ids)
        before, after = (skim(self.world.graph(s), nodes, nodes) for s in (self.scenario.baseline(), self.scenario))
        return Trips(tuple(ids), before, after)

    @cached_property
    def gains(self) -> CommuneGains:
        """Communes by minutes saved under the main scenario."""
        from briefing.gains import gains_of  # noqa: PLC0415

        self.progress("briefing.step_gains")
        request = self.request
        return gains_of(self.world, self.scenario, origin=request.origin, destination=request.destination)

    @property
    def players(self) -> frozenset[str]:
        """The units valued against each other: those of the main scenario."""
        return self.scenario.projects

    @cached_property
    def question(self) -> Question:
        """What the portfolio is valued by: person-minutes under the set's weights."""
        from analysis.valuation import Question  # noqa: PLC0415

        assumptions = self.request.scenario_set.assumptions
        return Question(
            weighting=assumptions.weighting, beta_per_min=assumptions.beta_per_min, districts=assumptions.districts
        )

    @cached_property
    def contribution(self) -> Contribution | None:
        """Who contributes how much, and the best order; None for a scenario without projects."""
        from analysis.contribution import contributions  # noqa: PLC0415

        if not self.players:
            return None
        self.progress("briefing.step_portfolio")
        return contributions(self.world, self.scenario, self.question)[0]

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """Range and ranks of each unit of the portfolio under the other assumptions; empty where they are too many."""
        from analysis.sensitivity import MOST_JUDGED, judge  # noqa: PLC0415

        found = self.contribution
        if found is None or len(found.portfolio.counted) > MOST_JUDGED:
            return {}
        self.progress("briefing.step_judged")
        return judge(self.world, self.scenario, self.question)[0]
