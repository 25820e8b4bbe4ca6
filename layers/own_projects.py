"""A user's route as a project: the same record as a built-in one, marked as the user's."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.geodesy import segment_lengths_m
from layers.projects import Cost, Project, Section
from words import Lang, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.own_route import OwnRoute

GROUP: Final = "own"
_KINDS: Final = {"motorway": "expressway", "trunk": "national", "primary": "national"}
_LEAST_M: Final = 1.0  # a shorter remainder joins its neighbour


def is_own(project_id: str) -> bool:
    """Whether an id is one of a user's own things."""
    return project_id.startswith("own-")


def project_of(route: OwnRoute) -> Project:
    """The project of a route; its stretches along existing roads are upgrades of those."""
    fields = route.fields
    sections = tuple(_sections(route))
    upgrade = sum(s.length_km for s in sections if s.upgrade)
    total = sum(s.length_km for s in sections)
    told = {lang: say("own.status_now", lang, status=say(f"layers.status_{fields.status}", lang)) for lang in Lang}
    source = {lang: say("own.source", lang) for lang in Lang}
    name = {lang: say("own.marked", lang, name=fields.name.strip()) for lang in Lang}
    opening = str(fields.year or "")
    return Project(
        id=route.id,
        name_vi=name[Lang.VI],
        name_en=name[Lang.EN],
        group=GROUP,
        role=GROUP,
        kind=_KINDS.get(fields.road_class, "provincial"),
        access=fields.access,
        upgrade_of=None,
        excludes=(),
        unit=True,
        status_2022_vi="",
        status_2022_en="",
        status_now_vi=told[Lang.VI],
        status_now_en=told[Lang.EN],
        status_date="",
        opening_vi=opening,
        opening_en=opening,
        opening_expected_year=None if fields.status == "open" else fields.year,
        phases=(),
        costs=_costs(route, source),
        legal_vi="",
        legal_en="",
        published_lengths=(),
        computed_length_km=total,
        computed_by_province_km={},
        computed_new_km=total - upgrade,
        computed_upgrade_km=upgrade,
        quality_km={fields.quality: total},
        sources=(),
        notes_vi=f"{source[Lang.VI]} {fields.note}".strip(),
        notes_en=f"{source[Lang.EN]} {fields.note}".strip(),
        unverified=(),
        sections=sections,
    )


def _costs(route: OwnRoute, source: dict[Lang, str]) -> tuple[Cost, ...]:
    fields = route.fields
    if fields.cost_low_bn is None or fields.cost_high_bn is None:
        return ()
    return (
        Cost(
            low_bn_vnd=fields.cost_low_bn,
            high_bn_vnd=fields.cost_high_bn,
            scope_vi=source[Lang.VI],
            scope_en=source[Lang.EN],
            land_included=None,
            price_year=fields.price_year,
            source_url="",
            unverified=True,
        ),
    )


def _sections(route: OwnRoute) -> list[Section]:
    fields = route.fields
    is_open = fields.status == "open"
    source = say("own.source", Lang.VI)
    found = []
    for order, (line, length_m, upgrade) in enumerate(_pieces(route), 1):
        found.append(
            Section(
                section_id=f"{route.id}/{order}",
                project_id=route.id,
                order=order,
                name_vi=fields.name,
                name_en=fields.name,
                length_km=length_m / 1000,
                by_province_km={},
                quality=fields.quality,
                status=fields.status,
                status_date="",
                status_source=source,
                opened=date(fields.year, 12, 31) if is_open and fields.year else None,
                expected_year=None if is_open else fields.year,
                expected_source=source if fields.year and not is_open else "",
                lanes=fields.lanes,
                design_speed_kmh=fields.speed_kmh,
                road_class=fields.road_class,
                upgrade=upgrade,
                gap_bridge=False,
                geometry=line,
            )
        )
    return found


def _pieces(route: OwnRoute) -> list[tuple[shapely.LineString, float, bool]]:
    """The line cut where it joins and leaves existing roads: (line, metres, upgrade)."""
    points = shapely.get_coordinates(route.geometry)
    mileage = np.concatenate([[0.0], np.cumsum(segment_lengths_m(points))])
    total = float(mileage[-1])
    inner = {m for run in route.along_m for m in run if _LEAST_M < m < total - _LEAST_M}
    pieces = []
    for from_m, to_m in pairwise([0.0, *sorted(inner), total]):
        middle = (from_m + to_m) / 2
        upgrade = any(a <= middle <= b for a, b in route.along_m)
        pieces.append((_between(points, mileage, from_m, to_m), to_m - from_m, upgrade))
    return pieces


def _between(
    points: NDArray[np.float64], mileage: NDArray[np.float64], from_m: float, to_m: float
) -> shapely.LineString:
    inside = (mileage > from_m) & (mileage < to_m)
    ends = [[np.interp(m, mileage, points[:, axis]) for axis in (0, 1)] for m in (from_m, to_m)]
    return shapely.LineString(np.vstack([ends[0], points[inside], ends[1]]))
