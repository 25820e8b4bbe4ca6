"""What each command prints: rows of plain values, keyed as in the CSV."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.appraisal import JudgedRange, Question, feasible_choices, judge_sensitivity, portfolios
from analysis.cli.output import Format, column_names, write_rows
from analysis.network import Impedance
from analysis.scenarios import find_path
from analysis.validation import checks
from layers import project_cost, project_meant
from words import InputError, Lang, NotConnectedError, percents, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.cli.wording import Names, Row
    from analysis.network import PathResult
    from analysis.scenarios import Scenario, World
    from layers import ProjectCost

RANGES: Final = ("shapley_low", "shapley_high", "best_rank", "worst_rank")
TABLE_COLUMNS: Final = {
    "projects": column_names("""
        id name_vi name_en status length_km published_length_km access quality upgrade_of excludes
        cost_low_bn_vnd cost_high_bn_vnd cost_price_years cost_scope_vi cost_scope_en cost_unverified
        cost_sources
    """),
    "skim": column_names("origin destination shortest_m fastest_min fastest_length_m"),
    "path": column_names("order kind ref name road_class length_m time_min project section"),
    "portfolio": column_names("""
        portfolio project shapley standard_error share_percent first last order step_gain interactions unit
    """),
    "validate": column_names("""
        check id subject published_km computed_km error_percent limit_percent result exception source source_url
        note
    """),
}


def project_rows(world: World) -> list[Row]:
    """Every project; ``status`` counts kilometres by status of the sections."""
    return [
        {
            "id": p.id,
            "name_vi": p.name_vi,
            "name_en": p.name_en,
            **p.further,
            "status": ";".join(f"{status}={km:.1f}" for status, km in p.status_km().items()),
            "length_km": p.computed_length_km,
            "published_length_km": p.published_km(),
            "access": p.access,
            "quality": p.quality,
            "upgrade_of": p.upgrade_of or "",
            "excludes": ";".join(p.excludes),
            **_cost_cells(project_cost(p)),
        }
        for p in world.projects.values()
    ]


def _cost_cells(cost: ProjectCost | None) -> Row:
    """What a project costs, with scope and doubt beside it; empty cells where nothing is published."""
    return {
        "cost_low_bn_vnd": cost.low_bn if cost else None,
        "cost_high_bn_vnd": cost.high_bn if cost else None,
        "cost_price_years": ";".join(map(str, cost.price_years)) if cost else "",
        "cost_scope_vi": cost.scope(Lang.VI) if cost else "",
        "cost_scope_en": cost.scope(Lang.EN) if cost else "",
        "cost_unverified": cost.unverified if cost else None,
        "cost_sources": " ".join(cost.sources) if cost else "",
    }


def choose_units(world: World, text: str, *, apart: bool = False) -> frozenset[str]:
    """Units from ``a,b``, ``all`` or ``none``; of projects that exclude each other ``all`` takes the first choice.

    A project may be called by its id, its number or its name.

    With ``apart``, for portfolios, it takes them all: each choice becomes a portfolio.

    Raises
    ------
    InputError
        If ``all`` or ``none`` stands among others, none is named, or a unit is unknown.
    """
    parts = [p.strip() for p in text.split(",") if p.strip()]
    if not parts:
        raise InputError("analysis.unknown_project_far", id=text)
    if len(parts) > 1 and {"all", "none"} & set(parts):
        raise InputError("analysis.all_or_some", text=text)
    if parts == ["all"]:
        return frozenset(world.projects) if apart else feasible_choices(world, frozenset(world.projects))[0]
    units = frozenset(project_meant(part, world.projects.values()) for part in parts) - {"none"}
    for unit in sorted(units):
        world.unit_sections(unit)
    return units


def skim_rows(world: World, scenario: Scenario, *, origins: Sequence[str], destinations: Sequence[str]) -> list[Row]:
    """One row for each pair; ``None`` where not connected."""
    tables = world.skim(scenario, world.nodes(origins), world.nodes(destinations))
    return [
        {
            "origin": a,
            "destination": b,
            "shortest_m": tables.shortest_m[i, j],
            "fastest_min": tables.fastest_min[i, j],
            "fastest_length_m": tables.fastest_length_m[i, j],
        }
        for i, a in enumerate(origins)
        for j, b in enumerate(destinations)
    ]


def require_path(
    world: World, scenario: Scenario, origin: str, destination: str, *, impedance: Impedance
) -> PathResult:
    """The least-cost path between two places.

    Raises
    ------
    InputError, NotConnectedError
        If they are the same or unknown, or no road leads.
    """
    if origin == destination:
        raise InputError("analysis.same_place", id=origin)
    path = find_path(world, scenario, origin, destination, impedance=impedance)
    if path is None:
        raise NotConnectedError("analysis.not_connected", origin=origin, destination=destination)
    return path


def path_rows(path: PathResult) -> list[Row]:
    """The roads of a way in order of travel."""
    return [
        {
            "order": i,
            "kind": s.kind.value,
            "ref": s.ref,
            "name": s.name,
            "road_class": s.road_class,
            "length_m": s.length_m,
            "time_min": s.time_min,
            "project": s.project_id,
            "section": s.section_id,
        }
        for i, s in enumerate(path.stretches, start=1)
    ]


def path_geojson(path: PathResult, *, digest: str, licence: str) -> str:
    """The way link by link as GeoJSON, each with number, name and class; the totals, digest and licence inside."""
    marks = {"digest": digest, "licence": licence}
    features = [
        {
            "type": "Feature",
            "properties": {"order": order} | link.about | marks,
            "geometry": {"type": "LineString", "coordinates": link.coordinates},
        }
        for order, link in enumerate((x for x in path.links if len(x.coordinates) > 1), start=1)
    ]
    whole = {"length_m": path.length_m, "time_min": path.time_min} | marks
    return json.dumps({"type": "FeatureCollection", **whole, "features": features}, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class _Ranked:
    """Where a project stands in the best order, and what its step adds."""

    order: int
    gain: float


def portfolio_rows(world: World, scenario: Scenario, question: Question, *, ranges: bool = False) -> list[Row]:
    """Per project: Shapley value, first and last gain, place in the best order, interactions.

    The standard error is empty where shares are exact. With ``ranges`` also the lowest and highest Shapley value and rank over the cases of the assumptions.
    """
    judged = judge_sensitivity(world, scenario, question) if ranges else []
    counted_in = question.benefit.unit
    rows: list[Row] = []
    for i, portfolio in enumerate(portfolios(world, scenario, question), start=1):
        shares = portfolio.shapley()
        total = sum(shares.values())
        steps = {s.unit: _Ranked(n, s.gain) for n, s in enumerate(portfolio.best_order(), start=1)}
        for unit in sorted(portfolio.units, key=lambda p: steps[p].order):
            pairs = {other: portfolio.interaction(unit, other) for other in portfolio.units if other != unit}
            rows.append(
                {
                    "portfolio": i,
                    "project": unit,
                    "shapley": shares[unit],
                    "standard_error": portfolio.errors.get(unit),
                    "share_percent": 100 * shares[unit] / total if total else None,
                    "first": portfolio.gain_first(unit),
                    "last": portfolio.gain_last(unit),
                    "order": steps[unit].order,
                    "step_gain": steps[unit].gain,
                    "interactions": ";".join(f"{o}={v:.0f}" for o, v in pairs.items() if v is not None and abs(v) >= 1),
                    "unit": counted_in,
                }
                | (_range_of(judged[i - 1][unit]) if ranges else {})
            )
    return rows


def portfolio_text(
    rows: Sequence[Row], *, form: Format, lang: Lang, columns: Sequence[str], names: Names | None = None
) -> str:
    """The rows as text; in a table for people shares add up to 100, and interactions stay out.

    They would make one cell wider than any screen; CSV and JSON hold them, a line below the table says so.
    """
    if form is not Format.TABLE:
        return write_rows(rows, form=form, lang=lang, columns=columns)
    shown = [dict(row) for row in rows]
    for portfolio in {row["portfolio"] for row in shown}:
        own = [row for row in shown if row["portfolio"] == portfolio and row["share_percent"] is not None]
        for row, percent in zip(own, percents([row["share_percent"] for row in own], decimals=1), strict=True):
            row["share_percent"] = percent
    kept = [column for column in columns if column != "interactions"]
    told = write_rows(shown, form=form, lang=lang, columns=kept, names=names)
    return f"{told}{say('analysis.interactions_elsewhere', lang)}\n"


def _range_of(judged: JudgedRange) -> Row:
    return {
        "shapley_low": judged.low,
        "shapley_high": judged.high,
        "best_rank": judged.best_rank,
        "worst_rank": judged.worst_rank,
    }


def validation_rows(world: World, lang: Lang, *, added: pd.DataFrame | None = None) -> list[Row]:
    """Every published figure, those ``added`` by a user too, with ours, the error and the exception if there is one."""
    return [
        {
            "check": c.check,
            "id": c.check_id,
            "subject": c.subject_in(lang),
            "published_km": c.published_km,
            "computed_km": c.computed_km,
            "error_percent": c.error_percent,
            "limit_percent": c.limit_percent,
            "result": c.result,
            "exception": c.reason_in(lang),
            "source": c.source_in(lang),
            "source_url": c.source_url,
            "note": c.note_in(lang),
        }
        for c in checks(world, added=added)
    ]
