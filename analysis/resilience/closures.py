"""What if roads close: the road under a point of the map, who loses what without it, and several links at once.

A road is a link of the base network, or a stretch of a project's new road between two of its stops.
Closed with a link are every upgrade on it and the other carriageway of a bridge, with a stretch what other
projects build on the same line. The loss is recomputed on the network without them, so that it equals the
engine's result with the link as a pseudo-project. A place whose connector meets a closed link alone is cut
off by that: it is named in ``on_closed``, because in life it would find another way out.

Several links closed at once, a flood or works, are measured by the same trips as a single link. The loss may be
more than the sum of the single ones (each is the detour of the other) or less (they lie on one road).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from analysis.accessibility import communes
from analysis.appraisal import DISTRICTS, demand, district_trips, yardstick, yardstick_tables
from analysis.network import ArcKind, planar
from analysis.resilience.link_losses import NEGLIGIBLE, criticality
from analysis.resilience.whereabouts import provinces_at, whereabouts
from analysis.scenarios import Assumptions, closed_segments, closed_together, stretch_name
from layers import distance_m, text_digest
from words import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.appraisal import Yardstick
    from analysis.network import Floats, Ints, Skim
    from analysis.scenarios import Scenario, World

ROAD_SEARCH_M: Final = 2000.0
_STOP_M: Final = 100.0  # a shorter stretch lies within a junction
NOTABLE_MIN: Final = 0.5
NOTABLE_M: Final = 10.0


@dataclass(frozen=True)
class FoundLink:
    """A link of the base network, or a stretch of a project's new road.

    Parameters
    ----------
    link_id
        Its number, as in ``Scenario.closed_links``; −1 for a stretch.
    ref, name
        Road number and name, empty if none is known; of a stretch the section's name stands in the data.
    road_class, bridge, length_m
        As in the layer ``roads``.
    lon_lat
        Its line in degrees, from its first to its last node.
    together
        All links that close with it, itself among them: both carriageways of a bridge.
    gap_m
        Distance in metres from the point asked for.
    stretch, section_id
        Name of the stretch, as in ``Scenario.closed_stretches``, and its section; empty for a link.
    """

    link_id: int
    ref: str
    name: str
    road_class: str
    bridge: bool
    length_m: float
    lon_lat: tuple[tuple[float, float], ...]
    together: tuple[int, ...]
    gap_m: float
    stretch: str = ""
    section_id: str = ""


@dataclass(frozen=True)
class PairLoss:
    """What a pair loses; between districts the mean of both directions, else from the district.

    Parameters
    ----------
    before_min, before_m, after_min, after_m
        Fastest time and shortest distance; after is ``None`` where no road leads any more.
    """

    origin: str
    destination: str
    before_min: float
    before_m: float
    after_min: float | None
    after_m: float | None

    @property
    def lost_min(self) -> float | None:
        """Minutes more than before; ``None`` if cut off."""
        return None if self.after_min is None else self.after_min - self.before_min

    @property
    def lost_m(self) -> float | None:
        """Metres more than before; ``None`` if cut off."""
        return None if self.after_m is None else self.after_m - self.before_m


@dataclass(frozen=True)
class ClosureLoss:
    """Who loses what.

    Parameters
    ----------
    digest
        Names data, scenario, closures and weights.
    links
        Numbers of all links closed now, those that close with the chosen ones among them.
    stretches
        Names of all stretches of the scenario's projects closed now.
    sections
        Sections of the scenario's projects that close, as a stretch or with the link they run on.
    losses
        Pairs that lose, cut off ones first, then by minutes; of ``considered`` pairs.
    lost_person_min
        Person-minutes lost between the districts of the two provinces, one trip for each inhabitant;
        ``None`` if one of the pairs is cut off.
    people
        Inhabitants whose trips these are.
    communes_cut_off
        Code, name and people of communes that reach neither capital any more.
    on_closed
        Places whose connector meets closed links alone.
    """

    digest: str
    links: tuple[int, ...]
    stretches: tuple[str, ...]
    sections: tuple[str, ...]
    losses: tuple[PairLoss, ...]
    considered: int
    lost_person_min: float | None
    people: float
    communes_cut_off: tuple[tuple[str, str, float], ...]
    on_closed: tuple[str, ...]

    @property
    def lost_min_each(self) -> float | None:
        """Mean minutes lost by a trip; ``None`` if a pair is cut off."""
        return None if self.lost_person_min is None or not self.people else self.lost_person_min / self.people

    @property
    def cut_off(self) -> tuple[PairLoss, ...]:
        """Pairs that no road joins any more."""
        return tuple(x for x in self.losses if x.after_min is None)


def nearest_link(
    world: World, lon: float, lat: float, *, bridges_only: bool = False, within_m: float = ROAD_SEARCH_M
) -> FoundLink | None:
    """The link of the base network nearest to a point in degrees; ``None`` if there is none within reach."""
    roads = world.network.roads
    spot = shapely.Point(planar(np.array([[lon, lat]]))[0])
    near = roads.tree.query(spot, predicate="dwithin", distance=within_m)
    near = near[roads.bridge[near]] if bridges_only else near
    if not len(near):
        return None
    row = int(near[np.argmin(shapely.distance(roads.lines.shapes[near], spot))])
    at = roads.lines.at(row, roads.lines.locate(row, np.array([[spot.x, spot.y]])))[0]
    return link_of(world, int(roads.link_id[row]), gap_m=distance_m(lon, lat, float(at[0]), float(at[1])))


def nearest_road(
    world: World, scenario: Scenario, lon: float, lat: float, *, within_m: float = ROAD_SEARCH_M, project_id: str = ""
) -> FoundLink | None:
    """The road of a scenario nearest to a point in degrees: a link, or a stretch of a project that stands.

    Roads that the scenario closes are found too, so that they can be opened again.

    Parameters
    ----------
    project_id
        A project whose road is meant, if one within reach stands.
    """
    spot = shapely.Point(planar(np.array([[lon, lat]]))[0])
    links, segments = _within(world, scenario, spot, within_m)
    if project_id:
        own = _of_project(world, scenario, project_id)
        mine = links[np.isin(links, own[0])], segments[np.isin(segments, own[1])]
        links, segments = mine if len(mine[0]) or len(mine[1]) else (links, segments)
    lines = world.network.roads.lines.shapes[links], world.links.segment_shapes[segments]
    gaps_m = [np.asarray(shapely.distance(x, spot), dtype=np.float64) for x in lines]
    nearest = [g.min(initial=np.inf) for g in gaps_m]
    if not np.isfinite(min(nearest)):
        return None
    if nearest[1] <= nearest[0]:
        return stretch_of(world, _worth_closing(world, segments, gaps_m[1]), gap_m=float(nearest[1]))
    return link_of(world, int(world.network.roads.link_id[links[gaps_m[0].argmin()]]), gap_m=float(nearest[0]))


def _within(world: World, scenario: Scenario, spot: shapely.Point, within_m: float) -> tuple[Ints, Ints]:
    """Rows of ``Roads`` open but for the scenario's own closures, and segments that stand, within reach."""
    roads, links = world.network.roads, world.links
    near = roads.tree.query(spot, predicate="dwithin", distance=within_m)
    open_ = world.open_roads(replace(scenario, closed_links=frozenset(), closed_stretches=frozenset()))
    stands = world.built_sections(scenario)[links.segments.section]
    reached = shapely.dwithin(links.segment_shapes, spot, within_m)
    return near[open_[near]], np.flatnonzero(stands & reached)


def _of_project(world: World, scenario: Scenario, project_id: str) -> tuple[Ints, Ints]:
    """Rows of ``Roads`` and segments that a project's standing sections run on."""
    links, sections = world.links, world.links.sections
    own = world.built_sections(scenario) & (sections.project_id == project_id)
    pieces = links.upgraded_piece[own[links.upgraded_section]]
    return world.network.link[pieces], np.flatnonzero(own[links.segments.section])


def _worth_closing(world: World, segments: Ints, gaps_m: Floats) -> int:
    """The nearest of the segments; beside a stop the longer of its neighbours on the same section."""
    found, length_m = world.links.segments, world.links.segments.to_m - world.links.segments.from_m
    nearest = int(gaps_m.argmin())
    one = int(segments[nearest])
    if length_m[one] >= _STOP_M:
        return one
    beside = segments[(found.section[segments] == found.section[one]) & (gaps_m <= gaps_m[nearest] + _STOP_M)]
    return int(beside[length_m[beside].argmax()])


def numbered_bridges(world: World, *, least_m: float = 60.0) -> tuple[FoundLink, ...]:
    """Bridges on numbered roads of at least ``least_m``, each structure once, by number, name and length."""
    roads = world.network.roads
    rows = np.flatnonzero(roads.bridge & (roads.ref != "") & (roads.length_m >= least_m))
    listed = sorted((link_of(world, int(roads.link_id[r])) for r in rows), key=lambda x: (-x.length_m, x.link_id))
    seen: set[int] = set()
    found = []
    for link in listed:  # the longest part of a structure stands for it
        if seen.isdisjoint(link.together):
            found.append(link)
        seen.update(link.together)
    return tuple(sorted(found, key=lambda x: (x.ref, x.name, -x.length_m, x.link_id)))


def placed_bridges(world: World, *, least_m: float = 60.0) -> tuple[tuple[FoundLink, str, str], ...]:
    """Those of ``numbered_bridges``, each with its commune and the rivers it meets, empty if none is known; last those with a province, where communes are not in the data."""
    bridges = numbered_bridges(world, least_m=least_m)
    lines = [shapely.LineString(b.lon_lat) for b in bridges]
    told = whereabouts(world.data, lines, [np.array([line]) for line in lines])
    found = zip(bridges, provinces_at(world.data, lines), told, strict=True)
    placed = [(bool(known), bridge, known or province, river) for bridge, province, (known, _, river) in found]
    nearest_first = sorted(placed, key=lambda one: not one[0])  # otherwise in the order of their numbers
    return tuple((bridge, place, river) for _, bridge, place, river in nearest_first)


def link_of(world: World, link_id: int, *, gap_m: float = 0.0) -> FoundLink:
    """A link by its number, which must be one of the network's (``World.link_ids`` checks)."""
    roads = world.network.roads
    row = int(np.flatnonzero(roads.link_id == link_id)[0])
    line = roads.lines.cut(row, 0.0, float(roads.length_m[row]))
    return FoundLink(
        link_id=link_id,
        ref=str(roads.ref[row]),
        name=str(roads.name[row]),
        road_class=str(roads.road_class[row]),
        bridge=bool(roads.bridge[row]),
        length_m=float(roads.length_m[row]),
        lon_lat=tuple((float(x), float(y)) for x, y in line),
        together=tuple(roads.link_id[closed_together(roads, [link_id])].tolist()),
        gap_m=gap_m,
    )


def stretch_of(world: World, segment: int, *, gap_m: float = 0.0) -> FoundLink:
    """A stretch of a project's new road by the number of its segment."""
    segments, table = world.links.segments, world.links.sections
    section, from_m, to_m = int(segments.section[segment]), segments.from_m[segment], segments.to_m[segment]
    return FoundLink(
        link_id=-1,
        ref="",
        name="",
        road_class=str(table.road_class[section]),
        bridge=False,
        length_m=float(to_m - from_m),
        lon_lat=tuple((float(x), float(y)) for x, y in table.lines.cut(section, from_m, to_m)),
        together=(),
        gap_m=gap_m,
        stretch=stretch_name(world.links, segment),
        section_id=str(table.section_id[section]),
    )


def closed_lines(world: World, road: FoundLink) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Lines in degrees of everything that closes with a road."""
    if not road.stretch:
        return tuple(link_of(world, i).lon_lat for i in road.together)
    return tuple(stretch_of(world, int(s)).lon_lat for s in closed_segments(world.links, [road.stretch]))


def closure_loss(
    world: World,
    scenario: Scenario,
    closed: frozenset[int],
    *,
    stretches: frozenset[str] = frozenset(),
    assumptions: Assumptions | None = None,
) -> ClosureLoss:
    """What closing links and stretches costs in a scenario, between districts and from them to gates, airport, ports.

    What the scenario closes already stays closed and is part of what is before.

    Raises
    ------
    InputError
        If the scenario is not feasible.
    """
    weights = assumptions or Assumptions()
    after = replace(
        scenario,
        closed_links=scenario.closed_links | closed,
        closed_stretches=scenario.closed_stretches | stretches,
    )
    was, now = yardstick_tables(world, scenario), yardstick_tables(world, after)
    rod, gone = yardstick(world), world.fallen(after)
    standing = world.built_sections(after)[world.links.segments.section[gone.segments]]
    segments = gone.segments[standing]
    pairs = _pairs(was.ways, now.ways, rod)
    counted = district_trips(world, scenario.baseline(), weights)
    square = slice(0, len(rod.origins))
    lost = counted.value(now.ways.fastest_min[:, square]) - counted.value(was.ways.fastest_min[:, square])
    reached = np.isfinite(was.to_capitals_min).any(axis=1) & ~np.isfinite(now.to_capitals_min).any(axis=1)
    found = communes(world)
    names, codes = (found.frame[c].to_numpy(dtype=object) for c in ("full_name", "code"))
    return ClosureLoss(
        digest=text_digest(["closure", world.digest(scenario), world.digest(after), *weights.weights]),
        links=tuple(world.network.roads.link_id[gone.roads].tolist()),
        stretches=tuple(stretch_name(world.links, int(s)) for s in segments),
        sections=_sections_on(world, scenario, gone.roads, segments),
        losses=tuple(sorted((p for p in pairs if _loses(p)), key=_order)),
        considered=len(pairs),
        lost_person_min=-lost if np.isfinite(lost) else None,
        people=counted.people,
        communes_cut_off=tuple((str(codes[i]), str(names[i]), float(found.people[i])) for i in np.flatnonzero(reached)),
        on_closed=tuple(p for p in rod.ends if _only_on(world, p, gone.roads)),
    )


def _pairs(was: Skim, now: Skim, rod: Yardstick) -> list[PairLoss]:
    """Pairs connected before: each two districts once, and each district with every other end."""
    n = len(rod.origins)
    minutes, metres = (tuple(_both_ways(t, n) for t in x) for x in _by_unit(was, now))
    listed = []
    for i, j in np.argwhere(np.isfinite(minutes[0])).tolist():
        if j > i:
            gone = not np.isfinite(minutes[1][i, j])
            after = (None, None) if gone else (float(minutes[1][i, j]), float(metres[1][i, j]))
            before = (float(minutes[0][i, j]), float(metres[0][i, j]))
            listed.append(PairLoss(rod.origins[i], rod.ends[j], *before, *after))
    return listed


def _by_unit(was: Skim, now: Skim) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    return (was.fastest_min, now.fastest_min), (was.shortest_m, now.shortest_m)


def _both_ways(table: Floats, origins: int) -> Floats:
    """The table with the mean of both directions where both ends are origins."""
    result = table.copy()
    result[:, :origins] = (table[:, :origins] + table[:, :origins].T) / 2
    return result


def _loses(pair: PairLoss) -> bool:
    lost_min, lost_m = pair.lost_min, pair.lost_m
    return lost_min is None or lost_m is None or lost_min >= NOTABLE_MIN or lost_m >= NOTABLE_M


def _order(pair: PairLoss) -> tuple[bool, float, str, str]:
    lost = pair.lost_min
    return lost is not None, -(lost or 0.0), pair.origin, pair.destination


def _sections_on(world: World, scenario: Scenario, rows: Ints, segments: Ints) -> tuple[str, ...]:
    """Sections of the scenario's projects with closed segments, or whose upgrade runs on closed links."""
    arcs = world.graph(replace(scenario, closed_links=frozenset(), closed_stretches=frozenset())).arcs
    upgraded: NDArray[np.bool_] = arcs.kind == ArcKind.UPGRADE
    on = upgraded & np.isin(world.network.link[np.where(upgraded, arcs.item, 0)], rows)
    sections = np.union1d(arcs.section[on], world.links.segments.section[segments])
    return tuple(str(world.links.sections.section_id[s]) for s in sections)


def _only_on(world: World, place_id: str, rows: Ints) -> bool:
    """Whether every road that a place's connectors meet is closed."""
    joined = world.connectors.head[world.connectors.tail == world.node(place_id)]
    network = world.network
    met = network.link[np.isin(network.tail, joined) | np.isin(network.head, joined)]
    return bool(len(met)) and bool(np.isin(met, rows).all())


@dataclass(frozen=True)
class JointClosure:
    """What closing several links at once costs.

    Parameters
    ----------
    links
        All that are closed, those that close with the chosen ones among them.
    lost_person_min, lost_person_km
        Of the trips that still find a way.
    cut_people, cut_pairs
        Of those that find none.
    alone_person_min
        Sum of the losses of the links closed one at a time, each structure or chain once.
    digest
        Names data, scenario, closures and trips.
    """

    links: tuple[int, ...]
    lost_person_min: float
    lost_person_km: float
    cut_people: float
    cut_pairs: int
    alone_person_min: float
    digest: str


def close_jointly(
    world: World,
    scenario: Scenario,
    closed: frozenset[int],
    *,
    source: str = DISTRICTS,
    assumptions: Assumptions | None = None,
) -> JointClosure:
    """Close links at once in a scenario.

    Raises
    ------
    InputError
        If no link is named, the scenario is not feasible, or the trips cannot be used.
    """
    if not closed:
        raise InputError("criticality.nothing_shut")
    found = demand(world, scenario, source, assumptions=assumptions)
    roads = found.world.network.roads
    rows = closed_together(roads, closed)
    after = replace(scenario, closed_links=scenario.closed_links | closed)
    nodes, counted = found.world.nodes(found.place_ids), found.trips > 0
    sums, gone = [], np.zeros(int(counted.sum()), dtype=bool)
    for impedance in ("by_time", "by_length"):
        was, now = (
            dijkstra(getattr(found.world.graph(s), impedance).matrix, indices=nodes)[:, nodes][counted]
            for s in (scenario, after)
        )
        there = np.isfinite(was)
        gone = there & ~np.isfinite(now)
        more = np.where(there & ~gone, np.where(there, now, 0.0) - np.where(there, was, 0.0), 0.0)
        sums.append(float(found.trips[counted] @ np.where(more < NEGLIGIBLE, 0.0, more)))
    single = criticality(world, scenario, source=source, assumptions=assumptions)
    stretches, first = np.unique(single.time.stretch[rows], return_index=True)
    alone = single.lost_person_min[rows][first][stretches >= 0].sum()
    return JointClosure(
        links=tuple(roads.link_id[rows].tolist()),
        lost_person_min=sums[0],
        lost_person_km=sums[1] / 1000,
        cut_people=float(found.trips[counted][gone].sum()),
        cut_pairs=int(gone.sum()),
        alone_person_min=float(alone),
        digest=text_digest(["together", found.world.digest(scenario), found.world.digest(after), found.digest]),
    )
