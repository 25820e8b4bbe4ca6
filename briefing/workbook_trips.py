"""Trips among the district capitals: tables origin × destination before, after and saved, and a list of all pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from briefing.workbook_sheet import Cell, Formula, Head, minus
from layers import style
from layers.geodesy import distances_m
from words import Lang, say

if TYPE_CHECKING:
    from analysis import World
    from analysis.routing import Skim
    from briefing.dossier import Dossier
    from briefing.workbook_sheet import Sheet

_KM: Final = 1e-3
_ROUND: Final = 6  # digits kept: below them two machines may differ
_TIME: Final = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": style.SCALES["time"][3]}


def fill_matrix(sheet: Sheet, dossier: Dossier, lang: Lang, *, figure: str) -> None:
    """Three tables of one figure: before, after, saved = before − after, each with its means."""
    trips, names = dossier.trips, place_names(dossier, lang)
    scenario = say("slides.scenario", lang, name=dossier.request.variant.title(lang))
    sheet.title(say(f"workbook.title_{figure}", lang), scenario, say("workbook.directed", lang))
    before, after = (_with_means(values_of(skim, figure)) for skim in (trips.before, trips.after))
    tops: list[int] = []
    for key, table in (("before", before), ("after", after), ("saved", np.round(before, 1) - np.round(after, 1))):
        tops.append(sheet.row + 1)
        heads = [Head(say(f"workbook.{key}", lang), "text", 22.0), *(Head(n, "one", 10.5) for n in names)]
        heads.append(Head(say("workbook.mean", lang), "one", 10.5))
        cells = [_line((before, after), r, tops, saved=key == "saved") for r in range(len(names) + 1)]
        first, last = sheet.table(
            heads, [[name, *row] for name, row in zip(names, cells, strict=False)], freeze=1 if key == "before" else 0
        )
        sheet.cell(last + 1, 0, say("workbook.mean", lang), sheet.looks.get(bold=True, top=1))
        for c, cell in enumerate(cells[-1], start=1):
            sheet.cell(last + 1, c, cell, sheet.looks.get("one", bold=True, top=1))
        inner = table[:-1, :-1]
        sheet.sheet.conditional_format(first, 1, last, len(names), saved_scale(inner) if key == "saved" else _TIME)


def _with_means(table: np.ndarray) -> np.ndarray:
    """The table with the means of its rows in a column more, of its columns in a row more, and of all in the corner."""
    wide = np.full((len(table) + 1, len(table) + 1), np.nan)
    wide[:-1, :-1] = table
    for n in range(len(table)):
        wide[n, -1], wide[-1, n] = _mean(table[n]), _mean(table[:, n])
    wide[-1, -1] = _mean(table)
    return wide


def _mean(values: np.ndarray) -> float:
    """The mean of what is connected; NaN if nothing is."""
    return float("nan") if np.isnan(values).all() else float(np.nanmean(values))


def saved_scale(table: np.ndarray) -> dict[str, Any]:
    """White at nothing saved, green at the most; orange for what rises, as far below as the green goes above."""
    most = float(np.nanmax(np.abs(table))) if not np.isnan(table).all() else 0.0
    limit = round(most, _ROUND) or 1.0
    return {
        "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": -limit, "mid_value": 0, "max_value": limit,
        "min_color": style.SCALES["loss"][2], "mid_color": "#ffffff", "max_color": style.SCALES["gain"][3],
    }  # fmt: skip


def values_of(skim: Skim, figure: str) -> np.ndarray:
    """Minutes, or kilometres, with nothing on the diagonal: (places, places)."""
    table = {
        "fastest_min": skim.fastest_min,
        "shortest_km": skim.shortest_m * _KM,
        "fastest_length_km": skim.fastest_length_m * _KM,
    }[figure]
    table = np.round(table, _ROUND)
    np.fill_diagonal(table, np.nan)
    return table


def place_names(dossier: Dossier, lang: Lang) -> list[str]:
    """The names of the capitals in the order of the tables."""
    places = dossier.world.places
    return [places[i].name_vi if lang is Lang.VI else places[i].name_en for i in dossier.trips.place_ids]


def _line(both: tuple[np.ndarray, np.ndarray], r: int, tops: list[int], *, saved: bool) -> list[Cell]:
    """One row with its mean, or the row of means: figures and formulas; before − after; empty where not connected."""
    table, size = both[min(len(tops), 2) - 1], len(both[0]) - 1
    cells: list[Cell] = []
    for c, value in enumerate(table[r]):
        if saved:
            pair = [(xl_rowcol_to_cell(top + r, c + 1), float(t[r, c])) for top, t in zip(tops, both, strict=False)]
            cells.append(minus(*pair))
        elif np.isnan(value):
            cells.append(None)
        elif size in (r, c):
            area = xl_range(
                tops[-1] + (r if r < size else 0), c + 1 if c < size else 1,
                tops[-1] + (r if r < size else size - 1), c + 1 if c < size else size,
            )  # fmt: skip
            cells.append(Formula(f"=AVERAGE({area})", float(value)))
        else:
            cells.append(float(value))
    return cells


def fill_pairs(sheet: Sheet, dossier: Dossier, lang: Lang) -> None:
    """Every directed pair with its four figures before and after, differences and detours as formulas."""
    names, trips, world = place_names(dossier, lang), dossier.trips, dossier.world
    sheet.title(say("workbook.title_pairs", lang), say("workbook.pairs_note", lang))
    figures = ("shortest_km", "fastest_min", "fastest_length_km")
    tables = [(values_of(trips.before, f), values_of(trips.after, f)) for f in figures]
    geodesic = _geodesic_km(world, trips.place_ids)
    heads = [Head(say(f"workbook.{k}", lang), "text", 20.0) for k in ("origin", "destination")]
    heads.append(Head(say("workbook.geodesic_km", lang), "one", 12.0))
    for figure in figures:
        heads += [Head(say(f"workbook.{figure}_{k}", lang), "one", 13.0) for k in ("before", "after", "saved")]
    heads += [Head(say(f"workbook.detour_{k}", lang), "two", 11.0) for k in ("before", "after")]
    rows: list[list[Cell]] = []
    first = sheet.row + 1
    for i, origin in enumerate(names):
        for j, destination in enumerate(names):
            if i != j:
                rows.append([origin, destination, *_pair(tables, geodesic, i, j, row=first + len(rows))])
    start, end = sheet.table(heads, rows, freeze=2)
    for c in (5, 8):
        sheet.sheet.conditional_format(start, c, end, c, saved_scale(np.subtract(*tables[(c - 5) // 3])))


def _pair(tables: list[tuple[np.ndarray, np.ndarray]], geodesic: np.ndarray, i: int, j: int, *, row: int) -> list[Cell]:
    straight = float(geodesic[i, j])
    cells: list[Cell] = [straight]
    for n, (before, after) in enumerate(tables):
        was, now = float(before[i, j]), float(after[i, j])
        at = 3 + 3 * n
        cells += [was, now, minus((xl_rowcol_to_cell(row, at), was), (xl_rowcol_to_cell(row, at + 1), now))]
    for column, value in ((3, tables[0][0][i, j]), (4, tables[0][1][i, j])):
        formula = f"={xl_rowcol_to_cell(row, column)}/{xl_rowcol_to_cell(row, 2)}"
        cells.append(None if np.isnan(value) or not straight else Formula(formula, float(value) / straight))
    return cells


def _geodesic_km(world: World, place_ids: tuple[str, ...]) -> np.ndarray:
    spots = np.array([(world.places[p].lon, world.places[p].lat) for p in place_ids])
    return np.round(distances_m(spots, spots) * _KM, _ROUND)
