"""How far gates, airport and ports are from each district, and the other capital from each commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from briefing.workbook_sheet import Cell, Formula, Head, minus
from layers import style
from layers.study import study
from words import Lang, say

if TYPE_CHECKING:
    from briefing.dossier import Dossier
    from briefing.workbook_sheet import Sheet

_DIGITS: Final = 6
_SAVED: Final = 2  # place of the saving among the three columns of a destination
_KINDS: Final = ("gate", "airport", "port", "hospital", "industrial_park")
_GREEN: Final = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": style.SCALES["gain"][3]}


def fill_access(sheet: Sheet, dossier: Dossier, lang: Lang) -> None:
    """Minutes from each district capital to the nearest gate, the airport, the nearest port; means by people below."""
    from analysis.yardstick import tables, yardstick  # noqa: PLC0415

    world, rod = dossier.world, yardstick(dossier.world)
    sheet.title(say("workbook.title_access", lang), say("workbook.access_note", lang))
    heads = [Head(say("workbook.district", lang), "text", 24.0), Head(say("workbook.people", lang), "whole", 13.0)]
    for target in rod.targets:
        heads += [Head(say(f"workbook.to_{target}_{k}", lang), "one", 16.0) for k in ("before", "after", "saved")]
    ways = [tables(world, s).ways.fastest_min for s in (dossier.scenario.baseline(), dossier.scenario)]
    nearest = {t: [_nearest(w, ends) for w in ways] for t, ends in rod.targets.items()}
    first, rows = sheet.row + 1, []
    for n, place_id in enumerate(rod.origins):
        place = world.places[place_id]
        cells: list[Cell] = [place.name_vi if lang is Lang.VI else place.name_en, place.population]
        for k, pair in enumerate(nearest.values()):
            cells += _three(*(float(v[n]) for v in pair), row=first + n, column=2 + 3 * k)
        rows.append(cells)
    start, end = sheet.table(heads, rows, freeze=1)
    _weighted(sheet, rows, start, end, lang)
    for k in range(len(nearest)):
        sheet.sheet.conditional_format(start, 4 + 3 * k, end, 4 + 3 * k, _GREEN)


def _nearest(minutes: np.ndarray, ends: tuple[int, ...]) -> np.ndarray:
    """The least over some destinations, NaN where none is connected: (origins,)."""
    if not ends:
        return np.full(len(minutes), np.nan)
    best = np.where(np.isnan(minutes[:, list(ends)]), np.inf, minutes[:, list(ends)]).min(axis=1)
    return np.where(np.isfinite(best), np.round(best, _DIGITS), np.nan)


def _three(before: float, after: float, *, row: int, column: int) -> list[Cell]:
    """Before, after, and what is saved as a formula."""
    cells = [(xl_rowcol_to_cell(row, column + n), value) for n, value in enumerate((before, after))]
    return [before, after, minus(*cells)]


def _weighted(sheet: Sheet, rows: list[list[Cell]], start: int, end: int, lang: Lang) -> None:
    """The means by people, where every district has a figure."""
    bold = sheet.looks.get("one", bold=True, top=1)
    sheet.cell(end + 1, 0, say("workbook.mean_people", lang), sheet.looks.get(bold=True, top=1))
    people = [float(r[1] or 0) for r in rows]  # type: ignore[arg-type]
    total = Formula(f"=SUM({xl_range(start, 1, end, 1)})", sum(people))
    sheet.cell(end + 1, 1, total, sheet.looks.get("whole", bold=True, top=1))
    weights = xl_range(start, 1, end, 1)
    means: dict[int, float | None] = {}
    for c in range(2, len(rows[0])):
        if (c - 2) % 3 == _SAVED:
            pair = ((xl_rowcol_to_cell(end + 1, k), means[k]) for k in (c - 2, c - 1))
            sheet.cell(end + 1, c, minus(*pair), bold)
            continue
        values = [float(r[c]) for r in rows]  # type: ignore[arg-type]
        means[c] = None if np.isnan(values).any() else float(np.dot(people, values) / sum(people))
        formula = f"=SUMPRODUCT({weights},{xl_range(start, c, end, c)})/{xl_rowcol_to_cell(end + 1, 1)}"
        sheet.cell(end + 1, c, None if means[c] is None else Formula(formula, means[c]), bold)  # type: ignore[arg-type]


def fill_communes(sheet: Sheet, dossier: Dossier, lang: Lang) -> None:
    """The communes of both provinces: people; minutes to the other capital and to the nearest place of each kind."""
    gains = dossier.gains
    sheet.title(
        say("workbook.title_communes", lang), say("slides.gains_foot", lang), say("workbook.communes_note", lang),
        say("slides.gains_digest", lang, digest=gains.digest),
    )  # fmt: skip
    heads = [
        Head(say("workbook.code", lang), "text", 9.0), Head(say("workbook.commune", lang), "text", 30.0),
        Head(say("workbook.people", lang), "whole", 13.0),
    ]  # fmt: skip
    columns = {"capital": gains.frame[["before_min", "after_min"]].to_numpy(), **_nearest_of_kinds(dossier)}
    for key in columns:
        heads += [Head(say(f"workbook.to_{key}_{k}", lang), "one", 16.0) for k in ("before", "after", "saved")]
    first, rows = sheet.row + 1, []
    for n, row in enumerate(gains.frame.itertuples()):
        cells: list[Cell] = [str(row.code), row.full_name, None if np.isnan(row.people) else float(row.people)]
        for k, pair in enumerate(columns.values()):
            cells += _three(*(round(float(v), _DIGITS) for v in pair[n]), row=first + n, column=3 + 3 * k)
        rows.append(cells)
    start, end = sheet.table(heads, rows, freeze=2)
    for k in range(len(columns)):
        sheet.sheet.conditional_format(start, 5 + 3 * k, end, 5 + 3 * k, _GREEN)


def _nearest_of_kinds(dossier: Dossier) -> dict[str, np.ndarray]:
    """Minutes of the communes to the nearest place of each kind before and after: kind → (communes, 2)."""
    from analysis.communes import communes, minutes_to_nearest  # noqa: PLC0415

    world, found = dossier.world, communes(dossier.world)
    rows = found.frame.reset_index().set_index("code").loc[list(dossier.gains.frame["code"]), "index"].to_numpy()
    tables = {}
    for kind in _KINDS:
        of_kind = sorted(world.of_kind(kind))
        ids = [i for i in of_kind if kind != "airport" or i == study().airport]
        states = (dossier.scenario.baseline(), dossier.scenario)
        if ids:
            tables[kind] = np.column_stack([minutes_to_nearest(world, s, found, ids)[rows] for s in states])
    return tables
