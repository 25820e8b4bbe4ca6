"""Networks of scenarios made from the exported tables alone, to hold the engine and the program's own graphs to.

Exported is one network with every section of the projects as a unit of its own, under high access, with the links an
override closes: so every joint that can stand in any scenario is in it once. Which of its links stand in a scenario is
decided here, by the rules of ``docs/method.md`` and nothing of ``analysis``: roads always, unless closed; what runs on a
section if the section stands; a joint at the end of a section unless the unit goes on there; a joint of two projects if
both stand; under low access no joint of an interchange that nobody published.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

NS = "{http://graphml.graphdrawing.org/xmlns}"
SAME_PLACE_M, SHARED_END_M = 1.0, 30.0
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Link:
    """One row of the exported links."""

    tail: str
    head: str
    length_m: float
    time_min: float
    kind: str
    link_id: int
    section: str


@dataclass(frozen=True)
class Oracle:
    """The exported network.

    Parameters
    ----------
    nodes
        Longitude and latitude by id; a place's id is its own.
    links
        Every row, one a direction.
    assumed
        Interchanges that nobody published: project, longitude, latitude.
    """

    nodes: Mapping[str, tuple[float, float]]
    links: tuple[Link, ...]
    assumed: tuple[tuple[str, float, float], ...] = ()

    @classmethod
    def from_graphml(cls, path: Path, *, assumed: Iterable[tuple[str, float, float]] = ()) -> Oracle:
        """From a file of ``python -m analysis network --out x.graphml``."""
        nodes, links = {}, []
        for node in ET.parse(path).getroot().iter(f"{NS}node"):
            told = {d.get("key"): d.text for d in node}
            nodes[node.get("id")] = (float(told["lon"]), float(told["lat"]))
        for edge in ET.parse(path).getroot().iter(f"{NS}edge"):
            told = {d.get("key"): d.text or "" for d in edge}
            ends, costs = (edge.get("source"), edge.get("target")), (float(told["length_m"]), float(told["time_min"]))
            links.append(Link(*ends, *costs, told["kind"], int(told["link_id"]), told["section"]))
        return cls(nodes, tuple(links), tuple(assumed))

    def skim(
        self,
        units: Collection[str],
        places: Sequence[str],
        *,
        closed: Collection[int] = (),
        barred: Collection[int] = (),
        low_access: bool = False,
        stands: Collection[str] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Least metres and least minutes between places: two (places, places) tables, infinite where no way leads.

        Parameters
        ----------
        units
            Project or section ids, several joined by ``+``.
        closed
            ``link_id`` of links closed to everybody: upgrades on them close too.
        barred
            ``link_id`` of links that an override closes: an upgrade may reopen them.
        stands
            Sections that stand, of a year; ``None``: all.
        """
        standing = self._standing(units, low_access=low_access, stands=stands)
        chosen = [x for x in standing if x.link_id not in closed and (x.kind != "road" or x.link_id not in barred)]
        number = {name: i for i, name in enumerate(self.nodes)}
        at = [number[p] for p in places]
        tables = []
        for cost in ("length_m", "time_min"):
            least: dict[tuple[int, int], float] = {}
            for link in chosen:
                ends = number[link.tail], number[link.head]
                least[ends] = min(getattr(link, cost), least.get(ends, np.inf))
            keys = np.array(sorted(least), dtype=np.int64).reshape(-1, 2)
            weights = np.array([least[a, b] for a, b in keys.tolist()])
            pointer = np.searchsorted(keys[:, 0], np.arange(len(number) + 1))
            matrix = csr_array((weights, keys[:, 1], pointer), shape=(len(number),) * 2)
            tables.append(dijkstra(matrix, indices=at)[:, at])
        return tables[0], tables[1]

    def has_joint(self, section: str, lon: float, lat: float) -> bool:
        """Whether a joint of a section, or of any with this beginning, leaves it at a point in degrees.

        Ends of one project within 30 m are one point.
        """
        rows = [x for x in self.links if x.kind == "access" and x.section.startswith(section)]
        nodes = {n for x in rows for n in (x.tail, x.head)} - self._touched[2]
        return any(_GEOD.inv(lon, lat, *self.nodes[n])[2] <= SHARED_END_M for n in nodes)

    def _standing(self, units: Collection[str], *, low_access: bool, stands: Collection[str] | None) -> Iterable[Link]:
        unit_of = {s: u for u in units for s in self._sections if self._is_of(s, u) and (stands is None or s in stands)}
        for link in self.links:
            if not link.section or (
                link.section in unit_of and (link.kind != "access" or self._joins(link, unit_of, low_access=low_access))
            ):
                yield link

    def _joins(self, link: Link, unit_of: Mapping[str, str], *, low_access: bool) -> bool:
        """Whether a joint stands: ``unit_of`` holds the sections that do."""
        touched, ends, base = self._touched
        own, other = (link.tail, link.head) if link.tail not in base else (link.head, link.tail)
        if other not in base and link.section not in touched[own]:
            own, other = other, own
        if other not in base and not touched[other] & unit_of.keys():
            return False
        if low_access and (own, link.section.split("/")[0]) in self._unpublished:
            return False
        if link.section not in ends[own]:
            return True
        return sum(unit_of.get(s) == unit_of[link.section] for s in ends[own]) == 1

    @staticmethod
    def _is_of(section: str, unit: str) -> bool:
        return any(part in (section, section.split("/", maxsplit=1)[0]) for part in unit.split("+"))

    @cached_property
    def _sections(self) -> set[str]:
        return {x.section for x in self.links} - {""}

    @cached_property
    def _touched(self) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
        """Sections of new road at each node, those that end there, and the nodes of the base network."""
        touched, ends = defaultdict(set), defaultdict(set)
        for section in self._sections:
            new = [x for x in self.links if x.kind == "project" and x.section == section]
            along = nx.Graph((x.tail, x.head) for x in new if x.length_m > 0)
            along.add_nodes_from(n for x in new for n in (x.tail, x.head))
            spots = nx.Graph((x.tail, x.head) for x in new if x.length_m == 0)  # an interchange at the very end
            spots.add_nodes_from(along)
            for spot in nx.connected_components(spots):
                beside = {n for one in spot for n in along[one]} - spot
                for node in spot:
                    touched[node].add(section)
                    if len(beside) == 1:
                        ends[node].add(section)
        return touched, ends, {n for x in self.links if x.kind in ("road", "upgrade") for n in (x.tail, x.head)}

    @cached_property
    def _unpublished(self) -> set[tuple[str, str]]:
        """Nodes of projects where an interchange nobody published joins them."""
        found = set()
        nodes = defaultdict(set)
        for link in self.links:
            if link.kind == "project":
                nodes[link.section.split("/")[0]] |= {link.tail, link.head}
        for project, lon, lat in self.assumed:
            names = sorted(nodes[project])
            far = [_GEOD.inv(lon, lat, *self.nodes[n])[2] for n in names]
            nearest = min(far, default=np.inf)
            there = [n for n, m in zip(names, far, strict=True) if m <= nearest + SAME_PLACE_M]
            ends = [n for n in there if self._touched[1][n]]
            if ends:  # the section ends there and may be joined all the same: ends are numbered before interchanges
                there.remove(min(ends, key=int))
            found |= {(n, project) for n in there}
        return found
