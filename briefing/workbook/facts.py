"""Facts that are not computed here: routes, places, assumptions, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range

from briefing.content import assumption_line, numbers_note, route_rows
from briefing.workbook.sheet import Cell, Formula, Head, day_cell, plain
from layers import STATUSES, place_key, provenance, provinces_layer, told_text
from words import Lang, field_in, published_ends, say, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet


def fill_routes(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Each route with lengths, kilometres by status, cost, opening and sources."""
    told = filter(None, [say("workbook.routes_note", lang), numbers_note(report, lang)])
    sheet.title(say("workbook.title_routes", lang), *told)
    heads = [Head(say("slides.col_number", lang), "whole", 5.0), Head(say("slides.col_route", lang), "text", 36.0)]
    heads += [Head(say("workbook.published_km", lang), "two", 10.0)]
    heads += [
        Head(say("workbook.status_km", lang, status=say(f"briefing.status_{s}", lang)), "one", 9.0) for s in STATUSES
    ]
    heads += [Head(say(f"workbook.{k}", lang), "one", 9.0) for k in ("measured_km", "schematic_km")]
    heads += [Head(say(f"workbook.{k}", lang), "whole", 10.0) for k in ("cost_low", "cost_high")]
    heads += [Head(say("workbook.price_year", lang), "text", 9.0)]
    told_wide, addresses = len(heads), len(heads) + 4
    widths = {"cost_scope": 40.0, "cost_checked": 12.0, "status_now": 46.0, "opening": 26.0, "source": 96.0}
    heads += [Head(say(f"workbook.{k}", lang), "text", width) for k, width in widths.items()]
    heads.append(Head(say("workbook.id", lang), "text", 24.0))
    sheet.printing.sections = (told_wide, addresses)  # figures; what is said of them; where it stands
    rows = []
    for n, row in enumerate(route_rows(report.projects), start=sheet.row + 1):
        project = row.project
        km = [row.status_km.get(s) for s in STATUSES]
        measured = Formula(f"=SUM({xl_range(n, 3, n, 2 + len(STATUSES))})", sum(v for v in km if v is not None))
        cells: list[Cell] = [report.numbers[project.id], row.name(lang), project.published_km()]
        cells += [*km, measured, row.schematic_km]
        cost = row.cost
        ends = published_ends(cost.low_bn, cost.high_bn) if cost else (None, None)
        cells += [*ends, ", ".join(map(str, cost.price_years)) if cost else ""]
        cells.append(row.scope_text(lang))
        cells.append(say("workbook.unverified" if cost.unverified else "workbook.verified", lang) if cost else "")
        sources = "\n".join(dict.fromkeys([*(cost.sources if cost else ()), *(s.url for s in project.sources)]))
        rows.append([*cells, project.text("status_now", lang), project.text("opening", lang), sources, project.id])
    sheet.table(heads, rows, freeze=2)


def fill_places(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Places and gates as the network knows them."""
    sheet.title(say("workbook.title_places", lang), say("workbook.places_note", lang))
    kinds = (
        ("name", "text", 40.0),
        ("kind", "text", 30.0),
        ("province", "text", 18.0),
        ("lon", "degree", 0.0),
        ("lat", "degree", 0.0),
        ("people", "whole", 9.0),
        ("snap_m", "whole", 9.0),
        ("id", "text", 26.0),
    )
    heads = [Head(say(f"workbook.{key}", lang), kind, width) for key, kind, width in kinds]
    edition, region = report.request.edition, report.world.data.study
    provinces = report.source.layer(provinces_layer(edition))
    named = dict(zip(provinces["code"].astype(str), provinces[field_in(provinces.columns, "name", lang)], strict=True))
    rows = [
        [
            told_text(p.name(lang), lang, edition),
            say(f"layers.kind_{place_key(p.kind, p.capital_of_2025, edition)}", lang),
            named.get(region.code_in(p.province, edition), ""),
            round(p.lon, 6),
            round(p.lat, 6),
            p.population,
            round(p.snap_m, 1) if p.snap_m == p.snap_m else None,
            p.place_id,
        ]
        for p in report.world.places.values()
    ]
    sheet.table(heads, rows, freeze=1)


def fill_assumptions(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """The assumptions of all scenarios, and the table of travel speeds with its sources."""
    sheet.title(
        say("workbook.title_assumptions", lang), assumption_line(report, lang), say("workbook.assumptions_note", lang)
    )
    frame = report.world.data.read_table("speeds")
    mode = report.request.scenario_set.assumptions.mode.value
    kinds = {
        "road_class": "text",
        "ramp": "text",
        "urban": "text",
        "low_kmh": "whole",
        "central_kmh": "whole",
        "high_kmh": "whole",
        "source": "text",
    }
    rows = []
    for row in frame[frame["mode"] == mode].to_dict("records"):
        row["road_class"] = say(f"layers.road_{row['road_class']}", lang)
        row |= {key: say("app.yes" if int(row[key]) else "app.no", lang) for key in ("ramp", "urban")}
        row["source"] = text_in(row, "source", lang)
        rows.append([plain(row[key]) for key in kinds])
    widths = {"road_class": 40.0, "source": 80.0}
    heads = [Head(say(f"workbook.{key}", lang), kind, widths.get(key, 9.0)) for key, kind in kinds.items()]
    sheet.table(heads, rows, freeze=1)


def fill_sources(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Each layer with source, address, licence and date; then the pages each project was taken from."""
    sheet.title(say("workbook.title_sources", lang), say("workbook.licence", lang))
    keys = {"layer": 26.0, "source": 34.0, "source_url": 36.0, "licence": 13.0, "attribution": 26.0, "reference_date": 11.0, "sha256": 18.0}  # fmt: skip
    names = {"licence": "licence_col", "layer": "layer_or_route"}
    heads = [Head(say(f"workbook.{names.get(key, key)}", lang), "text", width) for key, width in keys.items()]
    rows: list[list[Cell]] = [
        [text_in(row, "title", lang) or name, *(_origin(row, key, lang) for key in list(keys)[1:])]
        for name, row in sorted(report.manifest.items())
    ]
    rows += [
        [p.text("name", lang), s.title, s.url, "", "", day_cell(s.date, lang), ""]
        for p in report.projects
        for s in p.sources
    ]
    sheet.table(heads, rows, freeze=1)


def _origin(row: Mapping[str, Any], key: str, lang: Lang) -> Cell:
    """Where a layer comes from, with every version; its day as a date."""
    return day_cell(str(row.get(key, "")), lang) if key == "reference_date" else provenance(row, key, lang)
