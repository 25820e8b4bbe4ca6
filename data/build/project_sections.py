"""From the pieces of a project to the sections and the record that are written and measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from data.build.project_geometry import line_km

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.build.project_geometry import Line, Provinces

    Table = dict[str, Any]

_TO_SECTION: Final = (
    "status",
    "status_date",
    "status_source",
    "opened",
    "expected_year",
    "expected_source",
    "lanes",
    "design_speed_kmh",
    "road_class",
)
_LISTS: Final = ("phases", "costs", "published_lengths", "sources", "excludes", "unverified")
_HOLE: Final = {"vi": " (nối thẳng qua chỗ dữ liệu chưa vẽ)", "en": " (straight over a hole in the data)"}


@dataclass(frozen=True)
class Piece:
    """A section before it is written: its vertices, its table, and how it came about."""

    line: Line
    table: Table
    quality: str
    upgrade: bool
    gap_bridge: bool


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours that differ in nothing but their vertices, as one piece."""
    out: list[Piece] = []
    for piece in pieces:
        if out and _likeness(out[-1]) == _likeness(piece):
            line = np.vstack([out[-1].line, piece.line[1:]])
            out[-1] = replace(out[-1], line=line)
        else:
            out.append(piece)
    return out


def _likeness(piece: Piece) -> tuple[object, ...]:
    """What must agree for two pieces to be one section."""
    told = tuple(piece.table.get(key) for key in ("name_vi", *_TO_SECTION))
    return (*told, piece.quality, piece.upgrade, piece.gap_bridge)


def rows(table: Mapping[str, Any], pieces: Sequence[Piece], provinces: Provinces) -> Iterator[Table]:
    """One row a section, as the file holds it."""
    for order, piece in enumerate(pieces, start=1):
        name = {lang: piece.table[f"name_{lang}"] + (_HOLE[lang] if piece.gap_bridge else "") for lang in ("vi", "en")}
        done = piece.table["status"] in ("open", "existing")  # what is expected of the rest does not concern it
        yield {
            "section_id": f"{table['id']}/{order}",
            "project_id": table["id"],
            "order": order,
            "name_vi": name["vi"],
            "name_en": name["en"],
            "length_km": round(line_km(piece.line), 3),
            "by_province_km": provinces.km(piece.line),
            "quality": piece.quality,
            **{key: piece.table.get(key) or None for key in _TO_SECTION},  # a table undoes an inherited year with 0
            "status_source": piece.table.get("status_source", ""),
            "expected_year": None if done else piece.table.get("expected_year") or None,
            "expected_source": "" if done else piece.table.get("expected_source", ""),
            "upgrade": piece.upgrade,
            "gap_bridge": piece.gap_bridge,
            "geometry": shapely.LineString(piece.line),
        }


def record(table: Mapping[str, Any], own: Sequence[Table]) -> Table:
    """The project's record: what is published, and what was measured."""
    told = {key: value for key, value in table.items() if key not in ("section", "stretches", "interchanges")}
    total = sum(row["length_km"] for row in own)
    upgrade = sum(row["length_km"] for row in own if row["upgrade"])
    by_province: dict[str, float] = {}
    for row in own:
        for code, km in row["by_province_km"].items():
            by_province[code] = by_province.get(code, 0.0) + km
    quality = {
        q: round(sum(row["length_km"] for row in own if row["quality"] == q), 3)
        for q in ("surveyed", "mapped", "schematic")
    }
    return {
        "upgrade_of": None,
        "opening_expected_year": None,
        **{key: [] for key in _LISTS},
        **told,
        "phases": [{"lanes": None, "design_speed_kmh": None, **phase} for phase in told.get("phases", [])],
        "costs": [{"land_included": None, "price_year": None, "adds": False, **cost} for cost in told.get("costs", [])],
        "computed_length_km": round(total, 3),
        "computed_by_province_km": {code: round(by_province[code], 3) for code in sorted(by_province)},
        "computed_new_km": round(total - upgrade, 3),
        "computed_upgrade_km": round(upgrade, 3),
        "quality_km": quality,
    }
