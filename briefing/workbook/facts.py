"""Facts that are not computed here: what the file is about, routes, places, assumptions, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range

from briefing.content import assumption_line, numbers_note, route_rows
from briefing.workbook.sheet import Cell, Day, Formula, Head, day_cell, plain
from layers import STATUSES, altered_sentence, legal_note, place_key, provenance, provinces_layer, told_text, units_note
from words import Lang, field_in, published_ends, say, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet


def fill_about(sheet: Sheet, report: ReportData, lang: Lang, *, others: Sequence[str]) -> None:
    """Title, scenario, digests, licence, legal note, and the names of the other sheets."""
    request = report.request
    sheet.title(request.title or say("slides.default_title", lang), request.subtitle or request.organisation)
    about: dict[str, Cell] = {
        "organisation": request.organisation,
        "author": request.author,
        "date": Day(request.date, lang) if request.date else "",
        "scenario": request.variant.title(lang),
        "scenario_digest": report.digest,
        "data_digest": report.data_digest,
        "altered": altered_sentence(report.altered, lang),
        "edition": " – ".join(
            filter(None, [say(f"layers.edition_{request.edition.value}", lang), units_note(lang, request.edition)])
        ),
        "assumptions": assumption_line(report, lang),
        "method": say("workbook.method", lang),
        "licence": say("workbook.licence", lang),
        "credits": say("briefing.credits", lang),
        "legal": legal_note(lang),
    }
    rows: list[list[Cell]] = [[say(f"workbook.about_{key}", lang), cell] for key, cell in about.items() if cell]
    heads = [
        Head(say("workbook.about_what", lang), "text", 28.0),
        Head(say("workbook.about_value", lang), "text", 100.0),
    ]
    sheet.table(heads, rows)
    names = [[name, ""] for name in others]
    sheet.table([Head(say("workbook.sheets", lang), "text", 28.0), Head("", "text", 100.0)], names)


def fill_routes(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Each route with lengths, kilometres by status, cost, opening and sources."""
    told = filter(None, [say("workbook.routes_note", lang), numbers_note(report, lang)])
    sheet.title(say("workbook.title_routes", lang), *told)
    heads = [Head(say("slides.col_number", lang), "whole", 8.0), Head(say("slides.col_route", lang), "text", 46.0)]
    heads += [Head(say("workbook.published_km", lang), "two", 13.0)]
    heads += [
        Head(say("workbook.status_km", lang, status=say(f"briefing.status_{s}", lang)), "one", 13.0) for s in STATUSES
    ]
    heads += [Head(say(f"workbook.{k}", lang), "one", 13.0) for k in ("measured_km", "schematic_km")]
    heads += [Head(say(f"workbook.{k}", lang), "whole", 14.0) for k in ("cost_low", "cost_high")]
    heads += [Head(say("workbook.price_year", lang), "text", 9.0)]
    heads += [
        Head(say(f"workbook.{k}", lang), "text", 34.0)
        for k in ("cost_scope", "cost_checked", "status_now", "opening", "source")
    ]
    heads.append(Head(say("workbook.id", lang), "text", 26.0))
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
        sources = " ".join(dict.fromkeys([*(cost.sources if cost else ()), *(s.url for s in project.sources)]))
        rows.append([*cells, project.text("status_now", lang), project.text("opening", lang), sources, project.id])
    sheet.table(heads, rows, freeze=2)


def fill_places(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Places and gates as the network knows them."""
    sheet.title(say("workbook.title_places", lang), say("workbook.places_note", lang))
    kinds = {
        "name": "text",
        "kind": "text",
        "province": "text",
        "lon": "degree",
        "lat": "degree",
        "people": "whole",
        "snap_m": "whole",
        "id": "text",
    }
    heads = [Head(say(f"workbook.{key}", lang), kind) for key, kind in kinds.items()]
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
    sheet.table([Head(say(f"workbook.{key}", lang), kind) for key, kind in kinds.items()], rows, freeze=1)


def fill_sources(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Each layer with source, address, licence and date; then the pages each project was taken from."""
    sheet.title(say("workbook.title_sources", lang), say("workbook.licence", lang))
    keys = ("layer", "source", "source_url", "licence", "attribution", "reference_date", "sha256")
    names = {"licence": "licence_col"}
    heads = [Head(say(f"workbook.{names.get(key, key)}", lang), "text", 30.0) for key in keys]
    rows = [
        [text_in(row, "title", lang) or name, *(_origin(row, key, lang) for key in keys[1:])]
        for name, row in sorted(report.manifest.items())
    ]
    sheet.table(heads, rows, freeze=1)
    pages = [
        [p.text("name", lang), s.title, s.url, "", "", day_cell(s.date, lang), ""]
        for p in report.projects
        for s in p.sources
    ]
    if pages:
        titles = ("slides.col_route", "workbook.page", "workbook.source_url")
        more = [Head(say(key, lang), "text", 30.0) for key in titles]
        sheet.table([*more, Head(""), Head(""), Head(say("workbook.reference_date", lang)), Head("")], pages)


def _origin(row: Mapping[str, Any], key: str, lang: Lang) -> Cell:
    """Where a layer comes from, with every version; its day as a date."""
    return day_cell(str(row.get(key, "")), lang) if key == "reference_date" else provenance(row, key, lang)
