"""Rows of connectivity and criticality, as the commands print them and the page hands them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.connectivity import STATES
from analysis.critical_roads import project_fragility
from analysis.criticality import criticality
from analysis.road_shares import RANKS

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis.closing import Together
    from analysis.connectivity import Connectivity
    from analysis.crossings import Crossings
    from analysis.missing_links import MissingLinks
    from analysis.output import Row
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from analysis.world import World

_CROSSING: Final = (
    "when",
    "ref",
    "name",
    "road_class",
    "provinces",
    "schematic",
    "links",
    "section",
    "lon",
    "lat",
    "digest",
)
COLUMNS: Final = {
    "summary": ("figure", "unit", "before", "after", "change", "digest"),
    "pairs": (
        "origin", "destination", "geodesic_km",
        *(f"{c}_{w}" for c in ("detour", "shortest_km", "fastest_min", "fastest_length_km", "routes", *(f"{r}_km" for r in RANKS)) for w in STATES),
        "digest",
    ),
    "detours": ("when", "rank", "origin", "destination", "geodesic_km", "shortest_km", "detour", "digest"),
    "cuts": ("when", "origin", "destination", "routes", "number", "ref", "name", "links", "length_km", "digest"),
    "boundary": _CROSSING,
    "river": _CROSSING,
    "missing": (
        "origin", "destination", "across", "straight_km", "road_km", "detour", "time_min", "saved_min",
        "saved_person_min", "digest",
    ),
    "roads": (
        "rank", "ref", "name", "road_class", "length_km", "commune", "province_2022", "river", "lost_person_min",
        "lost_person_km", "cut_people", "cut_pairs", "no_way_round", "on_place", "schematic", "links", "digest",
    ),
    "links": (
        "id", "ref", "name", "road_class", "length_km", "lost_person_min", "lost_person_km", "cut_people", "cut_pairs",
        "no_way_round", "on_place", "schematic", "stretch", "digest",
    ),
    "change": (
        "id", "ref", "name", "road_class", "length_km", "lost_person_min_before", "lost_person_min_after",
        "change_person_min", "cut_people_before", "cut_people_after", "digest",
    ),
    "projects": ("project", "fragility_person_min", "change_person_min", "closed_min", "worst_person_min", "cut_people"),
    "together": ("links", "lost_person_min", "lost_person_km", "cut_people", "cut_pairs", "alone_person_min", "digest"),
}  # fmt: skip


def summary_rows(found: Connectivity) -> list[Row]:
    """The main figures before and after, with their difference."""
    figures: list[tuple[str, str, list[float | None]]] = [
        ("routes_capitals", "", [None if c is None else float(c.count) for c in found.capitals]),
        ("routes_provinces", "", [float(c.count) for c in found.provinces]),
        ("routes_pair_least", "", [float(found.pairs[f"routes_{w}"].min()) for w in STATES]),
        ("detour_mean", "", [float(found.pairs[f"detour_{w}"].mean(skipna=False)) for w in STATES]),
        ("detour_largest", "", [float(found.pairs[f"detour_{w}"].max()) for w in STATES]),
    ]
    for what in ("boundary", "river"):
        both: tuple[Crossings, ...] = getattr(found, what)
        figures.append((f"crossings_{what}", "", [float(len(c.found)) for c in both]))
        figures += [(f"crossings_{what}_{k}", "", [float(c.by_class()[k]) for c in both]) for k in both[0].by_class()]
    for i, rank in enumerate(RANKS):
        figures.append((f"share_{rank}", "%", [None if (s := x[i]) is None else 100 * s for x in found.shares]))
    return [
        {
            "figure": name, "unit": unit, "before": was, "after": now, "digest": found.digest,
            "change": None if was is None or now is None else now - was,
        }
        for name, unit, (was, now) in figures
    ]  # fmt: skip


def missing_rows(found: MissingLinks) -> list[Row]:
    """Each missing link."""
    return [vars(m) | {"digest": found.digest} for m in found.found]


def pair_rows(found: Connectivity) -> list[Row]:
    """Each pair of districts, before and after."""
    return [{str(k): v for k, v in r.items()} | {"digest": found.digest} for r in found.pairs.to_dict("records")]


def detour_rows(found: Connectivity) -> list[Row]:
    """The worst pairs of each state."""
    rows: list[Row] = []
    for when in STATES:
        for rank, r in enumerate(found.worst(when=when).to_dict("records"), start=1):
            row: Row = {"when": when, "rank": rank, "digest": found.digest}
            row |= {k: r[k] for k in ("origin", "destination", "geodesic_km")}
            rows.append(row | {k: r[f"{k}_{when}"] for k in ("shortest_km", "detour")})
    return rows


def crossing_rows(both: tuple[Crossings, ...]) -> list[Row]:
    """Each crossing of a line, before and after."""
    return [
        {
            "when": when, "ref": c.ref, "name": c.name, "road_class": c.road_class, "schematic": c.schematic,
            "provinces": " ".join(c.provinces), "links": " ".join(map(str, c.link_ids)), "section": c.section_id,
            "lon": c.lon, "lat": c.lat, "digest": found.digest,
        }
        for when, found in zip(STATES, both, strict=True)
        for c in found.found
    ]  # fmt: skip


def project_rows(world: World, scenario: Scenario, source: str, weights: Assumptions) -> list[Row]:
    """The baseline, then each project alone on it."""
    bare = criticality(world, scenario.baseline(), source=source, assumptions=weights)
    cut = bare.cut_people[~bare.on_place].max(initial=0.0)
    baseline: Row = {
        "project": "baseline", "fragility_person_min": bare.fragility, "change_person_min": 0.0,
        "closed_min": bare.closed_min, "worst_person_min": bare.lost_person_min.max(initial=0.0), "cut_people": cut,
    }  # fmt: skip
    return [
        baseline,
        *(
            {
                "project": f.project_id, "fragility_person_min": f.fragility, "change_person_min": f.change,
                "closed_min": f.closed_min, "worst_person_min": f.worst, "cut_people": f.cut_people,
            }
            for f in project_fragility(world, scenario, source=source, assumptions=weights)
        ),
    ]  # fmt: skip


def road_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """The most critical roads, numbered."""
    return [{"rank": i} | r for i, r in enumerate(records(frame), start=1)]


def link_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """Every link with a loss, worst first."""
    return records(frame[::-1])


def records(frame: gpd.GeoDataFrame) -> list[Row]:
    """The columns of a frame without its geometry."""
    return [{str(k): v for k, v in r.items()} for r in frame.drop(columns="geometry").to_dict("records")]


def together_rows(found: Together) -> list[Row]:
    """The one row a command prints."""
    return [vars(found) | {"links": " ".join(map(str, found.links))}]
