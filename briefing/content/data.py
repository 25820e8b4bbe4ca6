"""Every fact of a report, each computed once, when it is first asked for, and shared by all formats.

A page or the command line makes one ``ReportData`` and hands it to slides, workbook, web page, geodata and pack;
so all of them tell the same figures under the same digests, and nothing is computed twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from briefing.content.bounds import province_bounds
from briefing.content.data_source import DataSource
from layers import Project, altered_layers, commune_name, project_numbers
from layers.symbology import ResultLayer, classed, classes_of
from words import Lang, percents, say

if TYPE_CHECKING:
    from analysis.appraisal import Contribution, JudgedRange, Question
    from analysis.measures import MetricTable, PairComparison
    from analysis.network import Skim
    from analysis.scenarios import Scenario, World
    from briefing.content.bounds import Bounds
    from briefing.content.request import ReportRequest
    from layers import UserData

BREAKS_MIN: Final = (1.0, 5.0, 10.0, 20.0, 30.0)
NOTABLE_MIN: Final = 10.0
_SCALE: Final = "gain"


@dataclass(frozen=True)
class CommuneGains:
    """The communes of both provinces.

    Attributes
    ----------
    frame
        As ``analysis.measures.gains.commune_gains``, of the two provinces only (EPSG:4326).
    digest
        Names data, scenarios and places.
    """

    frame: gpd.GeoDataFrame
    digest: str

    @property
    def counted(self) -> gpd.GeoDataFrame:
        """Communes with a figure of people that are connected before and after."""
        return self.frame[self.frame["people"].notna() & self.frame["saved_min"].notna()]

    def people_percent(self) -> list[float]:
        """Share of the people in each class of minutes saved, least first, to the tenth printed; they sum to 100."""
        rows = self.counted
        numbers = np.array(classes_of(rows["saved_min"], BREAKS_MIN))
        people = [float(rows["people"][numbers == n].sum()) for n in range(len(BREAKS_MIN) + 1)]
        return percents(people, decimals=1)

    def notable_percent(self) -> float:
        """Share of the people who save at least ``NOTABLE_MIN`` minutes."""
        rows = self.counted
        total = float(rows["people"].sum())
        return 100 * float(rows["people"][rows["saved_min"] >= NOTABLE_MIN].sum()) / total if total else 0.0

    def largest(self, count: int) -> gpd.GeoDataFrame:
        """The communes that save most, by minutes, then by code."""
        return self.frame.dropna(subset=["saved_min"]).sort_values(["saved_min", "code"], ascending=[False, True])[
            :count
        ]

    def layer(self, lang: Lang) -> ResultLayer:
        """The communes in classes, for a map and its legend."""
        return classed(
            self.frame,
            "saved_min",
            key=self.digest,
            heading=say("slides.gains_legend", lang),
            scale=_SCALE,
            breaks=BREAKS_MIN,
            names=class_names(lang),
            tip=lambda row: (commune_name(row.full_name, lang),),
        )


def class_names(lang: Lang) -> list[str]:
    """The classes in words, least first."""
    whole = [f"{b:.0f}" for b in BREAKS_MIN]
    between = [say("slides.gains_between", lang, low=a, high=b) for a, b in itertools.pairwise(whole)]
    return [say("slides.gains_below", lang, high=whole[0]), *between, say("slides.gains_above", lang, low=whole[-1])]


def gains_of(world: World, scenario: Scenario, *, origin: str, destination: str) -> CommuneGains:
    """Minutes saved by the communes of both provinces to the other one's place; of one province alone to ``origin``.

    Raises
    ------
    InputError
        If a place is unknown or the scenario not feasible.
    """
    from analysis.measures import commune_gains  # noqa: PLC0415 - the network code where figures are told

    home = world.place(origin).province
    both = [
        commune_gains(world, before=scenario.baseline(), after=scenario, place_ids=[end])
        for end in (destination, origin)
    ]
    there, back = (g.frame[g.frame["study"]] for g in both)
    if world.data.study.alone:
        return CommuneGains(back.sort_values("code").reset_index(drop=True), both[1].digest)
    rows = pd.concat([there[there["province_2022"] == home], back[back["province_2022"] != home]])
    return CommuneGains(rows.sort_values("code").reset_index(drop=True), both[0].digest)


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


def _among(table: np.ndarray, at: list[int]) -> np.ndarray:
    """The rows and columns of a table, lying in memory as it does: sums in another order have other last digits."""
    return np.asarray(table[np.ix_(at, at)], order="F" if table.flags.f_contiguous else "C")


@dataclass(frozen=True)
class ReportData:
    """The facts behind one request.

    Attributes
    ----------
    request
        What is asked for.
    world
        Network, places, projects.
    source
        The layers to draw; each is read once.
    progress
        Told what is being worked on, by a key of the catalogue of words.
    """

    request: ReportRequest
    world: World
    source: DataSource
    progress: Progress = lambda _step: None

    @classmethod
    def of(
        cls,
        request: ReportRequest,
        *,
        world: World,
        source: DataSource | None = None,
        progress: Progress | None = None,
    ) -> ReportData:
        """A report on the layers of the world's own folder or on a page's cached reader, checked so that nothing fails half way.

        Raises
        ------
        InputError
            If the main scenario is unknown or not feasible, or a project or place is unknown.
        """
        source = source or DataSource.of_folder(world.data.folder)
        once = replace(
            source, layer=cache(source.layer), projects=cache(source.projects), manifest=cache(source.manifest)
        )
        report = cls(request, world, once, progress or (lambda _step: None))
        world.require_feasible(report.scenario)
        for place_id in (request.origin, request.destination):
            world.place(place_id)
        once.require_projects(request.project_ids or ())
        return report

    @classmethod
    def of_folder(
        cls, request: ReportRequest, *, world: World, own: UserData, progress: Progress | None = None
    ) -> ReportData:
        """The same on the layers of the world's own folder and a user's own data; errors as ``of``."""
        source = DataSource.of_folder(world.data.folder)
        with_own = replace(source, projects=lambda: (*source.projects(), *own.projects), own=own)
        return cls.of(request, world=world, source=with_own, progress=progress)

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
    def further(self) -> dict[str, Any]:
        """Facts that other packages make once and keep with the report, by name."""
        return {}

    @cached_property
    def bounds(self) -> Bounds:
        """What the maps show: west, south, east, north in degrees."""
        return self.request.bounds or province_bounds(self.source, edition=self.request.edition)

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """The projects drawn and listed, in the order of the file."""
        wanted = self.request.project_ids
        if wanted is None:
            wanted = frozenset(part.partition("/")[0] for u in self.scenario.projects for part in u.split("+"))
        return tuple(p for p in self.source.projects() if p.id in wanted)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each project, by id: the same in every file, whatever else is listed."""
        return project_numbers(self.source.projects())

    @cached_property
    def manifest(self) -> Mapping[str, Mapping[str, Any]]:
        """One record a layer: source, licence, dates."""
        return self.source.manifest()

    @cached_property
    def table(self) -> MetricTable:
        """All metrics of all scenarios of the set."""
        from analysis.measures import metric_table  # noqa: PLC0415 - lands the network code only where figures are told

        self.progress("briefing.step_metrics")
        # with ranges: what the assumptions can undo may not be called significant
        return metric_table(self.world, self.request.scenario_set, ranges=True)

    @cached_property
    def pair(self) -> PairComparison:
        """The two places of the request, before and after the main scenario."""
        from analysis.measures import compare_pair  # noqa: PLC0415

        self.progress("briefing.step_pair")
        return compare_pair(self.world, self.scenario, self.request.origin, self.request.destination)

    @cached_property
    def trips(self) -> Trips:
        """Trips among the district capitals under the main scenario."""
        from analysis.appraisal import yardstick, yardstick_tables  # noqa: PLC0415

        self.progress("briefing.step_trips")
        places, origins = self.world.places, yardstick(self.world).origins
        ids = sorted(origins, key=lambda i: (places[i].province, places[i].district))
        at = [origins.index(i) for i in ids]  # their ends begin with the origins
        found = (yardstick_tables(self.world, s).ways for s in (self.scenario.baseline(), self.scenario))
        before, after = (type(w)(**{name: _among(table, at) for name, table in vars(w).items()}) for w in found)
        return Trips(tuple(ids), before, after)

    @cached_property
    def gains(self) -> CommuneGains:
        """Communes by minutes saved under the main scenario."""
        self.progress("briefing.step_gains")
        request = self.request
        return gains_of(self.world, self.scenario, origin=request.origin, destination=request.destination)

    @property
    def units(self) -> frozenset[str]:
        """The units valued against each other: those of the main scenario."""
        return self.scenario.projects

    @cached_property
    def question(self) -> Question:
        """What the portfolio is valued by: person-minutes under the set's weights."""
        from analysis.appraisal import Question  # noqa: PLC0415

        assumptions = self.request.scenario_set.assumptions
        return Question(
            weighting=assumptions.weighting, beta_per_min=assumptions.beta_per_min, districts=assumptions.districts
        )

    @cached_property
    def contribution(self) -> Contribution | None:
        """Who contributes how much, and the best order; None for a scenario without projects."""
        from analysis.appraisal import contributions  # noqa: PLC0415

        if not self.units:
            return None
        self.progress("briefing.step_portfolio")
        return contributions(self.world, self.scenario, self.question)[0]

    @cached_property
    def judged(self) -> Mapping[str, JudgedRange]:
        """Range and ranks of each unit of the portfolio under the other assumptions; empty where they are too many."""
        from analysis.appraisal import MOST_JUDGED, judge_sensitivity  # noqa: PLC0415

        found = self.contribution
        if found is None or len(found.portfolio.counted) > MOST_JUDGED:
            return {}
        self.progress("briefing.step_judged")
        return judge_sensitivity(self.world, self.scenario, self.question)[0]
