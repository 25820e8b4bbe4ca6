"""Checks of ``data/geo`` with limits and named exceptions.

A breach without an exception fails the build and the tests; so does a breach larger than its
exception says, and an exception that is no longer needed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analysis.scenarios import load_world
from analysis.validation import published_figures
from layers import VN2000_UTM48N
from pipeline.checks.published import project_records
from pipeline.files import Built, Context, read_manifest
from pipeline.roads import doubts

_ROOM = 1.05  # an exception covers its value and what rounding adds


@dataclass(frozen=True)
class Result:
    """One check of one thing. ``limit`` None: shown, not judged."""

    check: str
    id: str
    value: float
    limit: float | None
    unit: str
    note: str = ""

    @property
    def within(self) -> bool:
        """Whether the value keeps to the limit, or there is none."""
        return self.limit is None or abs(self.value) <= self.limit


def exceptions(context: Context) -> dict[tuple[str, str], dict[str, Any]]:
    """The named exceptions by check and id.

    Raises
    ------
    ValueError
        If one thing has two exceptions.
    """
    rows = tomllib.loads(context.text("exceptions.toml"))["exceptions"]
    named = {(row["check"], row["id"]): row for row in rows}
    if len(named) < len(rows):
        raise ValueError("exceptions.toml names something twice")
    return named


def failures(results: Sequence[Result], named: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[str]:
    """Breaches that no exception covers, and exceptions that nothing needs; empty if all is well."""
    faults = []
    for result in results:
        exception = named.get((result.check, result.id))
        if result.within and exception and result.limit is not None:
            faults.append(f"exception no longer needed: {result.check} {result.id} is {result.value:g}")
        elif not result.within and (exception is None or abs(result.value) > abs(exception["value"]) * _ROOM):
            faults.append(
                f"breach: {result.check} {result.id} is {result.value:g} {result.unit}, limit {result.limit:g}"
            )
    evaluated = {result.check for result in results}
    known = {(result.check, result.id) for result in results}
    faults += [f"exception for nothing: {c} {i}" for c, i in named if c in evaluated and (c, i) not in known]
    return faults


AREA_PERCENT = 0.5
LENGTH_PERCENT = 1.5
DISTANCE_PERCENT = 5.0
SNAP_M = 2000.0
COVERAGE_KM2 = 0.01
SIZE_MB = 25.0
COVERAGES = ("provinces_2022", "provinces_2025", "districts_2022", "communes_2025")
_WORLD = ("roads", "speeds", "places", "gates", "projects", "interchanges", "published", "exceptions")
_MAPPED_SHARE = 0.95  # of a project's length, for its length to be held to the limit


def build(context: Context) -> list[Built]:
    """Evaluate every check and say how many pass; nothing is written."""
    results = evaluate(context)
    faults = failures(results, exceptions(context))
    excepted = sum(not r.within for r in results) - sum(fault.startswith("breach") for fault in faults)
    print(f"  {len(results)} checked, {excepted} named exceptions, {len(faults)} faults")
    for fault in faults:
        print(f"  FAULT {fault}")
    return []


def evaluate(context: Context) -> tuple[Result, ...]:
    """All checks on the layers that are built, in a fixed order; the same layers are measured once."""
    return _evaluate(context, json.dumps(read_manifest(context.out), sort_keys=True))


@lru_cache(maxsize=2)
def _evaluate(context: Context, manifest: str) -> tuple[Result, ...]:  # noqa: ARG001 - the manifest is what the results depend on
    parts = (_geometry, _coverage, _areas, _census, _capitals, _border, _projects, _distances, _one_way, _snap, _size)
    return tuple(chain.from_iterable(part(context) for part in parts))


def _geometry(context: Context) -> Iterator[Result]:
    """Number of invalid or, except for gates, missing geometries of each layer."""
    for name, row in read_manifest(context.out).items():
        if not row["file"].endswith((".parquet", ".geojson")):
            continue
        frame = context.read(name)
        missing = frame.geometry.isna() | frame.geometry.is_empty
        allowed = frame["position"].eq("unknown") if name == "gates" else False
        bad = (missing & ~pd.Series(allowed, index=frame.index)) | (~missing & ~frame.geometry.is_valid)
        yield Result("geometry", name, int(bad.sum()), 0, "features")


def _coverage(context: Context) -> Iterator[Result]:
    """Gaps and overlaps between the units of one layer, and edges that two units do not share."""
    for name in COVERAGES:
        if context.has(name):
            shapes = context.read(name).to_crs(VN2000_UTM48N).geometry
            yield Result("overlap", name, round(_overlap_km2(shapes), 6), COVERAGE_KM2, "km²")
            yield Result("gap", name, round(_gap_km2(shapes), 6), COVERAGE_KM2, "km²")
            loose = shapely.coverage_invalid_edges(context.read(name).geometry.to_numpy())
            yield Result("coverage", name, int((~shapely.is_empty(loose)).sum()), 0, "units")


def _overlap_km2(shapes: gpd.GeoSeries) -> float:
    first, second = shapes.sindex.query(shapes, predicate="intersects")
    pairs = first < second
    values = shapes.to_numpy()
    return float(shapely.area(shapely.intersection(values[first[pairs]], values[second[pairs]])).sum()) / 1e6


def _gap_km2(shapes: gpd.GeoSeries) -> float:
    """Area of the holes that no unit covers."""
    whole = shapely.get_parts(shapes.union_all())
    return float(shapely.area(whole_without_holes(whole)).sum() - shapely.area(whole).sum()) / 1e6


def whole_without_holes(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons with their holes filled."""
    filled: NDArray[np.object_] = np.asarray(shapely.polygons(shapely.get_exterior_ring(polygons)), dtype=object)
    return filled


def _areas(context: Context) -> Iterator[Result]:
    for layer in ("provinces_2022", "provinces_2025"):
        if context.has(layer):
            for row in context.read(layer).query("in_study").itertuples():
                off = 100 * (row.area_km2 / row.area_official_km2 - 1)
                yield Result(
                    "area",
                    f"{layer}/{row.code}",
                    round(off, 2),
                    AREA_PERCENT,
                    "%",
                    f"{row.name}: {row.area_km2:.1f} / {row.area_official_km2:g} km²",
                )


def _census(context: Context) -> Iterator[Result]:
    """Difference of people to the census total of the two provinces, by layer."""
    for layer, column in (("districts_2022", "province_code"), ("communes_2025", "province_2022")):
        if context.has(layer):
            people = context.read(layer).groupby(column)["population_2019"].sum()
            for province in context.study.own:
                counted = int(people[province.code])
                yield Result("census", f"{layer}/{province.code}", counted - province.census_2019, 0, "people")


def _capitals(context: Context) -> Iterator[Result]:
    """Missing district capitals of the two provinces."""
    if context.has("places"):
        seats = (
            context.read("places")
            .dropna(subset="district_capital_of")
            .groupby("province_2022")["district_capital_of"]
            .nunique()
        )
        for province in context.study.own:
            missing = province.districts - int(seats.get(province.code, 0))
            yield Result("capitals", province.code, missing, 0, "seats")


def _border(context: Context) -> Iterator[Result]:
    """Measured border against the nearest published length."""
    if context.has("border"):
        for row in context.read("border").dropna(subset="length_official_km").itertuples():
            official = [float(km) for km in row.length_official_km.split("; ")]
            off = _nearest_percent(row.length_km, official)
            yield Result(
                "length",
                f"border/{row.province_code}",
                off,
                LENGTH_PERCENT,
                "%",
                f"{row.province_name}: {row.length_km:.1f} / {row.length_official_km} km",
            )


def _projects(context: Context) -> Iterator[Result]:
    """Computed against published length: judged in all where the line is mapped, shown by province."""
    for record in project_records(context):
        published = pd.DataFrame(record["published_lengths"], columns=["value_km", "scope"])
        mapped = record["quality_km"].get("mapped", 0.0) / max(sum(record["quality_km"].values()), 1e-9)
        for scope, lengths in published.groupby("scope", sort=True):
            whole = scope == "total"
            computed = record["computed_length_km"] if whole else record["computed_by_province_km"].get(scope, 0.0)
            off = _nearest_percent(computed, lengths["value_km"].tolist())
            limit = LENGTH_PERCENT if whole and mapped >= _MAPPED_SHARE else None
            said = "; ".join(f"{km:g}" for km in lengths["value_km"])
            note = f"{computed:.1f} / {said} km; {mapped:.0%} mapped"
            yield Result("length", record["id"] if whole else f"{record['id']}/{scope}", off, limit, "%", note)


def _nearest_percent(value: float, published: list[float]) -> float:
    """Percent by which a value differs from the published figure nearest to it."""
    nearest = min(published, key=lambda figure: abs(value - figure))
    return round(100 * (value / nearest - 1), 2)


def _distances(context: Context) -> Iterator[Result]:
    """Length of the fastest way on the base network against each published road distance."""
    if not all(context.has(name) for name in _WORLD):
        return
    for row in published_figures.checks(load_world(context.out)):
        if row.check == "distance":
            off = 100.0 if row.error_percent is None else round(row.error_percent, 2)
            note = f"{row.subject}: {row.computed_km or 0:.1f} / {row.published_km:g} km"
            yield Result("distance", row.check_id, off, DISTANCE_PERCENT, "%", note)


def _one_way(context: Context) -> Iterator[Result]:
    """One-way slips that no override sets two-way; of an extract they are told and not judged."""
    if context.has("roads"):
        slips = int(doubts(context.read("roads")).slip.sum())
        yield Result("one_way", "roads", slips, 0 if context.osm is None else None, "links")


def _snap(context: Context) -> Iterator[Result]:
    """Metres from each place and gate to the routed network."""
    for layer in ("places", "gates"):
        if context.has(layer):
            for row in context.read(layer).dropna(subset="snap_m").itertuples():
                yield Result("snap", row.id, float(row.snap_m), SNAP_M, "m")


def _size(context: Context) -> Iterator[Result]:
    total = sum(path.stat().st_size for path in context.out.iterdir() if path.is_file())
    yield Result("size", "data/geo", round(total / 1e6, 1), SIZE_MB, "MB")
