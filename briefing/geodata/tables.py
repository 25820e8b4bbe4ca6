"""The tables a briefing gives away as geodata: routes, interchanges, places, provinces, communes, ways, the border.

EPSG:4326; column names are plain ASCII of at most 32 letters, the same in every format (a Shapefile
shortens them by ``SHORT``). Texts are in the first language of the briefing; ids tell everything apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from briefing.content import BREAKS_MIN, data_source, route_rows
from briefing.geodata.ground import border, ground
from layers import (
    WGS84,
    Role,
    altered_sentence,
    in_edition,
    legal_note,
    place_kinds,
    place_text,
    provinces_layer,
    study,
    whole,
)
from layers.symbology import classes_of
from words import Lang, field_in, say, text_in

if TYPE_CHECKING:
    from analysis.network import RoadLink
    from briefing.content import ReportData, RouteRow
    from layers import Project, Section

# names of at most ten letters for Shapefiles; every longer name of a column must stand here
SHORT: Final = {
    "published_km": "publish_km",
    "expected_year": "expect_yr",
    "design_speed_kmh": "speed_kmh",
    "cost_low_bn_vnd": "cost_lo_bn",
    "cost_high_bn_vnd": "cost_hi_bn",
    "cost_price_year": "price_year",
    "cost_source": "cost_src",
    "connects_to": "connects",
    "population_2019": "pop_2019",
    "province_2022": "prov_2022",
    "province_2025": "prov_2025",
    "status_date": "stat_date",
    "destination": "dest",
    "schematic_km": "schema_km",
}


def geolayers(report: ReportData, *, with_ground: bool = False) -> dict[str, gpd.GeoDataFrame]:
    """All tables by name, in drawing order, EPSG:4326; those without a row are left out.

    Each has a column ``sign``: the class of the style table that a row is drawn by (``looks.layer_look``).

    Parameters
    ----------
    with_ground
        Whether base network and ground of the map are among them.
    """
    tables = {
        **(ground(report) if with_ground else {}),
        "provinces": _provinces(report),
        "communes": _communes(report),
        "border": border(report),
        "projects": _projects(report),
        "routes": _routes(report),
        "ways": _ways(report),
        "way_links": _way_links(report),
        "interchanges": _interchanges(report),
        "gates": _gates(report),
        "places": _places(report),
        **_own(report),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """A table of these rows; a year or a number of lanes that some lack stays a whole number."""
    return (
        whole(gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84))
        if rows
        else gpd.GeoDataFrame(geometry=[], crs=WGS84)
    )


def _routes(report: ReportData) -> gpd.GeoDataFrame:
    lang, ids = report.request.lang, {p.id for p in report.projects}
    return _frame(
        [
            {
                "number": report.numbers[row.project.id],
                **_section(row.project, s, lang, band=row.project.upgrade_of in ids),
            }
            for row in route_rows(report.projects)
            for s in row.project.sections
        ]
    )


def _projects(report: ReportData) -> gpd.GeoDataFrame:
    """Each project once, whole: what a sum over rows may add up, its cost above all."""
    lang = report.request.lang
    return _frame([_project(report.numbers[row.project.id], row, lang) for row in route_rows(report.projects)])


def _project(number: int, row: RouteRow, lang: Lang) -> dict[str, Any]:
    project, cost = row.project, row.cost
    lines = [s.geometry for s in project.sections]
    return {
        "number": number,
        "project_id": project.id,
        "name": row.name(lang),
        "status": row.status_text(lang),
        "length_km": round(project.computed_length_km, 3),
        "published_km": project.published_km(),
        "schematic_km": round(row.schematic_km, 3),
        "opening": project.text("opening", lang),
        "cost_low_bn_vnd": cost.low_bn if cost else None,
        "cost_high_bn_vnd": cost.high_bn if cost else None,
        "cost_price_year": ", ".join(map(str, cost.price_years)) if cost else "",
        "cost_scope": row.scope_text(lang),
        "cost_note": say("layers.cost_unverified", lang) if cost and cost.unverified else "",
        "cost_source": " ".join(cost.sources) if cost else "",
        "sign": project.group,
        "geometry": shapely.MultiLineString(lines),
    }


def _section(project: Project, section: Section, lang: Lang, *, band: bool) -> dict[str, Any]:
    """One section; what holds for its whole project stands in ``projects``.

    ``year`` is that of its opening, as known or as expected: what the page of own data reads.
    """
    schematic = section.quality == "schematic"
    kind = "/band" if band else "/schematic" if schematic else ""
    return {
        "name": f"{project.text('name', lang)}: {section.name(lang)}",
        "section_id": section.section_id,
        "project_id": project.id,
        "project": project.text("name", lang),
        "section": section.name(lang),
        "road_class": say(f"layers.road_{section.road_class}", lang),
        "status": say(f"layers.status_{section.status}", lang),
        "status_date": section.status_date,
        "alignment": say("layers.quality_schematic" if schematic else "geodata.alignment_mapped", lang),
        "schematic": int(schematic),
        "upgrade": int(section.upgrade),
        "length_km": round(section.length_km, 3),
        "opened": section.opened.isoformat() if section.opened else "",
        "expected_year": section.expected_year,
        "year": section.opened.year if section.opened else section.expected_year,
        "lanes": section.lanes,
        "design_speed_kmh": section.design_speed_kmh,
        "source": section.status_source,
        "sign": f"{project.group}/{section.status}{kind}",
        "geometry": section.geometry,
    }


def _interchanges(report: ReportData) -> gpd.GeoDataFrame:
    lang, ids = report.request.lang, {p.id for p in report.projects}
    frame = report.source.layer("interchanges")
    return _frame(
        [
            {
                "id": row.id,
                "project_id": row.project_id,
                "name": text_in(row, "name", lang),
                "connects_to": row.connects_to,
                "assumed": int(row.assumed),
                "sign": "assumed" if row.assumed else "known",
                "source": say("sources.assumed", lang) if row.assumed else text_in(row, "source", lang),
                "geometry": row.geometry,
            }
            for row in frame[frame["project_id"].isin(ids)].itertuples()
        ]
    )


def _places(report: ReportData) -> gpd.GeoDataFrame:
    lang = report.request.lang
    frame = in_edition(report.source.layer("places"), report.request.edition)
    return _frame(
        [
            {
                "id": row.id,
                "kind": place_text(row._asdict(), lang, report.request.edition),
                "name": text_in(row, "name", lang),
                "confidence": say(f"browse.confidence_{row.confidence}", lang),
                "source": row.source,
                "sign": row.kind,
                "geometry": row.geometry,
            }
            for row in frame[frame["kind"].isin(place_kinds(Role.EXPORTED))].itertuples()
        ]
    )


def _own(report: ReportData) -> dict[str, gpd.GeoDataFrame]:
    """The user's own places and zones of interest, marked as such."""
    lang, tables = report.request.lang, data_source.tables(report.source.own)
    kinds = {data_source.PLACES: say("layers.kind_own", lang), data_source.ZONES: say("layers.zone_own", lang)}
    return {
        n: t.drop(columns="name_en").rename(columns={"name_vi": "name"}).assign(kind=kinds[n], sign=data_source.KIND)
        for n, t in tables.items()
    }


def _gates(report: ReportData) -> gpd.GeoDataFrame:
    """Gates with a position; those without one are not placed."""
    lang, frame = report.request.lang, report.source.layer("gates")
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    return _frame(
        [
            {
                "id": row["id"],
                "class": say(f"layers.gate_{row['class']}", lang),
                "name": text_in(row, "name", lang),
                "position": say(f"geodata.position_{row['position']}", lang),
                "note": text_in(row, "position_note", lang),
                "source": row["source"],
                "sign": row["class"],
                "geometry": row["geometry"],
            }
            for row in placed.to_dict("records")
        ]
    )


def _provinces(report: ReportData) -> gpd.GeoDataFrame:
    request = report.request
    frame, focus = report.source.layer(provinces_layer(request.edition)), study().focus(request.edition)
    names = frame[field_in(frame.columns, "name", request.lang)]
    return _frame(
        [
            {
                "code": code,
                "name": name,
                "edition": request.edition.value,
                "area_km2": round(area, 2),
                "sign": "focus" if code in focus else "study" if near else "context",
                "geometry": shape,
            }
            for code, name, area, near, shape in zip(
                frame["code"], names, frame["area_km2"], frame["in_study"], frame.geometry, strict=True
            )
        ]
    )


def _communes(report: ReportData) -> gpd.GeoDataFrame:
    """Communes of 2025 of the two provinces by minutes saved under the main scenario."""
    gains = report.gains
    kept = ["code", "full_name", "people", "before_min", "after_min", "saved_min", "before_km", "after_km", "saved_km"]
    frame = gains.frame[[*kept, "geometry"]].rename(columns={"full_name": "name"}).reset_index(drop=True)
    frame["digest"] = gains.digest
    classes = classes_of(frame["saved_min"], BREAKS_MIN)
    frame["sign"] = ["none" if number < 0 else str(number) for number in classes]
    return frame


def _ways(report: ReportData) -> gpd.GeoDataFrame:
    """The fastest ways between the two places of the briefing, before and after."""
    pair, found = report.pair, []
    for when in ("before", "after"):
        path = getattr(pair.forward, f"fastest_{when}")
        if path is not None and len(path.coordinates) > 1:
            found.append(
                {
                    "when": say(f"briefing.{when}", report.request.lang),
                    "origin": report.world.place(pair.origin_id).name(report.request.lang),
                    "destination": report.world.place(pair.destination_id).name(report.request.lang),
                    "length_km": round(path.length_m / 1000, 3),
                    "time_min": round(path.time_min, 2),
                    "digest": pair.digest,
                    "sign": when,
                    "geometry": shapely.LineString(path.coordinates),
                }
            )
    return _frame(found)


def _way_links(report: ReportData) -> gpd.GeoDataFrame:
    """The same ways link by link, so that they can be traced along the roads they use."""
    pair, lang = report.pair, report.request.lang
    return _frame(
        [
            {
                "when": say(f"briefing.{when}", lang),
                "order": order,
                **_link(link, report),
                "digest": pair.digest,
                "sign": when,
                "geometry": shapely.LineString(link.coordinates),
            }
            for when in ("before", "after")
            for path in (getattr(pair.forward, f"fastest_{when}"),)
            if path is not None
            for order, link in enumerate((x for x in path.links if len(x.coordinates) > 1), start=1)
        ]
    )


def _link(link: RoadLink, report: ReportData) -> dict[str, Any]:
    """What is told of a link of a way: codes in the words of the other tables."""
    lang, told = report.request.lang, dict(link.about)
    section, project = told.pop("section"), report.world.projects.get(link.project_id)
    return told | {
        "kind": say(f"columns.is_kind_{link.kind.value}", lang),
        "road_class": say(f"layers.road_{link.road_class}", lang) if link.road_class else "",
        "project": project.text("name", lang) if project else "",
        "section_id": section,
    }


def about(report: ReportData, *, system: str, operation: str) -> dict[str, str]:
    """What every file says of itself: title, digests, dates, licence, system."""
    lang = report.request.lang
    altered = {"altered": altered_sentence(report.altered, lang)} if report.altered else {}
    return altered | {
        "title": report.request.title or say("app.name", lang),
        "scenario": report.request.variant.title(lang),
        "scenario_digest": report.digest,
        "data_digest": report.data_digest,
        "licence": say("geodata.licence", lang),
        "credits": say("briefing.credits", lang),
        "legal": legal_note(lang),
        "system": system,
        **({"operation": operation} if operation else {}),  # none leads to WGS 84
    }
