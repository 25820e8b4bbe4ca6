"""The legend beside the map: rows from the style table as small pictures, and as one block of HTML."""

from __future__ import annotations

from functools import partial
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from layers import FillStyle, LineStyle, PointStyle, chosen_layers, in_edition, study
from layers.symbology import LegendRow, legend, style
from webmap.payload import point_svg
from webmap.prepared import drawable, frame, shown_projects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from layers import Project, Section
    from webmap.view import MapView

_WIDTH: Final = 34
_HEIGHT: Final = 16
_ALWAYS: Final = ("border", "roads", "roads_cambodia", "water", "forest", "parks", "builtup", "industrial")


def legend_rows(view: MapView) -> tuple[LegendRow, ...]:
    """The legend of a view: one row for each sign that is on the map, and none for what is not."""
    shown = drawable([partial(_sections, view)])
    kinds = view.place_kinds if "places" in view.layers else frozenset()
    present = set(drawable([lambda: in_edition(frame("places"), view.edition)["kind"]])) | {"gate"}
    present |= {"own"} if view.own.places else set()
    chosen = {row.name for row in chosen_layers(view.layers, view.edition)}
    rows = legend.legend_rows(
        view.lang,
        edition=view.edition,
        layers={*chosen, *(_ALWAYS if not view.tiles else ("border",))},
        project_groups={project.group for project, _ in shown},
        statuses={section.status for _, section in shown},
        schematic=any(section.quality == "schematic" for _, section in shown),
        upgrades=any(project.upgrade_of in view.project_ids for project, _ in shown),
        place_kinds=kinds & present,
        interchanges="interchanges" in view.layers and bool(shown),
        paths=(bool(view.path_before), bool(view.path_after)),
        zones=bool(view.own.zones),
    )
    return (*(row for layer in view.results for row in layer.rows), *_in_year(view, shown), *rows)


def _in_year(view: MapView, shown: Collection[tuple[Project, Section]]) -> list[LegendRow]:
    """What is pale because it is not open in the year shown, and what is open by an expectation only."""
    if view.year is None:
        return []
    states = {section.state(view.year, data_date=study().data_date) for _, section in shown}
    return legend.year_rows(view.lang, view.year, states)


def _sections(view: MapView) -> Iterator[tuple[Project, Section]]:
    """The sections a view draws, each with its project."""
    for project in shown_projects(view) if "projects" in view.layers else ():
        if project.id in view.project_ids:
            yield from ((project, section) for section in project.sections if section.status in view.statuses)


def legend_html(view: MapView) -> str:
    """The legend as HTML without scripts or outside addresses; colours and dashes as on the map.

    The parts that tell of results bear a class of their own: a page may switch them.
    """
    parts, results = [], {row.heading for layer in view.results for row in layer.rows}
    for heading, rows in groupby(legend_rows(view), key=lambda row: row.heading):
        body = "".join(f'<li style="{_ROW}">{_picture(row.sign)}<span>{escape(row.text)}</span></li>' for row in rows)
        named = ' class="legend-results"' if heading in results else ""
        parts.append(
            f'<div{named} style="{_PART}"><strong style="{_HEAD}">{escape(heading)}</strong><ul style="{_LIST}">{body}</ul></div>'
        )
    return f'<div class="map-legend" style="{_ALL}">{"".join(parts)}</div>'


_ALL: Final = "display:flex;flex-wrap:wrap;gap:10px 28px;font-size:13px;line-height:1.3"
_PART: Final = "min-width:180px"
_HEAD: Final = "font-size:13px;font-weight:600"
_LIST: Final = "list-style:none;margin:4px 0 0;padding:0"
_ROW: Final = "display:flex;align-items:center;gap:8px;margin:3px 0;padding:0"


def _picture(sign: LineStyle | FillStyle | PointStyle) -> str:
    """The sign as an image that carries its picture with it: Streamlit takes bare SVG out of a page."""
    svg = swatch_svg(sign).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f'<img alt="" width="{_WIDTH}" height="{_HEIGHT}" style="flex:none" src="data:image/svg+xml,{quote(svg)}">'


def swatch_svg(sign: LineStyle | FillStyle | PointStyle) -> str:
    """A sign as a small picture for a legend, hidden from screen readers: the text beside it says all."""
    body = _line(sign) if isinstance(sign, LineStyle) else _area(sign) if isinstance(sign, FillStyle) else _point(sign)
    return f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="flex:none" aria-hidden="true">{body}</svg>'


def _line(sign: LineStyle) -> str:
    middle = _HEIGHT / 2
    end = f'x1="1" y1="{middle}" x2="{_WIDTH - 1}" y2="{middle}"'
    casing = f'<line {end} stroke="{sign.casing}" stroke-width="{sign.casing_px}"/>' if sign.casing else ""
    dash = f' stroke-dasharray="{sign.dash_px}"' if sign.dash else ""
    return f'{casing}<line {end} stroke="{sign.colour}" stroke-width="{sign.width_px}" opacity="{sign.opacity}"{dash}/>'


def _area(sign: FillStyle) -> str:
    """As pale as on the map, where the land is seen through it."""
    rim = sign.outline.colour if sign.outline else "#c9c5bb"
    box = f'<rect x="2" y="2" width="{_WIDTH - 4}" height="{_HEIGHT - 4}"'
    land = f'{box} fill="{style.fill("province", "study").fill}"/>' if sign.opacity < 1 else ""
    return f'{land}{box} fill="{sign.fill}" fill-opacity="{sign.opacity}" stroke="{rim}" stroke-width="0.8"/>'


def _point(sign: PointStyle) -> str:
    at = f"translate({(_WIDTH - sign.size_px) / 2} {(_HEIGHT - sign.size_px) / 2})"
    return f'<g transform="{at}">{point_svg(sign)}</g>'
