"""Trips among the district capitals as tables and as a list of pairs; and how far gates, airport, ports and the other capital are from each district and commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from briefing.workbook.sheet import Cell, Formula, Head, minus
from layers import commune_name, distances_m, goals, study
from layers.symbology import style
from words import Lang, say

if TYPE_CHECKING:
    from analysis.network import Skim
    from analysis.scenarios import World
    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet

_KM: Final = 1e-3
_ROUND: Final = 6  # digits kept: below them two machines may differ
_TIME: Final = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": style.SCALES["time"][3]}


def fill_matrix(sheet: Sheet, report: ReportData, lang: Lang, *, figure: str) -> None:
    """Three tables of one figure: before, after, saved = before − after, each with its means."""
    trips, names = report.trips, place_names(report, lang)
    scenario = say("slides.scenario", lang, name=report.request.variant.title(lang))
    sheet.title(say(f"workbook.title_{figure}", lang), scenario, say("workbook.directed", lang))
    before, after = (_with_means(values_of(skim, figure)) for skim in (trips.before, trips.after))
    tops: list[int] = []
    for key, table in (("before", before), ("after", after), ("saved", np.round(before, 1) - np.round(after, 1))):
        tops.append(sheet.row + 1)
        heads = [Head(say(f"workbook.{key}", lang), "text", 15.0), *(Head(n, "one", 6.4) for n in names)]
        heads.append(Head(say("workbook.mean", lang), "one", 6.4))
        cells = [_line((before, after), r, tops, saved=key == "saved") for r in range(len(names) + 1)]
        first, last = sheet.table(
            heads, [[name, *row] for name, row in zip(names, cells, strict=False)], freeze=1 if key == "before" else 0
        )
        sheet.cell(last + 1, 0, say("workbook.mean", lang), sheet.looks.get(bold=True, top=1))
        for c, cell in enumerate(cells[-1], start=1):
            sheet.cell(last + 1, c, cell, sheet.looks.get("one", bold=True, top=1))
        sheet.last_line()
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
        "type": "3_color_scale",
        "min_type": "num",
        "mid_type": "num",
        "max_type": "num",
        "min_value": -limit,
        "mid_value": 0,
        "max_value": limit,
        "min_color": style.SCALES["loss"][2],
        "mid_color": "#ffffff",
        "max_color": style.SCALES["gain"][3],
    }


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


def place_names(report: ReportData, lang: Lang) -> list[str]:
    """The names of the capitals in the order of the tables."""
    places = report.world.places
    return [places[i].name(lang) for i in report.trips.place_ids]


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
                tops[-1] + (r if r < size else 0),
                c + 1 if c < size else 1,
                tops[-1] + (r if r < size else size - 1),
                c + 1 if c < size else size,
            )
            cells.append(Formula(f"=AVERAGE({area})", float(value)))
        else:
            cells.append(float(value))
    return cells


def fill_pairs(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Every directed pair with its four figures before and after, differences and detours as formulas."""
    names, trips, world = place_names(report, lang), report.trips, report.world
    sheet.title(say("workbook.title_pairs", lang), say("workbook.pairs_note", lang))
    figures = ("shortest_km", "fastest_min", "fastest_length_km")
    tables = [(values_of(trips.before, f), values_of(trips.after, f)) for f in figures]
    geodesic = _geodesic_km(world, trips.place_ids)
    heads = [Head(say(f"workbook.{k}", lang), "text", 15.0) for k in ("origin", "destination")]
    heads.append(Head(say("workbook.geodesic_km", lang), "one", 8.0))
    for figure in figures:
        heads += [Head(say(f"workbook.{figure}_{k}", lang), "one", 10.0) for k in ("before", "after", "saved")]
    heads += [Head(say(f"workbook.detour_{k}", lang), "two", 8.0) for k in ("before", "after")]
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


_DIGITS: Final = 6
_SAVED: Final = 2  # place of the saving among the three columns of a destination
_GREEN: Final = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": style.SCALES["gain"][3]}


def fill_access(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Minutes from each district capital to the nearest gate, the airport, the nearest port; means by people below."""
    from analysis.appraisal import yardstick, yardstick_tables  # noqa: PLC0415

    world, rod = report.world, yardstick(report.world)
    sheet.title(say("workbook.title_access", lang), say("workbook.access_note", lang))
    heads = [Head(say("workbook.district", lang), "text", 20.0), Head(say("workbook.people", lang), "whole", 9.0)]
    for target in rod.targets:
        heads += [Head(say(f"workbook.to_{target}_{k}", lang), "one", 11.0) for k in ("before", "after", "saved")]
    ways = [yardstick_tables(world, s).ways.fastest_min for s in (report.scenario.baseline(), report.scenario)]
    nearest = {t: [_nearest(w, ends) for w in ways] for t, ends in rod.targets.items()}
    first, rows = sheet.row + 1, []
    for n, place_id in enumerate(rod.origins):
        place = world.places[place_id]
        cells: list[Cell] = [place.name(lang), place.population]
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
    sheet.last_line()
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


def fill_communes(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """The communes of both provinces: people; minutes to the other capital and to the nearest place of each kind."""
    gains = report.gains
    sheet.title(
        say("workbook.title_communes", lang),
        say("slides.gains_foot", lang),
        say("workbook.communes_note", lang),
        say("slides.gains_digest", lang, digest=gains.digest),
    )
    heads = [
        Head(say("workbook.code", lang), "text", 7.0),
        Head(say("workbook.commune", lang), "text", 24.0),
        Head(say("workbook.people", lang), "whole", 9.0),
    ]
    columns = {"capital": gains.frame[["before_min", "after_min"]].to_numpy(), **_nearest_of_kinds(report)}
    for key in columns:
        heads += [Head(say(f"workbook.to_{key}_{k}", lang), "one", 10.0) for k in ("before", "after", "saved")]
    first, rows = sheet.row + 1, []
    for n, row in enumerate(gains.frame.itertuples()):
        cells: list[Cell] = [
            str(row.code),
            commune_name(row.full_name, lang),
            None if np.isnan(row.people) else float(row.people),
        ]
        for k, pair in enumerate(columns.values()):
            cells += _three(*(round(float(v), _DIGITS) for v in pair[n]), row=first + n, column=3 + 3 * k)
        rows.append(cells)
    start, end = sheet.table(heads, rows, freeze=2)
    for k in range(len(columns)):
        sheet.sheet.conditional_format(start, 5 + 3 * k, end, 5 + 3 * k, _GREEN)


def _nearest_of_kinds(report: ReportData) -> dict[str, np.ndarray]:
    """Minutes of the communes to the nearest place of each kind before and after: kind → (communes, 2)."""
    from analysis.accessibility import communes, minutes_to_nearest  # noqa: PLC0415

    world, found = report.world, communes(report.world)
    rows = found.frame.reset_index().set_index("code").loc[list(report.gains.frame["code"]), "index"].to_numpy()
    tables = {}
    for kind in goals(tabled=True):
        of_kind = sorted(world.of_kind(kind))
        ids = [i for i in of_kind if kind != "airport" or i == study().airport]
        states = (report.scenario.baseline(), report.scenario)
        if ids:
            tables[kind] = np.column_stack([minutes_to_nearest(world, s, found, ids)[rows] for s in states])
    return tables
