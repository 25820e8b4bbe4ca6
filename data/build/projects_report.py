"""The part of ``docs/data.md`` on projects: lengths, new and upgraded km, junctions, status, doubts."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import shapely

from data.build.checks import LENGTH_PERCENT
from data.build.markdown import table
from data.build.project_overlap import LEAST_EXPRESSWAY_M, BaseSegments, along_base
from layers.projects import Project, read_projects

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from data.build.context import Context

_OPEN_SINCE: Final = "2021-08-06"


def section(context: Context) -> str:
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
