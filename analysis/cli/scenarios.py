"""The commands ``compare``, ``gains`` and ``closure``, from the same functions as the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.accessibility import isochrones
from analysis.cli.output import Format, column_names, set_columns, write_rows
from analysis.cli.wording import Row
from analysis.measures import (
    ADDED,
    COST,
    Gains,
    Metric,
    MetricTable,
    commune_gains,
    desire_lines,
    finding,
    metric_table,
    write_gains,
)
from analysis.resilience import ROAD_SEARCH_M, closure_loss, nearest_road
from analysis.scenarios import ScenarioSet, read_set, ready_variants
from layers import named_after
from words import InputError, Lang, change_text, cost_span, finding_text, number, say, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.scenarios import Scenario, World
    from words import LinkError

ALL_READY: Final = "ready"
COMPARE_COLUMNS: Final = column_names("scenario title digest metric unit value difference low high notable")

CLOSURE_COLUMNS: Final = column_names(
    "origin destination before_min after_min lost_min before_km after_km lost_km digest"
)


def open_set(world: World, source: str) -> tuple[ScenarioSet, tuple[LinkError, ...]]:
    """The ready scenarios, or those of a file with everything that was wrong in it.

    Raises
    ------
    InputError
        If the file cannot be read or nothing in it can be used.
    """
    if source == ALL_READY:
        return ScenarioSet(ready_variants(world)), ()
    try:
        text = Path(source).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError("scenarios.file_damaged", line=1, column=fault.start) from fault
    except OSError as fault:
        raise InputError("scenarios.cannot_open", file=source, detail=fault.strerror or type(fault).__name__) from fault
    opened = read_set(text, world)
    if opened.scenario_set is None:
        raise opened.faults[0]
    return opened.scenario_set, opened.faults


def compare_text(world: World, scenario_set: ScenarioSet, *, ranges: bool, form: Format, lang: Lang) -> str:
    """The table of metrics as text: for people one row a metric, for programs one row a figure."""
    with named_after(world.data.folder):
        return _compared(world, scenario_set, ranges=ranges, form=form, lang=lang)


def _compared(world: World, scenario_set: ScenarioSet, *, ranges: bool, form: Format, lang: Lang) -> str:
    table = metric_table(world, scenario_set, ranges=ranges)
    if form is not Format.TABLE:
        return write_rows(compare_rows(table, lang), form=form, lang=lang, columns=COMPARE_COLUMNS)
    first = say("scenarios.column_metric", lang)
    cells = [
        [first, *(v.title(lang) for v in table.variants)],
        *([_name(m, world, lang), *(_shown(table, v.key, m, lang) for v in table.variants)] for m in table.metrics),
        [say("scenarios.column_digest", lang), *(table.digest(v.key) for v in table.variants)],
    ]
    # what the assumptions can undo may not be called significant: the sentences always know the ranges
    judged = table if ranges else metric_table(world, scenario_set, ranges=True)
    return "\n".join([set_columns(cells, right=[False] * len(cells[0])), *remarks(judged, lang)]) + "\n"


def compare_rows(table: MetricTable, lang: Lang) -> list[Row]:
    """One row for each scenario and metric, every digit kept."""
    rows: list[Row] = []
    for v in table.variants:
        for m in table.metrics:
            cell = table.cell(v.key, m.key)
            about = {"scenario": v.key, "title": v.title(lang), "digest": table.digest(v.key)}
            figures = {"value": cell.value, "difference": cell.difference, "low": cell.low, "high": cell.high}
            notable = None if cell.difference is None or m.group in ADDED else table.notable(v.key, m)
            rows.append(about | {"metric": m.key, "unit": m.unit} | figures | {"notable": notable})
    return rows


def remarks(table: MetricTable, lang: Lang) -> list[str]:
    """The finding of each scenario, and what must be known of its costs."""
    said = []
    for v in table.variants:
        said.append(finding_text(finding(table, v.key), lang))
        cost = table.cost(v.key)
        if cost.without:
            said.append(f"  {say('metrics.cost_without', lang, names='; '.join(cost.without))}")
        if len(cost.price_years) > 1:
            said.append(f"  {say('metrics.cost_years', lang, years=', '.join(map(str, cost.price_years)))}")
        if cost.own:
            said.append(f"  {say('metrics.cost_own', lang, names='; '.join(cost.own))}")
        if cost.unverified:
            said.append(f"  {say('metrics.cost_unverified', lang, names='; '.join(cost.unverified))}")
    return [*said, say("metrics.not_notable", lang), say("metrics.cost_full", lang), say("metrics.trips_counted", lang)]


def _name(metric: Metric, world: World, lang: Lang) -> str:
    unit = metric.unit_text(lang)
    return f"{metric.title(lang, world)} ({unit})" if unit else metric.title(lang, world)


def _shown(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """A figure with its difference to the baseline, and the range where there is one."""
    cell, places = table.cell(variant_key, metric.key), metric.decimals
    if metric.key == COST:
        return cost_span(cell.low, cell.high, lang)
    value = number(cell.value, lang, decimals=places)
    if cell.difference is None:
        return value if cell.low is None else f"{value} ({span(cell.low, cell.high, lang, decimals=places)})"
    return f"{value} ({change_text(table, variant_key, metric, lang)})"


def write_gain_layers(world: World, scenario: Scenario, place_ids: Sequence[str], path: Path) -> tuple[int, str]:
    """Communes as GeoJSON; as GeoPackage also isochrones of the first place and lines of desire.

    Returns the number of rows written and the digest of the communes' layer.

    Raises
    ------
    InputError
        As ``commune_gains`` and ``write_gains``.
    """
    before = scenario.baseline()
    gains = commune_gains(world, before=before, after=scenario, place_ids=place_ids)
    count = write_gains(gains, path)
    if path.suffix.lower() == ".gpkg":
        areas = isochrones(world, before=before, after=scenario, place_id=place_ids[0])
        count += write_gains(Gains(areas.frame, areas.digest, (areas.place_id,)), path, layer="isochrones", fresh=False)
        lines = desire_lines(world, before=before, after=scenario)
        count += write_gains(lines, path, layer="desire_lines", fresh=False)
    return count, gains.digest


def closures(world: World, scenario: Scenario, near: str) -> Scenario:
    """The scenario with what is to close: of ``--close``, and the road nearest to ``lon,lat`` with what closes with it.

    Raises
    ------
    InputError
        If nothing is named, the point cannot be understood, or no road is near it.
    """
    if not near:
        if not (scenario.closed_links or scenario.closed_stretches):
            raise InputError("scenarios.nothing_closed")
        return scenario
    try:
        lon, lat = (float(x) for x in near.split(","))
    except ValueError as fault:
        raise InputError("scenarios.bad_point", text=near) from fault
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees; false of NaN too
        raise InputError("scenarios.bad_point", text=near)
    found = nearest_road(world, scenario, lon, lat)
    if found is None:
        raise InputError("scenarios.no_link_near", text=near, km=number(ROAD_SEARCH_M / 1000, Lang.EN))
    if found.stretch:
        return replace(scenario, closed_stretches=scenario.closed_stretches | {found.stretch})
    return replace(scenario, closed_links=scenario.closed_links | set(found.together))


def closure_rows(world: World, closed: Scenario) -> list[Row]:
    """Pairs that lose by what a scenario closes, cut off ones first; what is cut off has no figure after."""
    open_ = replace(closed, closed_links=frozenset(), closed_stretches=frozenset())
    loss = closure_loss(world, open_, closed.closed_links, stretches=closed.closed_stretches)
    return [
        {
            "origin": p.origin,
            "destination": p.destination,
            "before_min": p.before_min,
            "after_min": p.after_min,
            "lost_min": p.lost_min,
            "before_km": p.before_m / 1000,
            "after_km": None if p.after_m is None else p.after_m / 1000,
            "lost_km": None if p.lost_m is None else p.lost_m / 1000,
            "digest": loss.digest,
        }
        for p in loss.losses
    ]
