"""Signs beside the map, the same as on it: the legend, and the line of a route at its tick box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from layers import FillStyle, LineStyle, PointStyle
from layers.symbology import project_line
from views.components.markup import Markup
from webmap import swatch_svg

if TYPE_CHECKING:
    from layers import Project
    from layers.symbology import LegendRow


def legend(rows: Sequence[LegendRow]) -> Markup:
    """A legend with its headings, one sign a line."""
    parts = []
    for heading, group in groupby(rows, key=lambda row: row.heading):
        items = "".join(f"<li>{_picture(row.sign)}<span>{escape(row.text)}</span></li>" for row in group)
        parts.append(f"<h4>{escape(heading)}</h4><ul>{items}</ul>")
    return Markup(f'<div class="lt-legend">{"".join(parts)}</div>')


def in_a_row(rows: Iterable[LegendRow], *, heading: str = "") -> Markup:
    """A few signs side by side, for below a map; before them what they tell, where that is asked for."""
    items = "".join(f"<span>{_picture(row.sign)}{escape(row.text)}</span>" for row in rows)
    told = f"<b>{escape(heading)}:</b>" if heading else ""
    return Markup(f'<p class="lt-key">{told}{items}</p>')


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
    key = class_of(project.id)
    return f'.st-key-{key} p::before {{ content: url("{_address(route_style(project))}"); margin-right: 6px; vertical-align: -3px; }}'


def _picture(sign: LineStyle | FillStyle | PointStyle) -> str:
    """The sign as a picture without a name: the words beside it say all. The page drops bare SVG."""
    return f'<img alt="" src="{_address(sign)}">'


@cache
@lru_cache(maxsize=500)
def _address(sign: LineStyle | FillStyle | PointStyle) -> str:
    svg = swatch_svg(sign).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"data:image/svg+xml,{quote(svg, safe='=:/')}"
