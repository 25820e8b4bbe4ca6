"""The sign of a route beside its tick box, the same as its line on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from layers.style import LineStyle, project_line
from webmap.legend import swatch_svg

if TYPE_CHECKING:
    from layers.projects import Project


def route_rules(projects: Iterable[Project]) -> str:
    """Style rules that put a project's sign before the text of its tick box."""
    return "\n".join(_rule(project) for project in projects)


def class_of(project_id: str) -> str:
    """Key of a project's tick box; the framework makes a style class of it."""
    return "tick-" + "".join(c if c.isalnum() else "-" for c in project_id)


def route_style(project: Project) -> LineStyle:
    """The line of the status that holds most of a project's kilometres."""
    km = project.status_km()
    return project_line(project.group, max(km, key=lambda status: km[status]), schematic=project.schematic)


def _rule(project: Project) -> str:
    svg = swatch_svg(route_style(project)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    address = f"data:image/svg+xml,{quote(svg, safe='=:/')}"
    return f'.st-key-{class_of(project.id)} p::before {{ content: url("{address}"); margin-right: 6px; vertical-align: -3px; }}'
