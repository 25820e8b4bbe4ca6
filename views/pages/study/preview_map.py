"""What the chosen provinces are, before a study of them is built: a small map and their figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import numpy as np
import shapely
import streamlit as st

from layers import FillStyle, LineStyle, legal_note
from layers.symbology import style
from views.components import Column, downloads, table, text
from words import Lang, number, say, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from country import Pair, Preview, UnitFigures

_WIDTH, _HEIGHT = 460, 380  # of the drawing, in its own units
_RIM, _FRAME = "#8a7fa3", "#5b6770"
_LETTER, _SMALL = 14, 11
_BREADTH: Final = 0.55  # of a letter, of its height


def show(pair: Pair, lang: Lang) -> None:
    """Draw both, beside each other."""
    from country import preview

    with st.spinner(say("study_view.looking", lang)):
        seen = preview(pair)
    left, right = st.columns([0.5, 0.5], gap="medium")
    with left:
        notes = [say(f"country.offshore_{code}", lang) for code in seen.offshore]
        told = " ".join([say("study_view.preview_note", lang, edition=pair.edition.value), *notes, legal_note(lang)])
        described = text(say("study_view.preview_alt", lang, title=pair.title(lang)))
        picture = f"data:image/svg+xml,{quote(drawing(seen, lang))}"  # as it stands it would be taken out of the page
        st.html(
            f'<img src="{picture}" alt="{described}" style="max-width:100%;border:1px solid {_FRAME}">'
            f'<p class="lt-note">{text(told)} © OpenStreetMap</p>'
        )
    with right:
        heads = [Column(say("study_view.column_province", lang))]
        heads += [
            Column(say(f"study_view.column_{c}", lang), figures=True) for c in ("area", "people", "roads", "main")
        ]
        downloads.table(
            table(heads, rows(seen.units, lang), caption=say("study_view.figures", lang), kind="tight"),
            name="provinces",
            digest="",
            lang=lang,
        )
        st.html(f'<p class="lt-note">{text(say("study_view.figures_note", lang))}</p>')


def rows(units: tuple[UnitFigures, ...], lang: Lang) -> list[tuple[str, ...]]:
    """A row for each province, and the sums of what is shown where there are several."""
    figures = [(round(one.area_km2), one.people_2019, round(one.road_km), round(one.main_km)) for one in units]
    told = [
        (text_in(one.unit, "name", lang), *(number(n, lang) for n in row))
        for one, row in zip(units, figures, strict=True)
    ]
    if len(units) > 1:
        told.append(
            (say("study_view.together", lang), *(number(sum(column), lang) for column in zip(*figures, strict=True)))
        )
    return told


def drawing(seen: Preview, lang: Lang) -> str:
    """The map as SVG: the frame of the study, provinces, main roads, capitals of the chosen ones."""
    plan = _Plan(seen.extent)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{plan.width:.0f}" height="{plan.height:.0f}" '
        f'viewBox="0 0 {plan.width:.0f} {plan.height:.0f}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="{style.ABROAD}"/>{"".join(_parts(seen, plan, lang))}</svg>'
    )


def _parts(seen: Preview, plan: _Plan, lang: Lang) -> Iterator[str]:
    for row in seen.areas.sort_values("own").itertuples():
        yield plan.area(row.geometry, style.fill("district", "own") if row.own else style.fill("province", "study"))
    yield plan.lines(seen.roads.to_numpy(), style.line("road", "trunk"))
    for row in seen.areas[seen.areas["own"]].itertuples():
        yield plan.name(row.geometry, str(row.name), small=False)
    for row in seen.seats.to_dict("records"):
        yield plan.seat(row["geometry"], text_in(row, "name", lang))
    for row in seen.areas[~seen.areas["own"]].itertuples():  # last: they give way
        yield plan.name(row.geometry, str(row.name), small=True)


class _Plan:
    """Degrees to the drawing's own units: the frame fills it. A name is left out where another one stands."""

    def __init__(self, extent: tuple[float, float, float, float]) -> None:
        west, south, east, north = extent
        self._west, self._north = west, north
        self._across = math.cos(math.radians((south + north) / 2))
        self._scale = min(_WIDTH / ((east - west) * self._across), _HEIGHT / (north - south))
        self.width, self.height = (east - west) * self._across * self._scale, (north - south) * self._scale
        self._taken: list[shapely.Geometry] = []

    def area(self, geometry: shapely.Geometry, sign: FillStyle) -> str:
        path = "".join(f"{self._path(ring)}Z" for ring in shapely.get_rings(shapely.get_parts(geometry)))
        return f'<path d="{path}" fill="{sign.fill}" fill-opacity="{max(sign.opacity, 0.3):g}" stroke="{_RIM}" stroke-width=".8"/>'

    def lines(self, geometries: np.ndarray, sign: LineStyle) -> str:
        path = "".join(self._path(part) for part in shapely.get_parts(geometries))
        return f'<path d="{path}" fill="none" stroke="{sign.casing}" stroke-width="1"/>'

    def name(self, area: shapely.Geometry, name: str, *, small: bool) -> str:
        """A province's name in the middle of its largest part inside."""
        x, y = self._at(shapely.point_on_surface(max(shapely.get_parts(area), key=shapely.area)))
        size = _SMALL if small else _LETTER
        look = f'font-size="{size}" fill="{"#5b6770" if small else style.INK}"' + (
            "" if small else ' font-weight="700"'
        )
        return self._word(x, y, name, size, f'text-anchor="middle" {look}', middle=True)

    def seat(self, point: shapely.Geometry, name: str) -> str:
        x, y = self._at(point)
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#fff" stroke="{style.INK}" stroke-width="1.6"/>'
        return dot + self._word(x + 6, y + 4, name, _SMALL, f'font-size="{_SMALL}" fill="{style.INK}"', middle=False)

    def _word(self, x: float, y: float, name: str, size: float, look: str, *, middle: bool) -> str:
        breadth = len(name) * size * _BREADTH
        west = x - breadth / 2 if middle else x
        box = shapely.box(west, y - size, west + breadth, y + 2)
        inside = west >= 0 and west + breadth <= self.width and y - size >= 0 and y + 2 <= self.height
        if not inside or any(box.intersects(other) for other in self._taken):
            return ""
        self._taken.append(box)
        halo = f'paint-order="stroke" stroke="{style.PAPER}" stroke-width="3" stroke-linejoin="round"'
        return f'<text x="{x:.1f}" y="{y:.1f}" {look} {halo}>{text(name)}</text>'

    def _at(self, point: shapely.Geometry) -> tuple[float, float]:
        (x, y), *_ = self._units(shapely.get_coordinates(point))
        return float(x), float(y)

    def _units(self, at: np.ndarray) -> np.ndarray:
        return np.column_stack(((at[:, 0] - self._west) * self._across, self._north - at[:, 1])) * self._scale

    def _path(self, line: shapely.Geometry) -> str:
        found = self._units(shapely.get_coordinates(line))
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in found) if len(found) else ""
