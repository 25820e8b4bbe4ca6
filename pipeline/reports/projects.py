"""The sections of ``docs/data.md`` on projects: lengths, status and doubts; what each changes, or why nothing; where they join the roads.

``joints.csv`` names a project, a pair of places and why; the figures are computed: without the project,
and with it joined at published interchanges, at every candidate, and at every road it crosses at grade.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import shapely

from analysis.appraisal import NOTABLE_MIN, PairEffect, ProjectEffect, Reason, project_effects
from analysis.network import skim
from analysis.scenarios import Access, Scenario, build_world, load_world
from layers import Project, read_projects
from pipeline.checks import LENGTH_PERCENT
from pipeline.projects import LEAST_EXPRESSWAY_M, BaseSegments, along_base
from pipeline.reports.markdown import table
from words import Lang, change, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from analysis.scenarios import World
    from pipeline.files import Context

_OPEN_SINCE: Final = "2021-08-06"


def projects_section(context: Context) -> str:
    """Markdown on every project: length against published, new and upgraded km, access, status, doubts."""
    projects = read_projects(context.path("projects"))
    points = context.read("interchanges")
    text = context.text("exceptions.toml")
    named = {row["id"] for row in tomllib.loads(text)["exceptions"] if row["check"] == "length"}
    parts = (
        _lengths(projects, named),
        _provinces(projects, dict(context.read("provinces_2022")[["code", "name"]].to_numpy())),
        _make_up(projects),
        _access(projects, points),
        _links(points),
        _base_year(projects, context),
        _doubts(projects),
    )
    return "## Projects\n\n" + "\n\n".join(parts)


def _error(computed_km: float, published_km: float) -> str:
    return f"{100 * (computed_km / published_km - 1):+.1f} %"


def _verdict(project: Project, published_km: float, named: set[str]) -> str:
    """What the deviation of the total means."""
    share = project.quality_km.get("schematic", 0.0) / project.computed_length_km
    if abs(project.computed_length_km / published_km - 1) * 100 <= LENGTH_PERCENT:
        return f"within {LENGTH_PERCENT:g} %"
    if project.id in named:
        return "named exception"
    return f"{share:.0%} schematic: compared, not judged" if share > 0 else "different scope, see doubts"


def _lengths(projects: tuple[Project, ...], named: set[str]) -> str:
    rows = []
    for p in projects:
        published = p.published_km()
        against = (f"{published:g}", _error(p.computed_length_km, published)) if published else ("–", "–")
        verdict = _verdict(p, published, named) if published else "nothing published"
        rows.append((f"`{p.id}`", f"{p.computed_length_km:.1f}", *against, verdict))
    head = ("project", "computed km", "published km", "difference", "verdict")
    return "### Length, total\n\n" + table(head, rows)


def _provinces(projects: tuple[Project, ...], names: Mapping[str, str]) -> str:
    """Lengths by province of 2022 where both figures exist, or the computed one alone."""
    rows = []
    for p in projects:
        for code, km in p.computed_by_province_km.items():
            published = p.published_km(code)
            against = (f"{published:g}", _error(km, published)) if published else ("–", "–")
            rows.append((f"`{p.id}`", names.get(code, code), f"{km:.1f}", *against))
    head = ("project", "province (2022)", "computed km", "published km", "difference")
    return "### Length by province\n\n" + table(head, rows)


def _make_up(projects: tuple[Project, ...]) -> str:
    rows = [
        (
            f"`{p.id}`",
            len(p.sections),
            f"{p.computed_new_km:.1f}",
            f"{p.computed_upgrade_km:.1f}",
            f"{p.quality_km.get('mapped', 0):.1f}",
            f"{p.quality_km.get('schematic', 0):.1f}",
            f"{sum(s.length_km for s in p.sections if s.gap_bridge):.1f}",
            ", ".join(f"{status} {km:.1f}" for status, km in p.status_km().items()),
        )
        for p in projects
    ]
    head = (
        "project",
        "sections",
        "new km",
        "upgrade km",
        "mapped",
        "schematic",
        "of it bridges over holes",
        "km by status",
    )
    note = (
        "A project counts as upgrade where it runs within 25 m and 20° of a base road for more than 50 m. Two "
        "thresholds are higher, because the rule as it stands cut expressways to pieces: 1 km where a road is "
        "entered at interchanges only (skew crossings and junctions are not the expressway's own road), 500 m "
        "where the line was set by hand (it is off by more than the rule measures). `existing` is what the "
        "network of August 2021 holds already."
    )
    return f"### New, upgraded, mapped, open\n\n{note}\n\n" + table(head, rows)


def _access(projects: tuple[Project, ...], points: gpd.GeoDataFrame) -> str:
    rows = []
    for p in projects:
        own = points[points["project_id"] == p.id]
        counts = [
            int(((own["kind"] == kind) & (own["assumed"] == assumed)).sum())
            for kind, assumed in (("base", False), ("base", True), ("project", False))
        ]
        rows.append((f"`{p.id}`", p.access, *counts))
    head = ("project", "access", "listed and ends", "assumed", "with other projects")
    return "### Access\n\nOrdinary roads join at every crossing.\n\n" + table(head, rows)


def _links(points: gpd.GeoDataFrame) -> str:
    """Interchanges that need a long link or have none."""
    odd = points[(points["max_link_m"] > 500) | points["source"].str.contains("chưa nối được")]  # noqa: PLR2004 - m, RULES
    rows = [(f"`{r.project_id}`", r.name_en, r.max_link_m, r.source.split("; ")[-1]) for r in odd.itertuples()]
    return "### Links longer than 500 m, each with its reason\n\n" + table(("project", "point", "m", "reason"), rows)


def _base_year(projects: tuple[Project, ...], context: Context) -> str:
    """What opened since August 2021, and whether the base network holds any of it."""
    rows = [
        (f"`{p.id}`", s.name_en, s.opened.isoformat(), f"{s.length_km:.1f}", "upgrade" if s.upgrade else "new")
        for p in projects
        for s in p.sections
        if s.opened is not None
    ]
    existing = sum(s.length_km for p in projects for s in p.sections if s.status == "existing")
    early = [row for row in rows if row[2] <= _OPEN_SINCE]
    leaked = _leaked(projects, context)
    told = (
        f"{existing:.1f} km of projects are in the base network and count as existing. Sections said to have opened "
        f"by {_OPEN_SINCE}: {len(early)}. New road opened since that a base road already follows for more than "
        f"1 km: {', '.join(leaked) if leaked else 'none'}."
    )
    head = ("project", "section", "opened", "km", "as")
    return f"### The base year\n\n{told}\n\n" + table(head, rows)


def _leaked(projects: tuple[Project, ...], context: Context) -> list[str]:
    """Sections opened since August 2021 that the base network seems to hold."""
    base = BaseSegments(context.read("roads"))
    return [
        s.section_id
        for p in projects
        for s in p.sections
        if s.opened is not None and not s.upgrade
        if any(f for _, _, f in along_base(shapely.get_coordinates(s.geometry), base, least_m=LEAST_EXPRESSWAY_M))
    ]


def _doubts(projects: tuple[Project, ...]) -> str:
    rows: list[tuple[Any, ...]] = [
        (f"`{p.id}`", p.notes_en or "–", ", ".join(p.unverified) or "–") for p in projects if p.notes_en or p.unverified
    ]
    return "### Doubts\n\n" + table(("project", "note", "general knowledge, unverified"), rows)


_REASONS: Final = {
    Reason.EXISTING: "nothing: every section was open in August 2021 and is part of the base network",
    Reason.APART: "nothing: it joins neither the base network nor another project within the limits",
    Reason.NO_GAIN: "nothing between these places: no fastest or shortest way leads over it",
}


def effects_section(context: Context) -> str:
    """Markdown with one table row for each project and pair."""
    world = load_world(context.out)
    effects = project_effects(world)
    considered = max((e.considered for e in effects), default=0)
    lines = [
        "## What each project changes",
        "",
        (
            "Each project alone, all its sections built, on the base network of August 2021; an upgrade of another "
            "project stands on that project. Car, central speeds, every candidate interchange. Pairs: the capitals of "
            f"the 9 + 11 districts with each other, with the border gates and the airports ({considered} pairs); means of "
            "both directions. Shown are the largest savings of time, no place twice, and the largest fall of distance. No forecast of traffic, no tolls."
        ),
        "",
        f"| project | pairs that save ≥ {NOTABLE_MIN} min | pair | shortest, km | fastest, min |",
        "|---|---|---|---|---|",
        *(row for effect in effects for row in _rows(world, effect)),
    ]
    return "\n".join(lines) + "\n"


def _rows(world: World, effect: ProjectEffect) -> list[str]:
    """The rows of one project: its largest savings of time, then the largest fall of distance."""
    project = world.projects[effect.project_id]
    title = f"{project.name_vi} (`{effect.project_id}`)" + (f" on `{effect.on}`" if effect.on else "")
    if effect.reason is not None:
        return [f"| {title} | 0 | {_REASONS[effect.reason]} | | |"]
    shown = list(effect.pairs)
    if effect.shortened is not None and effect.shortened not in shown:
        shown.append(effect.shortened)
    heads = [f"{title} | {effect.notable}", *([" | "] * (len(shown) - 1))]
    return [f"| {head} | {_pair(world, pair)} |" for head, pair in zip(heads, shown, strict=True)]


def _pair(world: World, pair: PairEffect) -> str:
    names = " – ".join(world.places[i].name_vi for i in (pair.origin_id, pair.destination_id))
    km = _before_after(pair.before_m / 1000, pair.after_m / 1000)
    return f"{names} | {km} | {_before_after(pair.before_min, pair.after_min)}"


def _before_after(before: float, after: float) -> str:
    """Both with one decimal, and the change of what is printed; plain zero where it is none."""
    was, now = (number(v, Lang.EN, decimals=1) for v in (before, after))
    told = change(before, after, Lang.EN, decimals=1)
    return f"{was} → {now} ({'0' if told == '0.0' else told})"


def joints_section(context: Context) -> str:
    """Markdown: one table for each row of ``joints.csv``."""
    world = load_world(context.out)
    told = []
    for row in context.table("joints").to_dict("records"):
        if row["project"] in world.projects and {row["from_id"], row["to_id"]} <= set(world.places):
            told += _told(world, row["project"], [row["from_id"], row["to_id"]], row["why_en"])
    return "\n".join(["## Where projects join the roads", "", *told]) if told else ""


def _told(world: World, project_id: str, ends: list[str], why: str) -> list[str]:
    joined = [replace(p, access="crossing") if p.id == project_id else p for p in world.projects.values()]
    everywhere = build_world(
        world.network.roads,
        world.speeds,
        places=list(world.places.values()),
        projects=joined,
        interchanges=world.interchanges,
        data=world.data,
        digest=world.data_digest,
        urban=world.urban,
    )
    stands = Scenario(projects=frozenset({project_id}))
    rows = {
        "without it": _figures(world, Scenario(), ends),
        "with it, joined at published interchanges and ends": _figures(world, replace(stands, access=Access.LOW), ends),
        "with it, joined at every candidate interchange": _figures(world, stands, ends),
        "with it, joined at every road it crosses at grade": _figures(everywhere, stands, ends),
    }
    title = f"{world.projects[project_id].name_en}: {' – '.join(world.places[i].name_vi for i in ends)}"
    return [
        f"### {title}",
        "",
        "| project | shortest, km | fastest, min | length of the fastest way, km |",
        "|---|---|---|---|",
        *(f"| {name} | {km:.1f} | {minutes:.1f} | {way_km:.1f} |" for name, (km, minutes, way_km) in rows.items()),
        "",
        why,
    ]


def _figures(world: World, scenario: Scenario, ends: list[str]) -> tuple[float, float, float]:
    """Shortest km, fastest minutes and km of the fastest way, means of both directions."""
    nodes = world.nodes(ends)
    tables = skim(world.graph(scenario), nodes, nodes)
    km, minutes, way = (
        float(t[0, 1] + t[1, 0]) / 2 for t in (tables.shortest_m, tables.fastest_min, tables.fastest_length_m)
    )
    return km / 1000, minutes, way / 1000
