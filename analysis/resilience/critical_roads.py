"""The losses as roads: lines for a map, the roads that matter most, and what a scenario changes.

Each line is a link of the base network or a segment of a project. Lines of one ``stretch`` (between
two junctions) cost the same. The list of the most critical roads names each road once in a commune,
by its worst stretch there; communes are those of 2025, rivers those the line meets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.appraisal import DISTRICTS
from analysis.network import ArcKind
from analysis.resilience.link_losses import criticality
from analysis.resilience.whereabouts import joined_roads, whereabouts
from analysis.scenarios import Assumptions
from layers import WGS84

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.network import Ints
    from analysis.resilience.link_losses import Criticality, Progress
    from analysis.scenarios import Scenario, World
    from layers import Dataset

MOST_CRITICAL: Final = 20


def critical_links(world: World, found: Criticality) -> gpd.GeoDataFrame:
    """Every link and segment whose closing costs something, least first so that the worst are drawn on top.

    EPSG:4326; columns ``id`` (link number, or section and number of its segment), ``link_id`` (−1 for a
    project), ``section_id`` (of a project, also of one that upgrades the link), ``ref``, ``name``, ``road_class``, ``schematic``, ``length_km``, ``lost_person_min``,
    ``lost_person_km``, ``cut_people``, ``cut_pairs``, ``no_way_round``, ``on_place``, ``stretch``, ``digest``.
    """
    chosen = np.flatnonzero((found.time.lost > 0) | (found.distance.lost > 0) | (found.time.cut_people > 0))
    chosen = chosen[np.lexsort([found.time.cut_people[chosen], found.time.lost[chosen]])]
    losses = {
        "lost_person_min": found.lost_person_min[chosen],
        "lost_person_km": found.lost_person_km[chosen],
        "cut_people": found.cut_people[chosen],
        "cut_pairs": found.time.cut_pairs[chosen],
        "no_way_round": found.no_way_round[chosen],
        "on_place": found.on_place[chosen],
        "stretch": found.time.stretch[chosen],
    }
    about = (
        _about(world, found.scenario, chosen)
        | {"length_km": found.length_m[chosen] / 1000}
        | losses
        | {"digest": found.digest}
    )
    return gpd.GeoDataFrame(about, geometry=_lines(world, chosen), crs=WGS84)


def critical_stretches(world: World, found: Criticality) -> gpd.GeoDataFrame:
    """The same as ``critical_links`` with the links of a stretch joined: one row and one (multi)line each, EPSG:4326.

    ``id`` and names are those of its longest link, ``length_km`` is the sum of all its lines.
    """
    frame = critical_links(world, found).sort_values("length_km", ascending=False, kind="stable")
    grouped = frame.groupby("stretch", sort=False)
    rows = frame.drop_duplicates("stretch").set_index("stretch", drop=False)
    lines = {s: shapely.line_merge(shapely.union_all(g.to_numpy())) for s, g in grouped.geometry}
    rows = rows.assign(length_km=grouped["length_km"].sum(), geometry=gpd.GeoSeries(lines, crs=WGS84))
    rows = rows[rows["stretch"] >= 0]  # below zero: what costs distance alone, each link on its own
    return rows.sort_values(["lost_person_min", "cut_people"], kind="stable").reset_index(drop=True)


def _about(world: World, scenario: Scenario, chosen: Ints) -> dict[str, list[object]]:
    """Names of links and of project segments; a link without any takes the name of the project that widens it."""
    roads, segments, table = world.network.roads, world.links.segments, world.links.sections
    columns: dict[str, list[object]] = {
        c: [] for c in ("id", "link_id", "section_id", "ref", "name", "road_class", "schematic")
    }
    schematic = {s.section_id: s.quality == "schematic" for p in world.projects.values() for s in p.sections}
    upgrade = _upgrades(world, scenario)
    for owner in chosen.tolist():  # a few thousand rows of plain look-ups
        segment = owner - len(roads.link_id)
        section = upgrade.get(owner, -1) if segment < 0 else int(segments.section[segment])
        own = str(table.section_id[section]) if section >= 0 else ""
        project = world.projects[str(table.project_id[section])].name_vi if section >= 0 else ""
        if segment < 0:
            link, ref, name = int(roads.link_id[owner]), str(roads.ref[owner]), str(roads.name[owner])
            row = (str(link), link, own, ref, name or ("" if ref else project), str(roads.road_class[owner]), False)
        else:
            row = (f"{own}:{segment}", -1, own, "", project, str(table.road_class[section]), schematic.get(own, False))
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return columns


def _upgrades(world: World, scenario: Scenario) -> dict[int, int]:
    """A section of the scenario for each row of ``Roads`` that it upgrades."""
    arcs = world.graph(scenario).arcs
    on = arcs.kind == ArcKind.UPGRADE
    rows = world.network.link[arcs.item[on]]
    return dict(zip(rows.tolist(), arcs.section[on].tolist(), strict=True))


def _lines(world: World, chosen: Ints) -> list[shapely.LineString]:
    roads, segments, table = world.network.roads, world.links.segments, world.links.sections
    lines = []
    for owner in chosen.tolist():
        segment = owner - len(roads.link_id)
        if segment < 0:
            part = slice(roads.lines.offset[owner], roads.lines.offset[owner + 1])
            lines.append(shapely.LineString(roads.lines.lon_lat[part]))
        else:
            ends = segments.from_m[segment], segments.to_m[segment]
            lines.append(shapely.LineString(table.lines.cut(int(segments.section[segment]), *ends)))
    return lines


def most_critical(world: World, found: Criticality, *, count: int = MOST_CRITICAL) -> gpd.GeoDataFrame:
    """The roads whose closing costs most, each once in a commune, by person-minutes, then by people cut off.

    Columns of ``critical_links`` of the longest link of the worst stretch, with ``length_km`` of the whole stretch
    (the other carriageway left out), ``links`` (numbers joined by blanks), ``commune``, ``province_2022`` and
    ``river`` (names, empty if none), and ``joins``: of a road without number and name the roads at its ends.
    """
    frame = critical_links(world, found)
    frame = frame[frame["stretch"] >= 0].sort_values(
        ["lost_person_min", "cut_people", "id"], ascending=[False, False, True], kind="stable"
    )
    worst = frame.sort_values(
        ["lost_person_min", "cut_people", "stretch", "length_km"], ascending=[False, False, True, False], kind="stable"
    ).drop_duplicates("stretch")
    worst = worst.iloc[: max(count * 20, 200)]  # far more than the list can swallow; places are looked up for these
    members = frame.groupby("stretch")
    worst = worst.assign(
        links=[" ".join(members.get_group(s)["id"]) for s in worst["stretch"]],
        length_km=[_one_way_km(members.get_group(s), world) for s in worst["stretch"]],
    )
    worst = _placed(worst, world.data, [members.get_group(s).geometry.to_numpy() for s in worst["stretch"]])
    bare = ((worst["ref"] == "") & (worst["name"] == "")).to_numpy()
    joins = np.full(len(worst), "", dtype=object)
    joins[bare] = joined_roads(world.data, worst.geometry.to_numpy()[bare])
    worst = worst.assign(joins=joins)
    named = worst["ref"].where(worst["ref"] != "", worst["name"]).where(lambda x: x != "", worst["joins"])
    keep = ~pd.DataFrame({"road": named, "commune": worst["commune"]}).duplicated()
    return worst[keep].head(count).reset_index(drop=True)


def _one_way_km(rows: gpd.GeoDataFrame, world: World) -> float:
    """Length of a stretch, half of what runs in one direction only where both directions are in it."""
    roads = world.network.roads
    links = rows["link_id"].to_numpy()
    one_way = np.isin(links, roads.link_id[roads.oneway])
    km = rows["length_km"].to_numpy()
    paired = one_way.sum() > 1 and bool(rows["link_id"].isin(roads.link_id[roads.bridge]).any())
    return float(km[~one_way].sum() + km[one_way].sum() / (2 if paired else 1))


def _placed(frame: gpd.GeoDataFrame, data: Dataset, lines: list[np.ndarray]) -> gpd.GeoDataFrame:
    """With the commune at the middle of each row's own line, and the rivers its whole stretch meets."""
    told = whereabouts(data, frame.geometry.to_numpy(), lines)
    return frame.assign(**{c: [row[n] for row in told] for n, c in enumerate(("commune", "province_2022", "river"))})


def criticality_change(world: World, before: Criticality, after: Criticality) -> gpd.GeoDataFrame:
    """What a scenario changes at each link of the base network: columns of ``critical_links``, ``_before``, ``_after``.

    Lines in EPSG:4326, losses in person-minutes. ``change_person_min`` is after − before: below zero the network depends less on the link than before.
    """
    links = len(world.network.roads.link_id)
    pairs = [(f.lost_person_min[:links], f.cut_people[:links]) for f in (before, after)]
    chosen = np.flatnonzero(np.logical_or.reduce([(a > 0) | (b > 0) for a, b in pairs]))
    columns = {
        f"{name}_{when}": values[chosen]
        for when, pair in zip(("before", "after"), pairs, strict=True)
        for name, values in zip(("lost_person_min", "cut_people"), pair, strict=True)
    }
    change = columns["lost_person_min_after"] - columns["lost_person_min_before"]
    about = _about(world, after.scenario, chosen) | {"length_km": before.length_m[chosen] / 1000} | columns
    frame = gpd.GeoDataFrame(about | {"change_person_min": change}, geometry=_lines(world, chosen), crs=WGS84)
    return frame.assign(digest=f"{before.digest} {after.digest}")


@dataclass(frozen=True)
class ProjectFragility:
    """What one project alone does to the network's fragility.

    Parameters
    ----------
    project_id
        The project; an upgrade of another one stands on that.
    fragility, change
        ``Criticality.fragility`` with it, and minus that of the baseline: person-minutes.
    closed_min
        ``Criticality.closed_min`` with it: what a trip takes then, normal time and loss together.
    worst
        Largest loss of a single link, person-minutes.
    cut_people
        People cut off by the worst link for them, places' own roads left out.
    """

    project_id: str
    fragility: float
    change: float
    closed_min: float
    worst: float
    cut_people: float


def project_fragility(
    world: World,
    scenario: Scenario,
    *,
    source: str = DISTRICTS,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
) -> tuple[ProjectFragility, ...]:
    """Each project alone on the baseline, those that make the network least fragile first; kept with the world.

    Parameters
    ----------
    source, assumptions
        Trips, as in ``demand``.
    progress
        Called with (projects done, projects in all); may raise to stop.
    """
    weights = assumptions or Assumptions()
    measure = partial(criticality, world, source=source, assumptions=weights)
    base = scenario.baseline()
    make = partial(_fragility, world, base, replace(base, access=scenario.access), measure, progress)
    return world.keep(("project fragility", base, scenario.access, source, weights.weights), make)


def _fragility(
    world: World, base: Scenario, alone: Scenario, measure: Callable[..., Criticality], progress: Progress | None
) -> tuple[ProjectFragility, ...]:
    """``alone`` is the base as projects are put on it: with the access of the scenario looked at."""
    bare = measure(base).fragility
    found = []
    for done, project in enumerate(world.projects.values()):
        if progress:
            progress(done, len(world.projects))
        on = world.bases(project.id) | {project.id}
        one = measure(replace(alone, projects=on), keep=False)
        cut = one.cut_people[~one.on_place]
        found.append(
            ProjectFragility(
                project.id,
                one.fragility,
                one.fragility - bare,
                one.closed_min,
                float(one.lost_person_min.max(initial=0.0)),
                float(cut.max(initial=0.0)),
            )
        )
    return tuple(sorted(found, key=lambda f: (f.change, f.project_id)))
