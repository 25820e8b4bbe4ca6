"""The projects: hand-written tables become pieces with geometry, pieces become sections and records, measured and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from layers import STATUSES, WGS84
from pipeline.files import OSM_2026, Built, Origin
from pipeline.projects import agreement, interchanges
from pipeline.projects.geometry import Provinces, chainages_m, cut, line_km
from pipeline.projects.overlap import LEAST_BY_HAND_M, LEAST_EXPRESSWAY_M, LEAST_M, BaseSegments, along_base
from pipeline.projects.recipes import Recipes, Shape
from words import Lang, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.files import Context
    from pipeline.projects.geometry import Line

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


_BRIDGE_FROM_M: Final = 250.0  # a wider step between two stretches is a section of its own
_SLIVER_M: Final = 60.0  # two causes to cut nearer than this are one cut


def _origin(context: Context) -> Origin:
    """Lines of the extract and of the base network, facts of the pages up to the date of the data."""
    read_by = context.study.data_date
    base = context.date("roads")
    month_vi, month_en = f"tháng {base.month}/{base.year}", f"{base:%B} {base.year}"
    return Origin(
        source=f"Lines: {OSM_2026.source}; base roads of {month_en}; points set by hand. "
        f"Facts: the pages named in each record, read by {read_by.day} {read_by:%B} {read_by.year}",
        source_url=OSM_2026.source_url,
        licence="ODbL-1.0",
        attribution="© OpenStreetMap contributors (ODbL 1.0) · © OpenMapTiles",
        reference_date=read_by.isoformat(),
        source_vi=f"Hướng tuyến: {OSM_2026.source_vi}; đường nền {month_vi}; điểm đặt tay. "
        f"Số liệu: các trang ghi ở từng dự án, đọc đến ngày {day(read_by, Lang.VI)}",
    )


def build(context: Context) -> list[Built]:
    """The layers ``projects``, ``interchanges`` and ``agreement``."""
    roads = context.read("roads")
    maker = Maker(context, roads)
    tables = read_tables(context)
    sections = {table["id"]: list(rows(table, maker.pieces(table), maker.provinces)) for table in tables}
    records = [record(table, sections[table["id"]]) for table in tables]
    frame = gpd.GeoDataFrame([row for own in sections.values() for row in own], crs=WGS84)
    layer = Built(
        name="projects",
        file="projects.geojson",
        title_vi="Dự án đường bộ theo đoạn",
        title_en="Road projects in sections",
        origin=_origin(context),
        steps_vi=(
            "Tuyến theo công thức: tim tuyến có trên bản đồ, đoạn đường vành đai, theo đường hiện có, điểm đặt tay",
            "Ghép các đoạn; tách ở chỗ nối thẳng, ở ranh giới tỉnh có tình trạng khác và ở chỗ trùng đường hiện có",
            "Trùng mạng lưới nền: trong 25 m và 20° trên hơn 50 m",
        ),
        quality_vi="Tách riêng đoạn có trên bản đồ và đoạn minh họa; tình trạng từng đoạn có nguồn",
        steps=(
            "lines by recipe: mapped centreline, ring-road segment, way along base roads, hand-set points",
            "stretches joined; split at holes, province borders with other status, and where base roads are followed",
            "overlap with the base network: within 25 m and 20° over more than 50 m",
        ),
        quality="mapped and schematic sections, told apart; status by section with its source",
        frame=frame,
        sort_by=("project_id", "order"),
        members={"projects": records},
    )
    return [layer, interchanges.built(context, frame, tables, roads), agreement.built(context, tables)]


def read_tables(context: Context) -> list[Table]:
    """The hand-written tables of all projects, in the order of ``order.toml``.

    A region's order may name tables that another region has too: they lie in ``pipeline/input``.

    Raises
    ------
    ValueError
        If a table beside the order is not named in it, or the other way round, or its group not in ``study.toml``.
    """
    order = tomllib.loads(context.text("projects/order.toml"))["order"]
    beside = {path.stem for path in context.input("projects/order.toml").parent.glob("*.toml")} - {"order"}
    missing = {name for name in order if not context.input(f"projects/{name}.toml").exists()}
    found = {name: tomllib.loads(context.text(f"projects/{name}.toml")) for name in order if name not in missing}
    wrong = missing | (beside - set(order)) | {name for name, table in found.items() if table["id"] != name}
    if wrong:
        raise ValueError(f"order.toml and the tables disagree: {sorted(wrong)}")
    groups = {group.key for group in context.study.groups}
    if strangers := {f"{name}: {found[name]['group']}" for name in order if found[name]["group"] not in groups}:
        raise ValueError(f"groups that study.toml does not name: {sorted(strangers)}")
    return [found[name] for name in order]


class Maker:
    """Makes the pieces of a project from its table."""

    def __init__(self, context: Context, roads: gpd.GeoDataFrame) -> None:
        self.provinces = Provinces(context.read("provinces_2022"))
        self._recipes = Recipes(context, roads)
        self._base = BaseSegments(roads)

    def pieces(self, table: Mapping[str, Any]) -> list[Piece]:
        """All pieces in the order of chainage, each beginning where the one before ends."""
        made: list[Piece] = []
        for stretch in table["stretches"]:
            own = {"access": table["access"], **table["section"], **stretch}
            shape = self._recipes.shape(own)
            if made:
                shape = self._joined(made, shape, own, table)
            made.extend(self._split(shape, own))
        return self._on_base(merged(made))

    def _on_base(self, made: list[Piece]) -> list[Piece]:
        """Upgraded stretches of mapped lines laid on the base road itself, their neighbours drawn to its ends.

        The thinned centreline stays where the way on the base differs by more than 3 % in length.
        """
        lines = [piece.line for piece in made]
        for i, piece in enumerate(made):
            if not piece.upgrade or piece.gap_bridge or piece.table["recipe"] not in ("centreline", "ring"):
                continue
            along = self._recipes.along(piece.line)
            if along is None:
                continue
            lines[i] = along
            if i > 0:
                lines[i - 1] = np.vstack([lines[i - 1][:-1], along[:1]])
            if i + 1 < len(made):
                lines[i + 1] = np.vstack([along[-1:], lines[i + 1][1:]])
        return [replace(piece, line=line) for piece, line in zip(made, lines, strict=True)]

    def _joined(self, made: list[Piece], shape: Shape, own: Table, table: Mapping[str, Any]) -> Shape:
        """The shape begun at the end of what is made; a wide step becomes a bridge of its own."""
        last, first = made[-1].line[-1], shape.line[0]
        step = np.vstack([last, first])
        step_m = float(chainages_m(step)[-1])
        if step_m < 0.01:  # noqa: PLR2004 - metres: the same vertex
            return Shape(np.vstack([last, shape.line[1:]]), shape.quality, shape.holes, shape.on_base)
        if step_m <= _BRIDGE_FROM_M and shape.on_base:
            grown = np.vstack([made[-1].line, first])
            made[-1] = replace(made[-1], line=grown)
            return shape
        if step_m <= _BRIDGE_FROM_M:
            holes = tuple((a + step_m, b + step_m) for a, b in shape.holes)
            return Shape(np.vstack([last, shape.line]), shape.quality, holes, shape.on_base)
        bridge = {**_less_advanced(made[-1].table, own), **own.get("bridge", {})}
        made.extend(
            self._split(
                Shape(step, "schematic", ((0.0, step_m),)),
                {**table["section"], **bridge, "recipe": "bridge", "access": table["access"]},
            )
        )
        return shape

    def _split(self, shape: Shape, own: Table) -> Iterator[Piece]:
        """The pieces of one stretch: cut at holes, at provinces with their own status, along base roads."""
        total = float(chainages_m(shape.line)[-1])
        overlap = [(0.0, total, True)] if shape.on_base else along_base(shape.line, self._base, least_m=_least_m(own))
        parts = {part["province"]: part for part in own.get("parts", ())}
        provinces = self.provinces.along(shape.line) if parts else [(0.0, total, "")]
        marks = {
            0.0,
            total,
            *(x for a, b, _ in (*overlap, *provinces) for x in (a, b)),
            *(x for hole in shape.holes for x in hole),
        }
        inner = sorted(m for m in marks if _SLIVER_M < m < total - _SLIVER_M)
        marks_m = [0.0, *(m for i, m in enumerate(inner) if i == 0 or m - inner[i - 1] > _SLIVER_M), total]
        for start, end in pairwise(marks_m):
            middle = (start + end) / 2
            hole = any(a <= middle <= b for a, b in shape.holes)
            upgrade = own["status"] == "existing" or any(value for a, b, value in overlap if a <= middle <= b)
            code = next(str(value) for a, b, value in provinces if a <= middle <= b)
            attributes = {**own, **parts.get(code, {}), **(own.get("along_base", {}) if upgrade else {})}
            yield Piece(cut(shape.line, start, end), attributes, "schematic" if hole else shape.quality, upgrade, hole)


def _least_m(own: Table) -> float:
    """The shortest stretch beside a base road that counts as an upgrade."""
    if own["access"] == "interchange":
        return LEAST_EXPRESSWAY_M
    return LEAST_BY_HAND_M if own["recipe"] == "waypoints" else LEAST_M


def _less_advanced(before: Table, after: Table) -> Table:
    """Of two neighbours the table of the one whose status is farther from open."""
    return max(before, after, key=lambda table: STATUSES.index(table["status"]))
