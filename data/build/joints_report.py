"""The section of ``docs/data.md`` on projects whose effect hangs on where they join the roads.

``joints.csv`` names a project, a pair of places and why; the figures are computed: without the project,
and with it joined at published interchanges, at every candidate, and at every road it crosses at grade.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.loading import build_world
from analysis.prepared import load_world
from analysis.routing import skim
from analysis.scenarios import Access, Scenario

if TYPE_CHECKING:
    from analysis.world import World
    from data.build.context import Context


def section(context: Context) -> str:
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
